import assert from 'node:assert/strict';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { heldSpan } from '../../../src/analysis/spans';
import { findNode, parseSource } from '../../support/source';

const api = `import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';\nimport * as otel from '@opentelemetry/api';\n`;

/** What the argument of `sink(ctx)` holds: `span s`, `active`, `none`, `root`, or undefined. */
function held(body: string): string | undefined {
  const sourceCode = parseSource(api + body);
  const call = findNode(
    sourceCode,
    (node): node is TSESTree.CallExpression =>
      node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node.callee) === 'sink',
  );
  const [context] = call.arguments;
  assert.ok(context);
  const found = heldSpan(new ApiResolver(sourceCode), context);
  return found?.kind === 'span' ? `span ${found.span ? sourceCode.getText(found.span) : '?'}` : found?.kind;
}

describe('heldSpan', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['the active context', 'sink(context.active())', 'active'],
    ['the active context in a variable', 'const ctx = context.active(); sink(ctx)', 'active'],
    ['a span', 'sink(trace.setSpan(context.active(), s))', 'span s'],
    [
      'a span below a baggage and a value',
      'sink(propagation.setBaggage(trace.setSpan(ctx, s), bag).setValue(k, 1))',
      'span s',
    ],
    ['a span in a variable', 'const ctx = trace.setSpan(ROOT_CONTEXT, s); sink(ctx)', 'span s'],
    ['a span context', 'sink(trace.setSpanContext(ctx, c))', 'span ?'],
    ['a span that was taken out', 'sink(trace.deleteSpan(context.active()))', 'none'],
    ['the root context', 'sink(ROOT_CONTEXT)', 'root'],
    ['the root context of a namespace, in a constant', 'const base = otel.ROOT_CONTEXT; sink(base)', 'root'],
    ['the root context with a value', 'sink(ROOT_CONTEXT.setValue(k, 1))', 'none'],
    ['the last value of a variable', 'let ctx = ROOT_CONTEXT; ctx = context.active(); sink(ctx)', 'active'],
    ['one of two contexts', 'let ctx = ROOT_CONTEXT; if (x) ctx = context.active(); sink(ctx)', undefined],
    ['one of two spans', 'let ctx = trace.setSpan(a, s); if (x) ctx = trace.setSpan(a, t); sink(ctx)', undefined],
    ['a default', 'export function f(ctx = ROOT_CONTEXT) { sink(ctx); }', undefined],
    ['what was extracted', 'sink(propagation.extract(ROOT_CONTEXT, headers))', undefined],
    ['what a function of the file is given', 'const f = (ctx) => { sink(ctx); }; f(context.active())', 'active'],
    [
      'what a function of the file is given by two calls',
      'const f = (ctx) => { sink(ctx); }; f(context.active()); f(ROOT_CONTEXT)',
      undefined,
    ],
    [
      'what a function of the file makes',
      'const plain = async () => trace.deleteSpan(context.active()); sink(await plain())',
      'none',
    ],
    [
      'a field',
      'class C { #ctx = trace.setSpan(ROOT_CONTEXT, s); run() { sink(this.#ctx.setValue(k, 1)); } } new C().run()',
      'span s',
    ],
    ['one of a list', 'const list = [ROOT_CONTEXT]; for (const ctx of list) sink(ctx)', 'root'],
    ['a parameter', 'export function f(ctx) { sink(ctx); }', undefined],
    ['ROOT_CONTEXT of another library', 'import { ROOT_CONTEXT as r } from "other"; sink(r)', undefined],
  ];
  for (const [title, code, expected] of cases) it(`tells of ${title}`, () => assert.equal(held(code), expected, code));
});
