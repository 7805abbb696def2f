/** What the project around a file is: context manager, instrumented libraries, versions, module system. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { debuglog } from 'node:util';
import type { ContextManagerSetting, DetectedManager } from '../../model/context-managers';
import {
  dependsOnOpenTelemetry,
  detectContextManager,
  detectInstrumented,
  downlevelsAsync,
  hasForeignAgent,
  type DetectedContextManager,
} from './detection';
import { installedManifest, manifestsUpward, type Manifest } from './manifest';
import { lowestVersion, parseVersion, type Version } from './version-range';

/** The settings that bear on project facts. */
export interface ProjectSettings {
  readonly contextManager: ContextManagerSetting;
  readonly instrumented: 'auto' | ReadonlySet<string>;
}

/** What code sets up: a file, or the set-up files of a program together. */
export interface SetUp {
  /** The context managers that are registered; `unknown` for one whose class cannot be told. */
  readonly managers: ReadonlySet<DetectedManager>;
  /** Ids of the libraries whose instrumentations are made. */
  readonly instrumented: ReadonlySet<string>;
  /** Ids of the libraries that are switched off where all the others are switched on. */
  readonly switchedOff: ReadonlySet<string>;
  /** Whether an instrumentation is made of which nobody knows what it instruments. */
  readonly instrumentsUnknown: boolean;
}

/** Code that sets nothing up. */
export const NO_SET_UP: SetUp = Object.freeze({
  managers: new Set<DetectedManager>(),
  instrumented: new Set<string>(),
  switchedOff: new Set<string>(),
  instrumentsUnknown: false,
});

/** What the code at hand and the program around it set up; each is asked for once at most. */
export interface SetUpEvidence {
  /** Of the file itself: it goes before settings. */
  file(): SetUp;
  /** Of the other files of its package: it goes behind settings, before package.json. */
  program(): SetUp;
}

export type ModuleSystem = 'commonjs' | 'module';

/** Facts about the project of one file. Every one is found when first asked for, and kept. */
export interface ProjectFacts {
  /**
   * What the file itself registers, else the setting, else what the set-up files of the program register, else what the
   * package.json files upward tell.
   */
  readonly contextManager: DetectedManager;
  /**
   * Ids of the libraries whose instrumentation propagates by itself: what the file makes, and the setting, or what the
   * set-up files of the program and the package.json files upward tell.
   */
  readonly instrumented: ReadonlySet<string>;
  isInstrumented(library: string): boolean;
  /** The same, or an agent with instrumentations of its own is there and the setting does not say otherwise. */
  mayBeInstrumented(library: string): boolean;
  /** The range under which the nearest package.json that names the package depends on it. */
  dependencyRange(packageName: string): string | undefined;
  /** The installed version, else the lowest that the range admits; undefined when neither tells. */
  version(packageName: string): Version | undefined;
  /** The major part of {@link ProjectFacts.version}. */
  majorVersion(packageName: string): number | undefined;
  /** Whether a package.json upward names a package of OpenTelemetry. */
  readonly dependsOnOpenTelemetry: boolean;
  /** Whether a package.json upward names a build that compiles async functions down. */
  readonly downlevelsAsync: boolean;
  /** The folder of the nearest package.json; one that only says `type`, as in `tests/`, makes no package. */
  readonly packageFolder: string | undefined;
  /**
   * The path of the file from the folder of the nearest package.json, with forward slashes: what globs are matched
   * against. Without a package.json it is the path from the working folder, and the bare name where the file is not
   * below it.
   */
  readonly pathInPackage: string;
  /** How Node loads the file: by its extension, else by `type` of the nearest package.json, else CommonJS. */
  readonly moduleSystem: ModuleSystem;
}

/** What the manifests around a folder tell, for as long as they stay as they are. */
interface DirectoryFacts {
  readonly manifests: readonly Manifest[];
  detected?: DetectedContextManager;
  instrumented?: ReadonlySet<string>;
  dependsOnOpenTelemetry?: boolean;
  hasForeignAgent?: boolean;
}

