/** Questions an edit must ask before it touches a text: comments, semicolons, parentheses, reassignment, language. */
import { AST_NODE_TYPES, ASTUtils, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { scriptBody } from '../ast';

export { isTypeScript } from '../ast';

/** A statement that stands in a list of statements. */
export interface StatementPlace {
  /** The node that holds the list: a block, the program, a switch case, a static block, a TypeScript module block. */
  readonly owner: TSESTree.Node;
  readonly siblings: readonly TSESTree.Node[];
  readonly index: number;
}

/**
 * The list a statement stands in; undefined for the body of a brace-less `if`, loop or label, and for what is no
 * statement.
 */
export function findStatementPlace(statement: TSESTree.Node): StatementPlace | undefined {
  const owner = statement.parent;
  if (!owner) return undefined;
  const siblings = statementList(owner);
  const index = siblings?.indexOf(statement) ?? -1;
  return siblings && index >= 0 ? { owner, siblings, index } : undefined;
}

function statementList(node: TSESTree.Node): readonly TSESTree.Node[] | undefined {
  switch (node.type) {
    case AST_NODE_TYPES.Program:
    case AST_NODE_TYPES.BlockStatement:
    case AST_NODE_TYPES.StaticBlock:
    case AST_NODE_TYPES.TSModuleBlock:
      return node.body;
    case AST_NODE_TYPES.SwitchCase:
      return node.consequent;
    default:
      return scriptBody(node);
  }
}

/** Whether a comment lies inside a range. */
export function hasCommentsInside(sourceCode: TSESLint.SourceCode, range: Readonly<TSESTree.Range>): boolean {
  return sourceCode.getAllComments().some((comment) => comment.range[0] >= range[0] && comment.range[1] <= range[1]);
}

/**
 * Whether putting a new text in place of `replaced` loses a comment that no range of `kept` (texts used again) holds.
 */
export function commentsWouldBeLost(
  sourceCode: TSESLint.SourceCode,
  replaced: Readonly<TSESTree.Range>,
  kept: readonly Readonly<TSESTree.Range>[] = [],
): boolean {
  const within = (comment: TSESTree.Comment, range: Readonly<TSESTree.Range>): boolean =>
    comment.range[0] >= range[0] && comment.range[1] <= range[1];
  return sourceCode
    .getAllComments()
    .some((comment) => within(comment, replaced) && !kept.some((range) => within(comment, range)));
}

/** Whether a text that begins so continues the line above when that line has no semicolon. */
export function canContinueLineAbove(text: string): boolean {
  return /^(?:[([`,.*%<>=&|^?:/]|\+(?!\+)|-(?!-)|in\b|instanceof\b|as\b|satisfies\b)/u.test(text.trimStart());
}

/**
 * Whether a statement that ends without a semicolon takes in a next line that could continue it
 * (ECMA-262, "Rules of Automatic Semicolon Insertion").
 */
export function isOpenEnded(sourceCode: TSESLint.SourceCode, statement: TSESTree.Node): boolean {
  if (sourceCode.getLastToken(statement)?.value === ';') return false;
  switch (statement.type) {
    case AST_NODE_TYPES.ExpressionStatement:
    case AST_NODE_TYPES.VariableDeclaration:
    case AST_NODE_TYPES.ReturnStatement:
    case AST_NODE_TYPES.ThrowStatement:
    case AST_NODE_TYPES.TSExportAssignment:
    case AST_NODE_TYPES.TSImportEqualsDeclaration:
    case AST_NODE_TYPES.TSTypeAliasDeclaration:
      return true;
    case AST_NODE_TYPES.ExportDefaultDeclaration:
      return true;
    case AST_NODE_TYPES.ExportNamedDeclaration:
      return statement.declaration ? isOpenEnded(sourceCode, statement.declaration) : false;
    case AST_NODE_TYPES.IfStatement:
      return isOpenEnded(sourceCode, statement.alternate ?? statement.consequent);
    case AST_NODE_TYPES.ForStatement:
    case AST_NODE_TYPES.ForInStatement:
    case AST_NODE_TYPES.ForOfStatement:
    case AST_NODE_TYPES.WhileStatement:
    case AST_NODE_TYPES.LabeledStatement:
    case AST_NODE_TYPES.WithStatement:
      return isOpenEnded(sourceCode, statement.body);
    default:
      return false;
  }
}

/** Whether `text`, put where the statement of `node` begins, needs a semicolon in front of it. */
export function needsSemicolonBefore(sourceCode: TSESLint.SourceCode, node: TSESTree.Node, text: string): boolean {
  if (!canContinueLineAbove(text)) return false;
  const first = sourceCode.getFirstToken(node);
  let statement: TSESTree.Node | undefined = node;
  while (statement && !findStatementPlace(statement)) statement = statement.parent;
  if (!statement || sourceCode.getFirstToken(statement)?.range[0] !== first?.range[0]) return false;
  const place = findStatementPlace(statement);
  const previous = place?.siblings[place.index - 1];
  return previous !== undefined && isOpenEnded(sourceCode, previous);
}

/** Whether parentheses of its own stand around a node. Those of a call, an `if` and the like do not count. */
export function isInParens(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): boolean {
  return ASTUtils.isParenthesized(node, sourceCode);
}

/** The range of a node with the parentheses of its own. */
export function rangeWithParens(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): TSESTree.Range {
  let [start, end] = node.range;
  for (let count = 1; ASTUtils.isParenthesized(count, node, sourceCode); count += 1) {
    const before = sourceCode.getTokenBefore({ range: [start, end] } as TSESTree.Node);
    const after = sourceCode.getTokenAfter({ range: [start, end] } as TSESTree.Node);
    if (!before || !after) break;
    start = before.range[0];
    end = after.range[1];
  }
  return [start, end];
}

/** Whether a variable receives a value more than once; a parameter counts its argument as the first. */
export function isReassigned(variable: TSESLint.Scope.Variable): boolean {
  const writes = variable.references.filter((reference) => reference.isWrite());
  if (variable.defs.some((def) => def.type === TSESLint.Scope.DefinitionType.Parameter)) {
    return writes.some((reference) => !reference.init);
  }
  return writes.length > 1 || (writes.length === 1 && writes[0]?.init !== true);
}
