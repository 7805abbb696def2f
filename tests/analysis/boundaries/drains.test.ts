import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { AmbientUseFinder } from '../../../src/analysis/ambient-context';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { drainIn, SharedCollections } from '../../../src/analysis/boundaries';
import { isFunction } from '../../../src/ast';
import { findNode, parseSource } from '../../support/source';

const imports = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';\nconst tracer = trace.getTracer('t');\n`;

/** The drain in the callback of `later(…)`: the collection, and what is done with each element. */
function drain(code: string): string | undefined {
  const sourceCode = parseSource(imports + code);
  const resolver = new ApiResolver(sourceCode);
  const call = findNode(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node).startsWith('later('),
  );
  assert.ok(call.type === AST_NODE_TYPES.CallExpression && isFunction(call.arguments[0]));
  const parts = {
    resolver,
    ambient: new AmbientUseFinder(resolver, () => false),
    collections: new SharedCollections(resolver),
  };
  const found = drainIn(parts, call.arguments[0], call);
  return (
    found &&
    `${found.collection.name}: ${sourceCode.getText(found.at)}${found.insertion ? ` of ${sourceCode.getText(found.insertion.value)}` : ''}`
  );
}

describe('the drain of a shared collection', () => {
  for (const [code, expected] of [
    ['const q = []; function add(job) { q.push(job); later(() => { q.shift()(); }); }', 'q: q.shift()() of job'],
    [
      'const q = []; function add(job) { q.push(job); later(() => run()); } function run() { for (const j of q.splice(0)) j(); }',
      'q: j() of job',
    ],
    [
      'const q = []; function add(r) { q.push(r); arm(); } function arm() { later(() => { for (const r of q.splice(0)) tracer.startSpan(r).end(); }); }',
      'q: tracer.startSpan(r)',
    ],
    [
      'const q = []; function add(r) { trace.getActiveSpan(); q.push(r); } later(() => { while (q.length) { const r = q.shift(); save(r); } }); function save(r) { tracer.startSpan(r).end(); }',
      'q: tracer.startSpan(r)',
    ],
    [
      'class A { q = []; handle(req, res) { this.q.push(req); } go() { later(() => { this.flush(); }); } flush() { const all = this.q; this.q = []; for (const r of all) context.active(r); } }',
      'this.q: context.active(r)',
    ],
    [
      'const q = []; function add(job) { q.push(job); later(() => one()); } const one = () => two(); const two = () => three(); const three = () => { q.pop()(); };',
      'q: q.pop()() of job',
    ],
    [
      'class A { q = []; add(job) { this.q.push(job); later(async () => { await this.flush(); }); } async flush() { const jobs = this.take(); for (const j of jobs) j(); } take() { return this.q.splice(0); } }',
      'this.q: j() of job',
    ],
    // one read of the active context for all that was collected
    [
      'const q = []; function add(r) { q.push(r); later(() => { const all = q.splice(0); tracer.startSpan("flush").end(all); }); }',
      'q: tracer.startSpan("flush")',
    ],
    [
      'class A { q = []; add(r) { this.q.push(r); later(() => this.flush()); } flush() { const all = this.q; this.q = []; trace.getActiveSpan(all); } }',
      'this.q: trace.getActiveSpan(all)',
    ],
    [
      'const q = new Map(); function add(r) { q.set(r.id, r); later(() => { const all = [...q.values()]; q.clear(); context.active(all); }); }',
      'q: context.active(all)',
    ],
  ]) {
    it(`is seen in ${code ?? ''}`, () => assert.equal(drain(code ?? ''), expected));
  }
  for (const code of [
    'later(() => { tracer.startSpan("a").end(); });',
    'const q = []; function add(r) { q.push(r); later(() => { for (const r of q.splice(0)) console.log(r); }); }',
    'const q = []; function add(job) { q.push(job); later(() => { app.get("/", (req, res) => { q.shift()(); }); }); }',
    'const q = []; function add(r) { q.push(r); later(() => { for (const r of q) tracer.startSpan(r).end(); }); }',
    'const q = []; later(() => { for (const r of q.splice(0)) tracer.startSpan(r).end(); });',
    'const q = []; function add(r) { q.push(r); } later(() => { for (const r of q.splice(0)) tracer.startSpan(r).end(); });',
    'const q = []; function add(r) { q.push(r); later(() => { for (const r of q.splice(0)) context.with(propagation.extract(ROOT_CONTEXT, r), () => { tracer.startSpan("a").end(); }); }); }',
    'const q = []; function add(r) { q.push(r); later(() => { for (const r of q.splice(0)) context.with(r.ctx, () => { tracer.startSpan("a").end(); }); }); }',
    'const q = []; function add(job) { q.push(context.bind(context.active(), job)); later(() => { q.shift()(); }); }',
    'const q = []; function add() { q.push(() => { trace.getActiveSpan(); }); later(() => { q.shift()(); }); }',
    'const q = []; function add(r) { q.push(r); later(() => { q.splice(0); tracer.startSpan("flush").end(); }); }',
    'const q = []; function add(r) { q.push(r); later(() => { const all = q.splice(0); tracer.startSpan("flush", { links: all }).end(); }); }',
    'const q = []; function add(r) { q.push(r); later(() => { const all = q.splice(0); tracer.startSpan("flush", { root: true }).end(all); }); }',
    'const q = []; function add(r) { q.push(r); later(() => { save(q); tracer.startSpan("flush").end(); }); }',
    'const q = []; function add(r) { q.push({ r, ctx: context.active() }); later(() => { const all = q.splice(0); tracer.startSpan("flush").end(all); }); }',
    'const q = []; function add(r) { trace.getActiveSpan(); q.push(r); } later(() => { const all = q.splice(0); tracer.startSpan("flush").end(all); });',
  ]) {
    it(`is not seen in ${code}`, () => assert.equal(drain(code), undefined));
  }
});
