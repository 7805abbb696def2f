/**
 * Which span a context holds: that of a derivation, that of the active context, none, or nobody can tell.
 *
 * *Known limitations*: a context that comes from a carrier, from another file, or as one of several is unknown.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { operationModel } from '../../model';
import type { ApiResolver } from '../api-resolution';
import { type FlowStep, SAME_VALUE, valueFlow } from '../value-flow';

export type HeldSpan =
  /** That of the active context, read by this call. */
  | { readonly kind: 'active'; readonly read: TSESTree.Node }
  /** This one; undefined where it was given as a span context. */
  | { readonly kind: 'span'; readonly span: TSESTree.Expression | undefined }
  /** None: the span was taken out, or the root context carries values only. */
  | { readonly kind: 'none' }
  /** None, and no baggage or value either: `ROOT_CONTEXT` itself. */
  | { readonly kind: 'root' };

const answers = new WeakMap<ApiResolver, Map<TSESTree.Node, HeldSpan | undefined>>();

/**
 * The span that a context expression holds where it stands, or undefined when nobody can tell. Remembered: many ask of
 * the same context.
 */
export function heldSpan(resolver: ApiResolver, expression: TSESTree.Node): HeldSpan | undefined {
  const known = answers.get(resolver) ?? new Map<TSESTree.Node, HeldSpan | undefined>();
  answers.set(resolver, known);
  if (!known.has(expression)) known.set(expression, findHeldSpan(resolver, expression));
  return known.get(expression);
}

function findHeldSpan(resolver: ApiResolver, expression: TSESTree.Node): HeldSpan | undefined {
  const { flows, others, unknown } = valueFlow(resolver.sourceCode).backward(expression, {
    label: ({ node, path }) => (path.length === 0 ? heldAt(resolver, node) : undefined),
    also: ({ node, path }) => (path.length === 0 ? derivationSteps(resolver, node) : []),
    kinds: SAME_VALUE,
  });
  const isOpen = unknown.some(({ node, cause }) => cause !== 'escape' && derivationSteps(resolver, node).length === 0);
  if (others.length > 0 || isOpen) return undefined;
  const [first, ...rest] = flows.map(({ label, steps }): HeldSpan | 'unknown' => {
    const isDerived = steps.some(({ site }) => derivationSteps(resolver, site).length > 0);
    return label !== 'unknown' && label.kind === 'root' && isDerived ? { kind: 'none' } : label;
  });
  if (!first || first === 'unknown') return undefined;
  return rest.every((one) => one !== 'unknown' && one.kind === first.kind && one.kind !== 'span') ? first : undefined;
}

/** What decides at a node: an operation on the span of a context, or the root context. */
function heldAt(resolver: ApiResolver, node: TSESTree.Node): HeldSpan | 'unknown' | undefined {
  const call = resolver.resolve(node);
  if (!call) return isRootContext(resolver, node) ? { kind: 'root' } : undefined;
  if (call.isWrapper) return 'unknown';
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
      return 'unknown';
    default:
      return undefined;
  }
}

/** From a context with something more or less in it to the one that it is made from: the span is the same. */
function derivationSteps(resolver: ApiResolver, node: TSESTree.Node): readonly FlowStep[] {
  const call = resolver.resolve(node);
  if (!call || call.isWrapper || heldAt(resolver, node)) return [];
  const { returns, roles } = operationModel(call.operation);
  const base = roles.context === undefined ? call.receiver : call.argument('context');
  return returns === 'Context' && base ? [{ kind: 'copy', to: base, site: node }] : [];
}

/** Whether an expression is the API's `ROOT_CONTEXT`, by its import. */
export function isRootContext(resolver: ApiResolver, expression: TSESTree.Node): boolean {
  const ref = resolver.exportOf(expression);
  return ref?.package === '@opentelemetry/api' && ref.path.at(-1) === 'ROOT_CONTEXT' && ref.path.length === 1;
}
