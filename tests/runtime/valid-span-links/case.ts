import assert from 'node:assert/strict';
import { defineCase, everywhere } from '../runtime-case';

interface Exported {
  readonly sent: readonly {
    readonly name: string;
    readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  }[];
  readonly error?: string;
  readonly first?: { readonly traceId: string; readonly spanId: string };
}

export const cases = [
  defineCase<Exported>({
    rule: 'valid-span-links',
    title: "a message without 'traceparent' takes every span of the batch with it",
    file: 'broken.ts',
    edit: { suggestion: 'guardLink' },
    generations: everywhere,
    symptom: ({ sent, error }) => {
      assert.equal(error, 'TypeError');
      assert.deepEqual(sent, []);
    },
    healed: ({ sent, error }) => {
      assert.equal(error, undefined);
      assert.deepEqual(sent, [
        { name: 'GET /health', links: [] },
        { name: 'process batch', links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '1111111111111111' }] },
      ]);
    },
  }),
  defineCase<Exported>({
    rule: 'valid-span-links',
    title: 'a span in the place of a link takes every span of the batch with it',
    file: 'broken-2.ts',
    edit: { suggestion: 'linkSpan' },
    generations: everywhere,
    symptom: ({ sent, error }) => {
      assert.equal(error, 'TypeError');
      assert.deepEqual(sent, []);
    },
    healed: ({ sent, error, first }) => {
      assert.equal(error, undefined);
      assert.deepEqual(sent, [
        { name: 'attempt 1', links: [] },
        { name: 'attempt 2', links: [{ traceId: first?.traceId, spanId: first?.spanId }] },
      ]);
    },
  }),
];
