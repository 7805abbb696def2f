/**
 * What is wrong with a call that runs a callback under a context: with its arguments, with what the callback does, and
 * with what becomes of its result.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import type { AmbientUseFinder } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { isCallable } from './callability';
import { callbackOf, isStartActive, lacksCallback } from './callback';
import { type ChainedUse, chainedUse } from './chained-use';
import { type NotAContext, notAContext } from './context-argument';
import { isIdle } from './idle-callback';
import { type LazyResult, lazyResultOf } from './lazy-result';
import { isLeftToItself, isPromiseCallback, isUsedUnderActivation, iterationsOutside } from './result-use';
import { misplacedArgument, type UnboundMethod, unboundMethod } from './this-value';

/** A fault, and the node where it stands. */
export type Fault = { readonly at: TSESTree.Node } & (
  | { readonly kind: 'missing' | 'notAFunction' | 'idle' | 'misplaced' | 'floating' }
  | { readonly kind: 'called'; readonly callee: TSESTree.CallExpression }
  | { readonly kind: 'notAContext'; readonly is: NotAContext }
  | { readonly kind: 'generator' | 'observable' | 'thenable'; readonly lazy: LazyResult }
  | { readonly kind: 'unbound'; readonly method: UnboundMethod }
  | { readonly kind: 'chained'; readonly chain: ChainedUse }
);

/** Which of the checks that are a matter of taste are made. */
export interface FaultOptions {
  readonly checkObservables: boolean;
  readonly checkPromises: boolean;
}

/** The faults of a call of `context.with`, of `startActiveSpan`, or of a wrapper of one. */
export function faultsOf(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  call: ResolvedCall,
  options: FaultOptions,
): readonly Fault[] {
  const argument = isStartActive(call) ? undefined : contextFault(resolver, call);
  if (argument?.is === 'function') return [argument]; // the arguments are swapped
  const callback = callbackOf(call);
  const faults: Fault[] = argument ? [argument] : [];
  if (callback) faults.push(...callbackFaults(resolver, ambient, call, callback, options));
  else if (lacksCallback(call)) faults.push({ kind: 'missing', at: call.node.callee });
  const chain = call.operation === 'context.with' ? chainedUse(resolver, ambient, call) : undefined;
  return chain ? [...faults, { kind: 'chained', at: chain.callback, chain }] : faults;
}

function contextFault(
  resolver: ApiResolver,
  call: ResolvedCall,
): (Fault & { readonly kind: 'notAContext' }) | undefined {
  const at = call.operation === 'context.with' && !call.isWrapper ? call.argument('context') : undefined;
  const is = at && notAContext(resolver, at);
  if (!at || !is || (is === 'function' && call.node.arguments.length < 2)) return undefined;
  return { kind: 'notAContext', at, is };
}

function callbackFaults(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  call: ResolvedCall,
  callback: TSESTree.Expression,
  options: FaultOptions,
): Fault[] {
  if (isCallable(resolver, callback) === false) {
    const value = unwrap(callback);
    const callee = value.type === AST_NODE_TYPES.AwaitExpression ? unwrap(value.argument) : value;
    if (callee.type === AST_NODE_TYPES.CallExpression) return [{ kind: 'called', at: callback, callee }];
    return [{ kind: 'notAFunction', at: callback }];
  }
  const method = unboundMethod(resolver, call);
  const misplaced = misplacedArgument(resolver, call);
  const result = resultFault(resolver, ambient, call, callback, options);
  return [
    ...(method ? [{ kind: 'unbound', at: callback, method } as const] : []),
    ...(misplaced ? [{ kind: 'misplaced', at: misplaced } as const] : []),
    ...(result && !(misplaced && result.kind === 'idle') ? [result] : []),
  ];
}

/** The work of the callback: whether there is any, whether it runs now, and whether somebody waits for it. */
function resultFault(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  call: ResolvedCall,
  callback: TSESTree.Expression,
  { checkObservables, checkPromises }: FaultOptions,
): Fault | undefined {
  const isLeft = isLeftToItself(call.node);
  const lazy = lazyResultOf(resolver, ambient, callback, !isLeft);
  if (!lazy) {
    if (isIdle(resolver, call, callback)) return { kind: 'idle', at: callback };
    const floats = checkPromises && isLeft && isPromiseCallback(resolver, callback);
    return floats ? { kind: 'floating', at: call.node.callee } : undefined;
  }
  if (isUsedUnderActivation(resolver, call)) return undefined;
  const { kind } = lazy;
  if (kind === 'observable') return checkObservables ? { kind, at: callback, lazy } : undefined;
  if (kind === 'thenable') return isLeft ? undefined : { kind, at: callback, lazy }; // nobody awaits it
  const isIterated = lazy.isDirect || iterationsOutside(resolver, call).length > 0;
  return isIterated ? { kind, at: callback, lazy } : undefined;
}
