import { createServer, get, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, propagation, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('gateway');

/** Makes the caller's trace and the tenant known to what comes next. */
function tenancy(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const parent = propagation.extract(context.active(), request.headers);
  const baggage = propagation.getBaggage(parent) ?? propagation.createBaggage();
  const ctx = propagation.setBaggage(parent, baggage.setEntry('tenant', { value: 'acme' }));
  context.with(ctx, () => {});
  response.setHeader('x-tenant', 'acme');
  next();
}

/** Answers with the headers that a request to another service would carry. */
function answer(response: ServerResponse): void {
  const headers: Record<string, string> = {};
  tracer.startSpan('answer').end();
  propagation.inject(context.active(), headers);
  response.end(JSON.stringify(headers));
}

const server = createServer((request, response) => tenancy(request, response, () => answer(response)));

const traceId = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const traceparent = `00-${traceId}-1111111111111111-01`;
  get({ host: '127.0.0.1', port, headers: { traceparent } }, (response) => {
    let body = '';
    const tenant: IncomingHttpHeaders['x-tenant'] = response.headers['x-tenant'];
    response.on('data', (part) => (body += String(part)));
    response.on('end', () => {
      observe({ traceId, tenant, headers: JSON.parse(body) as object, spans: endedSpans() });
      server.close();
    });
  });
});
