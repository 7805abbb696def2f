/** Whether an expression may be written elsewhere and mean the same. */
import { AST_NODE_TYPES, ASTUtils, type TSESTree } from '@typescript-eslint/utils';
import { isReassigned, thisHolder, variableOf, walkAll } from '../analysis/bindings';
import type { FileAnalysis } from '../analysis/file-analysis';
import { isFunction } from '../ast';
import { freshName } from '../fixes';

/**
 * Whether an expression has the same value at another node: it names the same constants there, and waits for nothing.
 */
export function meansTheSame({ sourceCode }: FileAnalysis, expression: TSESTree.Node, at: TSESTree.Node): boolean {
  let isSame = true;
  walkAll(sourceCode, expression, (node) => {
    if (
      node.type === AST_NODE_TYPES.AwaitExpression ||
      node.type === AST_NODE_TYPES.YieldExpression ||
      node.type === AST_NODE_TYPES.AssignmentExpression
    )
      isSame = false;
    if (isFunction(node)) isSame = false;
    if (node.type === AST_NODE_TYPES.ThisExpression && (!thisHolder(node) || thisHolder(node) !== thisHolder(at)))
      isSame = false;
    if (node.type !== AST_NODE_TYPES.Identifier) return;
    const variable = variableOf(sourceCode, node);
    if (variable && (isReassigned(variable) || ASTUtils.findVariable(sourceCode.getScope(at), node.name) !== variable))
      isSame = false;
  });
  return isSame;
}

/**
 * A name for a parameter or constant of a new function: the wanted one, unless the texts inside use it or it stands for
 * something here.
 */
export function nameInside(
  { sourceCode }: FileAnalysis,
  at: TSESTree.Node,
  wanted: string,
  texts: readonly string[],
): string {
  const isTaken =
    ASTUtils.findVariable(sourceCode.getScope(at), wanted) !== null ||
    texts.some((text) => new RegExp(`(?<![\\w$.])${wanted}(?![\\w$])`).test(text));
  return isTaken ? freshName(sourceCode, at, wanted) : wanted;
}
