/** The callback of a call that runs one under a context: `context.with`, `startActiveSpan` in each of its forms. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isNothing } from '../../ast';
import type { ResolvedCall } from '../api-resolution';

/** The last place of the callback of `startActiveSpan(name, options, context, fn)`; what stands behind it is ignored. */
const MOST_ARGUMENTS = 4;

/** The argument in the callback's place; undefined when there is none, or when a spread hides which one it is. */
export function callbackOf(call: ResolvedCall): TSESTree.Expression | undefined {
  const { length } = call.node.arguments;
  if (isStartActive(call) && (length < 2 || length > MOST_ARGUMENTS)) return undefined;
  const callback = call.argument('callback');
  return callback && !isNothing(callback) ? callback : undefined;
}

/** Whether a call surely gets no callback. */
export function lacksCallback(call: ResolvedCall): boolean {
  if (call.hasSpread || call.isWrapper || callbackOf(call)) return false;
  return !isStartActive(call) || call.node.arguments.length <= MOST_ARGUMENTS;
}

/** Whether a call is a `startActiveSpan` of OpenTelemetry itself. */
export function isStartActive(call: ResolvedCall): boolean {
  return call.operation === 'span.startActive' && !call.isWrapper;
}

/** Whether the callback is given a span, so that a function of other parameters cannot stand in its place. */
export function givesSpan(call: ResolvedCall): boolean {
  return call.operation === 'span.startActive';
}
