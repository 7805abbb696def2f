/** Brings a name to a list of words, so that names are compared by whole words and never by substring. */
import { GLUED_WORDS, IRREGULAR_PLURALS, JOINED_WORDS, SINGULAR_WORDS } from '../../model/sensitive-data';

/** An acronym in plural (`IDs`), an acronym before a word (`IP` of `IPAddress`), a word, capitals, digits. */
const WORD = /\p{Lu}{2,}s(?!\p{Ll})|\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|\p{Lo}+|\d+/gu;

const JOINS = JOINED_WORDS.map((entry) => entry.split(' ')).sort((a, b) => b.length - a.length);
const LONGEST_JOIN = Math.max(...JOINS.map((parts) => parts.length));
const JOINED = new Set(JOINS.map((parts) => parts.join(' ')));
const GLUED: ReadonlyMap<string, string> = new Map(Object.entries(GLUED_WORDS));
const IRREGULAR: ReadonlyMap<string, string> = new Map(Object.entries(IRREGULAR_PLURALS));

/**
 * The words of a name, in lower case and singular: `userIPAddresses`, `user_ip_address` and `user-ip-address` are all
 * `['user', 'ip', 'address']`. Anything but letters and digits divides words. Words that case tears apart are joined
 * (`eMail` → `email`), words written together are divided (`username` → `user`, `name`), both by table.
 *
 * *Known limitations*: names in other languages than English; words written together that the table does not list.
 */
export function splitWords(name: string): string[] {
  const parts = (name.match(WORD) ?? []).map((part) => part.toLowerCase());
  return joinParts(parts).flatMap(
    (word) => (GLUED.get(word) ?? GLUED.get(singular(word)))?.split(' ') ?? [singular(word)],
  );
}

function joinParts(parts: readonly string[]): string[] {
  const words: string[] = [];
  for (let index = 0; index < parts.length;) {
    const length = joinLength(parts, index);
    words.push(parts.slice(index, index + length).join(''));
    index += length;
  }
  return words;
}

/** How many parts from `index` on make one word: 1 when no table entry fits. The longest entry wins. */
function joinLength(parts: readonly string[], index: number): number {
  for (let length = Math.min(LONGEST_JOIN, parts.length - index); length > 1; length--) {
    if (JOINED.has(parts.slice(index, index + length).join(' '))) return length;
  }
  return 1;
}

function singular(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 3 || SINGULAR_WORDS.has(word) || !word.endsWith('s') || /(?:ss|us|is|os)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|z)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
