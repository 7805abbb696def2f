/**
 * The OpenTelemetry JavaScript API as data: operations, the types that carry them, and what packages export.
 * Source: the type declarations of `@opentelemetry/api` 1.9.1 and 1.10.0, `@opentelemetry/core` 2.12 and 3.1, and the
 * SDK packages of both generations. That the calls marked `pure` change nothing was measured on both generations: the
 * input and the active context are the same before and after.
 */
import type { ContainerId, ContainerModel, ExportModel, MemberModel, OperationModel } from './types';

const API = '@opentelemetry/api';

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

const operations = new Map<OperationId, OperationModel>(
  OPERATION_IDS.map((id) => [id, { id, ...operationTable[id] }]),
);

/** The model of an operation. Every id has one. */
export function operationModel(id: OperationId): OperationModel {
  return operations.get(id) ?? { id, roles: {} };
}

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

function methods(map: Readonly<Record<string, OperationId>>): Record<string, MemberModel> {
  return Object.fromEntries(Object.entries(map).map(([name, operation]) => [name, { operation }]));
}

const CONTEXT_SWITCHES = {
  active: 'context.active',
  with: 'context.with',
  bind: 'context.bind',
  attach: 'context.attach',
} as const;

/** The types of the API and the members that matter. */
export const CONTAINERS: readonly ContainerModel[] = [
  {
    id: 'ContextAPI',
    declaredAs: [{ package: API, name: 'ContextAPI' }],
    members: methods({ ...CONTEXT_SWITCHES, setGlobalContextManager: 'context.setGlobalContextManager' }),
  },
  { id: 'ContextManager', declaredAs: [{ package: API, name: 'ContextManager' }], members: methods(CONTEXT_SWITCHES) },
  {
    id: 'ContextManagementToken',
    declaredAs: [{ package: API, name: 'ContextManagementToken' }],
    members: methods({ dispose: 'context.dispose' }),
  },
  {
    id: 'Context',
    declaredAs: [{ package: API, name: 'Context' }],
    members: methods({ getValue: 'context.getValue', setValue: 'context.setValue', deleteValue: 'context.deleteValue' }),
  },
  {
    id: 'TraceAPI',
    declaredAs: [{ package: API, name: 'TraceAPI' }],
    members: methods({
      getTracer: 'trace.getTracer',
      getTracerProvider: 'trace.getTracerProvider',
      setGlobalTracerProvider: 'trace.setGlobalTracerProvider',
      getSpan: 'trace.getSpan',
      getActiveSpan: 'trace.getActiveSpan',
      getSpanContext: 'trace.getSpanContext',
      setSpan: 'trace.setSpan',
      setSpanContext: 'trace.setSpanContext',
      deleteSpan: 'trace.deleteSpan',
      wrapSpanContext: 'trace.wrapSpanContext',
      isSpanContextValid: 'trace.isSpanContextValid',
    }),
  },
  {
    id: 'PropagationAPI',
    declaredAs: [{ package: API, name: 'PropagationAPI' }],
    members: methods({
      inject: 'propagation.inject',
      extract: 'propagation.extract',
      fields: 'propagation.fields',
      setGlobalPropagator: 'propagation.setGlobalPropagator',
      createBaggage: 'propagation.createBaggage',
      getBaggage: 'propagation.getBaggage',
      getActiveBaggage: 'propagation.getActiveBaggage',
      setBaggage: 'propagation.setBaggage',
      deleteBaggage: 'propagation.deleteBaggage',
    }),
  },
  {
    id: 'TextMapPropagator',
    declaredAs: [{ package: API, name: 'TextMapPropagator' }],
    members: methods({ inject: 'propagation.inject', extract: 'propagation.extract', fields: 'propagation.fields' }),
  },
  {
    id: 'Baggage',
    declaredAs: [{ package: API, name: 'Baggage' }],
    members: methods({
      getEntry: 'baggage.getEntry',
      getAllEntries: 'baggage.getAllEntries',
      setEntry: 'baggage.setEntry',
      removeEntry: 'baggage.removeEntry',
      removeEntries: 'baggage.removeEntries',
      clear: 'baggage.clear',
    }),
  },
  {
    id: 'TracerProvider',
    declaredAs: [
      { package: API, name: 'TracerProvider' },
      { package: '@opentelemetry/sdk-trace-base', name: 'BasicTracerProvider' },
    ],
    members: methods({ getTracer: 'trace.getTracer', register: 'provider.register' }),
  },
  {
    id: 'Tracer',
    declaredAs: [{ package: API, name: 'Tracer' }],
    members: methods({ startSpan: 'span.start', startActiveSpan: 'span.startActive' }),
  },
  {
    id: 'Span',
    declaredAs: [{ package: API, name: 'Span' }],
    members: methods({
      end: 'span.end',
      spanContext: 'span.spanContext',
      setAttribute: 'span.setAttribute',
      setAttributes: 'span.setAttributes',
      addEvent: 'span.addEvent',
      addLink: 'span.addLink',
      addLinks: 'span.addLinks',
      setStatus: 'span.setStatus',
      updateName: 'span.updateName',
      isRecording: 'span.isRecording',
      recordException: 'span.recordException',
    }),
  },
  {
    id: 'SpanContext',
    declaredAs: [{ package: API, name: 'SpanContext' }],
    members: { traceState: { type: 'TraceState' } },
  },
  {
    id: 'TraceState',
    declaredAs: [{ package: API, name: 'TraceState' }],
    members: methods({
      set: 'traceState.set',
      unset: 'traceState.unset',
      get: 'traceState.get',
      serialize: 'traceState.serialize',
    }),
  },
  {
    id: 'NodeSDK',
    declaredAs: [{ package: '@opentelemetry/sdk-node', name: 'NodeSDK' }],
    members: methods({ start: 'sdk.start' }),
  },
];

