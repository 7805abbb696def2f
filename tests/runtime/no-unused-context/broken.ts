import { context, propagation } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

async function charge(url: string, tenant: string): Promise<void> {
  const baggage = propagation.createBaggage({ 'shop.tenant': { value: tenant } });
  const ctx = propagation.setBaggage(context.active(), baggage);
  if (!ctx) throw new Error('no context');
  await post(`${url}/charges`);
  await post(`${url}/receipts`);
}

async function post(url: string): Promise<void> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  await fetch(url, { method: 'POST', headers });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await charge(downstream.url, 'acme');
  await downstream.close();
  observe({ sent: downstream.received.map(({ baggage }) => baggage) });
}

void main();
