import { propagation, trace, type Context } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

/** Sends an order, with the headers of its trace. */
function send(order: string, transmit: (order: string, headers: Record<string, string>) => void): string {
  const span = tracer.startSpan('send order');
  const headers: Record<string, string> = {};
  propagation.inject(span as unknown as Context, headers);
  transmit(order, headers);
  span.end();
  return span.spanContext().traceId;
}

let sent: Record<string, string> | undefined;
const traceId = send('42', (_order, headers) => {
  sent = headers;
});
observe({ traceId, sent });
