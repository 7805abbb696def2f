import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

/** Asserts that two spans are in traces of their own. */
function assertApart(spans: readonly ObservedSpan[], producer: string, consumer: string): void {
  assert.equal(spanNamed(spans, consumer).parentSpanId, undefined);
  assert.notEqual(spanNamed(spans, consumer).traceId, spanNamed(spans, producer).traceId);
}

export const cases = [
  defineCase<{ tenant: string; spans: ObservedSpan[] }>({
    rule: 'valid-carrier',
    title: 'Fetch headers take nothing from the default setter, and give nothing to the default getter',
    file: 'broken.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'useAccessor' },
    generations: everywhere,
    symptom: ({ tenant, spans }) => {
      assertApart(spans, 'send', 'serve');
      assert.equal(tenant, 'nobody');
    },
    healed: ({ tenant, spans }) => {
      assertChildOf(spanNamed(spans, 'serve'), spanNamed(spans, 'send'));
      assert.equal(tenant, 'acme');
    },
  }),
  defineCase<{ answer: number; spans: ObservedSpan[] }>({
    rule: 'valid-carrier',
    title: 'the metadata of a gRPC call takes nothing from the default setter: the server starts a trace of its own',
    file: 'broken-2.ts',
    edit: { suggestion: 'useAccessor' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assertApart(spans, 'ask', 'price');
    },
    healed: ({ answer, spans }) => {
      assert.equal(answer, 42);
      assertChildOf(spanNamed(spans, 'price'), spanNamed(spans, 'ask'));
    },
  }),
  defineCase<{ refused: string; spans: ObservedSpan[] }>({
    rule: 'valid-carrier',
    title: 'Kafka hands over Buffers that nobody reads, and SQS refuses attributes that the default setter wrote',
    file: 'broken-3.ts',
    edit: { suggestion: 'useAccessor' },
    generations: everywhere,
    symptom: ({ refused, spans }) => {
      assertApart(spans, 'produce to Kafka', 'consume from Kafka');
      assert.match(refused, /must contain a DataType/);
    },
    healed: ({ refused, spans }) => {
      assert.equal(refused, '');
      assertChildOf(spanNamed(spans, 'consume from Kafka'), spanNamed(spans, 'produce to Kafka'));
      assertChildOf(spanNamed(spans, 'consume from SQS'), spanNamed(spans, 'produce to SQS'));
    },
  }),
  defineCase<{ withHeaders: string; without?: string }>({
    rule: 'valid-carrier',
    title: 'headers that default to a new object are filled and thrown away',
    file: 'broken-4.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'keepDefault' },
    generations: everywhere,
    symptom: ({ withHeaders, without }) => {
      assert.match(withHeaders, TRACEPARENT);
      assert.equal(without, undefined);
    },
    healed: ({ withHeaders, without }) => {
      assert.match(withHeaders, TRACEPARENT);
      assert.match(without ?? '', TRACEPARENT);
    },
  }),
  defineCase<{ thrown: string; received?: string }>({
    rule: 'valid-carrier',
    title: 'a propagator that is called itself throws without a setter, and the request is never sent',
    file: 'broken-5.ts',
    edit: { suggestion: 'useDefault' },
    generations: everywhere,
    symptom: ({ thrown, received }) => {
      assert.match(thrown, /reading 'set'/);
      assert.equal(received, undefined);
    },
    healed: ({ thrown, received }) => {
      assert.equal(thrown, '');
      assert.match(received ?? '', TRACEPARENT);
    },
  }),
  defineCase<{ header?: string; thrown: string; spans: ObservedSpan[] }>({
    rule: 'valid-carrier',
    title: 'in the order of an early API nothing is written, and a span under what was extracted throws',
    file: 'broken-6.ts',
    edit: { suggestion: ['swapArguments', 'addContext'] },
    generations: everywhere,
    symptom: ({ header, thrown, spans }) => {
      assert.equal(header, undefined);
      assert.match(thrown, /getValue is not a function/);
      assert.deepEqual(
        spans.map(({ name }) => name),
        ['send'],
      );
    },
    healed: ({ header, thrown, spans }) => {
      assert.match(header ?? '', TRACEPARENT);
      assert.equal(thrown, '');
      assertChildOf(spanNamed(spans, 'receive'), spanNamed(spans, 'send'));
    },
  }),
];
