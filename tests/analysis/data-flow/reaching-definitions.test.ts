import assert from 'node:assert/strict';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../../../src/analysis/bindings';
import { buildControlFlowGraph } from '../../../src/analysis/control-flow';
import { reachingDefinitions } from '../../../src/analysis/data-flow';
import { findNode, parseSource } from '../../support/source';

/** The source texts of the values that reach the identifier in `sink(x)`. */
function reaching(code: string): string[] {
  const sourceCode = parseSource(code);
  const call = findNode(
    sourceCode,
    (node): node is TSESTree.CallExpression =>
      node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node.callee) === 'sink',
  );
  const read = call.arguments[0] as TSESTree.Identifier;
  const variable = variableOf(sourceCode, read);
  assert.ok(variable);
  return reachingDefinitions((body) => buildControlFlowGraph(body, sourceCode.visitorKeys), variable, read).map(
    (definition) => {
      if (definition.kind === 'value') return sourceCode.getText(definition.value);
      return definition.kind;
    },
  );
}

describe('reachingDefinitions', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a constant', 'function f() { const x = a; sink(x); }', ['a']],
    ['the last of two writes in a row', 'function f() { let x = a; x = b; sink(x); }', ['b']],
    ['both branches', 'function f(c) { let x = a; if (c) x = b; sink(x); }', ['a', 'b']],
    ['both branches when both write', 'function f(c) { let x = a; if (c) x = b; else x = d; sink(x); }', ['b', 'd']],
    ['not a write after the read', 'function f() { let x = a; sink(x); x = b; }', ['a']],
    ['a write later in a loop', 'function f(c) { let x = a; while (c) { sink(x); x = b; } }', ['a', 'b']],
    ['a write in try', 'function f() { let x = a; try { x = b(); } catch { } sink(x); }', ['a', 'b()']],
    ['a write in finally', 'function f() { let x = a; try { g(); } finally { x = b; } sink(x); }', ['b']],
    ['the parameter until it is overwritten', 'function f(x) { sink(x); x = a; }', ['parameter']],
    ['not the parameter once it is overwritten', 'function f(x) { x = a; sink(x); }', ['a']],
    ['the parameter where one branch overwrites it', 'function f(x, c) { if (c) x = a; sink(x); }', ['parameter', 'a']],
    ['logical assignment keeps what was there', 'function f() { let x = a; x ??= b; sink(x); }', ['a', 'b']],
    [
      'what reaches the making of a closure that reads',
      'function f() { let x = a; x = b; return () => sink(x); }',
      ['b'],
    ],
    [
      'a write after the making of a closure that reads',
      'function f() { let x = a; on(() => sink(x)); x = b; }',
      ['a', 'b'],
    ],
    [
      'a write in a loop around a closure that reads',
      'function f(c) { let x = a; while (c) { on(() => sink(x)); x = b; } }',
      ['a', 'b'],
    ],
    ['a parameter for a closure that reads', 'function f(x) { on(() => sink(x)); }', ['parameter']],
    ['no parameter that is overwritten before the closure', 'function f(x) { x = a; on(() => sink(x)); }', ['a']],
    ['a closure in a closure', 'function f() { let x = a; x = b; return () => () => sink(x); }', ['b']],
    [
      'every write for a read in a hoisted function',
      'function f() { let x = a; g(); x = b; function g() { sink(x); } }',
      ['a', 'b'],
    ],
    [
      'every write where a closure writes too',
      'function f() { let x = a; x = b; on(() => { x = d; }); on(() => sink(x)); }',
      ['a', 'b', 'd'],
    ],
    ['a write in a closure at any time', 'function f() { let x = a; on(() => { x = b; }); sink(x); }', ['a', 'b']],
    [
      'a switch',
      'function f(c) { let x = a; switch (c) { case 1: x = b; break; case 2: x = d; } sink(x); }',
      ['a', 'b', 'd'],
    ],
    ['an early return', 'function f(c) { let x = a; if (c) { x = b; return; } sink(x); }', ['a']],
    ['module scope', 'let x = a; x = b; sink(x);', ['b']],
    ['a write in its own argument', 'function f() { let x = a; x = sink(x); }', ['a']],
  ];
  for (const [name, code, expected] of cases) {
    it(`gives ${name}`, () => {
      assert.deepEqual(reaching(code), expected);
    });
  }
});
