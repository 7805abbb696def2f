import assert from 'node:assert/strict';
import path from 'node:path';
import { noUnusedContext } from '../../src/rules/no-unused-context';
import { edited, type Replacement } from '../support/edited';
import { createLint } from '../support/lint';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, ROOT_CONTEXT, trace, type Baggage, type Context, type Span } from '@opentelemetry/api';
declare const span: Span; declare const bag: Baggage; declare const headers: Record<string, string>;
declare function work(): Promise<void>; const tracer = trace.getTracer('shop'); const KEY = Symbol('tenant');
`;
/** A function whose first line is line 5. */
const inFunction = (body: string, outside = ''): string =>
  `${api}export async function handle(cond: boolean) {\n  ${body.split('\n').join('\n  ')}\n}\n${outside}`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly only?: 'typed' | 'untyped';
}
interface Failing extends Case {
  readonly errors: readonly {
    readonly messageId: 'dropped' | 'ignored' | 'logged' | 'overwritten' | 'tested';
    readonly call: string;
    readonly line: number;
    readonly at: number;
    readonly consequence: string;
    readonly fn?: string;
    /** The name that the suggestion activates, and its edits. */
    readonly wraps?: readonly [name: string, edits: readonly Replacement[]];
  }[];
}

const ofSpan = 'the spans and requests that follow do not belong to the span';
const ofBaggage = 'the baggage is never sent to the next service';
const ofExtract = "the caller's trace and baggage end here";
const ofValue = 'no code ever reads the value';
const setSpan = 'const ctx = trace.setSpan(context.active(), span);';

/** Programs in which `ctx` has a use. */
const uses: readonly string[] = [
  // operations
  'await context.with(ctx, work);',
  'setTimeout(context.bind(ctx, work), 10);',
  'const token = context.attach(ctx); token.dispose();',
  'const out = {}; propagation.inject(ctx, out); await fetch("/", { headers: out });',
  `tracer.startSpan('a', {}, ctx).end();`,
  `tracer.startActiveSpan('a', {}, ctx, (inner) => inner.end());`,
  'const next = propagation.setBaggage(ctx, bag); await context.with(next, work);',
  'await context.with(ctx.setValue(KEY, 1), work);',
  'const outer = context.active().setValue(KEY, ctx); await context.with(outer, work);',
  // returned, stored, passed on
  'return ctx;',
  'return { ctx };',
  'return [span, ctx] as const;',
  'return cond ? ctx : context.active();',
  'yieldTo(ctx); function yieldTo(it: Context) { (globalThis as any).it = it; }',
  'const state = { ctx }; await work(); void state;',
  'const pair = [span, ctx]; await work(); void pair;',
  'const map = new WeakMap<object, Context>(); map.set(span, ctx); await work();',
  'const map = new Map<string, Context>(); map.set("a", ctx); await work();',
  '(globalThis as any).current = ctx; await work();',
  'await (globalThis as any).run(ctx, work);',
  'new (globalThis as any).Job(ctx);',
  'const all: Context[] = []; all.push(ctx); await work();',
  'await Promise.resolve(ctx).then((it) => context.with(it, work));',
  'throw Object.assign(new Error("x"), { ctx });',
  // through values
  'const base = cond ? ctx : ROOT_CONTEXT; await context.with(base, work);',
  'let base: Context | undefined; if (cond) base = ctx; await context.with(base ?? context.active(), work);',
  'const run = () => context.with(ctx, work); await run();',
  'const run = () => context.with(ctx, work); (globalThis as any).run = run;',
  'if (ctx) await context.with(ctx, work);',
  'console.log(ctx); await context.with(ctx, work);',
  'try { await work(); } finally { context.with(ctx, () => span.end()); }',
  'for (const each of [1, 2]) await context.with(ctx, () => { console.log(each); return work(); });',
  'await apply(ctx); async function apply(it: Context) { await context.with(it, work); }',
  'await apply(ctx); async function apply() { await context.with(arguments[0], work); }',
  'await apply(1, ctx); async function apply(...all: any[]) { await context.with(all[1], work); }',
  // only read: links, checks, logs
  `const parent = trace.getSpanContext(ctx); tracer.startSpan('a', { links: parent ? [{ context: parent }] : [] }).end();`,
  'console.log(trace.getSpan(ctx)?.spanContext().traceId); await work();',
  `const tenant = propagation.getBaggage(ctx)?.getEntry('tenant')?.value; console.log(tenant);`,
  'console.log(ctx.getValue(KEY)); await work();',
  'if (ctx === ROOT_CONTEXT) console.log("no trace arrived"); await work();',
  'if (ctx !== context.active()) console.log("a trace arrived"); await work();',
  // unknown
  'const { getValue } = ctx; getValue(KEY);',
  'console.log(`${ctx}`); await work();',
];

const valid: readonly Case[] = [
  ...uses.map((body) => ({ name: `a use: ${body}`, code: inFunction(`${setSpan}\n${body}`) })),
  // of no-ignored-return
  ...[
    'trace.setSpan(context.active(), span); await work();',
    `${setSpan} await work();`,
    'let ctx = context.active(); ctx = trace.setSpan(ctx, span); ctx = propagation.setBaggage(ctx, bag); await work();',
    `${setSpan} const next = propagation.setBaggage(ctx, bag); await work();`,
    `${setSpan} propagation.setBaggage(ctx, bag); await work();`,
    'context.with(context.active(), () => trace.setSpan(context.active(), span));',
  ].map((body) => ({ name: `dropped at once: ${body}`, code: inFunction(body) })),
  {
    name: 'a look-alike',
    code: `declare const trace: { setSpan(a: unknown, b: unknown): object }; const ctx = trace.setSpan({}, {}); if (ctx) console.log(1);`,
  },
  {
    name: 'an exported variable',
    code: `${api}export const ctx = trace.setSpan(ROOT_CONTEXT, span); if (ctx) work();`,
  },
  {
    name: "a propagator's own extract",
    code: `${api}import type { TextMapPropagator } from '@opentelemetry/api';
