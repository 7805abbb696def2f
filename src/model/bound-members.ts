/**
 * Members of the API's singletons that call other members of the same object, and so throw a TypeError where they are
 * called without it. Run one by one, taken off, on `@opentelemetry/api` 1.9.1 and 1.10.0: the helpers that are not
 * listed (`getBaggage`, `setSpan`, `getActiveSpan`, `createBaggage` …) need nothing and work alone.
 */
import type { ContainerId } from './types';

export interface BoundMembers {
  /** How people call the object, as the package exports it. */
  readonly name: string;
  readonly members: ReadonlySet<string>;
}

export const BOUND_MEMBERS: Readonly<Partial<Record<ContainerId, BoundMembers>>> = {
  ContextAPI: { name: 'context', members: new Set(['active', 'with', 'bind', 'attach', 'disable']) },
  PropagationAPI: { name: 'propagation', members: new Set(['inject', 'extract', 'fields']) },
  TraceAPI: {
    name: 'trace',
    members: new Set(['getTracer', 'getTracerProvider', 'setGlobalTracerProvider', 'disable']),
  },
};

/** The names of all of them: for the look before anything else is asked. */
export const BOUND_MEMBER_NAMES: ReadonlySet<string> = new Set(
  Object.values(BOUND_MEMBERS).flatMap(({ members }) => [...members]),
);
