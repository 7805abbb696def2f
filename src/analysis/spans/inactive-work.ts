/**
 * Work that should run under a span and does not: a span is started and never made active, and what runs until it ends
 * starts spans of its own, sends through an instrumented client, or is a function that the code was given to run.
 *
 * Measured on SDK 2.x and 3.x: such spans become siblings of the one that was started, or roots of traces of their own.
 *
 * *Known limitations*: only spans in a variable of the function that starts them; a span that is returned, stored or
 * handed to a function that may make it active is left alone, and so is one that some code makes active. A read of the
 * active span, of baggage, or an inject (`inject-active-span` looks at these) is no such work.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  type BodyOwner,
  calleeName,
  contains,
  enclosingBody,
  isFunction,
  memberName,
  unwrap,
  wrapped,
} from '../../ast';
import type { OperationId } from '../../model';
import { NODE_MODULES } from '../../model/node-modules';
import { OUTBOUND_KINDS } from '../../model/span-kinds';
import type { AmbientUse, AmbientUseFinder } from '../ambient-context';
import { type ApiResolver, builtinName, type ResolvedCall } from '../api-resolution';
import { variableOf } from '../bindings';
import { type ControlFlowGraph, type FlowNode, reachableFrom } from '../control-flow';

import { valueFlow } from '../value-flow';
import { type SpanBinding, spanBinding } from './span-binding';
import { spanKindsOf } from './span-kind';

const Kind = AST_NODE_TYPES;

/** A call that runs while a span is started and not active. */
export interface InactiveWork {
  readonly call: TSESTree.CallExpression;
  /**
   * `spans`: it starts spans, or sends, as `use` shows. `callback`: it runs a function that the code was given.
   * `unknown`: an awaited call of a function that nobody here knows.
   */
  readonly kind: 'callback' | 'spans' | 'unknown';
  readonly use: AmbientUse | undefined;
}

/** A span that is started and never made active, and what should run under it. */
export interface SpanWithoutWork {
  readonly start: ResolvedCall;
  readonly variable: TSESLint.Scope.Variable;
  /** The calls that should run under the span, in source order; at least one. */
  readonly work: readonly InactiveWork[];
}

interface Source {
  readonly resolver: ApiResolver;
  readonly ambient: AmbientUseFinder;
  graphOf(body: BodyOwner): ControlFlowGraph;
}

/** What makes a span, or a request whose span is made by an instrumentation (undefined). */
const STARTS_SPANS: ReadonlySet<OperationId | undefined> = new Set<OperationId | undefined>([
  'span.start',
  'span.startActive',
  undefined,
]);
/** Names of functions that most likely make the span active that they are given. */
const MAKES_ACTIVE = /activ|bind|context|current|scope|^(?:run|with)/i;
/** Methods that keep what they are given for others. */
const STORES: ReadonlySet<string> = new Set(['add', 'enqueue', 'push', 'set', 'unshift']);
/** Names of functions that are told of an outcome, and do no work. */
const CONTINUES = /^(?:cb|callback|done|err|error|fail|log|logger|reject|report|resolve|on[A-Z]\w*)$/;
/** Awaited calls that start nothing: bodies of responses, timers. */
const LEAVES = /^(?:arrayBuffer|blob|bytes|delay|formData|json|setTimeout|sleep|text|wait)$/;

/** The work that a started span should be active for and is not; undefined where there is none, or where nobody can tell. */
export function inactiveWork(
  source: Source,
  start: ResolvedCall,
  checkUnknownCalls: boolean,
): SpanWithoutWork | undefined {
  const { resolver } = source;
  const binding = spanBinding(resolver, start);
  if (!binding || binding.ends.length === 0 || !staysInactive(resolver, binding)) return undefined;
  const kinds = spanKindsOf(resolver, start);
  const runsCallbacks = kinds?.every((kind) => !OUTBOUND_KINDS.has(kind)) === true;
  const body = enclosingBody(start.node);
  const calls = reachedCalls(source, start, binding);
  const found = calls.flatMap((call): InactiveWork[] => {
    if (runsCallbacks && isGivenFunction(resolver, call)) return [{ call, kind: 'callback', use: undefined }];
    const use = source.ambient.inCode(call);
    const isHere = use?.node === call || (use && enclosingBody(use.node) !== body);
    if (use && isHere && STARTS_SPANS.has(use.operation))
      return isBeside(resolver, binding, use) ? [] : [{ call, kind: 'spans', use }];
    const isUnknown = checkUnknownCalls && use === undefined && isUnknownAwait(resolver, call);
    return isUnknown ? [{ call, kind: 'unknown', use: undefined }] : [];
  });
  const work = found.filter(({ call }) => !found.some((other) => other.call !== call && contains(call, other.call)));
  return work.length > 0 ? { start, variable: binding.variable, work } : undefined;
}

