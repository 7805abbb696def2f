import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { noRedundantExtract } from '../../src/rules/no-redundant-extract';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type Context } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const http = `${api}import http, { createServer, type IncomingMessage, type ServerResponse } from 'node:http';\n`;
const express = `${api}import express from 'express';\nconst app = express();\n`;
const kafka = `${api}import { Kafka, type EachMessagePayload } from 'kafkajs';\nconst consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'g' });\n`;
const amqp = `${api}import amqp from 'amqplib';\nconst channel = await (await amqp.connect('')).createChannel();\n`;
const lambda = `${api}import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyHandler, Handler, SQSHandler } from 'aws-lambda';\n`;
const work = `tracer.startSpan('handler').end()`;
const everything = [
  'http',
  'express',
  'koa',
  'fastify',
  'hapi',
  'undici',
  'kafkajs',
  'amqplib',
  'grpc',
  'aws-lambda',
  'aws-sdk',
  'bullmq',
];

interface Case {
  readonly name: string;
  readonly code: string;
  readonly instrumented?: readonly string[];
  readonly filename?: string;
  readonly wrappers?: readonly object[];
  readonly testFiles?: readonly string[];
  readonly only?: 'typed' | 'untyped';
}
interface Failing extends Case {
  readonly errors: readonly {
    readonly line: number;
    readonly label: string;
    readonly extract?: string;
    readonly library?: string;
    readonly kind?: string;
    /** The line of an own SERVER or CONSUMER span. */
    readonly spanLine?: number;
    readonly guard?: readonly Replacement[];
    readonly remove?: readonly Replacement[];
  }[];
}

const active = 'propagation.extract(context.active(), req.headers)';
const guardedActive =
  'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), req.headers)';
const root = 'propagation.extract(ROOT_CONTEXT, req.headers)';
const guardedRoot =
  'trace.getSpan(context.active()) ? context.active() : propagation.extract(ROOT_CONTEXT, req.headers)';
/** The edits for an extract that stands in the code once. */
const edits = (
  from: string,
  guard: string,
  remove: string,
): { readonly guard: readonly Replacement[]; readonly remove: readonly Replacement[] } => ({
  guard: [[from, guard]],
  remove: [[from, remove]],
});
const ofActive = edits(active, guardedActive, 'context.active()');
const ofRoot = edits(root, guardedRoot, 'context.active()');

const inServer = (body: string): string =>
  `${http}createServer((req, res) => {\n  ${body}\n  res.end();\n}).listen(0);\n`;

