import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { injectActiveSpan } from '../../src/rules/inject-active-span';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type Context, type Span } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\ntype Headers = Record<string, string>;\n`;
/** The body begins on line 5. */
const inside = (body: string): string =>
  `${api}export async function send(url: string, headers: Headers, ctx: Context, flag: boolean, items: string[]) {\n${body}\n}`;
const client = `const span = tracer.startSpan('GET', { kind: SpanKind.CLIENT });`;
const inject = 'propagation.inject(context.active(), headers);';
const injected = 'propagation.inject(trace.setSpan(context.active(), span), headers);';

type Fault = 'beforeStart' | 'notActive' | 'root';

interface Case {
  readonly name: string;
  readonly code: string;
  readonly only?: 'typed' | 'untyped';
  readonly kinds?: 'any' | 'outbound';
}

interface Failing extends Case {
  readonly errors: readonly {
    readonly id: Fault;
    readonly data?: {
      readonly inject?: string;
      readonly line?: number;
      readonly span?: string;
      readonly kind?: string;
      readonly startLine?: number;
      readonly carrier?: string;
      readonly sendLine?: number;
    };
    /** What the suggestion replaces in the code; without it there is none. */
    readonly edits?: readonly Replacement[];
    readonly suggestion?: 'injectActive' | 'injectSpan' | 'moveInject';
  }[];
}

const valid: readonly Case[] = [
  ...['reply.headers(own);', 'res.set(own);', 'reply.send(new Response("", { headers: own }));'].map(
    (answer): Case => ({
      name: `headers of an answer, filled before a client span: ${answer}`,
      code: inside(
        `  const own: Headers = {}; propagation.inject(context.active(), own); const span = tracer.startSpan('GET', { kind: SpanKind.CLIENT }); try { await fetch(url); ${answer} } finally { span.end(); }`,
      ).replace('export async', 'declare const res: any, reply: any;\nexport async'),
    }),
  ),
  {
    name: 'the root context in a test',
    code: `${api}declare const it: any, expect: any;\nit('writes nothing without a span', () => { const headers: Headers = {}; propagation.inject(ROOT_CONTEXT, headers); expect(headers).toEqual({}); });`,
  },
  { name: 'setSpan in the inject', code: inside(`  ${client} ${injected} await fetch(url, { headers }); span.end();`) },
  {
    name: 'setSpan through a variable',
    code: inside(
      `  ${client} const own = trace.setSpan(context.active(), span); propagation.inject(own, headers); span.end();`,
    ),
  },
  {
    name: 'setSpan, then baggage',
    code: inside(
      `  ${client} propagation.inject(propagation.setBaggage(trace.setSpan(ctx, span), propagation.createBaggage()), headers); span.end();`,
    ),
  },
  {
    name: 'context.with',
    code: inside(
      `  ${client} await context.with(trace.setSpan(context.active(), span), async () => { ${inject} await fetch(url, { headers }); }); span.end();`,
    ),
  },
  {
    name: 'context.with through a variable',
    code: inside(
      `  ${client} const own = trace.setSpan(context.active(), span); await context.with(own, async () => { ${inject} await fetch(url, { headers }); }); span.end();`,
    ),
  },
  {
    name: 'another activation around the inject',
    code: inside(`  ${client} context.with(ctx, () => { ${inject} }); span.end();`),
  },
  {
    name: 'startActiveSpan',
    code: inside(
      `  await tracer.startActiveSpan('GET', { kind: SpanKind.CLIENT }, async (span) => { ${inject} await fetch(url, { headers }); span.end(); });`,
    ),
  },
  {
    name: 'startActiveSpan inside',
    code: inside(`  ${client} tracer.startActiveSpan('inner', (s) => { ${inject} s.end(); }); span.end();`),
  },
  {
    name: 'context.attach',
    code: inside(
      `  ${client} const token = context.attach(trace.setSpan(context.active(), span)); try { ${inject} } finally { token.dispose(); span.end(); }`,
    ),
  },
  {
    name: 'a bound function',
    code: inside(
      `  ${client} const work = context.bind(trace.setSpan(context.active(), span), () => { ${inject} }); work(); span.end();`,
    ),
  },
  {
    name: 'a span that has ended',
    code: inside(`  ${client} await fetch(url); span.end(); ${inject} await fetch(url, { headers });`),
  },
  {
    name: 'a span that has ended in finally',
    code: inside(
      `  ${client} try { await fetch(url); } finally { span.end(); } ${inject} await fetch(url, { headers });`,
    ),
  },
  {
    name: 'a span that has ended in a callback',
    code: inside(`  ${client} await fetch(url).finally(() => span.end()); ${inject} await fetch(url, { headers });`),
  },
  {
    name: 'another branch',
    code: inside(
      `  if (flag) { ${client} await fetch(url); span.end(); } else { ${inject} await fetch(url, { headers }); }`,
    ),
  },
  {
    name: 'another branch that returns',
    code: inside(
      `  let span: Span; if (flag) { span = tracer.startSpan('GET', { kind: SpanKind.CLIENT }); await fetch(url); span.end(); return; } ${inject} await fetch(url, { headers });`,
    ),
  },
  {
    name: 'a case of a switch',
    code: inside(
      `  switch (url) { case 'a': { ${client} await fetch(url); span.end(); break; } default: { ${inject} } }`,
    ),
  },
  {
    name: 'a span in another function',
    code: inside(
      `  function start() { ${client} return span; } ${inject} await fetch(url, { headers }); start().end();`,
    ),
  },
  {
    name: 'an inject in a function that runs later',
    code: inside(`  ${client} setTimeout(() => { ${inject} }, 5); span.end();`),
  },
  {
    name: 'an inject in a function that is called elsewhere',
    code: inside(
      `  ${client} const fill = () => { ${inject} }; context.with(trace.setSpan(ctx, span), fill); span.end();`,
    ),
  },
  {
    name: 'a helper that is given the span and the work',
    code:
      inside(`  ${client} await withSpan(span, () => { ${inject} }); span.end();`) +
      '\ndeclare function withSpan(span: Span, fn: () => void): void;',
  },
  {
    name: 'a helper of another file that may make it active',
    code:
      inside(`  ${client} activate(span); ${inject} span.end();`) + '\ndeclare function activate(span: Span): void;',
  },
  {
    name: 'a helper of another file that is given its context',
    code:
      inside(`  ${client} enter(trace.setSpan(context.active(), span)); ${inject} span.end();`) +
      '\ndeclare function enter(ctx: Context): void;',
  },
  {
    name: 'a helper of another file that is given its context in a variable',
    code:
      inside(
        `  ${client} const own = trace.setSpan(context.active(), span); storage.enterWith(own); ${inject} span.end();`,
      ) + '\ndeclare const storage: { enterWith(ctx: Context): void };',
  },
  {
    name: 'a helper of this file that makes it active',
    code:
      inside(`  ${client} activate(span); ${inject} span.end();`) +
      '\nfunction activate(span: Span) { context.attach(trace.setSpan(context.active(), span)); }',
  },
  {
    name: 'a wrapper that receives the context',
    code: inside(`  ${client} propagation.inject(ctx, headers); span.end();`),
  },
  {
    name: 'an extracted context',
    code: inside(`  ${client} propagation.inject(propagation.extract(ROOT_CONTEXT, headers), headers); span.end();`),
  },
  {
    name: 'a span context',
    code: inside(
      `  ${client} propagation.inject(trace.setSpanContext(context.active(), span.spanContext()), headers); span.end();`,
    ),
  },
  {
    name: 'the span injected for its receiver, the active one for another',
    code: inside(
      `  ${client} const own: Headers = {}; propagation.inject(trace.setSpan(context.active(), span), own); ${inject} span.end();`,
    ),
  },
  {
    name: 'the span injected under context.with, the active one for another',
    code: inside(
      `  ${client} const own: Headers = {}; context.with(trace.setSpan(context.active(), span), () => propagation.inject(context.active(), own)); ${inject} span.end();`,
    ),
  },
  {
    name: 'an internal span',
    code: inside(`  const span = tracer.startSpan('compute'); ${inject} await fetch(url, { headers }); span.end();`),
  },
  {
    name: 'a server span',
    code: inside(
      `  const span = tracer.startSpan('serve', { kind: SpanKind.SERVER }); ${inject} await fetch(url, { headers }); span.end();`,
    ),
  },
  {
    name: 'a consumer span by its number',
    code: inside(`  const span = tracer.startSpan('consume', { kind: 4 }); ${inject} span.end();`),
  },
  {
    name: 'a kind that nobody can tell',
    code:
      inside(
        `  const span = tracer.startSpan('a', options); ${inject} span.end(); const other = tracer.startSpan('b', { kind: kindOf(url) }); ${inject} other.end();`,
      ) + '\ndeclare const options: {};\ndeclare function kindOf(url: string): SpanKind;',
  },
  {
    name: 'a kind that is outgoing on one way only',
    code: inside(
      `  const span = tracer.startSpan('a', { kind: flag ? SpanKind.CLIENT : SpanKind.INTERNAL }); ${inject} span.end();`,
    ),
  },
  {
    name: 'a span in a field',
    code: `${api}export class Sender { span?: Span; send(headers: Headers) { this.span = tracer.startSpan('a', { kind: SpanKind.CLIENT }); ${inject} } }`,
  },
  {
    name: 'a span with several values',
    code: inside(
      `  let span = tracer.startSpan('a', { kind: SpanKind.CLIENT }); span.end(); span = tracer.startSpan('b'); ${inject} span.end();`,
    ),
  },
  {
    name: 'a span of the round before',
    code: inside(`  for (const item of items) { ${inject} await fetch(item, { headers }); ${client} span.end(); }`),
  },
  {
    name: 'the root context with a span',
    code: inside(`  ${client} propagation.inject(trace.setSpan(ROOT_CONTEXT, span), headers); span.end();`),
  },
  {
    name: 'the root context with a baggage or a value',
    code: inside(
      `  propagation.inject(propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage()), headers); propagation.inject(ROOT_CONTEXT.setValue(Symbol.for('a'), 1), headers);`,
    ),
  },
  {
    name: 'the root context as a default',
    code: `${api}export function send(headers: Headers, ctx: Context = ROOT_CONTEXT) { propagation.inject(ctx, headers); propagation.inject(ctx ?? ROOT_CONTEXT, headers); }`,
  },
  {
    name: 'a variable that may be the root context',
    code: inside(`  let own = ROOT_CONTEXT; if (flag) own = context.active(); propagation.inject(own, headers);`),
  },
  {
    name: 'a context without its span',
    code: inside(`  ${client} propagation.inject(trace.deleteSpan(context.active()), headers); span.end();`),
  },
  {
    name: 'a span that starts later, for another request',
    code: inside(`  ${inject} await fetch(url, { headers }); ${client} await fetch(url); span.end();`),
  },
  {
    name: 'a span that starts later, after a first request with the same headers',
    code: inside(
      `  const own: Headers = {}; propagation.inject(context.active(), own); await fetch(url, { headers: own }); ${client} await fetch(url, { headers: own }); span.end();`,
    ),
  },
  {
    name: 'a carrier that is filled again',
    code: inside(
      `  const own: Headers = {}; propagation.inject(context.active(), own); ${client} propagation.inject(trace.setSpan(context.active(), span), own); await fetch(url, { headers: own }); span.end();`,
    ),
  },
  {
    name: 'a carrier that is only logged',
    code: inside(
      `  const own: Headers = {}; propagation.inject(context.active(), own); ${client} console.log(own); await fetch(url); span.end();`,
    ),
  },
  {
    name: 'a carrier that is kept',
    code: inside(
      `  const own: Headers = {}; propagation.inject(context.active(), own); ${client} await fetch(url); span.end(); return own;`,
    ),
  },
  {
    name: 'a carrier that is sent after the span has ended',
    code: inside(
      `  const own: Headers = {}; propagation.inject(context.active(), own); ${client} await fetch(url); span.end(); await fetch(url, { headers: own });`,
    ),
  },
  {
    name: 'a carrier that is extracted from',
    code: inside(
      `  const own: Headers = {}; propagation.inject(context.active(), own); const span = tracer.startSpan('a', { kind: SpanKind.CLIENT }, propagation.extract(ROOT_CONTEXT, own)); await fetch(url, { headers: own }); span.end();`,
    ),
  },
  {
    name: 'a carrier of a parameter, which the caller knows',
    code: inside(`  ${inject} ${client} await fetch(url, { headers }); span.end();`),
  },
  {
    name: 'an internal span that starts later',
    code: inside(
      `  const own: Headers = {}; propagation.inject(context.active(), own); const span = tracer.startSpan('compute'); await fetch(url, { headers: own }); span.end();`,
    ),
  },
  {
    name: 'a transport span that starts later under a producer span',
    code: inside(
      `  tracer.startActiveSpan('publish', { kind: SpanKind.PRODUCER }, async (p) => { const own: Headers = {}; propagation.inject(context.active(), own); ${client} await fetch(url, { headers: own }); span.end(); p.end(); });`,
    ),
  },
  {
    name: 'a propagator that passes on its context',
    code: `${api}import type { TextMapPropagator, TextMapSetter } from '@opentelemetry/api';\nexport class Twice implements TextMapPropagator { constructor(private readonly inner: TextMapPropagator) {} inject(ctx: Context, carrier: unknown, setter: TextMapSetter) { this.inner.inject(ctx, carrier, setter); this.inner.inject(ROOT_CONTEXT, carrier, setter); } extract(ctx: Context) { return ctx; } fields() { return []; } }`,
  },
  {
    name: 'a single propagator that is given the root context',
    code: `${api}import type { TextMapPropagator, TextMapSetter } from '@opentelemetry/api';\nexport function f(own: TextMapPropagator, setter: TextMapSetter) { own.inject(ROOT_CONTEXT, {}, setter); }`,
  },
  {
    name: 'a container of dependencies',
    code: `${api}class Container { inject(_: unknown, __: unknown) {} }\nexport function f(headers: Headers) { ${client} new Container().inject(context.active(), headers); new Container().inject(ROOT_CONTEXT, headers); span.end(); }`,
  },
  {
    name: 'a propagator of another library',
    code: `import tracer from 'dd-trace';\nimport { context, ROOT_CONTEXT } from '@opentelemetry/api';\nexport function f(span: any, headers: any) { (tracer as any).inject(ROOT_CONTEXT, 'http_headers', headers); (tracer as any).inject(context.active(), 'http_headers', headers); }`,
    only: 'untyped',
  },
  {
    name: 'a tracer of another library',
    code: `import { context, propagation } from '@opentelemetry/api';\nconst tracer = { startSpan(_: string, _o: {}) { return { end() {} }; } };\nexport function f(headers: {}) { const span = tracer.startSpan('a', { kind: 2 }); propagation.inject(context.active(), headers); span.end(); }`,
  },
  {
    name: 'any kind: an activated internal span',
    code: inside(
      `  const span = tracer.startSpan('a'); context.with(trace.setSpan(context.active(), span), () => { ${inject} }); span.end();`,
    ),
    kinds: 'any',
  },
  {
    name: 'any kind: an ended internal span',
    code: inside(`  const span = tracer.startSpan('a'); span.end(); ${inject}`),
    kinds: 'any',
  },
  {
    name: 'odd syntax',
    code: `${api}export function f(args: any[]) { propagation.inject(...(args as [Context, {}])); tracer.startSpan(...(args as [string])); propagation['inject'](context.active(), {}); const span = tracer.startSpan('a', { kind: SpanKind.CLIENT, get attributes() { return {}; } }, ...args); span.end(); }`,
  },
];

const invalid: readonly Failing[] = [
  {
    name: 'a client span',
    code: inside(`  ${client}\n  ${inject}\n  await fetch(url, { headers });\n  span.end();`),
    errors: [
      {
        id: 'notActive',
        data: { inject: 'propagation.inject', line: 6, span: 'span', kind: 'CLIENT', startLine: 5 },
        edits: [[inject, injected]],
      },
    ],
  },
  {
    name: 'a producer span by its number, ended in finally',
    code: inside(
      `  const span = tracer.startSpan('publish', { kind: 3 });\n  try {\n    ${inject}\n  } finally {\n    span.end();\n  }`,
    ),
    errors: [{ id: 'notActive', data: { kind: 'PRODUCER', line: 7, startLine: 5 }, edits: [[inject, injected]] }],
  },
  {
    name: 'a kind in a constant, options in a constant, methods that return the span',
    code: inside(
      `  const kind = SpanKind.PRODUCER;\n  const options = { attributes: {}, kind };\n  const span = tracer.startSpan('publish', { ...options }).setAttribute('a', 1).updateName('b');\n  ${inject}\n  span.end();`,
    ),
    errors: [{ id: 'notActive', data: { kind: 'PRODUCER', line: 8, startLine: 7 }, edits: [[inject, injected]] }],
  },
  {
    name: 'a kind that is outgoing either way',
    code: inside(
      `  const span = tracer.startSpan('a', { kind: flag ? SpanKind.CLIENT : SpanKind.PRODUCER });\n  ${inject}\n  span.end();`,
    ),
    errors: [{ id: 'notActive', data: { kind: 'CLIENT' }, edits: [[inject, injected]] }],
  },
  {
    name: 'a derived context whose use is forgotten',
    code: inside(
      `  ${client}\n  const own = trace.setSpan(context.active(), span);\n  ${inject}\n  await context.with(own, () => fetch(url, { headers }));\n  span.end();`,
    ),
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  {
    name: 'the active context in a variable',
    code: inside(
      `  const parent = context.active();\n  const span = tracer.startSpan('GET', { kind: SpanKind.CLIENT }, parent);\n  propagation.inject(parent, headers);\n  span.end();`,
    ),
    errors: [
      {
        id: 'notActive',
        data: { line: 7, startLine: 6 },
        edits: [['inject(parent,', 'inject(trace.setSpan(parent, span),']],
      },
    ],
  },
  {
    name: 'the active context with a baggage',
    code: inside(
      `  ${client}\n  propagation.inject(propagation.setBaggage(context.active(), propagation.createBaggage()), headers);\n  span.end();`,
    ),
    errors: [
      {
        id: 'notActive',
        edits: [
          [
            'propagation.setBaggage(context.active(), propagation.createBaggage()), headers',
            'trace.setSpan(propagation.setBaggage(context.active(), propagation.createBaggage()), span), headers',
          ],
        ],
      },
    ],
  },
  {
    name: 'inside the callback of another span',
    code: inside(
      `  await tracer.startActiveSpan('serve', async (server) => {\n    ${client}\n    ${inject}\n    await fetch(url, { headers });\n    span.end();\n    server.end();\n  });`,
    ),
    errors: [{ id: 'notActive', data: { line: 7, startLine: 6 }, edits: [[inject, injected]] }],
  },
  {
    name: 'a span that ends on one way only',
    code: inside(`  ${client}\n  if (flag) span.end();\n  ${inject}\n  span.end();`),
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  {
    name: 'an early return',
    code: inside(`  ${client}\n  if (flag) {\n    span.end();\n    return;\n  }\n  ${inject}\n  span.end();`),
    errors: [{ id: 'notActive', data: { line: 10, startLine: 5 }, edits: [[inject, injected]] }],
  },
  {
    name: 'a loop',
    code: inside(
      `  for (const item of items) {\n    ${client}\n    ${inject}\n    await fetch(item, { headers });\n    span.end();\n  }`,
    ),
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  {
    name: 'the callback of an array method',
    code: inside(
      `  ${client}\n  items.forEach((item) => {\n    ${inject}\n    void fetch(item, { headers });\n  });\n  span.end();`,
    ),
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  {
    name: 'a promise executor, and an end in a catch',
    code: inside(
      `  ${client}\n  try {\n    await fetch(url);\n  } catch (error) {\n    span.end();\n    throw error;\n  }\n  await new Promise<void>((resolve) => {\n    ${inject}\n    resolve();\n  });\n  span.end();`,
    ),
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  {
    name: 'a helper that only writes to the span',
    code:
      inside(`  ${client}\n  setHttpAttributes(span, url);\n  describe(span);\n  ${inject}\n  span.end();`) +
      `\ndeclare function setHttpAttributes(span: Span, url: string): void;\nfunction describe(span: Span) { span.setAttribute('a', 1); }`,
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  {
    name: 'a variable that is filled later',
    code: inside(
      `  let span: Span | undefined;\n  span = tracer.startSpan('GET', { kind: SpanKind.CLIENT });\n  ${inject}\n  span.end();`,
    ),
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  {
    name: 'a variable that a callback could not use',
    code: inside(
      `  let span: Span | undefined;\n  span = tracer.startSpan('GET', { kind: SpanKind.CLIENT });\n  items.forEach(() => {\n    ${inject}\n  });\n  span.end();`,
    ),
    errors: [{ id: 'notActive' }],
  },
  {
    name: 'a concise arrow function',
    code: `${api}export const fill = (headers: Headers, span = tracer.startSpan('a', { kind: SpanKind.CLIENT })) => ${inject}\nexport const send = (headers: Headers) => {\n  ${client}\n  return (${inject.slice(0, -1)}, span);\n};`,
    errors: [
      {
        id: 'notActive',
        data: { line: 7, startLine: 6 },
        edits: [[`return (${inject.slice(0, -1)}, span)`, `return (${injected.slice(0, -1)}, span)`]],
      },
    ],
  },
  {
    name: 'a class with an injected tracer and a private method',
    code: `import { context, propagation, SpanKind, type Tracer } from '@opentelemetry/api';\nexport class Client {\n  constructor(private readonly tracer: Tracer) {}\n  async get(url: string) {\n    const call = this.tracer.startSpan('GET', { kind: SpanKind.CLIENT });\n    const headers: Record<string, string> = {};\n    propagation.inject(context.active(), headers);\n    try {\n      return await fetch(url, { headers });\n    } finally {\n      call.end();\n    }\n  }\n}`,
    errors: [
      {
        id: 'notActive',
        data: { span: 'call', line: 7, startLine: 5 },
        edits: [
          ['type Tracer }', 'type Tracer, trace }'],
          ['context.active()', 'trace.setSpan(context.active(), call)'],
        ],
      },
    ],
  },
  {
    name: 'require, and a name that is taken',
    code: `const { context, propagation, SpanKind } = require('@opentelemetry/api');\nconst api = require('@opentelemetry/api');\nexports.send = (headers, trace) => {\n  const span = api.trace.getTracer('a').startSpan(trace, { kind: SpanKind.CLIENT });\n  propagation.inject(context.active(), headers);\n  span.end();\n};`,
    errors: [
      {
        id: 'notActive',
        edits: [
          ['propagation.inject(context.active(),', 'propagation.inject(api.trace.setSpan(context.active(), span),'],
        ],
      },
    ],
  },
  {
    name: 'a name clash without a namespace',
    code: `import { context, propagation, SpanKind, type Tracer } from '@opentelemetry/api';\nexport function send(tracer: Tracer, headers: {}, trace: string) {\n  const span = tracer.startSpan(trace, { kind: SpanKind.CLIENT });\n  propagation.inject(context.active(), headers);\n  span.end();\n}`,
    errors: [
      {
        id: 'notActive',
        edits: [
          ['type Tracer }', 'type Tracer, trace as otelTrace }'],
          ['context.active()', 'otelTrace.setSpan(context.active(), span)'],
        ],
      },
    ],
  },
  {
    name: 'a namespace, an alias and a destructured context',
    code: `import * as otel from '@opentelemetry/api';\nimport { propagation as prop } from '@opentelemetry/api';\nexport function send(headers: {}) {\n  const { context } = otel;\n  const span = otel.trace.getTracer('a').startSpan('b', { kind: otel.SpanKind.PRODUCER });\n  prop.inject(context.active(), headers);\n  span.end();\n}`,
    errors: [
      {
        id: 'notActive',
        data: { inject: 'prop.inject', kind: 'PRODUCER' },
        edits: [['context.active()', 'otel.trace.setSpan(context.active(), span)']],
      },
    ],
  },
  {
    name: 'compiled output on one line',
    code: `var api_1=require("@opentelemetry/api");exports.f=function(h){var s=api_1.trace.getTracer("a").startSpan("b",{kind:api_1.SpanKind.CLIENT});api_1.propagation.inject(api_1.context.active(),h);s.end()};`,
    errors: [
      {
        id: 'notActive',
        data: { inject: 'api_1.propagation.inject', span: 's' },
        edits: [['api_1.context.active()', 'api_1.trace.setSpan(api_1.context.active(), s)']],
      },
    ],
  },
  {
    name: 'a comment inside the call, and a setter',
    code: inside(
      `  ${client}\n  propagation.inject(\n    context.active(), // of the caller\n    headers,\n    { set: (carrier, key, value) => void (carrier[key] = value) },\n  );\n  span.end();`,
    ),
    errors: [
      {
        id: 'notActive',
        data: { line: 6 },
        edits: [['context.active(), // of', 'trace.setSpan(context.active(), span), // of']],
      },
    ],
  },
  {
    name: 'a propagator of its own',
    code: `${api}import type { TextMapPropagator, TextMapSetter } from '@opentelemetry/api';\nexport function f(own: TextMapPropagator, setter: TextMapSetter<Headers>, headers: Headers) {\n  ${client}\n  own.inject(context.active(), headers, setter);\n  span.end();\n}`,
    errors: [
      {
        id: 'notActive',
        data: { inject: 'own.inject' },
        edits: [['own.inject(context.active()', 'own.inject(trace.setSpan(context.active(), span)']],
      },
    ],
  },
  {
    name: 'two spans: the one that started last',
    code: inside(
      `  const outer = tracer.startSpan('publish', { kind: SpanKind.PRODUCER });\n  ${client}\n  ${inject}\n  span.end();\n  outer.end();`,
    ),
    errors: [{ id: 'notActive', data: { span: 'span', startLine: 6 }, edits: [[inject, injected]] }],
  },
  {
    name: 'two reports in one file',
    code:
      inside(`  ${client}\n  ${inject}\n  span.end();`) +
      `\nexport function publish(headers: Headers) {\n  propagation.inject(ROOT_CONTEXT, headers);\n}`,
    errors: [
      { id: 'notActive', edits: [[inject, injected]] },
      { id: 'root', data: { line: 10 }, edits: [['inject(ROOT_CONTEXT', 'inject(context.active()']] },
    ],
  },
  {
    name: 'any kind: an internal span',
    code: inside(
      `  const span = tracer.startSpan('compute');\n  ${inject}\n  await fetch(url, { headers });\n  span.end();`,
    ),
    kinds: 'any',
    errors: [{ id: 'notActive', data: { kind: 'INTERNAL' }, edits: [[inject, injected]] }],
  },
  {
    name: 'any kind: a server span',
    code: inside(`  const span = tracer.startSpan('serve', { kind: SpanKind.SERVER });\n  ${inject}\n  span.end();`),
    kinds: 'any',
    errors: [{ id: 'notActive', data: { kind: 'SERVER' }, edits: [[inject, injected]] }],
  },
  // no edit where the span may not have started
  ...[
    'let span: Span | undefined; if (flag) span = tracer.startSpan("GET", { kind: SpanKind.CLIENT });',
    'const span = flag ? tracer.startSpan("GET", { kind: SpanKind.CLIENT }) : undefined;',
    'const span = flag && tracer.startSpan("GET", { kind: SpanKind.CLIENT });',
    'let span; try { span = tracer.startSpan("GET", { kind: SpanKind.CLIENT }); } catch { console.log("no span"); }',
  ].map((start): Failing => ({
    name: `a span that may be missing: ${start}`,
    code: inside(`  ${start}\n  ${inject} await fetch(url, { headers }); if (span) span.end();`),
    errors: [{ id: 'notActive', data: { span: 'span', kind: 'CLIENT', line: 6 } }],
  })),
  {
    name: 'a span that may not start behind the inject',
    code: inside(
      `  const all: Headers = {}; propagation.inject(context.active(), all);\n  const span = flag ? tracer.startSpan('GET', { kind: SpanKind.CLIENT }) : undefined;\n  await fetch(url, { headers: all }); span?.end();`,
    ),
    errors: [{ id: 'beforeStart', data: { carrier: 'all' } }],
  },
  {
    name: 'a variable for a span or none, which has one',
    code: inside(
      `  let span: Span | undefined; span = tracer.startSpan('GET', { kind: SpanKind.CLIENT });\n  if (flag) { ${inject} } span?.end();`,
    ),
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  {
    name: 'one of two client spans',
    code: inside(
      `  const span = flag ? tracer.startSpan('GET', { kind: SpanKind.CLIENT }) : tracer.startSpan('PUT', { kind: SpanKind.CLIENT });\n  ${inject} span.end();`,
    ),
    only: 'typed',
    errors: [{ id: 'notActive', edits: [[inject, injected]] }],
  },
  // the root context
  {
    name: 'the root context',
    code: `${api}export function send(headers: Headers) {\n  propagation.inject(ROOT_CONTEXT, headers);\n}`,
    errors: [
      {
        id: 'root',
        data: { inject: 'propagation.inject', line: 5 },
        edits: [['inject(ROOT_CONTEXT', 'inject(context.active()']],
      },
    ],
  },
  {
    name: 'the root context in a constant, without the import of context',
    code: `import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';\nconst base = ROOT_CONTEXT;\nexport function send(headers: Record<string, string>) {\n  propagation.inject(base, headers);\n}`,
    errors: [
      {
        id: 'root',
        edits: [
          ['ROOT_CONTEXT }', 'ROOT_CONTEXT, context }'],
          ['inject(base', 'inject(context.active()'],
        ],
      },
    ],
  },
  {
    name: 'the root context of a namespace, in a method',
    code: `import api from '@opentelemetry/api';\nimport * as otel from '@opentelemetry/api';\nexport class A {\n  send(headers: {}) {\n    api.propagation.inject(otel.ROOT_CONTEXT, headers);\n  }\n}`,
    errors: [
      {
        id: 'root',
        data: { inject: 'api.propagation.inject' },
        edits: [['otel.ROOT_CONTEXT', 'api.context.active()']],
      },
    ],
  },
  {
    name: 'the root context beside a client span',
    code: inside(`  ${client}\n  propagation.inject(ROOT_CONTEXT, headers);\n  span.end();`),
    errors: [
      {
        id: 'root',
        suggestion: 'injectSpan',
        data: { span: 'span' },
        edits: [['inject(ROOT_CONTEXT', 'inject(trace.setSpan(context.active(), span)']],
      },
    ],
  },
  {
    name: 'a comment at the root context',
    code: `${api}export function send(headers: Headers) {\n  propagation.inject(/* a new trace */ ROOT_CONTEXT, headers);\n}`,
    errors: [{ id: 'root', edits: [['*/ ROOT_CONTEXT', '*/ context.active()']] }],
  },
  // before the span starts
  {
    name: 'headers that are filled before the span starts',
    code: `${api}export async function send(url: string) {\n  const headers: Headers = {};\n  ${inject}\n  ${client}\n  await fetch(url, { headers });\n  span.end();\n}`,
    errors: [
      {
        id: 'beforeStart',
        suggestion: 'moveInject',
        data: { inject: 'propagation.inject', carrier: 'headers', kind: 'CLIENT', line: 6, startLine: 7, sendLine: 8 },
        edits: [[`  ${inject}\n  ${client}\n`, `  ${client}\n  ${injected}\n`]],
      },
    ],
  },
  {
    name: 'headers in a variable with options, read between',
    code: `${api}export async function send(url: string) {\n  const headers: Headers = {};\n  ${inject}\n  const options = { method: 'POST', headers };\n  ${client}\n  try {\n    await fetch(url, options);\n  } finally {\n    span.end();\n  }\n}`,
    errors: [{ id: 'beforeStart', data: { line: 6, startLine: 8, sendLine: 10 } }],
  },
  {
    name: 'headers that are sent while the span is active, and still name the one around it',
    code: `${api}export async function send(url: string) {\n  const headers: Headers = {};\n  ${inject}\n  ${client}\n  await context.with(trace.setSpan(context.active(), span), () => fetch(url, { headers }));\n  span.end();\n}`,
    errors: [
      {
        id: 'beforeStart',
        suggestion: 'moveInject',
        edits: [[`  ${inject}\n  ${client}\n`, `  ${client}\n  ${injected}\n`]],
      },
    ],
  },
  {
    name: 'headers that are filled before startActiveSpan',
    code: `${api}export async function send(url: string) {\n  const headers: Headers = {};\n  ${inject}\n  await tracer.startActiveSpan('GET', { kind: SpanKind.CLIENT }, async (span) => {\n    await fetch(url, { headers });\n    span.end();\n  });\n}`,
    errors: [{ id: 'beforeStart', data: { line: 6, startLine: 7, sendLine: 8 } }],
  },
  {
    name: 'a span of an inner block',
    code: `${api}export async function send(url: string, flag: boolean) {\n  const headers: Headers = {};\n  ${inject}\n  if (flag) {\n    ${client}\n    await fetch(url, { headers });\n    span.end();\n  }\n}`,
    errors: [{ id: 'beforeStart' }],
  },
];

