/**
 * Where a node stands: under which activation, and inside which request or span scope.
 *
 * Known limitations: lexical; a helper called from inside an activation in another file is not known to run under it.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  contains,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  keyName,
  literalString,
  unwrap,
} from '../../ast';
import type { OperationId } from '../../model';
import { CONSUMER_PROPERTIES, HANDLER_METHODS, REQUEST_NAMES, RESPONSE_NAMES } from '../../model/server-libraries';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { resolveFunction, walkOwn } from '../bindings';
import { BOUNDS, valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** A call whose callback runs under a context, with the node inside that callback. */
export interface Activation {
  readonly call: ResolvedCall;
  /** The context argument, where there is one. */
  readonly context: TSESTree.Expression | undefined;
  readonly callback: FunctionNode;
}

/** The innermost `context.with`, `context.bind` or `startActiveSpan` around a node, within `boundary` if given. */
export function activationAround(
  resolver: ApiResolver,
  node: TSESTree.Node,
  boundary?: TSESTree.Node,
): Activation | undefined {
  for (let fn = enclosingFunction(node); fn && fn !== boundary; fn = enclosingFunction(fn)) {
    const activation = activationOf(resolver, fn);
    if (activation) return activation;
  }
  return undefined;
}

/** The activation a function is the callback of, directly. */
export function activationOf(resolver: ApiResolver, fn: FunctionNode): Activation | undefined {
  const parent = fn.parent;
  if (parent.type !== Kind.CallExpression) return undefined;
  const call = resolver.resolve(parent);
  if (!call) return undefined;
  const callback = call.operation === 'context.bind' ? call.argument('target') : call.argument('callback');
  if (callback !== fn) return undefined;
  if (call.operation !== 'context.with' && call.operation !== 'context.bind' && call.operation !== 'span.startActive')
    return undefined;
  return { call, context: call.argument('context'), callback: fn };
}

/** Why a function is known to run for one request, message or span. */
export interface RequestScope {
  readonly fn: FunctionNode;
  readonly because: 'activation' | 'derives' | 'handler' | 'reads' | 'starts-span';
  /** The call that shows it. */
  readonly evidence: TSESTree.Node;
}

/** Calls in a function that show that it works for one request, and of what kind. */
const OWN_EVIDENCE: ReadonlyMap<OperationId, RequestScope['because']> = new Map<OperationId, RequestScope['because']>([
  ['span.start', 'starts-span'],
  ['propagation.extract', 'derives'],
  ['trace.setSpan', 'derives'],
  ['propagation.setBaggage', 'derives'],
  ['trace.getActiveSpan', 'reads'],
  ['propagation.getActiveBaggage', 'reads'],
  ['context.active', 'reads'],
]);

/**
 * The innermost function around a node that runs once per request or span: the callback of an activation, a function
 * that starts a span, reads or derives a context before the node, or a request handler. If there is none, the scope of
 * a call in this file to the function around the node. Undefined where nothing shows it.
 */
export function requestScopeOf(
  resolver: ApiResolver,
  node: TSESTree.Node,
  seen = new Set<FunctionNode>(),
): RequestScope | undefined {
  let outermost: FunctionNode | undefined;
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) {
    const activation = activationOf(resolver, fn);
    if (activation) return { fn, because: 'activation', evidence: activation.call.node };
    const handler = handlerEvidence(fn);
    if (handler) return { fn, because: 'handler', evidence: handler };
    const own = ownScopeEvidence(resolver, fn, node);
    if (own) return own;
    outermost ??= isArgument(fn) ? undefined : fn;
  }
  if (!outermost || seen.has(outermost) || seen.size >= BOUNDS.callGraph) return undefined;
  seen.add(outermost);
  for (const call of valueFlow(resolver.sourceCode).calls.callersOf(outermost).calls) {
    if (contains(outermost, call)) continue;
    const scope = requestScopeOf(resolver, call, seen);
    if (scope) return scope;
  }
  return undefined;
}

/** A span started, or a context read, derived or extracted, in the function itself before the node. */
function ownScopeEvidence(resolver: ApiResolver, fn: FunctionNode, before: TSESTree.Node): RequestScope | undefined {
  let found: RequestScope | undefined;
  walkOwn(resolver.sourceCode, fn.body, (node) => {
    if (found || node.type !== Kind.CallExpression) return;
    if (node.range[0] >= before.range[0]) return;
    const because = OWN_EVIDENCE.get(resolver.resolve(node)?.operation ?? 'span.end');
    if (because) found = { fn, because, evidence: node };
  });
  return found;
}

/** Whether a function is a request or message handler by how it is registered or what its parameters are called. */
export function isRequestHandler(fn: FunctionNode): boolean {
  return handlerEvidence(fn) !== undefined;
}

/** Whether a function stands as an argument of a call, so that it most likely belongs to the work around it. */
export function isArgument(fn: FunctionNode): boolean {
  const { parent } = fn;
  return (
    (parent.type === Kind.CallExpression || parent.type === Kind.NewExpression) &&
    parent.arguments.some((argument) => argument === fn)
  );
}

function handlerEvidence(fn: FunctionNode): TSESTree.Node | undefined {
  const names = fn.params.map((parameter) => (parameter.type === Kind.Identifier ? parameter.name : ''));
  const [first = '', second = ''] = names;
  const isPair = REQUEST_NAMES.has(first) && RESPONSE_NAMES.has(second);
  if (isPair) return fn.params[0];
  const parent = fn.parent;
  if (parent.type === Kind.Property) return CONSUMER_PROPERTIES.has(keyName(parent) ?? '') ? parent : undefined;
  if (parent.type !== Kind.CallExpression || unwrap(parent.callee).type !== Kind.MemberExpression) return undefined;
  const method = calleeName(parent);
  const path = literalString(parent.arguments[0]);
  const isRoute = method !== undefined && HANDLER_METHODS.has(method) && path?.startsWith('/') === true;
  const isRequestEvent = (method === 'on' || method === 'addListener') && path === 'request';
  const isConsumer = method === 'consume' && parent.arguments[1] === fn;
  return isRoute || isRequestEvent || isConsumer ? parent : undefined;
}

/** The function that a call schedules or registers, when it is a literal or a function of this file. */
export function callbackFunction(resolver: ApiResolver, argument: TSESTree.Node | undefined): FunctionNode | undefined {
  if (!argument) return undefined;
  const node = unwrap(argument);
  return isFunction(node) ? node : resolveFunction(resolver.sourceCode, node);
}
