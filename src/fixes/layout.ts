/** How a file is laid out: line breaks, indentation, quotes, semicolons, and where lines and comments begin and end. */
import { AST_TOKEN_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { oncePerFile } from '../ast/once-per-file';

/** The line break of a file: that of its first line, `\n` for a file of one line. */
export function lineBreakOf(sourceCode: TSESLint.SourceCode): string {
  return /\r\n|[\n\r\u2028\u2029]/u.exec(sourceCode.text)?.[0] ?? '\n';
}

/** The offset at which the line of `offset` begins. */
export function lineStart(sourceCode: TSESLint.SourceCode, offset: number): number {
  return sourceCode.getIndexFromLoc({ line: sourceCode.getLocFromIndex(offset).line, column: 0 });
}

/** The offset of the line break that ends the line of `offset`, or the end of the file. */
export function lineEnd(sourceCode: TSESLint.SourceCode, offset: number): number {
  const line = sourceCode.getLocFromIndex(offset).line;
  return lineStart(sourceCode, offset) + (sourceCode.lines[line - 1] ?? '').length;
}

/** The white space that begins the line of `offset`. */
export function indentAt(sourceCode: TSESLint.SourceCode, offset: number): string {
  const line = sourceCode.lines[sourceCode.getLocFromIndex(offset).line - 1] ?? '';
  return /^[^\S\r\n]*/u.exec(line)?.[0] ?? '';
}

/** Whether nothing but white space precedes `offset` on its line. */
export function isFirstOnLine(sourceCode: TSESLint.SourceCode, offset: number): boolean {
  return sourceCode.text.slice(lineStart(sourceCode, offset), offset).trim() === '';
}

/** Whether nothing but white space follows `offset` on its line. */
export function isLastOnLine(sourceCode: TSESLint.SourceCode, offset: number): boolean {
  return sourceCode.text.slice(offset, lineEnd(sourceCode, offset)).trim() === '';
}

/**
 * One step of indentation: a tab if indented lines mostly begin with tabs, else the most frequent growth
 * from one line to the next, in spaces. Two spaces for a file that shows neither.
 */
export const indentUnit = oncePerFile(findIndentUnit);

function findIndentUnit(sourceCode: TSESLint.SourceCode): string {
  const growths = new Map<number, number>();
  let tabs = 0;
  let spaces = 0;
  let previous = 0;
  for (const line of sourceCode.lines) {
    if (line.trim() === '' || /^\s*\*/u.test(line)) continue;
    const indent = /^\s*/u.exec(line)?.[0] ?? '';
    if (indent.startsWith('\t')) tabs += 1;
    else if (indent) spaces += 1;
    const growth = indent.length - previous;
    if (growth > 1) growths.set(growth, (growths.get(growth) ?? 0) + 1);
    previous = indent.length;
  }
  if (tabs > spaces) return '\t';
  const [best] = [...growths].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return ' '.repeat(best?.[0] ?? 2);
}

/** Whether the file ends its statements with semicolons. False only if no line ends with one. */
export const usesSemicolons = oncePerFile(({ ast: { tokens, body } }): boolean => {
  if (body.length === 0) return true;
  return tokens.some((token, index) => {
    if (token.value !== ';' || token.type !== AST_TOKEN_TYPES.Punctuator) return false;
    const next = tokens[index + 1];
    const previous = tokens[index - 1];
    const leads = previous !== undefined && previous.loc.end.line !== token.loc.start.line;
    return !leads && (next?.loc.start.line !== token.loc.end.line || next.value === '}');
  });
});

/** The quote of the file's first import or other string; a single quote for a file without strings. */
export const quoteOf = oncePerFile((sourceCode): '"' | "'" => {
  const strings = sourceCode.ast.tokens.filter((token) => token.type === AST_TOKEN_TYPES.String);
  const source = strings.find((token) => {
    const before = sourceCode.getTokenBefore(token);
    return before?.value === 'from' || before?.value === 'import';
  });
  return (source ?? strings[0])?.value.startsWith('"') ? '"' : "'";
});

/** How many comments begin before an offset: a search by halves, since comments stand in source order. */
function commentsBefore(comments: readonly TSESTree.Comment[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((comments[middle]?.range[0] ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The end of the last comment that follows `end` on its line with nothing but comments and spaces between; else `end`.
 */
export function endWithTrailingComments(sourceCode: TSESLint.SourceCode, end: number): number {
  const stop = lineEnd(sourceCode, end);
  const all = sourceCode.getAllComments();
  const comments: TSESTree.Comment[] = [];
  for (let index = commentsBefore(all, end); index < all.length; index++) {
    const comment = all[index];
    if (!comment || comment.range[0] >= stop) break;
    comments.push(comment);
  }
  const last = comments.at(-1);
  if (!last) return end;
  const between = sourceCode.text.slice(end, last.range[1]);
  const code = comments.reduce((text, comment) => text.replace(sourceCode.text.slice(...comment.range), ''), between);
  if (code.trim() !== '') return end;
  // A comment in front of further code on the same line belongs to that code.
  return isLastOnLine(sourceCode, last.range[1]) ? last.range[1] : end;
}

/**
 * The start of the comments that stand on lines of their own directly above `start`, without a blank line between; else
 * `start`.
 */
export function startWithAttachedComments(sourceCode: TSESLint.SourceCode, start: number): number {
  let current = start;
  if (!isFirstOnLine(sourceCode, current)) return start;
  const all = sourceCode.getAllComments();
  for (let index = commentsBefore(all, start) - 1; index >= 0; index--) {
    const comment = all[index];
    if (!comment) break;
    if (comment.range[1] > start) continue;
    const gap = sourceCode.text.slice(comment.range[1], current);
    const isAdjacent = gap.trim() === '' && (gap.match(/\r\n|[\n\r\u2028\u2029]/gu) ?? []).length === 1;
    if (!isAdjacent || !isFirstOnLine(sourceCode, comment.range[0])) break;
    current = comment.range[0];
  }
  return current;
}

/**
 * The offsets at which lines begin inside a range, where `text` put there moves the line and changes nothing else:
 * blank lines and lines that begin inside a template, a string or a JSX attribute are left out.
 */
export function indentableLineStarts(sourceCode: TSESLint.SourceCode, range: Readonly<TSESTree.Range>): number[] {
  const first = sourceCode.getLocFromIndex(range[0]).line + 1;
  const last = sourceCode.getLocFromIndex(range[1]).line;
  const inside = literalLines(sourceCode);
  const starts: number[] = [];
  for (let line = first; line <= last; line += 1) {
    if (inside.has(line) || (sourceCode.lines[line - 1] ?? '').trim() === '') continue;
    starts.push(sourceCode.getIndexFromLoc({ line, column: 0 }));
  }
  return starts;
}

/** The lines of a file that begin inside a token whose text is a value. */
const literalLines = oncePerFile(({ ast: { tokens } }): ReadonlySet<number> => {
  const lines = new Set<number>();
  for (const [index, token] of tokens.entries()) {
    if (token.loc.start.line === token.loc.end.line) continue;
    // The text between JSX tags may be indented: JSX drops the spaces around its line breaks. An attribute's value may
    // not.
    const isAttribute = tokens[index - 1]?.value === '=';
    if (token.type === AST_TOKEN_TYPES.JSXText && !isAttribute) continue;
    for (let line = token.loc.start.line + 1; line <= token.loc.end.line; line += 1) lines.add(line);
  }
  return lines;
});
