import assert from 'node:assert/strict';
import path from 'node:path';
import { noInheritedContext } from '../../src/rules/no-inherited-context';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, trace, ROOT_CONTEXT } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\ndeclare function load(): Promise<string>;\n`;

interface Case {
  readonly name: string;
  readonly code: string;
  /** Default: AsyncLocalStorage. */
  readonly manager?: string;
  readonly instrumented?: readonly string[];
  readonly filename?: string;
  readonly only?: 'typed' | 'untyped';
}

interface Failing extends Case {
  readonly errors: readonly {
    readonly id: 'listen' | 'loop' | 'timer';
    readonly data?: Readonly<Record<string, unknown>>;
    readonly edits?: readonly Replacement[];
  }[];
}

/** Code in the callback of an activation that begins on line 4. */
const inSpan = (body: string, rest = ''): string =>
  `${api}export const f = () => tracer.startActiveSpan('a', async (span) => {\n${body}\n  span.end();\n});${rest}`;

const tick = `() => { tracer.startSpan('tick').end(); }`;

const valid: readonly Case[] = [
  // what does not go on
  { name: 'a timer that fires once', code: inSpan(`  setTimeout(${tick}, 5);\n  setImmediate(${tick});`) },
  {
    name: 'an interval that the same work ends',
    code: inSpan(`  const beat = setInterval(${tick}, 5);\n  try { await load(); } finally { clearInterval(beat); }`),
  },
  {
    name: 'an interval that ends itself when its work is done',
    code: inSpan(
      `  const beat = setInterval(() => { tracer.startSpan('tick').end(); if (Math.random() > 0.5) clearInterval(beat); }, 5);`,
    ),
  },
  {
    name: 'an interval that is handed to the caller',
    code: `${inSpan('  return begin();')}\nfunction begin() { const beat = setInterval(${tick}, 5); return beat; }`,
  },
  {
    name: 'an interval that is handed to somebody',
    code: inSpan(`  register(setInterval(${tick}, 5));`, '\ndeclare function register(timer: unknown): void;'),
  },
  {
    name: 'a retry',
    code: inSpan(
      `  let left = 3;\n  function attempt() { tracer.startSpan('try').end(); if (left-- > 0) setTimeout(attempt, 5); }\n  attempt();`,
    ),
  },
  {
    name: 'a poll that ends when something is there',
    code: inSpan(
      `  const poll = async () => { tracer.startSpan('poll').end(); if (await load()) return; setTimeout(poll, 5); };\n  await poll();`,
    ),
  },
  {
    name: 'a loop that is left',
    code: inSpan(`  while (true) { tracer.startSpan('a').end(); if (await load()) break; }`),
  },
  {
    name: 'a loop with a counter',
    code: inSpan(`  for (let i = 0; ; i++) { tracer.startSpan('a').end(); await load(); }`),
  },
  {
    name: 'a loop with a test',
    code: inSpan(`  let text = '';\n  while (!text) { tracer.startSpan('a').end(); text = await load(); }`),
  },
  { name: 'a loop that does not wait', code: inSpan(`  for (;;) { tracer.startSpan('a').end(); }`) },
  // what has no trace to stay in
  { name: 'no read of the active context', code: inSpan(`  setInterval(() => { console.log('tick'); }, 5);`) },
  {
    name: 'a span that is a root',
    code: inSpan(`  setInterval(() => { tracer.startSpan('tick', { root: true }).end(); }, 5);`),
  },
  {
    name: 'a context of its own in each turn',
    code: inSpan(`  setInterval(() => { context.with(ROOT_CONTEXT, ${tick}); }, 5);`),
  },
  {
    name: 'the root context around it',
    code: inSpan(`  context.with(ROOT_CONTEXT, () => setInterval(${tick}, 5));`),
  },
  {
    name: 'a function that says that it leaves the context',
    code: inSpan(
      `  runInRootContext(() => { setInterval(${tick}, 5); });`,
      '\ndeclare function runInRootContext(fn: () => void): void;',
    ),
  },
  { name: 'at module scope', code: `${api}setInterval(${tick}, 5);` },
  {
    name: 'in a function of which nobody knows where it is called',
    code: `${api}export function begin() { setInterval(${tick}, 5); }`,
  },
  {
    name: 'in a listener, which has the context of whoever emits',
    code: inSpan(
      `  bus.on('ready', () => { setInterval(${tick}, 5); });`,
      `\ndeclare const bus: { on(e: string, fn: () => void): void };`,
    ),
  },
  {
    name: 'a request handler where nothing is instrumented',
    code: `${api}declare const app: { get(path: string, fn: (req: object, res: object) => void): void };\napp.get('/a', (req, res) => { setInterval(${tick}, 5); });`,
  },
  // managers that do not carry it
  ...['stack', 'none', 'unknown'].map((manager) => ({
    name: `a manager that is ${manager}`,
    code: inSpan(`  setInterval(${tick}, 5);`),
    manager,
  })),
  {
    name: 'a server whose requests are instrumented',
    code: `import { createServer } from 'node:http';\n${inSpan(`  createServer().listen(80);`)}`,
    instrumented: ['http'],
  },
  {
    name: 'another listen',
    code: inSpan(`  radio.listen(80);`, '\ndeclare const radio: { listen(port: number): void };'),
  },
  {
    name: 'a server that the same work closes',
    code: `import { createServer } from 'node:http';\n${inSpan(`  const server = createServer();\n  const open = server.listen(80);\n  await load();\n  open.close();`)}`,
  },
  {
    name: 'a look-alike',
    code: `class Tracer { startActiveSpan<T>(_: string, fn: () => T): T { return fn(); } startSpan(_: string): void {} }\nconst tracer = new Tracer();\nexport const f = () => tracer.startActiveSpan('a', () => { setInterval(() => { tracer.startSpan('b'); }, 5); });`,
  },
  {
    name: 'another setInterval',
    code: inSpan(`  setInterval(${tick}, 5);`, '\ndeclare function setInterval(fn: () => void, ms: number): void;'),
    only: 'untyped',
  },
];

const inRoot = (text: string): Replacement => [text, `context.with(ROOT_CONTEXT, () => ${text})`];
const scope = "'tracer.startActiveSpan()' of line 4";
const onTick = { start: 'setInterval', scope, use: "'tracer.startSpan()'", useLine: 5 };

const invalid: readonly Failing[] = [
  {
    name: 'an interval',
    code: inSpan(`  setInterval(${tick}, 5);`),
    errors: [{ id: 'timer', data: onTick, edits: [inRoot(`setInterval(${tick}, 5)`)] }],
  },
  {
    name: 'an interval under zones, with a comment in it, unreferenced',
    code: inSpan(`  setInterval(/* often */ ${tick}, 5).unref();`),
    manager: 'zone',
    errors: [{ id: 'timer', data: onTick, edits: [inRoot(`setInterval(/* often */ ${tick}, 5)`)] }],
  },
  {
    name: 'two intervals, and an import that has only one of the names',
    code: `import { trace } from '@opentelemetry/api';\nexport const f = () => trace.getTracer('a').startActiveSpan('a', () => {\n  setInterval(() => { trace.getActiveSpan(); }, 5);\n  setInterval(() => { trace.getActiveSpan(); }, 6);\n});`,
    errors: [
      {
        id: 'timer',
        data: {
          start: 'setInterval',
          scope: "'trace.getTracer('a').startActiveSpan()' of line 2",
          use: "'trace.getActiveSpan()'",
          useLine: 3,
        },
        edits: [
          ['{ trace }', '{ trace, context, ROOT_CONTEXT }'],
          inRoot('setInterval(() => { trace.getActiveSpan(); }, 5)'),
        ],
      },
      {
        id: 'timer',
        data: {
          start: 'setInterval',
          scope: "'trace.getTracer('a').startActiveSpan()' of line 2",
          use: "'trace.getActiveSpan()'",
          useLine: 4,
        },
        edits: [
          ['{ trace }', '{ trace, context, ROOT_CONTEXT }'],
          inRoot('setInterval(() => { trace.getActiveSpan(); }, 6)'),
        ],
      },
    ],
  },
  {
    name: 'a field that another method clears',
    code: `${api}export class Cache {\n  private timer?: NodeJS.Timeout;\n  open() { return tracer.startActiveSpan('open', () => { this.timer = setInterval(() => this.refresh(), 5); }); }\n  close() { clearInterval(this.timer); }\n  private refresh() { tracer.startSpan('refresh').end(); }\n}`,
    errors: [
      {
        id: 'timer',
        data: {
          start: 'setInterval',
          scope: "'tracer.startActiveSpan()' of line 6",
          use: "'tracer.startSpan()' (through 'refresh()')",
          useLine: 8,
        },
        edits: [inRoot('setInterval(() => this.refresh(), 5)')],
      },
    ],
  },
  {
    name: 'the timer of a pool that a request makes',
    code: `${api}class Pool {\n  constructor() { setInterval(() => { tracer.startSpan('reap').end(); }, 5); }\n}\nlet pool: Pool | undefined;\nexport const f = () => context.with(context.active(), () => (pool ??= new Pool()));`,
    errors: [
      {
        id: 'timer',
        data: { start: 'setInterval', scope: "'context.with()' of line 8", use: "'tracer.startSpan()'", useLine: 5 },
        edits: [inRoot("setInterval(() => { tracer.startSpan('reap').end(); }, 5)")],
      },
    ],
  },
  {
    name: 'a timer that arms itself again',
    code: inSpan(
      `  const poll = async () => {\n    tracer.startSpan('poll').end();\n    await load();\n    setTimeout(poll, 5);\n  };\n  await poll();`,
    ),
    errors: [
      {
        id: 'timer',
        data: { ...onTick, start: 'setTimeout', useLine: 6 },
        edits: [inRoot('setTimeout(poll, 5)')],
      },
    ],
  },
  {
    name: 'a timer that arms itself again in a finally, through an arrow function, until somebody stops it',
    code: `${inSpan('  void poll();')}\nlet stopped = false;\nexport const stop = () => { stopped = true; };\nasync function poll(): Promise<void> {\n  if (stopped) return;\n  try {\n    tracer.startSpan('poll').end();\n    await load();\n  } finally {\n    setTimeout(() => void poll(), 5);\n  }\n}`,
    errors: [
      {
        id: 'timer',
        data: { start: 'setTimeout', scope, use: "'tracer.startSpan()' (through 'poll()')", useLine: 13 },
        edits: [inRoot('setTimeout(() => void poll(), 5)')],
      },
    ],
  },
  {
    name: 'an endless loop',
    code: inSpan(`  while (true) {\n    tracer.startSpan('turn').end();\n    await load();\n  }`),
    errors: [
      {
        id: 'loop',
        data: { scope, use: "'tracer.startSpan()'", useLine: 6 },
        edits: [
          [
            `  while (true) {\n    tracer.startSpan('turn').end();\n    await load();\n  }`,
            `  await context.with(ROOT_CONTEXT, async () => {\n    while (true) {\n      tracer.startSpan('turn').end();\n      await load();\n    }\n  });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a loop until a flag says that the program ends, in a function that is called there',
    code: `${api}export class Worker {\n  private running = true;\n  start() { return tracer.startActiveSpan('start', async (span) => { void this.consume(); span.end(); }); }\n  stop() { this.running = false; }\n  private async consume() {\n    while (this.running) {\n      const text = await load();\n      await tracer.startActiveSpan(text, async (child) => { child.end(); });\n    }\n  }\n}`,
    errors: [
      {
        id: 'loop',
        data: { scope: "'tracer.startActiveSpan()' of line 6", use: "'tracer.startActiveSpan()'", useLine: 11 },
        edits: [
          [
            `    while (this.running) {\n      const text = await load();\n      await tracer.startActiveSpan(text, async (child) => { child.end(); });\n    }`,
            `    await context.with(ROOT_CONTEXT, async () => {\n      while (this.running) {\n        const text = await load();\n        await tracer.startActiveSpan(text, async (child) => { child.end(); });\n      }\n    });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a request handler of an instrumented server, and a client that is instrumented',
    code: `${api}declare const app: { get(path: string, fn: (req: object, res: object) => void): void };\napp.get('/a', (req, res) => {\n  setInterval(() => { void fetch('/b'); }, 5);\n});`,
    instrumented: ['express', 'fetch'],
    errors: [
      {
        id: 'timer',
        data: { start: 'setInterval', scope: 'the request handler of line 5', use: "'fetch()'", useLine: 6 },
        edits: [inRoot("setInterval(() => { void fetch('/b'); }, 5)")],
      },
    ],
  },
  {
    name: 'jobs of cron libraries',
    code: `import { CronJob } from 'cron';\nimport cron from 'node-cron';\n${inSpan(`  new CronJob('* * * * *', ${tick}).start();\n  cron.schedule('* * * * *', ${tick});`)}`,
    errors: [
      {
        id: 'timer',
        data: {
          start: 'CronJob',
          scope: "'tracer.startActiveSpan()' of line 6",
          use: "'tracer.startSpan()'",
          useLine: 7,
        },
        edits: [inRoot(`new CronJob('* * * * *', ${tick})`)],
      },
      {
        id: 'timer',
        data: {
          start: 'cron.schedule',
          scope: "'tracer.startActiveSpan()' of line 6",
          use: "'tracer.startSpan()'",
          useLine: 8,
        },
        edits: [inRoot(`cron.schedule('* * * * *', ${tick})`)],
      },
    ],
  },
  {
    name: 'servers that listen',
    code: `import { createServer } from 'node:http';\nimport express from 'express';\nconst app = express();\n${inSpan(`  createServer().listen(80);\n  app.listen(81);`)}`,
    errors: [
      {
        id: 'listen',
        data: { start: 'createServer().listen', scope: "'tracer.startActiveSpan()' of line 7" },
        edits: [inRoot('createServer().listen(80)')],
      },
      {
        id: 'listen',
        data: { start: 'app.listen', scope: "'tracer.startActiveSpan()' of line 7" },
        edits: [inRoot('app.listen(81)')],
      },
    ],
  },
  {
    name: 'an await in the arguments: no edit',
    code: inSpan(`  setInterval(${tick}, Number(await load()));`),
    errors: [{ id: 'timer', data: onTick }],
  },
  {
    name: 'an alias of the import, and a name that is taken',
    code: `import { context as otelContext, trace } from '@opentelemetry/api';\nconst ROOT_CONTEXT = 'mine';\nexport const f = () => otelContext.with(otelContext.active(), () => { setInterval(() => { trace.getActiveSpan(); }, ROOT_CONTEXT.length); });`,
    errors: [
      {
        id: 'timer',
        data: {
          start: 'setInterval',
          scope: "'otelContext.with()' of line 3",
          use: "'trace.getActiveSpan()'",
          useLine: 3,
        },
        edits: [
          ['{ context as otelContext, trace }', '{ context as otelContext, trace, ROOT_CONTEXT as OTEL_ROOT_CONTEXT }'],
          [
            'setInterval(() => { trace.getActiveSpan(); }, ROOT_CONTEXT.length)',
            'otelContext.with(OTEL_ROOT_CONTEXT, () => setInterval(() => { trace.getActiveSpan(); }, ROOT_CONTEXT.length))',
          ],
        ],
      },
    ],
  },
  {
    name: 'a tracer by its type, a namespace, no semicolons',
    code: `import * as otel from '@opentelemetry/api'\nexport const f = (tracer: otel.Tracer) => tracer.startActiveSpan('a', (span) => {\n  setInterval(() => { tracer.startSpan('b').end() }, 5)\n  span.end()\n})`,
    errors: [
      {
        id: 'timer',
        data: {
          start: 'setInterval',
          scope: "'tracer.startActiveSpan()' of line 2",
          use: "'tracer.startSpan()'",
          useLine: 3,
        },
        edits: [
          [
            "setInterval(() => { tracer.startSpan('b').end() }, 5)",
            "otel.context.with(otel.ROOT_CONTEXT, () => setInterval(() => { tracer.startSpan('b').end() }, 5))",
          ],
        ],
      },
    ],
  },
  {
    name: 'require, minified',
    code: `"use strict";const a=require("@opentelemetry/api"),t=a.trace.getTracer("x");exports.f=()=>t.startActiveSpan("a",()=>{setInterval(()=>{t.startSpan("b").end()},5)});`,
    only: 'untyped',
    filename: 'shop.cjs',
    errors: [
      {
        id: 'timer',
        data: { start: 'setInterval', scope: "'t.startActiveSpan()' of line 1", use: "'t.startSpan()'", useLine: 1 },
        edits: [
          [
            'setInterval(()=>{t.startSpan("b").end()},5)',
            'a.context.with(a.ROOT_CONTEXT, () => setInterval(()=>{t.startSpan("b").end()},5))',
          ],
        ],
      },
    ],
  },
];

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = ({ name, code, filename, manager = 'async-local-storage', instrumented = [] }: Case) => ({
    name: `${name} (${mode})`,
    code,
    ...(filename !== undefined && { filename }),
    settings: { otel: { contextManager: manager, instrumented, testFiles: [] } },
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`no-inherited-context, ${mode}`, noInheritedContext, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ id, data, edits }) => ({
        messageId: id,
        ...(data && { data }),
        suggestions: edits ? [{ messageId: 'startInRoot' as const, output: edited(test.code, edits) }] : [],
      })),
    })),
  });
}

describe('the suggestions of no-inherited-context', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const texts = new Map(invalid.map(({ code }, index) => [file(`inherited-${index}`), code]));
    const broken = new Set(strictDiagnostics(texts).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`inherited-${index}`))) continue;
      for (const [at, { edits }] of errors.entries())
        if (edits) outputs.set(file(`inherited-${index}-${at}`), edited(code, edits));
    }
    assert.ok(outputs.size > 10, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });
});
