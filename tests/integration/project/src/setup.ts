import * as api from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { Worker } from 'node:worker_threads';

api.propagation.setGlobalPropagator(
  new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] }),
);

export function render(page: string): Promise<unknown> {
  return api.trace.getTracer('render').startActiveSpan('render', (span) => {
    const worker = new Worker('./dist/worker.js', { workerData: { page } });
    worker.postMessage({ page, kind: 'render' });
    return new Promise((resolve) => {
      worker.once('message', (html) => {
        span.end();
        resolve(html);
      });
    });
  });
}
