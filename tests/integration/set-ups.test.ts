import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setUpOf, type SetUpTitle } from '../../scripts/lib/readme';
import { emptyProject, installedProject, type ProjectName, repository, run } from './scratch';

const readme = readFileSync(path.join(repository, 'README.md'), 'utf8');
const sixBugs = path.join(__dirname, 'six-bugs');

/** The six mistakes that a new user tries first, by the file that holds them, without its ending. */
const expected = [
  'attach otel/require-attach-dispose',
  'baggage otel/no-ignored-return',
  'baggage otel/no-pii-in-baggage',
  'later otel/require-context-binding',
  'telemetry otel/propagator-order',
  'worker otel/require-worker-carrier',
];

type Language = 'javascript' | 'typescript';

interface Case {
  readonly title: SetUpTitle;
  readonly project: ProjectName;
  readonly languages: readonly Language[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is said of the project beside its name. */
  readonly note?: string;
}

const both = ['typescript', 'javascript'] as const;
const eslintrc = 'ESLint 8, and 9 with `ESLINT_USE_FLAT_CONFIG=false`';
const flat = 'ESLint 9.22 and later, 10: TypeScript and JavaScript';
const plain = 'ESLint 9.22 and later, 10: JavaScript only';

const cases: readonly Case[] = [
  { title: flat, project: 'eslint-10', languages: both },
  { title: flat, project: 'eslint-9', languages: both },
  { title: flat, project: 'typescript-7-aside', languages: both },
  { title: plain, project: 'javascript', languages: ['javascript'], note: 'without TypeScript' },
  { title: plain, project: 'typescript-7', languages: ['javascript'] },
  { title: 'ESLint 9.0 to 9.21', project: 'eslint-9.0', languages: both },
  { title: eslintrc, project: 'eslint-8', languages: both },
  { title: eslintrc, project: 'eslint-9', languages: both, env: { ESLINT_USE_FLAT_CONFIG: 'false' } },
  { title: 'oxlint', project: 'eslint-10', languages: both },
  { title: 'oxlint', project: 'typescript-7', languages: both },
  { title: 'rslint', project: 'eslint-10', languages: both },
];

describe('the set-ups of README.md find six bugs', function () {
  // The first run installs projects from the registry.
  this.timeout(240_000);

  for (const { title, project, languages, env, note } of cases) {
    for (const language of languages) {
      it(`${title}; ${project}${note ? ` ${note}` : ''}; ${language}`, () => {
        const folder = sixBugsProject(project, language);
        if (note) rmSync(path.join(folder, 'node_modules/typescript'), { recursive: true });
        const { file, text, command } = setUpOf(readme, title);
        writeFileSync(path.join(folder, file), text);
        const result = npx(folder, command, env);
        assert.equal(result.status, 1, result.stdout + result.stderr);
        assert.deepEqual(findingsIn(result.stdout), expected, result.stdout + result.stderr);
      });
    }
  }

  it('and so do the configurations of docs/settings.md', () => {
    const page = readFileSync(path.join(repository, 'docs/settings.md'), 'utf8');
    const block = (language: string): string =>
      new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';
    const folder = sixBugsProject('eslint-10', 'typescript');
    writeFileSync(path.join(folder, 'eslint.config.mjs'), block('js'));
    assert.deepEqual(findingsIn(npx(folder, 'npx eslint .').stdout), expected);
    const oxlint = setUpOf(readme, 'oxlint');
    const config = { ...(JSON.parse(oxlint.text) as object), ...(JSON.parse(block('json')) as object) };
    writeFileSync(path.join(folder, oxlint.file), JSON.stringify(config));
    assert.deepEqual(findingsIn(npx(folder, oxlint.command).stdout), expected);
  });

  it('and are quiet about them once they are suppressed', () => {
    const folder = sixBugsProject('eslint-10', 'typescript');
    const { file, text } = setUpOf(readme, flat);
    writeFileSync(path.join(folder, file), text);
    const [, suppress = '', lint = ''] = /```sh\n(npx .*--suppress-all)\n(npx .*)\n```/.exec(readme) ?? [];
    assert.equal(npx(folder, suppress).status, 0);
    assert.ok(existsSync(path.join(folder, 'eslint-suppressions.json')));
    const again = npx(folder, lint);
    assert.equal(again.status, 0, again.stdout + again.stderr);
    // Warnings are not suppressed.
    assert.deepEqual(findingsIn(again.stdout), ['telemetry otel/propagator-order']);
  });
});

describe('the versions that README.md names', () => {
  it('are those of the projects', () => {
    const [table = ''] = /(?<=### What was tried\n\n)[^]*?(?=\n\n)/.exec(readme) ?? [];
    const row = (name: string): string => table.split('\n').find((line) => line.startsWith(`| ${name} `)) ?? '';
    const version = (project: ProjectName, name: string): string => {
      const manifest = path.join(installedProject(project), 'node_modules', name, 'package.json');
      return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
    };
    const missing = [
      ...(['eslint-8', 'eslint-9.0', 'eslint-9', 'eslint-10'] as const).map((project) => [
        'ESLint',
        version(project, 'eslint'),
      ]),
      ['typescript-eslint', version('eslint-10', 'typescript-eslint')],
      ...(['eslint-9.0', 'eslint-10', 'typescript-7'] as const).map((project) => [
        'TypeScript',
        version(project, 'typescript'),
      ]),
      ['TypeScript', version('typescript-7-aside', 'typescript-7')],
      ['oxlint', version('eslint-10', 'oxlint')],
      ['rslint', version('eslint-10', '@rslint/core')],
      ['editors', version('eslint-10', 'vscode-langservers-extracted')],
      ...['svelte-eslint-parser', 'vue-eslint-parser'].map((name) => ['pages', `${name} ${ownVersion(name)}`]),
      ['Node', process.versions.node.split('.')[0]],
    ].filter(([name = '', wanted = '']) => !row(name).includes(wanted));
    assert.deepEqual(missing, []);
  });
});

describe('the dependencies', function () {
  this.timeout(240_000);

  it('are there once beside a current typescript-eslint', () => {
    const copies = packagesBelow(path.join(installedProject('eslint-10'), 'node_modules')).filter((folder) =>
      /node_modules\/@typescript-eslint\/(?:utils|typescript-estree|type-utils|scope-manager)$/.test(folder),
    );
    const names = copies.map((folder) => path.basename(folder)).sort();
    assert.deepEqual(names, ['scope-manager', 'type-utils', 'typescript-estree', 'utils'], copies.join('\n'));
  });
});

/** The version of a package that the tests of this repository use. */
function ownVersion(name: string): string {
  const manifest = path.join(repository, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** A project with six bugs in it, and nothing that configures a linter. */
function sixBugsProject(project: ProjectName, language: Language): string {
  const folder = emptyProject(project);
  cpSync(path.join(sixBugs, language), folder, { recursive: true });
  // oxlint looks at all that git does not ignore.
  writeFileSync(path.join(folder, '.gitignore'), 'node_modules\n');
  return folder;
}

/** Runs a command of README.md that begins with `npx`. */
function npx(folder: string, command: string, env: Readonly<Record<string, string>> = {}): ReturnType<typeof run> {
  const [program = '', ...args] = command.split(' ');
  return run(folder, program, args, { NO_COLOR: '1', FORCE_COLOR: '0', ...env });
}

/**
 * The findings that a linter printed for people, as "file rule", sorted. ESLint prints a file and the findings below it;
 * oxlint and rslint print a finding and below it the place.
 */
function findingsIn(output: string): string[] {
  const found = new Set<string>();
  let file = '';
  let rule = '';
  for (const line of output.split('\n')) {
    const named = /src[\\/](?<file>\w+)\.[jt]s(?<place>:\d+)?/.exec(line)?.groups;
    const said = /otel[/(](?<rule>[\w-]+)/.exec(line)?.groups?.['rule'];
    if (named && !named['place']) file = named['file'] ?? '';
    if (named?.['place']) found.add(`${named['file'] ?? ''} otel/${rule}`);
    if (said) rule = said;
    if (said && file) found.add(`${file} otel/${said}`);
  }
  return [...found].sort();
}

/** The folders of all packages below a `node_modules`, with forward slashes. */
function packagesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const inner = path.join(folder, entry.name);
      if (entry.name.startsWith('@')) return packagesBelow(inner);
      return [inner.split(path.sep).join('/'), ...packagesBelow(path.join(inner, 'node_modules'))];
    });
}
