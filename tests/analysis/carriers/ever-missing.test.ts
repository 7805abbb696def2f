import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { isEverMissing } from '../../../src/analysis/carriers/ever-missing';
import { holdsTests } from '../../../src/analysis/carriers';
import { findNodes, parseSource } from '../../support/source';

/** Whether the left side of the last `??` or `||` may be missing. */
function mayBeMissing(code: string): boolean {
  const sourceCode = parseSource(`function f(o, h) { ${code} }`);
  const [last] = findNodes(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.LogicalExpression && node.operator !== '&&',
  ).toReversed();
  assert.equal(last?.type, AST_NODE_TYPES.LogicalExpression, code);
  return isEverMissing(new ApiResolver(sourceCode), last.left);
}

describe('the left side of a default', () => {
  for (const code of [
    'fill(o.headers ?? {});',
    'fill(o?.headers ?? {});',
    'fill(h || {});',
    'if (h) fill(o.headers ?? {});',
    'if (!o.headers) fill(o.headers ?? {});',
    'if (o.headers) { return; } fill(o.headers ?? {});',
    'if (o.headers || h) fill(o.headers ?? {});',
    'o.other = {}; fill(o.headers ?? {});',
    'function later() { o.headers = {}; } fill(o.headers ?? {}, later);',
    'o.headers = o.headers ?? {};',
    'h ??= {}; fill(h ?? {});',
  ]) {
    it(`may be missing: ${code}`, () => {
      assert.equal(mayBeMissing(code), true);
    });
  }
  for (const code of [
    'o.headers ??= {}; fill(o.headers ?? {});',
    'o.headers = {}; fill(o?.headers || {});',
    'if (!o.headers) o.headers = {}; fill(o.headers ?? {});',
    'if (o.headers) fill(o.headers ?? {});',
    'if (h && o.headers) { fill(o.headers ?? {}); }',
    'o.headers && fill(o.headers ?? {});',
    'return o.headers ? fill(o.headers ?? {}) : undefined;',
    'if (h) { if (o) fill(h || {}); }',
  ]) {
    it(`is there: ${code}`, () => {
      assert.equal(mayBeMissing(code), false);
    });
  }
});

describe('tests', () => {
  const hold = (code: string): boolean => {
    const isCall = (node: TSESTree.Node): node is TSESTree.CallExpression | TSESTree.NewExpression =>
      node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression;
    return holdsTests(findNodes(parseSource(code), isCall).filter(isCall));
  };

  it('are known by their functions', () => {
    for (const code of [
      "it('a', () => {});",
      "test.only('a', async () => {});",
      '`a`; describe(`a`, function () {});',
      "Deno.test('a', () => {});",
      "bench('a', () => {});",
    ])
      assert.ok(hold(code), code);
  });

  it('are no other calls of these names', () => {
    for (const code of [
      'test(value);',
      "it('a');",
      "pattern.test('a', () => {});",
      "run('a', () => {});",
      "new Test('a', () => {});",
      'describe(() => {});',
    ])
      assert.ok(!hold(code), code);
  });
});
