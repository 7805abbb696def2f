import { requireAttachDispose } from '../../src/rules/require-attach-dispose';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = `import { context, ROOT_CONTEXT } from '@opentelemetry/api'; declare function work(): void; declare const cond: boolean;\n`;
const attach = 'const token = context.attach(ROOT_CONTEXT);';

const valid = [
  { name: 'try and finally', code: `${api}function f() { ${attach} try { work(); } finally { token.dispose(); } }` },
  {
    name: 'try, catch and finally',
    code: `${api}function f() { ${attach} try { work(); } catch (e) { throw e; } finally { token.dispose(); } }`,
  },
  {
    name: 'return inside try',
    code: `${api}function f() { ${attach} try { return work(); } finally { token.dispose(); } }`,
  },
  { name: 'dispose at once', code: `${api}function f() { ${attach} token.dispose(); work(); }` },
  {
    name: 'nothing that throws in between',
    code: `${api}function f() { ${attach} console.log(context.active(), Date.now()); token.dispose(); }`,
  },
  {
    name: 'constructors of the language in between',
    code: `${api}function f() { ${attach} const seen = new Map<string, number>(); const all = new Set<string>(); const start = process.hrtime.bigint(); try { work(); seen.clear(); all.clear(); } finally { token.dispose(); console.log(start, new Date()); } }`,
  },
  {
    name: 'two dispose calls',
    code: `${api}function f() { ${attach} try { work(); token.dispose(); } finally { token.dispose(); } }`,
  },
  {
    name: 'catch and end both dispose',
    code: `${api}function f() { ${attach} try { work(); } catch { token.dispose(); return; } token.dispose(); }`,
  },
  {
    name: 'both branches dispose',
    code: `${api}function f() { ${attach} if (cond) { token.dispose(); return; } token.dispose(); }`,
  },
  {
    name: 'a conditional attach with a guarded dispose',
    code: `${api}function f() { const token = cond ? context.attach(ROOT_CONTEXT) : undefined; try { work(); } finally { token?.dispose(); } }`,
  },
  {
    name: 'a let with a guarded dispose',
    code: `${api}function f() { let token; if (cond) token = context.attach(ROOT_CONTEXT); try { work(); } finally { if (token) token.dispose(); } }`,
  },
  {
    name: 'the same condition twice',
    code: `${api}function f() { let token; if (cond) token = context.attach(ROOT_CONTEXT); if (cond) token!.dispose(); }`,
  },
  {
    name: 'LIFO',
    code: `${api}function f() { const a = context.attach(ROOT_CONTEXT); try { const b = context.attach(ROOT_CONTEXT); try { work(); } finally { b.dispose(); } } finally { a.dispose(); } }`,
  },
  {
    name: 'one after the other',
    code: `${api}function f() { const a = context.attach(ROOT_CONTEXT); try { work(); } finally { a.dispose(); } const b = context.attach(ROOT_CONTEXT); try { work(); } finally { b.dispose(); } }`,
  },
  {
    name: 'in a loop',
    code: `${api}function f(xs: number[]) { for (const x of xs) { ${attach} try { if (x) continue; work(); } finally { token.dispose(); } } }`,
  },
  { name: 'returned', code: `${api}function f() { return context.attach(ROOT_CONTEXT); }` },
  { name: 'returned by an arrow', code: `${api}export const enter = () => context.attach(ROOT_CONTEXT);` },
  { name: 'returned through a variable', code: `${api}function f() { ${attach} return token; }` },
  {
    name: 'returned in an object and a tuple',
    code: `${api}function f() { ${attach} return { token }; } function g() { ${attach} return [token, 1] as const; }`,
  },
  {
    name: 'returned inside a closure that disposes it',
    code: `${api}function f() { ${attach} return () => token.dispose(); }`,
  },
  {
    name: 'returned inside a closure in an object',
    code: `${api}function f() { ${attach} return { close() { token.dispose(); } }; }`,
  },
  {
    name: 'a named closure that is returned',
    code: `${api}function f() { ${attach} const close = () => { token.dispose(); }; return close; }`,
  },
  { name: 'a method taken and bound', code: `${api}function f() { ${attach} return token.dispose.bind(token); }` },
  {
    name: 'stored in a field',
    code: `${api}class S { t: any; start() { this.t = context.attach(ROOT_CONTEXT); } end() { this.t.dispose(); } }`,
  },
  {
    name: 'stored in a private field through a variable',
    code: `${api}class S { #t: any; start() { ${attach} this.#t = token; } }`,
  },
  {
    name: 'stored in a map',
    code: `${api}const tokens = new Map<string, any>(); function f(id: string) { tokens.set(id, context.attach(ROOT_CONTEXT)); }`,
  },
  { name: 'stored on a request', code: `${api}function f(req: any) { ${attach} req.token = token; }` },
  { name: 'pushed to an array', code: `${api}const stack: any[] = []; function f() { ${attach} stack.push(token); }` },
  {
    name: 'a hook pair over an outer variable',
    code: `${api}let token: any; export const hooks = { start() { token = context.attach(ROOT_CONTEXT); }, end() { token.dispose(); } };`,
  },
  {
    name: 'handed to a function that takes it',
    code: `${api}import type { ContextManagementToken } from '@opentelemetry/api'; declare function keep(t: ContextManagementToken): void; function f() { ${attach} keep(token); }`,
  },
  {
    name: 'a local closure called on every path',
    code: `${api}function f() { ${attach} const end = () => { token.dispose(); }; try { work(); } finally { end(); } }`,
  },
  {
    name: 'a local function declaration that disposes',
    code: `${api}function f() { ${attach} function end() { token.dispose(); } try { work(); } finally { end(); } }`,
  },
  {
    name: 'a closure that disposes, kept in an array or a map',
    code: `${api}class S { ends: (() => void)[] = []; byId = new Map<string, () => void>(); a() { ${attach} this.ends.push(() => token.dispose()); } b() { ${attach} this.byId.set('b', () => { token.dispose(); }); } c() { ${attach} const end = () => token.dispose(); this.ends.push(end); } }`,
  },
  {
    name: 'a closure that disposes, given to a clean-up hook',
    code: `${api}declare const stack: { defer(f: () => void): void }; declare const t: { after(f: () => void): void }; declare function onTestFinished(f: () => void): void; function f() { ${attach} stack.defer(() => token.dispose()); work(); } function g() { ${attach} t.after(() => { token.dispose(); }); work(); } function h() { ${attach} onTestFinished(() => token.dispose()); work(); }`,
  },
  {
    name: 'a closure that disposes, returned inside another function or object',
    code: `${api}declare function once(f: () => void): () => void; declare class Disposable { constructor(f: () => void); } function f() { ${attach} return once(() => token.dispose()); } function g() { ${attach} return new Disposable(() => token.dispose()); }`,
  },
  { name: 'yielded to a caller that disposes', code: `${api}function* f() { ${attach} yield token; }` },
  ...[
    `setTimeout(() => { ${attach} setTimeout(() => { token.dispose(); }, 5); }, 5);`,
    `import { setImmediate as soon } from 'node:timers'; soon(() => { ${attach} work(); token.dispose(); });`,
    `queueMicrotask(() => { ${attach} if (cond) return; token.dispose(); });`,
    `process.nextTick(() => { ${attach} setImmediate(() => token.dispose()); });`,
    `export const later = () => new Promise<void>((resolve) => { setTimeout(() => { ${attach} resolve(); Promise.resolve().then(() => { token.dispose(); }); }, 5); });`,
  ].map((code) => ({ name: `no caller to leak to: ${code.slice(0, 40)}`, code: `${api}${code}` })),
  {
    name: 'a test that misses a dispose on one path',
    code: `${api}import { it } from 'vitest'; it('works', () => { ${attach} work(); token.dispose(); });`,
  },
  {
    name: 'a suspension is another rule',
    code: `${api}async function f() { ${attach} await work(); token.dispose(); }`,
  },
  {
    name: 'a look-alike',
    code: `class Ctx { attach(_: number) { return { dispose() {} }; } } const context = new Ctx(); function f() { context.attach(1); }`,
  },
  {
    name: 'Angular and DOM attach',
    code: `declare const portal: { attach(x: object): { dispose(): void } }; portal.attach({}); // opentelemetry`,
  },
  { name: 'an untyped parameter', code: `export function f(context: any) { context.attach({}); } // opentelemetry` },
  {
    name: 'a shadowed name',
    code: `import { context } from '@opentelemetry/api'; function f(context: { attach(x: number): void }) { context.attach(1); }`,
  },
  {
    name: 'a decorated context manager',
    code: `${api}class M { constructor(private inner: any) {} attach(ctx: any) { return this.inner.attach(ctx); } }`,
  },
];