const valid: readonly Case[] = [
  // another context, or another header
  {
    name: 'a listener of something else, which runs in another context',
    code: inServer(`jobs.once('done', () => { context.with(${active}, () => { ${work}; }); });`).replace(
      'createServer((',
      `declare const jobs: import('node:events').EventEmitter;\ncreateServer((`,
    ),
  },
  {
    name: 'a getter that overrides another one, for headers of its own',
    code: inServer(
      `const plain = { get: (carrier: any, key: string) => carrier[key], keys: (carrier: any) => Object.keys(carrier) };\n  context.with(propagation.extract(context.active(), req.headers, { ...plain, get: (carrier: any, key: string) => carrier[\`original-\${key}\`] }), () => { ${work}; });`,
    ),
  },
  // a carrier without a trace context
  ...[
    `const headers = { ...req.headers }; delete headers.traceparent; context.with(propagation.extract(context.active(), headers), () => { ${work}; });`,
    `const { baggage } = req.headers; context.with(propagation.extract(context.active(), { baggage }), () => { ${work}; });`,
    `const carrier: Record<string, unknown> = {}; carrier.baggage = req.headers.baggage; context.with(propagation.extract(context.active(), carrier), () => { ${work}; });`,
    `const carrier = Object.fromEntries(Object.entries(req.headers).filter(([key]) => key === 'baggage')); context.with(propagation.extract(context.active(), carrier), () => { ${work}; });`,
    `const carrier: Record<string, unknown> = {}; for (const [key, value] of Object.entries(req.headers)) { if (key === 'baggage') carrier[key] = value; } context.with(propagation.extract(context.active(), carrier), () => { ${work}; });`,
    // a root for those who come from outside
    `tracer.startSpan('a', { root: req.method === 'GET' }, propagation.extract(context.active(), req.headers)).end();`,
  ].map((code) => ({ name: `no trace context: ${code.slice(0, 90)}`, code: inServer(code) })),
  // not instrumented
  ...[[], ['kafkajs'], ['express'], ['undici']].map((instrumented) => ({
    name: `no instrumentation of http: ${instrumented.join() || 'none'}`,
    code: inServer(`context.with(${active}, () => { ${work}; });`),
    instrumented,
  })),
  // guards
  ...[
    `const base = context.active(); const parent = trace.getSpan(base) ? base : propagation.extract(base, req.headers); context.with(parent, () => ${work});`,
    `const base = context.active(); const parent = trace.getSpan(base) == null ? propagation.extract(base, req.headers) : base; context.with(parent, () => ${work});`,
    `const parent = trace.getActiveSpan() ? context.active() : ${root}; context.with(parent, () => ${work});`,
    `const current = trace.getActiveSpan(); const parent = current ? context.active() : ${root}; context.with(parent, () => ${work});`,
    `let parent = context.active(); if (!trace.getSpan(parent)) parent = propagation.extract(parent, req.headers); context.with(parent, () => ${work});`,
    `if (trace.getActiveSpan()) { ${work}; return; } context.with(${root}, () => ${work});`,
    `if (!trace.getActiveSpan()) { context.with(${root}, () => ${work}); }`,
    `const span = trace.getSpan(context.active()); if (span === undefined) context.with(${root}, () => ${work});`,
    `const here = trace.getSpanContext(context.active()); const parent = here && trace.isSpanContextValid(here) ? context.active() : ${active}; context.with(parent, () => ${work});`,
    `const seen = Symbol.for('seen'); if (context.active().getValue(seen)) return; context.with(${active}, () => ${work});`,
    `const remote = ${root}; const parent = trace.getActiveSpan() ? context.active() : remote; context.with(parent, () => ${work});`,
    `const remote = ${root}; if (!trace.getActiveSpan()) { context.with(remote, () => ${work}); }`,
    `const parent = !trace.getActiveSpan() && ${active}; if (parent) context.with(parent, () => ${work});`,
    `const marked = req as any; if (!marked.otelDone) context.with(${active}, () => ${work});`,
    `const marked = req as any; if (marked[Symbol.for('otel')]) return; context.with(${active}, () => ${work});`,
    `if (process.env['MANUAL_TRACING']) context.with(${active}, () => ${work});`,
    `if (process.env['OTEL_AUTO'] === '1') return; context.with(${active}, () => ${work});`,
    `switch (process.env['MODE']) { case 'manual': context.with(${active}, () => ${work}); }`,
    `const parent = known() ?? ${active}; context.with(parent, () => ${work}); function known(): Context | undefined { return undefined; }`,
    `let parent: Context | undefined = saved; parent ??= ${active}; context.with(parent, () => ${work}); var saved: Context | undefined;`,
    `const parent = trace.getActiveSpan() ? context.active() : parentOf(req); context.with(parent, () => ${work}); function parentOf(r: IncomingMessage) { return propagation.extract(ROOT_CONTEXT, r.headers); }`,
    `context.with(parentOf(req), () => ${work}); function parentOf(r: IncomingMessage) { if (trace.getActiveSpan()) return context.active(); return propagation.extract(ROOT_CONTEXT, r.headers); }`,
    `if (isInstrumented()) return; context.with(${active}, () => ${work}); function isInstrumented() { return false; }`,
  ].map((body) => ({ name: `a guard: ${body.slice(0, 70)}`, code: inServer(body) })),
  // only read
  ...[
    `const parent = ${root}; const spanContext = trace.getSpanContext(parent); tracer.startSpan('a', { links: spanContext ? [{ context: spanContext }] : [] }).end();`,
    `const remote = trace.getSpanContext(${root}); console.log(remote?.traceId);`,
    `const bag = propagation.getBaggage(${root}); console.log(bag?.getEntry('tenant')?.value);`,
    `const remote = ${root}; context.with(propagation.setBaggage(context.active(), propagation.getBaggage(remote) ?? propagation.createBaggage()), () => ${work});`,
    `const remote = ${root}; tracer.startActiveSpan('a', (span) => context.with(trace.setSpan(remote, span), () => span.end()));`,
    `const out = {}; propagation.inject(${root}, out);`,
    `const remote = ${root}; console.log(remote);`,
    `tracer.startActiveSpan('a', { root: true }, ${root}, (span) => span.end());`,
    `${root};`,
    `const unused = ${root};`,
  ].map((body) => ({ name: `a context that is only read: ${body.slice(0, 70)}`, code: inServer(body) })),
  // what cannot be seen
  ...[
    `(req as any).parent = ${root};`,
    `const kept = { parent: ${root} }; console.log(kept);`,
    `run(${root}, () => ${work}); declare function run(c: Context, f: () => void): void;`,
  ].map((body) => ({ name: `a context that is handed on: ${body.slice(0, 70)}`, code: inServer(body) })),
  {
    name: 'a helper for other files',
    code: `${http}export function parentOf(req: IncomingMessage, res: ServerResponse): Context { return ${active}; }`,
  },
  // other headers
  ...[
    `context.with(propagation.extract(context.active(), { traceparent: String(req.headers['x-parent']) }), () => ${work});`,
    `const headers = { ...req.headers, traceparent: String(req.headers['x-parent']) }; context.with(propagation.extract(context.active(), headers), () => ${work});`,
    `const headers: Record<string, unknown> = { ...req.headers }; headers['traceparent'] = req.headers['x-parent']; context.with(propagation.extract(context.active(), headers), () => ${work});`,
    `const headers: Record<string, string> = {}; headers.traceparent = String(req.headers['x-parent']); context.with(propagation.extract(context.active(), headers), () => ${work});`,
    `req.headers['traceparent'] = String(req.headers['x-parent']); context.with(${active}, () => ${work});`,
    `const getter = { keys: (c: any) => Object.keys(c), get: (c: any, key: string) => c['x-' + key] }; context.with(propagation.extract(context.active(), req.headers, getter), () => ${work});`,
    `context.with(propagation.extract(context.active(), req.headers, { keys: Object.keys, get: (c: any, key) => c[\`x-\${key}\`] }), () => ${work});`,
    `const body = JSON.parse(String(req.headers['x-context'])); context.with(propagation.extract(context.active(), body), () => ${work});`,
    `const carrier = (req as any).body.carrier; context.with(propagation.extract(context.active(), carrier), () => ${work});`,
    `context.with(propagation.extract(context.active(), (req as any).query), () => ${work});`,
    `context.with(propagation.extract(context.active(), pick(req.headers)), () => ${work}); declare function pick(h: {}): {};`,
  ].map((body) => ({ name: `a carrier of the project's own: ${body.slice(0, 80)}`, code: inServer(body) })),
  // what the instrumentation does not see
  {
    name: 'an upgrade listener',
    code: `${http}http.createServer().on('upgrade', (req, socket) => { context.with(${active}, () => ${work}); socket.end(); });`,
  },
  {
    name: 'other events of a server',
    code: `${http}http.createServer().on('checkContinue', (req, res) => { context.with(${active}, () => ${work}); res.end(); });`,
  },
  {
    name: 'the request of a socket',
    code: `${api}import { WebSocketServer } from 'ws';\nnew WebSocketServer({ port: 0 }).on('connection', (ws, req) => { context.with(${active}, () => ${work}); });`,
  },
  {
    name: 'a socket route of Express',
    code: `${express}import type { Request } from 'express';\n(app as any).ws('/x', (ws: unknown, req: Request) => { context.with(${active}, () => ${work}); });`,
  },
  {
    name: 'the answer to a request of a client',
    code: `${http}http.get('http://x', (req) => { context.with(${active}, () => ${work}); });`,
  },
  {
    name: 'the answer, inside a handler',
    code: inServer(
      `http.get('http://x', (answer) => { context.with(propagation.extract(context.active(), answer.headers), () => ${work}); });`,
    ),
  },
  {
    name: 'an answer that a proxy passes on',
    code: `${http}import { createProxyServer } from 'http-proxy';\n(createProxyServer() as any).on('proxyRes', (req: IncomingMessage, incoming: IncomingMessage, res: ServerResponse) => { context.with(${active}, () => ${work}); });`,
  },
  {
    name: 'a request whose type is all that is known',
    code: `${http}export function handle(req: IncomingMessage) { context.with(${active}, () => ${work}); }`,
  },
  {
    name: 'http2',
    code: `${api}import { createServer } from 'node:http2';\ncreateServer((req, res) => { context.with(${active}, () => ${work}); res.end(); });`,
  },
  {
    name: 'Hono',
    code: `${api}import { Hono } from 'hono';\nnew Hono().get('/', (c) => context.with(propagation.extract(context.active(), c.req.header()), () => { ${work}; return c.text(''); }));`,
  },
  {
    name: 'a Fetch handler',
    code: `${api}export default { fetch(request: Request) { return context.with(propagation.extract(context.active(), Object.fromEntries(request.headers)), () => { ${work}; return new Response(); }); } };`,
  },
  {
    name: 'Bun and Deno',
    code: `${api}declare const Bun: any; declare const Deno: any;\nBun.serve({ fetch(req: any) { context.with(${active}, () => ${work}); } }); Deno.serve((req: any) => { context.with(${active}, () => ${work}); });`,
  },
  {
    name: 'a route handler of Next.js',
    code: `${api}export async function GET(request: Request) { return context.with(propagation.extract(context.active(), Object.fromEntries(request.headers)), () => new Response()); }`,
  },
  {
    name: 'a Fastify server over HTTP/2',
    code: `${api}import fastify from 'fastify';\nconst app = fastify({ http2: true } as any);\napp.get('/', async (req: any) => { context.with(${active}, () => ${work}); });`,
  },
  {
    name: 'Express behind a Lambda function',
    code: `${express}import serverless from 'serverless-http';\napp.get('/', (req: any) => { context.with(${active}, () => ${work}); });\nexport const handler = serverless(app);`,
  },
  {
    name: 'eachBatch',
    code: `${kafka}await consumer.run({ eachBatch: async ({ batch }) => { for (const { headers = {} } of batch.messages) { const c = { traceparent: String(headers.traceparent) }; context.with(propagation.extract(ROOT_CONTEXT, c), () => ${work}); } } });`,
  },
  {
    name: 'channel.get()',
    code: `${amqp}const msg = await channel.get('q');\nif (msg) context.with(propagation.extract(ROOT_CONTEXT, msg.properties.headers), () => ${work});`,
  },
  {
    name: 'records of SQS in a Lambda function',
    code: `${lambda}export const handler: SQSHandler = async (event) => { for (const { messageAttributes } of event.Records) context.with(propagation.extract(ROOT_CONTEXT, messageAttributes, { keys: Object.keys, get: (c: any, k) => c[k]?.stringValue }), () => ${work}); };`,
  },
  {
    name: 'a field of an event',
    code: `${lambda}export const handler = async (event: APIGatewayProxyEvent) => { context.with(propagation.extract(ROOT_CONTEXT, (event as any).detail), () => ${work}); };`,
  },
  {
    name: 'an event of no known type',
    code: `${lambda}export const handler = async (event: any) => { context.with(propagation.extract(ROOT_CONTEXT, event.headers), () => ${work}); };`,
  },
  {
    name: 'a carrier in the data of a job',
    code: `${api}import { Worker } from 'bullmq';\nnew Worker('q', async (job) => { context.with(propagation.extract(ROOT_CONTEXT, job.data.carrier), () => ${work}); });`,
  },
  // switched off
  ...[
    `import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';\nnew HttpInstrumentation({ ignoreIncomingRequestHook: (r) => r.url === '/raw' });\n`,
    `import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';\nnew HttpInstrumentation({ disableIncomingRequestInstrumentation: true });\n`,
    `import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';\ngetNodeAutoInstrumentations({ '@opentelemetry/instrumentation-http': { enabled: false } });\n`,
    `process.env.OTEL_NODE_DISABLED_INSTRUMENTATIONS = 'http';\n`,
  ].map((start) => ({
    name: `an instrumentation that is told otherwise: ${start.split('\n').at(-2)?.slice(0, 70)}`,
    code: `${inServer(`context.with(${active}, () => ${work});`)}${start}`,
  })),
  // another propagator, look-alikes
  {
    name: 'a propagator of its own',
    code: `${http}import { B3Propagator } from '@opentelemetry/propagator-b3';\nimport { defaultTextMapGetter } from '@opentelemetry/api';\ncreateServer((req) => { context.with(new B3Propagator().extract(context.active(), req.headers, defaultTextMapGetter), () => ${work}); });`,
  },
  {
    name: "a propagator's own extract",
    code: `${http}export const propagator = { inject() {}, fields: () => [], extract(base: Context, req: IncomingMessage, res: ServerResponse) { return context.with(propagation.extract(base, req.headers), () => base); } };`,
  },
  {
    name: 'a propagation that is not OpenTelemetry',
    code: `import { createServer } from 'node:http';\nimport { context } from '@opentelemetry/api';\nconst propagation = { extract: (c: any, h: {}) => c };\ncreateServer((req, res) => { context.with(propagation.extract(context.active(), req.headers), () => res.end()); });`,
  },
  {
    name: 'another createServer',
    code: `${api}import { createServer } from 'net';\nimport { makeServer } from './server';\ncreateServer((req: any) => { context.with(${active}, () => ${work}); }); makeServer((req: any) => { context.with(${active}, () => ${work}); });`,
  },
  {
    name: 'a parameter that is only called req',
    code: `${api}export function handle(req: any, res: any) { context.with(${active}, () => ${work}); }`,
  },
  {
    name: 'a method of something that is no server',
    code: `${api}import { app } from './app';\nconst cache = new Map();\n(cache as any).get('/x', (req: any) => { context.with(${active}, () => ${work}); }); (app as any).get('/x', (req: any) => { context.with(${active}, () => ${work}); });`,
  },
  {
    name: 'a class called Request',
    code: `${api}class Request { headers = {}; }\nexport function handle(req: Request) { context.with(${active}, () => ${work}); }`,
  },
  {
    name: 'an instrumentation',
    code: `${http}import { InstrumentationBase } from '@opentelemetry/instrumentation';\nexport abstract class Mine extends InstrumentationBase { patch() { createServer((req) => { context.with(${active}, () => ${work}); }); } }`,
  },
  {
    name: 'a test',
    code: `${inServer(`context.with(${active}, () => ${work});`)}import { it } from 'node:test';\nit('works', () => {});`,
  },
  {
    name: 'a handler that runs in a context chosen for it',
    code: `${http}createServer(context.bind(ROOT_CONTEXT, (req: IncomingMessage, res: ServerResponse) => { context.with(${active}, () => ${work}); }));`,
  },
  {
    name: 'a function declared in settings.otel.wrappers, which may guard',
    code: `${http}import { extractFrom } from './tracing';\ncreateServer((req) => { context.with(extractFrom(context.active(), req.headers), () => ${work}); });`,
    wrappers: [{ function: 'extractFrom', operation: 'propagation.extract' }],
  },
  // faults of other rules
  {
    name: 'a carrier that the getter does not understand',
    code: inServer(`context.with(propagation.extract(context.active(), req), () => ${work});`),
  },
  {
    name: 'a carrier in a list',
    code: inServer(`context.with(propagation.extract(context.active(), Object.entries(req.headers)), () => ${work});`),
  },
  {
    name: 'odd syntax',
    code: `${http}createServer(...([] as any[])); createServer((...args: any[]) => { context.with(propagation.extract(...(args as [any, any])), () => ${work}); }); createServer(([req]: any) => { context.with(propagation.extract(context.active(), req['headers']), () => ${work}); });`,
  },
];