describe('inject-active-span', () => {
  for (const [mode, tester] of [
    ['typed', typedTester],
    ['untyped', untypedTester],
  ] as const) {
    const applies = ({ only }: Case): boolean => only === undefined || only === mode;
    const common = ({ name, code, kinds }: Case) => ({
      name: `${name} (${mode})`,
      code,
      options: kinds ? ([{ kinds }] as [{ kinds: 'any' | 'outbound' }]) : ([] as never),
    });
    tester.run(`inject-active-span, ${mode}`, injectActiveSpan, {
      valid: valid.filter(applies).map(common),
      invalid: invalid.filter(applies).map((one) => ({
        ...common(one),
        errors: one.errors.map(({ id, edits, suggestion = id === 'root' ? 'injectActive' : 'injectSpan' }) => ({
          messageId: id,
          suggestions: edits ? [{ messageId: suggestion, output: edited(one.code, edits) }] : [],
        })),
      })),
    });
  }

  it('names both ends', () => {
    const messageOf = (name: string): string | undefined => {
      const found = invalid.find((one) => one.name === name);
      assert.ok(found, name);
      return lint(found)[0]?.message;
    };
    assert.equal(
      messageOf('a client span'),
      "'propagation.inject()' writes the active context, in which the CLIENT span 'span' of line 5 is not active: the receiver gets another parent, or none. Inject the span.",
    );
    assert.equal(
      messageOf('headers that are filled before the span starts'),
      "'propagation.inject()' fills 'headers' before the CLIENT span of line 7 starts, and line 8 sends it: the receiver gets another parent, or none. Inject after the start.",
    );
    assert.equal(
      messageOf('the root context'),
      "'propagation.inject()' gets the root context, which holds no span and no baggage: nothing is written, and the receiver starts a new trace. Inject the active context.",
    );
  });

  it('underlines the name of the call', () => {
    for (const one of invalid) {
      const lines = one.code.split('\n');
      for (const { line, column, endLine, endColumn } of lint(one)) {
        assert.equal(endLine, line);
        assert.match(lines[line - 1]?.slice(column - 1, (endColumn ?? 0) - 1) ?? '', /^\w+$/);
      }
    }
  });

  it('gives the data of its messages', () => {
    for (const one of invalid) {
      const messages = lint(one);
      for (const [index, { data }] of one.errors.entries()) {
        const { line, startLine, sendLine, inject: name, kind, carrier } = data ?? {};
        const text = messages[index]?.message ?? '';
        if (line !== undefined) assert.equal(messages[index]?.line, line, one.name);
        const parts = [
          name && `'${name}()'`,
          kind && `${kind} span`,
          carrier && `'${carrier}'`,
          startLine && `of line ${startLine}`,
          sendLine && `line ${sendLine} sends`,
        ];
        for (const part of parts) assert.ok(text.includes(part || ''), `${String(part)} in: ${text}`);
      }
    }
  });

  it('offers code that type-checks under strict', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const broken = new Set(
      strictDiagnostics(new Map(invalid.map(({ code }, index) => [file(`inject-${index}`), code]))).map((line) =>
        line.slice(0, line.indexOf(':')),
      ),
    );
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`inject-${index}`))) continue;
      for (const [at, { edits }] of errors.entries())
        if (edits) outputs.set(file(`inject-${index}-${at}`), edited(code, edits));
    }
    assert.ok(outputs.size > 25, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settles in one pass, also where two reports are mended together', () => {
    for (const one of invalid) {
      const before = lint(one).length;
      for (const { edits } of one.errors)
        if (edits)
          assert.equal(lint({ ...one, code: edited(one.code, edits) }).length, before - 1, edited(one.code, edits));
      const all = one.errors.flatMap(({ edits }) => edits ?? []);
      if (one.errors.length > 1) assert.equal(lint({ ...one, code: edited(one.code, all) }).length, 0);
    }
  });
});

function lint({ code, kinds }: Case): Linter.LintMessage[] {
  const messages = new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: injectActiveSpan as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/rule': ['error', ...(kinds ? [{ kinds }] : [])] },
    },
    'file.ts',
  );
  assert.ok(
    messages.every(({ ruleId }) => ruleId === 'otel/rule'),
    JSON.stringify(messages),
  );
  return messages;
}
