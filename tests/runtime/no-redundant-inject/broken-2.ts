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

async function ship(url: string, tenant: string): Promise<string> {
  const baggage = propagation.createBaggage({ 'shop.tenant': { value: tenant } });
  const headers: Record<string, string> = { accept: 'text/plain' };
  propagation.inject(propagation.setBaggage(context.active(), baggage), headers);
  const response = await fetch(url, { headers });
  return response.text();
}

async function main(): Promise<void> {
  const warehouse = await startDownstream();
  await tracer.startActiveSpan('order', async (span) => {
    await ship(warehouse.url, 'acme');
    span.end();
  });
  await warehouse.close();
  const [headers = {}] = warehouse.received;
  context.with(propagation.extract(ROOT_CONTEXT, headers), () => tracer.startSpan('pack').end());
  observe({ traceparent: headers['traceparent'], baggage: headers['baggage'], spans: endedSpans() });
}

void main();
