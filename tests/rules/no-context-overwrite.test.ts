import assert from 'node:assert/strict';
import path from 'node:path';
import { noContextOverwrite } from '../../src/rules/no-context-overwrite';
import { edited, type Replacement } from '../support/edited';
import { createLint } from '../support/lint';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type Baggage, type Context, type Span } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
declare function work(): void; declare const key: symbol; const tracer = trace.getTracer('shop');
`;
/** A function whose first line is line 5. */
const inFunction = (body: string, outside = ''): string =>
  `${api}export function handle(headers: Record<string, string>, tenant: string, cond: boolean) {\n  ${body.split('\n').join('\n  ')}\n}\n${outside}`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly instrumented?: readonly string[];
  readonly only?: 'typed' | 'untyped';
}
type Report = 'active' | 'inbound' | 'newBaggage' | 'spanOnly';
interface Failing extends Case {
  readonly errors: readonly {
    readonly messageId: Report;
    readonly line: number;
    readonly data?: Readonly<Record<string, string>>;
    readonly suggests?: readonly [id: 'addEntries' | 'deriveFrom' | 'useExtracted', name: string, ...Replacement[]];
  }[];
}

const extracted = 'const extracted = propagation.extract(context.active(), headers);';
const started = `${extracted}\nconst span = tracer.startSpan('a', {}, extracted);`;
const overActive = 'context.with(trace.setSpan(context.active(), span), work);';
const overRoot = 'context.with(trace.setSpan(ROOT_CONTEXT, span), work);';
const newBaggage = 'propagation.createBaggage({ tenant: { value: tenant } })';
const overEntries = `${extracted}\ncontext.with(propagation.setBaggage(extracted, ${newBaggage}), work);`;

const silent: readonly (readonly [name: string, bodies: readonly string[]])[] = [
  [
    'the right base',
    [
      `${started}\ncontext.with(trace.setSpan(extracted, span), work);`,
      `${extracted}\ntracer.startActiveSpan('a', {}, extracted, (span) => { work(); span.end(); });`,
      `${extracted}\nconst span = tracer.startSpan('a');\n${overActive}`,
      `const span = tracer.startSpan('a', {}, context.active());\n${overActive}`,
      `const parent = context.active();\nconst span = tracer.startSpan('a', {}, parent);\ncontext.with(trace.setSpan(parent, span), work);`,
      `let parent = context.active();\nparent = propagation.extract(parent, headers);\nconst span = tracer.startSpan('a', {}, parent);\ncontext.with(trace.setSpan(parent, span), work);`,
    ],
  ],
  [
    'the extracted context is active there',
    [
      `${extracted}\ncontext.with(extracted, () => { const span = tracer.startSpan('a', {}, extracted); ${overActive} });`,
      `${extracted}\ntracer.startActiveSpan('o', {}, extracted, () => { const span = tracer.startSpan('a', {}, extracted); ${overActive} });`,
      `${extracted}\ntracer.startActiveSpan('o', {}, extracted, (outer) => { const span = tracer.startSpan('a', {}, trace.setSpan(extracted, outer)); ${overActive} });`,
      `${extracted}\nconst run = context.bind(extracted, () => { const span = tracer.startSpan('a', {}, extracted); ${overActive} });\nrun();`,
      `${extracted}\nconst token = (context as any).attach(extracted);\ntry { const span = tracer.startSpan('a', {}, extracted); ${overActive} } finally { token.dispose(); }`.replace(
        '(context as any)',
        'context',
      ),
      `${extracted}\nconst run = (parent: Context) => { const span = tracer.startSpan('a', {}, parent); ${overActive} };\ncontext.with(extracted, () => run(extracted));`,
    ],
  ],
  [
    'baggage is put back, or there is none',
    [
      `${started}\nconst ctx = propagation.setBaggage(trace.setSpan(context.active(), span), propagation.getBaggage(extracted) ?? propagation.createBaggage());\ncontext.with(ctx, work);`,
      `${started}\nconst base = propagation.setBaggage(context.active(), propagation.getBaggage(extracted) ?? propagation.createBaggage());\ncontext.with(trace.setSpan(base, span), work);`,
      `const parent = propagation.extract(context.active(), { traceparent: tenant });\nconst span = tracer.startSpan('a', {}, parent);\n${overActive}`,
      `const parent = new W3CTraceContextPropagator().extract(context.active(), headers, { get: (it: any, name) => it[name], keys: (it: any) => Object.keys(it) });\nconst span = tracer.startSpan('a', {}, parent);\n${overActive}`,
    ],
  ],
  [
    'baggage is put back where there is any, or was taken out',
    [
      `${started}\nconst bag = propagation.getBaggage(extracted);\nlet ctx = trace.setSpan(context.active(), span);\nif (bag) ctx = propagation.setBaggage(ctx, bag);\ncontext.with(ctx, work);`,
      `const parent = propagation.deleteBaggage(propagation.extract(context.active(), headers));\nconst span = tracer.startSpan('a', {}, parent);\n${overActive}`,
      `const parent = propagation.deleteBaggage(propagation.extract(context.active(), headers));\ncontext.with(propagation.setBaggage(parent, ${newBaggage}), work);`,
      `${extracted}\nconst all: Record<string, { value: string }> = {};\nfor (const [name, value] of Object.entries(headers)) all[name] = { value };\ncontext.with(propagation.setBaggage(extracted, propagation.createBaggage(all)), work);`,
    ],
  ],
  [
    'it is not made active here',
    [
      `${started}\ntracer.startSpan('b', {}, trace.setSpan(context.active(), span)).end();`,
      `${started}\nreturn trace.setSpan(context.active(), span);`,
      `${started}\nreturn { ctx: trace.setSpan(context.active(), span) };`,
      `${started}\nconst ctx = trace.setSpan(context.active(), span);\nreturn trace.getSpanContext(ctx);`,
    ],
  ],
  [
    'detached on purpose',
    [
      `const span = tracer.startSpan('a');\n${overRoot}`,
      `const span = tracer.startSpan('a', { root: true });\ncontext.active();\n${overRoot}`,
      `${extracted}\nconst span = tracer.startSpan('a', { root: true }, extracted);\n${overRoot}`,
      `const link = trace.getSpanContext(context.active());\nconst span = tracer.startSpan('a', { links: link ? [{ context: link }] : [] }, ROOT_CONTEXT);\n${overRoot}`,
      `const span = trace.wrapSpanContext({ traceId: tenant, spanId: tenant, traceFlags: 1 });\n${overRoot}`,
      `${extracted}\nconst span = trace.getSpan(extracted);\nif (span) ${overRoot}`,
      `const parent = trace.setSpan(ROOT_CONTEXT, tracer.startSpan('o'));\nconst span = tracer.startSpan('a', {}, parent);\n${overRoot}`,
      `const parent = cond ? ROOT_CONTEXT : ROOT_CONTEXT.setValue(key, 1);\nconst span = tracer.startSpan('a', {}, parent);\n${overRoot}`,
    ],
  ],
  [
    'entries are added, filtered, or nobody knows',
    [
      `${extracted}\nconst bag = (propagation.getBaggage(extracted) ?? propagation.createBaggage()).setEntry('a', { value: tenant });\ncontext.with(propagation.setBaggage(extracted, bag), work);`,
      `${extracted}\nconst bag = propagation.getBaggage(extracted) ?? ${newBaggage};\ncontext.with(propagation.setBaggage(extracted, bag), work);`,
      `${extracted}\nconst all = propagation.getBaggage(extracted)?.getAllEntries() ?? [];\ncontext.with(propagation.setBaggage(extracted, propagation.createBaggage({ ...Object.fromEntries(all), a: { value: tenant } })), work);`,
      `${extracted}\nconst allowed = propagation.getBaggage(extracted)?.getEntry('a')?.value ?? '';\ncontext.with(propagation.setBaggage(extracted, propagation.createBaggage({ a: { value: allowed } })), work);`,
      `${extracted}\nconst entry = allowedOf(extracted);\ncontext.with(propagation.setBaggage(extracted, propagation.createBaggage({ a: entry })), work);\nfunction allowedOf(it: Context) { return propagation.getBaggage(it)?.getEntry('a') ?? { value: '' }; }`,
      `${extracted}\ncontext.with(propagation.setBaggage(extracted, propagation.createBaggage()), work);`,
      `${extracted}\ncontext.with(propagation.setBaggage(extracted, propagation.createBaggage(headers as any)), work);`,
      `context.with(propagation.setBaggage(ROOT_CONTEXT, ${newBaggage}), work);`,
      `context.with(propagation.setBaggage(context.active(), ${newBaggage}), work);`,
      `${extracted}\nconst ctx = propagation.setBaggage(extracted, ${newBaggage});\nreturn ctx;`,
    ],
  ],
  [
    'a context that is used in any case, or for another reason',
    [
      `${extracted}\nif (!trace.getSpan(extracted)) console.warn('no parent');\ncontext.with(extracted, work);`,
      `${extracted}\nconst parent = trace.getSpanContext(extracted);\ntracer.startSpan('a', { links: parent ? [{ context: parent }] : [] }).end();`,
      `const base = context.active();\nconst parent = trace.getSpan(base) ? base : propagation.extract(base, headers);\ncontext.with(parent, work);`,
      `${extracted}\ncontext.with(cond ? extracted : context.active(), work);`,
      `${extracted}\ncontext.with(cond && trace.getSpan(extracted) ? extracted : context.active(), work);`,
      `${extracted}\nif (!trace.getSpan(extracted)) throw new Error('no parent');\ncontext.with(extracted, work);`,
      `${extracted}\nif (trace.getSpan(extracted)) { context.with(extracted, work); } else { throw new Error('no parent'); }`,
      `${extracted}\nif (trace.getSpan(extracted)) { context.with(extracted, work); }\nwork();`,
      `${extracted}\nif (cond) trace.getSpan(extracted) && context.with(extracted, work);`,
      `${extracted}\nreturn trace.getSpan(extracted) ? context.with(extracted, work) : undefined;`,
      `${extracted}\nif (!trace.getSpan(extracted)) return;\ncontext.with(extracted, work);`,
      `${extracted}\nif (!trace.getSpan(extracted)) return console.warn('no parent');\ncontext.with(extracted, work);`,
      `const res: any = key;\n${extracted}\nif (!trace.getSpan(extracted)) return res.status(400).end();\ncontext.with(extracted, work);`,
      `${extracted}\nif (trace.getSpan(extracted)) { context.with(extracted, work); } else { console.warn('no parent'); }`,
      `${extracted}\ncontext.with(trace.getSpan(extracted) ? extracted : propagation.extract(context.active(), { baggage: tenant }), work);`,
      `${extracted}\nconst span = tracer.startSpan('a', {}, trace.getSpan(extracted) ? extracted : context.active());\nspan.end();`,
      `${extracted}\nreturn trace.getSpan(extracted) ? extracted : context.active();`,
      `${extracted}\nconst bag = propagation.getBaggage(extracted);\nlet parent = trace.getSpan(extracted) ? extracted : context.active();\nif (bag) parent = propagation.setBaggage(parent, bag);\ncontext.with(parent, work);`,
      `${extracted}\ncontext.with(trace.getSpan(extracted) ? extracted : context.active(), work);\ncontext.with(extracted, work);`,
      `const remote = propagation.extract(context.active(), { traceparent: tenant });\ncontext.with(trace.getSpan(remote) ? remote : context.active(), work);`,
    ],
  ],
];

const http = (body: string): string =>
  `${api}import { createServer } from 'node:http';\ncreateServer((req, res) => {\n  ${body}\n  res.end();\n}).listen(0);\n`;

/** A class whose spans start in one method, as instrumentations have it. */
const inClass = (body: string): string =>
  `${api}import type { SpanOptions } from '@opentelemetry/api';
