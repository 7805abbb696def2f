import { context, propagation } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

interface Cart {
  readonly tenant: string;
  readonly coupon?: string;
}

async function checkOut(url: string, cart: Cart): Promise<void> {
  let baggage = propagation.createBaggage({ 'shop.tenant': { value: cart.tenant } });
  if (cart.coupon !== undefined) {
    baggage.setEntry('shop.campaign', { value: 'spring' });
  }
  baggage.setEntry('shop.channel', { value: 'web' });

  const headers: Record<string, string> = {};
  propagation.inject(propagation.setBaggage(context.active(), baggage), headers);
  await fetch(url, { headers });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await checkOut(downstream.url, { tenant: 'acme', coupon: 'spring' });
  await downstream.close();
  observe({ baggage: downstream.received[0]?.['baggage'] });
}

void main();