const leakData = (line: string, exit: string, token = 'token', attachLine = '2') => ({
  attach: 'context.attach',
  token,
  attachLine,
  exit,
  line,
});

const invalid = [
  {
    name: 'a dropped token',
    code: `${api}function f() {
  context.attach(ROOT_CONTEXT);
  work();
}`,
    errors: [
      {
        messageId: 'discarded' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '3' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            data: { token: 'token' },
            output: `${api}function f() {
  const token = context.attach(ROOT_CONTEXT);
  try {
    work();
  } finally {
    token.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            data: { call: 'context.with()' },
            output: `${api}function f() {
  context.with(ROOT_CONTEXT, () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a dropped token with nothing after it',
    code: `${api}export function f() { context.attach(ROOT_CONTEXT); }`,
    errors: [{ messageId: 'discarded' as const, data: { attach: 'context.attach', token: 'token', attachLine: '2' } }],
  },
  {
    name: 'a dropped token in void and behind an optional chain',
    code: `import * as otel from '@opentelemetry/api'; export function f() { void otel.context.attach(otel.ROOT_CONTEXT); otel.context?.attach?.(otel.ROOT_CONTEXT); }`,
    errors: [
      { messageId: 'discarded' as const, data: { attach: 'otel.context.attach', token: 'token', attachLine: '1' } },
      { messageId: 'discarded' as const, data: { attach: 'otel.context.attach', token: 'token', attachLine: '1' } },
    ],
  },
  {
    name: 'a dropped token, with work on its line and below',
    code: `${api}export function f() {\n  context.attach(ROOT_CONTEXT); work(0);\n  work(1);\n}`,
    errors: [
      {
        messageId: 'discarded' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '3' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            data: { token: 'token' },
            output: `${api}export function f() {\n  const token = context.attach(ROOT_CONTEXT);\n  try {\n    work(0);\n    work(1);\n  } finally {\n    token.dispose();\n  }\n}`,
          },
          {
            messageId: 'useContextWith' as const,
            data: { call: 'context.with()' },
            output: `${api}export function f() {\n  context.with(ROOT_CONTEXT, () => {\n    work(0);\n    work(1);\n  });\n}`,
          },
        ],
      },
    ],
  },
  {
    name: 'never disposed, with a comment and a name clash',
    code: `${api}function f(token: string) {
  const scope = context.attach(ROOT_CONTEXT);
  // the work of \`token\`
  work();
}`,
    errors: [
      {
        messageId: 'neverDisposed' as const,
        data: { attach: 'context.attach', token: 'scope', attachLine: '3' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            data: { token: 'scope' },
            output: `${api}function f(token: string) {
  const scope = context.attach(ROOT_CONTEXT);
  try {
    // the work of \`token\`
    work();
  } finally {
    scope.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            data: { call: 'context.with()' },
            output: `${api}function f(token: string) {
  context.with(ROOT_CONTEXT, () => {
    // the work of \`token\`
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a dropped token where its name is taken',
    code: `${api}function f(token: string) {
  context.attach(ROOT_CONTEXT);
  console.log(token);
}`,
    errors: [
      {
        messageId: 'discarded' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '3' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function f(token: string) {
  const token2 = context.attach(ROOT_CONTEXT);
  try {
    console.log(token);
  } finally {
    token2.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}function f(token: string) {
  context.with(ROOT_CONTEXT, () => {
    console.log(token);
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an early return',
    code: `${api}function f() {
  ${attach}
  if (cond) return;
  token.dispose();
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('4', 'returns', 'token', '3'),
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function f() {
  ${attach}
  try {
    if (cond) return;
  } finally {
    token.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}function f() {
  context.with(ROOT_CONTEXT, () => {
    if (cond) return;
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'an explicit throw',
    code: `${api}export function f() { ${attach} if (cond) { throw new Error('no'); } token.dispose(); }`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('2', 'throws'),
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}export function f() { ${attach} try { if (cond) { throw new Error('no'); } } finally { token.dispose(); } }`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}export function f() { context.with(ROOT_CONTEXT, () => { if (cond) { throw new Error('no'); } }); }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a call that may throw, without finally',
    code: `${api}function f() {
  ${attach}
  work();
  token.dispose();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '3', thrower: "'work()'", line: '4' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function f() {
  ${attach}
  try {
    work();
  } finally {
    token.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}function f() {
  context.with(ROOT_CONTEXT, () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'what follows the dispose stays outside',
    code: `${api}function f() {
  ${attach}
  work();
  token.dispose();
  return 1;
}`,
    errors: [
      {
        messageId: 'throws' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '3', thrower: "'work()'", line: '4' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function f() {
  ${attach}
  try {
    work();
  } finally {
    token.dispose();
  }
  return 1;
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}function f() {
  context.with(ROOT_CONTEXT, () => {
    work();
  });
  return 1;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'continue in a loop: only finally can mend it',
    code: `${api}function f(xs: number[]) {
  for (const x of xs) {
    ${attach}
    if (x) continue;
    token.dispose();
  }
}`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('5', 'goes on with the next turn of the loop', 'token', '4'),
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function f(xs: number[]) {
  for (const x of xs) {
    ${attach}
    try {
      if (x) continue;
    } finally {
      token.dispose();
    }
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'break out of a loop',
    code: `${api}export function f(xs: number[]) { for (const x of xs) { ${attach} if (x) break; token.dispose(); } }`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('2', 'leaves the loop'),
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}export function f(xs: number[]) { for (const x of xs) { ${attach} try { if (x) break; } finally { token.dispose(); } } }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a catch that swallows and forgets',
    code: `${api}export function f() { ${attach} try { work(); token.dispose(); } catch { } }`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('2', 'ends'),
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}export function f() { ${attach} try { try { work(); } catch { } } finally { token.dispose(); } }`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}export function f() { context.with(ROOT_CONTEXT, () => { try { work(); } catch { } }); }`,
          },
        ],
      },
    ],
  },
  {
    name: 'disposed in a timer',
    code: `${api}function f() {
  ${attach}
  setTimeout(() => token.dispose(), 10);
}`,
    errors: [
      {
        messageId: 'disposedElsewhere' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '3', line: '4' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function f() {
  ${attach}
  try {
    setTimeout(() => token.dispose(), 10);
  } finally {
    token.dispose();
  }
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'disposed when a response ends, in an arrow of a class',
    code: `${api}class Server { handle = (res: any) => { ${attach} res.on('finish', () => { token.dispose(); }); }; }`,
    errors: [
      {
        messageId: 'disposedElsewhere' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '2', line: '2' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}class Server { handle = (res: any) => { ${attach} try { res.on('finish', () => { token.dispose(); }); } finally { token.dispose(); } }; }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a destructured dispose',
    code: `${api}function f() { const { dispose } = context.attach(ROOT_CONTEXT); try { work(); } finally { dispose(); } }`,
    errors: [
      {
        messageId: 'destructured' as const,
        suggestions: [
          {
            messageId: 'keepToken' as const,
            output: `${api}function f() { const token = context.attach(ROOT_CONTEXT); try { work(); } finally { token.dispose(); } }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a destructured dispose under another name, where token is taken',
    code: `${api}function f(token: number) { const { dispose: end } = context.attach(ROOT_CONTEXT); end(); return token; }`,
    errors: [
      {
        messageId: 'destructured' as const,
        suggestions: [
          {
            messageId: 'keepToken' as const,
            output: `${api}function f(token: number) { const token2 = context.attach(ROOT_CONTEXT); token2.dispose(); return token; }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a destructured dispose that is passed on: no edit',
    code: `${api}declare function on(x: { dispose(): void }): void; declare function once(f: () => void): void; function f() { const { dispose } = context.attach(ROOT_CONTEXT); on({ dispose }); dispose(); } function g() { const { dispose } = context.attach(ROOT_CONTEXT); once(dispose); }`,
    errors: [{ messageId: 'destructured' as const }, { messageId: 'destructured' as const }],
  },
  {
    name: 'never disposed in front of an await: a finally block would not mend it',
    code: `${api}async function f() {
  context.attach(ROOT_CONTEXT);
  await work();
}`,
    errors: [
      {
        messageId: 'discarded' as const,
        suggestions: [
          {
            messageId: 'useContextWith' as const,
            output: `${api}async function f() {
  await context.with(ROOT_CONTEXT, async () => {
    await work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'never disposed after an earlier await: a finally block mends it',
    code: `${api}async function f() {
  await work();
  context.attach(ROOT_CONTEXT);
  await work();
}`,
    errors: [
      {
        messageId: 'discarded' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}async function f() {
  await work();
  const token = context.attach(ROOT_CONTEXT);
  try {
    await work();
  } finally {
    token.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}async function f() {
  await work();
  await context.with(ROOT_CONTEXT, async () => {
    await work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a promise callback that disposes is no hand-over, although the promise is returned',
    code: `${api}declare function load(): Promise<void>; function f() { ${attach} return load().finally(() => token.dispose()); }`,
    errors: [
      {
        messageId: 'disposedElsewhere' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}declare function load(): Promise<void>; function f() { ${attach} try { return load().finally(() => token.dispose()); } finally { token.dispose(); } }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a field of a constructor is set in between: no callback, which could not set it',
    code: `${api}class A { readonly v: unknown; constructor() { ${attach} this.v = work(); token.dispose(); } }`,
    errors: [
      {
        messageId: 'throws' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}class A { readonly v: unknown; constructor() { ${attach} try { this.v = work(); } finally { token.dispose(); } } }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a function that only throws: no callback, behind which the code would go on',
    code: `${api}function fail(): never {
  ${attach}
  work();
  token.dispose();
  throw new Error('failed');
}
function check(x: string | undefined): string {
  if (!x) {
    context.attach(ROOT_CONTEXT);
    throw new Error('none');
  }
  return x.trim();
}`,
    errors: [
      {
        messageId: 'throws' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function fail(): never {
  ${attach}
  try {
    work();
  } finally {
    token.dispose();
  }
  throw new Error('failed');
}
function check(x: string | undefined): string {
  if (!x) {
    context.attach(ROOT_CONTEXT);
    throw new Error('none');
  }
  return x.trim();
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}function fail(): never {
  context.with(ROOT_CONTEXT, () => {
    work();
  });
  throw new Error('failed');
}
function check(x: string | undefined): string {
  if (!x) {
    context.attach(ROOT_CONTEXT);
    throw new Error('none');
  }
  return x.trim();
}`,
          },
        ],
      },
      {
        messageId: 'discarded' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function fail(): never {
  ${attach}
  work();
  token.dispose();
  throw new Error('failed');
}
function check(x: string | undefined): string {
  if (!x) {
    const token = context.attach(ROOT_CONTEXT);
    try {
      throw new Error('none');
    } finally {
      token.dispose();
    }
  }
  return x.trim();
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'using',
    code: `${api}function f() {
  using token = context.attach(ROOT_CONTEXT);
  work();
}`,
    errors: [
      {
        messageId: 'using' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '3' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}function f() {
  const token = context.attach(ROOT_CONTEXT);
  try {
    work();
  } finally {
    token.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}function f() {
  context.with(ROOT_CONTEXT, () => {
    work();
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'outer before inner',
    code: `${api}export function f() { const outer = context.attach(ROOT_CONTEXT); const inner = context.attach(ROOT_CONTEXT); outer.dispose(); inner.dispose(); }`,
    errors: [
      {
        messageId: 'outOfOrder' as const,
        data: { attach: 'context.attach', token: 'inner', attachLine: '2', outer: 'outer', line: '2' },
      },
    ],
  },
  {
    name: 'overwritten before it is disposed',
    code: `${api}export function f() { let token = context.attach(ROOT_CONTEXT); token = context.attach(ROOT_CONTEXT); token.dispose(); }`,
    errors: [{ messageId: 'leaks' as const, data: leakData('2', 'overwrites it') }],
  },
  {
    name: 'a closure that disposes, called on one path only',
    code: `${api}export function f() { ${attach} const end = () => { token.dispose(); }; if (cond) return; end(); }`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('2', 'returns'),
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}export function f() { ${attach} try { const end = () => { token.dispose(); }; if (cond) return; end(); } finally { token.dispose(); } }`,
          },
        ],
      },
    ],
  },
  {
    name: 'only one branch hands it over',
    code: `${api}export function f() { ${attach} if (cond) return token; return undefined; }`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('2', 'returns'),
      },
    ],
  },
  {
    name: 'module scope, required',
    code: `const { context, ROOT_CONTEXT } = require('@opentelemetry/api');
context.attach(ROOT_CONTEXT);`,
    errors: [{ messageId: 'discarded' as const, data: { attach: 'context.attach', token: 'token', attachLine: '2' } }],
  },
  {
    name: 'printing a token is not a hand-over',
    code: `${api}export function f() { ${attach} console.log(token); }`,
    errors: [
      {
        messageId: 'neverDisposed' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}export function f() { ${attach} try { console.log(token); } finally { token.dispose(); } }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a dispose function declared as a wrapper still has to be reached',
    code: `${api}import { leave } from './scope'; export function f() { ${attach} if (cond) return; leave(token); }`,
    settings: { otel: { wrappers: [{ function: 'leave', operation: 'context.dispose' }] } },
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('2', 'returns'),
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}import { leave } from './scope'; export function f() { ${attach} try { if (cond) return; } finally { token.dispose(); } }`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}import { leave } from './scope'; export function f() { context.with(ROOT_CONTEXT, () => { if (cond) return; }); }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a timer that repeats has its next turn to leak to',
    code: `${api}setInterval(() => { ${attach} setTimeout(() => token.dispose(), 5); }, 5);`,
    errors: [
      {
        messageId: 'disposedElsewhere' as const,
        data: { attach: 'context.attach', token: 'token', attachLine: '2', line: '2' },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}setInterval(() => { ${attach} try { setTimeout(() => token.dispose(), 5); } finally { token.dispose(); } }, 5);`,
          },
        ],
      },
    ],
  },
  {
    name: 'a one-shot timer whose token leaks into the next turn of a loop',
    code: `${api}setTimeout(() => { for (const x of [1, 2]) { ${attach} if (x > 1) continue; token.dispose(); } }, 5);`,
    errors: [
      {
        messageId: 'leaks' as const,
        data: leakData('2', 'goes on with the next turn of the loop'),
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}setTimeout(() => { for (const x of [1, 2]) { ${attach} try { if (x > 1) continue; } finally { token.dispose(); } } }, 5);`,
          },
        ],
      },
    ],
  },
  {
    name: 'a one-shot timer whose token is never disposed',
    code: `${api}setTimeout(() => { ${attach} }, 5);`,
    errors: [{ messageId: 'neverDisposed' as const, suggestions: [] }],
  },
  {
    name: 'a function that is called like a timer',
    code: `${api}const setImmediate = (run: () => void) => run(); setImmediate(() => { ${attach} setTimeout(() => { token.dispose(); }, 5); });`,
    errors: [
      {
        messageId: 'disposedElsewhere' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}const setImmediate = (run: () => void) => run(); setImmediate(() => { ${attach} try { setTimeout(() => { token.dispose(); }, 5); } finally { token.dispose(); } });`,
          },
        ],
      },
    ],
  },
  {
    name: 'a declaration that is used behind the dispose is declared in front of the try',
    code: `${api}declare function load(): { id: number }; declare function show(n: number): string;
export function f() {
  ${attach}
  // the order
  const order: { id: number } = load();
  const { id } = order; // its id
  token.dispose();
  return show(id + order.id);
}`,
    errors: [
      {
        messageId: 'throws' as const,
        line: 4,
        column: 25,
        endColumn: 31,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}declare function load(): { id: number }; declare function show(n: number): string;
export function f() {
  ${attach}
  let order: { id: number };
  let id;
  try {
    // the order
    order = load();
    ({ id } = order); // its id
  } finally {
    token.dispose();
  }
  return show(id + order.id);
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}declare function load(): { id: number }; declare function show(n: number): string;
export function f() {
  const { order, id } = context.with(ROOT_CONTEXT, () => {
    // the order
    const order: { id: number } = load();
    const { id } = order; // its id
    return { order, id };
  });
  return show(id + order.id);
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a return that hands a value back goes into the try',
    code: `${api}declare function load(): number;
export function f() {
  ${attach}
  const count = load();
  token.dispose();
  return count;
}`,
    errors: [
      {
        messageId: 'throws' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}declare function load(): number;
export function f() {
  ${attach}
  try {
    const count = load();
    return count;
  } finally {
    token.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}declare function load(): number;
export function f() {
  return context.with(ROOT_CONTEXT, () => {
    const count = load();
    return count;
  });
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'what a function uses later, and a function: the rest goes into the try',
    code: `${api}declare function load(): number;
export function f() {
  ${attach}
  const count = load();
  token.dispose();
  return () => count + 1;
}`,
    errors: [
      {
        messageId: 'throws' as const,
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}declare function load(): number;
export function f() {
  ${attach}
  try {
    const count = load();
    return () => count + 1;
  } finally {
    token.dispose();
  }
}`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}declare function load(): number;
export function f() {
  const count = context.with(ROOT_CONTEXT, () => load());
  return () => count + 1;
}`,
          },
        ],
      },
    ],
  },
  {
    name: 'a long callee is cut at a name',
    code: `${api}declare const shop: any;
export function f() { ${attach} shop.orders['a long name that says a lot'].withItems.toSorted(); token.dispose(); }`,
    errors: [
      {
        messageId: 'throws' as const,
        data: {
          attach: 'context.attach',
          token: 'token',
          attachLine: '3',
          thrower: "'… that says a lot'].withItems.toSorted()'",
          line: '3',
        },
        suggestions: [
          {
            messageId: 'wrapInTryFinally' as const,
            output: `${api}declare const shop: any;
export function f() { ${attach} try { shop.orders['a long name that says a lot'].withItems.toSorted(); } finally { token.dispose(); } }`,
          },
          {
            messageId: 'useContextWith' as const,
            output: `${api}declare const shop: any;
export function f() { context.with(ROOT_CONTEXT, () => { shop.orders['a long name that says a lot'].withItems.toSorted(); }); }`,
          },
        ],
      },
    ],
  },
  {
    name: 'no edit where the variable holds another token later: a finally block would dispose that one only',
    code: `${api}export function f() { let token = context.attach(ROOT_CONTEXT); work(); token.dispose(); token = context.attach(ROOT_CONTEXT); try { work(); } finally { token.dispose(); } }`,
    errors: [{ messageId: 'throws' as const, suggestions: [] }],
  },
  {
    name: 'a test that never disposes leaks into the next one',
    code: `${api}import { it } from 'vitest'; it('works', () => { context.attach(ROOT_CONTEXT); }); it('works too', () => { ${attach} });`,
    errors: [{ messageId: 'discarded' as const }, { messageId: 'neverDisposed' as const }],
  },
];

untypedTester.run('require-attach-dispose (untyped)', requireAttachDispose, { valid, invalid });
typedTester.run('require-attach-dispose (typed)', requireAttachDispose, {
  valid: [
    ...valid,
    {
      name: 'handed to a type parameter',
      code: `${api}declare function keep<T>(t: T): T; function f() { ${attach} keep(token); }`,
    },
    {
      name: 'a dispose function declared as a wrapper',
      code: `${api}declare function leave(t: object): void; function f() { ${attach} try { work(); } finally { leave(token); } }`,
      settings: { otel: { wrappers: [{ function: 'leave', operation: 'context.dispose' }] } },
    },
  ],
  invalid: [
    ...invalid,
    {
      name: 'a parameter that does not take a token does not take it over',
      code: `${api}declare function label(name: object & { readonly text: string }): void; export function f() { ${attach} label(token as never); }`,
      errors: [
        {
          messageId: 'neverDisposed',
          suggestions: [
            {
              messageId: 'wrapInTryFinally',
              output: `${api}declare function label(name: object & { readonly text: string }): void; export function f() { ${attach} try { label(token as never); } finally { token.dispose(); } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'an injected context API and a context manager',
      code: `import type { Context, ContextAPI, ContextManager } from '@opentelemetry/api';
export class Scope {
  constructor(private readonly api: ContextAPI) {}
  enter(ctx: Context) { this.api.attach(ctx); }
}`,
      errors: [{ messageId: 'discarded', data: { attach: 'this.api.attach', token: 'token', attachLine: '4' } }],
    },
  ],
});
