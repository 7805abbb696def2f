/**
 * What a text that is given as a carrier was built from: `request.headers` of `'{"traceparent":"' +
 * request.headers.traceparent + '"}'`.
 *
 * Known limitations: only sums and templates, and constants that hold one; not what `JSON.stringify` is given.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, memberName, unwrap } from '../../ast';
import { PROPAGATION_HEADERS } from '../../model/carriers';
import type { ApiResolver } from '../api-resolution';
import { soleDefinition, variableOf } from '../bindings';

/** The object whose headers a text repeats, where it is one object. */
export function sourceOfText(resolver: ApiResolver, carrier: TSESTree.Expression): TSESTree.Expression | undefined {
  const { sourceCode } = resolver;
  const node = unwrap(carrier);
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, node) : undefined;
  const definition = variable && soleDefinition(variable);
  const text = definition?.kind === 'value' && definition.path.length === 0 ? definition.value : node;
  const [source, ...others] = partsOf(text).flatMap((part) => {
    const inner = unwrap(part);
    const isHeader =
      inner.type === AST_NODE_TYPES.MemberExpression && PROPAGATION_HEADERS.includes(memberName(inner) ?? '');
    return isHeader ? [inner.object] : [];
  });
  const isHere = enclosingFunction(text) === enclosingFunction(carrier);
  const isOne = others.every((other) => source && sourceCode.getText(other) === sourceCode.getText(source));
  return isHere && isOne ? source : undefined;
}

function partsOf(expression: TSESTree.Expression): readonly TSESTree.Expression[] {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.TemplateLiteral) return node.expressions;
  if (node.type !== AST_NODE_TYPES.BinaryExpression || node.operator !== '+') return [node];
  return [...partsOf(node.left), ...partsOf(node.right)];
}
