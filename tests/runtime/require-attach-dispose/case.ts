import assert from 'node:assert/strict';
import { defineCase, withAttach, type ObservedSpan } from '../runtime-case';

interface Messages {
  readonly firstTrace: string;
  readonly secondTrace: string;
  readonly stock: readonly ObservedSpan[];
  readonly price: ObservedSpan;
}

export const cases = [
  defineCase<{ accessLog: string[] }>({
    rule: 'require-attach-dispose',
    title: 'an anonymous request is logged under the name of the user before it',
    file: 'broken.ts',
    edit: { suggestion: 'useContextWith' },
    generations: withAttach,
    symptom: ({ accessLog }) => {
      assert.deepEqual(accessLog, ['ann GET /account', 'ann rendered /account', 'ann GET /login']);
    },
    healed: ({ accessLog }) => {
      assert.deepEqual(accessLog, ['ann GET /account', 'ann rendered /account', 'anonymous GET /login']);
    },
  }),
  defineCase<Messages>({
    rule: 'require-attach-dispose',
    title: 'a message without a trace joins the trace of the one that was returned from early or that threw',
    file: 'broken-2.ts',
    edit: { suggestion: 'wrapInTryFinally' },
    generations: withAttach,
    symptom: ({ firstTrace, secondTrace, stock }) => {
      assert.deepEqual(
        stock.map((span) => span.traceId),
        [firstTrace, secondTrace],
      );
    },
    healed: ({ secondTrace, stock, price }) => {
      assert.equal(stock.length, 2);
      for (const span of stock) assert.equal(span.parentSpanId, undefined, 'a stock message starts its own trace');
      assert.equal(price.traceId, secondTrace, 'a message with a trace still continues it');
    },
  }),
];
