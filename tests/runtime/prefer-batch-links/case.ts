import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Batch {
  readonly links: readonly string[];
  readonly spans: readonly ObservedSpan[];
}

/** A trace of its own, with a link to every message that brought a context. */
function assertLinked({ links, spans }: Batch): void {
  const consume = spanNamed(spans, 'consume');
  const traces = ['a', 'c'].map((order) => spanNamed(spans, `produce ${order}`).traceId);
  assert.deepEqual(links, traces);
  assert.equal(consume.parentSpanId, undefined);
  assert.ok(!traces.includes(consume.traceId));
}

export const cases = [
  defineCase<Batch & { stored: string[] }>({
    rule: 'prefer-batch-links',
    title: 'a batch goes into the trace of its first message, and the other senders lose theirs',
    file: 'broken.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'linkMessages' },
    generations: everywhere,
    symptom: ({ links, spans }) => {
      assertChildOf(spanNamed(spans, 'consume'), spanNamed(spans, 'produce a'));
      assert.deepEqual(links, []);
    },
    healed: (batch) => {
      assertLinked(batch);
      assert.deepEqual(batch.stored, ['a', 'b', 'c']);
    },
  }),
  defineCase<Batch>({
    rule: 'prefer-batch-links',
    title: 'a context that accumulates in a loop is that of the last message',
    file: 'broken-2.ts',
    edit: { suggestion: 'linkMessages' },
    generations: everywhere,
    symptom: ({ links, spans }) => {
      assertChildOf(spanNamed(spans, 'consume'), spanNamed(spans, 'produce c'));
      assert.deepEqual(links, []);
    },
    healed: (batch) => {
      assertLinked(batch);
      assert.equal(spanNamed(batch.spans, 'consume').attributes['shop.orders'], 3);
    },
  }),
  defineCase<{ tenants: Record<string, string>; spans: ObservedSpan[] }>({
    rule: 'prefer-batch-links',
    title: 'a message without headers runs in the trace, and with the baggage, of the message before',
    file: 'broken-3.ts',
    edit: { suggestion: 'extractAnew' },
    generations: everywhere,
    symptom: ({ tenants, spans }) => {
      assert.deepEqual(tenants, { a: 'acme', b: 'acme' });
      assertChildOf(spanNamed(spans, 'consume b'), spanNamed(spans, 'produce a'));
    },
    healed: ({ tenants, spans }) => {
      assert.deepEqual(tenants, { a: 'acme', b: 'nobody' });
      assertChildOf(spanNamed(spans, 'consume a'), spanNamed(spans, 'produce a'));
      assert.equal(spanNamed(spans, 'consume b').parentSpanId, undefined);
    },
  }),
];
