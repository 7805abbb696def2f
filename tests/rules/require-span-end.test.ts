import { requireSpanEnd } from '../../src/rules/require-span-end';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = `import { context, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
declare function work(): void; declare function load(): Promise<number>; declare const cond: boolean;
const tracer = trace.getTracer('shop');\n`;
const start = "const span = tracer.startSpan('job');";

const valid = [
  { name: 'no span', code: `${api}work();` },
  {
    name: 'try and finally',
    code: `${api}async function f() { ${start} try { await load(); } finally { span.end(); } }`,
  },
  { name: 'ended at once', code: `${api}function f() { tracer.startSpan('job').end(); }` },
  {
    name: 'ended behind methods that give the span back',
    code: `${api}function f() { tracer.startSpan('job').setAttribute('a', 1).addEvent('e').end(); }`,
  },
  { name: 'sync work, whose throws count only in strict', code: `${api}function f() { ${start} work(); span.end(); }` },
  {
    name: 'every branch ends it',
    code: `${api}function f() { ${start} if (cond) { span.end(); return; } span.end(); }`,
  },
  {
    name: 'a switch that ends it in every case',
    code: `${api}function f(kind: 'a' | 'b') { ${start} switch (kind) { case 'a': span.end(); return; default: span.end(); } }`,
  },
  {
    name: 'catch and end both end it',
    code: `${api}async function f() { ${start} try { await load(); span.end(); } catch (error) { span.end(); throw error; } }`,
  },
  {
    name: 'an exception that is swallowed',
    code: `${api}async function f() { ${start} try { await load(); } catch { work(); } span.end(); }`,
  },
  {
    name: 'a loop that ends each span',
    code: `${api}async function f(xs: number[]) { for (const x of xs) { ${start} try { if (x) continue; await load(); } finally { span.end(); } } }`,
  },
  {
    name: 'a span that may not be there',
    code: `${api}async function f() { const span = cond ? tracer.startSpan('job') : undefined; try { await load(); } finally { span?.end(); } }`,
  },
  {
    name: 'the same condition twice',
    code: `${api}async function f() { let span: Span | undefined; if (cond) span = tracer.startSpan('job'); await load().catch(() => 0); if (cond) span!.end(); }`,
  },
  {
    name: 'a waiting that is never rejected',
    code: `${api}async function f(ms: number) { ${start} await new Promise((resolve) => setTimeout(resolve, ms)); await Promise.allSettled([load()]); await load().catch(() => 0); span.end(); }`,
  },
  { name: 'the process ends', code: `${api}function f() { ${start} if (cond) process.exit(1); span.end(); }` },

  // Handed over
  { name: 'returned', code: `${api}function f() { ${start} return span; }` },
  {
    name: 'returned from a factory',
    code: `${api}const begin = (name: string) => tracer.startSpan(name, { kind: 1 });`,
  },
  {
    name: 'returned by a method of itself',
    code: `${api}const begin = () => tracer.startSpan('job').setAttribute('a', 1);`,
  },
  { name: 'returned in a tuple', code: `${api}function f() { ${start} return [span, context.active()] as const; }` },
  {
    name: 'returned in an object',
    code: `${api}function f() { ${start} const ctx = trace.setSpan(context.active(), span); return { span, ctx }; }`,
  },
  {
    name: 'returned in a context',
    code: `${api}function f(): Context { ${start} return trace.setSpan(context.active(), span); }`,
  },
  {
    name: 'returned in a context behind further values',
    code: `${api}function f(key: symbol): Context { ${start} const ctx = trace.setSpan(context.active(), span); return ctx.setValue(key, 1); }`,
  },
  {
    name: 'stored on this',
    code: `${api}class A { private span?: Span; open() { this.span = tracer.startSpan('job'); } close() { this.span?.end(); } }`,
  },
  {
    name: 'stored on a private field',
    code: `${api}class A { #span?: Span; open() { ${start} this.#span = span; } close() { this.#span?.end(); } }`,
  },
  {
    name: 'stored on a request',
    code: `${api}function f(req: { span?: Span }, next: () => void) { ${start} req.span = span; next(); }`,
  },
  {
    name: 'stored under a symbol',
    code: `${api}const KEY = Symbol('span'); function f(req: { [KEY]?: Span }) { req[KEY] = tracer.startSpan('job'); }`,
  },
  {
    name: 'stored in a Map',
    code: `${api}const spans = new Map<string, Span>(); function f(id: string) { spans.set(id, tracer.startSpan('job')); }`,
  },
  {
    name: 'stored in a WeakMap',
    code: `${api}const spans = new WeakMap<object, Span>(); function f(req: object) { ${start} span.setAttribute('a', 1); spans.set(req, span); }`,
  },
  { name: 'stored in an array', code: `${api}const spans: Span[] = []; function f() { ${start} spans.push(span); }` },
  {
    name: 'stored in an object that is kept',
    code: `${api}function f() { const job = { span: tracer.startSpan('job'), at: 1 }; job.span.end(); }`,
  },
  {
    name: 'assigned to an outer variable',
    code: `${api}let current: Span | undefined; function f() { current = tracer.startSpan('job'); } function g() { current?.end(); }`,
  },
  { name: 'exported', code: `${api}export const span = tracer.startSpan('process');` },
  {
    name: 'a context that is stored',
    code: `${api}const contexts = new WeakMap<object, Context>(); function f(req: object) { ${start} contexts.set(req, trace.setSpan(context.active(), span)); }`,
  },
  {
    name: 'given to a class',
    code: `${api}declare class Scope { constructor(span: Span); } function f() { return new Scope(tracer.startSpan('job')); }`,
  },
  {
    name: 'given to a function that takes a span',
    code: `${api}declare function watch(span: Span, job: Promise<number>): void; function f() { ${start} watch(span, load()); }`,
  },
  {
    name: 'given to a function that takes what has an end',
    code: `${api}declare function later(ends: { end(): void }): void; function f() { ${start} later(span); }`,
  },
  {
    name: 'given to a function of the file that ends it',
    code: `${api}function finish(span: Span, error?: Error) { if (error) span.recordException(error); span.end(); } async function f() { ${start} try { await load(); } finally { finish(span); } }`,
  },
  {
    name: 'given to a function of the file that stores it',
    code: `${api}const spans: Span[] = []; const keep = (span: Span) => { spans.push(span); }; function f() { ${start} keep(span); }`,
  },
  {
    name: 'given to a method of the class that ends it',
    code: `${api}class A { private finish(span: Span) { span.end(); } async run() { ${start} try { await load(); } finally { this.finish(span); } } }`,
  },
  { name: 'its end is passed', code: `${api}function f() { ${start} return load().finally(span.end.bind(span)); }` },
  { name: 'a yielded span', code: `${api}function* f() { yield tracer.startSpan('job'); }` },

  {
    name: 'given to an optional parameter',
    code: `${api}declare function watch(span?: Span): void; function f() { ${start} watch(span); }`,
  },
  {
    name: 'given to a parameter of many types',
    code: `${api}declare function watch(target: Span | string | null): void; function f() { ${start} watch(span); }`,
  },
  {
    name: 'given to a generic parameter',
    code: `${api}declare function watch<T extends Span>(target: T): T; function f() { ${start} watch(span); }`,
  },
  {
    name: 'given to an overload',
    code: `${api}declare function watch(name: string): void; declare function watch(span: Span): void; function f() { ${start} watch(span); }`,
  },
  {
    name: 'given through call',
    code: `${api}declare function watch(this: object, span: Span): void; function f(self: object) { ${start} watch.call(self, span); }`,
  },
  {
    name: 'given through apply',
    code: `${api}declare function watch(span: Span): void; function f() { ${start} watch.apply(undefined, [span]); }`,
  },
  {
    name: 'given through bind',
    code: `${api}declare function watch(span: Span): void; declare function later(run: () => void): void; function f() { ${start} later(watch.bind(undefined, span)); }`,
  },
  {
    name: 'given in an object',
    code: `${api}declare function watch(options: { span: Span }): void; function f() { ${start} watch({ span }); }`,
  },
  {
    name: 'given as a rest argument',
    code: `${api}declare function watch(...spans: Span[]): void; function f() { ${start} watch(span); }`,
  },
  {
    name: 'given to an awaited function that ends it',
    code: `${api}declare function runIn(span: Span, job: () => Promise<number>): Promise<number>; async function f() { ${start} return runIn(span, () => load()); }`,
  },
  {
    name: 'resolved by a promise',
    code: `${api}function f() { return new Promise<Span>((resolve) => { ${start} resolve(span); }); }`,
  },
  {
    name: 'an emitted span',
    code: `${api}import { EventEmitter } from 'node:events'; function f(bus: EventEmitter) { bus.emit('start', tracer.startSpan('job')); }`,
  },
  {
    name: 'a promise with its own listeners',
    code: `${api}import { EventEmitter } from 'node:events'; async function f(stream: EventEmitter) { ${start} await new Promise<void>((resolve, reject) => { stream.on('end', () => { span.end(); resolve(); }); stream.on('error', reject); }); }`,
  },
  {
    name: 'a context with further values, run by others',
    code: `${api}function f(key: symbol, next: () => void) { ${start} let ctx = trace.setSpan(context.active(), span); ctx = ctx.setValue(key, 1); context.with(ctx, next); }`,
  },
  {
    name: 'a context that is bound to what others run',
    code: `${api}function f(next: () => void) { ${start} return context.bind(trace.setSpan(context.active(), span), next); }`,
  },
  {
    name: 'a decorator that ends by the kind of result',
    code: `${api}function trace2(fn: (...args: unknown[]) => unknown) { return function (this: unknown, ...args: unknown[]) { ${start} let result: unknown; try { result = fn.apply(this, args); } catch (error) { span.end(); throw error; } if (result instanceof Promise) return result.finally(() => span.end()); span.end(); return result; }; }`,
  },
  {
    name: 'a field initializer',
    code: `${api}class A { private readonly span = tracer.startSpan('life'); close() { this.span.end(); } }`,
  },
  {
    name: 'a default parameter',
    code: `${api}async function f(span = tracer.startSpan('job')) { try { await load(); } finally { span.end(); } }`,
  },
  {
    name: 'JSX-like props',
    code: `${api}declare function h(name: string, props: object): unknown; function f() { ${start} return h('div', { onClose: () => span.end() }); }`,
  },
  { name: 'a span that is exported by name', code: `${api}${start} export { span };` },
  {
    name: 'module.exports',
    code: `${api}declare const module: { exports: object }; ${start} module.exports = { span };`,
  },
  {
    name: 'ended in a callback of forEach',
    code: `${api}const spans = [tracer.startSpan('a'), tracer.startSpan('b')]; export function f() { spans.forEach((span) => span.end()); }`,
  },
  {
    name: 'assigned in a condition',
    code: `${api}async function f() { let span: Span | undefined; if (cond && (span = tracer.startSpan('job'))) { try { await load(); } finally { span.end(); } } }`,
  },
  {
    name: 'a loop that takes the last one with it',
    code: `${api}function f(xs: string[]) { let last: Span | undefined; for (const x of xs) { last?.end(); last = tracer.startSpan(x); } last?.end(); }`,
  },

  // Closures
  { name: 'finally of a promise', code: `${api}function f() { ${start} return load().finally(() => span.end()); }` },
  {
    name: 'finally behind handlers',
    code: `${api}function f() { ${start} return load().then((n) => n + 1).finally(() => { span.end(); }); }`,
  },
  {
    name: 'both arms of then',
    code: `${api}function f() { ${start} return load().then((n) => { span.end(); return n; }, (error: unknown) => { span.end(); throw error; }); }`,
  },
  {
    name: 'then and catch',
    code: `${api}function f() { ${start} return load().then((n) => { span.end(); return n; }).catch((error: unknown) => { span.end(); throw error; }); }`,
  },
  {
    name: 'then behind a catch',
    code: `${api}function f() { ${start} return load().catch(() => 0).then((n) => { span.end(); return n; }); }`,
  },
  {
    name: 'then of what is always fulfilled',
    code: `${api}function f() { ${start} return Promise.allSettled([load()]).then(() => span.end()); }`,
  },
  {
    name: 'then in a try that ends it',
    code: `${api}async function f() { ${start} try { await load().then(() => span.end()); } catch { span.end(); } }`,
  },
  {
    name: 'a function that ends it, given to both arms',
    code: `${api}function f() { ${start} const done = () => span.end(); return load().then(done, done); }`,
  },
  {
    name: 'listeners in a pair',
    code: `${api}import { EventEmitter } from 'node:events'; function f(stream: EventEmitter) { ${start} stream.on('end', () => span.end()); stream.on('error', (error: Error) => { span.recordException(error); span.end(); }); }`,
  },
  {
    name: 'a listener for close',
    code: `${api}import { EventEmitter } from 'node:events'; function f(res: EventEmitter, next: () => void) { ${start} res.once('close', () => { span.end(); }); next(); }`,
  },
  {
    name: 'a listener that calls a function that ends it',
    code: `${api}import { EventEmitter } from 'node:events'; function f(res: EventEmitter) { ${start} function finish() { span.end(); } res.on('finish', () => finish()); res.on('close', finish); }`,
  },
  {
    name: 'finalize of RxJS',
    code: `${api}declare const handler: { pipe(op: unknown): unknown }; declare function finalize(run: () => void): unknown; function f() { ${start} return handler.pipe(finalize(() => span.end())); }`,
  },
  {
    name: 'an observer',
    code: `${api}declare const jobs: { subscribe(observer: object): void }; function f() { ${start} jobs.subscribe({ error: () => span.end(), complete: () => span.end() }); }`,
  },
  { name: 'a timer', code: `${api}function f() { ${start} setTimeout(() => span.end(), 10); }` },
  {
    name: 'a callback of Node',
    code: `${api}declare function read(path: string, done: (error: Error | null) => void): void; function f() { ${start} read('a', (error) => { if (error) span.recordException(error); span.end(); }); }`,
  },
  { name: 'a closure that is returned', code: `${api}function f() { ${start} return () => span.end(); }` },
  {
    name: 'a closure that is returned in an object',
    code: `${api}function f() { ${start} return { stop() { span.end(); }, tag: (name: string) => span.updateName(name) }; }`,
  },
  {
    name: 'an exported function ends a span of the module',
    code: `${api}${start} export function stop() { span.end(); }`,
  },
  {
    name: 'a closure that passes it on',
    code: `${api}declare function finish(span: Span): void; declare function run(done: () => void): void; function f() { ${start} run(() => finish(span)); }`,
  },
  {
    name: 'ended in context.with',
    code: `${api}async function f() { ${start} await context.with(trace.setSpan(context.active(), span), async () => { try { await load(); } finally { span.end(); } }); }`,
  },
  {
    name: 'ended in finally around context.with',
    code: `${api}async function f() { ${start} try { return await context.with(trace.setSpan(context.active(), span), async () => load()); } finally { span.end(); } }`,
  },
  {
    name: 'context.with that returns a chain',
    code: `${api}function f() { ${start} return context.with(trace.setSpan(context.active(), span), () => load().finally(() => span.end())); }`,
  },
  { name: 'a helper on the spot', code: `${api}function f() { ${start} (() => { span.end(); })(); }` },

  // startActiveSpan
  {
    name: 'sync callback',
    code: `${api}tracer.startActiveSpan('job', (span) => { try { work(); } finally { span.end(); } });`,
  },
  {
    name: 'async callback',
    code: `${api}tracer.startActiveSpan('job', async (span) => { try { return await load(); } finally { span.end(); } });`,
  },
  {
    name: 'callback that returns a promise',
    code: `${api}tracer.startActiveSpan('job', {}, (span) => load().finally(() => span.end()));`,
  },
  {
    name: 'callback that returns a chain with two arms',
    code: `${api}tracer.startActiveSpan('job', {}, context.active(), (span) => load().then((n) => { span.end(); return n; }, (e: unknown) => { span.end(); throw e; }));`,
  },
  {
    name: 'callback of others',
    code: `${api}function withSpan<T>(run: (span: Span) => T): T { return tracer.startActiveSpan('job', run); }`,
  },
  {
    name: 'callback that hands the span to others',
    code: `${api}function withSpan<T>(run: (span: Span) => T): T { return tracer.startActiveSpan('job', (span) => run(span)); }`,
  },
  {
    name: 'callback of the file',
    code: `${api}async function job(span: Span) { try { await load(); } finally { span.end(); } } tracer.startActiveSpan('job', job);`,
  },
  {
    name: 'callback that hands the span back',
    code: `${api}const span = tracer.startActiveSpan('job', (span) => span);`,
  },
  {
    name: 'a tracer that passes on',
    code: `${api}class Named { constructor(private readonly inner: Tracer) {} startSpan(name: string) { return this.inner.startSpan(name); } startActiveSpan<T>(name: string, run: (span: Span) => T) { return this.inner.startActiveSpan(name, run); } }`,
  },
  {
    name: 'a wrapper for sync and async work',
    code: `${api}function withSpan<T>(run: (span: Span) => T): T { return tracer.startActiveSpan('job', (span) => { try { const result = run(span); if (result instanceof Promise) { return result.then((value: unknown) => { span.end(); return value; }, (error: unknown) => { span.end(); throw error; }) as T; } span.end(); return result; } catch (error) { span.end(); throw error; } }); }`,
  },
  {
    name: 'a promise that is resolved by hand',
    code: `${api}declare function read(done: (error: Error | null, n: number) => void): void; const f = () => tracer.startActiveSpan('job', (span) => new Promise<number>((resolve, reject) => { read((error, n) => { span.end(); if (error) reject(error); else resolve(n); }); }));`,
  },
  { name: 'a callback with a pattern', code: `${api}tracer.startActiveSpan('job', ({ end }) => { end(); });` },

  // Who owns it
  {
    name: 'ended if the caller says so',
    code: `${api}function f(options: { autoEnd: boolean }, run: () => void) { ${start} try { run(); } finally { if (options.autoEnd) span.end(); } }`,
  },
  {
    name: 'ended if it is still recording',
    code: `${api}async function f() { ${start} await load().catch(() => 0); if (span.isRecording()) span.end(); }`,
  },
  {
    name: 'a span that records nothing',
    code: `${api}function f(run: () => number) { ${start} if (!span.isRecording()) return run(); try { return run(); } finally { span.end(); } }`,
  },
  {
    name: 'only a span of its own',
    code: `${api}async function f(parent?: Span) { const span = parent ?? tracer.startSpan('job'); try { await load(); } finally { if (!parent) span.end(); } }`,
  },
  {
    name: 'a flag of its own',
    code: `${api}async function f(given?: Span) { let span = given; let isOwn = false; if (!span) { span = tracer.startSpan('job'); isOwn = true; } try { await load(); } finally { if (isOwn) span.end(); } }`,
  },
  {
    name: 'sibling hooks',
    code: `${api}class Hooks { onRequest(next: () => void) { ${start} context.with(trace.setSpan(context.active(), span), next); } onResponse() { trace.getSpan(context.active())?.end(); } }`,
  },
  {
    name: 'sibling hooks with a callback in place',
    code: `${api}class Hooks { onRequest(next: () => void) { ${start} context.with(trace.setSpan(context.active(), span), () => { next(); }); } onResponse() { const span = trace.getActiveSpan(); if (span) { span.end(); } } }`,
  },
  {
    name: 'run in the context by others',
    code: `${api}function f(next: () => void) { ${start} context.with(trace.setSpan(context.active(), span), next); }`,
  },
  {
    name: 'a generator that ends in finally',
    code: `${api}function* f(xs: number[]) { ${start} try { for (const x of xs) yield x; } finally { span.end(); } }`,
  },
  {
    name: 'an async generator that ends in finally',
    code: `${api}async function* f() { ${start} try { yield await load(); } finally { span.end(); } }`,
  },
  {
    name: 'another library',
    code: `import { tracer } from 'other-tracing'; function f() { tracer.startSpan('job'); tracer.startActiveSpan('job', (span: { end(): void }) => { span; }); }`,
  },
  {
    name: 'an object that looks like one',
    code: `${api}const other = { startSpan: (name: string) => ({ name, end() {} }) }; function f() { other.startSpan('job'); }`,
  },
  { name: 'a script', code: `${api}${start} await load(); span.end();` },
  {
    name: 'no exceptions',
    options: [{ exceptions: 'none' }] as [{ exceptions: 'none' }],
    code: `${api}async function f() { ${start} await load(); if (cond) throw new Error(); span.end(); }`,
  },
  {
    name: 'no rejections',
    options: [{ exceptions: 'none' }] as [{ exceptions: 'none' }],
    code: `${api}function f() { ${start} return load().then(() => span.end()); }`,
  },
  {
    name: 'calls that do not throw',
    options: [{ exceptions: 'calls' }] as [{ exceptions: 'calls' }],
    code: `${api}function f(n: number) { ${start} span.setAttribute('n', Math.max(n, 1)); console.log(span.spanContext().traceId, Date.now(), context.active()); span.end(); }`,
  },

  // Situations of go-spancheck's and MustBeClosed's own test data that are no mistake.
  {
    name: 'go-spancheck: deferred',
    code: `${api}function f() { ${start} try { if (cond) return 1; work(); return 2; } finally { span.end(); } }`,
  },
  {
    name: 'go-spancheck: deferred in a closure',
    code: `${api}function f() { ${start} const done = () => { span.setAttribute('a', 1); span.end(); }; try { work(); } finally { done(); } }`,
  },
  {
    name: 'go-spancheck: ended on all ways by hand',
    code: `${api}function f(n: number) { ${start} if (n > 5) { span.end(); return 'big'; } for (let i = 0; i < n; i++) { if (i === 3) { span.end(); return 'three'; } } span.end(); return 'small'; }`,
  },
  {
    name: 'go-spancheck: a function that starts for others',
    code: `${api}function begin(name: string) { const span = tracer.startSpan(name); return { span, end: () => span.end() }; }`,
  },
  {
    name: 'go-spancheck: a function of the settings starts it and another ends it',
    settings: {
      otel: {
        wrappers: [
          { function: 'begin', operation: 'span.start' },
          { function: 'done', operation: 'span.end' },
        ],
      },
    },
    code: `${api}declare function begin(name: string): Span; declare function done(span: Span): void; async function f() { const span = begin('job'); try { await load(); } finally { done(span); } }`,
  },
  {
    name: 'a function of the settings that runs work in a span ends it',
    settings: { otel: { wrappers: [{ function: 'inSpan', operation: 'span.startActive' }] } },
    code: `${api}declare function inSpan(name: string, run: (span: Span) => void): void; inSpan('job', (span) => { span.setAttribute('a', 1); });`,
  },
  {
    name: 'MustBeClosed: given back by a method that promises so',
    code: `${api}class Spans { open(name: string): Span { return cond ? tracer.startSpan(name) : tracer.startSpan('other'); } }`,
  },
  {
    name: 'MustBeClosed: given to a constructor and kept',
    code: `${api}class Scope { constructor(private readonly span: Span) {} close() { this.span.end(); } } function f() { const scope = new Scope(tracer.startSpan('job')); scope.close(); }`,
  },
  {
    name: 'MustBeClosed: a lambda that gives it back',
    code: `${api}const factory = { open: () => tracer.startSpan('job'), later: function () { return tracer.startSpan('job'); } };`,
  },
  {
    name: 'MustBeClosed: closed in finally, declared in front',
    code: `${api}async function f() { let span: Span | undefined; try { span = tracer.startSpan('job'); await load(); } finally { if (span !== undefined) span.end(); } }`,
  },
  {
    name: 'MustBeClosed: one inside the other',
    code: `${api}async function f() { const a = tracer.startSpan('a'); try { const b = tracer.startSpan('b'); try { await load(); } finally { b.end(); } } finally { a.end(); } }`,
  },
];

