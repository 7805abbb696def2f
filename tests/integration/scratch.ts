/**
 * Scratch projects: what a user has after `npm install`. The plugin in them is the packed tarball.
 *
 * They lie in the temporary folder of the system, not in this repository: below it, Node would find the packages of the
 * repository, and the plugin its package.json. What npm installs is kept between runs and shared by processes that run
 * at once; each process has project folders of its own, in which every package but the plugin is a link.
 */
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../../scripts/build';
import { isRunning, withLock } from './lock';

export const repository = path.resolve(__dirname, '../..');
const fixtureProject = path.join(__dirname, 'project');
const cacheFolder = path.join(tmpdir(), 'eslint-plugin-otel-integration');
const pluginName = 'eslint-plugin-otel';

/** What the code of the fixtures imports. */
const openTelemetry = {
  '@opentelemetry/api': '1.10.0',
  '@opentelemetry/core': '3.1.1',
  '@opentelemetry/propagator-b3': '3.1.0',
  '@types/node': '20.19.43',
};
const typescript = { '@typescript-eslint/parser': '8.74.0', 'typescript-eslint': '8.74.0', typescript: '6.0.3' };

/** The projects, by name, and the packages beside the plugin. Exact versions: the cache is keyed on them. */
const projects = {
  'eslint-8': { ...openTelemetry, ...typescript, eslint: '8.57.1' },
  'eslint-9': { ...openTelemetry, ...typescript, eslint: '9.39.5' },
  'eslint-10': {
    ...openTelemetry,
    ...typescript,
    eslint: '10.15.0',
    oxlint: '1.94.0',
    '@rslint/core': '0.9.2',
    'vscode-langservers-extracted': '4.10.0',
  },
  // ESLint before `defineConfig`, and the oldest TypeScript that typescript-eslint takes.
  'eslint-9.0': { ...openTelemetry, ...typescript, typescript: '4.8.4', '@types/node': '18.19.130', eslint: '9.0.0' },
  javascript: { ...openTelemetry, eslint: '10.15.0' },
  'typescript-7': { ...openTelemetry, typescript: '7.0.2', eslint: '10.15.0', oxlint: '1.94.0' },
  'typescript-7-aside': {
    ...openTelemetry,
    ...typescript,
    typescript: 'npm:@typescript/typescript6@6.0.2',
    'typescript-7': 'npm:typescript@7.0.2',
    eslint: '10.15.0',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type ProjectName = keyof typeof projects;
/** The projects of the fixture, one a major version of ESLint. */
export const projectNames = ['eslint-8', 'eslint-9', 'eslint-10'] as const satisfies readonly ProjectName[];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

let packed: { readonly tarball: string } | { readonly error: unknown } | undefined;

/** Builds the plugin and packs it. Returns the tarball, which is kept for as long as no source changes. */
export function packPlugin(): string {
  packed ??= tryToPack();
  if ('error' in packed) throw packed.error;
  return packed.tarball;
}

function tryToPack(): { readonly tarball: string } | { readonly error: unknown } {
  try {
    const folder = path.join(cacheFolder, `packed-${hashOf(sourcesOfTarball())}`);
    const tarball = path.join(folder, `${pluginName}.tgz`);
    withLock(`${folder}.lock`, () => {
      if (existsSync(tarball)) return;
      removeOld('packed-');
      mkdirSync(folder, { recursive: true });
      renameSync(packInto(folder), tarball);
    });
    return { tarball };
  } catch (error) {
    return { error };
  }
}

/** A copy of the repository with a build of its own, so that nobody's `dist` changes under them. */
function packInto(folder: string): string {
  const copy = mkdtempSync(path.join(folder, 'copy-'));
  const left = new Set(['.git', '.tmp', 'dist', 'node_modules', 'tests', 'bench']);
  for (const entry of readdirSync(repository).filter((name) => !left.has(name))) {
    cpSync(path.join(repository, entry), path.join(copy, entry), {
      recursive: true,
      filter: (file) => !/[\\/](?:node_modules|dist)$/.test(file),
    });
  }
  build(path.join(copy, 'dist'), { check: false });
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: copy,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  rmSync(copy, { recursive: true, force: true });
  return path.join(folder, filenameOf(JSON.parse(output)));
}

/** npm answers with a list, or since npm 12 with an object by package name. */
function filenameOf(answer: unknown): string {
  const entry = Object.values(answer as Record<string, { filename: string }>)[0];
  if (!entry) throw new Error("'npm pack' named no tarball");
  return entry.filename;
}

/** All that the tarball is made of, as one text. */
function sourcesOfTarball(): string {
  const files = [
    'src',
    'docs',
    'scripts/build.ts',
    'package.json',
    'README.md',
    'LICENSE',
    'tsconfig.json',
    'tsconfig.build.json',
  ];
  return JSON.stringify(files.flatMap((file) => textsOf(path.join(repository, file))));
}

function textsOf(file: string): string[] {
  if (!statSync(file).isDirectory()) return [file, readFileSync(file, 'utf8')];
  return readdirSync(file)
    .sort()
    .flatMap((name) => textsOf(path.join(file, name)));
}

/** Removes what earlier runs left: a process that runs now has made or used its own within a day. */
function removeOld(prefix: string): void {
  const dayAgo = Date.now() - 24 * 60 * 60 * 1000;
  for (const name of readdirSync(cacheFolder).filter((entry) => entry.startsWith(prefix) && !entry.endsWith('.lock'))) {
    const folder = path.join(cacheFolder, name);
    if (statSync(folder).mtimeMs < dayAgo) rmSync(folder, { recursive: true, force: true });
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const prepared = new Map<ProjectName, string>();

/**
 * The folder of a project of the fixture, with the plugin of this moment, the files of `tests/integration/project` and
 * the example configurations in it.
 */
export function scratchProject(name: ProjectName): string {
  const known = prepared.get(name);
  if (known) return known;
  const folder = emptyProject(name);
  cpSync(fixtureProject, folder, { recursive: true });
  cpSync(path.join(repository, '.eslintrc.example.json'), path.join(folder, '.eslintrc.json'));
  cpSync(path.join(repository, 'eslint.config.example.mjs'), path.join(folder, 'eslint.config.mjs'));
  prepared.set(name, folder);
  return folder;
}

/** A new folder with the packages of a project and nothing else. It goes when the process ends. */
export function emptyProject(name: ProjectName): string {
  const tarball = packPlugin();
  const installed = installedProject(name);
  const folder = mkdtempSync(path.join(runFolder(), `${name}-`));
  cpSync(path.join(installed, 'package.json'), path.join(folder, 'package.json'));
  linkPackages(path.join(installed, 'node_modules'), path.join(folder, 'node_modules'));
  const plugin = path.join(folder, 'node_modules', pluginName);
  mkdirSync(plugin);
  execFileSync('tar', ['-xzf', tarball, '-C', plugin, '--strip-components=1']);
  const own = path.join(installed, 'node_modules', pluginName, 'node_modules');
  if (existsSync(own)) symlinkSync(own, path.join(plugin, 'node_modules'), 'junction');
  return folder;
}

let ownRuns: string | undefined;

/** The folder of this process, named after it. Those of processes that are no more are removed: not all end by themselves. */
function runFolder(): string {
  if (ownRuns !== undefined) return ownRuns;
  const runs = path.join(cacheFolder, 'runs');
  const own = path.join(runs, String(process.pid));
  mkdirSync(own, { recursive: true });
  for (const name of readdirSync(runs).filter((pid) => !isRunning(Number(pid)))) {
    rmSync(path.join(runs, name), { recursive: true, force: true });
  }
  process.once('exit', () => rmSync(own, { recursive: true, force: true }));
  ownRuns = own;
  return own;
}

/** The folder into which npm installed a project, by the versions of all that is in it. Not to be written to. */
export function installedProject(name: ProjectName): string {
  const tarball = packPlugin();
  const dependencies = projects[name];
  const plugin = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as Manifest;
  const key = JSON.stringify([dependencies, plugin.dependencies, plugin.peerDependencies, process.versions.modules]);
  const folder = path.join(cacheFolder, `${name}-${hashOf(key)}`);
  const mark = path.join(folder, 'node_modules/.installed-by-tests');
  withLock(`${folder}.lock`, () => {
    if (existsSync(mark)) return;
    install(folder, tarball, dependencies);
    writeFileSync(mark, '');
  });
  return folder;
}

function install(folder: string, tarball: string, dependencies: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const copy = `${pluginName}.tgz`;
  cpSync(tarball, path.join(folder, copy));
  const manifest = {
    name: 'scratch',
    private: true,
    dependencies: { ...dependencies, [pluginName]: `file:./${copy}` },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const args = ['install', '--prefer-offline', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = run(folder, 'npm', args);
  if (result.status !== 0)
    throw new Error(`'npm ${args.join(' ')}' in '${folder}' failed:\n${result.stdout}${result.stderr}`);
}

/** Links every package but the plugin. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from).filter((entry) => entry !== pluginName && entry !== '.package-lock.json')) {
    symlinkSync(path.join(from, name), path.join(to, name), 'junction');
  }
}

/**
 * Runs a command in a project, without the variables of the test runner, and without those by which programs tell whether
 * to colour what they print. Never throws for an exit code.
 */
export function run(
  folder: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): SpawnSyncReturns<string> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:NODE_OPTIONS|NODE_PATH|CI|FORCE_COLOR|CLICOLOR_FORCE)$/.test(name),
    ),
  );
  return spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...inherited, NO_COLOR: '1', ...env },
    shell: process.platform === 'win32',
  });
}

/** Runs a script of an installed package with this Node. */
export const runNode = (folder: string, args: readonly string[], env?: Readonly<Record<string, string>>) =>
  run(folder, process.execPath, args, env);
