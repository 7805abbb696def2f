/**
 * Whether the new value that a pure operation returns is dropped: as a statement, in a variable that nobody reads, or
 * as the result of a callback that is thrown away. In a chain only the last call is asked to answer for the whole
 * chain.
 *
 * Known limitations: a variable that is read somewhere counts as read, also where this value is overwritten before; a
 * callback's result counts as used unless its caller is known to throw it away.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, enclosingFunction, type FunctionNode, unwrap, wrapped } from '../../ast';
import { operationModel } from '../../model';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { declaringPackage } from '../api-resolution';
import { isVisibleOutside, variableOf } from '../bindings';
import { readsOf, useOf } from './value-use';

export type Drop =
  /** Nobody takes it: a statement, `void x`, the front of a sequence. */
  | { readonly kind: 'discarded' }
  /** Kept in a variable that is never read. */
  | { readonly kind: 'unread'; readonly variable: TSESLint.Scope.Variable }
  /** Returned by a callback to a caller that throws it away. */
  | {
      readonly kind: 'thrownAway';
      readonly fn: FunctionNode;
      readonly caller: TSESTree.CallExpression;
      /** Whether the callback runs before the caller returns. */
      readonly isNow: boolean;
    };

/** How the result of a pure operation is dropped; undefined when it is used, or may be. */
export function dropOf(resolver: ApiResolver, call: ResolvedCall): Drop | undefined {
  const { sourceCode } = resolver;
  if (!isImmutableHere(resolver, call)) return undefined;
  const use = useOf(sourceCode, call.node);
  switch (use.kind) {
    case 'discarded':
      return isExpectedToThrow(call.node) ? undefined : { kind: 'discarded' };
    case 'variable':
      return (lastUnread(resolver, use.variable) ?? Infinity) <= call.node.range[0]
        ? { kind: 'unread', variable: use.variable }
        : undefined;
    case 'returned': {
      const caller = use.fn.generator ? undefined : discardingCaller(resolver, use.fn);
      if (!caller) return undefined;
      return unwrap(caller.callee) === use.fn
        ? { kind: 'discarded' }
        : { kind: 'thrownAway', fn: use.fn, caller, isNow: runsNow(resolver, caller) };
    }
    default:
      return undefined;
  }
}

/**
 * The first value of a chain of derivations: `bag` of `bag.setEntry().clear()`, `ctx` of `trace.setSpan(ctx, span)`.
 */
export function derivationRoot(resolver: ApiResolver, call: ResolvedCall): TSESTree.Expression | undefined {
  let base = derivationBase(call);
  for (let steps = 0; base && steps < 50; steps++) {
    const inner = resolver.resolve(unwrap(base));
    const next = inner && operationModel(inner.operation).pure ? derivationBase(inner) : undefined;
    if (!inner || !next || operationModel(inner.operation).returns !== operationModel(call.operation).returns)
      return base;
    base = next;
  }
  return base;
}

/** The derivations that a chain is made of, the last one first: `clear`, `setEntry` of `bag.setEntry().clear()`. */
export function derivationsOf(resolver: ApiResolver, call: ResolvedCall): readonly ResolvedCall[] {
  const chain: ResolvedCall[] = [];
  for (let link: ResolvedCall | undefined = call; link && chain.length < 50;) {
    chain.push(link);
    const base = derivationBase(link);
    const inner: ResolvedCall | undefined = base && resolver.resolve(unwrap(base));
    link = inner && operationModel(inner.operation).pure ? inner : undefined;
  }
  return chain;
}

function derivationBase(call: ResolvedCall): TSESTree.Expression | undefined {
  const { roles, returns } = operationModel(call.operation);
  if (call.operation === 'context.bind') return call.argument('target');
  if (returns === 'Context' && roles.context !== undefined) return call.argument('context');
  return isMethodOfValue(call) ? call.receiver : undefined;
}

const isMethodOfValue = (call: ResolvedCall): boolean =>
  /^baggage\.|^traceState\.(?:set|unset)|^context\.(?:set|delete)Value/.test(call.operation) && !call.isWrapper;

/**
 * Whether the method is OpenTelemetry's own. A project's class that implements Baggage, Context or a propagator may
 * change itself; a project's function that stands for the operation counts when it is known to return the new value.
 */
export function isImmutableHere(resolver: ApiResolver, call: ResolvedCall): boolean {
  const { types } = resolver;
  if (call.isWrapper) {
    const { returns } = operationModel(call.operation);
    return resolver.declaredTypesOf(call.node).some(({ name }) => name === returns);
  }
  const callee = unwrap(call.node.callee);
  if (!types || callee.type !== AST_NODE_TYPES.MemberExpression) return true;
  // Known without types: the API itself, or what it returned.
  if (resolver.inferredTypeOf(callee.object) !== undefined) return true;
  const declaration = types.symbolAt(callee.property)?.declarations?.[0];
  return !declaration || (declaringPackage(types, declaration) ?? '').startsWith('@opentelemetry/');
}

/** Whether the code stands in a callback that a test runs to see it throw: `assert.throws(() => { … })`. */
function isExpectedToThrow(node: TSESTree.Node): boolean {
  const fn = enclosingFunction(node);
  const outer = fn && wrapped(fn).parent;
  const name = outer?.type === AST_NODE_TYPES.CallExpression ? calleeName(outer) : undefined;
  return name !== undefined && THROW_CHECKS.has(name);
}

