import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SHAPE_WORDS } from '../../src/model/carriers';
import { validCarrier } from '../../src/rules/valid-carrier';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';\n`;

type Only = 'typed' | 'untyped';
type Error = Parameters<
  typeof typedTester.run<keyof typeof validCarrier.meta.messages, []>
>[2]['invalid'][number]['errors'][number];

interface Valid {
  readonly name: string;
  readonly code: string;
  readonly only?: Only;
  readonly filename?: string;
}

interface Invalid extends Valid {
  readonly errors: readonly {
    readonly id: keyof typeof validCarrier.meta.messages;
    readonly data?: Readonly<Record<string, string>>;
    /** By message id of the suggestion: what it replaces in the code. */
    readonly edits?: Readonly<Record<string, readonly Replacement[]>>;
  }[];
}

const MAP = '{ get(key: string): string | null | undefined; keys(): Iterable<string> }';
const importOf = (type: 'TextMapGetter' | 'TextMapSetter'): Replacement => [
  'ROOT_CONTEXT }',
  `ROOT_CONTEXT, type ${type} }`,
];
const declared = (
  after: string,
  kind: 'Getter' | 'Setter',
  name: string,
  type: string,
  members: readonly string[],
): Replacement => [
  after,
  `${after}\n\nconst ${name}: TextMap${kind}<${type}> = {\n${members.map((member) => `  ${member},\n`).join('')}};`,
];
const apiLine = "from '@opentelemetry/api';";
const readsMap = ['keys: (carrier) => [...carrier.keys()]', 'get: (carrier, key) => carrier.get(key) ?? undefined'];
const headersGetter = (type = 'Headers'): readonly Replacement[] => [
  importOf('TextMapGetter'),
  declared(apiLine, 'Getter', 'headersGetter', type, readsMap),
];
const writesMap = ['set: (carrier, key, value) => void carrier.set(key, value)'];
const setter = (name: string, type: string): readonly Replacement[] => [
  importOf('TextMapSetter'),
  declared(apiLine, 'Setter', name, type, writesMap),
];
const WRITER = '{ set(key: string, value: string): unknown }';

/** Code that takes `carrier` as a parameter of some type, and reads it. */
const reading = (type: string, carrier = 'carrier'): string =>
  `${api}export function read(carrier: ${type}) { return propagation.extract(ROOT_CONTEXT, ${carrier}); }`;
const writing = (type: string, carrier = 'carrier'): string =>
  `${api}export function write(carrier: ${type}) { propagation.inject(context.active(), ${carrier}); return carrier; }`;
const extracts = (words: string, carrier = 'carrier'): Record<string, string> => ({
  carrier,
  words,
  accessor: 'getter',
  path: '',
});
const injects = (words: string, carrier = 'carrier'): Record<string, string> => ({
  carrier,
  words,
  accessor: 'setter',
  path: '',
});

/** The words of a message about a call, and more. */
const words = (call: 'extract' | 'inject', more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  call,
  ...(call === 'extract'
    ? { done: 'read', accessor: 'getter', fallback: 'defaultTextMapGetter' }
    : { done: 'written', accessor: 'setter', fallback: 'defaultTextMapSetter' }),
  ...more,
});

