/**
 * The kinds of a span and their numbers.
 * Source: `SpanKind` of `@opentelemetry/api` 1.9 and 1.10 (trace/span_kind.ts); what is outgoing: the OpenTelemetry
 * specification, trace API, "SpanKind" (CLIENT and PRODUCER describe the sending side of a remote operation).
 */
export const SPAN_KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;

/** The name of a span kind; its number is its place in {@link SPAN_KINDS}. */
export type SpanKindName = (typeof SPAN_KINDS)[number];

/** The kinds of spans that stand for a request or message on its way out, whose receiver should become their child. */
export const OUTBOUND_KINDS: ReadonlySet<SpanKindName> = new Set<SpanKindName>(['CLIENT', 'PRODUCER']);
