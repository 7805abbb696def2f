/**
 * Whether a file holds tests. What a test writes into a carrier, and what it puts there by hand, is the test's own
 * affair: it plays the part of another service, or looks at what a call does.
 *
 * *Known limitations*: test functions are known by their names; helpers that tests import are no tests.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, isFunction, literalString, unwrap } from '../../ast';
import { TEST_FUNCTIONS } from '../../model/platform';

/** Whether one of the calls of a file is a test: `it('…', () => …)`, `test.only(…)`, `Deno.test(…)`. */
export function holdsTests(calls: readonly (TSESTree.CallExpression | TSESTree.NewExpression)[]): boolean {
  return calls.some(isTest);
}

function isTest(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const callee = unwrap(call.callee);
  const [title, ...rest] = call.arguments;
  if (call.type !== AST_NODE_TYPES.CallExpression || !title || !rest.some((argument) => isFunction(argument)))
    return false;
  if (title.type !== AST_NODE_TYPES.TemplateLiteral && literalString(title) === undefined) return false;
  const root = callee.type === AST_NODE_TYPES.MemberExpression ? unwrap(callee.object) : callee;
  if (root.type !== AST_NODE_TYPES.Identifier) return false;
  return TEST_FUNCTIONS.has(root.name) || (root.name === 'Deno' && calleeName(call) === 'test');
}
