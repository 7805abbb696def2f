import { context, propagation, trace } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

const { active, with: run } = context;
const { inject, createBaggage, setBaggage } = propagation;
const { getTracer } = trace;

async function sendOrder(url: string): Promise<void> {
  const span = getTracer('orders').startSpan('send order');
  const baggage = createBaggage({ 'shop.tenant': { value: 'acme' } });
  await run(trace.setSpan(setBaggage(active(), baggage), span), async () => {
    const headers: Record<string, string> = {};
    inject(active(), headers);
    await fetch(url, { method: 'POST', headers });
  });
  span.end();
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  let failure: string | undefined;
  try {
    await sendOrder(downstream.url);
  } catch (error) {
    failure = error instanceof TypeError ? error.message : undefined;
  }
  await downstream.close();
  const [received] = downstream.received;
  observe({ failure, traceparent: received?.['traceparent'], baggage: received?.['baggage'] });
}

void main();
