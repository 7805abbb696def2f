import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { validSpanLinks } from '../../src/rules/valid-span-links';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, ROOT_CONTEXT, trace, SpanKind, type Context, type Link, type Span, type SpanContext, type SpanOptions } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const message = `interface Message { headers: Record<string, string> }\n`;
const head = `${api}${message}`;
const extracted = 'trace.getSpanContext(propagation.extract(ROOT_CONTEXT, m.headers))';

type Fault = 'emptyContext' | 'missingContext' | 'missingLink' | 'notALink' | 'notASpanContext';
type Suggestion = 'guardLink' | 'linkSpan' | 'linkSpanContext';

interface Case {
  readonly name: string;
  readonly code: string;
  readonly only?: 'typed' | 'untyped';
}

interface Failing extends Case {
  readonly errors: readonly {
    readonly id: Fault;
    readonly data?: {
      readonly value?: string;
      readonly type?: string;
      readonly origin?: string;
      readonly line?: number;
      readonly call?: string;
    };
    readonly line?: number;
    /** What the suggestion replaces in the code; without it there is none. */
    readonly edits?: readonly Replacement[];
    /** Default: `guardLink`. */
    readonly suggestion?: Suggestion;
    /** What the suggestion's message names. */
    readonly value?: string;
  }[];
}

const starting = (links: string): string =>
  `${head}export function consume(messages: Message[], ctx: Context, m: Message) {\n  const span = tracer.startSpan('batch', { kind: SpanKind.CONSUMER, links: ${links} });\n  span.end();\n}`;
const inside = (body: string): string =>
  `${head}export function consume(messages: Message[], ctx: Context, m: Message, span: Span, links: Link[]) {\n${body}\n}`;

