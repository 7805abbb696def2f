import { clearCaches, parse } from '@typescript-eslint/parser';
import type { Linter } from 'eslint';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CONTAINERS, type ContainerId, PACKAGE_EXPORTS } from '../src/model';
import { CONTEXT_MANAGER_SETTINGS } from '../src/model/context-managers';
import { docsPage, documentedRules, examplesOf } from './support/docs-examples';
import { fill, generatePrograms } from './support/generated-programs';
import { createLint, type Lint, type LintOptions, useOwnProjectService } from './support/lint';
import {
  oddExpressions,
  oddImports,
  oddRequires,
  oddSyntax,
  oddTypedExpressions,
  oddValues,
} from './support/odd-syntax';
import { rulesByName } from './support/registry';

const lint = createLint();

/** A fix may make room for the next; ESLint itself gives up after so many passes. */
const maximumPasses = 10;

/** How many expressions each snippet is tried with, beside all of them at once. */
const singleExpressions = 4;

/** How many programs are generated, and every which of them is linted with types, which takes longer. */
const generatedPrograms = 450;
const typedEvery = 9;

/** A value of each type of the API, as an expression. */
const receivers: Readonly<Record<ContainerId, string>> = {
  Baggage: 'propagation.createBaggage()',
  Context: 'context.active()',
  ContextAPI: 'context',
  ContextManager: '(null as unknown as ContextManager)',
  ContextManagementToken: 'context.attach(context.active())',
  NodeSDK: 'new NodeSDK()',
  PropagationAPI: 'propagation',
  Span: 'trace.getTracer("t").startSpan("s")',
  SpanContext: 'trace.getSpanContext(context.active())!',
  TextMapPropagator: 'new W3CTraceContextPropagator()',
  TraceAPI: 'trace',
  TraceState: 'createTraceState()',
  Tracer: 'trace.getTracer("t")',
  TracerProvider: 'trace.getTracerProvider()',
};

/** Ways to use a member `M` of a receiver `R` that no one had in mind. */
const memberForms: readonly string[] = [
  'R.M',
  'R.M()',
  'R?.M?.()',
  'R["M"]()',
  'R[`M`](...args)',
  'new R.M()',
  'new (R.M)',
  'R.M`text`',
  'await R.M()',
  'R.M(undefined, null, 0, "")',
  'R.M(...args, ...[, ,], ...args)',
  'R.M(R.M(R.M()))',
  'R.M.call(R)',
  'R.M.apply(R, args)',
  'R.M.bind(R, ...args)()',
  '(R.M)()',
  '(0, R.M)()',
  '(R.M ?? R.M)()',
  'R.M(() => {}, async function* () {}, class {})',
  'R.M({ ...args, get a() { return 1 }, ["b"]: 2, async c() {} }, [, , 1])',
  'R.M(function (this: unknown) { return this }, this)',
  'R.M(import.meta, /x/u, 1n, `a${1}b`)',
  'R.M(await 0, (1, 2))',
  'R.M("a", { value: "b" }, () => 1, this)',
  'R!.M!()!',
  '(R as any).M(<any>0)',
  'delete (R as any).M',
  '(R as any).M = R.M',
  '({ M: x }) => x(R)',
  'args.map(R.M)',
  'void R.M()',
  '!R.M()',
  'x ||= R.M() as any',
  '[...[R.M()]]',
  '({ ...{ a: R.M() } })',
  'R.M(x = R.M() as any)',
  '`${R.M()}`',
  'R.M().then?.(R.M)',
];

