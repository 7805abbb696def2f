/**
 * Where the baggage of a context comes from: out of a carrier, from the active context, or from nowhere; and whether a
 * context is made active, or sent.
 *
 * *Known limitations*: only `propagation` itself is known to take baggage out of a carrier, and functions that the
 * settings name; a context that comes through a parameter counts only for calls that stand under no activation.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { wrapped } from '../../ast';
import { operationModel, type OperationId } from '../../model';
import { activationAround } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { type Flow, type FlowStep, type Frame, partsOf, SAME_VALUE, valueFlow } from '../value-flow';
import { isRootContext } from '../spans';

/** What an analysis of this room needs of a file. */
export interface OverwriteParts {
  readonly resolver: ApiResolver;
  operations(id: OperationId): readonly ResolvedCall[];
}

export interface ContextOrigin {
  /** The calls of `extract` that it may come from. */
  readonly inbound: readonly ResolvedCall[];
  /** The reads of the active context that it may come from. */
  readonly active: readonly TSESTree.Node[];
  /** The expressions on the way to the first of the extractions, from the context to where it is one of several. */
  readonly way: readonly TSESTree.Node[];
  /** Whether it can come from nowhere else. */
  readonly isComplete: boolean;
}

/**
 * What a context may be made from, seen through what was put into it.
 *
 * @param frame The calls that the expression stands in, where a walk came to it through them.
 */
export function contextOrigin(resolver: ApiResolver, context: TSESTree.Node, frame?: Frame): ContextOrigin {
  const { flows, others, unknown } = valueFlow(resolver.sourceCode).backward([{ node: context, path: [], frame }], {
    label: ({ node, path }) => (path.length === 0 ? originAt(resolver, node) : undefined),
    also: ({ node, path }) => (path.length === 0 ? baseStep(resolver, node) : []),
    kinds: SAME_VALUE,
  });
  const seen = flows.filter((flow) => !isEnteredActive(resolver, flow));
  const first = seen.find(({ label }) => label !== 'root' && label.operation === 'propagation.extract');
  const isDerived = (node: TSESTree.Node): boolean => baseStep(resolver, node).length > 0;
  return {
    inbound: seen.flatMap(({ label }) => (label !== 'root' && label.operation === 'propagation.extract' ? label : [])),
    active: seen.flatMap(({ label }) => (label !== 'root' && label.operation === 'context.active' ? label.node : [])),
    way: [context, ...sureSteps(first?.steps ?? []).map(({ to }) => to)],
    isComplete:
      seen.length === flows.length &&
      others.length === 0 &&
      unknown.every(({ node, cause }) => cause === 'escape' || isDerived(node)),
  };
}

/** The steps in front of the first behind which a value is one of several. */
function sureSteps(steps: readonly FlowStep[]): readonly FlowStep[] {
  const at = steps.findIndex(({ kind }) => kind === 'choice' || kind === 'element');
  return at < 0 ? steps : steps.slice(0, at);
}

function originAt(resolver: ApiResolver, node: TSESTree.Node): ResolvedCall | 'root' | undefined {
  const call = resolver.resolve(node);
  if (!call) return isRootContext(resolver, node) ? 'root' : undefined;
  if (call.operation === 'propagation.deleteBaggage') return 'root';
  if (call.operation === 'context.active' && !call.isWrapper) return call;
  return call.operation === 'propagation.extract' && bringsBaggage(resolver, call) ? call : undefined;
}

/** Whether a call of `extract` may find baggage: not in a carrier that surely has no such header. */
export function bringsBaggage(resolver: ApiResolver, extract: ResolvedCall): boolean {
  if (extract.isWrapper) return true;
  if (!extract.receiver || resolver.typeOf(extract.receiver) !== 'PropagationAPI') return false;
  const carrier = extract.argument('carrier');
  const { isComplete, parts } = carrier
    ? partsOf(valueFlow(resolver.sourceCode), carrier)
    : { isComplete: true, parts: [] };
  return !isComplete || parts.some(({ name }) => name.toLowerCase() === 'baggage');
}

/** From a context with something more or less in it to the one that it is made from. */
function baseStep(resolver: ApiResolver, node: TSESTree.Node): readonly FlowStep[] {
  const call = resolver.resolve(node);
  if (!call || call.isWrapper || call.operation === 'propagation.extract') return [];
  const { returns, roles } = operationModel(call.operation);
  if (returns !== 'Context') return [];
  const base = roles.context === undefined ? call.receiver : call.argument('context');
  return base ? [{ kind: 'copy', to: base, site: node }] : [];
}

/** Whether a context came into the function by a call that may stand under its own activation. */
function isEnteredActive(resolver: ApiResolver, { steps }: Flow<unknown>): boolean {
  return steps.some(({ leaves }) => leaves !== undefined && activationAround(resolver, leaves.call) !== undefined);
}

/** Operations that make a context active, or send what is in it. */
const CARRIES: ReadonlySet<OperationId> = new Set<OperationId>([
  'context.attach',
  'context.bind',
  'context.with',
  'propagation.inject',
  'span.startActive',
]);

/** Whether a context is surely made active somewhere, or sent, and no other baggage is put into it on any way. */
export function isCarried(resolver: ApiResolver, context: TSESTree.Node): boolean {
  const { flows } = valueFlow(resolver.sourceCode).forward(context, {
    label: ({ node, path }) => {
      const call = path.length === 0 ? callWith(resolver, node) : undefined;
      if (call?.operation === 'propagation.setBaggage') return 'restored';
      return call && CARRIES.has(call.operation) ? 'carried' : undefined;
    },
    also: ({ node, path }) => {
      const call = path.length === 0 ? callWith(resolver, node) : undefined;
      const isDerived = call && operationModel(call.operation).returns === 'Context';
      return isDerived ? [{ kind: 'copy', to: call.node, site: call.node }] : [];
    },
    kinds: SAME_VALUE,
  });
  return flows.length > 0 && flows.every(({ label }) => label === 'carried');
}

/** The operation whose context a node is: as its argument, or as the value that it is a method of. */
function callWith(resolver: ApiResolver, node: TSESTree.Node): ResolvedCall | undefined {
  const { parent } = node;
  const isReceiver = parent?.type === AST_NODE_TYPES.MemberExpression && parent.object === node;
  const around = isReceiver ? wrapped(parent).parent : parent;
  const call = around && resolver.resolve(around);
  if (!call) return undefined;
  return (isReceiver ? call.receiver : call.argument('context')) === node ? call : undefined;
}
