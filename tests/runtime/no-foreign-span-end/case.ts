import assert from 'node:assert/strict';
import { defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Observed {
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Observed>({
    rule: 'no-foreign-span-end',
    title: 'the span of the request is ended by a handler, and the status is lost',
    file: 'broken.ts',
    edit: { suggestion: 'removeEnd' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assert.deepEqual(spanNamed(spans, 'GET /orders').attributes, { 'shop.orders': 3 });
    },
    healed: ({ spans }) => {
      assert.deepEqual(spanNamed(spans, 'GET /orders').attributes, {
        'shop.orders': 3,
        'http.response.status_code': 200,
      });
    },
  }),
  defineCase<Observed & { readonly paid: string }>({
    rule: 'no-foreign-span-end',
    title: 'the span ends before the promise that its function returns, and what is written to it then is lost',
    file: 'broken-2.ts',
    edit: { suggestion: 'awaitReturned' },
    generations: everywhere,
    symptom: ({ spans, paid }) => {
      assert.equal(paid, 'receipt');
      assert.deepEqual(spanNamed(spans, 'pay').attributes, {});
    },
    healed: ({ spans, paid }) => {
      assert.equal(paid, 'receipt');
      assert.deepEqual(spanNamed(spans, 'pay').attributes, { 'shop.amount': 10 });
    },
  }),
];
