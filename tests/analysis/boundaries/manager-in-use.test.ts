import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { managerOf } from '../../../src/analysis/boundaries/manager-in-use';
import { ObjectTypes } from '../../../src/analysis/library-objects';
import { findNode, parseSource } from '../../support/source';

const imports = `import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { StackContextManager } from '@opentelemetry/sdk-trace-web';
`;

/** The manager that the receiver of `probe()` is. */
function managerIn(code: string, typed: boolean): string {
  const sourceCode = parseSource(imports + code, { typed });
  const member = findNode(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.MemberExpression && sourceCode.getText(node).endsWith('.probe'),
  );
  assert.ok(member.type === AST_NODE_TYPES.MemberExpression);
  return managerOf(new ObjectTypes(new ApiResolver(sourceCode)), member.object);
}

for (const typed of [false, true]) {
  describe(`the context manager that an instance is, ${typed ? 'typed' : 'untyped'}`, () => {
    for (const [code, expected] of [
      ['const m = new StackContextManager(); m.probe();', 'stack'],
      ['const m = new AsyncLocalStorageContextManager().enable(); m.probe();', 'async-local-storage'],
      ['class A { m = new StackContextManager(); f() { this.m.probe(); } }', 'stack'],
      ['function make() { return new StackContextManager(); } make().probe();', 'stack'],
      ['const all = { m: new StackContextManager().enable() }; const { m } = all; m.probe();', 'stack'],
      ['class A { constructor(readonly m) {} f() { this.m.probe(); } } new A(new StackContextManager());', 'stack'],
      ['function f(m) { m.probe(); }', 'own'],
      ['class Own {} const m = new Own(); m.probe();', 'own'],
    ] as const) {
      it(`is ${expected} in ${code}`, () => assert.equal(managerIn(code, typed), expected));
    }
  });
}
