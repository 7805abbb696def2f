import type { Linter as LinterTypes } from 'eslint';
import { Linter } from 'eslint';
import assert from 'node:assert/strict';
import plugin from '../../src';
import { noIgnoredReturn } from '../../src/rules/no-ignored-return';
import { createLint, useOwnProjectService } from '../support/lint';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = `import { context, propagation, trace, type Baggage, type Context, type Span } from '@opentelemetry/api';
`;

/** The text after each pass of `--fix`. */
const passes = (...texts: string[]): string[] => texts;

const valid = [
  {
    name: 'a result that is assigned back',
    code: `${api}export function f() {
  let bag = propagation.createBaggage();
  bag = bag.setEntry('a', { value: '1' });
  return bag;
}`,
  },
  {
    name: 'a fluent chain whose end is used',
    code: `${api}export const bag = propagation.createBaggage().setEntry('a', { value: '1' }).removeEntry('b');`,
  },
  {
    name: 'a reduce',
    code: `${api}export const fill = (keys: string[]) => keys.reduce((bag, key) => bag.setEntry(key, { value: key }), propagation.createBaggage());`,
  },
  {
    name: 'a variable assigned in a forEach callback',
    code: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach((key) => { bag = bag.setEntry(key, { value: key }); });
  return bag;
}`,
  },
  {
    name: 'the body of an arrow function that others call',
    code: `${api}export const withTenant = (bag: Baggage) => bag.setEntry('tenant', { value: 'acme' });`,
  },
  {
    name: 'the result of a map callback',
    code: `${api}export const bags = (all: Baggage[]) => all.map((bag) => bag.clear());`,
  },
  {
    name: 'a result that is returned',
    code: `${api}export function f(ctx: Context, span: Span) {
  return trace.setSpan(ctx, span);
}`,
  },
  {
    name: 'a result that is awaited and returned',
    code: `${api}export async function f(ctx: Context, span: Span) {
  return await trace.setSpan(ctx, span);
}`,
  },
  {
    name: 'a result given to context.with',
    code: `${api}export const run = (span: Span, fn: () => void) => context.with(trace.setSpan(context.active(), span), fn);`,
  },
  {
    name: 'a result given to inject',
    code: `${api}propagation.inject(propagation.setBaggage(context.active(), propagation.createBaggage()), {});`,
  },
  {
    name: 'a result that is the base of another one',
    code: `${api}export const ctx = propagation.setBaggage(trace.deleteSpan(context.active()), propagation.createBaggage());`,
  },
  {
    name: 'a result kept in a field',
    code: `${api}export class Holder {
  private bag = propagation.createBaggage();
  add(key: string) {
    this.bag = this.bag.setEntry(key, { value: key });
  }
  get() {
    return this.bag;
  }
}`,
  },
  {
    name: 'a result kept in a property, a map and an array',
    code: `${api}const contexts = new Map<string, Context>();
export function f(req: { ctx?: Context }, list: Context[], span: Span) {
  req.ctx = trace.setSpan(context.active(), span);
  contexts.set('a', trace.setSpan(context.active(), span));
  list.push(trace.setSpan(context.active(), span));
}`,
  },
  {
    name: 'a ternary and a fallback whose value is used',
    code: `${api}export const f = (bag: Baggage | undefined, on: boolean) => [on ? bag?.clear() : bag, bag?.removeEntry('a') ?? propagation.createBaggage()];`,
  },
  {
    name: 'an exported variable',
    code: `${api}export const bag = propagation.createBaggage();
export let ctx: Context;
ctx = trace.deleteSpan(context.active());`,
  },
  {
    name: 'a variable exported by name',
    code: `${api}const bag = propagation.createBaggage();
let ctx = context.active();
ctx = trace.deleteSpan(ctx);
export { bag, ctx as root };`,
  },
  {
    name: 'a variable that a closure reads',
    code: `${api}export function f() {
  const bag = propagation.createBaggage();
  return () => bag;
}`,
  },
  {
    name: 'a parameter that is written and read',
    code: `${api}export function f(ctx: Context, span: Span, fn: () => void) {
  ctx = trace.setSpan(ctx, span);
  context.with(ctx, fn);
}`,
  },
  {
    name: 'an assignment through a function that may use the value',
    code: `${api}declare function activate(ctx: Context): Context;
export function f() {
  let ctx = trace.deleteSpan(context.active());
  ctx = activate(ctx);
}`,
  },
  {
    name: 'a call that is expected to throw',
    code: `${api}declare const assert: { throws(fn: () => unknown): void; doesNotThrow(fn: () => unknown): void };
declare function expect(fn: () => unknown): { toThrow(): void };
export function check(bag: Baggage) {
  assert.throws(() => bag.setEntry('', { value: '' }));
  assert.doesNotThrow(() => { bag.clear(); });
  expect(() => { bag.removeEntry('a'); }).toThrow();
}`,
  },
  {
    name: 'a bind, which is for another rule',
    code: `${api}export const f = (fn: () => void) => { context.bind(context.active(), fn); };`,
  },
  {
    name: 'calls that do change something',
    code: `${api}export function f(span: Span, carrier: object) {
  span.setAttribute('a', 1);
  span.end();
  propagation.inject(context.active(), carrier);
  context.with(context.active(), () => {});
}`,
  },
  {
    name: 'reads',
    code: `${api}export function f(ctx: Context, bag: Baggage) {
  trace.getSpan(ctx);
  propagation.getBaggage(ctx);
  bag.getEntry('a');
  context.active();
}`,
  },
  {
    name: 'a then callback: its result may be awaited',
    code: `${api}export const f = (bag: Promise<Baggage>) => bag.then((b) => b.clear());`,
  },
  {
    name: 'the result of context.with that is used',
    code: `${api}export const ctx = (span: Span) => context.with(context.active(), () => trace.setSpan(context.active(), span));`,
  },
  {
    name: 'a generator that yields it',
    code: `${api}export function* f(bag: Baggage) {
  yield bag.clear();
}`,
  },
  {
    name: 'Map, Set and URLSearchParams',
    code: `import '@opentelemetry/api';
export function f(map: Map<string, string>, set: Set<string>, query: URLSearchParams) {
  map.clear();
  set.clear();
  map.set('a', 'b');
  query.set('a', 'b');
  [map].forEach((m) => m.clear());
}`,
  },
  {
    name: 'a baggage of another library',
    code: `import { propagation } from './propagation';
import '@opentelemetry/api';
const bag = propagation.createBaggage();
bag.setEntry('a', { value: '1' });
propagation.setBaggage(null, bag);`,
  },
  {
    name: 'a look-alike package',
    code: `import { propagation } from '@opentelemetry/api-like';
propagation.createBaggage();
propagation.getActiveBaggage()?.clear();`,
  },
  {
    name: 'a parameter named as the API',
    code: `import '@opentelemetry/api';
export function f(trace: { setSpan(a: unknown): void }, context: { setValue(k: string): void }) {
  trace.setSpan(1);
  context.setValue('a');
}`,
  },
  {
    name: 'removeEntry of the file system API',
    code: `import '@opentelemetry/api';
export async function f(folder: { removeEntry(name: string): Promise<void> }) {
  await folder.removeEntry('a');
  folder.removeEntry('b');
}`,
  },
  {
    name: 'forEach of another library, whose callback decides',
    code: `import { propagation } from '@opentelemetry/api';
import _ from 'lodash';
export const f = (keys: string[]) => {
  let bag = propagation.createBaggage();
  _.forEach(keys, (key) => bag.setEntry(key, { value: key }));
  return bag;
};`,
  },
  {
    name: 'a class of the project that implements Baggage and changes itself',
    code: `${api}class Mutable implements Baggage {
  private readonly map = new Map<string, { value: string }>();
  getEntry(key: string) { return this.map.get(key); }
  getAllEntries(): [string, { value: string }][] { return [...this.map]; }
  setEntry(key: string, entry: { value: string }) { this.map.set(key, entry); return this; }
  removeEntry(key: string) { this.map.delete(key); return this; }
  removeEntries(...keys: string[]) { keys.forEach((key) => this.map.delete(key)); return this; }
  clear() { this.map.clear(); return this; }
}
export function f(bag: Mutable) {
  bag.setEntry('a', { value: '1' });
  new Mutable().clear();
}`,
  },
  {
    name: 'a propagator of the project',
    code: `${api}class Counting {
  count = 0;
  extract(ctx: Context) { this.count++; return ctx; }
}
export function f(p: Counting) {
  p.extract(context.active());
}`,
  },
  {
    name: 'an unknown receiver',
    code: `import { context } from '@opentelemetry/api';
export function f(x: any, y: unknown) {
  x.setEntry('a', {});
  x.bag.clear();
  (y as any).setSpan(context.active());
}`,
  },
  {
    name: 'a wrapper whose result is nothing',
    code: `import '@opentelemetry/api';
import { setBaggage } from './store';
setBaggage({});`,
    settings: { otel: { wrappers: [{ function: 'setBaggage', operation: 'propagation.setBaggage' }] } },
  },
  {
    name: 'a file without OpenTelemetry',
    code: `const bag = new Map<string, string>();
bag.clear();`,
  },
] as const;

const invalid = [
  {
    name: 'a statement on a let: fixed',
    code: `${api}export function f() {
  let bag = propagation.createBaggage();
  bag.setEntry('a', { value: '1' }); // the first
  return bag;
}`,
    output: `${api}export function f() {
  let bag = propagation.createBaggage();
  bag = bag.setEntry('a', { value: '1' }); // the first
  return bag;
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: { call: 'bag.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
      },
    ],
  },
  {
    name: 'two statements on a let that nothing else assigns: the second follows in the next pass',
    code: `${api}export function f(span: Span, fn: () => void) {
  let ctx = context.active();
  trace.deleteSpan(ctx);
  propagation.deleteBaggage(ctx);
  context.with(ctx, fn);
}`,
    output: passes(
      `${api}export function f(span: Span, fn: () => void) {
  let ctx = context.active();
  ctx = trace.deleteSpan(ctx);
  propagation.deleteBaggage(ctx);
  context.with(ctx, fn);
}`,
      `${api}export function f(span: Span, fn: () => void) {
  let ctx = context.active();
  ctx = trace.deleteSpan(ctx);
  ctx = propagation.deleteBaggage(ctx);
  context.with(ctx, fn);
}`,
    ),
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: {
          call: 'trace.deleteSpan',
          type: 'context',
          consequence: 'the spans and requests that follow still belong to the span',
        },
      },
      {
        messageId: 'discarded',
        line: 5,
        column: 3,
        data: {
          call: 'propagation.deleteBaggage',
          type: 'context',
          consequence: 'the baggage is still sent to the next service',
        },
      },
    ],
  },
  {
    name: 'a statement on a parameter: the later reads get the new name',
    code: `${api}export function f(bag: Baggage) {
  bag.setEntry('a', { value: '1' });
  return { bag };
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: { call: 'bag.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'nextBag' },
            output: `${api}export function f(bag: Baggage) {
  const nextBag = bag.setEntry('a', { value: '1' });
  return { bag: nextBag };
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a name that is taken',
    code: `${api}export function f(bag: Baggage, nextBag: string) {
  bag.setEntry('a', { value: nextBag });
  return bag;
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: { call: 'bag.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'nextBag2' },
            output: `${api}export function f(bag: Baggage, nextBag: string) {
  const nextBag2 = bag.setEntry('a', { value: nextBag });
  return nextBag2;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a const in a branch becomes a let',
    code: `${api}export function f(on: boolean) {
  const bag = propagation.createBaggage();
  if (on) bag.setEntry('a', { value: '1' });
  return bag;
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 11,
        data: { call: 'bag.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'bag' },
            output: `${api}export function f(on: boolean) {
  let bag = propagation.createBaggage();
  if (on) bag = bag.setEntry('a', { value: '1' });
  return bag;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'branches of a ternary',
    code: `${api}export function f(on: boolean) {
  let bag = propagation.createBaggage();
  on ? bag.clear() : bag.removeEntry('a');
  return bag;
}`,
    output: passes(
      `${api}export function f(on: boolean) {
  let bag = propagation.createBaggage();
  on ? (bag = bag.clear()) : bag.removeEntry('a');
  return bag;
}`,
      `${api}export function f(on: boolean) {
  let bag = propagation.createBaggage();
  on ? (bag = bag.clear()) : (bag = bag.removeEntry('a'));
  return bag;
}`,
    ),
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 8,
        data: { call: 'bag.clear', type: 'baggage', consequence: 'every entry is still sent to the next service' },
      },
      {
        messageId: 'discarded',
        line: 4,
        column: 22,
        data: { call: 'bag.removeEntry', type: 'baggage', consequence: 'the entry is still sent to the next service' },
      },
    ],
  },
  {
    name: 'behind &&, behind void and in front of a comma',
    code: `${api}export function f(on: boolean) {
  let bag = propagation.createBaggage();
  on && bag.removeEntries('a', 'b');
  void bag.removeEntry('z');
  bag.clear(), console.log('cleared');
  return bag;
}`,
    output: passes(
      `${api}export function f(on: boolean) {
  let bag = propagation.createBaggage();
  on && (bag = bag.removeEntries('a', 'b'));
  void bag.removeEntry('z');
  bag.clear(), console.log('cleared');
  return bag;
}`,
      `${api}export function f(on: boolean) {
  let bag = propagation.createBaggage();
  on && (bag = bag.removeEntries('a', 'b'));
  void (bag = bag.removeEntry('z'));
  (bag = bag.clear()), console.log('cleared');
  return bag;
}`,
    ),
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 9,
        data: {
          call: 'bag.removeEntries',
          type: 'baggage',
          consequence: 'the entries are still sent to the next service',
        },
      },
      {
        messageId: 'discarded',
        line: 5,
        column: 8,
        data: { call: 'bag.removeEntry', type: 'baggage', consequence: 'the entry is still sent to the next service' },
      },
      {
        messageId: 'discarded',
        line: 6,
        column: 3,
        data: { call: 'bag.clear', type: 'baggage', consequence: 'every entry is still sent to the next service' },
      },
    ],
  },
  {
    name: 'a chain: one report, at its end',
    code: `${api}export function f(bag: Baggage) {
  bag.setEntry('a', { value: '1' }).setEntry('b', { value: '2' });
  return bag;
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 37,
        data: { call: 'setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'nextBag' },
            output: `${api}export function f(bag: Baggage) {
  const nextBag = bag.setEntry('a', { value: '1' }).setEntry('b', { value: '2' });
  return nextBag;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a derivation in a derivation: one report',
    code: `${api}export function f(ctx: Context, span: Span) {
  trace.setSpan(trace.deleteSpan(ctx), span);
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'trace.setSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
      },
    ],
  },
  {
    name: 'the context that follows is wrapped',
    code: `${api}export async function f(span: Span, work: () => Promise<void>) {
  trace.setSpan(context.active(), span);
  try {
    await work(); // the work
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'trace.setSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export async function f(span: Span, work: () => Promise<void>) {
  await context.with(trace.setSpan(context.active(), span), async () => {
    try {
      await work(); // the work
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
    name: 'the active baggage behind an optional chain',
    code: `${api}export function f(work: () => void) {
  // tell the others
  propagation.getActiveBaggage()?.setEntry('a', { value: '1' });
  work();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 35,
        data: { call: 'setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export function f(work: () => void) {
  // tell the others
  context.with(propagation.setBaggage(context.active(), (propagation.getActiveBaggage() ?? propagation.createBaggage()).setEntry('a', { value: '1' })), () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'the active baggage behind a non-null assertion',
    code: `${api}export function f(work: () => void) {
  propagation.getActiveBaggage()!.clear();
  work();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 35,
        data: { call: 'clear', type: 'baggage', consequence: 'every entry is still sent to the next service' },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export function f(work: () => void) {
  context.with(propagation.setBaggage(context.active(), propagation.getActiveBaggage()!.clear()), () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'the baggage of a context',
    code: `${api}export function f(ctx: Context, work: () => void) {
  const bag = propagation.getBaggage(ctx);
  bag?.setEntry('a', { value: '1' });
  work();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: { call: 'bag?.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export function f(ctx: Context, work: () => void) {
  const bag = propagation.getBaggage(ctx);
  context.with(propagation.setBaggage(ctx, (bag ?? propagation.createBaggage()).setEntry('a', { value: '1' })), () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a return below',
    code: `${api}export function f(work: () => number) {
  trace.deleteSpan(context.active());
  return work();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'trace.deleteSpan',
          type: 'context',
          consequence: 'the spans and requests that follow still belong to the span',
        },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export function f(work: () => number) {
  return context.with(trace.deleteSpan(context.active()), () => {
    return work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'nothing but a return below, which needs no context: no edit',
    code: `import { context, propagation, type Baggage } from '@opentelemetry/api';
export class Builder {
  readonly bag: Baggage = propagation.createBaggage();
  remove(key: string): this {
    this.bag.removeEntry(key);
    return this;
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 5,
        data: {
          call: 'this.bag.removeEntry',
          type: 'baggage',
          consequence: 'the entry is still sent to the next service',
        },
      },
    ],
  },
  {
    name: 'a break below: no edit',
    code: `${api}export function f(all: string[], work: () => void) {
  for (const one of all) {
    trace.deleteSpan(context.active());
    if (one) break;
    work();
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 5,
        data: {
          call: 'trace.deleteSpan',
          type: 'context',
          consequence: 'the spans and requests that follow still belong to the span',
        },
      },
    ],
  },
  {
    name: 'nothing below: no edit',
    code: `${api}export function f(span: Span) {
  trace.setSpan(context.active(), span);
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'trace.setSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
      },
    ],
  },
  {
    name: 'a comment inside: no edit that would lose it',
    code: `${api}export function f(span: Span, work: () => void) {
  trace.setSpan(
    context.active(), // the base
    span,
  );
  work();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'trace.setSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
      },
    ],
  },
  {
    name: 'a throw and an early return around',
    code: `${api}export function f(bag: Baggage, on: boolean) {
  if (!on) return bag;
  if (bag.getAllEntries().length > 9) throw new Error('too many');
  bag.setEntry('a', { value: '1' });
  return bag;
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 3,
        data: { call: 'bag.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'nextBag' },
            output: `${api}export function f(bag: Baggage, on: boolean) {
  if (!on) return bag;
  if (bag.getAllEntries().length > 9) throw new Error('too many');
  const nextBag = bag.setEntry('a', { value: '1' });
  return nextBag;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'in finally',
    code: `${api}export function f(work: () => void) {
  let bag = propagation.createBaggage();
  try {
    work();
  } finally {
    bag.clear();
  }
  return bag;
}`,
    output: `${api}export function f(work: () => void) {
  let bag = propagation.createBaggage();
  try {
    work();
  } finally {
    bag = bag.clear();
  }
  return bag;
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 7,
        column: 5,
        data: { call: 'bag.clear', type: 'baggage', consequence: 'every entry is still sent to the next service' },
      },
    ],
  },
  {
    name: 'in a loop that reads it',
    code: `${api}export function f(keys: string[]) {
  const bag = propagation.createBaggage();
  for (const key of keys) {
    console.log(bag);
    bag.setEntry(key, { value: key });
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 6,
        column: 5,
        data: { call: 'bag.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'bag' },
            output: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  for (const key of keys) {
    console.log(bag);
    bag = bag.setEntry(key, { value: key });
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'in a loop, read only below in the loop',
    code: `${api}export function f(keys: string[]) {
  const bag = propagation.createBaggage();
  for (const key of keys) {
    bag.setEntry(key, { value: key });
    console.log(bag);
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 5,
        data: { call: 'bag.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'nextBag' },
            output: `${api}export function f(keys: string[]) {
  const bag = propagation.createBaggage();
  for (const key of keys) {
    const nextBag = bag.setEntry(key, { value: key });
    console.log(nextBag);
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a hoisted function reads it',
    code: `${api}export function f() {
  const bag = propagation.createBaggage();
  bag.clear();
  use();
  function use() { console.log(bag); }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: { call: 'bag.clear', type: 'baggage', consequence: 'every entry is still sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'bag' },
            output: `${api}export function f() {
  let bag = propagation.createBaggage();
  bag = bag.clear();
  use();
  function use() { console.log(bag); }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a wrapper class',
    code: `${api}export class Bag {
  private bag: Baggage = propagation.createBaggage();
  set(key: string, value: string) {
    this.bag.setEntry(key, { value });
  }
  all() {
    return this.bag.getAllEntries();
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 5,
        data: {
          call: 'this.bag.setEntry',
          type: 'baggage',
          consequence: 'the entry is never sent to the next service',
        },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'this.bag' },
            output: `${api}export class Bag {
  private bag: Baggage = propagation.createBaggage();
  set(key: string, value: string) {
    this.bag = this.bag.setEntry(key, { value });
  }
  all() {
    return this.bag.getAllEntries();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a wrapper class with a private name',
    code: `${api}export class Bag {
  #bag: Baggage = propagation.createBaggage();
  clear() {
    this.#bag.clear();
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 5,
        data: {
          call: 'this.#bag.clear',
          type: 'baggage',
          consequence: 'every entry is still sent to the next service',
        },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'this.#bag' },
            output: `${api}export class Bag {
  #bag: Baggage = propagation.createBaggage();
  clear() {
    this.#bag = this.#bag.clear();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a readonly field: no edit',
    code: `${api}export class Bag {
  constructor(private readonly bag: Baggage) {}
  set(key: string, value: string) {
    this.bag.setEntry(key, { value });
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 5,
        data: {
          call: 'this.bag.setEntry',
          type: 'baggage',
          consequence: 'the entry is never sent to the next service',
        },
      },
    ],
  },
  {
    name: 'a parameter property',
    code: `${api}export class Bag {
  constructor(private bag: Baggage) {}
  clear() {
    this.bag.clear();
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 5,
        data: { call: 'this.bag.clear', type: 'baggage', consequence: 'every entry is still sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'this.bag' },
            output: `${api}export class Bag {
  constructor(private bag: Baggage) {}
  clear() {
    this.bag = this.bag.clear();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'extract',
    code: `${api}export function handle(headers: object, work: () => void) {
  propagation.extract(context.active(), headers);
  work();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: { call: 'propagation.extract', type: 'context', consequence: "the caller's trace and baggage end here" },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export function handle(headers: object, work: () => void) {
  context.with(propagation.extract(context.active(), headers), () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'setValue and deleteValue',
    code: `${api}export function f(ctx: Context, key: symbol) {
  ctx.setValue(key, 1);
  ctx.deleteValue(key);
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: { call: 'ctx.setValue', type: 'context', consequence: 'no code ever reads the value' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'nextCtx' },
            output: `${api}export function f(ctx: Context, key: symbol) {
  const nextCtx = ctx.setValue(key, 1);
  nextCtx.deleteValue(key);
}`,
          },
        ],
      },
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: { call: 'ctx.deleteValue', type: 'context', consequence: 'the code that follows still finds the value' },
      },
    ],
  },
  {
    name: 'factories',
    code: `${api}export function f(sc: ReturnType<Span['spanContext']>) {
  propagation.createBaggage();
  trace.wrapSpanContext(sc);
  trace.setSpanContext(context.active(), sc);
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'propagation.createBaggage',
          type: 'baggage',
          consequence: 'its entries are never sent to the next service',
        },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export function f(sc: ReturnType<Span['spanContext']>) {
  context.with(propagation.setBaggage(context.active(), propagation.createBaggage()), () => {
    trace.wrapSpanContext(sc);
    trace.setSpanContext(context.active(), sc);
  });
}`,
          },
        ],
      },
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: { call: 'trace.wrapSpanContext', type: 'span', consequence: 'no span ever gets it as its parent' },
      },
      {
        messageId: 'discarded',
        line: 5,
        column: 3,
        data: {
          call: 'trace.setSpanContext',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to that trace',
        },
      },
    ],
  },
  {
    name: 'suppressTracing',
    code: `import { context } from '@opentelemetry/api';
import { suppressTracing, unsuppressTracing as resume } from '@opentelemetry/core';
export async function f(send: () => Promise<number>) {
  suppressTracing(context.active());
  resume(context.active());
  return await send();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: { call: 'suppressTracing', type: 'context', consequence: 'the work that follows is still traced' },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `import { context } from '@opentelemetry/api';
import { suppressTracing, unsuppressTracing as resume } from '@opentelemetry/core';
export async function f(send: () => Promise<number>) {
  return context.with(suppressTracing(context.active()), async () => {
    resume(context.active());
    return await send();
  });
}`,
          },
        ],
      },
      {
        messageId: 'discarded',
        line: 5,
        column: 3,
        data: { call: 'resume', type: 'context', consequence: 'the work that follows is still not traced' },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `import { context } from '@opentelemetry/api';
import { suppressTracing, unsuppressTracing as resume } from '@opentelemetry/core';
export async function f(send: () => Promise<number>) {
  suppressTracing(context.active());
  return context.with(resume(context.active()), async () => {
    return await send();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'RPC metadata',
    code: `import { context } from '@opentelemetry/api';
import { deleteRPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
export function f(span: import('@opentelemetry/api').Span) {
  setRPCMetadata(context.active(), { type: RPCType.HTTP, span });
  deleteRPCMetadata(context.active());
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: { call: 'setRPCMetadata', type: 'context', consequence: 'no instrumentation ever reads the metadata' },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `import { context } from '@opentelemetry/api';
import { deleteRPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
export function f(span: import('@opentelemetry/api').Span) {
  context.with(setRPCMetadata(context.active(), { type: RPCType.HTTP, span }), () => {
    deleteRPCMetadata(context.active());
  });
}`,
          },
        ],
      },
      {
        messageId: 'discarded',
        line: 5,
        column: 3,
        data: {
          call: 'deleteRPCMetadata',
          type: 'context',
          consequence: 'the instrumentations still find the metadata',
        },
      },
    ],
  },
  {
    name: 'a trace state',
    code: `import { createTraceState, type TraceState } from '@opentelemetry/api';
export function f(state: TraceState) {
  state.set('a', 'b');
  createTraceState('a=1').unset('a');
  return state.serialize();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: { call: 'state.set', type: 'trace state', consequence: 'the entry is never sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'nextState' },
            output: `import { createTraceState, type TraceState } from '@opentelemetry/api';
export function f(state: TraceState) {
  const nextState = state.set('a', 'b');
  createTraceState('a=1').unset('a');
  return nextState.serialize();
}`,
          },
        ],
      },
      {
        messageId: 'discarded',
        line: 4,
        column: 27,
        data: { call: 'unset', type: 'trace state', consequence: 'the entry is still sent to the next service' },
      },
    ],
  },
  {
    name: 'a variable that is never read',
    code: `${api}export function f(span: Span, work: () => void) {
  const ctx = trace.setSpan(context.active(), span);
  work();
}`,
    errors: [
      {
        messageId: 'unread',
        line: 3,
        column: 15,
        data: {
          name: 'ctx',
          type: 'context',
          call: 'trace.setSpan',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export function f(span: Span, work: () => void) {
  const ctx = trace.setSpan(context.active(), span);
  context.with(ctx, () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a variable whose name says that it is not used',
    code: `${api}export function f(bag: Baggage) {
  const _bag = bag.clear();
}`,
    errors: [
      {
        messageId: 'unread',
        line: 3,
        column: 16,
        data: {
          name: '_bag',
          type: 'baggage',
          call: 'bag.clear',
          consequence: 'every entry is still sent to the next service',
        },
      },
    ],
  },
  {
    name: 'a let that only feeds itself: one report, at the last',
    code: `${api}export function f(work: () => void) {
  let bag = propagation.createBaggage();
  bag = bag.setEntry('a', { value: '1' });
  bag = bag.setEntry('b', { value: '2' });
  work();
}`,
    errors: [
      {
        messageId: 'unread',
        line: 5,
        column: 9,
        data: {
          name: 'bag',
          type: 'baggage',
          call: 'bag.setEntry',
          consequence: 'the entry is never sent to the next service',
        },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `${api}export function f(work: () => void) {
  let bag = propagation.createBaggage();
  bag = bag.setEntry('a', { value: '1' });
  bag = bag.setEntry('b', { value: '2' });
  context.with(propagation.setBaggage(context.active(), bag), () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a parameter that is only written',
    code: `${api}export function f(ctx: Context) {
  ctx = trace.deleteSpan(ctx);
}`,
    errors: [
      {
        messageId: 'unread',
        line: 3,
        column: 9,
        data: {
          name: 'ctx',
          type: 'context',
          call: 'trace.deleteSpan',
          consequence: 'the spans and requests that follow still belong to the span',
        },
      },
    ],
  },
  {
    name: 'a module variable that is never read',
    code: `${api}const bag = propagation.createBaggage();
export const other = 1;`,
    errors: [
      {
        messageId: 'unread',
        line: 2,
        column: 13,
        data: {
          name: 'bag',
          type: 'baggage',
          call: 'propagation.createBaggage',
          consequence: 'its entries are never sent to the next service',
        },
      },
    ],
  },
  {
    name: 'a forEach callback on a let that only takes away: fixed',
    code: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach((key) => bag.removeEntry(key));
  return bag;
}`,
    output: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach((key) => { bag = bag.removeEntry(key); });
  return bag;
}`,
    errors: [{ messageId: 'thrownAway', line: 4, column: 25 }],
  },
  {
    name: 'a forEach callback on a let',
    code: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach((key) => bag.setEntry(key, { value: key }));
  return bag;
}`,
    errors: [
      {
        messageId: 'thrownAway',
        line: 4,
        column: 25,
        data: {
          caller: 'forEach',
          line: '4',
          type: 'baggage',
          call: 'bag.setEntry',
          consequence: 'the entry is never sent to the next service',
        },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'bag' },
            output: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach((key) => { bag = bag.setEntry(key, { value: key }); });
  return bag;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a forEach callback that declares its return type: it goes on returning',
    code: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach((key): Baggage => bag.removeEntry(key));
  return bag;
}`,
    output: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach((key): Baggage => (bag = bag.removeEntry(key)));
  return bag;
}`,
    errors: [
      {
        messageId: 'thrownAway',
        line: 4,
        column: 34,
        data: {
          caller: 'forEach',
          line: '4',
          type: 'baggage',
          call: 'bag.removeEntry',
          consequence: 'the entry is still sent to the next service',
        },
      },
    ],
  },
  {
    name: 'a forEach callback on a const',
    code: `${api}export function f(keys: Set<string>) {
  const bag = propagation.createBaggage();
  keys.forEach((key) => bag.setEntry(key, { value: key }));
  return bag;
}`,
    errors: [
      {
        messageId: 'thrownAway',
        line: 4,
        column: 25,
        data: {
          caller: 'forEach',
          line: '4',
          type: 'baggage',
          call: 'bag.setEntry',
          consequence: 'the entry is never sent to the next service',
        },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'bag' },
            output: `${api}export function f(keys: Set<string>) {
  let bag = propagation.createBaggage();
  keys.forEach((key) => { bag = bag.setEntry(key, { value: key }); });
  return bag;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a forEach callback with a block',
    code: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach(function (key) {
    bag.setEntry('seen', { value: 'yes' });
  });
  return bag;
}`,
    output: `${api}export function f(keys: string[]) {
  let bag = propagation.createBaggage();
  keys.forEach(function (key) {
    bag = bag.setEntry('seen', { value: 'yes' });
  });
  return bag;
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 5,
        data: { call: 'bag.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
      },
    ],
  },
  {
    name: 'a forEach callback on a narrowed let: no edit, the compiler would forget',
    code: `${api}export function f(keys: string[]) {
  let bag = propagation.getActiveBaggage();
  if (!bag) return undefined;
  keys.forEach((key) => bag?.setEntry(key, { value: key }));
  return bag;
}`,
    errors: [
      {
        messageId: 'thrownAway',
        line: 5,
        column: 25,
        data: {
          caller: 'forEach',
          line: '5',
          type: 'baggage',
          call: 'bag?.setEntry',
          consequence: 'the entry is never sent to the next service',
        },
      },
    ],
  },
  {
    name: 'a timer callback: no edit, it runs too late',
    code: `${api}export function f(bag: Baggage) {
  setTimeout(() => bag.clear(), 10);
  return bag;
}`,
    errors: [
      {
        messageId: 'thrownAway',
        line: 3,
        column: 20,
        data: {
          caller: 'setTimeout',
          line: '3',
          type: 'baggage',
          call: 'bag.clear',
          consequence: 'every entry is still sent to the next service',
        },
      },
    ],
  },
  {
    name: 'the callback of a context.with whose result is dropped',
    code: `${api}export function f(span: Span) {
  context.with(context.active(), () => trace.setSpan(context.active(), span));
}`,
    errors: [
      {
        messageId: 'thrownAway',
        line: 3,
        column: 40,
        data: {
          caller: 'with',
          line: '3',
          type: 'context',
          call: 'trace.setSpan',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
      },
    ],
  },
  {
    name: 'a function called on the spot',
    code: `${api}(() => trace.deleteSpan(context.active()))();`,
    errors: [
      {
        messageId: 'discarded',
        line: 2,
        column: 8,
        data: {
          call: 'trace.deleteSpan',
          type: 'context',
          consequence: 'the spans and requests that follow still belong to the span',
        },
      },
    ],
  },
  {
    name: 'an alias',
    code: `import { trace as otelTrace, context as api_context } from '@opentelemetry/api';
export function f(span: any) {
  otelTrace.setSpan(api_context.active(), span);
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'otelTrace.setSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
      },
    ],
  },
  {
    name: 'a namespace',
    code: `import * as otel from '@opentelemetry/api';
export function f(span: any, work: () => void) {
  otel.trace.setSpan(otel.context.active(), span);
  work();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'otel.trace.setSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `import * as otel from '@opentelemetry/api';
export function f(span: any, work: () => void) {
  otel.context.with(otel.trace.setSpan(otel.context.active(), span), () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an import that has to be added',
    code: `import { propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';
export function f(work: () => void) {
  trace.deleteSpan(ROOT_CONTEXT);
  work();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'trace.deleteSpan',
          type: 'context',
          consequence: 'the spans and requests that follow still belong to the span',
        },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `import { propagation, trace, ROOT_CONTEXT, context } from '@opentelemetry/api';
export function f(work: () => void) {
  context.with(trace.deleteSpan(ROOT_CONTEXT), () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an import that has to take another name',
    code: `import { trace, ROOT_CONTEXT } from '@opentelemetry/api';
export function f(context: string, work: (c: string) => void) {
  trace.deleteSpan(ROOT_CONTEXT);
  work(context);
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'trace.deleteSpan',
          type: 'context',
          consequence: 'the spans and requests that follow still belong to the span',
        },
        suggestions: [
          {
            messageId: 'wrapInContextWith',
            output: `import { trace, ROOT_CONTEXT, context as otelContext } from '@opentelemetry/api';
export function f(context: string, work: (c: string) => void) {
  otelContext.with(trace.deleteSpan(ROOT_CONTEXT), () => {
    work(context);
  });
}`,
          },
        ],
      },
    ],
  },
] as const;

const typedInvalid = [
  {
    name: 'a listener',
    code: `${api}export function f(bag: Baggage) {
  process.on('exit', () => bag.clear());
}`,
    errors: [
      {
        messageId: 'thrownAway',
        line: 3,
        column: 28,
        data: {
          caller: 'on',
          line: '3',
          type: 'baggage',
          call: 'bag.clear',
          consequence: 'every entry is still sent to the next service',
        },
      },
    ],
  },
  {
    name: 'a typed field of a parameter',
    code: `${api}export function f(request: { bag: Baggage }) {
  request.bag.clear();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: {
          call: 'request.bag.clear',
          type: 'baggage',
          consequence: 'every entry is still sent to the next service',
        },
      },
    ],
  },
  {
    name: 'elements of an array',
    code: `${api}export function f(bags: Baggage[]) {
  for (const bag of bags) {
    bag.removeEntry('secret');
    console.log(bag);
  }
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 5,
        data: { call: 'bag.removeEntry', type: 'baggage', consequence: 'the entry is still sent to the next service' },
        suggestions: [
          {
            messageId: 'useResult',
            data: { target: 'nextBag' },
            output: `${api}export function f(bags: Baggage[]) {
  for (const bag of bags) {
    const nextBag = bag.removeEntry('secret');
    console.log(nextBag);
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a wrapper of the project that returns the new context',
    code: `import type { Context, Span } from '@opentelemetry/api';
declare function withSpan(ctx: Context, span: Span): Context;
export function f(ctx: Context, span: Span) {
  withSpan(ctx, span);
}`,
    settings: { otel: { wrappers: [{ function: 'withSpan', operation: 'trace.setSpan' }] } },
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: {
          call: 'withSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
      },
    ],
  },
  {
    name: 'a type parameter',
    code: `import { type Baggage } from '@opentelemetry/api';
export function f<B extends Baggage>(bag: B) {
  bag.clear();
}`,
    errors: [
      {
        messageId: 'discarded',
        line: 3,
        column: 3,
        data: { call: 'bag.clear', type: 'baggage', consequence: 'every entry is still sent to the next service' },
      },
    ],
  },
] as const;

const untypedInvalid = [
  {
    name: 'require and destructuring',
    code: `const { trace, context } = require('@opentelemetry/api');
const { setSpan } = trace;
function f(span) {
  setSpan(context.active(), span);
}
module.exports = f;`,
    errors: [
      {
        messageId: 'discarded',
        line: 4,
        column: 3,
        data: {
          call: 'setSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
      },
    ],
  },
  {
    name: 'compiled output',
    code: `"use strict";
const api_1 = require("@opentelemetry/api");
function f(span) {
    (0, api_1.context).active();
    api_1.trace.setSpan(api_1.context.active(), span);
}
exports.f = f;`,
    errors: [
      {
        messageId: 'discarded',
        line: 5,
        column: 5,
        data: {
          call: 'api_1.trace.setSpan',
          type: 'context',
          consequence: 'the spans and requests that follow do not belong to the span',
        },
      },
    ],
  },
  {
    name: 'minified output',
    code: `const e=require("@opentelemetry/api");function n(t,r){let a=e.propagation.createBaggage();t&&a.setEntry("k",{value:"1"}),e.propagation.inject(e.propagation.setBaggage(e.context.active(),a),r)}module.exports=n`,
    output: `const e=require("@opentelemetry/api");function n(t,r){let a=e.propagation.createBaggage();t&&(a = a.setEntry("k",{value:"1"})),e.propagation.inject(e.propagation.setBaggage(e.context.active(),a),r)}module.exports=n`,
    errors: [
      {
        messageId: 'discarded',
        line: 1,
        column: 94,
        data: { call: 'a.setEntry', type: 'baggage', consequence: 'the entry is never sent to the next service' },
      },
    ],
  },
] as const;

typedTester.run('no-ignored-return (typed)', noIgnoredReturn, {
  valid: [...valid],
  invalid: [...invalid, ...typedInvalid],
});
untypedTester.run('no-ignored-return (untyped)', noIgnoredReturn, {
  valid: [...valid],
  invalid: [...invalid, ...untypedInvalid],
});

/** A function of which `body` is the body, with all that the bodies below use. */
const inFunction = (body: string): string =>
  `import { context, createContextKey, createTraceState, propagation, trace } from '@opentelemetry/api';
import { suppressTracing, unsuppressTracing } from '@opentelemetry/core';
const REGION = 'eu';
const NAMES = { channel: 'web' } as const;
const API_KEY = 'abc';
const KEY = createContextKey('k');
export function f(user: { email: string; plan: string }, token: { accessToken: string }, span: import('@opentelemetry/api').Span, headers: Record<string, string>, done: (x: unknown) => void) {
  ${body}
}`;

/** Bodies that drop a result of a `let`, and whether `--fix` may keep it. */
const dropped: readonly (readonly [isFixed: boolean, body: string])[] = [
  [true, `let bag = propagation.createBaggage(); bag.setEntry('channel', { value: 'web' }); done(bag);`],
  [true, `let bag = propagation.createBaggage(); bag.setEntry('channel', { value: \`web\` }); done(bag);`],
  [true, `let bag = propagation.createBaggage(); bag.setEntry('region', { value: REGION }); done(bag);`],
  [true, `let bag = propagation.createBaggage(); bag.setEntry('channel', { value: NAMES.channel }); done(bag);`],
  [true, `let bag = propagation.createBaggage(); bag.setEntry('a', { value: 'b' }).removeEntry('c'); done(bag);`],
  [true, `let bag = propagation.createBaggage({ mail: { value: user.plan } }); bag.removeEntry('mail'); done(bag);`],
  [true, `let bag = propagation.createBaggage(); bag.removeEntries('a', user.plan); done(bag);`],
  [true, `let bag = propagation.createBaggage(); bag.clear(); done(bag);`],
  [true, `let ctx = context.active(); propagation.deleteBaggage(ctx); done(ctx);`],
  [true, `let ctx = context.active(); trace.deleteSpan(ctx); done(ctx);`],
  [true, `let ctx = context.active(); ctx.deleteValue(KEY); done(ctx);`],
  [true, `let ctx = context.active(); ctx.setValue(KEY, true); done(ctx);`],
  [true, `let ctx = context.active(); suppressTracing(ctx); done(ctx);`],
  [true, `let state = createTraceState('a=1'); state.unset('a'); done(state);`],
  [true, `let state = createTraceState('a=1'); state.set('acme', 'on'); done(state);`],
  [false, `let bag = propagation.createBaggage(); bag.setEntry('plan', { value: user.plan }); done(bag);`],
  [false, `let bag = propagation.createBaggage(); bag.setEntry('plan', { value: \`p-\${user.plan}\` }); done(bag);`],
  [false, `let bag = propagation.createBaggage(); bag.setEntry(user.plan, { value: 'x' }); done(bag);`],
  [false, `let bag = propagation.createBaggage(); bag.setEntry('a', { value: 'x', ...user }); done(bag);`],
  [
    false,
    `let bag = propagation.createBaggage(); bag.setEntry('a', { value: user.plan }).removeEntry('c'); done(bag);`,
  ],
  [false, `let bag = propagation.createBaggage(); bag.setEntry('user.email', { value: 'x' }); done(bag);`],
  [false, `let bag = propagation.createBaggage(); bag.setEntry('password', { value: 'x' }); done(bag);`],
  [false, `let bag = propagation.createBaggage(); bag.setEntry('to', { value: 'ann@corp.com' }); done(bag);`],
  [false, `let bag = propagation.createBaggage(); bag.setEntry('who', { value: API_KEY }); done(bag);`],
  [false, `let ctx = context.active(); ctx.setValue(KEY, user.plan); done(ctx);`],
  [false, `let ctx = context.active(); trace.setSpan(ctx, span); done(ctx);`],
  [false, `let ctx = context.active(); unsuppressTracing(ctx); done(ctx);`],
  [false, `let ctx = context.active(); propagation.extract(ctx, headers); done(ctx);`],
  [false, `let ctx = context.active(); propagation.setBaggage(ctx, propagation.createBaggage()); done(ctx);`],
  [false, `let state = createTraceState('a=1'); state.set('acme', user.plan); done(state);`],
];

/** Bodies that drop a result with sensitive data, and the suggestions, in their order. */
const sensitive: readonly (readonly [body: string, suggestions: readonly string[]])[] = [
  [
    `let bag = propagation.createBaggage(); bag.setEntry('enduser', { value: user.email }); bag = bag.setEntry('t', { value: 't1' }); done(bag);`,
    ['removeSensitive', 'useHashed', 'sendResult'],
  ],
  [
    `let bag = propagation.createBaggage(); bag.setEntry('enduser', { value: token.accessToken }); done(bag);`,
    ['removeSensitive', 'sendResult'],
  ],
  [
    `const bag = propagation.createBaggage(); bag.setEntry('enduser', { value: user.email }); done(bag);`,
    ['removeSensitive', 'useHashed', 'sendResult'],
  ],
  [
    `propagation.getActiveBaggage()?.setEntry('enduser', { value: user.email }); done(1);`,
    ['removeSensitive', 'sendInContextWith'],
  ],
  [`propagation.getActiveBaggage()?.setEntry('enduser', { value: user.email });`, ['removeSensitive']],
  [
    `const bag = propagation.createBaggage({ a: { value: 'x' }, enduser: { value: user.email } }); propagation.setBaggage(context.active(), bag); done(1);`,
    ['removeSensitive', 'sendInContextWith'],
  ],
  [
    `let bag = propagation.createBaggage(); bag.setEntry('a', { value: user.email }).setEntry('b', { value: token.accessToken }); done(bag);`,
    ['removeSensitive', 'sendResult'],
  ],
  [
    `let bag = propagation.createBaggage(); [user].forEach((one) => bag.setEntry('a', { value: one.email })); done(bag);`,
    ['removeSensitive', 'useHashed', 'sendResult'],
  ],
  [`let bag = propagation.createBaggage(); bag.setEntry('a', /* who */ { value: token.accessToken }); done(bag);`, []],
];

for (const typed of [true, false])
  describe(`no-ignored-return: what begins to be sent (${typed ? 'typed' : 'untyped'})`, () => {
    useOwnProjectService();
    const lint = createLint();

    for (const [isFixed, body] of dropped)
      it(`${isFixed ? 'fixes' : 'only suggests'}: ${body}`, () => {
        const messages = lint(inFunction(body), { typed, rules: { 'otel/no-ignored-return': 'error' } });
        assert.equal(messages.length, 1);
        assert.equal(messages[0]?.fix !== undefined, isFixed);
        assert.equal((messages[0]?.suggestions ?? []).length > 0, !isFixed);
      });

    for (const [body, suggestions] of sensitive)
      it(`one report, and nothing is sent by the first suggestion: ${body}`, () => {
        const messages = lint(inFunction(body), {
          typed,
          rules: {
            'otel/no-ignored-return': 'error',
            'otel/no-pii-in-baggage': ['error', { includeWeak: true, checkUnkeyedHash: true }],
            'otel/no-secret-in-baggage': ['error', { includeWeak: true }],
          },
        });
        assert.deepEqual(
          messages.map(({ ruleId }) => ruleId),
          ['otel/no-ignored-return'],
        );
        assert.equal(messages[0]?.fix, undefined);
        assert.deepEqual(
          (messages[0]?.suggestions ?? []).map(({ messageId }) => messageId),
          suggestions,
        );
      });

    it('speaks of a literal without repeating it', () => {
      const code = inFunction(
        `let bag = propagation.createBaggage(); bag.setEntry('to', { value: 'ann@corp.com' }); done(bag);`,
      );
      const [message] = lint(code, { typed, rules: { 'otel/no-ignored-return': 'error' } });
      assert.equal(message?.suggestions?.[0]?.desc, 'Remove it, since this text holds contact data (e-mail, phone).');
    });

    it('writes a hash into the result that is kept', () => {
      const code = inFunction(sensitive[2]?.[0] ?? '');
      const [message] = lint(code, { typed, rules: { 'otel/no-ignored-return': 'error' } });
      const [start = 0, end = 0] = message?.suggestions?.[1]?.fix.range ?? [];
      const output = code.slice(0, start) + (message?.suggestions?.[1]?.fix.text ?? '') + code.slice(end);
      assert.match(
        output,
        /const nextBag = bag\.setEntry\('enduser', \{ value: `usr_\$\{createHmac\('sha256', process\.env\.BAGGAGE_HASH_KEY!\)/,
      );
      assert.match(output, /done\(nextBag\)/);
      assert.deepEqual(
        lint(output, { typed, rules: { 'otel/no-ignored-return': 'error', 'otel/no-pii-in-baggage': 'error' } }),
        [],
      );
    });

    it('offers no hash in a client component', () => {
      const code = `'use client';\n${inFunction(sensitive[0]?.[0] ?? '')}`;
      const [message] = lint(code, { typed, rules: { 'otel/no-ignored-return': 'error' } });
      assert.deepEqual(
        (message?.suggestions ?? []).map(({ messageId }) => messageId),
        ['removeSensitive', 'sendResult'],
      );
    });
  });

describe('no-ignored-return beside prefer-const', () => {
  const set = `bag.setEntry('a', { value: '1' });`;
  const kept = `bag = bag.setEntry('a', { value: '1' });`;
  const create = 'propagation.createBaggage()';
  const programs: readonly (readonly [before: string, after: string])[] = [
    [
      `function f() { let bag = ${create}; ${set} return bag; }`,
      `function f() { let bag = ${create}; ${kept} return bag; }`,
    ],
    [
      `function f() { let bag = ${create}; ${set} ${set} ${set} return bag; }`,
      `function f() { let bag = ${create}; ${kept} ${kept} ${kept} return bag; }`,
    ],
    [
      `function f() { let bag = ${create}, other = 1; ${set} return [bag, other]; }`,
      `function f() { let bag = ${create}, other = 1; ${kept} return [bag, other]; }`,
    ],
    [
      `function f() { let other = 1, bag = ${create}; ${set} return [bag, other]; }`,
      `function f() { let other = 1, bag = ${create}; ${kept} return [bag, other]; }`,
    ],
    [
      `function f() { let bag; bag = ${create}; ${set} return bag; }`,
      `function f() { let bag; bag = ${create}; ${kept} return bag; }`,
    ],
    [
      `function f() { for (let bag = ${create}; ;) { ${set} return bag; } }`,
      `function f() { for (let bag = ${create}; ;) { ${kept} return bag; } }`,
    ],
    [
      `function f(list) { for (const one of list) { let bag = ${create}; ${set} one(bag); } }`,
      `function f(list) { for (const one of list) { let bag = ${create}; ${kept} one(bag); } }`,
    ],
    [
      `function f(n) { switch (n) { case 1: let bag = ${create}; ${set} return bag; } }`,
      `function f(n) { switch (n) { case 1: let bag = ${create}; ${kept} return bag; } }`,
    ],
    [
      `function f() { let a = ${create}; a.clear(); let bag = ${create}; ${set} return [a, bag]; }`,
      `function f() { let a = ${create}; a = a.clear(); let bag = ${create}; ${kept} return [a, bag]; }`,
    ],
    [
      `function f() { let bag = ${create}; ['x'].forEach(() => ${set.replace(';', '')}); return bag; }`,
      `function f() { let bag = ${create}; ['x'].forEach(() => { ${kept} }); return bag; }`,
    ],
    [
      `function f() {let bag = ${create}; ${set} return bag; }`,
      `function f() {let bag = ${create}; ${kept} return bag; }`,
    ],
  ];
  const linter = new Linter();
  const config: LinterTypes.Config = {
    plugins: { otel: plugin as never },
    languageOptions: { sourceType: 'commonjs' },
    rules: { 'otel/no-ignored-return': 'error', 'prefer-const': 'error', 'no-var': 'error' },
  };
  const head = `const { propagation } = require('@opentelemetry/api');\n`;

  for (const [before, after] of programs)
    it(before, () => {
      const { output, messages } = linter.verifyAndFix(`${head}module.exports = ${before}`, config);
      assert.equal(output, `${head}module.exports = ${after}`);
      assert.deepEqual(
        messages.filter(({ ruleId }) => ruleId !== 'prefer-const'),
        [],
      );
    });

  it('a let at the very start of a file becomes a constant, and then the result is only suggested', () => {
    const code = `let bag = require('@opentelemetry/api').propagation.createBaggage(); ${set} module.exports = () => bag;`;
    for (const start of ['', '\uFEFF']) {
      const { output, messages } = linter.verifyAndFix(start + code, config);
      assert.doesNotMatch(output, /const bag[^]*bag = bag/);
      assert.equal(output.startsWith(start), true);
      assert.ok(messages.every(({ fatal }) => !fatal));
    }
  });
});
