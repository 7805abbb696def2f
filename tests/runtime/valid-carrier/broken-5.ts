import { context, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('ferry');
const propagator = new W3CTraceContextPropagator();

/** As it is written in plain JavaScript, where nobody asks for the setter. */
async function book(url: string): Promise<void> {
  await tracer.startActiveSpan('book', async (span) => {
    try {
      const headers: Record<string, string> = { accept: '*/*' };
      propagator.inject(context.active(), headers, undefined as never);
      await fetch(url, { headers });
    } finally {
      span.end();
    }
  });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  let thrown = '';
  try {
    await book(downstream.url);
  } catch (error) {
    thrown = String(error);
  }
  await downstream.close();
  observe({ thrown, received: downstream.received[0]?.['traceparent'] });
}

void main();