const valid: readonly Case[] = [
  {
    name: 'a link in a variable whose context is looked at',
    code: inside(
      `  const link = { context: trace.getSpanContext(ctx)! };\n  if (link.context) span.addLink(link);\n  const other = { context: trace.getSpanContext(ctx)! };\n  if (!other.context) return;\n  span.addLink(other);`,
    ),
  },
  {
    name: 'the context of a started span',
    code: inside(
      `  tracer.startSpan('a', { links: [{ context: span.spanContext() }] }); span.addLink({ context: tracer.startSpan('b').spanContext() });`,
    ),
  },
  {
    name: 'a list of started spans',
    code: inside(
      `  const spans = [tracer.startSpan('b'), tracer.startSpan('c')]; tracer.startSpan('a', { links: spans.map((s) => ({ context: s.spanContext() })) });`,
    ),
  },
  // providers that are not the SDK's
  ...[
    `import { OwnTracerProvider } from './own';\ntrace.setGlobalTracerProvider(new OwnTracerProvider() as any);`,
    `import * as own from '../own';\nconst provider: any = new own.TracerProvider(); trace.setGlobalTracerProvider(provider);`,
    `class Own { getTracer(): any {} }\ntrace.setGlobalTracerProvider(new Own());`,
    `class Base { getTracer(): any {} }\nclass Own extends Base {}\nfunction setUp() { trace.setGlobalTracerProvider(new Own()); }\nsetUp();`,
    `import { TracerProvider } from 'some-vendor';\ntrace.setGlobalTracerProvider(new TracerProvider() as any);`,
  ].map((setUp) => ({
    name: `a provider of the project's own: ${setUp}`,
    code: inside(`  span.addLink({ context: undefined as never }); span.addLinks([span as never]);`).replace(
      '\n',
      `\n${setUp}\n`,
    ),
  })),
  {
    name: "a span of the project's own class",
    code: `${api}class OwnSpan { readonly links: unknown[] = []; addLink(link: unknown) { this.links.push(link); return this; } }\nconst own = new OwnSpan();\nown.addLink({ context: undefined });\ndeclare class Implements { addLink(link: Link): Span }\ninterface Implements extends Span {}\nnew Implements().addLink({ context: undefined as never });`,
  },
  {
    name: 'no links',
    code: inside(
      `  tracer.startSpan('a', { links: [] }); tracer.startSpan('b', { links: undefined }); tracer.startSpan('c');`,
    ),
  },
  { name: 'an if', code: inside(`  const c = trace.getSpanContext(ctx); if (c) span.addLink({ context: c });`) },
  {
    name: 'an if around a push in a loop',
    code: inside(
      `  for (const m of messages) { const c = ${extracted}; if (c) links.push({ context: c }); } tracer.startSpan('a', { links });`,
    ),
  },
  {
    name: 'a case',
    code: inside(
      `  const c = trace.getSpanContext(ctx); switch (true) { case c !== undefined: span.addLink({ context: c! }); break; default: return; }`,
    ),
  },
  {
    name: 'an early return',
    code: inside(`  const c = trace.getSpanContext(ctx); if (!c) return; span.addLink({ context: c });`),
  },
  {
    name: 'an early continue',
    code: inside(
      `  const own: Link[] = []; for (const m of messages) { const c = ${extracted}; if (c === undefined) continue; own.push({ context: c }); } tracer.startSpan('a', { links: own });`,
    ),
  },
  {
    name: 'a throw',
    code: inside(
      `  const c = trace.getSpanContext(ctx); if (c == null) throw new Error('no span'); span.addLink({ context: c! });`,
    ),
  },
  {
    name: 'an if with a cast inside',
    code: inside(`  const c = trace.getSpanContext(ctx) as SpanContext; if (c) span.addLink({ context: c });`),
  },
  {
    name: 'typeof',
    code: inside(`  const c = trace.getSpanContext(ctx)!; if (typeof c !== 'undefined') span.addLink({ context: c });`),
  },
  {
    name: 'isSpanContextValid',
    code: inside(
      `  const c = trace.getSpanContext(ctx)!; if (!trace.isSpanContextValid(c)) return; span.addLink({ context: c });`,
    ),
  },
  {
    name: 'a predicate of the project',
    code: inside(
      `  const c = trace.getSpanContext(ctx)!; if (!isUsable(c)) return; span.addLink({ context: c }); function isUsable(x: unknown) { return !!x; }`,
    ),
  },
  {
    name: 'an assertion',
    code: inside(
      `  const c = trace.getSpanContext(ctx)!; assertDefined(c); span.addLink({ context: c }); function assertDefined(x: unknown) { if (!x) throw new Error(); }`,
    ),
  },
  {
    name: 'a test of the same read',
    code: inside(`  if (trace.getSpanContext(ctx)) span.addLink({ context: trace.getSpanContext(ctx)! });`),
  },
  {
    name: 'a test of the context',
    code: inside(
      `  if (trace.getSpan(ctx) === undefined) return; span.addLink({ context: trace.getSpanContext(ctx)! });`,
    ),
  },
  {
    name: 'a test of the active span',
    code: inside(
      `  if (!trace.getActiveSpan()) return; span.addLink({ context: trace.getSpanContext(context.active())! });`,
    ),
  },
  {
    name: 'a test of the header',
    code: inside(`  if (m.headers.traceparent) span.addLink({ context: ${extracted}! });`),
  },
  {
    name: 'a test of the header by its name in brackets',
    code: inside(`  if (!m.headers['traceparent']) return; span.addLink({ context: ${extracted}! });`),
  },
  {
    name: 'messages that are filtered by their trace',
    code: starting(`messages.filter((m) => 'traceparent' in m.headers).map((m) => ({ context: ${extracted}! }))`),
  },
  {
    name: 'an answer in a constant',
    code: inside(
      `  const hasParent = trace.getSpanContext(ctx) !== undefined; if (hasParent) span.addLink({ context: trace.getSpanContext(ctx)! });`,
    ),
  },
  {
    name: 'a link that is there or not',
    code: inside(
      `  const c = trace.getSpanContext(ctx); const link = c && { context: c }; tracer.startSpan('a', { links: link ? [link] : [] });`,
    ),
  },
  {
    name: 'options that have links or not',
    code: inside(
      `  const c = trace.getActiveSpan()?.spanContext(); const options: SpanOptions = {}; if (c) options.links = [{ context: c }]; tracer.startSpan('a', options); tracer.startSpan('b', c ? { links: [{ context: c }] } : {});`,
    ),
  },
  {
    name: 'a conditional expression',
    code: inside(`  const c = trace.getSpanContext(ctx); tracer.startSpan('a', { links: c ? [{ context: c }] : [] });`),
  },
  {
    name: 'a conditional spread',
    code: inside(
      `  const c = trace.getSpanContext(ctx); tracer.startSpan('a', { links: [...(c ? [{ context: c }] : []), ...links] });`,
    ),
  },
  {
    name: 'a conditional spread of options',
    code: inside(
      `  const c = trace.getSpanContext(ctx); tracer.startSpan('a', { kind: 4, ...(c && { links: [{ context: c }] }) });`,
    ),
  },
  {
    name: 'flatMap',
    code: starting(`messages.flatMap((m) => { const c = ${extracted}; return c ? [{ context: c }] : []; })`),
  },
  {
    name: 'map and filter(Boolean)',
    code: starting(
      `messages.map((m) => { const c = ${extracted}; return c && { context: c }; }).filter(Boolean) as Link[]`,
    ),
  },
  {
    name: 'map, filter by a type guard, map',
    code: starting(
      `messages.map((m) => ${extracted}).filter((c): c is SpanContext => c !== undefined).map((c) => ({ context: c }))`,
    ),
  },
  {
    name: 'map, filter(Boolean), map with a cast',
    code: starting(`messages.map((m) => ${extracted}).filter(Boolean).map((c) => ({ context: c! }))`),
  },
  {
    name: 'a filter with a predicate of the project',
    code:
      starting(`messages.map((m) => ({ context: ${extracted}! })).filter(isUsable)`) +
      '\ndeclare function isUsable(link: Link): boolean;',
  },
  {
    name: 'a filter of the links by their context',
    code: starting(`messages.map((m) => ({ context: ${extracted}! })).filter((l) => l.context !== undefined)`),
  },
  {
    name: 'a filter of the messages',
    code: starting(
      `messages.map((m) => trace.getSpanContext(ctx)!).filter((c) => trace.isSpanContextValid(c)).map((c) => ({ context: c }))`,
    ),
  },
  {
    name: 'a fallback',
    code: inside(
      `  const none: SpanContext = span.spanContext(); span.addLink({ context: trace.getSpanContext(ctx) ?? none });`,
    ),
  },
  {
    name: 'a fallback of the list',
    code: inside(
      `  const found = trace.getSpanContext(ctx); const own = found && [{ context: found }]; tracer.startSpan('a', { links: own ?? [] });`,
    ),
  },
  {
    name: 'a fallback by assignment',
    code: inside(`  let c = trace.getSpanContext(ctx); c ??= span.spanContext(); span.addLink({ context: c });`),
  },
  {
    name: 'a context that was given a span',
    code: inside(
      `  span.addLink({ context: trace.getSpanContext(trace.setSpan(ctx, span))! }); const own = trace.setSpan(context.active(), span); span.addLink({ context: trace.getSpanContext(own)! });`,
    ),
  },
  {
    name: 'the active context in a startActiveSpan callback',
    code: inside(
      `  tracer.startActiveSpan('a', (s) => { s.addLink({ context: trace.getSpanContext(context.active())! }); s.addLink({ context: trace.getActiveSpan()?.spanContext()! }); s.end(); });`,
    ),
  },
  {
    name: 'a parameter',
    code: inside(`  add(span.spanContext()); function add(c: SpanContext) { span.addLink({ context: c }); }`),
  },
  {
    name: 'a parameter that callers of other files give',
    code: `${head}export function link(span: Span, c: SpanContext, link: Link, list: Link[]) { span.addLink({ context: c }); span.addLink(link); span.addLinks(list); tracer.startSpan('a', { links: list }); }`,
  },
  {
    name: 'a field',
    code: `${head}export class Batch { private parent?: SpanContext; start() { return tracer.startSpan('a', { links: [{ context: this.parent! }] }); } }`,
  },
  {
    name: 'a helper that guards',
    code:
      starting(`messages.flatMap(linksOf)`) +
      `\nfunction linksOf(m: Message): Link[] { const c = ${extracted}; if (!c) return []; return [{ context: c }]; }`,
  },
  {
    name: 'a helper with a fallback',
    code:
      starting(`messages.map((m) => ({ context: contextOf(m) }))`) +
      `\nfunction contextOf(m: Message): SpanContext { return ${extracted} ?? { traceId: '', spanId: '', traceFlags: 0 }; }`,
  },
  {
    name: 'a helper of another file',
    code: `import { linkOf } from './links';\n${starting('messages.map((m) => linkOf(m))')}`,
  },
  {
    name: 'a link with more than a context',
    code: inside(
      `  span.addLink({ context: span.spanContext(), attributes: { index: 1 }, droppedAttributesCount: 0 });`,
    ),
  },
  {
    name: 'a link of any',
    code: `${head}export function f(span: Span, any: any) { span.addLink(any); span.addLink({ context: any }); span.addLinks(any); span.addLink({ ...any }); tracer.startSpan('a', { links: any.links }); tracer.startSpan('b', any); }`,
  },
  {
    name: 'a spread that may bring another context',
    code: `${head}export function f(span: Span, ctx: Context, rest: {}) { span.addLink({ context: trace.getSpanContext(ctx)!, ...rest }); }`,
  },
  {
    name: 'a reassigned variable that no longer holds it',
    code: inside(`  let c = trace.getSpanContext(ctx); c = span.spanContext(); span.addLink({ context: c });`),
  },
  {
    name: 'a switch over the types: narrowed by a helper that never returns',
    code: inside(
      `  const c = trace.getSpanContext(ctx); if (!c) fail(); span.addLink({ context: c }); function fail(): never { throw new Error(); }`,
    ),
    only: 'typed',
  },
  {
    name: 'narrowing by an instance',
    code: inside(`  const c = trace.getSpanContext(ctx); if (c instanceof Object) { span.addLink({ context: c }); }`),
  },
  {
    name: 'a while loop',
    code: inside(`  let c = trace.getSpanContext(ctx); while (c) { span.addLink({ context: c }); c = undefined; }`),
  },
  {
    name: 'a read that is not for links',
    code: inside(
      `  const c = trace.getSpanContext(ctx); console.log(c?.traceId); span.setAttribute('trace', c!.traceId);`,
    ),
  },
  {
    name: 'a span in other options',
    code: `${head}export function f(span: Span) { tracer.startSpan('a', { parent: span, links: [] } as SpanOptions); }`,
  },
  {
    name: 'a union of a link and a span context',
    code: `${head}export function f(span: Span, either: Link | SpanContext) { span.addLink(either as Link); }`,
  },
  {
    name: 'a type of the project that has both',
    code: `${head}interface Job extends SpanContext { context: SpanContext }\nexport function f(span: Span, job: Job) { span.addLink(job); }`,
  },
  {
    name: 'another tracer',
    code: `const tracer = { startSpan(_: string, _o: {}) { return { addLink(_l: {}) {} }; } };\nconst trace = { getSpanContext(_: unknown) { return undefined; } };\ntracer.startSpan('a', { links: [{ context: trace.getSpanContext(1) }] }).addLink({ context: trace.getSpanContext(1) }); // startSpan getActiveSpan`,
  },
  {
    name: 'a tracer of another package',
    code: `import tracer from 'dd-trace';\nimport { trace } from '@opentelemetry/api';\nexport const f = (ctx: any) => (tracer as any).startSpan('a', { links: [{ context: trace.getSpanContext(ctx) }] });`,
    only: 'untyped',
  },
  {
    name: 'addLink of something else',
    code: `${head}class Page { addLink(_: {}) {} }\nexport const f = (ctx: Context) => new Page().addLink({ context: trace.getSpanContext(ctx) });`,
  },
  {
    name: 'getSpanContext of something else',
    code: `${head}declare const store: { getSpanContext(id: string): SpanContext };\nexport const f = (span: Span) => span.addLink({ context: store.getSpanContext('a') });`,
  },
  {
    name: 'odd syntax',
    code: `${head}export function f(args: any[], span: Span) { tracer.startSpan(...(args as [string])); span.addLink(...(args as [Link])); span['addLinks']([, ...args] as Link[]); tracer.startSpan('a', { get links() { return []; } }); }`,
  },
  {
    name: 'a list built by reduce',
    code: starting(
      `messages.reduce<Link[]>((all, m) => { const c = ${extracted}; return c ? [...all, { context: c }] : all; }, [])`,
    ),
  },
  {
    name: 'promises that are awaited in another place',
    code: `${head}export async function f(load: () => Promise<Link[]>) { tracer.startSpan('a', { links: await load() }); }`,
  },
];

