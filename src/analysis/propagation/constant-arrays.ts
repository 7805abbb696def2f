/**
 * The array literals behind an expression, through constants that nobody changes.
 *
 * Known limitations: an array that is given to a function, or changed in any way, is unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap } from '../../ast';
import { soleDefinition, variableOf } from '../bindings';
import { isVisibleOutside } from '../data-flow';

/** An array literal behind an expression. */
export interface FoundArray {
  readonly array: TSESTree.ArrayExpression;
  /** Whether nobody else may go by the order: the array is not exported, no element is read by its place. */
  readonly isOwn: boolean;
}

/** The array literals an expression may stand for: itself, through constants, and the branches of `a ?? b`, `c ? a : b`. */
export function constantArrays(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Expression,
  isOwn: boolean,
): readonly FoundArray[] {
  const node = unwrap(expression);
  switch (node.type) {
    case AST_NODE_TYPES.ArrayExpression:
      return [{ array: node, isOwn }];
    case AST_NODE_TYPES.LogicalExpression:
      return [...constantArrays(sourceCode, node.left, isOwn), ...constantArrays(sourceCode, node.right, isOwn)];
    case AST_NODE_TYPES.ConditionalExpression:
      return [
        ...constantArrays(sourceCode, node.consequent, isOwn),
        ...constantArrays(sourceCode, node.alternate, isOwn),
      ];
    case AST_NODE_TYPES.Identifier: {
      const variable = variableOf(sourceCode, node);
      const definition = variable && soleDefinition(variable);
      if (!variable || definition?.kind !== 'value' || definition.path.length > 0) return [];
      const others = variable.references.filter((reference) => reference.isRead() && reference.identifier !== node);
      if (!others.every(({ identifier }) => isLook(identifier))) return [];
      const isOrderFree = !isVisibleOutside(variable) && others.every(({ identifier }) => isOrderFreeLook(identifier));
      return constantArrays(sourceCode, definition.value, isOwn && isOrderFree);
    }
    default:
      return [];
  }
}

/** Whether the array literal, or the constant it is the value of, has a tuple type. */
export function hasTupleType(array: TSESTree.Node): boolean {
  for (let { parent } = array; parent; { parent } = parent) {
    switch (parent.type) {
      case AST_NODE_TYPES.TSAsExpression:
      case AST_NODE_TYPES.TSSatisfiesExpression:
        if (parent.typeAnnotation.type === AST_NODE_TYPES.TSTupleType) return true;
        break;
      case AST_NODE_TYPES.LogicalExpression:
      case AST_NODE_TYPES.ConditionalExpression:
        break;
      case AST_NODE_TYPES.VariableDeclarator:
        return parent.id.typeAnnotation?.typeAnnotation.type === AST_NODE_TYPES.TSTupleType;
      default:
        return false;
    }
  }
  return false;
}

/** Methods that leave an array as it is. */
const LOOKING_METHODS = new Set([
  'at',
  'every',
  'filter',
  'find',
  'findIndex',
  'includes',
  'indexOf',
  'join',
  'map',
  'slice',
  'some',
]);

/** Whether a use of an array only looks at it. `list.push(…)`, `list[0] = …` and `f(list)` may change it. */
function isLook(identifier: TSESTree.Node): boolean {
  const member = identifier.parent;
  if (member?.type !== AST_NODE_TYPES.MemberExpression || member.object !== identifier) return false;
  const { parent } = member;
  if (parent.type === AST_NODE_TYPES.AssignmentExpression) return parent.left !== member;
  if (parent.type === AST_NODE_TYPES.CallExpression && parent.callee === member)
    return LOOKING_METHODS.has(memberName(member) ?? '');
  return (
    parent.type !== AST_NODE_TYPES.UpdateExpression &&
    !(parent.type === AST_NODE_TYPES.UnaryExpression && parent.operator === 'delete')
  );
}

const ORDER_FREE = new Set(['every', 'includes', 'length', 'some']);

/** Whether a use of an array does not depend on the order of its elements. */
function isOrderFreeLook({ parent }: TSESTree.Node): boolean {
  return parent?.type === AST_NODE_TYPES.MemberExpression && ORDER_FREE.has(memberName(parent) ?? '');
}

/** Whether building the element runs nothing of the project's own: a constant, or `new X()` of plain values. */
export function isCallFree(node: TSESTree.Node): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.Identifier:
    case AST_NODE_TYPES.Literal:
      return true;
    case AST_NODE_TYPES.MemberExpression:
      return !node.computed && isCallFree(node.object);
    case AST_NODE_TYPES.NewExpression:
      return isCallFree(node.callee) && node.arguments.every(isCallFree);
    case AST_NODE_TYPES.ObjectExpression:
      return node.properties.every(
        (property) => property.type === AST_NODE_TYPES.Property && isCallFree(property.value),
      );
    default:
      return false;
  }
}