const valid: readonly Valid[] = [
  // plain carriers
  ...[
    'Record<string, string>',
    'Record<string, string | string[] | undefined>',
    `import('node:http').IncomingHttpHeaders`,
    '{ traceparent?: string }',
    '{ b3: string }',
    'Partial<Record<string, unknown>>',
    'any',
    'unknown',
    'object',
    '{ [name: string]: string; get(name: string): string }',
    `import('amqplib').MessagePropertyHeaders`,
    `import('axios').AxiosHeaders`,
    `import('@google-cloud/pubsub').Message['attributes']`,
    'HeadersInit',
    'undefined',
    'Record<string, string | Buffer>',
    '{ traceparent?: string; headers: Record<string, string> }',
    'Map<string, string> | string',
    '{ id: number }',
  ].map((type) => ({ name: `a carrier of type ${type}`, code: reading(type) })),
  {
    name: 'a type parameter',
    code: `${api}export const read = <T extends object>(carrier: T) => propagation.extract(ROOT_CONTEXT, carrier);`,
  },
  {
    name: 'a type that is merely named Headers',
    code: `${api}interface Headers { [name: string]: string }\nexport const read = (carrier: Headers) => propagation.extract(ROOT_CONTEXT, carrier);`,
  },
  {
    name: 'a Headers type of a file that is not there',
    code: `${api}import type { Headers } from './other';\nexport const read = (carrier: Headers) => propagation.extract(ROOT_CONTEXT, carrier);`,
  },
  {
    name: "Hono's header()",
    code: `${api}import type { Context } from 'hono';\nexport const read = (c: Context) => propagation.extract(ROOT_CONTEXT, c.req.header());`,
  },
  { name: 'Object.fromEntries', code: reading('Headers', 'Object.fromEntries(carrier)') },
  { name: 'the headers of a Node request', code: reading(`import('node:http').IncomingMessage`, 'carrier.headers') },
  {
    name: 'the headers of an amqplib message',
    code: reading(`import('amqplib').ConsumeMessage`, 'carrier.properties.headers'),
  },
  {
    name: 'a narrowed union',
    code: `${api}export const read = (carrier: Headers | Record<string, string>) => carrier instanceof Headers ? undefined : propagation.extract(ROOT_CONTEXT, carrier);`,
  },
  {
    name: 'a cast to a plain type of what only looks like a map',
    code: `${api}interface Bag { get(k: string): string; set(k: string, v: string): void; keys(): string[] }\nexport const read = (carrier: Bag) => propagation.extract(ROOT_CONTEXT, carrier as unknown as Record<string, string>);`,
  },
  // explicit accessors
  {
    name: 'an inline getter',
    code: `${api}export const read = (carrier: Headers) => propagation.extract(ROOT_CONTEXT, carrier, { keys: (c) => [...c.keys()], get: (c, k) => c.get(k) ?? undefined });`,
  },
  {
    name: 'a getter of another file',
    code: `${api}import { headersGetter } from './otel';\nexport const read = (carrier: Headers) => propagation.extract(ROOT_CONTEXT, carrier, headersGetter);`,
  },
  {
    name: 'a getter that is a class',
    code: `${api}class Getter { keys(c: Headers) { return [...c.keys()]; } get(c: Headers, k: string) { return c.get(k) ?? undefined; } }\nexport const read = (carrier: Headers) => propagation.extract(ROOT_CONTEXT, carrier, new Getter());`,
  },
  {
    name: 'a setter that writes elsewhere',
    code: `${api}import http from 'node:http';\nexport function send(req: http.ClientRequest) { propagation.inject(context.active(), {}, { set: (_, key, value) => { req.setHeader(key, value); } }); }`,
  },
  {
    name: 'a setter that adds to a new object and keeps it',
    code: `${api}export function send() { let headers = {}; propagation.inject(context.active(), headers, { set(_, key, value) { headers = { ...headers, [key]: value }; } }); return fetch('/', { headers }); }`,
  },
  {
    name: 'a setter for SQS',
    code: `${api}import type { MessageAttributeValue } from '@aws-sdk/client-sqs';\nexport function send(a: Record<string, MessageAttributeValue>) { propagation.inject(context.active(), a, { set: (c, k, v) => { c[k] = { DataType: 'String', StringValue: v }; } }); return a; }`,
  },
  { name: 'a Kafka producer, which takes texts', code: writing(`import('kafkajs').IHeaders`) },
  {
    name: 'a propagator that hands its getter on',
    code: `import type { Context, TextMapGetter, TextMapPropagator } from '@opentelemetry/api';\nexport class Mine { constructor(private readonly inner: TextMapPropagator) {} extract(c: Context, carrier: Headers, getter: TextMapGetter) { return this.inner.extract(c, carrier, getter); } }`,
  },
  // carriers that are sent
  ...[
    `const c = {}; propagation.inject(context.active(), c); return fetch('/', { headers: c });`,
    `const c: Record<string, string> = {}; propagation.inject(context.active(), c); for (const [k, v] of Object.entries(c)) h.set(k, v);`,
    `const c = {}; propagation.inject(context.active(), c); return c;`,
    `const c = {}; propagation.inject(context.active(), c); console.log(c);`,
    `const c = {}; propagation.inject(context.active(), c); return () => c;`,
    `const c = { ...o.headers }; propagation.inject(context.active(), c); return fetch('/', { headers: c });`,
    `const c = o.headers ?? {}; propagation.inject(context.active(), c); return fetch('/', { ...o, headers: c });`,
    `o.headers ??= {}; propagation.inject(context.active(), o.headers); return o;`,
    `propagation.inject(context.active(), o.headers ??= {}); return o;`,
    `propagation.inject(context.active(), (o.headers = o.headers || {})); return o;`,
    `const c = o.headers; if (c) propagation.inject(context.active(), c);`,
    `const c = {}; propagation.inject(context.active(), c); save(c); function save(x: object) { Object.assign(o, x); }`,
    `let c; c = {}; propagation.inject(context.active(), c); o.headers = c;`,
    `const message = { id: 1, carrier: {} }; propagation.inject(context.active(), message.carrier); return message;`,
    `propagation.inject(context.active(), Object.assign(o, { at: 1 })); return o;`,
    `const c = {}; propagation.inject(context.active(), c); o.headers = c; propagation.inject(context.active(), h ?? {});`,
    `return propagation.inject(context.active(), o);`,
    `void propagation.inject(context.active(), o);`,
    `expect(propagation.inject(context.active(), o)).toBe(undefined);`,
  ].map((code) => ({
    name: code,
    code: `${api}declare function expect(x: unknown): { toBe(x: unknown): void };\nexport function f(o: { headers?: Record<string, string>; traceparent?: string }, h: Headers) { ${code} }`,
  })),
  {
    name: 'a concise arrow that only fills',
    code: `${api}export const fill = (o: Record<string, string>) => propagation.inject(context.active(), o);`,
  },
  {
    name: 'an exported carrier',
    code: `${api}export const carrier = {};\npropagation.inject(context.active(), carrier);`,
  },
  {
    name: 'a parameter with a default',
    code: `${api}export function f(carrier: Record<string, string> = {}) { propagation.inject(context.active(), carrier); }`,
  },
  // a default for what is never missing
  ...[
    `o.headers ??= {}; propagation.inject(context.active(), o.headers ?? {}); return o;`,
    `if (!o.headers) o.headers = {}; propagation.inject(context.active(), o.headers || {}); return o;`,
    `if (o.headers) { propagation.inject(context.active(), o.headers || {}); } return o;`,
    `return o.headers && (propagation.inject(context.active(), o.headers ?? {}), o);`,
    `o.headers = o.headers || {}; const c = o.headers || {}; propagation.inject(context.active(), c); return o;`,
  ].map((code) => ({
    name: code,
    code: `${api}export function f(o: { headers?: Record<string, string> }) { ${code} }`,
  })),
  {
    name: 'a default for what its type has always',
    code: `${api}import axios from 'axios';\naxios.interceptors.request.use((config) => { propagation.inject(context.active(), config.headers ?? {}); return config; });`,
    only: 'typed',
  },
  // propagators of the project, which have accessors of their own
  {
    name: 'a propagator of the project, which takes no accessor',
    code: `import { context, type Context, type TextMapPropagator } from '@opentelemetry/api';\nclass Own implements TextMapPropagator<Headers> {\n  inject(ctx: Context, carrier: Headers) { carrier.set('x', String(ctx)); }\n  extract(ctx: Context, carrier: Headers) { void carrier; return ctx; }\n  fields() { return []; }\n}\nexport function f(h: Headers) { const own = new Own(); own.inject(context.active(), h); new Own().inject(context.active(), h); own.inject(context.active(), {} as Headers); return own.extract(context.active(), h); }`,
  },
  {
    name: 'a propagator of the project that extends one of OpenTelemetry',
    code: `import { context, type Context, defaultTextMapSetter } from '@opentelemetry/api';\nimport { W3CTraceContextPropagator } from '@opentelemetry/core';\nclass Own extends W3CTraceContextPropagator { override inject(c: Context, h: unknown) { super.inject(c, h, defaultTextMapSetter); } }\nexport function f(h: Record<string, string>, given: Own) { const own = new Own(); own.inject(context.active(), h); given.inject(context.active(), h); }`,
  },
  // tests, which look at what a call does and not at what leaves
  {
    name: 'carriers of a test that nobody sends',
    code: `${api}declare const it: any, expect: any, spy: any;\nit('calls the propagator', () => { propagation.inject(context.active(), {}); const c = {}; propagation.inject(context.active(), c); expect(() => propagation.inject(context.active(), { ...spy })).not.toThrow(); expect(spy).toHaveBeenCalled(); });`,
  },
  // unions that were looked at in ways the compiler does not follow
  ...[
    `const plain = typeof (h as Headers).get === 'function' ? Object.fromEntries((h as Headers).entries()) : h; return propagation.extract(ROOT_CONTEXT, plain);`,
    `if ('get' in h && typeof h.get === 'function') return undefined; return propagation.extract(ROOT_CONTEXT, h);`,
    `if (isHeaders(h)) return undefined; return propagation.extract(ROOT_CONTEXT, h as import('node:http').IncomingHttpHeaders);`,
    `return isHeaders(h) ? undefined : propagation.extract(ROOT_CONTEXT, h);`,
  ].map((code) => ({
    name: code,
    code: `${api}declare function isHeaders(h: unknown): boolean;\nexport function f(h: Headers | import('node:http').IncomingHttpHeaders) { ${code} }`,
  })),
  // setters that may write elsewhere, and carriers that are nothing but a place-holder
  ...[
    `propagation.inject(context.active(), {}, headersSetter);`,
    `propagation.inject(context.active(), {}, setter);`,
    `propagation.inject(context.active(), o.headers ?? {}, setter);`,
    `propagation.inject(context.active(), o.headers ?? {}, { set: (_, key, value) => { h[key] = value; } });`,
    `propagation.inject(context.active(), o.headers ?? {}, { set: (carrier, key, value) => { carrier[key] = value; h[key] = value; } });`,
    `propagation.inject(context.active(), o.headers ?? {}, new Setter());`,
    `const c = o.headers ?? {}; propagation.inject(context.active(), c, headersSetter); return c;`,
    `const c = {}; propagation.inject(context.active(), c, headersSetter); Object.assign(h, c);`,
  ].map((code) => ({
    name: code,
    code: `${api}import { headersSetter } from './otel';\ndeclare class Setter { set(c: unknown, k: string, v: string): void }\nexport function f(o: { headers?: Record<string, string> }, h: Record<string, string>, setter: import('@opentelemetry/api').TextMapSetter) { ${code} return [o, h, setter, headersSetter, Setter]; }`,
  })),
  // propagators with an accessor, or whose class nobody knows
  ...[
    `p.inject(context.active(), h, defaultTextMapSetter);`,
    `p.extract(context.active(), h, defaultTextMapGetter);`,
    `p.inject(context.active(), h, setter);`,
    `p.inject(...args);`,
    `own.inject(context.active(), h);`,
    `any.inject(context.active(), h);`,
    `expect(() => p.inject(context.active(), h)).toThrow();`,
    `propagation.extract(c, { ...h, Traceparent: any });`,
    `assert.throws(() => p.extract(h));`,
    `propagation.extract(c, h); propagation.inject(c, h);`,
    `propagation.extract(c, h, getter); propagation.inject(c, h, setter);`,
    `propagation.extract(c);`,
    `propagation.inject(other.context);`,
    `propagation.extract(c, { set: 1, get: 2 });`,
  ].map((code) => ({
    name: code,
    code: `const { context, defaultTextMapGetter, defaultTextMapSetter, propagation } = require('@opentelemetry/api');\nconst { W3CTraceContextPropagator } = require('@opentelemetry/core');\nclass Own extends W3CTraceContextPropagator { inject(c, h) { super.inject(c, h, defaultTextMapSetter); } }\nconst p = new W3CTraceContextPropagator(), own = new Own();\nmodule.exports = (h, c, args, any, setter, getter, other) => { ${code} };`,
    only: 'untyped' as const,
    filename: 'file.js',
  })),
  // keys and arguments
  {
    name: 'the header of X-Ray, whose propagator reads any case',
    code: `${api}export const read = () => propagation.extract(ROOT_CONTEXT, { 'X-Amzn-Trace-Id': process.env['_X_AMZN_TRACE_ID'] });`,
  },
  {
    name: 'a resolved promise',
    code: `${api}export const fill = (o: Record<string, string>) => Promise.resolve(propagation.inject(context.active(), o)).then(() => o);`,
  },
  {
    name: 'a function with the methods of a getter',
    code: `const { context, propagation } = require('@opentelemetry/api');\nfunction getter(c, k) { return c[k]; }\ngetter.get = getter;\ngetter.keys = Object.keys;\nmodule.exports = (h) => propagation.extract(context.active(), h, getter);`,
    only: 'untyped',
    filename: 'file.js',
  },
  {
    name: 'lower-case keys',
    code: `${api}export const read = (value: string) => propagation.extract(ROOT_CONTEXT, { traceparent: value, 'X-Request-Id': value });`,
  },
  {
    name: 'both spellings of a key',
    code: `${api}export const read = (value: string) => propagation.extract(ROOT_CONTEXT, { Traceparent: value, traceparent: value });`,
  },
  {
    name: 'spread arguments',
    code: `${api}export const read = (...args: [never, Headers]) => propagation.extract(...args);`,
  },
  {
    name: 'one argument of an unknown kind',
    code: `${api}export const write = (x: any) => (propagation as any).inject(x);`,
  },
  // what is not OpenTelemetry
  {
    name: 'an inject of a container',
    code: `const propagation = { inject(_: unknown, carrier: Headers) { return carrier; }, extract: (_: unknown, h: Headers) => h };\nexport const x = propagation.inject(1, new Headers());\nexport const y = propagation.extract(1, new Headers());`,
  },
  {
    name: 'another library with the same names',
    code: `import { propagation } from 'other-propagation';\nimport '@opentelemetry/api';\nexport const x = propagation.extract({}, new Headers());`,
  },
  {
    name: 'a shadowed name',
    code: `${api}export function f(propagation: { extract(c: unknown, h: Headers): void }, h: Headers) { propagation.extract(context.active(), h); return ROOT_CONTEXT; }`,
    only: 'typed',
  },
  // without types
  {
    name: 'a class of its own called Headers',
    code: `${api}class Headers extends Array {}\nexport const read = () => propagation.extract(ROOT_CONTEXT, Object.assign(new Headers(), {}));`,
  },
  {
    name: 'a parameter called req',
    code: `const { context, propagation } = require('@opentelemetry/api');\nmodule.exports = (req, res) => propagation.extract(context.active(), req.headers);`,
    only: 'untyped',
    filename: 'file.js',
  },
  {
    name: 'a request of a handler that is no Fetch handler',
    code: `const { context, propagation } = require('@opentelemetry/api');\nmodule.exports = { handle(request) { return propagation.extract(context.active(), request.headers); } };`,
    only: 'untyped',
    filename: 'file.js',
  },
  ...[
    'const client = { fetch(request) { return BODY; } };\nmodule.exports = { client };',
    'module.exports = { fetch(request) { return BODY; }, post(url, body) { return this.fetch({ url, body, headers: {} }); } };',
    'exports.api = new Api({ fetch: (req, res) => res.end(BODY) });',
    'export const GET = (request, res) => { res.end(BODY); };',
    'export async function POST(request, reply) { return reply.send(BODY); }',
  ].map((code): Valid => ({
    name: `a request of ${code.slice(0, 40)}`,
    code: `import { context, propagation } from '@opentelemetry/api';\n${code.replace('(req,', '(request,').replace('BODY', 'propagation.extract(context.active(), request.headers)')}`,
    only: 'untyped',
    filename: 'file.mjs',
  })),
];

