import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, spanNamed, type ObservedSpan } from '../runtime-case';

interface Payments {
  readonly spans: readonly ObservedSpan[];
  readonly ledgerHeaders: readonly Readonly<Record<string, string>>[];
}

interface Indexed {
  readonly traceId: string;
  readonly reply: string;
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Payments>({
    rule: 'require-context-binding',
    title: 'a listener runs in the trace of the code that emits, not of the request that registered it',
    file: 'broken.ts',
    edit: { suggestion: 'bindActive' },
    generations: everywhere,
    symptom: ({ spans }) => {
      for (const order of ['A-1', 'A-2']) {
        assertChildOf(spanNamed(spans, `book ${order}`), spanNamed(spans, 'webhook'));
      }
    },
    healed: ({ spans, ledgerHeaders }) => {
      for (const order of ['A-1', 'A-2']) {
        assertChildOf(spanNamed(spans, `book ${order}`), spanNamed(spans, `pay ${order}`));
      }
      assert.deepEqual(
        ledgerHeaders.map((headers) => headers['traceparent']?.split('-')[1]),
        [spanNamed(spans, 'pay A-2').traceId, spanNamed(spans, 'pay A-1').traceId],
        'the headers of a booking carry the trace of its payment',
      );
    },
  }),
  defineCase<Indexed>({
    rule: 'require-context-binding',
    title: "work put off with setImmediate does not continue the sender's trace",
    file: 'broken-2.ts',
    edit: { suggestion: 'bindDerived' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assert.equal(spanNamed(spans, 'index doc-1').parentSpanId, undefined);
    },
    healed: ({ traceId, reply, spans }) => {
      assertChildOf(spanNamed(spans, 'index doc-1'), { name: 'sender', traceId, spanId: '1111111111111111' });
      assert.equal(reply, `accepted doc-1 of trace ${traceId}`);
    },
  }),
  defineCase<Payments>({
    rule: 'require-context-binding',
    title: 'jobs of a queue that the first caller drains all run in the trace of that caller',
    file: 'broken-3.ts',
    edit: { suggestion: 'bindActive' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assertChildOf(spanNamed(spans, 'render dog'), spanNamed(spans, 'upload cat'));
    },
    healed: ({ spans }) => {
      assertChildOf(spanNamed(spans, 'render cat'), spanNamed(spans, 'upload cat'));
      assertChildOf(spanNamed(spans, 'render dog'), spanNamed(spans, 'upload dog'));
    },
  }),
];
