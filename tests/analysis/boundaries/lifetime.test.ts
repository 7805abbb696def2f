import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { outlivesWork } from '../../../src/analysis/boundaries';
import { findNodes, parseSource } from '../../support/source';

/** Whether `X` of the last `probe(X)` outlives the work around it. */
function outlives(code: string): boolean {
  const sourceCode = parseSource(
    `import { shared } from './shared'; declare function probe(x: unknown): void; declare const app: any;\n${code}`,
  );
  const call = findNodes(
    sourceCode,
    (node) =>
      node.type === AST_NODE_TYPES.CallExpression &&
      node.callee.type === AST_NODE_TYPES.Identifier &&
      node.callee.name === 'probe',
  ).at(-1);
  assert.ok(call?.type === AST_NODE_TYPES.CallExpression && call.arguments[0]);
  return outlivesWork(new ApiResolver(sourceCode), call.arguments[0]);
}

describe('what outlives the work around it', () => {
  for (const code of [
    'const x = {}; function f() { probe(x); }',
    'function f() { probe(shared); }',
    'function f() { probe(shared.bus); }',
    'function f() { probe(process); }',
    'function f(x: unknown) { probe(x); }',
    'function f({ x }: any) { probe(x); }',
    'const f = (x: unknown) => { [1].forEach(() => probe(x)); };',
    'class A { x = {}; f() { probe(this.x); } }',
    'class A { f() { probe(this); } }',
    'class A { x: any; f() { const { x } = this.x; probe(x); } }',
    'class A { x: any; f() { const x = this.x; probe(x); } }',
    'function make() { const x = {}; return { f() { probe(x); } }; }',
    'function make() { const x = {}; return () => { probe(x); }; }',
    'function make(deps: any) { return { f() { probe(deps.x); } }; }',
    `function start() { const x = {}; app.get('/a', () => { probe(x); }); }`,
    'const x = {}; function f() { probe(x ?? {}); }',
    'const x = {}; const get = () => x; function f() { const own = get(); probe(own); }',
    'class A { x: any; get() { return this.x; } async f() { const own = await this.get(); probe(own); } }',
    'const all = [{}]; function f() { for (const x of all) probe(x); }',
    'const x = {}; function f(deps: any) { probe(deps.x); } f({ x });',
    'const x = {}; function f() { const own: any = {}; own.x = x; probe(own.x); }',
  ]) {
    it(`is, in ${code}`, () => assert.equal(outlives(code), true));
  }
  for (const code of [
    'function f() { const x = {}; probe(x); }',
    'function f() { const x = {}; [1].forEach(() => { probe(x); }); }',
    'function f() { const x = {}; new Promise(() => { probe(x); }); }',
    'function f() { probe({}); }',
    'function f(req: any) { probe(req.x); }',
    `app.on('connection', (x: unknown) => { probe(x); });`,
    'function f() { const x = app.make(); probe(x); }',
    'function f() { for (const x of [{}]) probe(x); }',
    'function f() { const x = app.get("/a"); probe(x); }',
    'function f() { const x = app.isOn ? {} : undefined; probe(x); }',
    'function make() { const x = {}; return x; } function f() { probe(make()); }',
    'function same(x: any) { return x; } function f() { probe(same({})); }',
    'function g() { const x = {}; f({ x }); } function f(deps: any) { probe(deps.x); }',
    'const x = {}; function f() { let own: any = x; own = {}; probe(own); }',
    'function f() { const { port1 } = new MessageChannel(); probe(port1); }',
  ]) {
    it(`is not known to be, in ${code}`, () => assert.equal(outlives(code), false));
  }
});
