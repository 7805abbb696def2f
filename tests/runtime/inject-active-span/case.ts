import assert from 'node:assert/strict';
import { baggageEntries, defineCase, everywhere, spanNamed, type ObservedSpan } from '../runtime-case';

interface Requests {
  readonly spans: readonly ObservedSpan[];
  readonly received: readonly Readonly<Record<string, string>>[];
}

/** The span that a request names as the parent of what the receiver does. */
const parentOf = (headers: Readonly<Record<string, string>> | undefined): string | undefined =>
  headers?.['traceparent']?.split('-')[2];

export const cases = [
  defineCase<Requests>({
    rule: 'inject-active-span',
    title:
      'the receiver becomes a child of the server span, or starts a trace of its own, and the client span stands apart',
    file: 'broken.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'injectSpan' },
    generations: everywhere,
    symptom: ({ spans, received }) => {
      assert.deepEqual(received.map(parentOf), [spanNamed(spans, 'POST /orders').spanId, undefined]);
    },
    healed: ({ spans, received }) => {
      const clients = spans.filter(({ name }) => name === 'reserve');
      assert.deepEqual(
        received.map(parentOf),
        clients.map(({ spanId }) => spanId),
      );
      assert.deepEqual(
        received.map((headers) => headers['x-item']),
        ['A-1', 'A-2'],
      );
    },
  }),
  defineCase<Requests>({
    rule: 'inject-active-span',
    title: 'headers that are filled before the client span starts name the span around it',
    file: 'broken-2.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'moveInject' },
    generations: everywhere,
    symptom: ({ spans, received }) => {
      assert.deepEqual(received.map(parentOf), [spanNamed(spans, 'POST /orders').spanId]);
    },
    healed: ({ spans, received }) => {
      assert.deepEqual(received.map(parentOf), [spanNamed(spans, 'reserve').spanId]);
      assert.equal(received[0]?.['x-item'], 'A-1');
    },
  }),
  defineCase<Requests>({
    rule: 'inject-active-span',
    title: 'the root context writes neither traceparent nor baggage',
    file: 'broken-3.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'injectActive' },
    generations: everywhere,
    symptom: ({ received }) => {
      assert.equal(received.length, 1);
      assert.equal(parentOf(received[0]), undefined);
      assert.equal(received[0]?.['baggage'], undefined);
    },
    healed: ({ spans, received }) => {
      assert.equal(parentOf(received[0]), spanNamed(spans, 'reserve').spanId);
      assert.deepEqual(baggageEntries(received[0]?.['baggage']), { 'acme.tenant': 'north' });
    },
  }),
];
