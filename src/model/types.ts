/** The vocabulary in which the tables of this folder are written. Data only: no syntax tree, no type checker. */
/** A type by its declaration: the package that declares it and the declared name. */
export interface TypeRef {
  readonly package: string;
  readonly name: string;
}

/** The OpenTelemetry types that the analyses tell apart. */
export type ContainerId =
  | 'Baggage'
  | 'Context'
  | 'ContextAPI'
  | 'ContextManager'
  | 'ContextManagementToken'
  | 'NodeSDK'
  | 'PropagationAPI'
  | 'Span'
  | 'SpanContext'
  | 'TextMapPropagator'
  | 'TraceAPI'
  | 'TraceState'
  | 'Tracer'
  | 'TracerProvider';

/** What an argument is for. */
export type ArgumentRole =
  | 'baggage'
  | 'callback'
  | 'carrier'
  | 'context'
  | 'entry'
  | 'getter'
  | 'key'
  | 'manager'
  | 'name'
  | 'options'
  | 'propagator'
  | 'setter'
  | 'span'
  | 'target'
  | 'thisArg'
  | 'value';
