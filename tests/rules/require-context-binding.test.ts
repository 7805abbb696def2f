import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { requireContextBinding } from '../../src/rules/require-context-binding';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const events = `import { EventEmitter } from 'node:events';\nconst bus = new EventEmitter();\n`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly wrappers?: readonly unknown[];
  /** Default: AsyncLocalStorage. */
  readonly manager?: string;
  readonly instrumented?: readonly string[];
  /** Why only one mode can see it, or be silent. */
  readonly only?: 'typed' | 'untyped';
}

type Id =
  | 'contextLeftBehind'
  | 'drainsBatch'
  | 'drainsCalls'
  | 'drainsData'
  | 'listener'
  | 'lost'
  | 'lostSomewhere'
  | 'shared'
  | 'stored'
  | 'task';

interface Failing extends Case {
  readonly errors: readonly {
    readonly id: Id;
    readonly data?: Readonly<Record<string, unknown>>;
    /** What the suggestions replace in the code. */
    readonly active?: readonly Replacement[];
    readonly derived?: { readonly context: string; readonly edits: readonly Replacement[] };
  }[];
}

const bindTo = (fn: string, ctx = 'context.active()'): Replacement => [fn, `context.bind(${ctx}, ${fn})`];

const valid: readonly Case[] = [
  // what a program listens to from its start on
  ...['main', 'bootstrap', 'startServer', 'initTelemetry'].map((name) => ({
    name: `listeners that ${name}() registers inside its own span`,
    code: `${api}${events}export async function ${name}() { await tracer.startActiveSpan('boot', async (span) => { bus.on('x', () => { tracer.startSpan('b').end(); }); process.on('SIGTERM', () => { tracer.startSpan('stop').end(); }); span.end(); }); }`,
  })),
  {
    name: 'a timer that activates a span of its own choice, under an unknown manager',
    code: `${api}export function f() { const span = tracer.startSpan('a'); setTimeout(() => { context.with(trace.setSpan(context.active(), span), () => { tracer.startSpan('b').end(); span.end(); }); }, 5); }`,
    manager: 'unknown',
  },
  {
    name: 'a listener that activates a span of its own choice',
    code: `${api}${events}export function f() { tracer.startActiveSpan('a', (span) => { bus.on('x', () => { context.with(trace.setSpan(context.active(), span), () => { tracer.startSpan('b').end(); }); }); }); }`,
  },
  ...[
    `context.with(trace.setSpan(context.active(), item.span), () => { tracer.startSpan('b').end(); });`,
    `tracer.startSpan('b', {}, trace.setSpan(context.active(), item.span)).end();`,
    `tracer.startSpan('b', { links: [{ context: item.span.spanContext() }] }).end();`,
  ].map((code) => ({
    name: `a batch that gives each element its own trace: ${code.slice(0, 40)}`,
    code: `${api}import type { Span } from '@opentelemetry/api'; const items: { span: Span }[] = []; export function add() { tracer.startActiveSpan('add', (span) => { items.push({ span }); setTimeout(() => { for (const item of items.splice(0)) { ${code} } }, 10); }); }`,
  })),
  {
    name: 'a listener of a constructor that starts a span',
    code: `${api}${events}export class A { constructor() { const span = tracer.startSpan('init'); bus.on('x', () => { tracer.startActiveSpan('b', (s) => { s.end(); }); }); span.end(); } }`,
  },
  {
    name: 'the callback that async.queue calls after a task',
    code: `${api}import { queue } from 'async'; const q: any = queue((task: any, done: any) => { done(); }, 1); export function f() { q.push({ id: 1 }, () => { tracer.startSpan('b').end(); }); }`,
  },
  {
    name: 'a timer of the module that works off what no request fills',
    code: `${api}const rows: string[] = []; export function add(row: string) { rows.push(row); } setInterval(() => { for (const row of rows.splice(0)) tracer.startSpan(row).end(); }, 10);`,
  },
  // what AsyncLocalStorage and zone carry
  ...['async-local-storage', 'zone'].flatMap((manager) =>
    [
      ['setImmediate', `setImmediate(() => { tracer.startSpan('b').end(); });`],
      ['setTimeout', `setTimeout(() => { tracer.startSpan('b').end(); }, 5);`],
      ['setInterval', `setInterval(() => { tracer.startSpan('b').end(); }, 5);`],
      ['process.nextTick', `process.nextTick(() => { tracer.startSpan('b').end(); });`],
      ['queueMicrotask', `queueMicrotask(() => { tracer.startSpan('b').end(); });`],
    ].map(([name = '', code = '']) => ({
      name: `${name} under ${manager}, which carries the context`,
      code: `${api}tracer.startActiveSpan('a', (span) => { ${code} span.end(); });`,
      manager,
    })),
  ),
  ...['setImmediate(() => { trace.getActiveSpan(); });', `bus.on('x', () => { trace.getActiveSpan(); });`].map(
    (code) => ({
      name: `nothing under a project without a manager: ${code.slice(0, 12)}`,
      code: `${api}${events}function f() { const span = trace.getActiveSpan(); ${code} return span; }`,
      manager: 'none',
    }),
  ),
  {
    name: 'an EventEmitter listener under zone',
    code: `${api}${events}tracer.startActiveSpan('a', () => { bus.on('x', () => { trace.getActiveSpan(); }); });`,
    manager: 'zone',
  },
  {
    name: 'a readline listener under zone',
    code: `${api}import readline from 'node:readline'; const lines = readline.createInterface({ input: process.stdin });\ntracer.startActiveSpan('a', () => { lines.on('line', () => { trace.getActiveSpan(); }); });`,
    manager: 'zone',
  },
  {
    name: 'a process listener under zone',
    code: `${api}tracer.startActiveSpan('a', () => { process.on('SIGHUP', () => { trace.getActiveSpan(); }); });`,
    manager: 'zone',
  },
  // callbacks without ambient use
  {
    name: 'a timer that reads no context',
    code: `${api}tracer.startActiveSpan('a', (span) => { setImmediate(() => { span.end(); }); });`,
    manager: 'stack',
  },
  {
    name: 'a listener that uses the captured span only',
    code: `${api}${events}tracer.startActiveSpan('a', (span) => { bus.once('done', () => { span.addEvent('done'); span.end(); }); });`,
  },
  {
    name: 'a listener that starts its span in the captured context',
    code: `${api}${events}tracer.startActiveSpan('a', () => { const ctx = context.active(); bus.on('x', () => { tracer.startSpan('b', {}, ctx).end(); }); });`,
  },
  {
    name: 'a listener that activates the captured context',
    code: `${api}${events}tracer.startActiveSpan('a', () => { const ctx = context.active(); bus.on('x', () => context.with(ctx, () => { tracer.startSpan('b').end(); })); });`,
  },
  {
    name: 'a listener that starts a root span',
    code: `${api}${events}tracer.startActiveSpan('a', () => { bus.on('x', () => { tracer.startSpan('b', { root: true }).end(); }); });`,
  },
  {
    name: 'a listener that extracts the context of its own message',
    code: `${api}${events}tracer.startActiveSpan('a', () => { bus.on('x', (msg: any) => { context.with(propagation.extract(context.active(), msg.headers), () => { tracer.startSpan('b').end(); }); }); });`,
  },
  {
    name: 'a listener whose project helper sets a context',
    code: `${api}${events}import { withContextOf } from './carrier'; tracer.startActiveSpan('a', () => { bus.on('x', (msg: any) => { withContextOf(msg, () => { tracer.startSpan('b').end(); }); }); });`,
  },
  // bound already
  {
    name: 'a listener bound to the active context',
    code: `${api}${events}tracer.startActiveSpan('a', () => { bus.on('x', context.bind(context.active(), () => { tracer.startSpan('b').end(); })); });`,
  },
  {
    name: 'a listener bound into a constant',
    code: `${api}${events}tracer.startActiveSpan('a', () => { const onX = context.bind(context.active(), () => { tracer.startSpan('b').end(); }); bus.on('x', onX); bus.off('x', onX); });`,
  },
  {
    name: 'a listener bound with AsyncResource',
    code: `${api}${events}import { AsyncResource } from 'node:async_hooks'; tracer.startActiveSpan('a', () => { bus.on('x', AsyncResource.bind(() => { tracer.startSpan('b').end(); })); });`,
  },
  {
    name: 'a listener bound with AsyncLocalStorage',
    code: `${api}${events}import { AsyncLocalStorage } from 'node:async_hooks'; tracer.startActiveSpan('a', () => { bus.on('x', AsyncLocalStorage.bind(() => { tracer.startSpan('b').end(); })); });`,
  },
  {
    name: 'a timer bound to the derived context',
    code: `${api}function f(headers: {}) { const ctx = propagation.extract(context.active(), headers); trace.getSpan(ctx); setImmediate(context.bind(ctx, () => { tracer.startSpan('b').end(); })); }`,
  },
  // not longer-lived
  {
    name: 'an emitter made in the same function',
    code: `${api}import { EventEmitter } from 'node:events'; tracer.startActiveSpan('a', () => { const own = new EventEmitter(); own.on('x', () => { tracer.startSpan('b').end(); }); own.emit('x'); });`,
  },
  {
    name: 'an emitter made in the function around, used in a promise',
    code: `${api}import { EventEmitter } from 'node:events'; async function f() { await tracer.startActiveSpan('a', async () => { const own = new EventEmitter(); await new Promise<void>((resolve) => { own.on('x', () => { tracer.startSpan('b').end(); resolve(); }); }); }); }`,
  },
  {
    name: 'an abort signal made in the same function',
    code: `${api}tracer.startActiveSpan('a', () => { const controller = new AbortController(); controller.signal.addEventListener('abort', () => { trace.getActiveSpan()?.addEvent('aborted'); }); });`,
  },
  {
    name: 'a message channel made in the same function',
    code: `${api}import { MessageChannel } from 'node:worker_threads'; tracer.startActiveSpan('a', () => { const { port1 } = new MessageChannel(); port1.on('message', () => { trace.getActiveSpan(); }); });`,
  },
  // other kinds of emitter
  {
    name: 'request, response, socket and stream',
    code: `${api}import type { IncomingMessage, ServerResponse } from 'node:http'; import type { Readable } from 'node:stream'; import type { Socket } from 'node:net';
export function handle(req: IncomingMessage, res: ServerResponse, body: Readable, socket: Socket) { tracer.startActiveSpan('a', (span) => {
  req.on('end', () => { tracer.startSpan('b').end(); }); res.on('finish', () => { trace.getActiveSpan(); }); body.on('data', () => { trace.getActiveSpan(); }); socket.on('close', () => { trace.getActiveSpan(); }); span.end(); }); }`,
  },
  {
    name: 'a server of the module',
    code: `${api}import { createServer } from 'node:http'; const server = createServer(); tracer.startActiveSpan('boot', () => { server.on('request', () => { tracer.startSpan('b').end(); }); });`,
  },
  {
    name: 'a child process of the module',
    code: `${api}import { spawn } from 'node:child_process'; const child = spawn('ls'); tracer.startActiveSpan('a', () => { child.on('exit', () => { tracer.startSpan('b').end(); }); });`,
  },
  {
    name: 'an emitter that carries the context itself',
    code: `${api}import { EventEmitterAsyncResource } from 'node:events'; const own = new EventEmitterAsyncResource(); tracer.startActiveSpan('a', () => { own.on('x', () => { trace.getActiveSpan(); }); });`,
  },
  {
    name: 'awaited once() and for await over on()',
    code: `${api}${events}import { on, once } from 'node:events'; async function f() { await tracer.startActiveSpan('a', async () => { await once(bus, 'x'); tracer.startSpan('b').end(); for await (const e of on(bus, 'y')) { void e; trace.getActiveSpan(); } }); }`,
  },
  {
    name: 'something of another kind that has on()',
    code: `${api}declare const thing: { on(e: string, f: () => void): void }; tracer.startActiveSpan('a', () => { thing.on('x', () => { trace.getActiveSpan(); }); });`,
  },
  {
    name: 'an emitter of unknown type',
    code: `${api}import { emitter } from './unknown'; tracer.startActiveSpan('a', () => { emitter.on('x', () => { trace.getActiveSpan(); }); });`,
  },
  // not in a request
  { name: 'a listener at module scope', code: `${api}${events}bus.on('x', () => { tracer.startSpan('b').end(); });` },
  {
    name: 'a listener in a constructor',
    code: `${api}${events}class Worker1 { constructor(private readonly b: EventEmitter) { b.on('x', () => { tracer.startSpan('b').end(); }); } } new Worker1(bus);`,
  },
  {
    name: 'a listener in a start-up function',
    code: `${api}${events}export function start() { bus.on('x', () => { tracer.startActiveSpan('b', (s) => s.end()); }); }`,
  },
  {
    name: 'this.on in the constructor of an emitter',
    code: `${api}import { EventEmitter } from 'node:events'; class Bus extends EventEmitter { constructor() { super(); this.on('x', () => { tracer.startSpan('b').end(); }); } } new Bus();`,
  },
  // schedulers that are not
  ...[
    `import { setTimeout as sleep } from 'node:timers/promises'; async function f() { await sleep(5); tracer.startSpan('b').end(); }`,
    `import { promisify } from 'node:util'; const sleep = promisify(setTimeout); async function f() { await sleep(5); tracer.startSpan('b').end(); }`,
    `function f(setImmediate: (fn: () => void) => void) { setImmediate(() => { trace.getActiveSpan(); }); }`,
    `const scheduler = { setTimeout(fn: () => void) { fn(); } }; function f() { scheduler.setTimeout(() => { trace.getActiveSpan(); }); }`,
    `async function f() { await Promise.resolve(); tracer.startSpan('b').end(); }`,
    `setInterval(() => { tracer.startActiveSpan('poll', (s) => s.end()); }, 1000);`,
    `function poll() { tracer.startSpan('poll').end(); setTimeout(poll, 1000); }`,
    `function start() { setInterval(() => { tracer.startSpan('poll').end(); }, 1000); }`,
  ].map((code) => ({ name: `nothing to bind: ${code.slice(0, 50)}`, code: `${api}${code}`, manager: 'stack' })),
  ...[
    `function helper() { trace.getActiveSpan(); } function f() { setTimeout(() => { helper(); }, 5); }`,
    `function f() { setTimeout(() => { void fetch('http://x'); }, 5); }`,
    `import { work } from './work'; function f() { setImmediate(() => work()); }`,
    `import { work } from './work'; function f() { setImmediate(work); }`,
  ].map((code) => ({
    name: `an unknown manager and no ambient use in the callback itself: ${code.slice(0, 40)}`,
    code: `${api}${code}`,
    manager: 'unknown',
    instrumented: ['undici'],
  })),
  // derived contexts that are carried, or have another purpose
  ...[
    ['activated around', `context.with(ctx, () => { setImmediate(() => { tracer.startSpan('b').end(); }); });`],
    [
      'activated elsewhere, and ambient use in a function',
      `context.with(ctx, () => {}); setImmediate(() => work()); function work() { tracer.startSpan('b').end(); }`,
    ],
    [
      'attached',
      `const token = context.attach(ctx); setImmediate(() => { tracer.startSpan('b').end(); }); token.dispose();`,
    ],
    [
      'the base of another one that is attached',
      `const own = trace.setSpan(ctx, tracer.startSpan('s', {}, ctx)); const token = context.attach(own); setImmediate(() => { tracer.startSpan('b').end(); }); token.dispose();`,
    ],
    [
      'given to a span in the callback',
      `setImmediate(() => { tracer.startSpan('b', {}, ctx).end(); tracer.startSpan('c').end(); });`,
    ],
    [
      'mentioned in the callback',
      `setImmediate(() => { context.with(ctx, () => { tracer.startSpan('b').end(); }); tracer.startSpan('c').end(); });`,
    ],
    ['returned', `setImmediate(() => { tracer.startSpan('b').end(); }); return ctx;`],
    ['passed on', `keep(ctx); setImmediate(() => { tracer.startSpan('b').end(); });`],
    ['never read: another defect', `setImmediate(() => { tracer.startSpan('b').end(); });`],
    ['not used by a callback that reads no context', `trace.getSpan(ctx); setImmediate(() => { console.log('x'); });`],
  ].map(([name = '', code = '']) => ({
    name: `a derived context that is ${name}`,
    code: `${api}declare function keep(x: unknown): void; export function f(headers: Record<string, string>) { const ctx = propagation.extract(context.active(), headers); ${code} }`,
  })),
  ...[
    `const ctx = trace.setSpan(context.active(), tracer.startSpan('s'));`,
    `const ctx = propagation.setBaggage(context.active(), propagation.createBaggage());`,
  ].map((code) => ({
    name: `a context that was made for one part of the work: ${code}`,
    code: `${api}export function f() { ${code} context.with(ctx, () => { tracer.startSpan('a').end(); }); setImmediate(() => { tracer.startSpan('b').end(); }); }`,
  })),
  {
    name: 'a context derived after the timer is set',
    code: `${api}export function f(h: {}) { setImmediate(() => { tracer.startSpan('b').end(); }); const ctx = propagation.extract(context.active(), h); return trace.getSpan(ctx)?.spanContext().traceId; }`,
  },
  {
    name: 'a context derived outside of an activation of another one',
    code: `${api}export function f(h: {}) { const ctx = propagation.extract(context.active(), h); trace.getSpan(ctx); tracer.startActiveSpan('a', () => { setImmediate(() => { tracer.startSpan('b').end(); }); }); }`,
  },
  // queues that are fine
  {
    name: 'promise resolvers in a map',
    code: `${api}const pending = new Map<string, () => void>(); export function ask(id: string) { tracer.startSpan('ask').end(); return new Promise<void>((resolve) => { pending.set(id, resolve); }); } export function answer(id: string) { pending.get(id)?.(); }`,
  },
  {
    name: 'bound jobs in an array',
    code: `${api}const jobs: (() => void)[] = []; export function add() { jobs.push(context.bind(context.active(), () => { tracer.startSpan('b').end(); })); } export function drain() { for (let job = jobs.shift(); job; job = jobs.shift()) job(); }`,
  },
  {
    name: 'jobs that are run in the context they bring',
    code: `${api}import type { Context } from '@opentelemetry/api'; const jobs: { ctx: Context; run: () => void }[] = []; export function add() { jobs.push({ ctx: context.active(), run: () => { tracer.startSpan('b').end(); } }); } export function drain() { for (const job of jobs.splice(0)) context.with(job.ctx, () => job.run()); }`,
  },
  {
    name: 'an array that lives as long as the call',
    code: `${api}export function f() { const steps: (() => void)[] = []; steps.push(() => { tracer.startSpan('b').end(); }); for (const step of steps) step(); }`,
  },
  {
    name: 'an array that is never worked off here',
    code: `${api}export const jobs: (() => void)[] = []; export function add() { jobs.push(() => { tracer.startSpan('b').end(); }); }`,
  },
  {
    name: 'jobs without ambient use',
    code: `${api}const jobs: (() => void)[] = []; export function add(span: { end(): void }) { jobs.push(() => { span.end(); }); } export function drain() { jobs.shift()?.(); trace.getActiveSpan(); }`,
  },
  {
    name: 'a table of handlers filled at start-up',
    code: `${api}const handlers = new Map<string, () => void>(); function register() { handlers.set('a', () => { tracer.startActiveSpan('a', (s) => s.end()); }); } register(); export function dispatch(type: string) { handlers.get(type)?.(); }`,
  },
  {
    name: 'subscribers that are added at start-up',
    code: `${api}const subscribers = new Set<() => void>(); export function init() { subscribers.add(() => { tracer.startActiveSpan('a', (s) => s.end()); }); } export function publish() { for (const subscriber of subscribers) subscriber(); }`,
  },
  {
    name: 'p-queue of unknown version',
    code: `${api}import PQueue from 'p-queue'; const queue = new PQueue(); export function f() { void queue.add(() => { tracer.startSpan('b').end(); }); }`,
  },
  {
    name: 'a timer that goes through settings without taking anything out',
    code: `${api}const schedules: string[] = []; export function add(s: string) { schedules.push(s); } export function start() { setInterval(() => { for (const s of schedules) tracer.startSpan(s).end(); }, 1000); }`,
  },
  {
    name: 'a batch that extracts the context of each element',
    code: `${api}const inbox: { headers: {} }[] = []; export function add(m: { headers: {} }) { inbox.push(m); } function accept(m: { headers: {} }) { context.with(propagation.extract(ROOT_CONTEXT, m.headers), () => { tracer.startSpan('b').end(); }); } export function start() { setInterval(() => { for (const m of inbox.splice(0)) accept(m); }, 10); }`,
  },
  {
    name: 'an interval over an inbox that no request fills',
    code: `${api}const inbox: string[] = []; declare const socket: any; socket.on('data', (d: string) => { inbox.push(d); }); export function start() { setInterval(() => { for (const m of inbox.splice(0)) tracer.startSpan(m).end(); }, 10); }`,
  },
  {
    name: 'hooks that a constructor and a start-up function put in',
    code: `${api}class App { hooks: (() => void)[] = []; constructor() { this.hooks.push(() => { tracer.startSpan('b').end(); }); } setUp() { this.hooks.push(() => { tracer.startSpan('c').end(); }); } stop() { for (const hook of this.hooks.splice(0)) hook(); } } new App();`,
  },
  {
    name: 'a timer of a start-up function whose manager is not known',
    code: `${api}export function startServer() { setTimeout(() => { tracer.startSpan('warm up').end(); }, 1000); }`,
    manager: 'unknown',
  },
  ...[
    ['with links', `rows.push(r); setTimeout(flush, 10);`, `{ links: [{ context: batch[0]!.at }] }`],
    ['as a root', `rows.push(r); setTimeout(flush, 10);`, `{ root: true }`],
    ['on a timer of the program', `rows.push(r); } export function start() { setInterval(flush, 10);`, `{}`],
  ].map(([name = '', code = '', options = '']) => ({
    name: `one span for a whole batch, ${name}`,
    code: `${api}import type { SpanContext } from '@opentelemetry/api'; interface Row { n: number; at: SpanContext } const rows: Row[] = []; export function add(r: Row) { ${code} } function flush() { const batch = rows.splice(0); tracer.startActiveSpan('flush', ${options}, (s) => { s.setAttribute('n', batch.length); s.end(); }); }`,
  })),
  {
    name: 'one span for a batch of elements that bring their context',
    code: `${api}import type { Context } from '@opentelemetry/api'; const rows: { r: string; ctx: Context }[] = []; export function add(r: string) { const ctx = context.active(); rows.push({ r, ctx }); setTimeout(flush, 10); } function flush() { const batch = rows.splice(0); tracer.startActiveSpan('flush', (s) => { for (const { r, ctx } of batch) tracer.startSpan(r, {}, ctx).end(); s.end(); }); }`,
  },
  {
    name: 'an export of a batch, which is not traced',
    code: `${api}import { suppressTracing } from '@opentelemetry/core'; export class Exporter { private done: unknown[] = []; onEnd(span: unknown) { this.done.push(span); setTimeout(() => this.flush(), 10); } private flush() { const batch = this.done.splice(0); context.with(suppressTracing(context.active()), () => { void fetch('http://x', { body: String(batch) }); }); } }`,
    instrumented: ['undici'],
  },
  {
    name: 'a timer that drops what was collected',
    code: `${api}const seen: string[] = []; export function add(r: string) { seen.push(r); setTimeout(() => { seen.splice(0); tracer.startSpan('forget').end(); }, 10); }`,
  },
  {
    name: 'a timer of a listener of the page, in which nothing is active',
    code: `${api}addEventListener('load', () => { setTimeout(() => { tracer.startSpan('page').end(); }, 0); });\nwindow.addEventListener('load', () => { queueMicrotask(() => { tracer.startSpan('page').end(); }); });`,
    manager: 'stack',
  },
  // roots on purpose
  ...[
    `setTimeout(() => { tracer.startSpan('b', { links: [{ context: span.spanContext() }] }).end(); }, 5);`,
    `setTimeout(() => { const late = tracer.startSpan('b'); late.addLink({ context: span.spanContext() }); late.end(); }, 5);`,
    `setTimeout(() => { tracer.startSpan('b').addLink({ context: span.spanContext() }).end(); }, 5);`,
    `setTimeout(() => { tracer.startActiveSpan('b', (late) => { late.addLinks([{ context: span.spanContext() }]); late.end(); }); }, 5);`,
    `const options = { links: [{ context: span.spanContext() }] }; setTimeout(() => { tracer.startSpan('b', options).end(); }, 5);`,
    `setTimeout(() => judge(span), 5); function judge(of: any) { tracer.startSpan('b', { kind: 1, links: [{ context: of.spanContext() }] }).end(); }`,
    `const options = { root: true }; setTimeout(() => { tracer.startSpan('b', options).end(); }, 5);`,
    `setTimeout(() => { tracer.startSpan('b', {}, ROOT_CONTEXT).end(); }, 5);`,
    `setTimeout(() => { context.with(ROOT_CONTEXT, () => { tracer.startSpan('b').end(); }); }, 5);`,
    `setTimeout(() => { context.with(trace.setSpanContext(context.active(), span.spanContext()), () => { tracer.startSpan('b').end(); }); }, 5);`,
  ].flatMap((code) =>
    ['stack', 'unknown'].map((manager) => ({
      name: `a late span that is no child on purpose, under ${manager}: ${code}`,
      code: `${api}export function f() { const span = tracer.startSpan('a'); ${code} span.end(); }`,
      manager,
    })),
  ),
  // tests activate nothing of themselves
  ...[
    `it('waits', () => { setTimeout(() => { context.active(); }, 5); });`,
    `it('waits', () => { const span = tracer.startSpan('a'); bus.on('x', () => { tracer.startSpan('b').end(); }); span.end(); });`,
    `import { test, beforeEach } from 'node:test'; beforeEach(() => { setImmediate(() => { tracer.startSpan('b').end(); }); }); test('x', () => { process.nextTick(() => { trace.getActiveSpan(); }); });`,
  ].map((code) => ({
    name: `a test in which nothing is active: ${code.slice(0, 60)}`,
    code: `${api}${events}declare const it: (name: string, run: () => void) => void;\n${code}`,
    manager: 'unknown',
  })),
  // instances carry what their class carries
  ...[
    `const manager = new AsyncLocalStorageContextManager(); manager.enable(); export function f() { manager.with(ROOT_CONTEXT, () => { setTimeout(() => { manager.active(); }, 5); }); }`,
    `const manager = new AsyncLocalStorageContextManager().enable(); export function f() { manager.with(ROOT_CONTEXT, () => { setTimeout(() => { manager.active(); }, 5); }); }`,
    `export class A { private readonly manager = new AsyncLocalStorageContextManager(); f() { setImmediate(() => { this.manager.active(); }); } }`,
    `export function f(manager: AsyncLocalStorageContextManager) { queueMicrotask(() => { manager.with(manager.active(), () => {}); }); }`,
    `import { ZoneContextManager } from '@opentelemetry/context-zone'; const zone = new ZoneContextManager(); export function f() { setTimeout(() => { zone.active(); }, 5); }`,
    `import type { ContextManager } from '@opentelemetry/api'; export function f(manager: ContextManager) { setTimeout(() => { manager.active(); }, 5); }`,
  ].flatMap((code) =>
    ['stack', 'unknown'].map((manager) => ({
      name: `a manager instance that carries, in a project on ${manager}: ${code}`,
      code: `${api}import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'; ${code}`,
      manager,
    })),
  ),
  {
    name: 'a dataloader made per request',
    code: `${api}import DataLoader from 'dataloader'; export function loaders() { return new DataLoader(async (keys: any) => { tracer.startSpan('b').end(); return keys; }); }`,
  },
  {
    name: 'an instrumented dataloader',
    code: `${api}import DataLoader from 'dataloader'; export const users = new DataLoader(async (keys: any) => { tracer.startSpan('b').end(); return keys; });`,
    instrumented: ['dataloader'],
  },
  {
    name: 'a listener bound by a wrapper of the project',
    code: `${api}${events}import { capture } from './capture'; tracer.startActiveSpan('a', () => { bus.on('x', capture(() => { tracer.startSpan('b').end(); })); });`,
    wrappers: [{ function: 'capture', operation: 'context.bind', arguments: { target: 0 } }],
  },
  {
    name: 'a listener that activates a context with a wrapper of the project',
    code: `${api}${events}import { inside } from './inside'; tracer.startActiveSpan('a', () => { const here = context.active(); bus.on('x', () => { inside(here, () => { tracer.startSpan('b').end(); }); }); });`,
    wrappers: [{ function: 'inside', operation: 'context.with', arguments: { context: 0, callback: 1 } }],
  },
  // look-alikes
  {
    name: 'a tracer that is not OpenTelemetry',
    code: `// opentelemetry is mentioned here\nimport { EventEmitter } from 'node:events'; const bus = new EventEmitter(); const tracer = { startActiveSpan(n: string, f: () => void) { f(); }, startSpan(n: string) {} }; tracer.startActiveSpan('a', () => { bus.on('x', () => { tracer.startSpan('b'); }); });`,
  },
  {
    name: 'a file without OpenTelemetry',
    code: `const context = { active() {} }; setImmediate(() => { context.active(); });`,
    manager: 'stack',
  },
  {
    name: 'odd syntax',
    code: `${api}${events}function f(...args: any[]) { bus.on(...(args as [any, any])); setImmediate(...(args as [any])); (0, setTimeout)(args[0]); bus['on'](args[0], args[1]); trace.getActiveSpan(); }`,
  },
];

