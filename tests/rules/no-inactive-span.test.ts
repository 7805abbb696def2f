import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { noInactiveSpan } from '../../src/rules/no-inactive-span';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, SpanKind, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
/** The body begins on line 4. */
const inside = (body: string, parameters = 'url: string, flag: boolean, items: string[]'): string =>
  `${api}export async function handle(${parameters}) {\n${body}\n}\n`;
const child = `tracer.startActiveSpan('child', (inner) => inner.end());`;
const instrumented = { otel: { instrumented: ['undici'] } };

type MessageId = 'callback' | 'siblings' | 'unknown';

interface Case {
  readonly name: string;
  readonly code: string;
  readonly only?: 'typed' | 'untyped';
  readonly checkUnknownCalls?: boolean;
  readonly settings?: { readonly otel: Record<string, unknown> };
}

interface Failing extends Case {
  readonly errors: readonly {
    readonly id: MessageId;
    readonly span?: string;
    readonly work: string;
    readonly line: number;
    /** What the suggestion replaces in the code; without it there is none. */
    readonly edits?: readonly Replacement[];
  }[];
}

const valid: readonly Case[] = [
  {
    name: 'leaf work: computing, sleeping, reading a body',
    code: inside(
      `  const span = tracer.startSpan('a');\n  const total = items.map((item) => item.length).reduce((a, b) => a + b, 0);\n  await new Promise((resolve) => setTimeout(resolve, 10));\n  span.setAttribute('total', total);\n  span.end();`,
    ),
  },
  {
    name: 'a client that is not instrumented',
    code: inside(`  const span = tracer.startSpan('a'); await fetch(url); span.end();`),
    settings: { otel: { instrumented: [] } },
  },
  {
    name: 'an unknown call, without the option',
    code: `declare function load(url: string): Promise<void>;\n${inside(`  const span = tracer.startSpan('a'); await load(url); span.end();`)}`,
  },
  {
    name: 'made active by context.with',
    code: inside(
      `  const span = tracer.startSpan('a'); await context.with(trace.setSpan(context.active(), span), async () => { ${child} }); span.end();`,
    ),
  },
  {
    name: 'made active through a variable, a bound function, an attached context',
    code: inside(
      `  const span = tracer.startSpan('a'); const ctx = trace.setSpan(context.active(), span); const run = context.bind(ctx, () => { ${child} }); run(); span.end();`,
    ),
  },
  {
    name: 'a child whose parent is given',
    code: inside(
      `  const span = tracer.startSpan('a'); const inner = tracer.startSpan('b', {}, trace.setSpan(context.active(), span)); inner.end(); span.end();`,
    ),
  },
  {
    name: 'handed to a function that may make it active',
    code: `declare function withSpan<T>(span: Span, work: () => T): T;\n${inside(`  const span = tracer.startSpan('a'); await withSpan(span, async () => { ${child} }); span.end();`)}`,
  },
  {
    name: 'handed to a function of the file that makes it active',
    code: `${api}const under = (span: Span, work: () => void) => context.with(trace.setSpan(context.active(), span), work);\nexport function handle() { const span = tracer.startSpan('a'); under(span, () => { ${child} }); span.end(); }`,
  },
  {
    name: 'a name that says that it makes the span active',
    code: `declare function setActiveSpan(span: Span): void;\n${inside(`  const span = tracer.startSpan('a'); setActiveSpan(span); ${child} span.end();`)}`,
  },
  {
    name: 'work after the end, and before the start',
    code: inside(`  ${child} const span = tracer.startSpan('a'); span.end(); ${child}`),
  },
  {
    name: 'an end on every way to the work',
    code: inside(
      `  const span = tracer.startSpan('a'); if (flag) { span.setStatus({ code: 2 }); span.end(); } else { span.end(); } ${child}`,
    ),
  },
  {
    name: 'a span that stands beside: it ends later',
    code: inside(`  const dns = tracer.startSpan('dns'); const all = tracer.startSpan('all'); dns.end(); all.end();`),
  },
  {
    name: 'a root on purpose below',
    code: inside(
      `  const span = tracer.startSpan('a'); const own = tracer.startSpan('b', { root: true }); own.end(); span.end();`,
    ),
  },
  {
    name: 'returned, stored, put into a map, kept on this or a request',
    code: `${api}const open = new Map<string, Span>();\nexport function begin(id: string) { const span = tracer.startSpan('a'); open.set(id, span); ${child} if (!id) span.end(); }\nexport function give() { const span = tracer.startSpan('a'); ${child} if (!tracer) span.end(); return span; }\nexport function pair() { const span = tracer.startSpan('a'); ${child} if (!tracer) span.end(); return { span }; }\nexport class Hooks { private span: Span | undefined; before() { const span = tracer.startSpan('a'); this.span = span; ${child} if (!tracer) span.end(); } after() { this.span?.end(); } }`,
  },
  {
    name: 'start and end in different hooks',
    code: `${api}export class Hooks { private span?: Span; onStart() { this.span = tracer.startSpan('a'); } onWork() { ${child} } onEnd() { this.span?.end(); } }`,
  },
  {
    name: 'a client span around a callback that gets its answer, and around an original',
    code: `${api}export function patch(original: (...args: unknown[]) => unknown) { return function (this: unknown, ...args: unknown[]) { const span = tracer.startSpan('query', { kind: SpanKind.CLIENT }); try { return original.apply(this, args); } finally { span.end(); } }; }`,
  },
  {
    name: 'a function that was handed in to do one thing',
    code: `${api}export async function ship(order: string, save: (order: string) => Promise<void>) { const span = tracer.startSpan('ship'); await save(order); span.end(); }`,
  },
  {
    name: 'a continuation that is told of the outcome',
    code: `${api}export function save(item: string, done: (error?: Error) => void) { const span = tracer.startSpan('a'); done(); span.end(); }`,
  },
  {
    name: 'reads of baggage and of the active span',
    code: inside(
      `  const span = tracer.startSpan('a'); const tenant = propagation.getActiveBaggage()?.getEntry('tenant'); span.setAttribute('tenant', tenant?.value ?? ''); trace.getActiveSpan()?.addEvent('a'); span.end();`,
    ),
  },
  {
    name: 'an inject, which is the matter of another rule',
    code: inside(
      `  const span = tracer.startSpan('a', { kind: SpanKind.CLIENT }); const headers = {}; propagation.inject(context.active(), headers); span.end();`,
    ),
  },
  {
    name: 'a look-alike',
    code: `declare const tracer: { startSpan(name: string): { end(): void }; startActiveSpan(name: string, fn: (s: { end(): void }) => void): void };\nexport function handle() { const span = tracer.startSpan('a'); ${child} span.end(); }`,
  },
  {
    name: 'a builtin, with the option',
    code: `import { readFile } from 'node:fs/promises';\n${inside(`  const span = tracer.startSpan('a'); await readFile(url); await Promise.all([]); const answer = await fetch(url); await answer.json(); span.end();`)}`,
    checkUnknownCalls: true,
    settings: { otel: { instrumented: [] } },
  },
];

