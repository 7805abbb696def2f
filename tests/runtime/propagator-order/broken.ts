import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endedSpans, observe, startSdk } from '../setup';

startSdk({
  propagator: new CompositePropagator({
    propagators: [
      new W3CTraceContextPropagator(),
      new W3CBaggagePropagator(),
      // the old mesh still speaks B3
      new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
    ],
  }),
});

const tracer = trace.getTracer('gateway');
const callerTrace = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const sidecarTrace = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';

async function main(): Promise<void> {
  const server = createServer((request, response) => {
    const parent = propagation.extract(context.active(), request.headers);
    tracer.startSpan(`GET ${request.url ?? '/'}`, { kind: SpanKind.SERVER }, parent).end();
    response.end(propagation.getBaggage(parent)?.getEntry('shop.tenant')?.value);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/cart`, {
    headers: {
      traceparent: `00-${callerTrace}-1111111111111111-01`,
      baggage: 'shop.tenant=acme',
      b3: `${sidecarTrace}-2222222222222222-1`,
    },
  });
  const tenant = await response.text();
  server.closeAllConnections();
  server.close();
  observe({ callerTrace, sidecarTrace, tenant, span: endedSpans()[0] });
}

void main();
