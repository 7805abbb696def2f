/**
 * Scratch projects: what a user has after `npm install`. The plugin in them is the packed tarball, installed by npm.
 *
 * They lie in the temporary folder of the system, not in this repository: below it, Node would find the packages of the
 * repository, and the plugin its package.json.
 */
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../../scripts/build';

export const repository = path.resolve(__dirname, '../..');
const fixtureProject = path.join(__dirname, 'project');
const cacheFolder = path.join(tmpdir(), 'eslint-plugin-otel-integration');

/** The projects, by name, and the packages beside the plugin. Exact versions: the cache is keyed on them. */
const projects = {
  'eslint-8': { eslint: '8.57.1' },
  'eslint-9': { eslint: '9.39.5' },
  'eslint-10': { eslint: '10.15.0', oxlint: '1.94.0', 'vscode-langservers-extracted': '4.10.0' },
} as const;

const shared = {
  '@opentelemetry/api': '1.10.0',
  '@opentelemetry/core': '3.1.1',
  '@types/node': '20.19.43',
  '@typescript-eslint/parser': '8.72.0',
  typescript: '6.0.3',
  'typescript-eslint': '8.72.0',
} as const;

export type ProjectName = keyof typeof projects;
export const projectNames = Object.keys(projects) as ProjectName[];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

let packed: { readonly tarball: string } | { readonly error: unknown } | undefined;

/** Builds the plugin and packs it, once a process. Returns the tarball, which is in a folder of its own. */
export function packPlugin(): string {
  packed ??= tryToPack();
  if ('error' in packed) throw packed.error;
  return packed.tarball;
}

function tryToPack(): { readonly tarball: string } | { readonly error: unknown } {
  try {
    build();
    const folder = mkdtempSync(path.join(tmpdir(), 'eslint-plugin-otel-pack-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return { tarball: path.join(folder, filenameOf(JSON.parse(output))) };
  } catch (error) {
    return { error };
  }
}

/** npm answers with a list, or since npm 12 with an object by package name. */
function filenameOf(answer: unknown): string {
  const entry = Object.values(answer as Record<string, { filename: string }>)[0];
  if (!entry) throw new Error("'npm pack' named no tarball");
  return entry.filename;
}

const prepared = new Map<ProjectName, string>();

/**
 * The folder of a project, with the plugin of this moment and the files of `tests/integration/project` in it. The
 * packages are installed once and kept between runs; the plugin is laid anew once a process.
 */
export function scratchProject(name: ProjectName): string {
  const known = prepared.get(name);
  if (known) return known;
  const tarball = packPlugin();
  const dependencies = { ...shared, ...projects[name] };
  const plugin = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as Manifest;
  const key = JSON.stringify([dependencies, plugin.dependencies, plugin.peerDependencies, process.versions.modules]);
  const folder = path.join(cacheFolder, `${name}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`);
  const mark = path.join(folder, 'node_modules/.installed-by-tests');
  if (existsSync(mark)) replacePlugin(folder, tarball);
  else {
    install(folder, tarball, dependencies);
    writeFileSync(mark, '');
  }
  rmSync(path.join(folder, 'src'), { recursive: true, force: true });
  cpSync(fixtureProject, folder, { recursive: true });
  cpSync(path.join(repository, '.eslintrc.example.json'), path.join(folder, '.eslintrc.json'));
  cpSync(path.join(repository, 'eslint.config.example.mjs'), path.join(folder, 'eslint.config.mjs'));
  prepared.set(name, folder);
  return folder;
}

function install(folder: string, tarball: string, dependencies: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const copy = 'eslint-plugin-otel.tgz';
  cpSync(tarball, path.join(folder, copy));
  const manifest = {
    name: 'scratch',
    private: true,
    dependencies: { ...dependencies, 'eslint-plugin-otel': `file:./${copy}` },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const args = ['install', '--prefer-offline', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = run(folder, 'npm', args);
  if (result.status !== 0)
    throw new Error(`'npm ${args.join(' ')}' in '${folder}' failed:\n${result.stdout}${result.stderr}`);
}

/** Same dependencies, other code: the files of the package are all that differs. */
function replacePlugin(folder: string, tarball: string): void {
  const target = path.join(folder, 'node_modules/eslint-plugin-otel');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
}

/** Runs a command in a project, without the variables of the test runner. Never throws for an exit code. */
export function run(
  folder: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): SpawnSyncReturns<string> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^NODE_(?:OPTIONS|PATH)$/.test(name)),
  );
  return spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...inherited, ...env },
    shell: process.platform === 'win32',
  });
}

/** Runs a script of an installed package with this Node. */
export const runNode = (folder: string, args: readonly string[], env?: Readonly<Record<string, string>>) =>
  run(folder, process.execPath, args, env);
