/** Appending to and inserting into comma-separated lists: import specifiers, patterns, properties, arguments. */
import { ASTUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { insertAt, type Edit } from './edit';
import { endWithTrailingComments, indentAt, isFirstOnLine, lineBreakOf } from './layout';
import { hasCommentsInside, rangeWithParens } from './safety';

export interface ListPlace {
  readonly sourceCode: TSESLint.SourceCode;
  /** The bracket, brace or parenthesis that opens the list. */
  readonly open: TSESTree.Token;
  /** The one that closes it. */
  readonly close: TSESTree.Token;
  /** The last element; undefined for an empty list. */
  readonly last: TSESTree.Node | undefined;
}

/**
 * Appends elements to a list. A list with one element a line gets a line more for each; a trailing comma stays a
 * trailing comma; comments stay with the element they stand at.
 */
export function appendToList(place: ListPlace, ...elements: readonly string[]): Edit {
  const { sourceCode, open, close } = place;
  const before = sourceCode.getTokenBefore(close);
  const text = elements.join(', ');
  if (!place.last || !before || before === open) return fillEmptyList(place, text);

  const hasComma = ASTUtils.isCommaToken(before);
  const elementStart = rangeWithParens(sourceCode, place.last)[0];
  const afterElement = endWithTrailingComments(sourceCode, before.range[1]);
  const end = afterElement <= close.range[0] ? afterElement : before.range[1];
  const isLastLine = close.loc.start.line > before.loc.end.line;
  if (isLastLine && isFirstOnLine(sourceCode, elementStart)) {
    const start = `${lineBreakOf(sourceCode)}${indentAt(sourceCode, elementStart)}`;
    const line = elements.map((element) => `${start}${element}`).join(',');
    if (hasComma) return insertAt(end, `${line},`);
    return end === before.range[1]
      ? insertAt(end, `,${line}`)
      : (fixer) => [...insertAt(before.range[1], ',')(fixer), ...insertAt(end, line)(fixer)];
  }
  if (hasComma) return insertAt(before.range[1], ` ${text},`);
  return insertAt(before.range[1], `, ${text}`);
}

function fillEmptyList({ sourceCode, open, close }: ListPlace, text: string): Edit {
  const inner: TSESTree.Range = [open.range[1], close.range[0]];
  if (hasCommentsInside(sourceCode, inner)) {
    const spaced = /\s$/u.test(sourceCode.text.slice(...inner)) ? text : ` ${text}`;
    return insertAt(close.range[0], open.value === '{' ? `${spaced} ` : spaced);
  }
  return (fixer) => [fixer.replaceTextRange(inner, open.value === '{' ? ` ${text} ` : text)];
}

/** Inserts an element in front of another, on its line. */
export function insertBeforeElement(sourceCode: TSESLint.SourceCode, element: TSESTree.Node, text: string): Edit {
  const start = rangeWithParens(sourceCode, element)[0];
  const separator = isFirstOnLine(sourceCode, start)
    ? `,${lineBreakOf(sourceCode)}${indentAt(sourceCode, start)}`
    : ', ';
  return insertAt(start, `${text}${separator}`);
}
