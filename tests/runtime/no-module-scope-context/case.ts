import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, spanNamed, type ObservedSpan } from '../runtime-case';

interface Orders {
  readonly spans: readonly ObservedSpan[];
}

interface Sent extends Orders {
  readonly traceparents: readonly string[];
}

const sentBy = ({ traceId, spanId }: ObservedSpan): string => `00-${traceId}-${spanId}-01`;

export const cases = [
  defineCase<Orders>({
    rule: 'no-module-scope-context',
    title: 'spans that are started from a context of module scope are in no trace of their request',
    file: 'broken.ts',
    edit: { suggestion: 'readInEach' },
    generations: everywhere,
    symptom: ({ spans }) => {
      for (const order of ['A', 'B']) {
        assert.equal(spanNamed(spans, `charge ${order}`).parentSpanId, undefined);
        assert.equal(spanNamed(spans, `book ${order}`).parentSpanId, undefined);
      }
    },
    healed: ({ spans }) => {
      for (const order of ['A', 'B']) {
        assertChildOf(spanNamed(spans, `charge ${order}`), spanNamed(spans, `order ${order}`));
        assertChildOf(spanNamed(spans, `book ${order}`), spanNamed(spans, `order ${order}`));
      }
    },
  }),
  defineCase<Sent>({
    rule: 'no-module-scope-context',
    title: 'headers that the first request fills send its parent for every later one',
    file: 'broken-2.ts',
    edit: { suggestion: 'readInEach' },
    alsoReports: ['require-span-end'],
    generations: everywhere,
    symptom: ({ spans, traceparents }) => {
      const first = sentBy(spanNamed(spans, 'order A'));
      assert.deepEqual(traceparents, [first, first]);
    },
    healed: ({ spans, traceparents }) => {
      assert.deepEqual(traceparents, [sentBy(spanNamed(spans, 'order A')), sentBy(spanNamed(spans, 'order B'))]);
    },
  }),
];