const value = (type: ContainerId): ExportModel => ({ kind: 'value', type });
const type = (name: ContainerId): ExportModel => ({ kind: 'type', type: name });
const fn = (operation: OperationId): ExportModel => ({ kind: 'function', operation });
const namespace = (name: string): ExportModel => ({ kind: 'namespace', package: name });
const propagator: ExportModel = { kind: 'class', type: 'TextMapPropagator', operation: 'propagator.create' };
const provider: ExportModel = { kind: 'class', type: 'TracerProvider', operation: 'provider.create' };
const contextManager: ExportModel = { kind: 'class', type: 'ContextManager' };

/** What packages export, by package and exported name. */
export const PACKAGE_EXPORTS: Readonly<Record<string, Readonly<Record<string, ExportModel>>>> = {
  [API]: {
    context: value('ContextAPI'),
    trace: value('TraceAPI'),
    propagation: value('PropagationAPI'),
    ROOT_CONTEXT: value('Context'),
    createContextKey: fn('context.createKey'),
    createTraceState: fn('traceState.create'),
    baggageEntryMetadataFromString: fn('baggage.metadataFromString'),
    isSpanContextValid: fn('trace.isSpanContextValid'),
    Context: type('Context'),
    ContextAPI: type('ContextAPI'),
    ContextManager: type('ContextManager'),
    ContextManagementToken: type('ContextManagementToken'),
    TraceAPI: type('TraceAPI'),
    PropagationAPI: type('PropagationAPI'),
    TextMapPropagator: type('TextMapPropagator'),
    Baggage: type('Baggage'),
    TracerProvider: type('TracerProvider'),
    Tracer: type('Tracer'),
    Span: type('Span'),
    SpanContext: type('SpanContext'),
    TraceState: type('TraceState'),
  },
  '@opentelemetry/core': {
    suppressTracing: fn('core.suppressTracing'),
    unsuppressTracing: fn('core.unsuppressTracing'),
    isTracingSuppressed: fn('core.isTracingSuppressed'),
    setRPCMetadata: fn('core.setRPCMetadata'),
    deleteRPCMetadata: fn('core.deleteRPCMetadata'),
    getRPCMetadata: fn('core.getRPCMetadata'),
    CompositePropagator: { kind: 'class', type: 'TextMapPropagator', operation: 'propagator.composite' },
    W3CTraceContextPropagator: propagator,
    W3CBaggagePropagator: propagator,
    TraceState: { kind: 'class', type: 'TraceState', operation: 'traceState.create' },
  },
  '@opentelemetry/propagator-b3': {
    B3Propagator: propagator,
    B3SinglePropagator: propagator,
    B3MultiPropagator: propagator,
  },
  '@opentelemetry/propagator-jaeger': { JaegerPropagator: propagator },
  '@opentelemetry/propagator-ot-trace': { OTTracePropagator: propagator },
  '@opentelemetry/propagator-aws-xray': { AWSXRayPropagator: propagator },
  '@opentelemetry/propagator-aws-xray-lambda': { AWSXRayLambdaPropagator: propagator },
  '@google-cloud/opentelemetry-cloud-trace-propagator': { CloudPropagator: propagator },
  '@opentelemetry/context-async-hooks': {
    AsyncLocalStorageContextManager: contextManager,
    AsyncHooksContextManager: contextManager,
  },
  '@opentelemetry/context-zone': { ZoneContextManager: contextManager },
  '@opentelemetry/context-zone-peer-dep': { ZoneContextManager: contextManager },
  '@opentelemetry/sdk-trace': { TracerProvider: provider, StackContextManager: contextManager },
  '@opentelemetry/sdk-trace-base': { BasicTracerProvider: provider },
  '@opentelemetry/sdk-trace-node': { NodeTracerProvider: provider },
  '@opentelemetry/sdk-trace-web': { WebTracerProvider: provider, StackContextManager: contextManager },
  '@opentelemetry/sdk-node': {
    NodeSDK: { kind: 'class', type: 'NodeSDK', operation: 'sdk.create' },
    api: namespace(API),
    contextBase: namespace(API),
    core: namespace('@opentelemetry/core'),
    node: namespace('@opentelemetry/sdk-trace-node'),
    tracing: namespace('@opentelemetry/sdk-trace-base'),
  },
};
