/**
 * Which span a context holds: that of a derivation, that of the active context, none, or nobody can tell.
 *
 * *Known limitations*: a context that comes as a parameter, from a carrier or out of a container is unknown; so is a
 * variable that several different contexts reach.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { operationModel } from '../../model';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { type GraphProvider, reachingDefinitions } from '../data-flow';

const Kind = AST_NODE_TYPES;

export type HeldSpan =
  /** That of the active context, read by this call. */
  | { readonly kind: 'active'; readonly read: TSESTree.Node }
  /** This one; undefined where it was given as a span context. */
  | { readonly kind: 'span'; readonly span: TSESTree.Expression | undefined }
  /** None: the span was taken out, or the root context carries values only. */
  | { readonly kind: 'none' }
  /** None, and no baggage or value either: `ROOT_CONTEXT` itself. */
  | { readonly kind: 'root' };

const MAX_DEPTH = 12;

/** The span that a context expression holds where it stands, or undefined when nobody can tell. */
export function heldSpan(
  resolver: ApiResolver,
  graphOf: GraphProvider,
  expression: TSESTree.Node,
  depth = 0,
): HeldSpan | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const node = unwrap(expression);
  const call = resolver.resolve(node);
  if (call) {
    if (call.isWrapper) return undefined;
    switch (call.operation) {
      case 'context.active':
        return { kind: 'active', read: node };
      case 'trace.setSpan':
        return { kind: 'span', span: call.argument('span') };
      case 'trace.setSpanContext':
        return { kind: 'span', span: undefined };
      case 'trace.deleteSpan':
        return { kind: 'none' };
      case 'propagation.extract':
        return undefined;
      default: {
        const { returns, roles } = operationModel(call.operation);
        if (returns !== 'Context') return undefined;
        const base = roles.context === undefined ? call.receiver : call.argument('context');
        const held = base && heldSpan(resolver, graphOf, base, depth + 1);
        return held?.kind === 'root' ? { kind: 'none' } : held;
      }
    }
  }
  if (isRootContext(resolver, node)) return { kind: 'root' };
  if (node.type !== Kind.Identifier) return undefined;
  const variable = variableOf(resolver.sourceCode, node);
  const reaching = variable
    ? reachingDefinitions(graphOf, variable, node).filter(({ kind, site }) => kind !== 'unknown' || !isBare(site))
    : [];
  const [first, ...others] = reaching.map((definition) =>
    definition.kind === 'value' && definition.path.length === 0
      ? heldSpan(resolver, graphOf, definition.value, depth + 1)
      : undefined,
  );
  return others.every((other) => other?.kind === first?.kind && other?.kind !== 'span') ? first : undefined;
}

/** Whether an expression is the API's `ROOT_CONTEXT`, by its import. */
export function isRootContext(resolver: ApiResolver, expression: TSESTree.Node): boolean {
  const ref = resolver.exportOf(expression);
  return ref?.package === '@opentelemetry/api' && ref.path.at(-1) === 'ROOT_CONTEXT' && ref.path.length === 1;
}

function isBare(site: TSESTree.Node): boolean {
  return site.type === Kind.VariableDeclarator && site.init === null;
}
