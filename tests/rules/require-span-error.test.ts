import { requireSpanError } from '../../src/rules/require-span-error';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = `import { context, trace, type Span } from '@opentelemetry/api';
declare function work(): void; declare function load(): Promise<number>; declare const cond: boolean;
const tracer = trace.getTracer('shop');\n`;
const withStatus = api.replace('type Span }', 'type Span, SpanStatusCode }');
const start = "const span = tracer.startSpan('job');";

const valid = [
  { name: 'no span', code: `${api}try { work(); } catch (error) { throw error; }` },
  {
    name: 'both are written',
    code: `${api}async function f() { ${start} try { await load(); } catch (error) { span.recordException(error as Error); span.setStatus({ code: 2 }); throw error; } finally { span.end(); } }`,
  },
  {
    name: 'the exception is recorded',
    code: `${api}async function f() { ${start} try { await load(); } catch (error) { span.recordException(error as Error); throw error; } finally { span.end(); } }`,
  },
  {
    name: 'the status is set',
    code: `${api}async function f() { ${start} try { await load(); } catch (error) { span.setStatus({ code: 2, message: String(error) }); throw error; } finally { span.end(); } }`,
  },
  {
    name: 'written by the active span',
    code: `${api}async function f() { ${start} try { await load(); } catch (error) { trace.getActiveSpan()?.recordException(error as Error); throw error; } finally { span.end(); } }`,
  },
  {
    name: 'written in the finally',
    code: `${api}async function f() { ${start} let failed = true; try { await load(); failed = false; } catch (error) { throw error; } finally { if (failed) span.setStatus({ code: 2 }); span.end(); } }`,
  },
  {
    name: 'written by a catch around it',
    code: `${api}async function f() { ${start} try { try { await load(); } catch (error) { throw new Error('ours', { cause: error }); } } catch (error) { span.recordException(error as Error); throw error; } finally { span.end(); } }`,
  },
  {
    name: 'written by a function of the file',
    code: `${api}async function f() { ${start} const note = (error: unknown) => { span.recordException(error as Error); }; try { await load(); } catch (error) { note(error); throw error; } finally { span.end(); } }`,
  },
  {
    name: 'written by a function that is given the span',
    code: `${api}declare function mark(target: Span, error: unknown): void; async function f() { ${start} try { await load(); } catch (error) { mark(span, error); throw error; } finally { span.end(); } }`,
  },
  {
    name: 'written by a function that says so',
    code: `${api}declare function recordError(error: unknown): void; async function f() { ${start} try { await load(); } catch (error) { recordError(error); throw error; } finally { span.end(); } }`,
  },
  {
    name: 'dealt with',
    code: `${api}async function f() { ${start} try { await load(); } catch { work(); } finally { span.end(); } }`,
  },
  {
    name: 'only logged',
    code: `${api}async function f() { ${start} try { await load(); } catch (error) { console.error(error); } finally { span.end(); } }`,
  },
  {
    name: 'another value in its place',
    code: `${api}async function f() { ${start} try { return await load(); } catch (error) { return 0; } finally { span.end(); } }`,
  },
  {
    name: 'a throw of an inner function',
    code: `${api}declare const api2: { use(run: () => void): void }; async function f() { ${start} try { await load(); } catch { api2.use(() => { throw new Error('later'); }); } finally { span.end(); } }`,
  },
  {
    name: 'a catch in front of the span',
    code: `${api}async function f() { try { await load(); } catch (error) { throw error; } ${start} span.end(); }`,
  },
  {
    name: 'a catch behind its end',
    code: `${api}async function f() { ${start} span.end(); try { await load(); } catch (error) { throw error; } }`,
  },
  {
    name: 'a span that is handed over',
    code: `${api}declare function watch(target: Span): void; async function f() { ${start} watch(span); try { await load(); } catch (error) { throw error; } }`,
  },
  {
    name: 'a handler that records',
    code: `${api}function f() { ${start} return load().then((n) => { span.end(); return n; }, (error: unknown) => { span.recordException(error as Error); span.end(); throw error; }); }`,
  },
  {
    name: 'a handler that does not know the span',
    code: `${api}function f() { ${start} return load().catch(() => 0).finally(() => span.end()); }`,
  },
  {
    name: 'a throw that is caught',
    code: `${api}function f() { ${start} try { if (cond) throw new Error('no'); } catch (error) { span.recordException(error as Error); } finally { span.end(); } }`,
  },
  {
    name: 'a throw that was recorded before',
    code: `${api}function f() { ${start} try { if (cond) { span.setStatus({ code: 2 }); throw new Error('no'); } } finally { span.end(); } }`,
  },
  {
    name: 'calls that may throw, in a try without a catch',
    code: `${api}async function f() { ${start} try { await load(); } finally { span.end(); } }`,
  },
  {
    name: 'another library',
    code: `import { tracer } from 'other-tracing'; async function f() { const span = tracer.startSpan('job'); try { await span.run(); } catch (error) { throw error; } finally { span.end(); } }`,
  },
];

