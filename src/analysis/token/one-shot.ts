/**
 * Functions that nobody waits for in the same turn: callbacks of one-shot timers and of microtasks.
 *
 * Measured on Node 20, AsyncLocalStorage, for `setTimeout`, `setImmediate`, `queueMicrotask` and `process.nextTick`:
 * what is attached in such a callback and still attached at its end, or at an `await` in it, reaches no other timer,
 * and not the function that waits for it. The next tick of a `setInterval` does run in it.
 *
 * *Known limitations*: only a function that is written as the argument, and does not schedule itself again.
 */
import { AST_NODE_TYPES, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, wrapped } from '../../ast';
import { SCHEDULERS } from '../../model/async-boundaries';
import type { ApiResolver } from '../api-resolution';
import { builtinName } from '../data-flow';

/** Whether a body is the callback of a timer that fires once, or of a microtask. */
export function isOneShotCallback(resolver: ApiResolver, body: TSESTree.Node): boolean {
  if (!isFunction(body)) return false;
  const argument = wrapped(body);
  const { parent } = argument;
  if (parent?.type !== AST_NODE_TYPES.CallExpression || parent.arguments[0] !== argument) return false;
  const name = schedulerName(resolver, parent.callee);
  if (name === undefined || !Object.hasOwn(SCHEDULERS, name) || SCHEDULERS[name]?.repeats) return false;
  return !resolver.sourceCode.getDeclaredVariables(body).some(({ defs, references }) => {
    const isOwnName = defs.some((def) => def.type === TSESLint.Scope.DefinitionType.FunctionName);
    return isOwnName && references.length > 0;
  });
}

/** The places that the schedulers of the platform are taken from. */
const HOLDERS: ReadonlySet<string> = new Set(['', 'globalThis', 'process', 'self', 'timers', 'window']);

/** The scheduler of the platform that a callee is, by its name there. */
function schedulerName(resolver: ApiResolver, callee: TSESTree.Node): string | undefined {
  const path = builtinName(resolver.sourceCode, callee)
    ?.split('.')
    .filter((name) => name !== 'default');
  const name = path?.pop();
  return HOLDERS.has(path?.join('.') ?? '') ? name : undefined;
}
