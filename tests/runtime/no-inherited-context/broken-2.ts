import { trace } from '@opentelemetry/api';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('shop');

const server = createServer((request, response) => {
  tracer.startSpan(`handle ${request.url ?? ''}`).end();
  response.end('ok');
});

async function start(): Promise<void> {
  await tracer.startActiveSpan('boot', async (span) => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    span.end();
  });
}

async function main(): Promise<void> {
  await start();
  const { port } = server.address() as AddressInfo;
  for (const path of ['/a', '/b']) await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  server.closeAllConnections();
  server.close();
  observe({ spans: endedSpans() });
}

void main();
