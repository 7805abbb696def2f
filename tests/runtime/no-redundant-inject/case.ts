import assert from 'node:assert/strict';
import { assertChildOf, baggageEntries, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const TWO_TRACEPARENTS = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01, 00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const settings = { instrumented: ['undici'] };

export const cases = [
  defineCase<{ traceparent: string; accept: string; spans: ObservedSpan[] }>({
    rule: 'no-redundant-inject',
    title: 'two traceparent headers leave with a request of fetch, and the receiver starts a trace of its own',
    file: 'broken.ts',
    edit: { suggestion: 'removeInject' },
    settings,
    generations: everywhere,
    symptom: ({ traceparent, spans }) => {
      assert.match(traceparent, TWO_TRACEPARENTS);
      assert.notEqual(spanNamed(spans, 'charge').traceId, spanNamed(spans, 'checkout').traceId);
    },
    healed: ({ traceparent, accept, spans }) => {
      assert.match(traceparent, TRACEPARENT);
      assert.equal(accept, 'text/plain');
      assertChildOf(spanNamed(spans, 'POST'), spanNamed(spans, 'checkout'));
      assertChildOf(spanNamed(spans, 'charge'), spanNamed(spans, 'POST'));
    },
  }),
  defineCase<{ traceparent: string; baggage: string; spans: ObservedSpan[] }>({
    rule: 'no-redundant-inject',
    title: 'the baggage of one request breaks its trace; the request in that context keeps both',
    file: 'broken-2.ts',
    edit: { suggestion: 'sendInContext' },
    settings,
    generations: everywhere,
    symptom: ({ traceparent, spans }) => {
      assert.match(traceparent, TWO_TRACEPARENTS);
      assert.notEqual(spanNamed(spans, 'pack').traceId, spanNamed(spans, 'order').traceId);
    },
    healed: ({ traceparent, baggage, spans }) => {
      assert.match(traceparent, TRACEPARENT);
      assert.deepEqual(baggageEntries(baggage), { 'shop.tenant': 'acme' });
      assertChildOf(spanNamed(spans, 'GET'), spanNamed(spans, 'order'));
      assertChildOf(spanNamed(spans, 'pack'), spanNamed(spans, 'GET'));
    },
  }),
];
