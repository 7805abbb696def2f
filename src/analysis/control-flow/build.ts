/** From a body to its control-flow graph. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { BodyOwner } from '../../ast';
import { Assembly } from './assembly';
import { ExpressionFlow, type VisitorKeys } from './expressions';
import type { ControlFlowGraph } from './flow-graph';
import { StatementFlow } from './statements';

/**
 * Builds the control-flow graph of one body: a function (with its default parameters), a program or a static block.
 *
 * The graph is one of *evaluation events*, in the order of the ECMAScript evaluation semantics. Calls, `new`, tagged
 * templates, `import()`, `await`, `yield`, spreads, turns of a `for-of` loop and `throw` have an `exception` edge to
 * the innermost handler or finalizer, or to the throw exit; the edge says what throws, so that a reader can choose how
 * strict to be. ESLint's own code-path analysis cannot carry this: a call outside `try` never throws in it, and
 * `await` is invisible. A finalizer is copied for each way into it, so a path through `finally` goes on the way it
 * came.
 *
 * Time and size are linear in the body, but for finalizers inside finalizers; from the fourth level on these share
 * one copy, and {@link ControlFlowGraph.isApproximate} says so.
 *
 * *Known limitations*: see {@link ExpressionFlow} and {@link StatementFlow}; also, a generator is taken to be started,
 * a call always to come back, and code after an endless loop cannot be reached.
 *
 * @param visitorKeys the keys the parser gave with the tree (`sourceCode.visitorKeys`)
 */
export function buildControlFlowGraph(body: BodyOwner, visitorKeys: VisitorKeys): ControlFlowGraph {
  const flow = new Assembly(body);
  const expressions = new ExpressionFlow(flow, visitorKeys);
  const statements = new StatementFlow(flow, expressions, isAsyncGenerator(body));
  if ('params' in body) for (const parameter of body.params) expressions.target(parameter);
  const block = blockOf(body);
  if (
    block.type === AST_NODE_TYPES.Program ||
    block.type === AST_NODE_TYPES.BlockStatement ||
    block.type === AST_NODE_TYPES.StaticBlock
  ) {
    statements.run(block.body);
    if (flow.pending.length > 0) flow.add('end', block);
  } else {
    expressions.evaluate(block);
    flow.add('return', block);
  }
  flow.leave({ kind: 'return' });
  return flow.finish();
}

function blockOf(
  body: BodyOwner,
): TSESTree.BlockStatement | TSESTree.Expression | TSESTree.Program | TSESTree.StaticBlock {
  return body.type === AST_NODE_TYPES.Program || body.type === AST_NODE_TYPES.StaticBlock ? body : body.body;
}

function isAsyncGenerator(body: BodyOwner): boolean {
  return 'async' in body && body.async && body.generator;
}
