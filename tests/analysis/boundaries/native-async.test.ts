import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { keepsAsyncNative } from '../../../src/analysis/boundaries';
import { parseSource } from '../../support/source';

const untyped = new ApiResolver(parseSource('export {};'));
const native = { downlevelsAsync: false };

describe('whether async functions stay native', () => {
  it('is what the target says, with types', () => {
    assert.equal(keepsAsyncNative(new ApiResolver(parseSource('export {};', { typed: true })), 'a.ts', native), true);
  });

  for (const [filename, expected] of [
    ['a.js', true],
    ['a.mjs', true],
    ['a.cjs', true],
    ['a.jsx', false],
    ['a.ts', false],
    ['a.vue', false],
  ] as const) {
    it(`is ${expected} of ${filename} without types`, () => {
      assert.equal(keepsAsyncNative(untyped, filename, native), expected);
    });
  }

  it('is never so beside a build that compiles them down', () => {
    assert.equal(keepsAsyncNative(untyped, 'a.js', { downlevelsAsync: true }), false);
  });
});
