/** The index of the first element, of a list in ascending order, whose position is not below one; its length if none is. */
export function firstFrom<T>(sorted: readonly T[], start: number, positionOf: (element: T) => number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positionOf(sorted[middle] as T) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
