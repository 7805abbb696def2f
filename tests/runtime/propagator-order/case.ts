import assert from 'node:assert/strict';
import { defineCase, everywhere, type ObservedSpan } from '../runtime-case';

interface Gateway {
  readonly callerTrace: string;
  readonly sidecarTrace: string;
  readonly tenant: string;
  readonly span: ObservedSpan;
}

export const cases = [
  defineCase<Gateway>({
    rule: 'propagator-order',
    title: "the B3 header of a sidecar wins over the caller's traceparent",
    file: 'broken.ts',
    edit: { suggestion: 'reorder' },
    generations: everywhere,
    symptom: ({ sidecarTrace, span }) => {
      assert.equal(span.traceId, sidecarTrace);
    },
    healed: ({ callerTrace, tenant, span }) => {
      assert.equal(span.traceId, callerTrace);
      assert.equal(span.parentSpanId, '1111111111111111');
      assert.equal(tenant, 'acme', 'baggage still arrives');
    },
  }),
];
