import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { requireWorkerCarrier } from '../../src/rules/require-worker-carrier';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const threads = `import { Worker, parentPort, workerData, MessageChannel, BroadcastChannel } from 'node:worker_threads';\n`;
const pool = `${api}${threads}const worker = new Worker('./w.js');\n`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly manager?: string;
  readonly only?: 'typed' | 'untyped';
}

type Id =
  | 'arrivesEmpty'
  | 'ignoresWorkerData'
  | 'losesMethods'
  | 'neverExtracts'
  | 'notCloneable'
  | 'sendsNoCarrier'
  | 'startsWithoutCarrier';

interface Failing extends Case {
  readonly errors: readonly {
    readonly id: Id;
    readonly data?: Readonly<Record<string, unknown>>;
    /** What the suggestion replaces in the code. */
    readonly inject?: readonly Replacement[];
    readonly extract?: readonly Replacement[];
    readonly extractData?: { readonly data: string; readonly edits: readonly Replacement[] };
    readonly send?: { readonly value: string; readonly edits: readonly Replacement[] };
  }[];
}

const fill = 'const carrier: Record<string, string> = {};';

const valid: readonly Case[] = [
  {
    name: 'control messages whose discriminant is a constant',
    code: `${pool}import { STOP, Kind } from './messages'; enum Command { Stop = 'stop' } const PAUSE = 'pause';\nexport function f() { tracer.startActiveSpan('a', (span) => { worker.postMessage({ type: Command.Stop }); worker.postMessage({ type: PAUSE }); worker.postMessage({ type: STOP }); worker.postMessage({ kind: Kind.Stop, force: true }); span.end(); }); }`,
  },
  // payloads with a carrier
  ...[
    `const carrier = {}; propagation.inject(context.active(), carrier); worker.postMessage({ kind: 'total', items, carrier });`,
    `const carrier = {}; propagation.inject(context.active(), carrier); worker.postMessage({ kind: 'total', items, meta: { carrier } });`,
    `const carrier: any = {}; carrier.traceparent = headersNow().traceparent; worker.postMessage({ items, carrier });`,
    `const carrier = {}; fill(carrier); worker.postMessage({ items, carrier }); declare function fill(x: {}): void;`,
    `const message = { items, carrier: {} }; propagation.inject(context.active(), message.carrier); worker.postMessage(message);`,
    `const c = {}; propagation.inject(context.active(), c); worker.postMessage({ items, c });`,
    `const c = {}; propagation.inject(context.active(), c); worker.postMessage([items, c]);`,
    `const c: any = { items }; propagation.inject(context.active(), c); worker.postMessage(c);`,
    `const c = {}; propagation.inject(context.active(), c); worker.postMessage({ items, ...c });`,
    `const message: any = { items }; message.otel = headersNow(); worker.postMessage(message);`,
    `worker.postMessage({ items, traceparent: '00-1-2-01' });`,
    `worker.postMessage({ items, headers: headersNow() });`,
    `worker.postMessage({ items, spanContext: trace.getActiveSpan()?.spanContext() });`,
    `worker.postMessage({ items, parent: trace.getActiveSpan()?.spanContext() });`,
    `worker.postMessage({ items, meta: injectHeaders() });`,
    `worker.postMessage(withCarrier({ items }));`,
    `worker.postMessage(JSON.stringify({ items, carrier: headersNow() }));`,
    `worker.postMessage(pack(items)); function pack(x: number[]) { const c = {}; propagation.inject(context.active(), c); return { x, c }; }`,
  ].map((code) => ({
    name: `a payload with a carrier: ${code.slice(0, 70)}`,
    code: `${pool}declare function headersNow(): Record<string, string>; declare function injectHeaders(): {}; declare function withCarrier(x: {}): {}; export function f(items: number[]) { tracer.startActiveSpan('a', () => { ${code} }); }`,
  })),
  // commands
  ...[
    `worker.postMessage('stop');`,
    `worker.postMessage({ type: 'stop' });`,
    `worker.postMessage({ type: 'stop', now: true });`,
    `worker.postMessage(42);`,
    `worker.postMessage(null);`,
    'worker.postMessage(`stop`);',
    `worker.postMessage({});`,
    `const { port1, port2 } = new MessageChannel(); worker.postMessage({ port: port2 }, [port2]); port1.close();`,
    `void worker.terminate();`,
    `const message = { type: 'stop' }; worker.postMessage(message);`,
  ].map((code) => ({
    name: `a command: ${code.slice(0, 60)}`,
    code: `${pool}export function f() { tracer.startActiveSpan('a', () => { ${code} }); }`,
  })),
  // what nobody can tell
  {
    name: 'a payload of type any',
    code: `${pool}export function f(job: any) { tracer.startActiveSpan('a', () => { worker.postMessage(job); }); }`,
  },
  {
    name: 'a parameter without types',
    code: `${pool}export function f(job: { items: number[] }) { tracer.startActiveSpan('a', () => { worker.postMessage(job); }); }`,
    only: 'untyped',
  },
  {
    name: 'a record of anything',
    code: `${pool}export function f(job: Record<string, string>) { tracer.startActiveSpan('a', () => { worker.postMessage(job); worker.postMessage({ ...job }); }); }`,
  },
  {
    name: 'the result of a foreign function',
    code: `${pool}import { makeJob } from './jobs'; export function f() { tracer.startActiveSpan('a', () => { worker.postMessage(makeJob()); }); }`,
  },
  {
    name: 'a type with a carrier',
    code: `${pool}interface Job { items: number[]; carrier?: {} } interface Deep { meta: { traceparent: string } } export function f(job: Job, deep: Deep) { tracer.startActiveSpan('a', () => { worker.postMessage(job); worker.postMessage(deep); }); }`,
  },
  {
    name: 'options of a start that come from elsewhere',
    code: `${api}${threads}export function f(options: {}) { tracer.startActiveSpan('a', () => new Worker('./w.js', options)); }`,
  },
  {
    name: 'a string that is given',
    code: `${pool}export function f(id: string) { tracer.startActiveSpan('a', () => { worker.postMessage(id); }); }`,
  },
  // no work of a request
  {
    name: 'a worker of the module',
    code: `${api}${threads}export const worker = new Worker('./w.js', { workerData: { size: 4 } });`,
  },
  {
    name: 'a worker in a field and in a constructor',
    code: `${api}${threads}export class Pool { a = new Worker('./w.js', { workerData: { size: 4 } }); b; constructor() { this.b = new Worker('./w.js'); } }`,
  },
  {
    name: 'a message at start-up',
    code: `${pool}export function start(rows: number[]) { worker.postMessage({ rows }); }\nworker.postMessage({ rows: [1] });`,
  },
  {
    name: 'a project without a manager',
    code: `${pool}export function f(items: number[]) { tracer.startActiveSpan('a', () => { worker.postMessage({ items }); }); }`,
    manager: 'none',
  },
  // starts with a carrier
  ...[
    `const carrier = {}; propagation.inject(context.active(), carrier); new Worker('./w.js', { workerData: { id, carrier } });`,
    `const c: any = {}; propagation.inject(context.active(), c); new Worker('./w.js', { env: { ...process.env, TRACEPARENT: c.traceparent } });`,
    `new Worker('./w.js', { workerData: { id }, env: environmentWithTrace() });`,
    `const w = new Worker('./w.js'); const carrier = {}; propagation.inject(context.active(), carrier); w.postMessage({ id, carrier });`,
    `const w = new Worker('./w.js', { workerData: { id } }); const carrier = {}; propagation.inject(context.active(), carrier); w.postMessage({ id, carrier });`,
    `const carrier = {}; propagation.inject(context.active(), carrier); const w = new Worker('./w.js', { workerData: { carrier } }); w.postMessage({ id });`,
    `const c: any = {}; propagation.inject(context.active(), c); fork('./w.js', [], { env: { ...process.env, TRACEPARENT: c.traceparent } });`,
    `const c: any = {}; propagation.inject(context.active(), c); const child = fork('./w.js'); child.send({ id, c });`,
    `const carrier = {}; propagation.inject(context.active(), carrier); fork('./w.js', [JSON.stringify(carrier)]);`,
    `const c: any = {}; propagation.inject(context.active(), c); fork('./w.js', ['--traceparent', c.traceparent], { cwd: '.' });`,
    `const carrier = {}; propagation.inject(context.active(), carrier); new Worker('./w.js', { argv: [JSON.stringify(carrier)] });`,
    `spawn('ls', [id]); execFile('git', ['log']);`,
  ].map((code) => ({
    name: `a start with a carrier: ${code.slice(0, 80)}`,
    code: `${api}${threads}import { fork, spawn, execFile } from 'node:child_process'; declare function environmentWithTrace(): {}; export function f(id: string) { tracer.startActiveSpan('a', () => { ${code} }); }`,
  })),
  // replies
  {
    name: 'a reply of a worker that takes the context from the message',
    code: `${api}${threads}parentPort?.on('message', (job: any) => { context.with(propagation.extract(ROOT_CONTEXT, job.carrier), () => { const span = tracer.startSpan('b'); parentPort?.postMessage({ total: job.items }); span.end(); }); });`,
  },
  {
    name: 'a reply from a function of the handler',
    code: `${api}${threads}function work(job: any) { context.with(propagation.extract(ROOT_CONTEXT, job.carrier), () => { tracer.startSpan('b').end(); parentPort!.postMessage({ job }); }); }\nparentPort!.on('message', work);`,
  },
  {
    name: 'the result of a worker that takes the context from workerData',
    code: `${api}${threads}context.with(propagation.extract(ROOT_CONTEXT, workerData.carrier), () => { tracer.startActiveSpan('b', (span) => { parentPort?.postMessage({ result: workerData.n }); span.end(); }); });`,
  },
  {
    name: 'a reply of a forked process',
    code: `${api}process.on('message', (job: any) => { context.with(propagation.extract(ROOT_CONTEXT, job.carrier), () => { tracer.startSpan('b').end(); process.send?.({ done: job.id }); }); });`,
  },
  {
    name: 'news for everybody',
    code: `${api}${threads}const news = new BroadcastChannel('news'); export function f(key: string) { trace.getActiveSpan(); news.postMessage({ key }); }`,
  },
  // workers that do the work they were given
  ...[
    `import { parentPort, workerData } from 'node:worker_threads'; context.with(propagation.extract(ROOT_CONTEXT, workerData.carrier ?? {}), () => { tracer.startSpan('b').end(); parentPort?.postMessage(workerData.n); });`,
    `import { workerData } from 'node:worker_threads'; const parent = propagation.extract(ROOT_CONTEXT, workerData); tracer.startSpan('b', {}, parent).end();`,
    `import { workerData } from 'node:worker_threads'; import { runWith } from './run'; runWith(workerData.carrier, () => { tracer.startSpan('b').end(); });`,
    `import { workerData } from 'node:worker_threads'; import { runWith } from './run'; const { n, headers } = workerData; runWith(headers, () => { tracer.startSpan(n).end(); });`,
    `import { workerData } from 'node:worker_threads'; import { runWith } from './run'; runWith(workerData, () => { tracer.startSpan('b').end(); });`,
    `import { workerData } from 'node:worker_threads'; context.with(trace.setSpanContext(context.active(), workerData.parent), () => { tracer.startSpan('b').end(); });`,
    `import { workerData } from 'node:worker_threads'; tracer.startSpan(workerData.name, { root: true }).end();`,
    `import { workerData } from 'node:worker_threads'; const options = { root: true }; tracer.startSpan(workerData.name, options).end();`,
    `import { workerData } from 'node:worker_threads'; tracer.startSpan(workerData.name, { links: [{ context: workerData.asked }] }).end();`,
    `import { parentPort, workerData } from 'node:worker_threads'; const { size } = workerData; tracer.startSpan('boot').end(); parentPort?.on('message', (job: any) => { parentPort?.postMessage(job.n * size); });`,
    `import { parentPort, workerData } from 'node:worker_threads'; parentPort?.postMessage(workerData.n); export function later() { tracer.startSpan('b').end(); }`,
    `import { workerData } from 'node:worker_threads'; export const shard = () => workerData.shard; tracer.startSpan('b').end();`,
    `const workerData = { n: 1 }; tracer.startSpan('b').end(); console.log(workerData.n);`,
    `import { workerData } from './data'; tracer.startSpan('b').end(); console.log(workerData.n);`,
    `import { isMainThread, parentPort, workerData } from 'node:worker_threads'; if (isMainThread) { tracer.startSpan('a').end(); } else { parentPort?.postMessage(workerData.n); }`,
  ].map((code) => ({ name: `a worker that needs no edit: ${code.slice(0, 200)}`, code: `${api}${code}` })),
  {
    name: 'a worker of a project without a manager',
    code: `${api}import { workerData } from 'node:worker_threads'; tracer.startSpan(workerData.name).end();`,
    manager: 'none',
  },
  // handlers
  {
    name: 'a handler of commands',
    code: `${api}process.on('message', (message) => { if (message === 'shutdown') tracer.startSpan('shutdown').end(); });`,
  },
  {
    name: 'a handler without ambient use',
    code: `${api}${threads}parentPort?.on('message', (job: any) => { parentPort?.postMessage({ total: job.items.length }); }); trace.getActiveSpan();`,
  },
  {
    name: 'a handler that extracts through a function',
    code: `${api}${threads}function contextOf(job: any) { return propagation.extract(ROOT_CONTEXT, job.c); }\nparentPort?.on('message', (job: any) => { tracer.startActiveSpan('b', {}, contextOf(job), (s) => s.end()); trace.getActiveSpan(); });`,
  },
  {
    name: 'a handler that hands the carrier to a helper',
    code: `${api}${threads}import { runWith } from './run';\nparentPort?.on('message', (job: any) => { runWith(job.carrier, () => { tracer.startSpan('b').end(); }); });`,
  },
  {
    name: 'a handler that destructures the carrier',
    code: `${api}${threads}import { runWith } from './run';\nparentPort?.on('message', ({ items, headers }: any) => { runWith(headers, () => { tracer.startSpan(items).end(); }); });`,
  },
  {
    name: 'a handler with root spans',
    code: `${api}${threads}parentPort?.on('message', () => { tracer.startSpan('b', { root: true }).end(); });`,
  },
  {
    name: 'other events of the port',
    code: `${api}${threads}parentPort?.on('close', () => { tracer.startSpan('b').end(); });`,
  },
  {
    name: 'messages of a worker on the side of its parent',
    code: `${pool}worker.on('message', () => { tracer.startSpan('b').end(); });`,
  },
  {
    name: 'messages of a window',
    code: `${api}window.addEventListener('message', () => { tracer.startSpan('b').end(); }); window.onmessage = () => { trace.getActiveSpan(); };`,
  },
  {
    name: 'a signal handler of the process',
    code: `${api}process.on('SIGTERM', () => { tracer.startSpan('b').end(); });`,
  },
  // look-alikes
  {
    name: 'another Worker class',
    code: `${api}class Worker { constructor(_: string, _options?: {}) {} postMessage(_: {}) {} }\nexport function f(items: number[]) { tracer.startActiveSpan('a', () => { new Worker('x', { workerData: { items } }).postMessage({ items }); }); }`,
  },
  {
    name: 'a Worker of another package',
    code: `${api}import { Worker } from 'bullmq'; export function f(items: number[]) { tracer.startActiveSpan('a', () => { const w: any = new Worker('x', async () => {}); w.postMessage({ items }); }); }`,
  },
  {
    name: 'postMessage of a window',
    code: `${api}export function f(items: number[]) { tracer.startActiveSpan('a', () => { window.postMessage({ items }, '*'); }); }`,
  },
  {
    name: 'send of a response',
    code: `${api}export function handle(req: any, res: any) { trace.getActiveSpan(); res.send({ items: [req.id] }); }`,
  },
  {
    name: 'a file without OpenTelemetry',
    code: `${threads}const tracer = { startActiveSpan(n: string, f: () => void) { f(); } }; export function f(items: number[]) { tracer.startActiveSpan('a', () => { new Worker('x', { workerData: { items } }); }); }`,
    only: 'untyped',
  },
  {
    name: 'odd syntax',
    code: `${pool}export function f(...args: any[]) { trace.getActiveSpan(); worker.postMessage(...(args as [any])); worker['postMessage'](...(args as [any])); const W = Worker; new W(...(args as [any])); }`,
  },
];

