import assert from 'node:assert/strict';
import { defineCase, spanNamed, withAttach, type ObservedSpan } from '../runtime-case';

interface Outbox {
  readonly traceId: string;
  readonly spans: readonly ObservedSpan[];
}

const mailTo = (spans: readonly ObservedSpan[], domain: string): ObservedSpan =>
  spanNamed(
    spans.filter((span) => span.attributes['mail.to.domain'] === domain),
    'smtp',
  );

export const cases = [
  defineCase<Outbox>({
    rule: 'no-attach-across-await',
    title: 'after an awaited send, the caller and the next mail stay in the trace of the mail before',
    file: 'broken.ts',
    edit: { suggestion: 'useContextWith' },
    generations: withAttach,
    symptom: ({ traceId, spans }) => {
      assert.equal(mailTo(spans, 'example.org').traceId, traceId);
      assert.equal(spanNamed(spans, 'outbox drained').traceId, traceId);
    },
    healed: ({ traceId, spans }) => {
      assert.equal(mailTo(spans, 'example.com').traceId, traceId, 'the mail that has a trace continues it');
      assert.equal(mailTo(spans, 'example.org').parentSpanId, undefined);
      assert.equal(spanNamed(spans, 'outbox drained').parentSpanId, undefined);
    },
  }),
];
