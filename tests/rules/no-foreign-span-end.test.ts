import { noForeignSpanEnd } from '../../src/rules/no-foreign-span-end';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = `import { context, trace, type Span } from '@opentelemetry/api';
declare function work(): void; declare function load(): Promise<number>; declare const cond: boolean;
const tracer = trace.getTracer('shop');\n`;
const start = "const span = tracer.startSpan('job');";

const valid = [
  { name: 'no span', code: `${api}work();` },
  { name: 'its own span', code: `${api}async function f() { ${start} try { await load(); } finally { span.end(); } }` },
  {
    name: 'a span that it is given',
    code: `${api}export function finish(span: Span) { span.setAttribute('a', 1); span.end(); }`,
  },
  {
    name: 'a span that a callback is given',
    code: `${api}tracer.startActiveSpan('job', (span) => { span.setStatus({ code: 1 }); span.end(); });`,
  },
  { name: 'a field', code: `${api}class A { private span = tracer.startSpan('life'); close() { this.span.end(); } }` },
  {
    name: 'a value of a map',
    code: `${api}const spans = new Map<string, Span>(); export function close(id: string) { spans.get(id)?.end(); }`,
  },
  {
    name: 'a span of a context that it is given',
    code: `${api}import type { Context } from '@opentelemetry/api'; export function onRequest(ctx: Context) { trace.getSpan(ctx)?.end(); }`,
  },
  {
    name: 'a span of a context that is kept',
    code: `${api}import type { Context } from '@opentelemetry/api'; const contexts = new WeakMap<object, Context>(); export const handle = (req: object) => { const ctx = contexts.get(req); if (ctx) trace.getSpan(ctx)?.end(); };`,
  },
  {
    name: 'sibling hooks',
    code: `${api}class Hooks { before(next: () => void) { ${start} context.with(trace.setSpan(context.active(), span), next); } later() { trace.getSpan(context.active())?.end(); } }`,
  },
  {
    name: 'a callback that does not end it by its parameter',
    code: `${api}tracer.startActiveSpan('job', () => { work(); trace.getActiveSpan()?.end(); });`,
  },
  {
    name: 'a function that a callback runs',
    code: `${api}function handle() { work(); trace.getActiveSpan()?.end(); } tracer.startActiveSpan('job', () => handle());`,
  },
  {
    name: 'a function that is there to end it',
    code: `${api}export function endActiveSpan() { trace.getActiveSpan()?.end(); } export const plugin = { onResponse() { trace.getActiveSpan()?.end(); }, async afterRequest() { trace.getActiveSpan()?.end(); } };`,
  },
  {
    name: 'the active span or one of its own',
    code: `${api}export function handle() { const span = trace.getActiveSpan() ?? tracer.startSpan('job'); span.end(); }`,
  },
  {
    name: 'the active span is only written to',
    code: `${api}export function handle() { const span = trace.getActiveSpan(); span?.setAttribute('a', 1); span?.addEvent('b'); }`,
  },
  {
    name: 'one end on every way',
    code: `${api}function f() { ${start} if (cond) { span.end(); return; } work(); span.end(); }`,
  },
  {
    name: 'two branches',
    code: `${api}function f() { ${start} if (cond) { span.end(); } else { work(); span.end(); } }`,
  },
  {
    name: 'two conditions that exclude each other',
    code: `${api}function f() { ${start} if (cond) span.end(); work(); if (!cond) span.end(); }`,
  },
  {
    name: 'a flag',
    code: `${api}function f() { ${start} let ended = false; if (cond) { span.end(); ended = true; } if (!ended) span.end(); }`,
  },
  {
    name: 'a look whether it records',
    code: `${api}function f() { ${start} if (cond) span.end(); if (span.isRecording()) span.end(); }`,
  },
  {
    name: 'try and catch',
    code: `${api}async function f() { ${start} try { await load(); span.end(); } catch (error) { span.recordException(error as Error); span.end(); } }`,
  },
  {
    name: 'a span of each turn',
    code: `${api}function f(xs: string[]) { let span: Span | undefined; for (const x of xs) { span = tracer.startSpan(x); span.setAttribute('x', x); span.end(); } }`,
  },
  {
    name: 'one that takes the place of the other',
    code: `${api}function f() { let span = tracer.startSpan('a'); span.end(); span = tracer.startSpan('b'); span.setAttribute('b', 1); span.end(); }`,
  },
  {
    name: 'read after its end',
    code: `${api}function f() { ${start} span.end(); console.log(span.spanContext().traceId, span.isRecording()); const child = tracer.startSpan('child', {}, trace.setSpan(context.active(), span)); child.end(); }`,
  },
  {
    name: 'written to in a closure that may run before',
    code: `${api}declare function on(run: () => void): void; function f() { ${start} on(() => { span.addEvent('a'); }); span.end(); }`,
  },
  {
    name: 'written to in a callback that runs at once',
    code: `${api}function f(xs: string[]) { ${start} xs.forEach((x) => { span.addEvent(x); }); span.end(); }`,
  },
  {
    name: 'written to in front of the await of an async forEach',
    code: `${api}function f(xs: string[]) { ${start} xs.forEach(async (x) => { span.addEvent(x); await load(); }); span.end(); }`,
  },
  {
    name: 'a promise that is awaited before the end',
    code: `${api}async function f() { ${start} await load().then((n) => { span.setAttribute('n', n); }); span.end(); }`,
  },
  {
    name: 'a promise that is ended in its finally',
    code: `${api}function f() { ${start} load().then((n) => { span.setAttribute('n', n); }).finally(() => span.end()); }`,
  },
  {
    name: 'an awaited return',
    code: `${api}async function f() { ${start} try { return await load(); } finally { span.end(); } }`,
  },
  {
    name: 'a value that is returned',
    code: `${api}function f() { ${start} try { return { n: 1 }; } finally { span.end(); } }`,
  },
  {
    name: 'what nobody knows is returned',
    code: `${api}function f<T>(run: () => T): T { ${start} try { return run(); } finally { span.end(); } }`,
  },
  {
    name: 'a promise of an inner function',
    code: `${api}function f() { ${start} try { return [1].map(() => { return load().then((n) => n); }).length; } finally { span.end(); } }`,
  },
  {
    name: 'another library',
    code: `import { trace } from 'other-tracing'; export function handle() { trace.getActiveSpan().end(); }`,
  },
  {
    name: 'an object that looks like one',
    code: `${api}const other = { getActiveSpan: () => ({ end() {} }) }; other.getActiveSpan().end();`,
  },
];

