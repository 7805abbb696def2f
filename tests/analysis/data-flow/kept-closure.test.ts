import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { keepsClosure } from '../../../src/analysis/data-flow/kept-closure';
import { findNode, parseSource } from '../../support/source';

/** Whether the call around `end`, a function, keeps it. */
function isKept(text: string): boolean {
  const sourceCode = parseSource(text);
  const argument = findNode(sourceCode, (node) => node.type === AST_NODE_TYPES.Identifier && node.name === 'end');
  const call = argument.parent;
  assert.ok(call?.type === AST_NODE_TYPES.CallExpression || call?.type === AST_NODE_TYPES.NewExpression);
  return keepsClosure(new ApiResolver(sourceCode), call);
}

describe('keepsClosure', () => {
  const kept = [
    'ends.push(end);',
    'this.ends.unshift(end);',
    'byId.set(id, end);',
    'cleanups.add(end);',
    'subscription.add(end);',
    'stack.defer(end);',
    't.after(end);',
    'onTestFinished(end);',
    'afterEach(end);',
    'const f = () => once(end);',
    'function f() { return new Scope(end); }',
    'x.close = once(end);',
  ];
  for (const text of kept) {
    it(`says yes for ${text}`, () => {
      assert.equal(isKept(text), true);
    });
  }

  const lost = [
    'queue.add(end);',
    'setTimeout(end, 10);',
    'const f = () => setTimeout(end, 10);',
    'const f = () => new Promise(end);',
    'const f = () => load().finally(end);',
    "response.on('finish', end);",
    'run(end);',
    'handlers[0](end);',
  ];
  for (const text of lost) {
    it(`says no for ${text}`, () => {
      assert.equal(isKept(text), false);
    });
  }
});
