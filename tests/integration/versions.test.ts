import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { plain, readExpected } from './expected';
import { eslint, lintProject, type LintOptions } from './lint';
import { projectNames, scratchProject, type ProjectName } from './scratch';

describe('the packed plugin', function () {
  // The first run installs three projects from the registry.
  this.timeout(240_000);

  before(() => projectNames.forEach(scratchProject));
  const expected = readExpected();

  const setups: readonly { title: string; project: ProjectName; eslintrc?: boolean }[] = [
    { title: 'ESLint 8 with .eslintrc.example.json', project: 'eslint-8', eslintrc: true },
    { title: 'ESLint 9 with eslint.config.example.mjs', project: 'eslint-9' },
    { title: 'ESLint 9 with .eslintrc.example.json', project: 'eslint-9', eslintrc: true },
    { title: 'ESLint 10 with eslint.config.example.mjs', project: 'eslint-10' },
  ];
  for (const { title, project, eslintrc } of setups) {
    for (const typed of [true, false]) {
      it(`finds the same under ${title}, ${typed ? 'with' : 'without'} types`, () => {
        const options: LintOptions = { typed, ...(eslintrc ? { eslintrc } : {}) };
        assert.deepEqual(plain(lintProject(project, options)), expected[typed ? 'typed' : 'untyped']);
      });
    }
  }

  it('finds the pitfall of every recommended rule in the fixture project, and nothing in its look-alikes', () => {
    const folder = scratchProject('eslint-10');
    const plugin = requirePlugin(folder);
    const found = new Set(expected.typed.map((finding) => finding.rule));
    assert.deepEqual(
      Object.keys(plugin.configs.recommended.rules).filter((rule) => !found.has(rule)),
      [],
    );
    const lookAlikes = [...expected.typed, ...expected.untyped].filter((finding) =>
      finding.file.includes('look-alikes'),
    );
    assert.deepEqual(lookAlikes, []);
  });

  it('names the key of an unknown setting, under eslintrc and under flat configuration', () => {
    const rc = scratchProject('eslint-8');
    writeFileSync(
      path.join(rc, 'unknown-setting.json'),
      JSON.stringify({
        root: true,
        extends: ['plugin:otel/recommended'],
        parserOptions: { ecmaVersion: 'latest', sourceType: 'module' },
        settings: { otel: { contextManger: 'zone' } },
      }),
    );
    const flat = scratchProject('eslint-10');
    writeFileSync(
      path.join(flat, 'unknown-setting.mjs'),
      `import otel from 'eslint-plugin-otel';
export default [otel.configs['flat/recommended'], { settings: { otel: { contextManger: 'zone' } } }];\n`,
    );
    for (const result of [
      eslint(rc, ['--no-eslintrc', '--config', 'unknown-setting.json', 'src/handler.mjs'], true),
      eslint(flat, ['--config', 'unknown-setting.mjs', 'src/handler.mjs']),
    ]) {
      assert.equal(result.status, 2, result.stdout + result.stderr);
      assert.match(result.stdout + result.stderr, /contextManger.*contextManager/s);
    }
  });

  it('gives the same findings from two workers', () => {
    const folder = scratchProject('eslint-10');
    const one = eslint(folder, ['--format', 'json', 'src']);
    const two = eslint(folder, ['--format', 'json', '--concurrency', '2', 'src']);
    assert.equal(two.stdout, one.stdout, two.stderr);
  });
});

interface PackedPlugin {
  readonly configs: { readonly recommended: { readonly rules: Readonly<Record<string, string>> } };
}

const requirePlugin = (folder: string): PackedPlugin =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the installed copy, by path
  require(path.join(folder, 'node_modules/eslint-plugin-otel')) as PackedPlugin;
