/**
 * Answers that can be given only when all that lies behind a place has been looked at: a name speaks for a value where
 * the code says nothing of it. Places are asked from the ends of the ways to their start; one that stands on a way to
 * itself adds nothing to what it is asked.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { OpenCause } from './value-node';

/** What lies behind a place. */
export interface Found<L> {
  readonly labels: ReadonlySet<L>;
  /**
   * Why there may be ways that nobody sees. An object that others know as well counts only where nothing is known of
   * the part.
   */
  readonly causes: ReadonlySet<OpenCause>;
}

export interface Behind<L> extends Found<L> {
  /** What lies behind one of the next places. */
  through(node: TSESTree.Node): Found<L>;
}

/** A place of a walk, and those behind it. */
interface Visited<L, S> {
  readonly node: TSESTree.Node;
  readonly next: readonly S[];
  readonly isBarred?: boolean;
  label?: L | undefined;
  cause?: OpenCause | undefined;
}

type Fallback<L, S> = (state: S, behind: Behind<L>) => L | undefined;

const NOTHING: Found<never> = { labels: new Set(), causes: new Set() };

/** Labels the places that a fallback has an answer for; gives the places that are still on the way to an answer. */
export function settle<L, S extends Visited<L, S>>(starts: readonly S[], fallback: Fallback<L, S>): readonly S[] {
  const settled = new Map<S, Found<L>>();
  for (const start of starts) settleFrom(start, fallback, settled);
  const reached = new Set(starts);
  for (const state of reached) if (state.label === undefined) for (const next of state.next) reached.add(next);
  return [...reached];
}

function settleFrom<L, S extends Visited<L, S>>(
  state: S,
  fallback: Fallback<L, S>,
  settled: Map<S, Found<L>>,
): Found<L> {
  const known = settled.get(state);
  if (known) return known;
  settled.set(state, NOTHING);
  const found = join(state.next.map((next) => settleFrom(next, fallback, settled)));
  if (state.cause === 'escape' && state.next.length > 0) state.cause = undefined;
  if (state.cause !== undefined) found.causes.add(state.cause);
  if (state.label === undefined && !state.isBarred) {
    const through = (node: TSESTree.Node): Found<L> =>
      join(state.next.filter((next) => next.node === node).map((next) => settled.get(next) ?? NOTHING));
    state.label = fallback(state, { ...found, through });
  }
  const answer = state.label === undefined ? found : { labels: new Set([state.label]), causes: NOTHING.causes };
  settled.set(state, answer);
  return answer;
}

function join<L>(all: readonly Found<L>[]): { readonly labels: Set<L>; readonly causes: Set<OpenCause> } {
  const [labels, causes] = [new Set<L>(), new Set<OpenCause>()];
  for (const each of all) {
    for (const label of each.labels) labels.add(label);
    for (const cause of each.causes) causes.add(cause);
  }
  return { labels, causes };
}
