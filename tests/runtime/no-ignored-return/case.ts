import assert from 'node:assert/strict';
import { baggageEntries, defineCase, everywhere } from '../runtime-case';

export const cases = [
  defineCase<{ baggage?: string }>({
    rule: 'no-ignored-return',
    title: 'entries set on a baggage whose result is dropped never reach the service downstream',
    file: 'broken.ts',
    edit: 'fix',
    generations: everywhere,
    symptom: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'shop.tenant': 'acme' });
    },
    healed: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), {
        'shop.tenant': 'acme',
        'shop.campaign': 'spring',
        'shop.channel': 'web',
      });
    },
  }),
  defineCase<{ invoice?: string; receipt?: string }>({
    rule: 'no-ignored-return',
    title: 'a context that is derived and dropped sends neither trace nor baggage',
    file: 'broken-2.ts',
    edit: { suggestion: 'wrapInContextWith' },
    generations: everywhere,
    symptom: ({ invoice, receipt }) => {
      assert.equal(invoice, undefined);
      assert.equal(receipt, undefined);
    },
    healed: ({ invoice, receipt }) => {
      assert.match(invoice ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      assert.deepEqual(baggageEntries(receipt), { 'shop.tenant': 'acme' });
    },
  }),
  defineCase<{ baggage?: string }>({
    rule: 'no-ignored-return',
    title: 'an entry removed from a baggage whose result is dropped still leaves the company',
    file: 'broken-3.ts',
    edit: { suggestion: 'useResult' },
    generations: everywhere,
    symptom: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'shop.tenant': 'acme', 'internal.margin': '0.42' });
    },
    healed: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'shop.tenant': 'acme' });
    },
  }),
];
