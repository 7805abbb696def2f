import assert from 'node:assert/strict';
import { extractsOf, originsOf } from './support';

const http = `import http, { createServer, type IncomingMessage, type ServerResponse } from 'node:http';\n`;
const express = `import express, { type Request, type Response } from 'express';\nconst app = express();\n`;
const server = (body: string): string => `${http}createServer((req, res) => { ${body} });`;

for (const typed of [false, true]) {
  const mode = typed ? 'typed' : 'untyped';
  describe(`which request an expression is of, ${mode}`, () => {
    for (const [code, expected] of [
      [server('probe(req);'), 'http request covered'],
      [server('probe(req.headers);'), 'http carrier headers covered'],
      [server('const { headers } = req; probe(headers);'), 'http carrier headers covered'],
      [server(`probe(req.headers['b3']);`), 'http header headers.b3 covered'],
      [server('const { traceparent } = req.headers; probe(traceparent);'), 'http header headers.traceparent covered'],
      [server('probe(req.url);'), 'http part url covered'],
      [server('probe(req.headers ?? {});'), 'http carrier headers covered'],
      [server('probe(res);'), 'nothing'],
      [server('inner(req); function inner(r: IncomingMessage) { probe(r.headers); }'), 'http carrier headers covered'],
      [
        `${http}function inner(headers: any) { probe(headers); } createServer((req) => inner(req.headers)); createServer((req) => inner(req.headers));`,
        'http carrier headers covered',
      ],
      [
        `${http}function inner(headers: any) { probe(headers); } createServer((req) => inner(req.headers)); foreign(inner({}));`,
        'nothing',
      ],
      [
        `${http}export function handle(req: IncomingMessage, res: ServerResponse) { probe(req.headers); }`,
        'http carrier headers covered',
      ],
      [`${http}export function handle(req: IncomingMessage) { probe(req.headers); }`, 'nothing'],
      [
        `${http}export const handle = ({ headers }: IncomingMessage, res: ServerResponse) => probe(headers);`,
        'http carrier headers covered',
      ],
      [`${http}http.get('x', (req) => probe(req.headers));`, 'nothing'],
      [`${http}http.createServer().on('upgrade', (req) => probe(req.headers));`, 'nothing'],
      [
        `${http}http.createServer().listen(1).on('request', (req) => probe(req.headers));`,
        'http carrier headers covered',
      ],
      [
        `import { createServer } from 'http2'; createServer((req) => probe(req.headers));`,
        'http2 carrier headers open',
      ],
      [`import { createServer } from 'tls'; createServer((req: any) => probe(req.headers));`, 'nothing'],
      [`${express}app.get('/', (req: any) => probe(req.headers));`, 'express carrier headers covered'],
      [
        `${express}app.use((e: any, req: any, res: any, next: any) => probe(req.headers));`,
        'express carrier headers covered',
      ],
      [
        `${express}app.get('/', (req: any) => probe(req.get('Traceparent')));`,
        'express header headers.traceparent covered',
      ],
      [
        `${express}const r = express.Router(); r.use(wrap((req: any) => probe(req.headers))); declare function wrap(f: any): any;`,
        'express carrier headers covered',
      ],
      [
        `${express}app.use([a(b(c(d(e(f([(req: any) => probe(req.headers)]))))))]); declare const a: any, b: any, c: any, d: any, e: any, f: any;`,
        'express carrier headers covered',
      ],
      [
        `${express}export const h = (req: Request, res: Response) => { probe(req.headers); };`,
        'express carrier headers covered',
      ],
      [
        `${http}class Call { constructor(private readonly req: any) {} run() { probe(this.req.headers); } } createServer((req) => new Call(req).run());`,
        'http carrier headers covered',
      ],
      [
        server('const seen = new Map(); seen.set("a", req); probe(seen.get("a").headers);'),
        'http carrier headers covered',
      ],
      [server('probe(new Map(Object.entries(req.headers)).get("b3"));'), 'http header headers.* covered'],
      [server('for (const [, value] of Object.entries(req.headers)) probe(value);'), 'http header headers.* covered'],
      [
        `${http}async function load(r: any) { return r.headers; } createServer(async (req) => probe(await load(req)));`,
        'http carrier headers covered',
      ],
      [server('let headers; headers = req.headers; probe(headers);'), 'http carrier headers covered'],
      [server('let headers: any = req.headers; if (res.closed) headers = {}; probe(headers);'), 'nothing'],
      [
        `export default { fetch(request: Request) { probe(request.headers.get('b3')); } };`,
        'fetch header headers.b3 open',
      ],
      [`${express}declare const job: { req: Request }; export function f() { probe(job.req.headers); }`, 'nothing'],
      [
        `import Koa from 'koa'; new Koa().use(async (ctx: any) => probe(ctx.req.headers));`,
        'koa carrier req.headers covered',
      ],
      [
        `import Koa from 'koa'; new Koa().use(async (ctx: any) => probe(ctx.get('b3')));`,
        'koa header headers.b3 covered',
      ],
      [
        `import { fastify } from 'fastify'; fastify().get('/', { preHandler: (q: any) => probe(q.raw.headers) }, async () => 1);`,
        'fastify carrier raw.headers covered',
      ],
      [
        `import * as Hapi from '@hapi/hapi'; new Hapi.Server().route({ handler: (q: any) => probe(q.headers) } as any);`,
        'hapi carrier headers covered',
      ],
      [
        `import { Hono } from 'hono'; new Hono().get('/', (c) => { probe(c.req.header()); return c.text(''); });`,
        'hono carrier req.header() open',
      ],
      [
        `import { Hono } from 'hono'; new Hono().get('/', (c) => { probe(c.req.raw.headers); return c.text(''); });`,
        'hono carrier req.raw.headers open',
      ],
      [`export default { async fetch(request: Request) { probe(request.headers); } };`, 'fetch carrier headers open'],
      [`export async function POST(request: Request) { probe(request.headers); }`, 'fetch carrier headers open'],
      [`export default { fetch(url: Request) { probe(url.headers); } };`, 'nothing'],
      [
        `import type { APIGatewayProxyEvent } from 'aws-lambda'; export const h = async (e: APIGatewayProxyEvent) => probe(e.headers);`,
        'aws-lambda carrier headers covered',
      ],
      [
        `import { Kafka } from 'kafkajs'; new Kafka({ brokers: [] }).consumer({ groupId: '' }).run({ eachMessage: async ({ message }) => probe(message.headers) });`,
        'kafkajs carrier covered',
      ],
      [
        `import { Kafka } from 'kafkajs'; new Kafka({ brokers: [] }).consumer({ groupId: '' }).run({ eachBatch: async ({ batch }) => probe(batch.messages[0]!.headers) });`,
        'kafkajs carrier open',
      ],
      [
        `import { Worker } from 'bullmq'; new Worker('q', async (job) => probe(job.data.carrier));`,
        'bullmq carrier unknown',
      ],
    ] as const) {
      it(`${code.slice(-100)} → ${expected}`, () => assert.deepEqual(originsOf(code, { typed }), [expected]));
    }

    it('covers nothing where nothing is instrumented', () => {
      assert.deepEqual(originsOf(server('probe(req.headers);'), { typed, instrumented: [] }), [
        'http carrier headers open',
      ]);
    });

    for (const text of [
      `const o = { ignoreIncomingRequestHook: () => true };`,
      `const o = { '@opentelemetry/instrumentation-http': { enabled: false } };`,
      `import serverless from 'serverless-http';`,
    ]) {
      it(`does not know whether it is covered: ${text}`, () => {
        assert.deepEqual(originsOf(`${server('probe(req.headers);')}\n${text}`, { typed }), [
          'http carrier headers unknown',
        ]);
      });
    }
  });

  describe(`which request an extract reads, ${mode}`, () => {
    const extract = (carrier: string, before = ''): string =>
      `${http}\ncreateServer((req, res) => {\n${before} propagation.extract(ROOT_CONTEXT, ${carrier}); });`;
    for (const [code, expected] of [
      [extract('req.headers'), 'http 3 covered'],
      [extract('{ ...req.headers }'), 'http 3 covered'],
      [extract('{ traceparent: String(req.headers.traceparent) }'), 'http 3 covered'],
      [extract('{ traceparent: String(req.headers.parent) }'), 'nothing'],
      [extract(`{ ...req.headers, b3: '' }`), 'nothing'],
      [extract('Object.fromEntries(Object.entries(req.headers))'), 'http 3 covered'],
      [
        extract('c', 'const c: any = {}; for (const [k, v] of Object.entries(req.headers)) c[k] = v;'),
        'http 3 covered',
      ],
      [extract('c', 'const c: any = {}; c.traceparent = req.headers.traceparent;'), 'http 3 covered'],
      [extract('c', `const c: any = {}; c.traceparent = req.headers['x-t'];`), 'nothing'],
      [extract('req.headers', `req.headers.traceparent = 'x';`), 'nothing'],
      [extract('plain(req)', 'function plain(r: IncomingMessage) { return { ...r.headers }; }'), 'http 3 covered'],
      [extract('new Headers(req.headers as any)'), 'http 3 covered'],
      [extract('JSON.parse(JSON.stringify(req.headers))'), 'http 3 covered'],
      [extract('{ traceparent: foreign(req.headers.traceparent) }'), 'http 3 covered'],
      [
        extract(
          'copy(req.headers)',
          'function copy(h: any) { const c: any = {}; for (const k in h) c[k] = h[k]; return c; }',
        ),
        'http 3 covered',
      ],
      [
        extract('Object.entries(req.headers).reduce((all: any, [k, v]) => { all[k] = v; return all; }, {})'),
        'http 3 covered',
      ],
      [extract('this.c', 'const box = { c: { ...req.headers } };').replace('this.c', 'box.c'), 'http 3 covered'],
      [extract(`{ traceparent: foreign(), ...req.headers }`), 'nothing'],
      [extract('foreign(req.headers)'), 'nothing'],
      [extract('req.url'), 'nothing'],
      [extract('req.headers, { keys: Object.keys, get: (c: any, k) => c[k]?.toString("utf8") }'), 'http 3 covered'],
      [extract('req.headers, { keys: Object.keys, get: (c: any, k) => c["x" + k] }'), 'nothing'],
    ] as const) {
      it(`${code.slice(code.indexOf('\n{'))} → ${expected}`.replace(/\s+/g, ' '), () =>
        assert.deepEqual(extractsOf(code, { typed }), [expected]),
      );
    }
  });
}
