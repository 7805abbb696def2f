import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, spanNamed, type ObservedSpan } from '../runtime-case';

interface Page {
  readonly sent: readonly Readonly<Record<string, string>>[];
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Page>({
    rule: 'no-context-after-await',
    title: 'in a browser, what a page does behind its first await is in no trace, or in one of its own',
    file: 'broken.ts',
    edit: { suggestion: 'keepContext' },
    alsoReports: ['require-span-end'],
    generations: everywhere,
    settings: { contextManager: 'stack' },
    symptom: ({ sent, spans }) => {
      const checkOut = spanNamed(spans, 'check out');
      assertChildOf(spanNamed(spans, 'validate'), checkOut);
      assert.equal(spanNamed(spans, 'pay').parentSpanId, undefined);
      assert.equal(checkOut.attributes['stock'], undefined);
      assert.deepEqual(sent, [{}]);
    },
    healed: ({ sent, spans }) => {
      const checkOut = spanNamed(spans, 'check out');
      assertChildOf(spanNamed(spans, 'validate'), checkOut);
      assertChildOf(spanNamed(spans, 'pay'), checkOut);
      assert.equal(checkOut.attributes['stock'], 'cart-1: 3 in stock');
      assert.deepEqual(
        sent.map((headers) => headers['traceparent']?.split('-')[1]),
        [checkOut.traceId],
      );
    },
  }),
];
