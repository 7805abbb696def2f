import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { derivationRoot, dropOf } from '../../../src/analysis/data-flow/dropped-result';
import { laterReadsOf, resultTargetOf } from '../../../src/analysis/data-flow/result-target';
import { findNodes, parseSource } from '../../support/source';

const api = `import { context, propagation, trace, type Baggage, type Context, type Span } from '@opentelemetry/api';\n`;

function analyse(body: string, call: string, typed = false) {
  const sourceCode = parseSource(api + body, { typed });
  const resolver = new ApiResolver(sourceCode);
  const node = findNodes(sourceCode, (one) => one.type === AST_NODE_TYPES.CallExpression).find(
    (one) => sourceCode.getText(one) === call,
  );
  const resolved = node && resolver.resolve(node);
  assert.ok(resolved, `'${call}' is an operation`);
  return { sourceCode, resolver, call: resolved };
}

describe('dropOf', () => {
  const kinds: readonly (readonly [body: string, call: string, kind: string | undefined])[] = [
    ['let b = propagation.createBaggage(); b.clear(); f(b);', 'b.clear()', 'discarded'],
    ['let b = propagation.createBaggage(); b.clear().removeEntry("a"); f(b);', 'b.clear()', undefined],
    [
      'let b = propagation.createBaggage(); b.clear().removeEntry("a"); f(b);',
      'b.clear().removeEntry("a")',
      'discarded',
    ],
    ['let b = propagation.createBaggage(); b = b.clear();', 'b.clear()', 'unread'],
    ['let b = propagation.createBaggage(); b = b.clear();', 'propagation.createBaggage()', undefined],
    ['let b = propagation.createBaggage(); b = b.clear(); f(b);', 'b.clear()', undefined],
    ['let b = propagation.createBaggage(); xs.forEach(() => b.clear());', 'b.clear()', 'thrownAway'],
    ['let b = propagation.createBaggage(); xs.map(() => b.clear());', 'b.clear()', undefined],
    ['let b = propagation.createBaggage(); (() => b.clear())();', 'b.clear()', 'discarded'],
    ['let b = propagation.createBaggage(); assert.throws(() => { b.clear(); });', 'b.clear()', undefined],
    [
      'let b = propagation.createBaggage(); function setTimeout(f) {} setTimeout(() => b.clear());',
      'b.clear()',
      undefined,
    ],
  ];
  for (const [body, call, kind] of kinds) {
    it(`says ${kind ?? 'nothing'} of ${call} in ${body}`, () => {
      const found = analyse(body, call);
      assert.equal(dropOf(found.resolver, found.call)?.kind, kind);
    });
  }

  it('knows by type whether a callback is declared to return nothing', () => {
    const list =
      'declare const list: { forEach(fn: () => void): void; each(fn: () => unknown): void }; declare const b: Baggage;';
    const first = analyse(`${list} list.forEach(() => b.clear());`, 'b.clear()', true);
    assert.equal(dropOf(first.resolver, first.call)?.kind, 'thrownAway');
    const second = analyse(`${list} list.each(() => b.clear());`, 'b.clear()', true);
    assert.equal(dropOf(second.resolver, second.call), undefined);
  });
});

describe('derivationRoot', () => {
  const roots: readonly (readonly [body: string, call: string, root: string])[] = [
    [
      'export const f = (b: Baggage) => b.clear().removeEntry("a").removeEntry("b");',
      'b.clear().removeEntry("a").removeEntry("b")',
      'b',
    ],
    [
      'export const f = (c: Context, s: Span) => trace.setSpan(trace.deleteSpan(c), s);',
      'trace.setSpan(trace.deleteSpan(c), s)',
      'c',
    ],
    [
      'export const f = (s: Span) => trace.setSpan(context.active(), s);',
      'trace.setSpan(context.active(), s)',
      'context.active()',
    ],
    [
      'export class A { constructor(private b: Baggage) {} f() { return this.b.clear(); } }',
      'this.b.clear()',
      'this.b',
    ],
  ];
  for (const [body, call, root] of roots) {
    it(`is ${root} for ${call}`, () => {
      const found = analyse(body, call);
      const node = derivationRoot(found.resolver, found.call);
      assert.equal(node && found.sourceCode.getText(node), root);
    });
  }

  it('is nothing for a factory', () => {
    const found = analyse('propagation.createBaggage();', 'propagation.createBaggage()');
    assert.equal(derivationRoot(found.resolver, found.call), undefined);
  });
});

