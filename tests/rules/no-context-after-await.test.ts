import assert from 'node:assert/strict';
import path from 'node:path';
import { noContextAfterAwait } from '../../src/rules/no-context-after-await';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const tracing = `const tracer = trace.getTracer('page');\ndeclare function load(): Promise<string>;\n`;
const api = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';\n${tracing}`;

interface Case {
  readonly name: string;
  readonly code: string;
  /** Default: the stack manager. */
  readonly manager?: string;
  readonly instrumented?: readonly string[];
  readonly wrappers?: readonly unknown[];
  readonly filename?: string;
  /** Why only one mode can see it, or be silent. */
  readonly only?: 'typed' | 'untyped';
}

interface Failing extends Case {
  readonly errors: readonly {
    readonly use: string;
    readonly line: number;
    readonly suspension?: string;
    readonly manager?: string;
    readonly activation?: string;
    /** The constant of the suggestion; `ctx` by default. */
    readonly kept?: string;
    /** What the suggestion replaces; nothing where none is offered. */
    readonly edits?: readonly Replacement[];
  }[];
}

const inSpan = (body: string): string =>
  `${api}export async function f() {\n  await tracer.startActiveSpan('a', async (span) => {\n${body}\n    span.end();\n  });\n}`;

/** A body that keeps the context in front: what is put above its first line. */
const keep = (first: string): Replacement => [first, `    const ctx = context.active();\n${first}`];

const awaited = '    const text = await load();\n';

