/** The shapes of a control-flow graph: nodes and edges. */
import type { TSESTree } from '@typescript-eslint/utils';

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
  /** The place in `ControlFlowGraph.nodes`. */
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