describe('resultTargetOf', () => {
  const targets: Record<string, readonly [body: string, kind: string | undefined]> = {
    'a let that is read later': [
      'export function f() { let b = propagation.createBaggage(); b.clear(); return b; }',
      'assign',
    ],
    'a let that is not read later': [
      'export function f() { let b = propagation.createBaggage(); g(b); b.clear(); }',
      undefined,
    ],
    'a const read below': [
      'export function f() { const b = propagation.createBaggage(); b.clear(); return b; }',
      'rename',
    ],
    'a const read outside the block': [
      'export function f(x) { const b = propagation.createBaggage(); if (x) { b.clear(); } return b; }',
      'relax',
    ],
    'a const read by a closure above': [
      'export function f() { const b = propagation.createBaggage(); const g = () => b; b.clear(); return g; }',
      'relax',
    ],
    'a const read above in the loop': [
      'export function f(xs) { const b = propagation.createBaggage(); for (const x of xs) { g(b); b.clear(); } }',
      'relax',
    ],
    'a parameter read outside the block': [
      'export function f(b: Baggage, x) { if (x) { b.clear(); } return b; }',
      'assign',
    ],
    'an exported let': ['export let b = propagation.createBaggage(); b.clear(); g(b);', undefined],
    'a const of a for loop': [
      'export function f() { for (const b = propagation.createBaggage(); ; ) { if (1) { b.clear(); } g(b); } }',
      'relax',
    ],
    'a field': ['export class A { b: Baggage; f() { this.b.clear(); } }', 'assign'],
    'a readonly field': ['export class A { readonly b: Baggage; f() { this.b.clear(); } }', undefined],
    'a static field': ['export class A { static b: Baggage; f() { this.b.clear(); } }', undefined],
  };
  for (const [name, [body, kind]] of Object.entries(targets)) {
    it(`is ${kind ?? 'nothing'} for ${name}`, () => {
      const found = analyse(body, body.includes('this.b') ? 'this.b.clear()' : 'b.clear()');
      assert.equal(resultTargetOf(found.resolver, found.call)?.kind, kind);
    });
  }

  it('calls an assignment plain only where the call runs in place', () => {
    const plain = (body: string): boolean | undefined => {
      const found = analyse(body, 'b.clear()');
      const target = resultTargetOf(found.resolver, found.call);
      return target?.kind === 'assign' ? target.isPlain : undefined;
    };
    assert.equal(
      plain(
        'export function f(xs) { let b = propagation.createBaggage(); xs.forEach(() => { b.clear(); }); return b; }',
      ),
      true,
    );
    assert.equal(
      plain('export function f(xs) { let b = propagation.createBaggage(); on(() => { b.clear(); }); return b; }'),
      false,
    );
    assert.equal(
      plain(
        'export function f(xs) { let b = propagation.createBaggage(); xs.forEach(async () => { b.clear(); }); return b; }',
      ),
      false,
    );
  });

  it('assigns nothing that does not fit the declared type', () => {
    const found = analyse(
      'interface Own extends Baggage { own: true } export function f(make: () => Own) { let b = make(); b.clear(); return b; }',
      'b.clear()',
      true,
    );
    assert.equal(resultTargetOf(found.resolver, found.call), undefined);
  });
});

describe('laterReadsOf', () => {
  it('finds what stands below, in a loop around, and in other functions', () => {
    const body =
      'export function f(b: Baggage, xs) {\n  g(b);\n  const h = () => b;\n  for (const x of xs) {\n    g(b);\n    b.clear();\n  }\n  return b;\n}';
    const found = analyse(body, 'b.clear()');
    assert.deepEqual(
      laterReadsOf(found.resolver, found.call).map((read) => read.loc.start.line - 1),
      [3, 5, 8],
    );
  });
});
