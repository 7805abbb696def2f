/**
 * Whether propagators stand in an order that does what it looks like, and the canonical order: legacy trace formats,
 * the preferred trace format, baggage.
 *
 * Measured on both SDK generations: a composite extracts in list order and each valid format replaces the span context
 * before it, so the last trace format wins; the built-in baggage and trace-context propagators do not disturb each
 * other.
 */
import type { PropagatorFormat } from '../../model/propagators';
import type { ListedPropagator } from './propagator-list';

/** Two propagators in the wrong order: `late` should stand before `early`. */
export interface ReversedPair {
  readonly kind: 'legacyWins' | 'traceAfterBaggage';
  readonly early: ListedPropagator;
  readonly late: ListedPropagator;
}

export interface OrderRequirements {
  /** The trace format that should win when a request carries several. */
  readonly preferred: PropagatorFormat;
  /** Whether trace formats must stand before baggage. */
  readonly traceContextFirst: boolean;
}

const isTrace = (element: ListedPropagator): boolean => element.format !== undefined && element.format !== 'baggage';

/** The reversed pairs of a list, at most one for each element that stands too late. */
export function reversedPairs(
  elements: readonly ListedPropagator[],
  requirements: OrderRequirements,
): readonly ReversedPair[] {
  const { preferred, traceContextFirst } = requirements;
  const lastPreferred = elements.findLastIndex((element) => element.format === preferred);
  const lastUnknown = elements.findLastIndex((element) => element.format === undefined);
  const baggage = elements.find((element) => element.format === 'baggage');
  const baggageAt = baggage ? elements.indexOf(baggage) : -1;
  return elements.flatMap((late, index): ReversedPair[] => {
    if (!isTrace(late)) return [];
    const early = elements[lastPreferred];
    // An unknown propagator further on may be the one that wins: nothing is certain then.
    if (early && late.format !== preferred && index > lastPreferred && lastUnknown < index)
      return [{ kind: 'legacyWins', early, late }];
    if (traceContextFirst && baggage && index > baggageAt) return [{ kind: 'traceAfterBaggage', early: baggage, late }];
    return [];
  });
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
