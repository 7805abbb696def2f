/** Whether somebody wrote why a list of propagators is as it is. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { wrapped } from '../../ast';

/** Comments that tell a tool something, and the reader nothing. */
const DIRECTIVE = /^[\s*!]*(?:eslint|@ts-|prettier-|biome-|oxlint|istanbul|c8|v8|global\b|#)/;

/**
 * Whether a comment stands in a list, on its first or last line, or on the line directly above: above the list, its
 * property, the call that takes it, or the declaration or assignment that holds it.
 */
export function isExplained(sourceCode: TSESLint.SourceCode, list: TSESTree.Node): boolean {
  const { start, end } = list.loc;
  const heads = new Set(headsOf(list).map((node) => node.loc.start.line));
  return sourceCode.getAllComments().some(({ loc, value }) => {
    if (DIRECTIVE.test(value)) return false;
    const isAtList = loc.end.line >= start.line && loc.start.line <= end.line;
    if (!isAtList) return heads.has(loc.end.line + 1) && isAlone(sourceCode, loc.start);
    return true;
  });
}

/** Whether nothing but space stands in front of a comment on its line: it does not belong to the code there. */
function isAlone(sourceCode: TSESLint.SourceCode, { line, column }: TSESTree.Position): boolean {
  return (sourceCode.lines[line - 1] ?? '').slice(0, column).trim() === '';
}

/** A list, and what is written for it alone: its property, the call and its object, the statement. */
function headsOf(list: TSESTree.Node): TSESTree.Node[] {
  const heads: TSESTree.Node[] = [list];
  for (let node: TSESTree.Node | undefined = list; node;) {
    const outer: TSESTree.Node | undefined = wrapped(node).parent;
    switch (outer?.type) {
      case AST_NODE_TYPES.AssignmentExpression:
      case AST_NODE_TYPES.ConditionalExpression:
      case AST_NODE_TYPES.ExportNamedDeclaration:
      case AST_NODE_TYPES.ExpressionStatement:
      case AST_NODE_TYPES.LogicalExpression:
      case AST_NODE_TYPES.NewExpression:
      case AST_NODE_TYPES.Property:
      case AST_NODE_TYPES.VariableDeclaration:
      case AST_NODE_TYPES.VariableDeclarator:
        heads.push(outer);
        node = outer;
        break;
      case AST_NODE_TYPES.CallExpression:
        // What stands above a call with other arguments, or an object with other properties, is about those too.
        if (outer.arguments.length === 1) heads.push(outer);
        node = outer.arguments.length === 1 ? outer : undefined;
        break;
      case AST_NODE_TYPES.ObjectExpression:
        node = outer.properties.length === 1 ? outer : undefined;
        break;
      default:
        node = undefined;
    }
  }
  return heads;
}
