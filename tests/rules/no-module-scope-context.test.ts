import assert from 'node:assert/strict';
import path from 'node:path';
import { noModuleScopeContext } from '../../src/rules/no-module-scope-context';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';\n`;
const tracing = `${api}const tracer = trace.getTracer('shop');\n`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly filename?: string;
  readonly only?: 'typed' | 'untyped';
}

interface Failing extends Case {
  readonly errors: readonly {
    readonly id: 'exported' | 'memo' | 'once' | 'pool';
    readonly data: Readonly<Record<string, unknown>>;
    readonly edits?: readonly Replacement[];
  }[];
}

const valid: readonly Case[] = [
  // what the specification leaves alone
  {
    name: 'a default parameter',
    code: `${tracing}export function handle(ctx = context.active()) { tracer.startSpan('a', {}, ctx).end(); }`,
  },
  {
    name: 'a tracer, a meter and the like',
    code: `${tracing}export function handle() { tracer.startSpan('a').end(); }`,
  },
  {
    name: 'the root context',
    code: `${tracing}const root = ROOT_CONTEXT;\nexport function handle() { tracer.startSpan('a', {}, root).end(); }`,
  },
  {
    name: 'a context key',
    code: `import { context, createContextKey } from '@opentelemetry/api';\nconst KEY = createContextKey('a');\nexport const read = () => context.active().getValue(KEY);`,
  },
  {
    name: 'an object of each request',
    code: `${api}export class Work { readonly ctx = context.active(); run() { return context.with(this.ctx, () => 1); } }\nexport function handle() { return new Work().run(); }`,
  },
  {
    name: 'an object that a factory keeps for a request',
    code: `${api}export function begin() { const ctx = context.active(); return { run: () => context.with(ctx, () => 1) }; }`,
  },
  {
    name: 'a memo in an object of each request',
    code: `${api}export class Work { private ctx: unknown; run() { return (this.ctx ??= context.active()); } }`,
  },
  {
    name: 'a class that is made at module scope and in functions',
    code: `${api}class Work { readonly ctx = context.active(); run() { return this.ctx; } }\nconst first = new Work();\nexport const handle = () => [first, new Work().run()];`,
  },
  {
    name: 'a class of which nobody knows who makes it',
    code: `${api}export class Work { private readonly ctx = context.active(); run() { return this.ctx; } }`,
  },
  {
    name: 'a provider that is made for each request',
    code: `import { Injectable, Scope } from '@nestjs/common';\n${api}@Injectable({ scope: Scope.REQUEST })\nexport class Work { private readonly ctx = context.active(); run() { return this.ctx; } }`,
  },
  {
    name: 'a provider that gets the request',
    code: `import { Inject, Injectable } from '@nestjs/common';\nimport { REQUEST } from '@nestjs/core';\n${api}@Injectable()\nexport class Work { private readonly ctx = context.active(); constructor(@Inject(REQUEST) readonly request: object) {} run() { return this.ctx; } }`,
  },
  // a program that does one thing
  {
    name: 'a script',
    code: `${tracing}const span = tracer.startSpan('main');\nconst ctx = context.active();\nfunction work() { tracer.startSpan('a', {}, ctx).end(); }\nwork();\nwork();\nspan.end();`,
  },
  {
    name: 'a main function',
    code: `${tracing}const ctx = context.active();\nasync function main() { tracer.startSpan('a', {}, ctx).end(); }\nmain().catch((error) => { console.error(error); });`,
  },
  {
    name: 'a callback that runs on the spot',
    code: `${tracing}const ctx = context.active();\n['a', 'b'].forEach((name) => { tracer.startSpan(name, {}, ctx).end(); });`,
  },
  { name: 'used where it is read', code: `${api}console.log(trace.getActiveSpan()?.spanContext());` },
  {
    name: 'a context that somebody put a span into',
    code: `${tracing}const ctx = trace.setSpan(context.active(), tracer.startSpan('worker'));\nexport function handle() { tracer.startSpan('a', {}, ctx).end(); }`,
  },
  {
    name: 'a context from the environment',
    code: `${tracing}const ctx = propagation.extract(context.active(), process.env);\nexport function handle() { tracer.startSpan('a', {}, ctx).end(); }`,
  },
  {
    name: 'a context in which tracing is suppressed',
    code: `import { suppressTracing } from '@opentelemetry/core';\n${api}const quiet = suppressTracing(context.active());\nexport function handle() { return context.with(quiet, () => 1); }`,
  },
  { name: 'an export that says that it is the root', code: `${api}export const rootContext = context.active();` },
  // memos of other things
  {
    name: 'a memo that a context goes into, and not out of',
    code: `${tracing}let last: unknown;\nexport function handle() { const ctx = context.active(); last ??= String(Math.random()); return [ctx, last]; }`,
  },
  {
    name: 'a variable that each request writes',
    code: `${tracing}let last: unknown;\nexport function handle() { last = context.active(); return last; }`,
  },
  {
    name: 'a memo of a local variable',
    code: `${tracing}export function handle(given?: unknown) { let ctx = given; ctx ??= context.active(); return ctx; }`,
  },
  {
    name: 'a memo of a map by request',
    code: `${tracing}const all = new Map<string, unknown>();\nexport function handle(id: string) { if (!all.has(id)) all.set(id, context.active()); return all.get(id); }`,
  },
  {
    name: 'a memo of an object that keeps a context for each item, once it is used',
    code: `${api}class Queue {\n  private readonly items: object[] = [];\n  push(item: string) { const ctx = context.active(); this.items.push({ ctx, item }); }\n}\nlet queue: Queue | undefined;\nexport function track(item: string) { (queue ??= new Queue()).push(item); }`,
  },
  {
    name: 'a pool that reads it where an object is used',
    code: `import { createPool } from 'generic-pool';\n${tracing}declare function connect(): Promise<{ ping(ctx: unknown): void }>;\nexport const pool = createPool({ create: async () => { const span = trace.getActiveSpan(); span?.addEvent('connect'); return connect(); }, destroy: async () => {} });`,
  },
  {
    name: 'an object literal with a create of its own',
    code: `${tracing}export const shop = { create: async () => { const ctx = context.active(); return { ctx }; } };`,
  },
  {
    name: 'a look-alike',
    code: `class Ctx { active(): number { return 1; } }\nconst context = new Ctx();\nconst ctx = context.active();\nexport function handle() { return ctx; }`,
  },
];

