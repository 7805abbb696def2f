import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { SharedCollections } from '../../../src/analysis/boundaries';
import { findNodes, parseSource } from '../../support/source';

/** What is put into the first shared collection of a source, and how its elements come out and are called. */
function describeCollection(
  code: string,
): { readonly name: string; readonly in: string[]; readonly out: string[] } | undefined {
  const sourceCode = parseSource(code);
  const collections = new SharedCollections(new ApiResolver(sourceCode));
  const collection = findNodes(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.Identifier || node.type === AST_NODE_TYPES.MemberExpression,
  )
    .map((node) => collections.of(node))
    .find((found) => found !== undefined);
  return (
    collection && {
      name: collection.name,
      in: collections.insertionsInto(collection).map(({ value }) => sourceCode.getText(value)),
      out: collections
        .removalsFrom(collection)
        .map(({ how, calls }) =>
          [how, ...new Set(calls.map(({ node, property }) => property ?? sourceCode.getText(node)))].join(' '),
        ),
    }
  );
}

describe('collections that outlive a call', () => {
  for (const [code, expected] of [
    [
      'const q = []; function a(x) { q.push(x); } function b() { q.shift()(); }',
      { name: 'q', in: ['x'], out: ['removed q.shift()()'] },
    ],
    [
      'const q = []; function a(x) { q.push(x); } function b() { for (const j of q.splice(0)) j(); }',
      { name: 'q', in: ['x'], out: ['removed j()'] },
    ],
    [
      'const q = []; function a(x) { q.push(x); } function b() { q.forEach((j) => j()); }',
      { name: 'q', in: ['x'], out: ['visited j()'] },
    ],
    [
      'let q = []; function a(x) { q.push(x); } function b() { const all = q; q = []; all.forEach((j) => j.run()); }',
      { name: 'q', in: ['x'], out: ['removed run'] },
    ],
    [
      'const q = new Set(); function a(x) { q.add(x); } function b() { for (const j of [...q]) j(); q.clear(); }',
      { name: 'q', in: ['x'], out: ['removed j()'] },
    ],
    [
      'const q = new Map(); function a(x) { q.set(1, x); } function b() { q.get(1)?.(2); }',
      { name: 'q', in: ['x'], out: ['looked-up q.get(1)?.(2)'] },
    ],
    [
      'const q = new Map(); function a(x) { q.set(1, x); } function b() { for (const [, j] of q) j(); }',
      { name: 'q', in: ['x'], out: ['visited j()'] },
    ],
    [
      'const q = []; function a(x) { q.push({ x }); } function b() { const { x: go } = q.pop(); go(); }',
      { name: 'q', in: ['{ x }'], out: ['removed x'] },
    ],
    [
      'const q = []; function a(x) { q.push(x); } async function b() { while (q.length) { const j = q.shift(); await j.call(null); } }',
      { name: 'q', in: ['x'], out: ['removed j.call(null)'] },
    ],
    [
      'class A { q = []; a(x) { this.q.push(x); } b() { this.q.shift()(); } }',
      { name: 'this.q', in: ['x'], out: ['removed this.q.shift()()'] },
    ],
    [
      'class A { #q; constructor() { this.#q = []; } a(x) { this.#q.push(x); } b() { this.#q.pop()(); } }',
      { name: 'this.#q', in: ['x'], out: ['removed this.#q.pop()()'] },
    ],
    [
      'const state = { q: [] }; function a(x) { state.q.push(x); } function b() { state.q.pop()(); }',
      { name: 'state.q', in: ['x'], out: ['removed state.q.pop()()'] },
    ],
    [
      'const q = []; function a(x) { q.push(x); } function b() { flush(q); } function flush(list) { for (const j of list.splice(0)) j(); }',
      { name: 'q', in: ['x'], out: ['removed j()'] },
    ],
    [
      'const q = []; function a(x) { q.push(x); } function b() { const next = q.shift(); call(next); } async function call(fn) { await fn(); }',
      { name: 'q', in: ['x'], out: ['removed fn()'] },
    ],
    [
      'class A { static q = new Set(); a(x) { A.q.add(x); } b() { A.q.forEach((j) => j.run()); A.q.clear(); } }',
      { name: 'A.q', in: ['x'], out: ['removed run'] },
    ],
    [
      'const q = []; function a(x, y) { q.push(x, { go: y }); } function b() { const { go } = q.shift(); go(); }',
      { name: 'q', in: ['x', '{ go: y }'], out: ['removed go'] },
    ],
    [
      'const q = []; function a() { q.push(1); } function b() { send(q.splice(0)); }',
      { name: 'q', in: ['1'], out: [] },
    ],
  ] as const) {
    it(code, () => assert.deepEqual(describeCollection(code), expected));
  }

  for (const code of [
    'function f() { const q = []; q.push(1); q.shift()(); }',
    'const q = make(); function f() { q.push(1); }',
    'const q = {}; function f() { q.push(1); }',
    'const q = [1]; q.forEach((x) => x());',
  ]) {
    it(`are none in ${code}`, () => assert.equal(describeCollection(code), undefined));
  }

  it('do not run in circles', () => {
    assert.ok(
      describeCollection(
        'const q = []; function a(x) { q.push(x); } function b() { let i = q.shift(); let j = i; i = j; j(); }',
      ),
    );
  });
});