const invalid = [
  {
    name: 'a catch that throws again',
    code: `${api}async function f() {
  ${start}
  try {
    await load();
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 8,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}async function f() {
  ${start}
  try {
    await load();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
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
    name: 'a catch that throws another error',
    code: `${api}async function f() {
  ${start}
  try {
    await load();
  } catch {
    // ours
    throw new Error('no');
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 8,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}async function f() {
  ${start}
  try {
    await load();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    // ours
    throw new Error('no');
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
    name: 'a catch that ends it and throws',
    code: `${api}async function f() {
  ${start}
  try {
    await load();
    span.end();
  } catch (error) {
    span.setAttribute('failed', true);
    span.end();
    throw error;
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 9,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}async function f() {
  ${start}
  try {
    await load();
    span.end();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('failed', true);
    span.end();
    throw error;
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a catch that returns the error',
    code: `${api}async function f() {
  ${start}
  try {
    return await load();
  } catch (error) {
    return { error };
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 8,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}async function f() {
  ${start}
  try {
    return await load();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    return { error };
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
    name: 'a catch that passes the error on',
    code: `${api}async function f(req: object, next: (error?: unknown) => void) {
  ${start}
  try {
    await load();
    next();
  } catch (problem) {
    next(problem);
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 9,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}async function f(req: object, next: (error?: unknown) => void) {
  ${start}
  try {
    await load();
    next();
  } catch (problem) {
    span.recordException(problem as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    next(problem);
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
    name: 'a catch in a callback',
    code: `${api}tracer.startActiveSpan('job', async (span) => {
  try {
    return await load();
  } catch (error) {
    console.error(error);
    throw error;
  } finally {
    span.end();
  }
});`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 7,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}tracer.startActiveSpan('job', async (span) => {
  try {
    return await load();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    console.error(error);
    throw error;
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
    name: 'a sync catch',
    code: `${api}function f() {
  ${start}
  try {
    work();
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 8,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}function f() {
  ${start}
  try {
    work();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
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
    name: 'a catch in a loop',
    code: `${api}async function f(xs: number[]) {
  for (const x of xs) {
    ${start}
    try {
      if (x > 1) continue;
      await load();
    } catch (error) {
      throw error;
    } finally {
      span.end();
    }
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 10,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}async function f(xs: number[]) {
  for (const x of xs) {
    ${start}
    try {
      if (x > 1) continue;
      await load();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
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
    name: 'a handler of a rejection',
    code: `${api}function f() {
  ${start}
  return load().then((n) => {
    span.end();
    return n;
  }, (error: unknown) => {
    span.end();
    throw error;
  });
}`,
    errors: [
      {
        messageId: 'rejected' as const,
        data: { span: 'span' },
        line: 9,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}function f() {
  ${start}
  return load().then((n) => {
    span.end();
    return n;
  }, (error: unknown) => {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    throw error;
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a catch of a chain',
    code: `${api}function f() {
  ${start}
  return load().then((n) => {
    span.end();
    return n;
  }).catch(() => {
    span.end();
    return 0;
  });
}`,
    errors: [
      {
        messageId: 'rejected' as const,
        data: { span: 'span' },
        line: 9,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}function f() {
  ${start}
  return load().then((n) => {
    span.end();
    return n;
  }).catch((error) => {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    return 0;
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a throw through a finally',
    code: `${api}function f() {
  ${start}
  try {
    if (cond) throw new Error('no');
    work();
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'thrown' as const,
        data: { span: 'span' },
        line: 7,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}function f() {
  ${start}
  try {
    if (cond) throw new Error('no');
    work();
  } catch (error) { span.recordException(error as Error); span.setStatus({ code: SpanStatusCode.ERROR }); throw error; } finally {
    span.end();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a name that is taken',
    code: `${api}const SpanStatusCode = 1; const error = 2;
function f() {
  ${start}
  try {
    work();
  } catch {
    throw new Error(String(error + SpanStatusCode));
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 9,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `import { context, trace, type Span, SpanStatusCode as OtelSpanStatusCode } from '@opentelemetry/api';
declare function work(): void; declare function load(): Promise<number>; declare const cond: boolean;
const tracer = trace.getTracer('shop');
const SpanStatusCode = 1; const error = 2;
function f() {
  ${start}
  try {
    work();
  } catch (error2) {
    span.recordException(error2 as Error);
    span.setStatus({ code: OtelSpanStatusCode.ERROR });
    throw new Error(String(error + SpanStatusCode));
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
    name: 'an import that is there',
    code: `${api}import { SpanStatusCode } from '@opentelemetry/api';
function f() {
  ${start}
  try {
    work();
    span.setStatus({ code: SpanStatusCode.OK });
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 10,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${api}import { SpanStatusCode } from '@opentelemetry/api';
function f() {
  ${start}
  try {
    work();
    span.setStatus({ code: SpanStatusCode.OK });
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
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
    name: 'two in one file',
    code: `${api}function f() {
  ${start}
  try {
    work();
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}
function g() {
  ${start}
  try {
    work();
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 8,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}function f() {
  ${start}
  try {
    work();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
function g() {
  ${start}
  try {
    work();
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}`,
          },
        ],
      },
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 18,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}function f() {
  ${start}
  try {
    work();
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}
function g() {
  ${start}
  try {
    work();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
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
    name: 'an alias',
    code: `${api}import { trace as otel } from '@opentelemetry/api';
async function f() {
  const span = otel.getTracer('a').startSpan('job');
  try {
    await load();
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 9,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}import { trace as otel } from '@opentelemetry/api';
async function f() {
  const span = otel.getTracer('a').startSpan('job');
  try {
    await load();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
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
    name: 'require',
    code: `${api}const { trace: otel } = require('@opentelemetry/api');
async function f() {
  const span = otel.getTracer('a').startSpan('job');
  try {
    await load();
  } catch (error) {
    throw error;
  } finally {
    span.end();
  }
}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'span' },
        line: 9,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'span' },
            output: `${withStatus}const { trace: otel } = require('@opentelemetry/api');
async function f() {
  const span = otel.getTracer('a').startSpan('job');
  try {
    await load();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
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
    name: 'minified code',
    code: `${api}async function f(){let e=tracer.startSpan("x");try{await load()}catch(t){throw t}finally{e.end()}}`,
    errors: [
      {
        messageId: 'caught' as const,
        data: { span: 'e' },
        line: 4,
        suggestions: [
          {
            messageId: 'recordError' as const,
            data: { span: 'e' },
            output: `${withStatus}async function f(){let e=tracer.startSpan("x");try{await load()}catch(t){e.recordException(t as Error);
e.setStatus({ code: SpanStatusCode.ERROR }); throw t}finally{e.end()}}`,
          },
        ],
      },
    ],
  },
];

untypedTester.run('require-span-error, without types', requireSpanError, { valid, invalid });
typedTester.run('require-span-error', requireSpanError, { valid, invalid });
