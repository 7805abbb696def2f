import assert from 'node:assert/strict';
import { defineCase, everywhere, type ObservedSpan } from '../runtime-case';

interface Observed {
  readonly answers: readonly string[];
  /** How many warnings there were after each request. */
  readonly warned: readonly number[];
  readonly warnings: readonly string[];
  readonly spans: readonly ObservedSpan[];
}

const remote = '1'.repeat(16);
const parents = (spans: readonly ObservedSpan[]): readonly (string | undefined)[] =>
  spans.map((span) => span.parentSpanId);

export const cases = [
  defineCase<Observed>({
    rule: 'require-parent-check',
    title: 'a request without traceparent starts a trace of its own, and nobody hears of it',
    file: 'broken.ts',
    edit: { suggestion: 'check' },
    generations: everywhere,
    symptom: ({ warned, spans }) => {
      assert.deepEqual(parents(spans), [remote, undefined]);
      assert.deepEqual(warned, [0, 0]);
    },
    healed: ({ answers, warned, warnings, spans }) => {
      assert.deepEqual(parents(spans), [remote, undefined]);
      assert.deepEqual(warned, [0, 1]);
      assert.match(warnings[0] ?? '', /No parent context arrived/);
      assert.deepEqual(answers, ['ok', 'ok']);
    },
  }),
];
