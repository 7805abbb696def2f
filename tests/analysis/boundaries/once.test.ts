import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { onceAt, runsForMany } from '../../../src/analysis/boundaries/once';
import { findNodes, parseSource } from '../../support/source';

/** A question of the last `probe()` of a code. */
function ask<T>(code: string, question: (resolver: ApiResolver, call: ReturnType<typeof findNodes>[number]) => T): T {
  const sourceCode = parseSource(`import { Injectable, Scope } from '@nestjs/common';\n${code}`);
  const call = findNodes(
    sourceCode,
    (node) =>
      node.type === AST_NODE_TYPES.CallExpression &&
      node.callee.type === AST_NODE_TYPES.Identifier &&
      node.callee.name === 'probe',
  ).at(-1);
  assert.ok(call);
  return question(new ApiResolver(sourceCode), call);
}

describe('what runs once', () => {
  for (const [code, expected] of [
    ['const x = probe();', 'module'],
    ['if (process.env.A) { probe(); }', 'module'],
    ['function f() { probe(); }', undefined],
    ['const f = (x = probe()) => x;', undefined],
    ['(() => { probe(); })();', undefined],
    ['class A { static x = probe(); }', 'class'],
    ['class A { static { probe(); } }', 'class'],
    ['class A { static x = () => probe(); }', undefined],
    ['const make = () => class { static x = probe(); };', undefined],
    ['class A { x = probe(); }', undefined],
    ['class A { x = probe(); } new A();', 'instance'],
    ['class A { constructor() { probe(); } } export const a = new A();', 'instance'],
    ['class A { x = probe(); } const a = new A(); const f = () => new A();', undefined],
    ['class A { [probe()] = 1; }', 'module'],
    ['@Injectable() class A { x = probe(); }', 'instance'],
    ['@Injectable({ scope: Scope.REQUEST }) class A { x = probe(); }', undefined],
    ['@Injectable(options) class A { x = probe(); }', undefined],
  ] as const) {
    it(`is ${expected ?? 'not'}: ${code}`, () => assert.equal(ask(code, onceAt), expected));
  }
});

describe('what runs for many requests', () => {
  for (const [code, expected] of [
    ['export function f() { probe(); }', true],
    ['export class A { f() { probe(); } }', true],
    [`app.get('/a', (req, res) => { probe(); });`, true],
    [`bus.on('a', () => { probe(); });`, true],
    ['probe();', false],
    ['function f() { probe(); } f();', false],
    ['function f() { g(); } function g() { probe(); } f();', false],
    ['export function f() { g(); } function g() { probe(); }', true],
    ['function f(n: number) { probe(); if (n) f(n - 1); } f(1);', false],
    ['[1].map(() => probe());', false],
    ['export async function main() { probe(); }', false],
    ['class A { private f() { probe(); } }', false],
  ] as const) {
    it(`${expected ? 'does' : 'does not'}: ${code}`, () =>
      assert.equal(
        ask(code, (...args) => runsForMany(...args)),
        expected,
      ));
  }
});
