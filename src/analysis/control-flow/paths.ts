/** Paths through a control-flow graph: reachability, shortest witnesses, and how a path leaves the body. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FlowEdge, FlowNode } from './flow-types';

/** A walk along edges: `nodes` has one element more than `edges`. */
export interface FlowPath {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

export interface PathQuery {
  /** Where the path should end. A start node counts only when the path comes back to it. */
  readonly to: FlowNode | readonly FlowNode[] | ((node: FlowNode) => boolean);
  /** Nodes the path must not pass; the end must not be one of them either. */
  readonly avoid?: (node: FlowNode) => boolean;
  /** Which edges may be taken. Default: all. */
  readonly follow?: (edge: FlowEdge) => boolean;
}

/** One step of a breadth-first walk, linked back to where it came from. */
export interface PathStep {
  readonly node: FlowNode;
  readonly edge: FlowEdge | undefined;
  readonly previous: PathStep | undefined;
}

/** A shortest path by number of edges, or undefined. */
export function findPath(from: readonly FlowNode[], query: PathQuery): FlowPath | undefined {
  const isGoal = goalTest(query.to);
  const seen = new Set<FlowNode>();
  let frontier: PathStep[] = from.map((node) => ({ node, edge: undefined, previous: undefined }));
  while (frontier.length > 0) {
    const next: PathStep[] = [];
    for (const step of frontier) {
      for (const edge of step.node.successors) {
        if (seen.has(edge.to) || query.follow?.(edge) === false || query.avoid?.(edge.to)) continue;
        seen.add(edge.to);
        const reached: PathStep = { node: edge.to, edge, previous: step };
        if (isGoal(edge.to)) return pathTo(reached);
        next.push(reached);
      }
    }
    frontier = next;
  }
  return undefined;
}

function goalTest(to: PathQuery['to']): (node: FlowNode) => boolean {
  if (typeof to === 'function') return to;
  const goals = new Set('kind' in to ? [to] : to);
  return (node) => goals.has(node);
}

/** The path that a walk took to `last`. */
export function pathTo(last: PathStep): FlowPath {
  const nodes: FlowNode[] = [];
  const edges: FlowEdge[] = [];
  for (let step: PathStep | undefined = last; step; step = step.previous) {
    nodes.push(step.node);
    if (step.edge) edges.push(step.edge);
  }
  return { nodes: nodes.reverse(), edges: edges.reverse() };
}

/**
 * All nodes on some path from one of `starts`, themselves included, that does not pass a node to avoid, along the edges
 * that may be taken: all where not given.
 */
export function reachableFrom(
  starts: readonly FlowNode[],
  avoid: (node: FlowNode) => boolean = () => false,
  follow: (edge: FlowEdge) => boolean = () => true,
): ReadonlySet<FlowNode> {
  const seen = new Set(starts);
  const stack = [...starts];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const edge of node.successors) {
      const { to } = edge;
      if (seen.has(to) || avoid(to) || !follow(edge)) continue;
      seen.add(to);
      stack.push(to);
    }
  }
  return seen;
}

/** How a path that ends at an exit came to leave the body. */
export interface PathCompletion {
  /** `end`: the last statement was done. `early-return`: the consumer of a generator stopped it. */
  readonly kind: 'early-return' | 'end' | 'return' | 'throw';
  /** The return statement (or value of an arrow function), the body, the `yield`, or what threw. */
  readonly at: TSESTree.Node;
}

/**
 * Reads off a path that ends at an exit what made it leave, or undefined for another path. A completion that waited
 * for a finalizer keeps its origin: what the finalizer itself threw and caught is not mistaken for it.
 */
export function completionOf(path: FlowPath): PathCompletion | undefined {
  const last = path.nodes.at(-1);
  if (last?.kind !== 'return-exit' && last?.kind !== 'throw-exit') return undefined;
  for (let index = path.edges.length - 1; index >= 0; index -= 1) {
    const edge = path.edges[index];
    if (!edge) return undefined;
    const { from } = edge;
    if (edge.kind === 'exception') return { kind: 'throw', at: from.ast };
    if (edge.kind === 'early-return') return { kind: 'early-return', at: from.ast };
    if (from.kind === 'return') return { kind: 'return', at: from.ast };
    if (from.kind === 'end') return { kind: 'end', at: from.ast };
    if (from.kind === 'resume' && from.resumes) {
      const entered = path.nodes.lastIndexOf(from.resumes, index);
      if (entered > 0) index = entered;
    }
  }
  return undefined;
}
