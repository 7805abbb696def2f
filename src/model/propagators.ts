/**
 * Propagators: their formats, where they are declared, what `OTEL_PROPAGATORS` calls them, and the header of theirs
 * that decides the trace. Data only. Measured: a composite runs its members in order, so on extract the last valid
 * trace format wins; on inject all of them write. Source: OpenTelemetry specification, Context Propagation, "Composite
 * Propagator" and "Global Propagators"; the packages themselves.
 */

/** What a propagator writes and reads: a trace format, or baggage. */
export type PropagatorFormat = 'b3' | 'baggage' | 'cloud-trace' | 'jaeger' | 'ottrace' | 'tracecontext' | 'xray';

export interface PropagatorModel {
  readonly format: PropagatorFormat;
  readonly package: string;
  readonly classes: readonly string[];
  /** Names in `OTEL_PROPAGATORS`. */
  readonly envNames: readonly string[];
  /** The header that carries the trace, or the baggage. */
  readonly header: string;
}

export const PROPAGATORS: readonly PropagatorModel[] = [
  {
    format: 'tracecontext',
    package: '@opentelemetry/core',
    classes: ['W3CTraceContextPropagator'],
    envNames: ['tracecontext'],
    header: 'traceparent',
  },
  {
    format: 'baggage',
    package: '@opentelemetry/core',
    classes: ['W3CBaggagePropagator'],
    envNames: ['baggage'],
    header: 'baggage',
  },
  {
    format: 'b3',
    package: '@opentelemetry/propagator-b3',
    classes: ['B3Propagator', 'B3SinglePropagator', 'B3MultiPropagator'],
    envNames: ['b3', 'b3multi'],
    header: 'b3',
  },
  {
    format: 'jaeger',
    package: '@opentelemetry/propagator-jaeger',
    classes: ['JaegerPropagator'],
    envNames: ['jaeger'],
    header: 'uber-trace-id',
  },
  {
    format: 'ottrace',
    package: '@opentelemetry/propagator-ot-trace',
    classes: ['OTTracePropagator'],
    envNames: ['ottrace'],
    header: 'ot-tracer-traceid',
  },
  {
    format: 'xray',
    package: '@opentelemetry/propagator-aws-xray',
    classes: ['AWSXRayPropagator', 'AWSXRayLambdaPropagator'],
    envNames: ['xray', 'xray-lambda'],
    header: 'x-amzn-trace-id',
  },
  {
    format: 'cloud-trace',
    package: '@google-cloud/opentelemetry-cloud-trace-propagator',
    classes: ['CloudPropagator'],
    envNames: [],
    header: 'x-cloud-trace-context',
  },
];

/** The trace formats a project may prefer. */
export const PREFERABLE_FORMATS = [
  'tracecontext',
  'b3',
  'jaeger',
  'ottrace',
  'xray',
] as const satisfies readonly PropagatorFormat[];
export type PreferableFormat = (typeof PREFERABLE_FORMATS)[number];

const byClass = new Map(PROPAGATORS.flatMap((model) => model.classes.map((name) => [name, model] as const)));
const byEnvName = new Map(PROPAGATORS.flatMap((model) => model.envNames.map((name) => [name, model] as const)));

/** The propagator with a class name. Ask only for classes known to come from OpenTelemetry. */
export const propagatorByClass = (name: string): PropagatorModel | undefined => byClass.get(name);

/** The propagator that a name in `OTEL_PROPAGATORS` stands for. */
export const propagatorByEnvName = (name: string): PropagatorModel | undefined => byEnvName.get(name);

/** The environment variable that lists the propagators. */
export const PROPAGATORS_VARIABLE = 'OTEL_PROPAGATORS';
