import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Observed {
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Observed & { readonly loaded?: string; readonly failure?: string }>({
    rule: 'valid-context-argument',
    title: 'a span context in place of a context makes startSpan throw, and the work is never done',
    file: 'broken.cjs',
    edit: { suggestion: 'useSpanContext' },
    alsoReports: ['no-inactive-span'],
    generations: everywhere,
    symptom: ({ failure, loaded, spans }) => {
      assert.equal(failure, 'context.getValue is not a function');
      assert.equal(loaded, undefined);
      assert.deepEqual(
        spans.map(({ name }) => name),
        ['boot'],
      );
    },
    healed: ({ failure, loaded, spans }) => {
      assert.equal(failure, undefined);
      assert.equal(loaded, 'gears');
      assertChildOf(spanNamed(spans, 'load gears'), spanNamed(spans, 'boot'));
    },
  }),
  defineCase<{ readonly traceId: string; readonly sent: Readonly<Record<string, string>> }>({
    rule: 'valid-context-argument',
    title: 'a span in place of a context: inject writes no header and says nothing',
    file: 'broken-2.ts',
    edit: { suggestion: 'useSpanContext' },
    generations: everywhere,
    symptom: ({ sent }) => {
      assert.deepEqual(sent, {});
    },
    healed: ({ sent, traceId }) => {
      assert.equal(sent['traceparent']?.split('-')[1], traceId);
    },
  }),
  defineCase<Observed>({
    rule: 'valid-context-argument',
    title: 'the active span in place of the active context: the span is never started, and a catch hides it',
    file: 'broken-3.ts',
    edit: { suggestion: 'useActiveContext' },
    generations: everywhere,
    symptom: ({ spans }) => {
      assert.deepEqual(
        spans.map(({ name }) => name),
        ['refund'],
      );
    },
    healed: ({ spans }) => {
      assertChildOf(spanNamed(spans, 'audit refund'), spanNamed(spans, 'refund'));
    },
  }),
];
