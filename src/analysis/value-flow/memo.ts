/**
 * Answers that are found once, where finding one may ask for itself again: a recursive function asks who calls it. The
 * inner question gets a stand-in that says "unknown"; what was found with the help of a stand-in is kept only when the
 * outermost question is answered, so that no half answer outlives it.
 */
import { BOUNDS } from './bounds';

export class Cycles {
  /** Stand-ins that were given out. */
  standIns = 0;
  /** Questions that are open. */
  depth = 0;
  /** Half answers that were thrown away since the outermost question; bounded, so that work stays bounded. */
  dropped = 0;
}

export class Memo<K extends object, V> {
  private readonly known = new Map<K, V>();
  private readonly open = new Set<K>();

  constructor(
    private readonly cycles: Cycles,
    private readonly standIn: V,
  ) {}

  get(key: K, find: () => V): V {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { cycles } = this;
    if (this.open.has(key) || cycles.depth >= BOUNDS.questions) {
      cycles.standIns++;
      return this.standIn;
    }
    if (cycles.depth === 0) cycles.dropped = 0;
    const before = cycles.standIns;
    this.open.add(key);
    cycles.depth++;
    try {
      const found = find();
      const isWhole = cycles.standIns === before || cycles.depth === 1;
      if (isWhole || ++cycles.dropped > BOUNDS.halfAnswers) this.known.set(key, found);
      return found;
    } finally {
      cycles.depth--;
      this.open.delete(key);
    }
  }
}
