/** What stands at a place of the text. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/** From this length on, a list of children is searched by halving it. */
const LONG = 16;

/**
 * The innermost node around an index, or undefined outside of the program. The same as ESLint's `getNodeByRangeIndex`,
 * which looks at every child of every node around it: that takes as long as the file has statements.
 */
export function nodeAt({ ast, visitorKeys }: TSESLint.SourceCode, index: number): TSESTree.Node | undefined {
  let found: TSESTree.Node | undefined;
  let next: TSESTree.Node | undefined = isAround(ast, index) ? ast : undefined;
  while (next) {
    found = next;
    next = childAt(found, visitorKeys[found.type] ?? [], index);
  }
  return found;
}

function childAt(node: TSESTree.Node, keys: readonly string[], index: number): TSESTree.Node | undefined {
  for (const key of keys) {
    const child = (node as unknown as Record<string, unknown>)[key] as
      TSESTree.Node | readonly (TSESTree.Node | null)[] | null | undefined;
    if (Array.isArray(child)) {
      const found = elementAt(child as readonly (TSESTree.Node | null)[], index);
      if (found) return found;
    } else if (child && isAround(child as TSESTree.Node, index)) return child as TSESTree.Node;
  }
  return undefined;
}

function elementAt(list: readonly (TSESTree.Node | null)[], index: number): TSESTree.Node | undefined {
  let [low, high] = [0, list.length];
  while (high - low > LONG) {
    const middle = (low + high) >> 1;
    const node = list[middle];
    if (!node) break; // a hole
    if (node.range[0] > index) high = middle;
    else low = middle;
  }
  for (let at = low; at < high; at++) {
    const node = list[at];
    if (node && isAround(node, index)) return node;
  }
  return undefined;
}

const isAround = ({ range }: TSESTree.Node, index: number): boolean => range[0] <= index && index < range[1];