describe('robustness', () => {
  useOwnProjectService();

  describe('odd syntax', () => {
    it('is there in number', () => {
      assert.ok(oddSyntax.length >= 80, `${oddSyntax.length} snippets`);
    });

    for (const [index, { code, extensions }] of oddSyntax.entries()) {
      it(`${JSON.stringify(code).slice(0, 90)} goes through every rule`, () => {
        for (const extension of extensions) {
          for (const expression of expressionsFor(extension, index)) {
            const text = withHeader(fill(code, expression), extension === 'cjs' ? oddRequires : oddImports);
            prove(lint, text, { extension });
            if (/^c?jsx?$/.test(extension)) proveWithEspree(text, extension);
          }
        }
      });
    }

    it('goes through every rule with types', () => {
      const expressions = [...oddExpressions, ...oddTypedExpressions];
      oddSyntax.forEach(({ code, extensions }, index) => {
        const extension = extensions.at(-1) ?? 'ts';
        if (extension === 'jsx' || extension === 'cjs') return;
        let next = index;
        const text = withHeader(
          fill(code, () => `(${expressions[next++ % expressions.length] ?? '0'})`),
          oddImports,
        );
        prove(lint, text, { extension, typed: true });
      });
    });
  });

  describe('every operation, called in every way', () => {
    for (const container of CONTAINERS) {
      for (const member of Object.keys(container.members)) {
        it(`${container.id}.${member}`, () => {
          const receiver = receivers[container.id];
          const uses = memberForms.map((form) => form.replace(/\bR\b/g, () => receiver).replace(/\bM\b/g, member));
          proveUses(uses);
        });
      }
    }

    for (const [name, exports] of Object.entries(PACKAGE_EXPORTS)) {
      it(`the exports of ${name}`, () => {
        const uses = Object.keys(exports).flatMap((member) =>
          memberForms.map((form) => form.replace(/\bR\b/g, 'pkg').replace(/\bM\b/g, member)),
        );
        const text = `import * as pkg from '${name}';\nlet x: any, args: any[] = [];\n${uses.map((use) => `(${use});`).join('\n')}\n`;
        prove(lint, text, {});
      });
    }
  });

  describe('generated programs', () => {
    const programs = generatePrograms(20_261_121, generatedPrograms);
    const speaking = new Set<string>();

    it('parse and are many', () => {
      assert.ok(programs.length >= 300);
      const broken = programs.filter((text) => !parses(text, {}));
      assert.deepEqual(broken, []);
    });

    for (let start = 0; start < programs.length; start += 50) {
      it(`${start + 1} to ${Math.min(start + 50, programs.length)} go through every rule`, () => {
        for (const [index, text] of programs.slice(start, start + 50).entries()) {
          // Some rules speak only beside an instrumentation, others only without one, or under one context manager.
          const settings = {
            ...(index % 2 === 1 && { instrumented: ['http', 'undici', 'kafkajs'] }),
            ...(index % 4 > 1 && { contextManager: index % 8 > 3 ? 'async-local-storage' : 'stack' }),
          };
          for (const { ruleId } of prove(lint, text, { settings })) speaking.add(ruleId ?? '');
        }
      });
    }

    it('make every rule speak', () => {
      assert.deepEqual(
        [...rulesByName.keys()].filter((name) => !speaking.has(`otel/${name}`)),
        [],
      );
    });

    it('go through every rule with types', () => {
      for (const text of programs.filter((_, index) => index % typedEvery === 0)) prove(lint, text, { typed: true });
    });

    for (const contextManager of CONTEXT_MANAGER_SETTINGS) {
      it(`go through every rule where the context manager is '${contextManager}'`, () => {
        const settings = {
          contextManager,
          instrumented: ['http', 'undici'],
          sanitizers: ['scrub', '/^mask/'],
          wrappers: [{ function: 'runWith', operation: 'context.with' }],
        };
        for (const text of programs.filter((_, index) => index % 5 === 0)) prove(lint, text, { settings });
      });
    }
  });

  describe('what the rules report in examples and broken programs', () => {
    const examples = documentedRules().flatMap((rule) => examplesOf(rule, docsPage(rule)));

    it('has edits that parse and settle in the documentation', () => {
      for (const { code, extension, marker } of examples) {
        for (const typed of [false, true])
          prove(lint, code, { extension, typed, ...(marker.settings ? { settings: marker.settings } : {}) });
      }
    });

    it('has edits that parse and settle with Windows line ends, a byte order mark and no last line end', () => {
      for (const { code, extension } of examples) {
        prove(lint, code.replaceAll('\n', '\r\n'), { extension });
        prove(lint, `\uFEFF${code.trimEnd()}`, { extension });
      }
    });

    it('has edits that parse and settle in a text cut short anywhere', () => {
      for (const { code, extension } of examples) {
        const lines = code.split('\n');
        for (let length = 1; length < lines.length; length++) {
          const text = lines.slice(0, length).join('\n');
          if (parses(text, { extension })) prove(lint, text, { extension });
        }
      }
    });

    it('has edits that parse and settle in the programs of the runtime cases', () => {
      const folder = path.join(__dirname, 'runtime');
      const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /^[\w-]+[/\\]broken[\w-]*\.[cm]?[jt]s$/.test(name),
      );
      assert.notEqual(programs.length, 0);
      for (const name of programs) {
        const text = readFileSync(path.join(folder, name), 'utf8');
        prove(lint, text, { extension: path.extname(name).slice(1) });
        prove(lint, text, { extension: path.extname(name).slice(1), typed: true });
      }
    });
  });

  describe('a project that is not in order', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'otel-robustness-'));
    after(() => rmSync(root, { recursive: true, force: true }));
    const program = examplesText();

    const projects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      'no tsconfig.json': {},
      'a tsconfig.json that is not JSON': { 'tsconfig.json': '{ "compilerOptions": { "strict": ' },
      'a tsconfig.json that extends nothing': {
        'tsconfig.json': '{ "extends": "./missing.json", "include": ["*.ts"] }',
      },
      'a tsconfig.json with unknown options': {
        'tsconfig.json': '{ "compilerOptions": { "strict": "yes", "target": "ES9999" }, "include": ["*.ts"] }',
      },
      'a tsconfig.json that includes nothing': { 'tsconfig.json': '{ "files": [] }' },
      'packages that are not installed': { 'tsconfig.json': '{ "include": ["*.ts"] }' },
      'a package.json that is not JSON': {
        'tsconfig.json': '{ "include": ["*.ts"] }',
        'package.json': '{ "dependencies": [',
      },
      'a package.json of the wrong shape': {
        'tsconfig.json': '{ "include": ["*.ts"] }',
        'package.json': '{ "dependencies": { "@opentelemetry/api": 1, "p-queue": null }, "devDependencies": [] }',
      },
      'a broken declaration of the API': {
        'tsconfig.json': '{ "include": ["*.ts"] }',
        'node_modules/@opentelemetry/api/package.json':
          '{ "name": "@opentelemetry/api", "version": "x", "types": "index.d.ts" }',
        'node_modules/@opentelemetry/api/index.d.ts':
          'export declare const context: ContextAPI; export interface ContextAPI extends ContextAPI { with(: void; }\nexport const trace: Missing<',
      },
    };
    for (const [title, files] of Object.entries(projects)) {
      it(`${title}: every rule runs or is silent`, () => {
        const folder = path.join(root, title.replace(/\W+/g, '-'));
        for (const [name, text] of Object.entries({ ...files, 'file.ts': program })) {
          mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
          writeFileSync(path.join(folder, name), text);
        }
        clearCaches(); // so that the project service starts in this folder
        const lintThere = createLint(folder);
        for (const typed of [false, true]) {
          const messages = lintThere(program, { typed });
          for (const message of messages) checkEdits(program, message, {});
          // The parser may refuse a project that is not in order, and says so; a rule may not.
          for (const { ruleId, message } of messages)
            assert.ok(ruleId !== null || /^Parsing error: /.test(message), message);
        }
      });
    }
  });
});

