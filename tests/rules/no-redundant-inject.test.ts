import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { noRedundantInject } from '../../src/rules/no-redundant-inject';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

type Only = 'typed' | 'untyped';
type Error = Parameters<
  typeof typedTester.run<keyof typeof noRedundantInject.meta.messages, []>
>[2]['invalid'][number]['errors'][number];
type Settings = Readonly<Record<string, unknown>>;

interface Valid {
  readonly name: string;
  readonly code: string;
  readonly only?: Only;
  readonly filename?: string;
  readonly settings?: Settings;
}

interface Invalid extends Valid {
  readonly errors: readonly {
    readonly id?: 'forwarded' | 'written';
    readonly line?: number;
    readonly column?: number;
    readonly data?: Readonly<Record<string, string>>;
    readonly drop?: readonly Replacement[];
    readonly copy?: readonly Replacement[];
    readonly remove?: readonly Replacement[];
    readonly move?: readonly Replacement[];
  }[];
}

const api = `import { context, propagation, trace, ROOT_CONTEXT, type Baggage, type Context, type Span } from '@opentelemetry/api';\n`;
const INJECT = 'propagation.inject(context.active(), headers);';
const undici: Settings = { instrumented: ['undici'] };

/** A function that fills `headers` and goes on with `rest`. */
const filled = (rest: string, inject = INJECT): string =>
  `${api}export async function send(url: string, bag: Baggage, span: Span) {\n  const headers: Record<string, string> = {};\n  ${inject}\n  ${rest}\n}\n`;
const removed: readonly Replacement[] = [[`  ${INJECT}\n`, '']];

/** A function that sends a text `tp` as a header. */
const byHand = (rest: string): string =>
  `${api}export async function send(url: string, sc: SpanContext) {\n  const headers: Record<string, string> = {};\n  const tp = \`00-\${sc.traceId}-\${sc.spanId}-01\`;\n  ${rest}\n}\nimport type { SpanContext } from '@opentelemetry/api';\n`;
/** The handler of a route, whose request is a Fetch request. */
const route = (rest: string): string =>
  `${api}export async function GET(request: Request) {\n  const { href: url } = new URL(request.url);\n  ${rest}\n}\n`;
/** A handler of the server of Node. */
const server = (rest: string): string =>
  `import { createServer } from 'node:http';\n${api}createServer(async (req, res) => {\n  const url = 'http://stock' + req.url;\n  ${rest}\n});\n`;
const DELETES = (name: string, by: 'delete' | 'method'): string =>
  ['traceparent', 'tracestate']
    .map((header) => (by === 'method' ? `${name}.delete('${header}');` : `delete ${name}['${header}'];`))
    .join('\n  ');

