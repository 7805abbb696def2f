/**
 * Functions that nobody waits for in the same turn: callbacks of one-shot timers and of microtasks.
 *
 * Measured on Node 20, AsyncLocalStorage, for `setTimeout`, `setImmediate`, `queueMicrotask` and `process.nextTick`:
 * what is attached in such a callback and still attached at its end, or at an `await` in it, reaches no other timer,
 * and not the function that waits for it. The next tick of a `setInterval` does run in it.
 *
 * *Known limitations*: only a function that is written as the argument, or whose name is only ever given to such a timer
 * or microtask, and not by itself.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, isFunction, wrapped } from '../../ast';
import { SCHEDULERS } from '../../model/async-boundaries';
import type { ApiResolver } from '../api-resolution';
import { builtinName, isVisibleOutside } from '../data-flow';

/** Whether a body is the callback of a timer that fires once, or of a microtask, and runs nowhere else. */
export function isOneShotCallback(resolver: ApiResolver, body: TSESTree.Node): boolean {
  if (!isFunction(body)) return false;
  const variable = nameOf(resolver, body);
  if (!variable) return isScheduled(resolver, wrapped(body));
  const uses = variable.references.filter((reference) => reference.init !== true);
  if (isScheduled(resolver, wrapped(body))) return uses.length === 0;
  return (
    uses.length > 0 &&
    !isVisibleOutside(variable) &&
    uses.every(({ identifier }) => isScheduled(resolver, identifier) && !contains(body, identifier))
  );
}

/** What a function is called here: its own name, or the constant that holds it. */
function nameOf(
  { sourceCode }: ApiResolver,
  body: TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression,
): TSESLint.Scope.Variable | undefined {
  const { parent } = wrapped(body);
  const isHeld = parent?.type === AST_NODE_TYPES.VariableDeclarator && parent.parent.kind === 'const';
  if (!isHeld && !body.id) return undefined;
  return sourceCode.getDeclaredVariables(isHeld ? parent : body)[0];
}

/** Whether an expression is given to a scheduler that runs it once. */
function isScheduled(resolver: ApiResolver, argument: TSESTree.Node): boolean {
  const { parent } = argument;
  if (parent?.type !== AST_NODE_TYPES.CallExpression || parent.arguments[0] !== argument) return false;
  const name = schedulerName(resolver, parent.callee);
  return name !== undefined && Object.hasOwn(SCHEDULERS, name) && !SCHEDULERS[name]?.repeats;
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
