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
 * Known limitations: only variables that hold the derived context; what is derived in another function is not seen.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, type FunctionNode, unwrap, wrapped } from '../../ast';
import { DERIVING_OPERATIONS, type OperationId } from '../../model';
import { activationOf, isArgument } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { definitionsOf, variableOf } from '../bindings';
import { readsOf } from '../data-flow';
import { valueFlow } from '../value-flow';

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
  return lastDerived(resolver, at, ({ variable }) => isUncarried(resolver, variable, isOnlyRead));
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
  const isGivenElsewhere: Judgement = (_, identifier) =>
    !contains(scheduling, identifier) &&
    (isOnlyRead(resolver, identifier) || isGiven(resolver, identifier, isGivenElsewhere));
  return lastDerived(
    resolver,
    scheduling,
    ({ variable, derivation }) =>
      isUncarried(resolver, variable, isOnlyRead) ||
      (isDirect && isExtracted(resolver, derivation) && isUncarried(resolver, variable, isGivenElsewhere)),
  );
}

function lastDerived(
  resolver: ApiResolver,
  at: TSESTree.Node,
  isMeant: (derived: DerivedContext) => boolean,
): DerivedContext | undefined {
  for (let node: TSESTree.Node | undefined = at; node; node = outward(resolver, node)) {
    const [last] = derivedAt(resolver, node)
      .filter((derived) => derived.sites.every((site) => site.range[1] <= at.range[0]) && isMeant(derived))
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
  /** Where it is written. */
  readonly sites: readonly TSESTree.Node[];
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
  const definitions = definitionsOf(variable);
  let derivation: TSESTree.Node | undefined;
  for (const definition of definitions) {
    if (definition.kind !== 'value' || definition.path.length > 0) return undefined;
    const call = resolver.resolveExpression(definition.value);
    if (call && deriving.has(call.operation)) derivation = definition.value;
    else if (call?.operation !== 'context.active') return undefined;
  }
  return derivation && { name: variable.name, variable, derivation, sites: definitions.map(({ site }) => site) };
}

type Judgement = (resolver: ApiResolver, identifier: TSESTree.Identifier) => boolean;

/** Whether a context is read, and every reader is one that carries it nowhere. */
function isUncarried(resolver: ApiResolver, variable: TSESLint.Scope.Variable, isHarmless: Judgement): boolean {
  const isPure = (call: TSESTree.CallExpression): boolean =>
    deriving.has(resolver.resolve(call)?.operation ?? 'span.end');
  const reads = readsOf(variable, isPure);
  return reads.length > 0 && reads.every((identifier) => isHarmless(resolver, identifier));
}

/** Whether a context came in with a message or request, itself or as the base of what was derived from it. */
function isExtracted(resolver: ApiResolver, derivation: TSESTree.Node): boolean {
  const called = (node: TSESTree.Node): ResolvedCall | undefined =>
    node.type === AST_NODE_TYPES.CallExpression ? resolver.resolve(node) : undefined;
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

/**
 * Whether a context is given to a call that uses it once, itself or as the base of another context, of which the same
 * is true.
 */
function isGiven(resolver: ApiResolver, expression: TSESTree.Expression, isHarmless: Judgement): boolean {
  const node = wrapped(expression);
  const { parent } = node;
  if (parent?.type === AST_NODE_TYPES.VariableDeclarator) {
    const variable =
      parent.id.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, parent.id) : undefined;
    return variable !== undefined && isUncarried(resolver, variable, isHarmless);
  }
  const call = parent?.type === AST_NODE_TYPES.CallExpression ? resolver.resolve(parent) : undefined;
  if (!call || call.argument('context') !== node) return false;
  return (
    TAKING.has(call.operation) ||
    (deriving.has(call.operation) && isGiven(resolver, parent as TSESTree.CallExpression, isHarmless))
  );
}

function isOnlyRead(resolver: ApiResolver, identifier: TSESTree.Identifier): boolean {
  const node = wrapped(identifier);
  const { parent } = node;
  if (parent?.type === AST_NODE_TYPES.CallExpression && parent.callee !== node) {
    return READING.has(resolver.resolve(parent)?.operation ?? 'span.end');
  }
  if (parent?.type !== AST_NODE_TYPES.MemberExpression || parent.object !== node) return false;
  const call = wrapped(parent).parent;
  if (call?.type !== AST_NODE_TYPES.CallExpression || unwrap(call.callee) !== parent) return false;
  return READING.has(resolver.resolve(call)?.operation ?? 'span.end');
}
