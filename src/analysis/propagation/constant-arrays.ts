/**
 * The array literals behind an expression that nobody changes.
 *
 * *Known limitations*: an array that is given to a function of others, or changed in any way, is unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { memberName } from '../../ast';
import { SAME_VALUE, valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** An array literal behind an expression. */
export interface FoundArray {
  readonly array: TSESTree.ArrayExpression;
  /** Whether nobody else may go by the order: the array is not exported, no element is read by its place. */
  readonly isOwn: boolean;
}

/** The array literals an expression may stand for, whatever names and functions of the file hand them on. */
export function constantArrays(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Expression,
): readonly FoundArray[] {
  const flow = valueFlow(sourceCode);
  const { flows } = flow.backward(expression, {
    label: ({ node, path }) => (path.length === 0 && node.type === Kind.ArrayExpression ? node : undefined),
    kinds: SAME_VALUE,
  });
  return [...new Set(flows.map(({ label }) => label))].flatMap((array) => {
    const {
      flows: uses,
      others,
      unknown,
    } = flow.forward(array, {
      label: ({ node, path }) => (path.length > 0 ? undefined : node === expression ? 'order-free' : useOf(node)),
      kinds: SAME_VALUE,
    });
    const isChanged = uses.some(({ label }) => label === 'change') || unknown.some(({ cause }) => cause !== 'escape');
    const isOwn = others.length === 0 && unknown.length === 0 && uses.every(({ label }) => label === 'order-free');
    return isChanged ? [] : [{ array, isOwn }];
  });
}

/** Whether the array literal, or the constant it is the value of, has a tuple type. */
export function hasTupleType(array: TSESTree.Node): boolean {
  for (let { parent } = array; parent; { parent } = parent) {
    switch (parent.type) {
      case Kind.TSAsExpression:
      case Kind.TSSatisfiesExpression:
        if (parent.typeAnnotation.type === Kind.TSTupleType) return true;
        break;
      case Kind.LogicalExpression:
      case Kind.ConditionalExpression:
        break;
      case Kind.PropertyDefinition:
        return parent.typeAnnotation?.typeAnnotation.type === Kind.TSTupleType;
      case Kind.VariableDeclarator:
        return parent.id.typeAnnotation?.typeAnnotation.type === Kind.TSTupleType;
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

const ORDER_FREE = new Set(['every', 'includes', 'length', 'some']);

/**
 * What a member of an array is used for: `list.push(…)` and `list[0] = …` change it, others only look at it, some of
 * them without regard to the order of the elements. Undefined where the array stands as a whole.
 */
function useOf(array: TSESTree.Node): 'change' | 'look' | 'order-free' | undefined {
  const member = array.parent;
  if (member?.type !== Kind.MemberExpression || member.object !== array) return undefined;
  const { parent } = member;
  const name = memberName(member) ?? '';
  const isWritten =
    (parent.type === Kind.AssignmentExpression && parent.left === member) ||
    (parent.type === Kind.CallExpression && parent.callee === member && !LOOKING_METHODS.has(name)) ||
    (parent.type === Kind.UnaryExpression && parent.operator === 'delete') ||
    parent.type === Kind.UpdateExpression;
  if (isWritten) return 'change';
  return ORDER_FREE.has(name) ? 'order-free' : 'look';
}

/** Whether building the element runs nothing of the project's own: a constant, or `new X()` of plain values. */
export function isCallFree(node: TSESTree.Node): boolean {
  switch (node.type) {
    case Kind.Identifier:
    case Kind.Literal:
      return true;
    case Kind.MemberExpression:
      return !node.computed && isCallFree(node.object);
    case Kind.NewExpression:
      return isCallFree(node.callee) && node.arguments.every(isCallFree);
    case Kind.ObjectExpression:
      return node.properties.every((property) => property.type === Kind.Property && isCallFree(property.value));
    default:
      return false;
  }
}
