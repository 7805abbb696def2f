/**
 * Brings the generated parts of the documentation up to date: the header and the table of options of each page in
 * `docs/rules`, the table of rules in README.md, and the table of libraries in `docs/guides/messages.md`. The rules
 * themselves are read from `src`, not from a build.
 *
 *     npm run docs
 *     npm run docs -- --check     changes nothing; lists what is out of date and exits with 1
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withMessagingTable } from './lib/messaging-table';

const root = path.resolve(__dirname, '..');
const rulePages = path.join('docs', 'rules');
const readme = 'README.md';
const messagesGuide = path.join('docs', 'guides', 'messages.md');

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
    const pages = readdirSync(path.join(root, rulePages)).filter((name) => name.endsWith('.md'));
    const generated = [readme, ...pages.map((name) => path.join(rulePages, name))]
      .filter((file) => existsSync(path.join(root, file)))
      .flatMap((file) => stale(file, readFileSync(path.join(copy, file), 'utf8')));
    return [
      ...generated,
      ...stale(messagesGuide, withMessagingTable(readFileSync(path.join(root, messagesGuide), 'utf8'))),
    ];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
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
