import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { noManualTraceparent } from '../../src/rules/no-manual-traceparent';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, trace, TraceFlags, type Context, type Span, type SpanContext } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const T = '4bf92f3577b34da6a3ce929d0e0e4736';
const S = '00f067aa0ba902b7';

interface Case {
  readonly name: string;
  readonly code: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly only?: 'typed' | 'untyped';
}

interface Report {
  readonly id: 'baggage' | 'byHand' | 'overwrites' | 'parsed' | 'rejected' | 'tracestate';
  readonly data: Readonly<Record<string, string>>;
  /** What the suggestion replaces in the code; none where no edit is offered. */
  readonly edit?: readonly Replacement[];
  /** The suggestion; default: `injectInstead`. */
  readonly suggestion?: 'extractInstead' | 'passOn';
  readonly line?: number;
  readonly column?: number;
}

interface Failing extends Case {
  readonly errors: readonly Report[];
}

const all = 'baggage and tracestate stay behind, and ';
const byHand = (edit?: readonly Replacement[], left = all): Report => ({
  id: 'byHand',
  data: { header: 'traceparent', left },
  ...(edit ? { edit } : {}),
});
const rejected = (problem: string, edit?: readonly Replacement[]): Report => ({
  id: 'rejected',
  data: { header: 'traceparent', problem },
  ...(edit ? { edit } : {}),
});
const fill = 'const carrier: Record<string, string> = {};';
const active = 'propagation.inject(context.active(), carrier);';

/** A function of the active span's `sc`, with one statement. */
const inActive = (statement: string): string =>
  `${api}${/\b(?:queue|ctx|c|reply)\./.test(statement) ? 'declare const queue: any, ctx: any, c: any, reply: any;\n' : ''}export function f(url: string) {\n  const sc = trace.getActiveSpan()!.spanContext();\n  ${statement}\n}`;
/** The same with a fetch, and the edit that goes with it. */
const fetching = (name: string, value: string, error: (edit: readonly Replacement[]) => Report): Failing => ({
  name,
  code: inActive(`return fetch(url, { headers: { traceparent: ${value} } });`),
  errors: [
    error([
      [
        `  return fetch(url, { headers: { traceparent: ${value} } });`,
        `  ${fill}\n  ${active}\n  return fetch(url, { headers: { ...carrier } });`,
      ],
    ]),
  ],
});

const restored = '`00-${row.trace_id}-${row.span_id}-01`';

const parsed = (lost: string, verb: string, edit?: readonly Replacement[]): Report => ({
  id: 'parsed',
  data: { lost, verb },
  ...(edit && { edit, suggestion: 'extractInstead' as const }),
});
const overwrites = (line: string, inject = 'propagation.inject'): Report => ({
  id: 'overwrites',
  data: { header: 'baggage', inject, line },
});
/** A function that makes a parent of the parts of a text. */
const parenting = (code: string, parameters = 'headers: Record<string, string>'): string =>
  `${api}export function parentOf(${parameters}): Context {\n  ${code}\n}`;