const THROW_CHECKS = new Set([
  'assertThrows',
  'assertDoesNotThrow',
  'doesNotReject',
  'doesNotThrow',
  'expect',
  'raises',
  'rejects',
  'throws',
]);

/**
 * Where the last pure result begins that is assigned to a variable which nobody reads: that one speaks for the chain.
 * Undefined where the variable is read. Remembered, since each of many assignments asks.
 */
function lastUnread(resolver: ApiResolver, variable: TSESLint.Scope.Variable): number | undefined {
  let known = unreadByResolver.get(resolver);
  if (!known) unreadByResolver.set(resolver, (known = new WeakMap()));
  let last = known.get(variable);
  if (last === undefined) known.set(variable, (last = findLastUnread(resolver, variable) ?? null));
  return last ?? undefined;
}

const unreadByResolver = new WeakMap<ApiResolver, WeakMap<TSESLint.Scope.Variable, number | null>>();

function findLastUnread(resolver: ApiResolver, variable: TSESLint.Scope.Variable): number | undefined {
  if (isVisibleOutside(variable) || readsOf(variable, (call) => isPure(resolver, call)).length > 0) return undefined;
  let last = -1;
  for (const { identifier, writeExpr } of variable.references) {
    const { parent } = identifier;
    const isWhole =
      parent.type === AST_NODE_TYPES.AssignmentExpression || parent.type === AST_NODE_TYPES.VariableDeclarator;
    const value = isWhole && writeExpr ? unwrap(writeExpr) : undefined;
    if (value?.type === AST_NODE_TYPES.CallExpression && isPure(resolver, value)) last = Math.max(last, value.range[0]);
  }
  return last;
}

function isPure(resolver: ApiResolver, node: TSESTree.CallExpression): boolean {
  const call = resolver.resolve(node);
  return call !== undefined && operationModel(call.operation).pure === true && !call.isWrapper;
}

/** The call that runs a function and throws its result away, or undefined. */
export function discardingCaller(resolver: ApiResolver, fn: FunctionNode): TSESTree.CallExpression | undefined {
  const at = wrapped(fn);
  const caller = at.parent;
  if (caller?.type !== AST_NODE_TYPES.CallExpression) return undefined;
  if (caller.callee === at) return useOf(resolver.sourceCode, caller).kind === 'discarded' ? caller : undefined;
  const call = resolver.resolve(caller);
  if (call) {
    const passesOn = call.operation === 'context.with' || call.operation === 'span.startActive';
    return passesOn && call.argument('callback') === at && useOf(resolver.sourceCode, caller).kind === 'discarded'
      ? caller
      : undefined;
  }
  return ignoresResult(resolver, caller, caller.arguments.indexOf(at as TSESTree.CallExpressionArgument))
    ? caller
    : undefined;
}

/** Methods whose callback's result nobody sees, where the callback is declared to return nothing. */
const VOID_CALLBACK_METHODS = new Set([
  'addEventListener',
  'addListener',
  'each',
  'forEach',
  'nextTick',
  'on',
  'once',
  'subscribe',
  'tap',
]);
const TIMERS = new Set(['queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout']);

function runsNow(resolver: ApiResolver, caller: TSESTree.CallExpression): boolean {
  return calleeName(caller) === 'forEach' || resolver.resolve(caller) !== undefined;
}

function ignoresResult(resolver: ApiResolver, caller: TSESTree.CallExpression, index: number): boolean {
  const callee = unwrap(caller.callee);
  const name = calleeName(caller);
  if (name === undefined || index < 0) return false;
  if (callee.type === AST_NODE_TYPES.Identifier && TIMERS.has(name))
    return index === 0 && !variableOf(resolver.sourceCode, callee);
  if (!VOID_CALLBACK_METHODS.has(name)) return false;
  if (!resolver.types || !resolver.isTypeKnown(callee))
    return name === 'forEach' && index === 0 && !isImportedReceiver(resolver, callee);
  return takesVoidCallback(resolver, callee, index);
}

/** `_.forEach`, `async.forEach`: functions of a package, with rules of their own. */
function isImportedReceiver(resolver: ApiResolver, callee: TSESTree.Expression): boolean {
  return callee.type !== AST_NODE_TYPES.MemberExpression || resolver.exportOf(callee.object) !== undefined;
}

function takesVoidCallback(resolver: ApiResolver, callee: TSESTree.Expression, index: number): boolean {
  const { types } = resolver;
  const type = types?.typeAt(callee);
  if (!types || !type) return false;
  const { Call } = types.ts.SignatureKind;
  return types.checker.getSignaturesOfType(type, Call).some((signature) => {
    const parameter = signature.parameters[index];
    const declaration = parameter?.valueDeclaration;
    if (!parameter || !declaration) return false;
    const callback = types.checker.getNonNullableType(types.checker.getTypeOfSymbolAtLocation(parameter, declaration));
    const results = types.checker.getSignaturesOfType(callback, Call).map((one) => one.getReturnType());
    return results.length > 0 && results.every((result) => (result.flags & types.ts.TypeFlags.Void) !== 0);
  });
}
