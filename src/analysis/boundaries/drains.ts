/**
 * Whether a scheduled callback drains a collection that outlives the call that scheduled it: then all elements are
 * handled in the context of the call that scheduled it, or in none.
 *
 * *Known limitations*: a collection that is only gone through, and never emptied, counts as a list of subscribers or
 * settings and is left alone.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode, isFunction, unwrap } from '../../ast';
import {
  type AmbientUse,
  type AmbientUseFinder,
  activationAround,
  isArgument,
  isRequestHandler,
  requestScopeOf,
} from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { valueFlow } from '../value-flow';
import type { Insertion, Removal, SharedCollections } from './collections';
import type { SharedCollection } from './shared-collections';
import { standsAlone } from './deliberate-root';
import { workFunction } from './lifetime';

export interface Drain {
  /** What is run: functions that were stored, something for each element, or something for all of them together. */
  readonly of: 'batch' | 'calls' | 'elements';
  readonly collection: SharedCollection;
  /** Where the callback handles the elements: the call of one, or its own read of the active context. */
  readonly at: TSESTree.Node;
  /** The read of the active context, where the callback itself handles the elements. */
  readonly use: AmbientUse | undefined;
  /** The place at which functions of unknown content are put in, where the elements are functions that are called. */
  readonly insertion: Insertion | undefined;
}

interface Parts {
  readonly resolver: ApiResolver;
  readonly ambient: AmbientUseFinder;
  readonly collections: SharedCollections;
}

/**
 * The drain of a shared collection in a callback that `scheduling` hands over, directly or through functions of the
 * file. Undefined where there is none, and where nothing shows that requests fill the collection: then its elements
 * belong to nobody's trace.
 */
export function drainIn(parts: Parts, callback: FunctionNode, scheduling: TSESTree.Node): Drain | undefined {
  const isIn = (node: TSESTree.Node): boolean => runnersOf(parts.resolver, node).has(callback);
  for (const collection of parts.collections.all) {
    if (!collection.mayBeEmptied || parts.collections.insertionsInto(collection).length === 0) continue;
    if (!collection.mentions.some(isIn)) continue;
    for (const removal of parts.collections.removalsFrom(collection)) {
      if (!isIn(removal.at)) continue;
      const drain = callsUnknown(parts, collection, removal) ?? handlesEach(parts, collection, removal);
      if (drain && isFilledByRequests(parts, collection, scheduling)) return drain;
    }
    const batch = handlesAll(parts, collection, isIn, callback);
    if (batch && isFilledByScheduler(parts, collection, scheduling)) return batch;
  }
  return undefined;
}

const knownRunners = new WeakMap<FunctionNode, ReadonlySet<FunctionNode>>();

/** The functions in whose run a piece of code may run: those around it, and those that call them. */
function runnersOf({ sourceCode }: ApiResolver, node: TSESTree.Node): ReadonlySet<FunctionNode> {
  const home = enclosingFunction(node);
  if (!home) return new Set();
  let runners = knownRunners.get(home);
  if (!runners) knownRunners.set(home, (runners = findRunners(sourceCode, home)));
  return runners;
}

function findRunners(sourceCode: ApiResolver['sourceCode'], home: FunctionNode): ReadonlySet<FunctionNode> {
  const { calls } = valueFlow(sourceCode);
  const runners = new Set([home]);
  for (const fn of runners) {
    const callers = calls.callersOf(fn);
    const isWithin = isArgument(fn) && !isRequestHandler(fn);
    for (const site of [...(isWithin ? [fn] : []), ...callers.calls, ...callers.handings.map(({ call }) => call)]) {
      const outer = enclosingFunction(site);
      if (outer) runners.add(outer);
    }
  }
  return runners;
}