const factsByDirectory = new Map<string, DirectoryFacts>();
const log = debuglog('eslint-plugin-otel');

/**
 * The facts of a folder. Costs a `stat` per folder upward; what was found before holds unless a package.json changed.
 */
function directoryFacts(directory: string): DirectoryFacts {
  const manifests = manifestsUpward(directory);
  const known = factsByDirectory.get(directory);
  if (
    known &&
    known.manifests.length === manifests.length &&
    known.manifests.every((manifest, index) => manifest === manifests[index])
  ) {
    return known;
  }
  const facts: DirectoryFacts = { manifests };
  factsByDirectory.set(directory, facts);
  if (log.enabled) logDetection(directory, facts);
  return facts;
}

function logDetection(directory: string, facts: DirectoryFacts): void {
  const detected = detectedContextManager(facts);
  const instrumented = [...detectedInstrumented(facts)].sort();
  log(
    '%s: contextManager %s (%s); instrumented %s',
    directory,
    detected.contextManager,
    detected.evidence.join(', ') || 'nothing tells',
    instrumented.join(', ') || 'nothing',
  );
}

const detectedContextManager = (facts: DirectoryFacts): DetectedContextManager =>
  (facts.detected ??= detectContextManager(facts.manifests));
const detectedInstrumented = (facts: DirectoryFacts): ReadonlySet<string> =>
  (facts.instrumented ??= detectInstrumented(facts.manifests));

/**
 * The facts about the project of a file. Cheap to call: nothing is read before a fact is asked for, and then each
 * package.json is read once for the life of the process, until it changes.
 *
 * `filename` may be relative, virtual (`<input>`, `untitled:1`, a code block of a Markdown file) or a file URL: what
 * has no folder of its own stands in `cwd`. `NODE_DEBUG=eslint-plugin-otel` prints what was detected, a line a folder.
 *
 * *Known limitations*: see {@link detectContextManager} and {@link detectInstrumented}; packages under Plug'n'Play have
 * no folder, so that their range tells their version.
 */
export function projectFacts(
  filename: string,
  settings: ProjectSettings,
  evidence: SetUpEvidence = NO_EVIDENCE,
  cwd = process.cwd(),
): ProjectFacts {
  return new LazyProjectFacts(filename, settings, evidence, cwd);
}

const NO_EVIDENCE: SetUpEvidence = { file: () => NO_SET_UP, program: () => NO_SET_UP };

class LazyProjectFacts implements ProjectFacts {
  readonly #filename: string;
  readonly #settings: ProjectSettings;
  readonly #cwd: string;
  readonly #evidence: SetUpEvidence;
  #ownSetUp: SetUp | undefined;
  #programSetUp: SetUp | undefined;
  #instrumented: ReadonlySet<string> | undefined;
  readonly #versions = new Map<string, Version | undefined>();
  #directoryFacts: DirectoryFacts | undefined;

  constructor(filename: string, settings: ProjectSettings, evidence: SetUpEvidence, cwd: string) {
    this.#evidence = evidence;
    this.#filename = filename;
    this.#settings = settings;
    this.#cwd = cwd;
  }

  get #directory(): string {
    return directoryOf(this.#filename, this.#cwd);
  }

  get #facts(): DirectoryFacts {
    return (this.#directoryFacts ??= directoryFacts(this.#directory));
  }

  /** What the file itself sets up. */
  get #own(): SetUp {
    return (this.#ownSetUp ??= this.#evidence.file());
  }

  /** What the set-up files of the program set up: nothing where settings tell. */
  get #program(): SetUp {
    return (this.#programSetUp ??= this.#evidence.program());
  }

