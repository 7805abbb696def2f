import assert from 'node:assert/strict';
import { baggageEntries, defineCase, everywhere } from '../runtime-case';

interface Sent {
  readonly failure?: string;
  readonly traceparent?: string;
  readonly baggage?: string;
}

export const cases = [
  defineCase<Sent>({
    rule: 'no-destructured-api',
    title: 'the first call of a method that was taken off the API throws, and nothing is sent',
    file: 'broken.ts',
    edit: 'fix',
    alsoReports: ['require-span-end'],
    generations: everywhere,
    symptom: ({ failure, traceparent }) => {
      assert.match(failure ?? '', /^Cannot read properties of undefined/);
      assert.equal(traceparent, undefined);
    },
    healed: ({ failure, traceparent, baggage }) => {
      assert.equal(failure, undefined);
      assert.match(traceparent ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      assert.deepEqual(baggageEntries(baggage), { 'shop.tenant': 'acme' });
    },
  }),
  defineCase<{ sent?: string; isEnabled: boolean }>({
    rule: 'no-destructured-api',
    title: 'methods that are handed out throw wherever they are called, and a catch hides that the trace ends',
    file: 'broken-2.ts',
    edit: { suggestion: 'bind' },
    alsoReports: ['require-span-end'],
    generations: everywhere,
    symptom: ({ sent, isEnabled }) => {
      assert.equal(isEnabled, true);
      assert.equal(sent, undefined);
    },
    healed: ({ sent }) => {
      assert.equal(sent, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    },
  }),
];
