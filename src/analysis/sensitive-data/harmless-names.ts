/** What clears a name before its class is even asked for: the negative lists of the model, applied to words. */
import {
  ACTION_PREFIXES,
  BOOLEAN_PREFIXES,
  CALL_ACTION_PREFIXES,
  DIGEST_QUALIFIERS,
  SAFE_EXACT_NAMES,
  SAFE_QUALIFIERS,
  SAFE_SUFFIXES,
} from '../../model/sensitive-data';
import { splitWords } from './split-words';
import { wordSet } from './word-tables';

const PREFIXES = wordSet([...BOOLEAN_PREFIXES, ...ACTION_PREFIXES]);
const CALL_PREFIXES = wordSet(CALL_ACTION_PREFIXES);
const QUALIFIERS = wordSet(SAFE_QUALIFIERS);
const DIGESTS = wordSet(DIGEST_QUALIFIERS);
const SUFFIXES = wordSet(SAFE_SUFFIXES);
const EXACT: ReadonlySet<string> = new Set(SAFE_EXACT_NAMES);

/** Whether a name is cleared as it stands, whatever its words are. */
export function isSafeExactName(name: string): boolean {
  return EXACT.has(name);
}

/** Whether the words ask a question (`isEmail`), name an action (`sendEmail`), or say that the value was made safe. */
export function isHarmlessName(words: readonly string[], isCall: boolean): boolean {
  return startsHarmless(words, isCall) || words.some((word) => QUALIFIERS.has(word));
}

/** Whether an object says that what hangs on it was made safe: `masked.email`, `redactedUser.phone`. */
export function holdsSafeValues(objectName: string): boolean {
  return splitWords(objectName).some((word) => QUALIFIERS.has(word));
}

/** Whether a word before the head says that the head was digested: `hashEmail`, `sha256_phone`. */
export function isDigested(words: readonly string[]): boolean {
  return words.some((word) => DIGESTS.has(word));
}

/**
 * Whether a word of the project is only what the name is *about*: the name asks a question, or ends in something else,
 * and the word still matches without that part. A word that itself ends so (`userStatus`) is meant as it stands.
 */
export function isAboutProjectWord(
  words: readonly string[],
  isCall: boolean,
  matches: (name: string) => boolean,
): boolean {
  const last = words.at(-1);
  if (startsHarmless(words, isCall) && matches(words.slice(1).join(' '))) return true;
  if (words.length > 1 && last !== undefined && SUFFIXES.has(last) && matches(words.slice(0, -1).join(' ')))
    return true;
  return words.some((word) => QUALIFIERS.has(word) && matches(words.filter((other) => other !== word).join(' ')));
}

function startsHarmless(words: readonly string[], isCall: boolean): boolean {
  const first = words[0];
  return words.length > 1 && first !== undefined && (PREFIXES.has(first) || (isCall && CALL_PREFIXES.has(first)));
}
