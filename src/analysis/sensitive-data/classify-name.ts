/**
 * Decides from a name, and the objects it hangs on, whether its value is personal data or a secret.
 *
 * A name is read as English reads compound nouns: its last word says what it is, the words before say of what kind or
 * whose. So `userEmail` is an e-mail and `emailTemplateId` an id of a template. Negative lists come first, then the
 * project's own words, then the built-in phrases, the longest first.
 *
 * *Known limitations*: names only; the value is not looked at (see `classifyLiteral`) and neither is its type (see
 * `typeRulesOut`). A name that says nothing (`x`, `value`) is silent. Names are read as English.
 */
import {
  CONJUNCTIONS,
  NEUTRAL_QUALIFIERS,
  NEUTRAL_SUFFIXES,
  type SensitiveClass,
  type SensitiveKind,
  type Strength,
} from '../../model/sensitive-data';
import { isAboutProjectWord, isDigested, isHarmlessName, isSafeExactName, holdsSafeValues } from './harmless-names';
import {
  findOwner,
  isAnywhereInContext,
  isInContext,
  isLabelHolder,
  isNameConstant,
  turnAround,
  type Owner,
} from './object-context';
import { splitWords } from './split-words';
import { buildVocabulary, type Vocabulary } from './vocabulary';
import { isContextWord, kindOf, phrasesEndingIn, wordSet, type Phrase } from './word-tables';

/** What stands at the place of the name. A call is named by its function; a string key may be a dotted path. */
export type NameKind = 'property' | 'variable' | 'parameter' | 'call' | 'string-key';

export interface NameInput {
  readonly name: string;
  /** The names of the objects it hangs on, outermost first: `['req', 'user']` for `req.user.name`. */
  readonly objectPath?: readonly string[];
  /** Default: `variable` without an object path, `property` with one. */
  readonly kind?: NameKind;
}

/** What a name, or a literal, was found to be. */
export interface SensitiveVerdict {
  readonly class: SensitiveClass;
  readonly kind: SensitiveKind;
  readonly strength: Strength;
  /** A clause for messages: `'userEmail' reads as 'email'`, `'user.id' is the id of 'user'`. */
  readonly because: string;
}

const BUILT_IN = buildVocabulary();
const SUFFIXES = wordSet(NEUTRAL_SUFFIXES);
const QUALIFIERS = wordSet(NEUTRAL_QUALIFIERS);
const JOINING: ReadonlySet<string> = new Set(CONJUNCTIONS);

/** The verdict on a name, or undefined when nothing speaks against it. Never throws. */
export function classifyName(input: NameInput, vocabulary: Vocabulary = BUILT_IN): SensitiveVerdict | undefined {
  const path = [...(input.objectPath ?? []), input.name].flatMap((part) =>
    part.split(/[./:]+/).filter((segment) => segment !== ''),
  );
  const name = path.at(-1);
  if (name === undefined) return undefined;
  const objectPath = path.slice(0, -1);
  const isCall = input.kind === 'call';
  const words = splitWords(name);
  if (words.length === 0 || isExempt(path, vocabulary)) return undefined;

  const own = classifyByProject(name, words, isCall, vocabulary);
  if (own) return own;
  if (isSafeExactName(name) || isHarmlessName(words, isCall) || objectPath.some(holdsSafeValues)) return undefined;

  const owner = findOwner(objectPath);
  if (isLabelHolder(owner.word)) return undefined;
  const match = findPhrase(words, owner);
  if (!match) return undefined;
  const { row } = match;
  const kind = kindOf(row.class);
  const isKeyMaterial = kind === 'secret' && row.class !== 'password';
  if (!isKeyMaterial && isDigested(words)) return undefined;
  const mayBeHeaderName = kind === 'pii' || row.class === 'cookie' || row.class === 'authorization';
  if (mayBeHeaderName && input.kind !== 'string-key' && isNameConstant(name, objectPath, owner.word)) return undefined;
  return {
    class: row.class,
    kind,
    // The environment holds the settings of a deployment: its addresses and users are rarely a customer's.
    strength: kind === 'pii' && isContextWord('environment', owner.word) ? 'strict' : row.strength,
    because: reason(path, match),
  };
}

/** The verdict on a baggage or header key: a dotted path such as `user.email`. */
export function classifyKey(key: string, vocabulary?: Vocabulary): SensitiveVerdict | undefined {
  return classifyName({ name: key, kind: 'string-key' }, vocabulary);
}