const invalid: readonly Failing[] = [
  // schedulers, out of the box
  ...['unknown', 'stack'].flatMap((manager): Failing[] =>
    [
      ['setImmediate', 'setImmediate(', ');'],
      ['setTimeout', 'setTimeout(', ', 5);'],
      ['setTimeout', 'globalThis.setTimeout(', ', 5);'],
      ['setInterval', 'setInterval(', ', 5);'],
      ['queueMicrotask', 'queueMicrotask(', ');'],
      ['nextTick', 'process.nextTick(', ');'],
    ].map(([scheduler = '', open = '', close = '']) => ({
      name: `${open.slice(0, -1)} under ${manager}`,
      code: `${api}tracer.startActiveSpan('a', (span) => { ${open}() => { tracer.startSpan('b').end(); }${close} span.end(); });`,
      manager,
      errors: [
        {
          id: manager === 'unknown' ? ('lostSomewhere' as const) : ('lost' as const),
          data: { scheduler, use: "'tracer.startSpan()'", line: 3, api: 'context' },
          active: [bindTo(`() => { tracer.startSpan('b').end(); }`)],
        },
      ],
    })),
  ),
  {
    name: 'a scheduler imported under another name',
    code: `${api}import { setImmediate as later } from 'node:timers'; export function f() { later(() => { trace.getActiveSpan(); }); }`,
    manager: 'stack',
    errors: [
      {
        id: 'lost',
        data: { scheduler: 'setImmediate', use: "'trace.getActiveSpan()'", line: 3, api: 'context' },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
    ],
  },
  {
    name: 'a namespace of timers',
    code: `${api}import * as timers from 'timers'; export function f() { timers.setTimeout(() => { trace.getActiveSpan(); }, 1); }`,
    manager: 'stack',
    errors: [{ id: 'lost', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'nextTick imported',
    code: `${api}import { nextTick } from 'node:process'; export function f() { nextTick(() => { trace.getActiveSpan(); }); }`,
    manager: 'stack',
    errors: [
      {
        id: 'lost',
        data: { scheduler: 'nextTick', use: "'trace.getActiveSpan()'", line: 3, api: 'context' },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
    ],
  },
  {
    name: 'ambient use through a function and through an instrumented client, under stack',
    code: `${api}function work() { trace.getActiveSpan(); } export function f() { setTimeout(() => { work(); }, 1); setImmediate(() => { void fetch('http://x'); }); }`,
    manager: 'stack',
    instrumented: ['undici'],
    errors: [
      {
        id: 'lost',
        data: { scheduler: 'setTimeout', use: "'trace.getActiveSpan()' (through 'work()')", line: 3, api: 'context' },
        active: [bindTo('() => { work(); }')],
      },
      {
        id: 'lost',
        data: { scheduler: 'setImmediate', use: "'fetch()'", line: 3, api: 'context' },
        active: [bindTo(`() => { void fetch('http://x'); }`)],
      },
    ],
  },
  {
    name: 'a callback by name',
    code: `${api}function flush() { tracer.startSpan('b').end(); } export function f() { setImmediate(flush); }`,
    manager: 'unknown',
    errors: [
      { id: 'lostSomewhere', active: [['setImmediate(flush)', 'setImmediate(context.bind(context.active(), flush))']] },
    ],
  },
  {
    name: 'an async callback, an await inside and a comment',
    code: `${api}export function f() {\n  setTimeout(async () => {\n    // later\n    await Promise.resolve();\n    trace.getActiveSpan();\n  }, 10);\n}`,
    manager: 'stack',
    errors: [
      {
        id: 'lost',
        data: { scheduler: 'setTimeout', use: "'trace.getActiveSpan()'", line: 7, api: 'context' },
        active: [
          ['setTimeout(async', 'setTimeout(context.bind(context.active(), async'],
          ['  }, 10', '  }), 10'],
        ],
      },
    ],
  },
  {
    name: 'two timers in one file, with arguments passed on',
    code: `${api}export function f() { setTimeout((n: number) => { trace.getActiveSpan(); }, 1, 5); setImmediate(() => { context.active(); }); }`,
    manager: 'stack',
    errors: [
      { id: 'lost', active: [bindTo('(n: number) => { trace.getActiveSpan(); }')] },
      { id: 'lost', active: [bindTo('() => { context.active(); }')] },
    ],
  },
  {
    name: 'a parameter whose type comes from the arguments of the timer: bind would lose it',
    code: `${api}export function f() { setTimeout((n) => { tracer.startSpan(n.toFixed()).end(); }, 1, 5); }`,
    manager: 'stack',
    errors: [{ id: 'lost' }],
  },
  {
    name: 'a parameter whose type comes from the emitter: bind keeps it',
    code: `${api}${events}tracer.startActiveSpan('a', () => { bus.on('x', (message) => { tracer.startSpan(message.name).end(); }); });`,
    errors: [{ id: 'listener', active: [bindTo('(message) => { tracer.startSpan(message.name).end(); }')] }],
  },
  {
    name: 'compiled output',
    code: `const api_1 = require("@opentelemetry/api"), events_1 = require("events"), timers_1 = require("timers");\nconst bus = new events_1.EventEmitter();\nexports.f = function(){api_1.trace.getActiveSpan();(0,timers_1.setImmediate)(()=>{api_1.context.active()});bus.on("x",function(){api_1.trace.getActiveSpan()})};`,
    manager: 'stack',
    errors: [
      {
        id: 'lost',
        active: [
          ['()=>{api_1.context.active()}', 'api_1.context.bind(api_1.context.active(), ()=>{api_1.context.active()})'],
        ],
      },
      {
        id: 'listener',
        active: [
          [
            'function(){api_1.trace.getActiveSpan()}',
            'api_1.context.bind(api_1.context.active(), function(){api_1.trace.getActiveSpan()})',
          ],
        ],
      },
    ],
  },
  // imports
  {
    name: 'an import that has to grow',
    code: `import { trace } from '@opentelemetry/api';\nexport function f() { setImmediate(() => { trace.getActiveSpan(); }); }`,
    manager: 'unknown',
    errors: [
      {
        id: 'lostSomewhere',
        active: [['{ trace }', '{ trace, context }'], bindTo('() => { trace.getActiveSpan(); }')],
      },
    ],
  },
  {
    name: 'a name that is taken',
    code: `import { trace } from '@opentelemetry/api';\nconst context = 1;\nexport function f() { setImmediate(() => { trace.getActiveSpan(); return context; }); }`,
    manager: 'unknown',
    errors: [
      {
        id: 'lostSomewhere',
        active: [
          ['{ trace }', '{ trace, context as otelContext }'],
          [
            '() => { trace.getActiveSpan(); return context; }',
            'otelContext.bind(otelContext.active(), () => { trace.getActiveSpan(); return context; })',
          ],
        ],
      },
    ],
  },
  {
    name: 'a namespace import',
    code: `import * as api from '@opentelemetry/api';\nexport function f() { setImmediate(() => { api.trace.getActiveSpan(); }); }`,
    manager: 'unknown',
    errors: [
      {
        id: 'lostSomewhere',
        active: [
          [
            '() => { api.trace.getActiveSpan(); }',
            'api.context.bind(api.context.active(), () => { api.trace.getActiveSpan(); })',
          ],
        ],
      },
    ],
  },
  {
    name: 'require',
    code: `const { trace } = require('@opentelemetry/api');\nfunction f() { setImmediate(() => { trace.getActiveSpan(); }); }`,
    manager: 'unknown',
    errors: [
      {
        id: 'lostSomewhere',
        active: [['{ trace }', '{ trace, context }'], bindTo('() => { trace.getActiveSpan(); }')],
      },
    ],
  },
  {
    name: 'an alias of an alias',
    code: `import { context as otelContext, trace as otelTrace } from '@opentelemetry/api';\nconst t = otelTrace;\nexport function f() { setImmediate(() => { t.getActiveSpan(); }); }`,
    manager: 'unknown',
    errors: [
      {
        id: 'lostSomewhere',
        active: [
          ['() => { t.getActiveSpan(); }', 'otelContext.bind(otelContext.active(), () => { t.getActiveSpan(); })'],
        ],
      },
    ],
  },
  {
    name: 'an injected tracer in a field',
    code: `import { context, type Tracer } from '@opentelemetry/api';\nexport class Service { constructor(private readonly tracer: Tracer) {} later(): void { setImmediate(() => { this.tracer.startSpan('b').end(); }); } }`,
    manager: 'unknown',
    errors: [
      {
        id: 'lostSomewhere',
        data: { scheduler: 'setImmediate', use: "'this.tracer.startSpan()'", line: 2 },
        active: [bindTo(`() => { this.tracer.startSpan('b').end(); }`)],
      },
    ],
  },
  // derived contexts
  ...['async-local-storage', 'zone', 'stack', 'unknown'].map((manager): Failing => ({
    name: `a derived context that is left behind, under ${manager}`,
    code: `${api}export function f(headers: Record<string, string>) {\n  const sender = propagation.extract(context.active(), headers);\n  console.log(trace.getSpanContext(sender));\n  setImmediate(() => { tracer.startSpan('b').end(); });\n}`,
    manager,
    errors: [
      {
        id: 'contextLeftBehind',
        data: { scheduler: 'setImmediate', use: "'tracer.startSpan()'", line: 6, context: 'sender', contextLine: 4 },
        derived: { context: 'sender', edits: [bindTo(`() => { tracer.startSpan('b').end(); }`, 'sender')] },
      },
    ],
  })),
  {
    name: 'the last of a chain of derivations',
    code: `${api}export function f(h: {}) {\n  const a = propagation.extract(context.active(), h);\n  const b = propagation.setBaggage(a, propagation.createBaggage());\n  trace.getSpan(b);\n  setTimeout(() => { propagation.getActiveBaggage(); }, 5);\n}`,
    errors: [
      {
        id: 'contextLeftBehind',
        data: {
          scheduler: 'setTimeout',
          use: "'propagation.getActiveBaggage()'",
          line: 7,
          context: 'b',
          contextLine: 5,
        },
        derived: { context: 'b', edits: [bindTo('() => { propagation.getActiveBaggage(); }', 'b')] },
      },
    ],
  },
  {
    name: 'a let that is derived again',
    code: `${api}export function f(h: {}) {\n  let ctx = propagation.extract(context.active(), h);\n  ctx = propagation.setBaggage(ctx, propagation.createBaggage());\n  trace.getSpan(ctx);\n  queueMicrotask(() => { propagation.getActiveBaggage(); });\n}`,
    errors: [
      {
        id: 'contextLeftBehind',
        derived: { context: 'ctx', edits: [bindTo('() => { propagation.getActiveBaggage(); }', 'ctx')] },
      },
    ],
  },
  {
    name: 'a derived context and ambient use through a function, in a nested callback',
    code: `${api}function work() { tracer.startSpan('b').end(); }\nexport function f(h: {}, items: string[]) {\n  const ctx = propagation.extract(context.active(), h);\n  trace.getSpan(ctx);\n  items.forEach(() => { setImmediate(() => work()); });\n}`,
    errors: [
      {
        id: 'contextLeftBehind',
        data: {
          scheduler: 'setImmediate',
          use: "'tracer.startSpan()' (through 'work()')",
          line: 3,
          context: 'ctx',
          contextLine: 5,
        },
        derived: { context: 'ctx', edits: [bindTo('() => work()', 'ctx')] },
      },
    ],
  },
  ...(
    [
      ['activated elsewhere', `context.with(ctx, () => {});`, 'ctx'],
      ['the parent of a span', `tracer.startSpan('s', {}, ctx).end();`, 'ctx'],
      ['the parent of an active span', `tracer.startActiveSpan('s', {}, ctx, (s) => { s.end(); });`, 'ctx'],
      ['injected', `propagation.inject(ctx, headers);`, 'ctx'],
      [
        'the base of an activation',
        `context.with(trace.setSpan(ctx, tracer.startSpan('s', {}, ctx)), () => {});`,
        'ctx',
      ],
      ['the base of another one', `const own = propagation.deleteBaggage(ctx); context.with(own, () => {});`, 'own'],
    ] as const
  ).map(([name, code, left]): Failing => ({
    name: `an extracted context that is ${name}, and left behind by a timer`,
    code: `${api}export function f(headers: Record<string, string>) {\n  const ctx = propagation.extract(context.active(), headers);\n  ${code}\n  setImmediate(() => { tracer.startSpan('b').end(); });\n}`,
    errors: [
      {
        id: 'contextLeftBehind',
        derived: { context: left, edits: [bindTo(`() => { tracer.startSpan('b').end(); }`, left)] },
      },
    ],
  })),
  // one span for what many callers collected
  ...(
    [
      [
        'a field, through a method',
        `setTimeout(() => this.flush(), 10)`,
        `private flush() { const batch = this.rows.splice(0);`,
      ],
      [
        'a field, through a bound method',
        `setImmediate(this.flush.bind(this))`,
        `private flush() { const batch = this.rows.splice(0);`,
      ],
      [
        'a field that is replaced',
        `setTimeout(() => this.flush(), 10)`,
        `private flush() { const batch = this.rows; this.rows = [];`,
      ],
      [
        'a field that is copied',
        `process.nextTick(() => this.flush())`,
        `private flush() { const batch = [...this.rows]; this.rows.length = 0;`,
      ],
    ] as const
  ).map(([name, schedule, flush]): Failing => ({
    name: `one span for a whole batch: ${name}`,
    code: `${api}export class Writer {\n  private rows: string[] = [];\n  add(row: string) { this.rows.push(row); if (this.rows.length === 1) ${schedule}; }\n  ${flush} tracer.startActiveSpan('write', (span) => { span.setAttribute('n', batch.length); span.end(); }); }\n}`,
    errors: [{ id: 'drainsBatch' }],
  })),
  {
    name: 'one span for a whole batch of the module',
    code: `${api}const rows: string[] = [];\nlet timer: NodeJS.Timeout | undefined;\nexport function add(row: string) {\n  rows.push(row);\n  timer ??= setTimeout(() => {\n    timer = undefined;\n    const batch = rows.splice(0);\n    tracer.startSpan(\`write \${batch.length}\`).end();\n  }, 10);\n}`,
    errors: [
      {
        id: 'drainsBatch',
        data: { scheduler: 'setTimeout', collection: 'rows', use: "'tracer.startSpan()'", line: 10 },
      },
    ],
  },
  // a test that activates a span
  {
    name: 'a test that activates a span',
    code: `${api}${events}declare const it: (name: string, run: () => void) => void;\nit('x', () => { tracer.startActiveSpan('a', () => { bus.on('x', () => { trace.getActiveSpan(); }); }); });`,
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  // instances lose what their class loses
  {
    name: 'a stack manager instance: the edit uses it',
    code: `import { ROOT_CONTEXT } from '@opentelemetry/api';\nimport { StackContextManager } from '@opentelemetry/sdk-trace-web';\nconst manager = new StackContextManager();\nexport function f() { manager.with(ROOT_CONTEXT, () => { setTimeout(() => { manager.active(); }, 5); }); }`,
    errors: [
      {
        id: 'lost',
        active: [['() => { manager.active(); }', 'manager.bind(manager.active(), () => { manager.active(); })']],
      },
    ],
  },
  {
    name: 'a stack manager in a field, and one that is not known where the callback is handed over',
    code: `import { StackContextManager } from '@opentelemetry/sdk-trace-web';\nexport class A { private readonly manager = new StackContextManager(); f() { setImmediate(() => { this.manager.active(); }); } g() { setImmediate(read); } }\nfunction read() { const own = new StackContextManager(); own.active(); }`,
    errors: [
      {
        id: 'lost',
        active: [
          [
            '() => { this.manager.active(); }',
            'this.manager.bind(this.manager.active(), () => { this.manager.active(); })',
          ],
        ],
      },
      { id: 'lost' },
    ],
  },
  {
    name: 'a listener that reads an AsyncLocalStorage manager instance, in a project on zone',
    code: `import { ROOT_CONTEXT } from '@opentelemetry/api';\nimport { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';\n${events}const manager = new AsyncLocalStorageContextManager();\nexport function f() { manager.with(ROOT_CONTEXT, () => { bus.on('x', () => { manager.active(); }); }); }`,
    manager: 'zone',
    errors: [
      {
        id: 'listener',
        active: [['() => { manager.active(); }', 'manager.bind(manager.active(), () => { manager.active(); })']],
      },
    ],
  },
  // listeners
  ...['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'].map((method): Failing => ({
    name: `an EventEmitter of the module: ${method}`,
    code: `${api}${events}tracer.startActiveSpan('a', () => {\n  bus.${method}('paid', () => { tracer.startSpan('b').end(); });\n});`,
    errors: [
      {
        id: 'listener',
        data: {
          event: "'paid' on ",
          emitter: 'bus',
          use: "'tracer.startSpan()'",
          line: 6,
          runsIn: 'the context of the code that emits',
          scopeLine: 5,
        },
        active: [bindTo(`() => { tracer.startSpan('b').end(); }`)],
      },
    ],
  })),
  ...['stack', 'unknown'].map((manager): Failing => ({
    name: `an EventEmitter under ${manager}`,
    code: `${api}${events}tracer.startActiveSpan('a', () => { bus.on('x', () => { trace.getActiveSpan(); }); });`,
    manager,
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  })),
  {
    name: 'an emitter in a field, in a method that a span calls',
    code: `${api}import { EventEmitter } from 'node:events';\nexport class Orders {\n  private readonly bus = new EventEmitter();\n  place(): void { tracer.startActiveSpan('place', () => this.confirm()); }\n  private confirm(): void { this.bus.once('paid', () => { tracer.startSpan('b').end(); }); }\n}`,
    errors: [
      {
        id: 'listener',
        data: {
          event: "'paid' on ",
          emitter: 'this.bus',
          use: "'tracer.startSpan()'",
          line: 7,
          runsIn: 'the context of the code that emits',
          scopeLine: 6,
        },
        active: [bindTo(`() => { tracer.startSpan('b').end(); }`)],
      },
    ],
  },
  {
    name: 'an injected emitter: a parameter property, under require',
    code: `const { trace, context } = require('@opentelemetry/api'); import { EventEmitter } from 'node:events';\nclass Orders { constructor(private readonly bus: EventEmitter) {} place() { const span = trace.getTracer('x').startSpan('a'); this.bus.on('paid', () => { trace.getActiveSpan(); }); span.end(); } }`,
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'an emitter assigned in the constructor, and a private one',
    code: `${api}import EventEmitter from 'events';\nexport class Orders {\n  bus; readonly #own = new EventEmitter();\n  constructor() { this.bus = new EventEmitter(); }\n  place() { tracer.startActiveSpan('a', () => { this.bus.on('x', () => { trace.getActiveSpan(); }); this.#own.on('y', () => { context.active(); }); }); }\n}`,
    errors: [
      { id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] },
      { id: 'listener', active: [bindTo('() => { context.active(); }')] },
    ],
  },
  {
    name: 'an emitter given as a parameter',
    code: `${api}import type { EventEmitter } from 'node:events';\nexport function place(bus: EventEmitter, id: string) { tracer.startActiveSpan('a', () => { bus.once(id, () => { trace.getActiveSpan(); }); }); }`,
    errors: [
      {
        id: 'listener',
        data: {
          event: "'id' on ",
          emitter: 'bus',
          use: "'trace.getActiveSpan()'",
          line: 4,
          runsIn: 'the context of the code that emits',
          scopeLine: 4,
        },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
    ],
  },
  {
    name: 'a subclass of EventEmitter, this.on in a method',
    code: `${api}import { EventEmitter } from 'node:events';\nexport class Bus extends EventEmitter { wait() { tracer.startActiveSpan('a', () => { this.on('x', () => { trace.getActiveSpan(); }); }); } }\nconst own = new Bus(); export function f() { tracer.startActiveSpan('b', () => { own.on('y', () => { context.active(); }); }); }`,
    errors: [
      {
        id: 'listener',
        data: {
          event: "'x' on ",
          emitter: 'this',
          use: "'trace.getActiveSpan()'",
          line: 4,
          runsIn: 'the context of the code that emits',
          scopeLine: 4,
        },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
      { id: 'listener', active: [bindTo('() => { context.active(); }')] },
    ],
  },
  {
    name: 'a factory that keeps an emitter for its handlers',
    code: `${api}import { EventEmitter } from 'node:events';\nexport function makeService() { const bus = new EventEmitter(); return { place() { tracer.startActiveSpan('a', () => { bus.on('x', () => { trace.getActiveSpan(); }); }); } }; }`,
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'a span that a wrapper of the project starts',
    code: `${api}${events}import { withSpan } from './with-span'; withSpan('a', () => { bus.on('x', () => { trace.getActiveSpan(); }); });`,
    wrappers: [{ function: 'withSpan', operation: 'span.startActive', arguments: { name: 0, callback: 1 } }],
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'an HTTP handler',
    code: `${api}${events}export function handle(req: unknown, res: unknown) { bus.on('x', () => { trace.getActiveSpan(); }); }`,
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'an optional chain, and a listener by name',
    code: `${api}${events}function onPaid() { tracer.startSpan('b').end(); }\nlet maybe: EventEmitter | undefined = bus;\nexport function f() { const span = tracer.startSpan('a'); maybe?.on('paid', onPaid); span.end(); maybe = undefined; }`,
    errors: [{ id: 'listener', active: [["'paid', onPaid", "'paid', context.bind(context.active(), onPaid)"]] }],
  },
  {
    name: 'a listener that is removed later is bound where it is declared',
    code: `${api}${events}export function f() { tracer.startActiveSpan('a', () => {\n  const onPaid = () => { trace.getActiveSpan(); };\n  bus.on('paid', onPaid);\n  bus.off('paid', onPaid);\n}); }`,
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'a function declaration that is removed later cannot be bound',
    code: `${api}${events}function onPaid() { trace.getActiveSpan(); }\nexport function f() { tracer.startActiveSpan('a', () => { bus.on('paid', onPaid); }); }\nexport function stop() { bus.removeListener('paid', onPaid); }`,
    errors: [{ id: 'listener' }],
  },
  {
    name: 'a derived context offers both bindings',
    code: `${api}${events}export function f(h: {}) { const ctx = propagation.extract(context.active(), h); trace.getSpan(ctx); bus.on('x', () => { trace.getActiveSpan(); }); }`,
    errors: [
      {
        id: 'listener',
        derived: { context: 'ctx', edits: [bindTo('() => { trace.getActiveSpan(); }', 'ctx')] },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
    ],
  },
  {
    name: 'an abort signal that is given',
    code: `${api}export function f(signal: AbortSignal) { tracer.startActiveSpan('a', () => { signal.addEventListener('abort', () => { trace.getActiveSpan()?.addEvent('aborted'); }); signal.onabort = () => { context.active(); }; }); }`,
    errors: [
      {
        id: 'listener',
        data: {
          event: "'abort' on ",
          emitter: 'signal',
          use: "'trace.getActiveSpan()'",
          line: 3,
          runsIn: 'the context of the code that aborts',
          scopeLine: 3,
        },
        active: [bindTo(`() => { trace.getActiveSpan()?.addEvent('aborted'); }`)],
      },
      { id: 'listener', active: [bindTo('() => { context.active(); }')] },
    ],
  },
  {
    name: 'an abort signal under zone, which does not carry it',
    code: `${api}export function f(signal: AbortSignal) { tracer.startActiveSpan('a', () => { signal.addEventListener('abort', () => { trace.getActiveSpan(); }); }); }`,
    manager: 'zone',
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'an EventTarget of the module',
    code: `${api}const target = new EventTarget();\nexport function f() { tracer.startActiveSpan('a', () => { target.addEventListener('x', () => { trace.getActiveSpan(); }); }); }`,
    errors: [
      {
        id: 'listener',
        data: {
          event: "'x' on ",
          emitter: 'target',
          use: "'trace.getActiveSpan()'",
          line: 4,
          runsIn: 'the context of the code that dispatches the event',
          scopeLine: 4,
        },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
    ],
  },
  {
    name: 'message ports and broadcast channels of the module',
    code: `${api}import { BroadcastChannel, MessageChannel } from 'node:worker_threads';\nconst { port1 } = new MessageChannel();\nconst news = new BroadcastChannel('news');\nexport function f() { tracer.startActiveSpan('a', () => { port1.on('message', () => { trace.getActiveSpan(); }); news.onmessage = () => { context.active(); }; }); }`,
    errors: [
      {
        id: 'listener',
        data: {
          event: "'message' on ",
          emitter: 'port1',
          use: "'trace.getActiveSpan()'",
          line: 6,
          runsIn: 'the context in which the channel was created',
          scopeLine: 6,
        },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
      {
        id: 'listener',
        data: {
          event: "'message' on ",
          emitter: 'news',
          use: "'context.active()'",
          line: 6,
          runsIn: 'the context in which the channel was created',
          scopeLine: 6,
        },
        active: [bindTo('() => { context.active(); }')],
      },
    ],
  },
  {
    name: 'process, readline and diagnostics channels',
    code: `${api}import { createInterface } from 'node:readline'; import dc from 'node:diagnostics_channel';\nconst lines = createInterface({ input: process.stdin });\nexport function f() { tracer.startActiveSpan('a', () => {\n  process.on('SIGHUP', () => { trace.getActiveSpan(); });\n  lines.on('line', () => { context.active(); });\n  dc.channel('x').subscribe(() => { propagation.getActiveBaggage(); });\n  dc.subscribe('y', () => { tracer.startSpan('b').end(); });\n}); }`,
    errors: [
      { id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] },
      { id: 'listener', active: [bindTo('() => { context.active(); }')] },
      { id: 'listener', active: [bindTo('() => { propagation.getActiveBaggage(); }')] },
      { id: 'listener', active: [bindTo(`() => { tracer.startSpan('b').end(); }`)] },
    ],
  },
  // user-land queues
  {
    name: 'an array of jobs that is drained elsewhere',
    code: `${api}const jobs: (() => void)[] = [];\nexport function add() { jobs.push(() => { tracer.startSpan('b').end(); }); }\nexport function drain() { for (let job = jobs.shift(); job; job = jobs.shift()) job(); }`,
    errors: [
      {
        id: 'stored',
        data: { collection: 'jobs', use: "'tracer.startSpan()'", line: 4, callLine: 5 },
        active: [bindTo(`() => { tracer.startSpan('b').end(); }`)],
      },
    ],
  },
  ...[
    ['for-of over splice', `for (const job of jobs.splice(0)) job();`],
    ['a copy and a new array', `const batch = jobs; jobs = []; batch.forEach((job) => job());`],
    ['while and pop', `while (jobs.length) jobs.pop()?.();`],
    ['while with an assignment', `let job; while ((job = jobs.shift())) job();`],
    ['an awaited job', `void (async () => { const job = jobs.shift(); if (job) await job(); })();`],
  ].map(([name = '', drain = '']): Failing => ({
    name: `an array drained by ${name}`,
    code: `${api}let jobs: (() => void)[] = [];\nexport function add() { jobs.push(() => { tracer.startSpan('b').end(); }); }\nexport function drain() { ${drain} }`,
    errors: [{ id: 'stored', active: [bindTo(`() => { tracer.startSpan('b').end(); }`)] }],
  })),
  {
    name: 'a queue in a field, of objects with a function',
    code: `${api}export class Queue {\n  readonly #jobs: { id: string; run: () => void }[] = [];\n  add(id: string) { this.#jobs.push({ id, run: () => { tracer.startSpan('b').end(); } }); }\n  drain() { const job = this.#jobs.shift(); job?.run(); }\n}`,
    errors: [
      {
        id: 'stored',
        data: { collection: 'this.#jobs', use: "'tracer.startSpan()'", line: 5, callLine: 6 },
        active: [bindTo(`() => { tracer.startSpan('b').end(); }`)],
      },
    ],
  },
  {
    name: 'callbacks kept in a map until the answer comes',
    code: `${api}const pending = new Map<string, (x: number) => void>();\nexport function ask(id: string) { tracer.startActiveSpan('ask', () => { pending.set(id, () => { trace.getActiveSpan(); }); }); }\nexport function answer(id: string) { const done = pending.get(id); pending.delete(id); done?.(1); }`,
    errors: [
      {
        id: 'stored',
        data: { collection: 'pending', use: "'trace.getActiveSpan()'", line: 4, callLine: 5 },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
    ],
  },
  {
    name: 'subscribers added inside a span',
    code: `${api}const subscribers: (() => void)[] = [];\nexport function f() { tracer.startActiveSpan('a', () => { subscribers.push(() => { trace.getActiveSpan(); }); }); }\nexport function publish() { for (const s of subscribers) s(); }`,
    errors: [{ id: 'stored', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'a timer that works off functions of others',
    code: `${api}const jobs: (() => void)[] = [];\nexport function add(job: () => void) { trace.getActiveSpan(); jobs.push(job); setImmediate(drain); }\nfunction drain() { for (const job of jobs.splice(0)) job(); }`,
    errors: [
      {
        id: 'drainsCalls',
        data: { scheduler: 'setImmediate', collection: 'jobs', line: 5 },
        active: [['push(job)', 'push(context.bind(context.active(), job))']],
      },
    ],
  },
  {
    name: 'a timer that reads the context for every element',
    code: `${api}const rows: string[] = [];\nexport function add(row: string) { rows.push(row); setTimeout(() => { for (const r of rows.splice(0)) tracer.startSpan(r).end(); }, 10); }`,
    errors: [
      { id: 'drainsData', data: { scheduler: 'setTimeout', collection: 'rows', use: "'tracer.startSpan()'", line: 4 } },
    ],
  },
  {
    name: 'an interval that reads the context for every element, through a function',
    code: `${api}export class Batcher { private rows: string[] = []; add(row: string) { trace.getActiveSpan(); this.rows.push(row); }\n  start() { setInterval(() => this.flush(), 10); }\n  private flush() { const batch = this.rows; this.rows = []; batch.forEach((row) => { this.save(row); }); }\n  private save(row: string) { tracer.startSpan(row).end(); } }`,
    errors: [
      {
        id: 'drainsData',
        data: {
          scheduler: 'setInterval',
          collection: 'this.rows',
          use: "'tracer.startSpan()' (through 'save()')",
          line: 6,
        },
      },
    ],
  },
  // queues of libraries
  {
    name: 'async.queue, its cargo and its worker',
    code: `${api}import async from 'async';\nconst q: any = async.queue((task: any, done: any) => { tracer.startSpan('b').end(); done(); }, 1);\nexport { q };`,
    only: 'untyped',
    errors: [
      {
        id: 'shared',
        data: { library: 'queue', use: "'tracer.startSpan()'", line: 4, runsIn: 'the context of the task before it' },
      },
    ],
  },
  {
    name: 'tasks of async.queue, fastq and bottleneck',
    code: `${api}import { queue } from 'async'; import fastq from 'fastq'; import Bottleneck from 'bottleneck';\nconst a = queue((run: any, done: any) => { run(); done(); }, 1);\nconst b = fastq((run: any, done: any) => { run(); done(); }, 1);\nconst c = new Bottleneck({ maxConcurrent: 1 });\nexport function f() {\n  a.push(() => { trace.getActiveSpan(); });\n  b.push(() => { context.active(); });\n  c.schedule(async () => { tracer.startSpan('b').end(); });\n}`,
    only: 'untyped',
    errors: [
      {
        id: 'task',
        data: {
          library: 'async',
          use: "'trace.getActiveSpan()'",
          line: 8,
          runsIn: 'the context of the task before it',
        },
        active: [bindTo('() => { trace.getActiveSpan(); }')],
      },
      {
        id: 'task',
        data: { library: 'fastq', use: "'context.active()'", line: 9, runsIn: 'the context of the task before it' },
        active: [bindTo('() => { context.active(); }')],
      },
      {
        id: 'task',
        data: {
          library: 'bottleneck',
          use: "'tracer.startSpan()'",
          line: 10,
          runsIn: 'the context of the task before it',
        },
        active: [bindTo(`async () => { tracer.startSpan('b').end(); }`)],
      },
    ],
  },
  {
    name: 'a task of bottleneck after its options',
    code: `${api}import Bottleneck from 'bottleneck';\nconst limiter = new Bottleneck({ maxConcurrent: 1 });\nexport function f() { return limiter.schedule({ priority: 1 }, async () => { tracer.startSpan('b').end(); }); }`,
    only: 'untyped',
    errors: [
      {
        id: 'task',
        data: {
          library: 'bottleneck',
          use: "'tracer.startSpan()'",
          line: 5,
          runsIn: 'the context of the task before it',
        },
        active: [bindTo(`async () => { tracer.startSpan('b').end(); }`)],
      },
    ],
  },
  {
    name: 'what requests fill and a timer of the module works off',
    code: `${api}const rows: string[] = [];\nexport function add(row: string) { tracer.startActiveSpan('add', (span) => { rows.push(row); span.end(); }); }\nsetInterval(() => { for (const row of rows.splice(0)) tracer.startSpan(row).end(); }, 10);`,
    errors: [
      {
        id: 'drainsData',
        data: { scheduler: 'setInterval', collection: 'rows', use: "'tracer.startSpan()'", line: 5 },
      },
    ],
  },
  {
    name: 'a listener in a function that starts an order, not a program',
    code: `${api}${events}export function startOrder() { tracer.startActiveSpan('a', () => { bus.on('x', () => { trace.getActiveSpan(); }); }); }`,
    errors: [{ id: 'listener', active: [bindTo('() => { trace.getActiveSpan(); }')] }],
  },
  {
    name: 'a dataloader of the process, debounce and throttle',
    code: `${api}import DataLoader from 'dataloader'; import { debounce, throttle } from 'lodash'; import later from 'lodash.debounce';\nexport const users = new DataLoader(async (keys: any) => { trace.getActiveSpan(); return keys; });\nexport const save = debounce(() => { context.active(); }, 10);\nexport class Log { flush = throttle(() => { tracer.startSpan('b').end(); }, 10); save = later(() => { propagation.getActiveBaggage(); }, 10); }`,
    errors: [
      {
        id: 'shared',
        data: {
          library: 'dataloader',
          use: "'trace.getActiveSpan()'",
          line: 4,
          runsIn: 'the context of the first caller',
        },
      },
      {
        id: 'shared',
        data: { library: 'debounce', use: "'context.active()'", line: 5, runsIn: 'the context of the last caller' },
      },
      {
        id: 'shared',
        data: { library: 'throttle', use: "'tracer.startSpan()'", line: 6, runsIn: 'the context of the first caller' },
      },
      {
        id: 'shared',
        data: {
          library: 'lodash.debounce',
          use: "'propagation.getActiveBaggage()'",
          line: 6,
          runsIn: 'the context of the last caller',
        },
      },
    ],
  },
];

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = ({ name, code, manager = 'async-local-storage', instrumented = [], wrappers = [] }: Case) => ({
    name: `${name} (${mode})`,
    code,
    settings: { otel: { contextManager: manager, instrumented, wrappers, testFiles: [] } },
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`require-context-binding, ${mode}`, requireContextBinding, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ id, data, active, derived }) => ({
        messageId: id,
        ...(data ? { data } : {}),
        suggestions: [
          ...(derived
            ? [
                {
                  messageId: 'bindDerived' as const,
                  data: { context: derived.context },
                  output: edited(test.code, derived.edits),
                },
              ]
            : []),
          ...(active ? [{ messageId: 'bindActive' as const, output: edited(test.code, active) }] : []),
        ],
      })),
    })),
  });
}

describe('what require-context-binding underlines', () => {
  const code = (callback: string): string =>
    `${api}${events}export function f() { tracer.startActiveSpan('a', () => { bus.on('x', ${callback}); }); }\nfunction onX() { trace.getActiveSpan(); }`;
  for (const [callback, underlined] of [
    ['(value) => {\n  trace.getActiveSpan();\n}', '(value) =>'],
    ['async () => { trace.getActiveSpan(); }', 'async () =>'],
    ['function () { trace.getActiveSpan(); }', 'function ()'],
    ['async function named(value) { trace.getActiveSpan(); }', 'async function named(value)'],
    ['onX', 'onX'],
    ['onX.bind(undefined)', 'onX'],
  ] as const) {
    it(`is ${underlined}`, () => {
      const text = code(callback);
      const [message] = new Linter().verify(
        text,
        {
          files: ['**/*.ts'],
          plugins: { otel: { rules: { rule: requireContextBinding as unknown as Rule.RuleModule } } },
          languageOptions: { parser: parser },
          rules: { 'otel/rule': 'error' },
        },
        'file.ts',
      );
      const line = text.split('\n')[(message?.line ?? 0) - 1];
      assert.equal(message?.line, message?.endLine);
      assert.equal(line?.slice((message?.column ?? 0) - 1, (message?.endColumn ?? 0) - 1), underlined);
    });
  }
});

describe('the suggestions of require-context-binding', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const texts = new Map(invalid.map(({ code }, index) => [file(`binding-${index}`), code]));
    const broken = new Set(strictDiagnostics(texts).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`binding-${index}`))) continue;
      for (const [at, { active, derived }] of errors.entries()) {
        if (active) outputs.set(file(`binding-${index}-${at}-active`), edited(code, active));
        if (derived) outputs.set(file(`binding-${index}-${at}-derived`), edited(code, derived.edits));
      }
    }
    assert.ok(outputs.size > 50, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settle in one pass', () => {
    for (const { code, errors, manager = 'async-local-storage', instrumented = [], wrappers = [] } of invalid) {
      const count = (text: string): number => {
        const messages = new Linter().verify(
          text,
          {
            files: ['**/*.ts'],
            plugins: { otel: { rules: { rule: requireContextBinding as unknown as Rule.RuleModule } } },
            languageOptions: { parser: parser },
            rules: { 'otel/rule': 'error' },
            settings: { otel: { contextManager: manager, instrumented, wrappers } },
          },
          'file.ts',
        );
        assert.ok(
          messages.every(({ ruleId }) => ruleId === 'otel/rule'),
          JSON.stringify(messages),
        );
        return messages.length;
      };
      const before = count(code);
      for (const { active, derived } of errors) {
        const edits = active ?? derived?.edits;
        if (edits && before > 0) assert.equal(count(edited(code, edits)), before - 1, edited(code, edits));
      }
    }
  });
});
