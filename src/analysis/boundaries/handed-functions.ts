/** The functions in what a call hands over: a list of tasks, an object that is stored. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { keyName, unwrap } from '../../ast';

const Kind = AST_NODE_TYPES;

/** The tasks that an argument is, or lists. */
export function tasksOf(argument: TSESTree.CallExpressionArgument | undefined): TSESTree.Expression[] {
  if (!argument || argument.type === Kind.SpreadElement) return [];
  if (argument.type !== Kind.ArrayExpression) return [argument];
  return argument.elements.flatMap((element) => (element && element.type !== Kind.SpreadElement ? [element] : []));
}

/** The functions that a stored value is or holds. */
export function storedFunctions(
  value: TSESTree.CallExpressionArgument,
): { readonly value: TSESTree.Expression; readonly property: string | undefined }[] {
  if (value.type === Kind.SpreadElement) return [];
  const node = unwrap(value);
  if (node.type !== Kind.ObjectExpression) return [{ value, property: undefined }];
  return node.properties.flatMap((property) => {
    if (property.type !== Kind.Property || property.method || property.kind !== 'init') return [];
    return [{ value: property.value as TSESTree.Expression, property: keyName(property) }];
  });
}
