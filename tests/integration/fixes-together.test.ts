/**
 * `eslint --fix` applies the fixes of many rules in one pass. Ours have to survive that: on every incorrect example of
 * the documentation, after each pass, the text parses and type-checks where it did before, and a program that a fix
 * heals is healed still.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { presetRules } from '../../src/configs';
import { docsPage, documentedRules, examplesOf } from '../support/docs-examples';
import { runProgram } from '../support/run-program';
import { strictDiagnostics } from '../support/strict-diagnostics';
import type { RuntimeCase } from '../runtime/runtime-case';
import { projectNames, runNode, scratchProject, type ProjectName } from './scratch';

interface Entry {
  readonly id: string;
  readonly code: string;
  readonly extension: string;
  readonly rules: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly typed: boolean;
}

const fixtures = path.resolve(__dirname, '../fixtures');
const runtime = path.resolve(__dirname, '../runtime');
const settings = { contextManager: 'async-local-storage', instrumented: [] };

const examples = documentedRules().flatMap((rule) =>
  examplesOf(rule, docsPage(rule))
    .filter(({ isCorrect }) => !isCorrect)
    .map(({ line, code, extension, marker }) => ({
      id: `${rule}.md:${line}`,
      code,
      extension,
      rules: { ...presetRules('all'), [`otel/${rule}`]: ['error', ...(marker.options ?? [])] },
      settings: { ...settings, ...marker.settings },
    })),
);

/** The runtime cases that are healed by a fix. */
const cases = readdirSync(runtime)
  .filter((folder) => existsSync(path.join(runtime, folder, 'case.ts')))
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a case file is found by its folder
  .flatMap((folder) => (require(path.join(runtime, folder, 'case')) as { cases: readonly RuntimeCase[] }).cases)
  .filter(({ edit, otherFiles }) => edit === 'fix' && !otherFiles);

function fixTogether(name: ProjectName, entries: readonly Entry[]): Record<string, string[]> {
  const folder = scratchProject(name);
  const mark = `fixes-together-${process.pid}`;
  const script = path.join(folder, `${mark}.cjs`);
  const [input, output] = [path.join(folder, `${mark}.in.json`), path.join(folder, `${mark}.out.json`)];
  try {
    cpSync(path.join(__dirname, 'fix-together.cjs'), script);
    writeFileSync(input, JSON.stringify(entries));
    const result = runNode(folder, [script, input, output]);
    assert.equal(result.status, 0, `${result.stdout}${result.stderr}`);
    return JSON.parse(readFileSync(output, 'utf8')) as Record<string, string[]>;
  } finally {
    for (const file of [script, input, output]) rmSync(file, { force: true });
  }
}

interface Outcome {
  readonly id: string;
  readonly extension: string;
  /** The text as it was, and after each pass. */
  readonly texts: readonly string[];
}

/**
 * Asserts that the compiler says nothing of a text after a pass that it did not say of the text before; lines do not
 * count, since edits move them. All texts are checked as one program, whose libraries are read once.
 */
function assertNothingBroke(outcomes: readonly Outcome[]): void {
  const nameOf = (outcome: number, pass: number, extension: string): string =>
    path.join(fixtures, `together-${outcome}-${pass}.${extension}`);
  const named = outcomes.flatMap(({ texts, extension }, outcome) =>
    texts.map((text, pass) => [nameOf(outcome, pass, extension), text] as const),
  );
  const said = new Map<string, string[]>();
  for (const line of strictDiagnostics(new Map(named))) {
    const [, file = '', message = ''] = /^(.*?\.\w+):\d+: (.*)$/s.exec(line) ?? [];
    said.set(file, [...(said.get(file) ?? []), message]);
  }
  for (const [outcome, { id, texts, extension }] of outcomes.entries()) {
    const saidOf = (pass: number): readonly string[] => said.get(nameOf(outcome, pass, extension)) ?? [];
    for (const [pass, text] of texts.entries()) {
      const grown = saidOf(pass).filter((message) => !saidOf(0).includes(message));
      assert.deepEqual(grown, [], `${id}, pass ${pass}:\n${text}`);
    }
  }
}

for (const name of projectNames) {
  describe(`our fixes together with those of others, ${name}`, () => {
    for (const typed of name === 'eslint-10' ? [false, true] : [false]) {
      const kind = typed ? 'typed' : 'untyped';
      let fixed: Record<string, string[]>;
      before(function () {
        this.timeout(600_000);
        const programs = cases.map((runtimeCase) => ({
          id: `${runtimeCase.rule}/${runtimeCase.file}`,
          code: readFileSync(path.join(runtime, runtimeCase.rule, runtimeCase.file), 'utf8'),
          extension: path.extname(runtimeCase.file).slice(1),
          rules: { [`otel/${runtimeCase.rule}`]: ['error', ...(runtimeCase.options ?? [])] },
          settings: { ...settings, ...runtimeCase.settings },
        }));
        fixed = fixTogether(
          name,
          [...examples, ...programs].map((entry) => ({ ...entry, typed })),
        );
      });

      it(`parse and type-check after every pass where the input did, ${kind}`, function () {
        this.timeout(600_000);
        assertNothingBroke(
          examples.map(({ id, code, extension }) => ({ id, extension, texts: [code, ...(fixed[id] ?? [])] })),
        );
      });

      for (const runtimeCase of cases) {
        const id = `${runtimeCase.rule}/${runtimeCase.file}`;
        it(`heal ${id}, ${kind}`, async () => {
          const text = fixed[id]?.at(-1);
          assert.ok(text, 'something is fixed');
          const files = new Map([[runtimeCase.file, text]]);
          const generation = runtimeCase.generations.at(-1) ?? 'gen3';
          const env = runtimeCase.env ?? {};
          runtimeCase.healed(await runProgram({ files, entry: runtimeCase.file, generation, env }));
        });
      }
    }
  });
}

/** Rules of oxlint's own that edit declarations and calls. */
const oxlintRules = {
  'prefer-const': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-template': 'error',
  'no-useless-rename': 'error',
  'typescript/consistent-type-imports': 'error',
};

describe('our fixes together with those of oxlint', function () {
  this.timeout(600_000);

  it('parse and type-check where the input did', () => {
    const folder = scratchProject('eslint-10');
    const together = path.join(folder, `fixes-together-${process.pid}`);
    const fileOf = (index: number): string => path.join(together, `${index}.${examples[index]?.extension ?? 'ts'}`);
    try {
      mkdirSync(together);
      writeFileSync(path.join(together, 'package.json'), '{ "name": "together" }');
      for (const [index, { code }] of examples.entries()) writeFileSync(fileOf(index), code);
      const config = path.join(together, '.oxlintrc.json');
      const rules = { ...oxlintRules, ...presetRules('all') };
      const plugins = {
        jsPlugins: ['eslint-plugin-otel'],
        plugins: ['typescript'],
        categories: { correctness: 'off' },
      };
      writeFileSync(config, JSON.stringify({ ...plugins, rules, settings: { otel: settings } }));
      const result = runNode(folder, ['node_modules/oxlint/bin/oxlint', '-c', config, '--fix', together]);
      assert.ok(result.status === 0 || result.status === 1, result.stdout + result.stderr);
      const outcomes = examples.map(({ id, code, extension }, index) => ({
        id,
        extension,
        texts: [code, readFileSync(fileOf(index), 'utf8')],
      }));
      assert.ok(
        outcomes.some(({ texts: [before, after] }) => before !== after),
        'something is fixed',
      );
      assertNothingBroke(outcomes);
    } finally {
      rmSync(together, { recursive: true, force: true });
    }
  });
});
