import { trace } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

async function load(url: string): Promise<number> {
  return tracer.startActiveSpan('load', async (span) => {
    try {
      return (await fetch(url)).status;
    } finally {
      span.end();
    }
  });
}

async function handle(url: string): Promise<void> {
  const span = tracer.startSpan('GET /orders');
  try {
    span.setAttribute('status', await load(url));
  } finally {
    span.end();
  }
}

async function main(): Promise<void> {
  const stock = await startDownstream();
  await handle(stock.url);
  await stock.close();
  observe({ spans: endedSpans() });
}

void main();
