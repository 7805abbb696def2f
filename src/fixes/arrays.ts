/** Reordering the elements of an array literal. */
import { AST_NODE_TYPES, AST_TOKEN_TYPES, ASTUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { Edit } from './edit';
import { endWithTrailingComments } from './layout';
import { rangeWithParens } from './safety';

/** The place of an element: its text with the comments in front of it, and the comments behind it and its comma. */
interface Slot {
  readonly element: TSESTree.Range;
  readonly trailing: TSESTree.Range;
  /** Whether code follows the slot on its last line, which a line comment would swallow. */
  readonly isFollowed: boolean;
}

/**
 * Reorders elements: place `i` gets the element that was at `order[i]`.
 * Comments go with their element: those in front of it, and those behind it on its line. Commas and layout stay.
 *
 * Undefined if `order` is no permutation or changes nothing, if the array has a hole or a spread, or if a line comment
 * would end up in front of code on its line.
 */
export function reorderElements(edit: {
  readonly sourceCode: TSESLint.SourceCode;
  readonly array: TSESTree.ArrayExpression;
  readonly order: readonly number[];
}): Edit | undefined {
  const { sourceCode, array, order } = edit;
  const isPermutation =
    order.length === array.elements.length && array.elements.every((_, index) => order.includes(index));
  if (!isPermutation || order.every((from, to) => from === to)) return undefined;
  const slots = findSlots(sourceCode, array);
  if (!slots) return undefined;
  const moves = slots.flatMap((slot, index) => {
    const source = slots[order[index] ?? index];
    return source && source !== slot ? [{ slot, source }] : [];
  });
  const isSafe = moves.every(({ slot, source }) => !slot.isFollowed || !hasLineComment(sourceCode, source.trailing));
  if (!isSafe) return undefined;
  const textOf = (range: Readonly<TSESTree.Range>): string => sourceCode.text.slice(range[0], range[1]);
  return (fixer) =>
    moves.flatMap(({ slot, source }) => [
      fixer.replaceTextRange(slot.element, textOf(source.element)),
      ...(textOf(slot.trailing) === textOf(source.trailing)
        ? []
        : [fixer.replaceTextRange(slot.trailing, textOf(source.trailing))]),
    ]);
}

function hasLineComment(sourceCode: TSESLint.SourceCode, [start, end]: Readonly<TSESTree.Range>): boolean {
  return sourceCode
    .getAllComments()
    .some(({ type, range }) => type === AST_TOKEN_TYPES.Line && range[0] >= start && range[1] <= end);
}

function findSlots(sourceCode: TSESLint.SourceCode, array: TSESTree.ArrayExpression): Slot[] | undefined {
  const open = sourceCode.getFirstToken(array);
  if (!open) return undefined;
  const slots: Slot[] = [];
  let previousEnd = open.range[1];
  for (const element of array.elements) {
    if (!element || element.type === AST_NODE_TYPES.SpreadElement) return undefined;
    const slot = findSlot(sourceCode, element, previousEnd, open);
    if (!slot) return undefined;
    slots.push(slot);
    previousEnd = Math.max(slot.trailing[1], slot.element[1]);
  }
  return slots;
}

function findSlot(
  sourceCode: TSESLint.SourceCode,
  element: TSESTree.Node,
  previousEnd: number,
  open: TSESTree.Token,
): Slot | undefined {
  const range = rangeWithParens(sourceCode, element);
  const after = sourceCode.getTokenAfter({ range } as TSESTree.Node);
  if (!after) return undefined;
  const leading = sourceCode
    .getAllComments()
    .filter((comment) => comment.range[0] >= previousEnd && comment.range[1] <= range[0])
    // A comment on the line of the bracket, with the elements below, speaks of the array.
    .filter(
      (comment) =>
        comment.loc.start.line !== open.loc.start.line ||
        sourceCode.getLocFromIndex(range[0]).line === open.loc.start.line,
    );
  const start = leading[0]?.range[0] ?? range[0];
  if (ASTUtils.isCommaToken(after)) {
    const between: TSESTree.Range = [range[1], after.range[0]];
    // In comma-first style a line comment must not come in front of another comma.
    if (hasLineComment(sourceCode, between)) return undefined;
    const elementEnd =
      sourceCode.text.slice(...between).trim() === ''
        ? range[1]
        : range[1] + sourceCode.text.slice(...between).trimEnd().length;
    const trailingEnd = endWithTrailingComments(sourceCode, after.range[1]);
    const next = sourceCode.getTokenAfter(after);
    return {
      element: [start, elementEnd],
      trailing: [after.range[1], trailingEnd],
      isFollowed: next?.loc.start.line === after.loc.end.line,
    };
  }
  const comments = sourceCode
    .getCommentsBefore(after)
    .filter(({ loc }) => loc.start.line === sourceCode.getLocFromIndex(range[1]).line);
  const isFollowed = after.loc.start.line === sourceCode.getLocFromIndex(range[1]).line;
  const end = comments.at(-1)?.range[1] ?? range[1];
  return isFollowed
    ? { element: [start, end], trailing: [end, end], isFollowed }
    : { element: [start, range[1]], trailing: [range[1], end], isFollowed };
}
