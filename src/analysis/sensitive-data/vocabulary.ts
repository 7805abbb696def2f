/** What a project adds to the built-in names, and what it exempts. */
import {
  PERSONAL_CLASSES,
  SECRET_CATEGORY_NAMES,
  SECRET_CLASSES,
  type SensitiveClass,
  type SensitiveKind,
} from '../../model/sensitive-data';
import type { NameMatcher } from '../../model/settings';
import { splitWords } from './split-words';
import { kindOf } from './word-tables';

/** A name, a `'/pattern/flags'`, or a compiled pattern. */
export type NameEntry = string | RegExp;

/** The two settings as they are written, or as the settings reader compiled them. */
export interface VocabularySource {
  readonly sensitiveNames?:
    ReadonlyMap<string, Pick<NameMatcher, 'matches'>> | Readonly<Record<string, readonly NameEntry[]>>;
  readonly safeNames?: Pick<NameMatcher, 'matches'> | readonly NameEntry[];
}

/** A category of the project with the names that belong to it. */
export interface ProjectCategory {
  readonly class: SensitiveClass;
  readonly kind: SensitiveKind;
  matches(name: string): boolean;
}

export interface Vocabulary {
  readonly categories: readonly ProjectCategory[];
  /** Whether the project exempts a name or a dotted path. */
  isSafe(name: string): boolean;
}

/**
 * Merges the settings `sensitiveNames` and `safeNames` with the built-in names. A category that bears the name of a
 * built-in class joins it; any other is a class of its own: a secret if it is called so, else personal data. Sensitive
 * names match whole words, side by side; safe names match exactly; patterns match anywhere. Throws a SyntaxError when a
 * pattern given as text does not compile.
 */
export function buildVocabulary(source: VocabularySource = {}): Vocabulary {
  const { sensitiveNames, safeNames } = source;
  const entries: readonly (readonly [string, Pick<NameMatcher, 'matches'>])[] =
    sensitiveNames instanceof Map
      ? [...(sensitiveNames as ReadonlyMap<string, Pick<NameMatcher, 'matches'>>)]
      : Object.entries((sensitiveNames ?? {}) as Readonly<Record<string, readonly NameEntry[]>>).map(
          ([category, names]) => [category, matcher(names, containsPhrase)] as const,
        );
  const safe =
    safeNames === undefined
      ? undefined
      : 'matches' in safeNames
        ? safeNames
        : matcher(safeNames, (name, entry) => name === entry);
  return {
    categories: entries.map(([category, names]) => ({
      ...classOfCategory(category),
      matches: (name) => names.matches(name),
    })),
    isSafe: (name) => safe?.matches(name) ?? false,
  };
}

function matcher(
  entries: readonly NameEntry[],
  compare: (name: string, entry: string) => boolean,
): Pick<NameMatcher, 'matches'> {
  const tests = entries.map((entry): ((name: string) => boolean) => {
    const pattern = toPattern(entry);
    return pattern ? (name) => pattern.test(name) : (name) => compare(name, String(entry));
  });
  return { matches: (name) => tests.some((test) => test(name)) };
}

/**
 * The pattern of an entry, without the flags that make one test depend on the one before; undefined for a plain name.
 */
function toPattern(entry: NameEntry): RegExp | undefined {
  if (typeof entry !== 'string') return new RegExp(entry.source, entry.flags.replace(/[gy]/g, ''));
  const parts = /^\/(.+)\/([a-z]*)$/s.exec(entry);
  return parts ? new RegExp(parts[1] ?? '', (parts[2] ?? '').replace(/[gy]/g, '')) : undefined;
}

function containsPhrase(name: string, phrase: string): boolean {
  const wanted = splitWords(phrase).join(' ');
  return wanted !== '' && ` ${splitWords(name).join(' ')} `.includes(` ${wanted} `);
}

function classOfCategory(category: string): { readonly class: SensitiveClass; readonly kind: SensitiveKind } {
  const name = category
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  if (Object.hasOwn(PERSONAL_CLASSES, name) || Object.hasOwn(SECRET_CLASSES, name))
    return { class: name, kind: kindOf(name) };
  return { class: category, kind: SECRET_CATEGORY_NAMES.has(name) ? 'secret' : 'pii' };
}
