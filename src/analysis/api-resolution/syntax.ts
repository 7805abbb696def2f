/** Small questions about syntax that resolution asks again and again. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap } from '../../ast';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** The last of a sequence: the function that `(0, api.f)()` calls. */
export function sequenceTail(node: TSESTree.Expression): TSESTree.Expression {
  return node.type === Kind.SequenceExpression ? unwrap(node.expressions.at(-1) ?? node) : node;
}

/** The member that an expression takes, if it takes one. */
export function memberNameOf(value: TSESTree.Expression): string | undefined {
  const node = unwrap(value);
  return node.type === Kind.MemberExpression ? memberName(node) : undefined;
}

/** The name of a parameter property. */
export function parameterName(node: TSESTree.TSParameterProperty): string | undefined {
  const parameter = node.parameter.type === Kind.AssignmentPattern ? node.parameter.left : node.parameter;
  return parameter.name;
}
