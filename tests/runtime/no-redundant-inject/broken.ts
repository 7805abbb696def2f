import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { subscribe } from 'node:diagnostics_channel';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

interface UndiciRequest {
  readonly method: string;
  addHeader(name: string, value: string): void;
}

/** What `@opentelemetry/instrumentation-undici` does with every request of undici, and so of the `fetch` of Node. */
subscribe('undici:request:create', (message) => {
  const { request } = message as { request: UndiciRequest };
  const span = tracer.startSpan(request.method, { kind: SpanKind.CLIENT }, context.active());
  const added: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), added);
  for (const [name, value] of Object.entries(added)) request.addHeader(name, value);
  span.end();
});

function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  // The payment service continues the trace.
  propagation.inject(context.active(), headers);
  return headers;
}

async function checkout(url: string): Promise<void> {
  await tracer.startActiveSpan('checkout', async (span) => {
    const response = await fetch(url, { method: 'POST', headers: { accept: 'text/plain', ...traceHeaders() } });
    await response.text();
    span.end();
  });
}

async function main(): Promise<void> {
  const payment = await startDownstream();
  await checkout(payment.url);
  await payment.close();
  const [headers = {}] = payment.received;
  context.with(propagation.extract(ROOT_CONTEXT, headers), () => tracer.startSpan('charge').end());
  observe({ traceparent: headers['traceparent'], accept: headers['accept'], spans: endedSpans() });
}

void main();
