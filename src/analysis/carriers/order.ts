/**
 * Whether a read of an object may run after it was filled, with no other one made in its place between: the way through
 * the body that both stand in.
 *
 * *Known limitations*: what stands in another function than that body may run at any time, unless it is a callback.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type BodyOwner, contains, enclosingBody, isFunction } from '../../ast';
import { isArgument } from '../ambient-context';
import { type FlowNode, reachableFrom } from '../control-flow';
import type { ValueFlow } from '../value-flow';

export class FillOrder {
  private readonly body: BodyOwner;
  /** The block in which the fill is a statement. */
  private readonly block: TSESTree.Node | undefined;
  private reached: ReadonlySet<FlowNode> | undefined;

  constructor(
    private readonly flow: ValueFlow,
    private readonly filledBy: TSESTree.Node,
    private readonly madeAt: TSESTree.Node,
  ) {
    this.body = enclosingBody(filledBy);
    const { parent } = filledBy;
    if (parent?.type === AST_NODE_TYPES.ExpressionStatement) this.block = parent.parent;
  }

  mayComeBefore(read: TSESTree.Node): boolean {
    const at = placeIn(this.body, read);
    if (!at || contains(at, this.filledBy) || this.isStraightAbove(at)) return true;
    const graph = this.flow.graphOf(this.body);
    const ends = graph.nodesAround(at);
    const starts = graph.nodesAround(this.filledBy);
    if (ends.length === 0 || starts.some((node) => ends.includes(node))) return true;
    if (!this.reached) {
      const made = new Set(graph.nodesOf(this.madeAt));
      this.reached = reachableFrom(starts, (node) => made.has(node));
    }
    return ends.some((node) => this.reached?.has(node));
  }

  /** Whether the fill stands in a block around a place, above it, and the object is made before: it needs no search. */
  private isStraightAbove(at: TSESTree.Node): boolean {
    const isBefore = this.madeAt.range[0] < this.filledBy.range[0] && this.filledBy.range[1] <= at.range[0];
    return isBefore && this.block?.type === AST_NODE_TYPES.BlockStatement && contains(this.block, at);
  }
}

/** Where a node runs in a body, out of the callbacks in it; undefined where it does not. */
function placeIn(body: BodyOwner, node: TSESTree.Node): TSESTree.Node | undefined {
  let at = node;
  for (let inner = enclosingBody(at); inner !== body; inner = enclosingBody(at)) {
    if (!isFunction(inner) || !isArgument(inner)) return undefined;
    at = inner;
  }
  return at;
}
