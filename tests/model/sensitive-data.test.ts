import assert from 'node:assert/strict';
import * as model from '../../src/model/sensitive-data';

const rows = [...model.PERSONAL_NAMES, ...model.SECRET_NAMES];
const wordLists: Readonly<Record<string, readonly string[]>> = {
  ...model.NAME_CONTEXTS,
  transparent: model.TRANSPARENT_OBJECT_WORDS,
  labels: model.LABEL_OBJECT_WORDS,
  booleanPrefixes: model.BOOLEAN_PREFIXES,
  actionPrefixes: model.ACTION_PREFIXES,
  callActionPrefixes: model.CALL_ACTION_PREFIXES,
  safeQualifiers: model.SAFE_QUALIFIERS,
  safeSuffixes: model.SAFE_SUFFIXES,
  neutralSuffixes: model.NEUTRAL_SUFFIXES,
  neutralQualifiers: model.NEUTRAL_QUALIFIERS,
  sanitizers: model.SANITIZER_WORDS,
  sanitizerVetoes: model.SANITIZER_VETOES,
};

describe('the model of sensitive data', () => {
  it('has names for every class, and no class without a description', () => {
    const described = [...Object.keys(model.PERSONAL_CLASSES), ...Object.keys(model.SECRET_CLASSES)].sort();
    assert.deepEqual([...new Set(rows.map((row) => row.class))].sort(), described);
  });

  it('keeps personal classes and secret classes apart', () => {
    assert.deepEqual(
      model.PERSONAL_NAMES.filter((row) => row.class in model.SECRET_CLASSES),
      [],
    );
    assert.deepEqual(
      model.SECRET_NAMES.filter((row) => row.class in model.PERSONAL_CLASSES),
      [],
    );
  });

  it('writes phrases in lower case with single spaces', () => {
    const phrases = rows.flatMap((row) => row.phrases);
    assert.deepEqual(
      phrases.filter((phrase) => !/^[a-z0-9]+(?: [a-z0-9]+)*$/.test(phrase)),
      [],
    );
  });

  it('says a phrase once in a row', () => {
    assert.deepEqual(
      rows.flatMap((row) => duplicates(row.phrases)),
      [],
    );
  });

  it('gives each word list single words, each once', () => {
    for (const [list, words] of Object.entries(wordLists)) {
      assert.deepEqual(
        words.filter((word) => !/^[a-z0-9]+$/.test(word)),
        [],
        list,
      );
      assert.deepEqual(duplicates(words), [], list);
    }
  });

  it('uses every context in a row', () => {
    const used = new Set<string>([
      ...rows.flatMap((row) => [...(row.within ?? []), ...(row.unless ?? []), ...(row.exceptAfter ?? [])]),
    ]);
    assert.deepEqual(
      Object.keys(model.NAME_CONTEXTS).filter((context) => !used.has(context)),
      [],
    );
  });

  it('has patterns without state, so that one test does not change the next', () => {
    const patterns = [
      ...model.SECRET_SHAPES.map((shape) => shape.pattern),
      model.EMAIL_ADDRESS,
      model.URL_WITH_PASSWORD,
      model.BASIC_CREDENTIALS,
      model.PLACEHOLDER,
      model.REPEATED_BODY,
    ];
    assert.deepEqual(
      patterns.filter((pattern) => pattern.global || pattern.sticky),
      [],
    );
  });

  it('does not both join and divide a word', () => {
    const joined = new Set(model.JOINED_WORDS.map((parts) => parts.replaceAll(' ', '')));
    assert.deepEqual(
      Object.keys(model.GLUED_WORDS).filter((word) => joined.has(word)),
      [],
    );
  });
});

function duplicates(words: readonly string[]): string[] {
  return words.filter((word, index) => words.indexOf(word) !== index);
}
