/** What an object is made by: the constructions behind names, fields and the calls of its own methods. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { SAME_VALUE, type ValueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;

/**
 * The constructions an object comes from: `new Queue(…)`, `new PubSub(…)` of `pubsub.topic(…)`; undefined when there may
 * be others.
 */
export function constructionsOf(flow: ValueFlow, object: TSESTree.Node): readonly TSESTree.NewExpression[] | undefined {
  const { flows, others, unknown } = flow.backward(object, {
    label: ({ node, path }) => (node.type === Kind.NewExpression && path.length === 0 ? node : undefined),
    also: ({ node }) => {
      const owner = ownerOf(node);
      return owner ? [{ kind: 'copy', to: owner, site: node }] : [];
    },
    kinds: SAME_VALUE,
  });
  const isOpen = others.length > 0 || unknown.some(({ cause, node }) => cause !== 'escape' && !ownerOf(node));
  return isOpen || flows.length === 0 ? undefined : flows.map(({ label }) => label);
}

/** The object whose method is called. */
function ownerOf(node: TSESTree.Node): TSESTree.Expression | undefined {
  const callee = node.type === Kind.CallExpression ? unwrap(node.callee) : undefined;
  return callee?.type === Kind.MemberExpression ? callee.object : undefined;
}
