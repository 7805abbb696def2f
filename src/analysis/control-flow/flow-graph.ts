/** The shapes of a control-flow graph: nodes, edges, paths, and the graph that answers questions about them. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { BodyOwner } from '../../ast';
import { DominatorTree } from './dominators';
import { findPath, reachableFrom, type FlowPath, type PathQuery } from './paths';

/**
 * What happens at a flow node.
 * - `evaluate`: an expression has been evaluated, a variable declarator or a loop variable has been bound.
 * - `branch`: a test has been evaluated; its edges say with which outcome.
 * - `iterate`: a for-in, for-of or for-await loop has asked for the next value.
 * - `loop`: the head of a while, do or for loop. `join`: where paths meet again.
 * - `return`, `throw`, `jump`: the statement runs (a jump is `break` or `continue`); `return` is also the value of an
 *   arrow function without braces.
 * - `catch`: a handler is entered. `finally`: one copy of a finalizer is entered; `resume`: that copy has run to its
 *   end and the completion it interrupted goes on.
 * - `dispose`: a `using` variable is disposed, or a for-await loop closes its iterator because it is left early.
 * - `end`: the body ran to its end without a return.
 * - `entry`, `return-exit`, `throw-exit`: the borders of the graph.
 */
export type FlowNodeKind =
  | 'catch'
  | 'dispose'
  | 'end'
  | 'entry'
  | 'evaluate'
  | 'branch'
  | 'finally'
  | 'iterate'
  | 'join'
  | 'jump'
  | 'loop'
  | 'resume'
  | 'return'
  | 'return-exit'
  | 'throw'
  | 'throw-exit';

/** Why control leaves the function for a while at a node. */
export type SuspensionKind = 'await' | 'await-using' | 'for-await' | 'yield';

/**
 * How control goes from one node to the next. `true` and `false` leave a branch (for an `iterate` node: another value,
 * no more values; for a default value in a pattern: the default is needed, or not). `nullish` and `non-nullish` leave
 * the tests of `?.`, `??` and `??=`. `early-return` leaves a `yield` whose consumer stops the generator.
 */
export type FlowEdgeKind = 'early-return' | 'exception' | 'false' | 'non-nullish' | 'normal' | 'nullish' | 'true';

/** What throws along an exception edge; `iteration` is a for-of turn or a spread. */
export type ThrowCause = 'await' | 'call' | 'iteration' | 'throw' | 'yield';

export interface FlowNode {
  /** The place in {@link ControlFlowGraph.nodes}. */
  readonly id: number;
  readonly kind: FlowNodeKind;
  /** The syntax that is evaluated; for a `branch` its test (or switch case, or pattern with a default). */
  readonly ast: TSESTree.Node;
  /** Set where the function is suspended here. */
  readonly suspension: SuspensionKind | undefined;
  /** For a `resume` node: the `finally` or `dispose` node that the same copy began with. */
  readonly resumes: FlowNode | undefined;
  readonly successors: readonly FlowEdge[];
  readonly predecessors: readonly FlowEdge[];
}

export interface FlowEdge {
  readonly from: FlowNode;
  readonly to: FlowNode;
  readonly kind: FlowEdgeKind;
  /** Set on edges of kind `exception`. */
  readonly cause: ThrowCause | undefined;
}

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
    this.reachable ??= reachableFrom(this.entry);
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
