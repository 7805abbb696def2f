/**
 * What happens to a span at and after its end: it is ended again, written to, or ended before the work it stands for.
 * And spans that are ended by code that did not start them.
 *
 * Measured on both generations of the SDK: of two ends the first one counts, the second one logs an error; what is
 * written after the end is dropped; a `finally` runs before a promise settles that is returned from its `try`.
 *
 * *Known limitations*: only ends that stand in the body which holds the span, and exceptions that this body throws
 * itself; a promise is known by its type, or by how it is made.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  contains,
  enclosingBody,
  type FunctionNode,
  isFunction,
  memberName,
  unwrap,
  wrapped,
} from '../../ast';
import type { OperationId } from '../../model';
import { METHODS_THAT_DO_NOT_THROW } from '../../model/platform';
import { activationAround } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { functionName, walkOwn } from '../bindings';
import { useOf } from '../data-flow';
import { heldPaths, type ResourceQuery } from '../typestate';
import { valueFlow } from '../value-flow';
import { isOwnersChoice, type StartedSpan } from './started-span';

const Kind = AST_NODE_TYPES;

export type EndFault =
  /** `at` ends a span that `end` has ended before; `isSure` where nothing leads from `end` past `at`. */
  | {
      readonly kind: 'again';
      readonly at: TSESTree.CallExpression;
      readonly end: TSESTree.Node;
      readonly isSure: boolean;
    }
  /** `at` writes to a span that `end` has ended before, or ends while the promise is open whose callback writes. */
  | { readonly kind: 'late'; readonly at: ResolvedCall; readonly end: TSESTree.Node; readonly isInCallback: boolean }
  /** `end` runs before the promise settles that `at` returns. */
  | { readonly kind: 'early'; readonly at: TSESTree.ReturnStatement; readonly end: TSESTree.Node };

const WRITES: ReadonlySet<OperationId> = new Set<OperationId>([
  'span.addEvent',
  'span.addLink',
  'span.addLinks',
  'span.recordException',
  'span.setAttribute',
  'span.setAttributes',
  'span.setStatus',
  'span.updateName',
]);

/** What goes wrong at the ends of a span; of each kind the first one. */
export function endFaults(resolver: ApiResolver, span: StartedSpan): readonly EndFault[] {
  const ends = [...span.directReleases].filter((node): node is TSESTree.CallExpression => {
    const call = resolver.resolve(node);
    return call?.receiver !== undefined && !isOwnersChoice(node, span.owner);
  });
  if (ends.length === 0) return [];
  const calls = callsOf(resolver, span);
  const found: EndFault[] = [];
  for (const end of ends) {
    const reached = reachedAfter(span, end);
    const again = ends.find((one) => reached.has(one));
    if (again) found.push({ kind: 'again', at: again, end, isSure: isSurelyFollowed(span, end, again) });
    const [late] = calls.flatMap((node) => (reached.has(node) ? (writeAt(resolver, node) ?? []) : []));
    if (late) found.push({ kind: 'late', at: late, end, isInCallback: false });
  }
  const early = ends.flatMap((end) => promiseReturnedBefore(resolver, end) ?? [])[0];
  if (early) found.push(early);
  const [inCallback] = calls.flatMap((node) => {
    const write = enclosingBody(node) === span.owner ? undefined : writeAt(resolver, node);
    return (write && endBeforeCallback(span, write, ends)) ?? [];
  });
  if (inCallback) found.push(inCallback);
  return ['again', 'late', 'early'].flatMap((kind) => found.find((fault) => fault.kind === kind) ?? []);
}

/** The calls of methods of a span, whatever they do. */
function callsOf({ sourceCode }: ApiResolver, { variables }: StartedSpan): readonly TSESTree.CallExpression[] {
  return variables.flatMap(({ references }) =>
    references.flatMap(({ identifier }) => {
      const use = useOf(sourceCode, identifier);
      return (use.kind === 'member' ? use.call : undefined) ?? [];
    }),
  );
}

/** The write to a span that a call is. */
function writeAt(resolver: ApiResolver, node: TSESTree.CallExpression): ResolvedCall | undefined {
  const call = resolver.resolve(node);
  return call && WRITES.has(call.operation) ? call : undefined;
}

