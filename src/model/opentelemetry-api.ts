/**
 * The OpenTelemetry JavaScript API as data: the types that carry the operations, and what packages export.
 * Source: the type declarations of `@opentelemetry/api` 1.9.1 and 1.10.0, `@opentelemetry/core` 2.12 and 3.1, and the
 * SDK packages of both generations.
 */
import type { OperationId } from './operations';
import type { ContainerId, TypeRef } from './types';

/** A member of a type: a method that is an operation, or a property of an OpenTelemetry type. */
export type MemberModel = { readonly operation: OperationId } | { readonly type: ContainerId };

/** A type and its members. */
export interface ContainerModel {
  readonly id: ContainerId;
  /** Where the type is declared. Subtypes are found by walking base types. */
  readonly declaredAs: readonly TypeRef[];
  readonly members: Readonly<Record<string, MemberModel>>;
}

/** What a package exports under a name. */
export type ExportModel =
  | { readonly kind: 'value'; readonly type: ContainerId }
  | { readonly kind: 'function'; readonly operation: OperationId }
  | { readonly kind: 'class'; readonly type: ContainerId; readonly operation?: OperationId }
  | { readonly kind: 'type'; readonly type: ContainerId }
  | { readonly kind: 'namespace'; readonly package: string };

const API = '@opentelemetry/api';

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
    members: methods({
      getValue: 'context.getValue',
      setValue: 'context.setValue',
      deleteValue: 'context.deleteValue',
    }),
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
