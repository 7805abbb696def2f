/**
 * The operations of OpenTelemetry JavaScript: what their arguments mean and what they return.
 * Source: the type declarations of `@opentelemetry/api` 1.9.1 and 1.10.0 and `@opentelemetry/core` 2.12 and 3.1. That
 * the calls marked `pure` change nothing was measured on both generations: the input and the active context are the
 * same before and after.
 */
import type { ArgumentRole, ContainerId } from './types';

/** One operation: what its arguments mean and what its result is. */
export interface OperationModel {
  readonly id: OperationId;
  /** Positions of the arguments; a negative position counts from the end (`-1` is the last argument). */
  readonly roles: Partial<Record<ArgumentRole, number>>;
  /** The type of the result, where it is an OpenTelemetry type. */
  readonly returns?: ContainerId;
  /** The types of the parameters that the operation passes to its callback. */
  readonly callbackParameters?: readonly ContainerId[];
  /** Returns a new value and changes nothing: dropping the result drops the work. */
  readonly pure?: true;
}

const operationTable = {
  // ContextAPI, ContextManager
  'context.active': { roles: {}, returns: 'Context' },
  'context.with': { roles: { context: 0, callback: 1, thisArg: 2 } },
  'context.bind': { roles: { context: 0, target: 1 } },
  'context.attach': { roles: { context: 0 }, returns: 'ContextManagementToken' },
  'context.dispose': { roles: {} },
  'context.setGlobalContextManager': { roles: { manager: 0 } },
  // Context
  'context.getValue': { roles: { key: 0 } },
  'context.setValue': { roles: { key: 0, value: 1 }, returns: 'Context', pure: true },
  'context.deleteValue': { roles: { key: 0 }, returns: 'Context', pure: true },
  'context.createKey': { roles: { name: 0 }, pure: true },
  // TraceAPI
  'trace.getTracer': { roles: { name: 0 }, returns: 'Tracer' },
  'trace.getTracerProvider': { roles: {}, returns: 'TracerProvider' },
  'trace.setGlobalTracerProvider': { roles: { value: 0 } },
  'trace.getSpan': { roles: { context: 0 }, returns: 'Span' },
  'trace.getActiveSpan': { roles: {}, returns: 'Span' },
  'trace.getSpanContext': { roles: { context: 0 }, returns: 'SpanContext' },
  'trace.setSpan': { roles: { context: 0, span: 1 }, returns: 'Context', pure: true },
  'trace.setSpanContext': { roles: { context: 0, value: 1 }, returns: 'Context', pure: true },
  'trace.deleteSpan': { roles: { context: 0 }, returns: 'Context', pure: true },
  'trace.wrapSpanContext': { roles: { value: 0 }, returns: 'Span', pure: true },
  'trace.isSpanContextValid': { roles: { value: 0 } },
  // PropagationAPI, TextMapPropagator
  'propagation.inject': { roles: { context: 0, carrier: 1, setter: 2 } },
  'propagation.extract': { roles: { context: 0, carrier: 1, getter: 2 }, returns: 'Context', pure: true },
  'propagation.fields': { roles: {} },
  'propagation.setGlobalPropagator': { roles: { propagator: 0 } },
  'propagation.createBaggage': { roles: { entry: 0 }, returns: 'Baggage', pure: true },
  'propagation.getBaggage': { roles: { context: 0 }, returns: 'Baggage' },
  'propagation.getActiveBaggage': { roles: {}, returns: 'Baggage' },
  'propagation.setBaggage': { roles: { context: 0, baggage: 1 }, returns: 'Context', pure: true },
  'propagation.deleteBaggage': { roles: { context: 0 }, returns: 'Context', pure: true },
  // Baggage
  'baggage.getEntry': { roles: { key: 0 } },
  'baggage.getAllEntries': { roles: {} },
  'baggage.setEntry': { roles: { key: 0, entry: 1 }, returns: 'Baggage', pure: true },
  'baggage.removeEntry': { roles: { key: 0 }, returns: 'Baggage', pure: true },
  'baggage.removeEntries': { roles: { key: 0 }, returns: 'Baggage', pure: true },
  'baggage.clear': { roles: {}, returns: 'Baggage', pure: true },
  'baggage.metadataFromString': { roles: { value: 0 }, pure: true },
  // Tracer, TracerProvider
  'span.start': { roles: { name: 0, options: 1, context: 2 }, returns: 'Span' },
  'span.startActive': { roles: { name: 0, callback: -1 }, callbackParameters: ['Span'] },
  // Span
  'span.end': { roles: {} },
  'span.spanContext': { roles: {}, returns: 'SpanContext' },
  'span.setAttribute': { roles: { key: 0, value: 1 }, returns: 'Span' },
  'span.setAttributes': { roles: { value: 0 }, returns: 'Span' },
  'span.addEvent': { roles: { name: 0 }, returns: 'Span' },
  'span.addLink': { roles: { value: 0 }, returns: 'Span' },
  'span.addLinks': { roles: { value: 0 }, returns: 'Span' },
  'span.setStatus': { roles: { value: 0 }, returns: 'Span' },
  'span.updateName': { roles: { name: 0 }, returns: 'Span' },
  'span.isRecording': { roles: {} },
  'span.recordException': { roles: { value: 0 } },
  // TraceState
  'traceState.set': { roles: { key: 0, value: 1 }, returns: 'TraceState', pure: true },
  'traceState.unset': { roles: { key: 0 }, returns: 'TraceState', pure: true },
  'traceState.get': { roles: { key: 0 } },
  'traceState.serialize': { roles: {} },
  'traceState.create': { roles: { value: 0 }, returns: 'TraceState', pure: true },
  // @opentelemetry/core
  'core.suppressTracing': { roles: { context: 0 }, returns: 'Context', pure: true },
  'core.unsuppressTracing': { roles: { context: 0 }, returns: 'Context', pure: true },
  'core.isTracingSuppressed': { roles: { context: 0 } },
  'core.setRPCMetadata': { roles: { context: 0, value: 1 }, returns: 'Context', pure: true },
  'core.deleteRPCMetadata': { roles: { context: 0 }, returns: 'Context', pure: true },
  'core.getRPCMetadata': { roles: { context: 0 } },
  // Set-up
  'propagator.composite': { roles: { options: 0 }, returns: 'TextMapPropagator' },
  'propagator.create': { roles: { options: 0 }, returns: 'TextMapPropagator' },
  'provider.create': { roles: { options: 0 }, returns: 'TracerProvider' },
  'provider.register': { roles: { options: 0 } },
  'sdk.create': { roles: { options: 0 }, returns: 'NodeSDK' },
  'sdk.start': { roles: {} },
} as const satisfies Record<string, Omit<OperationModel, 'id'>>;

