import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { stalePages } from '../scripts/update-docs';
import { presetRules } from '../src/configs';
import { SETTING_KEYS } from '../src/rule-kit/settings';
import {
  docsPage,
  documentedRules,
  type Example,
  examplesOf,
  introductionOf,
  sectionsOf,
} from './support/docs-examples';
import { createLint, useOwnProjectService } from './support/lint';
import { rulesByName } from './support/registry';

/** The sections of a page, by how their titles begin. */
const requiredSections: readonly RegExp[] = [
  /^Incorrect/i,
  /^Correct/i,
  /^(?:No options|Options)/i,
  /^Settings/i,
  /^Fix(?:es)?\b|^(?:Fix or )?suggestions?\b/i,
  /^With and without types/i,
  /^Known limitations/i,
  /^When not to use it/i,
  /^Further reading/i,
];

const lint = createLint();
const recommended = new Set(Object.keys(presetRules('recommended')));

describe('the documentation', () => {
  useOwnProjectService();

  for (const rule of documentedRules()) {
    const page = docsPage(rule);
    const meta = rulesByName.get(rule)?.meta;

    describe(`docs/rules/${rule}.md`, () => {
      const sections = sectionsOf(page);
      const section = (title: RegExp): string => sections.find((found) => title.test(found.title))?.body ?? '';

      it('says what breaks in production before anything else', () => {
        assert.match(introductionOf(page), /^[A-Z`'][^]{200,}/, 'a first paragraph of some length');
      });

      it('has every section', () => {
        const missing = requiredSections.filter((title) => !sections.some((found) => title.test(found.title)));
        assert.deepEqual(missing, []);
      });

      it('mentions every option, or says that there are none', () => {
        const options = optionNames(meta?.schema);
        if (options.length === 0) {
          assert.match(`${sections.map(({ title }) => title).join('\n')}\n${section(/^Options/i)}`, /no options/i);
        }
        assert.deepEqual(
          options.filter((option) => !section(/^Options/i).includes(`\`${option}\``)),
          [],
        );
      });

      it('names settings that exist', () => {
        const named = [...section(/^Settings/i).matchAll(/`(?:settings\.otel\.)?([a-z]\w+)`/g)].map(
          ([, name = '']) => name,
        );
        const keys: readonly string[] = SETTING_KEYS;
        const looksLikeKey = (name: string): boolean => /^[a-z]+[A-Z]/.test(name) || keys.includes(name);
        assert.deepEqual(
          named.filter((name) => looksLikeKey(name) && !keys.includes(name)),
          [],
        );
      });

      it('gives the specification and the proof', () => {
        const reading = section(/^Further reading/i);
        assert.match(
          reading,
          /\]\(https:\/\/(?:opentelemetry\.io\/docs\/specs|www\.w3\.org\/TR|github\.com\/open-telemetry\/opentelemetry-specification)/,
        );
        assert.match(`${reading}\n${page}`, new RegExp(`tests/runtime/${rule}\\b|Not executed: `));
      });

      it('has no link to a file that is not there', () => {
        const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
        assert.deepEqual(
          links.filter((link) => !existsSync(path.resolve(__dirname, '../docs/rules', link))),
          [],
        );
      });

      const examples = examplesOf(rule, page);

      it('has incorrect and correct examples', () => {
        assert.ok(
          examples.some((example) => !example.isCorrect),
          'an incorrect one',
        );
        assert.ok(
          examples.some((example) => example.isCorrect),
          'a correct one',
        );
      });

      for (const example of examples) {
        for (const typed of [false, true]) {
          if (example.marker.typed !== undefined && example.marker.typed !== typed) continue;
          const kind = example.isCorrect ? 'correct' : 'incorrect';
          it(`line ${example.line}: ${kind} ${typed ? 'with' : 'without'} types`, () => proveExample(example, typed));
        }
      }
    });
  }

  describe('the generated parts of the documentation', () => {
    it('are up to date', () => {
      const stale = stalePages().map(({ file, line }) => `${file} should read: ${line}`);
      assert.deepEqual(stale, [], "run 'npm run docs'");
    });
  });
});

/** An incorrect example is reported, a correct one is not; of neither another recommended rule has to speak. */
function proveExample({ rule, code, extension, marker, isCorrect }: Example, typed: boolean): void {
  const id = `otel/${rule}`;
  const messages = lint(code, {
    extension,
    typed,
    rules: { ...presetRules('recommended'), [id]: ['error', ...(marker.options ?? [])] },
    settings: { contextManager: 'async-local-storage', instrumented: [], ...marker.settings },
  });
  assert.deepEqual(
    messages.filter(({ ruleId }) => ruleId === null),
    [],
    'it parses',
  );
  const own = messages.filter(({ ruleId }) => ruleId === id).map(({ message }) => message);
  if (isCorrect) assert.deepEqual(own, []);
  else assert.notEqual(own.length, 0, `'${id}' reports nothing in:\n${code}`);
  if (marker.others || !recommended.has(id)) return;
  assert.deepEqual(
    messages.filter(({ ruleId }) => ruleId !== id).map(({ ruleId, message }) => `${ruleId ?? ''}: ${message}`),
    [],
  );
}

function optionNames(schema: unknown): string[] {
  const [first] = Array.isArray(schema) ? (schema as readonly { properties?: object }[]) : [];
  return Object.keys(first?.properties ?? {});
}