/** The calls that run after a span has started and before it ends or is handed over, in source order. */
function reachedCalls(
  source: Source,
  start: ResolvedCall,
  { ends, handOvers }: SpanBinding,
): readonly TSESTree.CallExpression[] {
  const { resolver } = source;
  const body = enclosingBody(start.node);
  const graph = source.graphOf(body);
  const starts = graph.nodesOf(start.node);
  const stops = new Set(
    [...ends, ...handOvers.filter((call) => !isGivenFunction(resolver, call))].flatMap((stop) =>
      enclosingBody(stop) === body ? graph.nodesAround(stop) : [],
    ),
  );
  const reached = reachableFrom(
    starts,
    (node) => stops.has(node) || isAttach(resolver, node),
    (edge) => edge.kind !== 'exception' || !starts.includes(edge.from),
  );
  const calls = new Set<TSESTree.CallExpression>();
  for (const { ast } of reached)
    if (ast.type === Kind.CallExpression && ast !== start.node && !contains(ast, start.node)) calls.add(ast);
  return [...calls].sort((a, b) => a.range[0] - b.range[0]);
}

function isAttach(resolver: ApiResolver, { ast }: FlowNode): boolean {
  return ast.type === Kind.CallExpression && resolver.resolve(ast)?.operation === 'context.attach';
}

/** Whether all that is done with a span leaves it as inactive as it was: its own methods, tests, calls that write to it. */
function staysInactive(resolver: ApiResolver, { variable }: SpanBinding): boolean {
  return variable.references
    .filter((reference) => reference.isRead())
    .every(({ identifier }) => {
      const node = wrapped(identifier);
      const { parent } = node;
      switch (parent?.type) {
        case Kind.MemberExpression:
          return parent.object === node;
        case Kind.CallExpression: {
          const operation = resolver.resolve(parent)?.operation;
          if (operation !== undefined) return operation !== 'trace.setSpan';
          const isAlone = parent.arguments.every((argument) => resolver.typeOf(argument) !== 'Context');
          const name = calleeName(parent) ?? '';
          return isAlone && !MAKES_ACTIVE.test(name) && !STORES.has(name);
        }
        case Kind.IfStatement:
        case Kind.UnaryExpression:
        case Kind.BinaryExpression:
          return true;
        case Kind.LogicalExpression:
        case Kind.ConditionalExpression:
          return (parent.type === Kind.LogicalExpression ? parent.left : parent.test) === node;
        default:
          return false;
      }
    });
}

/** Whether another span is started that ends after this one: it stands beside it, and not below. */
function isBeside(resolver: ApiResolver, { ends }: SpanBinding, use: AmbientUse): boolean {
  const call = use.operation === 'span.start' && use.via.length === 0 ? resolver.resolve(use.node) : undefined;
  if (!call) return false;
  if (isEndedAtOnce(resolver, call.node)) return false;
  const other = spanBinding(resolver, call);
  const last = (nodes: readonly TSESTree.Node[]): number => Math.max(...nodes.map(({ range }) => range[1]));
  return !other || other.ends.length === 0 || last(other.ends) > last(ends);
}

/** `tracer.startSpan('b').setAttribute('k', v).end()` */
function isEndedAtOnce(resolver: ApiResolver, start: TSESTree.Node): boolean {
  let node = start;
  for (;;) {
    const member = wrapped(node).parent;
    const call = member?.type === Kind.MemberExpression && member.object === node ? wrapped(member).parent : undefined;
    if (call?.type !== Kind.CallExpression || unwrap(call.callee) !== member) return false;
    if (resolver.resolve(call)?.operation === 'span.end') return true;
    node = call;
  }
}

/**
 * Whether a call runs a function that a function around it was given: `fn()`, `fn(span)`, `fn(...args)`,
 * `original.apply(this, args)`.
 */
function isGivenFunction(resolver: ApiResolver, call: TSESTree.Node): boolean {
  if (call.type !== Kind.CallExpression) return false;
  const callee = unwrap(call.callee);
  const isThrough = callee.type === Kind.MemberExpression && ['apply', 'call'].includes(memberName(callee) ?? '');
  const name = isThrough ? unwrap(callee.object) : callee;
  if (name.type !== Kind.Identifier || CONTINUES.test(name.name)) return false;
  // `save(order)`: a function that does one thing more, and not what the code was given to run.
  const runsAll = call.arguments.every(
    (argument) => argument.type === Kind.SpreadElement || isSpan(resolver, argument),
  );
  if (!isThrough && !runsAll) return false;
  const definition = variableOf(resolver.sourceCode, name)?.defs[0];
  return definition !== undefined && (definition.type as string) === 'Parameter' && isFunction(definition.node);
}

function isSpan(resolver: ApiResolver, argument: TSESTree.Node): boolean {
  return resolver.typeOf(argument) === 'Span' || resolver.inferredTypeOf(argument) === 'Span';
}

/** Whether an awaited call is of a function that nobody here knows: another file's, a method of an unknown object. */
function isUnknownAwait(resolver: ApiResolver, call: TSESTree.CallExpression): boolean {
  if (wrapped(call).parent?.type !== Kind.AwaitExpression || resolver.resolve(call)) return false;
  const callee = unwrap(call.callee);
  const owner = resolver.exportOf(callee)?.package;
  const isBuiltIn = owner === undefined && builtinName(resolver.sourceCode, callee) !== undefined;
  if (LEAVES.test(calleeName(call) ?? '') || isBuiltIn || NODE_MODULES.has(owner?.replace(/^node:/, '') ?? ''))
    return false;
  const flow = valueFlow(resolver.sourceCode);
  return flow.calls.calleesOf(call).callees.length === 0 && flow.summariesOf(call) === undefined;
}