/** What runs in the body after an end, before the variable gets another span. */
function reachedAfter({ graph, start, variables }: StartedSpan, end: TSESTree.Node): ReadonlySet<TSESTree.Node> {
  const renewals = variables.flatMap(({ references }) =>
    references.flatMap((reference) => (reference.isWrite() ? [reference.identifier.parent] : [])),
  );
  const query: ResourceQuery = {
    graph,
    acquire: end,
    releases: new Set<TSESTree.Node>([start.node, ...renewals]),
    throws: 'none',
  };
  const reached = new Set<TSESTree.Node>();
  const isComplete = heldPaths(query).walk(({ node }) => {
    if (node.kind === 'evaluate') reached.add(node.ast);
    return 'continue';
  });
  return isComplete ? reached : new Set();
}

function isSurelyFollowed({ graph }: StartedSpan, end: TSESTree.Node, again: TSESTree.Node): boolean {
  const [node, ...others] = graph.nodesOf(end);
  const followers = graph.nodesOf(again);
  if (!node || others.length > 0) return false;
  const isPast = graph.findPath(node, {
    to: [graph.returnExit, graph.throwExit],
    avoid: (one) => followers.includes(one),
    follow: (edge) => edge.from !== node || edge.kind !== 'exception',
  });
  return end !== again && isPast === undefined;
}

/** The promise that is returned from a `try`, whose `finally` ends the span before it settles. */
function promiseReturnedBefore(resolver: ApiResolver, end: TSESTree.CallExpression): EndFault | undefined {
  const holder = wrapped(end).parent;
  const block = holder?.type === Kind.ExpressionStatement ? holder.parent : undefined;
  const { parent } = block ?? {};
  if (parent?.type !== Kind.TryStatement || parent.finalizer !== block) return undefined;
  const body = enclosingBody(end);
  if (isFunction(body) && body.generator) return undefined;
  let found: TSESTree.ReturnStatement | undefined;
  walkOwn(resolver.sourceCode, parent.block, (node) => {
    if (!found && node.type === Kind.ReturnStatement && node.argument && isPromise(resolver, node.argument))
      found = node;
  });
  return found && { kind: 'early', at: found, end };
}

/** Whether a value is surely a promise. */
function isPromise(resolver: ApiResolver, expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  if (node.type === Kind.NewExpression) return node.callee.type === Kind.Identifier && node.callee.name === 'Promise';
  if (node.type !== Kind.CallExpression || METHODS_THAT_DO_NOT_THROW.has(calleeName(node) ?? '')) return false;
  const { types } = resolver;
  const type = types && resolver.isTypeKnown(node) ? types.typeAt(node) : undefined;
  if (type) return type.getSymbol()?.name === 'Promise';
  const callee = unwrap(node.callee);
  if (callee.type === Kind.Identifier && callee.name === 'fetch') return true;
  if (callee.type === Kind.MemberExpression && /^(?:catch|finally|then)$/.test(memberName(callee) ?? '')) return true;
  const { callees, isComplete } = valueFlow(resolver.sourceCode).calls.calleesOf(node);
  return isComplete && callees.length > 0 && callees.every(({ fn }) => fn.async && !fn.generator);
}

/** The end that runs before a callback of a promise that nobody waits for, or of an async `forEach`, writes. */
function endBeforeCallback(
  { graph, owner, start }: StartedSpan,
  write: ResolvedCall,
  ends: readonly TSESTree.CallExpression[],
): EndFault | undefined {
  const fn = enclosingBody(write.node);
  if (fn === owner || !isFunction(fn) || enclosingBody(fn) !== owner) return undefined;
  const chain = openWork(fn, write.node);
  const from = chain ? graph.nodesOf(chain) : [];
  if (!chain || from.length === 0) return undefined;
  const end = ends.find((one) =>
    graph.findPath(from, {
      to: graph.nodesOf(one),
      avoid: ({ ast, suspension }) => suspension !== undefined || ast === start.node,
      follow: ({ kind }) => kind !== 'exception',
    }),
  );
  return end && { kind: 'late', at: write, end, isInCallback: true };
}

