import { ESLint } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import tseslint from 'typescript-eslint';
import plugin from '../src';
import { allRules, useOwnProjectService } from './support/lint';

const root = path.resolve(__dirname, '..');

describe('the plugin on its own code', () => {
  useOwnProjectService();

  it('finds nothing in its sources, scripts, benchmarks and test support', async () => {
    const eslint = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: {
        files: ['**/*.ts'],
        plugins: { otel: plugin as unknown as ESLint.Plugin },
        languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: root } },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
        rules: allRules,
      },
    });
    const results = await eslint.lintFiles([
      'src/**/*.ts',
      'scripts/**/*.ts',
      'bench/**/*.ts',
      'tests/support/**/*.ts',
      'tests/runtime/setup/index.ts',
    ]);
    assert.ok(results.length > 50, 'the files are found');
    const found = results.flatMap(({ filePath, messages }) =>
      messages
        .filter(({ ruleId, fatal }) => fatal === true || ruleId?.startsWith('otel/'))
        .map(({ ruleId, line, message }) => `${path.relative(root, filePath)}:${line} ${ruleId ?? ''}: ${message}`),
    );
    assert.deepEqual(found, []);
  });
});
