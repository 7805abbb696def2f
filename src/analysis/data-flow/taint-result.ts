/** The answers of the taint trace, and how they join. */
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
  /** `isMadeSafe`: by a barrier or a type, not only by being a constant. */
  | { readonly state: 'clean'; readonly isMadeSafe: boolean }
  | { readonly state: 'unknown'; readonly because: UnknownCause };

export const CLEAN = { state: 'clean', isMadeSafe: false } as const;
export const MADE_SAFE = { state: 'clean', isMadeSafe: true } as const;

export function because<L>(cause: UnknownCause): TaintResult<L> {
  return { state: 'unknown', because: cause };
}

export function tainted<L>(label: L, source: TSESTree.Node): TaintResult<L> {
  return { state: 'tainted', flows: [{ label, source, steps: [] }] };
}

/** The same result, one step further from its sources. */
export function stepped<L>(result: TaintResult<L>, name: string, node: TSESTree.Node): TaintResult<L> {
  if (result.state !== 'tainted') return result;
  return { state: 'tainted', flows: result.flows.map((flow) => ({ ...flow, steps: [...flow.steps, { name, node }] })) };
}

const CAUSES: readonly UnknownCause[] = ['obscured', 'call', 'value'];

/**
 * Joins possible values: tainted with all flows if one is, else unknown if one is, else clean. Nothing at all is
 * unknown.
 */
export function join<L>(results: readonly TaintResult<L>[]): TaintResult<L> {
  const flows = new Map<TSESTree.Node, TaintFlow<L>>();
  for (const result of results) {
    if (result.state === 'tainted')
      for (const flow of result.flows) if (!flows.has(flow.source)) flows.set(flow.source, flow);
  }
  if (flows.size > 0) return { state: 'tainted', flows: [...flows.values()] };
  const causes = new Set(results.map((result) => (result.state === 'unknown' ? result.because : undefined)));
  const cause = results.length === 0 ? 'value' : CAUSES.find((candidate) => causes.has(candidate));
  if (cause !== undefined) return because(cause);
  return results.some((result) => result.state === 'clean' && result.isMadeSafe) ? MADE_SAFE : CLEAN;
}
