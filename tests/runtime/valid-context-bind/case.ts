import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Observed {
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Observed & { readonly sent: Readonly<Record<string, string>> }>({
    rule: 'valid-context-bind',
    title: 'a bound function that nobody takes: the callback runs in the trace of the webhook',
    file: 'broken.ts',
    edit: { suggestion: 'keepBound' },
    generations: everywhere,
    symptom: ({ sent, spans }) => {
      const webhook = spanNamed(spans, 'webhook');
      assertChildOf(spanNamed(spans, 'confirm 42'), webhook);
      assert.equal(sent['traceparent']?.split('-')[1], webhook.traceId);
    },
    healed: ({ sent, spans }) => {
      const order = spanNamed(spans, 'order');
      assertChildOf(spanNamed(spans, 'confirm 42'), order);
      assert.equal(sent['traceparent']?.split('-')[1], order.traceId);
    },
  }),
  defineCase<{ readonly shown: readonly string[]; readonly listeners: number }>({
    rule: 'valid-context-bind',
    title: "'off' does not find a listener that was registered bound: listeners pile up",
    file: 'broken-2.ts',
    edit: { suggestion: 'useBound' },
    generations: everywhere,
    symptom: ({ listeners, shown }) => {
      assert.equal(listeners, 2);
      assert.deepEqual(shown, ['lamp: 10', 'lamp: 10', 'desk: 10', 'lamp: 12', 'desk: 12']);
    },
    healed: ({ listeners, shown }) => {
      assert.equal(listeners, 0);
      assert.deepEqual(shown, ['lamp: 10', 'desk: 10']);
    },
  }),
  defineCase<Observed & { readonly traceId: string; readonly loaded: string }>({
    rule: 'valid-context-bind',
    title: 'a promise is not bound: what it waits for starts a trace of its own',
    file: 'broken-3.ts',
    edit: { suggestion: 'runInside' },
    generations: everywhere,
    symptom: ({ loaded, spans, traceId }) => {
      assert.equal(loaded, 'lamp');
      assert.notEqual(spanNamed(spans, 'load lamp').traceId, traceId);
    },
    healed: ({ loaded, spans, traceId }) => {
      assert.equal(loaded, 'lamp');
      assert.equal(spanNamed(spans, 'load lamp').traceId, traceId);
    },
  }),
  defineCase<Observed>({
    rule: 'valid-context-bind',
    title: 'undefined in place of the context binds to the root context: the job starts a trace of its own',
    file: 'broken.cjs',
    edit: { suggestion: 'useActiveContext' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assert.equal(spanNamed(spans, 'job').parentSpanId, undefined);
    },
    healed: ({ spans }) => {
      assertChildOf(spanNamed(spans, 'job'), spanNamed(spans, 'request'));
    },
  }),
];
