/**
 * Correct code, topic by topic: what was measured to work on the real SDK (AsyncLocalStorage, both generations), and
 * how people really write it. No recommended rule has anything to say about it, with types or without.
 */
import assert from 'node:assert/strict';
import { presetRules } from '../src/configs';
import { createLint, useOwnProjectService } from './support/lint';

const lint = createLint();

const imports = `import { context, propagation, trace, ROOT_CONTEXT, createContextKey, type Baggage, type Context, type Span, type Tracer } from '@opentelemetry/api';
declare const ctx: Context; declare const bag: Baggage; declare const span: Span; declare const tracer: Tracer; declare const key: symbol; declare const headers: Record<string, string>; declare function work(): void; declare function later(): Promise<void>;
`;

const topics: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'attached contexts': [
    [
      'sync attach, try, finally dispose',
      `function f() { const t = context.attach(ctx); try { work(); } finally { t.dispose(); } }`,
    ],
    [
      'two dispose calls',
      `function f() { const t = context.attach(ctx); try { work(); t.dispose(); } finally { t.dispose(); } }`,
    ],
    [
      'a start and end hook pair over a field',
      `class H { t?: { dispose(): void }; start() { this.t = context.attach(ctx); } end() { this.t?.dispose(); } }`,
    ],
  ],
  'context.with': [
    ['a returned promise', `function f() { return context.with(ctx, async () => { await later(); }); }`],
    ['an awaited promise', `async function f() { await context.with(ctx, later); }`],
    [
      'a function passed by name',
      `function f(next: () => void, done: () => void) { context.with(ctx, next); context.with(ctx, done); }`,
    ],
    [
      'this and arguments',
      `function f(this: unknown, original: (...args: unknown[]) => void, ...args: unknown[]) { return context.with(ctx, original, this, ...args); }`,
    ],
    [
      'a bound method',
      `class S { n = 1; go() { return this.n; } run() { return context.with(ctx, this.go.bind(this)); } }`,
    ],
    [
      'a method with its this',
      `class S { n = 1; go() { return this.n; } run() { return context.with(ctx, this.go, this); } }`,
    ],
    ['a bound function', `context.with(ctx, context.bind(ctx, work));`],
    ['a factory that returns a function', `function make() { return () => { work(); }; } context.with(ctx, make());`],
    ['undefined as this', `context.with(ctx, (x: number) => { work(); return x; }, undefined, 42);`],
    [
      'iteration inside',
      `async function f() { return context.with(ctx, async () => { for await (const x of (async function* () { yield 1; })()) work(); }); }`,
    ],
    [
      'a step at a time',
      `async function f() { const it = (async function* () { yield 1; })(); for (;;) { const n = await context.with(ctx, () => it.next()); if (n.done) break; } }`,
    ],
    [
      'a finally that ends the span',
      `async function f() { return context.with(trace.setSpan(context.active(), span), later).finally(() => { span.end(); }); }`,
    ],
    ['a catch that logs', `function f() { context.with(ctx, later).catch(console.error); }`],
    [
      'a lazy thenable awaited inside',
      `async function f(db: { q(): PromiseLike<number> }) { return context.with(ctx, async () => await db.q()); }`,
    ],
  ],
  'boundaries that carry the context': [
    [
      'timers, promises and microtasks',
      `tracer.startActiveSpan('a', (s) => { setTimeout(() => { tracer.startSpan('b').end(); }, 1); setInterval(() => trace.getActiveSpan()?.addEvent('tick'), 5); process.nextTick(() => trace.getActiveSpan()); queueMicrotask(() => trace.getActiveSpan()); setImmediate(() => trace.getActiveSpan()); s.end(); });`,
    ],
    [
      'then and await',
      `async function f() { await later(); trace.getActiveSpan()?.addEvent('x'); later().then(() => trace.getActiveSpan()?.addEvent('y')).catch(console.error); }`,
    ],
    [
      'fs, crypto and child process callbacks',
      `import fs from 'node:fs'; import crypto from 'node:crypto'; import cp from 'node:child_process'; tracer.startActiveSpan('a', (s) => { fs.readFile('x', () => { trace.getActiveSpan(); }); crypto.randomBytes(8, () => { trace.getActiveSpan(); }); cp.exec('true', () => { trace.getActiveSpan(); s.end(); }); });`,
    ],
    [
      'events.once and events.on',
      `import { EventEmitter, once, on } from 'node:events'; const bus = new EventEmitter(); export async function f() { await tracer.startActiveSpan('a', async (s) => { try { await once(bus, 'x'); trace.getActiveSpan(); for await (const e of on(bus, 'y')) { trace.getActiveSpan(); break; } } finally { s.end(); } }); }`,
    ],
    [
      'a bound listener',
      `import { EventEmitter } from 'node:events'; const bus = new EventEmitter(); export function f() { tracer.startActiveSpan('a', (s) => { bus.on('x', context.bind(context.active(), () => { trace.getActiveSpan(); })); s.end(); }); }`,
    ],
    [
      'a captured context',
      `import { EventEmitter } from 'node:events'; const bus = new EventEmitter(); export function f() { tracer.startActiveSpan('a', (s) => { const here = context.active(); bus.on('x', () => { context.with(here, () => { tracer.startSpan('b').end(); }); }); s.end(); }); }`,
    ],
    [
      'listeners at module scope',
      `import { createServer } from 'node:http'; createServer((req, res) => { tracer.startSpan('x').end(); res.end(); }).on('request', () => { trace.getActiveSpan(); });`,
    ],
    [
      'streams and responses of the function itself',
      `import http from 'node:http'; import fs from 'node:fs'; export function f() { tracer.startActiveSpan('a', (s) => { http.get('http://localhost', (res) => { res.on('data', () => { trace.getActiveSpan(); }); res.on('end', () => { s.end(); }); }); const file = fs.createReadStream('x'); file.on('data', () => { trace.getActiveSpan(); }); }); }`,
    ],
    [
      'request and response events',
      `import { createServer } from 'node:http'; createServer((req, res) => { const s = tracer.startSpan('x'); req.on('data', () => { trace.getActiveSpan(); }); res.on('finish', () => { s.end(); }); });`,
    ],
    [
      'a child process of the function itself',
      `import { spawn } from 'node:child_process'; export function f() { tracer.startActiveSpan('a', (s) => { const child = spawn('ls'); child.stdout.on('data', () => { trace.getActiveSpan(); }); child.on('exit', () => { s.end(); }); }); }`,
    ],
    [
      'an emitter of the function itself',
      `import { EventEmitter } from 'node:events'; export function f() { tracer.startActiveSpan('a', (s) => { try { const own = new EventEmitter(); own.on('x', () => { trace.getActiveSpan(); }); own.emit('x'); } finally { s.end(); } }); }`,
    ],
    [
      'listeners that only end a captured span',
      `import { EventEmitter } from 'node:events'; const bus = new EventEmitter(); export function f() { const s = tracer.startSpan('a'); bus.once('done', () => { s.end(); }); }`,
    ],
    [
      'promise resolvers in a map',
      `const waiting = new Map<string, (v: unknown) => void>(); export function f(id: string) { return tracer.startActiveSpan('a', (s) => new Promise((resolve) => { waiting.set(id, resolve); }).then(() => { trace.getActiveSpan(); }).finally(() => { s.end(); })); } export function answer(id: string) { waiting.get(id)?.(1); }`,
    ],
    [
      'an array that stays in the function',
      `export function f(xs: string[]) { tracer.startActiveSpan('a', (s) => { try { const jobs: (() => void)[] = []; for (const x of xs) jobs.push(() => { tracer.startSpan(x).end(); }); for (const job of jobs) job(); } finally { s.end(); } }); }`,
    ],
  ],
  workers: [
    [
      'a carrier in the message',
      `import { Worker } from 'node:worker_threads'; export function f(file: string) { tracer.startActiveSpan('a', (s) => { try { const carrier = {}; propagation.inject(context.active(), carrier); const w = new Worker(file, { workerData: { carrier } }); w.postMessage({ carrier }); } finally { s.end(); } }); }`,
    ],
    [
      'control messages',
      `import { Worker } from 'node:worker_threads'; const w = new Worker('./w.js'); export function stop() { tracer.startActiveSpan('stop', (s) => { try { w.postMessage('stop'); w.postMessage({ type: 'stop' }); } finally { s.end(); } }); }`,
    ],
    [
      'a worker started with the process',
      `import { Worker } from 'node:worker_threads'; export const pool = [new Worker('./w.js'), new Worker('./w.js')];`,
    ],
    [
      'a worker that extracts',
      `import { parentPort } from 'node:worker_threads'; parentPort?.on('message', (m: { carrier: object }) => { context.with(propagation.extract(ROOT_CONTEXT, m.carrier), () => { tracer.startSpan('x').end(); }); });`,
    ],
  ],
  'carriers that are understood': [
    [
      'the headers of a Node request',
      `import type { IncomingMessage } from 'node:http'; export const f = (req: IncomingMessage) => { context.with(propagation.extract(ROOT_CONTEXT, req.headers), work); };`,
    ],
    [
      "Hono's header()",
      `import type { Context as Hono } from 'hono'; export const f = (c: Hono, next: () => Promise<void>) => context.with(propagation.extract(context.active(), c.req.header()), next);`,
    ],
    [
      'Object.fromEntries',
      `export const f = (request: Request, next: () => Response) => context.with(propagation.extract(context.active(), Object.fromEntries(request.headers)), next);`,
    ],
    [
      'a getter and a setter for Headers',
      `const getter = { keys: (c: Headers) => [...c.keys()], get: (c: Headers, k: string) => c.get(k) ?? undefined }; const setter = { set: (c: Headers, k: string, v: string) => { c.set(k, v); } }; export function f(request: Request) { const out = new Headers(); context.with(propagation.extract(ROOT_CONTEXT, request.headers, getter), () => { propagation.inject(context.active(), out, setter); }); return fetch('http://a', { headers: out }); }`,
    ],
    [
      'a carrier that is copied over',
      `export function f(init: RequestInit) { const carrier: Record<string, string> = {}; propagation.inject(context.active(), carrier); const out = new Headers(init.headers); for (const [k, v] of Object.entries(carrier)) out.set(k, v); return fetch('http://a', { ...init, headers: out }); }`,
    ],
    [
      'a setter that writes into the request',
      `import http from 'node:http'; export function f() { const req = http.request('http://a'); propagation.inject(context.active(), req, { set: (r, k, v) => { r.setHeader(k, v); } }); req.end(); }`,
    ],
    [
      'an axios interceptor',
      `import axios from 'axios'; axios.interceptors.request.use((config) => { propagation.inject(context.active(), config.headers); return config; });`,
    ],
    [
      'a propagator that delegates',
      `import type { TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api'; export class Mine implements TextMapPropagator { constructor(private readonly inner: TextMapPropagator) {} inject(c: Context, carrier: unknown, setter: TextMapSetter) { this.inner.inject(c, carrier, setter); } extract(c: Context, carrier: unknown, getter: TextMapGetter) { return this.inner.extract(c, carrier, getter); } fields() { return this.inner.fields(); } }`,
    ],
    [
      'a helper that gives headers',
      `export function traceHeaders(): Record<string, string> { const carrier = {}; propagation.inject(context.active(), carrier); return carrier; }`,
    ],
    [
      'a generic helper',
      `export const parentOf = <C extends object>(carrier: C) => propagation.extract(ROOT_CONTEXT, carrier);`,
    ],
    [
      'a fallback for missing headers',
      `export const f = (m: { headers?: Record<string, string> }) => { context.with(propagation.extract(ROOT_CONTEXT, m.headers ?? {}), work); };`,
    ],
  ],
  'headers by hand that are none': [
    [
      'a received header that is passed on',
      `import type { IncomingMessage } from 'node:http'; export const f = (req: IncomingMessage) => fetch('http://a', { headers: { traceparent: String(req.headers['traceparent'] ?? '') } });`,
    ],
    [
      'a log line',
      'export const f = () => { const { traceId, spanId } = span.spanContext(); console.log(`traceparent 00-${traceId}-${spanId}-01`); };',
    ],
    [
      'Server-Timing',
      'import type { ServerResponse } from "node:http"; export const f = (res: ServerResponse) => { const { traceId, spanId } = span.spanContext(); res.setHeader("Server-Timing", `traceparent;desc="00-${traceId}-${spanId}-01"`); };',
    ],
    [
      'a meta tag',
      'export const f = () => { const { traceId, spanId } = span.spanContext(); return `<meta name="traceparent" content="00-${traceId}-${spanId}-01">`; };',
    ],
    ['a span attribute', `span.setAttribute('traceparent', headers['traceparent'] ?? '');`],
  ],
  messages: [
    [
      'Kafka with a carrier',
      `import type { Producer } from 'kafkajs'; export async function f(p: Producer) { await tracer.startActiveSpan('send', async (s) => { try { const carrier: Record<string, string> = {}; propagation.inject(context.active(), carrier); await p.send({ topic: 't', messages: [{ value: 'x', headers: carrier }] }); } finally { s.end(); } }); }`,
    ],
    [
      'Kafka with headers of a helper',
      `import type { Producer } from 'kafkajs'; import { traceHeaders } from './headers'; export async function f(p: Producer) { await tracer.startActiveSpan('send', async (s) => { try { await p.send({ topic: 't', messages: [{ value: 'x', headers: traceHeaders() }] }); } finally { s.end(); } }); }`,
    ],
    [
      'Kafka outside any trace',
      `import { Kafka } from 'kafkajs'; const p = new Kafka({ brokers: [] }).producer(); export const heartbeat = () => p.send({ topic: 't', messages: [{ value: 'alive' }] });`,
    ],
    [
      'a Kafka consumer that extracts',
      `import { Kafka } from 'kafkajs'; const c = new Kafka({ brokers: [] }).consumer({ groupId: 'g' }); const getter = { keys: (h: object) => Object.keys(h), get: (h: any, k: string) => h[k]?.toString() }; void c.run({ eachMessage: async ({ message }) => { await context.with(propagation.extract(ROOT_CONTEXT, message.headers ?? {}, getter), async () => { tracer.startSpan('x').end(); }); } });`,
    ],
    [
      'a Kafka consumer under a wrapper',
      `import { Kafka } from 'kafkajs'; import { withMessageContext } from './otel'; const c = new Kafka({ brokers: [] }).consumer({ groupId: 'g' }); void c.run({ eachMessage: withMessageContext(async () => { tracer.startSpan('x').end(); }) });`,
    ],
    [
      'a Kafka consumer without spans',
      `import { Kafka } from 'kafkajs'; const c = new Kafka({ brokers: [] }).consumer({ groupId: 'g' }); void c.run({ eachMessage: async ({ message }) => { console.log(message.value); } }); tracer.startSpan('boot').end();`,
    ],
    [
      'a batch with links',
      `import { Kafka } from 'kafkajs'; const c = new Kafka({ brokers: [] }).consumer({ groupId: 'g' }); const getter = { keys: (h: object) => Object.keys(h), get: (h: any, k: string) => h[k]?.toString() }; void c.run({ eachBatch: async ({ batch }) => { const links = batch.messages.flatMap((m) => { const spanContext = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, m.headers ?? {}, getter)); return spanContext ? [{ context: spanContext }] : []; }); const s = tracer.startSpan('batch', { links }); s.end(); } });`,
    ],
    [
      'RabbitMQ',
      `import type { Channel } from 'amqplib'; export function f(ch: Channel) { tracer.startActiveSpan('send', (s) => { const carrier = {}; propagation.inject(context.active(), carrier); ch.publish('e', 'k', Buffer.from(''), { headers: carrier }); s.end(); }); void ch.consume('q', (m) => { if (m) context.with(propagation.extract(ROOT_CONTEXT, m.properties.headers ?? {}), () => { tracer.startSpan('x').end(); ch.ack(m); }); }); }`,
    ],
    [
      'BullMQ with its telemetry',
      `import { Queue, Worker } from 'bullmq'; import { BullMQOtel } from 'bullmq-otel'; const telemetry = new BullMQOtel('x'); const q = new Queue('q', { connection: {}, telemetry }); export const add = () => tracer.startActiveSpan('add', async (s) => { try { await q.add('j', { id: 1 }); } finally { s.end(); } }); new Worker('q', async () => { tracer.startSpan('x').end(); }, { connection: {}, telemetry });`,
    ],
    [
      'a look-alike producer',
      `class Producer { send(_: object) { return 1; } } const producer = new Producer(); export const f = () => { tracer.startActiveSpan('a', (s) => { producer.send({ topic: 't', messages: [{ value: 'x' }] }); s.end(); }); };`,
    ],
    [
      'a message beside suppressed tracing',
      `import { suppressTracing } from '@opentelemetry/core'; import type { Producer } from 'kafkajs'; export const f = (p: Producer) => tracer.startActiveSpan('a', (s) => { s.end(); return context.with(suppressTracing(context.active()), () => p.send({ topic: 't', messages: [{ value: 'x' }] })); });`,
    ],
  ],
  'what a guard asks': [
    [
      'a guarded extract',
      `import { createServer } from 'node:http'; createServer((req, res) => { const base = context.active(); const parent = trace.getSpan(base) ? base : propagation.extract(base, req.headers); context.with(parent, () => { res.end(); }); });`,
    ],
    [
      'an upgrade listener',
      `import { createServer } from 'node:http'; createServer().on('upgrade', (req, socket) => { context.with(propagation.extract(ROOT_CONTEXT, req.headers), () => { tracer.startSpan('ws').end(); socket.destroy(); }); });`,
    ],
    [
      'a link that is guarded',
      `const spanContext = trace.getSpanContext(ctx); export const s = tracer.startSpan('x', { links: spanContext ? [{ context: spanContext }] : [] });`,
    ],
    [
      'a link to a started span',
      `export const s = tracer.startSpan('x', { links: [{ context: span.spanContext() }] });`,
    ],
    [
      'an injected span that is set',
      `import { SpanKind } from '@opentelemetry/api'; export function f() { const s = tracer.startSpan('x', { kind: SpanKind.CLIENT }); const carrier = {}; propagation.inject(trace.setSpan(context.active(), s), carrier); return fetch('http://a', { headers: carrier }).finally(() => { s.end(); }); }`,
    ],
    [
      'an active span that is injected',
      `import { SpanKind } from '@opentelemetry/api'; export const f = () => tracer.startActiveSpan('x', { kind: SpanKind.PRODUCER }, (s) => { const carrier = {}; propagation.inject(context.active(), carrier); s.end(); return carrier; });`,
    ],
  ],
  'immutable values': [
    [
      'bind of an emitter as a statement',
      `import { EventEmitter } from 'node:events'; const e = new EventEmitter(); context.bind(ctx, e);`,
    ],
    [
      'a let that is assigned back',
      `let b = propagation.createBaggage(); for (const k of ['a', 'b']) b = b.setEntry(k, { value: '1' }); propagation.inject(propagation.setBaggage(ctx, b), headers);`,
    ],
    [
      'a let in a forEach closure',
      `let b: Baggage = bag; Object.entries(headers).forEach(([k, v]) => { b = b.setEntry(k, { value: 'v' }); }); work(); context.with(propagation.setBaggage(ctx, b), work);`,
    ],
    [
      'reduce',
      `const b = ['a'].reduce((all, k) => all.setEntry(k, { value: '1' }), bag); context.with(propagation.setBaggage(ctx, b), work);`,
    ],
    ['a concise arrow', `export const withTenant = (c: Context) => c.setValue(key, 1);`],
    ['a fluent chain', `context.with(propagation.extract(ROOT_CONTEXT, headers).setValue(key, 1), work);`],
    ['the third argument of startSpan', `tracer.startSpan('a', {}, trace.setSpan(context.active(), span)).end();`],
    [
      'Map and Set',
      `const m = new Map(); m.set('a', 1); m.clear(); m.delete('a'); new Set([1]).clear(); new URLSearchParams().set('a', 'b');`,
    ],
    [
      'a span that is set on a stored context',
      `class S { c = ROOT_CONTEXT; go() { this.c = trace.setSpan(this.c, span); } }`,
    ],
    [
      'links read from extracted contexts',
      `tracer.startSpan('batch', { links: [headers].flatMap((h) => trace.getSpanContext(propagation.extract(ROOT_CONTEXT, h)) ?? []).map((c) => ({ context: c })) }).end();`,
    ],
  ],
  propagators: [
    [
      'the order of duplicates',
      `import { CompositePropagator, W3CTraceContextPropagator, W3CBaggagePropagator } from '@opentelemetry/core'; propagation.setGlobalPropagator(new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }));`,
    ],
    [
      'trace context alone',
      `import { W3CTraceContextPropagator } from '@opentelemetry/core'; propagation.setGlobalPropagator(new W3CTraceContextPropagator());`,
    ],
    [
      'an array built from configuration',
      `import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'; declare const extra: any[]; const list = [new W3CTraceContextPropagator(), ...extra]; propagation.setGlobalPropagator(new CompositePropagator({ propagators: list }));`,
    ],
  ],
  baggage: [
    [
      'tenants, regions and plans',
      `declare const order: { tenantId: string; region: string; plan: string; id: string }; let b = bag.setEntry('tenant', { value: order.tenantId }); b = b.setEntry('region', { value: order.region }).setEntry('plan', { value: order.plan }).setEntry('order.id', { value: order.id }); context.with(propagation.setBaggage(ctx, b), work);`,
    ],
    [
      'flags and counts about people',
      `declare const user: { email: string; isAdmin: boolean; emailCount: number }; const b = bag.setEntry('has-email', { value: user.email ? 'yes' : 'no' }).setEntry('admin', { value: String(user.isAdmin) }).setEntry('emails', { value: String(user.emailCount) }); context.with(propagation.setBaggage(ctx, b), work);`,
    ],
    [
      'a keyed hash',
      `import { createHmac } from 'node:crypto'; declare const user: { email: string }; const b = bag.setEntry('user', { value: createHmac('sha256', 'k').update(user.email).digest('hex').slice(0, 16) }); context.with(propagation.setBaggage(ctx, b), work);`,
    ],
    [
      'a sanitizer of the project',
      `declare const user: { email: string }; declare function pseudonymize(text: string): string; const b = bag.setEntry('user', { value: pseudonymize(user.email) }); context.with(propagation.setBaggage(ctx, b), work);`,
    ],
    [
      'a value that is hashed in the end',
      `import { createHash } from 'node:crypto'; declare const user: { email: string }; let v = user.email; v = createHash('sha256').update(v).digest('hex'); context.with(propagation.setBaggage(ctx, bag.setEntry('user', { value: v })), work);`,
    ],
    [
      'template ids and feature names',
      `declare const mail: { emailTemplateId: string; phoneModel: string }; const b = bag.setEntry('template', { value: mail.emailTemplateId }).setEntry('model', { value: mail.phoneModel }); context.with(propagation.setBaggage(ctx, b), work);`,
    ],
    [
      'removing and reading entries',
      `const email = propagation.getActiveBaggage()?.getEntry('user.email')?.value; const b = bag.removeEntry('user.email'); context.with(propagation.setBaggage(ctx, b), () => { console.log(email); });`,
    ],
    [
      'people in span attributes',
      `declare const user: { email: string }; span.setAttribute('enduser.id', user.email);`,
    ],
  ],
  'capture and spans': [
    ['default parameters', `export function f(c = context.active()) { context.with(c, work); }`],
    [
      'a tracer and a key at module scope',
      `export const t = trace.getTracer('x'); export const k = createContextKey('k');`,
    ],
    ['a span handed over', `export function start() { const s = tracer.startSpan('a'); return s; }`],
    [
      'a guarded extract',
      `export function handle(h: Record<string, string>) { const base = context.active(); const c = trace.getSpan(base) ? base : propagation.extract(base, h); return context.with(c, work); }`,
    ],
  ],
  'look-alikes': [
    [
      'contexts of frameworks',
      `interface NestContext { with(x: number): void; active(): boolean; attach(x: object): { dispose(): void }; bind(f: unknown): void } export function f(context: NestContext) { context.with(1); context.attach({}); context.bind(1); }`,
    ],
    [
      'the File System API',
      `export async function f(d: { removeEntry(n: string): Promise<void> }) { await d.removeEntry('x'); }`,
    ],
  ],
};

const settings = { contextManager: 'async-local-storage', instrumented: [] };

describe('correct code', () => {
  useOwnProjectService();
  for (const [topic, forms] of Object.entries(topics)) {
    describe(topic, () => {
      for (const [name, code] of forms) {
        for (const typed of [false, true]) {
          it(`${name} (${typed ? 'typed' : 'untyped'})`, () => {
            const messages = lint(imports + code, { typed, rules: presetRules('recommended'), settings });
            assert.deepEqual(
              messages.map(({ ruleId, message, line }) => ({ ruleId, message, line })),
              [],
            );
          });
        }
      }
    });
  }
});
