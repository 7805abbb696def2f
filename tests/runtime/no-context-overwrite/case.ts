import assert from 'node:assert/strict';
import { baggageEntries, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Sent {
  readonly traceparent?: string;
  readonly baggage?: string;
}

interface Seen {
  readonly tenant?: string;
  readonly traceId: string;
}

const inTrace = new RegExp(`^00-${'a'.repeat(32)}-[0-9a-f]{16}-01$`);

/** The trace goes on from the producer through the span to the receiver, before and after. */
function assertTrace({ spans, traceparent }: Sent & { readonly spans: readonly ObservedSpan[] }): void {
  const span = spanNamed(spans, 'process');
  assert.equal(span.parentSpanId, '1'.repeat(16));
  assert.equal(traceparent, `00-${'a'.repeat(32)}-${span.spanId}-01`);
}

export const cases = [
  defineCase<Sent & { readonly spans: readonly ObservedSpan[] }>({
    rule: 'no-context-overwrite',
    title: 'a span of an extracted context that is put into the active one keeps the trace and loses the baggage',
    file: 'broken.ts',
    edit: { suggestion: 'deriveFrom' },
    alsoReports: ['require-span-end'],
    generations: everywhere,
    symptom: (observed) => {
      assertTrace(observed);
      assert.equal(observed.baggage, undefined);
    },
    healed: (observed) => {
      assertTrace(observed);
      assert.deepEqual(baggageEntries(observed.baggage), { 'shop.tenant': 'acme' });
    },
  }),
  defineCase<Sent>({
    rule: 'no-context-overwrite',
    title: 'a new baggage over the extracted one takes the entries of the caller away',
    file: 'broken-2.ts',
    edit: { suggestion: 'addEntries' },
    generations: everywhere,
    symptom: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'shop.channel': 'web' });
    },
    healed: ({ baggage }) => {
      assert.deepEqual(baggageEntries(baggage), { 'shop.tenant': 'acme', 'shop.channel': 'web' });
    },
  }),
  defineCase<Readonly<Record<'baggageOnly' | 'both' | 'neither', Seen>>>({
    rule: 'no-context-overwrite',
    title: 'an extracted context that is used only if it holds a span loses the baggage of a request without one',
    file: 'broken-3.ts',
    edit: { suggestion: 'useExtracted' },
    generations: everywhere,
    symptom: ({ both, baggageOnly, neither }) => {
      assert.deepEqual([both.tenant, baggageOnly.tenant, neither.tenant], ['acme', undefined, undefined]);
    },
    healed: ({ both, baggageOnly, neither }) => {
      assert.deepEqual([both.tenant, baggageOnly.tenant, neither.tenant], ['acme', 'acme', undefined]);
      assert.equal(both.traceId, 'a'.repeat(32));
      assert.notEqual(neither.traceId, both.traceId);
    },
  }),
  defineCase<Sent>({
    rule: 'no-context-overwrite',
    title: 'a child of the active context that is put into the root context keeps the trace and loses the baggage',
    file: 'broken-4.ts',
    edit: { suggestion: 'deriveFrom' },
    alsoReports: ['require-span-end'],
    generations: everywhere,
    symptom: ({ traceparent, baggage }) => {
      assert.match(traceparent ?? '', inTrace);
      assert.equal(baggage, undefined);
    },
    healed: ({ traceparent, baggage }) => {
      assert.match(traceparent ?? '', inTrace);
      assert.deepEqual(baggageEntries(baggage), { 'shop.tenant': 'acme' });
    },
  }),
];