const handle = `export function handle(name: string) {\n  tracer.startSpan(name, {}, ctx).end();\n}`;
const atLoad = { read: 'context.active', when: 'when the module is loaded' };

const invalid: readonly Failing[] = [
  {
    name: 'a constant of the module',
    code: `${tracing}const ctx = context.active();\n${handle}`,
    errors: [
      {
        id: 'once',
        data: { ...atLoad, line: 5 },
        edits: [
          ['const ctx = context.active();\n', ''],
          ['{}, ctx)', '{}, context.active())'],
        ],
      },
    ],
  },
  {
    name: 'two of them, with comments around',
    code: `${tracing}// the context\nconst ctx = context.active(); // of what?\nconst span = trace.getActiveSpan();\n${handle}\nexport const mark = () => span?.addEvent('mark');`,
    errors: [
      {
        id: 'once',
        data: { ...atLoad, line: 7 },
        edits: [
          ['const ctx = context.active(); // of', '// of'],
          ['{}, ctx)', '{}, context.active())'],
        ],
      },
      {
        id: 'once',
        data: { read: 'trace.getActiveSpan', when: 'when the module is loaded', line: 9 },
        edits: [
          ['const span = trace.getActiveSpan();\n', ''],
          ['span?.addEvent', 'trace.getActiveSpan()?.addEvent'],
        ],
      },
    ],
  },
  {
    name: 'a span that is tested first: no edit',
    code: `${tracing}const span = trace.getActiveSpan();\nexport function mark() { if (span) span.addEvent('mark'); }`,
    errors: [{ id: 'once', data: { read: 'trace.getActiveSpan', when: 'when the module is loaded', line: 4 } }],
  },
  {
    name: 'baggage',
    code: `${api}const tenant = propagation.getActiveBaggage()?.getEntry('tenant');\nconst bag = propagation.getActiveBaggage();\nexport const read = () => [tenant, bag?.getAllEntries()];`,
    errors: [
      {
        id: 'once',
        data: { read: 'propagation.getActiveBaggage', when: 'when the module is loaded', line: 4 },
        edits: [
          ['const bag = propagation.getActiveBaggage();\n', ''],
          ['bag?.get', 'propagation.getActiveBaggage()?.get'],
        ],
      },
    ],
  },
  {
    name: 'a context that is made from it, and the span in it',
    code: `${tracing}const base = context.active();\nconst ctx = propagation.setBaggage(base, propagation.createBaggage());\nconst span = trace.getSpan(context.active());\n${handle}\nexport const mark = () => span?.addEvent('mark');`,
    errors: [
      {
        id: 'once',
        data: { ...atLoad, line: 7 },
        edits: [
          ['const base = context.active();\n', ''],
          ['(base,', '(context.active(),'],
        ],
      },
      { id: 'once', data: { ...atLoad, line: 9 } },
    ],
  },
  {
    name: 'a carrier that is filled at module scope',
    code: `${api}declare function send(headers: object): void;\nconst headers: Record<string, string> = {};\npropagation.inject(context.active(), headers);\nexport function handle() { send({ ...headers, accept: '*/*' }); }`,
    errors: [{ id: 'once', data: { read: 'propagation.inject', when: 'when the module is loaded', line: 5 } }],
  },
  {
    name: 'a client that is built with such a carrier',
    code: `import axios from 'axios';\n${api}const headers = {};\npropagation.inject(context.active(), headers);\nconst client = axios.create({ headers });\nexport const handle = () => client.get('/a');`,
    errors: [{ id: 'once', data: { read: 'propagation.inject', when: 'when the module is loaded', line: 6 } }],
  },
  {
    name: 'a helper that fills a carrier, called at module scope',
    code: `${api}declare function send(headers: object): void;\nfunction carrier() { const headers = {}; propagation.inject(context.active(), headers); return headers; }\nconst headers = carrier();\nexport const handle = () => { send(headers); };`,
    errors: [{ id: 'once', data: { read: 'propagation.inject', when: 'when the module is loaded', line: 5 } }],
  },
  {
    name: 'an export',
    code: `${api}export const requestContext = context.active();`,
    errors: [{ id: 'exported', data: { read: 'context.active', name: 'requestContext' } }],
  },
  {
    name: 'a handler in the same file, as an argument and by its name',
    code: `${tracing}declare const app: { get(path: string, fn: (req: object, res: object) => void): void };\nconst ctx = context.active();\napp.get('/a', (req, res) => { tracer.startSpan('a', {}, ctx).end(); });`,
    errors: [
      {
        id: 'once',
        data: { ...atLoad, line: 5 },
        edits: [
          ['const ctx = context.active();\n', ''],
          ['{}, ctx)', '{}, context.active())'],
        ],
      },
    ],
  },
  {
    name: 'a listener',
    code: `${tracing}declare const bus: { on(event: string, fn: () => void): void };\nlet ctx = context.active();\nbus.on('a', () => { tracer.startSpan('a', {}, ctx).end(); });`,
    errors: [{ id: 'once', data: { ...atLoad, line: 5 } }],
  },
  {
    name: 'a static field',
    code: `${api}export class Orders {\n  private static readonly ctx = context.active();\n  run() { return context.with(Orders.ctx, () => 1); }\n}`,
    errors: [
      {
        id: 'once',
        data: { read: 'context.active', when: 'when the class is defined', line: 4 },
        edits: [
          ['private static readonly ctx = context.active();', 'private static get ctx() { return context.active(); }'],
        ],
      },
    ],
  },
  {
    name: 'a static block',
    code: `${api}export class Orders {\n  static ctx: unknown;\n  static { Orders.ctx = context.active(); }\n  run() { return Orders.ctx; }\n}`,
    errors: [{ id: 'once', data: { read: 'context.active', when: 'when the class is defined', line: 5 } }],
  },
  {
    name: 'a field of the one instance',
    code: `${api}class Orders {\n  readonly ctx = context.active();\n  run() { return context.with(this.ctx, () => 1); }\n}\nexport const orders = new Orders();`,
    errors: [
      {
        id: 'once',
        data: { read: 'context.active', when: 'when its one instance is made', line: 4 },
        edits: [['readonly ctx = context.active();', 'get ctx() { return context.active(); }']],
      },
    ],
  },
  {
    name: 'the constructor of a provider',
    code: `import { Injectable } from '@nestjs/common';\n${api}@Injectable()\nexport class Orders {\n  private readonly ctx;\n  constructor() { this.ctx = context.active(); }\n  run() { return context.with(this.ctx, () => 1); }\n}`,
    errors: [{ id: 'once', data: { read: 'context.active', when: 'when its one instance is made', line: 7 } }],
  },
  {
    name: 'a private field with a type',
    code: `import type { Span } from '@opentelemetry/api';\n${api}class Orders {\n  #span: Span | undefined = trace.getActiveSpan();\n  run() { this.#span?.addEvent('run'); }\n}\nexport const orders = new Orders();`,
    errors: [
      {
        id: 'once',
        data: { read: 'trace.getActiveSpan', when: 'when its one instance is made', line: 5 },
        edits: [
          [
            '#span: Span | undefined = trace.getActiveSpan();',
            'get #span(): Span | undefined { return trace.getActiveSpan(); }',
          ],
        ],
      },
    ],
  },
  {
    name: 'a memo',
    code: `${api}let headers: object | undefined;\nfunction carrier() {\n  const filled = {};\n  propagation.inject(context.active(), filled);\n  return filled;\n}\nexport const headersOf = () => (headers ??= carrier());`,
    errors: [
      {
        id: 'memo',
        data: { read: 'propagation.inject', holder: 'headers' },
        edits: [
          ['let headers: object | undefined;\n', ''],
          ['(headers ??= carrier())', '(carrier())'],
        ],
      },
    ],
  },
  {
    name: 'a memo of an object that reads it where it is made',
    code: `${api}class Client {\n  readonly ctx: unknown;\n  constructor() { this.ctx = context.active(); }\n}\nlet client: Client | undefined;\nexport const get = () => (client ??= new Client());`,
    errors: [
      {
        id: 'memo',
        data: { read: 'context.active', holder: 'client' },
        edits: [
          ['let client: Client | undefined;\n', ''],
          ['(client ??= new Client())', '(new Client())'],
        ],
      },
    ],
  },
  {
    name: 'a memo that is asked for first',
    code: `${api}let ctx: unknown;\nexport function current() {\n  if (!ctx) ctx = context.active();\n  return ctx;\n}\nlet other: unknown;\nexport function another() {\n  if (other) return other;\n  other = context.active();\n  return other;\n}`,
    errors: [
      { id: 'memo', data: { read: 'context.active', holder: 'ctx' } },
      { id: 'memo', data: { read: 'context.active', holder: 'other' } },
    ],
  },
  {
    name: 'a memo in a static member, and in a field of the one instance',
    code: `${api}class Orders {\n  static ctx: unknown;\n  own: unknown;\n  current() { return (Orders.ctx ??= context.active()); }\n  another() { return (this.own ||= context.active()); }\n}\nexport const orders = new Orders();`,
    errors: [
      { id: 'memo', data: { read: 'context.active', holder: 'Orders.ctx' } },
      { id: 'memo', data: { read: 'context.active', holder: 'this.own' } },
    ],
  },
  {
    name: 'a client that is built once, with a carrier',
    code: `import axios from 'axios';\n${api}let client;\nexport function get() {\n  const headers = {};\n  propagation.inject(context.active(), headers);\n  client ??= axios.create({ headers });\n  return client.get('/a');\n}`,
    errors: [{ id: 'memo', data: { read: 'propagation.inject', holder: 'client' } }],
  },
  {
    name: 'a function that is called once',
    code: `import once from 'lodash/once';\n${api}export const current = once(() => context.active());`,
    errors: [{ id: 'memo', data: { read: 'context.active', holder: 'once' } }],
  },
  {
    name: 'what a pool makes',
    code: `import { createPool } from 'generic-pool';\n${api}declare function connect(): Promise<object>;\nconst factory = {\n  create: async () => {\n    const ctx = context.active();\n    return { ctx, connection: await connect() };\n  },\n  destroy: async () => {},\n};\nexport const pool = createPool(factory);`,
    errors: [{ id: 'pool', data: { read: 'context.active', pool: 'createPool' } }],
  },
  {
    name: 'what the functions of an object of a pool use',
    code: `import * as genericPool from 'generic-pool';\n${api}export const pool = genericPool.createPool({\n  create: async () => {\n    const span = trace.getActiveSpan();\n    return { query: () => { span?.addEvent('query'); } };\n  },\n  destroy: async () => {},\n});`,
    errors: [{ id: 'pool', data: { read: 'trace.getActiveSpan', pool: 'genericPool.createPool' } }],
  },
  {
    name: 'an alias, a namespace and a destructured function',
    code: `import * as otel from '@opentelemetry/api';\nimport { context as otelContext, trace } from '@opentelemetry/api';\nconst { getActiveSpan } = trace;\nconst a = otel.context.active();\nconst b = otelContext.active();\nconst c = getActiveSpan();\nexport const read = () => [a, b, c?.spanContext()];`,
    errors: [
      {
        id: 'once',
        data: { ...atLoad, read: 'otel.context.active', line: 7 },
        edits: [
          ['const a = otel.context.active();\n', ''],
          ['[a,', '[otel.context.active(),'],
        ],
      },
      {
        id: 'once',
        data: { ...atLoad, read: 'otelContext.active', line: 7 },
        edits: [
          ['const b = otelContext.active();\n', ''],
          [' b,', ' otelContext.active(),'],
        ],
      },
      {
        id: 'once',
        data: { ...atLoad, read: 'getActiveSpan', line: 7 },
        edits: [
          ['const c = getActiveSpan();\n', ''],
          ['c?.', 'getActiveSpan()?.'],
        ],
      },
    ],
  },
  {
    name: 'a name that hides the API where the constant is read: no edit',
    code: `${api}const ctx = context.active();\nexport const handle = (context: object) => [context, ctx];`,
    errors: [{ id: 'once', data: { ...atLoad, line: 3 } }],
  },
  {
    name: 'a shorthand property: no edit',
    code: `${api}const ctx = context.active();\nexport const handle = () => ({ ctx });`,
    errors: [{ id: 'once', data: { ...atLoad, line: 3 } }],
  },
  {
    name: 'require, no semicolons',
    code: `const { context } = require('@opentelemetry/api')\nconst ctx = context.active()\nexports.handle = () => ctx.getValue(0)`,
    only: 'untyped',
    filename: 'shop.cjs',
    errors: [
      {
        id: 'once',
        data: { ...atLoad, line: 3 },
        edits: [
          ['const ctx = context.active()\n', ''],
          ['ctx.get', 'context.active().get'],
        ],
      },
    ],
  },
  {
    name: 'output of a compiler',
    code: `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nconst api_1 = require("@opentelemetry/api");\nconst ctx = api_1.context.active();\nfunction handle() { return api_1.context.with(ctx, () => 1); }\nexports.handle = handle;`,
    only: 'untyped',
    filename: 'shop.cjs',
    errors: [
      {
        id: 'once',
        data: { ...atLoad, read: 'api_1.context.active', line: 5 },
        edits: [
          ['const ctx = api_1.context.active();\n', ''],
          ['with(ctx', 'with(api_1.context.active()'],
        ],
      },
    ],
  },
];

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = ({ name, code, filename }: Case) => ({
    name: `${name} (${mode})`,
    code,
    ...(filename !== undefined && { filename }),
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`no-module-scope-context, ${mode}`, noModuleScopeContext, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ id, data, edits }) => ({
        messageId: id,
        data,
        suggestions: edits
          ? [{ messageId: 'readInEach' as const, data: { read: data['read'] }, output: edited(test.code, edits) }]
          : [],
      })),
    })),
  });
}

describe('the suggestions of no-module-scope-context', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const texts = new Map(invalid.map(({ code }, index) => [file(`module-scope-${index}`), code]));
    const broken = new Set(strictDiagnostics(texts).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`module-scope-${index}`))) continue;
      for (const [at, { edits }] of errors.entries())
        if (edits) outputs.set(file(`module-scope-${index}-${at}`), edited(code, edits));
    }
    assert.ok(outputs.size > 10, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });
});
