import * as parser from '@typescript-eslint/parser';
import { type ESLint, Linter } from 'eslint';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import plugin from '../../../src';
import { setManifestFreshness } from '../../../src/analysis/project/manifest';
import { useOwnProjectService } from '../../support/lint';

const root = path.resolve(__dirname, '../../..');

/** A timer whose callback reads the active context: reported under the stack manager, silent under the others. */
const timer = `
import { trace } from '@opentelemetry/api';
export const later = (): void => {
  setTimeout(() => {
    trace.getTracer('a').startSpan('b').end();
  }, 5);
};
`;
const web = "import { WebTracerProvider } from '@opentelemetry/sdk-trace-web';";
const register = (manager: string): string => `new WebTracerProvider().register({ contextManager: new ${manager}() });`;
const zone = `${web}\nimport { ZoneContextManager } from '@opentelemetry/context-zone';\n${register('ZoneContextManager')}\n`;
const stack = `${web}\nnew WebTracerProvider().register();\n`;
const own = `${web}\nimport { OwnManager } from './own';\n${register('OwnManager')}\n`;

describe('the nearest evidence of the context manager', () => {
  useOwnProjectService();
  before(() => setManifestFreshness(0));
  after(() => setManifestFreshness(1000));
  let folder: string;
  beforeEach(() => {
    mkdirSync(path.join(root, '.tmp'), { recursive: true });
    folder = mkdtempSync(path.join(root, '.tmp', 'evidence-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function speaks(
    files: Readonly<Record<string, string>>,
    dependencies: readonly string[],
    settings: Readonly<Record<string, unknown>> = {},
    typed = true,
  ): boolean {
    parser.clearCaches(); // a program does not see that a file of it changes
    const manifest = { name: 'app', dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])) };
    const all = {
      'package.json': JSON.stringify(manifest),
      'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, types: [] }, include: ['**/*'] }),
      ...files,
    };
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const config: Linter.Config = {
      files: ['**/*.ts'],
      plugins: { otel: plugin as unknown as ESLint.Plugin },
      languageOptions: { parser, parserOptions: typed ? { projectService: true, tsconfigRootDir: folder } : {} },
      settings: { otel: settings },
      rules: { 'otel/require-context-binding': 'error' },
    };
    const messages = new Linter({ cwd: folder }).verify(files['src/later.ts'] ?? '', [config], {
      filename: path.join(folder, 'src/later.ts'),
    });
    assert.deepEqual(
      messages.filter(({ ruleId }) => ruleId === null),
      [],
    );
    return messages.length > 0;
  }
  const sdkWeb = ['@opentelemetry/sdk-trace-web'];

  it('is package.json where nothing else tells', () => {
    assert.ok(speaks({ 'src/later.ts': timer }, sdkWeb));
    assert.ok(!speaks({ 'src/later.ts': timer }, ['@vercel/otel']));
  });
  for (const typed of [true, false]) {
    it(`is the file itself before settings and package.json, ${typed ? 'typed' : 'untyped'}`, () => {
      const settings = { contextManager: 'stack' };
      assert.ok(!speaks({ 'src/later.ts': zone + timer }, sdkWeb, settings, typed));
      assert.ok(!speaks({ 'src/later.ts': own + timer }, sdkWeb, settings, typed));
      assert.ok(speaks({ 'src/later.ts': stack + timer }, ['@vercel/otel'], {}, typed));
    });
  }
  it('is a set-up file of the program before package.json', () => {
    assert.ok(!speaks({ 'src/later.ts': timer, 'src/telemetry.ts': zone }, sdkWeb));
    assert.ok(!speaks({ 'src/later.ts': timer, 'src/telemetry.ts': own }, sdkWeb));
    assert.ok(speaks({ 'src/later.ts': timer, 'src/telemetry.ts': stack }, ['@vercel/otel']));
  });
  it('is the setting before a set-up file of the program', () => {
    assert.ok(speaks({ 'src/later.ts': timer, 'src/telemetry.ts': zone }, [], { contextManager: 'stack' }));
  });
  it('is no test, and no file of another package', () => {
    assert.ok(speaks({ 'src/later.ts': timer, 'tests/telemetry.ts': zone }, sdkWeb));
    const other = { 'packages/b/package.json': '{ "name": "b" }', 'packages/b/telemetry.ts': zone };
    assert.ok(speaks({ 'src/later.ts': timer, ...other }, sdkWeb));
  });
});