/** Whether the code that fills the collection also schedules the callback, or runs for a request. */
function isFilledByRequests(parts: Parts, collection: SharedCollection, scheduling: TSESTree.Node): boolean {
  return (
    isFilledByScheduler(parts, collection, scheduling) ||
    parts.collections.insertionsInto(collection).some(({ call }) => requestScopeOf(parts.resolver, call) !== undefined)
  );
}

/** Whether the function that schedules the callback, or a caller of it, fills the collection. */
function isFilledByScheduler(
  { resolver, collections }: Parts,
  collection: SharedCollection,
  scheduling: TSESTree.Node,
): boolean {
  const home = workFunction(scheduling);
  const calls = home ? valueFlow(resolver.sourceCode).calls.callersOf(home).calls : [];
  const callers = calls.map((call) => workFunction(call));
  const schedulers = [home, ...callers].filter((fn) => fn !== undefined);
  return collections.insertionsInto(collection).some(({ call }) => {
    const fn = workFunction(call);
    return fn !== undefined && schedulers.includes(fn);
  });
}

/** Elements that are called, where what is put in is a function nobody here knows: a parameter. */
function callsUnknown(parts: Parts, collection: SharedCollection, removal: Removal): Drain | undefined {
  if (removal.how !== 'removed') return undefined;
  const call = removal.calls.find(({ node, property }) => property === undefined && !isActivated(parts.resolver, node));
  if (!call) return undefined;
  const insertion = parts.collections
    .insertionsInto(collection)
    .find(({ value }) => isParameter(parts.resolver, value));
  return insertion && { of: 'calls', collection, at: call.node, use: undefined, insertion };
}

/** Data that is handled with a read of the active context for every element. */
function handlesEach(parts: Parts, collection: SharedCollection, removal: Removal): Drain | undefined {
  if (removal.how !== 'removed' || !removal.body || removal.calls.length > 0) return undefined;
  if (parts.ambient.extractsInCode(removal.body)) return undefined;
  const use = parts.ambient.inCode(removal.body);
  return use && !standsAlone(parts.resolver, use)
    ? { of: 'elements', collection, at: use.node, use, insertion: undefined }
    : undefined;
}

/** A read of the active context for all elements together, after they were taken out at once. */
function handlesAll(
  parts: Parts,
  collection: SharedCollection,
  isIn: (node: TSESTree.Node) => boolean,
  callback: FunctionNode,
): Drain | undefined {
  const { resolver, ambient, collections } = parts;
  if (!collections.isTakenWhole(collection, isIn)) return undefined;
  if (collections.insertionsInto(collection).some(({ value }) => bringsContext(resolver, value))) return undefined;
  const use = ambient.inCallback(callback);
  const isOfAnother = !use || standsAlone(resolver, use) || ambient.extractsInCallback(callback);
  return isOfAnother ? undefined : { of: 'batch', collection, at: use.node, use, insertion: undefined };
}

const CONTEXT_TYPES: ReadonlySet<string> = new Set(['Context', 'Span', 'SpanContext']);

/** Whether an element holds a context or a span: then its trace is not lost. */
function bringsContext(resolver: ApiResolver, value: TSESTree.Expression): boolean {
  const node = unwrap(value);
  if (node.type === AST_NODE_TYPES.ObjectExpression) {
    return node.properties.some(
      (property) =>
        property.type === AST_NODE_TYPES.SpreadElement ||
        bringsContext(resolver, property.value as TSESTree.Expression),
    );
  }
  return CONTEXT_TYPES.has(resolver.typeOf(node) ?? '') || isFunction(node);
}

/** Whether a call stands in a callback that was given a context of its own. */
export function isActivated(resolver: ApiResolver, node: TSESTree.Node): boolean {
  const activation = activationAround(resolver, node);
  return activation !== undefined && activation.call.operation !== 'span.startActive';
}

function isParameter(resolver: ApiResolver, value: TSESTree.Expression): boolean {
  const node = unwrap(value);
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  return variable?.defs.some((def) => isFunction(def.node) && (def.type as string) === 'Parameter') ?? false;
}
