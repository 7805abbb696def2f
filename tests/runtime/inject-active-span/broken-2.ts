import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

async function reserve(url: string, item: string): Promise<void> {
  const headers: Record<string, string> = { 'x-item': item };
  propagation.inject(context.active(), headers);
  const span = tracer.startSpan('reserve', { kind: SpanKind.CLIENT });
  try {
    await fetch(url, { method: 'POST', headers });
  } finally {
    span.end();
  }
}

async function main(): Promise<void> {
  const stock = await startDownstream();
  await tracer.startActiveSpan('POST /orders', { kind: SpanKind.SERVER }, async (span) => {
    await reserve(stock.url, 'A-1');
    span.end();
  });
  await stock.close();
  observe({ spans: endedSpans(), received: stock.received });
}

void main();
