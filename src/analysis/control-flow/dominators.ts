/** Dominators of a flow graph, by the iterative algorithm of Cooper, Harvey and Kennedy. */
import type { FlowNode } from './flow-types';

/** Stands above all roots, so that a graph with several exits has one tree. */
const VIRTUAL_ROOT = -1;
const UNKNOWN = -2;

/**
 * The dominator tree from the given roots, along the edges (`forward`) or against them (`backward`: post-dominators).
 */
export class DominatorTree {
  /** Immediate dominator by node id. */
  private readonly parent: Int32Array;
  /** Place in reverse post-order by node id; -1 for nodes that no root reaches. */
  private readonly order: Int32Array;

  constructor(size: number, roots: readonly FlowNode[], direction: 'backward' | 'forward') {
    const forward = direction === 'forward';
    const after = (node: FlowNode): FlowNode[] =>
      forward ? node.successors.map((edge) => edge.to) : node.predecessors.map((edge) => edge.from);
    const before = (node: FlowNode): FlowNode[] =>
      forward ? node.predecessors.map((edge) => edge.from) : node.successors.map((edge) => edge.to);

    const sorted = reversePostOrder(size, roots, after);
    this.order = new Int32Array(size).fill(-1);
    this.parent = new Int32Array(size).fill(UNKNOWN);
    sorted.forEach((node, index) => {
      this.order[node.id] = index;
    });
    const isRoot = new Set(roots);
    for (const root of roots) this.parent[root.id] = VIRTUAL_ROOT;

    let changed = true;
    while (changed) {
      changed = false;
      for (const node of sorted) {
        if (isRoot.has(node)) continue;
        let dominator = UNKNOWN;
        for (const { id } of before(node)) {
          if (this.parentOf(id) === UNKNOWN) continue;
          dominator = dominator === UNKNOWN ? id : this.intersect(dominator, id);
        }
        if (dominator !== this.parentOf(node.id)) {
          this.parent[node.id] = dominator;
          changed = true;
        }
      }
    }
  }

  /** Whether `earlier` is on every path from the roots to `later`; every reached node dominates itself. */
  dominates(earlier: FlowNode, later: FlowNode): boolean {
    for (let id = later.id; id >= 0; id = this.parentOf(id)) {
      if (this.placeOf(id) < 0) return false;
      if (id === earlier.id) return true;
    }
    return false;
  }

  private intersect(left: number, right: number): number {
    let first = left;
    let second = right;
    while (first !== second) {
      while (this.placeOf(first) > this.placeOf(second)) first = this.parentOf(first);
      while (this.placeOf(second) > this.placeOf(first)) second = this.parentOf(second);
    }
    return first;
  }

  private parentOf(id: number): number {
    return this.parent[id] ?? UNKNOWN;
  }

  private placeOf(id: number): number {
    return this.order[id] ?? -1;
  }
}

function reversePostOrder(size: number, roots: readonly FlowNode[], after: (node: FlowNode) => FlowNode[]): FlowNode[] {
  const postOrder: FlowNode[] = [];
  const seen = new Uint8Array(size);
  for (const root of roots) {
    if (seen[root.id]) continue;
    seen[root.id] = 1;
    const stack = [{ node: root, rest: after(root) }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.rest.pop();
      if (!next) {
        postOrder.push(top.node);
        stack.pop();
      } else if (!seen[next.id]) {
        seen[next.id] = 1;
        stack.push({ node: next, rest: after(next) });
      }
    }
  }
  return postOrder.reverse();
}
