import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import type { ControlFlowGraph, FlowNode } from '../../../src/analysis/control-flow';
import { reach, trace } from './flow-support';
import { generateBody, runBody, seeded, type FunctionKind, type Run } from './generated-programs';

const BODIES = 100;
const RUNS_PER_BODY = 12;

/** The number a call was written with, or undefined for calls that nobody writes down. */
function callNumber(node: TSESTree.Node): number | undefined {
  if (node.type !== AST_NODE_TYPES.CallExpression && node.type !== AST_NODE_TYPES.NewExpression) return undefined;
  const first = node.arguments[0];
  return first?.type === AST_NODE_TYPES.Literal && typeof first.value === 'number' ? first.value : undefined;
}

/** Checks that the calls of a run, in order, are a path of the graph that ends at the run's exit. */
function explain(graph: ControlFlowGraph, run: Run): string | undefined {
  const numbered = new Map<number, Set<FlowNode>>();
  for (const node of graph.nodes) {
    const number = node.kind === 'evaluate' ? callNumber(node.ast) : undefined;
    if (number === undefined) continue;
    const nodes = numbered.get(number) ?? new Set();
    numbered.set(number, nodes.add(node));
  }
  const isCall = (node: FlowNode): boolean => node.kind === 'evaluate' && callNumber(node.ast) !== undefined;
  let at: FlowNode[] = [graph.entry];
  for (const [index, call] of run.calls.entries()) {
    at = reach(at, numbered.get(call) ?? new Set(), isCall);
    if (at.length === 0) return `call ${call} cannot follow ${run.calls.slice(0, index).join(', ')}`;
  }
  const exit = run.exit === 'return' ? graph.returnExit : graph.throwExit;
  return reach(at, new Set([exit]), isCall).length > 0 ? undefined : `cannot ${run.exit} after ${run.calls.join(', ')}`;
}

describe('a control-flow graph of a generated body', () => {
  const kinds: [FunctionKind, string][] = [
    ['', 'functions'],
    ['*', 'generators'],
    ['async ', 'async functions'],
    ['async*', 'async generators'],
  ];
  for (const [kind, title] of kinds) {
    it(`has every run of ${BODIES} ${title} as a path`, async () => {
      for (let seed = 1; seed <= BODIES; seed += 1) {
        const body = generateBody(seeded(seed), kind);
        const { graph } = trace(body, kind);
        for (let attempt = 0; attempt < RUNS_PER_BODY; attempt += 1) {
          const failures = [0, 0.05, 0.2][attempt % 3]!;
          const run = await runBody(body, kind, seeded(seed * 1000 + attempt), failures);
          if (graph.nodes.length === 0) continue;
          const wrong = explain(graph, run);
          assert.equal(wrong, undefined, `seed ${seed}, run ${attempt}: ${wrong}\n${body}`);
        }
      }
    });
  }
});
