import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { isVisibleOutside, variableOf } from '../../../src/analysis/bindings';
import { readsOf, useOf } from '../../../src/analysis/data-flow/value-use';
import { findNode, parseSource } from '../../support/source';

/** How `value()` is used in a text. */
function useIn(text: string): string {
  const sourceCode = parseSource(text);
  const node = findNode(
    sourceCode,
    (one) => one.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(one) === 'value()',
  );
  return useOf(sourceCode, node).kind;
}

function variableIn(text: string, name: string) {
  const sourceCode = parseSource(text);
  const isName = (node: TSESTree.Node): node is TSESTree.Identifier =>
    node.type === AST_NODE_TYPES.Identifier && node.name === name;
  const variable = variableOf(sourceCode, findNode(sourceCode, isName));
  assert.ok(variable);
  return variable;
}

const readLines = (text: string, name = 'x', isPure?: () => boolean): number[] =>
  readsOf(variableIn(text, name), isPure).map((identifier) => identifier.loc.start.line);

describe('useOf', () => {
  const uses: Record<string, readonly string[]> = {
    discarded: [
      'value();',
      'void value();',
      'value(), 1;',
      'a && value();',
      'a ? value() : b;',
      'a?.b ?? value();',
      'value()!;',
      'async () => { await value(); };',
      'for (;; value()) {}',
      'for (value();;) {}',
    ],
    variable: [
      'const x = value();',
      'let x; x = value();',
      'const x = a ? value() : b;',
      'const x = value() as any;',
      'const x = a ?? value();',
    ],
    destructured: ['const { a } = value();', 'const [a] = value();', 'let a; ({ a } = value());'],
    returned: [
      'function f() { return value(); }',
      'const f = () => value();',
      'const f = () => (a, value());',
      'async () => await value();',
    ],
    argument: ['f(value());', 'new F(1, value());', 'f?.(value());'],
    member: ['value().a;', 'value().a();', 'value()?.a();'],
    stored: [
      'x.a = value();',
      'const o = { a: value() };',
      '[value()];',
      'function* f() { yield value(); }',
      'let x; f(x = value());',
      'throw value();',
    ],
    tested: [
      'if (value()) {}',
      'while (value()) {}',
      'value() === 1;',
      'typeof value();',
      '!value();',
      'value() && a;',
      'value() ? a : b;',
      'value()();',
    ],
  };
  for (const [kind, texts] of Object.entries(uses)) {
    for (const text of texts) {
      it(`says ${kind} for ${text}`, () => {
        assert.equal(useIn(text), kind);
      });
    }
  }

  it('tells a concise arrow function from a return statement', () => {
    const sourceCode = parseSource('const f = () => value();');
    const use = useOf(
      sourceCode,
      findNode(sourceCode, (one) => one.type === AST_NODE_TYPES.CallExpression),
    );
    assert.equal(use.kind === 'returned' && use.concise, true);
  });
});

describe('readsOf', () => {
  it('finds plain reads, also in closures', () => {
    assert.deepEqual(readLines('let x = 1;\nx;\nconst f = () => x;'), [2, 3]);
  });

  it('leaves out what only feeds an assignment to the variable itself', () => {
    assert.deepEqual(readLines('let x = a;\nx = x.b;\nx = x ?? a;'), []);
  });

  it('counts an argument of a call as a read, unless the call is pure', () => {
    const text = 'let x = a;\nx = f(x);\nx = x.add(1);';
    assert.deepEqual(readLines(text), [2, 3]);
    assert.deepEqual(
      readLines(text, 'x', () => true),
      [],
    );
  });

  it('counts an assignment whose value is used as a read', () => {
    assert.deepEqual(readLines('let x = a;\nf(x = x.b);'), [2]);
  });

  it('counts a read that feeds another variable', () => {
    assert.deepEqual(readLines('let x = a;\nlet y;\ny = x;'), [3]);
  });
});

describe('isVisibleOutside', () => {
  it('sees exports, by declaration and by name', () => {
    assert.equal(isVisibleOutside(variableIn('export const x = 1;', 'x')), true);
    assert.equal(isVisibleOutside(variableIn('const x = 1;\nexport { x };', 'x')), true);
  });

  it('does not take the parameters and locals of an exported function for exported', () => {
    assert.equal(isVisibleOutside(variableIn('export function f(x) { return x; }', 'x')), false);
    assert.equal(isVisibleOutside(variableIn('export function f() { const x = 1; return x; }', 'x')), false);
  });

  it('says no for a variable of the module', () => {
    assert.equal(isVisibleOutside(variableIn('const x = 1;', 'x')), false);
  });
});
