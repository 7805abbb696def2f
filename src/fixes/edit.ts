/** What an edit is, and how edits are put together. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/**
 * An edit that is known to be safe: call it with ESLint's fixer to get its parts.
 * It fits `fix` of a report or a suggestion as it stands.
 * Builders return `undefined` in place of an edit that cannot be made safely: then offer nothing.
 */
export type Edit = (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix[];

/** Elements to add at one place. Two of them at one place become one edit: see {@link adding}. */
export interface Addition {
  /** Stands for the place: the same text for the same place of the file. */
  readonly place: string;
  readonly elements: readonly string[];
  readonly build: (elements: readonly string[]) => Edit;
}

const additions = new WeakMap<Edit, Addition>();
const partsOf = new WeakMap<Edit, readonly Edit[]>();

/** An edit that adds elements at a place. Where it is combined with another of that place, they are added together. */
export function adding(addition: Addition): Edit {
  const edit = addition.build(addition.elements);
  additions.set(edit, addition);
  return edit;
}

/**
 * One edit made of several; `undefined` as soon as one of them is. Parts must not overlap, as ESLint demands; those that
 * {@link adding} made for one place become one.
 */
export function combineEdits(...edits: readonly (Edit | undefined)[]): Edit | undefined {
  const known = edits.filter((edit) => edit !== undefined);
  if (known.length !== edits.length) return undefined;
  const parts = joinAdditions(known.flatMap((edit) => partsOf.get(edit) ?? [edit]));
  const combined: Edit = (fixer) => withoutOverlap(parts.flatMap((edit) => edit(fixer)));
  partsOf.set(combined, parts);
  return combined;
}

/**
 * What is removed up to a text that begins a new line leaves it the line: `attach(); work();`, where the first goes and
 * the second is wrapped.
 */
function withoutOverlap(fixes: readonly TSESLint.RuleFix[]): TSESLint.RuleFix[] {
  const met = new Set<TSESLint.RuleFix>();
  const ends = fixes.map((fix) => {
    const { range, text } = fix;
    const next =
      text === '' ? fixes.find((other) => range[0] < other.range[0] && other.range[0] < range[1]) : undefined;
    if (!next || next.range[1] !== range[1]) return fix;
    met.add(next);
    return { range: [range[0], next.range[0]] as const, text };
  });
  return ends.map((fix) =>
    met.has(fix) ? { range: fix.range, text: fix.text.replace(/^\r?\n[^\S\r\n]*/u, '') } : fix,
  );
}

function joinAdditions(edits: readonly Edit[]): readonly Edit[] {
  const joined: Edit[] = [];
  const indexByPlace = new Map<string, number>();
  for (const edit of edits) {
    const addition = additions.get(edit);
    const index = addition && indexByPlace.get(addition.place);
    const earlier = index === undefined ? undefined : additions.get(joined[index] ?? edit);
    if (index !== undefined && addition && earlier) {
      joined[index] = adding({ ...earlier, elements: [...new Set([...earlier.elements, ...addition.elements])] });
    } else {
      if (addition) indexByPlace.set(addition.place, joined.length);
      joined.push(edit);
    }
  }
  return joined;
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

/**
 * The same edit, made to claim all that lies from the character in front of `node` to its own place. A fix that begins
 * at `node`, such as that of `prefer-const` on a `let`, then waits for the next pass: of two fixes ESLint takes the one
 * that begins first. At the very start of a file the other one goes first, and the reporting rule looks again.
 */
export function claimingFrom(edit: Edit, node: TSESTree.Node): Edit {
  const start = Math.max(0, node.range[0] - 1);
  return (fixer) => [fixer.insertTextBeforeRange([start, start], ''), ...edit(fixer)];
}

/** An edit that inserts `text` at an offset. */
export function insertAt(offset: number, text: string): Edit {
  return (fixer) => [fixer.insertTextAfterRange([offset, offset], text)];
}

/** An edit that puts `text` in place of a range. */
export function replace(range: Readonly<TSESTree.Range>, text: string): Edit {
  return (fixer) => [fixer.replaceTextRange([range[0], range[1]], text)];
}
