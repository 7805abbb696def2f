import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { newRule } from '../../scripts/new-rule';
import { examplesOf, introductionOf } from '../support/docs-examples';

const root = path.resolve(__dirname, '../..');
const name = 'sample-new-rule';

describe('npm run new-rule', () => {
  const copy = makeCopy();
  const read = (file: string): string => readFileSync(path.join(copy, file), 'utf8');
  let written: readonly string[] = [];
  before(() => (written = newRule(copy, name)));
  after(() => rmSync(copy, { recursive: true, force: true }));

  it('writes the rule, its test, its page and its runtime case, and registers it', () => {
    assert.deepEqual(written, [
      `src/rules/${name}.ts`,
      `tests/rules/${name}.test.ts`,
      `docs/rules/${name}.md`,
      `tests/runtime/${name}/case.ts`,
      `tests/runtime/${name}/broken.ts`,
      'src/rules/index.ts',
    ]);
    assert.deepEqual(
      written.filter((file) => !existsSync(path.join(copy, file))),
      [],
    );
  });

  it('keeps the registry in alphabetical order, and every other rule in it', () => {
    const entries = [...read('src/rules/index.ts').matchAll(/^ {2}'([\w-]+)': (\w+),$/gm)].map(
      ([, entry = '']) => entry,
    );
    const files = readdirSync(path.join(copy, 'src/rules')).filter(
      (file) => file.endsWith('.ts') && file !== 'index.ts',
    );
    assert.deepEqual(entries, [...entries].sort());
    assert.ok(entries.includes(name));
    const imports = [...read('src/rules/index.ts').matchAll(/^import \{ \w+ \} from '\.\/([\w-]+)';$/gm)].map(
      ([, file = '']) => file,
    );
    assert.deepEqual(imports, entries);
    assert.deepEqual(
      entries.filter((entry) => !files.includes(`${entry}.ts`)),
      [],
    );
  });

  it('writes code that compiles under strict', () => {
    const files = written.filter((file) => file.endsWith('.ts')).map((file) => path.join(copy, file));
    const configFile = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8'));
    const { options } = ts.parseJsonConfigFileContent(configFile.config, ts.sys, root);
    const diagnostics = ts
      .getPreEmitDiagnostics(ts.createProgram(files, options))
      .filter(({ file }) => files.includes(file?.fileName ?? ''));
    assert.deepEqual(
      diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
      [],
    );
  });

  it('writes a test that passes', () => {
    const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
    const flags = [
      '--no-config',
      '--require',
      'tsx/cjs',
      '--require',
      'tests/setup.ts',
      '--extension',
      'ts',
      '--timeout',
      '60000',
    ];
    const output = execFileSync(process.execPath, [mocha, ...flags, `tests/rules/${name}.test.ts`], {
      cwd: copy,
      encoding: 'utf8',
    });
    assert.match(output, /\b6 passing\b/);
  });

  it('writes a page with an incorrect and a correct example', () => {
    const page = read(`docs/rules/${name}.md`);
    assert.deepEqual(
      examplesOf(name, page).map(({ isCorrect }) => isCorrect),
      [false, true],
    );
    assert.match(introductionOf(page), /^TODO: /);
  });

  it('refuses a rule that exists, and one of whose files is left over', () => {
    assert.throws(
      () => newRule(copy, name),
      /^Error: 'sample-new-rule' exists already: src\/rules\/sample-new-rule\.ts, /,
    );
    writeFileSync(path.join(copy, 'docs/rules/left-over.md'), '');
    assert.throws(
      () => newRule(copy, 'left-over'),
      /^Error: 'left-over' exists already: docs\/rules\/left-over\.md\.$/,
    );
    assert.ok(!existsSync(path.join(copy, 'src/rules/left-over.ts')), 'nothing is written');
  });

  for (const bad of [
    'Carrier',
    'carrier',
    'validCarrier',
    'valid_carrier',
    'valid-',
    '-valid',
    '../valid-carrier',
    'valid carrier',
    '1-valid',
  ]) {
    it(`refuses the name '${bad}'`, () => {
      assert.throws(() => newRule(copy, bad), /is not a name for a rule: two or more words in lower case/);
    });
  }

  it('says which name it wants when there is none, a prefix or too many', () => {
    assert.throws(() => newRule(copy, ''), /^Error: Which rule\?/);
    assert.throws(() => newRule(copy, 'otel/valid-carrier'), /leave out the prefix 'otel\/'/);
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'scripts/new-rule.ts', 'one-rule', 'two-rule'],
      { cwd: copy, encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.equal(stderr, "One rule at a time: 'one-rule', or 'two-rule'?\n");
  });

  it('refuses a registry of another form', () => {
    const registry = path.join(copy, 'src/rules/index.ts');
    const before = readFileSync(registry, 'utf8');
    writeFileSync(registry, 'export const rules = {};\n');
    assert.throws(() => newRule(copy, 'valid-other'), /'src\/rules\/index\.ts' has no import and entry for each rule/);
    writeFileSync(registry, before);
    assert.ok(!existsSync(path.join(copy, 'src/rules/valid-other.ts')), 'nothing is written');
  });
});

/** A copy of the parts of the project that a new rule touches, inside the project so that packages resolve. */
function makeCopy(): string {
  mkdirSync(path.join(root, '.tmp'), { recursive: true });
  const copy = mkdtempSync(path.join(root, '.tmp', 'new-rule-'));
  const parts = [
    'package.json',
    'src',
    'scripts',
    'tests/setup.ts',
    'tests/support',
    'tests/fixtures',
    'tests/runtime/runtime-case.ts',
    'tests/runtime/setup',
  ];
  for (const part of parts) cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  return copy;
}
