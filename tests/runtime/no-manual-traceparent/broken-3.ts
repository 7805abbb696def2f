import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type Context } from '@opentelemetry/api';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('workflows');
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The parent of a run: what the caller sent. */
function parentOf(headers: IncomingHttpHeaders): Context {
  const match = TRACEPARENT.exec(String(headers['traceparent']));
  if (!match) return ROOT_CONTEXT;
  const [, traceId = '', spanId = '', flags = '00'] = match;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true });
}

async function main(): Promise<void> {
  let tenant: string | undefined;
  let state: string | undefined;
  const server = createServer((request, response) => {
    context.with(parentOf(request.headers), () => {
      tracer.startActiveSpan('run', { kind: SpanKind.SERVER }, (span) => {
        tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value;
        state = span.spanContext().traceState?.serialize();
        response.end('started');
        span.end();
      });
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sent: Record<string, string> = {};
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  const caller = tracer.startSpan('call');
  propagation.inject(trace.setSpan(propagation.setBaggage(context.active(), baggage), caller), sent);
  const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { ...sent, tracestate: 'vendor=7' } });
  await answer.text();
  caller.end();
  server.close();
  server.closeAllConnections();
  observe({ tenant, state, spans: endedSpans() });
}

void main();