const invalid: readonly Invalid[] = [
  {
    name: 'the Headers of a Fetch request',
    code: reading('Request', 'carrier.headers'),
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.headers, 'carrier.headers'),
        edits: {
          fromEntries: [['carrier.headers)', 'Object.fromEntries(carrier.headers))']],
          useAccessor: [...headersGetter(), ['carrier.headers)', 'carrier.headers, headersGetter)']],
        },
      },
    ],
  },
  {
    name: 'a whole Fetch request',
    code: reading('Request'),
    errors: [
      {
        id: 'extractsNothing',
        data: { ...extracts(SHAPE_WORDS.envelope), path: 'headers' },
        edits: { takeHeaders: [...headersGetter(), [', carrier)', ', carrier.headers, headersGetter)']] },
      },
    ],
  },
  {
    name: 'a whole Node request',
    code: reading(`import('node:http').IncomingMessage`),
    only: 'typed',
    errors: [
      {
        id: 'extractsNothing',
        data: { ...extracts(SHAPE_WORDS.envelope), path: 'headers' },
        edits: { takeHeaders: [[', carrier)', ', carrier.headers)']] },
      },
    ],
  },
  {
    name: 'a whole amqplib message that may be null',
    code: reading(`import('amqplib').ConsumeMessage | null`),
    only: 'typed',
    errors: [
      {
        id: 'extractsNothing',
        data: { ...extracts(SHAPE_WORDS.envelope), path: 'properties.headers' },
        edits: { takeHeaders: [[', carrier)', ', carrier?.properties.headers)']] },
      },
    ],
  },
  {
    name: 'a union of Headers and plain headers',
    code: reading(`Headers | import('node:http').IncomingHttpHeaders`),
    only: 'typed',
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(`in one of its types ${SHAPE_WORDS.headers}`),
        edits: {
          fromEntries: [[', carrier)', ', carrier instanceof Headers ? Object.fromEntries(carrier) : carrier)']],
        },
      },
    ],
  },
  {
    name: 'a Map that may be missing gets no Object.fromEntries',
    code: reading('Map<string, string> | undefined'),
    only: 'typed',
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.map),
        edits: {
          useAccessor: [
            importOf('TextMapGetter'),
            declared(apiLine, 'Getter', 'mapGetter', `${MAP} | undefined`, [
              'keys: (carrier) => [...(carrier?.keys() ?? [])]',
              'get: (carrier, key) => carrier?.get(key) ?? undefined',
            ]),
            [', carrier)', ', carrier, mapGetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'URLSearchParams',
    code: writing('URLSearchParams'),
    errors: [
      {
        id: 'injectsNothing',
        data: injects(SHAPE_WORDS['search-params']),
        edits: {
          useAccessor: [
            ...setter('searchParamsSetter', 'URLSearchParams'),
            [', carrier)', ', carrier, searchParamsSetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'an object that gives its headers by methods only',
    code: `${api}interface Bag { get(k: string): string | undefined; set(k: string, v: string): void; keys(): string[] }\nexport const read = (carrier: Bag) => propagation.extract(ROOT_CONTEXT, carrier);`,
    only: 'typed',
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.headers),
        edits: { useAccessor: [...headersGetter(MAP), [', carrier)', ', carrier, headersGetter)']] },
      },
    ],
  },
  {
    name: 'Buffers',
    code: reading('Record<string, Buffer | undefined>'),
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.buffers),
        edits: {
          useAccessor: [
            importOf('TextMapGetter'),
            declared(
              apiLine,
              'Getter',
              'bufferGetter',
              'Record<string, { toString(): string } | undefined> | undefined',
              ['keys: (carrier) => Object.keys(carrier ?? {})', 'get: (carrier, key) => carrier?.[key]?.toString()'],
            ),
            [', carrier)', ', carrier, bufferGetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'the headers of a Kafka message',
    code: reading(`import('kafkajs').KafkaMessage`, 'carrier.headers'),
    only: 'typed',
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.buffers, 'carrier.headers'),
        edits: {
          useAccessor: [
            importOf('TextMapGetter'),
            declared(
              apiLine,
              'Getter',
              'bufferGetter',
              'Record<string, { toString(): string } | undefined> | undefined',
              ['keys: (carrier) => Object.keys(carrier ?? {})', 'get: (carrier, key) => carrier?.[key]?.toString()'],
            ),
            ['carrier.headers)', 'carrier.headers, bufferGetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'SQS attributes',
    code: writing(`Record<string, import('@aws-sdk/client-sqs').MessageAttributeValue>`),
    only: 'typed',
    errors: [
      {
        id: 'injectsNothing',
        data: injects(SHAPE_WORDS['message-attributes']),
        edits: {
          useAccessor: [
            importOf('TextMapSetter'),
            declared(
              apiLine,
              'Setter',
              'messageAttributesSetter',
              'Record<string, { DataType: string | undefined; StringValue?: string | undefined }>',
              ["set: (carrier, key, value) => void (carrier[key] = { DataType: 'String', StringValue: value })"],
            ),
            [', carrier)', ', carrier, messageAttributesSetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'the attributes of a Lambda record',
    code: reading(`import('aws-lambda').SQSRecord`, 'carrier.messageAttributes'),
    only: 'typed',
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS['lambda-sqs-attributes'], 'carrier.messageAttributes'),
        edits: {
          useAccessor: [
            importOf('TextMapGetter'),
            declared(
              apiLine,
              'Getter',
              'messageAttributesGetter',
              'Record<string, { stringValue?: string | undefined }> | undefined',
              ['keys: (carrier) => Object.keys(carrier ?? {})', 'get: (carrier, key) => carrier?.[key]?.stringValue'],
            ),
            ['carrier.messageAttributes)', 'carrier.messageAttributes, messageAttributesGetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'gRPC metadata',
    code: `import { Metadata } from '@grpc/grpc-js';\n${api}export function call() { const metadata = new Metadata(); propagation.inject(context.active(), metadata); return metadata; }`,
    errors: [
      {
        id: 'injectsNothing',
        data: injects(SHAPE_WORDS['grpc-metadata'], 'metadata'),
        edits: { useAccessor: [...setter('metadataSetter', WRITER), [', metadata)', ', metadata, metadataSetter)']] },
      },
    ],
  },
  {
    name: 'a NATS header object',
    code: `import { headers } from 'nats';\n${api}export function publish() { const h = headers(); propagation.inject(context.active(), h); return h; }`,
    errors: [
      {
        id: 'injectsNothing',
        data: injects(SHAPE_WORDS['nats-headers'], 'h'),
        edits: { useAccessor: [...setter('natsHeadersSetter', WRITER), [', h)', ', h, natsHeadersSetter)']] },
      },
    ],
  },
  {
    name: 'a request that is being written',
    code: `import http from 'node:http';\n${api}export function send() { const req = http.request('http://a'); propagation.inject(context.active(), req); req.end(); }`,
    errors: [
      {
        id: 'injectsNothing',
        data: injects(SHAPE_WORDS['header-writer'], 'req'),
        edits: {
          useAccessor: [
            importOf('TextMapSetter'),
            declared(apiLine, 'Setter', 'headerWriterSetter', '{ setHeader(name: string, value: string): unknown }', [
              'set: (carrier, key, value) => void carrier.setHeader(key, value)',
            ]),
            [', req)', ', req, headerWriterSetter)'],
          ],
        },
      },
    ],
  },
  ...[
    ['[string, string][]', SHAPE_WORDS.list],
    ['string', SHAPE_WORDS.text],
    ['string[]', SHAPE_WORDS.list],
  ].map(([type = '', words = '']): Invalid => ({
    name: `a carrier of type ${type}`,
    code: reading(type),
    only: 'typed',
    errors: [{ id: 'extractsNothing', data: extracts(words) }],
  })),
  {
    name: 'a Headers under a cast',
    code: reading('Headers', 'carrier as unknown as Record<string, string>'),
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.headers, 'carrier as unknown as Record<string,…'),
        edits: {
          fromEntries: [['carrier as unknown as Record<string, string>', 'Object.fromEntries(carrier)']],
          useAccessor: [...headersGetter(), ['carrier as unknown as Record<string, string>', 'carrier, headersGetter']],
        },
      },
    ],
  },
  {
    name: 'the default getter by its name',
    code: `import { context, defaultTextMapGetter, propagation, ROOT_CONTEXT } from '@opentelemetry/api';\nexport const read = (carrier: Headers) => propagation.extract(context.active(), carrier, defaultTextMapGetter) ?? ROOT_CONTEXT;`,
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.headers),
        edits: {
          fromEntries: [['carrier, defaultTextMapGetter', 'Object.fromEntries(carrier), defaultTextMapGetter']],
          useAccessor: [...headersGetter(), ['carrier, defaultTextMapGetter', 'carrier, headersGetter']],
        },
      },
    ],
  },
  // by construction, with and without types
  ...[
    ['new Headers()', 'headers', 'headersSetter', 'Headers'],
    ['new Map<string, string>()', 'map', 'mapSetter', WRITER],
    ['new URLSearchParams()', 'search-params', 'searchParamsSetter', 'URLSearchParams'],
  ].map(([value = '', shape = '', name = '', type = '']): Invalid => ({
    name: `${value} in a constant`,
    code: `${api}export function send() { const carrier = ${value}; propagation.inject(context.active(), carrier /* here */); return carrier; }`,
    errors: [
      {
        id: 'injectsNothing',
        data: injects(SHAPE_WORDS[shape as 'map']),
        edits: { useAccessor: [...setter(name, type), [', carrier /*', `, carrier, ${name} /*`]] },
      },
    ],
  })),
  {
    name: 'a Fetch handler in JavaScript',
    code: `const { context, propagation, ROOT_CONTEXT } = require('@opentelemetry/api');\nmodule.exports = { fetch(request) { return propagation.extract(ROOT_CONTEXT, request.headers); } };`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.headers, 'request.headers'),
        edits: {
          fromEntries: [['request.headers)', 'Object.fromEntries(request.headers))']],
          useAccessor: [
            [
              "require('@opentelemetry/api');",
              `require('@opentelemetry/api');\n\nconst headersGetter = {\n  ${readsMap.join(',\n  ')},\n};`,
            ],
            ['request.headers)', 'request.headers, headersGetter)'],
          ],
        },
      },
    ],
  },
  ...[
    'export async function GET(request) { return BODY; }',
    'export const POST = async (request) => BODY;',
    'export default { port: 3000, fetch(request, env) { return BODY; } };',
    'Bun.serve({ fetch: (request) => BODY });',
    'export const wrap = (handler) => ({ async fetch(request, _env, ctx) { return handler(ctx, BODY); } });',
    'const app = { fetch(request) { return BODY; } };\nexport default app;',
    "addEventListener('fetch', (event) => { const request = event.request; return BODY; });",
    'export const x = () => { const request = new Request("/"); return BODY; };',
  ].map((code): Invalid => ({
    name: `a Fetch request of ${code.slice(0, 32)}`,
    code: `${api}${code.replace('BODY', 'propagation.extract(ROOT_CONTEXT, request)')}`,
    only: 'untyped',
    filename: 'file.mjs',
    errors: [
      {
        id: 'extractsNothing',
        data: { ...extracts(SHAPE_WORDS.envelope, 'request'), path: 'headers' },
        edits: {
          takeHeaders: [
            [apiLine, `${apiLine}\n\nconst headersGetter = {\n  ${readsMap.join(',\n  ')},\n};`],
            ['ROOT_CONTEXT, request)', 'ROOT_CONTEXT, request.headers, headersGetter)'],
          ],
        },
      },
    ],
  })),
  {
    name: 'the options of a request, written as a literal',
    code: `${api}export function send() { const init = { method: 'GET', headers: {} }; propagation.inject(context.active(), init); return fetch('/', init); }`,
    errors: [
      {
        id: 'injectsNothing',
        data: { ...injects(SHAPE_WORDS.envelope, 'init'), path: 'headers' },
        edits: { takeHeaders: [['active(), init);', 'active(), init.headers);']] },
      },
    ],
  },
  {
    name: 'the options of a request, by type',
    code: writing('RequestInit'),
    errors: [{ id: 'injectsNothing', data: injects(SHAPE_WORDS.envelope) }],
  },
  {
    name: 'the options of an axios request',
    code: writing(`import('axios').AxiosRequestConfig`),
    only: 'typed',
    errors: [{ id: 'injectsNothing', data: injects(SHAPE_WORDS.envelope) }],
  },
  {
    name: 'a JSON text',
    code: `${api}export const read = (x: object) => propagation.extract(ROOT_CONTEXT, JSON.stringify(x));`,
    errors: [{ id: 'extractsNothing', data: extracts(SHAPE_WORDS.text, 'JSON.stringify(x)') }],
  },
  // existing accessors and names that are taken
  {
    name: 'a getter that is there is used again',
    code: `${api}\nconst fetchGetter = {\n  keys: (carrier: Headers) => [...carrier.keys()], get: (carrier: Headers, key: string) => carrier.get(key),\n};\nconst mapReader: never = undefined as never;\nconst readHeaders: import('@opentelemetry/api').TextMapGetter<Headers> = { get: (carrier, key) => carrier.get(key) ?? undefined, keys: (carrier) => [...carrier.keys()] };\nexport const read = (carrier: Headers) => [propagation.extract(ROOT_CONTEXT, carrier), fetchGetter, mapReader, readHeaders];`,
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.headers),
        edits: {
          fromEntries: [['ROOT_CONTEXT, carrier)', 'ROOT_CONTEXT, Object.fromEntries(carrier))']],
          useAccessor: [['ROOT_CONTEXT, carrier)', 'ROOT_CONTEXT, carrier, readHeaders)']],
        },
      },
    ],
  },
  {
    name: 'a name that is taken, and a type that is imported',
    code: `import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';\nimport type { TextMapGetter } from '@opentelemetry/api';\nexport const headersGetter = 1;\nexport type G = TextMapGetter;\nexport const read = (carrier: Headers) => propagation.extract(context.active() ?? ROOT_CONTEXT, carrier!);`,
    errors: [
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.headers, 'carrier!'),
        edits: {
          fromEntries: [['carrier!)', 'Object.fromEntries(carrier!))']],
          useAccessor: [
            declared(
              "import type { TextMapGetter } from '@opentelemetry/api';",
              'Getter',
              'headersGetter2',
              'Headers',
              readsMap,
            ),
            ['carrier!)', 'carrier!, headersGetter2)'],
          ],
        },
      },
    ],
  },
  {
    name: 'an alias, a namespace, a field and an optional chain',
    code: `import * as otel from '@opentelemetry/api';\nimport { propagation as p } from '@opentelemetry/api';\nexport class Client { private readonly headers = new Headers(); write() { p.inject(otel.context.active(), this.headers); } read(req?: { headers?: Headers }) { return otel.propagation.extract(otel.ROOT_CONTEXT, req?.headers); } }`,
    only: 'typed',
    errors: [
      {
        id: 'injectsNothing',
        data: injects(SHAPE_WORDS.headers, 'this.headers'),
        edits: {
          useAccessor: [
            [
              "import { propagation as p } from '@opentelemetry/api';",
              `import { propagation as p } from '@opentelemetry/api';\n\nconst headersSetter: otel.TextMapSetter<Headers> = {\n  ${writesMap[0] ?? ''},\n};`,
            ],
            ['this.headers);', 'this.headers, headersSetter);'],
          ],
        },
      },
      {
        id: 'extractsNothing',
        data: extracts(SHAPE_WORDS.headers, 'req?.headers'),
        edits: {
          useAccessor: [
            [
              "import { propagation as p } from '@opentelemetry/api';",
              `import { propagation as p } from '@opentelemetry/api';\n\nconst headersGetter: otel.TextMapGetter<Headers | undefined> = {\n  keys: (carrier) => [...(carrier?.keys() ?? [])],\n  get: (carrier, key) => carrier?.get(key) ?? undefined,\n};`,
            ],
            ['req?.headers);', 'req?.headers, headersGetter);'],
          ],
        },
      },
    ],
  },
  {
    name: 'a propagator of an injected field',
    code: `import { defaultTextMapSetter, type Context, type TextMapPropagator } from '@opentelemetry/api';\nexport class Sender { constructor(private readonly propagator: TextMapPropagator) {} send(c: Context, h: Headers) { this.propagator.inject(c, h, defaultTextMapSetter); } }`,
    errors: [
      {
        id: 'injectsNothing',
        data: injects(SHAPE_WORDS.headers, 'h'),
        edits: {
          useAccessor: [
            ['TextMapPropagator }', 'TextMapPropagator, type TextMapSetter }'],
            [apiLine, `${apiLine}\n\nconst headersSetter: TextMapSetter<Headers> = {\n  ${writesMap[0] ?? ''},\n};`],
            ['h, defaultTextMapSetter', 'h, headersSetter'],
          ],
        },
      },
    ],
  },
  // carriers that are thrown away
  ...[
    ['{}', 'unreferenced', {}, {}],
    ['{ ...h }', 'copy', { original: 'h' }, { useOriginal: [['{ ...h }', 'h']] }],
    ['{ ...h, a: "b" }', 'copy', { original: 'h' }, {}],
    ['Object.assign({}, h)', 'copy', { original: 'h' }, { useOriginal: [['Object.assign({}, h)', 'h']] }],
    ['structuredClone(h)', 'copy', { original: 'h' }, { useOriginal: [['structuredClone(h)', 'h']] }],
    ['new Map()', 'unreferenced', {}, {}],
    ['o.headers || {}', 'default', { target: 'o.headers' }, { keepDefault: [['o.headers || {}', 'o.headers ||= {}']] }],
    ['o.headers ?? {}', 'default', { target: 'o.headers' }, { keepDefault: [['o.headers ?? {}', 'o.headers ??= {}']] }],
    [
      '(o.headers ?? {}) as object',
      'default',
      { target: 'o.headers' },
      { keepDefault: [['o.headers ?? {}', 'o.headers ??= {}']] },
    ],
    ['o?.headers ?? {}', 'default', { target: 'o?.headers' }, {}],
    ['o.fixed ?? {}', 'default', { target: 'o.fixed' }, {}, 'typed'],
    ['a ? {} : { ...h }', 'unreferenced', {}, {}],
  ].map(([carrier, id, data, edits, only]): Invalid => ({
    name: `inject into ${carrier as string}`,
    code: `${api}export function f(a: boolean, h: Record<string, string>, o: { headers?: Record<string, string>; readonly fixed?: Record<string, string> }) { propagation.inject(context.active(), ${carrier as string}); return a; }`,
    ...(only === 'typed' && { only }),
    errors: [
      {
        id: id as 'copy',
        data: data as Record<string, string>,
        edits: edits as Record<string, readonly Replacement[]>,
      },
    ],
  })),
  {
    name: 'a copy of Headers: the original needs a setter',
    code: `${api}export function f(h: Headers) { propagation.inject(context.active(), Object.fromEntries(h)); return h; }`,
    errors: [
      {
        id: 'copy',
        data: { original: 'h' },
        edits: { useOriginal: [...setter('headersSetter', 'Headers'), ['Object.fromEntries(h)', 'h, headersSetter']] },
      },
    ],
  },
  ...[
    ['const c = {};'],
    ['const c = { ...h };', 'h'],
    ['const c = new Headers(h);', 'h'],
    ['const c = {} as Record<string, string>; c.a = "b"; c["b"] = "c";'],
  ].map(([code = '', original]): Invalid => ({
    name: `a local that is never sent: ${code}`,
    code: `${api}export function f(h: Record<string, string>) {\n${code}\npropagation.inject(context.active(), c); return fetch('/', { headers: h }); }`,
    errors: [{ id: 'unread', data: { name: 'c', line: '3', ...(original && { original }) } }],
  })),
  {
    name: 'a default that goes through a local',
    code: `${api}export function f(o: { headers?: Record<string, string> }) {\nconst c = o.headers || {};\npropagation.inject(context.active(), c); return o; }`,
    errors: [
      {
        id: 'unreadDefault',
        data: { name: 'c', line: '3', target: 'o.headers' },
        edits: { keepDefault: [['o.headers || {}', 'o.headers ||= {}']] },
      },
    ],
  },
  {
    name: 'a default of a type that an empty object is not',
    code: `${api}export function f(o: { headers?: { accept: string } }, r: Readonly<{ headers?: Record<string, string> }>) { propagation.inject(context.active(), o.headers || {}); propagation.inject(context.active(), r.headers ?? {}); }`,
    only: 'typed',
    errors: [
      { id: 'default', data: { target: 'o.headers' } },
      { id: 'default', data: { target: 'r.headers' } },
    ],
  },
  {
    name: 'a default for a getter, which cannot be written',
    code: `${api}export class Outgoing { get headers(): Record<string, string> | undefined { return undefined; } } export function f(o: Outgoing) { propagation.inject(context.active(), o.headers ?? {}); return o; }`,
    only: 'typed',
    errors: [{ id: 'default', data: { target: 'o.headers' } }],
  },
  {
    name: 'a default for an entry that may be missing, whatever its type says',
    code: `${api}export function f(all: Record<string, Record<string, string>>, id: string) { propagation.inject(context.active(), all[id] ?? {}); }`,
    errors: [{ id: 'default', data: { target: 'all[id]' } }],
  },
  // the result
  {
    name: 'the result in the head of a loop',
    code: `${api}export function f(send: (x: unknown) => void) { for (const c = propagation.inject(context.active(), {}); ; ) send(c); }`,
    errors: [{ id: 'usesResult' }],
  },
  {
    name: 'the result of inject in a variable',
    code: `${api}export function f() {\n  const headers: any = propagation.inject(context.active(), {});\n  const other = propagation.inject(context.active(), { a: 'b' })\n  return [headers, other];\n}`,
    errors: [
      { id: 'usesResult' },
      {
        id: 'usesResult',
        edits: {
          fillDeclared: [
            [
              "other = propagation.inject(context.active(), { a: 'b' })",
              "other: Record<string, string> = { a: 'b' }\n  propagation.inject(context.active(), other);",
            ],
          ],
        },
      },
    ],
  },
  ...[
    'fetch("/", { headers: propagation.inject(context.active(), o) as any })',
    'send({ ...propagation.inject(context.active(), o) as any })',
    'send(propagation.inject(context.active(), o))',
    'const { traceparent } = propagation.inject(context.active(), o) as any; send(traceparent)',
  ].map((code): Invalid => ({
    name: `the result of inject in ${code}`,
    code: `${api}declare function send(x: unknown): void;\nexport function f(o: Record<string, string>) { ${code}; }`,
    errors: [{ id: 'usesResult' }],
  })),
  // arguments
  {
    name: 'swapped arguments',
    code: `${api}export function f(o: Record<string, string>) { propagation.inject(o as any, context.active()); return propagation.extract(o as any, ROOT_CONTEXT); }`,
    errors: [
      {
        id: 'wrongOrder',
        data: words('inject'),
        edits: { swapArguments: [['inject(o as any, context.active())', 'inject(context.active(), o as any)']] },
      },
      {
        id: 'wrongOrderReturns',
        data: words('extract', { first: 'o as any' }),
        edits: { swapArguments: [['extract(o as any, ROOT_CONTEXT)', 'extract(ROOT_CONTEXT, o as any)']] },
      },
    ],
  },
  {
    name: 'no context',
    code: `import { propagation } from '@opentelemetry/api';\nexport const f = (value: string) => (propagation as typeof propagation & { extract(x: object): object }).extract({ traceparent: value });`,
    errors: [
      {
        id: 'wrongOrderReturns',
        data: words('extract', { first: '{ traceparent: value }' }),
        edits: {
          addContext: [
            ['import { propagation }', 'import { propagation, context }'],
            ['extract({ traceparent', 'extract(context.active(), { traceparent'],
          ],
        },
      },
    ],
  },
  // the argument orders of early versions of the API
  ...[
    [
      'extract(h, defaultTextMapGetter)',
      'wrongOrderReturns',
      'addContext',
      'extract(context.active(), h, defaultTextMapGetter)',
    ],
    [
      'extract(h /* as sent */, defaultTextMapGetter)',
      'wrongOrderReturns',
      'addContext',
      'extract(context.active(), h /* as sent */, defaultTextMapGetter)',
    ],
    [
      'extract(h, defaultTextMapGetter, context.active())',
      'wrongOrderReturns',
      'swapArguments',
      'extract(context.active(), h, defaultTextMapGetter)',
    ],
    [
      'extract(h, defaultTextMapGetter, c)',
      'wrongOrderReturns',
      'swapArguments',
      'extract(c, h, defaultTextMapGetter)',
    ],
    [
      'extract(context.active(), defaultTextMapGetter, h)',
      'wrongOrder',
      'swapArguments',
      'extract(context.active(), h, defaultTextMapGetter)',
    ],
    [
      'extract(defaultTextMapGetter, h, context.active())',
      'wrongOrderReturns',
      'swapArguments',
      'extract(context.active(), h, defaultTextMapGetter)',
    ],
    ['extract(ctx, defaultTextMapGetter)', 'wrongOrder'],
    [
      'inject(h, defaultTextMapSetter)',
      'wrongOrder',
      'addContext',
      'inject(context.active(), h, defaultTextMapSetter)',
    ],
    [
      'inject(h, defaultTextMapSetter, context.active())',
      'wrongOrder',
      'swapArguments',
      'inject(context.active(), h, defaultTextMapSetter)',
    ],
    ['inject(h, defaultTextMapSetter, ctx)', 'wrongOrder', 'swapArguments', 'inject(ctx, h, defaultTextMapSetter)'],
    ['inject(ctx, defaultTextMapSetter, h)', 'wrongOrder', 'swapArguments', 'inject(ctx, h, defaultTextMapSetter)'],
    ['inject(h, setter, context.active())', 'wrongOrder', 'swapArguments', 'inject(context.active(), h, setter)'],
    [
      'inject(h, { set: (o, k, v) => { o[k] = v; } }, c)',
      'wrongOrder',
      'swapArguments',
      'inject(c, h, { set: (o, k, v) => { o[k] = v; } })',
    ],
    ['inject(h, context.active(), setter)', 'wrongOrder', 'swapArguments', 'inject(context.active(), h, setter)'],
    ['inject(headers)', 'wrongOrder', 'addContext', 'inject(context.active(), headers)'],
    ['inject(o.headers)', 'wrongOrder', 'addContext', 'inject(context.active(), o.headers)'],
    ['inject({ a: 1 })', 'wrongOrder', 'addContext', 'inject(context.active(), { a: 1 })'],
  ].map(([call = '', id, repair, output = '']): Invalid => ({
    name: `arguments in another order: ${call}`,
    code: `const { context, defaultTextMapGetter, defaultTextMapSetter, propagation } = require('@opentelemetry/api');\nconst { setter } = require('./setter');\nmodule.exports = (h, headers, o, c, ctx) => { const result = propagation.${call}; return result ? h : o; };`,
    only: 'untyped',
    filename: 'file.js',
    errors: [{ id: id as 'wrongOrder', ...(repair && { edits: { [repair]: [[call, output]] } }) }],
  })),
  {
    name: 'a setter that is declared as one, in the place of the carrier',
    code: `import { context, propagation, type TextMapSetter } from '@opentelemetry/api';\nexport function f(h: any, setter: TextMapSetter) { propagation.inject(h, setter as any, context.active() as any); }`,
    only: 'typed',
    errors: [
      {
        id: 'wrongOrder',
        edits: {
          swapArguments: [['h, setter as any, context.active() as any', 'context.active() as any, h, setter as any']],
        },
      },
    ],
  },
  // propagators without an accessor: only the API has a default one
  ...[
    ['const p = new W3CTraceContextPropagator();', 'p', 'W3CTraceContextPropagator'],
    ['', 'new W3CBaggagePropagator()', 'W3CBaggagePropagator'],
    [
      'const core = require("@opentelemetry/core"); const p = new core.W3CBaggagePropagator();',
      'p',
      'W3CBaggagePropagator',
    ],
    [
      'const { B3Propagator } = require("@opentelemetry/propagator-b3"); const p = new B3Propagator();',
      'p',
      'B3Propagator',
    ],
    ['const all = [1]; const q = new W3CTraceContextPropagator(); const p = q;', 'p', 'W3CTraceContextPropagator'],
  ].map(([before = '', receiver = '', propagator = '']): Invalid => ({
    name: `${receiver} without a getter or setter: ${before}`,
    code: `const { context, propagation } = require('@opentelemetry/api');\nconst { W3CTraceContextPropagator, W3CBaggagePropagator } = require('@opentelemetry/core');\n${before}\nmodule.exports = (h) => { ${receiver}.inject(context.active(), h); return ${receiver}.extract(context.active(), h); };`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'missingAccessor',
        data: words('inject', { propagator }),
        edits: {
          useDefault: [
            ['propagation }', 'propagation, defaultTextMapSetter }'],
            ['inject(context.active(), h)', 'inject(context.active(), h, defaultTextMapSetter)'],
          ],
        },
      },
      {
        id: 'missingAccessor',
        data: words('extract', { propagator }),
        edits: {
          useDefault: [
            ['propagation }', 'propagation, defaultTextMapGetter }'],
            ['extract(context.active(), h)', 'extract(context.active(), h, defaultTextMapGetter)'],
          ],
        },
      },
    ],
  })),
  {
    name: 'a propagator in a field, and undefined for its setter',
    code: `import { context, type TextMapSetter } from '@opentelemetry/api';\nimport { W3CTraceContextPropagator } from '@opentelemetry/core';\nexport class Sender {\n  private readonly own = new W3CTraceContextPropagator();\n  constructor(private readonly given: W3CTraceContextPropagator) {}\n  send(h: Record<string, string>) {\n    this.own.inject(context.active(), h, undefined as unknown as TextMapSetter);\n    this.given.inject(context.active(), h, undefined as never);\n  }\n}`,
    errors: [
      {
        id: 'missingAccessor',
        edits: {
          useDefault: [
            ['type TextMapSetter }', 'type TextMapSetter, defaultTextMapSetter }'],
            ['undefined as unknown as TextMapSetter', 'defaultTextMapSetter'],
          ],
        },
      },
      {
        id: 'missingAccessor',
        edits: {
          useDefault: [
            ['type TextMapSetter }', 'type TextMapSetter, defaultTextMapSetter }'],
            ['undefined as never', 'defaultTextMapSetter'],
          ],
        },
      },
    ],
  },
  {
    name: 'null for a getter',
    code: `const { ROOT_CONTEXT } = require('@opentelemetry/api');\nconst { B3Propagator } = require('@opentelemetry/propagator-b3');\nexports.read = (h) => new B3Propagator().extract(ROOT_CONTEXT, h, null);`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'missingAccessor',
        edits: {
          useDefault: [
            ['{ ROOT_CONTEXT }', '{ ROOT_CONTEXT, defaultTextMapGetter }'],
            ['h, null', 'h, defaultTextMapGetter'],
          ],
        },
      },
    ],
  },
  {
    name: 'a propagator without a setter for Headers',
    code: `const { context, propagation } = require('@opentelemetry/api');\nconst { W3CTraceContextPropagator } = require('@opentelemetry/core');\n\nexports.send = () => { const headers = new Headers(); new W3CTraceContextPropagator().inject(context.active(), headers); return headers; };`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'missingAccessor',
        edits: {
          useAccessor: [
            [
              "require('@opentelemetry/core');",
              `require('@opentelemetry/core');\n\nconst headersSetter = {\n  ${writesMap[0] ?? ''},\n};`,
            ],
            ['active(), headers)', 'active(), headers, headersSetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'a composite without a getter or setter',
    code: `const { context, propagation } = require('@opentelemetry/api');\nconst { CompositePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');\nconst p = new CompositePropagator({ propagators: [new W3CTraceContextPropagator()] });\nmodule.exports = (h) => p.extract(context.active(), h);`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'missingAccessorSwallowed',
        data: words('extract', { propagator: 'CompositePropagator' }),
        edits: {
          useDefault: [
            ['propagation }', 'propagation, defaultTextMapGetter }'],
            [', h)', ', h, defaultTextMapGetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'a propagator that is given one argument throws, whatever that is',
    code: `const { context, defaultTextMapGetter } = require('@opentelemetry/api');\nconst { B3Propagator } = require('@opentelemetry/propagator-b3');\nconst b3 = new B3Propagator();\nmodule.exports = (body, ctx) => [b3.extract(JSON.parse(body)), b3.extract(ctx)];`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'wrongOrderThrows',
        data: words('extract', { first: 'JSON.parse' }),
        edits: {
          addContext: [
            ['extract(JSON.parse(body))', 'extract(context.active(), JSON.parse(body), defaultTextMapGetter)'],
          ],
        },
      },
    ],
  },
  {
    name: 'a propagator whose arguments stand in another order, or are missing',
    code: `const { context, defaultTextMapGetter, defaultTextMapSetter } = require('@opentelemetry/api');\nconst { W3CTraceContextPropagator } = require('@opentelemetry/core');\nconst p = new W3CTraceContextPropagator();\nmodule.exports = (headers) => [p.extract(headers), p.extract(headers, defaultTextMapGetter), p.inject(headers, context.active()), p.extract(headers, context.active(), defaultTextMapGetter)];`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'wrongOrderThrows',
        data: words('extract', { first: 'headers' }),
        edits: { addContext: [['extract(headers)', 'extract(context.active(), headers, defaultTextMapGetter)']] },
      },
      {
        id: 'wrongOrderThrows',
        edits: {
          addContext: [
            ['extract(headers, defaultTextMapGetter)', 'extract(context.active(), headers, defaultTextMapGetter)'],
          ],
        },
      },
      {
        id: 'wrongOrderThrows',
        edits: {
          swapArguments: [
            ['inject(headers, context.active())', 'inject(context.active(), headers, defaultTextMapSetter)'],
          ],
        },
      },
      {
        id: 'wrongOrderReturns',
        edits: {
          swapArguments: [
            [
              'extract(headers, context.active(), defaultTextMapGetter)',
              'extract(context.active(), headers, defaultTextMapGetter)',
            ],
          ],
        },
      },
    ],
  },
  {
    name: 'a text made of headers, read by a propagator',
    code: `const { context, propagation } = require('@opentelemetry/api');\nconst { W3CTraceContextPropagator } = require('@opentelemetry/core');\nconst p = new W3CTraceContextPropagator();\nexports.a = (req) => { const text = "{'traceparent':'" + req.headers.traceparent + "'}"; return p.extract(text); };\nexports.b = (msg) => p.extract(context.active(), \`{"traceparent":"\${msg.traceparent}","tracestate":"\${msg['tracestate']}"}\`);\nexports.c = (msg) => propagation.extract(context.active(), '{"traceparent":"' + msg.traceparent + '"}');\nexports.d = (id) => p.extract('00-' + id);`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'wrongOrderThrows',
        data: words('extract', { first: 'text', source: 'req.headers' }),
        edits: {
          extractFrom: [
            ['propagation }', 'propagation, defaultTextMapGetter }'],
            ['extract(text)', 'extract(context.active(), req.headers, defaultTextMapGetter)'],
          ],
        },
      },
      {
        id: 'missingAccessor',
        edits: {
          extractFrom: [
            ['propagation }', 'propagation, defaultTextMapGetter }'],
            [
              `\`{"traceparent":"\${msg.traceparent}","tracestate":"\${msg['tracestate']}"}\``,
              'msg, defaultTextMapGetter',
            ],
          ],
        },
      },
      {
        id: 'extractsNothing',
        edits: { extractFrom: [[`'{"traceparent":"' + msg.traceparent + '"}'`, 'msg']] },
      },
      {
        id: 'wrongOrderThrows',
        edits: {
          addContext: [
            ['propagation }', 'propagation, defaultTextMapGetter }'],
            ["extract('00-' + id)", "extract(context.active(), '00-' + id, defaultTextMapGetter)"],
          ],
        },
      },
    ],
  },
  {
    name: 'calls of a test that throw whatever is around them, among some that do not',
    code: `const { context, defaultTextMapGetter, propagation } = require('@opentelemetry/api');\nconst { CompositePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');\nconst p = new W3CTraceContextPropagator(), all = new CompositePropagator({ propagators: [p] });\nit('reads headers', () => { const headers = {}; p.inject(context.active(), headers); p.extract(headers, defaultTextMapGetter); all.inject(context.active(), headers); propagation.inject(headers); propagation.extract(headers, defaultTextMapGetter); propagation.inject(context.active(), new Headers()); });`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'missingAccessor',
        edits: {
          useDefault: [
            ['propagation }', 'propagation, defaultTextMapSetter }'],
            ['; p.inject(context.active(), headers)', '; p.inject(context.active(), headers, defaultTextMapSetter)'],
          ],
        },
      },
      {
        id: 'wrongOrderThrows',
        edits: {
          addContext: [
            [
              'p.extract(headers, defaultTextMapGetter); all',
              'p.extract(context.active(), headers, defaultTextMapGetter); all',
            ],
          ],
        },
      },
    ],
  },
  // a carrier that is thrown away, whatever the setter
  ...[
    ['o.headers || {}', 'headersSetter', 'default', 'o.headers ||= {}'],
    ['o.headers ?? {}', '{ set(carrier, key, value) { carrier[key] = value; } }', 'default', 'o.headers ??= {}'],
    ['o.headers ?? {}', 'local', 'default', 'o.headers ??= {}'],
    ['{ ...h }', 'headersSetter', 'copy', 'h'],
    ['{}', 'local', 'unreferenced'],
    ['o.fetched ?? new Headers()', 'headersSetter', 'default', 'o.fetched ??= new Headers()'],
  ].map(([carrier = '', setter, id, output]): Invalid => ({
    name: `inject into ${carrier} with the setter ${setter ?? ''}`,
    code: `${api}import { headersSetter } from './otel';\nconst local = { set: (carrier: any, key: string, value: string) => { carrier[key] = encodeURIComponent(value); } };\nexport function f(h: Record<string, string>, o: { headers?: Record<string, string>; fetched?: Headers }) { propagation.inject(context.active(), ${carrier}, ${setter ?? ''}); return [h, o, headersSetter, local]; }`,
    errors: [
      {
        id: id as 'copy',
        ...(output && { edits: { [id === 'copy' ? 'useOriginal' : 'keepDefault']: [[carrier, output]] } }),
      },
    ],
  })),
  ...['local', 'headersSetter'].map((setter): Invalid => ({
    name: `a local that is never sent, with the setter ${setter}`,
    code: `${api}import { headersSetter } from './otel';\nconst local = { set: (carrier: any, key: string, value: string) => { carrier[key] = value; } };\nexport function f(o: { headers?: Record<string, string> }) {\nconst c = {}; propagation.inject(context.active(), c, ${setter});\nconst d = o.headers ?? {}; propagation.inject(context.active(), d, ${setter}); return [o, local, headersSetter]; }`,
    errors: [
      { id: 'unread', data: words('inject', { name: 'c', line: '5' }) },
      {
        id: 'unreadDefault',
        data: words('inject', { name: 'd', line: '6', target: 'o.headers' }),
        edits: { keepDefault: [['o.headers ?? {}', 'o.headers ??= {}']] },
      },
    ],
  })),
  // accessors
  {
    name: 'a function in place of a getter or setter',
    code: `const { context, propagation } = require('@opentelemetry/api');\nconst read = (c, k) => c[k];\nmodule.exports = (h) => { propagation.inject(context.active(), h, (c, k, v) => { c[k] = v; }); return propagation.extract(context.active(), h, read); };`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'bareFunction',
        data: { call: 'inject', done: 'written', method: 'set', accessor: 'setter' },
        edits: { wrapFunction: [['(c, k, v) => { c[k] = v; }', '{ set: (c, k, v) => { c[k] = v; } }']] },
      },
      {
        id: 'bareFunction',
        data: { call: 'extract', done: 'read', method: 'get', accessor: 'getter' },
        edits: { wrapFunction: [['h, read)', 'h, { keys: (carrier) => Object.keys(carrier ?? {}), get: read })']] },
      },
    ],
  },
  {
    name: 'accessors whose methods are wrong',
    code: `const { context, propagation } = require('@opentelemetry/api');\nconst getter = { keys: () => [], get: (key, carrier) => carrier[key] };\nmodule.exports = (h) => [propagation.extract(context.active(), h, getter), propagation.extract(context.active(), h, { keys: () => [], async get(c, k) { return c[k]; } }), () => { propagation.inject(context.active(), h, { set(key, value, carrier) { carrier[key] = value; } }); }];`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'swappedParameters',
        data: { call: 'extract', done: 'read', method: 'get', accessor: 'getter' },
        edits: { swapParameters: [['(key, carrier) =>', '(carrier, key) =>']] },
      },
      { id: 'asyncGetter' },
      { id: 'swappedParameters', data: { call: 'inject', done: 'written', method: 'set', accessor: 'setter' } },
    ],
  },
  {
    name: 'setters that replace what is there',
    code: `${api}export function f(w: { headers: Record<string, string> }) {\n  propagation.inject(context.active(), w, { set: (c, key, value) => { c.headers = { [key]: value }; } });\n  let carrier: Record<string, string> = {};\n  propagation.inject(context.active(), carrier, { set(carrier, key, value) { carrier = { ...carrier, [key]: value }; } });\n  return carrier;\n}`,
    errors: [
      {
        id: 'replacingSetter',
        edits: { addToOld: [['{ [key]: value }; } });\n  let', '{ ...c.headers, [key]: value }; } });\n  let']] },
      },
      {
        id: 'replacingSetter',
        edits: { addToOld: [['carrier = { ...carrier, [key]: value }', 'Object.assign(carrier, { [key]: value })']] },
      },
    ],
  },
  {
    name: 'setters that put a new object into their parameter',
    code: `${api}export function f(w: Record<string, string>) {\n  propagation.inject(context.active(), w, { set: (c, key, value) => { c = { [key]: value }; } });\n  propagation.inject(context.active(), w, { set: (all, key, value) => { all = { ...all, [key]: value, seen: 'yes' }; } });\n}`,
    errors: [
      { id: 'replacingSetter', edits: { addToOld: [['c = { [key]: value }', 'Object.assign(c, { [key]: value })']] } },
      {
        id: 'replacingSetter',
        edits: {
          addToOld: [
            ["all = { ...all, [key]: value, seen: 'yes' }", "Object.assign(all, { [key]: value, seen: 'yes' })"],
          ],
        },
      },
    ],
  },
  {
    name: 'an async function in place of a getter',
    code: `const { context, propagation } = require('@opentelemetry/api');\nmodule.exports = (h) => propagation.extract(context.active(), h, async (c, k) => c[k]);`,
    only: 'untyped',
    filename: 'file.js',
    errors: [{ id: 'bareFunction' }],
  },
  // keys
  {
    name: 'keys with capitals, all in one edit',
    code: `${api}export function f(value: string) { const carrier = { 'Traceparent': value, X: value, TRACESTATE: value }; return [propagation.extract(ROOT_CONTEXT, carrier), propagation.extract(ROOT_CONTEXT, { Baggage: value })]; }`,
    errors: [
      {
        id: 'capitalKeys',
        data: { names: "'Traceparent', 'TRACESTATE'", lowers: "'traceparent', 'tracestate'" },
        edits: {
          lowerKeys: [
            ["'Traceparent'", "'traceparent'"],
            ['TRACESTATE:', 'tracestate:'],
          ],
        },
      },
      {
        id: 'capitalKeys',
        data: { names: "'Baggage'", lowers: "'baggage'" },
        edits: { lowerKeys: [['Baggage: value', 'baggage: value']] },
      },
    ],
  },
  {
    name: 'a key in capitals that is the name of its value',
    code: `${api}export const read = (Traceparent: string) => propagation.extract(ROOT_CONTEXT, { Traceparent });`,
    errors: [
      {
        id: 'capitalKeys',
        data: { names: "'Traceparent'", lowers: "'traceparent'" },
        edits: { lowerKeys: [['{ Traceparent }', '{ traceparent: Traceparent }']] },
      },
    ],
  },
  {
    name: 'keys in capitals that something else reads, or that a type asks for',
    code: `${api}export function f(value: string) { const a = { Traceparent: value }, b: { Traceparent: string } = { Traceparent: value }; return [propagation.extract(ROOT_CONTEXT, a), propagation.extract(ROOT_CONTEXT, b), a.Traceparent]; }`,
    errors: [{ id: 'capitalKeys' }, { id: 'capitalKeys' }],
  },
];

