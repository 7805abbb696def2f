import { context, propagation } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

/** Adds the channel to what the caller sent along. */
async function handle(url: string, incoming: Record<string, string>): Promise<void> {
  const parent = propagation.extract(context.active(), incoming);
  const baggage = propagation.createBaggage({ 'shop.channel': { value: 'web' } });
  await context.with(propagation.setBaggage(parent, baggage), () => post(url));
}

async function post(url: string): Promise<void> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  await fetch(url, { method: 'POST', headers });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await handle(downstream.url, { baggage: 'shop.tenant=acme' });
  await downstream.close();
  observe({ baggage: downstream.received[0]?.['baggage'] });
}

void main();
