/** Reads `settings.otel`: what a project tells the plugin once, for all rules. */
import { CONTEXT_MANAGER_SETTINGS } from '../model/context-managers';
import { INSTRUMENTED_LIBRARIES } from '../model/instrumented-clients';
import type {
  Ingress,
  NameMatcher,
  Sanitizers,
  Settings,
  Specifier,
  SpecifierObject,
  Wrapper,
} from '../model/settings';
import { TEST_FILE_GLOBS } from '../model/test-code';
import { defaultWrapperArguments, WRAPPABLE_OPERATIONS } from '../model/wrappable-operations';
import {
  exactNames,
  fileNames,
  hostEntry,
  hosts,
  nameEntry,
  NO_NAMES,
  wordNames,
  type NameEntry,
} from './name-matchers';
import { dictionary, list, missing, notAllowed, oneOf, quoted, record, text } from './validation';

export type {
  Ingress,
  NameMatcher,
  Sanitizers,
  Settings,
  Specifier,
  SpecifierObject,
  Wrapper,
} from '../model/settings';
export { SettingsError } from './validation';

/** The keys of `settings.otel`, in the order in which errors and the documentation list them. */
export const SETTING_KEYS = [
  'contextManager',
  'instrumented',
  'sanitizers',
  'sensitiveNames',
  'safeNames',
  'wrappers',
  'testFiles',
  'trustedHosts',
  'ingress',
] as const satisfies readonly (keyof Settings)[];

/** The settings of a project that sets none. */
export const DEFAULT_SETTINGS: Settings = Object.freeze<Settings>({
  contextManager: 'auto',
  instrumented: 'auto',
  sanitizers: Object.freeze<Sanitizers>({
    names: NO_NAMES,
    specifierNames: NO_NAMES,
    specifiers: Object.freeze([]),
    callable: Object.freeze([]),
  }),
  sensitiveNames: new Map(),
  safeNames: NO_NAMES,
  wrappers: Object.freeze([]),
  testFiles: fileNames(TEST_FILE_GLOBS),
  trustedHosts: NO_NAMES,
  ingress: Object.freeze<Ingress>({ isDefault: true, names: NO_NAMES, files: NO_NAMES }),
});

/** The part of a rule context that settings are read from. */
export interface SettingsSource {
  /** ESLint freezes it and shares it between the rules and files of one configuration. Some hosts leave it out. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

const settingsByRaw = new WeakMap<object, Settings>();

/**
 * The settings for the file being linted. Without `settings.otel` it is one shared object; with it, one object for one
 * raw object, so that analyses may key their caches on it. Throws {@link SettingsError} when a key, a type or a value
 * is wrong.
 */
export function readSettings(context: SettingsSource): Settings {
  const raw = context.settings?.['otel'];
  if (raw === undefined) return DEFAULT_SETTINGS;
  if (typeof raw !== 'object' || raw === null) throw notAllowed('settings.otel', raw, OBJECT_HELP);
  let settings = settingsByRaw.get(raw);
  if (!settings) {
    settings = parseSettings(raw);
    settingsByRaw.set(raw, settings);
  }
  return settings;
}

const OBJECT_HELP = `an object with the keys ${SETTING_KEYS.join(', ')}`;
const NAMES_HELP = "an array of names and '/pattern/' strings";
const SPECIFIER_HELP = "a name, or an object { from: 'file' | 'lib' | 'package', name, … }";
const SANITIZER_HELP = "a name, a '/pattern/', or an object { from: 'file' | 'lib' | 'package', name, … }";
const LIBRARY_IDS: readonly string[] = INSTRUMENTED_LIBRARIES.map((library) => library.id);

function parseSettings(value: object): Settings {
  const path = 'settings.otel';
  const raw = record(value, path, SETTING_KEYS, OBJECT_HELP);
  const read = <Key extends keyof Settings>(
    key: Key,
    parse: (value: unknown, path: string) => Settings[Key],
  ): Settings[Key] => (raw[key] === undefined ? DEFAULT_SETTINGS[key] : parse(raw[key], `${path}.${key}`));
  return Object.freeze<Settings>({
    contextManager: read('contextManager', (item, at) => oneOf(CONTEXT_MANAGER_SETTINGS, item, at)),
    instrumented: read('instrumented', parseInstrumented),
    sanitizers: read('sanitizers', parseSanitizers),
    sensitiveNames: read('sensitiveNames', parseSensitiveNames),
    safeNames: read('safeNames', (item, at) => exactNames(names(item, at))),
    wrappers: read('wrappers', (item, at) =>
      list(item, at, 'an array of objects { function, operation, arguments? }', parseWrapper),
    ),
    testFiles: read('testFiles', parseTestFiles),
    trustedHosts: read('trustedHosts', (item, at) => hosts(list(item, at, 'an array of host names', hostEntry))),
    ingress: read('ingress', parseIngress),
  });
}

const names = (value: unknown, path: string): readonly NameEntry[] =>
  list(value, path, NAMES_HELP, (item, at) => nameEntry(item, at));

function parseInstrumented(value: unknown, path: string): Settings['instrumented'] {
  if (value === 'auto') return 'auto';
  const help = `'auto', or an array of ${quoted(LIBRARY_IDS)}`;
  return new Set(list(value, path, help, (item, at) => oneOf(LIBRARY_IDS, item, at)));
}

function parseSanitizers(value: unknown, path: string): Sanitizers {
  const entries = list(value, path, `an array; each element is ${SANITIZER_HELP}`, (item, at) =>
    typeof item === 'string' ? nameEntry(item, at) : parseSpecifierObject(item, at, SANITIZER_HELP),
  );
  const isObject = (entry: NameEntry | SpecifierObject): entry is SpecifierObject =>
    typeof entry === 'object' && 'from' in entry;
  const specifiers = entries.filter(isObject);
  const given = entries.filter((entry): entry is NameEntry => !isObject(entry));
  return {
    names: exactNames(given),
    specifierNames: exactNames(specifiers.flatMap(namesOf)),
    specifiers,
    callable: given.filter((entry) => typeof entry === 'string'),
  };
}

function parseSensitiveNames(value: unknown, path: string): Settings['sensitiveNames'] {
  const categories = dictionary(value, path, "an object { category: ['word', '/pattern/'] }");
  return new Map(
    Object.entries(categories)
      .filter(([, words]) => words !== undefined)
      .map(([category, words]) => [category, wordNames(names(words, `${path}.${category}`))]),
  );
}

function parseWrapper(value: unknown, path: string): Wrapper {
  const raw = record(
    value,
    path,
    ['function', 'operation', 'arguments'],
    'an object { function, operation, arguments? }',
  );
  if (raw['function'] === undefined) throw missing(`${path}.function`, SPECIFIER_HELP);
  if (raw['operation'] === undefined) throw missing(`${path}.operation`, quoted(WRAPPABLE_OPERATIONS));
  const specifier = parseSpecifier(raw['function'], `${path}.function`);
  const operation = oneOf(WRAPPABLE_OPERATIONS, raw['operation'], `${path}.operation`);
  const defaults = defaultWrapperArguments(operation);
  const own =
    raw['arguments'] === undefined
      ? {}
      : parsePositions(raw['arguments'], `${path}.arguments`, Object.keys(defaults), operation);
  return { function: specifier, names: namesOf(specifier), operation, arguments: { ...defaults, ...own } };
}

function parsePositions(
  value: unknown,
  path: string,
  roles: readonly string[],
  operation: string,
): Readonly<Record<string, number>> {
  if (roles.length === 0) throw notAllowed(path, value, `nothing, for '${operation}' takes no arguments`);
  const raw = record(value, path, roles, `an object with argument positions for ${roles.join(', ')}`);
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([, position]) => position !== undefined)
      .map(([role, position]) => {
        if (!Number.isInteger(position))
          throw notAllowed(`${path}.${role}`, position, 'an integer: 0 is the first argument, -1 the last');
        return [role, position as number];
      }),
  );
}

