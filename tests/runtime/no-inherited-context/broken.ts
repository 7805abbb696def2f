import { trace } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('prices');

class PriceCache {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  open(): void {
    tracer.startActiveSpan('first request', (span) => {
      this.timer = setInterval(() => this.refresh('interval'), 4);
      void this.poll();
      span.end();
    });
  }

  close(): void {
    this.isStopped = true;
    clearInterval(this.timer);
  }

  private refresh(by: string): void {
    tracer.startSpan(`refresh by ${by}`).end();
  }

  private async poll(): Promise<void> {
    if (this.isStopped) return;
    await delay(2);
    this.refresh('poll');
    setTimeout(() => void this.poll(), 2);
  }
}

async function main(): Promise<void> {
  const cache = new PriceCache();
  cache.open();
  await delay(60);
  cache.close();
  observe({ spans: endedSpans() });
}

void main();
