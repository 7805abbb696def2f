/** Parentheses: where the text of an expression needs them in a new place. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';

/**
 * Where an expression goes:
 * `element`: between commas, or behind `=`, `=>`, `return`; `operand`: beside a binary operator; `object`: before `.x`
 * or `(…)`.
 */
export type ExpressionPlace = 'element' | 'operand' | 'object';

/** The text of an expression, in parentheses if the place needs them (ECMA-262, the grammar of expressions). */
export function textFor(sourceCode: TSESLint.SourceCode, node: TSESTree.Expression, place: ExpressionPlace): string {
  const text = sourceCode.getText(node);
  return needsParens(node, place) ? `(${text})` : text;
}

/** Whether an expression needs parentheses in a place. */
export function needsParens(node: TSESTree.Node, place: ExpressionPlace): boolean {
  if (node.type === AST_NODE_TYPES.SequenceExpression) return true;
  if (place === 'element') return false;
  if (looseExpressions.has(node.type)) return true;
  if (place === 'operand') return false;
  if (node.type === AST_NODE_TYPES.NewExpression) return node.arguments.length === 0;
  if (node.type === AST_NODE_TYPES.Literal) return typeof node.value === 'number';
  return unaryExpressions.has(node.type);
}

const looseExpressions: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.YieldExpression,
  AST_NODE_TYPES.ArrowFunctionExpression,
  AST_NODE_TYPES.AssignmentExpression,
  AST_NODE_TYPES.ConditionalExpression,
  AST_NODE_TYPES.TSAsExpression,
  AST_NODE_TYPES.TSSatisfiesExpression,
  AST_NODE_TYPES.BinaryExpression,
  AST_NODE_TYPES.LogicalExpression,
]);

const unaryExpressions: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.UnaryExpression,
  AST_NODE_TYPES.UpdateExpression,
  AST_NODE_TYPES.AwaitExpression,
  AST_NODE_TYPES.TSTypeAssertion,
  AST_NODE_TYPES.FunctionExpression,
  AST_NODE_TYPES.ClassExpression,
  AST_NODE_TYPES.ObjectExpression,
  AST_NODE_TYPES.ImportExpression,
  // `(a?.b).c` reads `c` of undefined, `a?.b.c` does not: the parentheses keep the chain as it is.
  AST_NODE_TYPES.ChainExpression,
]);

/** Whether an arrow function in place of `node` needs parentheses of its own, by what stands around the node. */
export function arrowNeedsParens(node: TSESTree.Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case AST_NODE_TYPES.BinaryExpression:
    case AST_NODE_TYPES.LogicalExpression:
    case AST_NODE_TYPES.UnaryExpression:
    case AST_NODE_TYPES.AwaitExpression:
    case AST_NODE_TYPES.TSAsExpression:
    case AST_NODE_TYPES.TSSatisfiesExpression:
    case AST_NODE_TYPES.TSNonNullExpression:
    case AST_NODE_TYPES.TSTypeAssertion:
    case AST_NODE_TYPES.TaggedTemplateExpression:
    case AST_NODE_TYPES.ChainExpression:
      return true;
    case AST_NODE_TYPES.ConditionalExpression:
      return parent.test === node;
    case AST_NODE_TYPES.MemberExpression:
      return parent.object === node;
    case AST_NODE_TYPES.CallExpression:
    case AST_NODE_TYPES.NewExpression:
      return parent.callee === node;
    case AST_NODE_TYPES.ClassDeclaration:
    case AST_NODE_TYPES.ClassExpression:
      return parent.superClass === node;
    default:
      return false;
  }
}
