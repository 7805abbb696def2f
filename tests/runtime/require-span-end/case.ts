import assert from 'node:assert/strict';
import { defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Reservations {
  readonly spans: readonly ObservedSpan[];
  readonly left: number;
  readonly failure: string;
}

interface Payments {
  readonly spans: readonly ObservedSpan[];
  readonly paid: string;
  readonly failure: string;
}

export const cases = [
  defineCase<Reservations>({
    rule: 'require-span-end',
    title: 'the span of the order that fails, the one that is looked for, is never exported',
    file: 'broken.ts',
    edit: { suggestion: 'endInFinally' },
    generations: everywhere,
    symptom: ({ spans, failure }) => {
      assert.equal(failure, 'no such item: unknown');
      assert.deepEqual(
        spans.map(({ name }) => name),
        ['reserve A-1'],
      );
    },
    healed: ({ spans, left, failure }) => {
      assert.deepEqual({ left, failure }, { left: 2, failure: 'no such item: unknown' });
      assert.equal(spanNamed(spans, 'reserve unknown').attributes['shop.item'], 'unknown');
      assert.equal(spanNamed(spans, 'reserve A-1').attributes['shop.item'], 'A-1');
    },
  }),
  defineCase<Payments>({
    rule: 'require-span-end',
    title: 'a rejection skips the end, and the call to the bank has a parent that nobody finds',
    file: 'broken-2.ts',
    edit: { suggestion: 'endInChain' },
    generations: everywhere,
    symptom: ({ spans, failure }) => {
      assert.equal(failure, 'declined');
      const ids = new Set(spans.map(({ spanId }) => spanId));
      const orphans = spans.filter(({ parentSpanId }) => parentSpanId !== undefined && !ids.has(parentSpanId));
      assert.deepEqual(
        orphans.map(({ name }) => name),
        ['call the bank'],
      );
    },
    healed: ({ spans, paid, failure }) => {
      assert.deepEqual({ paid, failure }, { paid: 'receipt', failure: 'declined' });
      const [first, second] = spans.filter(({ name }) => name === 'call the bank');
      assert.equal(first?.parentSpanId, spanNamed(spans, 'pay 10').spanId);
      assert.equal(second?.parentSpanId, spanNamed(spans, 'pay 1000').spanId);
      assert.equal(spanNamed(spans, 'pay 10').attributes['shop.receipt'], 'receipt');
    },
  }),
];