/** The statement's call whose promise nobody takes, if a function runs only when that promise settles. */
function openWork(fn: FunctionNode, write: TSESTree.Node): TSESTree.Node | undefined {
  let call = wrapped(fn).parent;
  if (call?.type !== Kind.CallExpression || call.callee.type !== Kind.MemberExpression) return undefined;
  const name = memberName(call.callee) ?? '';
  const isHandler = /^(?:catch|finally|then)$/.test(name);
  // An async callback runs up to its first `await` before the call comes back.
  if (!isHandler && !(name === 'forEach' && fn.async && isBehindAwait(fn, write))) return undefined;
  for (;;) {
    const member: TSESTree.Node | undefined = wrapped(call).parent;
    if (member?.type !== Kind.MemberExpression || member.parent.type !== Kind.CallExpression) break;
    call = member.parent;
  }
  const statement = wrapped(call).parent;
  const isVoid = statement?.type === Kind.UnaryExpression && statement.operator === 'void';
  return statement?.type === Kind.ExpressionStatement || isVoid ? call : undefined;
}

/** Whether a statement of the function in front of a node waits. */
function isBehindAwait({ body }: FunctionNode, write: TSESTree.Node): boolean {
  if (body.type !== Kind.BlockStatement) return false;
  return body.body.some((statement) => {
    if (statement.range[1] > write.range[0]) return false;
    const value =
      statement.type === Kind.VariableDeclaration
        ? statement.declarations[0].init
        : statement.type === Kind.ExpressionStatement
          ? statement.expression
          : null;
    return value !== null && unwrap(value).type === Kind.AwaitExpression;
  });
}

/** Functions whose name says that they are there to end what others have started. */
const ENDS_BY_NAME =
  /after|close|complet|dispose|done|end|finali[sz]e|finish|flush|leave|exit|shutdown|stop|teardown|^on[A-Z]/;

/**
 * The read from the active context, where a call surely ends such a span, and nothing of the file shows that it is its
 * own: it puts no span into a context, and what it makes active it ends by itself.
 */
export function foreignSpan(
  resolver: ApiResolver,
  end: ResolvedCall,
  puts: readonly ResolvedCall[],
  active: readonly (StartedSpan | undefined)[],
): ResolvedCall | undefined {
  const { receiver } = end;
  if (!receiver || puts.length > 0) return undefined;
  const { flows, others, complete } = valueFlow(resolver.sourceCode).backward(receiver, {
    label: ({ node, path }) => (path.length === 0 ? activeSpanRead(resolver, node) : undefined),
  });
  const [flow] = flows;
  if (!flow || !complete || others.length > 0) return undefined;
  const isOwn = active.some((span) => !span || span.releases.size === 0 || contains(span.owner, end.node));
  if (isOwn || activationAround(resolver, end.node)) return undefined;
  for (let fn = enclosing(end.node); fn; fn = enclosing(fn)) {
    if (ENDS_BY_NAME.test(functionName(fn) ?? '')) return undefined;
  }
  return flow.label;
}

function enclosing(node: TSESTree.Node): FunctionNode | undefined {
  const body = enclosingBody(node);
  return isFunction(body) ? body : undefined;
}

/** `trace.getActiveSpan()`, `trace.getSpan(context.active())`. */
function activeSpanRead(resolver: ApiResolver, node: TSESTree.Node): ResolvedCall | undefined {
  const call = node.type === Kind.CallExpression ? resolver.resolve(node) : undefined;
  if (!call || call.isWrapper) return undefined;
  if (call.operation === 'trace.getActiveSpan') return call;
  const context = call.operation === 'trace.getSpan' ? call.argument('context') : undefined;
  if (!context) return undefined;
  const { flows, others, complete } = valueFlow(resolver.sourceCode).backward(context, {
    label: ({ node: at, path }) =>
      path.length === 0 && at.type === Kind.CallExpression && resolver.resolve(at)?.operation === 'context.active'
        ? at
        : undefined,
  });
  return flows.length > 0 && complete && others.length === 0 ? call : undefined;
}
