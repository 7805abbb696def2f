import { trace, type Span } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

async function executeWithSpan<T>(name: string, work: (span: Span) => Promise<T>): Promise<T> {
  const span = tracer.startSpan(name);
  try {
    return await work(span);
  } finally {
    span.end();
  }
}

async function main(): Promise<void> {
  await executeWithSpan('place order', async (span) => {
    span.setAttribute('order', '42');
    await Promise.resolve();
    tracer.startSpan('reserve stock').end();
  });
  observe({ spans: endedSpans() });
}

void main();
