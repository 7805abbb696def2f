import assert from 'node:assert/strict';
import { baggageEntries, defineCase, everywhere, spanNamed, type ObservedSpan } from '../runtime-case';

interface Placed {
  readonly traceId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<{ rows: string[]; failures: string[] }>({
    rule: 'valid-context-with',
    title: 'a callback that is called instead of passed runs outside the context, and with() throws',
    file: 'broken.cjs',
    edit: { suggestion: 'passCallback' },
    generations: everywhere,
    symptom: ({ rows, failures }) => {
      assert.deepEqual(rows, ['no tenant', 'no tenant']);
      assert.deepEqual(failures, ['TypeError', 'TypeError']);
    },
    healed: ({ rows, failures }) => {
      assert.deepEqual(rows, ['acme', 'globex']);
      assert.deepEqual(failures, []);
    },
  }),
  defineCase<Placed>({
    rule: 'valid-context-with',
    title: "what follows in '.then' outside with() starts a trace of its own and sends no baggage",
    file: 'broken-2.ts',
    edit: { suggestion: 'moveThenInside' },
    generations: everywhere,
    symptom: ({ headers, spans }) => {
      assert.equal(spanNamed(spans, 'confirm').parentSpanId, undefined);
      assert.deepEqual(headers, { 'x-stock-left': '2' });
    },
    healed: ({ traceId, headers, spans }) => {
      assert.equal(spanNamed(spans, 'reserve').traceId, traceId);
      assert.equal(spanNamed(spans, 'confirm').traceId, traceId);
      assert.equal(headers['traceparent']?.split('-')[1], traceId);
      assert.deepEqual(baggageEntries(headers['baggage']), { 'shop.region': 'eu' });
      assert.equal(headers['x-stock-left'], '2');
    },
  }),
  defineCase<{ labels: string[] }>({
    rule: 'valid-context-with',
    title: 'the body of a generator callback runs where it is iterated, outside the context',
    file: 'broken-3.ts',
    edit: { suggestion: 'iterateInside' },
    generations: everywhere,
    symptom: ({ labels }) => {
      assert.deepEqual(labels, ['lamp (no region)', 'desk (no region)']);
    },
    healed: ({ labels }) => {
      assert.deepEqual(labels, ['lamp (eu)', 'desk (eu)']);
    },
  }),
];
