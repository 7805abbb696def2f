import { trace } from '@opentelemetry/api';
import { Worker } from 'node:worker_threads';

const tracer = trace.getTracer('prices');

export function price(items: readonly string[]): Worker {
  return tracer.startActiveSpan('price', (span) => {
    const worker = new Worker('./price-worker.js', { workerData: { items } });
    worker.once('exit', () => span.end());
    return worker;
  });
}