/**
 * What to put into the holes of a snippet, one variant after the other: all expressions as one list
 * in the first hole, then single ones.
 * Another snippet starts with another expression, so that all of them meet much syntax.
 */
function expressionsFor(extension: string, index: number): (() => string)[] {
  const expressions = /^[cm]?tsx?$/.test(extension) ? [...oddExpressions, ...oddTypedExpressions] : oddExpressions;
  const all = `[${expressions.join(', ')}]`;
  const singles = Array.from({ length: singleExpressions }, (_, variant) => {
    let next = index * singleExpressions + variant;
    return () => `(${expressions[next++ % expressions.length] ?? '0'})`;
  });
  let isFirst = true;
  const allThenNone = (): string => {
    const text = isFirst ? all : '0';
    isFirst = false;
    return text;
  };
  return [allThenNone, ...singles];
}

/** As {@link prove}, with the parser of ESLint itself; what that one cannot parse is left out. */
function proveWithEspree(text: string, extension: string): void {
  const options: LintOptions = { extension, espree: true };
  if (!lint(text, { ...options, rules: {} }).some(({ fatal }) => fatal)) prove(lint, text, options);
}

/** Lints one file with many uses of the API in it. */
function proveUses(uses: readonly string[]): void {
  const header = `
    import { context, createTraceState, propagation, trace, type ContextManager } from '@opentelemetry/api';
    import { W3CTraceContextPropagator } from '@opentelemetry/core';
    import { NodeSDK } from '@opentelemetry/sdk-node';
    let x: any, args: any[] = [];
  `;
  const text = `${header}\n${uses.map((use) => `(${use});`).join('\n')}\n`;
  prove(lint, text, {});
  prove(
    lint,
    `${header}\nasync function* f(this: any) {\n${uses
      .map((use) => `  const v = ${use};`)
      .map((line, index) => line.replace('const v', `const v${index}`))
      .join('\n')}\n}\n`,
    {},
  );
}

