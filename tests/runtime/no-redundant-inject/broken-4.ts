import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { subscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';
import { instrumentHttp } from '../setup/http-instrumentation';

startSdk();
instrumentHttp();
const tracer = trace.getTracer('gateway');

interface UndiciRequest {
  readonly method: string;
  addHeader(name: string, value: string): void;
}

/** What `@opentelemetry/instrumentation-undici` does with every request of undici, and so of the `fetch` of Node. */
subscribe('undici:request:create', (message) => {
  const { request } = message as { request: UndiciRequest };
  const span = tracer.startSpan(`call ${request.method}`, { kind: SpanKind.CLIENT }, context.active());
  const added: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), added);
  for (const [name, value] of Object.entries(added)) request.addHeader(name, value);
  span.end();
});

async function main(): Promise<void> {
  const catalogue = await startDownstream();
  const gateway = createServer((req, res) => {
    const headers = { ...(req.headers as Record<string, string>), 'x-forwarded-for': '10.0.0.7' };
    void fetch(catalogue.url, { headers }).then(async (answer) => res.end(await answer.text()));
  });
  await new Promise<void>((resolve) => void gateway.listen(0, '127.0.0.1', resolve));
  const { port } = gateway.address() as AddressInfo;
  await tracer.startActiveSpan('visit', async (span) => {
    await fetch(`http://127.0.0.1:${port}`, { headers: { 'x-tenant': 'acme' } }).then((answer) => answer.text());
    span.end();
  });
  gateway.close();
  gateway.closeAllConnections();
  await catalogue.close();
  const [headers = {}] = catalogue.received;
  context.with(propagation.extract(ROOT_CONTEXT, headers), () => tracer.startSpan('look up').end());
  observe({ traceparent: headers['traceparent'], tenant: headers['x-tenant'], spans: endedSpans() });
}

void main();
