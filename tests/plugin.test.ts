import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import plugin from '../src';
import { docsUrl, type RuleDocs } from '../src/rule-kit/create-rule';
import { docsPage, documentedRules, examplesOf } from './support/docs-examples';
import { createLint, useOwnProjectService } from './support/lint';
import { rulesByName } from './support/registry';

const root = path.resolve(__dirname, '..');
const rulesFolder = path.join(root, 'src/rules');
const names = [...rulesByName.keys()];
const lint = createLint();

/** Words that say a thing is bad and not why. */
const empty =
  /\b(?:forbidden|not allowed|disallowed|prohibited|invalid usage|bad practice|avoid using|do not use|must not be used)\b/i;

/** The shortest text that can hold a subject and a consequence. */
const consequenceLength = 60;

/** The longest text of a message beside its placeholders: a line of a terminal, and a half. */
const longestMessage = 160;

/** Messages that tell a way, an order or a setting, and so may be longer. */
const toldAtLength = new Set(['legacyWins', 'outOfPlace', 'lostSomewhere']);

/** Words that read as translated. */
const quaint = /works? off|over there|whoever|tells? nothing|speaks? of/i;

/** The parts of a JSON schema that the options of rules are made of. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

describe('the plugin', () => {
  it('says its name, version and prefix', () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    assert.deepEqual(plugin.meta, { name: 'eslint-plugin-otel', version, namespace: 'otel' });
  });

  it('registers every file of src/rules under its name, in alphabetical order', () => {
    const files = namesIn(rulesFolder, '.ts').filter((name) => name !== 'index');
    assert.deepEqual(names, files);
    assert.deepEqual(
      names.filter((name) => !/^[a-z][a-z\d]*(?:-[a-z\d]+)+$/.test(name)),
      [],
      'kebab case, two words or more',
    );
  });

  it('has a page of documentation for every rule and no other', () => {
    assert.deepEqual(documentedRules(), names);
  });

  it('has a test for every rule and no other', () => {
    assert.deepEqual(namesIn(path.join(root, 'tests/rules'), '.test.ts'), names);
  });

  it('runs every rule on the real SDK, or says on its page why not', () => {
    const folder = path.join(root, 'tests/runtime');
    const cases = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'case.ts')));
    const isExcused = (name: string): boolean =>
      documentedRules().includes(name) && /^(?:[-*] )?Not executed: \S/m.test(docsPage(name));
    assert.deepEqual(
      names.filter((name) => !cases.includes(name) && !isExcused(name)),
      [],
      'rules without a case',
    );
    assert.deepEqual(
      cases.filter((name) => !rulesByName.has(name)),
      [],
      'cases without a rule',
    );
  });
});

for (const [name, rule] of rulesByName) {
  const { meta } = rule;
  const source = readFileSync(path.join(rulesFolder, `${name}.ts`), 'utf8');
  const messages = Object.entries(meta.messages);
  const schemas = meta.schema as readonly Schema[];

  describe(`the rule ${name}`, () => {
    useOwnProjectService();

    it('has nothing left to do in its files', () => {
      const files = [
        `src/rules/${name}.ts`,
        `tests/rules/${name}.test.ts`,
        `docs/rules/${name}.md`,
        `tests/runtime/${name}/case.ts`,
      ];
      const unfinished = files.filter(
        (file) => existsSync(path.join(root, file)) && /\bTODO\b/.test(readFileSync(path.join(root, file), 'utf8')),
      );
      assert.deepEqual(unfinished, []);
    });

    it('describes itself in one imperative line', () => {
      assert.ok(['problem', 'suggestion', 'layout'].includes(meta.type));
      const description = meta.docs?.description ?? '';
      assert.match(description, /^(?:Require|Enforce|Disallow|Prefer|Limit) [^<>\n]{10,120}$/);
      assert.doesNotMatch(description, /\.$/);
      assert.equal((meta.docs as { url?: string } | undefined)?.url, docsUrl(name));
    });

    it('says which presets it is in, and what types are to it', () => {
      const { presets = [], severity, gainsFromTypes } = meta.docs ?? {};
      assert.deepEqual(
        presets.filter((preset) => !['recommended', 'strict'].includes(preset)),
        [],
      );
      assert.equal(new Set(presets).size, presets.length);
      assert.ok(severity === undefined || (severity as string) === 'warn');
      assert.equal(meta.docs?.recommended, presets.includes('recommended'));
      assert.equal(typeof gainsFromTypes, 'boolean');
    });

    it('has a strict schema in which every option is described', () => {
      assert.equal(Array.isArray(meta.schema), true);
      assert.ok(schemas.length <= 1, 'one object holds all options');
      assert.deepEqual(
        schemas.flatMap((schema) => looseParts(schema, 'options')),
        [],
      );
    });

    it('accepts its own defaults and no unknown option', () => {
      const defaults = meta.defaultOptions ?? [];
      const [schema] = schemas;
      assert.deepEqual(
        Object.keys(defaults[0] ?? {}).filter((key) => !(key in (schema?.properties ?? {}))),
        [],
      );
      assert.doesNotThrow(() => lint('', { rules: { [`otel/${name}`]: ['error', ...(schema ? defaults : [])] } }));
      assert.throws(
        () => lint('', { rules: { [`otel/${name}`]: ['error', { noSuchOption: true }] } }),
        /noSuchOption|items/,
      );
    });

    it('has messages that are sentences and name what breaks', () => {
      for (const [id, text] of messages) {
        assert.match(text, /^(?:[A-Z]|'|`|\{\{)[^]*\.$/, id);
        assert.doesNotMatch(text, empty, id);
      }
      assert.ok(
        messages.some(([, text]) => text.length >= consequenceLength),
        'one message has room for the consequence',
      );
    });

    it('has messages that fit a line of a terminal', () => {
      const long = messages
        .filter(([id]) => !toldAtLength.has(id))
        .map(([id, text]) => ({ id, length: text.replaceAll(/\{\{.*?\}\}/g, '').length }))
        .filter(({ length }) => length > longestMessage);
      assert.deepEqual(long, [], `at most ${longestMessage} characters beside placeholders: the page has room for why`);
    });

    it('has messages in plain English', () => {
      for (const [id, text] of messages) assert.doesNotMatch(text, quaint, id);
    });

    it('says of which messages it speaks in tests', () => {
      const { inTests } = meta.docs as RuleDocs;
      if (Array.isArray(inTests))
        assert.deepEqual(
          inTests.filter((id: string) => !(id in meta.messages)),
          [],
        );
    });

    it('uses every message', () => {
      const code = withoutMessages(source);
      const elsewhere = sourcesUnder('analysis') + sourcesUnder('repairs');
      const unused = messages.map(([id]) => id).filter((id) => !new RegExp(`['"\`]${id}['"\`]`).test(code + elsewhere));
      assert.deepEqual(unused, []);
      const used = [...code.matchAll(/messageId: '(\w+)'/g)].map(([, id = '']) => id);
      assert.deepEqual(
        used.filter((id) => !(id in meta.messages)),
        [],
        'and each has a text',
      );
    });

    it('gives data for every placeholder', () => {
      const code = withoutMessages(source);
      const placeholders = new Set(
        messages.flatMap(([, text]) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, key = '']) => key)),
      );
      const elsewhere = sourcesUnder('analysis') + sourcesUnder('repairs');
      assert.deepEqual(
        [...placeholders].filter((key) => !new RegExp(`\\b${key}\\b`).test(code + elsewhere)),
        [],
      );
    });

    it('shows on its page each kind of edit that it declares', () => {
      const incorrect = documentedRules().includes(name)
        ? examplesOf(name, docsPage(name)).filter((example) => !example.isCorrect)
        : [];
      const reports = incorrect.flatMap(({ code, extension, marker }) =>
        lint(code, {
          extension,
          typed: marker.typed ?? false,
          rules: { [`otel/${name}`]: ['error', ...(marker.options ?? [])] },
          settings: { contextManager: 'async-local-storage', instrumented: [], ...marker.settings },
        }),
      );
      assert.equal(
        reports.some((report) => report.fix),
        meta.fixable !== undefined,
        'a fix, if and only if it is fixable',
      );
      assert.equal(
        reports.some((report) => report.suggestions),
        meta.hasSuggestions === true,
        'a suggestion, if and only if it has any',
      );
      assert.deepEqual(
        reports.filter(({ message }) => message.includes('{{')).map(({ message }) => message),
        [],
      );
    });
  });
}

/** The names of the files in a folder that end in a suffix, without it, sorted. */
function namesIn(folder: string, suffix: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .sort();
}