const valid: readonly Valid[] = [
  ...[
    `{ set: (target, key, value) => { if (key === 'baggage') target[key] = value; } }`,
    `{ set(target, key, value) { if (key === 'traceparent') return; target[key] = value; } }`,
    `{ set: (target, key, value) => { key.startsWith('x-') && (target[key] = value); } }`,
    `{ set(target, key, value) { switch (key) { case 'baggage': target[key] = value; } } }`,
  ].map((setter) => ({
    name: `a setter that chooses: ${setter}`,
    code: filled('return fetch(url, { headers });').replace(INJECT, INJECT.replace(/\);$/, `, ${setter});`)),
  })),
  // who sends it
  {
    name: 'undici is not instrumented',
    code: filled('return fetch(url, { headers });'),
    settings: { instrumented: ['http', 'fetch'] },
  },
  {
    name: 'nothing is known of the project',
    code: filled('return fetch(url, { headers });'),
    settings: { instrumented: [] },
  },
  {
    name: 'http.get, whose instrumentation replaces headers',
    code: `import http from 'node:http';\n${filled('http.get(url, { headers });')}`,
  },
  { name: 'http.request', code: `import { request } from 'node:http';\n${filled('request(url, { headers }).end();')}` },
  { name: 'axios', code: `import axios from 'axios';\n${filled('return axios.post(url, {}, { headers });')}` },
  { name: 'got', code: `import got from 'got';\n${filled('return got(url, { headers });')}` },
  {
    name: 'node-fetch',
    code: `import fetch from 'node-fetch';\n${filled('return fetch(url, { headers });')}`,
    only: 'untyped',
  },
  {
    name: 'a fetch of another file',
    code: `import { fetch } from './http';\n${filled('return fetch(url, { headers });')}`,
  },
  {
    name: 'a fetch that is handed in',
    code: `${api}export async function send(url: string, fetch: (url: string, init: object) => void) { const headers = {}; ${INJECT} fetch(url, { headers }); }`,
  },
  {
    name: 'the fetch of a window',
    code: filled('return (globalThis as any as Window & { fetch: typeof fetch }) && window.fetch(url, { headers });'),
    only: 'untyped',
  },
  {
    name: 'a file that uses the page',
    code: filled('document.title = url;\n  return fetch(url, { headers });'),
    only: 'untyped',
  },
  { name: 'a client component', code: `'use client';\n${filled('return fetch(url, { headers });')}` },
  {
    name: 'a mock that undici sends through',
    code: `import { request, MockAgent } from 'undici';\n${filled('return request(url, { headers, dispatcher: new MockAgent() });')}`,
  },
  {
    name: 'a dispatcher that nobody knows',
    code: `import { fetch } from 'undici';\n${filled('return fetch(url, { headers, dispatcher: globalThis.dispatcher });')}`,
    only: 'untyped',
  },
  {
    name: 'a client of a mock',
    code: `import { MockAgent } from 'undici';\nconst mock = new MockAgent();\n${filled("return mock.get('http://a').request({ path: '/', method: 'GET', headers });")}`,
  },
  {
    name: 'a request of an object that nobody knows',
    code: `${api}export function send(client: { request(options: object): void }) { const headers = {}; ${INJECT} client.request({ headers }); }`,
  },
  {
    name: 'ky with a fetch of its own',
    code: `import ky from 'ky';\n${filled('return ky(url, { headers, fetch: mine });')}`,
    only: 'untyped',
  },
  // what is written
  {
    name: 'no OpenTelemetry',
    code: `const propagation = { inject(_: unknown, h: Record<string, string>) { h.traceparent = ''; } };\nexport function send(url: string) { const headers = {}; propagation.inject(undefined, headers); return fetch(url, { headers }); }`,
  },
  {
    name: 'baggage alone',
    code: `import { W3CBaggagePropagator } from '@opentelemetry/core';\nimport { defaultTextMapSetter } from '@opentelemetry/api';\n${filled('return fetch(url, { headers });', 'new W3CBaggagePropagator().inject(context.active(), headers, defaultTextMapSetter);')}`,
  },
  {
    name: 'a composite of baggage alone',
    code: `import { CompositePropagator, W3CBaggagePropagator } from '@opentelemetry/core';\nimport { defaultTextMapSetter } from '@opentelemetry/api';\nconst only = new CompositePropagator({ propagators: [new W3CBaggagePropagator()] });\n${filled('return fetch(url, { headers });', 'only.inject(context.active(), headers, defaultTextMapSetter);')}`,
  },
  {
    name: 'a propagator that is handed in',
    code: `import { defaultTextMapSetter, type TextMapPropagator } from '@opentelemetry/api';\n${api}export function send(url: string, mine: TextMapPropagator) { const headers = {}; mine.inject(context.active(), headers, defaultTextMapSetter); return fetch(url, { headers }); }`,
  },
  {
    name: 'the root context',
    code: filled('return fetch(url, { headers });', 'propagation.inject(ROOT_CONTEXT, headers);'),
  },
  {
    name: 'a context with baggage and without span',
    code: filled(
      'return fetch(url, { headers });',
      'propagation.inject(propagation.setBaggage(ROOT_CONTEXT, bag), headers);',
    ),
  },
  {
    name: 'a context without its span',
    code: filled('return fetch(url, { headers });', 'propagation.inject(trace.deleteSpan(context.active()), headers);'),
  },
  {
    name: 'a setter that writes other keys',
    code: filled(
      'return fetch(url, { headers });',
      'propagation.inject(context.active(), headers, { set: (carrier, key, value) => { carrier[`x-${key}`] = value; } });',
    ),
  },
  {
    name: 'a setter of another file',
    code: `import { setter } from './setter';\n${filled('return fetch(url, { headers });', 'propagation.inject(context.active(), headers, setter);')}`,
    only: 'untyped',
  },
  {
    name: 'Headers that the default setter does not fill',
    code: `${api}export function send(url: string) { const headers = new Headers(); ${INJECT} return fetch(url, { headers }); }`,
  },
  // suppressed
  {
    name: 'tracing is suppressed around the request',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${filled('return context.with(suppressTracing(context.active()), () => fetch(url, { headers }));')}`,
  },
  {
    name: 'tracing is suppressed around both',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${api}const quiet = suppressTracing(ROOT_CONTEXT);\nexport const send = (url: string) => context.with(quiet, async () => { const headers = {}; ${INJECT} await fetch(url, { headers }); });`,
  },
  {
    name: 'tracing is suppressed by the caller',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${api}function send(url: string) { const headers = {}; ${INJECT} return fetch(url, { headers }); }\nexport const run = (url: string) => context.with(suppressTracing(context.active()), () => send(url));`,
  },
  {
    name: 'tracing is suppressed around a function given by name',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${api}function send() { const headers = {}; ${INJECT} return fetch('http://a', { headers }); }\nexport const run = () => context.with(suppressTracing(context.active()), send);`,
  },
  {
    name: 'the injected context suppresses tracing',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${filled('return fetch(url, { headers });', 'propagation.inject(suppressTracing(context.active()), headers);')}`,
  },
  // a switch
  {
    name: 'a condition that asks for the instrumentation',
    code: filled('return fetch(url, { headers });', `if (!process.env['UNDICI_INSTRUMENTED']) ${INJECT}`),
  },
  {
    name: 'an early return that asks for it',
    code: filled('return fetch(url, { headers });', `if (url === 'instrumented') return fetch(url);\n  ${INJECT}`),
  },
  {
    name: 'a logical that asks for it',
    code: `${api}export function send(url: string, manualPropagation: boolean) { const headers = {}; void (manualPropagation && propagation.inject(context.active(), headers)); return fetch(url, { headers }); }`,
  },
  // where it goes
  {
    name: 'a queue',
    code: `import { queue } from './queue';\n${filled('await fetch(url);\n  return queue.add({ headers });')}`,
    only: 'untyped',
  },
  {
    name: 'the body of a request',
    code: filled('return fetch(url, { method: "POST", body: JSON.stringify(headers) });'),
  },
  { name: 'one of the headers', code: filled("return fetch(url, { headers: { baggage: headers.baggage ?? '' } });") },
  {
    name: 'what is left without traceparent',
    code: filled(
      'const { traceparent, ...rest } = headers;\n  return [traceparent, await fetch(url, { headers: rest })];',
    ),
  },
  { name: 'the header is deleted', code: filled('delete headers.traceparent;\n  return fetch(url, { headers });') },
  {
    name: 'the header is deleted from Headers',
    code: filled(
      "const sent = new Headers(headers);\n  sent.delete('traceparent');\n  return fetch(url, { headers: sent });",
    ),
  },
  {
    name: 'a header of an unknown name is deleted',
    code: filled("for (const name of ['traceparent']) delete headers[name];\n  return fetch(url, { headers });"),
  },
  {
    name: 'the options replace them',
    code: filled("return fetch(url, { headers, ...{}, ['headers']: {} });"),
    only: 'untyped',
  },
  // headers that are received or written by hand
  ...[
    'return fetch(url, { headers: { traceparent: "" } });',
    'return fetch(url, { headers: { traceparent: undefined as never } });',
    "const manual = process.env['MANUAL_PROPAGATION']; if (manual) headers['traceparent'] = tp; return fetch(url, { headers });",
    "headers['traceparent'] = tp; delete headers['traceparent']; return fetch(url, { headers });",
    "headers['traceparent'] = tp; console.log(headers); return fetch(url);",
    "return fetch(url, { headers: { 'x-traceparent': tp, tracestate: 'a=b', baggage: 'a=b' } });",
    "return new Response('', { headers: { traceparent: tp } });",
  ].map((rest) => ({ name: `a header that is not doubled: ${rest}`, code: byHand(rest) })),
  {
    name: 'a header by hand, and undici is not instrumented',
    code: byHand('return fetch(url, { headers: { traceparent: tp } });'),
    settings: { instrumented: ['http'] },
  },
  {
    name: 'a header by hand through another client, whose instrumentation replaces it',
    code: `import http from 'node:http';\nimport axios from 'axios';\n${byHand('http.get(url, { headers: { traceparent: tp } }); return axios.get(url, { headers: { traceparent: tp } });')}`,
    settings: { instrumented: ['http', 'undici'] },
  },
  {
    name: 'a header by hand where tracing is suppressed',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${byHand('return context.with(suppressTracing(context.active()), () => fetch(url, { headers: { traceparent: tp } }));')}`,
  },
  {
    name: 'an instrumentation that is told to ignore requests',
    code: `import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';\nexport const own = new UndiciInstrumentation({ ignoreRequestHook: () => true });\n${byHand('return fetch(url, { headers: { traceparent: tp } });')}`,
  },
  ...[
    "const headers = new Headers(request.headers); headers.delete('traceparent'); return fetch(url, { headers });",
    'return fetch(url, { headers: { accept: request.headers.get("accept") ?? "" } });',
    'return new Response("", { headers: request.headers });',
    'console.log(Object.fromEntries(request.headers)); return fetch(url);',
    'const answer = await fetch(url); return fetch(url, { headers: answer.headers });',
  ].map((rest) => ({ name: `headers that are not handed on: ${rest}`, code: route(rest) })),
  {
    name: 'all headers, and undici is not instrumented',
    code: route('return fetch(url, { headers: request.headers });'),
    settings: { instrumented: ['http'] },
  },
  {
    name: 'a request that the project may have built itself',
    code: `${api}export const send = (request: Request) => fetch(request.url, { headers: request.headers });`,
  },
  {
    name: 'the headers of a response',
    code: `import type { IncomingMessage } from 'node:http';\n${api}export const again = (url: string, response: IncomingMessage) => fetch(url, { headers: response.headers as Record<string, string> });`,
  },
  {
    name: 'the keys taken out of all headers',
    code: server(
      'const { traceparent, tracestate, host, ...headers } = req.headers; void [traceparent, tracestate, host]; return fetch(url, { headers: headers as Record<string, string> });',
    ),
  },
  {
    name: 'the options have headers of their own',
    code: `${api}export function send(url: string) { const request = new Request(url); propagation.inject(context.active(), request.headers, { set: (h, k, v) => h.set(k, v) }); return fetch(request, { headers: {} }); }`,
  },
  { name: 'other headers', code: filled('return [headers, await fetch(url, { headers: {} })];') },
  // when
  {
    name: 'the request leaves first',
    code: filled('', 'await fetch(url, { headers });\n  propagation.inject(context.active(), headers);'),
  },
  {
    name: 'a copy is made first',
    code: filled(
      'return fetch(url, init);',
      'const init = { headers: { ...headers } };\n  propagation.inject(context.active(), headers);',
    ),
  },
  {
    name: 'one branch or the other',
    code: filled('', `if (url) { ${INJECT} return [headers]; } else { return fetch(url, { headers }); }`),
  },
  {
    name: 'other headers take their place',
    code: `${api}export async function send(url: string, first: (headers: object) => void) { let headers = {}; ${INJECT} first(headers); headers = {}; return fetch(url, { headers }); }`,
  },
  {
    name: 'the next turn of a loop has its own',
    code: `${api}export async function send(urls: string[]) { for (const url of urls) { const headers = {}; await fetch(url, { headers }); ${INJECT} } }`,
  },
  {
    name: 'an early return keeps the two apart',
    code: filled('return fetch(url, { headers });', `if (url) { ${INJECT} return headers; }`),
  },
  {
    name: 'a throw keeps the two apart',
    code: filled('return fetch(url, { headers });', `if (url) { ${INJECT} throw new Error(JSON.stringify(headers)); }`),
  },
  {
    name: 'a function that gives back what it was given',
    code: `${api}const same = <T extends object>(one: T) => one;\nexport async function send(url: string, queue: (h: object) => void) { const headers = {}; ${INJECT} queue(same(headers)); return fetch(url, { headers: same({}) }); }`,
  },
  // odd syntax
  { name: 'no arguments', code: `${api}propagation.inject(); export default fetch();`, only: 'untyped' },
  {
    name: 'spread arguments',
    code: `${api}export function send(...args: [Context, object]) { propagation.inject(...args); return fetch(...(args as unknown as [string])); }`,
  },
  {
    name: 'a generator',
    code: `${api}export function* send(url: string) { const headers = {}; ${INJECT} yield headers; }`,
  },
];