const wrap = (text: string): Replacement => [
  text,
  `context.with(trace.setSpan(context.active(), span), () => ${text})`,
];

const invalid: readonly Failing[] = [
  {
    name: 'a span that is started below',
    code: inside(
      `  const span = tracer.startSpan('a');\n  const inner = tracer.startSpan('b');\n  inner.end();\n  span.end();`,
    ),
    errors: [{ id: 'siblings', work: `'tracer.startSpan()'`, line: 5, edits: [wrap(`tracer.startSpan('b')`)] }],
  },
  {
    name: 'startActiveSpan below, with finally',
    code: inside(
      `  const span = tracer.startSpan('a');\n  try {\n    return await tracer.startActiveSpan('b', async (inner) => { inner.end(); });\n  } finally {\n    span.end();\n  }`,
    ),
    errors: [
      {
        id: 'siblings',
        work: `'tracer.startActiveSpan()'`,
        line: 6,
        edits: [wrap(`tracer.startActiveSpan('b', async (inner) => { inner.end(); })`)],
      },
    ],
  },
  {
    name: 'an instrumented client, twice: both are wrapped',
    code: inside(
      `  const span = tracer.startSpan('a');\n  const first = await fetch(url);\n  // and again\n  const second = await fetch(url, { method: 'POST' });\n  span.end();\n  return [first, second];`,
    ),
    settings: instrumented,
    errors: [
      {
        id: 'siblings',
        work: `'fetch()'`,
        line: 5,
        edits: [wrap(`fetch(url)`), wrap(`fetch(url, { method: 'POST' })`)],
      },
    ],
  },
  {
    name: 'through functions of the file',
    code: `${api}async function step(name: string) { return tracer.startActiveSpan(name, (inner) => inner.end()); }\nconst steps = async () => { await step('one'); };\nexport async function handle() {\n  const span = tracer.startSpan('a');\n  await steps();\n  span.end();\n}`,
    errors: [
      {
        id: 'siblings',
        work: `'tracer.startActiveSpan()' (through 'steps()', 'step()')`,
        line: 7,
        edits: [wrap('steps()')],
      },
    ],
  },
  {
    name: 'in a callback that runs there',
    code: inside(
      `  const span = tracer.startSpan('a');\n  items.forEach((item) => { tracer.startSpan(item).end(); });\n  span.end();`,
    ),
    errors: [
      {
        id: 'siblings',
        work: `'tracer.startSpan()'`,
        line: 5,
        edits: [wrap('items.forEach((item) => { tracer.startSpan(item).end(); })')],
      },
    ],
  },
  {
    name: 'a helper that runs its function argument',
    code: `${api}export async function executeWithSpan<T>(name: string, fn: (span: Span) => Promise<T>): Promise<T> {\n  const span = tracer.startSpan(name);\n  try {\n    return await fn(span);\n  } finally {\n    span.end();\n  }\n}`,
    errors: [{ id: 'callback', work: `'fn()'`, line: 6, edits: [wrap('fn(span)')] }],
  },
  {
    name: 'two spans for one work: the one that was started last',
    code: `${api}export async function boot(load: () => Promise<void>) {\n  const all = tracer.startSpan('boot');\n  const gears = tracer.startSpan('gears', {}, context.active());\n  await load();\n  gears.end();\n  all.end();\n}`,
    errors: [
      {
        id: 'callback',
        span: 'gears',
        work: `'load()'`,
        line: 6,
        edits: [['load();', 'context.with(trace.setSpan(context.active(), gears), () => load());']],
      },
    ],
  },
  {
    name: 'a middleware that calls next',
    code: `${api}export function middleware(req: unknown, res: { on(event: string, listener: () => void): void }, next: () => void) {\n  const span = tracer.startSpan('request', { kind: SpanKind.SERVER });\n  res.on('finish', () => span.end());\n  next();\n}`,
    errors: [{ id: 'callback', work: `'next()'`, line: 6, edits: [wrap('next()')] }],
  },
  {
    name: 'a decorator that runs the original method',
    code: `${api}export function traced(original: (...args: unknown[]) => unknown, name: string) {\n  return function (this: unknown, ...args: unknown[]) {\n    const span = tracer.startSpan(name);\n    try {\n      return original.apply(this, args);\n    } finally {\n      span.end();\n    }\n  };\n}`,
    errors: [{ id: 'callback', work: `'original.apply()'`, line: 7, edits: [wrap('original.apply(this, args)')] }],
  },
  {
    name: 'one arm of a branch, a loop, an early return',
    code: inside(
      `  const span = tracer.startSpan('a');\n  if (!flag) { span.end(); return; }\n  for (const item of items) {\n    tracer.startSpan(item).end();\n  }\n  span.end();`,
    ),
    errors: [{ id: 'siblings', work: `'tracer.startSpan()'`, line: 7, edits: [wrap('tracer.startSpan(item)')] }],
  },
  {
    name: 'a field that is a tracer, a span ended in finally of a promise',
    code: `${api}export class Orders {\n  constructor(private readonly tracer: Tracer) {}\n  place(id: string) {\n    const span = this.tracer.startSpan('place');\n    return this.save(id).finally(() => span.end());\n  }\n  private save(id: string) { return this.tracer.startActiveSpan('save', async (inner) => { inner.setAttribute('id', id).end(); }); }\n}`,
    errors: [
      {
        id: 'siblings',
        work: `'this.tracer.startActiveSpan()' (through 'save()')`,
        line: 7,
        edits: [wrap('this.save(id)')],
      },
    ],
  },
  {
    name: 'other names, and require',
    code: `const otel = require('@opentelemetry/api');\nconst t = otel.trace.getTracer('shop');\nmodule.exports = function (n) { const s = t.startSpan('a'); t.startSpan('b').end(); s.end(); };`,
    only: 'untyped',
    errors: [
      {
        id: 'siblings',
        span: 's',
        work: `'t.startSpan()'`,
        line: 3,
        edits: [
          [
            `t.startSpan('b')`,
            `otel.context.with(otel.trace.setSpan(otel.context.active(), s), () => t.startSpan('b'))`,
          ],
        ],
      },
    ],
  },
  {
    name: 'no edit where an argument awaits',
    code: `declare function name(): Promise<string>;\n${inside(`  const span = tracer.startSpan('a');\n  tracer.startSpan(await name()).end();\n  span.end();`)}`,
    errors: [{ id: 'siblings', work: `'tracer.startSpan()'`, line: 6 }],
  },
  {
    name: 'two spans of one file, an import that exists under another name, a name that is taken',
    code: `import { trace as otelTrace } from '@opentelemetry/api';\nconst tracer = otelTrace.getTracer('shop');\nexport function one(context: string) {\n  const span = tracer.startSpan(context);\n  /* work */ tracer.startSpan('one').end(); // done\n  span.end();\n}\nexport function two() {\n  const own = tracer.startSpan('a');\n  tracer.startSpan('two').end();\n  own.end();\n}\n`,
    errors: [
      {
        id: 'siblings',
        work: `'tracer.startSpan()'`,
        line: 5,
        edits: [
          [
            `import { trace as otelTrace } from '@opentelemetry/api'`,
            `import { trace as otelTrace, context as otelContext } from '@opentelemetry/api'`,
          ],
          [
            `tracer.startSpan('one')`,
            `otelContext.with(otelTrace.setSpan(otelContext.active(), span), () => tracer.startSpan('one'))`,
          ],
        ],
      },
      {
        id: 'siblings',
        span: 'own',
        work: `'tracer.startSpan()'`,
        line: 10,
        edits: [
          [
            `import { trace as otelTrace } from '@opentelemetry/api'`,
            `import { trace as otelTrace, context } from '@opentelemetry/api'`,
          ],
          [
            `tracer.startSpan('two')`,
            `context.with(otelTrace.setSpan(context.active(), own), () => tracer.startSpan('two'))`,
          ],
        ],
      },
    ],
  },
  {
    name: 'an awaited call that nobody knows, with the option',
    code: `import { load } from './load';\n${inside(`  const span = tracer.startSpan('a');\n  await load(url);\n  span.end();`)}`,
    checkUnknownCalls: true,
    errors: [{ id: 'unknown', work: `'load()'`, line: 6, edits: [wrap('load(url)')] }],
  },
];

