/** Small questions about syntax that resolution asks again and again. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap } from '../../ast';
import { definitionsOf, variableOf } from '../bindings';

/** The last of a sequence: the function that `(0, api.f)()` calls. */
export function sequenceTail(node: TSESTree.Expression): TSESTree.Expression {
  return node.type === AST_NODE_TYPES.SequenceExpression ? unwrap(node.expressions.at(-1) ?? node) : node;
}

/** The member that an expression takes, if it takes one. */
export function memberNameOf(value: TSESTree.Expression): string | undefined {
  const node = unwrap(value);
  return node.type === AST_NODE_TYPES.MemberExpression ? memberName(node) : undefined;
}

/** Whether an identifier is an import binding. */
export function isImported(sourceCode: TSESLint.SourceCode, identifier: TSESTree.Identifier): boolean {
  const variable = variableOf(sourceCode, identifier);
  return variable !== undefined && definitionsOf(variable).some((definition) => definition.kind === 'import');
}

/** The name of a parameter property. */
export function parameterName(node: TSESTree.TSParameterProperty): string | undefined {
  const parameter = node.parameter.type === AST_NODE_TYPES.AssignmentPattern ? node.parameter.left : node.parameter;
  return parameter.name;
}
