/** Reads package.json files: once for the life of the process, and again when one changes on disk. */
import fs from 'node:fs';
import path from 'node:path';

/** What the analyses read of a package.json. */
export interface Manifest {
  /** Its absolute path. */
  readonly path: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Its `type` field. */
  readonly type: string | undefined;
  /**
   * Name → range, of every kind of dependency; what is installed with the package goes before what it expects of
   * others.
   */
  readonly dependencies: ReadonlyMap<string, string>;
  /** Whether it lists the packages of a workspace: above it begins somebody else's project. */
  readonly isWorkspaceRoot: boolean;
}

interface CachedManifest {
  /** When the file was last looked at, in milliseconds of `performance.now()`. */
  lookedAt: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly size: number;
  readonly manifest: Manifest | undefined;
}

const manifestCache = new Map<string, CachedManifest>();

/**
 * The manifest at a path; undefined when there is no file, it cannot be read, or it is no JSON object. Costs one `stat` a
 * second while the file stays as it is; the same object answers until then.
 */
export function readManifest(file: string): Manifest | undefined {
  const cached = manifestCache.get(file);
  const now = performance.now();
  if (cached && now - cached.lookedAt < freshness) return cached.manifest;
  const { mtimeMs = 0, ctimeMs = 0, size = -1 } = statOf(file) ?? {};
  if (cached && cached.mtimeMs === mtimeMs && cached.ctimeMs === ctimeMs && cached.size === size) {
    cached.lookedAt = now;
    return cached.manifest;
  }
  const manifest = size < 0 ? undefined : parseManifest(file);
  manifestCache.set(file, { lookedAt: now, mtimeMs, ctimeMs, size, manifest });
  return manifest;
}

/** For how long what was read of a package.json holds without another look at it. */
let freshness = 1000;

/** Sets for how long, in milliseconds, and forgets what was read: for tests that change a package.json. */
export function setManifestFreshness(milliseconds: number): void {
  freshness = milliseconds;
  manifestCache.clear();
  rootFolders.clear();
}

function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // no permission, a loop of links, a name too long or with a NUL in it
  }
}

/** The kinds of dependency; the first that names a package gives its range. */
const DEPENDENCY_FIELDS = ['dependencies', 'optionalDependencies', 'devDependencies', 'peerDependencies'] as const;

function parseManifest(file: string): Manifest | undefined {
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/u, ''));
  } catch {
    return undefined;
  }
  if (!isRecord(json)) return undefined;
  const dependencies = new Map<string, string>();
  for (const field of DEPENDENCY_FIELDS) {
    const group = json[field];
    if (!isRecord(group)) continue;
    for (const [name, range] of Object.entries(group)) {
      if (typeof range === 'string' && !dependencies.has(name)) dependencies.set(name, range);
    }
  }
  return {
    path: file,
    name: stringOf(json['name']),
    version: stringOf(json['version']),
    type: stringOf(json['type']),
    dependencies,
    isWorkspaceRoot: json['workspaces'] !== undefined,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * A folder with those above it, nearest first, up to the root or to the package that an installed folder belongs to.
 */
const foldersCache = new Map<string, readonly string[]>();

/**
 * The folders whose package.json says something about files in `directory`, nearest first: every one upward. It ends
 * below a `node_modules` folder, since an installed package is not part of the project that installs it.
 */
export function foldersUpward(directory: string): readonly string[] {
  let folders = foldersCache.get(directory);
  if (!folders) {
    const parent = path.dirname(directory);
    folders =
      parent === directory || path.basename(parent) === 'node_modules'
        ? [directory]
        : [directory, ...foldersUpward(parent)];
    foldersCache.set(directory, folders);
  }
  return folders;
}

/** What stands beside the package.json of a workspace's root, or of a repository's. */
const MARKS_OF_ROOT = ['pnpm-workspace.yaml', 'lerna.json', '.git'];
const rootFolders = new Map<string, boolean>();

/** Whether a folder is where the project ends; looked up once for the life of the process. */
function isRootFolder(folder: string): boolean {
  let known = rootFolders.get(folder);
  if (known === undefined) {
    known = MARKS_OF_ROOT.some((mark) => statOf(path.join(folder, mark)) !== undefined);
    rootFolders.set(folder, known);
  }
  return known;
}

/** The manifests that hold for files in `directory`, nearest first, up to the root of the workspace. */
export function manifestsUpward(directory: string): readonly Manifest[] {
  const manifests: Manifest[] = [];
  for (const folder of foldersUpward(directory)) {
    const manifest = readManifest(path.join(folder, 'package.json'));
    if (manifest) manifests.push(manifest);
    if (manifest?.isWorkspaceRoot || isRootFolder(folder)) break;
  }
  return manifests;
}

const PACKAGE_NAME = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/u;

/** The manifest of a package as Node would find it from `directory`: in the nearest `node_modules` upward. */
export function installedManifest(directory: string, packageName: string): Manifest | undefined {
  if (!PACKAGE_NAME.test(packageName)) return undefined;
  let folder = directory;
  for (;;) {
    const manifest = readManifest(path.join(folder, 'node_modules', packageName, 'package.json'));
    if (manifest) return manifest;
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}
