import assert from 'node:assert/strict';
import path from 'node:path';
import { validContextWith } from '../../src/rules/valid-context-with';
import { edited } from '../support/edited';
import { createLint, useOwnProjectService } from '../support/lint';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';

const api = `import { context, propagation, ROOT_CONTEXT, trace, type Baggage, type Context, type ContextManager, type Span } from '@opentelemetry/api';
`;

const valid = [
  {
    name: 'an arrow function',
    code: `${api}export const f = (ctx: Context) => context.with(ctx, () => context.active());`,
  },
  {
    name: 'an awaited async callback',
    code: `${api}export async function f(ctx: Context, work: () => Promise<void>) {
  await context.with(ctx, async () => {
    await work();
  });
}`,
  },
  {
    name: 'a returned promise',
    code: `${api}export function f(ctx: Context, work: () => Promise<number>) {
  return context.with(ctx, work);
}`,
  },
  {
    name: 'a stored result',
    code: `${api}export function f(ctx: Context, work: () => Promise<number>) {
  const running = context.with(ctx, () => work());
  return { running };
}`,
  },
  {
    name: 'this and arguments',
    code: `${api}class Service {
  name = 'a';
  run(n: number) { return this.name + n; }
}
export function f(ctx: Context, s: Service) {
  context.with(ctx, s.run, s, 1);
  context.with(ctx, (n: number) => n + 1, undefined, 1);
  context.with(ctx, (n: number) => n + 1, null as never, 1);
}`,
  },
  {
    name: 'a getter that gives an arrow function',
    code: `${api}class Service {
  n = 1;
  get handler() { return () => this.n; }
  run(ctx: Context) { return context.with(ctx, this.handler); }
}
export const service = new Service();
export const counter = { n: 1, get next() { return () => this.n; }, run(ctx: Context) { return context.with(ctx, this.next); } };`,
  },
  {
    name: 'this for a function that uses it',
    code: `${api}export function f(ctx: Context, order: { id: string }) {
  context.with(ctx, function (this: { id: string }) { return this.id; }, order);
  context.with(ctx, function (this: any, n: number) { return this.id + n; }, order, 1);
}`,
  },
  {
    name: 'this for a callback without parameters, which is harmless',
    code: `${api}export class A {
  f(ctx: Context) {
    context.with(ctx, () => console.log(1), this);
  }
}`,
  },
  {
    name: 'parameters that may be left out',
    code: `${api}export function f(ctx: Context, self: object) {
  context.with(ctx, (n = 1) => n + 1, self as never);
  context.with(ctx, (...all: number[]) => all.pop(), self as never);
  context.with(ctx, (n?: number) => console.log(n), self as never);
}`,
  },
  {
    name: 'next and done by name',
    code: `${api}export function f(ctx: Context, next: () => void, done: Function, hook: any) {
  context.with(ctx, next);
  context.with(ctx, done as () => void);
  context.with(ctx, hook);
}`,
  },
  {
    name: 'a bound function',
    code: `${api}export function f(this: any, ctx: Context, orig: () => void) {
  context.with(ctx, orig.bind(this));
  context.with(ctx, context.bind(ROOT_CONTEXT, orig));
}`,
  },
  {
    name: 'a call that returns a function',
    code: `${api}const make = () => () => 1;
function choose(on: boolean) {
  if (on) return () => 1;
  return make();
}
export function f(ctx: Context, factory: () => () => void) {
  context.with(ctx, make());
  context.with(ctx, choose(true));
  context.with(ctx, factory());
}`,
  },
  {
    name: 'a call of an unknown function',
    code: `import { context } from '@opentelemetry/api';
import { make, tools } from './tools';
export function f(ctx: any) {
  context.with(ctx, make());
  context.with(ctx, tools.make());
  context.with(make(), tools.run);
}`,
  },
  {
    name: 'a type parameter',
    code: `${api}export function f<F extends () => void, T>(ctx: Context, fn: F, x: T) {
  context.with(ctx, fn);
  context.with(ctx, x as unknown as F);
}`,
  },
  {
    name: 'arguments by spread',
    code: `${api}export function f(args: [Context, () => void], rest: [() => void]) {
  context.with(...args);
  context.with(ROOT_CONTEXT, ...rest);
}`,
  },
  {
    name: 'an implementation of ContextManager',
    code: `${api}export class Manager implements ContextManager {
  constructor(private readonly inner: ContextManager) {}
  active() { return this.inner.active(); }
  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(ctx: Context, fn: F, thisArg?: ThisParameterType<F>, ...args: A): ReturnType<F> {
    return this.inner.with(ctx, fn, thisArg, ...args);
  }
  bind<T>(ctx: Context, target: T): T { return this.inner.bind(ctx, target); }
  enable() { return this; }
  disable() { return this; }
}`,
  },
  {
    name: 'contexts of every origin',
    code: `${api}declare const req: { ctx: Context; maybe?: Context };
const store = new WeakMap<object, Context>();
export async function f(span: Span | undefined, load: () => Promise<Context>, fn: () => void, unknown: any) {
  context.with(req.ctx, fn);
  context.with(req.maybe ?? ROOT_CONTEXT, fn);
  context.with(store.get(req)!, fn);
  context.with(await load(), fn);
  context.with(span ? trace.setSpan(context.active(), span) : context.active(), fn);
  context.with(propagation.extract(context.active(), {}), fn);
  context.with(unknown, fn);
  context.with(unknown as Context, fn);
}`,
  },
  {
    name: 'a context class of the project',
    code: `${api}class Own {
  getValue() { return undefined; }
  setValue() { return this; }
  deleteValue() { return this; }
}
export function f(own: Own, fn: () => void) {
  context.with(own as Context, fn);
}`,
  },
  {
    name: 'a generator that is iterated inside',
    code: `${api}function* rows() { yield 1; }
export function f(ctx: Context) {
  context.with(ctx, () => {
    for (const row of rows()) console.log(row);
  });
}`,
  },
  {
    name: 'a generator that is stepped inside',
    code: `${api}function* rows() { yield 1; }
export function f(ctx: Context) {
  const all = context.with(ctx, () => rows());
  const more = context.with(ctx, rows);
  context.with(ctx, () => { all.next(); more.next(); });
}`,
  },
  {
    name: 'a generator that is handed on',
    code: `${api}async function* rows() { yield 1; }
export const stream = (ctx: Context) => context.with(ctx, () => rows());`,
  },
  {
    name: 'promises of every kind',
    code: `${api}export function f(ctx: Context, a: Promise<number>, b: PromiseLike<number>) {
  return [context.with(ctx, async () => a), context.with(ctx, async () => b), context.with(ctx, () => Promise.resolve(1))];
}`,
  },
  {
    name: 'a lazy query that is awaited inside',
    code: `${api}class Query {
  then(ok: (n: number) => void) { ok(1); return this; } exec() {}
}
export function f(ctx: Context, q: Query) {
  return [context.with(ctx, async () => q), context.with(ctx, async () => await q)];
}`,
  },
  {
    name: 'a deferred of another library, which is a promise',
    code: `${api}interface Deferred { then(ok: (n: number) => void): Deferred; exec(): void }
export const f = (ctx: Context, load: () => Deferred) => context.with(ctx, () => load());`,
  },
  {
    name: 'harmless chains',
    code: `${api}export function f(ctx: Context, work: () => Promise<number>, span: Span) {
  return context.with(ctx, work).catch(console.error).then((n) => n).finally(() => span.end());
}`,
  },
  {
    name: 'a chained callback with a context of its own',
    code: `${api}export function f(ctx: Context, work: () => Promise<number>) {
  return context.with(ctx, work)
    .then(context.bind(ctx, () => context.active()))
    .then(() => context.with(ctx, () => trace.getActiveSpan()));
}`,
  },
  {
    name: 'a chain inside the same context',
    code: `${api}export function f(ctx: Context, work: () => Promise<number>) {
  context.with(ctx, () => {
    void context.with(ctx, work).then(() => context.active());
  });
}`,
  },
  {
    name: 'a chain on detached work, which wants the outer context',
    code: `${api}import { suppressTracing } from '@opentelemetry/core';
export function f(work: () => Promise<number>) {
  const quiet = suppressTracing(context.active());
  void context.with(quiet, work).then(() => context.active());
  void context.with(suppressTracing(context.active()), work).then(() => context.active());
  void context.with(ROOT_CONTEXT, work).then(() => context.active());
  void context.with(trace.deleteSpan(context.active()), work).then(() => context.active());
}`,
  },
  {
    name: 'a chained callback of another file',
    code: `${api}import { next } from './next';
export const f = (ctx: Context, work: () => Promise<number>) => context.with(ctx, work).then(next);`,
  },
  {
    name: 'a method that does not use this',
    code: `${api}class Service {
  run() { return 1; }
  field = () => this.run();
  inner() { return function (this: any) { return this; }; }
}
export function f(ctx: Context, s: Service) {
  context.with(ctx, s.run);
  context.with(ctx, s.field);
  context.with(ctx, s.inner);
  context.with(ctx, console.log);
  context.with(ctx, Math.random);
}`,
  },
  {
    name: 'a method that is bound in the constructor',
    code: `${api}export class Service {
  n = 1;
  constructor() { this.run = this.run.bind(this); }
  run() { return this.n; }
  start(ctx: Context) { context.with(ctx, this.run); }
}`,
  },
  {
    name: 'a method that a decorator may bind',
    code: `${api}function bound(..._: any[]): any {}
export class Service {
  n = 1;
  @bound run() { return this.n; }
  start(ctx: Context) { context.with(ctx, this.run); }
}`,
  },
  {
    name: 'a method of an interface',
    code: `${api}export const f = (ctx: Context, s: { a: { run(): void } }) => context.with(ctx, s.a.run);`,
  },
  {
    name: 'an async callback that is left to itself, without the option',
    code: `${api}export function f(ctx: Context, work: () => Promise<void>) {
  context.with(ctx, async () => { await work(); });
}`,
  },
  {
    name: 'promises that are cared for',
    code: `${api}export async function f(ctx: Context, work: () => Promise<void>) {
  void context.with(ctx, work);
  await context.with(ctx, work);
  context.with(ctx, work).catch(() => {});
  const p = context.with(ctx, work);
  await Promise.all([context.with(ctx, work), p]);
  return context.with(ctx, work);
}
export const g = (ctx: Context) => context.with(ctx, async () => { console.log(1); });`,
    options: [{ checkPromises: true }],
  },
  {
    name: 'sync callbacks',
    code: `${api}export function f(ctx: Context, work: () => void) {
  context.with(ctx, work);
  context.with(ctx, () => console.log(1));
}`,
    options: [{ checkPromises: true }],
  },
  {
    name: 'Array.prototype.with',
    code: `import '@opentelemetry/api';
export const f = (list: number[]) => list.with(0, 1);`,
  },
  {
    name: 'a context that is not OpenTelemetry',
    code: `import '@opentelemetry/api';
export function f(context: { with(a?: unknown, b?: unknown): void; active(): unknown }, work: () => void) {
  context.with();
  context.with(context.active());
  context.with(undefined, work());
}`,
  },
  {
    name: 'a look-alike package',
    code: `import { context } from '@opentelemetry/api-like';
context.with(undefined);
context.with(context.active(), function* () {});`,
  },
  {
    name: 'a wrapper whose callback stands elsewhere',
    code: `import { inContext } from './otel';
import '@opentelemetry/api';
export const f = (ctx: unknown) => inContext(ctx, 'name', () => 1);`,
    settings: {
      otel: {
        wrappers: [{ function: 'inContext', operation: 'context.with', arguments: { context: 0, callback: 2 } }],
      },
    },
  },
  {
    name: 'a wrapper that takes a span',
    code: `import { inContext } from './otel';
import { trace } from '@opentelemetry/api';
inContext(trace.getActiveSpan(), 'name', () => console.log(1));`,
    settings: {
      otel: {
        wrappers: [{ function: 'inContext', operation: 'context.with', arguments: { context: 0, callback: 2 } }],
      },
    },
  },
  {
    name: 'a wrapper that takes no callback here',
    code: `import { inContext } from './otel';
import '@opentelemetry/api';
inContext({}, 'name');`,
    settings: {
      otel: {
        wrappers: [{ function: 'inContext', operation: 'context.with', arguments: { context: 0, callback: 2 } }],
      },
    },
  },
  {
    name: 'a file without OpenTelemetry',
    code: `const context = { with(...args: unknown[]) { return args; } };
context.with(undefined);`,
  },
] as const;

