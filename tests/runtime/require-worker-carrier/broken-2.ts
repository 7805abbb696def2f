import { trace } from '@opentelemetry/api';
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { endedSpans, observe, startSdk, type SpanFacts } from '../setup';

startSdk();

const tracer = trace.getTracer('reports');

interface Rendered {
  readonly pages: number;
  readonly spans: SpanFacts[];
}

async function render(report: string): Promise<Rendered> {
  return tracer.startActiveSpan('render', async (span) => {
    try {
      const worker = new Worker(path.join(__dirname, 'worker-2.js'), { workerData: { report, carrier: {} } });
      const [rendered] = (await once(worker, 'message')) as [Rendered];
      return rendered;
    } finally {
      span.end();
    }
  });
}

async function main(): Promise<void> {
  const { pages, spans } = await render('a b c');
  observe({ total: pages, sender: endedSpans()[0], worker: spans[0] });
}

void main();
