import assert from 'node:assert/strict';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type TaintConfiguration, type TaintResult, traceTaint } from '../../../src/analysis/data-flow';
import { findNodes, parseSource } from '../../support/source';

/**
 * Traces the argument of `sink(x)` in a world where `secret` and what is called so is a source and `hash(…)` a barrier.
 */
function trace(code: string): TaintResult<string> {
  const sourceCode = parseSource(code);
  const isSource = (name: string): boolean => name.startsWith('secret');
  const configuration: TaintConfiguration<string> = {
    source(node) {
      if (node.type === AST_NODE_TYPES.Identifier && isSource(node.name)) return node.name;
      if (
        node.type === AST_NODE_TYPES.MemberExpression &&
        node.property.type === AST_NODE_TYPES.Identifier &&
        isSource(node.property.name)
      )
        return node.property.name;
      if (node.type === AST_NODE_TYPES.TemplateElement) return node.value.raw.includes('SECRET') ? 'text' : undefined;
      return node.type === AST_NODE_TYPES.Literal && node.value === 'SECRET' ? 'text' : undefined;
    },
    sourceOfPart: (_value, path) => (isSource(path.at(-1) ?? '') ? path.join('.') : undefined),
    sourceOfWhole: (node) => (node.type === AST_NODE_TYPES.Identifier && node.name === 'person' ? 'person' : undefined),
    clean: (node) => node.type === AST_NODE_TYPES.TSAsExpression && sourceCode.getText(node.typeAnnotation) === 'Safe',
    summary: (call) => {
      const name = sourceCode.getText(call.callee);
      if (name === 'hash') return 'clean';
      return name === 'encode' ? call.arguments : undefined;
    },
  };
  const call = findNodes(
    sourceCode,
    (node): node is TSESTree.CallExpression =>
      node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node.callee) === 'sink',
  )[0] as TSESTree.CallExpression | undefined;
  const expression = call?.arguments[0];
  assert.ok(expression, 'a call of sink');
  return traceTaint({ sourceCode, configuration }, expression);
}

const stateOf = (code: string): string => {
  const result = trace(code);
  return result.state === 'unknown' ? `unknown ${result.because}` : result.state;
};

/** `source < step < step`, nearest the source first, for each flow. */
const flowsOf = (code: string): string[] => {
  const result = trace(code);
  return result.state === 'tainted'
    ? result.flows.map(({ label, steps }) => [label, ...steps.map((step) => step.name)].join(' > '))
    : [result.state];
};

