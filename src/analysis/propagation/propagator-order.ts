/**
 * Whether propagators stand in an order that does what it looks like, and the canonical order: legacy trace formats,
 * the preferred trace format, baggage.
 *
 * Measured on both SDK generations: a composite extracts in list order and each valid format replaces the span context
 * before it, so the last trace format wins; the built-in baggage and trace-context propagators do not disturb each
 * other. Formats that carry baggage of their own (Jaeger, OT trace) replace that of W3C, or are replaced by it.
 */
import type { PropagatorFormat } from '../../model/propagators';
import type { ListedPropagator } from './propagator-list';

/**
 * What stands in the wrong order. `legacyWins`: trace formats behind the preferred one, so that the last of them wins.
 * `outOfPlace`: trace formats behind baggage.
 */
export interface Disorder {
  readonly kind: 'legacyWins' | 'outOfPlace';
  /** The preferred format, or baggage. */
  readonly early: ListedPropagator;
  /** What stands behind it and should not; never empty. */
  readonly late: readonly ListedPropagator[];
  /** The trace format that wins now. */
  readonly winner: ListedPropagator;
  /** Baggage in front of the preferred format, of which `legacyWins` has to speak too. */
  readonly baggage: ListedPropagator | undefined;
}

export interface OrderRequirements {
  /** The trace format that should win when a request carries several. */
  readonly preferred: PropagatorFormat;
  /** Whether trace formats must stand before baggage. */
  readonly traceContextFirst: boolean;
}

const isTrace = (element: ListedPropagator): boolean => element.format !== undefined && element.format !== 'baggage';

/** What is wrong with the order of a list, or undefined. */
export function findDisorder(
  elements: readonly ListedPropagator[],
  { preferred, traceContextFirst }: OrderRequirements,
): Disorder | undefined {
  const winner = elements.findLast(isTrace);
  if (!winner) return undefined;
  const baggageAt = traceContextFirst ? elements.findIndex(({ format }) => format === 'baggage') : -1;
  const baggage = elements[baggageAt];
  const preferredAt = elements.findLastIndex(({ format }) => format === preferred);
  const early = elements[preferredAt];
  // An unknown propagator further on may be the one that wins: nothing is certain then.
  const isUnknownLast = elements.findLastIndex(({ format }) => format === undefined) > elements.indexOf(winner);
  if (early && winner.format !== preferred && !isUnknownLast) {
    const late = elements.slice(preferredAt + 1).filter(isTrace);
    return { kind: 'legacyWins', early, late, winner, baggage: baggageAt < preferredAt ? baggage : undefined };
  }
  const late = baggage ? elements.slice(baggageAt + 1).filter(isTrace) : [];
  return baggage && late.length > 0 ? { kind: 'outOfPlace', early: baggage, late, winner, baggage } : undefined;
}

/** The canonical order as indices into the list, or undefined when an unknown element makes it a guess. */
export function canonicalOrder(
  elements: readonly ListedPropagator[],
  requirements: OrderRequirements,
): readonly number[] | undefined {
  if (elements.some((element) => element.format === undefined)) return undefined;
  const rank = (element: ListedPropagator): number => {
    if (element.format === 'baggage') return 2;
    return element.format === requirements.preferred ? 1 : 0;
  };
  const indices = elements.map((_, index) => index);
  if (!requirements.traceContextFirst) {
    // Only trace formats change places; baggage stays where it is.
    const places = indices.filter((index) => elements[index] && isTrace(elements[index]));
    const sorted = sortByRank(places, elements, rank);
    return indices.map((index) => (places.includes(index) ? (sorted[places.indexOf(index)] ?? index) : index));
  }
  return sortByRank(indices, elements, rank);
}

/**
 * Whether a new order extracts the same: the trace formats among themselves, and those that carry baggage against the
 * baggage propagator.
 */
export function extractsTheSame(elements: readonly ListedPropagator[], order: readonly number[]): boolean {
  const isSameAmong = (counts: (element: ListedPropagator) => boolean): boolean => {
    const places = order.filter((index) => elements[index] && counts(elements[index]));
    return places.every((index, place) => index >= (places[place - 1] ?? 0));
  };
  return isSameAmong(isTrace) && isSameAmong((element) => element.carriesBaggage || element.format === 'baggage');
}

function sortByRank(
  indices: readonly number[],
  elements: readonly ListedPropagator[],
  rank: (element: ListedPropagator) => number,
): readonly number[] {
  const rankAt = (index: number): number => {
    const element = elements[index];
    return element ? rank(element) : 0;
  };
  return [...indices].sort((a, b) => rankAt(a) - rankAt(b) || a - b);
}
