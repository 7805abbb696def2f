import assert from 'node:assert/strict';
import { assertChildOf, baggageEntries, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Accepted {
  readonly sender: ObservedSpan;
  readonly accept: string;
  /** What the service downstream takes for its parent. */
  readonly parent?: Pick<ObservedSpan, 'spanId' | 'traceId'>;
}

interface Carried {
  readonly sender: ObservedSpan;
  readonly accept: string;
  readonly traceparent: string;
  readonly baggage?: string;
}

interface Parsed {
  readonly tenant?: string;
  readonly state?: string;
  readonly spans: readonly ObservedSpan[];
}

const headerOf = ({ traceId, spanId }: ObservedSpan): string => `00-${traceId}-${spanId}-01`;

export const cases = [
  defineCase<Accepted>({
    rule: 'no-manual-traceparent',
    title: 'flags of one digit make the service downstream start a trace of its own',
    file: 'broken.ts',
    edit: { suggestion: 'injectInstead' },
    generations: everywhere,
    symptom: ({ parent }) => assert.equal(parent, undefined),
    healed: ({ sender, accept, parent }) => {
      assert.equal(parent?.traceId, sender.traceId);
      assert.equal(parent.spanId, sender.spanId);
      assert.equal(accept, 'application/json');
    },
  }),
  defineCase<Carried>({
    rule: 'no-manual-traceparent',
    title: 'the baggage of the request does not go along with a traceparent that is built by hand',
    file: 'broken-2.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'injectInstead' },
    generations: everywhere,
    symptom: ({ sender, traceparent, baggage }) => {
      assert.equal(traceparent, headerOf(sender));
      assert.equal(baggage, undefined);
    },
    healed: ({ sender, accept, traceparent, baggage }) => {
      assert.equal(traceparent, headerOf(sender));
      assert.deepEqual(baggageEntries(baggage), { tenant: 'acme' });
      assert.equal(accept, 'application/json');
    },
  }),
  defineCase<Parsed>({
    rule: 'no-manual-traceparent',
    title: 'a parent that is taken out of the traceparent by hand comes without baggage and trace state',
    file: 'broken-3.ts',
    alsoReports: ['require-span-end'],
    edit: { suggestion: 'extractInstead' },
    generations: everywhere,
    symptom: ({ tenant, state, spans }) => {
      assertChildOf(spanNamed(spans, 'run'), spanNamed(spans, 'call'));
      assert.equal(tenant, undefined);
      assert.equal(state, undefined);
    },
    healed: ({ tenant, state, spans }) => {
      assertChildOf(spanNamed(spans, 'run'), spanNamed(spans, 'call'));
      assert.equal(tenant, 'acme');
      assert.equal(state, 'vendor=7');
    },
  }),
];
