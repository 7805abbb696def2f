/** Taking one entry out of the code that builds a Baggage, and putting a statement in its place. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, isFunction, unwrap } from '../ast';
import { combineEdits, replace, type Edit } from './edit';
import { usesSemicolons } from './layout';
import { removeProperty } from './objects';
import { hasCommentsInside, rangeWithParens } from './safety';
import { insertStatementBefore, removeStatement, statementEnd } from './statements';

interface EntryEdit {
  readonly sourceCode: TSESLint.SourceCode;
  /** The call of `setEntry`, the property that makes the entry, or the assignment that adds it. */
  readonly site: TSESTree.Node;
}

/**
 * Takes an entry out: the link `.setEntry(…)` of a chain, the whole statement where nothing else is left of it
 * (`bag = bag.setEntry(…);`), the property of an object, the write to it.
 * Undefined if a comment lies inside what would go, and for calls of other functions whose result is used.
 */
export function dropEntry({ sourceCode, site }: EntryEdit): Edit | undefined {
  const statement = entryStatement(site);
  if (statement) return removeStatement({ sourceCode, statement });
  if (site.type === AST_NODE_TYPES.Property) return removeProperty({ sourceCode, property: site });
  return site.type === AST_NODE_TYPES.CallExpression ? dropLink(sourceCode, site) : undefined;
}

/**
 * Takes an entry out, and puts a statement above the one that it was in, or in its place.
 * Undefined also where the entry may not be made, or only later: in a branch, a condition, the body of an arrow
 * function.
 *
 * @param text The statement, without a semicolon.
 */
export function replaceEntry({ sourceCode, site, text }: EntryEdit & { readonly text: string }): Edit | undefined {
  const own = entryStatement(site);
  if (own) {
    const end = statementEnd(sourceCode, own);
    if (hasCommentsInside(sourceCode, [own.range[0], end])) return undefined;
    return replace([own.range[0], end], sourceCode.text.slice(own.range[0], end).endsWith(';') ? `${text};` : text);
  }
  const statement = statementAround(site);
  if (!statement) return undefined;
  const inserted = insertStatementBefore({
    sourceCode,
    statement,
    text: usesSemicolons(sourceCode) ? `${text};` : text,
  });
  return combineEdits(dropEntry({ sourceCode, site }), inserted);
}

/**
 * The statement that does nothing but make the entry: `bag = bag.setEntry(…);`, `bag.setEntry(…);`, `entries.a = …;`.
 */
function entryStatement(site: TSESTree.Node): TSESTree.ExpressionStatement | undefined {
  const outer = withoutChain(site);
  const { parent } = outer;
  // Another link of the same chain makes another entry, which stays.
  const receiver = site.type === AST_NODE_TYPES.CallExpression ? receiverOf(site) : undefined;
  if (receiver && isLink(unwrap(receiver))) return undefined;
  if (parent?.type === AST_NODE_TYPES.ExpressionStatement) return parent;
  if (
    parent?.type !== AST_NODE_TYPES.AssignmentExpression ||
    parent.right !== outer ||
    parent.parent.type !== AST_NODE_TYPES.ExpressionStatement
  )
    return undefined;
  const isSelf =
    parent.operator === '=' &&
    receiver?.type === AST_NODE_TYPES.Identifier &&
    parent.left.type === AST_NODE_TYPES.Identifier &&
    parent.left.name === receiver.name;
  return isSelf ? parent.parent : undefined;
}

function withoutChain(node: TSESTree.Node): TSESTree.Node {
  return node.parent?.type === AST_NODE_TYPES.ChainExpression ? node.parent : node;
}

function receiverOf(call: TSESTree.CallExpression): TSESTree.Expression | undefined {
  return call.callee.type === AST_NODE_TYPES.MemberExpression ? call.callee.object : undefined;
}

function isLink(node: TSESTree.Node): boolean {
  return node.type === AST_NODE_TYPES.CallExpression && calleeName(node) === 'setEntry';
}

/**
 * `bag.setEntry(a, b).setEntry(c, d)` becomes `bag.setEntry(c, d)`; `bag?.setEntry(a, b).clear()` becomes
 * `bag?.clear()`.
 */
function dropLink(sourceCode: TSESLint.SourceCode, call: TSESTree.CallExpression): Edit | undefined {
  const receiver = receiverOf(call);
  if (!receiver || !isLink(call) || call.callee.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  const start = rangeWithParens(sourceCode, receiver)[1];
  const { parent } = call;
  const keepsChain =
    call.callee.optional &&
    parent.type === AST_NODE_TYPES.MemberExpression &&
    parent.object === call &&
    !parent.optional;
  if (keepsChain) {
    const dot = sourceCode.getTokenBefore(parent.property);
    if (parent.computed || dot?.value !== '.' || hasCommentsInside(sourceCode, [start, dot.range[1]])) return undefined;
    return replace([start, dot.range[1]], '?.');
  }
  return hasCommentsInside(sourceCode, [start, call.range[1]]) ? undefined : replace([start, call.range[1]], '');
}

/** The statement that makes an entry for sure, once, before anything that reads it. */
function statementAround(site: TSESTree.Node): TSESTree.Node | undefined {
  let node = site;
  for (;;) {
    const { parent } = node;
    if (!parent || isFunction(parent) || CONDITIONAL.has(parent.type)) return undefined;
    if (parent.type === AST_NODE_TYPES.LogicalExpression && parent.right === node) return undefined;
    node = parent;
    if (node.type === AST_NODE_TYPES.ExpressionStatement || node.type === AST_NODE_TYPES.ReturnStatement) return node;
    if (node.type === AST_NODE_TYPES.VariableDeclaration) {
      if (node.parent.type === AST_NODE_TYPES.ExportNamedDeclaration) return node.parent;
      return LISTS.has(node.parent.type) ? node : undefined;
    }
  }
}

const CONDITIONAL: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.ConditionalExpression,
  AST_NODE_TYPES.ClassBody,
  AST_NODE_TYPES.IfStatement,
  AST_NODE_TYPES.WhileStatement,
  AST_NODE_TYPES.DoWhileStatement,
  AST_NODE_TYPES.ForStatement,
  AST_NODE_TYPES.ForInStatement,
  AST_NODE_TYPES.ForOfStatement,
  AST_NODE_TYPES.SwitchStatement,
  AST_NODE_TYPES.SwitchCase,
  AST_NODE_TYPES.ThrowStatement,
]);

const LISTS: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.BlockStatement,
  AST_NODE_TYPES.Program,
  AST_NODE_TYPES.StaticBlock,
  AST_NODE_TYPES.SwitchCase,
]);
