import assert from 'node:assert/strict';
import { assertChildOf, baggageEntries, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const TWO_TRACEPARENTS = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01, 00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const settings = { instrumented: ['undici'] };
const forwarding = { instrumented: ['http', 'undici'] };

export const cases = [
  defineCase<{ traceparent: string; accept: string; spans: ObservedSpan[] }>({
    rule: 'no-redundant-inject',
    title: 'two traceparent headers leave with a request of fetch, and the receiver starts a trace of its own',
    file: 'broken.ts',
    alsoReports: ['require-span-end'],
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
    alsoReports: ['require-span-end'],
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
  defineCase<{ traceparent: string; from: string; spans: ObservedSpan[] }>({
    rule: 'no-redundant-inject',
    title: 'a gateway hands the received traceparent on, and the service behind it starts a trace of its own',
    file: 'broken-3.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'dropHeader' },
    settings: forwarding,
    generations: everywhere,
    symptom: ({ traceparent, spans }) => {
      assert.match(traceparent, TWO_TRACEPARENTS);
      assert.notEqual(spanNamed(spans, 'look up').traceId, spanNamed(spans, 'visit').traceId);
    },
    healed: ({ traceparent, from, spans }) => {
      assert.match(traceparent, TRACEPARENT);
      assert.equal(from, '10.0.0.7');
      assert.equal(spanNamed(spans, 'look up').traceId, spanNamed(spans, 'visit').traceId);
    },
  }),
  defineCase<{ traceparent: string; tenant: string; spans: ObservedSpan[] }>({
    rule: 'no-redundant-inject',
    title: 'a gateway hands all received headers on, and the trace breaks behind it; a copy without the trace keeps it',
    file: 'broken-4.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'withoutTrace' },
    settings: forwarding,
    generations: everywhere,
    symptom: ({ traceparent, spans }) => {
      assert.match(traceparent, TWO_TRACEPARENTS);
      assert.notEqual(spanNamed(spans, 'look up').traceId, spanNamed(spans, 'visit').traceId);
    },
    healed: ({ traceparent, tenant, spans }) => {
      assert.match(traceparent, TRACEPARENT);
      assert.equal(tenant, 'acme');
      assert.equal(spanNamed(spans, 'look up').traceId, spanNamed(spans, 'visit').traceId);
    },
  }),
];
