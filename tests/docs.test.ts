import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { isPacked, relativeTargets, withoutCode } from '../scripts/lib/links';
import { SET_UPS, setUpOf, setUpTitles } from '../scripts/lib/readme';
import { stalePages } from '../scripts/update-docs';
import { presetRules } from '../src/configs';
import { repositoryUrl } from '../src/rule-kit/package-info';
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

const root = path.resolve(__dirname, '..');
const lint = createLint();
const recommended = new Set(Object.keys(presetRules('recommended')));

/** What stands around the first example of README.md. */
const surroundings = `
import { propagation, trace, type Baggage } from '@opentelemetry/api';
import type { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
const tracer = trace.getTracer('shop');
declare function ship(): void;
interface Call { order: { tenant: string }; items: string[]; user: { email: string } }
export function handle({ order, items, user }: Call, connection: EventEmitter, baggage: Baggage, worker: Worker): Baggage {
  return tracer.startActiveSpan('handle', (span) => {`;

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

  describe('README.md', () => {
    const readme = textOf('README.md');
    const sectionOf = (title: string): string => sectionsOf(readme).find((found) => found.title === title)?.body ?? '';

    for (const title of setUpTitles) {
      it(`shows the file ${SET_UPS[title]} word for word: ${title}`, () => {
        assert.equal(setUpOf(readme, title).text, textOf(SET_UPS[title]));
      });

      it(`installs what the set-up needs: ${title}`, () => {
        const { install, text, command } = setUpOf(readme, title);
        const [, host = ''] = /^npx (\S+)/.exec(command) ?? [];
        const parser = text.includes('@typescript-eslint/parser') ? ['@typescript-eslint/parser'] : [];
        const imported = [...text.matchAll(/ from '([^'/]+)/g)].map(([, name = '']) => name);
        const needed = new Set(['eslint-plugin-otel', host.replace('rslint', '@rslint/core'), ...parser, ...imported]);
        if (/typescript-eslint|tseslint/.test(text)) needed.add('typescript');
        const installed = install
          .split(' ')
          .slice(3)
          .map((name) => name.replace(/(?<=.)@[\d.]+$/, ''));
        assert.match(install, /^npm install --save-dev /);
        assert.deepEqual(installed.sort(), [...needed].sort());
      });
    }

    it('underlines in its first example what is underlined', () => {
      const [, code = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
      const lines = code.trimEnd().split('\n');
      const marks = lines.flatMap((line, index) => {
        const mark = /^\/\/( +)(~+) /.exec(line);
        const [start, length] = [2 + (mark?.[1]?.length ?? 0), mark?.[2]?.length ?? 0];
        return mark ? [lines[index - 1]?.slice(start, start + length)] : [];
      });
      const source = `${surroundings}\n${code}\nspan.end(); return baggage; }); }`;
      const underlined = lint(source, {
        rules: presetRules('recommended'),
        settings: { contextManager: 'async-local-storage' },
      }).map(({ line, column, endLine, endColumn }) => {
        assert.equal(line, endLine);
        return source.split('\n')[line - 1]?.slice(column - 1, (endColumn ?? 0) - 1);
      });
      assert.equal(marks.length, 4);
      assert.deepEqual(underlined, marks);
    });

    it('changes rules and options that are there', () => {
      const [, rules = ''] = /^```js\n(rules: \{[^]*?\},)\n```$/m.exec(readme) ?? [];
      const configured = (runInNewContext(`({ ${rules} })`) as { rules: Record<string, unknown> }).rules;
      assert.notEqual(Object.keys(configured).length, 0);
      assert.doesNotThrow(() => lint('', { rules: configured }));
    });

    it('says of the presets what is so', () => {
      const isSame = Object.keys(presetRules('strict')).length === Object.keys(presetRules('all')).length;
      assert.equal(/`strict` and `all` hold the same rules/.test(sectionOf('Presets')), isSame);
    });

    it('lists the settings that a rule reads', () => {
      const listed = sectionOf('Settings')
        .split('\n')
        .filter((line) => line.startsWith('| `'))
        .map((line) => line.split('|')[1] ?? '')
        .flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, key = '']) => key));
      assert.deepEqual(
        listed,
        SETTING_KEYS.filter((key) => key !== 'trustedHosts'),
      );
    });
  });

  describe('links', () => {
    const pages = ['README.md', ...['docs', 'docs/guides', 'docs/rules'].flatMap(pagesIn)];
    for (const page of pages) {
      it(`of ${page} lead to what is there and packed, or to an address`, () => {
        const text = textOf(page);
        const wrong = relativeTargets(page, text).filter(
          ({ target }) => !isPacked(target) || !existsSync(path.join(root, target)),
        );
        assert.deepEqual(wrong, [], "'npm run docs' makes addresses of links to what is not packed");
        const own = [...text.matchAll(/https:\/\/github\.com\/[\w.-]+\/eslint-plugin-otel[^\s)]*/g)].map(
          ([link]) => link,
        );
        for (const link of own) {
          assert.ok(link.startsWith(repositoryUrl), link);
          const file = /\/(?:blob|tree)\/main\/([^#]+)/.exec(link)?.[1];
          assert.ok(file === undefined || existsSync(path.join(root, file)), `${link}: no such file`);
        }
      });

      it(`of ${page} to headings lead to headings`, () => {
        const text = textOf(page);
        const anchors = new Set(sectionsOf(text).map(({ title }) => anchorOf(title)));
        const own = [...withoutCode(text).matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
        assert.deepEqual(
          own.filter((anchor) => !anchors.has(anchor)),
          [],
        );
      });
    }

    it('have one base, that of package.json', () => {
      const manifest = JSON.parse(textOf('package.json')) as { homepage: string; bugs: string };
      assert.equal(manifest.homepage, `${repositoryUrl}#readme`);
      assert.equal(manifest.bugs, `${repositoryUrl}/issues`);
    });
  });

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

function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function pagesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** The anchor that GitHub gives a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function optionNames(schema: unknown): string[] {
  const [first] = Array.isArray(schema) ? (schema as readonly { properties?: object }[]) : [];
  return Object.keys(first?.properties ?? {});
}
