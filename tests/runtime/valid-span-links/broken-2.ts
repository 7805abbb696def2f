import { trace, type Link, type Span } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('search');
const batch: Span[] = [];

/** Starts the search anew, and links the attempt before. */
function attempt(number: number, previous: Span | undefined): Span {
  const span = tracer.startSpan(`attempt ${number}`);
  if (previous) span.addLink(previous as unknown as Link);
  span.end();
  batch.push(span);
  return span;
}

/**
 * Writes a batch as the OTLP exporters do: `toOtlpLink` of `@opentelemetry/otlp-transformer` reads the identifiers of
 * each link.
 */
function exportBatch(spans: readonly Span[]): unknown[] {
  return (spans as readonly unknown[] as readonly { name: string; links: Link[] }[]).map(({ name, links }) => ({
    name,
    links: links.map((link) => ({ traceId: link.context.traceId, spanId: link.context.spanId })),
  }));
}

const first = attempt(1, undefined);
attempt(2, first);

let sent: unknown[] = [];
let error: string | undefined;
try {
  sent = exportBatch(batch);
} catch (reason) {
  error = (reason as Error).name;
}
observe({ sent, error, first: first.spanContext() });
