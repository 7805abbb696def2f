/** What an edit is, and how edits are put together. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/**
 * An edit that is known to be safe: call it with ESLint's fixer to get its parts.
 * It fits `fix` of a report or a suggestion as it stands.
 * Builders return `undefined` in place of an edit that cannot be made safely: then offer nothing.
 */
export type Edit = (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix[];

/** One edit made of several; `undefined` as soon as one of them is. Parts must not overlap, as ESLint demands. */
export function combineEdits(...edits: readonly (Edit | undefined)[]): Edit | undefined {
  const known = edits.filter((edit) => edit !== undefined);
  if (known.length !== edits.length) return undefined;
  return (fixer) => known.flatMap((edit) => edit(fixer));
}

/**
 * The same edit, made to claim the whole of `node`: ESLint then applies no other fix inside that range in the same
 * pass. Use it where two fixes that do not touch could still disturb each other, such as two new names in one block.
 */
export function claiming(edit: Edit, node: TSESTree.Node): Edit {
  const [start, end] = node.range;
  return (fixer) => [
    fixer.insertTextBeforeRange([start, start], ''),
    ...edit(fixer),
    fixer.insertTextAfterRange([end, end], ''),
  ];
}

/** An edit that inserts `text` at an offset. */
export function insertAt(offset: number, text: string): Edit {
  return (fixer) => [fixer.insertTextAfterRange([offset, offset], text)];
}

/** An edit that puts `text` in place of a range. */
export function replace(range: Readonly<TSESTree.Range>, text: string): Edit {
  return (fixer) => [fixer.replaceTextRange([range[0], range[1]], text)];
}
