/** Is the function suspended, or does it hand out a value, while it holds a resource? */
import type { TSESTree } from '@typescript-eslint/utils';
import { pathTo, type FlowPath, type SuspensionKind } from '../control-flow';
import { heldPaths, type ResourceQuery } from './resource';

/** A suspension while the resource is held. */
export interface HeldSuspension {
  readonly kind: SuspensionKind;
  /** The `await` or `yield`, the for-await loop, the `await using` declaration, or a return of an async generator. */
  readonly at: TSESTree.Node;
  readonly path: FlowPath;
}

/**
 * The first `await`, `yield`, turn or early end of a for-await loop, or `await using` disposal that is reached after
 * the acquisition and before a release or hand-over; undefined when there is none. A release that comes later, or in
 * a `finally`, does not matter: the caller goes on while the function is suspended.
 *
 * *Known limitations*: those of `findLeak`; a returned promise is not a suspension, see {@link findHeldReturns}.
 */
export function findSuspensionBetween(query: ResourceQuery): HeldSuspension | undefined {
  let found: HeldSuspension | undefined;
  const complete = heldPaths(query).walk((step, meets) => {
    const { suspension } = step.node;
    if (suspension === undefined || meets === 'acquire') return 'continue';
    found = { kind: suspension, at: step.node.ast, path: pathTo(step) };
    return 'finish';
  });
  return complete ? found : undefined;
}

/**
 * The return statements (or the value of an arrow function without braces) that run while the resource is held, also
 * when a `finally` releases it afterwards: whether the value is a promise is the caller's question.
 */
export function findHeldReturns(query: ResourceQuery): TSESTree.Node[] {
  const found = new Set<TSESTree.Node>();
  const complete = heldPaths(query).walk((step) => {
    if (step.node.kind === 'return') found.add(step.node.ast);
    return 'continue';
  });
  return complete ? [...found] : [];
}
