import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packPlugin, projectNames, repository, runNode, scratchProject } from './scratch';

/** How TypeScript may look for modules. */
const resolutions = {
  nodenext: { module: 'nodenext' },
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
} as const;

const typedConfig = `
import { defineConfig } from 'eslint/config';
import otel, { configs, type OtelSettings } from 'eslint-plugin-otel';

const entry: 'error' | 'warn' | 'off' | [string, ...unknown[]] | undefined =
  otel.configs.strict.rules['otel/require-attach-dispose'];
const settings: OtelSettings = { contextManager: 'async-local-storage', testFiles: ['**/*.check.ts'] };

export default defineConfig(
  { files: ['**/*.ts'], plugins: { otel }, extends: ['otel/recommended'] },
  otel.configs['flat/recommended'],
  { extends: [configs['flat/strict'], configs['flat/all']] },
  { rules: { ...configs['flat/recommended'].rules, 'otel/require-attach-dispose': 'off' } },
  { settings: { otel: settings } },
);
export { entry };
`;

describe('the tarball', function () {
  this.timeout(240_000);

  before(() => projectNames.forEach(scratchProject));

  it('holds the build, the documentation and the declaration, and no sources or tests', () => {
    const files = execFileSync('tar', ['-tzf', packPlugin()], { encoding: 'utf8' }).trim().split('\n');
    for (const file of ['package/package.json', 'package/dist/index.js', 'package/dist/index.d.ts']) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
    assert.deepEqual(
      files.filter((file) => !/^package\/(?:dist|docs)\/|^package\/[^/]+$/.test(file)),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /\.tgz$|\/tests?\/|public-types/.test(file)),
      [],
    );
  });

  it('passes publint', () => {
    const result = runNode(repository, [binOf('publint'), 'run', packPlugin(), '--strict']);
    assert.equal(result.status, 0, result.stdout + result.stderr);
  });

  it('passes are-the-types-wrong', () => {
    const result = runNode(repository, [binOf('@arethetypeswrong/cli', 'attw'), packPlugin(), '--no-emoji']);
    assert.equal(result.status, 0, result.stdout + result.stderr);
  });

  const smoke = `
    const names = ['recommended', 'strict', 'all'];
    const shape = { meta: plugin.meta, rules: Object.keys(plugin.rules).sort(), configs: Object.keys(plugin.configs).sort() };
    for (const name of names) {
      const [rc, flat] = [plugin.configs[name], plugin.configs['flat/' + name]];
      if (rc.plugins[0] !== 'otel' || flat.plugins.otel !== plugin) throw new Error(name + ': wrong plugins');
      if (JSON.stringify(rc.rules) !== JSON.stringify(flat.rules)) throw new Error(name + ': the two kinds differ');
      for (const rule of Object.keys(rc.rules)) if (!plugin.rules[rule.replace('otel/', '')]) throw new Error('unknown ' + rule);
    }
    console.log(JSON.stringify(shape));`;

  for (const project of projectNames) {
    it(`loads by require() and by import, with its presets, beside ${project}`, () => {
      const folder = scratchProject(project);
      const required = runNode(folder, ['-e', `const plugin = require('eslint-plugin-otel');${smoke}`]);
      const imported = runNode(folder, [
        '--input-type=module',
        '-e',
        `import plugin from 'eslint-plugin-otel';${smoke}`,
      ]);
      assert.equal(required.status, 0, required.stderr);
      assert.equal(imported.status, 0, imported.stderr);
      assert.equal(imported.stdout, required.stdout);
      const named = runNode(folder, [
        '--input-type=module',
        '-e',
        `import plugin, { configs, meta, rules } from 'eslint-plugin-otel';
        if (configs !== plugin.configs || meta !== plugin.meta || rules !== plugin.rules) throw new Error('other objects');`,
      ]);
      assert.equal(named.status, 0, named.stderr);
      const shape = JSON.parse(required.stdout) as { meta: Record<string, string>; rules: string[]; configs: string[] };
      assert.equal(shape.meta['name'], 'eslint-plugin-otel');
      assert.equal(shape.meta['namespace'], 'otel');
      assert.deepEqual(shape.configs, ['all', 'flat/all', 'flat/recommended', 'flat/strict', 'recommended', 'strict']);
      assert.ok(shape.rules.length > 0);
    });
  }

  it('loads without TypeScript, and lints plain JavaScript', () => {
    const folder = scratchProject('eslint-10');
    const script = `
      const Module = require('node:module');
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (request, ...rest) => {
        if (request === 'typescript' || request.startsWith('typescript/')) throw Object.assign(new Error('Cannot find module ' + request), { code: 'MODULE_NOT_FOUND' });
        return resolve(request, ...rest);
      };
      const plugin = require('eslint-plugin-otel');
      const { Linter } = require('eslint');
      const text = require('fs').readFileSync('src/legacy.cjs', 'utf8');
      const messages = new Linter().verify(text, [plugin.configs['flat/all']], { filename: 'legacy.cjs' });
      if (messages.some((message) => message.fatal)) throw new Error(JSON.stringify(messages));
      console.log(messages.length);`;
    const result = runNode(folder, ['-e', script]);
    assert.equal(result.status, 0, result.stderr);
    assert.ok(Number(result.stdout) > 0);
  });

  for (const project of ['eslint-9', 'eslint-10'] as const) {
    for (const [kind, options] of Object.entries(resolutions)) {
      it(`type-checks in an eslint.config.ts under ${project}, ${kind}`, () => {
        const result = typeCheck(scratchProject(project), typedConfig, options);
        assert.equal(result.status, 0, result.stdout);
      });
    }
  }

  it('has types that know a wrong setting', () => {
    const wrong = `
import type { OtelSettings } from 'eslint-plugin-otel';
export const settings: OtelSettings[] = [{ contextManger: 'zone' }, { contextManager: 'als' }, { instrumented: ['axios'] }];
`;
    const result = typeCheck(scratchProject('eslint-10'), wrong, resolutions.nodenext);
    assert.match(result.stdout, /contextManger[^]*"als"[^]*"axios"/);
    assert.equal(result.stdout.match(/error TS/g)?.length, 3, result.stdout);
  });
});

/** Type-checks a text as `eslint.config.mts` of a project, as strictly as it goes. */
function typeCheck(folder: string, text: string, options: object): ReturnType<typeof runNode> {
  const types = path.join(folder, 'config-types');
  mkdirSync(types, { recursive: true });
  const compilerOptions = {
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ['node'],
    ...options,
  };
  writeFileSync(path.join(types, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['eslint.config.mts'] }));
  writeFileSync(path.join(types, 'eslint.config.mts'), text);
  return runNode(folder, ['node_modules/typescript/bin/tsc', '-p', 'config-types']);
}

/** The script that a package of this repository puts on the command line. */
function binOf(name: string, command = name): string {
  const folder = path.join(repository, 'node_modules', name);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a manifest, by path
  const manifest = require(path.join(folder, 'package.json')) as { bin: string | Record<string, string> };
  const script = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  if (!script) throw new Error(`${name} has no command '${command}'`);
  return path.join(folder, script);
}
