/** What the objects around a name say about it: `user.name` is a person's name, `file.name` is not. */
import {
  CONSTANT_PREFIXES,
  CONTAINER_CONTEXTS,
  KEY_HOLDER_WORDS,
  LABEL_OBJECT_WORDS,
  NEUTRAL_SUFFIXES,
  PART_CONTEXTS,
  PREPOSITIONS,
  TRANSPARENT_OBJECT_WORDS,
  type NameContext,
} from '../../model/sensitive-data';
import { splitWords } from './split-words';
import { isContextWord, wordSet } from './word-tables';

const TRANSPARENT = wordSet([...TRANSPARENT_OBJECT_WORDS, ...NEUTRAL_SUFFIXES]);
const LABELS = wordSet(LABEL_OBJECT_WORDS);
const KEY_HOLDERS = wordSet(KEY_HOLDER_WORDS);
const NAME_PREFIXES = wordSet(CONSTANT_PREFIXES);
const TURNING: ReadonlySet<string> = new Set(PREPOSITIONS);

/** The words turned round at their preposition: `emailOfUser` → user, email. As they are when there is none inside. */
export function turnAround(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word, index) => TURNING.has(word) && index > 0 && index < words.length - 1);
  return at < 0 ? words : [...turnAround(words.slice(at + 1)), ...words.slice(0, at)];
}

/** What a name hangs on. Empty and undefined for a name that hangs on nothing telling. */
export interface Owner {
  /** The words of the innermost telling object, up to the one that says what it is. */
  readonly words: readonly string[];
  /** The word that says what the innermost telling object is. */
  readonly word: string | undefined;
  /** The same of the next telling object out. */
  readonly outer: string | undefined;
  /** The outer one, where the innermost is only a part of it: `user` for `user.address.city`. */
  readonly whole: string | undefined;
}

/**
 * The owner of a name: `['req', 'currentUser', 'data']` → `user`. Objects that say nothing (`req`, `body`, an index)
 * are looked through.
 */
export function findOwner(objectPath: readonly string[]): Owner {
  const objects = objectPath.map(tellingWords).filter((words) => words.length > 0);
  const words = objects.at(-1) ?? [];
  const word = words.at(-1);
  const outer = objects.at(-2)?.at(-1);
  return {
    words,
    word,
    outer,
    whole: PART_CONTEXTS.some((context) => isContextWord(context, word)) ? outer : undefined,
  };
}

/** The words of an object's name without those at its end that say nothing. */
function tellingWords(name: string): readonly string[] {
  const words = turnAround(splitWords(name));
  return words.slice(0, words.findLastIndex((word) => !TRANSPARENT.has(word) && !/^\d+$/.test(word)) + 1);
}

/** Whether the word before a phrase, or the object when there is no such word, is of a context. */
export function isInContext(context: NameContext, qualifier: string | undefined, owner: string | undefined): boolean {
  if (qualifier === undefined) return isContextWord(context, owner);
  return isContextWord(context, qualifier) || (CONTAINER_CONTEXTS.has(context) && isContextWord(context, owner));
}

/** As `isInContext`, and it also asks the whole that the object is a part of. */
export function isAnywhereInContext(context: NameContext, qualifier: string | undefined, owner: Owner): boolean {
  return (
    isInContext(context, qualifier, owner.word) || (qualifier === undefined && isContextWord(context, owner.whole))
  );
}

/** Whether the object holds texts about fields, so that no member of it is data: `errors.password`. */
export function isLabelHolder(owner: string | undefined): boolean {
  return owner !== undefined && LABELS.has(owner);
}

/**
 * Whether a name is a constant that holds the *name* of a field or header: `USER_ID`, `BaggageKeys.userId`,
 * `Headers.Authorization`. Members of an environment are values, whatever their case.
 */
export function isNameConstant(name: string, objectPath: readonly string[], owner: string | undefined): boolean {
  if (isContextWord('environment', owner)) return false;
  if (owner !== undefined && KEY_HOLDERS.has(owner)) return true;
  const object = objectPath.at(-1);
  if (
    SCREAMING.test(name) &&
    (object === undefined || MODULE_OBJECT.test(object) || NAME_PREFIXES.has(splitWords(name)[0] ?? ''))
  )
    return true;
  if (object === undefined) return false;
  return SCREAMING.test(object) || (CAPITALISED.test(object) && (SCREAMING.test(name) || CAPITALISED.test(name)));
}

const SCREAMING = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;
/** What compiled code calls an imported module (`constants_1`), or its own exports. */
const MODULE_OBJECT = /^exports$|_\d+$/;
const CAPITALISED = /^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/;

/**
 * Whether an object holds one person's data, so that the whole of it is personal: `user`, `currentCustomer`,
 * `req.user`.
 */
export function isPersonObject(name: string): boolean {
  const words = splitWords(name);
  return (
    isContextWord('person', tellingWords(name).at(-1)) &&
    !words.some((word) => word === 'count' || word === 'is' || word === 'has')
  );
}
