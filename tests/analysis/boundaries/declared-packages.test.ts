/**
 * What the declarations of packages do to a finding: a class that is its module's default export, a base, an added
 * member.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLint, useOwnProjectService } from '../../support/lint';

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node', 'react'],
};

const files: Readonly<Record<string, string>> = {
  'tsconfig.json': JSON.stringify({ compilerOptions, include: ['empty.ts'] }),
  'empty.ts': 'export {};',
  'node_modules/eventemitter3/package.json': JSON.stringify({
    name: 'eventemitter3',
    version: '5.0.1',
    types: 'index.d.ts',
  }),
  'node_modules/eventemitter3/index.d.ts':
    'export declare class EventEmitter { on(event: string, listener: () => void): this; }',
  'node_modules/p-queue/package.json': JSON.stringify({ name: 'p-queue', version: '8.1.1', types: 'index.d.ts' }),
  'node_modules/p-queue/index.d.ts':
    "import { EventEmitter } from 'eventemitter3';\nexport default class PQueue extends EventEmitter { add<T>(task: () => T): Promise<T>; }",
  'node_modules/piscina/package.json': JSON.stringify({ name: 'piscina', version: '4.9.2', types: 'index.d.ts' }),
  'node_modules/piscina/index.d.ts':
    "import { EventEmitterAsyncResource } from 'node:events';\nexport default class Piscina extends EventEmitterAsyncResource { run(task: any): Promise<any>; }\nexport { Piscina };",
  'node_modules/@types/react/package.json': JSON.stringify({
    name: '@types/react',
    version: '19.0.0',
    types: 'index.d.ts',
  }),
  'node_modules/@types/react/index.d.ts': 'interface EventTarget {}\ninterface Event {}\n',
};

const api = `import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('t');\n`;

describe('declarations of packages', () => {
  useOwnProjectService();
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-declared-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(() => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const installed = path.resolve(__dirname, '../../../node_modules');
    for (const name of ['@opentelemetry', '@types/node', 'undici-types'])
      symlinkSync(path.join(installed, name), path.join(folder, 'node_modules', name));
  });

  const lint = createLint(folder);
  const rulesOf = (code: string): (string | null)[] => {
    const rules = { 'otel/require-context-binding': 'error', 'otel/require-worker-carrier': 'error' };
    return lint(api + code, { typed: true, rules, settings: { contextManager: 'async-local-storage' } }).map(
      ({ ruleId }) => ruleId,
    );
  };

  for (const [name, code, rule] of [
    [
      'p-queue, an emitter itself',
      `import PQueue from 'p-queue'; const queue = new PQueue(); export const f = () => queue.add(() => { tracer.startSpan('b').end(); });`,
      'otel/require-context-binding',
    ],
    [
      'piscina',
      `import Piscina from 'piscina'; const pool = new Piscina(); export const f = (id: string) => tracer.startActiveSpan('a', () => pool.run({ id }));`,
      'otel/require-worker-carrier',
    ],
    [
      'piscina by name',
      `import { Piscina } from 'piscina'; const pool = new Piscina(); export const f = (id: string) => tracer.startActiveSpan('a', () => pool.run({ id }));`,
      'otel/require-worker-carrier',
    ],
    [
      'the window, to which the types of React add',
      `export const f = () => tracer.startActiveSpan('a', () => { window.addEventListener('focus', () => { trace.getActiveSpan(); }); });`,
      'otel/require-context-binding',
    ],
  ] as const) {
    it(`${name}: the loss is seen`, () => assert.deepEqual(rulesOf(code), [rule]));
  }
});
