import { context, propagation, trace } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

let headers: Record<string, string> | undefined;

function traceHeaders(): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

export async function handle(url: string, order: string): Promise<void> {
  await tracer.startActiveSpan(`order ${order}`, async (span) => {
    await fetch(url, { headers: (headers ??= traceHeaders()) });
    span.end();
  });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await handle(downstream.url, 'A');
  await handle(downstream.url, 'B');
  await downstream.close();
  observe({ spans: endedSpans(), traceparents: downstream.received.map((received) => received['traceparent']) });
}

void main();
