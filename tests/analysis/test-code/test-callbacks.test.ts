import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { TestCode } from '../../../src/analysis/test-code';
import { findNodes, nodeWithText, parseSource } from '../../support/source';

const isCall = (node: TSESTree.Node): node is TSESTree.CallExpression | TSESTree.NewExpression =>
  node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression;

/** Whether `probe()` stands in a test. */
function isInTest(code: string): boolean {
  const sourceCode = parseSource(code);
  const testCode = new TestCode(sourceCode, () => findNodes(sourceCode, isCall).filter(isCall));
  return testCode.contains(nodeWithText(sourceCode, 'probe()'));
}

describe('the callbacks of a test runner', () => {
  for (const code of [
    "it('a', () => { probe(); });",
    "test.only('a', async () => { probe(); });",
    '`a`; describe(`a`, function () { probe(); });',
    "describe('a', () => { it('b', (done) => { setTimeout(() => probe(), 5); }); });",
    "it.each([1, 2])('a %d', () => { probe(); });",
    "Deno.test('a', () => { probe(); });",
    "bench('a', () => { probe(); });",
    "const run = () => { probe(); }; it('a', run); it('b', run);",
    "it('a', run); function run() { probe(); }",
    "it('a', (() => { probe(); }) as () => void);",
    "declare const it: (name: string, run: () => void) => void; it('a', () => { probe(); });",
    "declare function it(name: string, run: () => void): void; it('a', () => { probe(); });",
    "import { it } from 'vitest'; it('a', () => { probe(); });",
    "import { test as check } from 'node:test'; check(() => { probe(); });",
    "import test from 'ava'; test('a', (t) => { probe(); });",
    "import * as runner from 'vitest'; runner.it('a', () => { probe(); });",
    "const { it } = require('mocha'); it('a', () => { probe(); });",
    "import { after } from 'node:test'; after(() => { probe(); });",
    "import { beforeEach } from 'mocha'; beforeEach(() => { probe(); });",
    "beforeEach(() => { probe(); }); it('a', () => {});",
    "after(() => { probe(); }); describe('a', () => {});",
    "test.beforeEach(() => { probe(); }); test('a', () => {});",
  ]) {
    it(`are tests: ${code}`, () => {
      assert.equal(isInTest(code), true);
    });
  }
  for (const code of [
    'probe();',
    "it('a', () => {}); probe();",
    'after(() => { probe(); });',
    "import { after } from 'next/server'; after(() => { probe(); }); it('a', () => {});",
    "app.get('/a', () => { probe(); });",
    "test('a', probe());",
    "const run = () => { probe(); }; it('a', run); run();",
    "export const run = () => { probe(); }; it('a', () => {});",
    "const run = () => { probe(); }; it('a', run); module.exports = run;",
    '(() => { probe(); })();',
    "function it(name, run) { run(); } it('a', () => { probe(); });",
    "const test = make(); test('a', () => { probe(); });",
    "import { it } from './own'; it('a', () => { probe(); });",
    'it(() => { probe(); });',
    'suite.run(() => { probe(); });',
  ]) {
    it(`are none: ${code}`, () => {
      assert.equal(isInTest(code), false);
    });
  }
});
