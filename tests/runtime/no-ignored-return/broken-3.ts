import { context, propagation } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

/** Forwards a request, without what only this service may know. */
async function forward(url: string, incoming: Record<string, string>): Promise<void> {
  const received = propagation.extract(context.active(), incoming);
  const baggage = propagation.getBaggage(received) ?? propagation.createBaggage();
  baggage.removeEntry('internal.margin');

  const headers: Record<string, string> = {};
  propagation.inject(propagation.setBaggage(received, baggage), headers);
  await fetch(url, { headers });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await forward(downstream.url, { baggage: 'shop.tenant=acme,internal.margin=0.42' });
  await downstream.close();
  observe({ baggage: downstream.received[0]?.['baggage'] });
}

void main();
