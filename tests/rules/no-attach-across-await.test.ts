import { noAttachAcrossAwait } from '../../src/rules/no-attach-across-await';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = `import { context, ROOT_CONTEXT } from '@opentelemetry/api'; declare function work(): Promise<void>; declare function sync(): void;\n`;

const suggestion = (output: string, suspension = 'await', call = 'context.with()') => [
  { messageId: 'useContextWith' as const, data: { call, suspension }, output },
];

const valid = [
  {
    name: 'a synchronous attach and dispose',
    code: `${api}function f() { const token = context.attach(ROOT_CONTEXT); try { sync(); } finally { token.dispose(); } }`,
  },
  {
    name: 'dispose before the await',
    code: `${api}async function f() { const token = context.attach(ROOT_CONTEXT); try { sync(); } finally { token.dispose(); } await work(); }`,
  },
  {
    name: 'await before the attach only',
    code: `${api}async function f() { await work(); const token = context.attach(ROOT_CONTEXT); try { sync(); } finally { token.dispose(); } }`,
  },
  {
    name: 'after an earlier await the caller is out of reach (measured)',
    code: `${api}async function f() { await work(); const token = context.attach(ROOT_CONTEXT); try { await work(); } finally { token.dispose(); } }`,
  },
  {
    name: 'after an await whose rejection is caught: a call that throws before it gives a promise is not reckoned with',
    code: `${api}async function f() { try { await work(); } catch {} const token = context.attach(ROOT_CONTEXT); try { await work(); } finally { token.dispose(); } }`,
  },
  {
    name: 'a promise returned without await is disposed before the caller goes on (measured)',
    code: `${api}async function f() { const token = context.attach(ROOT_CONTEXT); try { return work(); } finally { token.dispose(); } }`,
  },
  {
    name: 'the same in a plain function',
    code: `${api}function f() { const token = context.attach(ROOT_CONTEXT); try { return work(); } finally { token.dispose(); } }`,
  },
  {
    name: 'an await in a nested function',
    code: `${api}async function f() { const token = context.attach(ROOT_CONTEXT); const later = async () => { await work(); }; token.dispose(); await later(); }`,
  },
  {
    name: 'no dispose at all is another rule',
    code: `${api}async function f() { const token = context.attach(ROOT_CONTEXT); await work(); }`,
  },
  {
    name: 'a token that is dropped is another rule',
    code: `${api}async function f() { context.attach(ROOT_CONTEXT); await work(); }`,
  },
  {
    name: 'a token handed over before the await',
    code: `${api}class S { t?: object; async f() { this.t = context.attach(ROOT_CONTEXT); await work(); } }`,
  },
  {
    name: 'a context that is not OpenTelemetry',
    code: `class Ctx { attach(_: number) { return { dispose() {} }; } } const context = new Ctx(); async function f() { const token = context.attach(1); await Promise.resolve(); token.dispose(); }`,
  },
  {
    name: 'context.with',
    code: `${api}async function f() { await context.with(ROOT_CONTEXT, async () => { await work(); }); }`,
  },
  {
    name: 'an await on another path',
    code: `${api}async function f(c: boolean) { if (c) { await work(); return; } const token = context.attach(ROOT_CONTEXT); try { sync(); } finally { token.dispose(); } }`,
  },
  {
    name: 'an async generator after a sure await (measured)',
    code: `${api}async function* f() { await work(); const token = context.attach(ROOT_CONTEXT); try { yield 1; await work(); yield 2; } finally { token.dispose(); } }`,
  },
  {
    name: 'an async generator that awaits between yield and attach',
    code: `${api}async function* f() { for (;;) { await work(); const token = context.attach(ROOT_CONTEXT); try { yield 1; } finally { token.dispose(); } } }`,
  },
  {
    name: 'the callback of a one-shot timer: nobody waits for it in the same turn (measured)',
    code: `${api}export function f() { setTimeout(async () => { const token = context.attach(ROOT_CONTEXT); try { await work(); } finally { token.dispose(); } }, 5); process.nextTick(async () => { const token = context.attach(ROOT_CONTEXT); await work(); token.dispose(); }); }`,
  },
  {
    name: 'a generator that yields after dispose',
    code: `${api}function* f() { const token = context.attach(ROOT_CONTEXT); try { sync(); } finally { token.dispose(); } yield 1; }`,
  },
];

