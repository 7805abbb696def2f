import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { wrongContexts } from '../../../src/analysis/context-callback';
import { findNodes, parseSource } from '../../support/source';

const api = `import { context, propagation, ROOT_CONTEXT, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
export function f(span: Span, ctx: Context, tracer: Tracer, isNew: boolean) {
`;

/** What is wrong with the context of the last call of a text: text, what it is, what comes of it. */
function wrongIn(body: string, typed: boolean): string[] {
  const sourceCode = parseSource(`${api}${body}\n}`, { typed });
  const resolver = new ApiResolver(sourceCode);
  const calls = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.CallExpression).flatMap(
    (node) => resolver.resolve(node) ?? [],
  );
  const outer = calls.find(({ node }) => node.parent.type === AST_NODE_TYPES.ExpressionStatement);
  assert.ok(outer, 'there is a call');
  return wrongContexts(resolver, outer).map(({ at, is, outcome }) => `${sourceCode.getText(at)}: ${is}, ${outcome}`);
}

describe('wrongContexts', () => {
  const answers: readonly (readonly [code: string, wrong: readonly string[]])[] = [
    ['tracer.startSpan("a", {}, ctx);', []],
    ['tracer.startSpan("a", {}, span as any);', ['span as any: span, throws']],
    ['tracer.startSpan("a", {}, undefined);', []],
    ['tracer.startSpan("a", {}, null as any);', ['null as any: nothing, throws']],
    ['tracer.startActiveSpan("a", {}, null as any, () => 1);', []],
    ['tracer.startSpan("a", {}, isNew ? ctx : (span as any));', ['span as any: span, throws']],
    ['tracer.startSpan("a", {}, (isNew && span) as any);', ['span: span, throws']],
    ['tracer.startSpan("a", {}, isNew ? ctx : undefined);', []],
    ['propagation.inject(span as any, {});', ['span as any: span, injectsNothing']],
    [
      'propagation.extract(span.spanContext() as any, {});',
      ['span.spanContext() as any: spanContext, extractsNothing'],
    ],
    ['context.bind(span as any, () => 1);', ['span as any: span, failsInBound']],
    ['context.bind((() => 1) as any, ctx as any);', []],
    ['context.bind((() => ctx) as any, () => 1);', ['(() => ctx) as any: function, failsInBound']],
    ['context.bind(undefined as any, () => 1);', []],
    ['context.attach(undefined as any);', ['undefined as any: nothing, isRoot']],
    ['context.attach(span as any);', ['span as any: span, failsBehind']],
  ];
  for (const typed of [true, false]) {
    for (const [code, wrong] of answers) {
      it(`${typed ? 'typed' : 'untyped'}: ${code}`, () => {
        assert.deepEqual(wrongIn(code, typed), wrong);
      });
    }
  }
});