const typedValid = [
  {
    name: 'an Observable, without the option',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { Observable } from 'rxjs';
export const f = (rows: Observable<number>) => otel.context.with(otel.context.active(), () => rows);`,
  },
  {
    name: 'an Observable of another library',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { Observable } from 'other-observables';
export const f = (load: () => Observable<number>) => otel.context.with(otel.context.active(), () => load());`,
    options: [{ checkObservables: true }],
  },
  {
    name: 'a thenable of bluebird, which is a promise',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type Bluebird from 'bluebird';
export const f = (load: () => Bluebird<number>) => otel.context.with(otel.context.active(), () => load());`,
  },
  {
    name: 'a thenable of a test tool, which is queued at once, and one that nobody awaits',
    code: `${api}interface Thenable<T> { then(ok: (value: T) => void): void }
class Step { then(ok: () => void) { ok(); return this; } exec() {} click() { return this; } }
export const f = (ctx: Context, run: () => Thenable<number>) => context.with(ctx, () => run());
export function g(ctx: Context, step: Step) {
  context.with(ctx, () => step.click());
}`,
  },
  {
    name: 'a mongoose query that is executed',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { Query } from 'mongoose';
export async function f(rows: Query<number>) {
  await otel.context.with(otel.context.active(), () => rows.exec());
}`,
  },
] as const;