  get contextManager(): DetectedManager {
    const setting = this.#settings.contextManager;
    return (
      agreed(this.#own.managers) ??
      (setting === 'auto' ? agreed(this.#program.managers) : setting) ??
      detectedContextManager(this.#facts).contextManager
    );
  }

  get instrumented(): ReadonlySet<string> {
    return (this.#instrumented ??= this.#findInstrumented());
  }

  #findInstrumented(): ReadonlySet<string> {
    const setting = this.#settings.instrumented;
    const own = this.#own;
    if (setting !== 'auto') return own.instrumented.size === 0 ? setting : new Set([...setting, ...own.instrumented]);
    const program = this.#program;
    const made = new Set([...own.instrumented, ...program.instrumented]);
    const declared = [...detectedInstrumented(this.#facts)];
    const isOff = (library: string): boolean => own.switchedOff.has(library) || program.switchedOff.has(library);
    return new Set([...made, ...declared.filter((library) => !isOff(library))]);
  }

  isInstrumented(library: string): boolean {
    return this.instrumented.has(library);
  }

  mayBeInstrumented(library: string): boolean {
    if (this.isInstrumented(library) || this.#own.instrumentsUnknown) return true;
    if (this.#settings.instrumented !== 'auto') return false;
    const facts = this.#facts;
    return this.#program.instrumentsUnknown || (facts.hasForeignAgent ??= hasForeignAgent(facts.manifests));
  }

  dependencyRange(packageName: string): string | undefined {
    return this.#facts.manifests
      .find((manifest) => manifest.dependencies.has(packageName))
      ?.dependencies.get(packageName);
  }

  version(packageName: string): Version | undefined {
    if (!this.#versions.has(packageName)) this.#versions.set(packageName, this.#findVersion(packageName));
    return this.#versions.get(packageName);
  }

  #findVersion(packageName: string): Version | undefined {
    const installed = parseVersion(installedManifest(this.#directory, packageName)?.version ?? '');
    return installed ?? lowestVersion(this.dependencyRange(packageName) ?? '');
  }

  majorVersion(packageName: string): number | undefined {
    return this.version(packageName)?.major;
  }

  get dependsOnOpenTelemetry(): boolean {
    const facts = this.#facts;
    return (facts.dependsOnOpenTelemetry ??= dependsOnOpenTelemetry(facts.manifests));
  }

  get downlevelsAsync(): boolean {
    return downlevelsAsync(this.#facts.manifests);
  }

  get packageFolder(): string | undefined {
    const { manifests } = this.#facts;
    const nearest = manifests.find(isPackage) ?? manifests[0];
    return nearest && path.dirname(nearest.path);
  }

  get pathInPackage(): string {
    const file = path.join(this.#directory, path.basename(this.#filename));
    const relative = path.relative(this.packageFolder ?? this.#cwd, file).replaceAll('\\', '/');
    return relative.startsWith('../') || path.isAbsolute(relative) ? path.basename(file) : relative;
  }

  get moduleSystem(): ModuleSystem {
    const extension = path.extname(this.#filename).toLowerCase();
    if (extension === '.mjs' || extension === '.mts') return 'module';
    if (extension === '.cjs' || extension === '.cts') return 'commonjs';
    return this.#facts.manifests[0]?.type === 'module' ? 'module' : 'commonjs';
  }
}

const isPackage = ({ name, version, dependencies, isWorkspaceRoot }: Manifest): boolean =>
  name !== undefined || version !== undefined || dependencies.size > 0 || isWorkspaceRoot;

/** The one manager of several registrations; `unknown` where they disagree. */
const agreed = (managers: ReadonlySet<DetectedManager>): DetectedManager | undefined =>
  managers.size > 1 ? 'unknown' : managers.values().next().value;

function directoryOf(filename: string, cwd: string): string {
  if (filename.startsWith('file:')) {
    try {
      return path.dirname(fileURLToPath(filename));
    } catch {
      return cwd;
    }
  }
  // `<input>`, `<text>`, `untitled:Untitled-1`, `vscode-notebook-cell:/…`: no file of this machine.
  if (filename === '' || filename.startsWith('<') || /^[a-z][\w.+-]+:/iu.test(filename)) return cwd;
  return path.dirname(path.resolve(cwd, filename));
}