export class Mine implements TextMapPropagator {
  inject() {}
  fields() { return []; }
  extract(base: Context, carrier: any) { const next = trace.setSpan(base, span); if (!next) return base; return next; }
}`,
  },
  {
    name: "a propagator's extract that keeps to what it got",
    code: `${api}export const mine = { extract(base: Context) { const next = trace.setSpan(base, span); if (next) return base; return base; } };`,
  },
  {
    name: 'a hook that extracts',
    code: `${api}export const options = { extractor: (headers: any) => { const ctx = propagation.extract(ROOT_CONTEXT, headers); if (!ctx) return undefined; return ctx; } };`,
  },
  {
    name: 'a generator that gives it out',
    code: `${api}function* contexts() { const ctx = trace.setSpan(context.active(), span); yield ctx; }\nfor (const ctx of contexts()) context.with(ctx, work);`,
  },
  {
    name: 'a function that is exported and gives it back',
    code: `${api}export function derive() { const ctx = trace.setSpan(context.active(), span); return ctx; }\nderive();`,
  },
  {
    name: 'a method that a subclass may have another of',
    code: `${api}export class Base { protected onContext(ctx: Context) {}\n  run() { this.onContext(trace.setSpan(context.active(), span)); } }`,
  },
  {
    name: 'a hook that may be another one',
    code: `${api}let hook = (ctx: Context) => {};\nexport const setHook = (next: typeof hook) => { hook = next; };\nexport function run() { hook(trace.setSpan(context.active(), span)); }`,
  },
  {
    name: 'a field',
    code: `${api}export class Request { private ctx: Context = trace.setSpan(context.active(), span); run() { return context.with(this.ctx, work); } }`,
  },
  {
    name: 'a value that some branch keeps',
    code: inFunction(
      `let ctx = trace.setSpan(context.active(), span);\nif (cond) ctx = ROOT_CONTEXT;\nawait context.with(ctx, work);`,
    ),
  },
  {
    name: 'a value that is kept where the next one throws',
    code: inFunction(
      `let ctx = context.active().setValue(KEY, 1);\ntry { ctx = propagation.extract(ctx, headers); } catch {}\nawait context.with(ctx, work);`,
    ),
  },
  {
    name: 'a loop that derives from the last round',
    code: inFunction(
      `let ctx = context.active();\nfor (const one of [1, 2]) ctx = ctx.setValue(KEY, one);\nawait context.with(ctx, work);`,
    ),
  },
];

const wrapAll = (name: string, from: string, to: string): Failing['errors'][number]['wraps'] => [name, [[from, to]]];

const invalid: readonly Failing[] = [
  {
    name: 'a context that is only tested',
    code: inFunction(`${setSpan}\nif (!ctx) return;\nawait work();`),
    errors: [
      {
        messageId: 'tested',
        call: 'trace.setSpan',
        line: 5,
        at: 6,
        consequence: ofSpan,
        wraps: wrapAll(
          'ctx',
          'if (!ctx) return;\n  await work();',
          'await context.with(ctx, async () => {\n    if (!ctx) return;\n    await work();\n  });',
        ),
      },
    ],
  },
  {
    name: 'a context that is only logged, with baggage in it',
    code: inFunction(
      `const ctx = propagation.setBaggage(context.active(), bag); // sent on\nconsole.log('baggage', ctx);\nreturn work();`,
    ),
    errors: [
      {
        messageId: 'logged',
        call: 'propagation.setBaggage',
        line: 5,
        at: 6,
        consequence: ofBaggage,
        wraps: wrapAll(
          'ctx',
          `console.log('baggage', ctx);\n  return work();`,
          `return context.with(ctx, async () => {\n    console.log('baggage', ctx);\n    return work();\n  });`,
        ),
      },
    ],
  },
  {
    name: 'an extracted context that is compared with nothing',
    code: inFunction(
      `const ctx = propagation.extract(ROOT_CONTEXT, headers);\nif (ctx !== undefined && ctx != null) {\n  /* handle */\n  await work();\n}`,
    ),
    errors: [
      {
        messageId: 'tested',
        call: 'propagation.extract',
        line: 5,
        at: 6,
        consequence: ofExtract,
        wraps: wrapAll(
          'ctx',
          'if (ctx !== undefined && ctx != null) {\n    /* handle */\n    await work();\n  }',
          'await context.with(ctx, async () => {\n    if (ctx !== undefined && ctx != null) {\n      /* handle */\n      await work();\n    }\n  });',
        ),
      },
    ],
  },
  ...[
    'while (!ctx) break;',
    'for (; typeof ctx === "object"; ) break;',
    'const has = ctx ? 1 : 2; console.log(has);',
    'const has = ctx && cond; console.log(has);',
    'console.log(ctx, cond);',
    'console.debug(ctx);',
  ].map((body): Failing => ({
    name: `nothing done in: ${body}`,
    code: inFunction(`let ctx = context.active();\nctx = ctx.setValue(KEY, 'acme');\n${body}\nawait work();`),
    errors: [
      {
        messageId: body.includes('log(ctx') || body.includes('debug') ? 'logged' : 'tested',
        call: 'ctx.setValue',
        line: 6,
        at: 7,
        consequence: ofValue,
      },
    ],
  })),
  {
    name: 'a read that is thrown away',
    code: inFunction(`${setSpan}\nvoid ctx;\nawait work();`),
    errors: [
      {
        messageId: 'dropped',
        call: 'trace.setSpan',
        line: 5,
        at: 6,
        consequence: ofSpan,
        wraps: wrapAll(
          'ctx',
          'void ctx;\n  await work();',
          'await context.with(ctx, async () => {\n    void ctx;\n    await work();\n  });',
        ),
      },
    ],
  },
  {
    name: 'a helper whose only callers drop what it gives',
    code: inFunction(
      'start(span);\nawait work();',
      'function start(it: Span) { return trace.setSpan(context.active(), it); }\n',
    ),
    errors: [{ messageId: 'dropped', call: 'trace.setSpan', line: 8, at: 5, consequence: ofSpan }],
  },
  {
    name: 'a function that does not read it',
    code: inFunction(
      `${setSpan}\nawait run(ctx, work);`,
      'async function run(ctx: Context, fn: () => Promise<void>) { await fn(); }\n',
    ),
    errors: [
      {
        messageId: 'ignored',
        call: 'trace.setSpan',
        line: 5,
        at: 8,
        consequence: ofSpan,
        fn: 'run',
        wraps: wrapAll(
          'ctx',
          'await run(ctx, work);',
          'await context.with(ctx, async () => {\n    await run(ctx, work);\n  });',
        ),
      },
    ],
  },
  {
    name: 'a function that does not read it, given the derivation itself',
    code: inFunction(
      `await run(trace.setSpan(context.active(), span));`,
      'const run = async (ctx?: Context) => { await work(); };\n',
    ),
    errors: [{ messageId: 'ignored', call: 'trace.setSpan', line: 5, at: 7, consequence: ofSpan, fn: 'run' }],
  },
  {
    name: 'two functions on the way, and the last only tests it',
    code: inFunction(
      `${setSpan}\nawait outer(ctx);`,
      'async function outer(a: Context) { await inner(a); }\nasync function inner(b: Context | undefined) { if (b) await work(); }\n',
    ),
    errors: [
      {
        messageId: 'tested',
        call: 'trace.setSpan',
        line: 5,
        at: 9,
        consequence: ofSpan,
        wraps: wrapAll(
          'ctx',
          'await outer(ctx);',
          'await context.with(ctx, async () => {\n    await outer(ctx);\n  });',
        ),
      },
    ],
  },
  {
    name: 'an extracted context that is assigned over',
    code: inFunction(
      `let ctx = propagation.extract(context.active(), headers);\nctx = trace.setSpan(context.active(), span);\nawait context.with(ctx, work);`,
    ),
    errors: [{ messageId: 'overwritten', call: 'propagation.extract', line: 5, at: 6, consequence: ofExtract }],
  },
  {
    name: 'a context that both branches assign over',
    code: inFunction(
      `let ctx = trace.setSpan(context.active(), span);\nif (cond) ctx = ROOT_CONTEXT; else ctx = context.active();\nawait context.with(ctx, work);`,
    ),
    errors: [{ messageId: 'overwritten', call: 'trace.setSpan', line: 5, at: 6, consequence: ofSpan }],
  },
  {
    name: 'of a chain, the last',
    code: inFunction(`${setSpan}\nconst next = propagation.setBaggage(ctx, bag);\nif (next) await work();`),
    errors: [
      {
        messageId: 'tested',
        call: 'propagation.setBaggage',
        line: 6,
        at: 7,
        consequence: ofBaggage,
        wraps: wrapAll(
          'next',
          'if (next) await work();',
          'await context.with(next, async () => {\n    if (next) await work();\n  });',
        ),
      },
    ],
  },
  {
    name: 'a chain in one expression',
    code: inFunction(`const ctx = context.active().setValue(KEY, 1).setValue(KEY, 2);\nif (ctx) await work();`),
    errors: [
      {
        messageId: 'tested',
        call: 'context.active().setValue(…).setValue',
        line: 5,
        at: 6,
        consequence: ofValue,
        wraps: wrapAll(
          'ctx',
          'if (ctx) await work();',
          'await context.with(ctx, async () => {\n    if (ctx) await work();\n  });',
        ),
      },
    ],
  },
  {
    name: 'a nested function, a loop, finally, a throw',
    code: inFunction(
      `for (const each of [1, 2]) {\n  try {\n    ${setSpan}\n    if (!ctx) throw new Error('no context');\n    await work();\n  } finally {\n    console.log(each);\n  }\n}\nreturn () => { ${setSpan} console.log(ctx); };`,
    ),
    errors: [
      {
        messageId: 'tested',
        call: 'trace.setSpan',
        line: 7,
        at: 8,
        consequence: ofSpan,
        wraps: wrapAll(
          'ctx',
          `if (!ctx) throw new Error('no context');\n      await work();`,
          `await context.with(ctx, async () => {\n        if (!ctx) throw new Error('no context');\n        await work();\n      });`,
        ),
      },
      {
        messageId: 'logged',
        call: 'trace.setSpan',
        line: 14,
        at: 14,
        consequence: ofSpan,
        wraps: wrapAll('ctx', 'console.log(ctx);', 'context.with(ctx, () => { console.log(ctx); });'),
      },
    ],
  },
  {
    name: 'a break out of the range: nothing is offered',
    code: inFunction(`for (const each of [1, 2]) {\n  ${setSpan}\n  if (!ctx) break;\n  console.log(each);\n}`),
    errors: [{ messageId: 'tested', call: 'trace.setSpan', line: 6, at: 7, consequence: ofSpan }],
  },
  // receivers
  ...(
    [
      [`import { context as otelContext, trace as otelTrace } from '@opentelemetry/api';`, 'otelContext', 'otelTrace'],
      [`import * as otel from '@opentelemetry/api';`, 'otel.context', 'otel.trace'],
      [`const otel = require('@opentelemetry/api');`, 'otel.context', 'otel.trace'],
      [`const { context, trace } = require('@opentelemetry/api');`, 'context', 'trace'],
      [`const api_1 = require("@opentelemetry/api");`, 'api_1.context', 'api_1.trace'],
    ] as const
  ).map(([head, context, trace]): Failing => ({
    name: `reached by: ${head}`,
    code: `${head}\nexport function run(span, work) {\n  const ctx = ${trace}.setSpan(${context}.active(), span);\n  if (ctx) work();\n}\n`,
    errors: [
      {
        messageId: 'tested',
        call: `${trace}.setSpan`,
        line: 3,
        at: 4,
        consequence: ofSpan,
        wraps: wrapAll('ctx', 'if (ctx) work();', `${context}.with(ctx, () => {\n    if (ctx) work();\n  });`),
      },
    ],
  })),
  {
    name: 'a typed parameter and an import that is not there yet, with a name in the way',
    code: `import type { Context } from '@opentelemetry/api';\nexport function run(parent: Context, key: symbol, context: { id: string }, work: () => void) {\n  const ctx = parent.setValue(key, context.id);\n  if (ctx) work();\n}\n`,
    errors: [
      {
        messageId: 'tested',
        call: 'parent.setValue',
        line: 3,
        at: 4,
        consequence: ofValue,
        wraps: [
          'ctx',
          [
            [
              `import type { Context } from '@opentelemetry/api';`,
              `import type { Context } from '@opentelemetry/api';\nimport { context as otelContext } from '@opentelemetry/api';`,
            ],
            ['if (ctx) work();', 'otelContext.with(ctx, () => {\n    if (ctx) work();\n  });'],
          ],
        ],
      },
    ],
  },
  {
    name: 'in a class, on an optional tracer, minified',
    code: `${api}export class A{constructor(private t?:typeof trace){}run(f:()=>void){const c=this.t?.setSpan(context.active(),span);if(!c)return;f()}}`,
    only: 'typed',
    errors: [{ messageId: 'tested', call: 'this.t?.setSpan', line: 4, at: 4, consequence: ofSpan }],
  },
  {
    name: 'tracing that is suppressed for nothing',
    code: `import { context } from '@opentelemetry/api';\nimport { suppressTracing } from '@opentelemetry/core';\nexport function quiet(work: () => void) {\n  const ctx = suppressTracing(context.active());\n  if (ctx) work();\n}\n`,
    errors: [
      {
        messageId: 'tested',
        call: 'suppressTracing',
        line: 4,
        at: 5,
        consequence: 'the work that follows is still traced',
        wraps: wrapAll('ctx', 'if (ctx) work();', 'context.with(ctx, () => {\n    if (ctx) work();\n  });'),
      },
    ],
  },
];

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  const named = ({ name, code }: Case): Pick<Case, 'code' | 'name'> => ({ name: `${name} (${mode})`, code });
  tester.run(`no-unused-context, ${mode}`, noUnusedContext, {
    valid: valid.filter(isHere).map(named),
    invalid: invalid.filter(isHere).map((test) => ({
      ...named(test),
      errors: test.errors.map(({ messageId, line, at, wraps, call, consequence, fn = '' }) => ({
        messageId,
        line,
        data: { call, consequence, line: String(at), fn },
        suggestions: wraps
          ? [
              {
                messageId: 'wrapInContextWith' as const,
                data: { name: wraps[0] },
                output: edited(test.code, wraps[1]),
              },
            ]
          : [],
      })),
    })),
  });
}

