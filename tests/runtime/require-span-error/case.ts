import assert from 'node:assert/strict';
import { defineCase, everywhere } from '../runtime-case';

interface Payments {
  /** `code` is 0 where the status is unset, and 2 for an error. */
  readonly spans: readonly { readonly name: string; readonly code: number; readonly events: readonly string[] }[];
  readonly paid: string;
  readonly failure: string;
}

export const cases = [
  defineCase<Payments>({
    rule: 'require-span-error',
    title: 'the span of the payment that was declined looks like that of the one that went through',
    file: 'broken.ts',
    edit: { suggestion: 'recordError' },
    generations: everywhere,
    symptom: ({ spans, failure }) => {
      assert.equal(failure, 'no payment');
      assert.deepEqual(spans, [
        { name: 'pay 10', code: 0, events: [] },
        { name: 'pay 1000', code: 0, events: [] },
      ]);
    },
    healed: ({ spans, paid, failure }) => {
      assert.deepEqual({ paid, failure }, { paid: 'receipt', failure: 'no payment' });
      assert.deepEqual(spans, [
        { name: 'pay 10', code: 0, events: [] },
        { name: 'pay 1000', code: 2, events: ['exception'] },
      ]);
    },
  }),
];
