import assert from 'node:assert/strict';
import { defineCase, everywhere, spanNamed, type ObservedSpan } from '../runtime-case';

interface Observed {
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Observed>({
    rule: 'no-inactive-span',
    title: 'what a helper runs under its span starts a trace of its own',
    file: 'broken.ts',
    edit: { suggestion: 'activate' },
    generations: everywhere,
    symptom: ({ spans }) => {
      const [order, stock] = [spanNamed(spans, 'place order'), spanNamed(spans, 'reserve stock')];
      assert.equal(stock.parentSpanId, undefined);
      assert.notEqual(stock.traceId, order.traceId);
    },
    healed: ({ spans }) => {
      const [order, stock] = [spanNamed(spans, 'place order'), spanNamed(spans, 'reserve stock')];
      assert.equal(stock.parentSpanId, order.spanId);
      assert.equal(stock.traceId, order.traceId);
      assert.deepEqual(order.attributes, { order: '42' });
    },
  }),
  defineCase<Observed>({
    rule: 'no-inactive-span',
    title: 'the span of a function that is called under another span is no child of it',
    file: 'broken-2.ts',
    edit: { suggestion: 'activate' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assert.notEqual(spanNamed(spans, 'load').traceId, spanNamed(spans, 'GET /orders').traceId);
    },
    healed: ({ spans }) => {
      const handled = spanNamed(spans, 'GET /orders');
      assert.equal(spanNamed(spans, 'load').parentSpanId, handled.spanId);
      assert.equal(typeof handled.attributes['status'], 'number');
    },
  }),
];