function validCases(mode: Only): { code: string; name: string; filename?: string }[] {
  return valid
    .filter(({ only }) => !only || only === mode)
    .map(({ code, name, filename }) => ({ code, name, ...(filename && { filename }) }));
}

function invalidCases(mode: Only): { code: string; name: string; filename?: string; errors: Error[] }[] {
  return invalid
    .filter(({ only }) => !only || only === mode)
    .map(({ code, name, filename, errors }) => ({
      code,
      name,
      ...(filename && { filename }),
      errors: errors.map(({ id, data, edits = {} }): Error => ({
        messageId: id,
        ...(data && { data }),
        suggestions: Object.entries(edits).map(([messageId, changes]) => ({
          messageId: messageId as 'lowerKeys',
          ...(data && { data }),
          output: edited(code, changes),
        })),
      })),
    }));
}

typedTester.run('valid-carrier (typed)', validCarrier, {
  valid: validCases('typed').filter(({ filename }) => !filename),
  invalid: invalidCases('typed').filter(({ filename }) => !filename),
});
untypedTester.run('valid-carrier (untyped)', validCarrier, {
  valid: validCases('untyped'),
  invalid: invalidCases('untyped'),
});

describe('the suggestions of valid-carrier', () => {
  it('compile under strict', () => {
    const texts = new Map<string, string>();
    for (const { code, filename, errors } of invalid) {
      if (filename) continue;
      for (const { edits = {} } of errors) {
        for (const changes of Object.values(edits))
          texts.set(path.join(fixturesFolder, `carrier-${texts.size}.ts`), edited(code, changes));
      }
    }
    assert.ok(texts.size > 40, String(texts.size));
    const ownFaults = /Cannot find name '(?:HeadersInit|Iterable)'|Cannot find module/; // the compiler runs without the DOM here
    assert.deepEqual(
      strictDiagnostics(texts).filter((line) => !ownFaults.test(line)),
      [],
    );
  });

  it('use one getter for two calls, one edit after the other', () => {
    const linter = new Linter({ cwd: fixturesFolder });
    const config = {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { 'valid-carrier': validCarrier as unknown as Rule.RuleModule } } },
      rules: { 'otel/valid-carrier': 'error' },
      languageOptions: { parser },
    } as unknown as Linter.Config;
    let text = `${api}export const read = () => { const a = new Headers(), b = new Headers(); return [propagation.extract(ROOT_CONTEXT, a), propagation.extract(ROOT_CONTEXT, b)]; };\n`;
    const counts: number[] = [];
    for (;;) {
      const messages = linter.verify(text, config, path.join(fixturesFolder, 'file.ts'));
      counts.push(messages.length);
      const fix = messages[0]?.suggestions?.find(({ messageId }) => messageId === 'useAccessor')?.fix;
      if (!fix) break;
      text = text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
    }
    assert.deepEqual(counts, [2, 1, 0]);
    assert.equal(text.split('const headersGetter').length, 2, text);
    assert.match(text, /a, headersGetter\), propagation\.extract\(ROOT_CONTEXT, b, headersGetter\)/);
  });
});

