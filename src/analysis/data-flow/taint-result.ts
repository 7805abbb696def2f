/** The answers of the taint trace. */
import type { TSESTree } from '@typescript-eslint/utils';

/** One step of the path from source to sink: a variable, or a function it went through. */
export interface TaintStep {
  /** `label`, `normalise()`. */
  readonly name: string;
  /** Where it happens: the definition of the variable, the call. */
  readonly node: TSESTree.Node;
}

/** One source that reaches the sink. */
export interface TaintFlow<L> {
  readonly label: L;
  readonly source: TSESTree.Node;
  /** Nearest the source first. */
  readonly steps: readonly TaintStep[];
}

/**
 * Why a value is unknown: an expression of which nothing is known (`value`), the result of a function that cannot be
 * looked into (`call`), or something that takes parts, as masking does (`obscured`): then names say nothing either.
 */
export type UnknownCause = 'call' | 'obscured' | 'value';

export type TaintResult<L> =
  | { readonly state: 'tainted'; readonly flows: readonly TaintFlow<L>[] }
  | { readonly state: 'clean' }
  | { readonly state: 'unknown'; readonly because: UnknownCause };