const invalid: readonly Failing[] = [
  {
    name: 'work sent inside a span',
    code: `${pool}export function f(items: number[]) {\n  tracer.startActiveSpan('a', (span) => {\n    worker.postMessage({ kind: 'total', items });\n    span.end();\n  });\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        data: { call: 'worker.postMessage()', target: 'worker thread', scopeLine: 6 },
        inject: [
          [
            "    worker.postMessage({ kind: 'total', items });",
            `    ${fill}\n    propagation.inject(context.active(), carrier);\n    worker.postMessage({ kind: 'total', items, carrier });`,
          ],
        ],
      },
    ],
  },
  ...['unknown', 'stack', 'zone'].map((manager): Failing => ({
    name: `under ${manager}`,
    code: `${pool}export function f(items: number[]) {\n  tracer.startActiveSpan('a', () => {\n    worker.postMessage({ items });\n  });\n}`,
    manager,
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            '    worker.postMessage({ items });',
            `    ${fill}\n    propagation.inject(context.active(), carrier);\n    worker.postMessage({ items, carrier });`,
          ],
        ],
      },
    ],
  })),
  {
    name: 'a worker started inside a span, with data, without types too',
    code: `${api}${threads}export function f(id: string) {\n  tracer.startActiveSpan('a', () => {\n    new Worker('./w.js', { workerData: { id } });\n  });\n}`,
    manager: 'unknown',
    errors: [
      {
        id: 'startsWithoutCarrier',
        data: { call: 'new Worker()', target: 'worker thread', scopeLine: 5, place: "'workerData'" },
        inject: [
          [
            "    new Worker('./w.js', { workerData: { id } });",
            `    ${fill}\n    propagation.inject(context.active(), carrier);\n    new Worker('./w.js', { workerData: { id, carrier } });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a worker started without data, and one with other options',
    code: `${api}${threads}export function f() {\n  tracer.startActiveSpan('a', () => {\n    new Worker('./a.js');\n    new Worker('./b.js', { env: process.env });\n  });\n}`,
    errors: [
      {
        id: 'startsWithoutCarrier',
        inject: [
          [
            "    new Worker('./a.js');",
            `    ${fill}\n    propagation.inject(context.active(), carrier);\n    new Worker('./a.js', { workerData: { carrier } });`,
          ],
        ],
      },
      {
        id: 'startsWithoutCarrier',
        inject: [
          [
            "    new Worker('./b.js', { env: process.env });",
            `    ${fill}\n    propagation.inject(context.active(), carrier);\n    new Worker('./b.js', { env: process.env, workerData: { carrier } });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'require, an alias and a promise',
    code: `const { trace, context, propagation } = require('@opentelemetry/api');\nconst { Worker: Thread } = require('worker_threads');\nexport function run(file, rows) {\n  const span = trace.getActiveSpan();\n  return new Promise((resolve) => {\n    const thread = new Thread(file, { workerData: { rows, span: span.name } });\n    thread.once('message', resolve);\n  });\n}`,
    only: 'untyped',
    errors: [
      {
        id: 'startsWithoutCarrier',
        data: { call: 'new Thread()', target: 'worker thread', scopeLine: 4, place: "'workerData'" },
        inject: [
          [
            '    const thread = new',
            `    ${fill}\n    propagation.inject(context.active(), carrier);\n    const thread = new`,
          ],
          ['span: span.name }', 'span: span.name, carrier }'],
        ],
      },
    ],
  },
  {
    name: 'compiled output on one line',
    code: `const api_1 = require("@opentelemetry/api"), w_1 = require("worker_threads");exports.f = (id)=>api_1.trace.getTracer("a").startActiveSpan("a",()=>new w_1.Worker("w.js",{workerData:{id}}));`,
    errors: [
      {
        id: 'startsWithoutCarrier',
        inject: [
          [
            '()=>new w_1.Worker("w.js",{workerData:{id}})',
            `()=>{ ${fill} api_1.propagation.inject(api_1.context.active(), carrier); return new w_1.Worker("w.js",{workerData:{id, carrier}}); }`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a namespace, an object of data and a promise',
    code: `import * as api from '@opentelemetry/api';\nimport * as threads from 'node:worker_threads';\nexport function run(file: string, rows: number[]) {\n  const span = api.trace.getActiveSpan();\n  return new Promise((resolve) => {\n    const thread = new threads.Worker(file, { workerData: { rows } });\n    thread.once('message', resolve);\n    span?.end();\n  });\n}`,
    errors: [
      {
        id: 'startsWithoutCarrier',
        data: { call: 'new threads.Worker()', target: 'worker thread', scopeLine: 4, place: "'workerData'" },
        inject: [
          [
            '    const thread = new',
            `    ${fill}\n    api.propagation.inject(api.context.active(), carrier);\n    const thread = new`,
          ],
          ['{ rows }', '{ rows, carrier }'],
        ],
      },
    ],
  },
  {
    name: 'a worker in a field, in a promise executor of a private method',
    code: `${api}${threads}export class Prices {\n  readonly #worker = new Worker('./w.js');\n  total(items: number[]) { return tracer.startActiveSpan('total', () => this.ask(items)); }\n  private ask(items: number[]) {\n    return new Promise<void>((resolve) => {\n      this.#worker.once('message', () => resolve());\n      this.#worker.postMessage({ items });\n    });\n  }\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        data: { call: 'this.#worker.postMessage()', target: 'worker thread', scopeLine: 6 },
        inject: [
          [
            '      this.#worker.postMessage({ items });',
            `      ${fill}\n      propagation.inject(context.active(), carrier);\n      this.#worker.postMessage({ items, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a concise arrow function',
    code: `${pool}export const f = (items: number[]) => tracer.startActiveSpan('a', () => worker.postMessage({ items }));`,
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            '() => worker.postMessage({ items })',
            `() => { ${fill} propagation.inject(context.active(), carrier); return worker.postMessage({ items, carrier }); }`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a brace-less if, a comment, a name that is taken',
    code: `${pool}export function f(items: number[], carrier: string) {\n  trace.getActiveSpan()?.addEvent(carrier);\n  // the large ones go to the thread\n  if (items.length > 9) worker.postMessage({ items });\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            'worker.postMessage({ items });',
            `{\n    const carrier2: Record<string, string> = {};\n    propagation.inject(context.active(), carrier2);\n    worker.postMessage({ items, carrier: carrier2 });\n  }`,
          ],
        ],
      },
    ],
  },
  {
    name: 'imports that have to grow',
    code: `import { trace } from '@opentelemetry/api';\nimport { Worker } from 'node:worker_threads';\nconst worker = new Worker('./w.js');\nexport function f(items: number[]) {\n  trace.getActiveSpan();\n  worker.postMessage({ items });\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          ['{ trace }', '{ trace, context, propagation }'],
          [
            '  worker.postMessage({ items });',
            `  ${fill}\n  propagation.inject(context.active(), carrier);\n  worker.postMessage({ items, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a derived context is what is sent',
    code: `${pool}export function f(headers: {}, items: number[]) {\n  const parent = propagation.extract(context.active(), headers);\n  console.log(trace.getSpanContext(parent));\n  worker.postMessage({ items });\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            '  worker.postMessage({ items });',
            `  ${fill}\n  propagation.inject(parent, carrier);\n  worker.postMessage({ items, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a derived context in a project without a manager',
    code: `${pool}export function f(headers: {}, items: number[]) {\n  const parent = propagation.extract(ROOT_CONTEXT, headers);\n  console.log(trace.getSpanContext(parent));\n  worker.postMessage({ items });\n}`,
    manager: 'none',
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            '  worker.postMessage({ items });',
            `  ${fill}\n  propagation.inject(parent, carrier);\n  worker.postMessage({ items, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a span that is not active is what is sent',
    code: `${pool}export function f(items: number[]) {\n  const span = tracer.startSpan('a');\n  worker.postMessage({ items });\n  span.end();\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            '  worker.postMessage({ items });',
            `  ${fill}\n  propagation.inject(trace.setSpan(context.active(), span), carrier);\n  worker.postMessage({ items, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'an HTTP handler, a worker in a map of options, a spread of literals',
    code: `${pool}const defaults = { kind: 'total' };\nexport function handle(req: { body: number[] }, res: { end(): void }) {\n  worker.postMessage({ ...defaults, items: req.body });\n  res.end();\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        data: { call: 'worker.postMessage()', target: 'worker thread', scopeLine: 6 },
        inject: [
          [
            '  worker.postMessage({ ...defaults, items: req.body });',
            `  ${fill}\n  propagation.inject(context.active(), carrier);\n  worker.postMessage({ ...defaults, items: req.body, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a variable payload is reported without an edit',
    code: `${pool}export function f(items: number[]) { tracer.startActiveSpan('a', () => { const job = { kind: 'total', items }; worker.postMessage(job); }); }`,
    errors: [{ id: 'sendsNoCarrier' }],
  },
  {
    name: 'a parameter of a known type without a carrier',
    code: `${pool}interface Job { readonly items: number[] }\nexport function f(job: Job) { tracer.startActiveSpan('a', () => { worker.postMessage(job); worker.postMessage({ ...job }); }); }`,
    only: 'typed',
    errors: [
      { id: 'sendsNoCarrier' },
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            'worker.postMessage({ ...job });',
            `${fill}\npropagation.inject(context.active(), carrier); worker.postMessage({ ...job, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a payload that must satisfy a type is reported without an edit',
    code: `${pool}interface Job { items: number[] }\nexport function f(items: number[]) { tracer.startActiveSpan('a', () => { worker.postMessage({ items } satisfies Job); }); }`,
    errors: [{ id: 'sendsNoCarrier' }],
  },
  {
    name: 'message ports',
    code: `${api}${threads}const { port1 } = new MessageChannel();\nexport function f(items: number[]) {\n  trace.getActiveSpan();\n  port1.postMessage({ items });\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        data: { call: 'port1.postMessage()', target: 'other thread', scopeLine: 6 },
        inject: [
          [
            '  port1.postMessage({ items });',
            `  ${fill}\n  propagation.inject(context.active(), carrier);\n  port1.postMessage({ items, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a web worker',
    code: `${api}const worker = new Worker('./w.js');\nexport function f(items: number[]) {\n  trace.getActiveSpan();\n  worker.postMessage({ items });\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            '  worker.postMessage({ items });',
            `  ${fill}\n  propagation.inject(context.active(), carrier);\n  worker.postMessage({ items, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'fork, and a message to a child',
    code: `${api}import { fork } from 'node:child_process';\nconst child = fork('./c.js');\nexport function f(items: number[]) {\n  trace.getActiveSpan();\n  fork('./d.js', ['x'], { cwd: '.' });\n  child.send({ items });\n}`,
    errors: [
      {
        id: 'startsWithoutCarrier',
        data: { call: 'fork()', target: 'child process', scopeLine: 6, place: 'a message' },
      },
      {
        id: 'sendsNoCarrier',
        data: { call: 'child.send()', target: 'other process', scopeLine: 6 },
        inject: [
          [
            '  child.send({ items });',
            `  ${fill}\n  propagation.inject(context.active(), carrier);\n  child.send({ items, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a worker that starts the conversation',
    code: `${api}import { parentPort } from 'node:worker_threads';\nexport function tell(rows: number[]) {\n  tracer.startActiveSpan('tell', () => {\n    parentPort?.postMessage({ rows });\n  });\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        data: { call: 'parentPort?.postMessage()', target: 'other thread', scopeLine: 5 },
        inject: [
          [
            '    parentPort?.postMessage({ rows });',
            `    ${fill}\n    propagation.inject(context.active(), carrier);\n    parentPort?.postMessage({ rows, carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'pools',
    code: `${api}import Piscina from 'piscina'; import { Tinypool } from 'tinypool'; import workerpool from 'workerpool';\nconst a = new Piscina({ filename: './w.js' });\nconst b = new Tinypool({ filename: './w.js' });\nconst c = workerpool.pool('./w.js');\nexport async function f(rows: number[]) {\n  trace.getActiveSpan();\n  await a.run({ rows });\n  await b.run({ rows, n: rows.length });\n  await c.exec('sum', [rows]);\n}`,
    only: 'untyped',
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            '  await a.run({ rows });',
            `  ${fill}\n  propagation.inject(context.active(), carrier);\n  await a.run({ rows, carrier });`,
          ],
        ],
      },
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            '  await b.run({ rows, n: rows.length });',
            `  ${fill}\n  propagation.inject(context.active(), carrier);\n  await b.run({ rows, n: rows.length, carrier });`,
          ],
        ],
      },
    ],
  },
  // values that cannot cross
  {
    name: 'a context, a span and a baggage in a payload',
    code: `${pool}export function f(items: number[]) { tracer.startActiveSpan('a', (span) => {\n  worker.postMessage({ items, ctx: context.active() });\n  worker.postMessage({ items, span });\n  worker.postMessage({ items, bag: propagation.getActiveBaggage() });\n}); }`,
    errors: [
      {
        id: 'notCloneable',
        data: { value: 'context.active()', type: 'Context', call: 'worker.postMessage()' },
        send: {
          value: 'context.active()',
          edits: [
            [
              '  worker.postMessage({ items, ctx: context.active() });',
              `  ${fill}\n  propagation.inject(context.active(), carrier);\n  worker.postMessage({ items, carrier });`,
            ],
          ],
        },
      },
      {
        id: 'notCloneable',
        data: { value: 'span', type: 'Span', call: 'worker.postMessage()' },
        send: {
          value: 'span',
          edits: [
            [
              '  worker.postMessage({ items, span });',
              `  ${fill}\n  propagation.inject(trace.setSpan(context.active(), span), carrier);\n  worker.postMessage({ items, carrier });`,
            ],
          ],
        },
      },
      {
        id: 'losesMethods',
        data: { value: 'propagation.getActiveBaggage()', type: 'Baggage', call: 'worker.postMessage()' },
      },
    ],
  },
  {
    name: 'a context in workerData, in the payload itself, and to a child process',
    code: `${pool}import { fork } from 'node:child_process';\nconst child = fork('./c.js');\nexport function f() {\n  new Worker('./w.js', { workerData: { ctx: context.active() } });\n  worker.postMessage(context.active());\n  child.send({ ctx: ROOT_CONTEXT });\n}`,
    errors: [
      {
        id: 'notCloneable',
        data: { value: 'context.active()', type: 'Context', call: 'new Worker()' },
        send: {
          value: 'context.active()',
          edits: [
            [
              "  new Worker('./w.js', { workerData: { ctx: context.active() } });",
              `  ${fill}\n  propagation.inject(context.active(), carrier);\n  new Worker('./w.js', { workerData: { carrier } });`,
            ],
          ],
        },
      },
      { id: 'notCloneable', data: { value: 'context.active()', type: 'Context', call: 'worker.postMessage()' } },
      {
        id: 'arrivesEmpty',
        data: { value: 'ROOT_CONTEXT', type: 'Context', call: 'child.send()' },
        send: {
          value: 'ROOT_CONTEXT',
          edits: [
            [
              '  child.send({ ctx: ROOT_CONTEXT });',
              `  ${fill}\n  propagation.inject(ROOT_CONTEXT, carrier);\n  child.send({ carrier });`,
            ],
          ],
        },
      },
    ],
  },
  // carriers that nobody fills
  ...(
    [
      ['{ items, carrier: {} }', '{ items, carrier }'],
      ['{ items, headers: {} }', '{ items, headers: carrier }'],
      ['{ items, carrier: undefined }', '{ items, carrier }'],
      [
        `{ items, headers: { 'content-type': 'text/plain' } }`,
        `{ items, headers: { 'content-type': 'text/plain' }, carrier }`,
      ],
    ] as const
  ).map(([sent, filled]): Failing => ({
    name: `a carrier that nobody fills: ${sent}`,
    code: `${pool}export function f(items: number[]) {\n  tracer.startActiveSpan('a', () => {\n    worker.postMessage(${sent});\n  });\n}`,
    errors: [
      {
        id: 'sendsNoCarrier',
        inject: [
          [
            `    worker.postMessage(${sent});`,
            `    ${fill}\n    propagation.inject(context.active(), carrier);\n    worker.postMessage(${filled});`,
          ],
        ],
      },
    ],
  })),
  {
    name: 'a variable with an empty carrier is filled',
    code: `${api}${threads}export function f(id: string) {\n  tracer.startActiveSpan('a', () => {\n    const headers: Record<string, string> = {};\n    new Worker('./w.js', { workerData: { id, headers } });\n  });\n}`,
    errors: [
      {
        id: 'startsWithoutCarrier',
        inject: [
          [
            "    new Worker('./w.js', { workerData: { id, headers } });",
            "    propagation.inject(context.active(), headers);\n    new Worker('./w.js', { workerData: { id, headers } });",
          ],
        ],
      },
    ],
  },
  // workers that do the work they were given
  {
    name: 'a worker that does its work at the top: one report',
    code: `${api}import { parentPort, workerData } from 'node:worker_threads';\nconst { items } = workerData as { items: number[] };\nconst span = tracer.startSpan('price');\nparentPort?.postMessage(items.length);\nspan.end();\ntracer.startSpan('report').end();`,
    errors: [
      {
        id: 'ignoresWorkerData',
        data: { use: 'tracer.startSpan()', data: 'workerData' },
        extractData: {
          data: 'workerData',
          edits: [
            [
              "const span = tracer.startSpan('price');\nparentPort?.postMessage(items.length);\nspan.end();\ntracer.startSpan('report').end();",
              "context.with(propagation.extract(ROOT_CONTEXT, workerData.carrier ?? {}), () => {\n  const span = tracer.startSpan('price');\n  parentPort?.postMessage(items.length);\n  span.end();\n  tracer.startSpan('report').end();\n});",
            ],
          ],
        },
      },
    ],
  },
  {
    name: 'a worker with a main function, data under another name',
    code: `${api}import { parentPort, workerData as job } from 'node:worker_threads';\nasync function main() {\n  await tracer.startActiveSpan('price', async (span) => {\n    parentPort?.postMessage(job.n);\n    span.end();\n  });\n}\nvoid main();`,
    errors: [
      {
        id: 'ignoresWorkerData',
        data: { use: 'tracer.startActiveSpan()', data: 'job' },
        extractData: {
          data: 'job',
          edits: [
            [
              'void main();',
              'context.with(propagation.extract(ROOT_CONTEXT, job.carrier ?? {}), () => {\n  void main();\n});',
            ],
          ],
        },
      },
    ],
  },
  {
    name: 'a file that is the main thread and the worker, data as a whole',
    code: `${api}import { isMainThread, parentPort, workerData } from 'node:worker_threads';\nif (isMainThread) {\n  tracer.startSpan('main').end();\n} else {\n  const job: number = workerData;\n  tracer.startSpan('work').end();\n  parentPort?.postMessage(job);\n}`,
    errors: [
      {
        id: 'ignoresWorkerData',
        data: { use: 'tracer.startSpan()', data: 'workerData' },
        extractData: {
          data: 'workerData',
          edits: [
            [
              "  tracer.startSpan('work').end();\n  parentPort?.postMessage(job);\n",
              "  context.with(propagation.extract(ROOT_CONTEXT, workerData?.carrier ?? {}), () => {\n    tracer.startSpan('work').end();\n    parentPort?.postMessage(job);\n  });\n",
            ],
          ],
        },
      },
    ],
  },
  {
    name: 'a worker whose declarations are used elsewhere is reported without an edit',
    code: `${api}import { workerData } from 'node:worker_threads';\nexport function nameOf() { return span; }\nconst span = tracer.startSpan(workerData.name);\nspan.end();`,
    errors: [{ id: 'ignoresWorkerData' }],
  },
  // handlers
  {
    name: 'a handler that never extracts',
    code: `${api}${threads}interface Job { readonly items: number[] }\nparentPort?.on('message', (job: Job) => {\n  const span = tracer.startSpan('b');\n  parentPort?.postMessage({ total: job.items.length });\n  span.end();\n});`,
    errors: [
      {
        id: 'neverExtracts',
        data: { use: "'tracer.startSpan()'", line: 6 },
        extract: [
          [
            '(job: Job) => {\n',
            '(job: Job & { carrier?: Record<string, string> }) => {\n  context.with(propagation.extract(ROOT_CONTEXT, job.carrier ?? {}), () => {\n',
          ],
          [
            `  const span = tracer.startSpan('b');\n  parentPort?.postMessage({ total: job.items.length });\n  span.end();\n`,
            `    const span = tracer.startSpan('b');\n    parentPort?.postMessage({ total: job.items.length });\n    span.end();\n  });\n`,
          ],
        ],
      },
    ],
  },
  {
    name: 'an async handler without a type, with a comment',
    code: `${api}${threads}parentPort!.on('message', async (job) => {\n  // one at a time\n  await tracer.startActiveSpan('b', async (span) => { span.end(); return job; });\n});`,
    errors: [
      {
        id: 'neverExtracts',
        data: { use: "'tracer.startActiveSpan()'", line: 6 },
        extract: [
          [
            `  // one at a time\n  await tracer.startActiveSpan('b', async (span) => { span.end(); return job; });\n`,
            `  await context.with(propagation.extract(ROOT_CONTEXT, job.carrier ?? {}), async () => {\n    // one at a time\n    await tracer.startActiveSpan('b', async (span) => { span.end(); return job; });\n  });\n`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a handler by name, with a union type, through a function',
    code: `${api}${threads}function work(n: number) { tracer.startSpan('b').end(); return n; }\nfunction onMessage(job: { n: number } | { n: number; x: 1 }) {\n  work(job.n);\n}\nparentPort?.on('message', onMessage);`,
    errors: [
      {
        id: 'neverExtracts',
        data: { use: "'tracer.startSpan()' (through 'work()')", line: 4 },
        extract: [
          [
            '(job: { n: number } | { n: number; x: 1 }) {\n  work(job.n);\n',
            '(job: ({ n: number } | { n: number; x: 1 }) & { carrier?: Record<string, string> }) {\n  context.with(propagation.extract(ROOT_CONTEXT, job.carrier ?? {}), () => {\n    work(job.n);\n  });\n',
          ],
        ],
      },
    ],
  },
  ...(
    [
      [
        'a type with null',
        'job: Job | null',
        'job: Job & { carrier?: Record<string, string> } | null',
        'if (!job) return;',
        'job?.',
      ],
      [
        'an optional parameter',
        'job?: Job',
        'job?: Job & { carrier?: Record<string, string> }',
        'if (job === undefined) return;',
        'job?.',
      ],
      ['a look whether it is there', 'job: any', 'job: any', 'if (!job) return;', 'job?.'],
      [
        'a look at a property',
        'job: Job',
        'job: Job & { carrier?: Record<string, string> }',
        'if (!job.id) return;',
        'job.',
      ],
    ] as const
  ).map(([name, parameter, opened, look, access]): Failing => ({
    name: `a message that may be missing: ${name}`,
    code: `${api}${threads}interface Job { readonly id: string }\nparentPort?.on('message', (${parameter}) => {\n  ${look}\n  tracer.startSpan(job.id).end();\n});`,
    errors: [
      {
        id: 'neverExtracts',
        extract: [
          [
            `(${parameter}) => {\n  ${look}\n  tracer.startSpan(job.id).end();\n`,
            `(${opened}) => {\n  context.with(propagation.extract(ROOT_CONTEXT, ${access}carrier ?? {}), () => {\n    ${look}\n    tracer.startSpan(job.id).end();\n  });\n`,
          ],
        ],
      },
    ],
  })),
  {
    name: 'a web worker and a forked process',
    code: `${api}self.onmessage = (event: MessageEvent) => {\n  tracer.startSpan(event.data.name).end();\n};\nprocess.on('message', (job: any) => {\n  tracer.startSpan(job.name).end();\n});`,
    errors: [
      {
        id: 'neverExtracts',
        extract: [
          [
            '  tracer.startSpan(event.data.name).end();\n',
            '  context.with(propagation.extract(ROOT_CONTEXT, event.data.carrier ?? {}), () => {\n    tracer.startSpan(event.data.name).end();\n  });\n',
          ],
        ],
      },
      {
        id: 'neverExtracts',
        extract: [
          [
            '  tracer.startSpan(job.name).end();\n',
            '  context.with(propagation.extract(ROOT_CONTEXT, job.carrier ?? {}), () => {\n    tracer.startSpan(job.name).end();\n  });\n',
          ],
        ],
      },
    ],
  },
  {
    name: 'a message of an unknown type',
    code: `${api}process.on('message', (job) => {\n  tracer.startSpan(String(job)).end();\n});\nprocess.on('message', (job: unknown) => {\n  if (job) tracer.startSpan(String(job)).end();\n});`,
    errors: [
      {
        id: 'neverExtracts',
        extract: [
          [
            '  tracer.startSpan(String(job)).end();\n',
            '  context.with(propagation.extract(ROOT_CONTEXT, (job as { carrier?: Record<string, string> }).carrier ?? {}), () => {\n    tracer.startSpan(String(job)).end();\n  });\n',
          ],
        ],
      },
      {
        id: 'neverExtracts',
        extract: [
          [
            '  if (job) tracer.startSpan(String(job)).end();\n',
            '  context.with(propagation.extract(ROOT_CONTEXT, (job as { carrier?: Record<string, string> } | undefined)?.carrier ?? {}), () => {\n    if (job) tracer.startSpan(String(job)).end();\n  });\n',
          ],
        ],
      },
    ],
  },
  {
    name: 'a handler that is one expression',
    code: `${api}${threads}parentPort?.on('message', (job: { name: string }) => tracer.startSpan(job.name).end());`,
    errors: [
      {
        id: 'neverExtracts',
        extract: [
          [
            '(job: { name: string }) => tracer.startSpan(job.name).end()',
            '(job: { name: string } & { carrier?: Record<string, string> }) => context.with(propagation.extract(ROOT_CONTEXT, job.carrier ?? {}), () => tracer.startSpan(job.name).end())',
          ],
        ],
      },
    ],
  },
  {
    name: 'a handler that destructures, or takes nothing, is reported without an edit',
    code: `${api}${threads}parentPort?.on('message', ({ items }: { items: number[] }) => { tracer.startSpan(String(items)).end(); });\nparentPort?.once('message', () => { trace.getActiveSpan(); });`,
    errors: [{ id: 'neverExtracts' }, { id: 'neverExtracts' }],
  },
];

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = ({ name, code, manager = 'async-local-storage' }: Case) => ({
    name: `${name} (${mode})`,
    code,
    settings: { otel: { contextManager: manager, instrumented: [] } },
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`require-worker-carrier, ${mode}`, requireWorkerCarrier, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ id, data, inject, extract, extractData, send }) => ({
        messageId: id,
        ...(data ? { data } : {}),
        suggestions: [
          ...(inject ? [{ messageId: 'injectCarrier' as const, output: edited(test.code, inject) }] : []),
          ...(extract ? [{ messageId: 'extractCarrier' as const, output: edited(test.code, extract) }] : []),
          ...(extractData
            ? [
                {
                  messageId: 'extractData' as const,
                  data: { data: extractData.data },
                  output: edited(test.code, extractData.edits),
                },
              ]
            : []),
          ...(send
            ? [
                {
                  messageId: 'sendCarrier' as const,
                  data: { value: send.value },
                  output: edited(test.code, send.edits),
                },
              ]
            : []),
        ],
      })),
    })),
  });
}

describe('what require-worker-carrier underlines', () => {
  for (const [code, underlined] of [
    [
      `${pool}export function f(items: number[]) { trace.getActiveSpan(); worker.postMessage({ items }); }`,
      'postMessage',
    ],
    [
      `${api}${threads}export function f(items: number[]) { trace.getActiveSpan(); new Worker('./w.js', { workerData: { items } }); }`,
      'Worker',
    ],
    [`${api}${threads}parentPort?.on('message', (job) => { tracer.startSpan(job.name).end(); });`, '(job) =>'],
    [
      `${api}${threads}parentPort?.on('message', onJob); function onJob(job: any) { tracer.startSpan(job.name).end(); }`,
      'onJob',
    ],
    [`${api}${threads}tracer.startSpan(workerData.name).end();`, 'startSpan'],
    [`${pool}worker.postMessage({ ctx: context.active() });`, 'active'],
  ] as const) {
    it(`is ${underlined} of ${code.slice(api.length)}`, () => {
      const [message] = new Linter().verify(
        code,
        {
          files: ['**/*.ts'],
          plugins: { otel: { rules: { rule: requireWorkerCarrier as unknown as Rule.RuleModule } } },
          languageOptions: { parser: parser },
          rules: { 'otel/rule': 'error' },
        },
        'file.ts',
      );
      const line = code.split('\n')[(message?.line ?? 0) - 1];
      assert.equal(message?.line, message?.endLine);
      assert.equal(line?.slice((message?.column ?? 0) - 1, (message?.endColumn ?? 0) - 1), underlined);
    });
  }
});

describe('the suggestions of require-worker-carrier', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const texts = new Map(invalid.map(({ code }, index) => [file(`carrier-${index}`), code]));
    const broken = new Set(strictDiagnostics(texts).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`carrier-${index}`))) continue;
      for (const [at, { inject, extract, extractData, send }] of errors.entries()) {
        const edits = inject ?? extract ?? extractData?.edits ?? send?.edits;
        if (edits) outputs.set(file(`carrier-${index}-${at}`), edited(code, edits));
      }
    }
    assert.ok(outputs.size > 20, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settle in one pass', () => {
    for (const { code, errors, manager = 'async-local-storage' } of invalid) {
      const count = (text: string): number => {
        const messages = new Linter().verify(
          text,
          {
            files: ['**/*.ts'],
            plugins: { otel: { rules: { rule: requireWorkerCarrier as unknown as Rule.RuleModule } } },
            languageOptions: { parser: parser },
            rules: { 'otel/rule': 'error' },
            settings: { otel: { contextManager: manager, instrumented: [] } },
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
      for (const { inject, extract, extractData, send } of errors) {
        const edits = inject ?? extract ?? extractData?.edits ?? send?.edits;
        if (edits && before > 0) assert.equal(count(edited(code, edits)), before - 1, edited(code, edits));
      }
    }
  });
});
