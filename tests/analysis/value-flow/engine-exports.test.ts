import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { valueFlow } from '../../../src/analysis/value-flow';
import { findNode, parseSource } from '../../support/source';

/** Whether every value of the argument of `sink()` is known. */
function isComplete(code: string): boolean {
  const sourceCode = parseSource(code);
  const sink = findNode(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node.callee) === 'sink',
  );
  assert.ok(sink.type === AST_NODE_TYPES.CallExpression && sink.arguments[0]);
  return valueFlow(sourceCode).backward(sink.arguments[0], { label: () => undefined }).complete;
}

describe('what other files may call', () => {
  const cases: readonly (readonly [code: string, complete: boolean])[] = [
    ['class A { constructor(x) { this.x = x; } run() { sink(this.x); } } new A(1).run();', true],
    ['export class A { constructor(x) { this.x = x; } run() { sink(this.x); } } new A(1).run();', false],
    ['class A { constructor(x) { sink(x); } } new A(1); export { A };', false],
    ['class A { constructor(x) { sink(x); } } new A(1); register(A);', false],
    ['function f(x) { sink(x); } f(1);', true],
    ['export function f(x) { sink(x); } f(1);', false],
    ['const f = (x) => sink(x); f(1); module.exports = { f };', false],
    ['export const f = (x) => sink(x); f(1);', false],
  ];
  for (const [code, complete] of cases) {
    it(`${complete ? 'nothing' : 'something'}: ${code}`, () => {
      assert.equal(isComplete(code), complete);
    });
  }
});
