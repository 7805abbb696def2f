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
  /** Reads and writes baggage too, in headers of its own: beside W3C baggage the later of the two decides. */
  readonly carriesBaggage?: true;
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
    carriesBaggage: true,
  },
  {
    format: 'ottrace',
    package: '@opentelemetry/propagator-ot-trace',
    classes: ['OTTracePropagator'],
    envNames: ['ottrace'],
    header: 'ot-tracer-traceid',
    carriesBaggage: true,
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

/** The class that runs several propagators, and swallows what they throw. */
export const COMPOSITE_PROPAGATOR = 'CompositePropagator';

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

/** A function of a distribution that is told its propagators in an option of its first argument. */
export interface PropagatorOption {
  readonly package: string;
  /** The way from the package to the function: `['lightstep', 'configureOpenTelemetry']`. */
  readonly path: readonly string[];
  readonly option: string;
  /** `'list'`: an array of propagators and names. `'text'`: names, separated by commas. */
  readonly form: 'list' | 'text';
  /** The names it knows, and the propagators they stand for. Other names are unknown: what `auto` is may change. */
  readonly names: Readonly<Record<string, PropagatorFormat>>;
}

/**
 * Where distributions take propagators. They run in the order given: read in the code of `@vercel/otel` 2.1.3 and
 * `lightstep-opentelemetry-launcher-node` 2.2.0, which build a `CompositePropagator` of them.
 */
export const PROPAGATOR_OPTIONS: readonly PropagatorOption[] = [
  {
    package: '@vercel/otel',
    path: ['registerOTel'],
    option: 'propagators',
    form: 'list',
    names: { tracecontext: 'tracecontext', baggage: 'baggage' },
  },
  {
    package: 'lightstep-opentelemetry-launcher-node',
    path: ['lightstep', 'configureOpenTelemetry'],
    option: 'propagators',
    form: 'text',
    names: { tracecontext: 'tracecontext', baggage: 'baggage', b3: 'b3', b3single: 'b3' },
  },
];

const byFormat = new Map(PROPAGATORS.map((model) => [model.format, model] as const));

/** The propagator of a format. */
export const propagatorByFormat = (format: PropagatorFormat): PropagatorModel | undefined => byFormat.get(format);
