/** Editing single statements: removing, inserting, assigning the value of an expression statement. */
import { AST_NODE_TYPES, AST_TOKEN_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { insertAt, replace, type Edit } from './edit';
import {
  endWithTrailingComments,
  indentableLineStarts,
  indentAt,
  indentUnit,
  isFirstOnLine,
  isLastOnLine,
  lineBreakOf,
  lineEnd,
  lineStart,
  startWithAttachedComments,
} from './layout';
import { isNameFree } from './names';
import {
  canContinueLineAbove,
  findStatementPlace,
  hasCommentsInside,
  isInParens,
  isOpenEnded,
  needsSemicolonBefore,
} from './safety';

/** The end of a statement, without a semicolon that stands on the next line, in front of the next statement. */
export function statementEnd(sourceCode: TSESLint.SourceCode, statement: TSESTree.Node): number {
  const last = sourceCode.getLastToken(statement);
  const before = last && sourceCode.getTokenBefore(last);
  const leads =
    last?.value === ';' &&
    before &&
    before.range[0] >= statement.range[0] &&
    before.loc.end.line !== last.loc.start.line;
  return leads ? before.range[1] : statement.range[1];
}

interface StatementEdit {
  readonly sourceCode: TSESLint.SourceCode;
  readonly statement: TSESTree.Node;
}

/**
 * Removes a statement, with its lines if it has them for itself. Comments above and behind it stay.
 * The body of a brace-less `if` or loop becomes `{}`. Undefined if a comment lies inside the statement.
 */
export function removeStatement({ sourceCode, statement }: StatementEdit): Edit | undefined {
  const range: TSESTree.Range = [statement.range[0], statementEnd(sourceCode, statement)];
  if (hasCommentsInside(sourceCode, range)) return undefined;
  const lines = removedLines(sourceCode, statement);
  if (lines) return replace(lines, '');
  return replace(range, findStatementPlace(statement) ? ';' : '{}');
}

/**
 * The range that {@link removeStatement} takes out; undefined where it leaves `;` or `{}` in place of the statement.
 */
export function removedLines(sourceCode: TSESLint.SourceCode, statement: TSESTree.Node): TSESTree.Range | undefined {
  const end = statementEnd(sourceCode, statement);
  const place = findStatementPlace(statement);
  if (!place) return undefined;
  const previous = place.siblings[place.index - 1];
  const next = sourceCode.getTokenAfter(statement);
  const joins =
    previous &&
    end === statement.range[1] &&
    next &&
    isOpenEnded(sourceCode, previous) &&
    canContinueLineAbove(next.value);
  return joins ? undefined : wholeLines(sourceCode, [statement.range[0], end]);
}

/** A range with the spaces in front of it, or with its lines and their line break if nothing else stands on them. */
export function wholeLines(sourceCode: TSESLint.SourceCode, [start, end]: Readonly<TSESTree.Range>): TSESTree.Range {
  const isFirst = isFirstOnLine(sourceCode, start);
  if (isFirst && isLastOnLine(sourceCode, end)) {
    const stop = lineEnd(sourceCode, end);
    const lineBreak = /^(?:\r\n|[\n\r\u2028\u2029])/u.exec(sourceCode.text.slice(stop, stop + 2))?.[0] ?? '';
    return [lineStart(sourceCode, start), stop + lineBreak.length];
  }
  if (isFirst) return [start, end + (/^[^\S\r\n]*/u.exec(sourceCode.text.slice(end))?.[0].length ?? 0)];
  const before = sourceCode.text.slice(0, start);
  return [before.trimEnd().length, end];
}

/**
 * `bag.setEntry(…);` becomes `bag = bag.setEntry(…);`.
 * Undefined for a sequence (`a, b`) and for a directive. The caller knows that `target` can be assigned to.
 */
export function assignExpression({
  sourceCode,
  statement,
  target,
}: StatementEdit & { readonly target: string }): Edit | undefined {
  return namesValue(sourceCode, statement) ? insertAt(statement.range[0], `${target} = `) : undefined;
}

/**
 * `bag.setEntry(…);` becomes `const tagged = bag.setEntry(…);`.
 * Undefined also if the statement is the body of a brace-less `if` or loop, or if `name` is taken there
 * (see `freshName`).
 */
export function declareConst({
  sourceCode,
  statement,
  name,
  kind = 'const',
}: StatementEdit & { readonly name: string; readonly kind?: 'const' | 'let' }): Edit | undefined {
  if (!findStatementPlace(statement) || !namesValue(sourceCode, statement) || !isNameFree(sourceCode, statement, name))
    return undefined;
  return insertAt(statement.range[0], `${kind} ${name} = `);
}

function namesValue(
  sourceCode: TSESLint.SourceCode,
  statement: TSESTree.Node,
): statement is TSESTree.ExpressionStatement {
  if (statement.type !== AST_NODE_TYPES.ExpressionStatement || typeof statement.directive === 'string') return false;
  return (
    statement.expression.type !== AST_NODE_TYPES.SequenceExpression || isInParens(sourceCode, statement.expression)
  );
}

interface StatementInsertion extends StatementEdit {
  /** One or more lines of whole statements. They are indented as the statement is. */
  readonly text: string;
}

/**
 * Inserts statements above a statement and the comments attached to it. The body of a brace-less `if` or loop gets
 * braces.
 */
export function insertStatementBefore({ sourceCode, statement, text }: StatementInsertion): Edit {
  if (!findStatementPlace(statement)) return addBraces(sourceCode, statement, text, 'before');
  const guarded = needsSemicolonBefore(sourceCode, statement, text) ? `;${text}` : text;
  const start = startWithAttachedComments(sourceCode, statement.range[0]);
  if (!isFirstOnLine(sourceCode, start)) return insertAt(statement.range[0], `${guarded} `);
  return insertAt(
    start,
    `${indented(sourceCode, guarded, indentAt(sourceCode, start))}${lineBreakOf(sourceCode)}${indentAt(sourceCode, start)}`,
  );
}

/**
 * Inserts statements below a statement and the comments behind it. The body of a brace-less `if` or loop gets braces.
 */
export function insertStatementAfter({ sourceCode, statement, text }: StatementInsertion): Edit {
  if (!findStatementPlace(statement)) return addBraces(sourceCode, statement, text, 'after');
  const own = statementEnd(sourceCode, statement);
  const guarded = isOpenEnded(sourceCode, statement) && canContinueLineAbove(text) ? `;${text}` : text;
  const end = endWithTrailingComments(sourceCode, own);
  const isInline = end === own && !isLastOnLine(sourceCode, end);
  if (isInline) return insertAt(end, isOpenEnded(sourceCode, statement) ? `; ${text}` : ` ${text}`);
  const indent = indentAt(sourceCode, statement.range[0]);
  return insertAt(end, `${lineBreakOf(sourceCode)}${indent}${indented(sourceCode, guarded, indent)}`);
}

/** A text whose lines after the first begin with `indent`. */
function indented(sourceCode: TSESLint.SourceCode, text: string, indent: string): string {
  return text.split(/\r?\n/u).join(`${lineBreakOf(sourceCode)}${indent}`);
}

/** Makes the body of an `if`, loop or label a block with one more statement. */
function addBraces(
  sourceCode: TSESLint.SourceCode,
  statement: TSESTree.Node,
  text: string,
  side: 'before' | 'after',
): Edit {
  const lineBreak = lineBreakOf(sourceCode);
  const unit = indentUnit(sourceCode);
  const outer = indentAt(sourceCode, statement.parent?.range[0] ?? statement.range[0]);
  const inner = `${outer}${unit}`;
  const added = indented(sourceCode, text, inner);
  const above = sourceCode.getTokenBefore(statement, { includeComments: true });
  const isComment = above?.type === AST_TOKEN_TYPES.Line || above?.type === AST_TOKEN_TYPES.Block;
  // The brace goes up to the line of the `if`, unless a comment stands between.
  const headStart = above && !isComment ? above.range[1] : statement.range[0];
  const head: TSESTree.Range = [headStart, statement.range[0]];
  const open = `${head[0] < head[1] ? ' ' : ''}{${lineBreak}${inner}${side === 'before' ? `${added}${lineBreak}${inner}` : ''}`;
  const end = endWithTrailingComments(sourceCode, statementEnd(sourceCode, statement));
  const isOnOneLine = isFirstOnLine(sourceCode, statement.range[0]);
  const moved = isOnOneLine ? [] : indentableLineStarts(sourceCode, statement.range);
  const close = `${side === 'after' ? `${lineBreak}${inner}${added}` : ''}${lineBreak}${outer}}`;
  return (fixer) => [
    ...replace(head, open)(fixer),
    ...moved.flatMap((offset) => insertAt(offset, unit)(fixer)),
    ...insertAt(end, close)(fixer),
  ];
}
