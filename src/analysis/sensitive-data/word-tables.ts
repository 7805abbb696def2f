/** The model's tables, brought to the form that `splitWords` gives: built once, never changed. */
import {
  NAME_CONTEXTS,
  PERSONAL_NAMES,
  SECRET_CLASSES,
  SECRET_NAMES,
  type NameContext,
  type NameRow,
  type SensitiveClass,
  type SensitiveKind,
} from '../../model/sensitive-data';
import { splitWords } from './split-words';

export interface Phrase {
  readonly words: readonly string[];
  readonly row: NameRow;
}

/** The words of a table in their singular form. An entry of several words stands for its last one. */
export function wordSet(entries: readonly string[]): ReadonlySet<string> {
  return new Set(entries.map((entry) => splitWords(entry).at(-1) ?? entry));
}

const CONTEXT_WORDS: ReadonlyMap<NameContext, ReadonlySet<string>> = new Map(
  (Object.keys(NAME_CONTEXTS) as NameContext[]).map((context) => [context, wordSet(NAME_CONTEXTS[context])]),
);

/** Whether a word puts what follows it, or hangs on it, in a context. */
export function isContextWord(context: NameContext, word: string | undefined): boolean {
  return word !== undefined && (CONTEXT_WORDS.get(context)?.has(word) ?? false);
}

/** The phrases that end in a word: the longest first, then the sure ones, then in the order of the tables. */
export function phrasesEndingIn(word: string): readonly Phrase[] {
  return PHRASES_BY_HEAD.get(word) ?? [];
}

const PHRASES_BY_HEAD: ReadonlyMap<string, readonly Phrase[]> = indexPhrases([...SECRET_NAMES, ...PERSONAL_NAMES]);

function indexPhrases(rows: readonly NameRow[]): ReadonlyMap<string, readonly Phrase[]> {
  const index = new Map<string, Phrase[]>();
  for (const row of rows) {
    for (const text of row.phrases) {
      const words = splitWords(text);
      const head = words.at(-1) ?? text;
      const phrases = index.get(head) ?? [];
      phrases.push({ words, row });
      index.set(head, phrases);
    }
  }
  for (const phrases of index.values()) phrases.sort((a, b) => b.words.length - a.words.length || rank(a) - rank(b));
  return index;
}

function rank(phrase: Phrase): number {
  return phrase.row.strength === 'recommended' ? 0 : 1;
}

/** Whether a built-in class is personal data or a secret. */
export function kindOf(sensitiveClass: SensitiveClass): SensitiveKind {
  return Object.hasOwn(SECRET_CLASSES, sensitiveClass) ? 'secret' : 'pii';
}
