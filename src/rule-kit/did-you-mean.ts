/** Which of the allowed words somebody probably meant. */

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours each cost one. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (beforePrevious[column - 2] ?? Infinity) + 1);
      }
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
}

const bare = (word: string): string => word.toLowerCase().replace(/[-_.\s]/g, '');

/** The allowed word nearest to `given`, when it is near enough to be a slip: at most a third of its letters differ. */
export function didYouMean(given: string, allowed: readonly string[]): string | undefined {
  const ranked = allowed
    .map((word) => ({ word, distance: editDistance(bare(given), bare(word)) }))
    .filter(({ word, distance }) => distance <= Math.floor(Math.max(bare(word).length, bare(given).length) / 3))
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.word;
}
