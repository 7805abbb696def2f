import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('orders');

async function charge(url: string): Promise<void> {
  const span = tracer.startSpan('charge', {}, context.active());
  await context.with(trace.setSpan(ROOT_CONTEXT, span), async () => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    await fetch(url, { method: 'POST', headers });
  });
  span.end();
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  const incoming = { traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`, baggage: 'shop.tenant=acme' };
  await context.with(propagation.extract(context.active(), incoming), () => charge(downstream.url));
  await downstream.close();
  const [sent] = downstream.received;
  observe({ traceparent: sent?.['traceparent'], baggage: sent?.['baggage'] });
}

void main();