const valid: readonly Case[] = [
  // made-up data
  ...[
    "const hex = (bytes: number) => randomBytes(bytes).toString('hex');\nexport function messagesOf<T>(payloads: T[]) { const trace = hex(16); return payloads.map((payload, offset) => ({ payload, offset, headers: { traceparent: `00-${trace}-${hex(8)}-01` } })); }",
    "export const createMockHeaders = () => ({ traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01` });",
    "export function sampleRequest(url: string) { return new Request(url, { headers: { traceparent: `00-${randomUUID().replaceAll('-', '')}-${randomBytes(8).toString('hex')}-01` } }); }",
    "export function delivery(body: string) { const headers: Record<string, string> = {}; headers['traceparent'] = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`; return { body, headers }; }",
    'declare const faker: any;\nexport const anEvent = () => ({ id: 7, headers: { traceparent: `00-${faker.string.hexadecimal({ length: 32 })}-${faker.string.hexadecimal({ length: 16 })}-01` } });',
  ].map((code, index): Case => ({
    name: `a helper whose ids are made up (${index + 1})`,
    code: `${api}import { randomBytes, randomUUID } from 'node:crypto';\n${code}`,
  })),
  // getters
  ...[
    "{ get traceparent() { return incoming['traceparent']; } }",
    "{ get traceparent() { return ''; } }",
    '{ set traceparent(value: string) { void value; } }',
    "{ traceparent() { return `00-${trace.getActiveSpan()?.spanContext().traceId}-${incoming['span']}-01`; } } as never",
  ].map((headers): Case => ({
    name: `no header that is built: ${headers}`,
    code: `${api}export const f = (url: string, incoming: Record<string, string>) => fetch(url, { headers: ${headers} });`,
  })),
  {
    name: 'a getter of something that is no carrier',
    code: `${api}export const view = { get traceparent() { const sc = trace.getActiveSpan()!.spanContext(); return \`00-\${sc.traceId}-\${sc.spanId}-01\`; } };`,
  },
  // headers of another format
  {
    name: 'a sentry-trace under its own name, and one that is turned into a traceparent',
    code: `${api}function convert(sentry: string) { const [traceId, spanId] = sentry.split('-'); return \`00-\${traceId}-\${spanId}-01\`; }\nexport const f = (url: string, headers: Record<string, string>) => fetch(url, { headers: { 'sentry-trace': headers['sentry-trace'] ?? '', traceparent: convert(headers['sentry-trace'] ?? '') } });`,
  },
  // baggage beside inject
  ...[
    "headers['baggage'] = `tenant=${tenant}`; propagation.inject(context.active(), headers);",
    "propagation.inject(context.active(), headers); headers['baggage'] = headers['baggage'] ? `${headers['baggage']},tenant=${tenant}` : `tenant=${tenant}`;",
    "propagation.inject(context.active(), headers); if (!headers['baggage']) headers['baggage'] = `tenant=${tenant}`;",
    "propagation.inject(context.active(), headers); headers['baggage'] ??= `tenant=${tenant}`;",
    "propagation.inject(context.active(), headers); headers['baggage'] = incoming['baggage'] ?? '';",
    "if (tenant) { propagation.inject(context.active(), headers); } else { headers['baggage'] = `tenant=${tenant}`; }",
    "propagation.inject(context.active(), headers); headers['baggage'] = `sentry-release=${tenant}`;",
    "propagation.inject(context.active(), headers); delete headers['baggage'];",
  ].map((code): Case => ({
    name: `a baggage that replaces nothing: ${code}`,
    code: `${api}export function f(headers: Record<string, string>, incoming: Record<string, string>, tenant: string) { ${code} }`,
  })),
  // parents
  ...[
    'export const f = (sc: SpanContext) => trace.setSpanContext(context.active(), sc);',
    'export const f = (row: { traceId: string; spanId: string }) => trace.setSpanContext(context.active(), { traceId: row.traceId, spanId: row.spanId, traceFlags: 1 });',
    "export function f() { const [, traceId = '', spanId = ''] = (process.env['TRACEPARENT'] ?? '').split('-'); return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags: 1 }); }",
    "export function f(row: { traceparent: string }) { const [, traceId = '', spanId = ''] = row.traceparent.split('-'); return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags: 1 }); }",
    "export function f(headers: Record<string, string>) { const [traceId = '', spanId = ''] = (headers['sentry-trace'] ?? '').split('-'); return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags: 1 }); }",
    "export function f(headers: Record<string, string>) { const [traceId = '', spanId = ''] = (headers['uber-trace-id'] ?? '').split(':'); return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags: 1 }); }",
    "export function f(headers: Record<string, string>) { const found = propagation.extract(context.active(), headers); if (trace.getSpan(found)) return found; const [, traceId = '', spanId = ''] = (headers['traceparent'] ?? '').split('-'); return trace.setSpanContext(found, { traceId, spanId, traceFlags: 1 }); }",
    "export class Own { inject() {} extract(ctx: Context, headers: Record<string, string>) { const [, traceId = '', spanId = ''] = (headers['traceparent'] ?? '').split('-'); return trace.setSpanContext(ctx, { traceId, spanId, traceFlags: 1 }); } }",
    "export function f(headers: Record<string, string>) { const [, traceId = '', spanId = ''] = (headers['traceparent'] ?? '').split('-'); return tracer.startSpan('a', { links: [{ context: { traceId, spanId, traceFlags: 1 } }] }); }",
  ].map((code, index): Case => ({ name: `a parent that is not taken apart (${index + 1})`, code: `${api}${code}` })),
  // requests of instrumented clients
  ...[
    'return fetch(url, { headers: { traceparent: `00-${sc.traceId}-${sc.spanId}-01` } });',
    'return fetch(url, { headers: { traceparent: `00-${sc.traceId}-${sc.spanId}-${sc.traceFlags}`, tracestate: `shop=${sc.spanId}` } });',
    "const headers: Record<string, string> = {};\n  headers['traceparent'] = `00-${sc.traceId}-${sc.spanId}-01`;\n  return fetch(url, { headers });",
  ].map((statement): Case => ({
    name: `no-redundant-inject speaks: ${statement}`,
    code: inActive(statement),
    settings: { instrumented: ['undici'] },
  })),
  // what is read back from ids that were kept
  ...[
    `const parentOf = (headers: Record<string, string>) => propagation.extract(context.active(), headers);\nexport const f = (row: Row) => parentOf({ traceparent: ${restored} });`,
    `function resume(carrier: Record<string, string>, work: () => void) { context.with(propagation.extract(context.active(), carrier), work); }\nexport const f = (row: Row) => resume({ traceparent: ${restored} }, () => undefined);`,
    `declare const tracing: { getParentContext(request: object): Context };\nexport const f = (row: Row) => tracing.getParentContext({ headers: { traceparent: ${restored} } });`,
    `declare function startSpanFromHeaders(headers: object): Span;\nexport const f = (row: Row) => startSpanFromHeaders({ traceparent: ${restored} });`,
    `declare function continueTrace(headers: object, work: () => void): void;\nexport const f = (row: Row) => continueTrace({ headers: { traceparent: ${restored} } }, () => undefined);`,
  ].map((code, index): Case => ({
    name: `ids that were kept, read back (${index + 1})`,
    code: `${api}interface Row { trace_id: string; span_id: string }\n${code}`,
  })),
  {
    name: 'a header that a middleware gives to the request that came in',
    code: `${api}export function middleware(req: { headers: Record<string, string | undefined> }, res: unknown, next: () => void) { const sc = trace.getActiveSpan()?.spanContext(); if (sc) req.headers['traceparent'] ??= \`00-\${sc.traceId}-\${sc.spanId}-01\`; void res; next(); }`,
  },
  {
    name: 'the headers of an answer that is thrown',
    code:
      inActive('throw new HttpException({ headers: { traceparent: `00-${sc.traceId}-${sc.spanId}-01` } });') +
      '\ndeclare class HttpException { constructor(options: object); }',
  },
  {
    name: 'a file without OpenTelemetry',
    code: `export function f(sc: { traceId: string; spanId: string }) { return fetch('u', { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-\${1}\` } }); }`,
  },
  {
    name: 'inject',
    code: inActive(
      `const headers: Record<string, string> = {}; propagation.inject(trace.setSpanContext(context.active(), sc), headers); return fetch(url, { headers });`,
    ),
  },
  ...(
    [
      ['a valid constant', `fetch(url, { headers: { traceparent: '00-${T}-${S}-01' } });`],
      [
        'a valid constant with a space in front and a line break behind',
        `fetch(url, { headers: { traceparent: ' 00-${T}-${S}-01\\n' } });`,
      ],
      ['a constant of a later version', `fetch(url, { headers: { traceparent: '01-${T}-${S}-01-more' } });`],
      [
        'a valid constant made of constants',
        `const id = '${T}'; fetch(url, { headers: { traceparent: \`00-\${id}-${S}-01\` } });`,
      ],
      [
        'constants of the other headers',
        `fetch(url, { headers: { tracestate: 'a=b', baggage: 'tenant=7', b3: '0', 'uber-trace-id': '0' } });`,
      ],
      ['no text at all', `fetch(url, { headers: { traceparent: '', tracestate: undefined as never } });`],
      ['a word', `fetch(url, { headers: { traceparent: 'none' } });`],
      ['a text in a log', `console.log(\`traceparent=00-\${sc.traceId}-\${sc.spanId}-01\`);`],
      ['a record in a log', `console.info({ traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` });`],
      [
        'headers in a log',
        `console.debug('call', { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });`,
      ],
      ['a comment in SQL', `return \`SELECT 1 /*traceparent='00-\${sc.traceId}-\${sc.spanId}-01'*/\`;`],
      ['a meta tag', `return \`<meta name="traceparent" content="00-\${sc.traceId}-\${sc.spanId}-01">\`;`],
      ['a plain value', `return { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\`, traceId: sc.traceId };`],
      [
        'an attribute of a span',
        `trace.getActiveSpan()?.setAttribute('traceparent', \`00-\${sc.traceId}-\${sc.spanId}-01\`);`,
      ],
      [
        'attributes of a span',
        `tracer.startSpan('a', { attributes: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } }).end();`,
      ],
      [
        'a carrier to extract from',
        `propagation.extract(context.active(), { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` });`,
      ],
      [
        'a map that is no carrier',
        `const seen = new Map<string, string>(); seen.set('traceparent', \`00-\${sc.traceId}-\${sc.spanId}-01\`);`,
      ],
      ['a comparison', `return url === \`00-\${sc.traceId}-\${sc.spanId}-01\`;`],
      [
        'the trace state of the span as it is',
        `const headers: Record<string, string> = {}; headers.tracestate = sc.traceState?.serialize() ?? ''; return headers;`,
      ],
      [
        'headers of Sentry',
        `const headers: Record<string, string> = {}; headers['sentry-trace'] = \`\${sc.traceId}-\${sc.spanId}-1\`; headers.baggage = \`sentry-trace_id=\${sc.traceId}\`; return headers;`,
      ],
      [
        'headers of Datadog',
        `return { headers: { 'x-datadog-trace-id': \`\${sc.traceId}\`, 'x-datadog-parent-id': \`\${sc.spanId}\` } };`,
      ],
      [
        'a carrier that is injected as well',
        `const headers: Record<string, string> = {}; propagation.inject(context.active(), headers); if (!headers.traceparent) headers.traceparent = \`00-\${sc.traceId}-\${sc.spanId}-01\`; return headers;`,
      ],
      ['an answer', `return new Response('', { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });`],
      [
        'the answer of a function platform',
        `return { statusCode: 200, headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } };`,
      ],
      [
        'names of headers',
        `const HEADERS = { traceparent: 'traceparent', tracestate: 'tracestate', baggage: 'baggage' }; return HEADERS;`,
      ],
      ['the data of a job', `queue.add('mail', { id: 1, traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` });`],
      [
        'the meta data of a tool call',
        `queue.callTool({ name: 'x', _meta: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });`,
      ],
      ['the data of a worker', `queue.postMessage({ traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` });`],
      ['a row of a table', `queue.insert({ id: 1, traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` });`],
      ['a field of the state', `queue.state.traceparent = \`00-\${sc.traceId}-\${sc.spanId}-01\`;`],
      [
        'an answer of Koa, Hono and Fastify',
        `ctx.set('traceparent', \`00-\${sc.traceId}-\${sc.spanId}-01\`); c.header('traceparent', \`00-\${sc.traceId}-\${sc.spanId}-01\`); reply.header('traceparent', \`00-\${sc.traceId}-\${sc.spanId}-01\`);`,
      ],
      [
        'the headers of an answer',
        `const answer = Response.json({}); answer.headers.set('traceparent', \`00-\${sc.traceId}-\${sc.spanId}-01\`); return answer;`,
      ],
      [
        'headers that are expected',
        `const expectedHeaders = { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` }; return expectedHeaders;`,
      ],
      ['headers of a mock', `queue.mockHeaders({ traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` });`],
      [
        'an assertion',
        `queue.expect(url).toEqual({ headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });`,
      ],
      ['variables of a query', `queue.query({ variables: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });`],
      [
        'a variable that is called so',
        `const traceparent = url; const headers: Record<string, string> = {}; headers[traceparent] = \`00-\${sc.traceId}-\${sc.spanId}-01\`; return headers;`,
      ],
      [
        'a variable that is read',
        `const headers = { traceparent: url }; const { traceparent } = headers; return [traceparent, headers.traceparent];`,
      ],
      [
        'a variable of the process that is passed on',
        `return { env: { ...process.env, TRACEPARENT: process.env['TRACEPARENT'] } };`,
      ],
      [
        'carriers of another SDK',
        `queue.continueTrace({ sentryTrace: url, baggage: \`sentry-trace_id=\${sc.traceId}\` }, () => {});`,
      ],
      [
        'headers with another name',
        `return fetch(url, { headers: { 'x-trace-id': sc.traceId, 'x-traceparent': \`00-\${sc.traceId}-\${sc.spanId}-01\` } });`,
      ],
      [
        'a baggage object',
        `return { headers: { accept: 'a' }, baggage: propagation.createBaggage({ a: { value: url } }) };`,
      ],
      [
        'the result of a function of another file',
        `return fetch(url, { headers: { traceparent: queue.traceparent(), baggage: queue.baggage(url) } });`,
      ],
      [
        'the header of the message that is answered',
        `queue.publish('a', { headers: { ...queue.message.headers, traceparent: String(queue.message.headers.traceparent) } });`,
      ],
      ['a text that is only returned', `return ['00', sc.traceId, sc.spanId, '01'].join('-');`],
      ['a schema', `return { headers: { traceparent: { type: 'string' }, baggage: { type: 'string' } } };`],
    ] as const
  ).map(([name, statement]) => ({ name, code: inActive(statement) })),
  ...(
    [
      [
        'a received header by name',
        `fetch(url, { headers: { traceparent: req.headers.traceparent, tracestate: req.headers.tracestate } });`,
      ],
      ['a received header by call', `fetch(url, { headers: { traceparent: req.get('traceparent') } });`],
      [
        'a received header in a template',
        `fetch(url, { headers: { traceparent: \`\${req.headers.traceparent}\`, baggage: \`\${req.headers.baggage}\` } });`,
      ],
      [
        'a received header in a variable',
        `const { traceparent, baggage } = req.headers; fetch(url, { headers: { traceparent, baggage } });`,
      ],
      [
        'a received header with a fallback',
        `fetch(url, { headers: { traceparent: req.headers.traceparent ?? makeOne() } });`,
      ],
      [
        'a received header, or one that is built',
        `fetch(url, { headers: { traceparent: req.headers.traceparent ?? \`00-\${req.traceId}-\${req.spanId}-01\` } });`,
      ],
      [
        'a header that is taken apart and put together',
        `const [v, t, s, f] = req.headers.traceparent.split('-'); fetch(url, { headers: { traceparent: [v, t, s, f].join('-') } });`,
      ],
      [
        'a header that a parser took apart',
        `const parent = parseTraceparent(req.headers.traceparent); fetch(url, { headers: { traceparent: \`00-\${parent.traceId}-\${parent.spanId}-01\` } });`,
      ],
      [
        'the answer to a request',
        `res.setHeader('traceparent', \`00-\${req.traceId}-\${req.spanId}-01\`); res.set('traceparent', \`00-\${req.traceId}-\${req.spanId}-01\`);`,
      ],
      ['a b3 header of other ids', `req.headers.b3 = \`\${req.traceId}-\${req.spanId}-1\`;`],
      ['Server-Timing', `req.headers['server-timing'] = \`traceparent;desc="00-\${req.traceId}-\${req.spanId}-01"\`;`],
      ['a cache', `req.cache.set('traceparent', \`00-\${req.traceId}-\${req.spanId}-01\`);`],
      ['a custom setter', `req.setter.set(req.carrier, 'traceparent', \`00-\${req.traceId}-\${req.spanId}-01\`);`],
      [
        'odd syntax',
        `req.headers['trace' + 'parent'] = 1; const { ['traceparent']: tp } = req; [req.headers.traceparent] = [tp]; req.headers.traceparent &&= tp; req.set(...['traceparent', tp]); req.headers.traceparent++; delete req.headers.traceparent; class A { traceparent = 1; 'baggage'() {} }`,
      ],
    ] as const
  ).map(([name, statement]) => ({
    name,
    code: `${api}declare function parseTraceparent(text: string): any; declare function makeOne(): string; export function f(req: any, res: any, url: string) { trace.getActiveSpan(); ${statement} }`,
  })),
  {
    name: 'a class that implements a propagator',
    code: `${api}import type { TextMapPropagator, TextMapSetter } from '@opentelemetry/api'; export class Own implements TextMapPropagator { inject(ctx: Context, carrier: any, setter: TextMapSetter) { const sc = trace.getSpanContext(ctx)!; carrier.headers = { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` }; setter.set(carrier, 'b3', \`\${sc.traceId}-\${sc.spanId}-1\`); } extract(ctx: Context) { return ctx; } fields() { return ['traceparent', 'b3']; } }`,
  },
  {
    name: 'an object literal that is a propagator',
    code: `${api}export const own = { inject(sc: SpanContext, headers: Record<string, string>) { headers.traceparent = \`00-\${sc.traceId}-\${sc.spanId}-01\`; headers.baggage = \`a=\${sc.traceId}\`; }, extract() {}, fields() { return []; } };`,
  },
  {
    name: 'a test, which plays the part of another service',
    code: `${api}declare function it(name: string, run: () => unknown): void;\nit('goes on with the trace', async () => { const sc = trace.getActiveSpan()!.spanContext(); await fetch('u', { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-\${sc.traceFlags}\` } }); await fetch('u', { headers: { traceparent: '00-${T}-bad-1' } }); });`,
  },
];

