import { trace } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

async function load(url: string): Promise<number> {
  return tracer.startActiveSpan('load', async (span) => {
    const answer = await fetch(url);
    span.end();
    return answer.status;
  });
}

async function handle(url: string): Promise<void> {
  const span = tracer.startSpan('GET /orders');
  const status = await load(url);
  span.setAttribute('status', status);
  span.end();
}

async function main(): Promise<void> {
  const stock = await startDownstream();
  await handle(stock.url);
  await stock.close();
  observe({ spans: endedSpans() });
}

void main();
