import assert from 'node:assert/strict';
import { classifyName } from '../../../src/analysis/sensitive-data';
import {
  BOOLEAN_PREFIXES,
  PERSONAL_NAMES,
  SAFE_QUALIFIERS,
  SAFE_SUFFIXES,
  SECRET_NAMES,
  type NameContext,
} from '../../../src/model/sensitive-data';
import { NAME_CONTEXTS } from '../../../src/model/sensitive-data';

const rows = [...PERSONAL_NAMES, ...SECRET_NAMES];
const phrases = [...new Set(rows.flatMap((row) => row.phrases))];
const objects = [
  undefined,
  ...new Set(rows.flatMap((row) => row.within ?? []).map((context: NameContext) => NAME_CONTEXTS[context][0])),
];

function camelCase(words: string): string {
  return words.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Every name that is found sensitive, on its own or on an object of each context that a row asks for. */
function found(names: readonly string[]): string[] {
  return names.filter((name) =>
    objects.some((object) => classifyName({ name, objectPath: object === undefined ? [] : [object] })),
  );
}

describe('the negative lists', () => {
  it('clear every phrase behind every boolean prefix', () => {
    assert.deepEqual(
      found(BOOLEAN_PREFIXES.flatMap((prefix) => phrases.map((phrase) => camelCase(`${prefix} ${phrase}`)))),
      [],
    );
  });

  it('clear every phrase behind every word for a value made safe', () => {
    assert.deepEqual(
      found(SAFE_QUALIFIERS.flatMap((word) => phrases.map((phrase) => camelCase(`${word} ${phrase}`)))),
      [],
    );
  });

  it('clear every phrase before a word that says it is about the phrase', () => {
    // In "login host" or "card page" the suffix is no phrase itself; "subject" and "set" would be, on a claims object.
    const suffixes = SAFE_SUFFIXES.filter((suffix) => !phrases.includes(suffix));
    assert.deepEqual(
      found(suffixes.flatMap((suffix) => phrases.map((phrase) => camelCase(`${phrase} ${suffix}`)))),
      [],
    );
  });
});

describe('the tables of names', () => {
  it('hold no phrase that no name can match', () => {
    const unreachable = rows.flatMap((row) => {
      const contexts: readonly (readonly string[])[] = row.within
        ? row.within.map((context) => NAME_CONTEXTS[context])
        : [[]];
      return row.phrases
        .filter((phrase) => {
          const paths = contexts.flatMap((words) => (words.length === 0 ? [[]] : words.map((word) => [word])));
          return !paths.some((objectPath) => classifyName({ name: camelCase(phrase), objectPath }));
        })
        .map((phrase) => `${row.class}: ${phrase}`);
    });
    assert.deepEqual(unreachable, []);
  });

  it('give each class at least one phrase that needs no strict preset', () => {
    const classes = new Set(rows.map((row) => row.class));
    const recommended = new Set(rows.filter((row) => row.strength === 'recommended').map((row) => row.class));
    assert.deepEqual(
      [...classes].filter((name) => !recommended.has(name)),
      ['session-id', 'device-id'],
      'which lead to a person only with other data beside them',
    );
  });
});

describe('classifyName on odd input', () => {
  it('says nothing and throws nothing', () => {
    const odd = [
      '',
      '.',
      '...',
      '_',
      '$',
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '🦊',
      '名前',
      '\n',
      ' ',
      '0',
      '[]',
      'of',
      'and',
      'for',
      'is',
      's',
      'é',
    ];
    for (const name of odd) {
      for (const objectPath of [[], [''], ['constructor'], ['__proto__', 'toString'], odd]) {
        assert.equal(classifyName({ name, objectPath }), undefined, JSON.stringify({ name, objectPath }));
      }
    }
  });
});
