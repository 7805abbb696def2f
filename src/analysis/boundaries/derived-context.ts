/**
 * A context that a piece of work derived (`extract`, `setBaggage`, `setSpan`, `setValue` …) and that is not active
 * where a callback is handed over.
 *
 * Only contexts that nothing else takes count: one that is activated, bound, injected, given to a span, returned,
 * stored or passed on anywhere has its purpose. Being read by `getSpan`, `getSpanContext`, `getBaggage` is none. One
 * that is never read at all is a dropped result, which is another defect. A context that was extracted is that of the
 * whole work: where a callback is put off, it counts as left behind although a span, an injection or an activation
 * elsewhere in the function takes it.
 *
 * *Known limitations*: only variables that hold the derived context; what is derived in another function is not seen.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, type FunctionNode, wrapped } from '../../ast';
import { DERIVING_OPERATIONS, type OperationId } from '../../model';
import { activationOf, isArgument } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** A derived context in a variable. */
export interface DerivedContext {
  readonly name: string;
  readonly variable: TSESLint.Scope.Variable;
  /** The expression that derives it. */
  readonly derivation: TSESTree.Node;
}

const deriving = new Set<OperationId>(DERIVING_OPERATIONS);
/** Operations that look into a context and do nothing with it. */
const READING: ReadonlySet<OperationId> = new Set<OperationId>([
  'trace.getSpan',
  'trace.getSpanContext',
  'propagation.getBaggage',
  'context.getValue',
  'core.getRPCMetadata',
  'core.isTracingSuppressed',
]);

/** Operations that use a context once, and leave it behind. */
const TAKING: ReadonlySet<OperationId> = new Set<OperationId>([
  'context.with',
  'propagation.inject',
  'span.start',
  'span.startActive',
]);

/** The context derived last in the work around a node, before the node, that nothing carries anywhere; or undefined. */
export function uncarriedContext(resolver: ApiResolver, at: TSESTree.Node): DerivedContext | undefined {
  return lastDerived(resolver, at, (derived) => isUncarried(resolver, derived));
}

/**
 * The context derived last in the work around a call that puts a callback off, which is not active in the callback:
 * one that nothing carries, or an extracted one that only other calls of the function were given.
 *
 * @param isDirect Whether the callback itself reads the active context, not a function that it calls.
 */
export function leftBehindContext(
  resolver: ApiResolver,
  scheduling: TSESTree.CallExpression,
  isDirect: boolean,
): DerivedContext | undefined {
  return lastDerived(
    resolver,
    scheduling,
    (derived) =>
      isUncarried(resolver, derived) ||
      (isDirect && isExtracted(resolver, derived.derivation) && isUncarried(resolver, derived, scheduling)),
  );
}

function lastDerived(
  resolver: ApiResolver,
  at: TSESTree.Node,
  isMeant: (derived: DerivedVariable) => boolean,
): DerivedContext | undefined {
  for (let node: TSESTree.Node | undefined = at; node; node = outward(resolver, node)) {
    const [last] = derivedAt(resolver, node)
      .filter((derived) => derived.values.every((value) => value.range[1] <= at.range[0]) && isMeant(derived))
      .sort((a, b) => b.derivation.range[0] - a.derivation.range[0]);
    if (last) return last;
  }
  return undefined;
}

const knownOutward = new WeakMap<FunctionNode, TSESTree.Node | null>();

/** The place of the next function outward that stands in the same work, among derived contexts. */
function outward(resolver: ApiResolver, node: TSESTree.Node): TSESTree.Node | undefined {
  const passed: FunctionNode[] = [];
  let found: TSESTree.Node | null = null;
  for (
    let fn = enclosingFunction(node);
    fn && isArgument(fn) && !activationOf(resolver, fn);
    fn = enclosingFunction(fn)
  ) {
    const known = knownOutward.get(fn);
    passed.push(fn);
    found = known ?? (derivedAt(resolver, fn.parent).length > 0 ? fn.parent : null);
    if (found || known === null) break;
  }
  for (const fn of passed) knownOutward.set(fn, found);
  return found ?? undefined;
}

interface DerivedVariable extends DerivedContext {
  /** What is written to it. */
  readonly values: readonly TSESTree.Node[];
}

const derivedByNode = new WeakMap<ApiResolver, Map<TSESTree.Node, readonly DerivedVariable[]>>();