describe('traceTaint', () => {
  const tainted: readonly (readonly [string, string])[] = [
    ['a source itself', 'sink(o.secret)'],
    ['a variable', 'function f() { const v = o.secret; sink(v); }'],
    ['a chain of variables', 'function f() { const a = o.secret; const b = a; sink(b); }'],
    ['one of two branches', 'function f(c) { let v = "x"; if (c) v = o.secret; sink(v); }'],
    ['a write in a loop', 'function f(c) { let v = "x"; while (c()) { sink(v); v = o.secret; } }'],
    ['an addition', 'function f() { let v = "x"; v += o.secret; sink(v); }'],
    ['a sum that grows in a loop', 'function f(list) { let v = ""; for (const x of list) v = v + o.secret; sink(v); }'],
    ['a template', 'sink(`a ${o.secret} b`)'],
    ['text in a template', 'sink(`SECRET ${x}`)'],
    ['a literal', 'sink("SECRET")'],
    ['a concatenation', 'sink("a" + o.secret)'],
    ['both sides of ??', 'sink(x ?? o.secret)'],
    ['the front of ||', 'sink(o.secret || "none")'],
    ['the end of &&', 'sink(x && o.secret)'],
    ['a branch', 'sink(c ? o.secret : "none")'],
    ['an optional chain', 'sink(o?.p?.secret)'],
    ['a cast', 'sink((o.secret as any)!)'],
    ['await', 'async function f() { sink(await o.secret); }'],
    ['a sequence', 'sink((x, o.secret))'],
    ['an assignment', 'let v; sink(v = o.secret)'],
    ['destructuring by name', 'function f(o) { const { secret } = o; sink(secret); }'],
    ['destructuring under another name', 'function f(o) { const { secret: v } = o; sink(v); }'],
    ['destructuring with a default', 'function f(o) { const { secret: v = "" } = o; sink(v); }'],
    ['destructuring of a known object', 'function f() { const { a: v } = { a: o.secret }; sink(v); }'],
    ['a destructured parameter', 'function f({ secret: v }) { sink(v); }'],
    ['a loop over destructured elements', 'function f(list) { for (const { secret: v } of list) sink(v); }'],
    ['an element of a list', 'function f() { for (const v of [x, o.secret]) sink(v); }'],
    ['an array pattern', 'function f() { const [a, v] = ["x", o.secret]; sink(v); }'],
    ['a property of a local object', 'function f() { const p = { a: o.secret }; sink(p.a); }'],
    ['a property of a nested local object', 'function f() { const p = { q: { a: o.secret } }; sink(p.q.a); }'],
    ['a later write to a property', 'function f() { const p = { a: "" }; p.a = o.secret; sink(p.a); }'],
    ['a property through a spread', 'function f() { const b = { a: o.secret }; const p = { ...b }; sink(p.a); }'],
    ['String()', 'sink(String(o.secret))'],
    ['toLowerCase', 'sink(o.secret.trim().toLowerCase())'],
    ['base64', 'sink(Buffer.from(o.secret).toString("base64"))'],
    ['btoa', 'sink(btoa(o.secret))'],
    ['encodeURIComponent', 'sink(encodeURIComponent(o.secret))'],
    ['join', 'sink(["a", o.secret].join("-"))'],
    ['concat', 'sink("a".concat(o.secret))'],
    ['String.raw', 'sink(String.raw`a ${o.secret}`)'],
    ['a date', 'sink(new Date(o.secret).toISOString())'],
    ['the replacement of a placeholder', 'sink("hello {x}".replace("{x}", o.secret))'],
    ['a function said to carry', 'sink(encode(o.secret))'],
    ['util.inspect', 'import { inspect } from "node:util"; sink(inspect(o.secret))'],
    ['JSON of a source', 'sink(JSON.stringify({ a: o.secret }))'],
    ['JSON of a whole object', 'sink(JSON.stringify(person))'],
    ['JSON with a null replacer', 'sink(JSON.stringify(person, null, 2))'],
    ['JSON of an object that holds it', 'sink(JSON.stringify({ person }))'],
    ['JSON of a spread', 'sink(JSON.stringify({ ...person, a: 1 }))'],
    ['JSON of an alias', 'function f() { const all = person; sink(JSON.stringify(all)); }'],
    ['URLSearchParams', 'sink(new URLSearchParams(person).toString())'],
    ['a value of Object.entries', 'for (const [k, v] of Object.entries(person)) sink(v)'],
    ['map', 'sink(o.list.map((x) => x.secret).join())'],
    ['the parameter of a callback', 'function f() { [o.secret].forEach((v) => sink(v)); }'],
    ['an index', 'sink(o.secret[0])'],
    ['a local function', 'function g(v) { return v.trim(); } sink(g(o.secret))'],
    ['a local arrow', 'const g = (v) => v; sink(g(o.secret))'],
    ['a local function of two levels', 'const g = (v) => v; const h = (w) => g(w); sink(h(o.secret))'],
    ['an async local function', 'async function g(v) { return v; } async function f() { sink(await g(o.secret)); }'],
    ['a method of the class', 'class C { g(v) { return v; } f() { sink(this.g(o.secret)); } }'],
    ['a part of a returned object', 'const g = (v) => ({ value: v }); sink(g(o.secret).value)'],
    [
      'a destructured part of a returned object',
      'const g = (v) => ({ value: v }); const { value: w } = g(o.secret); sink(w)',
    ],
    ['a parameter of the function that sinks', 'function g(v) { sink(v); } g(o.secret);'],
    ['a part of an argument', 'function g({ a }) { sink(a); } g({ a: o.secret });'],
    ['a member of an argument', 'function g(p) { sink(p.a); } g({ a: o.secret });'],
    ['a parameter with a default', 'function g(v = o.secret) { sink(v); } g();'],
    ['rest parameters', 'function g(...v) { sink(v.join()); } g("a", o.secret);'],
    ['a parameter that is named so', 'export function g(secret) { sink(secret); }'],
    [
      'a name, where the value is the result of an unknown function',
      'function f() { const secret = load(); sink(secret); }',
    ],
    ['a spread argument', 'function g(a, v) { sink(v); } g(...o.secret);'],
    ['what a generator yields', 'function* g() { yield o.secret; } for (const v of g()) sink(v)'],
    ['a list of what a generator yields', 'function* g() { yield o.secret; } sink([...g()].join())'],
    ['a field of a class', 'class C { v = ""; set(v) { this.v = v; } f() { sink(this.v); } } new C().set(o.secret);'],
    ['a parameter property', 'class C { constructor(v) { this.v = v; } f() { sink(this.v); } } new C(o.secret);'],
    ['an accessor', 'class C { get v() { return o.secret; } f() { sink(this.v); } }'],
    ['a value of a map', 'const m = new Map(); m.set("a", o.secret); sink(m.get("a"))'],
    ['a key of a map', 'const m = new Map(); m.set(o.secret, 1); for (const [k] of m) sink(k)'],
    ['a key of an object', 'for (const secret in counts) sink(secret)'],
    ['Promise.all', 'async function f() { const [a, v] = await Promise.all([x, o.secret]); sink(v); }'],
    ['a list that is filled', 'const all = []; all.push(o.secret); sink(all.join())'],
    ['a list in a template', 'sink(`${[x, o.secret]}`)'],
    [
      'an object that another function fills',
      'const p = {}; const fill = (q) => { q.a = o.secret; }; fill(p); sink(p.a)',
    ],
    ['a function kept in an object', 'const tools = { same: (v) => v }; sink(tools.same(o.secret))'],
    ['recursion with a source', 'function g(n) { return n > 0 ? g(n - 1) : o.secret; } sink(g(3))'],
  ];
  for (const [title, code] of tainted) it(`is tainted: ${title}`, () => assert.equal(stateOf(code), 'tainted', code));

  const clean: readonly (readonly [string, string])[] = [
    ['a constant', 'sink("x")'],
    ['a number', 'sink(3)'],
    ['a barrier', 'sink(hash(o.secret))'],
    ['a variable that was made safe', 'function f() { let v = o.secret; v = hash(v); sink(v); }'],
    ['a variable of a sensitive name whose value is safe', 'function f() { const secret = hash(x); sink(secret); }'],
    ['both branches safe', 'function f(c) { let v; if (c) v = hash(o.secret); else v = "none"; sink(v); }'],
    ['a write that comes later', 'function f() { let v = "x"; sink(v); v = o.secret; }'],
    ['a property that was made safe', 'function f() { const p = { a: o.secret }; p.a = hash(p.a); sink(p.a); }'],
    ['a property that is written later', 'function f() { const p = { a: "x" }; sink(p.a); p.a = o.secret; }'],
    ['a safe property of a sensitive name', 'function f() { const p = { secret: hash(x) }; sink(p.secret); }'],
    ['a presence flag', 'sink(String(!!o.secret))'],
    ['a test that chooses constants', 'sink(o.secret ? "yes" : "no")'],
    ['the front of &&', 'sink(o.secret && "yes")'],
    ['a comparison', 'sink(`${o.secret === x}`)'],
    ['Boolean()', 'sink(String(Boolean(o.secret)))'],
    ['a length', 'sink(String(o.secret.length))'],
    ['a question', 'sink(String(o.secret.startsWith("a")))'],
    ['typeof', 'sink(typeof o.secret)'],
    ['field names', 'sink(Object.keys(person).join())'],
    ['a safe type', 'sink(o.secret as Safe)'],
    ['a part of a safe value', 'sink(hash(o.secret).slice(0, 16))'],
    ['a safe value of a local function', 'const toId = (v) => hash(v); sink(toId(o.secret))'],
    ['a safe argument of all callers', 'function g(secret) { sink(secret); } g(hash(o.secret)); g("x");'],
    ['the current date', 'sink(new Date().toISOString())'],
    ['a random id', 'sink(crypto.randomUUID())'],
    ['a loop of constants', 'function f(n) { let v = ""; for (let i = 0; i < n; i++) v = v + "x"; sink(v); }'],
    ['a function', 'function secretOf() {} sink(secretOf)'],
    ['undefined', 'sink(undefined)'],
    ['a generator, which is no text', 'function* g() { yield o.secret; } sink(g())'],
    [
      'a field whose every value is safe',
      'class C { secret = ""; set(v) { this.secret = hash(v); } f() { sink(this.secret); } }',
    ],
    ['a safe property that others know', 'const p = { secret: hash(x) }; log(p); sink(p.secret)'],
    ['the name of a field', 'const p = { a: o.secret }; for (const [k] of Object.entries(p)) sink(k)'],
    ['another part', 'const p = { a: o.secret, b: "x" }; sink(p.b)'],
  ];
  for (const [title, code] of clean) it(`is clean: ${title}`, () => assert.equal(stateOf(code), 'clean', code));

  const unknown: readonly (readonly [string, string, string])[] = [
    ['a global', 'sink(x)', 'value'],
    ['a parameter', 'export function f(x) { sink(x); }', 'value'],
    ['a member of something unknown', 'sink(o.x)', 'value'],
    ['the result of an unknown function', 'sink(load(o.secret))', 'call'],
    ['a variable with the result of an unknown function', 'const v = load(); sink(v)', 'call'],
    ['a computed member', 'sink(o[k])', 'call'],
    ['a slice, which may mask', 'sink(o.secret.slice(-4))', 'obscured'],
    ['a replacement, which may mask', 'sink(o.secret.replace(/.+@/, "***@"))', 'obscured'],
    ['a masked part under a sensitive name', 'const secret = o.secret.replace(/./g, "*"); sink(secret)', 'obscured'],
    ['chosen fields', 'sink(JSON.stringify(person, ["plan"]))', 'obscured'],
    ['a field name of a dynamic object', 'for (const [k] of Object.entries(person)) sink(k)', 'call'],
    ['a safe argument of some callers', 'export function g(v) { sink(v); } g(hash(o.secret));', 'value'],
    ['an unknown function that a local one calls', 'const g = (v) => load(v); sink(g(o.secret))', 'call'],
    ['a look-alike of String', 'import { String } from "./mine"; sink(String(o.secret))', 'call'],
    ['a tagged template', 'sink(sql`${o.secret}`)', 'call'],
  ];
  for (const [title, code, cause] of unknown)
    it(`is unknown (${cause}): ${title}`, () => assert.equal(stateOf(code), `unknown ${cause}`, code));

  it('tells the path, nearest the source first', () => {
    assert.deepEqual(
      flowsOf('function tidy(v) { return v.trim(); } function f() { const label = tidy(o.secret); sink(label); }'),
      ['secret > v > tidy() > label'],
    );
  });

  it('gives every flow', () => {
    assert.deepEqual(flowsOf('sink(`${o.secretA} ${o.secretB}`)'), ['secretA', 'secretB']);
    assert.deepEqual(flowsOf('function g(v) { sink(v); } g(o.secretA); g(o.secretB);'), [
      'secretA > g() > v',
      'secretB > g() > v',
    ]);
  });

  it('takes a parameter for the source where its name says so', () => {
    assert.deepEqual(flowsOf('function g(secret) { sink(secret); } g(o.secretA); g(load());'), ['secret']);
  });

  it('does not let callers that give nothing but constants speak for a name', () => {
    assert.equal(stateOf('function g(secret) { sink(secret); } g("x");'), 'tainted');
    assert.equal(stateOf('function g(o) { sink(o.secret); } g({ secret: "x" });'), 'tainted');
    assert.equal(stateOf('function g(v) { sink(v); } g("x");'), 'unknown value');
  });

  it('keeps the calls of one function apart', () => {
    assert.equal(stateOf('const g = (v) => v; g(o.secret); sink(g("x"))'), 'clean');
  });

  it('ends on variables that are defined from each other many times over', () => {
    const names = 'a b c d e f g h i j k l'.split(' ');
    const writes = names.flatMap((left) => names.map((right) => `if (on()) ${left} = ${right};`)).join(' ');
    assert.notEqual(
      stateOf(`function f(on) { let ${names.join(', ')}; while (on()) { ${writes} } sink(a); }`),
      'tainted',
    );
  });

  it('ends on code that calls itself', () => {
    assert.equal(stateOf('function a(v) { return b(v); } function b(v) { return a(v); } sink(a("x"))'), 'clean');
    assert.equal(stateOf('const p = {}; p.a = p; sink(p.a)'), 'clean');
  });
});
