import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { throwawayCarrier, accessorOf, fillsItsCarrier } from '../../../src/analysis/carriers';
import { findNodes, parseSource } from '../../support/source';

const imports = `import { context, propagation, defaultTextMapSetter, defaultTextMapGetter } from '@opentelemetry/api';\nimport { mine } from './mine';\n`;

function injection(code: string): { resolver: ApiResolver; call: NonNullable<ReturnType<ApiResolver['resolve']>> } {
  const sourceCode = parseSource(imports + code);
  const resolver = new ApiResolver(sourceCode);
  const call = findNodes(sourceCode, () => true)
    .flatMap((node) => resolver.resolve(node) ?? [])
    .find(({ operation }) => /inject|extract/.test(operation));
  assert.ok(call, code);
  return { resolver, call };
}

function fate(code: string): string {
  const { resolver, call } = injection(code);
  const carrier = call.argument('carrier');
  assert.ok(carrier);
  const found = throwawayCarrier(resolver, carrier);
  return found ? (found.kind === 'local' ? `local ${found.value.kind}` : found.kind) : '';
}

describe('what inject fills is thrown away', () => {
  for (const [carrier, expected] of [
    ['{}', 'literal'],
    ['({} as Record<string, string>)', 'literal'],
    ['{ ...h }', 'copy'],
    ['Object.assign({}, h)', 'copy'],
    ['Object.assign(h, {})', ''],
    ['Object.fromEntries(h)', 'copy'],
    ['structuredClone(h)', 'copy'],
    ['JSON.parse(h)', 'copy'],
    ['Object.create(null)', 'copy'],
    ['new Headers(h)', 'copy'],
    ['new Headers()', 'literal'],
    ['new Mine()', ''],
    ['h', ''],
    ['h.headers', ''],
    ['h || {}', 'default'],
    ['h ?? {}', 'default'],
    ['h && {}', ''],
    ['h || other', ''],
    ['a ? {} : {}', 'literal'],
    ['a ? {} : h', ''],
    ['make()', ''],
    ['h.headers ??= {}', ''],
  ] as const) {
    it(`${carrier}: ${expected || 'no'}`, () =>
      assert.equal(fate(`function f(a, h, other) { propagation.inject(context.active(), ${carrier}); }`), expected));
  }

  for (const [code, expected] of [
    ['const c = {}; INJECT;', 'local literal'],
    ['const c = {}; c.a = 1; INJECT;', 'local literal'],
    ['const c = new Headers(); c.set("a", "b"); INJECT;', 'local literal'],
    ['const c = { ...h }; INJECT;', 'local copy'],
    ['const c = h ?? {}; INJECT;', 'local default'],
    ['const c = {}; INJECT; send(c);', ''],
    ['const c = {}; send(c); INJECT;', ''],
    ['const c = {}; INJECT; const { traceparent } = c; send(traceparent);', ''],
    ['const c = {}; INJECT; c.a = c.b;', ''],
    ['const c = {}; INJECT; h.x = (c.a = 1);', ''],
    ['const c = {}; const send = () => fetch(c); INJECT;', ''],
    ['let c = {}; c = h; INJECT;', ''],
    ['let c; c = {}; INJECT;', 'local literal'],
    ['const { c } = h; INJECT;', ''],
    ['const c = h; INJECT;', ''],
  ] as const) {
    it(`${code} ${expected || 'no'}`, () =>
      assert.equal(
        fate(`function f(h) { ${code.replace('INJECT', 'propagation.inject(context.active(), c)')} }`),
        expected,
      ));
  }

  it('says nothing of what other files may read', () => {
    assert.equal(fate('export const c = {}; propagation.inject(context.active(), c);'), '');
    assert.equal(fate('const c = {}; propagation.inject(context.active(), c); export { c };'), '');
  });
});

