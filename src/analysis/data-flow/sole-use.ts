/** Whether an object is made for one call: what is changed in it then changes nothing else. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, wrapped } from '../../ast';
import { isReassigned, isVisibleOutside, variableOf } from '../bindings';

/** Whether an object literal stands in a call, or in a constant without a type that only the call reads, once. */
export function isMadeFor(
  sourceCode: TSESLint.SourceCode,
  object: TSESTree.ObjectExpression,
  call: TSESTree.Node,
): boolean {
  const value = wrapped(object);
  if (contains(call, value)) return true;
  const declarator = value.parent;
  if (declarator?.type !== AST_NODE_TYPES.VariableDeclarator || declarator.id.type !== AST_NODE_TYPES.Identifier)
    return false;
  const variable =
    value === object && !declarator.id.typeAnnotation ? variableOf(sourceCode, declarator.id) : undefined;
  if (!variable || isReassigned(variable) || isVisibleOutside(variable)) return false;
  const reads = variable.references.filter((reference) => reference.isRead());
  return reads.length === 1 && reads.every(({ identifier }) => contains(call, identifier));
}