const valid: readonly Case[] = [
  // the managers
  ...['async-local-storage', 'none', 'unknown'].map((manager) => ({
    name: `a manager that is ${manager}`,
    code: inSpan(`${awaited}    trace.getActiveSpan()?.setAttribute('text', text);`),
    manager,
  })),
  {
    name: 'zones follow what a compiler makes of async functions, and without types nobody knows the target',
    code: inSpan(`${awaited}    trace.getActiveSpan()?.setAttribute('text', text);`),
    manager: 'zone',
    only: 'untyped',
  },
  {
    name: 'a manager of the project itself, which the file registers',
    code: `import { type ContextManager } from '@opentelemetry/api';\n${inSpan(`${awaited}    tracer.startSpan(text).end();`)}\nclass Own { enable() { return this; } }\ncontext.setGlobalContextManager(new Own().enable() as unknown as ContextManager);`,
  },
  {
    name: 'an instance of the AsyncLocalStorage manager, whatever the project has',
    code: `import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';\nimport { ROOT_CONTEXT } from '@opentelemetry/api';\ndeclare function load(): Promise<string>;\nconst manager = new AsyncLocalStorageContextManager();\nexport const f = (ctx: typeof ROOT_CONTEXT) => manager.with(ctx, async () => { await load(); return manager.active(); });`,
  },
  // where the context is still there, or no longer asked for
  {
    name: 'in front of the await',
    code: inSpan(`    tracer.startSpan('b').end();\n${awaited}    span.setAttribute('text', text);`),
  },
  { name: 'in what is awaited', code: inSpan('    await fetch("/a");'), instrumented: ['fetch'] },
  {
    name: 'the context was kept',
    code: inSpan(
      `    const ctx = context.active();\n${awaited}    tracer.startSpan(text, {}, ctx).end();\n    tracer.startActiveSpan('c', {}, ctx, (child) => child.end());\n    await context.with(ctx, () => fetch("/a"));\n    trace.getSpan(ctx)?.addEvent('b');`,
    ),
    instrumented: ['fetch'],
  },
  {
    name: 'a context with the span is activated behind it',
    code: inSpan(
      `${awaited}    await context.with(trace.setSpan(context.active(), span), async () => { tracer.startSpan(text).end(); });`,
    ),
  },
  { name: 'a root span', code: inSpan(`${awaited}    tracer.startSpan(text, { root: true }).end();`) },
  {
    name: 'a span with links stands beside the trace',
    code: inSpan(`${awaited}    tracer.startSpan(text, { links: [{ context: span.spanContext() }] }).end();`),
  },
  {
    name: 'what a carrier is extracted into',
    code: inSpan(
      `${awaited}    const remote = propagation.extract(context.active(), JSON.parse(text));\n    tracer.startSpan('b', {}, remote).end();`,
    ),
  },
  {
    name: 'the await is on another path',
    code: inSpan(
      `    if (Math.random() > 0.5) {\n      await load();\n      span.end();\n      return;\n    }\n    tracer.startSpan('b').end();`,
    ),
  },
  {
    name: 'a throw ends the path',
    code: inSpan(
      `    try {\n      await load();\n      throw new Error('no');\n    } catch {\n      span.end();\n      return;\n    }\n    tracer.startSpan('b').end();`,
    ),
  },
  {
    name: 'the await is in a nested function',
    code: inSpan(
      `    const later = async () => { await load(); };\n    tracer.startSpan('b').end();\n    await later();`,
    ),
  },
  {
    name: 'a callback of an activation inside has a context of its own',
    code: inSpan(
      `    const ctx = context.active();\n${awaited}    await context.with(ctx, async () => { tracer.startSpan(text).end(); });`,
    ),
  },
  {
    name: 'a timer behind the await is lost by the timer',
    code: inSpan(`${awaited}    setTimeout(() => { tracer.startSpan(text).end(); }, 5);`),
  },
  {
    name: 'a function that is stored runs elsewhere',
    code: inSpan(
      `${awaited}    const later = { run: () => { tracer.startSpan(text).end(); } };\n    console.log(later);`,
    ),
  },
  // what there is to lose
  {
    name: 'no activation',
    code: `${api}export async function f() { const text = await load(); tracer.startSpan(text).end(); }`,
  },
  {
    name: 'a callback that is not async',
    code: `${api}export function f() { return tracer.startActiveSpan('a', (span) => load().then((text) => { tracer.startSpan(text).end(); span.end(); })); }`,
  },
  {
    name: 'the root context',
    code: `${api}export const f = () => context.with(ROOT_CONTEXT, async () => { const text = await load(); tracer.startSpan(text).end(); });`,
  },
  {
    name: 'a context that only switches tracing off',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${api}export const f = () => context.with(suppressTracing(context.active()), async () => { await load(); await fetch('/a'); });`,
    instrumented: ['fetch'],
  },
  { name: 'a client that is not instrumented', code: inSpan(`${awaited}    await fetch(text);`) },
  {
    name: 'an attached context may be any',
    code: inSpan(
      `    const ctx = context.active();\n${awaited}    const token = context.attach(ctx);\n    try { tracer.startSpan(text).end(); } finally { token.dispose(); }`,
    ),
  },
  {
    name: 'a look-alike',
    code: `declare function load(): Promise<string>;\nclass Tracer { startActiveSpan<T>(_: string, fn: () => T): T { return fn(); } startSpan(_: string): void {} }\nconst tracer = new Tracer();\nexport const f = () => tracer.startActiveSpan('a', async () => { const text = await load(); tracer.startSpan(text); });`,
  },
  {
    name: 'an unknown callback',
    code: `${api}export const f = (work: () => Promise<void>) => context.with(context.active(), work);`,
  },
];

const span = (argument: string): Replacement => [
  `tracer.startSpan(${argument})`,
  `tracer.startSpan(${argument}, {}, ctx)`,
];
const onText = { use: "'tracer.startSpan()'", line: 6, edits: [keep(awaited), span('text')] };
const body = `${awaited}    tracer.startSpan(text).end();`;

const invalid: readonly Failing[] = [
  { name: 'a span behind an await', code: inSpan(body), errors: [onText] },
  {
    name: 'native async functions under zones',
    code: inSpan(body),
    manager: 'zone',
    only: 'typed',
    errors: [{ ...onText, manager: 'zone context manager' }],
  },
  {
    name: 'what is shipped as JavaScript, under zones',
    code: inSpan(body).replace('declare function load(): Promise<string>;', "import { load } from './load.js';"),
    manager: 'zone',
    filename: 'page.js',
    only: 'untyped',
    errors: [{ ...onText, manager: 'zone context manager' }],
  },
  {
    name: 'an active span with options',
    code: inSpan(`${awaited}    tracer.startActiveSpan(text, { kind: 2 }, (child) => child.end());`),
    errors: [
      { use: "'tracer.startActiveSpan()'", line: 6, edits: [keep(awaited), ['{ kind: 2 }, (', '{ kind: 2 }, ctx, (']] },
    ],
  },
  {
    name: 'an active span without, whose own callback loses its context in turn',
    code: inSpan(
      `${awaited}    await tracer.startActiveSpan(text, async (child) => {\n      await load();\n      trace.getActiveSpan()?.addEvent('b');\n      child.end();\n    });`,
    ),
    errors: [
      { use: "'tracer.startActiveSpan()'", line: 6, edits: [keep(awaited), ['(text, async', '(text, {}, ctx, async']] },
      {
        use: "'trace.getActiveSpan()'",
        line: 8,
        edits: [
          ['      await load();', '      const ctx = context.active();\n      await load();'],
          ['trace.getActiveSpan()', 'trace.getSpan(ctx)'],
        ],
      },
    ],
  },
  {
    name: 'reads of the span, the baggage and the context: one report, one edit',
    code: inSpan(
      `    // the slow part\n${awaited}    trace.getActiveSpan()?.setAttribute('text', text);\n    console.log(propagation.getActiveBaggage()?.getAllEntries());\n    propagation.inject(context.active(), {});`,
    ),
    errors: [
      {
        use: "'trace.getActiveSpan()'",
        line: 7,
        edits: [
          keep('    // the slow part\n'),
          ['trace.getActiveSpan()', 'trace.getSpan(ctx)'],
          ['propagation.getActiveBaggage()', 'propagation.getBaggage(ctx)'],
          ['propagation.inject(context.active()', 'propagation.inject(ctx'],
        ],
      },
    ],
  },
  {
    name: 'an instrumented client',
    code: inSpan(`${awaited}    const reply = await fetch(text);\n    span.setAttribute('status', reply.status);`),
    instrumented: ['fetch'],
    errors: [
      { use: "'fetch()'", line: 6, edits: [keep(awaited), ['fetch(text)', 'context.with(ctx, () => fetch(text))']] },
    ],
  },
  {
    name: 'an await inside what would be wrapped: no edit',
    code: inSpan(`    await load();\n    await fetch(await load());`),
    instrumented: ['fetch'],
    errors: [{ use: "'fetch()'", line: 6 }],
  },
  {
    name: 'a function of the file that reads it',
    code: `${inSpan(`${awaited}    save(text);`)}\nfunction save(text: string): void { tracer.startSpan(text).end(); }`,
    errors: [
      {
        use: "'tracer.startSpan()' (through 'save()')",
        line: 6,
        edits: [keep(awaited), ['    save(text)', '    context.with(ctx, () => save(text))']],
      },
    ],
  },
  {
    name: 'a function that reads it behind an await of its own cannot be repaired from outside',
    code: `${inSpan(`${awaited}    await save(text);`)}\nasync function save(text: string): Promise<void> { await load(); tracer.startSpan(text).end(); }`,
    errors: [{ use: "'tracer.startSpan()' (through 'save()')", line: 6 }],
  },
  {
    name: 'from the second turn of a loop on',
    code: inSpan(`    for (const key of ['b', 'c']) {\n      tracer.startSpan(key).end();\n      await load();\n    }`),
    errors: [{ use: "'tracer.startSpan()'", line: 8, edits: [keep("    for (const key of ['b', 'c'])"), span('key')] }],
  },
  {
    name: 'in a catch and a finally',
    code: inSpan(
      `    try {\n      await load();\n    } catch (error) {\n      trace.getActiveSpan()?.recordException(error as Error);\n    } finally {\n      trace.getActiveSpan()?.addEvent('done');\n    }`,
    ),
    errors: [
      {
        use: "'trace.getActiveSpan()'",
        line: 7,
        edits: [
          keep('    try {\n'),
          ['trace.getActiveSpan()?.recordException', 'trace.getSpan(ctx)?.recordException'],
          ["trace.getActiveSpan()?.addEvent('done')", "trace.getSpan(ctx)?.addEvent('done')"],
        ],
      },
    ],
  },
  {
    name: 'in a for-await loop',
    code: `${api}declare const pages: AsyncIterable<string>;\nexport const f = () => tracer.startActiveSpan('a', async (span) => {\n  for await (const page of pages) tracer.startSpan(page).end();\n  span.end();\n});`,
    errors: [
      {
        use: "'tracer.startSpan()'",
        line: 6,
        suspension: 'for await',
        edits: [['  for await', '  const ctx = context.active();\n  for await'], span('page')],
      },
    ],
  },
  {
    name: 'in a callback that runs as part of the work',
    code: inSpan(`${awaited}    [...text].forEach((letter) => { tracer.startSpan(letter).end(); });`),
    errors: [{ ...onText, edits: [keep(awaited), span('letter')] }],
  },
  {
    name: 'in an async callback, behind its own await',
    code: inSpan(`    await Promise.all(['b'].map(async (key) => { await load(); tracer.startSpan(key).end(); }));`),
    errors: [{ use: "'tracer.startSpan()'", line: 6, edits: [keep('    await Promise.all'), span('key')] }],
  },
  {
    name: 'the context is at hand',
    code: `${api}export async function f(headers: Record<string, string>) {\n  const remote = propagation.extract(context.active(), headers);\n  await context.with(remote, async () => {\n    await load();\n    tracer.startSpan('b').end();\n  });\n}`,
    errors: [
      {
        use: "'tracer.startSpan()'",
        line: 7,
        activation: 'context.with',
        kept: 'remote',
        edits: [["tracer.startSpan('b')", "tracer.startSpan('b', {}, remote)"]],
      },
    ],
  },
  {
    name: 'the context was kept already, for another use',
    code: inSpan(
      `    const kept = context.active();\n${awaited}    console.log(kept, text);\n    tracer.startSpan('b').end();`,
    ),
    errors: [
      { use: "'tracer.startSpan()'", line: 7, kept: 'kept', edits: [["startSpan('b')", "startSpan('b', {}, kept)"]] },
    ],
  },
  {
    name: 'the name is taken',
    code: inSpan(`    const ctx = await load();\n    tracer.startSpan(ctx).end();`),
    errors: [
      {
        use: "'tracer.startSpan()'",
        line: 6,
        kept: 'ctx2',
        edits: [
          ['    const ctx', '    const ctx2 = context.active();\n    const ctx'],
          ['startSpan(ctx)', 'startSpan(ctx, {}, ctx2)'],
        ],
      },
    ],
  },
  {
    name: 'a bound function',
    code: `${api}export const f = context.bind(trace.setSpan(ROOT_CONTEXT, tracer.startSpan('a')), async () => {\n  await load();\n  tracer.startSpan('b').end();\n});`,
    errors: [
      {
        use: "'tracer.startSpan()'",
        line: 5,
        activation: 'context.bind',
        edits: [
          ['  await load();', '  const ctx = context.active();\n  await load();'],
          ["startSpan('b')", "startSpan('b', {}, ctx)"],
        ],
      },
    ],
  },
  {
    name: 'a function that is given by its name, once for two activations',
    code: `${api}async function work() {\n  await load();\n  tracer.startSpan('b').end();\n}\nexport const f = () => tracer.startActiveSpan('a', work);\nexport const g = () => tracer.startActiveSpan('c', work);`,
    errors: [
      {
        use: "'tracer.startSpan()'",
        line: 5,
        edits: [
          ['  await load();', '  const ctx = context.active();\n  await load();'],
          ["startSpan('b')", "startSpan('b', {}, ctx)"],
        ],
      },
    ],
  },
  {
    name: 'an arrow function without braces: no edit',
    code: `${api}export const f = () => tracer.startActiveSpan('a', async () => tracer.startSpan(await load()).end());`,
    errors: [{ use: "'tracer.startSpan()'", line: 4 }],
  },
  {
    name: 'no import of the context API yet, no semicolons',
    code: `import { trace } from '@opentelemetry/api'\ndeclare function load(): Promise<void>\nexport const f = () => trace.getTracer('a').startActiveSpan('a', async (span) => {\n  await load()\n  trace.getTracer('a').startSpan('b').end()\n  span.end()\n})`,
    errors: [
      {
        use: "'trace.getTracer('a').startSpan()'",
        line: 4,
        activation: "trace.getTracer('a').startActiveSpan",
        edits: [
          ['{ trace }', '{ trace, context }'],
          ['  await load()', '  const ctx = context.active()\n  await load()'],
          ["startSpan('b')", "startSpan('b', {}, ctx)"],
        ],
      },
    ],
  },
  {
    name: 'a namespace, and a context of other libraries in the way',
    code: `import * as otel from '@opentelemetry/api';\ndeclare function load(): Promise<void>;\nexport const f = (context: object) => otel.trace.getTracer('a').startActiveSpan('a', async (span) => {\n  await load();\n  otel.trace.getActiveSpan()?.setAttribute('size', Object.keys(context).length);\n  span.end();\n});`,
    errors: [
      {
        use: "'otel.trace.getActiveSpan()'",
        line: 4,
        activation: 'otel.trace.getTracer(…).startActiveSpan',
        edits: [
          ['  await load();', '  const ctx = otel.context.active();\n  await load();'],
          ['otel.trace.getActiveSpan()', 'otel.trace.getSpan(ctx)'],
        ],
      },
    ],
  },
  {
    name: 'an alias, destructured',
    code: `import { trace as otelTrace } from '@opentelemetry/api';\ndeclare function load(): Promise<void>;\nconst { getActiveSpan } = otelTrace;\nexport const f = () => otelTrace.getTracer('a').startActiveSpan('a', async (span) => {\n  await load();\n  getActiveSpan()?.addEvent('b');\n  span.end();\n});`,
    errors: [
      {
        use: "'getActiveSpan()'",
        line: 5,
        activation: "otelTrace.getTracer('a').startActiveSpan",
        edits: [
          ['{ trace as otelTrace }', '{ trace as otelTrace, context }'],
          ['  await load();', '  const ctx = context.active();\n  await load();'],
          ['  getActiveSpan()', '  otelTrace.getSpan(ctx)'],
        ],
      },
    ],
  },
  {
    name: 'require',
    code: `const { context, trace } = require('@opentelemetry/api');\nexports.f = (load) => trace.getTracer('a').startActiveSpan('a', async (span) => {\n  await load();\n  context.active();\n  span.end();\n});`,
    only: 'untyped',
    filename: 'page.cjs',
    errors: [
      {
        use: "'context.active()'",
        line: 3,
        activation: "trace.getTracer('a').startActiveSpan",
        edits: [
          ['  await load();', '  const ctx = context.active();\n  await load();'],
          ['  context.active();\n  span', '  ctx;\n  span'],
        ],
      },
    ],
  },
  {
    name: 'a tracer by its type, in a class',
    code: `import { type Tracer } from '@opentelemetry/api';\nexport class Cart {\n  constructor(private readonly tracer: Tracer) {}\n  private async load(): Promise<void> {}\n  async pay(): Promise<void> {\n    await this.tracer.startActiveSpan('pay', async (span) => {\n      await this.load();\n      this.tracer.startSpan('b').end();\n      span.end();\n    });\n  }\n}`,
    errors: [
      {
        use: "'this.tracer.startSpan()'",
        line: 7,
        activation: 'this.tracer.startActiveSpan',
        edits: [
          ['{ type Tracer }', '{ type Tracer, context }'],
          ['      await this.load();', '      const ctx = context.active();\n      await this.load();'],
          ["startSpan('b')", "startSpan('b', {}, ctx)"],
        ],
      },
    ],
  },
  {
    name: 'an instance of the stack manager, whatever the project has',
    code: `import { StackContextManager } from '@opentelemetry/sdk-trace-web';\nimport { ROOT_CONTEXT } from '@opentelemetry/api';\ndeclare function load(): Promise<string>;\nconst manager = new StackContextManager();\nexport const f = (ctx: typeof ROOT_CONTEXT) => manager.with(ctx, async () => {\n  await load();\n  return manager.active();\n});`,
    manager: 'async-local-storage',
    only: 'untyped',
    errors: [
      {
        use: "'manager.active()'",
        line: 6,
        activation: 'manager.with',
        edits: [['manager.active()', 'ctx']],
      },
    ],
  },
  {
    name: 'minified-looking output of a compiler',
    code: `"use strict";Object.defineProperty(exports,"__esModule",{value:true});const a=require("@opentelemetry/api"),t=a.trace.getTracer("x");exports.f=l=>t.startActiveSpan("a",async s=>{await l();t.startSpan("b").end();s.end()});`,
    only: 'untyped',
    filename: 'page.cjs',
    errors: [
      {
        use: "'t.startSpan()'",
        line: 1,
        activation: 't.startActiveSpan',
        edits: [
          ['{await', '{const ctx = a.context.active(); await'],
          ['t.startSpan("b")', 't.startSpan("b", {}, ctx)'],
        ],
      },
    ],
  },
  {
    name: 'two activations in one file',
    code: `${inSpan(body)}\nexport const g = () => tracer.startActiveSpan('b', async () => {\n  await Promise.resolve();\n  return trace.getActiveSpan();\n});`,
    errors: [
      onText,
      {
        use: "'trace.getActiveSpan()'",
        line: 12,
        edits: [
          ['  await Promise.resolve();', '  const ctx = context.active();\n  await Promise.resolve();'],
          ['return trace.getActiveSpan()', 'return trace.getSpan(ctx)'],
        ],
      },
    ],
  },
];

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = ({ name, code, filename, manager = 'stack', instrumented = [], wrappers = [] }: Case) => ({
    name: `${name} (${mode})`,
    code,
    ...(filename !== undefined && { filename }),
    settings: { otel: { contextManager: manager, instrumented, wrappers, testFiles: [] } },
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`no-context-after-await, ${mode}`, noContextAfterAwait, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ use, line, edits, kept = 'ctx', ...rest }) => {
        const data = {
          use,
          line,
          suspension: 'await',
          manager: 'stack context manager',
          activation: 'tracer.startActiveSpan',
          ...rest,
        };
        return {
          messageId: 'lost' as const,
          data,
          suggestions: edits
            ? [{ messageId: 'keepContext' as const, data: { name: kept }, output: edited(test.code, edits) }]
            : [],
        };
      }),
    })),
  });
}

describe('the suggestions of no-context-after-await', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const texts = new Map(invalid.map(({ code }, index) => [file(`after-await-${index}`), code]));
    const broken = new Set(strictDiagnostics(texts).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`after-await-${index}`))) continue;
      for (const [at, { edits }] of errors.entries())
        if (edits) outputs.set(file(`after-await-${index}-${at}`), edited(code, edits));
    }
    assert.ok(outputs.size > 15, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });
});