const invalid: readonly Failing[] = [
  {
    name: 'an HTTP handler whose spans become siblings',
    code: inServer(`context.with(${active}, () => { ${work}; });`),
    errors: [{ line: 4, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'the root context as a base',
    code: inServer(`const parent = ${root};\n  tracer.startSpan('a', {}, parent).end();`),
    errors: [{ line: 4, label: 'HTTP', ...ofRoot }],
  },
  {
    name: 'an own SERVER span, which doubles the request',
    code: inServer(`tracer.startActiveSpan('GET', { kind: SpanKind.SERVER }, ${active}, (span) => span.end());`),
    errors: [{ line: 4, label: 'HTTP', kind: 'SERVER', spanLine: 5, ...ofActive }],
  },
  {
    name: 'an own SERVER span below the activation',
    code: inServer(
      `context.with(${active}, () => {\n    const span = tracer.startSpan('GET', { kind: SpanKind.SERVER });\n    span.end();\n  });`,
    ),
    errors: [{ line: 4, label: 'HTTP', kind: 'SERVER', spanLine: 6, ...ofActive }],
  },
  {
    name: 'a server whose handler is registered by event, with an alias and a namespace',
    code: `import * as otel from '@opentelemetry/api';\nimport * as http from 'http';\nconst server = new http.Server();\nserver.on('request', (incoming, res) => {\n  const { context: ctx, propagation: p } = otel;\n  ctx.with(p.extract(ctx.active(), incoming.headers), () => res.end());\n});`,
    errors: [
      {
        line: 4,
        label: 'HTTP',
        extract: 'p.extract',
        ...edits(
          'p.extract(ctx.active(), incoming.headers)',
          'otel.trace.getSpan(ctx.active()) ? ctx.active() : p.extract(ctx.active(), incoming.headers)',
          'ctx.active()',
        ),
      },
    ],
  },
  {
    name: 'require and https',
    code: `const { context, propagation } = require('@opentelemetry/api');\nconst https = require('node:https');\nhttps.createServer({ key: '' }, (req, res) => {\n  context.with(${active}, () => res.end());\n});`,
    errors: [
      {
        line: 3,
        label: 'HTTP',
        guard: [
          [active, guardedActive],
          ['{ context, propagation }', '{ context, propagation, trace }'],
        ],
        remove: [[active, 'context.active()']],
      },
    ],
  },
  {
    name: 'the propagation as a typed parameter, a field',
    code: `import { context, type PropagationAPI, trace } from '@opentelemetry/api';\nimport { createServer } from 'http';\nexport class Api {\n  constructor(private readonly propagation: PropagationAPI) {}\n  listen() {\n    return createServer((req, res) => context.with(this.propagation.extract(context.active(), req.headers), () => res.end()));\n  }\n}`,
    errors: [
      {
        line: 6,
        label: 'HTTP',
        extract: 'this.propagation.extract',
        ...edits(
          'this.propagation.extract(context.active(), req.headers)',
          'trace.getSpan(context.active()) ? context.active() : this.propagation.extract(context.active(), req.headers)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a handler by name',
    code: `${http}createServer(handle);\nasync function handle(req: IncomingMessage, res: ServerResponse) {\n  await context.with(${active}, async () => { ${work}; res.end(); });\n}`,
    errors: [{ line: 5, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'a method that is bound',
    code: `${http}export class Api {\n  start() { createServer(this.handle.bind(this)); }\n  private handle(req: any, res: any) {\n    context.with(${active}, () => res.end());\n  }\n}`,
    errors: [{ line: 6, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'a method that is called from the handler',
    code: `${http}export class Api {\n  server = createServer((req, res) => this.handle(req, res));\n  private handle(req: any, res: any) {\n    context.with(${active}, () => res.end());\n  }\n}`,
    errors: [{ line: 5, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'a handler in another file, by its types',
    code: `${http}export const handle = (req: IncomingMessage, res: ServerResponse): void => {\n  context.with(${active}, () => res.end());\n};`,
    errors: [{ line: 4, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'destructured headers',
    code: `${http}createServer(({ headers, url }, res) => {\n  context.with(propagation.extract(context.active(), headers), () => res.end(url));\n});`,
    errors: [
      {
        line: 4,
        label: 'HTTP',
        ...edits(
          'propagation.extract(context.active(), headers)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), headers)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'headers in a local variable',
    code: inServer(
      `const { headers } = req;\n  const carrier = headers;\n  context.with(propagation.extract(context.active(), carrier), () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        label: 'HTTP',
        ...edits(
          'propagation.extract(context.active(), carrier)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), carrier)',
          'context.active()',
        ),
      },
    ],
  },
  ...(
    [
      ['a copy of the headers', `{ ...req.headers }`],
      [
        'the propagation headers one by one',
        `{ traceparent: req.headers.traceparent, tracestate: req.headers['tracestate'] ?? '' }`,
      ],
      [
        'entries that are filtered',
        `Object.fromEntries(Object.entries(req.headers).filter(([key]) => key.startsWith('trace')))`,
      ],
      ['a default', `req.headers ?? {}`],
      ['a cast', `req.headers as Record<string, string>`],
    ] as const
  ).map(([name, carrier]): Failing => {
    const call = `propagation.extract(context.active(), ${carrier})`;
    return {
      name,
      code: inServer(`context.with(${call}, () => ${work});`),
      errors: [
        {
          line: 4,
          label: 'HTTP',
          ...edits(call, `trace.getSpan(context.active()) ? context.active() : ${call}`, 'context.active()'),
        },
      ],
    };
  }),
  {
    name: 'a carrier that a loop fills',
    code: inServer(
      `const carrier: Record<string, string> = {};\n  for (const [key, value] of Object.entries(req.headers)) carrier[key] = String(value);\n  context.with(propagation.extract(context.active(), carrier), () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        label: 'HTTP',
        ...edits(
          'propagation.extract(context.active(), carrier)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), carrier)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a carrier that forEach fills',
    code: inServer(
      `const carrier: Record<string, string> = {};\n  Object.entries(req.headers).forEach(([key, value]) => { carrier[key] = String(value); });\n  context.with(propagation.extract(context.active(), carrier), () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        label: 'HTTP',
        ...edits(
          'propagation.extract(context.active(), carrier)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), carrier)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a helper that is called with the request',
    code: `${http}function parentOf(r: IncomingMessage) {\n  return propagation.extract(context.active(), r.headers);\n}\ncreateServer((req, res) => {\n  context.with(parentOf(req), () => res.end());\n});`,
    errors: [
      {
        line: 7,
        label: 'HTTP',
        ...edits(
          'propagation.extract(context.active(), r.headers)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), r.headers)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a helper that is called with the headers and runs the work',
    code: `${http}function within(headers: any, f: () => void) {\n  const parent = propagation.extract(context.active(), headers);\n  return context.with(parent, f);\n}\ncreateServer((req, res) => {\n  within(req.headers, () => res.end());\n});`,
    errors: [
      {
        line: 8,
        label: 'HTTP',
        ...edits(
          'propagation.extract(context.active(), headers)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), headers)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a helper that is called with the context',
    code: `${http}const within = (parent: Context, f: () => void) => context.with(parent, f);\ncreateServer((req, res) => {\n  within(${active}, () => res.end());\n});`,
    errors: [{ line: 5, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'a bound function and a derived context',
    code: inServer(
      `const a = context.bind(${active}, () => ${work}); a();\n  const b = ${root}.setValue(Symbol('k'), 1); context.with(b, () => ${work});`,
    ),
    errors: [
      { line: 4, label: 'HTTP', ...ofActive },
      { line: 4, label: 'HTTP', guard: [[root, `(${guardedRoot})`]], remove: [[root, 'context.active()']] },
    ],
  },
  {
    name: 'a condition on the request is no guard',
    code: inServer(
      `if (req.method === 'OPTIONS') return;\n  const tp = req.headers.traceparent;\n  const parent = req.url?.startsWith('/api') && tp ? ${active} : context.active();\n  context.with(parent, () => ${work});`,
    ),
    errors: [{ line: 4, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'an early return for want of a user is no guard',
    code: inServer(
      `const user = req.headers.authorization;\n  if (!user) return;\n  context.with(${active}, () => ${work});`,
    ),
    errors: [{ line: 4, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'try, finally, throw and a nested function',
    code: inServer(
      `try { if (!req.url) throw new Error('no url'); setImmediate(() => { context.with(${active}, () => ${work}); }); } finally { res.end(); }`,
    ),
    errors: [{ line: 4, label: 'HTTP', ...ofActive }],
  },
  {
    name: 'a variable that is its own base',
    code: inServer(
      `let parent = context.active();\n  if (req.headers.traceparent) parent = propagation.extract(parent, req.headers);\n  context.with(parent, () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        label: 'HTTP',
        guard: [
          [
            'propagation.extract(parent, req.headers)',
            'trace.getSpan(parent) ? parent : propagation.extract(parent, req.headers)',
          ],
        ],
      },
    ],
  },
  {
    name: 'a constant base',
    code: inServer(
      `const base = context.active();\n  const parent = propagation.extract(base, req.headers);\n  context.with(parent, () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        label: 'HTTP',
        ...edits(
          'propagation.extract(base, req.headers)',
          'trace.getSpan(base) ? base : propagation.extract(base, req.headers)',
          'base',
        ),
      },
    ],
  },
  {
    name: 'a constant root base',
    code: inServer(
      `const base = ROOT_CONTEXT;\n  context.with(propagation.extract(base, req.headers), () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        label: 'HTTP',
        ...edits(
          'propagation.extract(base, req.headers)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(base, req.headers)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a base that does something gets no edit',
    code: inServer(
      `context.with(propagation.extract(context.active().setValue(Symbol('k'), 1), req.headers), () => ${work});`,
    ),
    errors: [{ line: 4, label: 'HTTP' }],
  },
  {
    name: 'a comment in the extract stays',
    code: inServer(
      `context.with(propagation.extract(context.active(), /* of the caller */ req.headers), () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        label: 'HTTP',
        guard: [['propagation.extract(', 'trace.getSpan(context.active()) ? context.active() : propagation.extract(']],
      },
    ],
  },
  {
    name: 'a cast of the extract',
    code: inServer(`context.with(${active} as Context, () => ${work});`),
    errors: [
      { line: 4, label: 'HTTP', guard: [[active, `(${guardedActive})`]], remove: [[active, 'context.active()']] },
    ],
  },
  {
    name: 'trace is not imported, and its name is taken',
    code: `import { context, propagation } from '@opentelemetry/api';\nimport { createServer } from 'node:http';\nconst trace = console.log;\ncreateServer((req, res) => { context.with(${active}, () => { trace(req.url); res.end(); }); });`,
    errors: [
      {
        line: 4,
        label: 'HTTP',
        guard: [
          [
            active,
            'otelTrace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), req.headers)',
          ],
          ['{ context, propagation }', '{ context, propagation, trace as otelTrace }'],
        ],
        remove: [[active, 'context.active()']],
      },
    ],
  },
  {
    name: 'context is not imported',
    code: `import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';\nimport { createServer } from 'node:http';\ncreateServer((req, res) => { trace.getTracer('a').startSpan('b', {}, ${root}).end(); res.end(); });`,
    errors: [
      {
        line: 3,
        label: 'HTTP',
        guard: [
          [root, guardedRoot],
          ['{ propagation, ROOT_CONTEXT, trace }', '{ propagation, ROOT_CONTEXT, trace, context }'],
        ],
        remove: [
          [root, 'context.active()'],
          ['{ propagation, ROOT_CONTEXT, trace }', '{ propagation, ROOT_CONTEXT, trace, context }'],
        ],
      },
    ],
  },
  {
    name: 'minified-looking output',
    code: `"use strict";var a=require("@opentelemetry/api"),h=require("http");h.createServer(function(r,s){a.context.with(a.propagation.extract(a.context.active(),r.headers),function(){s.end()})}).listen(0);`,
    errors: [
      {
        line: 1,
        label: 'HTTP',
        extract: 'a.propagation.extract',
        ...edits(
          'a.propagation.extract(a.context.active(),r.headers)',
          'a.trace.getSpan(a.context.active()) ? a.context.active() : a.propagation.extract(a.context.active(),r.headers)',
          'a.context.active()',
        ),
      },
    ],
  },
  // frameworks
  ...(
    [
      ['Express', `${express}app.get('/a', async (req: any, res: any) => {`, '});', 5],
      ['Express', `${express}app.use('/a', (error: any, req: any, res: any, next: any) => {`, '});', 5],
      ['Express', `${express}app.route('/a').all((q: any) => q).post([(req: any) => {`, '}]);', 5],
      [
        'Express',
        `${express}const router = express.Router(); router.get('/a', handled(async (req: any) => {`,
        '})); declare function handled(f: any): any;',
        5,
      ],
      [
        'Express',
        `${api}import { Router } from 'express';\nexport const routes = Router().use((req: any) => {`,
        '});',
        4,
      ],
      [
        'Express',
        `${api}import type { Request, Response } from 'express';\nexport class Orders { async list(req: Request, res: Response) {`,
        '} }',
        4,
      ],
      [
        'Express',
        `${api}import type { RequestHandler } from 'express';\nexport const list: RequestHandler = (req: any) => {`,
        '};',
        4,
      ],
      [
        'Express',
        `${api}import type * as express from 'express';\nexport class Api { constructor(private readonly app: express.Express) { this.app.get('/a', (req: any) => {`,
        '}); } }',
        4,
      ],
      ['Connect', `${api}import connect from 'connect';\nconnect().use((req: any) => {`, '});', 4],
      [
        'Fastify',
        `${api}import Fastify from 'fastify';\nconst server = Fastify({ logger: true });\nserver.get('/a', { schema: {} }, async (req: any) => {`,
        '});',
        5,
      ],
      [
        'Fastify',
        `${api}import type { FastifyInstance } from 'fastify';\nexport default async function routes(app: FastifyInstance) { app.addHook('preHandler', async (req: any) => {`,
        '}); }',
        4,
      ],
      [
        'Fastify',
        `${api}import { fastify } from 'fastify';\nconst options = { method: 'GET', url: '/', handler: async (req: any) => {`,
        '} }; fastify().route(options as any);',
        4,
      ],
      [
        'hapi',
        `${api}import Hapi from '@hapi/hapi';\nconst server = Hapi.server({ port: 0 });\nserver.route([{ method: 'GET', path: '/', options: { handler: (req: any) => {`,
        '} } }]);',
        5,
      ],
      [
        'restify',
        `${api}import restify from 'restify';\nconst server = restify.createServer();\nserver.get('/', (req: any) => {`,
        '});',
        5,
      ],
      [
        'Nest',
        `${api}import { Controller, Get, Req } from '@nestjs/common';\n@Controller() export class Orders { @Get() list(@Req() req: any) {`,
        '} }',
        4,
      ],
      [
        'Next.js',
        `${api}import type { NextApiRequest } from 'next';\nexport default function handler(req: NextApiRequest) {`,
        '}',
        4,
      ],
      [
        'Functions Framework',
        `${api}import { http } from '@google-cloud/functions-framework';\nhttp('orders', (req: any) => {`,
        '});',
        4,
      ],
    ] as const
  ).map(([label, start, end, line]): Failing => ({
    name: `${label}: ${start.split('\n').at(-1)?.slice(0, 90)}`,
    code: `${start}\n  context.with(${active}, () => ${work});\n${end}`,
    errors: [{ line, label, ...ofActive }],
  })),
  {
    name: 'Koa, its router, and a header that is looked up',
    code: `${api}import Koa from 'koa';\nimport Router from '@koa/router';\nnew Koa().use(async (ctx: any, next: any) => {\n  await context.with(propagation.extract(context.active(), ctx.request.headers), next);\n});\nnew Router().get('/', async (ctx: any) => {\n  await context.with(propagation.extract(ROOT_CONTEXT, { traceparent: ctx.get('traceparent') }), async () => {});\n});`,
    errors: [
      {
        line: 5,
        label: 'Koa',
        ...edits(
          'propagation.extract(context.active(), ctx.request.headers)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), ctx.request.headers)',
          'context.active()',
        ),
      },
      {
        line: 8,
        label: 'Koa',
        ...edits(
          "propagation.extract(ROOT_CONTEXT, { traceparent: ctx.get('traceparent') })",
          "trace.getSpan(context.active()) ? context.active() : propagation.extract(ROOT_CONTEXT, { traceparent: ctx.get('traceparent') })",
          'context.active()',
        ),
      },
    ],
  },
  {
    name: "Nest's headers",
    code: `${api}import { Controller, Get, Headers } from '@nestjs/common';\n@Controller() export class Orders {\n  @Get() list(@Headers() headers: Record<string, string>) {\n    return context.with(propagation.extract(context.active(), headers), () => ${work});\n  }\n}`,
    errors: [
      {
        line: 5,
        label: 'Nest',
        ...edits(
          'propagation.extract(context.active(), headers)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), headers)',
          'context.active()',
        ),
      },
    ],
  },
  // Lambda, gRPC, messages
  ...(
    [
      ['a handler by its type', `export const handler: APIGatewayProxyHandler = async (event) => {`],
      ['the event by its type', `export const handler = async (event: APIGatewayProxyEvent) => {`],
      ['the event as a type argument', `export const handler: Handler<APIGatewayProxyEventV2> = async (event) => {`],
    ] as const
  ).map(([name, start]): Failing => ({
    name: `Lambda: ${name}`,
    code: `${lambda}${start}\n  return context.with(propagation.extract(ROOT_CONTEXT, event.headers), async () => ({ statusCode: 200, body: '' }));\n};`,
    errors: [
      {
        line: 4,
        label: 'Lambda',
        library: 'aws-lambda',
        ...edits(
          'propagation.extract(ROOT_CONTEXT, event.headers)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(ROOT_CONTEXT, event.headers)',
          'context.active()',
        ),
      },
    ],
  })),
  {
    name: 'a gRPC handler',
    code: `${api}import * as grpc from '@grpc/grpc-js';\nconst getter = { keys: (m: grpc.Metadata) => Object.keys(m.getMap()), get: (m: grpc.Metadata, key: string) => m.get(key).map(String) };\nnew grpc.Server().addService({} as any, {\n  hello(call: any, done: any) { context.with(propagation.extract(ROOT_CONTEXT, call.metadata, getter), () => done(null, {})); },\n});`,
    errors: [
      {
        line: 6,
        label: 'gRPC',
        library: 'grpc',
        ...edits(
          'propagation.extract(ROOT_CONTEXT, call.metadata, getter)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(ROOT_CONTEXT, call.metadata, getter)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a Kafka message, with a getter',
    code: `${kafka}const getter = { keys: (c: any) => Object.keys(c), get: (c: any, key: string) => c[key]?.toString('utf8') };\nawait consumer.run({\n  eachMessage: async ({ message }: EachMessagePayload) => {\n    await context.with(propagation.extract(ROOT_CONTEXT, message.headers, getter), async () => ${work});\n  },\n});`,
    errors: [
      {
        line: 7,
        label: 'Kafka',
        library: 'kafkajs',
        kind: 'CONSUMER',
        ...edits(
          'propagation.extract(ROOT_CONTEXT, message.headers, getter)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(ROOT_CONTEXT, message.headers, getter)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a Kafka message, with headers made into texts, and an own CONSUMER span',
    code: `${kafka}await consumer.run({\n  eachMessage: async ({ message }) => {\n    const carrier: Record<string, string> = {};\n    for (const [key, value] of Object.entries(message.headers ?? {})) carrier[key] = String(value);\n    const parent = propagation.extract(context.active(), carrier);\n    tracer.startSpan('process', { kind: SpanKind.CONSUMER }, parent).end();\n  },\n});`,
    errors: [
      {
        line: 6,
        label: 'Kafka',
        library: 'kafkajs',
        kind: 'CONSUMER',
        spanLine: 10,
        ...edits(
          'propagation.extract(context.active(), carrier)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(context.active(), carrier)',
          'context.active()',
        ),
      },
    ],
  },
  {
    name: 'a message of RabbitMQ',
    code: `${amqp}await channel.consume('q', (msg) => {\n  if (msg === null) return;\n  context.with(propagation.extract(ROOT_CONTEXT, msg.properties.headers), () => channel.ack(msg));\n});`,
    errors: [
      {
        line: 5,
        label: 'RabbitMQ',
        library: 'amqplib',
        kind: 'CONSUMER',
        ...edits(
          'propagation.extract(ROOT_CONTEXT, msg.properties.headers)',
          'trace.getSpan(context.active()) ? context.active() : propagation.extract(ROOT_CONTEXT, msg.properties.headers)',
          'context.active()',
        ),
      },
    ],
  },
];

const settingsOf = ({ instrumented = everything, wrappers, testFiles }: Case): object => ({
  contextManager: 'async-local-storage',
  ...(testFiles && { testFiles }),
  instrumented,
  ...(wrappers && { wrappers }),
});

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = (test: Case) => ({
    name: `${test.name} (${mode})`,
    code: test.code,
    settings: { otel: settingsOf(test) },
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`no-redundant-extract, ${mode}`, noRedundantExtract, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(
        ({
          line,
          label,
          library = 'http',
          kind = 'SERVER',
          extract = 'propagation.extract',
          spanLine,
          guard,
          remove,
        }) => ({
          messageId: spanLine === undefined ? ('siblings' as const) : ('doubled' as const),
          data: { extract, line, label, library, kind, ...(spanLine !== undefined && { spanLine }) },
          suggestions: [
            ...(guard ? [{ messageId: 'guard' as const, output: edited(test.code, guard) }] : []),
            ...(remove ? [{ messageId: 'remove' as const, output: edited(test.code, remove) }] : []),
          ],
        }),
      ),
    })),
  });
}

function lint(text: string, test: Case, filename = 'file.ts'): readonly Linter.LintMessage[] {
  const messages = new Linter().verify(
    text,
    {
      files: ['**/*.*'],
      plugins: { otel: { rules: { rule: noRedundantExtract as unknown as Rule.RuleModule } } },
      languageOptions: { parser: parser },
      rules: { 'otel/rule': 'error' },
      settings: { otel: settingsOf(test) },
    },
    filename,
  );
  assert.ok(
    messages.every(({ ruleId }) => ruleId === 'otel/rule'),
    JSON.stringify(messages),
  );
  return messages;
}

describe('no-redundant-extract', () => {
  const [first] = invalid;
  for (const name of ['orders.test.ts', 'orders.spec.mts', '__tests__/orders.ts', 'orders.e2e.js']) {
    it(`is silent in a test file: ${name}`, () =>
      assert.deepEqual(lint(first?.code ?? '', { ...first, name: '', code: '' }, name), []));
  }
});

describe('the messages of no-redundant-extract', () => {
  const messageOf = (name: string): Linter.LintMessage | undefined => {
    const test = invalid.find((one) =>
      one.errors.some(({ spanLine }) => (spanLine !== undefined) === (name === 'doubled')),
    );
    return test && lint(test.code, test)[0];
  };

  it('point at the call, and name the instrumentation, what breaks and the remedy', () => {
    const siblings = messageOf('siblings');
    assert.equal(
      siblings?.message,
      "The 'http' instrumentation has extracted for this HTTP handler: after 'propagation.extract()', spans are siblings of its SERVER span. Use the active context.",
    );
    assert.equal((siblings.endColumn ?? 0) - siblings.column, 'propagation.extract'.length);
    assert.match(
      messageOf('doubled')?.message ?? '',
      /^The 'http' instrumentation has extracted for this \w+ handler: the SERVER span on line \d+ records the request twice\. Use the active context\.$/,
    );
  });

  it('are said in test files where nothing counts as a test', () => {
    const code = invalid[0]?.code ?? '';
    assert.equal(lint(code, { name: '', code, testFiles: [] }, 'orders.test.ts').length, 1);
  });
});

describe('the suggestions of no-redundant-extract', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const broken = new Set(
      strictDiagnostics(new Map(invalid.map(({ code }, index) => [file(`extract-${index}`), code]))).map((line) =>
        line.slice(0, line.indexOf(':')),
      ),
    );
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`extract-${index}`))) continue;
      for (const [at, { guard, remove }] of errors.entries()) {
        for (const [id, edit] of Object.entries({ guard, remove }))
          if (edit) outputs.set(file(`extract-${index}-${at}-${id}`), edited(code, edit));
      }
    }
    assert.ok(outputs.size > 50, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settle in one pass', () => {
    for (const test of invalid.filter(({ only }) => only !== 'typed')) {
      const before = lint(test.code, test).length;
      for (const { guard, remove } of test.errors) {
        for (const edit of [guard, remove])
          if (edit) assert.equal(lint(edited(test.code, edit), test).length, before - 1, edited(test.code, edit));
      }
    }
  });

  it('are made together in one file', () => {
    const test = invalid.find(({ name }) => name.startsWith('a bound function'));
    assert.ok(test);
    const both = test.errors.reduce((text, { guard = [] }) => edited(text, guard), test.code);
    assert.deepEqual(lint(both, test), []);
  });
});
