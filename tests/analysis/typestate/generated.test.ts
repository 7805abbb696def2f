import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { findLeak } from '../../../src/analysis/typestate';
import { trace } from '../control-flow/flow-support';
import {
  generateBody,
  runBody,
  seeded,
  type FunctionKind,
  type Random,
  type Run,
} from '../control-flow/generated-programs';

const BODIES = 60;
const RUNS_PER_BODY = 6;
const CHOICES_PER_BODY = 8;

/** Whether the acquisition succeeded in this run and was then lost: acquired again, or left, without a release. */
function loses(run: Run, acquire: number, releases: ReadonlySet<number>): boolean {
  let held = false;
  for (const [index, call] of run.calls.entries()) {
    if (call === acquire && held) return true;
    if (call === acquire) held = !run.failed.has(index);
    else if (releases.has(call)) held = false;
  }
  return held;
}

function choose(random: Random, ids: readonly number[]): number {
  return ids[Math.floor(random() * ids.length)]!;
}

describe('findLeak on generated bodies', () => {
  const kinds: [FunctionKind, string][] = [
    ['', 'functions'],
    ['*', 'generators'],
    ['async ', 'async functions'],
    ['async*', 'async generators'],
  ];
  for (const [kind, title] of kinds) {
    it(`finds every leak that happens in a run of ${title}`, async () => {
      let leaks = 0;
      let silent = 0;
      for (let seed = 1; seed <= BODIES; seed += 1) {
        const random = seeded(seed);
        const body = generateBody(random, kind);
        const { graph } = trace(body, kind);
        const calls = new Map<number, TSESTree.Node>();
        for (const node of graph.nodes) {
          const number = plainCall(node.ast);
          if (number !== undefined && node.kind === 'evaluate') calls.set(number, node.ast);
        }
        // Finalizers nested four deep are answered with silence.
        if (calls.size === 0 || graph.isApproximate) continue;
        const runs: Run[] = [];
        for (let attempt = 0; attempt < RUNS_PER_BODY; attempt += 1) {
          runs.push(await runBody(body, kind, seeded(seed * 1000 + attempt), [0, 0.03][attempt % 2]!));
        }
        const happened = runs.flatMap((run) => run.calls.filter((call) => calls.has(call)));
        for (let choice = 0; choice < CHOICES_PER_BODY && happened.length > 0; choice += 1) {
          const acquire = choose(random, happened);
          const releases = new Set(Array.from({ length: 1 + choice * 2 }, () => choose(random, [...calls.keys()])));
          releases.delete(acquire);
          const leak = findLeak({
            graph,
            acquire: calls.get(acquire)!,
            releases: new Set([...releases].map((id) => calls.get(id)!)),
          });
          if (!leak) silent += 1;
          if (!runs.some((run) => loses(run, acquire, releases))) continue;
          leaks += 1;
          assert.ok(leak, `seed ${seed}: call ${acquire} leaks past ${[...releases].join(', ')}\n${body}`);
        }
      }
      assert.ok(leaks > BODIES, `${leaks} leaks are enough to mean something`);
      assert.ok(silent > 0, 'some questions are answered with silence');
    });
  }
});

/** The number of a `call(n, …)`. */
function plainCall(node: TSESTree.Node): number | undefined {
  if (node.type !== AST_NODE_TYPES.CallExpression || node.callee.type !== AST_NODE_TYPES.Identifier) return undefined;
  const [first] = node.arguments;
  const isNumbered = node.callee.name === 'call' && first?.type === AST_NODE_TYPES.Literal;
  return isNumbered ? Number(first.value) : undefined;
}
