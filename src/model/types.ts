/** The vocabulary in which the tables of this folder are written. Data only: no syntax tree, no type checker. */
import type { OperationId } from './opentelemetry-api';

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
