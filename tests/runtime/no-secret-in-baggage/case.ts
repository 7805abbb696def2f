import assert from 'node:assert/strict';
import { baggageEntries, defineCase, everywhere } from '../runtime-case';

export const cases = [
  defineCase<{ baggage?: string }>({
    rule: 'no-secret-in-baggage',
    title: "the caller's session token is sent to every service behind the gateway",
    file: 'broken.ts',
    edit: { suggestion: 'dropEntry' },
    generations: everywhere,
    symptom: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'gateway.version': '7', 'gateway.caller': 'Bearer s3cr3t-session' });
    },
    healed: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'gateway.version': '7' });
    },
  }),
];