const invalid = [
  {
    name: 'the active span',
    code: `${api}export function tag(name: string) {
  const active = trace.getActiveSpan();
  active?.updateName(name);
  active?.end();
}`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getActiveSpan' },
        line: 7,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}export function tag(name: string) {
  const active = trace.getActiveSpan();
  active?.updateName(name);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'the active span at once',
    code: `${api}export function handle(req: object, res: object) {
  work();
  trace.getActiveSpan()?.end();
}`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getActiveSpan' },
        line: 6,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}export function handle(req: object, res: object) {
  work();
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'the span of the active context',
    code: `${api}app.get('/', () => {
  trace.getSpan(context.active())!.end();
});
declare const app: { get(path: string, run: () => void): void };`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getSpan' },
        line: 5,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}app.get('/', () => {
});
declare const app: { get(path: string, run: () => void): void };`,
          },
        ],
      },
    ],
  },
  {
    name: 'the span of a context in a variable',
    code: `${api}export function handle() {
  const ctx = context.active();
  const span = trace.getSpan(ctx);
  if (span) {
    span.setAttribute('a', 1);
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getSpan' },
        line: 9,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}export function handle() {
  const ctx = context.active();
  const span = trace.getSpan(ctx);
  if (span) {
    span.setAttribute('a', 1);
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'the active span, from a namespace',
    code: `${api}import * as api from '@opentelemetry/api';
export const handle = () => {
  api.trace.getActiveSpan()?.end();
};`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getActiveSpan' },
        line: 6,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}import * as api from '@opentelemetry/api';
export const handle = () => {
};`,
          },
        ],
      },
    ],
  },
  {
    name: 'the active span, from an alias',
    code: `${api}import { trace as otel } from '@opentelemetry/api';
export function handle() {
  otel.getActiveSpan()?.end();
}`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getActiveSpan' },
        line: 6,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}import { trace as otel } from '@opentelemetry/api';
export function handle() {
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'the active span, required',
    code: `${api}const { trace: otel } = require('@opentelemetry/api');
export function handle() {
  otel.getActiveSpan()?.end();
}`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getActiveSpan' },
        line: 6,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}const { trace: otel } = require('@opentelemetry/api');
export function handle() {
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'beside a span that is ended where it is started',
    code: `${api}export function f() {
  tracer.startActiveSpan('a', (span) => { span.end(); });
}
export function handle() {
  trace.getActiveSpan()?.end();
}`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getActiveSpan' },
        line: 8,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}export function f() {
  tracer.startActiveSpan('a', (span) => { span.end(); });
}
export function handle() {
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'two in one file',
    code: `${api}export function handle() {
  trace.getActiveSpan()?.end();
}
export function show() {
  trace.getActiveSpan()?.end();
}`,
    errors: [
      {
        messageId: 'foreign' as const,
        data: { read: 'getActiveSpan' },
        line: 5,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}export function handle() {
}
export function show() {
  trace.getActiveSpan()?.end();
}`,
          },
        ],
      },
      {
        messageId: 'foreign' as const,
        data: { read: 'getActiveSpan' },
        line: 8,
        suggestions: [
          {
            messageId: 'removeEnd' as const,
            output: `${api}export function handle() {
  trace.getActiveSpan()?.end();
}
export function show() {
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'ended twice in a row',
    code: `${api}function f() {
  ${start}
  work();
  span.end();
  work();
  span.end();
}`,
    errors: [{ messageId: 'again' as const, data: { span: 'span', line: '7' }, line: 9 }],
  },
  {
    name: 'ended in try and in finally',
    code: `${api}function f() {
  ${start}
  try {
    work();
    span.end();
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'again' as const,
        data: { span: 'span', line: '8' },
        line: 10,
        suggestions: [
          {
            messageId: 'removeFirst' as const,
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
    name: 'ended in catch and in finally',
    code: `${api}async function f() {
  ${start}
  try {
    await load();
  } catch (error) {
    span.end();
    throw error;
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'again' as const,
        data: { span: 'span', line: '9' },
        line: 12,
        suggestions: [
          {
            messageId: 'removeFirst' as const,
            output: `${api}async function f() {
  ${start}
  try {
    await load();
  } catch (error) {
    throw error;
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
    name: 'ended in a branch and behind it',
    code: `${api}function f() {
  ${start}
  if (cond) {
    span.end();
  }
  span.end();
}`,
    errors: [
      {
        messageId: 'again' as const,
        data: { span: 'span', line: '7' },
        line: 9,
        suggestions: [
          {
            messageId: 'removeFirst' as const,
            output: `${api}function f() {
  ${start}
  if (cond) {
  }
  span.end();
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'ended in every turn of a loop',
    code: `${api}function f(xs: number[]) {
  ${start}
  for (const x of xs) {
    console.log(x);
    span.end();
  }
}`,
    errors: [{ messageId: 'again' as const, data: { span: 'span', line: '8' }, line: 8 }],
  },
  {
    name: 'ended twice in a callback',
    code: `${api}tracer.startActiveSpan('job', (span) => {
  try {
    work();
    span.end();
  } finally {
    span.end();
  }
});`,
    errors: [
      {
        messageId: 'again' as const,
        data: { span: 'span', line: '7' },
        line: 9,
        suggestions: [
          {
            messageId: 'removeFirst' as const,
            output: `${api}tracer.startActiveSpan('job', (span) => {
  try {
    work();
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
    name: 'written to after its end',
    code: `${api}async function f() {
  ${start}
  const n = await load();
  span.end();
  span.setAttribute('n', n);
  span.addEvent('done');
}`,
    errors: [{ messageId: 'late' as const, data: { span: 'span', line: '7', method: 'setAttribute' }, line: 8 }],
  },
  {
    name: 'status after its end',
    code: `${api}tracer.startActiveSpan('job', async (span) => {
  await load();
  span.end();
  span.setStatus({ code: 1 });
});`,
    errors: [{ messageId: 'late' as const, data: { span: 'span', line: '6', method: 'setStatus' }, line: 7 }],
  },
  {
    name: 'written to in a handler of a promise that nobody waits for',
    code: `${api}function f() {
  ${start}
  load().then((n) => {
    span.setAttribute('n', n);
  });
  span.end();
}`,
    errors: [
      { messageId: 'lateInCallback' as const, data: { span: 'span', line: '9', method: 'setAttribute' }, line: 7 },
    ],
  },
  {
    name: 'written to in a handler of a chain',
    code: `${api}function f() {
  ${start}
  void load().then((n) => n + 1).catch((error: Error) => {
    span.recordException(error);
  });
  span.end();
}`,
    errors: [
      { messageId: 'lateInCallback' as const, data: { span: 'span', line: '9', method: 'recordException' }, line: 7 },
    ],
  },
  {
    name: 'written to in an async forEach',
    code: `${api}function f(xs: number[]) {
  ${start}
  xs.forEach(async (x) => {
    const n = await load();
    span.addEvent(String(n + x));
  });
  span.end();
}`,
    errors: [{ messageId: 'lateInCallback' as const, data: { span: 'span', line: '10', method: 'addEvent' }, line: 8 }],
  },
  {
    name: 'a promise that is returned, in an async function',
    code: `${api}async function fetchAll(): Promise<number> { return 1; }
async function f() {
  ${start}
  try {
    return fetchAll();
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'early' as const,
        data: { span: 'span', line: '8' },
        line: 10,
        suggestions: [
          {
            messageId: 'awaitReturned' as const,
            output: `${api}async function fetchAll(): Promise<number> { return 1; }
async function f() {
  ${start}
  try {
    return await fetchAll();
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
    name: 'a promise that is returned, in a function',
    code: `${api}function f() {
  ${start}
  try {
    return fetch('https://shop.example');
  } finally {
    span.end();
  }
}`,
    errors: [{ messageId: 'early' as const, data: { span: 'span', line: '7' }, line: 9 }],
  },
  {
    name: 'a promise that is returned, in a callback',
    code: `${api}tracer.startActiveSpan('job', async (span) => {
  try {
    // all of it
    return load().then((n) => n + 1);
  } finally {
    span.end();
  }
});`,
    errors: [
      {
        messageId: 'early' as const,
        data: { span: 'span', line: '7' },
        line: 9,
        suggestions: [
          {
            messageId: 'awaitReturned' as const,
            output: `${api}tracer.startActiveSpan('job', async (span) => {
  try {
    // all of it
    return await load().then((n) => n + 1);
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
    name: 'minified code',
    code: `${api}function f(){let e=tracer.startSpan("x");e.end(),e.setAttribute("a",1)}`,
    errors: [{ messageId: 'late' as const, data: { span: 'e', line: '4', method: 'setAttribute' }, line: 4 }],
  },
];

/** What only types tell. */
const typed = [
  {
    name: 'a promise by its type',
    code: `${api}async function f() { ${start} try { return load(); } finally { span.end(); } }`,
    errors: [
      {
        messageId: 'early' as const,
        data: { span: 'span', line: '4' },
        line: 4,
        suggestions: [
          {
            messageId: 'awaitReturned' as const,
            output: `${api}async function f() { ${start} try { return await load(); } finally { span.end(); } }`,
          },
        ],
      },
    ],
  },
];

untypedTester.run('no-foreign-span-end, without types', noForeignSpanEnd, { valid, invalid });
typedTester.run('no-foreign-span-end', noForeignSpanEnd, { valid, invalid: [...invalid, ...typed] });
