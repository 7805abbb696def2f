import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { AmbientUseFinder } from '../../../src/analysis/ambient-context';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { WorkerChannels } from '../../../src/analysis/boundaries';
import { Payloads } from '../../../src/analysis/data-flow';
import { countersOf } from '../../../src/analysis/counters';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { DEFAULT_SETTINGS } from '../../../src/rule-kit/settings';
import { findNodes, parseSource } from '../../support/source';

const imports = `import { context, trace, type Span } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { fork, type ChildProcess } from 'node:child_process';
import { Worker } from 'node:worker_threads';
const tracer = trace.getTracer('t');
`;

/** How many questions the resolution of every call of a source takes. */
function questions(code: string): number {
  const sourceCode = parseSource(imports + code, { typed: true });
  const resolver = new ApiResolver(sourceCode);
  findNodes(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression,
  ).forEach((node) => resolver.resolve(node));
  return countersOf(sourceCode).typeQuestions;
}

describe('questions to the checker, for the operation of a call', () => {
  for (const code of [
    'const m = new Map<string, number>(); m.set("a", 1); m.clear();',
    'export function f(m: Map<string, number>) { m.set("a", 1); }',
    'export class C { private readonly m: Map<string, string> = new Map(); f() { this.m.set("a", "b"); this.m.get("a"); } }',
    'export const h = (req: IncomingMessage, res: ServerResponse) => { res.end(); req.setTimeout(1); };',
    'declare const app: { get(path: string, fn: (req: { url: string }, res: { end(): void }) => void): void }; app.get("/", (req, res) => { res.end(); });',
    'http.get("http://a", (res) => { res.end(); }); const q = http.request("http://a"); q.end();',
    'const als = new AsyncLocalStorage<number>(); als.run(1, () => als.getStore());',
    'export function f(x, y: any, z: string) { x.set(1, 2); y.end(); z.end(); }',
    'const store = { set(a: number) {}, end() {} }; store.set(1); store.end();',
    'export function f(cache: { set(k: string, v: string): void; clear(): void; register(): void }) { cache.set("a", "b"); }',
    'tracer.startActiveSpan("a", (span) => { span.setAttribute("a", 1); span.end(); }); context.with(context.active(), () => {});',
  ]) {
    it(`are none: ${code}`, () => assert.equal(questions(code), 0));
  }

  for (const code of [
    'declare const spans: Map<string, Span>; spans.get("a")?.end();',
    'declare function withSpan(fn: (span: Span) => void): void; withSpan((span) => { span.end(); });',
    'declare const made: { span: Span }; export const { span } = made; span.end();',
    'const like = { end() {} } as unknown as Span; like.end();',
  ]) {
    it(`are asked where the type alone can tell: ${code}`, () => {
      const sourceCode = parseSource(imports + code, { typed: true });
      const resolver = new ApiResolver(sourceCode);
      const found = findNodes(sourceCode, ({ type }) => type === AST_NODE_TYPES.CallExpression).flatMap(
        (node) => resolver.resolve(node)?.operation ?? [],
      );
      assert.ok(found.includes('span.end'));
    });
  }
});

describe('questions to the checker, for a call of a client', () => {
  const inCallback = (code: string): number => {
    const sourceCode = parseSource(`${imports}${code}`, { typed: true });
    const finder = new AmbientUseFinder(new ApiResolver(sourceCode), () => true);
    findNodes(sourceCode, ({ type }) => type === AST_NODE_TYPES.ArrowFunctionExpression).forEach((fn) =>
      finder.inCallback(fn),
    );
    return countersOf(sourceCode).typeQuestions;
  };
  for (const code of [
    'export const f = () => new Promise<void>((resolve, reject) => { resolve(); reject(new Error()); });',
    'export const f = (a: number, next: () => void) => { next(); }; export const g = (callback: () => void) => callback();',
    'function log(a: string) { return a.length; } export const f = () => log("a");',
    'const m = new Map<string, string>(); export const f = () => m.get("a");',
    'export const f = () => context.bind(context.active(), () => 1)();',
  ]) {
    it(`are none: ${code}`, () => assert.equal(inCallback(code), 0));
  }
});

describe('questions to the checker, for what is sent to another thread', () => {
  const crossovers = (code: string): { readonly found: number; readonly questions: number } => {
    const file = new FileAnalysis(parseSource(imports + code, { typed: true }), __filename, DEFAULT_SETTINGS);
    const { resolver, ambient, calls, assignments } = file;
    const payloads = new Payloads(resolver, () => []);
    const { crossovers } = new WorkerChannels({ resolver, ambient, calls, assignments, payloads });
    return { found: crossovers.length, questions: countersOf(file.sourceCode).typeQuestions };
  };
  for (const code of [
    'declare const app: { get(path: string, fn: (req: { id: string }, res: { send(body: object): void }) => void): void }; app.get("/", (req, res) => { res.send({ id: req.id }); });',
    'const als = new AsyncLocalStorage<object>(); export const f = () => als.run({}, () => 1);',
    'export const f = (text: string) => /a/.exec(text);',
    'export const f = (text: RegExp) => new Promise((resolve) => resolve(text.exec("a")));',
    'export const m = new Map([["a", 1]]);',
  ]) {
    it(`are none: ${code}`, () => assert.deepEqual(crossovers(code), { found: 0, questions: 0 }));
  }
  for (const code of [
    'export const f = (child: ChildProcess, job: object) => child.send(job);',
    'declare const pool: { all: Worker[] }; export const f = (job: object) => pool.all[0]?.postMessage(job);',
    'class Own extends Worker {} export const f = (own: Own, job: object) => own.postMessage(job);',
    'class Own extends Worker {} export const own = new Own("a");',
    'export const child = fork("a");',
  ]) {
    it(`find what crosses: ${code}`, () => assert.equal(crossovers(code).found, 1));
  }
});