function parseSpecifier(value: unknown, path: string): Specifier {
  if (typeof value !== 'string') return parseSpecifierObject(value, path, SPECIFIER_HELP);
  if (value.trim() === '' || value.startsWith('/')) throw notAllowed(path, value, SPECIFIER_HELP);
  return value;
}

function parseSpecifierObject(value: unknown, path: string, help: string): SpecifierObject {
  const from = dictionary(value, path, help)['from'];
  if (from === undefined) throw missing(`${path}.from`, "'file', 'lib', 'package'");
  const kind = oneOf(['file', 'lib', 'package'], from, `${path}.from`);
  const keys = { file: ['from', 'name', 'path'], lib: ['from', 'name'], package: ['from', 'name', 'package'] }[kind];
  const raw = record(value, path, keys, help);
  const name = parseNames(raw['name'], `${path}.name`);
  if (kind === 'lib') return { from: kind, name };
  if (kind === 'file') {
    return raw['path'] === undefined
      ? { from: kind, name }
      : { from: kind, name, path: text(raw['path'], `${path}.path`, 'a file path') };
  }
  if (raw['package'] === undefined) throw missing(`${path}.package`, 'a package name');
  return { from: kind, name, package: text(raw['package'], `${path}.package`, 'a package name') };
}

function parseNames(value: unknown, path: string): string | string[] {
  const help = 'a name or an array of names';
  if (value === undefined) throw missing(path, help);
  if (!Array.isArray(value)) return text(value, path, help);
  if (value.length === 0) throw notAllowed(path, value, help);
  return [...list(value, path, help, (item, at) => text(item, at, 'a name'))];
}

const namesOf = (specifier: Specifier): readonly string[] =>
  typeof specifier === 'string' ? [specifier] : [specifier.name].flat();

function parseTestFiles(value: unknown, path: string): NameMatcher {
  if (value === 'auto') return DEFAULT_SETTINGS.testFiles;
  const help = "'auto', or an array of globs; [] for none";
  return fileNames(list(value, path, help, (item, at) => text(item, at, "a glob such as '**/*.check.ts'")));
}

function parseIngress(value: unknown, path: string): Ingress {
  const help = "a name, a '/pattern/', or an object { files: 'glob' }";
  const entries = list(value, path, `an array; each element is ${help}`, (item, at) => {
    if (typeof item === 'string') return nameEntry(item, at, help);
    const raw = record(item, at, ['files'], help);
    if (raw['files'] === undefined) throw missing(`${at}.files`, 'a glob');
    return { files: text(raw['files'], `${at}.files`, 'a glob') };
  });
  const isFiles = (entry: NameEntry | { readonly files: string }): entry is { readonly files: string } =>
    typeof entry === 'object' && 'files' in entry;
  return {
    isDefault: entries.length === 0,
    names: exactNames(entries.filter((entry): entry is NameEntry => !isFiles(entry))),
    files: fileNames(entries.filter(isFiles).map((entry) => entry.files)),
  };
}
