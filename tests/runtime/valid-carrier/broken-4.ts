import { context, propagation, trace } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

interface RequestOptions {
  readonly method: string;
  headers?: Record<string, string>;
}

/** A wrapper around fetch: whoever calls it may give headers. */
async function request(url: string, options: RequestOptions): Promise<void> {
  await tracer.startActiveSpan('request', async (span) => {
    propagation.inject(context.active(), options.headers || {});
    await fetch(url, options);
    span.end();
  });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await request(downstream.url, { method: 'GET', headers: { accept: '*/*' } });
  await request(downstream.url, { method: 'GET' });
  await downstream.close();
  const [withHeaders, without] = downstream.received.map((headers) => headers['traceparent']);
  observe({ withHeaders, without });
}

void main();
