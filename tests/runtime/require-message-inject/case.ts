import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Handling {
  readonly spans: readonly ObservedSpan[];
  readonly handled: readonly string[];
}

const named = (spans: readonly ObservedSpan[], name: string): ObservedSpan[] =>
  spans.filter((span) => span.name === name);

function assertRoots({ spans }: Handling): void {
  const sender = spanNamed(spans, 'place');
  for (const handler of named(spans, 'fulfil')) {
    assert.notEqual(handler.traceId, sender.traceId);
    assert.equal(handler.parentSpanId, undefined);
  }
}

export const cases = [
  defineCase<Handling>({
    rule: 'require-message-inject',
    title: 'the consumers of a Kafka batch start traces of their own, without the baggage',
    file: 'broken.ts',
    edit: { suggestion: 'injectCarrier' },
    generations: everywhere,
    symptom: (observed) => {
      assertRoots(observed);
      assert.deepEqual(
        named(observed.spans, 'fulfil').map(({ attributes }) => attributes['tenant']),
        ['none', 'none'],
      );
    },
    healed: ({ spans, handled }) => {
      const handlers = named(spans, 'fulfil');
      for (const handler of handlers) assertChildOf(handler, spanNamed(spans, 'place'));
      assert.deepEqual(
        handlers.map(({ attributes }) => attributes['tenant']),
        ['acme', 'acme'],
      );
      assert.deepEqual(handled, ['a from web', 'b from web']);
    },
  }),
  defineCase<Handling>({
    rule: 'require-message-inject',
    title: 'a RabbitMQ message does not carry the span that was started for it',
    file: 'broken-2.ts',
    edit: { suggestion: 'injectCarrier' },
    generations: everywhere,
    symptom: assertRoots,
    healed: ({ spans, handled }) => {
      assertChildOf(spanNamed(spans, 'fulfil'), spanNamed(spans, 'place'));
      assert.deepEqual(handled, ['a']);
    },
  }),
  defineCase<Handling>({
    rule: 'require-message-inject',
    title: 'the attributes of an SQS message carry no trace',
    file: 'broken-3.ts',
    edit: { suggestion: 'injectCarrier' },
    generations: everywhere,
    symptom: assertRoots,
    healed: ({ spans, handled }) => {
      assertChildOf(spanNamed(spans, 'fulfil'), spanNamed(spans, 'place'));
      assert.deepEqual(handled, ['a from web']);
    },
  }),
];
