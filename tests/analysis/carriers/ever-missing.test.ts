import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { isEverMissing } from '../../../src/analysis/carriers/ever-missing';
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