const padded = "${sc.traceFlags.toString(16).padStart(2, '0')}";
const good = `\`00-\${sc.traceId}-\${sc.spanId}-${padded}\``;

const invalid: readonly Failing[] = [
  // no edit where the header may be passed on as it came
  {
    name: 'a constant of zeros where nothing came in',
    code: inActive(
      "return fetch(url, { headers: { traceparent: (globalThis as { incoming?: string }).incoming || `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00` } }).then(() => sc);",
    ),
    errors: [rejected('an id is all zeros')],
  },
  // no edit where a header is read by its name, or asked for
  ...[
    ['return headers;', ': Named'],
    ["console.log(headers['traceparent']); return fetch(url, { headers });"],
    ['const { traceparent } = headers; console.log(traceparent); return fetch(url, { headers });'],
    ['return send(headers); function send(all: Named) { return fetch(url, { headers: { ...all } }); }'],
  ].map(([rest = '', returned = '']): Failing => ({
    name: `a set of headers that is read by name: ${rest}`,
    code: `${api}interface Named { accept: string; traceparent: string }\nexport function f(url: string)${returned} {\n  const sc = trace.getActiveSpan()!.spanContext();\n  const headers = { accept: url, traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` };\n  ${rest}\n}`,
    errors: [byHand()],
  })),
  fetching('a well-formed header', good, byHand),
  fetching('a zero in front of the flags', '`00-${sc.traceId}-${sc.spanId}-0${sc.traceFlags}`', byHand),
  fetching('a concatenation', `'00-' + sc.traceId + '-' + sc.spanId + '-01'`, byHand),
  fetching('a joined list', `['00', sc.traceId, sc.spanId, sc.traceFlags & 1 ? '01' : '00'].join('-')`, byHand),
  fetching('flags as a number', '`00-${sc.traceId}-${sc.spanId}-${sc.traceFlags}`', (edit) =>
    rejected('the flags are not two digits', edit),
  ),
  fetching('flags that are not padded', '`00-${sc.traceId}-${sc.spanId}-${sc.traceFlags.toString(16)}`', (edit) =>
    rejected('the flags are not two digits', edit),
  ),
  fetching('a flag of the API', '`00-${sc.traceId}-${sc.spanId}-${TraceFlags.SAMPLED}`', (edit) =>
    rejected('the flags are not two digits', edit),
  ),
  fetching('the span id first', '`00-${sc.spanId}-${sc.traceId}-01`', (edit) =>
    rejected('the span id stands before the trace id', edit),
  ),
  fetching('no version', '`${sc.traceId}-${sc.spanId}-01`', (edit) => rejected("the version '00-' is missing", edit)),
  fetching('no flags', '`00-${sc.traceId}-${sc.spanId}`', (edit) =>
    rejected("it is not 'version-traceid-spanid-flags'", edit),
  ),
  fetching('a UUID with its dashes', '`00-${crypto.randomUUID()}-${sc.spanId}-01`', (edit) =>
    rejected('an id holds the dashes of a UUID', edit),
  ),
  fetching('a UUID without dashes', "`00-${crypto.randomUUID().replace(/-/g, '')}-${sc.spanId}-01`", byHand),
  fetching('upper case', '`00-${sc.traceId.toUpperCase()}-${sc.spanId}-01`', (edit) =>
    rejected('hexadecimal digits are in upper case', edit),
  ),
  fetching('a parent of zeros', "`00-${sc.traceId}-${'0'.repeat(16)}-01`", (edit) =>
    rejected('an id is all zeros', edit),
  ),
  fetching('version ff', '`ff-${sc.traceId}-${sc.spanId}-01`', (edit) =>
    rejected('the version is not two digits below ff', edit),
  ),
  fetching('a suffix', '`00-${sc.traceId}-${sc.spanId}-01-shop`', (edit) =>
    rejected('version 00 ends with the flags, and more follows', edit),
  ),
  fetching('an id that was cut', '`00-${sc.traceId.slice(0, 31)}-${sc.spanId}-01`', (edit) =>
    rejected('the ids are not 32 and 16 digits long', edit),
  ),
  fetching('two spaces', '`  00-${sc.traceId}-${sc.spanId}-01`', (edit) =>
    rejected('more than one space stands around it', edit),
  ),
  fetching('an id alone', 'sc.traceId', (edit) => rejected('it is an id alone', edit)),
  { ...fetching('JSON', 'JSON.stringify(sc)', byHand), errors: [rejected('it is JSON')] },
  fetching('a constant with one digit of flags', `'00-${T}-${S}-1'`, (edit) =>
    rejected('the flags are not two digits', edit),
  ),
  fetching('a constant in upper case', `'00-${T.toUpperCase()}-${S}-01'`, (edit) =>
    rejected('hexadecimal digits are in upper case', edit),
  ),
  fetching('a constant without version', `'${T}-${S}-01'`, (edit) => rejected("the version '00-' is missing", edit)),
  {
    name: 'a helper, without types too',
    code: `${api}function buildTraceparent(span: Span) {\n  const { traceId, spanId, traceFlags } = span.spanContext();\n  return \`00-\${traceId}-\${spanId}-\${traceFlags}\`;\n}\nexport function f(url: string) {\n  const span = tracer.startSpan('call');\n  return fetch(url, { headers: { accept: 'text/plain', traceparent: buildTraceparent(span) } }).finally(() => span.end());\n}`,
    errors: [
      rejected('the flags are not two digits', [
        [
          "  return fetch(url, { headers: { accept: 'text/plain', traceparent: buildTraceparent(span) } })",
          `  ${fill}\n  propagation.inject(trace.setSpan(context.active(), span), carrier);\n  return fetch(url, { headers: { accept: 'text/plain', ...carrier } })`,
        ],
      ]),
    ],
  },
  {
    name: 'headers in a constant lose the property, and the trace state beside it',
    code: inActive(
      `const headers = {\n    // of the request\n    accept: 'text/plain',\n    traceparent: ${good},\n    tracestate: sc.traceState?.serialize() ?? '',\n  };\n  return fetch(url, { headers });`,
    ),
    errors: [
      byHand(
        [
          [
            `\n    traceparent: ${good},\n    tracestate: sc.traceState?.serialize() ?? '',\n  };`,
            `\n  };\n  propagation.inject(context.active(), headers);`,
          ],
        ],
        'baggage stays behind, and ',
      ),
    ],
  },
  {
    name: 'headers of one line, of which nothing stays',
    code: inActive(
      `const headers = { traceparent: ${good}, tracestate: sc.traceState?.serialize() ?? '' };\n  return fetch(url, { headers });`,
    ),
    errors: [
      byHand(
        [
          [
            `{ traceparent: ${good}, tracestate: sc.traceState?.serialize() ?? '' };`,
            `{};\n  propagation.inject(context.active(), headers);`,
          ],
        ],
        'baggage stays behind, and ',
      ),
    ],
  },
  {
    name: 'headers of one line, of which the last two go',
    code: inActive(
      `const headers: Record<string, string> = { accept: 'a', traceparent: ${good}, tracestate: sc.traceState!.serialize() };\n  return fetch(url, { headers });`,
    ),
    errors: [
      byHand(
        [
          [
            `, traceparent: ${good}, tracestate: sc.traceState!.serialize() };`,
            ` };\n  propagation.inject(context.active(), headers);`,
          ],
        ],
        'baggage stays behind, and ',
      ),
    ],
  },
  {
    name: 'a spread behind the header, which goes on winning',
    code: inActive(
      `const more = { accept: 'a' };\n  const headers = { traceparent: ${good}, ...more };\n  return fetch(url, { headers });`,
    ),
    errors: [
      byHand([
        [
          `  const headers = { traceparent: ${good}, ...more };`,
          `  ${fill}\n  ${active}\n  const headers = { ...carrier, ...more };`,
        ],
      ]),
    ],
  },
  {
    name: 'headers whose traceparent is read later',
    code: inActive(
      `const headers = { traceparent: ${good} };\n  console.log(headers.traceparent);\n  return fetch(url, { headers });`,
    ),
    errors: [
      byHand([
        [`  const headers = { traceparent: ${good} };`, `  ${fill}\n  ${active}\n  const headers = { ...carrier };`],
      ]),
    ],
  },
  {
    name: 'an assignment',
    code: inActive(
      `const headers: Record<string, string> = {};\n  headers['traceparent'] = ${good};\n  return fetch(url, { headers });`,
    ),
    errors: [byHand([[`headers['traceparent'] = ${good};`, 'propagation.inject(context.active(), headers);']])],
  },
  {
    name: 'an assignment in a branch without braces, to a cast',
    code: inActive(
      `const init: RequestInit = { headers: {} };\n  if (sc) (init.headers as Record<string, string>).traceparent = ${good};\n  return fetch(url, init);`,
    ),
    errors: [
      byHand([
        [
          `(init.headers as Record<string, string>).traceparent = ${good};`,
          'propagation.inject(context.active(), init.headers as Record<string, string>);',
        ],
      ]),
    ],
  },
  {
    name: 'Headers of fetch, and a Map',
    code: inActive(
      `const headers = new Headers();\n  headers.set('traceparent', ${good});\n  const h = new Map<string, string>();\n  h.set('traceparent', '00-' + sc.traceId + '-' + sc.spanId + '-01');\n  return fetch(url, { headers: url ? headers : Object.fromEntries(h) });`,
    ),
    errors: [
      byHand([
        [
          `headers.set('traceparent', ${good});`,
          'propagation.inject(context.active(), headers, { set: (carrier, key, value) => carrier.set(key, value) });',
        ],
      ]),
      byHand([
        [
          "h.set('traceparent', '00-' + sc.traceId + '-' + sc.spanId + '-01');",
          'propagation.inject(context.active(), h, { set: (carrier, key, value) => carrier.set(key, value) });',
        ],
      ]),
    ],
  },
  {
    name: 'append, where the propagator sets',
    code: inActive(
      `const headers = new Headers();\n  headers.append('traceparent', ${good});\n  return fetch(url, { headers });`,
    ),
    errors: [
      byHand([
        [
          `headers.append('traceparent', ${good});`,
          'propagation.inject(context.active(), headers, { set: (carrier, key, value) => carrier.set(key, value) });',
        ],
      ]),
    ],
  },
  {
    name: 'a request that is being written',
    code: `${api}import { request } from 'node:http';\nexport function f(url: string, span: Span) {\n  const req = request(url);\n  const sc = span.spanContext();\n  req.setHeader('traceparent', \`00-\${sc.traceId}-\${sc.spanId}-01\`);\n  req.end();\n}`,
    errors: [
      byHand([
        [
          "req.setHeader('traceparent', `00-${sc.traceId}-${sc.spanId}-01`);",
          'propagation.inject(trace.setSpan(context.active(), span), req, { set: (carrier, key, value) => carrier.setHeader(key, value) });',
        ],
      ]),
    ],
  },
  {
    name: 'metadata of gRPC, with a SpanContext that is given',
    code: `${api}import { Metadata } from '@grpc/grpc-js';\nexport function f(spanContext: SpanContext) {\n  const metadata = new Metadata();\n  metadata.set('traceparent', \`00-\${spanContext.traceId}-\${spanContext.spanId}-01\`);\n  return metadata;\n}`,
    errors: [
      byHand([
        [
          "metadata.set('traceparent', `00-${spanContext.traceId}-${spanContext.spanId}-01`);",
          'propagation.inject(trace.setSpanContext(context.active(), spanContext), metadata, { set: (carrier, key, value) => carrier.set(key, value) });',
        ],
      ]),
    ],
  },
  {
    name: 'pairs',
    code: inActive(`return fetch(url, { headers: new Headers([['accept', 'a'], ['traceparent', ${good}]]) });`),
    errors: [
      byHand([
        [
          `  return fetch(url, { headers: new Headers([['accept', 'a'], ['traceparent', ${good}]]) });`,
          `  ${fill}\n  ${active}\n  return fetch(url, { headers: new Headers([['accept', 'a'], ...Object.entries(carrier)]) });`,
        ],
      ]),
    ],
  },
  {
    name: 'the environment of a child process',
    code: `${api}import { spawn } from 'node:child_process';\nexport function f() {\n  const sc = trace.getActiveSpan()!.spanContext();\n  return spawn('ls', [], { env: { ...process.env, TRACEPARENT: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });\n}`,
    errors: [
      {
        id: 'byHand',
        data: { header: 'TRACEPARENT', left: all },
        edit: [
          [
            "  return spawn('ls', [], { env: { ...process.env, TRACEPARENT: `00-${sc.traceId}-${sc.spanId}-01` } });",
            `  ${fill}\n  ${active}\n  return spawn('ls', [], { env: { ...process.env, TRACEPARENT: carrier['traceparent'] } });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a message of kafkajs',
    code: `${api}import type { Producer } from 'kafkajs';\nexport async function f(producer: Producer, value: string) {\n  await tracer.startActiveSpan('send', async (span) => {\n    const sc = span.spanContext();\n    await producer.send({ topic: 'orders', messages: [{ value, headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } }] });\n    span.end();\n  });\n}`,
    errors: [
      byHand([
        [
          "    await producer.send({ topic: 'orders', messages: [{ value, headers: { traceparent: `00-${sc.traceId}-${sc.spanId}-01` } }] });",
          `    ${fill}\n    ${active}\n    await producer.send({ topic: 'orders', messages: [{ value, headers: { ...carrier } }] });`,
        ],
      ]),
    ],
  },
  {
    name: 'a request of axios',
    code: `${api}import axios from 'axios';\nexport const f = (url: string, span: Span) =>\n  axios.get(url, { headers: { traceparent: \`00-\${span.spanContext().traceId}-\${span.spanContext().spanId}-01\` } });`,
    errors: [
      byHand([
        [
          '  axios.get(url, { headers: { traceparent: `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01` } });',
          `  { ${fill} propagation.inject(trace.setSpan(context.active(), span), carrier); return axios.get(url, { headers: { ...carrier } }); };`,
        ],
      ]),
    ],
  },
  {
    name: 'an object in parentheses that an arrow function returns',
    code: `${api}export const traceHeaders = (ctx: Context) => ({ traceparent: \`00-\${trace.getSpanContext(ctx)!.traceId}-\${trace.getSpanContext(ctx)!.spanId}-01\` });`,
    errors: [
      byHand([
        [
          '({ traceparent: `00-${trace.getSpanContext(ctx)!.traceId}-${trace.getSpanContext(ctx)!.spanId}-01` });',
          `{ ${fill} propagation.inject(ctx, carrier); return ({ ...carrier }); };`,
        ],
      ]),
    ],
  },
  {
    name: 'a condition in a spread, with the active span',
    code: `${api}export function f(url: string, headers: Record<string, string>) {\n  const span = trace.getActiveSpan();\n  return fetch(url, { headers: { ...headers, ...(span ? { traceparent: \`00-\${span.spanContext().traceId}-\${span.spanContext().spanId}-01\` } : {}) } });\n}`,
    errors: [
      byHand([
        [
          '  return fetch(url, { headers: { ...headers, ...(span ? { traceparent: `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01` } : {}) } });',
          `  ${fill}\n  ${active}\n  return fetch(url, { headers: { ...headers, ...(span ? { ...carrier } : {}) } });`,
        ],
      ]),
    ],
  },
  {
    name: 'a condition that guards a span which is not active',
    code: `${api}export function f(url: string, span?: Span) {\n  return fetch(url, { headers: span ? { traceparent: \`00-\${span.spanContext().traceId}-\${span.spanContext().spanId}-01\` } : {} });\n}`,
    errors: [byHand()],
  },
  {
    name: 'a statement in the body of a loop without braces',
    code: inActive(`for (const part of url) fetch(part, { headers: { traceparent: ${good} } });`),
    errors: [
      byHand([
        [
          `for (const part of url) fetch(part, { headers: { traceparent: ${good} } });`,
          `for (const part of url) {\n    ${fill}\n    ${active}\n    fetch(part, { headers: { traceparent: ${good} } });\n  }`,
        ],
        [`fetch(part, { headers: { traceparent: ${good} } });`, 'fetch(part, { headers: { ...carrier } });'],
      ]),
    ],
  },
  {
    name: 'finally, throw and an early return around it',
    code: `${api}export async function f(url: string, isOn: boolean) {\n  const span = tracer.startSpan('a');\n  try {\n    if (!isOn) return;\n    if (!url) throw new Error('no address');\n    await fetch(url, { headers: { traceparent: \`00-\${span.spanContext().traceId}-\${span.spanContext().spanId}-01\` } });\n  } finally {\n    span.end();\n  }\n}`,
    errors: [
      byHand([
        [
          '    await fetch(url, { headers: { traceparent: `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01` } });',
          `    ${fill}\n    propagation.inject(trace.setSpan(context.active(), span), carrier);\n    await fetch(url, { headers: { ...carrier } });`,
        ],
      ]),
    ],
  },
  {
    name: 'a field with a span, from the container of the application',
    code: `${api}export class Client {\n  constructor(private readonly span: Span, private readonly http: { get(url: string, options: { headers: Record<string, string> }): void }) {}\n  load(url: string) {\n    const { traceId, spanId } = this.span.spanContext();\n    this.http.get(url, { headers: { 'traceparent': \`00-\${traceId}-\${spanId}-01\` } });\n  }\n}`,
    errors: [
      byHand([
        [
          "    this.http.get(url, { headers: { 'traceparent': `00-${traceId}-${spanId}-01` } });",
          `    ${fill}\n    propagation.inject(trace.setSpan(context.active(), this.span), carrier);\n    this.http.get(url, { headers: { ...carrier } });`,
        ],
      ]),
    ],
  },
  {
    name: 'a wrapper in a nested function, whose span is not the active one there',
    code: `${api}export function f(url: string, later: (run: () => void) => void) {\n  const span = trace.getActiveSpan()!;\n  later(() => {\n    const headers: Record<string, string> = {};\n    headers.traceparent = \`00-\${span.spanContext().traceId}-\${span.spanContext().spanId}-01\`;\n    void fetch(url, { headers });\n  });\n}`,
    errors: [
      byHand([
        [
          'headers.traceparent = `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`;',
          'propagation.inject(trace.setSpan(context.active(), span), headers);',
        ],
      ]),
    ],
  },
  {
    name: 'an import that has to grow, an alias, and a name that is taken',
    code: `import { trace as otelTrace } from '@opentelemetry/api';\nexport function f(url: string, context: string, carrier: string) {\n  const sc = otelTrace.getActiveSpan()!.spanContext();\n  return fetch(url + context + carrier, { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });\n}`,
    errors: [
      byHand([
        ['{ trace as otelTrace }', '{ trace as otelTrace, context as otelContext, propagation }'],
        [
          '  return fetch(url + context + carrier, { headers: { traceparent: `00-${sc.traceId}-${sc.spanId}-01` } });',
          '  const carrier2: Record<string, string> = {};\n  propagation.inject(otelContext.active(), carrier2);\n  return fetch(url + context + carrier, { headers: { ...carrier2 } });',
        ],
      ]),
    ],
  },
  {
    name: 'a namespace',
    code: `import * as api from '@opentelemetry/api';\nexport function f(url: string) {\n  const sc = api.trace.getSpan(api.context.active())!.spanContext();\n  return fetch(url, { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });\n}`,
    errors: [
      byHand([
        [
          '  return fetch(url, { headers: { traceparent: `00-${sc.traceId}-${sc.spanId}-01` } });',
          `  ${fill}\n  api.propagation.inject(api.context.active(), carrier);\n  return fetch(url, { headers: { ...carrier } });`,
        ],
      ]),
    ],
  },
  {
    name: 'require and compiled output on one line',
    code: `const api_1 = require("@opentelemetry/api");exports.f=(u)=>{const s=api_1.trace.getActiveSpan().spanContext();return fetch(u,{headers:{traceparent:"00-".concat(s.traceId,"-").concat(s.spanId,"-01")}});};`,
    only: 'untyped',
    errors: [
      byHand([
        [
          'return fetch(u,{headers:{traceparent:"00-".concat(s.traceId,"-").concat(s.spanId,"-01")}});',
          `${fill}\npropagation.inject(context.active(), carrier); return fetch(u,{headers:{...carrier}});`
            .replace('propagation', 'api_1.propagation')
            .replace('context.', 'api_1.context.'),
        ],
      ]),
    ],
  },
  {
    name: 'a destructured require',
    code: `const { trace } = require('@opentelemetry/api');\nmodule.exports = function inject(headers) {\n  const span = trace.getActiveSpan();\n  if (span) headers['traceparent'] = \`00-\${span.spanContext().traceId}-\${span.spanContext().spanId}-01\`;\n  return headers;\n};`,
    only: 'untyped',
    errors: [
      byHand([
        ['{ trace }', '{ trace, context, propagation }'],
        [
          "headers['traceparent'] = `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`;",
          'propagation.inject(context.active(), headers);',
        ],
      ]),
    ],
  },
  {
    name: 'constants that hold the names',
    code: `${api}import { TRACE_PARENT_HEADER } from '@opentelemetry/core';\nconst HEADER = 'traceparent';\nexport function f(headers: Record<string, string>, sc: SpanContext) {\n  headers[HEADER] = \`00-\${sc.traceId}-\${sc.spanId}-01\`;\n  headers[TRACE_PARENT_HEADER] = \`00-\${sc.spanId}-\${sc.traceId}-01\`;\n}`,
    errors: [
      byHand([
        [
          'headers[HEADER] = `00-${sc.traceId}-${sc.spanId}-01`;',
          'propagation.inject(trace.setSpanContext(context.active(), sc), headers);',
        ],
      ]),
      rejected('the span id stands before the trace id', [
        [
          'headers[TRACE_PARENT_HEADER] = `00-${sc.spanId}-${sc.traceId}-01`;',
          'propagation.inject(trace.setSpanContext(context.active(), sc), headers);',
        ],
      ]),
    ],
  },
  {
    name: 'a capital letter, which HTTP does not mind',
    code: inActive(
      `const headers = new Headers();\n  headers.set('Traceparent', ${good});\n  return fetch(url, { headers });`,
    ),
    errors: [
      {
        id: 'byHand',
        data: { header: 'Traceparent', left: all },
        edit: [
          [
            `headers.set('Traceparent', ${good});`,
            'propagation.inject(context.active(), headers, { set: (carrier, key, value) => carrier.set(key, value) });',
          ],
        ],
      },
    ],
  },
  {
    name: 'ids of a context of the project, of which nobody knows the span',
    code: `${api}export function f(url: string, current: { traceId: string; spanId: string; flags: string }) {\n  trace.getActiveSpan();\n  return fetch(url, { headers: { traceparent: \`00-\${current.traceId}-\${current.spanId}-\${current.flags}\` } });\n}`,
    errors: [byHand()],
  },
  {
    name: 'ids that are made up on the spot',
    code: `${api}import { randomBytes } from 'node:crypto';\nexport function f(url: string) {\n  return fetch(url, { headers: { traceparent: \`00-\${randomBytes(16).toString('hex')}-\${randomBytes(8).toString('hex')}-01\` } });\n}`,
    errors: [
      byHand([
        [
          "  return fetch(url, { headers: { traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01` } });",
          `  ${fill}\n  ${active}\n  return fetch(url, { headers: { ...carrier } });`,
        ],
      ]),
    ],
  },
  {
    name: 'the scope of the module, where no request is',
    code: `${api}const sc = tracer.startSpan('boot').spanContext();\nexport const headers = { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` };`,
    errors: [byHand()],
  },
  {
    name: 'a comment inside the header',
    code: inActive(
      'return fetch(url, { headers: { traceparent: /* sampled */ `00-${sc.traceId}-${sc.spanId}-01` } });',
    ),
    errors: [byHand()],
  },
  {
    name: 'a comment beside the header stays',
    code: inActive(
      'return fetch(url, {\n    headers: {\n      // of this request\n      traceparent: `00-${sc.traceId}-${sc.spanId}-01`, // sampled\n    },\n  });',
    ),
    errors: [
      byHand([
        ['  return fetch(url, {', `  ${fill}\n  ${active}\n  return fetch(url, {`],
        ['traceparent: `00-${sc.traceId}-${sc.spanId}-01`, // sampled', '...carrier, // sampled'],
      ]),
    ],
  },
  {
    name: 'bytes and attributes, which the default setter does not write',
    code: inActive(
      "return [{ headers: { traceparent: Buffer.from(`00-${sc.traceId}-${sc.spanId}-01`) } }, new SendMessageCommand({ QueueUrl: url, MessageBody: '', MessageAttributes: { traceparent: { DataType: 'String', StringValue: `00-${sc.traceId}-${sc.spanId}-01` } } })];",
    ).replace(api, `${api}import { SendMessageCommand } from '@aws-sdk/client-sqs';\n`),
    errors: [byHand(), byHand()],
  },
  {
    name: 'a variable of the process, which would become the text undefined',
    code: inActive('process.env.TRACEPARENT = `00-${sc.traceId}-${sc.spanId}-01`;'),
    errors: [{ id: 'byHand', data: { header: 'TRACEPARENT', left: all } }],
  },
  {
    name: 'a carrier to which the other headers are written as well',
    code: `${api}export function f(headers: Headers, sc: SpanContext, baggage: string) {\n  headers.set('traceparent', \`00-\${sc.traceId}-\${sc.spanId}-01\`);\n  if (sc.traceState) headers.set('tracestate', sc.traceState.serialize());\n  headers.set('baggage', baggage);\n}`,
    errors: [
      byHand(
        [
          [
            "headers.set('traceparent', `00-${sc.traceId}-${sc.spanId}-01`);",
            'propagation.inject(trace.setSpanContext(context.active(), sc), headers, { set: (carrier, key, value) => carrier.set(key, value) });',
          ],
        ],
        '',
      ),
    ],
  },
  {
    name: 'a type that asks for the header by name',
    code: `${api}interface TraceHeaders { traceparent: string }\nexport function traceHeaders(sc: SpanContext): TraceHeaders {\n  return { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` };\n}`,
    errors: [byHand()],
  },
  {
    name: 'an assignment whose value is used, and one that may not happen',
    code: `${api}export function f(headers: Record<string, string>, sc: SpanContext) {\n  headers.traceparent ??= \`00-\${sc.traceId}-\${sc.spanId}-01\`;\n  return (headers['traceparent'] = \`00-\${sc.traceId}-\${sc.spanId}-01\`);\n}`,
    errors: [byHand(), byHand()],
  },
  {
    name: 'the other headers, which only a configured propagator writes',
    code: `${api}export function f(headers: Record<string, string>, sc: SpanContext, user: string) {\n  headers.b3 = \`\${sc.traceId}-\${sc.spanId}-1\`;\n  headers['X-B3-TraceId'] = sc.traceId;\n  headers['uber-trace-id'] = \`\${sc.traceId}:\${sc.spanId}:0:1\`;\n  headers.tracestate = \`shop=\${sc.spanId}\`;\n  headers.baggage = \`user=\${user}\`;\n}`,
    errors: [
      { id: 'byHand', data: { header: 'b3', left: '' } },
      { id: 'byHand', data: { header: 'X-B3-TraceId', left: '' } },
      { id: 'byHand', data: { header: 'uber-trace-id', left: '' } },
      { id: 'tracestate', data: { header: 'tracestate' } },
      { id: 'baggage', data: { header: 'baggage' } },
    ],
  },
  // getters
  {
    name: 'a getter',
    code: inActive(
      "return fetch(url, { headers: { accept: 'a/b', get traceparent() { const now = trace.getActiveSpan()!.spanContext(); return `00-${now.traceId}-${now.spanId}-01`; } } });",
    ),
    errors: [
      {
        ...byHand([
          ['  return fetch(', `  ${fill}\n  ${active}\n  return fetch(`],
          [
            'get traceparent() { const now = trace.getActiveSpan()!.spanContext(); return `00-${now.traceId}-${now.spanId}-01`; }',
            '...carrier',
          ],
        ]),
        line: 5,
        column: 53,
      },
    ],
  },
  {
    name: 'a getter by a helper, in a constant',
    code: `${api}function ids() {\n  const sc = trace.getSpan(context.active())?.spanContext();\n  return sc ? sc : undefined;\n}\nexport function f(url: string) {\n  const headers = { accept: 'a/b', get 'traceparent'() { return \`00-\${ids()?.traceId}-\${ids()?.spanId}-01\`; } };\n  return fetch(url, { headers });\n}`,
    only: 'typed',
    errors: [
      byHand([
        [", get 'traceparent'() { return `00-${ids()?.traceId}-${ids()?.spanId}-01`; }", ''],
        ["'a/b' };\n", "'a/b' };\n  propagation.inject(context.active(), headers);\n"],
      ]),
    ],
  },
  // headers of another format
  ...(
    [
      ["incoming['sentry-trace'] ?? incoming['traceparent'] ?? ''", "incoming['traceparent'] ?? ''", 'sentry-trace'],
      [
        "String(incoming['traceparent'] || incoming['x-amzn-trace-id'])",
        "String(incoming['traceparent'])",
        'x-amzn-trace-id',
      ],
    ] as const
  ).map(([value, kept, foreign]): Failing => ({
    name: `a header of another format before or behind the right one: ${value}`,
    code: `${api}export const f = (url: string, incoming: Record<string, string>) => fetch(url, { headers: { traceparent: ${value} } });`,
    errors: [{ ...rejected(`'${foreign}' has another format`, [[value, kept]]), suggestion: 'passOn' }],
  })),
  {
    name: 'a header of another format alone, by lookup, destructured, from the environment',
    code: `${api}export function f(url: string, request: Request, { 'sentry-trace': own = '' }: Record<string, string>) {\n  const sentry = request.headers.get('sentry-trace') ?? '';\n  const headers: Record<string, string> = {};\n  headers['traceparent'] = sentry;\n  headers.traceparent = process.env['_X_AMZN_TRACE_ID'] ?? '';\n  return [own, headers];\n}`,
    errors: [
      rejected("'sentry-trace' has another format", [
        ["headers['traceparent'] = sentry;", 'propagation.inject(context.active(), headers);'],
      ]),
      rejected("'_X_AMZN_TRACE_ID' has another format", [
        [
          "headers.traceparent = process.env['_X_AMZN_TRACE_ID'] ?? '';",
          'propagation.inject(context.active(), headers);',
        ],
      ]),
    ],
  },
  // constants that nobody takes
  ...['fetch', 'axios.post'].map((call): Failing => ({
    name: `a constant of zeros for ${call}`,
    code: `${api}declare const axios: any;\nexport async function f(url: string) {\n  await ${call}(url, { headers: { traceparent: '00-${'0'.repeat(32)}-${'0'.repeat(16)}-00' } });\n}`,
    errors: [
      rejected('an id is all zeros', [
        [`  await ${call}`, `  ${fill}\n  ${active}\n  await ${call}`],
        [`traceparent: '00-${'0'.repeat(32)}-${'0'.repeat(16)}-00'`, '...carrier'],
      ]),
    ],
  })),
  {
    name: 'a constant in capitals, in a set of headers at module scope',
    code: `${api}export const defaultHeaders = { accept: 'a/b', traceparent: '00-${T.toUpperCase()}-${S.toUpperCase()}-01' };`,
    errors: [rejected('hexadecimal digits are in upper case')],
  },
  // baggage behind inject
  ...[
    "headers['baggage'] = `tenant=${tenant}`;",
    "headers.baggage = 'tenant=acme';",
    'headers.baggage = serialize({ tenant });',
    "if (tenant) { headers['baggage'] = `tenant=${tenant}`; }",
  ].map((code): Failing => ({
    name: `a baggage behind inject: ${code}`,
    code: `${api}declare function serialize(entries: object): string;\nexport function f(headers: Record<string, string>, tenant: string) {\n  propagation.inject(context.active(), headers);\n  ${code}\n}`,
    errors: [overwrites('5')],
  })),
  {
    name: 'a baggage behind inject, by a setter',
    code: `${api}export function f(tenant: string) {\n  const headers = new Headers();\n  propagation.inject(context.active(), headers, { set: (target, key, value) => target.set(key, value) });\n  headers.set('baggage', \`tenant=\${tenant}\`);\n  return headers;\n}`,
    errors: [{ ...overwrites('5'), line: 6, column: 15 }],
  },
  {
    name: 'a baggage behind the spread of what was injected',
    code: `${api}import { propagation as otel } from '@opentelemetry/api';\nfunction traceHeaders() {\n  const carrier: Record<string, string> = {};\n  otel.inject(context.active(), carrier);\n  return carrier;\n}\nexport const f = (url: string, tenant: string) => fetch(url, { headers: { ...traceHeaders(), baggage: \`tenant=\${tenant}\` } });`,
    errors: [overwrites('6', 'otel.inject')],
  },
  // parents that are taken apart
  ...(
    [
      ["const [, traceId = '', spanId = '', flags = '00'] = (headers['traceparent'] ?? '').split('-');", 'headers'],
      [
        "const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(headers.traceparent ?? '');\n  if (!match) return context.active();\n  const [, traceId = '', spanId = '', flags = ''] = match;",
        'headers',
      ],
      [
        "const { traceId = '', spanId = '', flags = '' } = headers['traceparent']?.match(/^..-(?<traceId>.+)-(?<spanId>.+)-(?<flags>..)$/)?.groups ?? {};",
        'headers',
      ],
      [
        "const traceparent = headers['traceparent'] ?? '';\n  const traceId = traceparent.slice(3, 35), spanId = traceparent.slice(36, 52), flags = traceparent.slice(53);",
        'headers',
      ],
      [
        "const header = headers['traceparent'];\n  const parts = header ? header.trim().split('-') : [];\n  const traceId = parts[1] ?? '', spanId = parts[2] ?? '', flags = parts[3] ?? '';",
        'headers',
      ],
    ] as const
  ).map(([code, carrier], index): Failing => ({
    name: `a traceparent taken apart (${index + 1})`,
    code: parenting(
      `${code}\n  return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true });`,
    ),
    errors: [
      parsed('tracestate and baggage', 'are', [
        [
          'trace.setSpanContext(context.active(), { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true })',
          `propagation.extract(context.active(), ${carrier})`,
        ],
      ]),
    ],
  })),
  {
    name: 'a traceparent taken apart into a span',
    code: parenting(
      "const [, traceId = '', spanId = ''] = (request.headers.get('traceparent') ?? '').split('-');\n  const parent = { traceId, spanId, traceFlags: 1 };\n  return trace.setSpan(context.active(), trace.wrapSpanContext(parent));",
      'request: Request',
    ),
    errors: [
      {
        ...parsed('tracestate and baggage', 'are', [
          [
            'trace.setSpan(context.active(), trace.wrapSpanContext(parent))',
            'propagation.extract(context.active(), Object.fromEntries(request.headers))',
          ],
        ]),
        line: 6,
        column: 42,
      },
    ],
  },
  {
    name: 'a helper that takes the text apart; its state is kept',
    code: `${api}import { createTraceState } from '@opentelemetry/api';\nfunction parse(traceparent: string, state: string) {\n  const [, traceId = '', spanId = ''] = traceparent.split('-');\n  return traceId ? { traceId, spanId, traceFlags: 1, traceState: createTraceState(state) } : undefined;\n}\nexport function f(traceparent: string, state: string) {\n  const sc = parse(traceparent, state);\n  return sc ? trace.setSpanContext(context.active(), sc) : context.active();\n}`,
    errors: [parsed('baggage', 'is')],
  },
  {
    name: 'the parser of the SDK',
    code: `${api}import { parseTraceParent } from '@opentelemetry/core';\nexport function f(req: { headers: Record<string, string> }) {\n  const sc = parseTraceParent(req.headers['traceparent'] ?? '');\n  return sc ? trace.setSpanContext(context.active(), sc) : context.active();\n}`,
    errors: [
      parsed('tracestate and baggage', 'are', [
        ['trace.setSpanContext(context.active(), sc)', 'propagation.extract(context.active(), req.headers)'],
      ]),
    ],
  },
  {
    name: 'a handler whose instrumentation has extracted: no edit',
    code: `${api}import { createServer } from 'node:http';\ncreateServer((req, res) => {\n  const [, traceId = '', spanId = ''] = String(req.headers['traceparent']).split('-');\n  context.with(trace.setSpanContext(context.active(), { traceId, spanId, traceFlags: 1 }), () => res.end());\n});`,
    settings: { instrumented: ['http'] },
    errors: [parsed('tracestate and baggage', 'are')],
  },
  {
    name: 'two headers of one file, one after the other, and baggage that goes along',
    code: `${api}export function f(url: string) {\n  const sc = trace.getActiveSpan()!.spanContext();\n  const first = fetch(url, { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-00\`, baggage: [...(propagation.getActiveBaggage()?.getAllEntries() ?? [])].map(([key, entry]) => \`\${key}=\${entry.value}\`).join(',') } });\n  return [first, fetch(url, { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } })];\n}`,
    errors: [
      byHand(
        [
          ['  const first = fetch', `  ${fill}\n  ${active}\n  const first = fetch`],
          [
            "{ traceparent: `00-${sc.traceId}-${sc.spanId}-00`, baggage: [...(propagation.getActiveBaggage()?.getAllEntries() ?? [])].map(([key, entry]) => `${key}=${entry.value}`).join(',') }",
            '{ ...carrier }',
          ],
        ],
        'tracestate stays behind, and ',
      ),
      { id: 'baggage', data: { header: 'baggage' } },
      byHand([
        [
          '  return [first, fetch(url, { headers: { traceparent: `00-${sc.traceId}-${sc.spanId}-01` } })];',
          `  ${fill}\n  ${active}\n  return [first, fetch(url, { headers: { ...carrier } })];`,
        ],
      ]),
    ],
  },
];

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = ({ name, code, settings }: Case) => ({
    name: `${name} (${mode})`,
    code,
    ...(settings && { settings: { otel: settings } }),
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`no-manual-traceparent, ${mode}`, noManualTraceparent, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ id, data, edit, suggestion = 'injectInstead', line, column }) => ({
        messageId: id,
        data,
        ...(line !== undefined && { line }),
        ...(column !== undefined && { column }),
        suggestions: edit ? [{ messageId: suggestion as 'injectInstead', output: edited(test.code, edit) }] : [],
      })),
    })),
  });
}

/** Lints a text without types. */
function lint(code: string): Linter.LintMessage[] {
  const messages = new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: noManualTraceparent as unknown as Rule.RuleModule } } },
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