describe('no-unused-context', () => {
  const lint = createLint();
  const rules = { 'otel/no-unused-context': 'error', 'otel/no-ignored-return': 'error' } as const;

  it('settles after its suggestion, and no other rule speaks of the same context', () => {
    for (const { code, errors } of invalid) {
      for (const { wraps } of errors) {
        if (!wraps) continue;
        const left = lint(edited(code, wraps[1]), { typed: false, rules });
        assert.equal(left.length, errors.length - 1, code);
      }
    }
  });

  it('makes two suggestions in one file together', () => {
    const test = invalid.find(({ name }) => name.startsWith('a nested function'));
    assert.ok(test);
    const both = test.errors.reduce((text, { wraps }) => edited(text, wraps?.[1] ?? []), test.code);
    assert.deepEqual(lint(both, { typed: false, rules }), []);
  });

  it('offers code that type-checks under strict where the code did', () => {
    const file = (index: number, kind: string): string => path.join(fixturesFolder, `unused-${index}-${kind}.ts`);
    const before = new Map(invalid.map(({ code }, index) => [file(index, 'before'), code]));
    const broken = strictDiagnostics(before);
    const after = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.some((line) => line.startsWith(`${file(index, 'before')}:`))) continue;
      for (const [at, { wraps }] of errors.entries())
        if (wraps) after.set(file(index, `after-${at}`), edited(code, wraps[1]));
    }
    assert.ok(after.size >= 10, `${after.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(after), []);
  });

  it('is silent in tests', () => {
    const code = invalid[0]?.code ?? '';
    assert.deepEqual(lint(code, { typed: false, rules, settings: { testFiles: ['**/file.ts'] } }), []);
  });

  it('writes its messages out', () => {
    const message = (name: string): string | undefined =>
      lint(invalid.find((test) => test.name === name)?.code ?? '', { typed: false, rules })[0]?.message;
    assert.equal(
      message('a context that is only tested'),
      "The context of 'trace.setSpan()' is only tested, on line 6, and never activated or passed on: the spans and requests that follow do not belong to the span. Activate it.",
    );
    assert.equal(
      message('a context that is only logged, with baggage in it'),
      "The context of 'propagation.setBaggage()' is only logged, on line 6, and never activated or passed on: the baggage is never sent to the next service. Activate it.",
    );
    assert.equal(
      message('a read that is thrown away'),
      "The context of 'trace.setSpan()' is dropped on line 6, and never activated or passed on: the spans and requests that follow do not belong to the span. Activate it.",
    );
    assert.equal(
      message('a function that does not read it'),
      "The context of 'trace.setSpan()' goes only to 'run()' on line 8, which does not read it: the spans and requests that follow do not belong to the span. Activate it.",
    );
    assert.equal(
      message('an extracted context that is assigned over'),
      "The context of 'propagation.extract()' is assigned over on line 6 before any code reads it: the caller's trace and baggage end here. Derive the next one from it.",
    );
  });
});
