import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTelemetry } from '../telemetry';

startTelemetry('shipping');

const tracer = trace.getTracer('shipping');
const spanNames: Record<string, string> = { '/parcels': 'pack parcel', '/pickups': 'plan pickup' };
let parcels = 0;

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const { orderId } = JSON.parse(text) as { orderId: string };
  logRequest(request, orderId);
  const parent = propagation.extract(context.active(), request.headers);
  const name = spanNames[request.url ?? ''] ?? 'unknown';
  tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: { 'order.id': orderId } }, parent).end();
  response.end(JSON.stringify({ id: `parcel-${++parcels}` }));
}

/** The access log: what came in, with all its headers. */
function logRequest(request: IncomingMessage, orderId: string): void {
  const line = JSON.stringify({ orderId, path: request.url, headers: request.headers });
  appendFileSync(process.env['ACCESS_LOG'] ?? 'access.jsonl', `${line}\n`);
}

const server = createServer((request, response) => void handle(request, response));
server.listen(Number(process.env['PORT'] ?? 8081), '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
