/**
 * A new baggage that is put over the one that came with a request: `setBaggage(extracted, createBaggage({ … }))`.
 *
 * That code copies entries on purpose, or filters them, is seen by a read of a baggage: any in the function, or in one
 * that the function calls, makes this silent. So does a baggage without entries: somebody clears it.
 *
 * *Known limitations*: entries count as there where the context was extracted, or where the active one is read under an
 * activation of such a context, or in a request handler of a project with instrumentation; elsewhere nobody knows.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, unwrap } from '../../ast';
import type { OperationId } from '../../model';
import { activationAround, isRequestHandler } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { outermostFunction } from '../ingress/enclosing';
import { partsOf, SAME_VALUE, valueFlow } from '../value-flow';
import { contextOrigin, isCarried, type OverwriteParts } from './context-origin';

export interface ReplacedBaggage {
  /** The call that creates the new baggage. */
  readonly create: ResolvedCall;
  /** The context that holds the one that came. */
  readonly context: TSESTree.Expression;
  /** The call of `extract` that it came by; undefined where it is the active one. */
  readonly extract: ResolvedCall | undefined;
}

/** The baggage that a `setBaggage` puts over what came with a request; undefined where nothing came, or may not have. */
export function replacedBaggage(
  parts: OverwriteParts & { readonly project: { readonly instrumented: ReadonlySet<string> } },
  setBaggage: ResolvedCall,
): ReplacedBaggage | undefined {
  const { resolver } = parts;
  const context = setBaggage.argument('context');
  const baggage = setBaggage.argument('baggage');
  if (!context || !baggage || setBaggage.isWrapper) return undefined;
  const create = createdBy(resolver, baggage);
  if (!create) return undefined;
  const { active, inbound, isComplete } = contextOrigin(resolver, context);
  const [extract] = inbound;
  const mayHold = (read: TSESTree.Node): boolean => isUnderInbound(parts, read);
  if (!extract && !(isComplete && active.some(mayHold))) return undefined;
  return readsBaggage(parts, setBaggage.node) || !isCarried(resolver, setBaggage.node)
    ? undefined
    : { create, context, extract };
}

/** The only call that may have created a baggage, where all of its entries are new and there are some. */
function createdBy(resolver: ApiResolver, baggage: TSESTree.Expression): ResolvedCall | undefined {
  const { flows, others, unknown } = valueFlow(resolver.sourceCode).backward(baggage, {
    label: ({ node, path }) => {
      const call = path.length === 0 ? resolver.resolve(node) : undefined;
      return call?.operation === 'propagation.createBaggage' && !call.isWrapper ? call : undefined;
    },
    also: ({ node, path }) => {
      const call = path.length === 0 ? resolver.resolve(node) : undefined;
      const before = call?.operation === 'baggage.setEntry' ? call.receiver : undefined;
      return before ? [{ kind: 'copy', to: before, site: node }] : [];
    },
    kinds: SAME_VALUE,
  });
  const [create, ...more] = flows.map(({ label }) => label);
  const isExtended = flows[0]?.steps.some(({ site }) => isSetEntry(resolver, site));
  const isOpen = unknown.some(({ cause, node }) => cause !== 'escape' && !isSetEntry(resolver, node));
  if (!create || more.length > 0 || others.length > 0 || isOpen) return undefined;
  const entries = create.argument('entry');
  if (!entries) return isExtended === true && create.node.arguments.length === 0 ? create : undefined;
  const held = partsOf(valueFlow(resolver.sourceCode), entries);
  return (held.isComplete && held.parts.length > 0) || writtenEntries(create)?.length ? create : undefined;
}

const isSetEntry = (resolver: ApiResolver, node: TSESTree.Node): boolean =>
  resolver.resolve(node)?.operation === 'baggage.setEntry';

/** Whether what is active at a read came with a request: by an activation around it, or by an instrumentation. */
function isUnderInbound({ resolver, project }: Parameters<typeof replacedBaggage>[0], read: TSESTree.Node): boolean {
  const activation = activationAround(resolver, read);
  if (activation) return contextOrigin(resolver, activation.context ?? activation.call.node).inbound.length > 0;
  if (project.instrumented.size === 0) return false;
  for (let fn = enclosingFunction(read); fn; fn = enclosingFunction(fn)) if (isRequestHandler(fn)) return true;
  return false;
}

const READS: readonly OperationId[] = [
  'baggage.getAllEntries',
  'baggage.getEntry',
  'propagation.getActiveBaggage',
  'propagation.getBaggage',
];

/** Whether the work around a node reads a baggage, itself or in a function of the file that it calls. */
function readsBaggage(parts: OverwriteParts, node: TSESTree.Node): boolean {
  const { resolver } = parts;
  const { calls } = valueFlow(resolver.sourceCode);
  const work = outermostFunction(node);
  if (!work) return true;
  return READS.some((id) =>
    parts.operations(id).some((read) => {
      const fn = outermostFunction(read.node);
      return fn === work || (fn !== undefined && calls.callersOf(fn).calls.some((call) => contains(work, call)));
    }),
  );
}

/** The entries of a `createBaggage` that stand in it as a plain literal, each by its key and its value. */
export function writtenEntries(create: ResolvedCall): readonly TSESTree.Property[] | undefined {
  const argument = create.argument('entry');
  const object = argument && unwrap(argument);
  if (object?.type !== AST_NODE_TYPES.ObjectExpression) return argument ? undefined : [];
  const properties = object.properties.flatMap((each) =>
    each.type === AST_NODE_TYPES.Property && each.kind === 'init' && !each.method ? each : [],
  );
  return properties.length === object.properties.length ? properties : undefined;
}
