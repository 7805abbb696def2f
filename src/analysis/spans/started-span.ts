/**
 * A span that is started here: how it is held, what ends it, what hands it over, and on which way out of its body
 * nobody ends it.
 *
 * A span is held by the variable that `startSpan()` is bound to, or by the parameter of the callback of
 * `startActiveSpan()`; a context that is made from it holds it, too. It is handed over when it is returned, stored, or
 * given to a parameter that takes it, alone or in a context or a closure that ends it. A function that is given it while
 * this body still ends it afterwards has only borrowed it.
 *
 * *Known limitations*: those of `trackResource` and of the typestate questions. A span that is ended under a condition
 * on who owns it (`if (options.autoEnd)`) counts as handed over. Where the file ends spans that it reads from a context,
 * every span that is put into a context does.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type BodyOwner, calleeName, enclosingBody, type FunctionNode, isFunction, unwrap, wrapped } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { variableOf, walkOwn } from '../bindings';
import type { ControlFlowGraph } from '../control-flow';
import {
  type HeldResource,
  type ResourceKind,
  trackHeldResource,
  trackResource,
  useOf,
  type ValueUse,
} from '../data-flow';
import { METHODS_THAT_DO_NOT_THROW } from '../../model/platform';
import { findLeak, isKnownNotToThrow, type Leak, type ResourceQuery, type ThrowStrictness } from '../typestate';
import { valueFlow } from '../value-flow';
import { type ClosureUse, closureUse, mayReject } from './span-closures';

const Kind = AST_NODE_TYPES;
const SPAN: ResourceKind = { type: 'Span', release: 'span.end', wrapperRole: 'span', heldIn: 'Context' };

/** A span in the body that holds it. */
export interface StartedSpan extends HeldResource {
  readonly start: ResolvedCall;
  readonly owner: BodyOwner;
  readonly graph: ControlFlowGraph;
  /** What becomes of the value of `startSpan()`; undefined where the body has the span from its start. */
  readonly use: ValueUse | undefined;
  /** The closures that end it, with what becomes of them. */
  readonly closures: readonly { readonly fn: FunctionNode; readonly use: ClosureUse }[];
  /** Whether another owner has it on every way. */
  readonly isHandedOver: boolean;
  /** Nodes that hand it over, closures included. */
  readonly transfers: readonly TSESTree.Node[];
}

export type SpanFault =
  | { readonly kind: 'dropped' | 'never' }
  | { readonly kind: 'leak'; readonly leak: Leak }
  | { readonly kind: 'rejection'; readonly then: TSESTree.CallExpression; readonly chain: TSESTree.CallExpression };

/** The span that a call starts; undefined where nobody can tell who gets it. */
export function startedSpan(resolver: ApiResolver, start: ResolvedCall): StartedSpan | undefined {
  if (start.operation === 'span.start') {
    const tracked = trackResource(resolver, start, SPAN);
    return held(resolver, start, enclosingBody(start.node), tracked, tracked.use);
  }
  // A function of the project that runs a callback in a span ends it, most likely.
  const callback = start.isWrapper ? undefined : start.argument('callback');
  const { callees = [], isComplete } = callback ? valueFlow(resolver.sourceCode).calls.functionsOf(callback) : {};
  const [callee] = callees;
  if (!callee || !isComplete || callees.length > 1 || callee.bound.length > 0 || callee.fn.generator) return undefined;
  const [parameter] = callee.fn.params;
  if (!parameter) return held(resolver, start, callee.fn, trackHeldResource(resolver, callee.fn, [], SPAN));
  const variable = parameter.type === Kind.Identifier ? variableOf(resolver.sourceCode, parameter) : undefined;
  return variable && heldIn(resolver, start, callee.fn, [variable]);
}

function heldIn(
  resolver: ApiResolver,
  start: ResolvedCall,
  fn: FunctionNode,
  variables: HeldResource['variables'],
): StartedSpan {
  return held(resolver, start, fn, trackHeldResource(resolver, fn, variables, SPAN));
}