/** One program with every mistake that the documentation shows, each in a block of its own. */
function examplesText(): string {
  return documentedRules()
    .flatMap((rule) =>
      examplesOf(rule, docsPage(rule))
        .filter(({ isCorrect, extension }) => !isCorrect && extension === 'ts')
        .slice(0, 1),
    )
    .map(({ code }) => code)
    .join('\n');
}

/** Lints a text, checks every edit on offer, applies the fixes until none is left; returns the first reports. */
function prove(linter: Lint, text: string, options: LintOptions): Linter.LintMessage[] {
  const first = linter(text, options);
  let messages = first;
  let current = text;
  for (let pass = 0; ; pass++) {
    const fatal = messages.find(({ ruleId }) => ruleId === null);
    assert.equal(fatal?.message, undefined, `it does not parse:\n${current}`);
    for (const message of messages) {
      assert.doesNotMatch(message.message, /\{\{|\[object /, 'every placeholder is filled');
      checkEdits(current, message, options);
    }
    const fixed = applyFixes(current, messages);
    if (fixed === current) return first;
    assert.ok(pass < maximumPasses, `the fixes do not settle:\n${text}\n---\n${current}\n---\n${fixed}`);
    current = fixed;
    messages = linter(current, options);
  }
}

/** Every fix and suggestion of a report changes the text and leaves one that parses. */
function checkEdits(text: string, message: Linter.LintMessage, options: LintOptions): void {
  const suggestions = message.suggestions ?? [];
  for (const { fix, desc } of [...(message.fix ? [{ fix: message.fix, desc: 'fix' }] : []), ...suggestions]) {
    const edited = applyFixes(text, [{ fix }]);
    const place = `${message.ruleId ?? ''} ("${desc}") in:\n${text}\n--- becomes\n${edited}`;
    assert.notEqual(edited, text, `an edit that changes nothing: ${place}`);
    assert.ok(parses(edited, options), `an edit that does not parse: ${place}`);
  }
}

/** Applies fixes as ESLint does: in order, leaving out what overlaps. Ranges do not count a byte order mark. */
function applyFixes(text: string, messages: readonly Pick<Linter.LintMessage, 'fix'>[]): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  let rest = text.slice(mark.length);
  const fixes = messages
    .flatMap(({ fix }) => (fix ? [fix] : []))
    .sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
  let after = -1;
  const chosen = fixes.filter(({ range: [start, end] }) => {
    const isFree = start > after;
    if (isFree) after = end;
    return isFree;
  });
  for (const { range, text: replacement } of chosen.reverse())
    rest = rest.slice(0, range[0]) + replacement + rest.slice(range[1]);
  return mark + rest;
}

function parses(text: string, { extension = 'ts' }: LintOptions): boolean {
  try {
    // ESLint takes the byte order mark off before it parses.
    parse(text.replace(/^\uFEFF/, ''), {
      sourceType: extension === 'cjs' ? 'commonjs' : 'module',
      ecmaFeatures: { jsx: extension.endsWith('x') },
      filePath: `file.${extension}`,
    } as never);
    return true;
  } catch {
    return false;
  }
}

/** Puts imports and values before a snippet, after its directives, hashbang and byte order mark. */
function withHeader(code: string, header: string): string {
  const start = /^(?:\uFEFF?(?:#!.*\n)?(?:(?:'[^'\n]*'|"[^"\n]*");?\s*)*)/.exec(code)?.[0] ?? '';
  return `${start}${header}\n${oddValues}\n${code.slice(start.length)}`;
}