const invalid = [
  {
    name: 'an await between, even with finally',
    code: `${api}async function f() {
  const token = context.attach(ROOT_CONTEXT);
  try {
    await work();
  } finally {
    token.dispose();
  }
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'token'" },
        suggestions: suggestion(`${api}async function f() {
  await context.with(ROOT_CONTEXT, async () => {
    await work();
  });
}`),
      },
    ],
  },
  {
    name: 'two tokens: the inner one cannot take the dispose of the outer one into its callback',
    code: `${api}async function f() {
  const outer = context.attach(ROOT_CONTEXT);
  const inner = context.attach(ROOT_CONTEXT);
  try { await work(); } finally { inner.dispose(); outer.dispose(); }
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'outer'" },
        suggestions: suggestion(`${api}async function f() {
  await context.with(ROOT_CONTEXT, async () => {
    const inner = context.attach(ROOT_CONTEXT);
    try { await work(); } finally { inner.dispose(); }
  });
}`),
      },
      { messageId: 'acrossSuspension' as const, data: { suspension: 'await', line: '5', token: "'inner'" } },
    ],
  },
  {
    name: 'without finally, keeping comments and what follows',
    code: `${api}async function f() {
  const token = context.attach(ROOT_CONTEXT);
  // the slow part
  await work(); // slow
  token.dispose();
  sync();
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'token'" },
        suggestions: suggestion(`${api}async function f() {
  await context.with(ROOT_CONTEXT, async () => {
    // the slow part
    await work(); // slow
  });
  sync();
}`),
      },
    ],
  },
  {
    name: 'a value that is awaited and returned',
    code: `${api}declare function load(): Promise<number>;
async function f() {
  const token = context.attach(ROOT_CONTEXT);
  try {
    return await load();
  } finally {
    token.dispose();
  }
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '6', token: "'token'" },
        suggestions: suggestion(`${api}declare function load(): Promise<number>;
async function f() {
  return context.with(ROOT_CONTEXT, async () => {
    return await load();
  });
}`),
      },
    ],
  },
  {
    name: 'a method, an arrow, an alias and an optional dispose',
    code: `import { context as otel, ROOT_CONTEXT } from '@opentelemetry/api'; declare function work(): Promise<void>;
class S {
  run = async () => {
    const scope = otel.attach(ROOT_CONTEXT);
    await work();
    scope?.dispose();
  };
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'scope'" },
        suggestions: suggestion(
          `import { context as otel, ROOT_CONTEXT } from '@opentelemetry/api'; declare function work(): Promise<void>;
class S {
  run = async () => {
    await otel.with(ROOT_CONTEXT, async () => {
      await work();
    });
  };
}`,
          'await',
          'otel.with()',
        ),
      },
    ],
  },
  {
    name: 'a yield: the consumer runs in between',
    code: `${api}function* f() { const token = context.attach(ROOT_CONTEXT); try { yield 1; } finally { token.dispose(); } }`,
    errors: [{ messageId: 'acrossSuspension' as const, data: { suspension: 'yield', line: '2', token: "'token'" } }],
  },
  {
    name: 'a yield after another yield',
    code: `${api}function* f() { yield 0; const token = context.attach(ROOT_CONTEXT); try { yield 1; } finally { token.dispose(); } }`,
    errors: [{ messageId: 'acrossSuspension' as const, data: { suspension: 'yield', line: '2', token: "'token'" } }],
  },
  {
    name: 'a for-await loop',
    code: `${api}declare const items: AsyncIterable<number>;
async function f() {
  const token = context.attach(ROOT_CONTEXT);
  for await (const item of items) sync();
  token.dispose();
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'for await', line: '5', token: "'token'" },
        suggestions: suggestion(
          `${api}declare const items: AsyncIterable<number>;
async function f() {
  await context.with(ROOT_CONTEXT, async () => {
    for await (const item of items) sync();
  });
}`,
          'for await',
        ),
      },
    ],
  },
  {
    name: 'an await on one path only',
    code: `${api}async function f(slow: boolean) {
  const token = context.attach(ROOT_CONTEXT);
  try {
    if (slow) await work();
    else sync();
  } finally {
    token.dispose();
  }
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'token'" },
        suggestions: suggestion(`${api}async function f(slow: boolean) {
  await context.with(ROOT_CONTEXT, async () => {
    if (slow) await work();
    else sync();
  });
}`),
      },
    ],
  },
  {
    name: 'an await before on some paths only does not protect the caller',
    code: `${api}async function f(c: boolean) {
  if (c) await work();
  const token = context.attach(ROOT_CONTEXT);
  try {
    await work();
  } finally {
    token.dispose();
  }
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '6', token: "'token'" },
        suggestions: suggestion(`${api}async function f(c: boolean) {
  if (c) await work();
  await context.with(ROOT_CONTEXT, async () => {
    await work();
  });
}`),
      },
    ],
  },
  {
    name: 'no edit where the wrapped code would break out',
    code: `${api}async function f(list: number[]) {
  for (const item of list) {
    const token = context.attach(ROOT_CONTEXT);
    if (item > 1) { token.dispose(); continue; }
    await work();
    token.dispose();
  }
}`,
    errors: [{ messageId: 'acrossSuspension' as const, data: { suspension: 'await', line: '6', token: "'token'" } }],
  },
  {
    name: 'no edit where the variable holds another token later',
    code: `${api}async function f() { let token = context.attach(ROOT_CONTEXT); await work(); token.dispose(); token = context.attach(ROOT_CONTEXT); token.dispose(); }`,
    errors: [{ messageId: 'acrossSuspension' as const, suggestions: [] }],
  },
  {
    name: 'no edit where the token is used otherwise',
    code: `${api}async function f() { const token = context.attach(ROOT_CONTEXT); console.log(token); await work(); token.dispose(); }`,
    errors: [{ messageId: 'acrossSuspension' as const, data: { suspension: 'await', line: '2', token: "'token'" } }],
  },
  {
    name: 'require, namespace and a wrapper-free dispose in two functions of one file',
    code: `const api = require('@opentelemetry/api');
exports.a = async () => {
  const token = api.context.attach(api.ROOT_CONTEXT);
  await exports.work();
  token.dispose();
};
exports.b = async () => {
  const token = api.context.attach(api.ROOT_CONTEXT);
  await exports.work();
  token.dispose();
};`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '4', token: "'token'" },
        suggestions: suggestion(
          `const api = require('@opentelemetry/api');
exports.a = async () => {
  await api.context.with(api.ROOT_CONTEXT, async () => {
    await exports.work();
  });
};
exports.b = async () => {
  const token = api.context.attach(api.ROOT_CONTEXT);
  await exports.work();
  token.dispose();
};`,
          'await',
          'api.context.with()',
        ),
      },
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '9', token: "'token'" },
        suggestions: suggestion(
          `const api = require('@opentelemetry/api');
exports.a = async () => {
  const token = api.context.attach(api.ROOT_CONTEXT);
  await exports.work();
  token.dispose();
};
exports.b = async () => {
  await api.context.with(api.ROOT_CONTEXT, async () => {
    await exports.work();
  });
};`,
          'await',
          'api.context.with()',
        ),
      },
    ],
  },
  {
    name: 'an attach function declared as a wrapper',
    code: `${api}import { enter } from './scope';
async function f() {
  const token = enter(ROOT_CONTEXT);
  await work();
  token.dispose();
}`,
    settings: { otel: { wrappers: [{ function: 'enter', operation: 'context.attach' }] } },
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'token'" },
        suggestions: suggestion(`${api}import { enter } from './scope';
async function f() {
  await context.with(ROOT_CONTEXT, async () => {
    await work();
  });
}`),
      },
    ],
  },
  {
    name: 'the usual form: dispose in the middle, a return behind it',
    code: `${api}declare function load(): Promise<number>; declare function show(n: number): string;
export async function f() {
  const token = context.attach(ROOT_CONTEXT);
  const count = await load(); // from the store
  token.dispose();
  return show(count);
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'token'" },
        line: 4,
        column: 25,
        endColumn: 31,
        suggestions:
          suggestion(`${api}declare function load(): Promise<number>; declare function show(n: number): string;
export async function f() {
  const count = await context.with(ROOT_CONTEXT, async () => await load()); // from the store
  return show(count);
}`),
      },
    ],
  },
  {
    name: 'several values are handed out, with their comments',
    code: `${api}declare function load(): Promise<number>; declare function show(n: number, m: number): string;
export async function f() {
  const token = context.attach(ROOT_CONTEXT);
  // both from the store
  const count: number = await load();
  const size = await load();
  token.dispose();
  return show(count, size);
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '6', token: "'token'" },
        suggestions:
          suggestion(`${api}declare function load(): Promise<number>; declare function show(n: number, m: number): string;
export async function f() {
  const { count, size } = await context.with(ROOT_CONTEXT, async () => {
    // both from the store
    const count: number = await load();
    const size = await load();
    return { count, size };
  });
  return show(count, size);
}`),
      },
    ],
  },
  {
    name: 'a value that is only handed back goes inside with its return',
    code: `${api}declare function load(): Promise<number>;
export async function f() {
  const token = context.attach(ROOT_CONTEXT);
  const count = await load();
  sync();
  token.dispose();
  return count;
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'token'" },
        suggestions: suggestion(`${api}declare function load(): Promise<number>;
export async function f() {
  return context.with(ROOT_CONTEXT, async () => {
    const count = await load();
    sync();
    return count;
  });
}`),
      },
    ],
  },
  {
    name: 'an early exit that disposes: the rest goes inside',
    code: `${api}declare function load(): Promise<number>; declare function show(n: number): string;
export async function f() {
  const token = context.attach(ROOT_CONTEXT);
  const count = await load();
  if (count === 0) {
    token.dispose();
    return 'none';
  }
  token.dispose();
  return show(count);
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'token'" },
        suggestions:
          suggestion(`${api}declare function load(): Promise<number>; declare function show(n: number): string;
export async function f() {
  return context.with(ROOT_CONTEXT, async () => {
    const count = await load();
    if (count === 0) {
      return 'none';
    }
    return show(count);
  });
}`),
      },
    ],
  },
  {
    name: 'an outer variable gets its value from the callback',
    code: `${api}declare function load<T>(): Promise<T>;
export async function f() {
  let count: number | undefined;
  const token = context.attach(ROOT_CONTEXT);
  try {
    count = await load();
  } finally {
    token.dispose();
  }
  return count;
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '7', token: "'token'" },
        suggestions: suggestion(`${api}declare function load<T>(): Promise<T>;
export async function f() {
  let count: number | undefined;
  count = await context.with(ROOT_CONTEXT, async (): Promise<number | undefined> => await load());
  return count;
}`),
      },
    ],
  },
  {
    name: 'in a loop that is left behind the dispose',
    code: `${api}declare function load(n: number): Promise<number>;
export async function f(list: number[]) {
  for (const item of list) {
    const token = context.attach(ROOT_CONTEXT);
    const { length } = [await load(item)];
    token.dispose();
    if (length > 1) break;
  }
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '6', token: "'token'" },
        suggestions: suggestion(`${api}declare function load(n: number): Promise<number>;
export async function f(list: number[]) {
  for (const item of list) {
    const { length } = await context.with(ROOT_CONTEXT, async () => [await load(item)]);
    if (length > 1) break;
  }
}`),
      },
    ],
  },
  {
    name: 'a context manager: the edit uses it',
    code: `import { ROOT_CONTEXT } from '@opentelemetry/api'; import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'; declare function load(): Promise<number>;
const manager = new AsyncLocalStorageContextManager();
export async function f() {
  const token = manager.attach(ROOT_CONTEXT);
  const count = await load();
  token.dispose();
  return count + 1;
}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '5', token: "'token'" },
        suggestions: suggestion(
          `import { ROOT_CONTEXT } from '@opentelemetry/api'; import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'; declare function load(): Promise<number>;
const manager = new AsyncLocalStorageContextManager();
export async function f() {
  const count = await manager.with(ROOT_CONTEXT, async () => await load());
  return count + 1;
}`,
          'await',
          'manager.with()',
        ),
      },
    ],
  },
  {
    name: 'an async generator: the consumer comes back at a yield',
    code: `${api}async function* f() { await work(); yield 0; const token = context.attach(ROOT_CONTEXT); try { await work(); yield 1; } finally { token.dispose(); } }`,
    errors: [{ messageId: 'acrossSuspension' as const, data: { suspension: 'await', line: '2', token: "'token'" } }],
  },
  ...[
    ['setInterval(async () => { ', ' }, 5);'],
    ['setTimeout(async function tick() { ', ' setTimeout(tick, 5); }, 5);'],
  ].map(([head = '', tail = '']) => ({
    name: `a timer that fires again: ${head}`,
    code: `${api}${head}const token = context.attach(ROOT_CONTEXT); await work(); token.dispose();${tail}`,
    errors: [
      {
        messageId: 'acrossSuspension' as const,
        data: { suspension: 'await', line: '2', token: "'token'" },
        suggestions: suggestion(`${api}${head}await context.with(ROOT_CONTEXT, async () => { await work(); });${tail}`),
      },
    ],
  })),
];

untypedTester.run('no-attach-across-await (untyped)', noAttachAcrossAwait, { valid, invalid });
typedTester.run('no-attach-across-await (typed)', noAttachAcrossAwait, {
  valid,
  invalid: [
    ...invalid,
    {
      name: 'an injected context API',
      code: `import type { ContextAPI, Context } from '@opentelemetry/api'; declare function work(): Promise<void>;
export class Scope {
  constructor(private readonly contexts: ContextAPI) {}
  async run(ctx: Context) {
    const token = this.contexts.attach(ctx);
    try {
      await work();
    } finally {
      token.dispose();
    }
  }
}`,
      errors: [
        {
          messageId: 'acrossSuspension',
          data: { suspension: 'await', line: '7', token: "'token'" },
          suggestions: suggestion(
            `import type { ContextAPI, Context } from '@opentelemetry/api'; declare function work(): Promise<void>;
export class Scope {
  constructor(private readonly contexts: ContextAPI) {}
  async run(ctx: Context) {
    await this.contexts.with(ctx, async () => {
      await work();
    });
  }
}`,
            'await',
            'this.contexts.with()',
          ),
        },
      ],
    },
  ],
});
