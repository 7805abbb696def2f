import { propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

/** Asks the stock for an item. */
async function reserve(url: string, item: string): Promise<void> {
  await tracer.startActiveSpan('reserve', async (span) => {
    try {
      const { traceId, spanId, traceFlags } = span.spanContext();
      const response = await fetch(`${url}/stock/${item}`, {
        headers: {
          accept: 'application/json',
          traceparent: `00-${traceId}-${spanId}-${traceFlags}`,
        },
      });
      if (!response.ok) span.setStatus({ code: SpanStatusCode.ERROR });
    } finally {
      span.end();
    }
  });
}

async function main(): Promise<void> {
  const stock = await startDownstream();
  await reserve(stock.url, 'lamp');
  await stock.close();
  const [headers] = stock.received;
  const parent = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers ?? {}));
  observe({ sender: endedSpans()[0], accept: headers?.accept, parent });
}

void main();
