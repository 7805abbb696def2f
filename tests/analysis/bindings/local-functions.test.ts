import assert from 'node:assert/strict';
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { callSitesOf, functionName, resolveFunction, returnedExpressions } from '../../../src/analysis/bindings';
import { type FunctionNode, isFunction } from '../../../src/ast';
import { findNode, parseSource } from '../../support/source';

/** The callee of the call whose only argument is the string 'here'. */
function calleeHere(sourceCode: TSESLint.SourceCode): TSESTree.Expression {
  const call = findNode(
    sourceCode,
    (node): node is TSESTree.CallExpression =>
      node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node.arguments[0]) === "'here'",
  );
  return call.callee;
}

/** The text of the function that the call `….('here')` runs. */
function resolved(code: string): string | undefined {
  const sourceCode = parseSource(code);
  const fn = resolveFunction(sourceCode, calleeHere(sourceCode));
  return fn && sourceCode.getText(fn.body);
}

describe('resolveFunction', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['a declaration', "function f() { 1 } f('here');", '{ 1 }'],
    ['a constant', "const f = () => 1; f('here');", '1'],
    ['an alias', "function f() { 1 } const g = f; g('here');", '{ 1 }'],
    ['a property of an object literal', "const o = { f() { 1 } }; o.f('here');", '{ 1 }'],
    ['a destructured property', "const { f } = { f: () => 1 }; f('here');", '1'],
    ['a method through this', "class C { a() { this.b('here'); } b() { 1 } }", '{ 1 }'],
    ['a private method', "class C { a() { this.#b('here'); } #b() { 1 } }", '{ 1 }'],
    ['an arrow field', "class C { a() { this.b('here'); } b = () => 1; }", '1'],
    ['this inside an arrow', "class C { a() { [1].map(() => this.b('here')); } b() { 1 } }", '{ 1 }'],
    ['this of an object literal', "const o = { a() { this.b('here'); }, b() { 1 } };", '{ 1 }'],
    ['a static method', "class C { static b() { 1 } } C.b('here');", '{ 1 }'],
    ['a method of an instance', "class C { b() { 1 } } const c = new C(); c.b('here');", '{ 1 }'],
    ['a function called on the spot', "(() => 1)('here');", '1'],
    ['a bound function', "function f() { 1 } const g = f.bind(null); g('here');", '{ 1 }'],
    ['nothing for a reassigned variable', "let f = () => 1; f = () => 2; f('here');", undefined],
    ['nothing for a parameter', "function g(f) { f('here'); }", undefined],
    ['nothing for an import', "import { f } from 'm'; f('here');", undefined],
    ['nothing for a computed member', "const o = { f() { 1 } }; o[k]('here');", undefined],
    [
      'nothing for this of another function',
      "class C { a() { function g() { this.b('here'); } } b() { 1 } }",
      undefined,
    ],
    ['nothing for a name that refers to itself', "const f = f; f('here');", undefined],
  ];
  for (const [name, code, expected] of cases) {
    it(`gives ${name}`, () => {
      assert.equal(resolved(code), expected);
    });
  }
});

function firstFunction(sourceCode: TSESLint.SourceCode): FunctionNode {
  return findNode(sourceCode, (node): node is FunctionNode => isFunction(node));
}

describe('callSitesOf', () => {
  const sites = (code: string): { calls: string[]; escapes: boolean } => {
    const sourceCode = parseSource(code);
    const found = callSitesOf(sourceCode, firstFunction(sourceCode));
    return { calls: found.calls.map((call) => sourceCode.getText(call)), escapes: found.escapes };
  };
  it('gives the calls of a declaration', () => {
    assert.deepEqual(sites('function f(a) {} f(1); f(2);'), { calls: ['f(1)', 'f(2)'], escapes: false });
  });
  it('says that an exported function escapes', () => {
    assert.deepEqual(sites('export function f(a) {} f(1);'), { calls: ['f(1)'], escapes: true });
    assert.deepEqual(sites('const f = (a) => {}; f(1); export { f };'), { calls: ['f(1)'], escapes: true });
  });
  it('says that a function used as a value escapes', () => {
    assert.deepEqual(sites('function f(a) {} f(1); list.map(f);'), { calls: ['f(1)'], escapes: true });
  });
  it('gives calls of a method through this, which escapes', () => {
    assert.deepEqual(sites('class C { b(a) {} c() { this.b(1); } }'), { calls: ['this.b(1)'], escapes: true });
  });
  it('gives the place of a function called on the spot', () => {
    assert.deepEqual(sites('(function (a) {})(1);'), { calls: ['(function (a) {})(1)'], escapes: false });
  });
});

describe('returnedExpressions', () => {
  it('gives the returns of the function itself, not of functions in it', () => {
    const sourceCode = parseSource('function f(c) { if (c) return a; const g = () => b; return c2; }');
    const returned = returnedExpressions(sourceCode, firstFunction(sourceCode));
    assert.deepEqual(
      returned.map((node) => sourceCode.getText(node)),
      ['a', 'c2'],
    );
  });
  it('gives the body of a concise arrow', () => {
    const sourceCode = parseSource('const f = () => a;');
    assert.deepEqual(
      returnedExpressions(sourceCode, firstFunction(sourceCode)).map((node) => sourceCode.getText(node)),
      ['a'],
    );
  });
});

describe('functionName', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['function f() {}', 'f'],
    ['const f = () => {};', 'f'],
    ['class C { m() {} }', 'm'],
    ['class C { #m() {} }', 'm'],
    ['const o = { m() {} };', 'm'],
    ['x.handler = () => {};', 'handler'],
    ['call(() => {});', undefined],
  ];
  for (const [code, expected] of cases) {
    it(`is ${expected ?? 'unknown'} for ${code}`, () => {
      assert.equal(functionName(firstFunction(parseSource(code))), expected);
    });
  }
});
