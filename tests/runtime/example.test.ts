import * as tsParser from '@typescript-eslint/parser';
import { ESLint, type Linter } from 'eslint';
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import plugin from '../../src';
import { diagnose, figuresOf } from '../../scripts/lib/diagnosis';
import { buildExample, copyExample, projectFolder, repairFolder } from '../../scripts/lib/example';
import { runScenario } from '../../scripts/lib/scenario';

/** The rules whose pitfalls the order service has. */
const pitfalls = [
  'otel/no-attach-across-await',
  'otel/no-ignored-return',
  'otel/no-inactive-span',
  'otel/no-pii-in-baggage',
  'otel/no-secret-in-baggage',
  'otel/propagator-order',
  'otel/require-attach-dispose',
  'otel/require-context-binding',
  'otel/require-message-extract',
  'otel/require-message-inject',
  'otel/require-span-end',
  'otel/require-worker-carrier',
  'otel/valid-carrier',
  'otel/valid-context-with',
];

describe('the order service of the demo', () => {
  const folder = path.join(projectFolder, '.tmp', `orders-test-${process.pid}`);
  const eslint = (): ESLint =>
    new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: recommended(folder) });

  before(() => copyExample(folder));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has each pitfall, and reports nothing else', async () => {
    const results = await eslint().lintFiles('.');
    const found = new Set(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message)));
    assert.deepEqual([...found].sort(), pitfalls);
  });

  it('is broken in each way when it runs', async () => {
    const figures = await runCopy(folder);
    for (const [name, figure] of Object.entries(figures)) assert.notEqual(figure, 0, name);
  });

  it('has no findings left, compiles and runs without fault once the edits of the plugin are applied', async () => {
    await repairFolder(eslint());
    const left = (await eslint().lintFiles('.')).flatMap(({ messages }) => messages.map(({ message }) => message));
    assert.deepEqual(left, []);
    const figures = await runCopy(folder);
    for (const [name, figure] of Object.entries(figures)) assert.equal(figure, 0, name);
  });
});

async function runCopy(folder: string): Promise<Readonly<Record<string, number>>> {
  const dist = buildExample(folder, path.join(folder, 'dist'));
  return figuresOf(diagnose(await runScenario(dist, path.join(folder, 'log'))));
}

function recommended(folder: string): Linter.Config[] {
  return [
    { ignores: ['dist/**'] },
    {
      files: ['src/**/*.{ts,js}'],
      plugins: { otel: plugin as unknown as ESLint.Plugin },
      languageOptions: { parser: tsParser, parserOptions: { projectService: true, tsconfigRootDir: folder } },
      rules: plugin.configs['flat/recommended']?.rules,
    },
    { files: ['src/**/*.js'], languageOptions: { sourceType: 'commonjs' } },
  ];
}
