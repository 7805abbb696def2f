/** Walking all paths of a graph with a state: the phase of a protocol, and the facts that rule out other paths. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName } from '../../ast';
import type { ControlFlowGraph, FlowEdge, FlowNode, PathStep } from '../control-flow';
import type { Facts, FactTable } from './facts';

/** Some nodes: as a set, or as a question. */
export type NodeTest = ReadonlySet<TSESTree.Node> | ((node: TSESTree.Node) => boolean);

/** How far one question may look before it gives up, in states. */
const MAX_STATES = 50_000;

export interface Exploration {
  readonly facts: FactTable;
  /** The phase the walk starts in; phases are the caller's own numbers. */
  readonly phase: number;
  readonly isHeld: (phase: number, acquire: TSESTree.Node) => boolean;
  readonly follow: (edge: FlowEdge) => boolean;
  /**
   * Called for every edge taken, before the node at its end; gives the phase there, undefined to end the path, or
   * `finish` to end the walk.
   */
  readonly enter: (step: PathStep, phase: number, facts: Facts) => number | 'finish' | undefined;
}

export interface Start {
  readonly node: FlowNode;
  readonly facts: Facts;
}

interface State {
  readonly step: PathStep;
  readonly phase: number;
  readonly facts: Facts;
}

/** Walks breadth first, so that what is met first is met on a shortest path. False when there were too many states. */
export function explore(starts: readonly Start[], exploration: Exploration): boolean {
  const { facts: table, follow, enter } = exploration;
  const seen = new Set<string>();
  let frontier: State[] = starts.map(({ node, facts }) => ({
    step: { node, edge: undefined, previous: undefined },
    phase: exploration.phase,
    facts,
  }));
  while (frontier.length > 0) {
    const next: State[] = [];
    for (const { step, phase, facts } of frontier) {
      const isHeld = (acquire: TSESTree.Node): boolean => exploration.isHeld(phase, acquire);
      for (const edge of step.node.successors) {
        if (!follow(edge)) continue;
        const along = table.along(edge, facts, isHeld);
        if (along === undefined) continue;
        const reached: PathStep = { node: edge.to, edge, previous: step };
        const nextPhase = enter(reached, phase, along);
        if (nextPhase === 'finish') return true;
        if (nextPhase === undefined || endsProcess(edge.to)) continue;
        const after = table.after(edge.to, along, (acquire) => exploration.isHeld(nextPhase, acquire));
        const key = `${edge.to.id} ${nextPhase} ${after}`;
        if (seen.has(key)) continue;
        if (seen.size >= MAX_STATES) return false;
        seen.add(key);
        next.push({ step: reached, phase: nextPhase, facts: after });
      }
    }
    frontier = next;
  }
  return true;
}

/** The places an acquisition has just succeeded at, with what is known there; undefined when it is too much to find. */
export function startsOf(graph: ControlFlowGraph, acquire: TSESTree.Node, facts: FactTable): Start[] | undefined {
  if (acquire === graph.owner) return [{ node: graph.entry, facts: facts.initial }];
  const nodes = graph.nodesOf(acquire);
  if (!nodes.some((node) => graph.isReachable(node))) return nodes.map((node) => ({ node, facts: facts.initial }));
  // Without conditions to remember, no way to the acquisition differs from another.
  if (!facts.hasConditions)
    return nodes.filter((node) => graph.isReachable(node)).map((node) => ({ node, facts: facts.initial }));
  const acquisitions = new Set(nodes);
  const starts = new Map<string, Start>();
  const complete = explore([{ node: graph.entry, facts: facts.initial }], {
    facts,
    phase: 0,
    isHeld: () => false,
    follow: () => true,
    enter: ({ node }, phase, known) => {
      if (acquisitions.has(node)) starts.set(`${node.id} ${known}`, { node, facts: known });
      return phase;
    },
  });
  return complete ? [...starts.values()] : undefined;
}

/** Reads a {@link NodeTest} on flow nodes that stand for something happening, each once. */
export function happening(test: NodeTest | undefined): (node: FlowNode) => boolean {
  if (test === undefined) return () => false;
  const holds = typeof test === 'function' ? test : (node: TSESTree.Node): boolean => test.has(node);
  const known = new Map<FlowNode, boolean>();
  return (node) => {
    let answer = known.get(node);
    if (answer === undefined) {
      answer = isEvent(node) && holds(node.ast);
      known.set(node, answer);
    }
    return answer;
  };
}

/** The flow nodes at which a {@link NodeTest} holds. A set is looked up, so that not every node has to be asked. */
export function nodesWhere(graph: ControlFlowGraph, test: NodeTest | undefined): readonly FlowNode[] {
  if (test === undefined) return [];
  if (typeof test !== 'function') return [...test].flatMap((ast) => graph.nodesOf(ast).filter(isEvent));
  return graph.nodes.filter(happening(test));
}

function isEvent({ kind }: FlowNode): boolean {
  return kind === 'dispose' || kind === 'evaluate' || kind === 'return' || kind === 'throw';
}

/** `process.exit()` and `process.abort()` do not come back. */
function endsProcess({ ast, kind }: FlowNode): boolean {
  if (kind !== 'evaluate' || ast.type !== AST_NODE_TYPES.CallExpression) return false;
  const { callee } = ast;
  if (callee.type !== AST_NODE_TYPES.MemberExpression) return false;
  if (callee.object.type !== AST_NODE_TYPES.Identifier || callee.object.name !== 'process') return false;
  const name = memberName(callee);
  return name === 'exit' || name === 'abort';
}
