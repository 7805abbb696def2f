import assert from 'node:assert/strict';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { objectShape, propertyValues, type ShapeOptions } from '../../../src/analysis/data-flow';
import { findNodes, parseSource } from '../../support/source';

/**
 * The shape of the argument of `sink(x)`: `name=value` for each property, `…value` for spreads, `?` when incomplete.
 */
function shape(code: string, options?: ShapeOptions): string | undefined {
  const sourceCode = parseSource(code);
  const call = findNodes(
    sourceCode,
    (node): node is TSESTree.CallExpression =>
      node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node.callee) === 'sink',
  )[0] as TSESTree.CallExpression | undefined;
  assert.ok(call?.arguments[0]);
  const found = objectShape(sourceCode, call.arguments[0], options);
  if (!found) return undefined;
  return [
    ...found.properties.map(({ name, value }) => `${name ?? '[]'}=${sourceCode.getText(value)}`),
    ...found.spreads.map((spread) => `…${sourceCode.getText(spread)}`),
    ...(found.complete ? [] : ['?']),
  ].join(' ');
}

describe('objectShape', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['a literal', 'sink({ a: 1, "b": 2, [c]: 3, ["d"]: 4 })', 'a=1 b=2 []=3 d=4'],
    ['a shorthand and a method', 'sink({ a, b() {} })', 'a=a b=() {}'],
    ['a getter', 'sink({ get a() { return 1; } })', 'a=1'],
    ['a variable', 'const o = { a: 1 }; sink(o)', 'a=1'],
    ['a spread of a known object', 'const o = { a: 1 }; sink({ ...o, b: 2 })', 'a=1 b=2'],
    ['a spread of something unknown', 'sink({ ...x, b: 2 })', 'b=2 …x ?'],
    ['either branch', 'sink(c ? { a: 1 } : { b: 2 })', 'a=1 b=2'],
    ['a known and an unknown branch', 'sink(c ? { a: 1 } : x)', 'a=1 ?'],
    ['a later write', 'const o = {}; o.a = 1; o["b"] = 2; o[c] = 3; sink(o)', 'a=1 b=2 []=3'],
    ['a write that replaces', 'const o = { a: 1 }; o.a = 2; sink(o)', 'a=2'],
    ['a write in a branch, which may replace', 'const o = { a: 1 }; if (c) o.a = 2; sink(o)', 'a=1 a=2'],
    ['no write behind the read', 'const o = { a: 1 }; sink(o); o.a = 2;', 'a=1'],
    ['a write behind the read in a loop', 'for (;;) { const o = { a: 1 }; sink(o); o.a = 2; }', 'a=1 a=2'],
    ['a write in a closure, at any time', 'const o = { a: 1 }; on(() => { o.a = 2; }); sink(o);', 'a=1 a=2'],
    [
      'no write in a closure that is made behind the read',
      'const o = { a: 1 }; sink(o); on(() => { o.a = 2; });',
      'a=1',
    ],
    [
      'a write by a function that is called before',
      'const o = {}; const fill = (x) => { x.a = 1; }; fill(o); sink(o)',
      'a=1',
    ],
    ['a field of a class', 'class C { o = { a: 1 }; f() { sink(this.o); } }', 'a=1'],
    ['a parameter property', 'class C { constructor(o) { this.o = o; } f() { sink(this.o); } } new C({ a: 1 })', 'a=1'],
    ['an instance, which may be given more', 'class C { a = 1; } sink(new C())', 'a=1 ?'],
    ['an element of a container', 'const all = new Map(); all.set("x", { a: 1 }); sink(all.get("x"))', 'a=1'],
    [
      'the result of an async function',
      'const make = async () => ({ a: 1 }); async () => { sink(await make()); }',
      'a=1',
    ],
    ['a property that is defined', 'const o = {}; Object.defineProperty(o, "a", { value: 1 }); sink(o)', 'a=1'],
    ['a spread that is not there', 'sink({ a: 1, ...(c ? { b: 2 } : undefined), ...(d && { e: 3 }) })', 'a=1 b=2 e=3'],
    ['a spread whose property is replaced', 'const o = { a: 1, b: 1 }; sink({ ...o, a: 2 })', 'b=1 a=2'],
    ['a parameter of a function whose calls are known', 'function f(o) { sink(o); } f({ a: 1 });', 'a=1'],
    ['no list', 'sink([1])', undefined],
    ['no list of results', 'sink(list.map((a) => ({ a })))', undefined],
    ['no collection', 'const m = new Map([["a", 1]]); m.set("b", 2); sink(m)', undefined],
    ['Object.assign as a value', 'sink(Object.assign({ a: 1 }, { b: 2 }))', 'a=1 b=2'],
    ['Object.assign as a write', 'const o = { a: 1 }; Object.assign(o, { b: 2 }); sink(o)', 'a=1 b=2'],
    ['Object.freeze', 'sink(Object.freeze({ a: 1 }))', 'a=1'],
    ['pairs', 'sink(Object.fromEntries([["a", 1], [k, 2]]))', 'a=1 []=2 ?'],
    ['mapped pairs', 'sink(Object.fromEntries(list.map(([k, v]) => [k, { value: v }])))', '[]={ value: v } ?'],
    ['pairs that cannot be seen', 'sink(Object.fromEntries(list))', undefined],
    ['a local function', 'const make = () => ({ a: 1 }); sink(make())', 'a=1'],
    ['a parameter', 'export function f(o) { sink(o); }', undefined],
    ['an unknown call', 'sink(make())', undefined],
    ['a variable defined by itself', 'let o = o; sink(o)', undefined],
  ];
  for (const [title, code, expected] of cases) it(`reads ${title}`, () => assert.equal(shape(code), expected, code));

  it('leaves local functions alone on demand', () => {
    assert.equal(shape('const make = () => ({ a: 1 }); sink(make())', { followCalls: false }), undefined);
  });

  it('ends on variables that are defined from each other many times over', () => {
    const names = 'a b c d e f g h i j k l'.split(' ');
    const writes = names.flatMap((left) => names.map((right) => `${left} = ${right};`)).join(' ');
    assert.equal(shape(`let ${names.join(', ')}; ${writes} sink(a)`), undefined);
  });

  it('gives the values of a property', () => {
    const sourceCode = parseSource('const o = c ? { a: 1 } : { a: 2, b: 3 }; o');
    const last = sourceCode.ast.body.at(-1);
    assert.ok(last?.type === AST_NODE_TYPES.ExpressionStatement);
    assert.deepEqual(
      propertyValues(sourceCode, last.expression, 'a').map((value) => sourceCode.getText(value)),
      ['1', '2'],
    );
  });
});
