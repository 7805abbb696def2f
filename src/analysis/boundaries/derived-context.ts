/**
 * A context that a piece of work derived (`extract`, `setBaggage`, `setSpan`, `setValue` …) and that is not active
 * where a callback is handed over.
 *
 * Only contexts that nothing else takes count: one that is activated, bound, injected, given to a span, returned,
 * stored or passed on anywhere has its purpose. Being read by `getSpan`, `getSpanContext`, `getBaggage` is none. One
 * that is never read at all is a dropped result, which is another defect.
 *
 * Known limitations: only variables that hold the derived context; what is derived in another function is not seen.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, unwrap, wrapped } from '../../ast';
import { DERIVING_OPERATIONS, type OperationId } from '../../model';
import { activationOf, isArgument } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { definitionsOf } from '../bindings';
import { readsOf } from '../data-flow';

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

/** The context derived last in the work around a node, before the node, that nothing carries anywhere; or undefined. */
export function uncarriedContext(resolver: ApiResolver, at: TSESTree.Node): DerivedContext | undefined {
  for (let fn = enclosingFunction(at); fn; fn = enclosingFunction(fn)) {
    const found = variablesBetween(resolver, at, fn)
      .flatMap((variable) => derivedContext(resolver, variable, at) ?? [])
      .filter(({ variable }) => isUncarried(resolver, variable))
      .sort((a, b) => b.derivation.range[0] - a.derivation.range[0]);
    if (found[0]) return found[0];
    if (!isArgument(fn) || activationOf(resolver, fn)) return undefined;
  }
  return undefined;
}

/** The variables that are visible at a node and belong to the function, nearest scope first. */
function variablesBetween(resolver: ApiResolver, at: TSESTree.Node, fn: TSESTree.Node): TSESLint.Scope.Variable[] {
  const variables: TSESLint.Scope.Variable[] = [];
  let scope: TSESLint.Scope.Scope | null = resolver.sourceCode.getScope(at);
  for (; scope && contains(fn, scope.block); scope = scope.upper) variables.push(...scope.variables);
  return variables;
}

function derivedContext(
  resolver: ApiResolver,
  variable: TSESLint.Scope.Variable,
  at: TSESTree.Node,
): DerivedContext | undefined {
  const definitions = definitionsOf(variable);
  let derivation: TSESTree.Node | undefined;
  for (const definition of definitions) {
    if (definition.kind !== 'value' || definition.path.length > 0 || definition.site.range[1] > at.range[0])
      return undefined;
    const call = resolver.resolveExpression(definition.value);
    if (call && deriving.has(call.operation)) derivation = definition.value;
    else if (call?.operation !== 'context.active') return undefined;
  }
  return derivation && { name: variable.name, variable, derivation };
}

function isUncarried(resolver: ApiResolver, variable: TSESLint.Scope.Variable): boolean {
  const isPure = (call: TSESTree.CallExpression): boolean =>
    deriving.has(resolver.resolve(call)?.operation ?? 'span.end');
  const reads = readsOf(variable, isPure);
  return reads.length > 0 && reads.every((identifier) => isOnlyRead(resolver, identifier));
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