describe('the messages of no-manual-traceparent', () => {
  const messageOf = (statement: string): string | undefined => lint(inActive(statement))[0]?.message;

  it('say what stays behind', () => {
    assert.equal(
      messageOf(`fetch(url, { headers: { traceparent: ${good} } });`),
      "'traceparent' is built by hand: baggage and tracestate stay behind, and the configured propagator is not asked. Use 'propagation.inject()'.",
    );
  });

  it('say why nobody takes it', () => {
    assert.equal(
      messageOf('fetch(url, { headers: { traceparent: `00-${sc.traceId}-${sc.spanId}-${sc.traceFlags}` } });'),
      "Receivers ignore this 'traceparent' and start a new trace: the flags are not two digits. Let 'propagation.inject()' write it.",
    );
  });
});

describe('the suggestions of no-manual-traceparent', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const texts = new Map(invalid.map(({ code }, index) => [file(`manual-${index}`), code]));
    const broken = new Set(strictDiagnostics(texts).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`manual-${index}`))) continue;
      for (const [at, { edit }] of errors.entries())
        if (edit) outputs.set(file(`manual-${index}-${at}`), edited(code, edit));
    }
    assert.ok(outputs.size > 40, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settle in one pass', () => {
    for (const { code, errors } of invalid) {
      const before = lint(code).length;
      for (const { edit } of errors) if (edit) assert.ok(lint(edited(code, edit)).length < before, edited(code, edit));
    }
  });

  it('offers nothing in JavaScript that only TypeScript reads', () => {
    const code = `import { trace } from '@opentelemetry/api';\nexport function f(url) {\n  const sc = trace.getActiveSpan().spanContext();\n  return fetch(url, { headers: { traceparent: \`00-\${sc.traceId}-\${sc.spanId}-01\` } });\n}`;
    const [message] = new Linter().verify(
      code,
      {
        files: ['**/*.js'],
        plugins: { otel: { rules: { rule: noManualTraceparent as unknown as Rule.RuleModule } } },
        rules: { 'otel/rule': 'error' },
      },
      'file.js',
    );
    const fix = message?.suggestions?.[0]?.fix;
    assert.ok(fix);
    const output = code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
    assert.equal(
      output,
      `import { trace, context, propagation } from '@opentelemetry/api';\nexport function f(url) {\n  const sc = trace.getActiveSpan().spanContext();\n  const carrier = {};\n  propagation.inject(context.active(), carrier);\n  return fetch(url, { headers: { ...carrier } });\n}`,
    );
  });
});
