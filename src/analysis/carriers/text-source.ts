/**
 * What a text that is given as a carrier was built from: `request.headers` of `'{"traceparent":"' +
 * request.headers.traceparent + '"}'`.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, memberName } from '../../ast';
import { PROPAGATION_HEADERS } from '../../model/carriers';
import type { ApiResolver } from '../api-resolution';
import { valueFlow } from '../value-flow';

/** The object whose headers a text repeats, where it is one object. */
export function sourceOfText(
  { sourceCode }: ApiResolver,
  carrier: TSESTree.Expression,
): TSESTree.Expression | undefined {
  const { flows } = valueFlow(sourceCode).backward(carrier, {
    label: ({ node }) =>
      node.type === AST_NODE_TYPES.MemberExpression && PROPAGATION_HEADERS.includes(memberName(node) ?? '')
        ? node.object
        : undefined,
  });
  const [first] = flows;
  const isOne = flows.every(
    ({ label }) =>
      enclosingFunction(label) === enclosingFunction(carrier) &&
      first !== undefined &&
      sourceCode.getText(label) === sourceCode.getText(first.label),
  );
  return isOne ? first?.label : undefined;
}