function held(
  resolver: ApiResolver,
  start: ResolvedCall,
  owner: BodyOwner,
  resource: HeldResource,
  use?: ValueUse,
): StartedSpan {
  const graph = valueFlow(resolver.sourceCode).graphOf(owner);
  const functions = new Set(resource.remoteReleases.map(({ fn }) => fn));
  const closures = [...functions].map((fn) => ({ fn, use: closureUse(resolver, fn) }));
  const handOvers = [
    ...resource.handOvers.filter((node) => !isLent(resolver, graph, resource, node)),
    ...closures.filter((closure) => closure.use.kind === 'passed').map(({ fn }) => fn),
  ];
  const isHandedOver =
    handOvers.some((node) => node === start.node || graph.nodesAround(node).length === 0) ||
    [...resource.releases].some((node) => isOwnersChoice(node, owner));
  const transfers = [...handOvers, ...closures.map(({ fn }) => fn), ...returnsOfNonRecording(resolver, resource)];
  return { ...resource, start, owner, graph, use, closures, isHandedOver, handOvers, transfers };
}

/** Methods that keep what they are given. */
const KEEPS = /^(?:add|append|enqueue|push|register|set|store|unshift)$/;

/** Whether a function is given the span only for a while: this body ends it after the call. */
function isLent(
  resolver: ApiResolver,
  graph: ControlFlowGraph,
  { directReleases }: HeldResource,
  node: TSESTree.Node,
): boolean {
  const use = useOf(resolver.sourceCode, node);
  if (use.kind !== 'argument' || directReleases.size === 0 || KEEPS.test(calleeName(use.call) ?? '')) return false;
  const from = graph.nodesAround(use.call);
  const to = [...directReleases].flatMap((release) => graph.nodesOf(release));
  return from.length > 0 && graph.findPath(from, { to, follow: ({ kind }) => kind !== 'exception' }) !== undefined;
}

/** The returns under a question of the span itself, such as `if (!span.isRecording()) return`: that one records nothing. */
function returnsOfNonRecording({ sourceCode }: ApiResolver, { variables }: HeldResource): readonly TSESTree.Node[] {
  const found: TSESTree.Node[] = [];
  for (const { identifier } of variables.flatMap(({ references }) => references)) {
    if (identifier.parent.type !== Kind.MemberExpression) continue;
    let inner: TSESTree.Node = identifier;
    while (inner.parent && !inner.parent.type.endsWith('Statement') && !isFunction(inner.parent)) inner = inner.parent;
    const { parent } = inner;
    if (parent?.type !== Kind.IfStatement || parent.test !== inner) continue;
    walkOwn(sourceCode, parent.consequent, (node) => {
      if (node.type === Kind.ReturnStatement) found.push(node);
    });
  }
  return found;
}

/** Words for who ends a span, in what a condition asks. */
const OWNERSHIP = /^is_?(?:recording|root)$|auto|close|creat|end|finish|manual|own|start/i;

/** Whether a span is ended only if a condition says that it is this body's to end. */
export function isOwnersChoice(release: TSESTree.Node, owner: TSESTree.Node): boolean {
  for (let inner = release, node = release.parent; node && inner !== owner; inner = node, node = node.parent) {
    const test =
      node.type === Kind.IfStatement || node.type === Kind.ConditionalExpression
        ? node.test
        : node.type === Kind.LogicalExpression && inner === node.right
          ? node.left
          : undefined;
    if (test && test !== inner && asksForOwner(test)) return true;
  }
  return false;
}

function asksForOwner(test: TSESTree.Node): boolean {
  const node: TSESTree.Node = unwrap(test);
  switch (node.type) {
    case Kind.Identifier:
      return OWNERSHIP.test(node.name);
    case Kind.MemberExpression:
      return asksForOwner(node.property);
    case Kind.CallExpression:
      return asksForOwner(node.callee);
    case Kind.UnaryExpression:
      return asksForOwner(node.argument);
    case Kind.BinaryExpression:
    case Kind.LogicalExpression:
      return asksForOwner(node.left) || asksForOwner(node.right);
    default:
      return false;
  }
}

/**
 * What goes wrong with a span, or undefined.
 * @param throws which exceptions are reckoned with
 * @param endsFromContext whether the file ends spans that it reads from a context
 */
