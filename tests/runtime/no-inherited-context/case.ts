import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, spanNamed, type ObservedSpan } from '../runtime-case';

interface Observed {
  readonly spans: readonly ObservedSpan[];
}

const named = ({ spans }: Observed, name: string): readonly ObservedSpan[] => {
  const found = spans.filter((span) => span.name === name);
  assert.ok(found.length > 2, `${found.length} spans named '${name}'`);
  return found;
};

export const cases = [
  defineCase<Observed>({
    rule: 'no-inherited-context',
    title: 'timers that a request starts put their spans into its trace for ever',
    file: 'broken.ts',
    edit: { suggestion: 'startInRoot' },
    generations: everywhere,
    symptom: (observed) => {
      const request = spanNamed(observed.spans, 'first request');
      for (const name of ['refresh by interval', 'refresh by poll'])
        for (const refresh of named(observed, name)) assertChildOf(refresh, request);
    },
    healed: (observed) => {
      const request = spanNamed(observed.spans, 'first request');
      for (const refresh of named(observed, 'refresh by interval')) assert.equal(refresh.parentSpanId, undefined);
      const [first, ...later] = named(observed, 'refresh by poll');
      assert.ok(first);
      assertChildOf(first, request); // the first poll is still the work of the request
      for (const refresh of later) assert.equal(refresh.parentSpanId, undefined);
    },
  }),
  defineCase<Observed>({
    rule: 'no-inherited-context',
    title: 'the handlers of a server that listens in a span put every request into its trace',
    file: 'broken-2.ts',
    edit: { suggestion: 'startInRoot' },
    generations: everywhere,
    symptom: ({ spans }) => {
      for (const path of ['/a', '/b']) assertChildOf(spanNamed(spans, `handle ${path}`), spanNamed(spans, 'boot'));
    },
    healed: ({ spans }) => {
      for (const path of ['/a', '/b']) assert.equal(spanNamed(spans, `handle ${path}`).parentSpanId, undefined);
      assert.equal(spanNamed(spans, 'boot').parentSpanId, undefined);
    },
  }),
];
