import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver, type ResolvedCall } from '../../../src/analysis/api-resolution';
import { InjectedCarriers } from '../../../src/analysis/data-flow';
import { findNodes, parseSource } from '../../support/source';

const imports = `import { context, propagation } from '@opentelemetry/api';
declare const other: any; declare const list: any[]; const inject = (x: any) => propagation.inject(context.active(), x);
`;

for (const typed of [false, true]) {
  describe(`what is injected into, ${typed ? 'typed' : 'untyped'}`, () => {
    /** Whether it is the variable `sent`, where it is read. */
    const isInjected = (code: string): boolean => {
      const sourceCode = parseSource(imports + code, { typed });
      const resolver = new ApiResolver(sourceCode);
      const injections = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.CallExpression).flatMap(
        (node): ResolvedCall[] => {
          const call = resolver.resolve(node);
          return call?.operation === 'propagation.inject' ? [call] : [];
        },
      );
      const read = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.Identifier).findLast(
        (node) => sourceCode.getText(node) === 'sent',
      );
      assert.ok(read);
      return new InjectedCarriers(resolver, () => injections).has(read);
    };
    for (const code of [
      'const sent = {}; inject(sent);',
      'const sent = other; inject(sent.headers);',
      'const sent = other; const { headers } = sent; inject(headers);',
      'const sent = other; inject((sent.headers ??= {}));',
      'const sent = list; for (const { headers } of sent) inject(headers);',
      'const sent = list; sent.forEach((message) => inject(message.headers));',
      'const sent = other; for (const one of [sent]) inject(one);',
      'const sent = {}; const message = { headers: sent }; inject(message.headers);',
      'class Jobs { constructor(readonly headers: any) {} fill() { inject(this.headers); } } const sent = {}; new Jobs(sent).fill();',
      'async function make() { const sent = {}; return sent; } async function f() { inject(await make()); }',
    ])
      it(`is the variable: ${code}`, () => assert.equal(isInjected(code), true));

    for (const code of [
      'const sent = other; inject({ ...sent });',
      'const sent = {}; const message = { sent, headers: {} }; inject(message.headers);',
      'const sent = {}; inject(other[sent]);',
    ])
      it(`is not the variable: ${code}`, () => assert.equal(isInjected(code), false));
  });
}
