import { context, propagation, trace, type Span } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

function toTraceparent(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Asks the stock for an item, under a span of its own that is not the active one. */
async function reserve(url: string, item: string): Promise<void> {
  const span = tracer.startSpan('reserve');
  const headers = new Headers({ accept: 'application/json' });
  headers.set('traceparent', toTraceparent(span));
  const response = await fetch(`${url}/stock/${item}`, { headers });
  span.setAttribute('http.response.status_code', response.status);
  span.end();
}

async function main(): Promise<void> {
  const stock = await startDownstream();
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  await context.with(propagation.setBaggage(context.active(), baggage), () => reserve(stock.url, 'lamp'));
  await stock.close();
  const [headers] = stock.received;
  observe({
    sender: endedSpans()[0],
    accept: headers?.accept,
    traceparent: headers?.['traceparent'],
    baggage: headers?.['baggage'],
  });
}

void main();