export class Instrumented {
  incoming(headers: Record<string, string>) {
    const ctx = propagation.extract(ROOT_CONTEXT, headers);
    const span = this.start('in', {}, ctx);
    context.with(trace.setSpan(ctx, span), work);
  }
  other(headers: Record<string, string>) {
    ${body.split('\n').join('\n    ')}
  }
  private start(name: string, options: SpanOptions, ctx = context.active()) {
    return tracer.startSpan(name, options, ctx);
  }
}
`;

const valid: readonly Case[] = [
  ...silent.flatMap(([name, bodies]) =>
    bodies.map((body) => ({ name: `${name}: ${body.replaceAll('\n', ' ')}`, code: inFunction(body) })),
  ),
  {
    name: 'a look-alike',
    code: `declare const context: any, propagation: any, trace: any, tracer: any, headers: any, work: any;\n${started}\n${overActive}`,
  },
  {
    name: 'a helper that starts spans for both sides, and the span is one of the active context',
    code: inClass(
      `const span = this.start('out', { kind: SpanKind.CLIENT });\npropagation.inject(trace.setSpan(context.active(), span), headers);`,
    ),
  },
  {
    name: 'an instrumentation has extracted the same baggage already',
    code: http(`${started.replaceAll('headers', 'req.headers')}\n  ${overActive}`),
    instrumented: ['http'],
  },
  {
    name: 'an instrumentation has extracted the baggage that is left out',
    code: http(
      `${extracted.replace('headers', 'req.headers')}\n  context.with(trace.getSpan(extracted) ? extracted : context.active(), work);`,
    ),
    instrumented: ['http'],
  },
  {
    name: 'a handler in which nobody extracted anything',
    code: http(
      `context.with(propagation.setBaggage(context.active(), propagation.createBaggage({ a: { value: '1' } })), work);`,
    ),
    instrumented: [],
  },
];

const invalid: readonly Failing[] = [
  {
    name: 'the span of an extracted context, put into the active one',
    code: inFunction(`${started}\n${overActive}`),
    errors: [
      {
        messageId: 'inbound',
        line: 7,
        data: { base: 'context.active()', line: '5' },
        suggests: ['deriveFrom', 'extracted', ['setSpan(context.active(), span)', 'setSpan(extracted, span)']],
      },
    ],
  },
  // the extracted parent
  ...(
    [
      ['injected', `${started}\nconst out = {};\npropagation.inject(trace.setSpan(context.active(), span), out);`, 8],
      [
        'attached',
        `${started}\nbind(trace.setSpan(context.active(), span));\nfunction bind(it: Context) { return context.bind(it, work); }`,
        7,
      ],
      [
        'in a variable',
        `${started}\nconst ctx = trace.setSpan(context.active(), span).setValue(key, 1);\nif (cond) return;\ncontext.with(ctx, work);`,
        7,
      ],
      [
        'in a callback',
        `${started}\n[1].forEach(() => { context.with(trace.setSpan(context.active(), span), work); });`,
        7,
      ],
      [
        'in finally',
        `${started}\ntry { work(); } finally { context.with(trace.setSpan(context.active(), span), () => span.end()); }`,
        7,
      ],
      [
        'through setAttribute',
        `${started.replace('extracted);', "extracted).setAttribute('a', 1);").replace("headers).setAttribute('a', 1);", 'headers);')}\ncontext.with(trace.setSpan(context.active(), span), work);`,
        7,
      ],
      [
        'in a loop',
        `for (const each of [1, 2]) {\n  ${started.replaceAll('\n', '\n  ')}\n  context.with(trace.setSpan(context.active(), span), () => console.log(each));\n}`,
        8,
      ],
      [
        'under an activation of something else',
        `tracer.startActiveSpan('o', (outer) => {\n  ${started.replaceAll('\n', '\n  ')}\n  context.with(trace.setSpan(context.active(), span), () => outer.end());\n});`,
        8,
      ],
    ] as const
  ).map(([name, body, line]): Failing => ({
    name: `the span of an extracted context, put into the active one: ${name}`,
    code: inFunction(body),
    errors: [
      {
        messageId: 'inbound',
        line,
        suggests: ['deriveFrom', 'extracted', ['setSpan(context.active(), span)', 'setSpan(extracted, span)']],
      },
    ],
  })),
  {
    name: 'the parent comes from a helper, and may be none: nothing is offered that does not compile',
    code: inFunction(
      `const parent = parentOf(headers);\nconst span = tracer.startSpan('a', {}, parent);\n${overActive}`,
      'function parentOf(it: object): Context | undefined { return it ? propagation.extract(context.active(), it) : undefined; }\n',
    ),
    errors: [{ messageId: 'inbound', line: 7, data: { base: 'context.active()', line: '9' } }],
  },
  {
    name: 'the parent comes from a helper',
    code: inFunction(
      `const parent = parentOf(headers);\nconst span = tracer.startSpan('a', {}, parent);\n${overActive}`,
      'function parentOf(it: object) { return propagation.extract(ROOT_CONTEXT, it); }\n',
    ),
    errors: [
      {
        messageId: 'inbound',
        line: 7,
        data: { base: 'context.active()', line: '9' },
        suggests: ['deriveFrom', 'parent', ['setSpan(context.active(), span)', 'setSpan(parent, span)']],
      },
    ],
  },
  {
    name: 'a helper that starts spans for both sides, and the span is one of an extracted context',
    code: inClass(
      `const parent = propagation.extract(ROOT_CONTEXT, headers);\nconst span = this.start('in', {}, parent);\ncontext.with(trace.setSpan(context.active(), span), work);`,
    ),
    errors: [
      {
        messageId: 'inbound',
        line: 14,
        data: { base: 'context.active()', line: '12' },
        suggests: ['deriveFrom', 'parent', ['setSpan(context.active(), span)', 'setSpan(parent, span)']],
      },
    ],
  },
  {
    name: 'the parent is extracted where the span starts: it has no name to derive from',
    code: inFunction(
      `const span = tracer.startSpan('a', { kind: SpanKind.SERVER }, propagation.extract(context.active(), headers));\n${overActive}`,
    ),
    errors: [{ messageId: 'inbound', line: 6, data: { base: 'context.active()', line: '5' } }],
  },
  {
    name: 'a comment in the base: nothing is offered',
    code: inFunction(`${started}\ncontext.with(trace.setSpan(context.active(/* now */), span), work);`),
    errors: [{ messageId: 'inbound', line: 7, data: { base: 'context.active(/* now */)', line: '5' } }],
  },
  {
    name: 'the active context in a variable',
    code: inFunction(`const active = context.active();\n${started}\ncontext.with(trace.setSpan(active, span), work);`),
    errors: [
      {
        messageId: 'inbound',
        line: 8,
        data: { base: 'active', line: '6' },
        suggests: ['deriveFrom', 'extracted', ['setSpan(active, span)', 'setSpan(extracted, span)']],
      },
    ],
  },
  {
    name: 'an instrumentation has extracted, and the root context drops it all the same',
    code: http(`${started.replaceAll('headers', 'req.headers')}\n  ${overRoot}`),
    instrumented: ['http'],
    errors: [
      {
        messageId: 'inbound',
        line: 8,
        suggests: ['deriveFrom', 'extracted', ['setSpan(ROOT_CONTEXT, span)', 'setSpan(extracted, span)']],
      },
    ],
  },
  // the root context
  {
    name: 'the span of an extracted context, put into the root context',
    code: inFunction(`${started}\n${overRoot}`),
    errors: [
      {
        messageId: 'inbound',
        line: 7,
        data: { base: 'ROOT_CONTEXT', line: '5' },
        suggests: ['deriveFrom', 'extracted', ['setSpan(ROOT_CONTEXT, span)', 'setSpan(extracted, span)']],
      },
    ],
  },
  {
    name: 'a child of the active context, put into the root context',
    code: inFunction(`const span = tracer.startSpan('a', {}, context.active());\n${overRoot}`),
    errors: [
      {
        messageId: 'active',
        line: 6,
        data: { base: 'ROOT_CONTEXT', line: '' },
        suggests: [
          'deriveFrom',
          'context.active()',
          ['setSpan(ROOT_CONTEXT, span)', 'setSpan(context.active(), span)'],
        ],
      },
    ],
  },
  {
    name: 'a child of the active context, of which the function reads the baggage',
    code: inFunction(
      `const bag = propagation.getActiveBaggage();\nconst span = tracer.startSpan('a', { attributes: { n: bag?.getAllEntries().length ?? 0 } });\n${overRoot}`,
    ),
    errors: [
      {
        messageId: 'active',
        line: 7,
        suggests: [
          'deriveFrom',
          'context.active()',
          ['setSpan(ROOT_CONTEXT, span)', 'setSpan(context.active(), span)'],
        ],
      },
    ],
  },
  {
    name: 'the active span, put into the root context in a callback: what is active there is another question',
    code: inFunction(`const span = trace.getActiveSpan();\nif (span) process.once('exit', () => { ${overRoot} });`),
    errors: [{ messageId: 'active', line: 6 }],
  },
  // entries
  {
    name: 'a new baggage over an extracted one',
    code: inFunction(overEntries),
    errors: [
      {
        messageId: 'newBaggage',
        line: 6,
        data: { create: 'propagation.createBaggage', line: '6' },
        suggests: [
          'addEntries',
          '',
          [
            newBaggage,
            `(propagation.getBaggage(extracted) ?? propagation.createBaggage()).setEntry('tenant', { value: tenant })`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a new baggage over the active one, where that was extracted',
    code: inFunction(
      `${extracted}\ncontext.with(extracted, () => {\n  const bag = propagation.createBaggage({ 'shop.a': { value: tenant }, [tenant]: { value: '1' } });\n  context.with(propagation.setBaggage(context.active(), bag), work);\n});`,
    ),
    errors: [
      {
        messageId: 'newBaggage',
        line: 8,
        data: { create: 'propagation.createBaggage', line: '7' },
        suggests: [
          'addEntries',
          '',
          [
            `propagation.createBaggage({ 'shop.a': { value: tenant }, [tenant]: { value: '1' } })`,
            `(propagation.getActiveBaggage() ?? propagation.createBaggage()).setEntry('shop.a', { value: tenant }).setEntry(tenant, { value: '1' })`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a new baggage over the one that an instrumentation made active',
    code: http(
      `context.with(propagation.setBaggage(context.active(), propagation.createBaggage({ a: { value: '1' } })), work);`,
    ),
    instrumented: ['http'],
    errors: [
      {
        messageId: 'newBaggage',
        line: 6,
        suggests: [
          'addEntries',
          '',
          [
            `propagation.createBaggage({ a: { value: '1' } })`,
            `(propagation.getActiveBaggage() ?? propagation.createBaggage()).setEntry('a', { value: '1' })`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a new baggage that grows by a chain',
    code: inFunction(
      `${extracted}\nlet bag = propagation.createBaggage();\nbag = bag.setEntry('a', { value: tenant });\nconst out = {};\npropagation.inject(propagation.setBaggage(extracted, bag), out);`,
    ),
    errors: [
      {
        messageId: 'newBaggage',
        line: 9,
        suggests: [
          'addEntries',
          '',
          ['propagation.createBaggage()', '(propagation.getBaggage(extracted) ?? propagation.createBaggage())'],
        ],
      },
    ],
  },
  {
    name: 'entries in a variable, a comment in the entries: nothing is offered',
    code: inFunction(
      `${extracted}\nconst entries = { a: { value: tenant } };\ncontext.with(propagation.setBaggage(extracted, propagation.createBaggage(entries)), work);\ncontext.with(propagation.setBaggage(extracted, propagation.createBaggage({ /* who */ a: { value: tenant } })), work);`,
    ),
    errors: [
      { messageId: 'newBaggage', line: 7 },
      { messageId: 'newBaggage', line: 8 },
    ],
  },
  // only with a span
  ...(
    [
      ['trace.getSpan(extracted) ? extracted : context.active()'],
      ['trace.getSpan(extracted) === undefined ? context.active() : extracted'],
      ['!trace.getSpanContext(extracted) ? context.active() : extracted'],
      ['trace.getSpan(extracted) != null ? extracted : context.active()'],
      ['trace.isSpanContextValid(trace.getSpanContext(extracted)!) ? extracted : context.active()'],
      ['trace.getSpan(extracted)?.spanContext().traceId ? extracted : context.active()'],
      ['Boolean(trace.getSpanContext(extracted)?.isRemote) ? extracted : context.active()'],
      ['(trace.getSpan(extracted) && extracted) || context.active()', '(extracted) || context.active()'],
    ] as const
  ).map(([condition, after = 'extracted']): Failing => ({
    name: `only with a span: ${condition}`,
    code: inFunction(`${extracted}\ncontext.with(${condition}, work);`),
    errors: [
      {
        messageId: 'spanOnly',
        line: 6,
        data: { line: '5' },
        suggests: ['useExtracted', 'extracted', [`with(${condition}, work)`, `with(${after}, work)`]],
      },
    ],
  })),
  {
    name: 'only with a span: the answer in a variable',
    code: inFunction(
      `${extracted}\nconst remote = trace.getSpanContext(extracted);\nconst isValid = remote !== undefined && trace.isSpanContextValid(remote);\nreturn tracer.startActiveSpan('a', {}, isValid ? extracted : context.active(), (span) => span.end());`,
    ),
    errors: [
      {
        messageId: 'spanOnly',
        line: 8,
        suggests: ['useExtracted', 'extracted', ['isValid ? extracted : context.active()', 'extracted']],
      },
    ],
  },
  {
    name: 'only with a span: a helper that gives none',
    code: inFunction(
      `context.with(inbound(headers) ?? context.active(), work);`,
      `function inbound(headers: object): Context | undefined {\n  ${extracted}\n  if (!trace.getSpan(extracted)) return undefined;\n  return extracted;\n}\n`,
    ),
    errors: [
      {
        messageId: 'spanOnly',
        line: 9,
        suggests: ['useExtracted', 'extracted', ['  if (!trace.getSpan(extracted)) return undefined;\n', '']],
      },
    ],
  },
  {
    name: 'only with a span: a helper that gives the root context otherwise',
    code: inFunction(
      `context.with(inbound(headers), work);`,
      `function inbound(headers: object): Context {\n  ${extracted}\n  if (trace.getSpan(extracted)?.spanContext()) {\n    return extracted;\n  }\n  return ROOT_CONTEXT;\n}\n`,
    ),
    errors: [{ messageId: 'spanOnly', line: 9, data: { line: '8' } }],
  },
  {
    name: 'only with a span: extracted into the root context, so that the edit starts from the active one',
    code: inFunction(
      `const remote = propagation.extract(ROOT_CONTEXT, headers);\ncontext.with(trace.getSpan(remote) ? remote : context.active(), work);`,
    ),
    errors: [
      {
        messageId: 'spanOnly',
        line: 6,
        suggests: [
          'useExtracted',
          'remote',
          ['trace.getSpan(remote) ? remote : context.active()', 'remote'],
          ['propagation.extract(ROOT_CONTEXT, headers)', 'propagation.extract(context.active(), headers)'],
        ],
      },
    ],
  },
  ...[
    `${extracted}\nif (trace.getSpan(extracted)) { context.with(extracted, work); } else { work(); }`,
    `${extracted}\nif (trace.getSpan(extracted)) {\n  return context.with(extracted, work);\n}\nreturn work();`,
    `${extracted}\nreturn trace.getSpan(extracted) ? context.with(extracted, work) : work();`,
    `${extracted}\nif (!trace.getSpan(extracted)) return work();\nreturn context.with(extracted, work);`,
    `${extracted}\nlet parent = context.active(); if (trace.getSpan(extracted)) { console.log('continued'); parent = extracted; }\ncontext.with(parent, work);`,
    `${extracted}\nlet parent = context.active(); if (trace.getSpan(extracted)) parent = extracted;\ncontext.with(parent, work);`,
  ].map((body): Failing => ({
    name: `only with a span, in a statement: ${body.slice(extracted.length + 1).replaceAll('\n', ' ')}`,
    code: inFunction(body),
    errors: [{ messageId: 'spanOnly', line: 6, data: { line: '5' } }],
  })),
  {
    name: 'a comment in the condition: nothing is offered',
    code: inFunction(
      `${extracted}\ncontext.with(trace.getSpan(extracted) /* a caller */ ? extracted : context.active(), work);`,
    ),
    errors: [{ messageId: 'spanOnly', line: 6 }],
  },
  // receivers
  ...(
    [
      [
        `import { context as otelContext, propagation as prop, ROOT_CONTEXT as ROOT, trace as otelTrace } from '@opentelemetry/api';`,
        ['otelContext', 'prop', 'otelTrace'],
      ],
      [`import * as otel from '@opentelemetry/api';`, ['otel.context', 'otel.propagation', 'otel.trace']],
      [`const otel = require('@opentelemetry/api');`, ['otel.context', 'otel.propagation', 'otel.trace']],
      [`const { context, propagation, trace } = require('@opentelemetry/api');`, ['context', 'propagation', 'trace']],
      [`const api_1 = require("@opentelemetry/api");`, ['api_1.context', 'api_1.propagation', 'api_1.trace']],
    ] as const
  ).map(([head, [ctx, prop, trc]]): Failing => ({
    name: `reached by: ${head}`,
    code: `${head}\nexports.run = (headers, work) => {\n  const parent = ${prop}.extract(${ctx}.active(), headers);\n  const span = ${trc}.getTracer('a').startSpan('a', {}, parent);\n  ${ctx}.with(${trc}.setSpan(${ctx}.active(), span), work);\n};\n`,
    errors: [
      {
        messageId: 'inbound',
        line: 5,
        data: { base: `${ctx}.active()`, line: '3' },
        suggests: ['deriveFrom', 'parent', [`setSpan(${ctx}.active(), span)`, 'setSpan(parent, span)']],
      },
    ],
  })),
  {
    name: 'an injected tracer in a class, minified',
    code: `${api}import type{Tracer}from'@opentelemetry/api';export class S{constructor(private t:Tracer){}run(h:object){const p=propagation.extract(context.active(),h),s=this.t.startSpan('a',{},p);return context.with(trace.setSpan(context.active(),s),work)}}`,
    errors: [
      {
        messageId: 'inbound',
        line: 4,
        suggests: ['deriveFrom', 'p', ['setSpan(context.active(),s)', 'setSpan(p,s)']],
      },
    ],
  },
  {
    name: 'two in one file, and an import that is missing',
    code: `import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';\nimport { context } from './wrapped';\nimport type { Span } from '@opentelemetry/api';\nexport function a(headers: object, context2: unknown) {\n  const parent = propagation.extract(ROOT_CONTEXT, headers);\n  const span = trace.getTracer('a').startSpan('a', {}, parent);\n  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), {});\n}\nexport function b() {\n  const span = trace.getActiveSpan() as Span;\n  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), {});\n  void context;\n}\n`,
    errors: [
      {
        messageId: 'inbound',
        line: 7,
        suggests: [
          'deriveFrom',
          'parent',
          [
            `parent);\n  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), {});`,
            `parent);\n  propagation.inject(trace.setSpan(parent, span), {});`,
          ],
        ],
      },
      {
        messageId: 'active',
        line: 11,
        suggests: [
          'deriveFrom',
          'otelContext.active()',
          [
            `as Span;\n  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), {});`,
            `as Span;\n  propagation.inject(trace.setSpan(otelContext.active(), span), {});`,
          ],
          [
            `import { propagation, ROOT_CONTEXT, trace } from`,
            `import { propagation, ROOT_CONTEXT, trace, context as otelContext } from`,
          ],
        ],
      },
    ],
  },
];

