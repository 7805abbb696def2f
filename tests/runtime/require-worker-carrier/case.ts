import assert from 'node:assert/strict';
import { assertChildOf, defineCase, everywhere, type ObservedSpan } from '../runtime-case';

interface Calculation {
  readonly total: number;
  readonly sender: ObservedSpan;
  readonly worker: ObservedSpan;
}

export const cases = [
  defineCase<Calculation>({
    rule: 'require-worker-carrier',
    title: 'the span of a worker thread is not in the trace of the request that gave it the work',
    file: 'broken.ts',
    edit: { suggestion: 'injectCarrier' },
    otherFiles: { 'worker.ts': { suggestion: ['extractCarrier', 'injectCarrier'] } },
    generations: everywhere,
    symptom: ({ sender, worker }) => {
      assert.notEqual(worker.traceId, sender.traceId);
      assert.equal(worker.parentSpanId, undefined);
    },
    healed: ({ total, sender, worker }) => {
      assertChildOf(worker, sender);
      assert.equal(total, 10);
    },
  }),
  defineCase<Calculation>({
    rule: 'require-worker-carrier',
    title: 'a worker that does its work at the top of the file starts a trace, though there is room for a carrier',
    file: 'broken-2.ts',
    edit: { suggestion: 'injectCarrier' },
    otherFiles: { 'worker-2.ts': { suggestion: 'extractData' } },
    generations: everywhere,
    symptom: ({ sender, worker }) => {
      assert.notEqual(worker.traceId, sender.traceId);
      assert.equal(worker.parentSpanId, undefined);
    },
    healed: ({ total, sender, worker }) => {
      assertChildOf(worker, sender);
      assert.equal(total, 3);
    },
  }),
];
