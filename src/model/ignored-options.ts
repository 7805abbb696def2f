/**
 * Options that OpenTelemetry's SDKs do not read, under names that people give them. Source: the declarations and the
 * code of `@opentelemetry/sdk-node`, `@opentelemetry/sdk-trace-node`, `@opentelemetry/sdk-trace-web` and
 * `@opentelemetry/api` (`SpanOptions`). Both generations leave them unread without an error or a log line.
 */
import type { OperationId } from './operations';

/** An option under the name that it has elsewhere. */
export interface MisnamedOption {
  readonly operation: OperationId;
  /** The name that is not read. */
  readonly option: string;
  /** The one that is. */
  readonly right: string;
}

export const MISNAMED_OPTIONS: readonly MisnamedOption[] = [
  { operation: 'sdk.create', option: 'propagator', right: 'textMapPropagator' },
  { operation: 'provider.register', option: 'textMapPropagator', right: 'propagator' },
];

/** The options of a span that are read. */
export const SPAN_OPTIONS: ReadonlySet<string> = new Set(['attributes', 'kind', 'links', 'root', 'startTime']);

/** The option that named the parent before version 1.0 of the API, and does so in other libraries. */
export const FORMER_PARENT_OPTION = 'parent';
