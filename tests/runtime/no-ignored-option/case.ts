import assert from 'node:assert/strict';
import { defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Spans {
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Spans>({
    rule: 'no-ignored-option',
    title: 'a parent among the options is not read: each job is a trace of its own',
    file: 'broken.ts',
    edit: { suggestion: 'giveContext' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 3);
      assert.equal(spanNamed(spans, 'reserve').parentSpanId, undefined);
    },
    healed: ({ spans }) => {
      const order = spanNamed(spans, 'order');
      for (const name of ['reserve', 'charge']) {
        const job = spanNamed(spans, name);
        assert.deepEqual([job.traceId, job.parentSpanId], [order.traceId, order.spanId]);
        assert.deepEqual(job.attributes, { 'job.name': name });
      }
    },
  }),
  defineCase<Spans>({
    rule: 'no-ignored-option',
    title: 'a context in the place of the options is not read: the trace of the sender ends',
    file: 'broken-2.ts',
    edit: { suggestion: 'giveContext' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assert.equal(spanNamed(spans, 'receive').parentSpanId, undefined);
    },
    healed: ({ spans }) => {
      const { traceId, parentSpanId } = spanNamed(spans, 'receive');
      assert.deepEqual([traceId, parentSpanId], ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']);
    },
  }),
  defineCase<{ headers: readonly string[] }>({
    rule: 'no-ignored-option',
    title: 'a propagator under another name is not registered: the headers are those of the default',
    file: 'broken-3.ts',
    edit: 'fix',
    generations: ['gen2'],
    symptom: ({ headers }) => {
      assert.deepEqual(headers, ['traceparent']);
    },
    healed: ({ headers }) => {
      assert.deepEqual(headers, ['b3']);
    },
  }),
];