describe('the accessor of a call', () => {
  const accessor = (code: string): string => {
    const { resolver, call } = injection(code);
    return accessorOf(resolver, call).kind;
  };
  for (const [argument, expected] of [
    ['', 'default'],
    ['undefined', 'default'],
    ['defaultTextMapSetter', 'default'],
    ['mine', 'given'],
    ['mine.setter', 'given'],
    ['this.setter', 'given'],
    ['make()', 'given'],
    ['{ set: mine }', 'given'],
    ['{ set(c, k, v) { c[k] = v; } }', 'given'],
    ['{ set: (c, k, v) => c.set(k, v) }', 'given'],
    ['(c, k, v) => { c[k] = v; }', 'function'],
    ['fill', 'function'],
    ['{ set(k, v, c) { c[k] = v; } }', 'swapped'],
    ['{ set(k, c, v) { c[k] = v; k.x; } }', 'swapped'],
    ['{ set(c, k, v) { w.headers = { [k]: v }; } }', 'replaces'],
    ['{ set(c, k, v) { w.headers = { ...w.headers, [k]: v }; } }', 'given'],
    ['{ set(c, k, v) { c = { ...c, [k]: v }; } }', 'replaces'],
    ['{ set(c, k, v) { c = { ...c, [k]: v }; save(c); } }', 'given'],
    ['{ set(c, k, v) { w[k] = { [k]: v }; } }', 'given'],
    ['held', 'swapped'],
  ] as const) {
    it(`${argument || 'nothing'}: ${expected}`, () => {
      const code = `const w = {}; const held = { set: (k, c) => { c[k] = 1; } }; function fill(c, k, v) { c[k] = v; } function f(h) { propagation.inject(context.active(), h${argument && `, ${argument}`}); }`;
      assert.equal(accessor(code), expected);
    });
  }

  for (const [code, expected] of [
    ['class A { setter = { set: (k, c) => { c[k] = 1; } }; f(h) { INJECT(h, this.setter); } }', 'swapped'],
    ['class A { #setter; constructor(setter) { this.#setter = setter; } f(h) { INJECT(h, this.#setter); } }', 'given'],
    [
      'const make = () => ({ set(c, k, v) { w.headers = { [k]: v }; } }); const f = (h) => INJECT(h, make());',
      'replaces',
    ],
    ['const set = (k, c, v) => { c[k] = v; }; const f = (h) => INJECT(h, { set });', 'swapped'],
    ['let set = (c, k, v) => { c[k] = v; }; if (w) set = w; const f = (h) => INJECT(h, { set });', 'given'],
  ] as const) {
    it(`${code}: ${expected}`, () => {
      const inject = code.replace('INJECT(', 'propagation.inject(context.active(), ');
      assert.equal(accessor(`const w = {}; ${inject}`), expected);
    });
  }

  it('knows an async getter', () => {
    assert.equal(
      accessor('propagation.extract(context.active(), {}, { keys: () => [], get: async (c, k) => c[k] });'),
      'async',
    );
    assert.equal(accessor('propagation.extract(context.active(), {}, defaultTextMapGetter);'), 'default');
  });
});

describe('whether a setter fills its carrier and nothing else', () => {
  for (const [argument, expected] of [
    ['', true],
    ['undefined', true],
    ['defaultTextMapSetter', true],
    ['mine', undefined],
    ['given', false],
    ['this.setter', false],
    ['make()', false],
    ['{ set(c, k, v) { c[k] = encodeURIComponent(v); } }', true],
    ['held', true],
    ['{ set(c, k, v) { other[k] = v; } }', false],
    ['{ set(c, k, v) { c[k] = v; other[k] = v; } }', false],
    ['{ set(_, k, v) { console.log(k, v); } }', false],
    ['{ set: mine }', false],
  ] as const) {
    it(`${argument || 'none'}: ${expected}`, () => {
      const { resolver, call } = injection(
        `const held = { set: (c, k, v) => c.set(k, v) }; function f(h, given, other) { propagation.inject(context.active(), h${argument && `, ${argument}`}); }`,
      );
      assert.equal(fillsItsCarrier(resolver, call), expected);
    });
  }
});
