/**
 * The token of one `context.attach()`: how it is held, what releases it, and what goes wrong on the way.
 *
 * Measured on Node 20, AsyncLocalStorage, both ways of running: a suspension between attach and dispose lets the caller
 * go on in the attached context for good, even with `finally`; after an earlier `await` in the same async function the
 * caller is out of reach; a promise that is returned without `await` is harmless, since `finally` runs before the
 * caller goes on.
 *
 * *Known limitations*: those of `trackResource` and of the typestate questions.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type BodyOwner, enclosingBody, isFunction } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { type ControlFlowGraph, type FlowNode, reachableFrom } from '../control-flow';
import { trackResource, type TrackedResource } from '../data-flow';
import {
  findLeak,
  findLeaks,
  findOutOfOrderRelease,
  findSuspensionBetween,
  heldPaths,
  isKnownNotToThrow,
  type HeldSuspension,
  type Leak,
  type LeakExit,
  type OutOfOrderRelease,
  type ResourceQuery,
} from '../typestate';
import { isOneShotCallback } from './one-shot';

export interface AttachedToken extends TrackedResource {
  readonly graph: ControlFlowGraph;
  /** Whether another owner has it from the start: returned, stored, kept in an outer variable. */
  readonly isHandedOver: boolean;
  /** Whether it is attached where no caller could get the context: see {@link isOneShotCallback}. */
  readonly hasNoCaller: boolean;
  readonly query: ResourceQuery;
}

/** Follows the token of an attach call. */
export function attachedToken(
  resolver: ApiResolver,
  graphOf: (body: BodyOwner) => ControlFlowGraph,
  call: ResolvedCall,
): AttachedToken {
  const resource = trackResource(resolver, call, {
    type: 'ContextManagementToken',
    release: 'context.dispose',
    wrapperRole: 'token',
  });
  const body = enclosingBody(call.node);
  const graph = graphOf(body);
  const transferNodes = new Set(
    resource.handOvers.flatMap((node) => graph.nodesAround(node).map((found) => found.ast)),
  );
  const query: ResourceQuery = {
    graph,
    acquire: call.node,
    releases: resource.releases,
    transfers: transferNodes,
    throws: 'calls',
    ignoreThrow: (node) => isKnownNotToThrow(resolver, node),
  };
  const isHandedOver = resource.handOvers.includes(call.node);
  return { ...resource, graph, query, isHandedOver, hasNoCaller: isOneShotCallback(resolver, body) };
}

/** The exits through which a context gets to the caller. */
const TO_CALLER: readonly LeakExit[] = ['end', 'early-return', 'return', 'throw'];

/** The exit that misses the release, or undefined. */
export function leakOf({ hasNoCaller, query }: AttachedToken): Leak | undefined {
  return hasNoCaller ? findLeaks(query).find(({ exit }) => !TO_CALLER.includes(exit)) : findLeak(query);
}

/**
 * The suspension between attach and dispose through which the caller gets the context, or undefined. Undefined too in
 * an async function that surely awaited before it attached, and where there is no caller.
 */
export function suspensionOf(token: AttachedToken): HeldSuspension | undefined {
  return token.releases.size === 0 ? undefined : heldSuspension(token);
}

/** Whether there is such a suspension while the token is held, also where nothing releases it. */
export function suspendsWhileHeld(token: AttachedToken): boolean {
  return heldSuspension(token) !== undefined;
}

function heldSuspension(token: AttachedToken): HeldSuspension | undefined {
  return token.hasNoCaller || hasAwaitedBefore(token) ? undefined : findSuspensionBetween(token.query);
}

/**
 * Whether every way to the attach leads over an `await` of the same async function, since its start and since the last
 * `yield`: after that the caller, or consumer, has gone on.
 */
function hasAwaitedBefore({ acquire, graph }: AttachedToken): boolean {
  const owner = enclosingBody(acquire.node);
  if (!isFunction(owner) || !owner.async) return false;
  const starts = graph.nodesOf(acquire.node);
  const early = reachedWithoutAwait(graph);
  return starts.length > 0 && !starts.some((start) => early.has(start));
}

const earlyByGraph = new WeakMap<ControlFlowGraph, ReadonlySet<FlowNode>>();

/** What a body reaches from its start, or from a `yield`, without an `await` between. */
function reachedWithoutAwait(graph: ControlFlowGraph): ReadonlySet<FlowNode> {
  let reached = earlyByGraph.get(graph);
  if (!reached) {
    // A call that is awaited gives a promise: that it throws before it does is not to be reckoned with.
    const isAwait = ({ ast, suspension }: FlowNode): boolean =>
      suspension === 'await' || suspension === 'for-await' || ast.parent?.type === AST_NODE_TYPES.AwaitExpression;
    const entries = [graph.entry, ...graph.suspensions.filter(({ suspension }) => suspension === 'yield')];
    reached = reachableFrom(entries, isAwait);
    earlyByGraph.set(graph, reached);
  }
  return reached;
}

/** A release in the wrong order: the token that was attached later, and the two releases. */
export interface WrongOrder extends OutOfOrderRelease {
  readonly outer: AttachedToken;
  readonly inner: AttachedToken;
}

/**
 * The releases that come before that of a token which was attached later. Of each token it is asked once what is
 * attached while it is held; only such pairs are looked at.
 */
export function outOfOrderReleases(tokens: readonly AttachedToken[]): readonly WrongOrder[] {
  const released = tokens.filter(({ releases }) => releases.size > 0);
  const byAcquire = new Map(released.map((token) => [token.acquire.node as TSESTree.Node, token] as const));
  return released.flatMap((outer, index) => {
    const inners = new Set<AttachedToken>();
    heldPaths(outer.query).walk((step) => {
      const inner = byAcquire.get(step.node.ast);
      if (inner && inner !== outer) inners.add(inner);
      return 'continue';
    });
    return released.slice(index + 1).flatMap((inner) => {
      if (!inners.has(inner)) return [];
      const order = findOutOfOrderRelease({
        graph: outer.graph,
        outer: outer.query,
        inner: inner.query,
        throws: 'explicit-and-await',
      });
      return order ? [{ ...order, outer, inner }] : [];
    });
  });
}