/** The variables of the function around a node, seen from there, that hold a derived context, or the active one before. */
function derivedAt(resolver: ApiResolver, node: TSESTree.Node): readonly DerivedVariable[] {
  const known = derivedByNode.get(resolver) ?? new Map<TSESTree.Node, readonly DerivedVariable[]>();
  derivedByNode.set(resolver, known);
  let found = known.get(node);
  if (found) return found;
  const fn = enclosingFunction(node);
  const variables: TSESLint.Scope.Variable[] = [];
  let scope: TSESLint.Scope.Scope | null = resolver.sourceCode.getScope(node);
  for (; fn && scope && contains(fn, scope.block); scope = scope.upper) variables.push(...scope.variables);
  known.set(node, (found = variables.flatMap((variable) => derivedContext(resolver, variable) ?? [])));
  return found;
}

function derivedContext(resolver: ApiResolver, variable: TSESLint.Scope.Variable): DerivedVariable | undefined {
  const values: TSESTree.Node[] = [];
  let derivation: TSESTree.Node | undefined;
  if (variable.defs.some(({ node }) => node.type !== Kind.VariableDeclarator)) return undefined;
  for (const { identifier, writeExpr } of variable.references.filter((reference) => reference.isWrite())) {
    const { parent } = identifier;
    if (!writeExpr || (parent.type !== Kind.VariableDeclarator && parent.type !== Kind.AssignmentExpression))
      return undefined;
    const operation = resolver.resolveExpression(writeExpr)?.operation;
    if (operation && deriving.has(operation)) derivation = writeExpr;
    else if (operation !== 'context.active') return undefined;
    values.push(writeExpr);
  }
  return derivation && { name: variable.name, variable, derivation, values };
}

/** The call that is given a context, as an argument or as its receiver. */
function callWith(resolver: ApiResolver, context: TSESTree.Node): ResolvedCall | undefined {
  const { parent } = context;
  const callee = parent?.type === Kind.MemberExpression && parent.object === context ? wrapped(parent) : undefined;
  const call = callee ? callee.parent : parent;
  const isCalled = call?.type === Kind.CallExpression && (callee ? call.callee === callee : call.callee !== context);
  return isCalled ? resolver.resolve(call) : undefined;
}

/**
 * Whether a context is read, and every reader is one that carries it nowhere.
 *
 * @param scheduling If given, other calls may take it, and contexts that are derived from it, for once.
 */
function isUncarried(resolver: ApiResolver, { values }: DerivedVariable, scheduling?: TSESTree.Node): boolean {
  const own = new Set<TSESTree.Node | undefined>(values.map((value) => resolver.resolveExpression(value)?.node));
  const next = (node: TSESTree.Node): ResolvedCall | undefined => {
    const call = scheduling && callWith(resolver, node);
    return call && deriving.has(call.operation) && (call.argument('context') ?? node) === node ? call : undefined;
  };
  const { flows, others, unknown } = valueFlow(resolver.sourceCode).forward(
    values.map((node) => ({ node, path: [] })),
    {
      label: ({ node, path }) => {
        if (scheduling && contains(scheduling, node)) return 'carried';
        const call = path.length === 0 ? callWith(resolver, node) : undefined;
        if (!call) return undefined;
        if (READING.has(call.operation)) return 'read';
        if (own.has(call.node)) return 'kept';
        if (scheduling && TAKING.has(call.operation) && call.argument('context') === node) return 'read';
        return next(node) ? undefined : 'carried';
      },
      instead: ({ node }) => {
        const call = next(node);
        return call && [{ kind: 'copy', to: call.node, site: call.node }];
      },
    },
  );
  const isKnown = unknown.length === 0 && others.every(({ node }) => node.parent?.type === Kind.ExpressionStatement);
  return isKnown && flows.some(({ label }) => label === 'read') && !flows.some(({ label }) => label === 'carried');
}

/** Whether a context came in with a message or request, itself or as the base of what was derived from it. */
function isExtracted(resolver: ApiResolver, derivation: TSESTree.Node): boolean {
  const called = (node: TSESTree.Node): ResolvedCall | undefined =>
    node.type === Kind.CallExpression ? resolver.resolve(node) : undefined;
  const { flows } = valueFlow(resolver.sourceCode).backward(derivation, {
    label: ({ node }) => (called(node)?.operation === 'propagation.extract' ? true : undefined),
    also: ({ node }) => {
      const call = called(node);
      const base = call && deriving.has(call.operation) ? (call.argument('context') ?? call.receiver) : undefined;
      return base ? [{ kind: 'copy', to: base, site: node }] : [];
    },
  });
  return flows.length > 0;
}