const settingsOf = ({ instrumented = [] }: Case): object => ({ contextManager: 'async-local-storage', instrumented });

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  const common = (test: Case) => ({
    name: `${test.name} (${mode})`,
    code: test.code,
    settings: { otel: settingsOf(test) },
  });
  tester.run(`no-context-overwrite, ${mode}`, noContextOverwrite, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ messageId, line, data, suggests }) => ({
        messageId,
        line,
        ...(data && { data }),
        suggestions: suggests
          ? [
              {
                messageId: suggests[0],
                data: { name: suggests[1] },
                output: edited(test.code, suggests.slice(2) as unknown as readonly Replacement[]),
              },
            ]
          : [],
      })),
    })),
  });
}

describe('no-context-overwrite', () => {
  const lint = createLint();
  const rules = { 'otel/no-context-overwrite': 'error' } as const;
  const editsOf = (test: Failing): (readonly Replacement[])[] =>
    test.errors.flatMap(({ suggests }) => (suggests ? [suggests.slice(2) as unknown as readonly Replacement[]] : []));

  it('settles after each suggestion', () => {
    for (const test of invalid.filter(({ only }) => only !== 'typed'))
      for (const edits of editsOf(test)) {
        const left = lint(edited(test.code, edits), { typed: false, rules, settings: { ...settingsOf(test) } });
        assert.equal(left.length, test.errors.length - 1, edited(test.code, edits));
      }
  });

  it('makes two suggestions in one file together', () => {
    const test = invalid.find(({ name }) => name.startsWith('two in one file'));
    assert.ok(test);
    const both = editsOf(test).reduce((text, edits) => edited(text, edits), test.code);
    assert.deepEqual(lint(both, { typed: false, rules }), []);
  });

  it('offers code that type-checks under strict where the code did', () => {
    const file = (index: number, kind: string): string => path.join(fixturesFolder, `overwrite-${index}-${kind}.ts`);
    const broken = strictDiagnostics(new Map(invalid.map(({ code }, index) => [file(index, 'before'), code])));
    const after = new Map<string, string>();
    for (const [index, test] of invalid.entries()) {
      if (broken.some((line) => line.startsWith(`${file(index, 'before')}:`))) continue;
      for (const [at, edits] of editsOf(test).entries())
        after.set(file(index, `after-${at}`), edited(test.code, edits));
    }
    assert.ok(after.size >= 20, `${after.size} outputs are checked`);
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
      message('the span of an extracted context, put into the active one'),
      "The span continues the context extracted on line 5, and goes into 'context.active()': the trace looks right, and the caller's baggage is lost. Derive from the extracted context.",
    );
    assert.equal(
      message('a child of the active context, put into the root context'),
      "The span continues the active context, and goes into 'ROOT_CONTEXT': the trace looks right, and the active baggage is lost. Derive from the active context.",
    );
    assert.equal(
      message('a new baggage over an extracted one'),
      "'propagation.createBaggage()' starts empty on line 6, and 'setBaggage()' puts it over the entries that came with the request: no service behind this one gets them. Add to them.",
    );
    assert.equal(
      message('only with a span: trace.getSpan(extracted) ? extracted : context.active()'),
      'The context extracted on line 5 is used only if it holds a span: of a request that brings baggage alone, the baggage is lost. Use it in any case.',
    );
  });
});
