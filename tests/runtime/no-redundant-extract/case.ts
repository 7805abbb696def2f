import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, type ObservedSpan, spanNamed } from '../runtime-case';

interface Observed {
  readonly answers: readonly string[];
  /** The spans of a request before the server is instrumented. */
  readonly bare?: readonly ObservedSpan[];
  readonly instrumented: readonly ObservedSpan[];
}

const caller = { name: 'the caller', traceId: 'a'.repeat(32), spanId: '1'.repeat(16) };

/** The server is instrumented by a stand-in, `../setup/http-instrumentation.ts`: it says why, and what it does. */
const settings = { instrumented: ['http'] };

export const cases = [
  defineCase<Observed>({
    rule: 'no-redundant-extract',
    title: "the handler's span hangs beside the server span of the instrumentation and not below it",
    file: 'broken.ts',
    edit: { suggestion: 'guard' },
    settings,
    generations: everywhere,
    symptom: ({ bare = [], instrumented }) => {
      assertChildOf(spanNamed(bare, 'reserve'), caller);
      assertChildOf(spanNamed(instrumented, 'GET'), caller);
      assertChildOf(spanNamed(instrumented, 'reserve'), caller);
    },
    healed: ({ answers, bare = [], instrumented }) => {
      assert.deepEqual(answers, ['ok', 'ok']);
      assertChildOf(spanNamed(bare, 'reserve'), caller);
      assertChildOf(spanNamed(instrumented, 'GET'), caller);
      assertChildOf(spanNamed(instrumented, 'reserve'), spanNamed(instrumented, 'GET'));
    },
  }),
  defineCase<Observed>({
    rule: 'no-redundant-extract',
    title: 'a second server span for the same request',
    file: 'broken-2.ts',
    edit: { suggestion: 'remove' },
    settings,
    generations: everywhere,
    symptom: ({ instrumented }) => {
      assertChildOf(spanNamed(instrumented, 'POST'), caller);
      assertChildOf(spanNamed(instrumented, 'POST /orders'), caller);
    },
    healed: ({ answers, instrumented }) => {
      assert.deepEqual(answers, ['ok']);
      assertChildOf(spanNamed(instrumented, 'POST'), caller);
      assertChildOf(spanNamed(instrumented, 'POST /orders'), spanNamed(instrumented, 'POST'));
    },
  }),
];
