import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { resolveExport } from '../../../src/analysis/api-resolution';
import { findNodes, parseSource } from '../../support/source';

describe('the export that an expression refers to', () => {
  /** Of the argument of the last `use`, as text: `api.context`. */
  const exported = (code: string): string | undefined => {
    const sourceCode = parseSource(code);
    const use = findNodes(sourceCode, ({ type }) => type === AST_NODE_TYPES.CallExpression).findLast((node) =>
      sourceCode.getText(node).startsWith('use('),
    );
    assert.ok(use?.type === AST_NODE_TYPES.CallExpression && use.arguments[0]);
    const ref = resolveExport(sourceCode, use.arguments[0]);
    return ref && [ref.package, ...ref.path].join('.');
  };
  const aliases = (count: number): string =>
    Array.from({ length: count }, (_, index) => `const a${index + 1} = a${index};`).join(' ');

  for (const [expected, code] of [
    ['api.context', `import { context } from 'api'; use(context);`],
    ['api.context', `import api from 'api'; use(api.default.context);`],
    ['api.deep.context', `const { deep: { context: own } } = require('api'); use(own);`],
    ['api.context', `const load = async () => import('api'); async function f() { use((await load()).context); }`],
    ['api.b', `function load() { if (x) return local(); return require('api'); } function local() {} use(load().b);`],
    ['api.context', `import * as a0 from 'api'; ${aliases(50)} use(a50.context);`],
    ['api.context', `import * as a0 from 'api'; ${aliases(20_000)} use(a20000.context);`],
    [undefined, 'const a = b; const b = a; use(a);'],
    [undefined, 'const f = () => g(); const g = () => f(); use(f());'],
    [undefined, `const load = async () => import('api'); use(load().context);`],
    [undefined, `let api = require('api'); api = other; use(api);`],
  ] as const)
    it(`is ${expected ?? 'unknown'}: ${code.length > 150 ? `${code.slice(0, 100)} …` : code}`, () =>
      assert.equal(exported(code), expected));
});
