import { trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

async function stockOf(item: string): Promise<number> {
  await Promise.resolve();
  if (item === 'unknown') throw new Error(`no such item: ${item}`);
  return 3;
}

async function reserve(item: string): Promise<number> {
  const span = tracer.startSpan(`reserve ${item}`);
  span.setAttribute('shop.item', item);
  const left = await stockOf(item);
  span.end();
  return left - 1;
}

async function main(): Promise<void> {
  const left = await reserve('A-1');
  const failure = await reserve('unknown').catch((error: Error) => error.message);
  observe({ spans: endedSpans(), left, failure });
}

void main();
