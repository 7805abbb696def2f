/**
 * Brings the generated parts of the documentation up to date: the header and the table of options of each page in
 * `docs/rules`; the table of rules, the set-ups and the example of a finding in README.md; the table of libraries in
 * `docs/guides/messages.md`; the rules of the example for oxlint; and links to what is not packed, which become addresses
 * of the repository that package.json names. The rules themselves are read from `src`, not from a build.
 *
 *     npm run docs
 *     npm run docs -- --check     changes nothing; lists what is out of date and exits with 1
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { presetRules } from '../src/configs';
import type { RuleDocs } from '../src/rule-kit/create-rule';
import { rules } from '../src/rules';
import { rebased, withAddresses } from './lib/links';
import { withMessagingTable } from './lib/messaging-table';
import { SET_UPS, withColumns, withFinding, withSetUps } from './lib/readme';

const root = path.resolve(__dirname, '..');
const rulePages = 'docs/rules';
const readme = 'README.md';
const messagesGuide = 'docs/guides/messages.md';

/** Pages that are not packed: only the address of the repository in them is of interest. */
const otherPages = ['CONTRIBUTING.md', 'SECURITY.md'];

/** The flat presets repeat the eslintrc ones, and `all` would be in every row. */
const flags = [
  ...['all', 'flat/all', 'flat/recommended', 'flat/strict'].flatMap((name) => ['--ignore-config', name]),
  ...['recommended,✅', 'strict,🔒'].flatMap((emoji) => ['--config-emoji', emoji]),
  // A test of ours checks the sections; the generator forbids a section that says "No options".
  '--rule-doc-section-options',
  'false',
];

/** A documentation file whose generated part differs from what the rules say now. */
export interface StalePage {
  /** The path below the root of the project. */
  readonly file: string;
  /** The text as it should be. */
  readonly text: string;
  /** The first line that differs, as it should be. */
  readonly line: string;
}

/**
 * Finds what is out of date, by running the generator on a copy of the documentation. README.md may be absent.
 *
 * @throws Error with the generator's own words: a rule without a page, a README without the markers of the table.
 */
export function stalePages(): readonly StalePage[] {
  const copy = makeCopy();
  try {
    runGenerator(copy);
    const generated = (page: string): string => readFileSync(path.join(copy, page), 'utf8');
    return [
      ...stale(oxlintExample, oxlintConfig()),
      ...(existsSync(path.join(root, readme)) ? stale(readme, readmeFrom(generated(readme), copy)) : []),
      ...pagesOf(rulePages).flatMap((page) => stale(page, withAddresses(root, page, generated(page)))),
      ...[...pagesOf('docs'), ...pagesOf('docs/guides')].flatMap((page) => stale(page, textOf(page))),
      ...otherPages.flatMap((page) => stale(page, rebased(read(page)))),
    ];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const pagesOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);

function textOf(page: string): string {
  const text = withAddresses(root, page, read(page));
  return page === messagesGuide ? withMessagingTable(text) : text;
}

function readmeFrom(text: string, folder: string): string {
  const docsOf = (name: string): RuleDocs | undefined =>
    (rules as Readonly<Record<string, { meta: { docs?: RuleDocs } }>>)[name]?.meta.docs;
  const example = (file: string): string => (file === oxlintExample ? oxlintConfig() : read(file));
  const complete = withFinding(withSetUps(withColumns(text, docsOf), example), (code) => printedBy(folder, code));
  return withAddresses(root, readme, complete);
}

const oxlintExample = SET_UPS.oxlint;

/** oxlint takes no presets from plugins. */
function oxlintConfig(): string {
  const config = { jsPlugins: ['eslint-plugin-otel'], rules: presetRules('recommended') };
  // As Prettier has it: a list of one on one line.
  return `${JSON.stringify(config, null, 2).replace(/\[\s+("[^"]*")\s+\]/u, '[$1]')}\n`;
}

/** What ESLint prints of a file with this code, under `recommended`. */
function printedBy(folder: string, code: string): string {
  const file = path.join('src', 'enter.ts');
  const config = `
    const parser = require('@typescript-eslint/parser');
    const plugin = require('./plugin.cjs');
    module.exports = [{ files: ['**/*.ts'], languageOptions: { parser }, ...plugin.configs['flat/recommended'] }];`;
  writeFileSync(path.join(folder, 'finding.config.cjs'), config);
  const eslint = path.join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [eslint, '--config', 'finding.config.cjs', '--no-color', '--stdin', '--stdin-filename', file],
    { cwd: folder, encoding: 'utf8', input: code },
  );
  if (!stdout.includes(file)) throw new Error(`ESLint found nothing in the example of README.md:\n${stdout}${stderr}`);
  return `${stdout.replaceAll(path.join(folder, file), 'src/enter.ts').trim()}\n`;
}

function stale(file: string, text: string): StalePage[] {
  const now = readFileSync(path.join(root, file), 'utf8');
  return now === text ? [] : [{ file, text, line: firstDifference(now, text) }];
}

/** A folder that looks like a plugin to the generator: the documentation, and an entry that loads the sources. */
function makeCopy(): string {
  mkdirSync(path.join(root, '.tmp'), { recursive: true });
  const copy = mkdtempSync(path.join(root, '.tmp', 'docs-'));
  cpSync(path.join(root, rulePages), path.join(copy, rulePages), { recursive: true });
  if (existsSync(path.join(root, readme))) cpSync(path.join(root, readme), path.join(copy, readme));
  else writeFileSync(path.join(copy, readme), '## Rules\n');
  writeFileSync(path.join(copy, 'package.json'), JSON.stringify({ name: 'eslint-plugin-otel', main: 'plugin.cjs' }));
  writeFileSync(
    path.join(copy, 'plugin.cjs'),
    "require('tsx/cjs');\nmodule.exports = require('../../src/index.ts');\n",
  );
  return copy;
}

function runGenerator(folder: string): void {
  const generator = path.join(root, 'node_modules', 'eslint-doc-generator', 'dist', 'bin', 'eslint-doc-generator.js');
  try {
    execFileSync(process.execPath, [generator, folder, ...flags], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`eslint-doc-generator failed:\n${stdout}${stderr}`);
  }
}

function firstDifference(now: string, text: string): string {
  const lines = now.split('\n');
  return text.split('\n').find((line, index) => line !== lines[index]) ?? '(the end of the file)';
}

function main(): void {
  const pages = stalePages();
  const isCheck = process.argv.includes('--check');
  if (!isCheck) for (const { file, text } of pages) writeFileSync(path.join(root, file), text);
  for (const { file, line } of pages)
    console.log(isCheck ? `out of date: ${file}\n  should read: ${line}` : `updated: ${file}`);
  if (pages.length === 0) console.log('The documentation is up to date.');
  if (isCheck && pages.length > 0) {
    console.log("Run 'npm run docs'.");
    process.exitCode = 1;
  }
}

if (require.main === module) main();