const guarded = 'spanContext ? [{ context: spanContext }] : []';

const invalid: readonly Failing[] = [
  {
    name: 'a batch of messages',
    code: starting(`messages.map((m) => ({ context: ${extracted}! }))`),
    errors: [
      {
        id: 'missingContext',
        line: 5,
        data: {
          value: 'trace.getSpanContext(propagation.extract(ROOT_CONTEXT, m.h…',
          origin: 'trace.getSpanContext()',
          line: 5,
          call: 'tracer.startSpan',
        },
        edits: [
          ['messages.map(', 'messages.flatMap('],
          [`({ context: ${extracted}! })`, `{ const spanContext = ${extracted}; return ${guarded}; }`],
        ],
      },
    ],
  },
  {
    name: 'a batch without a cast, as JavaScript has it',
    code: `const { context, propagation, ROOT_CONTEXT, trace } = require('@opentelemetry/api');\nconst tracer = trace.getTracer('shop');\nmodule.exports = (messages) => tracer.startActiveSpan('batch', { links: messages.map((m) => ({ context: ${extracted} })) }, (span) => span.end());`,
    errors: [
      {
        id: 'missingContext',
        edits: [
          ['messages.map(', 'messages.flatMap('],
          [`({ context: ${extracted} })`, `{ const spanContext = ${extracted}; return ${guarded}; }`],
        ],
      },
    ],
  },
  {
    name: 'compiled output',
    code: `"use strict";var api_1=require("@opentelemetry/api");exports.f=(t,x)=>api_1.trace.getTracer("a").startSpan("b",{links:[{context:api_1.trace.getSpanContext(x)}]});`,
    errors: [
      {
        id: 'missingContext',
        data: { origin: 'api_1.trace.getSpanContext(x)', line: 1 },
        edits: [
          ['=>api_1', '=>{ const spanContext = api_1.trace.getSpanContext(x); return api_1'],
          [
            'links:[{context:api_1.trace.getSpanContext(x)}]});',
            'links:spanContext ? [{context:spanContext}] : []}); };',
          ],
        ],
      },
    ],
  },
  {
    name: 'a constant with a cast',
    code: inside(
      `  const parent = trace.getSpanContext(ctx) as SpanContext;\n  tracer.startSpan('a', { links: [{ context: parent, attributes: { first: true } }] });`,
    ),
    errors: [
      {
        id: 'missingContext',
        line: 6,
        data: { value: 'parent', origin: 'trace.getSpanContext(ctx)', line: 5 },
        edits: [
          [
            '[{ context: parent, attributes: { first: true } }]',
            'parent ? [{ context: parent, attributes: { first: true } }] : []',
          ],
        ],
      },
    ],
  },
  {
    name: 'a shorthand and another link',
    code: inside(
      `  const context = trace.getSpanContext(ctx)!;\n  tracer.startSpan('a', { links: [{ context: span.spanContext() }, { context }] });`,
    ),
    errors: [{ id: 'missingContext', edits: [['{ context }]', '...(context ? [{ context }] : [])]']] }],
  },
  {
    name: 'a look without consequence',
    code: inside(
      `  const parent = trace.getSpanContext(ctx)!;\n  if (!parent) console.warn('no parent');\n  span.addLink({ context: parent });`,
    ),
    errors: [{ id: 'missingContext', line: 7, edits: [['  span.addLink', '  if (parent) span.addLink']] }],
  },
  {
    name: 'a guard on one way only',
    code: inside(
      `  const parent = trace.getSpanContext(ctx)!;\n  if (messages.length > 3) {\n    if (!parent) return;\n  }\n  span.addLink({ context: parent });`,
    ),
    errors: [{ id: 'missingContext', edits: [['  span.addLink', '  if (parent) span.addLink']] }],
  },
  {
    name: 'addLink with a call inside, and a comment above',
    code: inside(`  // the producer\n  span.addLink({ context: trace.getSpanContext(ctx)! });`),
    errors: [
      {
        id: 'missingContext',
        edits: [
          ['  // the producer', '  const spanContext = trace.getSpanContext(ctx);\n  // the producer'],
          [
            '  span.addLink({ context: trace.getSpanContext(ctx)! })',
            '  if (spanContext) span.addLink({ context: spanContext })',
          ],
        ],
      },
    ],
  },
  {
    name: 'addLinks',
    code: inside(`  span.addLinks([{ context: trace.getSpanContext(ctx)! }]);`),
    errors: [
      {
        id: 'missingContext',
        edits: [
          [
            '  span.addLinks([{ context: trace.getSpanContext(ctx)! }]);',
            `  const spanContext = trace.getSpanContext(ctx);\n  span.addLinks(${guarded});`,
          ],
        ],
      },
    ],
  },
  {
    name: 'the optional span of a context',
    code: inside(`  span.addLink({ context: trace.getSpan(ctx)?.spanContext()! });`),
    errors: [
      {
        id: 'missingContext',
        data: { origin: 'trace.getSpan(ctx)?.spanContext()', line: 5 },
        edits: [
          [
            '  span.addLink({ context: trace.getSpan(ctx)?.spanContext()! });',
            '  const spanContext = trace.getSpan(ctx)?.spanContext();\n  if (spanContext) span.addLink({ context: spanContext });',
          ],
        ],
      },
    ],
  },
  {
    name: 'the optional active span',
    code: inside(
      `  const active = trace.getActiveSpan();\n  tracer.startSpan('a', { root: true, links: [{ context: active?.spanContext() as SpanContext }] });`,
    ),
    errors: [
      {
        id: 'missingContext',
        edits: [
          [`  tracer.startSpan('a', {`, `  const spanContext = active?.spanContext();\n  tracer.startSpan('a', {`],
          ['[{ context: active?.spanContext() as SpanContext }]', guarded],
        ],
      },
    ],
  },
  {
    name: 'the root context, which holds nothing',
    code: inside(`  span.addLink({ context: trace.getSpanContext(ROOT_CONTEXT)! });`),
    errors: [
      {
        id: 'missingContext',
        edits: [
          [
            '  span.addLink({ context: trace.getSpanContext(ROOT_CONTEXT)! });',
            '  const spanContext = trace.getSpanContext(ROOT_CONTEXT);\n  if (spanContext) span.addLink({ context: spanContext });',
          ],
        ],
      },
    ],
  },
  {
    name: 'push in a loop',
    code: inside(
      `  const own: Link[] = [];\n  for (const m of messages) {\n    const parent = ${extracted}!;\n    own.push({ context: parent });\n  }\n  tracer.startSpan('a', { links: own });`,
    ),
    errors: [{ id: 'missingContext', line: 8, edits: [['    own.push', '    if (parent) own.push']] }],
  },
  {
    name: 'push in a loop without braces',
    code: inside(
      `  const own: Link[] = [];\n  for (const m of messages) own.push({ context: ${extracted}! });\n  tracer.startSpan('a', { links: own });`,
    ),
    errors: [
      {
        id: 'missingContext',
        edits: [
          [
            `own.push({ context: ${extracted}! });`,
            `{ const spanContext = ${extracted}; if (spanContext) own.push({ context: spanContext }); }`,
          ],
        ],
      },
    ],
  },
  {
    name: 'forEach',
    code: inside(
      `  const own: Link[] = [];\n  messages.forEach((m) => own.push({ context: ${extracted}! }));\n  tracer.startSpan('a', { links: own });`,
    ),
    errors: [
      {
        id: 'missingContext',
        edits: [
          [
            `=> own.push({ context: ${extracted}! }));`,
            `=> { const spanContext = ${extracted}; if (spanContext) own.push({ context: spanContext }); });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a for loop over contexts',
    code: inside(
      `  const parents = messages.map((m) => ${extracted});\n  for (const parent of parents) span.addLink({ context: parent! });`,
    ),
    errors: [
      {
        id: 'missingContext',
        data: { value: 'parent', line: 5 },
        edits: [['span.addLink({ context: parent! })', 'if (parent) span.addLink({ context: parent })']],
      },
    ],
  },
  {
    name: 'contexts that are mapped again',
    code: starting(`messages.map((m) => ${extracted}).map((c) => ({ context: c! }))`),
    errors: [
      {
        id: 'missingContext',
        edits: [['.map((c) => ({ context: c! }))', '.flatMap((c) => c ? [{ context: c }] : [])']],
      },
    ],
  },
  {
    name: 'filter(Boolean) over links that are all objects',
    code: starting(`messages.map((m) => ${extracted}!).map((context) => ({ context })).filter(Boolean)`),
    errors: [
      {
        id: 'missingContext',
        edits: [['.map((context) => ({ context }))', '.flatMap((context) => context ? [{ context }] : [])']],
      },
    ],
  },
  {
    name: 'a block body with a declared type',
    code: starting(
      `messages.map((m): Link => {\n    // the producer of the message\n    const parent = ${extracted}!;\n    return { context: parent };\n  })`,
    ),
    errors: [
      {
        id: 'missingContext',
        edits: [
          ['messages.map((m): Link =>', 'messages.flatMap((m): Link[] =>'],
          ['return { context: parent };', 'return parent ? [{ context: parent }] : [];'],
        ],
      },
    ],
  },
  {
    name: 'a block body with a call in the return',
    code: starting(`messages.map((m) => {\n    console.log(m);\n    return { context: ${extracted}! };\n  })`),
    errors: [
      {
        id: 'missingContext',
        edits: [
          ['messages.map(', 'messages.flatMap('],
          [`    return { context: ${extracted}! };`, `    const spanContext = ${extracted};\n    return ${guarded};`],
        ],
      },
    ],
  },
  {
    name: 'a flatMap that guards nothing',
    code: starting(`messages.flatMap((m) => [{ context: ${extracted}! }])`),
    errors: [
      {
        id: 'missingContext',
        edits: [[`[{ context: ${extracted}! }]`, `{ const spanContext = ${extracted}; return ${guarded}; }`]],
      },
    ],
  },
  {
    name: 'links in a variable, in options in a variable',
    code: inside(
      `  const own = [{ context: trace.getSpanContext(ctx)! }];\n  const options: SpanOptions = { links: own };\n  tracer.startActiveSpan('a', options, (s) => s.end());`,
    ),
    errors: [
      {
        id: 'missingContext',
        line: 5,
        edits: [
          [
            '  const own = [{ context: trace.getSpanContext(ctx)! }];',
            `  const spanContext = trace.getSpanContext(ctx);\n  const own = ${guarded};`,
          ],
        ],
      },
    ],
  },
  {
    name: 'options through a spread',
    code: inside(
      `  const parent = trace.getSpanContext(ctx)!;\n  const base = { links: [{ context: parent }] };\n  tracer.startSpan('a', { ...base, kind: 1 });`,
    ),
    errors: [{ id: 'missingContext', edits: [['[{ context: parent }]', 'parent ? [{ context: parent }] : []']] }],
  },
  {
    name: 'a link in a variable',
    code: inside(`  const link = { context: trace.getSpanContext(ctx)! };\n  span.addLink(link);`),
    errors: [{ id: 'missingContext', line: 5 }],
  },
  {
    name: 'a helper that makes links',
    code:
      starting('messages.map(toLink)') +
      `\nfunction toLink(m: Message): Link {\n  return { context: ${extracted}! };\n}`,
    errors: [{ id: 'missingContext', line: 9 }],
  },
  {
    name: 'a helper that makes links for two spans, reported once',
    code:
      inside(`  span.addLink(toLink(m));\n  tracer.startSpan('a', { links: [toLink(m)] });`) +
      `\nfunction toLink(m: Message): Link {\n  return { context: ${extracted}! };\n}`,
    errors: [{ id: 'missingContext', line: 9 }],
  },
  {
    name: 'a helper that reads the span context',
    code:
      starting('messages.map((m) => ({ context: contextOf(m)! }))') +
      `\nfunction contextOf(m: Message) {\n  return ${extracted};\n}`,
    errors: [
      {
        id: 'missingContext',
        line: 5,
        data: { value: 'contextOf(m)', line: 9 },
        edits: [
          ['messages.map(', 'messages.flatMap('],
          ['({ context: contextOf(m)! })', `{ const spanContext = contextOf(m); return ${guarded}; }`],
        ],
      },
    ],
  },
  {
    name: 'a helper that is given the span context',
    code: inside(
      `  link(trace.getSpanContext(ctx)!);\n  function link(parent: SpanContext) {\n    span.addLink({ context: parent });\n  }`,
    ),
    errors: [
      {
        id: 'missingContext',
        data: { value: 'parent', origin: 'trace.getSpanContext(ctx)', line: 5 },
        edits: [['    span.addLink', '    if (parent) span.addLink']],
      },
    ],
  },
  {
    name: 'a method of a class with an injected tracer',
    code: `${head}import type { Tracer } from '@opentelemetry/api';\nexport class Consumer {\n  constructor(private readonly tracer: Tracer) {}\n  run(messages: Message[]) {\n    return this.tracer.startSpan('batch', { links: this.linksOf(messages) });\n  }\n  private linksOf(messages: Message[]): Link[] {\n    return messages.map((m) => ({ context: ${extracted} as SpanContext }));\n  }\n}`,
    errors: [
      {
        id: 'missingContext',
        line: 11,
        edits: [
          ['messages.map(', 'messages.flatMap('],
          [`({ context: ${extracted} as SpanContext })`, `{ const spanContext = ${extracted}; return ${guarded}; }`],
        ],
      },
    ],
  },
  {
    name: 'a namespace and an alias',
    code: `import * as otel from '@opentelemetry/api';\nimport { trace as otelTrace } from '@opentelemetry/api';\nexport function f(ctx: otel.Context) {\n  const parent = otelTrace.getSpanContext(ctx)!;\n  return otel.trace.getTracer('a').startSpan('b', { links: [{ context: parent }] });\n}`,
    errors: [{ id: 'missingContext', edits: [['[{ context: parent }]', 'parent ? [{ context: parent }] : []']] }],
  },
  {
    name: 'a destructured method',
    code: `const { trace } = require('@opentelemetry/api');\nconst { getSpanContext } = trace;\nexports.f = (ctx, tracer = trace.getTracer('a')) => {\n  const parent = getSpanContext(ctx);\n  const span = trace.getTracer('a').startSpan('b', { links: [{ context: parent }] });\n  span.end();\n};`,
    errors: [{ id: 'missingContext', edits: [['[{ context: parent }]', 'parent ? [{ context: parent }] : []']] }],
  },
  {
    name: 'the part of an object in a list',
    code: inside(
      `  const parents = messages.map((m) => ({ m, parent: ${extracted} }));\n  tracer.startSpan('a', { links: parents.map(({ parent }) => ({ context: parent! })) });`,
    ),
    errors: [
      {
        id: 'missingContext',
        edits: [
          [
            'parents.map(({ parent }) => ({ context: parent! }))',
            'parents.flatMap(({ parent }) => parent ? [{ context: parent }] : [])',
          ],
        ],
      },
    ],
  },
  {
    name: 'awaited links',
    code: `${head}declare function load(id: string): Promise<Message>;\nexport async function f(ids: string[]) {\n  const own = await Promise.all(ids.map(async (id) => {\n    const m = await load(id);\n    return { context: ${extracted}! };\n  }));\n  tracer.startSpan('a', { links: own });\n}`,
    errors: [{ id: 'missingContext', line: 8 }],
  },
  ...[
    `trace.setGlobalTracerProvider(new (class { getTracer() { return tracer; } })());`,
    `declare const given: any;\ntrace.setGlobalTracerProvider(given);`,
    `import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';\ntrace.setGlobalTracerProvider(new NodeTracerProvider());`,
    `import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';\nclass Mine extends BasicTracerProvider {}\nconst provider = new Mine(); trace.setGlobalTracerProvider(provider);`,
  ].map((setUp): Failing => ({
    name: `a provider of the SDK, or one that nobody knows: ${setUp}`,
    code: `${api}${setUp}\ntracer.startSpan('a', { links: [{ context: undefined as never }] });`,
    errors: [{ id: 'emptyContext' }],
  })),
  {
    name: 'undefined in so many words',
    code: `${api}tracer.startSpan('a', { links: [{ context: undefined as never }] });`,
    errors: [{ id: 'emptyContext', data: { origin: 'undefined', line: 3 } }],
  },
  {
    name: 'a name that is taken, and an else',
    code: inside(
      `  const spanContext = span.spanContext();\n  span.addLink({ context: trace.getSpanContext(ctx)! });\n  const parent = trace.getSpanContext(ctx)!;\n  if (messages.length > 0) span.addLink({ context: parent });\n  else console.log(spanContext);`,
    ),
    errors: [
      {
        id: 'missingContext',
        edits: [
          [
            '  span.addLink({ context: trace.getSpanContext(ctx)! });',
            '  const spanContext2 = trace.getSpanContext(ctx);\n  if (spanContext2) span.addLink({ context: spanContext2 });',
          ],
        ],
      },
      { id: 'missingContext' },
    ],
  },
  {
    name: 'a comment inside the edited range',
    code: inside(
      `  const parent = trace.getSpanContext(ctx)!;\n  span.addLink({ context: parent /* of the producer */ });`,
    ),
    errors: [{ id: 'missingContext' }],
  },
  // links that may be undefined
  {
    name: 'an undefined link of a map',
    code: starting(`messages.map((m) => { const c = ${extracted}; return c && { context: c }; }) as Link[]`),
    errors: [
      {
        id: 'missingLink',
        data: { call: 'tracer.startSpan' },
        edits: [
          ['messages.map(', 'messages.flatMap('],
          ['return c && { context: c };', 'return c ? [{ context: c }] : [];'],
        ],
      },
    ],
  },
  {
    name: 'an undefined link of a list',
    code: inside(
      `  const c = trace.getSpanContext(ctx);\n  tracer.startSpan('a', { links: [{ context: span.spanContext() }, (c && { context: c }) as Link] });`,
    ),
    errors: [{ id: 'missingLink', edits: [['(c && { context: c }) as Link', '...(c ? [{ context: c }] : [])']] }],
  },
  {
    name: 'an undefined link of a conditional expression',
    code: inside(`  const c = trace.getSpanContext(ctx);\n  span.addLink((c ? { context: c } : undefined)!);`),
    errors: [
      {
        id: 'missingLink',
        data: { call: 'span.addLink' },
        edits: [['  span.addLink((c ? { context: c } : undefined)!);', '  if (c) span.addLink({ context: c });']],
      },
    ],
  },
  {
    name: 'undefined in a list',
    code: `${api}tracer.startSpan('a', { links: [undefined as never] });`,
    errors: [{ id: 'missingLink' }],
  },
  // what is no link
  {
    name: 'a span',
    code: inside(
      `  tracer.startSpan('a', { links: [span as unknown as Link] });\n  span.addLink(tracer.startSpan('b') as never);`,
    ),
    errors: [
      {
        id: 'notALink',
        data: { value: 'span', type: 'Span' },
        suggestion: 'linkSpan',
        value: 'span',
        edits: [['[span as unknown as Link]', '[{ context: span.spanContext() }]']],
      },
      {
        id: 'notALink',
        data: { value: "tracer.startSpan('b')", type: 'Span' },
        suggestion: 'linkSpan',
        value: "tracer.startSpan('b')",
        edits: [["tracer.startSpan('b') as never", "{ context: tracer.startSpan('b').spanContext() }"]],
      },
    ],
  },
  {
    name: 'a span context',
    code: inside(`  const parent = span.spanContext();\n  tracer.startSpan('a', { links: [parent as any] });`),
    errors: [
      {
        id: 'notALink',
        data: { value: 'parent', type: 'SpanContext' },
        suggestion: 'linkSpanContext',
        value: 'parent',
        edits: [['parent as any', '{ context: parent }']],
      },
    ],
  },
  {
    name: 'a span context that may be undefined',
    code: starting(`messages.map((m) => ${extracted} as any)`),
    errors: [
      {
        id: 'notALink',
        edits: [
          ['messages.map(', 'messages.flatMap('],
          [`${extracted} as any`, `{ const spanContext = ${extracted}; return ${guarded}; }`],
        ],
      },
    ],
  },
  {
    name: 'the literal of a span context',
    code: inside(`  span.addLink({ traceId: m.headers['t'], spanId: m.headers['s'], traceFlags: 1 } as any);`),
    errors: [
      {
        id: 'notALink',
        suggestion: 'linkSpanContext',
        value: "{ traceId: m.headers['t'], spanId: m.headers['s'], traceFla…",
        edits: [
          [
            "{ traceId: m.headers['t'], spanId: m.headers['s'], traceFlags: 1 } as any",
            "{ context: { traceId: m.headers['t'], spanId: m.headers['s'], traceFlags: 1 } }",
          ],
        ],
      },
    ],
  },
  {
    name: 'a context',
    code: inside(`  tracer.startSpan('a', { links: [ctx as any] });`),
    errors: [
      {
        id: 'notALink',
        data: { value: 'ctx', type: 'Context' },
        edits: [
          [
            "  tracer.startSpan('a', { links: [ctx as any] });",
            `  const spanContext = trace.getSpanContext(ctx);\n  tracer.startSpan('a', { links: ${guarded} });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'contexts of a map, without the import of trace',
    code: `import { propagation, ROOT_CONTEXT, type Span } from '@opentelemetry/api';\nexport function f(span: Span, all: Record<string, string>[]) {\n  span.addLinks(all.map((one) => propagation.extract(ROOT_CONTEXT, one) as never));\n}`,
    errors: [
      {
        id: 'notALink',
        edits: [
          ['type Span }', 'type Span, trace }'],
          [
            'all.map((one) => propagation.extract(ROOT_CONTEXT, one) as never)',
            `all.flatMap((one) => { const spanContext = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, one)); return ${guarded}; })`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a list of spans that others read',
    code: inside(
      `  const spans = [tracer.startSpan('b')];\n  tracer.startSpan('a', { links: spans as any });\n  spans.forEach((s) => s.end());`,
    ),
    errors: [{ id: 'notALink', line: 5 }],
  },
  {
    name: 'spans of a map',
    code: inside(`  const spans = [span];\n  tracer.startSpan('a', { links: spans.map((s) => s as any) });`),
    errors: [
      {
        id: 'notALink',
        suggestion: 'linkSpan',
        value: 's',
        edits: [['=> s as any', '=> ({ context: s.spanContext() })']],
      },
    ],
    only: 'typed',
  },
  // what is no span context
  {
    name: 'a span as the context of a link',
    code: inside(`  span.addLink({ context: span as any });`),
    errors: [
      {
        id: 'notASpanContext',
        data: { value: 'span', type: 'Span' },
        suggestion: 'linkSpan',
        value: 'span',
        edits: [['context: span as any', 'context: span.spanContext()']],
      },
    ],
  },
  {
    name: 'a context as the context of a link, shorthand',
    code: `${head}export function f(span: Span, messages: Message[], context: any = ROOT_CONTEXT as Context) {\n  tracer.startSpan('a', { links: messages.map((m) => ({ context: propagation.extract(ROOT_CONTEXT, m.headers) as any })) });\n}`,
    errors: [
      {
        id: 'notASpanContext',
        data: { value: 'propagation.extract(ROOT_CONTEXT, m.headers)', type: 'Context' },
        edits: [
          ['messages.map(', 'messages.flatMap('],
          [
            '({ context: propagation.extract(ROOT_CONTEXT, m.headers) as any })',
            `{ const spanContext = ${extracted}; return ${guarded}; }`,
          ],
        ],
      },
    ],
  },
  {
    name: 'the active context as the context of a link',
    code: `import { context, type Span } from '@opentelemetry/api';\nexport function f(span: Span) {\n  span.addLink({ context: context.active() as any });\n}`,
    errors: [
      {
        id: 'notASpanContext',
        edits: [
          ['type Span }', 'type Span, trace }'],
          [
            '  span.addLink({ context: context.active() as any });',
            '  const spanContext = trace.getSpanContext(context.active());\n  if (spanContext) span.addLink({ context: spanContext });',
          ],
        ],
      },
    ],
  },
  {
    name: 'two reports in one file',
    code: inside(
      `  const a = trace.getSpanContext(ctx)!;\n  span.addLink({ context: a });\n  span.addLinks([{ context: trace.getSpan(ctx)?.spanContext()! }]);`,
    ),
    errors: [
      { id: 'missingContext', edits: [['  span.addLink({', '  if (a) span.addLink({']] },
      {
        id: 'missingContext',
        edits: [
          [
            '  span.addLinks([{ context: trace.getSpan(ctx)?.spanContext()! }]);',
            `  const spanContext = trace.getSpan(ctx)?.spanContext();\n  span.addLinks(${guarded});`,
          ],
        ],
      },
    ],
  },
];

describe('valid-span-links', () => {
  for (const [mode, tester] of [
    ['typed', typedTester],
    ['untyped', untypedTester],
  ] as const) {
    const applies = ({ only }: Case): boolean => only === undefined || only === mode;
    const titles = (name: string): string => `${name} (${mode})`;
    tester.run(`valid-span-links, ${mode}`, validSpanLinks, {
      valid: valid.filter(applies).map(({ name, code }) => ({ name: titles(name), code })),
      invalid: invalid.filter(applies).map(({ name, code, errors }) => ({
        name: titles(name),
        code,
        errors: errors.map(({ id, line, edits, suggestion = 'guardLink' }) => ({
          messageId: id,
          ...(line === undefined ? {} : { line }),
          suggestions: edits ? [{ messageId: suggestion, output: edited(code, edits) }] : [],
        })),
      })),
    });
  }

  it('names what is wrong, and where', () => {
    const [first, ...others] = lint(
      inside(`  const parent = trace.getSpanContext(ctx)!;\n  span.addLink({ context: parent });`),
    );
    assert.equal(
      first?.message,
      "'trace.getSpanContext(ctx)' on line 5 may be undefined: an OTLP exporter then throws on this link and drops every span of the batch. Link only where it is there.",
    );
    assert.equal(first.suggestions?.[0]?.desc, 'Link only where there is a span context.');
    assert.equal(others.length, 0);
    const messageOf = (body: string): string | undefined => lint(inside(body))[0]?.message;
    assert.equal(
      messageOf(`  span.addLink(undefined as never);`),
      "This link may be undefined: 'span.addLink()' then throws, and the work that it was called for stops. Leave the link out.",
    );
    assert.equal(
      messageOf(`  span.addLink(span as never);`),
      "'span' is a Span and no link, which has a 'context': an OTLP exporter throws on it and drops every span of the batch.",
    );
    assert.equal(
      messageOf(`  span.addLink({ context: ctx as never });`),
      "'ctx' is a Context, where a link needs a SpanContext: an OTLP exporter throws and drops every span of the batch, or sends an empty link.",
    );
  });

  it('gives the data of its messages', () => {
    for (const { code, errors, only } of invalid) {
      if (only === 'typed') continue;
      const messages = lint(code);
      for (const [index, { data }] of errors.entries()) {
        const text = messages[index]?.message ?? '';
        for (const part of [data?.origin, data?.type]) assert.ok(text.includes(part ?? ''), text);
        if (data?.line !== undefined) assert.ok(text.includes(`line ${data.line}`), text);
      }
    }
  });

  it('offers code that type-checks under strict', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const inputs = new Map(invalid.map(({ code }, index) => [file(`links-${index}`), code]));
    const broken = new Set(strictDiagnostics(inputs).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`links-${index}`))) continue;
      for (const [at, { edits }] of errors.entries())
        if (edits) outputs.set(file(`links-${index}-${at}`), edited(code, edits));
    }
    assert.ok(outputs.size > 35, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settles in one pass, also where two reports are mended together', () => {
    for (const { code, errors, only } of invalid) {
      const before = lint(code).length;
      if (only === 'typed') continue;
      for (const { edits } of errors)
        if (edits) assert.equal(lint(edited(code, edits)).length, before - 1, edited(code, edits));
      const all = errors.flatMap(({ edits }) => edits ?? []);
      if (errors.length > 1 && errors.every(({ edits }) => edits)) assert.equal(lint(edited(code, all)).length, 0);
    }
  });
});

function lint(code: string): Linter.LintMessage[] {
  const messages = new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: validSpanLinks as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/rule': 'error' },
    },
    'file.ts',
  );
  assert.ok(
    messages.every(({ ruleId }) => ruleId === 'otel/rule'),
    JSON.stringify(messages),
  );
  return messages;
}
