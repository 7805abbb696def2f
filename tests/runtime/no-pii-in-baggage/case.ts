import assert from 'node:assert/strict';
import { baggageEntries, defineCase, everywhere, type ObservedSpan } from '../runtime-case';

export const cases = [
  defineCase<{ baggage: string[] }>({
    rule: 'no-pii-in-baggage',
    title: 'the e-mail address of a customer is sent to another service in plain text',
    file: 'broken.ts',
    edit: { suggestion: 'keyedHash' },
    generations: everywhere,
    // a key for whatever variable the suggestion names: the program must not depend on its value
    env: { BAGGAGE_HASH_KEY: 'a key for the test' },
    symptom: ({ baggage }) => {
      assert.deepEqual(
        baggage.map((header) => baggageEntries(header)['shop.customer']),
        ['ann@example.com', 'ann@example.com', 'bob@example.com'],
      );
    },
    healed: ({ baggage }) => {
      const customers = baggage.map((header) => baggageEntries(header)['shop.customer'] ?? '');
      for (const customer of customers) {
        assert.match(customer, /[0-9a-f]{16}$/);
        assert.doesNotMatch(customer, /ann|bob|example/);
      }
      assert.equal(customers[0], customers[1], 'a customer keeps one pseudonym');
      assert.notEqual(customers[1], customers[2], 'customers are told apart');
      for (const header of baggage) {
        assert.equal(baggageEntries(header)['shop.tenant'], 'acme');
        assert.ok(header.length < 8192);
      }
    },
  }),
  defineCase<{ baggage?: string }>({
    rule: 'no-pii-in-baggage',
    title: 'a date of birth, inside a longer text, is sent to another service',
    file: 'broken-2.ts',
    edit: { suggestion: 'dropEntry' },
    generations: everywhere,
    symptom: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'clinic.name': 'north', 'clinic.patient': 'born 1980-02-29' });
    },
    healed: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'clinic.name': 'north' });
    },
  }),
  defineCase<{ baggage?: string; span: ObservedSpan }>({
    rule: 'no-pii-in-baggage',
    title: 'a phone number travels on, where a span attribute would have kept it at home',
    file: 'broken-3.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'moveToSpanAttribute' },
    generations: everywhere,
    symptom: ({ baggage, span }) => {
      assert.deepEqual(baggageEntries(baggage), { 'support.queue': 'billing', 'support.phone': '+431234567' });
      assert.deepEqual(span.attributes, {});
    },
    healed: ({ baggage, span }) => {
      assert.deepEqual(baggageEntries(baggage), { 'support.queue': 'billing' });
      assert.deepEqual(span.attributes, { 'support.phone': '+431234567' });
    },
  }),
];