const invalid: readonly Invalid[] = [
  {
    name: 'headers of fetch',
    code: filled('return fetch(url, { headers });'),
    errors: [
      {
        line: 4,
        data: {
          inject: 'propagation.inject',
          request: 'fetch',
          line: '5',
          library: 'undici',
          context: 'context.active()',
        },
        remove: removed,
      },
    ],
  },
  {
    name: 'globalThis.fetch',
    code: filled('return globalThis.fetch(url, { headers });'),
    errors: [
      {
        data: {
          inject: 'propagation.inject',
          request: 'globalThis.fetch',
          line: '5',
          library: 'undici',
          context: 'context.active()',
        },
        remove: removed,
      },
    ],
  },
  {
    name: 'a file that asks where it runs',
    code: filled("if (typeof window === 'undefined') await Promise.resolve();\n  return fetch(url, { headers });"),
    errors: [{ remove: removed }],
  },
  {
    name: 'in finally',
    code: filled('try { await Promise.resolve(url); } finally { await fetch(url, { headers }); }'),
    errors: [{ remove: removed }],
  },
  {
    name: 'in catch',
    code: filled('try { await Promise.resolve(url); } catch { await fetch(url, { headers }); }'),
    errors: [{ remove: removed }],
  },
  {
    name: 'in a nested function',
    code: filled('const run = () => fetch(url, { headers });\n  return run();'),
    errors: [{ remove: removed }],
  },
  {
    name: 'in a callback',
    code: filled('return Promise.all([url].map((one) => fetch(one, { headers })));'),
    errors: [{ remove: removed }],
  },
  {
    name: 'in a closure that is made before',
    code: filled('return run();', `const run = () => fetch(url, { headers });\n  ${INJECT}`),
    errors: [{ remove: removed }],
  },
  {
    name: 'options that hold them before they are filled',
    code: filled('return fetch(url, init);', `const init = { headers };\n  ${INJECT}`),
    errors: [{ remove: removed }],
  },
  {
    name: 'headers that a loop sends again',
    code: filled('', `for (const one of [url, url]) {\n  await fetch(one, { headers });\n  ${INJECT}\n}`),
    errors: [{ remove: removed }],
  },
  {
    name: 'only on one path',
    code: filled('return fetch(url, { headers });', `if (url) ${INJECT}`),
    errors: [{ remove: [[`if (url) ${INJECT}`, 'if (url) {}']] }],
  },
  {
    name: 'a comment on the line',
    code: filled('return fetch(url, { headers });', `${INJECT} // the trace`),
    errors: [{ remove: [[`${INJECT} // the trace`, '// the trace']] }],
  },
  {
    name: 'a comment inside: no edit',
    code: filled('return fetch(url, { headers });', 'propagation.inject(context.active() /* now */, headers);'),
    errors: [{}],
  },
  {
    name: 'part of an expression: no edit',
    code: `${api}export const send = (url: string, headers = {}) => (propagation.inject(context.active(), headers), fetch(url, { headers }));`,
    errors: [{}],
  },
  // the way to the request
  {
    name: 'new Headers',
    code: filled('return fetch(url, { headers: new Headers(headers) });'),
    errors: [{ remove: removed }],
  },
  {
    name: 'Headers and a setter',
    code: `${api}export function send(url: string) {\n  const headers = new Headers();\n  propagation.inject(context.active(), headers, { set: (carrier, key, value) => carrier.set(key, value) });\n  return fetch(url, { headers });\n}`,
    errors: [
      {
        remove: [
          [
            '  propagation.inject(context.active(), headers, { set: (carrier, key, value) => carrier.set(key, value) });\n',
            '',
          ],
        ],
      },
    ],
  },
  {
    name: 'a setter declared apart',
    code: `${api}const setter = { set(carrier: Headers, key: string, value: string) { carrier.append(key.toLowerCase(), value); } };\nexport function send(url: string) {\n  const headers = new Headers();\n  propagation.inject(context.active(), headers, setter);\n  return fetch(url, { headers });\n}`,
    errors: [{ remove: [['  propagation.inject(context.active(), headers, setter);\n', '']] }],
  },
  {
    name: 'a setter that writes to other headers',
    code: filled(
      'return fetch(url, { headers });',
      'propagation.inject(context.active(), null, { set: (_, key, value) => { headers[key] = value; } });',
    ),
    errors: [
      {
        remove: [
          [
            '  propagation.inject(context.active(), null, { set: (_, key, value) => { headers[key] = value; } });\n',
            '',
          ],
        ],
      },
    ],
  },
  {
    name: 'new Request',
    code: filled("const request = new Request(url, { method: 'POST', headers });\n  return fetch(request.clone());"),
    errors: [{ remove: removed }],
  },
  {
    name: 'the headers of a Request',
    code: `${api}export function send(url: string) {\n  const request = new Request(url);\n  propagation.inject(context.active(), request.headers, { set: (h, k, v) => h.set(k, v) });\n  return fetch(request);\n}`,
    errors: [
      {
        remove: [['  propagation.inject(context.active(), request.headers, { set: (h, k, v) => h.set(k, v) });\n', '']],
      },
    ],
  },
  {
    name: 'a spread',
    code: filled("return fetch(url, { headers: { accept: 'a', ...headers } });"),
    errors: [{ remove: removed }],
  },
  {
    name: 'a spread of the options',
    code: filled("const init = { method: 'POST', headers };\n  return fetch(url, { redirect: 'error', ...init });"),
    errors: [{ remove: removed }],
  },
  {
    name: 'Object.assign',
    code: filled('return fetch(url, { headers: Object.assign({ a: "b" }, headers) });'),
    errors: [{ remove: removed }],
  },
  {
    name: 'Object.assign to options',
    code: filled('const init: RequestInit = {};\n  Object.assign(init, { headers });\n  return fetch(url, init);'),
    errors: [{ remove: removed }],
  },
  {
    name: 'Object.entries',
    code: filled('return fetch(url, { headers: Object.entries(headers) });'),
    errors: [{ remove: removed }],
  },
  {
    name: 'init.headers = headers',
    code: filled(
      'const init: RequestInit = { method: "POST" };\n  init.headers = headers;\n  return fetch(url, init);',
    ),
    errors: [{ remove: removed }],
  },
  {
    name: 'the headers of options',
    code: `${api}export function send(url: string) {\n  const init = { headers: {} };\n  propagation.inject(context.active(), init.headers);\n  return fetch(url, init);\n}`,
    errors: [{ remove: [['  propagation.inject(context.active(), init.headers);\n', '']] }],
  },
  {
    name: 'the headers of options that callers keep: no edit',
    code: `${api}export function send(url: string, init: { headers?: Record<string, string> }) { propagation.inject(context.active(), (init.headers ??= {})); return fetch(url, init); }`,
    errors: [{}],
  },
  {
    name: 'a new value that holds the old one',
    code: `${api}export async function send(url: string) {\n  let headers: Record<string, string> = {};\n  ${INJECT}\n  headers = { ...headers, accept: 'a' };\n  return fetch(url, { headers });\n}`,
    errors: [{ remove: removed }],
  },
  {
    name: 'a cast, a default and a condition',
    code: filled(
      'const sent = (url ? headers : undefined) as Record<string, string> | undefined;\n  return fetch(url, { headers: sent ?? {} });',
    ),
    errors: [{ remove: removed }],
  },
  // functions of the file
  {
    name: 'a helper that fills and returns what it is given',
    code: `${api}function withTrace(headers: Record<string, string>) {\n  ${INJECT}\n  return headers;\n}\nexport const send = (url: string) => fetch(url, { headers: withTrace({ a: 'b' }) });`,
    errors: [{ remove: removed }],
  },
  {
    name: 'a helper that makes headers',
    code: `${api}const traceHeaders = () => {\n  const headers: Record<string, string> = {};\n  ${INJECT}\n  return headers;\n};\nexport async function send(url: string) { const init = { headers: { ...traceHeaders() } }; await fetch(url, init); }`,
    errors: [{ remove: removed }],
  },
  {
    name: 'an exported helper: no edit',
    code: `${api}export function traceHeaders() { const headers = {}; ${INJECT} return headers; }\nexport const send = (url: string) => fetch(url, { headers: traceHeaders() });`,
    errors: [{}],
  },
  {
    name: 'a helper that fills a parameter',
    code: `${api}function addTrace(headers: Record<string, string>) {\n  ${INJECT}\n}\nexport async function send(url: string) { const own = {}; addTrace(own); await fetch(url, { headers: own }); }`,
    errors: [{ remove: removed }],
  },
  {
    name: 'a helper that fills a part of a parameter',
    code: `${api}function addTrace({ headers }: { headers: Record<string, string> }) {\n  ${INJECT}\n}\nexport async function send(url: string) { const init = { headers: {} }; addTrace(init); await fetch(url, init); }`,
    errors: [{ remove: removed }],
  },
  {
    name: 'an async helper',
    code: `${api}async function traceHeaders() {\n  const headers = {};\n  ${INJECT}\n  return headers;\n}\nexport async function send(url: string) { await fetch(url, { headers: await traceHeaders() }); }`,
    errors: [{ remove: removed }],
  },
  {
    name: 'a helper that sends',
    code: `${api}function post(url: string, headers: Record<string, string>) { return fetch(url, { method: 'POST', headers }); }\nexport async function send(url: string) {\n  const headers = {};\n  ${INJECT}\n  await post(url, headers);\n}`,
    errors: [
      {
        data: {
          inject: 'propagation.inject',
          request: 'fetch',
          line: '2',
          library: 'undici',
          context: 'context.active()',
        },
        remove: removed,
      },
    ],
  },
  {
    name: 'private methods of a class',
    code: `${api}export class Http {\n  async get(url: string) { const headers = { a: 'b' }; this.#trace(headers); return this.send(url, { headers }); }\n  #trace(headers: Record<string, string>) {\n    ${INJECT}\n  }\n  private send(url: string, init: RequestInit) { return fetch(url, { redirect: 'error', ...init }); }\n}`,
    errors: [{ remove: [[`    ${INJECT}\n`, '']] }],
  },
  {
    name: 'public methods of a class: no edit',
    code: `${api}export class Http { get(url: string) { return fetch(url, { headers: this.headers() }); } headers() { const headers = {}; ${INJECT} return headers; } }`,
    errors: [{}],
  },
  {
    name: 'a helper for requests and for a queue: no edit',
    code: `${api}declare const queue: { add(job: object): void };\nfunction traceHeaders() { const headers = {}; ${INJECT} return headers; }\nexport async function send(url: string) { queue.add(traceHeaders()); await fetch(url, { headers: traceHeaders() }); }`,
    errors: [{}],
  },
  {
    name: 'context.with gives the headers back: another context',
    code: `${api}export async function send(url: string, ctx: Context) { const sent = context.with(ctx, () => { const headers = {}; ${INJECT} return headers; }); await fetch(url, { headers: sent }); }`,
    errors: [{}],
  },
  // elsewhere too
  {
    name: 'a queue too: no edit',
    code: `${api}declare const queue: { add(job: object): void };\nexport async function send(url: string) { const headers = {}; ${INJECT} queue.add(headers); await fetch(url, { headers }); }`,
    errors: [{}],
  },
  {
    name: 'axios too: no edit',
    code: `import axios from 'axios';\n${filled('await axios.get(url, { headers });\n  return fetch(url, { headers });')}`,
    errors: [{ line: 5 }],
  },
  { name: 'the caller too: no edit', code: filled('await fetch(url, { headers });\n  return headers;'), errors: [{}] },
  {
    name: 'the header is read too: no edit',
    code: filled('await fetch(url, { headers });\n  return headers.traceparent;'),
    errors: [{}],
  },
  {
    name: 'a suppressed request too: no edit',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${filled('await fetch(url, { headers });\n  return context.with(suppressTracing(context.active()), () => fetch(url, { headers }));')}`,
    errors: [{}],
  },
  {
    name: 'a log too',
    code: filled('console.log(headers);\n  return fetch(url, { headers });'),
    errors: [{ remove: removed }],
  },
  {
    name: 'two requests',
    code: filled('await fetch(url, { headers });\n  return fetch(url, { headers });'),
    errors: [{ remove: removed }],
  },
  // undici and what sends through it
  {
    name: 'undici.fetch',
    code: `import { fetch } from 'undici';\n${filled('return fetch(url, { headers });')}`,
    errors: [{ remove: removed }],
  },
  {
    name: 'undici.request',
    code: `import { request } from 'undici';\n${filled("return request(url, { method: 'POST', headers });")}`,
    errors: [
      {
        data: {
          inject: 'propagation.inject',
          request: 'request',
          line: '6',
          library: 'undici',
          context: 'context.active()',
        },
        remove: removed,
      },
    ],
  },
  {
    name: 'a namespace, and flat pairs',
    code: `import * as undici from 'undici';\n${filled('return undici.request(url, { headers: Object.entries(headers).flat() });')}`,
    errors: [{ remove: removed }],
  },
  {
    name: 'an agent that reaches the network',
    code: `import { request, Agent } from 'undici';\nconst dispatcher = new Agent();\n${filled('return request(url, { headers, dispatcher });')}`,
    errors: [{ remove: removed }],
  },
  {
    name: 'a client in a field',
    code: `import { Pool } from 'undici';\n${api}export class Api {\n  readonly #pool = new Pool('http://a');\n  async get(path: string) {\n    const headers = {};\n    ${INJECT}\n    return this.#pool.request({ path, method: 'GET', headers });\n  }\n}`,
    errors: [{ remove: [[`    ${INJECT}\n`, '']] }],
  },
  {
    name: 'a dispatcher that is handed in',
    code: `import type { Dispatcher } from 'undici';\n${api}export async function send(client: Dispatcher) {\n  const headers = {};\n  ${INJECT}\n  return client.request({ path: '/', method: 'GET', headers });\n}`,
    only: 'typed',
    errors: [{ remove: removed }],
  },
  {
    name: 'ky and ofetch',
    code: `import ky from 'ky';\nimport { ofetch } from 'ofetch';\n${filled('await ky.post(url, { headers });\n  return ofetch(url, { headers });')}`,
    only: 'untyped',
    errors: [
      {
        data: {
          inject: 'propagation.inject',
          request: 'ky.post',
          line: '7',
          library: 'undici',
          context: 'context.active()',
        },
        remove: removed,
      },
    ],
  },
  // receivers
  {
    name: 'an alias',
    code: `import { context as otelContext, propagation as otel } from '@opentelemetry/api';\nexport async function send(url: string) {\n  const headers = {};\n  otel.inject(otelContext.active(), headers);\n  await fetch(url, { headers });\n}`,
    errors: [
      {
        data: {
          inject: 'otel.inject',
          request: 'fetch',
          line: '5',
          library: 'undici',
          context: 'otelContext.active()',
        },
        remove: [['  otel.inject(otelContext.active(), headers);\n', '']],
      },
    ],
  },
  {
    name: 'a namespace',
    code: `import * as otel from '@opentelemetry/api';\nexport async function send(url: string) {\n  const headers = {};\n  otel.propagation.inject(otel.context.active(), headers);\n  await fetch(url, { headers });\n}`,
    errors: [{ remove: [['  otel.propagation.inject(otel.context.active(), headers);\n', '']] }],
  },
  {
    name: 'require',
    code: `const { context, propagation } = require('@opentelemetry/api');\nexports.send = async (url) => {\n  const headers = {};\n  ${INJECT}\n  await fetch(url, { headers });\n};`,
    only: 'untyped',
    filename: 'file.js',
    errors: [{ remove: removed }],
  },
  {
    name: 'a typed parameter',
    code: `import type { ContextAPI, PropagationAPI } from '@opentelemetry/api';\nexport async function send(url: string, context: ContextAPI, propagation: PropagationAPI) {\n  const headers = {};\n  ${INJECT}\n  await fetch(url, { headers });\n}`,
    errors: [{ remove: removed }],
  },
  {
    name: 'a trace context propagator',
    code: `import { W3CTraceContextPropagator } from '@opentelemetry/core';\nimport { defaultTextMapSetter } from '@opentelemetry/api';\nconst w3c = new W3CTraceContextPropagator();\n${filled('return fetch(url, { headers });', 'w3c.inject(context.active(), headers, defaultTextMapSetter);')}`,
    errors: [{ remove: [['  w3c.inject(context.active(), headers, defaultTextMapSetter);\n', '']] }],
  },
  {
    name: 'a composite with trace context',
    code: `import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';\nimport { defaultTextMapSetter } from '@opentelemetry/api';\nconst both = new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });\n${filled('return fetch(url, { headers });', 'both.inject(context.active(), headers, defaultTextMapSetter);')}`,
    errors: [{ remove: [['  both.inject(context.active(), headers, defaultTextMapSetter);\n', '']] }],
  },
  {
    name: 'a wrapper of the settings',
    code: `${api}declare function injectInto(carrier: object, ctx: Context): void;\nexport async function send(url: string) {\n  const headers = {};\n  injectInto(headers, context.active());\n  await fetch(url, { headers });\n}`,
    settings: {
      ...undici,
      wrappers: [{ function: 'injectInto', operation: 'propagation.inject', arguments: { context: 1, carrier: 0 } }],
    },
    errors: [
      {
        data: { inject: 'injectInto', request: 'fetch', line: '6', library: 'undici', context: 'context.active()' },
        remove: [['  injectInto(headers, context.active());\n', '']],
      },
    ],
  },
  // contexts
  {
    name: 'the active context in a constant',
    code: filled(
      'return fetch(url, { headers });',
      'const ctx = context.active();\n  propagation.inject(ctx, headers);',
    ),
    errors: [{ remove: [['  propagation.inject(ctx, headers);\n', '']] }],
  },
  {
    name: 'the span that is active',
    code: `${api}export const send = (url: string) => trace.getTracer('a').startActiveSpan('send', async (span) => {\n  const headers = {};\n  propagation.inject(trace.setSpan(context.active(), span), headers);\n  await fetch(url, { headers });\n  span.end();\n});`,
    errors: [{ remove: [['  propagation.inject(trace.setSpan(context.active(), span), headers);\n', '']] }],
  },
  {
    name: 'the context that is active',
    code: `${api}export const send = (url: string, ctx: Context) => context.with(ctx, async () => {\n  const headers = {};\n  propagation.inject(ctx, headers);\n  await fetch(url, { headers });\n});`,
    errors: [{ remove: [['  propagation.inject(ctx, headers);\n', '']] }],
  },
  {
    name: 'a span that starts between',
    code: filled(
      "return trace.getTracer('a').startActiveSpan('send', (one) => fetch(url, { headers }).finally(() => one.end()));",
    ),
    errors: [{ remove: removed }],
  },
  {
    name: 'another context between: no edit',
    code: `${api}export const send = (url: string, ctx: Context) => { const headers = {}; ${INJECT} return context.with(ctx, () => fetch(url, { headers })); };`,
    errors: [{}],
  },
  {
    name: 'injected in another context: no edit',
    code: `${api}export const send = (url: string, ctx: Context) => { const headers = {}; context.with(ctx, () => { ${INJECT} }); return fetch(url, { headers }); };`,
    errors: [{}],
  },
  {
    name: 'a helper in the context of its caller',
    code: `${api}const traceHeaders = () => {\n  const headers = {};\n  ${INJECT}\n  return headers;\n};\nexport const send = (url: string, ctx: Context) => context.with(ctx, () => fetch(url, { headers: traceHeaders() }));`,
    errors: [{ remove: removed }],
  },
  {
    name: 'baggage for this request',
    code: filled(
      'const response = await fetch(url, { headers });\n  return response.json();',
      'propagation.inject(propagation.setBaggage(context.active(), bag), headers);',
    ),
    errors: [
      {
        data: {
          inject: 'propagation.inject',
          request: 'fetch',
          line: '5',
          library: 'undici',
          context: 'propagation.setBaggage(context.active(), bag)',
        },
        move: [
          ['  propagation.inject(propagation.setBaggage(context.active(), bag), headers);\n', ''],
          [
            'await fetch(url, { headers })',
            'await context.with(propagation.setBaggage(context.active(), bag), () => fetch(url, { headers }))',
          ],
        ],
      },
    ],
  },
  {
    name: 'a span that is not active',
    code: filled(
      'return fetch(url, { headers });',
      'propagation.inject(trace.setSpan(context.active(), span), headers);',
    ),
    errors: [
      {
        move: [
          ['  propagation.inject(trace.setSpan(context.active(), span), headers);\n', ''],
          [
            'return fetch(url, { headers })',
            'return context.with(trace.setSpan(context.active(), span), () => fetch(url, { headers }))',
          ],
        ],
      },
    ],
  },
  {
    name: 'the context that was active when the client was built: another one',
    code: `${api}export class Client {\n  private readonly ctx: Context;\n  constructor() {\n    this.ctx = context.active();\n  }\n  send(url: string) {\n    const ctx = this.ctx;\n    const headers = {};\n    propagation.inject(ctx, headers);\n    return fetch(url, { headers });\n  }\n}`,
    errors: [
      {
        move: [
          ['    propagation.inject(ctx, headers);\n', ''],
          ['return fetch(url, { headers })', 'return context.with(ctx, () => fetch(url, { headers }))'],
        ],
      },
    ],
  },
  {
    name: 'a context that is handed in, and an import',
    code: `import { propagation, type Context } from '@opentelemetry/api';\nexport const send = (ctx: Context, url: string) => {\n  const headers = {};\n  propagation.inject(ctx, headers);\n  return fetch(url, { headers });\n};`,
    errors: [
      {
        move: [
          ['import { propagation, type Context }', 'import { propagation, type Context, context }'],
          ['  propagation.inject(ctx, headers);\n', ''],
          ['return fetch(url, { headers })', 'return context.with(ctx, () => fetch(url, { headers }))'],
        ],
      },
    ],
  },
  {
    name: 'a name clash',
    code: `import { propagation, type Context } from '@opentelemetry/api';\nexport const send = (context: Context, url: string) => {\n  const headers = {};\n  propagation.inject(context, headers);\n  return fetch(url, { headers });\n};`,
    errors: [
      {
        move: [
          ['import { propagation, type Context }', 'import { propagation, type Context, context as otelContext }'],
          ['  propagation.inject(context, headers);\n', ''],
          ['return fetch(url, { headers })', 'return otelContext.with(context, () => fetch(url, { headers }))'],
        ],
      },
    ],
  },
  {
    name: 'an await in the arguments',
    code: `${api}export async function send(ctx: Context, url: Promise<string>) {\n  const headers = {};\n  propagation.inject(ctx, headers);\n  await fetch(await url, { headers });\n}`,
    errors: [
      {
        move: [
          ['  propagation.inject(ctx, headers);\n', ''],
          ['await fetch(await url, { headers })', 'await context.with(ctx, async () => fetch(await url, { headers }))'],
        ],
      },
    ],
  },
  {
    name: 'a chain on the request: no edit',
    code: filled(
      'return fetch(url, { headers }).then((response) => response.json());',
      'propagation.inject(propagation.setBaggage(context.active(), bag), headers);',
    ),
    errors: [{}],
  },
  {
    name: 'two requests in another context: no edit',
    code: filled(
      'await fetch(url, { headers });\n  return fetch(url, { headers });',
      'propagation.inject(propagation.setBaggage(context.active(), bag), headers);',
    ),
    errors: [{}],
  },
  {
    name: 'another context on one path: no edit',
    code: `${api}export function send(ctx: Context | undefined, url: string) { const headers = {}; if (ctx) { propagation.inject(ctx, headers); } return fetch(url, { headers }); }`,
    errors: [{}],
  },
  {
    name: 'a context that changes: no edit',
    code: `${api}export async function send(ctx: Context, url: string) { const headers = {}; propagation.inject(ctx, headers); ctx = ROOT_CONTEXT; return fetch(url, { headers }); }`,
    errors: [{}],
  },
  // written by hand
  {
    name: 'a literal in capitals beside other headers',
    code: byHand("return fetch(url, { headers: { accept: 'a/b', Traceparent: tp, tracestate: 'a=b' } });"),
    errors: [
      {
        id: 'written',
        line: 5,
        column: 49,
        data: { header: 'Traceparent', request: 'fetch', line: '5', library: 'undici' },
        drop: [[", Traceparent: tp, tracestate: 'a=b'", '']],
      },
    ],
  },
  {
    name: 'a constant, and all that is in the options',
    code: byHand(
      "const init = { headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } };\n  return fetch(url, init);",
    ),
    errors: [
      { id: 'written', drop: [["{ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }", '{}']] },
    ],
  },
  {
    name: 'a literal with its own traceparent, behind what is injected',
    code: filled(
      "return fetch(url, { headers: { ...headers, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });",
    ),
    errors: [
      { id: 'written', drop: [[", traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'", '']] },
    ],
  },
  {
    name: 'a getter',
    code: byHand("return fetch(url, { headers: { accept: 'a/b', get traceparent() { return tp; } } });"),
    errors: [{ id: 'written', column: 53, drop: [[', get traceparent() { return tp; }', '']] }],
  },
  ...[
    ['...(tp ? { traceparent: tp } : {})', ', ...(tp ? { traceparent: tp } : {})'],
    ['...(tp && { traceparent: tp })', ', ...(tp && { traceparent: tp })'],
    ["...(tp ? { traceparent: tp, 'x-a': 'b' } : {})", 'traceparent: tp, '],
  ].map(([spread = '', dropped = '']): Invalid => ({
    name: `a spread that may be there: ${spread}`,
    code: byHand(`return fetch(url, { headers: { accept: 'a/b', ${spread} } });`),
    errors: [{ id: 'written', drop: [[dropped, '']] }],
  })),
  {
    name: 'an assignment under a condition',
    code: byHand("if (tp) headers['traceparent'] = tp;\n  return fetch(url, { headers });"),
    errors: [{ id: 'written', line: 5, column: 11, drop: [["headers['traceparent'] = tp;", '{}']] }],
  },
  {
    name: 'a method of Headers, in a helper',
    code: `${api}function traceHeaders(tp: string) {\n  const headers = new Headers({ accept: 'a/b' });\n  headers.set('traceparent', tp);\n  return headers;\n}\nexport const send = (url: string, tp: string) => fetch(url, { headers: traceHeaders(tp) });`,
    errors: [{ id: 'written', line: 4, column: 15, drop: [["  headers.set('traceparent', tp);\n", '']] }],
  },
  {
    name: 'a pair, through undici',
    code: `import { request } from 'undici';\n${byHand("const pairs = [['accept', 'a/b'], ['traceparent', tp]];\n  return request(url, { headers: Object.fromEntries(pairs) as Record<string, string> });")}`,
    errors: [{ id: 'written', drop: [[", ['traceparent', tp]", '']] }],
  },
  {
    name: 'a received header that is handed on',
    code: server(
      "const answer = await fetch(url, { headers: { traceparent: String(req.headers['traceparent']) } });\n  res.end(await answer.text());",
    ),
    errors: [{ id: 'written', drop: [["{ traceparent: String(req.headers['traceparent']) }", '{}']] }],
  },
  {
    name: 'a comment at the header: no edit',
    code: byHand('return fetch(url, { headers: { traceparent: /* the one of the caller */ tp } });'),
    errors: [{ id: 'written' }],
  },
  // received, and handed on as they are
  {
    name: 'all headers of a Fetch request',
    code: route('return fetch(url, { headers: request.headers });'),
    errors: [
      {
        id: 'forwarded',
        line: 4,
        column: 32,
        data: { headers: 'request.headers', request: 'fetch', line: '4', library: 'undici' },
        copy: [
          [
            'return fetch(url, { headers: request.headers });',
            `const forwarded = new Headers(request.headers);\n  ${DELETES('forwarded', 'method')}\n  return fetch(url, { headers: forwarded });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'all headers of the request behind a Hono context',
    code: `import { Hono } from 'hono';\n${api}new Hono().get('/a', async (c) => {\n  return fetch('http://stock', { headers: c.req.raw.headers });\n});\n`,
    errors: [
      {
        id: 'forwarded',
        copy: [
          [
            "return fetch('http://stock', { headers: c.req.raw.headers });",
            `const forwarded = new Headers(c.req.raw.headers);\n  ${DELETES('forwarded', 'method')}\n  return fetch('http://stock', { headers: forwarded });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a copy of them in a constant',
    code: route(
      "const headers = new Headers(request.headers);\n  headers.set('x-a', 'b');\n  return fetch(url, { headers });",
    ),
    errors: [
      {
        id: 'forwarded',
        copy: [
          ['new Headers(request.headers);\n', `new Headers(request.headers);\n  ${DELETES('headers', 'method')}\n`],
        ],
      },
    ],
  },
  {
    name: 'a new request with them, destructured, in an arrow function',
    code: `${api}export const POST = async (request: Request) => fetch(new Request('http://stock', { headers: request.headers }));`,
    errors: [
      {
        id: 'forwarded',
        copy: [
          [
            "fetch(new Request('http://stock', { headers: request.headers }))",
            `{ const forwarded = new Headers(request.headers); ${DELETES('forwarded', 'method').replace('\n  ', ' ')} return fetch(new Request('http://stock', { headers: forwarded })); }`,
          ],
        ],
      },
    ],
  },
  {
    name: 'all headers of Node, spread',
    code: server(
      "const answer = await fetch(url, { headers: { ...(req.headers as Record<string, string>), 'x-a': 'b' } });\n  res.end(await answer.text());",
    ),
    errors: [
      {
        id: 'forwarded',
        copy: [
          [
            '  const answer',
            `  const forwarded = { ...req.headers };\n  ${DELETES('forwarded', 'delete')}\n  const answer`,
          ],
          ['...(req.headers as', '...(forwarded as'],
        ],
      },
    ],
  },
  {
    name: 'a copy of those in a constant',
    code: server(
      "const headers: Record<string, string> = { ...(req.headers as Record<string, string>), 'x-a': 'b' };\n  await fetch(url, { headers });\n  res.end();",
    ),
    errors: [
      {
        id: 'forwarded',
        copy: [["'x-a': 'b' };\n", `'x-a': 'b' };\n  ${DELETES('headers', 'delete')}\n`]],
      },
    ],
  },
  {
    name: 'a copy of those whose type has no other keys',
    code: server(
      "const headers = { ...(req.headers as Record<string, string>), 'x-a': 'b' };\n  await fetch(url, { headers });\n  res.end();",
    ),
    errors: [
      {
        id: 'forwarded',
        copy: [
          [
            '  const headers',
            `  const forwarded = { ...req.headers };\n  ${DELETES('forwarded', 'delete')}\n  const headers`,
          ],
          ['...(req.headers as', '...(forwarded as'],
        ],
      },
    ],
  },
  {
    name: 'those that are left when others are taken out',
    code: server(
      'const { host, connection, ...headers } = req.headers;\n  void [host, connection];\n  await fetch(url, { headers: headers as Record<string, string> });\n  res.end();',
    ),
    errors: [
      {
        id: 'forwarded',
        copy: [
          [
            '  const { host',
            `  const forwarded = { ...req.headers };\n  ${DELETES('forwarded', 'delete')}\n  const { host`,
          ],
          ['} = req.headers', '} = forwarded'],
        ],
      },
    ],
  },
  {
    name: 'headers that are destructured, of Express and of a helper',
    code: `import express from 'express';\nimport type { IncomingMessage } from 'node:http';\n${api}const app = express();\napp.get('/', async ({ headers }, res) => {\n  await fetch('http://a', { headers: headers as Record<string, string> });\n  res.end();\n});\nexport async function proxy(req: IncomingMessage, to: string) {\n  const init = { headers: Object.fromEntries(Object.entries(req.headers)) as Record<string, string> };\n  return fetch(to, init);\n}`,
    errors: [
      {
        id: 'forwarded',
        line: 6,
        copy: [
          ['  await fetch', `  const forwarded = { ...headers };\n  ${DELETES('forwarded', 'delete')}\n  await fetch`],
          ['headers: headers as', 'headers: forwarded as'],
        ],
      },
      {
        id: 'forwarded',
        line: 10,
        copy: [
          [
            '  const init',
            `  const forwarded = { ...req.headers };\n  ${DELETES('forwarded', 'delete')}\n  const init`,
          ],
          ['entries(req.headers)', 'entries(forwarded)'],
        ],
      },
    ],
  },
  {
    name: 'what a framework hands over',
    code: `import { headers } from 'next/headers';\n${api}export async function loader({ request }: { request: Request }) {\n  return fetch('http://a', { headers: request.headers });\n}\nexport async function page() {\n  return fetch('http://a', { headers: await headers() });\n}`,
    only: 'untyped',
    errors: [
      {
        id: 'forwarded',
        copy: [
          [
            "return fetch('http://a', { headers: request.headers",
            `const forwarded = new Headers(request.headers);\n  ${DELETES('forwarded', 'method')}\n  return fetch('http://a', { headers: forwarded`,
          ],
        ],
      },
      {
        id: 'forwarded',
        copy: [
          [
            "return fetch('http://a', { headers: await headers()",
            `const forwarded = new Headers(await headers());\n  ${DELETES('forwarded', 'method')}\n  return fetch('http://a', { headers: forwarded`,
          ],
        ],
      },
    ],
  },
  {
    name: 'require',
    code: `const { trace } = require('@opentelemetry/api');\nconst { createServer } = require('http');\ncreateServer(async (req, res) => {\n  trace.getActiveSpan();\n  await fetch('http://a', { headers: req.headers });\n  res.end();\n});`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'forwarded',
        copy: [
          [
            '  await fetch',
            `  const forwarded = { ...req.headers };\n  ${DELETES('forwarded', 'delete')}\n  await fetch`,
          ],
          ['headers: req.headers', 'headers: forwarded'],
        ],
      },
    ],
  },
  {
    name: 'two in one file',
    code: `${api}export const one = (url: string) => { const a = {}; propagation.inject(context.active(), a); return fetch(url, { headers: a }); };\nexport const two = (url: string) => { const b = {}; propagation.inject(context.active(), b); return fetch(url, { headers: b }); };`,
    errors: [
      { remove: [[' propagation.inject(context.active(), a);', '']] },
      { remove: [[' propagation.inject(context.active(), b);', '']] },
    ],
  },
];

function cases<Case extends Valid>(all: readonly Case[], mode: Only): readonly Case[] {
  return all.filter(({ only, filename }) => (!only || only === mode) && !(filename && mode === 'typed'));
}

function plain({ name, code, filename, settings = undici }: Valid): {
  name: string;
  code: string;
  filename?: string;
  settings: { otel: Settings };
} {
  return { name, code, ...(filename && { filename }), settings: { otel: settings } };
}

function outputs(
  code: string,
  { remove, move, drop, copy }: Invalid['errors'][number],
): { messageId: 'dropHeader' | 'removeInject' | 'sendInContext' | 'withoutTrace'; output: string }[] {
  return [
    ...(drop ? [{ messageId: 'dropHeader' as const, output: edited(code, drop) }] : []),
    ...(copy ? [{ messageId: 'withoutTrace' as const, output: edited(code, copy) }] : []),
    ...(remove ? [{ messageId: 'removeInject' as const, output: edited(code, remove) }] : []),
    ...(move ? [{ messageId: 'sendInContext' as const, output: edited(code, move) }] : []),
  ];
}

const reports = (mode: Only): (ReturnType<typeof plain> & { errors: Error[] })[] =>
  cases(invalid, mode).map((one) => ({
    ...plain(one),
    errors: one.errors.map((error): Error => ({
      messageId: error.id ?? 'twice',
      ...(error.column && { column: error.column }),
      ...(error.line && { line: error.line }),
      ...(error.data && { data: error.data }),
      suggestions: outputs(one.code, error).map((output) => ({
        ...output,
        ...(error.data && output.messageId !== 'withoutTrace' && { data: error.data }),
      })),
    })),
  }));

typedTester.run('no-redundant-inject (typed)', noRedundantInject, {
  valid: cases(valid, 'typed').map(plain),
  invalid: reports('typed'),
});
untypedTester.run('no-redundant-inject (untyped)', noRedundantInject, {
  valid: cases(valid, 'untyped').map(plain),
  invalid: reports('untyped'),
});

describe('the suggestions of no-redundant-inject', () => {
  const dom = 'type Json = { json(): Promise<unknown> };\n';

  it('compile under strict where the code did', () => {
    const before = new Map<string, string>();
    const after = new Map<string, string>();
    for (const one of cases(invalid, 'typed')) {
      for (const error of one.errors) {
        for (const { output } of outputs(one.code, error)) {
          const name = path.join(fixturesFolder, `redundant-${after.size}.ts`);
          before.set(name, dom + one.code);
          after.set(name, dom + output);
        }
      }
    }
    assert.ok(after.size > 40, String(after.size));
    const faults = (texts: ReadonlyMap<string, string>): string[] =>
      strictDiagnostics(texts).map((line) => line.replace(/:\d+/g, ''));
    const known = new Set(faults(before));
    assert.deepEqual(
      faults(after).filter((line) => !known.has(line)),
      [],
    );
  });

  it('fix two reports of one file together', () => {
    const linter = new Linter({ cwd: fixturesFolder });
    const code = invalid.find(({ name }) => name === 'two in one file')?.code ?? '';
    const config = {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: noRedundantInject as unknown as Rule.RuleModule } } },
      rules: { 'otel/rule': 'error' },
      settings: { otel: undici },
      languageOptions: { parser },
    } as unknown as Linter.Config;
    const messages = linter.verify(code, config, path.join(fixturesFolder, 'file.ts'));
    const fixes = messages.flatMap(({ suggestions = [] }) => suggestions.map(({ fix }) => fix)).toReversed();
    assert.equal(fixes.length, 2);
    const text = fixes.reduce(
      (current, { range, text: inserted }) => current.slice(0, range[0]) + inserted + current.slice(range[1]),
      code,
    );
    assert.deepEqual(linter.verify(text, config, path.join(fixturesFolder, 'file.ts')), []);
    assert.ok(!text.includes('inject'), text);
  });
});
