/** Compiles the lists of names, words, hosts and file globs that settings hold. */
import type { NameMatcher } from '../model/settings';
import { notAllowed, SettingsError, text } from './validation';

/** A name as the project gave it: itself, or a compiled pattern. */
export type NameEntry = string | RegExp;

/** A matcher of nothing. */
export const NO_NAMES: NameMatcher = Object.freeze({ isEmpty: true, matches: () => false });

/**
 * Reads `'name'` or `'/pattern/'` (flags may follow). Throws when the value is neither or the pattern does not compile.
 * The flags `g` and `y` are dropped: they would make one test depend on the one before.
 */
export function nameEntry(value: unknown, path: string, allowed = "a name or a '/pattern/', as a string"): NameEntry {
  const entry = text(value, path, allowed);
  if (!entry.startsWith('/')) return entry;
  const parts = /^\/(?<source>.+)\/(?<flags>[a-z]*)$/su.exec(entry)?.groups;
  if (!parts) throw notAllowed(path, value, `${allowed}; a pattern starts and ends with '/'`);
  try {
    return new RegExp(parts['source'] ?? '', (parts['flags'] ?? '').replace(/[gy]/gu, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`'${path}' is ${JSON.stringify(value)}, a pattern that does not compile: ${reason}.`);
  }
}

/** Matches whole names exactly (case counts) and patterns anywhere. */
export function exactNames(entries: readonly NameEntry[]): NameMatcher {
  if (entries.length === 0) return NO_NAMES;
  const names = new Set(entries.filter((entry) => typeof entry === 'string'));
  const patterns = entries.filter((entry) => typeof entry !== 'string');
  return { isEmpty: false, matches: (name) => names.has(name) || patterns.some((pattern) => pattern.test(name)) };
}

/** The words of a name in lower case: `userEmail2`, `user_email-2` and `USER_EMAIL_2` are all `user`, `email`, `2`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(?<lower>[\p{Ll}\d])(?<upper>\p{Lu})/gu, '$<lower> $<upper>')
    .replace(/(?<acronym>\p{Lu}+)(?<word>\p{Lu}\p{Ll})/gu, '$<acronym> $<word>')
    .replace(/(?<letter>\p{L})(?<digit>\d)/gu, '$<letter> $<digit>')
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Matches names that hold the words of an entry side by side, in any case style; patterns match anywhere. */
export function wordNames(entries: readonly NameEntry[]): NameMatcher {
  if (entries.length === 0) return NO_NAMES;
  const phrases = entries.filter((entry) => typeof entry === 'string').map((entry) => ` ${wordsOf(entry).join(' ')} `);
  const patterns = entries.filter((entry) => typeof entry !== 'string');
  return {
    isEmpty: false,
    matches: (name) => {
      const words = ` ${wordsOf(name).join(' ')} `;
      return phrases.some((phrase) => words.includes(phrase)) || patterns.some((pattern) => pattern.test(name));
    },
  };
}

const HOST_HELP = "a host name such as 'api.example.com', or '*.example.com' for its subdomains; no scheme, no path";
const HOST = /^(?:\*\.)?(?:\[[\da-f:.]+\]|[\p{L}\d_](?:[\p{L}\d_.-]*[\p{L}\d_])?)(?::\d+)?$/iu;

/** Reads one trusted host, in lower case. */
export function hostEntry(value: unknown, path: string): string {
  const host = text(value, path, HOST_HELP);
  if (!HOST.test(host)) throw notAllowed(path, value, HOST_HELP);
  return host.toLowerCase();
}

/** Matches hosts: exact, or below a `*.` entry. An entry without a port holds for every port. */
export function hosts(entries: readonly string[]): NameMatcher {
  if (entries.length === 0) return NO_NAMES;
  const exact = new Set(entries.filter((entry) => !entry.startsWith('*.')));
  const parents = entries.filter((entry) => entry.startsWith('*.')).map((entry) => entry.slice(1));
  const isTrusted = (host: string): boolean =>
    exact.has(host) || parents.some((parent) => host.length > parent.length && host.endsWith(parent));
  return {
    isEmpty: false,
    matches: (name) => {
      const host = name.toLowerCase();
      return isTrusted(host) || isTrusted(host.replace(/:\d+$/u, ''));
    },
  };
}

/**
 * Matches file names by globs: `*` and `?` within one folder, `**` across folders, `{a,b}`. Brackets are themselves,
 * for routers name files `[id].ts`. A glob may begin at any folder of the path; one that begins with `/` or a drive
 * begins at the root.
 */
export function fileNames(globs: readonly string[]): NameMatcher {
  if (globs.length === 0) return NO_NAMES;
  const patterns = globs.map(globPattern);
  return {
    isEmpty: false,
    matches: (name) => {
      const file = name.replaceAll('\\', '/');
      return patterns.some((pattern) => pattern.test(file));
    },
  };
}

function globPattern(glob: string): RegExp {
  const path = glob.replaceAll('\\', '/').replace(/^\.\//u, '');
  const start = path.startsWith('/') || /^[a-z]:/iu.test(path) ? '^' : '^(?:.*/)?';
  let depth = 0;
  const body = path.replace(/\*\*\/|\*\*|\*|\?|\{|\}|,|[$()+.[\\\]^|]/gu, (token) => {
    switch (token) {
      case '**/':
        return '(?:.*/)?';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
        depth++;
        return '(?:';
      case '}':
        if (depth === 0) return '\\}';
        depth--;
        return ')';
      case ',':
        return depth > 0 ? '|' : ',';
      default:
        return `\\${token}`;
    }
  });
  return new RegExp(`${start}${body}${')'.repeat(depth)}$`, 'u');
}
