import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, type ObservedSpan, type RuntimeCase, spanNamed } from '../runtime-case';

interface Handling {
  readonly spans: readonly ObservedSpan[];
  readonly handled: readonly string[];
}

const handlersOf = ({ spans }: Handling): ObservedSpan[] => spans.filter(({ name }) => name === 'fulfil');

function caseOf(
  file: string,
  title: string,
  suggestion: string,
  handled: readonly string[],
  tenants?: readonly string[],
): RuntimeCase {
  return defineCase<Handling>({
    rule: 'require-message-extract',
    title,
    file,
    edit: { suggestion },
    generations: everywhere,
    symptom: (observed) => {
      for (const handler of handlersOf(observed)) {
        assert.notEqual(handler.traceId, spanNamed(observed.spans, 'place').traceId);
        assert.equal(handler.parentSpanId, undefined);
        if (tenants) assert.equal(handler.attributes['tenant'], 'none');
      }
    },
    healed: (observed) => {
      const handlers = handlersOf(observed);
      for (const handler of handlers) assertChildOf(handler, spanNamed(observed.spans, 'place'));
      if (tenants)
        assert.deepEqual(
          handlers.map(({ attributes }) => attributes['tenant']),
          tenants,
        );
      assert.deepEqual(observed.handled, handled);
    },
  });
}

export const cases = [
  caseOf(
    'broken.ts',
    'the spans of a Kafka consumer are not in the trace of the sender, whose baggage is gone',
    'extractCarrier',
    ['orders', 'orders'],
    ['acme', 'acme'],
  ),
  caseOf('broken-2.ts', 'the spans of a RabbitMQ consumer are not in the trace of the sender', 'extractCarrier', ['a']),
  caseOf('broken-3.ts', 'the spans of an SQS poll are not in the trace of the sender', 'extractCarrier', ['a']),
  caseOf(
    'broken-4.ts',
    'the spans of a Kafka batch are in the trace of no sender',
    'extractCarrier',
    ['a of orders', 'b of orders'],
    ['acme', 'acme'],
  ),
  caseOf(
    'broken-5.ts',
    'SQS hands over no attributes that were not asked for, so that nothing is extracted',
    'requestAttributes',
    ['a'],
  ),
];
