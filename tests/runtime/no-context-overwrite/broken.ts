import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('orders');

/** Handles a message: its span continues the trace of the producer. */
async function consume(url: string, incoming: Record<string, string>): Promise<void> {
  const parent = propagation.extract(ROOT_CONTEXT, incoming);
  const span = tracer.startSpan('process', { kind: SpanKind.CONSUMER }, parent);
  await context.with(trace.setSpan(context.active(), span), () => post(url));
  span.end();
}

async function post(url: string): Promise<void> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  await fetch(url, { method: 'POST', headers });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await consume(downstream.url, {
    traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`,
    baggage: 'shop.tenant=acme',
  });
  await downstream.close();
  const [sent] = downstream.received;
  observe({ spans: endedSpans(), traceparent: sent?.['traceparent'], baggage: sent?.['baggage'] });
}

void main();
