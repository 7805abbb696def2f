import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

/** A handler in the style of Fetch: Hono, Bun, a worker at the edge. */
async function handle(request: Request): Promise<Response> {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  return context.with(parent, () =>
    tracer.startActiveSpan('serve', (span) => {
      span.end();
      return new Response(propagation.getActiveBaggage()?.getEntry('shop.tenant')?.value ?? 'nobody');
    }),
  );
}

async function send(url: string): Promise<string> {
  return tracer.startActiveSpan('send', async (span) => {
    const headers = new Headers({ accept: 'text/plain' });
    propagation.inject(context.active(), headers);
    const response = await fetch(url, { headers });
    span.end();
    return response.text();
  });
}

async function main(): Promise<void> {
  const server = createServer((request, response) => {
    const headers = new Headers(
      Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
    );
    void handle(new Request('http://shop', { headers })).then(async (answer) => response.end(await answer.text()));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const baggage = propagation.createBaggage({ 'shop.tenant': { value: 'acme' } });
  const tenant = await context.with(propagation.setBaggage(context.active(), baggage), () =>
    send(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
  );
  server.close();
  server.closeAllConnections();
  observe({ tenant, spans: endedSpans() });
}

void main();
