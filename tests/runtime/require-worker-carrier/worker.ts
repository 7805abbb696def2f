import { trace } from '@opentelemetry/api';
import { parentPort } from 'node:worker_threads';
import { endedSpans, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('prices');

interface TotalJob {
  readonly kind: 'total';
  readonly items: readonly number[];
}

parentPort?.on('message', (job: TotalJob) => {
  const span = tracer.startSpan('add up');
  const total = job.items.reduce((sum, price) => sum + price, 0);
  span.end();
  parentPort?.postMessage({ total, spans: endedSpans() });
});
