import { trace } from '@opentelemetry/api';
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { endedSpans, observe, startSdk, type SpanFacts } from '../setup';

startSdk();

class PriceCalculator {
  private readonly tracer = trace.getTracer('orders');
  private readonly worker = new Worker(path.join(__dirname, 'worker.js'));

  async total(items: readonly number[]): Promise<{ total: number; spans: SpanFacts[] }> {
    return this.tracer.startActiveSpan('total', async (span) => {
      try {
        this.worker.postMessage({ kind: 'total', items });
        const [result] = (await once(this.worker, 'message')) as [{ total: number; spans: SpanFacts[] }];
        return result;
      } finally {
        span.end();
      }
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

async function main(): Promise<void> {
  const calculator = new PriceCalculator();
  const { total, spans } = await calculator.total([2, 3, 5]);
  await calculator.close();
  observe({ total, sender: endedSpans()[0], worker: spans[0] });
}

void main();
