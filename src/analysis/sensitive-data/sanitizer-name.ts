/** Recognises functions that make personal data safe, by the words of their name. */
import { GENERIC_METHODS, SANITIZER_FALSE_PAIRS, SANITIZER_VETOES, SANITIZER_WORDS } from '../../model/sensitive-data';
import { splitWords } from './split-words';
import { wordSet } from './word-tables';

const WORDS = wordSet(SANITIZER_WORDS);
const VETOES = wordSet(SANITIZER_VETOES);
const GENERIC = wordSet(GENERIC_METHODS);
const FALSE_PAIRS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(SANITIZER_FALSE_PAIRS).map(([word, followers]) => [word, wordSet(followers)]),
);

/**
 * Whether a function's name says that its result no longer identifies a person: `hashUserId`, `toHash`,
 * `piiRedactor.redact`, `anonymizer.apply`. A dotted name is judged by its last member, or by the object when the
 * member says nothing. Encoding, escaping and clean-up of HTML or paths do not count: the data is still in there.
 *
 * *Known limitations*: it trusts the name. An unkeyed hash counts; a rule option speaks of it.
 */
export function isSanitizerName(name: string): boolean {
  const members = name.split(/[.#]+/).filter((member) => member !== '');
  const words = splitWords(members.at(-1) ?? '');
  const object = splitWords(members.at(-2) ?? '');
  if ([...words, ...object].some((word) => VETOES.has(word))) return false;
  return (
    holdsSanitizerWord(words) ||
    (words.length > 0 && words.every((word) => GENERIC.has(word)) && holdsSanitizerWord(object))
  );
}

function holdsSanitizerWord(words: readonly string[]): boolean {
  return words.some((word, index) => WORDS.has(word) && !FALSE_PAIRS.get(word)?.has(words[index + 1] ?? ''));
}