export function spanFault(
  resolver: ApiResolver,
  span: StartedSpan,
  throws: ThrowStrictness,
  endsFromContext: () => boolean,
): { readonly span: StartedSpan; readonly fault: SpanFault } | undefined {
  if (span.isHandedOver) return undefined;
  const { closures, handOvers, releases, transfers, use } = span;
  const mayEndElsewhere = (): boolean =>
    (isActivated(span) && endsFromContext()) || runsUnknown(resolver, span) || use?.kind === 'destructured';
  if (releases.size === 0 && transfers.length === 0) {
    if (mayEndElsewhere() || use?.kind === 'stored' || use?.kind === 'argument') return undefined;
    return { span, fault: { kind: use?.kind === 'discarded' ? 'dropped' : 'never' } };
  }
  if (isActivated(span) && endsFromContext()) return undefined;
  const leak = findLeak(queryOf(resolver, span, throws));
  if (leak) return { span, fault: { kind: 'leak', leak } };
  if (handOvers.length > 0) return undefined;
  const fulfilments = closures.flatMap(({ use: one }) => (one.kind === 'fulfilment' ? [one] : []));
  const open = fulfilments.find(({ chain }) => releases.size === 0 || isLetGo(chain));
  if (open && fulfilments.length === closures.length)
    return throws === 'none' ? undefined : { span, fault: { ...open, kind: 'rejection' } };
  if (releases.size > 0 || fulfilments.length > 0) return undefined;
  for (const { fn } of closures) {
    const found = spanFault(resolver, heldIn(resolver, span.start, fn, span.variables), throws, endsFromContext);
    if (found) return found;
  }
  return undefined;
}

/** Whether a promise is returned or left alone, so that no handler of this body sees its rejection. */
function isLetGo(chain: TSESTree.CallExpression): boolean {
  const { parent } = wrapped(chain);
  return (
    parent?.type === Kind.ReturnStatement ||
    parent?.type === Kind.ExpressionStatement ||
    parent?.type === Kind.ArrowFunctionExpression
  );
}

function queryOf(resolver: ApiResolver, span: StartedSpan, throws: ThrowStrictness): ResourceQuery {
  const { graph, owner, releases, start, transfers, use, variables } = span;
  return {
    graph,
    acquire: use ? start.node : owner,
    heldAs: use ? undefined : variables[0]?.name,
    releases,
    transfers: new Set(transfers.flatMap((node) => graph.nodesAround(node).map(({ ast }) => ast))),
    // What is thrown at the top of a module ends the process, or the load of it.
    throws: owner.type === Kind.Program ? 'none' : throws,
    ignoreThrow: (node) =>
      node.type === Kind.AwaitExpression
        ? !mayReject(node.argument)
        : isKnownNotToThrow(resolver, node) ||
          (node.type === Kind.CallExpression && METHODS_THAT_DO_NOT_THROW.has(calleeName(node) ?? '')),
  };
}

/** Whether other code can find the span in the active context. */
function isActivated({ start, operations }: StartedSpan): boolean {
  return (
    start.operation === 'span.startActive' ||
    operations.some(({ operation }) => /^context\.(?:attach|bind|with)$/.test(operation))
  );
}

/** Whether a function that is not in sight runs in a context that holds the span: it may be the one to end it. */
function runsUnknown(resolver: ApiResolver, { operations }: StartedSpan): boolean {
  return operations.some((call) => {
    if (call.operation === 'context.attach') return true;
    const callback = call.operation === 'context.with' ? call.argument('callback') : call.argument('target');
    return callback !== undefined && !valueFlow(resolver.sourceCode).calls.functionsOf(callback).isComplete;
  });
}

/** Whether a file ends a span that it reads from a context: `trace.getSpan(context.active())?.end()`. */
export function endsSpanFromContext(resolver: ApiResolver, ends: readonly ResolvedCall[]): boolean {
  return ends.some(({ receiver }) => receiver !== undefined && readFromContext(resolver, receiver) !== undefined);
}

/** The call that reads a span from a context, where an expression may be such a span. */
export function readFromContext(resolver: ApiResolver, span: TSESTree.Expression): ResolvedCall | undefined {
  const [flow] = valueFlow(resolver.sourceCode).backward(span, {
    label: ({ node, path }) => {
      const call = path.length === 0 && node.type === Kind.CallExpression ? resolver.resolve(node) : undefined;
      return call?.operation === 'trace.getSpan' || call?.operation === 'trace.getActiveSpan' ? call : undefined;
    },
  }).flows;
  return flow?.label;
}