/** An operation of OpenTelemetry, named by what it is and not by how it is reached. */
export type OperationId = keyof typeof operationTable;

export const OPERATION_IDS = Object.keys(operationTable) as OperationId[];

const operations = new Map<OperationId, OperationModel>(OPERATION_IDS.map((id) => [id, { id, ...operationTable[id] }]));

/** The model of an operation. Every id has one. */
export function operationModel(id: OperationId): OperationModel {
  return operations.get(id) ?? { id, roles: {} };
}

/**
 * Members of OpenTelemetry's types that many other types have too, each with what a text holds, somewhere, where the
 * receiver is one of those: a file that never says `span` ends none. For the look before types are asked for.
 */
export const COMMON_MEMBERS: Readonly<Record<string, RegExp>> = {
  clear: /bag/iu,
  dispose: /attach|token|context/iu,
  end: /span/iu,
  get: /trace_?state/iu,
  register: /provider|tracer/iu,
  serialize: /trace_?state/iu,
  set: /trace_?state/iu,
  start: /sdk/iu,
  unset: /trace_?state/iu,
};

/** The operations that return a new value and change nothing. */
export const PURE_OPERATIONS: readonly OperationId[] = OPERATION_IDS.filter((id) => operationModel(id).pure);

/** The operations that read the active context. `inject`, `bind` and `with` read it only through their argument. */
export const AMBIENT_OPERATIONS: readonly OperationId[] = [
  'context.active',
  'trace.getActiveSpan',
  'propagation.getActiveBaggage',
  'span.start',
  'span.startActive',
];

/** The operations that derive a context from another one. */
export const DERIVING_OPERATIONS: readonly OperationId[] = OPERATION_IDS.filter(
  (id) => operationModel(id).returns === 'Context' && id !== 'context.active',
);

/** The operations that take a context. */
export const CONTEXT_OPERATIONS: readonly OperationId[] = OPERATION_IDS.filter(
  (id) => operationModel(id).roles.context !== undefined || id === 'span.startActive',
);
