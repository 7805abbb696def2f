import * as parser from '@typescript-eslint/parser';
import { type ESLint, Linter } from 'eslint';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { serviceText } from '../bench/generated-services';
import { linesOf, mixedProgram, shapes } from '../bench/growth-programs';
import plugin from '../src';
import { type Counters, countersOf } from '../src/analysis/counters';
import { allRules, useOwnProjectService } from './support/lint';
import { fixturesFolder, parseSource } from './support/source';

const kinds = ['calls', 'flowNodes', 'flowSteps', 'graphNodes', 'graphs', 'nodesVisited', 'typeQuestions'] as const;

type Counted = Readonly<Record<(typeof kinds)[number], number>>;

/** How much more the work of a line may be in a file of four times the length. */
const tolerance = 1.1;

/** Where each function leads to twenty others, there must be some hundreds before a line has its full work. */
const wide: ReadonlySet<string> = new Set(['functions that call and schedule each other']);

/** Where each stands in another, the parser's own stack is deep enough for some two hundred. */
const nested: ReadonlySet<string> = new Set(['setTimeout nested']);

/** How many a shape has in the smaller of two files, by how many the benchmark measures. */
const sizeOf = (name: string, count: number): number =>
  wide.has(name) ? 400 : Math.min(count >> 2, nested.has(name) ? 40 : 80);

const linter = new Linter({ cwd: fixturesFolder });

/** Lints a text with every rule, and gives what was counted meanwhile. */
function countsOf(text: string, { typed }: { readonly typed: boolean }): Counted {
  let counters: Counters | undefined;
  const probe = {
    create({ sourceCode }: { readonly sourceCode: Parameters<typeof countersOf>[0] }) {
      counters = countersOf(sourceCode);
      return {};
    },
  };
  const config: Linter.Config = {
    files: ['**/*.ts'],
    plugins: {
      otel: plugin as unknown as ESLint.Plugin,
      probe: { rules: { file: probe } } as unknown as ESLint.Plugin,
    },
    languageOptions: {
      parser,
      parserOptions: typed
        ? { projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir: fixturesFolder }
        : {},
    },
    rules: { ...allRules, 'probe/file': 'error' },
  };
  const messages = linter.verify(text, [config], { filename: path.join(fixturesFolder, 'file.ts') });
  const fatal = messages.filter((message) => message.fatal).map(({ line, message }) => `${line}: ${message}`);
  assert.deepEqual(fatal, []);
  const found = counters;
  assert.ok(found, 'the probe has seen the file');
  return Object.fromEntries(kinds.map((kind) => [kind, found[kind]])) as Counted;
}

/** The counters whose part of a line is larger in the larger file, in words. */
function grown(program: (size: number) => string, size: number, typed: boolean): string[] {
  const header = linesOf(program(0));
  const [small, large] = [size, 4 * size].map((each) => {
    const text = program(each);
    return { lines: linesOf(text) - header, counts: countsOf(text, { typed }) };
  });
  assert.ok(small && large && small.lines > 0);
  assert.ok(large.counts.calls >= small.counts.calls && large.counts.calls > 0, 'the file is analysed');
  return kinds.flatMap((kind) => {
    const [before, after] = [small, large].map(({ counts, lines }) => counts[kind] / lines) as [number, number];
    // One graph is one graph, however few lines it is shared by.
    const isMore = after > before * tolerance && large.counts[kind] > small.counts[kind] + 1;
    return isMore ? [`${kind} of a line: ${before.toFixed(2)} → ${after.toFixed(2)}`] : [];
  });
}

describe('the work that the rules do', () => {
  useOwnProjectService();

  describe('does not grow for a line where the file grows', () => {
    it('in a mixture of everything', () => {
      assert.deepEqual(grown(mixedProgram, 2000, false), []);
    });

    it('in a mixture of everything, with types', () => {
      assert.deepEqual(grown(mixedProgram, 2000, true), []);
    });

    for (const { count, name, program } of shapes) {
      it(`with ${name}`, () => {
        assert.deepEqual(grown(program, sizeOf(name, count), false), []);
      });

      it(`with ${name}, with types`, () => {
        assert.deepEqual(grown(program, sizeOf(name, count), true), []);
      });
    }
  });

  describe('is bounded by what is in the file', () => {
    const services = Array.from({ length: 12 }, (_, index) => serviceText(index));
    const broken = ['require-attach-dispose', 'require-context-binding', 'no-pii-in-baggage'].map((rule) =>
      readFileSync(path.join(__dirname, `runtime/${rule}/broken.ts`), 'utf8'),
    );

    it('calls are collected once', () => {
      for (const text of services) {
        const { calls } = countsOf(text, { typed: false });
        assert.equal(
          calls,
          nodesOf(text, (type) => type === 'CallExpression' || type === 'NewExpression'),
        );
      }
    });

    it('no body has more than one graph, and most have none', () => {
      let [all, bodies] = [0, 0];
      for (const text of [...services, ...broken]) {
        const { graphs } = countsOf(text, { typed: false });
        // A graph is for a body that holds a token or a span.
        const holds = text.match(/\battach\(|\bstart(?:Active)?Span\(/g)?.length ?? 0;
        assert.ok(graphs <= holds + 3, `${graphs} graphs for ${holds} tokens and spans`);
        all += graphs;
        bodies += nodesOf(text, (type) => type.includes('Function')) + 1;
      }
      assert.ok(all * 2 < bodies, `${all} graphs for ${bodies} bodies`);
    });

    it('a node is visited twice at most', () => {
      for (const text of [...services, ...broken]) {
        const { nodesVisited } = countsOf(text, { typed: false });
        const nodes = nodesOf(text, () => true);
        assert.ok(nodesVisited <= 2 * nodes, `${nodesVisited} visits to ${nodes} nodes`);
      }
    });

    it('the checker is asked less than once for a call, taken all together', () => {
      let [questions, all] = [0, 0];
      for (const text of [...services, ...broken]) {
        const { calls, typeQuestions } = countsOf(text, { typed: true });
        questions += typeQuestions;
        all += calls;
      }
      assert.ok(questions < all, `${questions} questions for ${all} calls`);
    });

    it('without types nobody asks for types', () => {
      for (const text of services) assert.equal(countsOf(text, { typed: false }).typeQuestions, 0);
    });
  });

  describe('is nothing', () => {
    const nothing = Object.fromEntries(kinds.map((kind) => [kind, 0]));
    const plain = `import { request } from 'node:http';
      export const send = (url: string, bodies: string[]) => bodies.map((body) => request(url).end(body));
      setTimeout(() => send('http://localhost', ['a']), 10);`;

    for (const typed of [false, true]) {
      it(`in a file without OpenTelemetry${typed ? ', with types' : ''}`, () => {
        assert.deepEqual(countsOf(plain, { typed }), nothing);
      });
    }

    it('but to collect calls in a file that uses of OpenTelemetry what no rule looks at', () => {
      const text = `import { diag } from '@opentelemetry/api';
        export const sums = (rows: number[][]) => rows.map((row) => row.reduce((a, b) => a + b, 0));
        diag.info('ready');`;
      assert.deepEqual(countsOf(text, { typed: true }), { ...nothing, calls: 3 });
    });
  });
});

function nodesOf(text: string, test: (type: string) => boolean): number {
  const { ast, visitorKeys } = parseSource(text);
  let count = 0;
  const stack: { readonly type: string }[] = [ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (test(node.type)) count++;
    for (const key of visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Readonly<Record<string, unknown>>)[key];
      for (const child of Array.isArray(value) ? value : [value]) if (child) stack.push(child as { type: string });
    }
  }
  return count;
}
