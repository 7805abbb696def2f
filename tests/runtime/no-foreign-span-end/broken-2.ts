import { trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

async function charge(amount: number): Promise<string> {
  await Promise.resolve();
  trace.getActiveSpan()?.setAttribute('shop.amount', amount);
  return 'receipt';
}

async function pay(amount: number): Promise<string> {
  return tracer.startActiveSpan('pay', async (span) => {
    try {
      return charge(amount);
    } finally {
      span.end();
    }
  });
}

async function main(): Promise<void> {
  const paid = await pay(10);
  observe({ spans: endedSpans(), paid });
}

void main();
