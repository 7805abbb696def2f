/**
 * Reaching definitions of one read: the definitions of its variable that no other definition overwrites on the way.
 * Computed on demand, backward from the read over the control-flow graph (gen and kill at the sites of the writes).
 *
 * A read in a closure happens when the closure runs: what reaches the place where the closure is made reaches it, and
 * every write that may follow.
 *
 * Known limitations: a read in a function declaration, which is hoisted, is reached by every definition of the
 * functions around it; a write in a nested function may happen at any time, so it reaches every read; properties are
 * not tracked.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type BodyOwner, enclosingBody, isFunction } from '../../ast';
import { type Definition, definitionsOf } from '../bindings';
import type { ControlFlowGraph, FlowNode } from '../control-flow';

/** Gives the control-flow graph of a body; graphs are kept by whoever provides it. */
export type GraphProvider = (body: BodyOwner) => ControlFlowGraph;

const known = new WeakMap<TSESTree.Identifier, readonly Definition[]>();

/**
 * The definitions of a variable that may reach a read of it, in the order of {@link definitionsOf}. Remembered: forward,
 * every write of a variable asks it of every read.
 */
export function reachingDefinitions(
  graphOf: GraphProvider,
  variable: TSESLint.Scope.Variable,
  read: TSESTree.Identifier,
): readonly Definition[] {
  const all = definitionsOf(variable);
  if (all.length < 2) return all;
  let reaching = known.get(read);
  if (!reaching) known.set(read, (reaching = findReaching(graphOf, all, read)));
  return reaching;
}

function findReaching(
  graphOf: GraphProvider,
  all: readonly Definition[],
  read: TSESTree.Identifier,
): readonly Definition[] {
  const body = enclosingBody(read);
  const isLocal = (definition: Definition): boolean =>
    (definition.kind === 'parameter' ? definition.fn : enclosingBody(definition.site)) === body;
  if (!all.some(isLocal)) return reachingClosure(graphOf, all, read);
  const sites = new Map<TSESTree.Node, Definition[]>();
  for (const definition of all) {
    if (!isLocal(definition) || definition.kind === 'parameter') continue;
    sites.set(definition.site, [...(sites.get(definition.site) ?? []), definition]);
  }
  const graph = graphOf(body);
  const starts = graph.nodesAround(read);
  if (starts.length === 0) return all;
  const { reached, fromEntry } = walkBackward(starts, sites);
  return all.filter((definition) => {
    if (!isLocal(definition)) return true;
    if (definition.kind === 'parameter') return fromEntry;
    return reached.has(definition) || graph.nodesOf(definition.site).length === 0;
  });
}

/** The definitions that may reach a read in a closure: those that reach the making of the closure, and later writes. */
function reachingClosure(
  graphOf: GraphProvider,
  all: readonly Definition[],
  read: TSESTree.Node,
): readonly Definition[] {
  let closure: TSESTree.Node = read;
  let body = enclosingBody(read);
  const isIn = (definition: Definition): boolean =>
    (definition.kind === 'parameter' ? definition.fn : enclosingBody(definition.site)) === body;
  while (!all.some(isIn) && isFunction(body)) {
    closure = body;
    body = enclosingBody(body);
  }
  if (!all.every(isIn) || closure.type === AST_NODE_TYPES.FunctionDeclaration) return all;
  const graph = graphOf(body);
  const starts = graph.nodesAround(closure);
  if (starts.length === 0) return all;
  const sites = new Map<TSESTree.Node, Definition[]>();
  for (const definition of all) {
    if (definition.kind !== 'parameter')
      sites.set(definition.site, [...(sites.get(definition.site) ?? []), definition]);
  }
  const { reached, fromEntry } = walkBackward(starts, sites);
  const later = walkForward(starts, sites);
  return all.filter((definition) => {
    if (definition.kind === 'parameter') return fromEntry;
    return reached.has(definition) || later.has(definition) || graph.nodesOf(definition.site).length === 0;
  });
}

function walkForward(
  starts: readonly FlowNode[],
  sites: ReadonlyMap<TSESTree.Node, readonly Definition[]>,
): ReadonlySet<Definition> {
  const met = new Set<Definition>();
  const seen = new Set<FlowNode>();
  const stack = [...starts];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind !== 'branch') for (const definition of sites.get(node.ast) ?? []) met.add(definition);
    for (const edge of node.successors) stack.push(edge.to);
  }
  return met;
}

function walkBackward(
  starts: readonly FlowNode[],
  sites: ReadonlyMap<TSESTree.Node, readonly Definition[]>,
): { readonly reached: ReadonlySet<Definition>; readonly fromEntry: boolean } {
  const reached = new Set<Definition>();
  const seen = new Set<FlowNode>();
  const stack = starts.flatMap((start) => start.predecessors.map((edge) => edge.from));
  let fromEntry = false;
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const defined = node.kind === 'branch' ? undefined : sites.get(node.ast);
    for (const definition of defined ?? []) reached.add(definition);
    if (defined?.some(overwrites)) continue;
    if (node.kind === 'entry') fromEntry = true;
    for (const edge of node.predecessors) stack.push(edge.from);
  }
  return { reached, fromEntry };
}

/** Whether a definition surely replaces the value before it; `??=` and default values may not. */
function overwrites(definition: Definition): boolean {
  const { site } = definition;
  // `+=` reads the value before it by itself.
  if ('operator' in site) return site.operator === '=' || site.operator === '+=';
  return site.type !== AST_NODE_TYPES.AssignmentPattern;
}
