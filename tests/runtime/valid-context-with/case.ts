import assert from 'node:assert/strict';
import { assertChildOf, baggageEntries, defineCase, everywhere, spanNamed, type ObservedSpan } from '../runtime-case';

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
  defineCase<Placed & { tenant: string }>({
    rule: 'valid-context-with',
    title: 'an empty callback makes nothing active: the next handler starts a trace of its own and sends no baggage',
    file: 'broken-4.ts',
    edit: { suggestion: 'runNextInside' },
    generations: everywhere,
    symptom: ({ traceId, headers, spans }) => {
      assert.notEqual(spanNamed(spans, 'answer').traceId, traceId);
      assert.deepEqual(headers, {});
    },
    healed: ({ traceId, headers, spans, tenant }) => {
      assert.equal(spanNamed(spans, 'answer').traceId, traceId);
      assert.equal(headers['traceparent']?.split('-')[1], traceId);
      assert.deepEqual(baggageEntries(headers['baggage']), { tenant: 'acme' });
      assert.equal(tenant, 'acme');
    },
  }),
  defineCase<{ steps: string[]; length: number; spans: readonly ObservedSpan[] }>({
    rule: 'valid-context-with',
    title: 'an async generator that startActiveSpan gives back never sees the span',
    file: 'broken-5.ts',
    edit: { suggestion: 'bindSteps' },
    generations: everywhere,
    symptom: ({ spans }) => {
      const story = spanNamed(spans, 'story');
      for (const name of ['one', 'two']) assert.notEqual(spanNamed(spans, name).traceId, story.traceId);
    },
    healed: ({ spans, steps, length }) => {
      for (const name of ['one', 'two']) assertChildOf(spanNamed(spans, name), spanNamed(spans, 'story'));
      assert.deepEqual(steps, ['told one', 'heard one', 'told two', 'heard two'], 'nothing is buffered');
      assert.equal(length, 2, 'what the generator returns is kept');
    },
  }),
];
