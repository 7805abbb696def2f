import assert from 'node:assert/strict';
import { baggageEntries, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Sent {
  readonly sent: readonly (string | undefined)[];
}

interface Processed {
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Sent>({
    rule: 'no-unused-context',
    title: 'baggage in a context that is only tested never reaches the services downstream',
    file: 'broken.ts',
    edit: { suggestion: 'wrapInContextWith' },
    generations: everywhere,
    symptom: ({ sent }) => {
      assert.equal(sent.length, 2);
      assert.deepEqual(sent.map(baggageEntries), [{}, {}]);
    },
    healed: ({ sent }) => {
      assert.deepEqual(sent.map(baggageEntries), [{ 'shop.tenant': 'acme' }, { 'shop.tenant': 'acme' }]);
    },
  }),
  defineCase<Processed>({
    rule: 'no-unused-context',
    title: 'an extracted context that goes to a function which does not read it leaves the work in a trace of its own',
    file: 'broken-2.ts',
    edit: { suggestion: 'wrapInContextWith' },
    generations: everywhere,
    symptom: ({ spans }) => {
      const span = spanNamed(spans, 'process');
      assert.equal(span.parentSpanId, undefined);
      assert.equal(span.attributes['shop.tenant'], 'none');
    },
    healed: ({ spans }) => {
      const span = spanNamed(spans, 'process');
      assert.equal(span.traceId, 'a'.repeat(32));
      assert.equal(span.parentSpanId, '1'.repeat(16));
      assert.equal(span.attributes['shop.tenant'], 'acme');
    },
  }),
];