/** The places of a schema that let unknown keys through or lack a description. */
function looseParts(schema: Schema, place: string): string[] {
  const properties = Object.entries(schema.properties ?? {});
  const isObject = schema.type === 'object' || schema.properties !== undefined;
  const parts = [...(schema.items ? [schema.items] : []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const hasShape = schema.additionalProperties !== undefined && schema.additionalProperties !== true;
  return [
    ...(isObject && !hasShape ? [`${place}: additionalProperties is not false`] : []),
    ...properties.flatMap(([key, property]) => [
      ...(typeof property.description === 'string' && property.description !== ''
        ? []
        : [`${place}.${key}: no description`]),
      ...looseParts(property, `${place}.${key}`),
    ]),
    ...parts.flatMap((part) => looseParts(part, `${place}[]`)),
  ];
}

/** The code of a rule without the texts of its messages and the list of their ids. */
function withoutMessages(source: string): string {
  return source.replace(/\bmessages: \{[^]*?\n {4}\},/, '').replace(/\btype MessageIds? =[^;]*;/, '');
}

const sourcesByFolder = new Map<string, string>();

/** All the code below a folder of `src`. */
function sourcesUnder(folder: string): string {
  const read = (name: string): string => readFileSync(path.join(root, 'src', folder, name), 'utf8');
  const known = sourcesByFolder.get(folder);
  const sources =
    known ??
    readdirSync(path.join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map(read)
      .join('\n');
  sourcesByFolder.set(folder, sources);
  return sources;
}