describe('the reports of valid-carrier', () => {
  it('underline a name, a few words, or the head of a function', () => {
    const linter = new Linter({ cwd: fixturesFolder });
    const config = {
      files: ['**/*.js'],
      plugins: { otel: { rules: { 'valid-carrier': validCarrier as unknown as Rule.RuleModule } } },
      rules: { 'otel/valid-carrier': 'error' },
      languageOptions: { parser },
    } as unknown as Linter.Config;
    const text = `${api}export function f(h) {
  propagation.extract(ROOT_CONTEXT, h, async (carrier, key) => {
    return carrier[key];
  });
  propagation.inject(context.active(), h, {
    set(key, value, carrier) {
      carrier[key] = value;
    },
  });
  propagation.inject(context.active(), {
    ...h,
    accept: '*/*',
  });
  propagation.extract(ROOT_CONTEXT, {
    method: 'GET',
    headers: h,
  });
  propagation.inject(h, context.active());
  send(propagation.inject(context.active(), h));
  propagation.inject(context.active(), { ...h });
}`;
    const lines = text.split('\n');
    assert.deepEqual(
      linter
        .verify(text, config, path.join(fixturesFolder, 'file.js'))
        .map(({ line, column, endColumn = 0 }) => lines[line - 1]?.slice(column - 1, endColumn - 1)),
      ['async (carrier, key) =>', '(key, value, carrier)', 'inject', 'extract', 'h', 'inject', '{ ...h }'],
    );
  });

  it('leave the order alone in a project on an API that had it so', () => {
    const orders = (version: string): number => {
      const folder = mkdtempSync(path.join(tmpdir(), 'otel-'));
      writeFileSync(
        path.join(folder, 'package.json'),
        JSON.stringify({ name: version, dependencies: { '@opentelemetry/api': version } }),
      );
      const config = {
        files: ['**/*.js'],
        plugins: { otel: { rules: { 'valid-carrier': validCarrier as unknown as Rule.RuleModule } } },
        rules: { 'otel/valid-carrier': 'error' },
        languageOptions: { parser },
      } as unknown as Linter.Config;
      const text = `import { defaultTextMapSetter, propagation } from '@opentelemetry/api';\nexport const f = (h, ctx) => propagation.inject(h, defaultTextMapSetter, ctx);\n`;
      const { length } = new Linter({ cwd: folder }).verify(text, config, path.join(folder, 'file.js'));
      rmSync(folder, { recursive: true });
      return length;
    };
    assert.deepEqual([orders('^0.9.0'), orders('^1.9.0')], [0, 1]);
  });
});
