/** The graph that answers questions about the flow of one body. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { BodyOwner } from '../../ast';
import { DominatorTree } from './dominators';
import type { FlowNode } from './flow-types';
import { findPath, reachableFrom, type FlowPath, type PathQuery } from './paths';

/** The parts that the builder hands over. */
export interface FlowGraphParts {
  readonly owner: BodyOwner;
  readonly nodes: readonly FlowNode[];
  readonly entry: FlowNode;
  readonly returnExit: FlowNode;
  readonly throwExit: FlowNode;
  readonly nodesByAst: ReadonlyMap<TSESTree.Node, readonly FlowNode[]>;
  readonly isApproximate: boolean;
}

/** The control-flow graph of one body. Immutable; what costs time is computed when first asked for. */
export class ControlFlowGraph {
  readonly owner: BodyOwner;
  readonly nodes: readonly FlowNode[];
  readonly entry: FlowNode;
  /** Where every return and the end of the body lead; a generator that is stopped early ends here too. */
  readonly returnExit: FlowNode;
  /** Where every exception leads that the body does not handle. */
  readonly throwExit: FlowNode;
  /** Whether finalizers nested too deep share one copy, so that some paths of the graph cannot happen. */
  readonly isApproximate: boolean;

  private readonly nodesByAst: ReadonlyMap<TSESTree.Node, readonly FlowNode[]>;
  private dominators: DominatorTree | undefined;
  private postDominators: DominatorTree | undefined;
  private reachable: ReadonlySet<FlowNode> | undefined;
  private suspended: readonly FlowNode[] | undefined;

  constructor(parts: FlowGraphParts) {
    this.owner = parts.owner;
    this.nodes = parts.nodes;
    this.entry = parts.entry;
    this.returnExit = parts.returnExit;
    this.throwExit = parts.throwExit;
    this.isApproximate = parts.isApproximate;
    this.nodesByAst = parts.nodesByAst;
  }

  /** The nodes at which the function is suspended, in the order they were built. */
  get suspensions(): readonly FlowNode[] {
    this.suspended ??= this.nodes.filter((node) => node.suspension !== undefined);
    return this.suspended;
  }

  /**
   * The nodes that evaluate `ast`: several when it stands in a finalizer, none when the graph does not hold it
   * (what nested functions hold, types, identifiers, literals). Branches and the exits are not among them, and nodes
   * that cannot be reached only if none can.
   */
  nodesOf(ast: TSESTree.Node): readonly FlowNode[] {
    const nodes = this.nodesByAst.get(ast) ?? [];
    if (nodes.length < 2) return nodes;
    const reachable = nodes.filter((node) => this.isReachable(node));
    return reachable.length > 0 ? reachable : nodes;
  }

  /** {@link nodesOf} for `ast`, or for the closest node around it, within the body, that the graph holds. */
  nodesAround(ast: TSESTree.Node): readonly FlowNode[] {
    let current: TSESTree.Node | undefined = ast;
    while (current && current !== this.owner) {
      const nodes = this.nodesOf(current);
      if (nodes.length > 0) return nodes;
      current = current.parent;
    }
    return [];
  }

  /** Whether some path leads from the entry to `node`. */
  isReachable(node: FlowNode): boolean {
    this.reachable ??= reachableFrom([this.entry]);
    return this.reachable.has(node);
  }

  /** A shortest path, or undefined when there is none. The path has at least one edge. */
  findPath(from: FlowNode | readonly FlowNode[], query: PathQuery): FlowPath | undefined {
    return findPath('kind' in from ? [from] : from, query);
  }

  /** Whether every path from the entry to `later` passes `earlier`. False when `later` is unreachable. */
  dominates(earlier: FlowNode, later: FlowNode): boolean {
    this.dominators ??= new DominatorTree(this.nodes.length, [this.entry], 'forward');
    return this.dominators.dominates(earlier, later);
  }

  /** Whether every path from `earlier` to an exit passes `later`. False when `earlier` reaches no exit. */
  postDominates(later: FlowNode, earlier: FlowNode): boolean {
    this.postDominators ??= new DominatorTree(this.nodes.length, [this.returnExit, this.throwExit], 'backward');
    return this.postDominators.dominates(later, earlier);
  }
}