for (const [name, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const applies = ({ only }: Case): boolean => only === undefined || only === name;
  const base = ({ name: title, code, checkUnknownCalls, settings }: Case) => ({
    name: `${title} (${name})`,
    code,
    ...(checkUnknownCalls === undefined ? {} : { options: [{ checkUnknownCalls }] as const }),
    ...(settings && { settings }),
  });
  tester.run(`no-inactive-span, ${name}`, noInactiveSpan, {
    valid: valid.filter(applies).map(base),
    invalid: invalid.filter(applies).map((failing) => ({
      ...base(failing),
      errors: failing.errors.map(({ id, span = 'span', work, line, edits }) => ({
        messageId: id,
        data: { span, work, line: String(line) },
        suggestions: edits
          ? [{ messageId: 'activate' as const, data: { span }, output: edited(failing.code, edits) }]
          : [],
      })),
    })),
  });
}

describe('the suggestions of no-inactive-span', () => {
  const linter = new Linter();
  const lint = ({ checkUnknownCalls = false, settings }: Case, code: string): number =>
    linter.verify(code, {
      plugins: { otel: { rules: { it: noInactiveSpan as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/it': ['error', { checkUnknownCalls }] },
      ...(settings && { settings }),
    }).length;

  it('type-check under strict', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const diagnosed = strictDiagnostics(new Map(invalid.map(({ code }, index) => [file(`idle-${index}`), code])));
    const broken = new Set(diagnosed.map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`idle-${index}`))) continue;
      for (const [at, { edits }] of errors.entries())
        if (edits) outputs.set(file(`idle-${index}-${at}`), edited(code, edits));
    }
    assert.ok(outputs.size > 10, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settle in one pass', () => {
    const told = invalid.filter(({ only }) => only === undefined);
    const left = told.flatMap((one) =>
      one.errors.flatMap(({ edits }) => (edits ? [lint(one, edited(one.code, edits)) - lint(one, one.code) + 1] : [])),
    );
    assert.deepEqual(
      left.filter((count) => count !== 0),
      [],
    );
    assert.ok(left.length > 10);
  });
});