const invalid = [
  {
    name: 'no callback',
    code: `${api}context.with(context.active());
context.with(context.active(), undefined);
context.with();`,
    errors: [
      {
        messageId: 'missing',
        line: 2,
        column: 1,
        data: { with: 'context.with' },
      },
      {
        messageId: 'missing',
        line: 3,
        column: 1,
        data: { with: 'context.with' },
      },
      {
        messageId: 'missing',
        line: 4,
        column: 1,
        data: { with: 'context.with' },
      },
    ],
  },
  {
    name: 'a function called instead of passed',
    code: `${api}async function work() {}
export async function f(ctx: Context) {
  await context.with(ctx, work());
}`,
    errors: [
      {
        messageId: 'called',
        line: 4,
        column: 27,
        data: { callback: 'work', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}async function work() {}
export async function f(ctx: Context) {
  await context.with(ctx, work);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a function that returns nothing',
    code: `${api}function work() { console.log('at work'); }
export const f = (ctx: Context) => context.with(ctx, work());`,
    errors: [
      {
        messageId: 'called',
        line: 3,
        column: 54,
        data: { callback: 'work', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}function work() { console.log('at work'); }
export const f = (ctx: Context) => context.with(ctx, work);`,
          },
        ],
      },
    ],
  },
  {
    name: 'a method with arguments',
    code: `${api}export class Job {
  async write(rows: number[]) { return rows; }
  async run(ctx: Context) {
    return context.with(ctx, this.write([1 /* one */, 2]));
  }
}`,
    errors: [
      {
        messageId: 'called',
        line: 5,
        column: 30,
        data: { callback: 'this.write', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}export class Job {
  async write(rows: number[]) { return rows; }
  async run(ctx: Context) {
    return context.with(ctx, () => this.write([1 /* one */, 2]));
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a comment between the parentheses',
    code: `${api}async function work() {}
export const f = (ctx: Context) => context.with(ctx, work(/* now */));`,
    errors: [
      {
        messageId: 'called',
        line: 3,
        column: 54,
        data: { callback: 'work', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}async function work() {}
export const f = (ctx: Context) => context.with(ctx, () => work(/* now */));`,
          },
        ],
      },
    ],
  },
  {
    name: 'an awaited call',
    code: `${api}async function work() {}
export async function f(ctx: Context) {
  context.with(ctx, await work());
  await context.with(ctx, await work());
}`,
    errors: [
      {
        messageId: 'called',
        line: 4,
        column: 27,
        data: { callback: 'work', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}async function work() {}
export async function f(ctx: Context) {
  await context.with(ctx, async () => await work());
  await context.with(ctx, await work());
}`,
          },
        ],
      },
      {
        messageId: 'called',
        line: 5,
        column: 33,
        data: { callback: 'work', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}async function work() {}
export async function f(ctx: Context) {
  context.with(ctx, await work());
  await context.with(ctx, async () => await work());
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an OpenTelemetry call',
    code: `${api}export const f = (span: Span) => context.with(ROOT_CONTEXT, trace.setSpan(context.active(), span));`,
    errors: [
      {
        messageId: 'called',
        line: 2,
        column: 61,
        data: { callback: 'trace.setSpan', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}export const f = (span: Span) => context.with(ROOT_CONTEXT, () => trace.setSpan(context.active(), span));`,
          },
        ],
      },
    ],
  },
  {
    name: 'a call behind a cast',
    code: `${api}async function work() {}
export const f = (ctx: Context) => context.with(ctx, work() as any);`,
    errors: [
      {
        messageId: 'called',
        line: 3,
        column: 54,
        data: { callback: 'work', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}async function work() {}
export const f = (ctx: Context) => context.with(ctx, () => work() as any);`,
          },
        ],
      },
    ],
  },
  {
    name: 'no function at all',
    code: `${api}export const f = (ctx: Context) => context.with(ctx, { run() {} } as any);`,
    errors: [
      {
        messageId: 'notAFunction',
        line: 2,
        column: 54,
        data: { with: 'context.with' },
      },
    ],
  },
  {
    name: 'a generator function, iterated outside',
    code: `${api}export function f(ctx: Context, items: string[]) {
  const labels = context.with(ctx, function* () {
    for (const item of items) yield item; // one by one
  });
  for (const label of labels) console.log(label);
}`,
    errors: [
      {
        messageId: 'generator',
        line: 3,
        column: 36,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'iterateInside',
            output: `${api}export function f(ctx: Context, items: string[]) {
  const labels = context.with(ctx, () => [...(function* () {
    for (const item of items) yield item; // one by one
  })()]);
  for (const label of labels) console.log(label);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a generator of this file, spread outside',
    code: `${api}function* rows() { yield 1; }
export const f = (ctx: Context) => [...context.with(ctx, rows)];`,
    errors: [
      {
        messageId: 'generator',
        line: 3,
        column: 58,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'iterateInside',
            output: `${api}function* rows() { yield 1; }
export const f = (ctx: Context) => [...context.with(ctx, () => [...rows()])];`,
          },
        ],
      },
    ],
  },
  {
    name: 'a generator behind an arrow function',
    code: `${api}function* rows(n: number) { yield n; }
export function f(ctx: Context) {
  for (const row of context.with(ctx, () => rows(2))) console.log(row);
}`,
    errors: [
      {
        messageId: 'generator',
        line: 4,
        column: 39,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'iterateInside',
            output: `${api}function* rows(n: number) { yield n; }
export function f(ctx: Context) {
  for (const row of context.with(ctx, () => [...rows(2)])) console.log(row);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a loop that is left early: the generator may be endless, and stays lazy',
    code: `${api}function* rows() { for (;;) yield 1; }
export function f(ctx: Context) {
  for (const row of context.with(ctx, rows)) {
    if (row) break;
  }
}`,
    errors: [
      {
        messageId: 'generator',
        line: 4,
        column: 39,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'bindSteps',
            output: `${api}function* rows() { for (;;) yield 1; }
export function f(ctx: Context) {
  for (const row of context.with(ctx, () => {
    const steps = rows();
    steps.next = context.bind(context.active(), steps.next.bind(steps));
    steps.return = context.bind(context.active(), steps.return.bind(steps));
    return steps;
  })) {
    if (row) break;
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a loop that goes on',
    code: `${api}function* rows() { yield 1; }
export function f(ctx: Context) {
  for (const row of context.with(ctx, rows)) {
    if (row) continue;
    console.log(row);
  }
}`,
    errors: [
      {
        messageId: 'generator',
        line: 4,
        column: 39,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'iterateInside',
            output: `${api}function* rows() { yield 1; }
export function f(ctx: Context) {
  for (const row of context.with(ctx, () => [...rows()])) {
    if (row) continue;
    console.log(row);
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an async generator',
    code: `${api}async function* rows(n: number) { yield n; }
export async function f(ctx: Context) {
  for await (const row of context.with(ctx, () => rows(2))) {
    console.log(row);
  }
}`,
    errors: [
      {
        messageId: 'generator',
        line: 4,
        column: 45,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'iterateInside',
            output: `${api}async function* rows(n: number) { yield n; }
export async function f(ctx: Context) {
  await context.with(ctx, async () => {
    for await (const row of rows(2)) {
      console.log(row);
    }
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a generator function that is handed on',
    code: `${api}export const f = (ctx: Context) => context.with(ctx, async function* () {
  yield 1;
});`,
    errors: [
      {
        messageId: 'generator',
        line: 2,
        column: 54,
        endColumn: 72,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'bindSteps',
            output: `${api}export const f = (ctx: Context) => context.with(ctx, () => {
  const steps = (async function* () {
  yield 1;
})();
  steps.next = context.bind(context.active(), steps.next.bind(steps));
  steps.return = context.bind(context.active(), steps.return.bind(steps));
  return steps;
});`,
          },
        ],
      },
    ],
  },
  {
    name: 'a generator function that uses this: no edit',
    code: `${api}export function f(this: any, ctx: Context) {
  for (const row of context.with(ctx, function* (this: any) { yield this; }, this)) console.log(row);
}`,
    errors: [
      {
        messageId: 'generator',
        line: 3,
        column: 39,
        data: { with: 'context.with' },
      },
    ],
  },
  {
    name: 'a span',
    code: `${api}export const f = (span: Span, work: () => void) => context.with(span as any as Context, work);`,
    errors: [
      {
        messageId: 'notAContext',
        line: 2,
        column: 65,
        data: {
          with: 'context.with',
          what: 'a span',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useSpanContext',
            output: `${api}export const f = (span: Span, work: () => void) => context.with(trace.setSpan(context.active(), span), work);`,
          },
        ],
      },
    ],
  },
  {
    name: 'a span context',
    code: `${api}export function f(span: Span, work: () => void) {
  context.with(span.spanContext(), work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 3,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a span context',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useSpanContext',
            output: `${api}export function f(span: Span, work: () => void) {
  context.with(trace.setSpanContext(context.active(), span.spanContext()), work);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a baggage',
    code: `${api}export function f(bag: Baggage, work: () => void) {
  context.with(propagation.createBaggage() as never, work);
  context.with(bag as never, work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 3,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a baggage',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useBaggageContext',
            output: `${api}export function f(bag: Baggage, work: () => void) {
  context.with(propagation.setBaggage(context.active(), propagation.createBaggage()), work);
  context.with(bag as never, work);
}`,
          },
        ],
      },
      {
        messageId: 'notAContext',
        line: 4,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a baggage',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useBaggageContext',
            output: `${api}export function f(bag: Baggage, work: () => void) {
  context.with(propagation.createBaggage() as never, work);
  context.with(propagation.setBaggage(context.active(), bag), work);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a promise of a context',
    code: `${api}async function load(): Promise<Context> { return ROOT_CONTEXT; }
export async function f(work: () => void) {
  context.with(load(), work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 4,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a promise',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'awaitContext',
            output: `${api}async function load(): Promise<Context> { return ROOT_CONTEXT; }
export async function f(work: () => void) {
  context.with(await load(), work);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a promise, where nothing can be awaited',
    code: `${api}async function load(): Promise<Context> { return ROOT_CONTEXT; }
export function f(work: () => void) {
  const loading = load();
  context.with(loading as never, work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 5,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a promise',
          consequence: 'the first read of the active context inside throws',
        },
      },
    ],
  },
  {
    name: 'undefined and null',
    code: `${api}export function f(work: () => void) {
  context.with(undefined as never, work);
  context.with(null!, work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 3,
        column: 16,
        data: {
          with: 'context.with',
          what: 'undefined or null',
          consequence: 'the callback runs in the root context, without trace and baggage',
        },
        suggestions: [
          {
            messageId: 'useActiveContext',
            output: `${api}export function f(work: () => void) {
  context.with(context.active(), work);
  context.with(null!, work);
}`,
          },
        ],
      },
      {
        messageId: 'notAContext',
        line: 4,
        column: 16,
        data: {
          with: 'context.with',
          what: 'undefined or null',
          consequence: 'the callback runs in the root context, without trace and baggage',
        },
        suggestions: [
          {
            messageId: 'useActiveContext',
            output: `${api}export function f(work: () => void) {
  context.with(undefined as never, work);
  context.with(context.active(), work);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'the context API itself',
    code: `${api}export function f(work: () => void) {
  context.with(context as never, work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 3,
        column: 16,
        data: {
          with: 'context.with',
          what: 'the context API itself',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useActiveContext',
            output: `${api}export function f(work: () => void) {
  context.with(context.active(), work);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'swapped arguments',
    code: `${api}export function f(ctx: Context) {
  context.with(() => 1, ctx as never);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 3,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a function',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'swapArguments',
            output: `${api}export function f(ctx: Context) {
  context.with(ctx as never, () => 1);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a text',
    code: `${api}export function f(work: () => void) {
  context.with('ctx' as never, work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 3,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a value that is no context',
          consequence: 'the first read of the active context inside throws',
        },
      },
    ],
  },
  {
    name: 'a parameter that can only be a span',
    code: `${api}export function f(span: Span | undefined, work: () => void) {
  context.with(span as never, work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 3,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a span',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useSpanContext',
            output: `${api}export function f(span: Span | undefined, work: () => void) {
  context.with(span ? trace.setSpan(context.active(), span) : context.active(), work);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a span that is read on the spot, and one behind a cast',
    code: `${api}export function f(ctx: Context, span: Span, work: () => void) {
  const cast = span as unknown as Context;
  context.with(trace.getActiveSpan() as never, work);
  context.with(trace.getSpan(ctx) as never, work);
  context.with(cast, work);
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 4,
        suggestions: [
          {
            messageId: 'useActiveContext',
            output: `${api}export function f(ctx: Context, span: Span, work: () => void) {
  const cast = span as unknown as Context;
  context.with(context.active(), work);
  context.with(trace.getSpan(ctx) as never, work);
  context.with(cast, work);
}`,
          },
        ],
      },
      {
        messageId: 'notAContext',
        line: 5,
        suggestions: [
          {
            messageId: 'useSourceContext',
            data: { source: 'ctx' },
            output: `${api}export function f(ctx: Context, span: Span, work: () => void) {
  const cast = span as unknown as Context;
  context.with(trace.getActiveSpan() as never, work);
  context.with(ctx, work);
  context.with(cast, work);
}`,
          },
        ],
      },
      {
        messageId: 'notAContext',
        line: 6,
        data: {
          with: 'context.with',
          what: 'a span',
          consequence: 'the first read of the active context inside throws',
        },
      },
    ],
  },
  {
    name: 'a span, with imports to add',
    code: `import { context as otelContext, type Span } from '@opentelemetry/api';
export function f(span: Span, work: () => void) {
  const trace = 1;
  otelContext.with(span as never, work);
  return trace;
}`,
    errors: [
      {
        messageId: 'notAContext',
        line: 4,
        column: 20,
        data: {
          with: 'otelContext.with',
          what: 'a span',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useSpanContext',
            output: `import { context as otelContext, type Span, trace as otelTrace } from '@opentelemetry/api';
export function f(span: Span, work: () => void) {
  const trace = 1;
  otelContext.with(otelTrace.setSpan(otelContext.active(), span), work);
  return trace;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an argument in the place of this',
    code: `${api}interface Order { id: string }
export function f(ctx: Context, order: Order) {
  context.with(ctx, (o: any) => o.id, order as never);
}`,
    errors: [
      {
        messageId: 'misplaced',
        line: 4,
        column: 39,
        data: { value: "'order'" },
        suggestions: [
          {
            messageId: 'insertThisArg',
            output: `${api}interface Order { id: string }
export function f(ctx: Context, order: Order) {
  context.with(ctx, (o: any) => o.id, undefined, order as never);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'one of two arguments in the place of this',
    code: `${api}export function f(ctx: Context, a: any, b: any) {
  context.with(ctx, (x: number, y: number) => x + y, a, b);
}`,
    errors: [
      {
        messageId: 'misplaced',
        line: 3,
        column: 54,
        data: { value: "'a'" },
        suggestions: [
          {
            messageId: 'insertThisArg',
            output: `${api}export function f(ctx: Context, a: any, b: any) {
  context.with(ctx, (x: number, y: number) => x + y, undefined, a, b);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an argument in the place of this, for a function of this file',
    code: `${api}function handle(order: any) { return order.id; }
export const f = (ctx: Context, order: any) => context.with(ctx, handle, order);`,
    errors: [
      {
        messageId: 'misplaced',
        line: 3,
        column: 74,
        data: { value: "'order'" },
        suggestions: [
          {
            messageId: 'insertThisArg',
            output: `${api}function handle(order: any) { return order.id; }
export const f = (ctx: Context, order: any) => context.with(ctx, handle, undefined, order);`,
          },
        ],
      },
    ],
  },
  {
    name: 'a method of a class that uses this',
    code: `${api}export class Service {
  n = 1;
  run() { return [1].map(() => this.n); }
  start(ctx: Context) {
    context.with(ctx, this.run);
  }
}`,
    errors: [
      {
        messageId: 'unbound',
        line: 6,
        column: 23,
        data: { method: 'this.run', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passThisArg',
            data: { object: 'this' },
            output: `${api}export class Service {
  n = 1;
  run() { return [1].map(() => this.n); }
  start(ctx: Context) {
    context.with(ctx, this.run, this);
  }
}`,
          },
          {
            messageId: 'callInArrow',
            output: `${api}export class Service {
  n = 1;
  run() { return [1].map(() => this.n); }
  start(ctx: Context) {
    context.with(ctx, () => this.run());
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a method of an object that uses this',
    code: `${api}const job = {
  n: 1,
  run() { return this.n; },
};
export const f = (ctx: Context) => context.with(ctx, job.run);`,
    errors: [
      {
        messageId: 'unbound',
        line: 6,
        column: 54,
        data: { method: 'job.run', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passThisArg',
            data: { object: 'job' },
            output: `${api}const job = {
  n: 1,
  run() { return this.n; },
};
export const f = (ctx: Context) => context.with(ctx, job.run, job);`,
          },
          {
            messageId: 'callInArrow',
            output: `${api}const job = {
  n: 1,
  run() { return this.n; },
};
export const f = (ctx: Context) => context.with(ctx, () => job.run());`,
          },
        ],
      },
    ],
  },
  {
    name: 'a method that calls super',
    code: `${api}class Base { run() { return 1; } }
export class Job extends Base {
  override run() { return super.run(); }
  start(ctx: Context) {
    context.with(ctx, this.run, undefined as never);
  }
}`,
    errors: [
      {
        messageId: 'unbound',
        line: 6,
        column: 23,
        data: { method: 'this.run', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passThisArg',
            data: { object: 'this' },
            output: `${api}class Base { run() { return 1; } }
export class Job extends Base {
  override run() { return super.run(); }
  start(ctx: Context) {
    context.with(ctx, this.run, this);
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a callback behind then',
    code: `${api}const tracer = trace.getTracer('orders');
export class Orders {
  reserve(): Promise<number> { return Promise.resolve(1); }
  place(ctx: Context) {
    return context.with(ctx, () => this.reserve()).then((left) => {
      tracer.startSpan('confirm').end(); // the second half
      return left;
    });
  }
}`,
    errors: [
      {
        messageId: 'chained',
        line: 6,
        column: 57,
        data: { method: 'then', with: 'context.with', line: '6', use: "'tracer.startSpan()'" },
        suggestions: [
          {
            messageId: 'moveThenInside',
            data: { method: 'then' },
            output: `${api}const tracer = trace.getTracer('orders');
export class Orders {
  reserve(): Promise<number> { return Promise.resolve(1); }
  place(ctx: Context) {
    return context.with(ctx, () => this.reserve().then((left) => {
      tracer.startSpan('confirm').end(); // the second half
      return left;
    }));
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'behind a harmless catch, and in front of finally',
    code: `${api}export const f = (ctx: Context, work: () => Promise<void>, span: Span, carrier: object) =>
  context.with(ctx, async () => { await work(); })
    .catch(console.error)
    .then(() => propagation.inject(context.active(), carrier))
    .finally(() => span.end());`,
    errors: [
      {
        messageId: 'chained',
        line: 5,
        column: 11,
        data: { method: 'then', with: 'context.with', line: '3', use: "'context.active()'" },
        suggestions: [
          {
            messageId: 'moveThenInside',
            data: { method: 'then' },
            output: `${api}export const f = (ctx: Context, work: () => Promise<void>, span: Span, carrier: object) =>
  context.with(ctx, () => (async () => { await work(); })()
    .catch(console.error)
    .then(() => propagation.inject(context.active(), carrier)))
    .finally(() => span.end());`,
          },
        ],
      },
    ],
  },
  {
    name: 'a function by name',
    code: `${api}export async function f(ctx: Context, work: () => Promise<number>) {
  await context.with(ctx, work).then(() => trace.getActiveSpan());
}`,
    errors: [
      {
        messageId: 'chained',
        line: 3,
        column: 38,
        data: { method: 'then', with: 'context.with', line: '3', use: "'trace.getActiveSpan()'" },
        suggestions: [
          {
            messageId: 'moveThenInside',
            data: { method: 'then' },
            output: `${api}export async function f(ctx: Context, work: () => Promise<number>) {
  await context.with(ctx, () => work().then(() => trace.getActiveSpan()));
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a callback that reaches it through a function',
    code: `${api}const tracer = trace.getTracer('x');
const confirm = () => { record(); };
function record() { tracer.startSpan('record').end(); }
export const f = (ctx: Context, work: () => Promise<number>) => context.with(ctx, work).then(confirm);`,
    errors: [
      {
        messageId: 'chained',
        line: 5,
        column: 94,
        data: { method: 'then', with: 'context.with', line: '5', use: "'tracer.startSpan()' (through 'record()')" },
        suggestions: [
          {
            messageId: 'moveThenInside',
            data: { method: 'then' },
            output: `${api}const tracer = trace.getTracer('x');
const confirm = () => { record(); };
function record() { tracer.startSpan('record').end(); }
export const f = (ctx: Context, work: () => Promise<number>) => context.with(ctx, () => work().then(confirm));`,
          },
        ],
      },
    ],
  },
  {
    name: 'a rejection handler',
    code: `${api}export const f = (ctx: Context, work: () => Promise<number>) => context.with(ctx, () => work()).catch((error) => {
  trace.getActiveSpan()?.recordException(error);
});`,
    errors: [
      {
        messageId: 'chained',
        line: 2,
        column: 103,
        data: { method: 'catch', with: 'context.with', line: '2', use: "'trace.getActiveSpan()'" },
        suggestions: [
          {
            messageId: 'moveThenInside',
            data: { method: 'catch' },
            output: `${api}export const f = (ctx: Context, work: () => Promise<number>) => context.with(ctx, () => work().catch((error) => {
  trace.getActiveSpan()?.recordException(error);
}));`,
          },
        ],
      },
    ],
  },
  {
    name: 'a body that needs parentheses',
    code: `${api}export const f = (ctx: Context, on: boolean, work: () => Promise<number>) =>
  context.with(ctx, () => on ? work() : Promise.resolve(0)).then(() => trace.getActiveSpan());`,
    errors: [
      {
        messageId: 'chained',
        line: 3,
        column: 66,
        data: { method: 'then', with: 'context.with', line: '3', use: "'trace.getActiveSpan()'" },
        suggestions: [
          {
            messageId: 'moveThenInside',
            data: { method: 'then' },
            output: `${api}export const f = (ctx: Context, on: boolean, work: () => Promise<number>) =>
  context.with(ctx, () => (on ? work() : Promise.resolve(0)).then(() => trace.getActiveSpan()));`,
          },
        ],
      },
    ],
  },
  {
    name: 'a callback with a block',
    code: `${api}export const f = (ctx: Context, work: () => Promise<number>) =>
  context.with(ctx, () => { return work(); }).then(() => trace.getActiveSpan(), () => undefined);`,
    errors: [
      {
        messageId: 'chained',
        line: 3,
        column: 52,
        data: { method: 'then', with: 'context.with', line: '3', use: "'trace.getActiveSpan()'" },
        suggestions: [
          {
            messageId: 'moveThenInside',
            data: { method: 'then' },
            output: `${api}export const f = (ctx: Context, work: () => Promise<number>) =>
  context.with(ctx, () => (() => { return work(); })().then(() => trace.getActiveSpan(), () => undefined));`,
          },
        ],
      },
    ],
  },
  {
    name: 'a callback with arguments: no edit',
    code: `${api}export const f = (ctx: Context, work: (n: number) => Promise<number>) =>
  context.with(ctx, work, undefined, 1).then(() => trace.getActiveSpan());`,
    errors: [
      {
        messageId: 'chained',
        line: 3,
        column: 46,
        data: { method: 'then', with: 'context.with', line: '3', use: "'trace.getActiveSpan()'" },
      },
    ],
  },
  {
    name: 'an await in what would move: no edit',
    code: `${api}const load = async () => () => trace.getActiveSpan();
export async function f(ctx: Context, work: () => Promise<number>) {
  const done = () => trace.getActiveSpan();
  return context.with(ctx, () => work()).then(done, await load());
}`,
    errors: [
      {
        messageId: 'chained',
        line: 5,
        column: 47,
        data: { method: 'then', with: 'context.with', line: '5', use: "'trace.getActiveSpan()'" },
      },
    ],
  },
  {
    name: 'an async callback that is left to itself',
    code: `${api}declare function work(): Promise<void>;
export async function f(ctx: Context) {
  context.with(ctx, async () => { await work(); });
  return 1;
}
export function g(ctx: Context, on: boolean) {
  on && context.with(ctx, async () => { await work(); });
}
export function h(ctx: Context) {
  context.with(ctx, async () => { await work(); });
}`,
    options: [{ checkPromises: true }],
    errors: [
      {
        messageId: 'floating',
        line: 4,
        column: 3,
        endColumn: 15,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'awaitPromise',
            data: { with: 'context.with' },
            output: `${api}declare function work(): Promise<void>;
export async function f(ctx: Context) {
  await context.with(ctx, async () => { await work(); });
  return 1;
}
export function g(ctx: Context, on: boolean) {
  on && context.with(ctx, async () => { await work(); });
}
export function h(ctx: Context) {
  context.with(ctx, async () => { await work(); });
}`,
          },
          {
            messageId: 'voidPromise',
            output: `${api}declare function work(): Promise<void>;
export async function f(ctx: Context) {
  void context.with(ctx, async () => { await work(); });
  return 1;
}
export function g(ctx: Context, on: boolean) {
  on && context.with(ctx, async () => { await work(); });
}
export function h(ctx: Context) {
  context.with(ctx, async () => { await work(); });
}`,
          },
        ],
      },
      {
        messageId: 'floating',
        line: 8,
        column: 9,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'voidPromise',
            output: `${api}declare function work(): Promise<void>;
export async function f(ctx: Context) {
  context.with(ctx, async () => { await work(); });
  return 1;
}
export function g(ctx: Context, on: boolean) {
  on && void context.with(ctx, async () => { await work(); });
}
export function h(ctx: Context) {
  context.with(ctx, async () => { await work(); });
}`,
          },
        ],
      },
      {
        messageId: 'floating',
        line: 11,
        column: 3,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'returnPromise',
            data: { with: 'context.with' },
            output: `${api}declare function work(): Promise<void>;
export async function f(ctx: Context) {
  context.with(ctx, async () => { await work(); });
  return 1;
}
export function g(ctx: Context, on: boolean) {
  on && context.with(ctx, async () => { await work(); });
}
export function h(ctx: Context) {
  return context.with(ctx, async () => { await work(); });
}`,
          },
          {
            messageId: 'voidPromise',
            output: `${api}declare function work(): Promise<void>;
export async function f(ctx: Context) {
  context.with(ctx, async () => { await work(); });
  return 1;
}
export function g(ctx: Context, on: boolean) {
  on && context.with(ctx, async () => { await work(); });
}
export function h(ctx: Context) {
  void context.with(ctx, async () => { await work(); });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an alias',
    code: `import { context as otelContext } from '@opentelemetry/api';
otelContext.with(otelContext.active());`,
    errors: [
      {
        messageId: 'missing',
        line: 2,
        column: 1,
        data: { with: 'otelContext.with' },
      },
    ],
  },
  {
    name: 'a namespace',
    code: `import * as api from '@opentelemetry/api';
api.context.with(api.context.active());`,
    errors: [
      {
        messageId: 'missing',
        line: 2,
        column: 1,
        data: { with: 'api.context.with' },
      },
    ],
  },
  {
    name: 'a field',
    code: `import { context, type ContextAPI } from '@opentelemetry/api';
export class A {
  constructor(private readonly api: ContextAPI) {}
  f() { this.api.with(context.active()); }
}`,
    errors: [
      {
        messageId: 'missing',
        line: 4,
        column: 9,
        data: { with: 'this.api.with' },
      },
    ],
  },
  {
    name: 'a wrapper of the project',
    code: `import { inContext } from './otel';
import '@opentelemetry/api';
async function work() {}
export const f = (ctx: unknown) => inContext(ctx, 'name', work());`,
    settings: {
      otel: {
        wrappers: [{ function: 'inContext', operation: 'context.with', arguments: { context: 0, callback: 2 } }],
      },
    },
    errors: [
      {
        messageId: 'called',
        line: 4,
        column: 59,
        data: { callback: 'work', with: 'inContext' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `import { inContext } from './otel';
import '@opentelemetry/api';
async function work() {}
export const f = (ctx: unknown) => inContext(ctx, 'name', () => work());`,
          },
        ],
      },
    ],
  },
  {
    name: 'two reports on one call',
    code: `import { context } from '@opentelemetry/api';
async function work() {}
export const f = () => context.with(undefined as never, work() as never);`,
    errors: [
      {
        messageId: 'notAContext',
        line: 3,
        column: 37,
        data: {
          with: 'context.with',
          what: 'undefined or null',
          consequence: 'the callback runs in the root context, without trace and baggage',
        },
        suggestions: [
          {
            messageId: 'useActiveContext',
            output: `import { context } from '@opentelemetry/api';
async function work() {}
export const f = () => context.with(context.active(), work() as never);`,
          },
        ],
      },
      {
        messageId: 'called',
        line: 3,
        column: 57,
        data: { callback: 'work', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `import { context } from '@opentelemetry/api';
async function work() {}
export const f = () => context.with(undefined as never, () => work() as never);`,
          },
        ],
      },
    ],
  },
] as const;

const typedInvalid = [
  {
    name: 'a call of an imported function, by its type',
    code: `${api}import { setTimeout as sleep } from 'node:timers/promises';
export const f = (ctx: Context) => context.with(ctx, sleep(10));`,
    errors: [
      {
        messageId: 'called',
        line: 3,
        column: 54,
        data: { callback: 'sleep', with: 'context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `${api}import { setTimeout as sleep } from 'node:timers/promises';
export const f = (ctx: Context) => context.with(ctx, () => sleep(10));`,
          },
        ],
      },
    ],
  },
  {
    name: 'a generator of another file, by its type',
    code: `${api}export function f(ctx: Context, rows: () => Generator<number>) {
  return context.with(ctx, rows);
}`,
    errors: [
      {
        messageId: 'generator',
        line: 3,
        column: 28,
        data: { with: 'context.with' },
      },
    ],
  },
  {
    name: 'a lazy query',
    code: `${api}class Query {
  where() { return this; }
  then(ok: (n: number) => void) { ok(1); return this; } exec() {}
}
export async function f(ctx: Context, q: Query) {
  await context.with(ctx, () => q.where());
  return context.with(ctx, function () { return q; });
}`,
    errors: [
      {
        messageId: 'thenable',
        line: 7,
        column: 27,
        data: { type: "A 'Query'", with: 'context.with' },
        suggestions: [
          {
            messageId: 'awaitInside',
            output: `${api}class Query {
  where() { return this; }
  then(ok: (n: number) => void) { ok(1); return this; } exec() {}
}
export async function f(ctx: Context, q: Query) {
  await context.with(ctx, async () => q.where());
  return context.with(ctx, function () { return q; });
}`,
          },
        ],
      },
      {
        messageId: 'thenable',
        line: 8,
        column: 28,
        data: { type: "A 'Query'", with: 'context.with' },
        suggestions: [
          {
            messageId: 'awaitInside',
            output: `${api}class Query {
  where() { return this; }
  then(ok: (n: number) => void) { ok(1); return this; } exec() {}
}
export async function f(ctx: Context, q: Query) {
  await context.with(ctx, () => q.where());
  return context.with(ctx, async function () { return q; });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a lazy query that is not awaited here: no edit',
    code: `${api}class Query {
  then(ok: (n: number) => void) { ok(1); return this; } exec() {}
}
export const f = (ctx: Context, q: Query) => context.with(ctx, () => q);`,
    errors: [
      {
        messageId: 'thenable',
        line: 5,
        column: 64,
        data: { type: "A 'Query'", with: 'context.with' },
      },
    ],
  },
  {
    name: 'a lazy query by name',
    code: `${api}class Query {
  then(ok: (n: number) => void) { ok(1); return this; } exec() {}
}
export async function f(ctx: Context, find: () => Query) {
  await context.with(ctx, find);
}`,
    errors: [
      {
        messageId: 'thenable',
        line: 6,
        column: 27,
        data: { type: "A 'Query'", with: 'context.with' },
        suggestions: [
          {
            messageId: 'awaitInside',
            output: `${api}class Query {
  then(ok: (n: number) => void) { ok(1); return this; } exec() {}
}
export async function f(ctx: Context, find: () => Query) {
  await context.with(ctx, async () => find());
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an object with a then',
    code: `${api}export const f = (ctx: Context) => context.with(ctx, () => ({ toSQL() {}, then(ok: (n: number) => void) { ok(1); return 1; } }));`,
    errors: [
      {
        messageId: 'thenable',
        line: 2,
        column: 54,
        data: { type: 'The object that the callback returns', with: 'context.with' },
      },
    ],
  },
  {
    name: 'one that may be lazy',
    code: `${api}class Query {
  then(ok: (n: number) => void) { ok(1); return this; } exec() {}
}
export const f = (ctx: Context, q: Query | undefined) => context.with(ctx, () => q);`,
    errors: [
      {
        messageId: 'thenable',
        line: 5,
        column: 76,
        data: { type: "A 'Query'", with: 'context.with' },
      },
    ],
  },
  {
    name: 'a lazy type that extends Promise',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { PrismaPromise } from '@prisma/client';
export const f = (rows: PrismaPromise<number>) => otel.context.with(otel.context.active(), () => rows);`,
    errors: [
      {
        messageId: 'thenable',
        line: 4,
        column: 92,
        data: { type: "A 'PrismaPromise'", with: 'otel.context.with' },
      },
    ],
  },
  {
    name: 'a knex query',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { Knex } from 'knex';
export const f = (rows: Knex.QueryBuilder<number>) => otel.context.with(otel.context.active(), () => rows.where('id'));`,
    errors: [
      {
        messageId: 'thenable',
        line: 4,
        column: 96,
        data: { type: "A 'QueryBuilder'", with: 'otel.context.with' },
      },
    ],
  },
  {
    name: 'a drizzle query',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { QueryPromise } from 'drizzle-orm';
export async function f(rows: QueryPromise<number>) {
  return otel.context.with(otel.context.active(), () => rows);
}`,
    errors: [
      {
        messageId: 'thenable',
        line: 5,
        column: 51,
        data: { type: "A 'QueryPromise'", with: 'otel.context.with' },
        suggestions: [
          {
            messageId: 'awaitInside',
            output: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { QueryPromise } from 'drizzle-orm';
export async function f(rows: QueryPromise<number>) {
  return otel.context.with(otel.context.active(), async () => rows);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a mongoose query',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { Query } from 'mongoose';
export async function f(rows: Query<number>) {
  await otel.context.with(otel.context.active(), () => rows);
}`,
    errors: [
      {
        messageId: 'thenable',
        line: 5,
        column: 50,
        data: { type: "A 'Query'", with: 'otel.context.with' },
        suggestions: [
          {
            messageId: 'awaitInside',
            output: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { Query } from 'mongoose';
export async function f(rows: Query<number>) {
  await otel.context.with(otel.context.active(), async () => rows);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an Observable, with the option',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import * as otel from '@opentelemetry/api';
import type { Observable } from 'rxjs';
export const f = (rows: Observable<number>) => otel.context.with(otel.context.active(), () => rows);`,
    options: [{ checkObservables: true }],
    errors: [
      {
        messageId: 'observable',
        line: 4,
        column: 89,
        data: { with: 'otel.context.with' },
      },
    ],
  },
  {
    name: 'a method of another object, by its type',
    code: `${api}class Service {
  n = 1;
  run() { return this.n; }
}
export const f = (ctx: Context, get: () => Service) => context.with(ctx, get().run);`,
    errors: [
      {
        messageId: 'unbound',
        line: 6,
        column: 74,
        data: { method: 'get().run', with: 'context.with' },
        suggestions: [
          {
            messageId: 'callInArrow',
            output: `${api}class Service {
  n = 1;
  run() { return this.n; }
}
export const f = (ctx: Context, get: () => Service) => context.with(ctx, () => get().run());`,
          },
        ],
      },
    ],
  },
  {
    name: 'a function that returns a promise, by its type',
    code: `${api}export async function f(ctx: Context, work: () => Promise<void>) {
  context.with(ctx, work);
}`,
    options: [{ checkPromises: true }],
    errors: [
      {
        messageId: 'floating',
        line: 3,
        column: 3,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'awaitPromise',
            data: { with: 'context.with' },
            output: `${api}export async function f(ctx: Context, work: () => Promise<void>) {
  await context.with(ctx, work);
}`,
          },
          {
            messageId: 'voidPromise',
            output: `${api}export async function f(ctx: Context, work: () => Promise<void>) {
  void context.with(ctx, work);
}`,
          },
        ],
      },
    ],
  },
] as const;

const untypedInvalid = [
  {
    name: 'a span, without casts',
    code: `const { context, trace } = require('@opentelemetry/api');
function f(work) {
  const span = trace.getTracer('x').startSpan('y');
  context.with(span, work);
}
module.exports = f;`,
    errors: [
      {
        messageId: 'notAContext',
        line: 4,
        column: 16,
        data: {
          with: 'context.with',
          what: 'a span',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useSpanContext',
            output: `const { context, trace } = require('@opentelemetry/api');
function f(work) {
  const span = trace.getTracer('x').startSpan('y');
  context.with(trace.setSpan(context.active(), span), work);
}
module.exports = f;`,
          },
        ],
      },
    ],
  },
  {
    name: 'require and compiled output',
    code: `const api_1 = require("@opentelemetry/api");
async function work() { }
function f(ctx) {
    return (0, api_1.context.with)(ctx, work()), api_1.context.with(ctx, work());
}
exports.f = f;`,
    errors: [
      {
        messageId: 'called',
        line: 4,
        column: 41,
        data: { callback: 'work', with: 'with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `const api_1 = require("@opentelemetry/api");
async function work() { }
function f(ctx) {
    return (0, api_1.context.with)(ctx, work), api_1.context.with(ctx, work());
}
exports.f = f;`,
          },
        ],
      },
      {
        messageId: 'called',
        line: 4,
        column: 74,
        data: { callback: 'work', with: 'api_1.context.with' },
        suggestions: [
          {
            messageId: 'passCallback',
            output: `const api_1 = require("@opentelemetry/api");
async function work() { }
function f(ctx) {
    return (0, api_1.context.with)(ctx, work()), api_1.context.with(ctx, work);
}
exports.f = f;`,
          },
        ],
      },
    ],
  },
  {
    name: 'a lazy require',
    code: `function load() { try { return require('@opentelemetry/api'); } catch { return null; } }
const otel = load();
function f(ctx) { otel?.context.with(ctx); }
module.exports = f;`,
    errors: [
      {
        messageId: 'missing',
        line: 3,
        column: 19,
        data: { with: 'otel?.context.with' },
      },
    ],
  },
] as const;

/** Callbacks that do something, however little it looks. */
const busy = [
  {
    name: 'work that looks idle',
    code: `${api}export function f(ctx: Context, next: () => void, message: { rows: number }, log: (text: string) => void) {
  let seen = false;
  context.with(ctx, () => next());
  context.with(ctx, () => void next());
  context.with(ctx, () => log('here'));
  context.with(ctx, () => message.rows);
  context.with(ctx, () => { seen = true; });
  context.with(ctx, (n = next()) => {});
  context.with(ctx, next);
  return seen;
}`,
  },
  {
    name: 'a promise that is resolved with work, or by a function of another kind',
    code: `${api}export const f = (ctx: Context, work: () => number, resolve: (n: number) => void) => {
  context.with(ctx, () => resolve(1));
  return new Promise((done) => context.with(ctx, () => done(work())));
};`,
  },
  {
    name: 'a value that an async callback waits for, since it may be lazy',
    code: `${api}export const f = (ctx: Context, rows: PromiseLike<number>) => context.with(ctx, async () => rows);`,
  },
  {
    name: 'a constant whose value is looked at',
    code: `${api}export const isOn = (ctx: Context) => context.with(ctx, () => true) === true;`,
  },
  {
    name: 'every form of startActiveSpan',
    code: `${api}const tracer = trace.getTracer('orders');
export async function f(ctx: Context, work: (span: Span) => Promise<number>, options: {}, args: [string, () => void]) {
  tracer.startActiveSpan('a', (span) => span.end());
  await tracer.startActiveSpan('b', options, work);
  await tracer.startActiveSpan('c', options, ctx, work);
  tracer.startActiveSpan(...args);
}`,
  },
  {
    name: 'what is chained on startActiveSpan, whose span has ended',
    code: `${api}const tracer = trace.getTracer('orders');
export const f = (work: () => Promise<number>) =>
  tracer.startActiveSpan('a', async (span) => { const n = await work(); span.end(); return n; }).then(() => tracer.startSpan('b').end());`,
  },
  {
    name: 'a generator whose steps run in the context',
    code: `${api}async function* rows() { yield 1; }
export async function* f(ctx: Context) {
  yield* context.with(ctx, () => {
    const steps = rows();
    steps.next = context.bind(context.active(), steps.next.bind(steps));
    return steps;
  });
}`,
  },
  {
    name: "iterators of the platform, which run nobody's code",
    code: `${api}export function f(ctx: Context, rows: Map<string, number>) {
  for (const row of context.with(ctx, () => rows.values())) console.log(row);
}`,
  },
  {
    name: 'the handler of an interceptor, which Nest binds, and harmless operators behind it',
    code: `${api}import type { CallHandler } from '@nestjs/common';
import { map, tap, type Observable } from 'rxjs';
export class Tenant {
  intercept(ctx: Context, next: CallHandler): Observable<unknown> {
    return context.with(ctx, () => next.handle());
  }
  log(ctx: Context, next: CallHandler): Observable<unknown> {
    return context.with(ctx, () => next.handle().pipe(map((row) => [row]), tap(() => console.log(1))));
  }
  bound(ctx: Context, next: CallHandler): Observable<unknown> {
    return context.with(ctx, next.handle.bind(next));
  }
}`,
    options: [{ checkObservables: true }],
  },
  {
    name: 'a subscription inside, and promises of Observables',
    code: `${api}import { firstValueFrom, from } from 'rxjs';
export function f(ctx: Context, values: number[]) {
  context.with(ctx, () => from(values).subscribe(console.log));
  return context.with(ctx, () => firstValueFrom(from(values)));
}`,
    options: [{ checkObservables: true }],
  },
  {
    name: 'an Observable of rxjs, without the option',
    code: `${api}import { from } from 'rxjs';
export const f = (ctx: Context, values: number[]) => context.with(ctx, () => from(values));`,
  },
] as const;

/** A report of an idle callback, with what is offered. */
const idle = (
  line: number,
  column: number,
  suggestions?: readonly { readonly messageId: string; readonly output: string; readonly data?: { next: string } }[],
  callee = 'context.with',
) => ({ messageId: 'idle' as const, line, column, data: { with: callee }, ...(suggestions ? { suggestions } : {}) });

const active = `${api}declare function load(): Promise<number>;
export async function f(ctx: Context) {
  context.with(ctx, () => {}); // make it active
  const n = await load();
  return n + 1;
}`;
const middleware = `${api}export function f(ctx: Context, set: (name: string) => void, next: () => void): void {
  context.with(ctx, () => {
    // nothing to do
  });
  set('tenant');
  next();
}`;
const hook = `${api}export function f(ctx: Context, done: (error?: Error) => void) {
  context.with(ctx, noop);
  return done(new Error('x'));
}
const noop = () => {};`;
const koa = `${api}export async function f(span: Span, next: () => Promise<void>) {
  await context.with(trace.setSpan(context.active(), span), async () => {});
  console.log('next');
  await next();
}`;
const promised = `${api}declare function reply(): Promise<void>;
export async function f(ctx: Context) {
  await new Promise<void>((resolve) => context.with(ctx, async () => resolve()));
  await reply();
}
export async function g(ctx: Context) {
  await new Promise<void>((resolve) => { context.with(ctx, resolve); });
  console.log('done');
}`;
const handedBack = `${api}const tracer = trace.getTracer('orders');
export function f(work: () => void) {
  const span = tracer.startActiveSpan('work', {}, (span) => span);
  work();
  span.end();
}`;
const emptySpan = `${api}const tracer = trace.getTracer('orders');
export function f(work: () => void, next: () => void) {
  tracer.startActiveSpan('work', (span) => {});
  work();
  next();
}`;

const invalidIdle = [
  {
    name: 'an empty callback, with a comment behind it',
    code: active,
    errors: [
      idle(4, 21, [
        {
          messageId: 'moveRestInside',
          output: edited(active, [
            ['  context.with(ctx, () => {}); // make it active\n', '  // make it active\n'],
            [
              '  const n = await load();\n  return n + 1;\n',
              '  return context.with(ctx, async () => {\n    const n = await load();\n    return n + 1;\n  });\n',
            ],
          ]),
        },
      ]),
    ],
  },
  {
    name: 'an empty callback with a comment in it, and a handler that follows',
    code: middleware,
    errors: [
      {
        ...idle(3, 21, [
          {
            messageId: 'runNextInside',
            data: { next: 'next' },
            output: edited(middleware, [
              ['context.with(ctx, () => {\n    // nothing to do\n  });', '// nothing to do'],
              ['  next();', '  context.with(ctx, next);'],
            ]),
          },
          {
            messageId: 'moveRestInside',
            output: edited(middleware, [
              ['context.with(ctx, () => {\n    // nothing to do\n  });', '// nothing to do'],
              [
                "  set('tenant');\n  next();\n",
                "  context.with(ctx, () => {\n    set('tenant');\n    next();\n  });\n",
              ],
            ]),
          },
        ]),
        endLine: 3,
        endColumn: 26,
      },
    ],
  },
  {
    name: 'a function that does nothing, and a handler with arguments',
    code: hook,
    errors: [
      idle(3, 21, [
        {
          messageId: 'runNextInside',
          data: { next: 'done' },
          output: edited(hook, [
            ['  context.with(ctx, noop);\n', ''],
            ["return done(new Error('x'));", "return context.with(ctx, () => done(new Error('x')));"],
          ]),
        },
        {
          messageId: 'moveRestInside',
          output: edited(hook, [
            ['  context.with(ctx, noop);\n', ''],
            [
              "  return done(new Error('x'));\n",
              "  return context.with(ctx, () => {\n    return done(new Error('x'));\n  });\n",
            ],
          ]),
        },
      ]),
    ],
  },
  {
    name: 'a context that reads the active one: it stays in its place',
    code: koa,
    errors: [
      idle(3, 61, [
        {
          messageId: 'runNextInside',
          data: { next: 'next' },
          output: edited(koa, [
            ['  await context.with(trace.setSpan(context.active(), span), async () => {});\n', ''],
            ['await next();', 'await context.with(trace.setSpan(context.active(), span), next);'],
          ]),
        },
        {
          messageId: 'moveRestInside',
          output: edited(koa, [
            ['  await context.with(trace.setSpan(context.active(), span), async () => {});\n', ''],
            [
              "  console.log('next');\n  await next();\n",
              "  await context.with(trace.setSpan(context.active(), span), async () => {\n    console.log('next');\n    await next();\n  });\n",
            ],
          ]),
        },
      ]),
    ],
  },
  {
    name: 'a promise that is resolved inside, called and by name',
    code: promised,
    errors: [
      idle(4, 58, [
        {
          messageId: 'moveRestInside',
          output: edited(promised, [
            ['  await new Promise<void>((resolve) => context.with(ctx, async () => resolve()));\n', ''],
            ['  await reply();\n', '  await context.with(ctx, async () => {\n    await reply();\n  });\n'],
          ]),
        },
      ]),
      idle(8, 60, [
        {
          messageId: 'moveRestInside',
          output: edited(promised, [
            ['  await new Promise<void>((resolve) => { context.with(ctx, resolve); });\n', ''],
            ["  console.log('done');\n", "  context.with(ctx, () => {\n    console.log('done');\n  });\n"],
          ]),
        },
      ]),
    ],
  },
  {
    name: 'a span that is handed back',
    code: handedBack,
    errors: [
      idle(
        4,
        51,
        [
          {
            messageId: 'moveRestInside',
            output: edited(handedBack, [
              ["  const span = tracer.startActiveSpan('work', {}, (span) => span);\n", ''],
              [
                '  work();\n  span.end();\n',
                "  tracer.startActiveSpan('work', {}, (span) => {\n    work();\n    span.end();\n  });\n",
              ],
            ]),
          },
        ],
        'tracer.startActiveSpan',
      ),
    ],
  },
  {
    name: 'an empty callback of startActiveSpan, which gives its span to no handler',
    code: emptySpan,
    errors: [
      idle(
        4,
        34,
        [
          {
            messageId: 'runNextInside',
            data: { next: 'next' },
            output: edited(emptySpan, [
              ["  tracer.startActiveSpan('work', (span) => {});\n", ''],
              ['  next();', "  tracer.startActiveSpan('work', () => next());"],
            ]),
          },
          {
            messageId: 'moveRestInside',
            output: edited(emptySpan, [
              ["  tracer.startActiveSpan('work', (span) => {});\n", ''],
              [
                '  work();\n  next();\n',
                "  tracer.startActiveSpan('work', (span) => {\n    work();\n    next();\n  });\n",
              ],
            ]),
          },
        ],
        'tracer.startActiveSpan',
      ),
    ],
  },
  {
    name: 'nothing behind it, a value that is used, a generator: no edit',
    code: `${api}export function f(ctx: Context) {
  context.with(ctx, () => {});
}
export const g = (ctx: Context, message: string) => context.with(ctx, () => message);
export function* h(ctx: Context, messages: string[]) {
  for (const message of messages) yield context.with(ctx, () => message);
  context.with(ctx, () => undefined);
  yield 'end';
}`,
    errors: [idle(3, 21), idle(5, 71), idle(7, 59), idle(8, 21)],
  },
  {
    name: 'a variable that the moved code would mean by another name: no edit',
    code: `${api}export function f(span: Span) {
  trace.getTracer('x').startActiveSpan('work', (span) => {});
  span.end();
}`,
    errors: [idle(3, 48, undefined, 'startActiveSpan')],
  },
];

const story = `${api}const tracer = trace.getTracer('story');
async function* tell(chapters: string[], span: Span): AsyncGenerator<string> {
  for (const chapter of chapters) yield chapter;
  span.end();
}
export async function* f(chapters: string[]): AsyncGenerator<string> {
  const story = tracer.startActiveSpan('story', {}, (span) => tell(chapters, span));
  yield* story;
}`;
const relay = `${api}interface Call<Request, Response> {
  request: Request;
  next(request: Request): AsyncGenerator<Response, Response | void, undefined>;
}
export async function* f<Request, Response>(ctx: Context, call: Call<Request, Response>): AsyncGenerator<Response, Response | void, undefined> {
  return yield* context.with(ctx, () => {
    console.log('next');
    return call.next(call.request);
  });
}`;
const byHand = `${api}function* rows(): Generator<number, void> { yield 1; }
export function f(ctx: Context) {
  const found = context.with(ctx, () => (rows()));
  return found.next().value;
}`;
const bound = (name: string, indent: string, api = 'context'): string =>
  ['next', 'return']
    .map((method) => `${indent}${name}.${method} = ${api}.bind(${api}.active(), ${name}.${method}.bind(${name}));\n`)
    .join('');

const invalidLazy = [
  {
    name: 'an async generator that startActiveSpan gives back',
    code: story,
    errors: [
      {
        messageId: 'generator' as const,
        line: 8,
        column: 53,
        endColumn: 62,
        data: { with: 'tracer.startActiveSpan' },
        suggestions: [
          {
            messageId: 'bindSteps' as const,
            output: edited(story, [
              [
                '=> tell(chapters, span));',
                `=> {\n    const steps = tell(chapters, span);\n${bound('steps', '    ')}    return steps;\n  });`,
              ],
            ]),
          },
        ],
      },
    ],
  },
  {
    name: 'an async generator of an interface, whose last value is returned',
    code: relay,
    errors: [
      {
        messageId: 'generator' as const,
        line: 7,
        column: 35,
        endColumn: 40,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'bindSteps' as const,
            output: edited(relay, [
              [
                '    return call.next(call.request);\n',
                `    const steps = call.next(call.request);\n${bound('steps', '    ')}    return steps;\n`,
              ],
            ]),
          },
        ],
      },
    ],
  },
  {
    name: 'a generator that is stepped by hand',
    code: byHand,
    errors: [
      {
        messageId: 'generator' as const,
        line: 4,
        column: 35,
        data: { with: 'context.with' },
        suggestions: [
          {
            messageId: 'bindSteps' as const,
            output: edited(byHand, [
              [
                '() => (rows()));',
                `() => {\n    const steps = rows();\n${bound('steps', '    ')}    return steps;\n  });`,
              ],
            ]),
          },
        ],
      },
    ],
  },
  {
    name: 'an iterator that is no generator: no edit',
    code: `${api}export async function* f(ctx: Context, rows: { all(): AsyncIterableIterator<number> }) {
  yield* context.with(ctx, () => rows.all());
}`,
    errors: [{ messageId: 'generator' as const, line: 3, column: 28, data: { with: 'context.with' } }],
  },
];

const levels = `/// <reference path="./included/lazy-libraries.d.ts" />
import { context, trace, type Context } from '@opentelemetry/api';
import { from, tap, type Observable } from 'rxjs';
const tracer = trace.getTracer('levels');
export function f(ctx: Context, values: number[]): Observable<number> {
  return context.with(ctx, () => from(values).pipe(tap(() => tracer.startSpan('level').end())));
}`;
const piped = `/// <reference path="./included/lazy-libraries.d.ts" />
import { context, trace, type Context } from '@opentelemetry/api';
import type { CallHandler } from '@nestjs/common';
import { tap, Observable } from 'rxjs';
const tracer = trace.getTracer('levels');
const record = () => { tracer.startSpan('row').end(); };
export class Traced {
  intercept(ctx: Context, next: CallHandler): Observable<unknown> {
    return context.with(ctx, () => next.handle().pipe(tap(record)));
  }
}`;
const observable = (line: number, column: number, output?: string) => ({
  messageId: 'observable' as const,
  line,
  column,
  data: { with: 'context.with' },
  ...(output === undefined ? {} : { suggestions: [{ messageId: 'wrapSubscription' as const, output }] }),
});

const invalidObservable = [
  {
    name: 'an Observable of rxjs, with an import of its type',
    code: levels,
    options: [{ checkObservables: true }] as const,
    errors: [
      observable(
        6,
        28,
        edited(levels, [
          ['tap, type Observable }', 'tap, Observable }'],
          ['return context.with', 'return new Observable((subscriber) => context.with'],
          ['.end())));', '.end())).subscribe(subscriber)));'],
        ]),
      ),
    ],
  },
  {
    name: 'what is piped behind the handler of an interceptor, through a function',
    code: piped,
    options: [{ checkObservables: true }] as const,
    errors: [
      observable(
        9,
        30,
        edited(piped, [
          ['return context.with', 'return new Observable((subscriber) => context.with'],
          ['.pipe(tap(record))', '.pipe(tap(record)).subscribe(subscriber))'],
        ]),
      ),
    ],
  },
  {
    name: 'a context that is another one at each subscription: no edit',
    code: `import { context } from '@opentelemetry/api';
import { Observable } from 'rxjs';
export function f(load: () => Observable<number>): Observable<number> {
  return context.with(context.active(), () => load());
}`,
    options: [{ checkObservables: true }] as const,
    errors: [observable(4, 41)],
  },
];

const plain = `/// <reference path="./included/lazy-libraries.d.ts" />
import { context, type Context } from '@opentelemetry/api';
import { from } from 'rxjs';
export const f = (ctx: Context, values: number[]) => context.with(ctx, () => from(values));`;
const typedLazy = [
  {
    name: 'an Observable whose type is nowhere written',
    code: plain,
    options: [{ checkObservables: true }] as const,
    errors: [
      observable(
        4,
        72,
        edited(plain, [
          ['{ from }', '{ from, Observable }'],
          ['=> context.with', '=> new Observable<number>((subscriber) => context.with'],
          ['from(values));', 'from(values).subscribe(subscriber)));'],
        ]),
      ),
    ],
  },
  {
    name: 'a lazy query through startActiveSpan',
    code: `${api}class Query {
  then(ok: (n: number) => void) { ok(1); return this; } toSQL() {}
}
export async function f(make: () => Query) {
  return await trace.getTracer('x').startActiveSpan('find', (span) => make());
}`,
    errors: [
      {
        messageId: 'thenable' as const,
        line: 6,
        column: 61,
        endColumn: 70,
        data: { type: "A 'Query'", with: 'startActiveSpan' },
        suggestions: [
          {
            messageId: 'awaitInside' as const,
            output: `${api}class Query {
  then(ok: (n: number) => void) { ok(1); return this; } toSQL() {}
}
export async function f(make: () => Query) {
  return await trace.getTracer('x').startActiveSpan('find', async (span) => make());
}`,
          },
        ],
      },
    ],
  },
];
const typedEager = [
  {
    name: 'thenables that are no query: a reply, the result of a test, a Subject',
    code: `/// <reference path="./included/lazy-libraries.d.ts" />
import { context, type Context } from '@opentelemetry/api';
import { test } from 'node:test';
import type { Subject } from 'rxjs';
interface Reply { then(fulfilled: () => void, rejected: (error: Error) => void): void; exec(): void; send(): Reply }
interface Step { then(ok: () => void): Step; click(): Step }
export async function f(ctx: Context, reply: Reply, step: Step, hot: () => Subject<number>) {
  await context.with(ctx, () => step.click());
  context.with(ctx, () => hot());
  void context.with(ctx, () => test('rows', () => {}));
  return context.with(ctx, () => reply.send());
}`,
    options: [{ checkObservables: true }] as const,
  },
];

const starts = `${api}const tracer = trace.getTracer('x');
export class Job {
  n = 1;
  run() { return this.n; }
  end(span: Span) { span.end(); return this.n; }
  async write() {}
  a() {
    tracer.startActiveSpan('a', this.run);
  }
  b() {
    tracer.startActiveSpan('b', {}, this.end);
  }
  c(ctx: Context) {
    tracer.startActiveSpan('c', {}, ctx, this.write() as any);
    tracer.startActiveSpan('d', { attributes: { a: 1 } } as any);
  }
}`;
const start = 'tracer.startActiveSpan';
const invalidStarts = [
  {
    name: 'methods, calls and options in the place of the callback of startActiveSpan',
    code: starts,
    errors: [
      {
        messageId: 'unbound' as const,
        line: 9,
        column: 33,
        data: { method: 'this.run', with: start },
        suggestions: [
          {
            messageId: 'callInArrow' as const,
            output: edited(starts, [["('a', this.run)", "('a', () => this.run())"]]),
          },
        ],
      },
      {
        messageId: 'unbound' as const,
        line: 12,
        column: 37,
        data: { method: 'this.end', with: start },
        suggestions: [
          {
            messageId: 'callInArrow' as const,
            output: edited(starts, [['{}, this.end)', '{}, (span) => this.end(span))']]),
          },
        ],
      },
      {
        messageId: 'called' as const,
        line: 15,
        column: 42,
        endColumn: 52,
        data: { callback: 'this.write', with: start },
        suggestions: [
          {
            messageId: 'passCallback' as const,
            output: edited(starts, [['this.write() as any', '() => this.write() as any']]),
          },
        ],
      },
      { messageId: 'notAFunction' as const, line: 16, column: 33, data: { with: start } },
    ],
  },
  {
    name: 'no callback of startActiveSpan',
    code: `import { trace } from '@opentelemetry/api';
const { startActiveSpan } = trace.getTracer('x');
const tracer = trace.getTracer('x');
tracer
  .startActiveSpan('a');
tracer.startActiveSpan('b', undefined as never);
startActiveSpan('c');`,
    errors: [
      { messageId: 'missing' as const, line: 5, column: 4, endLine: 5, data: { with: 'startActiveSpan' } },
      { messageId: 'missing' as const, line: 6, column: 1, data: { with: start } },
      { messageId: 'missing' as const, line: 7, column: 1, data: { with: 'startActiveSpan' } },
    ],
  },
  {
    name: "a context manager of one's own: the edit uses it",
    code: `${api}async function* rows() { yield 1; }
export async function* f(manager: ContextManager, ctx: Context) {
  yield* manager.with(ctx, () => rows());
}
export const g = (manager: ContextManager, span: Span, work: () => void) => manager.with(span as never, work);`,
    errors: [
      {
        messageId: 'generator' as const,
        line: 4,
        column: 28,
        data: { with: 'manager.with' },
        suggestions: [
          {
            messageId: 'bindSteps' as const,
            output: `${api}async function* rows() { yield 1; }
export async function* f(manager: ContextManager, ctx: Context) {
  yield* manager.with(ctx, () => {
    const steps = rows();
${bound('steps', '    ', 'manager')}    return steps;
  });
}
export const g = (manager: ContextManager, span: Span, work: () => void) => manager.with(span as never, work);`,
          },
        ],
      },
      {
        messageId: 'notAContext' as const,
        line: 6,
        column: 90,
        data: {
          with: 'manager.with',
          what: 'a span',
          consequence: 'the first read of the active context inside throws',
        },
        suggestions: [
          {
            messageId: 'useSpanContext' as const,
            output: `${api}async function* rows() { yield 1; }
export async function* f(manager: ContextManager, ctx: Context) {
  yield* manager.with(ctx, () => rows());
}
export const g = (manager: ContextManager, span: Span, work: () => void) => manager.with(trace.setSpan(manager.active(), span), work);`,
          },
        ],
      },
    ],
  },
];

const inBothModes = [...invalidIdle, ...invalidLazy, ...invalidObservable, ...invalidStarts] as never[];

typedTester.run('valid-context-with (typed)', validContextWith, {
  valid: [...valid, ...busy, ...typedValid, ...typedEager],
  invalid: [...invalid, ...inBothModes, ...typedInvalid, ...(typedLazy as never[])],
});
untypedTester.run('valid-context-with (untyped)', validContextWith, {
  valid: [...valid, ...busy],
  invalid: [...invalid, ...inBothModes, ...untypedInvalid],
});

describe('valid-context-with in test files', () => {
  const messagesOf = (code: string): (string | undefined)[] =>
    createLint(path.join(fixturesFolder, 'test'))(code, {
      rules: { 'otel/valid-context-with': ['error', { checkObservables: true, checkPromises: true }] },
    }).map(({ messageId }) => messageId);

  it('speaks of calls that do nothing or throw, not of what its options ask for', () => {
    const code = `import { context, trace } from '@opentelemetry/api';
import { from } from 'rxjs';
export function f(ctx, work, values) {
  context.with(ctx);
  context.with(ctx, () => {});
  context.with(ctx, async () => { await work(); });
  return context.with(ctx, () => from(values));
}`;
    assert.deepEqual(messagesOf(code), ['missing', 'idle']);
  });
});

describe('valid-context-with in JavaScript files with a program', () => {
  useOwnProjectService();
  const messagesOf = (code: string): string[] =>
    createLint()(code, { typed: true, extension: 'js', rules: { 'otel/valid-context-with': 'error' } }).map(
      ({ message, line }) => `${line}: ${message}`,
    );

  it('takes no field or variable for what it starts with, since it may be filled in later', () => {
    const code = `import { context } from '@opentelemetry/api';
let done = false;
export const onDone = (fn) => { done = fn; };
class Client {
  constructor() { this.options = { ctx: null, run: undefined }; }
  run() { return context.with(this.options.ctx, this.options.run); }
}
export const client = new Client();
export function run(ctx = null, fn = null) {
  context.with(ctx, fn);
  context.with(ctx, done);
}`;
    assert.deepEqual(messagesOf(code), []);
  });

  it('still knows spans, literals and calls', () => {
    const code = `import { context, trace } from '@opentelemetry/api';
async function work() {}
export function run(fn) {
  const span = trace.getTracer('orders').startSpan('order');
  context.with(span, fn);
  context.with(null, fn);
  context.with(context.active(), 1);
  context.with(context.active(), work());
}`;
    assert.deepEqual(
      messagesOf(code).map((message) => message.slice(0, 2)),
      ['5:', '6:', '7:', '8:'],
    );
  });
});
