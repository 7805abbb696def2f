/**
 * Whether what stands where a carrier is expected was never filled: an object literal without an entry of propagation,
 * behind whatever name, that nobody writes such an entry to, and that goes no other way than the one on which it is
 * sent.
 *
 * *Known limitations*: what is handed to two calls, or to others that may keep it, may have been filled there.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isNothing, unwrap } from '../../ast';
import { ATTRIBUTE_VALUES } from '../../model/traceparent';
import { CARRIER_NAME } from '../../model/worker-channels';
import { ANY, BOUNDS, SAME_VALUE, soleValueOf, type ValueFlow, valueFlow, type ValueNode } from '../value-flow';

const Kind = AST_NODE_TYPES;

/** Whether an object literal is a carrier that nobody filled. */
const answers = new WeakMap<TSESTree.ObjectExpression, boolean>();

/** Whether an expression is a carrier that nobody filled, whatever the name under which it is sent. */
export function isUnfilledCarrier(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): boolean {
  const node = unwrap(expression) as TSESTree.Node;
  if (isNothing(node)) return true;
  const flow = valueFlow(sourceCode);
  const value = node.type === Kind.ObjectExpression ? node : soleValueOf(flow, node);
  if (value?.type !== Kind.ObjectExpression) return false;
  let isUnfilled = answers.get(value);
  if (isUnfilled === undefined) {
    answers.set(value, false); // an object that holds itself
    answers.set(value, (isUnfilled = holdsNoCarrier(flow, value) && isSentOnce(flow, value)));
  }
  return isUnfilled;
}

/** Whether no entry of propagation is in an object from the start, nor written to it at any time. */
function holdsNoCarrier(flow: ValueFlow, object: TSESTree.ObjectExpression): boolean {
  const parts = [...flow.stepsOf('backward', object).steps, ...flow.objects.writesInto(object).steps];
  return parts.every(({ put = [], take: [name = ANY] = [], to }) => {
    // `{ DataType, StringValue }` is no carrier, but an entry of one.
    if (!CARRIER_NAME.test(name)) return name !== ANY && !ATTRIBUTE_VALUES.includes(name);
    return put.length === 0 && isUnfilledCarrier(flow.sourceCode, to);
  });
}

/** Whether an object, or a message that holds it, is handed to one call at most, and nobody else gets it. */
function isSentOnce(flow: ValueFlow, object: TSESTree.ObjectExpression): boolean {
  let takers = 0;
  const label = ({ node, path }: ValueNode): undefined => {
    // An object of others that keeps it: `pool.run(message)`.
    if (path.length > 0 && isCall(node) && flow.stepsOf('backward', node).open !== undefined) takers++;
  };
  const { others, unknown } = flow.forward(object, { label, kinds: SAME_VALUE }, BOUNDS.callGraph);
  takers += unknown.length + others.filter(({ node }) => isCall(node.parent)).length;
  return takers <= 1 && unknown.every(({ cause }) => cause !== 'bound');
}

function isCall(node: TSESTree.Node | undefined): boolean {
  return node?.type === Kind.CallExpression || node?.type === Kind.NewExpression;
}
