/**
 * What is wrong with a `context.bind`: the order of its arguments, a context that is missing, a target that it hands
 * back as it is, a bound function that nobody takes.
 *
 * Measured on both SDK generations: `bind` gives a new function for a function and changes nothing else; under
 * AsyncLocalStorage it patches an EventEmitter in place and returns it; it returns everything else as it is. With
 * `undefined` as the context, what it binds runs in the root context; the stack manager takes the active one, and binds
 * no emitter. The zone manager binds what has `addEventListener`.
 *
 * *Known limitations*: a value of unknown type may be a function or an emitter; without types, what functions of other
 * files give is unknown; a wrapper of the project's own may do what it wants.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import type { DetectedManager } from '../../model/context-managers';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { managerOf } from '../boundaries/manager-in-use';
import { isCallable, notAContext } from '../context-callback';
import { typeNodeOf } from '../context-callback/declared-type';
import { type Drop, dropOf } from '../data-flow/dropped-result';
import type { ObjectTypes } from '../library-objects';

/** A fault, and where it stands. */
export type BindFault = { readonly at: TSESTree.Expression } & (
  | { readonly kind: 'emitterUnderStack' | 'erases' | 'eventTarget' | 'noContext' | 'promise' | 'swapped' }
  | { readonly kind: 'called'; readonly callee: TSESTree.CallExpression }
  | { readonly kind: 'discarded'; readonly drop: Drop }
);

/** The managers under which `bind(undefined, fn)` is known to lose the context, or nothing tells that it does not. */
const ERASING: ReadonlySet<DetectedManager> = new Set<DetectedManager>(['async-local-storage', 'unknown']);
/** The managers that surely bind no EventTarget. */
const LEAVING_TARGETS: ReadonlySet<DetectedManager> = new Set<DetectedManager>(['async-local-storage', 'stack']);

/** The fault of a call; of several the one that has to be mended first. `manager` is the one of the project. */
export function bindFault(types: ObjectTypes, call: ResolvedCall, manager: DetectedManager): BindFault | undefined {
  const { resolver } = types;
  const context = call.argument('context');
  if (!context || call.isWrapper || call.hasSpread) return undefined;
  const is = notAContext(resolver, context);
  const target = call.argument('target');
  if (!target) return is === 'function' ? { kind: 'noContext', at: context } : undefined;
  if (isSwapped(resolver, context, target, is)) return { kind: 'swapped', at: context };
  const drop = isSurelyFunction(resolver, target) ? dropOf(resolver, call) : undefined;
  if (drop) return { kind: 'discarded', at: target, drop };
  const used = managerAt(types, call, manager);
  if (is === 'nothing' && ERASING.has(used)) return { kind: 'erases', at: context };
  return targetFault(types, target, used);
}

/** The manager that a call asks: the instance that it is made on, else that of the project. */
export function managerAt(types: ObjectTypes, { receiver }: ResolvedCall, manager: DetectedManager): DetectedManager {
  return receiver && types.resolver.typeOf(receiver) === 'ContextManager' ? managerOf(types, receiver) : manager;
}

function isSwapped(
  resolver: ApiResolver,
  context: TSESTree.Expression,
  target: TSESTree.Expression,
  is: ReturnType<typeof notAContext>,
): boolean {
  if (is === 'function') return notAContext(resolver, target) !== 'function';
  return is === undefined && resolver.typeOf(target) === 'Context' && resolver.typeOf(context) !== 'Context';
}

/** Whether a target is a function and nothing else: some functions are emitters too. */
function isSurelyFunction(resolver: ApiResolver, target: TSESTree.Expression): boolean {
  if (hasMember(resolver, target, EMITTER_MEMBERS)) return false;
  if (notAContext(resolver, target) === 'function') return true;
  return !resolver.types && typeNodeOf(resolver, target)?.type === AST_NODE_TYPES.TSFunctionType;
}

const EMITTER_MEMBERS = ['addListener', 'emit', 'on', 'once'];
const TARGET_MEMBERS = ['addEventListener'];

function hasMember({ types }: ApiResolver, node: TSESTree.Expression, names: readonly string[]): boolean {
  const type = types?.typeAt(unwrap(node));
  const parts = type?.isUnion() ? type.types : type ? [type] : [];
  return parts.some((part) => names.some((name) => part.getProperty(name)));
}

function targetFault(types: ObjectTypes, target: TSESTree.Expression, manager: DetectedManager): BindFault | undefined {
  const { resolver } = types;
  const node = unwrap(target);
  if (notAContext(resolver, node) === 'promise') return { kind: 'promise', at: target };
  const isFunction = isCallable(resolver, node);
  if (isFunction === true || resolver.typeOf(node) === 'Context') return undefined;
  const names = types.of(node).map(({ name }) => name);
  // Without types, what builds an object tells that it is no function.
  if (isFunction === undefined && (resolver.types || names.length === 0)) return undefined;
  if (names.includes('EventEmitter'))
    return manager === 'stack' ? { kind: 'emitterUnderStack', at: target } : undefined;
  if (hasMember(resolver, node, EMITTER_MEMBERS)) return undefined;
  if (names.includes('EventTarget'))
    return LEAVING_TARGETS.has(manager) ? { kind: 'eventTarget', at: target } : undefined;
  if (
    isFunction !== false ||
    node.type !== AST_NODE_TYPES.CallExpression ||
    names.some((name) => /Emitter|Stream|Socket/.test(name))
  )
    return undefined;
  return hasMember(resolver, node, TARGET_MEMBERS) ? undefined : { kind: 'called', at: target, callee: node };
}