const invalid = [
  {
    name: 'a span that is dropped',
    code: `${api}function f() { tracer.startSpan('job'); work(); }`,
    errors: [
      {
        messageId: 'dropped' as const,
        data: { start: 'tracer.startSpan' },
        line: 4,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() { ${start} try { work(); } finally { span.end(); } }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a span that is dropped, with nothing behind it',
    code: `${api}function f() { tracer.startSpan('job'); }`,
    errors: [{ messageId: 'dropped' as const, data: { start: 'tracer.startSpan' }, line: 4 }],
  },
  {
    name: 'a span that is dropped behind its methods',
    code: `${api}function f() { tracer.startSpan('job').setAttribute('a', 1); }`,
    errors: [{ messageId: 'never' as const, data: { span: 'This span' }, line: 4 }],
  },
  {
    name: 'a span that nobody ends',
    code: `${api}async function f() {
  ${start}
  span.setAttribute('a', 1);
  const n = await load();
  return n + 1;
}`,
    errors: [
      {
        messageId: 'never' as const,
        data: { span: "'span'" },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    span.setAttribute('a', 1);
    const n = await load();
    return n + 1;
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a span that nobody ends, and a promise that is returned',
    code: `${api}function f(): Promise<number> {
  ${start}
  span.addEvent('called');
  return load();
}`,
    errors: [{ messageId: 'never' as const, data: { span: "'span'" }, line: 5 }],
  },
  {
    name: 'an awaited call',
    code: `${api}async function f() {
  ${start}
  await load();
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    await load();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an early return',
    code: `${api}async function f() {
  ${start}
  if (cond) return 0;
  span.end();
  return 1;
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'returns', line: '6', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    if (cond) return 0;
  } finally {
    span.end();
  }
  return 1;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a throw',
    code: `${api}function f() {
  ${start}
  if (cond) throw new Error('no');
  span.end();
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'throws', line: '6', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  ${start}
  try {
    if (cond) throw new Error('no');
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'the next turn of a loop',
    code: `${api}function f(xs: number[]) {
  for (const x of xs) {
    ${start}
    if (x > 1) continue;
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'goes on with the next turn of the loop', line: '7', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f(xs: number[]) {
  for (const x of xs) {
    ${start}
    try {
      if (x > 1) continue;
    } finally {
      span.end();
    }
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a break',
    code: `${api}function f(xs: number[]) {
  for (const x of xs) {
    ${start}
    if (x > 1) break;
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'leaves the loop', line: '7', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f(xs: number[]) {
  for (const x of xs) {
    ${start}
    try {
      if (x > 1) break;
    } finally {
      span.end();
    }
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a case of a switch',
    code: `${api}function f(kind: string) {
  ${start}
  switch (kind) {
    case 'a':
      span.end();
      return;
    default:
      return;
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'returns', line: '11', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f(kind: string) {
  ${start}
  try {
    switch (kind) {
      case 'a':
        return;
      default:
        return;
    }
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'one branch of an if',
    code: `${api}function f() {
  ${start}
  if (cond) {
    span.end();
  } else {
    work();
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'ends', line: '11', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  ${start}
  try {
    if (cond) {
    } else {
      work();
    }
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a catch that swallows',
    code: `${api}async function f() {
  ${start}
  try {
    await load();
    span.end();
  } catch (error) {
    span.recordException(error as Error);
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'ends', line: '12', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    try {
      await load();
    } catch (error) {
      span.recordException(error as Error);
    }
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a catch that throws again',
    code: `${api}async function f() {
  ${start}
  try {
    await load();
    span.end();
  } catch (error) {
    span.recordException(error as Error);
    throw error;
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'throws', line: '11', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    try {
      await load();
    } catch (error) {
      span.recordException(error as Error);
      throw error;
    }
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a finally that comes too late',
    code: `${api}async function f() {
  ${start}
  await load();
  try {
    work();
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    await load();
    {
      work();
    }
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a for await',
    code: `${api}async function f(xs: AsyncIterable<number>) {
  ${start}
  for await (const x of xs) console.log(x);
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: 'the code', line: '6', fails: 'throws', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f(xs: AsyncIterable<number>) {
  ${start}
  try {
    for await (const x of xs) console.log(x);
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a generator that is left by break',
    code: `${api}function* f(xs: number[]) {
  ${start}
  for (const x of xs) yield x;
  span.end();
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'is stopped by its consumer at the yield', line: '6', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function* f(xs: number[]) {
  ${start}
  try {
    for (const x of xs) yield x;
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a generator that is left, whatever is said of exceptions',
    options: [{ exceptions: 'none' }] as [{ exceptions: 'none' }],
    code: `${api}function* f() {
  ${start}
  yield 1;
  span.end();
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'is stopped by its consumer at the yield', line: '6', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function* f() {
  ${start}
  try {
    yield 1;
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'any call, with the option',
    options: [{ exceptions: 'calls' }] as [{ exceptions: 'calls' }],
    code: `${api}function f() {
  ${start}
  work();
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'work()'", line: '6', fails: 'throws', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  ${start}
  try {
    work();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a variable that is written over',
    code: `${api}function f() {
  let span = tracer.startSpan('a');
  span = tracer.startSpan('b');
  span.end();
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'overwrites it', line: '6', startLine: '5' },
        line: 5,
      },
    ],
  },
  {
    name: 'an argument that waits',
    code: `${api}async function f() {
  ${start}
  span.setAttribute('n', await load());
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    span.setAttribute('n', await load());
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a value that is used behind the end',
    code: `${api}async function f() {
  ${start}
  const n = await load();
  span.end();
  return n + 1;
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  let n;
  try {
    n = await load();
  } finally {
    span.end();
  }
  return n + 1;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a comment inside the edited range',
    code: `${api}async function f() {
  ${start}
  // first
  await load(); // second
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    // first
    await load(); // second
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a comment at the end that would go',
    code: `${api}async function f() {
  ${start}
  await load();
  span.end(/* now */);
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
      },
    ],
  },
  {
    name: 'a nested function',
    code: `${api}function f() {
  return async () => {
    ${start}
    await load();
    span.end();
  };
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  return async () => {
    ${start}
    try {
      await load();
    } finally {
      span.end();
    }
  };
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an async callback',
    code: `${api}tracer.startActiveSpan('job', async (span) => {
  await load();
  span.end();
});`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '5', fails: 'rejects', startLine: '4' },
        line: 4,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}tracer.startActiveSpan('job', async (span) => {
  try {
    await load();
  } finally {
    span.end();
  }
});`,
          },
        ],
      },
    ],
  },
  {
    name: 'an async callback that returns',
    code: `${api}tracer.startActiveSpan('job', async (span) => {
  if (cond) return load();
  span.end();
  return 1;
});`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'returns', line: '5', startLine: '4' },
        line: 4,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}tracer.startActiveSpan('job', async (span) => {
  try {
    if (cond) return await load();
    return 1;
  } finally {
    span.end();
  }
});`,
          },
        ],
      },
    ],
  },
  {
    name: 'an async callback without braces',
    code: `${api}tracer.startActiveSpan('job', async (span) => load());`,
    errors: [
      {
        messageId: 'never' as const,
        data: { span: "'span'" },
        line: 4,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}tracer.startActiveSpan('job', async (span) => { try { return await load(); } finally { span.end(); } });`,
          },
        ],
      },
    ],
  },
  {
    name: 'a callback that leaves the span alone',
    code: `${api}tracer.startActiveSpan('job', () => load());`,
    errors: [{ messageId: 'never' as const, data: { span: 'This span' }, line: 4 }],
  },
  {
    name: 'a callback of the file',
    code: `${api}async function job(span: Span) {
  await load();
  span.end();
}
tracer.startActiveSpan('job', {}, job);`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '5', fails: 'rejects', startLine: '8' },
        line: 8,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function job(span: Span) {
  try {
    await load();
  } finally {
    span.end();
  }
}
tracer.startActiveSpan('job', {}, job);`,
          },
        ],
      },
    ],
  },
  {
    name: 'a callback that returns a chain with a fulfilment only',
    code: `${api}tracer.startActiveSpan('job', (span) => load().then((n) => {
  span.end();
  return n;
}));`,
    errors: [
      {
        messageId: 'rejects' as const,
        data: { span: "'span'", line: '4', startLine: '4' },
        line: 4,
        suggestions: [
          {
            messageId: 'endInChain' as const,
            data: { name: 'span' },
            output: `${api}tracer.startActiveSpan('job', (span) => load().then((n) => {
  return n;
}).finally(() => span.end()));`,
          },
        ],
      },
    ],
  },
  {
    name: 'a chain that is let go',
    code: `${api}function f() {
  ${start}
  load().then((n) => {
    span.end();
    return n;
  });
}`,
    errors: [
      {
        messageId: 'rejects' as const,
        data: { span: "'span'", line: '6', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInChain' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  ${start}
  load().then((n) => {
    return n;
  }).finally(() => span.end());
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a chain that is awaited',
    code: `${api}async function f() {
  ${start}
  await load().then(() => span.end());
}`,
    errors: [{ messageId: 'rejects' as const, data: { span: "'span'", line: '6', startLine: '5' }, line: 5 }],
  },
  {
    name: 'a chain whose catch does not end it',
    code: `${api}function f() {
  ${start}
  return load().then(() => { work(); span.end(); }).catch((error: Error) => { span.recordException(error); });
}`,
    errors: [
      {
        messageId: 'rejects' as const,
        data: { span: "'span'", line: '6', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInChain' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  ${start}
  return load().then(() => { work(); }).catch((error: Error) => { span.recordException(error); }).finally(() => span.end());
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a chain in a try that sees no rejection',
    code: `${api}function f() {
  ${start}
  try {
    return load().then((n) => { span.end(); return n; });
  } catch (error) {
    span.end();
    throw error;
  }
}`,
    errors: [{ messageId: 'rejects' as const, data: { span: "'span'", line: '7', startLine: '5' }, line: 5 }],
  },
  {
    name: 'inside context.with',
    code: `${api}async function f() {
  ${start}
  await context.with(trace.setSpan(context.active(), span), async () => {
    await load();
    span.end();
  });
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  await context.with(trace.setSpan(context.active(), span), async () => {
    try {
      await load();
    } finally {
      span.end();
    }
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'around context.with',
    code: `${api}async function f() {
  ${start}
  await context.with(trace.setSpan(context.active(), span), () => load());
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'context.with()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    await context.with(trace.setSpan(context.active(), span), () => load());
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an async function on the spot',
    code: `${api}function f() {
  ${start}
  void (async () => {
    await load();
    span.end();
  })();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  ${start}
  void (async () => {
    try {
      await load();
    } finally {
      span.end();
    }
  })();
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a span that was only lent',
    code: `${api}async function withSpan<T>(run: (span: Span) => Promise<T>): Promise<T> {
  ${start}
  const result = await run(span);
  span.end();
  return result;
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'run()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function withSpan<T>(run: (span: Span) => Promise<T>): Promise<T> {
  ${start}
  try {
    const result = await run(span);
    return result;
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a function of the file that leaves it alone',
    code: `${api}function tag(span: Span) { span.setAttribute('a', 1); }
async function f() {
  ${start}
  tag(span);
  await load();
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '8', fails: 'rejects', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function tag(span: Span) { span.setAttribute('a', 1); }
async function f() {
  ${start}
  try {
    tag(span);
    await load();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a function of the file that ends it too late',
    code: `${api}function finish(span: Span) { span.setStatus({ code: 1 }); span.end(); }
async function f() {
  ${start}
  await load();
  finish(span);
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '6' },
        line: 6,
      },
    ],
  },
  {
    name: 'a closure that ends it too late',
    code: `${api}async function f() {
  ${start}
  const done = () => span.end();
  await load();
  done();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '5' },
        line: 5,
      },
    ],
  },
  {
    name: 'two spans in one file',
    code: `${api}async function f() {
  ${start}
  await load();
  span.end();
}
async function g() {
  ${start}
  await load();
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    await load();
  } finally {
    span.end();
  }
}
async function g() {
  ${start}
  await load();
  span.end();
}`,
          },
        ],
      },
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '11', fails: 'rejects', startLine: '10' },
        line: 10,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  await load();
  span.end();
}
async function g() {
  ${start}
  try {
    await load();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'minified code',
    code: `${api}async function f(){let e=tracer.startSpan("x");await load(),e.end()}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'e'", thrower: "'load()'", line: '4', fails: 'rejects', startLine: '4' },
        line: 4,
      },
    ],
  },
  {
    name: 'an optional chain',
    code: `${api}async function f(t?: Tracer) {
  const span = t?.startSpan('job');
  await load();
  span?.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f(t?: Tracer) {
  const span = t?.startSpan('job');
  try {
    await load();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an injected tracer',
    code: `${api}class Jobs {
  constructor(private readonly tracer: Tracer) {}
  async run() {
    const span = this.tracer.startSpan('job');
    await load();
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '8', fails: 'rejects', startLine: '7' },
        line: 7,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}class Jobs {
  constructor(private readonly tracer: Tracer) {}
  async run() {
    const span = this.tracer.startSpan('job');
    try {
      await load();
    } finally {
      span.end();
    }
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a parameter',
    code: `${api}async function f(t: Tracer) {
  const span = t.startSpan('job');
  await load();
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f(t: Tracer) {
  const span = t.startSpan('job');
  try {
    await load();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a namespace',
    code: `${api}import * as api from '@opentelemetry/api';
async function f() {
  const span = api.trace.getTracer('a').startSpan('job');
  await load();
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}import * as api from '@opentelemetry/api';
async function f() {
  const span = api.trace.getTracer('a').startSpan('job');
  try {
    await load();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an alias',
    code: `${api}import { trace as otel } from '@opentelemetry/api';
async function f() {
  const span = otel.getTracer('a').startSpan('job');
  await load();
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}import { trace as otel } from '@opentelemetry/api';
async function f() {
  const span = otel.getTracer('a').startSpan('job');
  try {
    await load();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'require',
    code: `${api}const { trace: otel } = require('@opentelemetry/api');
async function f() {
  const span = otel.getTracer('a').startSpan('job');
  await load();
  span.end();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '7', fails: 'rejects', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}const { trace: otel } = require('@opentelemetry/api');
async function f() {
  const span = otel.getTracer('a').startSpan('job');
  try {
    await load();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'go-spancheck: a return before the end',
    code: `${api}function f(n: number) {
  ${start}
  if (n > 5) return 'big';
  span.end();
  return 'small';
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'returns', line: '6', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f(n: number) {
  ${start}
  try {
    if (n > 5) return 'big';
  } finally {
    span.end();
  }
  return 'small';
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'go-spancheck: a return behind the block that ends it',
    code: `${api}function f(n: number) {
  ${start}
  if (n > 5) {
    span.end();
  }
  return n;
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'returns', line: '9', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f(n: number) {
  ${start}
  try {
    if (n > 5) {
    }
  } finally {
    span.end();
  }
  return n;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'go-spancheck: a span of a loop',
    code: `${api}function f() {
  for (let i = 0; i < 3; i++) {
    const span = tracer.startSpan(String(i));
    if (i === 1) continue;
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'goes on with the next turn of the loop', line: '7', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  for (let i = 0; i < 3; i++) {
    const span = tracer.startSpan(String(i));
    try {
      if (i === 1) continue;
    } finally {
      span.end();
    }
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'go-spancheck: a jump out of nested loops',
    code: `${api}function f(rows: number[][]) {
  outer: for (const row of rows) {
    ${start}
    for (const cell of row) if (cell < 0) break outer;
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'leaves the loop', line: '7', startLine: '6' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f(rows: number[][]) {
  outer: for (const row of rows) {
    ${start}
    try {
      for (const cell of row) if (cell < 0) break outer;
    } finally {
      span.end();
    }
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'go-spancheck: ended under a condition of its own',
    code: `${api}function f(n: number, m: number) {
  ${start}
  if (n > 0 && m > 0) span.end();
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: { span: "'span'", exit: 'ends', line: '7', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f(n: number, m: number) {
  ${start}
  try {
    if (n > 0 && m > 0) {}
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'go-spancheck: the child is ended, the parent is not',
    code: `${api}function f() {
  const parent = tracer.startSpan('parent');
  const child = tracer.startSpan('child', {}, trace.setSpan(context.active(), parent));
  child.end();
}`,
    errors: [
      {
        messageId: 'never' as const,
        data: { span: "'parent'" },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'parent' },
            output: `${api}function f() {
  const parent = tracer.startSpan('parent');
  try {
    const child = tracer.startSpan('child', {}, trace.setSpan(context.active(), parent));
    child.end();
  } finally {
    parent.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'MustBeClosed: the result of a call is dropped',
    code: `${api}function f() {
  work();
  tracer.startSpan('job', { attributes: { a: 1 } });
  work();
}`,
    errors: [
      {
        messageId: 'dropped' as const,
        data: { start: 'tracer.startSpan' },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  work();
  const span = tracer.startSpan('job', { attributes: { a: 1 } });
  try {
    work();
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'MustBeClosed: closed, but not in finally',
    code: `${api}async function f() {
  ${start}
  const n = await load();
  span.end();
  return n;
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { span: "'span'", thrower: "'load()'", line: '6', fails: 'rejects', startLine: '5' },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}async function f() {
  ${start}
  try {
    const n = await load();
    return n;
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'MustBeClosed: one of two is closed',
    code: `${api}async function f() {
  const a = tracer.startSpan('a');
  const b = tracer.startSpan('b');
  try {
    await load();
  } finally {
    a.end();
  }
  b.setAttribute('a', 1);
}`,
    errors: [
      {
        messageId: 'never' as const,
        data: { span: "'b'" },
        line: 6,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'b' },
            output: `${api}async function f() {
  const a = tracer.startSpan('a');
  const b = tracer.startSpan('b');
  try {
    try {
      await load();
    } finally {
      a.end();
    }
    b.setAttribute('a', 1);
  } finally {
    b.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'MustBeClosed: in a lambda',
    code: `${api}const jobs = [1, 2].map(async (n) => {
  ${start}
  span.setAttribute('n', n);
  await load();
});`,
    errors: [
      {
        messageId: 'never' as const,
        data: { span: "'span'" },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}const jobs = [1, 2].map(async (n) => {
  ${start}
  try {
    span.setAttribute('n', n);
    await load();
  } finally {
    span.end();
  }
});`,
          },
        ],
      },
    ],
  },
  {
    name: 'MustBeClosed: in a branch of a conditional expression',
    code: `${api}function f() {
  const span = cond ? tracer.startSpan('a') : undefined;
  span?.setAttribute('a', 1);
}`,
    errors: [{ messageId: 'never' as const, data: { span: "'span'" }, line: 5 }],
  },
  {
    name: 'go-spancheck: a span that is started and forgotten',
    code: `${api}function f() {
  ${start}
  context.with(trace.setSpan(context.active(), span), () => work());
}`,
    errors: [
      {
        messageId: 'never' as const,
        data: { span: "'span'" },
        line: 5,
        suggestions: [
          {
            messageId: 'endInFinally' as const,
            data: { name: 'span' },
            output: `${api}function f() {
  ${start}
  try {
    context.with(trace.setSpan(context.active(), span), () => work());
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
];

untypedTester.run('require-span-end, without types', requireSpanEnd, { valid, invalid });
typedTester.run('require-span-end', requireSpanEnd, { valid, invalid });
