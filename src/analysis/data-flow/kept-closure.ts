/**
 * Whether a call keeps the function it is given for a later clean-up, so that what the function releases is handed
 * over: `cleanups.push(() => token.dispose())`, `stack.defer(…)`, `onTestFinished(…)`, `return once(…)`.
 *
 * *Known limitations*: collections and clean-up hooks are known by name; without types, the result of any named
 * function that is returned or stored counts as one that holds its argument.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, unwrap } from '../../ast';
import { CLEANUP_HOOKS } from '../../model/platform';
import type { ApiResolver } from '../api-resolution';
import { useOf } from './value-use';

/** Methods that put a value into an array or a map. */
const STORING_METHODS = new Set(['push', 'set', 'unshift']);
/** Receivers whose `add` keeps a clean-up; `queue.add(…)` runs a job. */
const CLEANUP_COLLECTION = /clean|dispos|teardown|finali|subscription|listeners/i;
const RUNS_LATER =
  /^(?:Promise|set(?:Timeout|Interval|Immediate)|queueMicrotask|request(?:AnimationFrame|IdleCallback))$/;

/** Whether the function that stands as an argument of `call` is kept for a clean-up. */
export function keepsClosure(resolver: ApiResolver, call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const callee = unwrap(call.callee);
  const name = calleeName(call);
  if (name === undefined || RUNS_LATER.test(name)) return false;
  if (CLEANUP_HOOKS.has(name)) return true;
  if (callee.type === AST_NODE_TYPES.MemberExpression) {
    return (
      STORING_METHODS.has(name) ||
      (name === 'add' && CLEANUP_COLLECTION.test(resolver.sourceCode.getText(callee.object)))
    );
  }
  const { kind } = useOf(resolver.sourceCode, call);
  return (kind === 'returned' || kind === 'stored') && mayHold(resolver, call);
}

/** Whether the value of a call may hold a function: an object that is made here, or a function itself. */
function mayHold({ types }: ApiResolver, call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const type = types && call.type === AST_NODE_TYPES.CallExpression ? types.typeAt(call) : undefined;
  return !types || !type || types.checker.getSignaturesOfType(type, types.ts.SignatureKind.Call).length > 0;
}