/** Whether the project exempts the name, or the path to it from any object on: `user.name` exempts `req.user.name`. */
function isExempt(path: readonly string[], vocabulary: Vocabulary): boolean {
  return path.some((_, index) => vocabulary.isSafe(path.slice(index).join('.')));
}

function classifyByProject(
  name: string,
  words: readonly string[],
  isCall: boolean,
  vocabulary: Vocabulary,
): SensitiveVerdict | undefined {
  const singular = words.join(' ');
  for (const category of vocabulary.categories) {
    if (!category.matches(name) && !category.matches(singular)) continue;
    if (isAboutProjectWord(words, isCall, (text) => category.matches(text))) continue;
    return {
      class: category.class,
      kind: category.kind,
      strength: 'recommended',
      because: `'${name}' is listed as '${category.class}' in the project's sensitive names`,
    };
  }
  return undefined;
}

interface PhraseMatch {
  readonly row: Phrase['row'];
  /** What the name, or its end, was read as: `email`, `user id`. */
  readonly reading: string;
  /** Set when the object gave the context: `user` for `user.id`. */
  readonly contextObject?: string;
  /** Set when object and name were read as one name: `account.number`. */
  readonly asOneName?: true;
}

function findPhrase(words: readonly string[], owner: Owner): PhraseMatch | undefined {
  const at = words.findIndex((word, index) => JOINING.has(word) && index > 0 && index < words.length - 1);
  if (at > 0) return findPhrase(words.slice(0, at), owner) ?? findPhrase(words.slice(at + 1), owner);
  const turned = turnAround(words);
  const match = matchHead(turned, owner);
  if (match === 'harmless') return undefined;
  return match ?? matchWithOwner(turned, owner);
}

/** Reads the object as the first words of the name: `account.number` is an account number, `cookie.value` a cookie. */
function matchWithOwner(words: readonly string[], owner: Owner): PhraseMatch | undefined {
  if (owner.word === undefined) return undefined;
  const match = matchHead([...owner.words, ...words], {
    words: [],
    word: owner.outer,
    outer: undefined,
    whole: undefined,
  });
  return match && match !== 'harmless' ? { reading: match.reading, row: match.row, asOneName: true } : undefined;
}

/** The phrase a name ends in, after dropping last words that change nothing. */
function matchHead(words: readonly string[], owner: Owner): PhraseMatch | 'harmless' | undefined {
  for (let end = words.length; end > 0; end--) {
    const result = matchPhrase(words.slice(0, end), owner);
    if (result) return result;
    const last = words[end - 1];
    if (last === undefined || !(SUFFIXES.has(last) || /^\d+$/.test(last))) return undefined;
  }
  return undefined;
}

function matchPhrase(words: readonly string[], owner: Owner): PhraseMatch | 'harmless' | undefined {
  for (const phrase of phrasesEndingIn(words.at(-1) ?? '')) {
    const start = words.length - phrase.words.length;
    if (start < 0 || phrase.words.some((word, index) => words[start + index] !== word)) continue;
    const qualifier = words.slice(0, start).findLast((word) => !QUALIFIERS.has(word));
    const { within, unless, exceptAfter, alone } = phrase.row;
    if (alone && qualifier !== undefined) continue;
    if (exceptAfter?.some((context) => isContextWord(context, qualifier))) continue;
    if (within && !within.some((context) => isInContext(context, qualifier, owner.word))) continue;
    if (unless?.some((context) => isAnywhereInContext(context, qualifier, owner))) return 'harmless';
    const text = phrase.words.join(' ');
    if (!within) return { row: phrase.row, reading: text };
    if (within.some((context) => isContextWord(context, qualifier)))
      return { row: phrase.row, reading: `${qualifier ?? ''} ${text}` };
    return { row: phrase.row, reading: text, contextObject: owner.word };
  }
  return undefined;
}

function reason(path: readonly string[], match: PhraseMatch): string {
  const place = path.slice(-2).join('.');
  if (match.asOneName) return `'${place}' reads as '${match.reading}'`;
  if (match.contextObject !== undefined) return `'${place}' is the ${match.reading} of '${match.contextObject}'`;
  return `'${path.at(-1) ?? ''}' reads as '${match.reading}'`;
}
