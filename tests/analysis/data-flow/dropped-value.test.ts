import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver, wrapperMatchers } from '../../../src/analysis/api-resolution';
import { droppedAt } from '../../../src/analysis/data-flow/dropped-value';
import { findNode, parseSource } from '../../support/source';

/** The texts of the calls at which the call that begins with `start` is dropped; undefined where it is used. */
function ends(body: string, start: string): string[] | undefined {
  const sourceCode = parseSource(
    `import { type Baggage, context, propagation } from '@opentelemetry/api';\nexport function f(bag: Baggage, keep: (x: unknown) => void) {\n${body}\n}`,
  );
  const resolver = new ApiResolver(sourceCode, wrapperMatchers([]));
  const call = findNode(
    sourceCode,
    (node): node is Parameters<typeof droppedAt>[1] =>
      node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node).startsWith(start),
  );
  const found = droppedAt(resolver, call);
  return found && [...new Set(found)].map((node) => sourceCode.getText(node));
}

const create = 'propagation.createBaggage';

describe('where a dropped value ends', () => {
  it('is the call itself, where that is a statement', () => {
    assert.deepEqual(ends(`${create}();`, create), [`${create}()`]);
    assert.deepEqual(ends(`void ${create}();`, create), [`${create}()`]);
  });

  it('is the last link of a chain', () => {
    assert.deepEqual(ends(`${create}({}).clear();`, `${create}({})`), [`${create}({}).clear()`]);
  });

  it('is what a variable is given to, when that is dropped', () => {
    assert.deepEqual(ends(`const a = ${create}(); propagation.setBaggage(context.active(), a);`, create), [
      `${create}()`,
      'propagation.setBaggage(context.active(), a)',
    ]);
    assert.deepEqual(ends(`let a = ${create}(); a = a.clear(); a = a.removeEntry('b');`, create), [
      `${create}()`,
      'a.clear()',
      `a.removeEntry('b')`,
    ]);
  });

  it('is nowhere, where anything uses the value', () => {
    for (const body of [
      `const a = ${create}(); keep(a);`,
      `const a = ${create}(); return a;`,
      `const a = ${create}(); return () => a;`,
      `const a = ${create}(); keep({ a });`,
      `const a = ${create}(); if (a) keep(1);`,
      `const a = ${create}(); context.with(propagation.setBaggage(context.active(), a), () => keep(1));`,
      `let a = ${create}(); a.clear(); keep(a);`,
      `const a = ${create}(); keep(a.getAllEntries());`,
      `return ${create}();`,
      `[1].map(() => ${create}());`,
    ])
      assert.equal(ends(body, create), undefined, body);
  });

  it('is where nothing reads the value any more', () => {
    assert.deepEqual(ends(`let a = ${create}(); keep(a); a = a.clear();`, 'a.clear'), ['a.clear()']);
    assert.equal(
      ends(`let a = ${create}(); for (const x of [1, 2]) { keep(a); a = a.clear(); }`, 'a.clear'),
      undefined,
    );
  });

  it('is in the functions of the file that get the value, or give it back', () => {
    assert.deepEqual(ends(`const ignore = (x: Baggage) => keep(1); ignore(${create}());`, create), [`${create}()`]);
    assert.equal(ends(`const pass = (x: Baggage) => keep(x); pass(${create}());`, create), undefined);
    assert.deepEqual(ends(`const make = async () => ${create}(); void make();`, create), [`${create}()`]);
    assert.deepEqual(ends(`const make = async () => ${create}(); const a = await make(); a.clear();`, create), [
      `${create}()`,
      'a.clear()',
    ]);
    assert.equal(ends(`const make = async () => ${create}(); keep(await make());`, create), undefined);
  });

  it('is the call in a callback whose result is thrown away', () => {
    assert.deepEqual(ends(`[1].forEach(() => bag.clear());`, 'bag.clear'), ['bag.clear()']);
  });
});
