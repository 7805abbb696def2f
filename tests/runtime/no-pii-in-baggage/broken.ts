import { context, propagation, type Context } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

interface Customer {
  readonly email: string;
  readonly tenant: string;
}

class CustomerContext {
  static for(customer: Customer): Context {
    const baggage = propagation
      .createBaggage({ 'shop.tenant': { value: customer.tenant } })
      .setEntry('shop.customer', { value: customer.email });
    return propagation.setBaggage(context.active(), baggage);
  }
}

async function loadOffers(url: string, customer: Customer): Promise<void> {
  await context.with(CustomerContext.for(customer), async () => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    await fetch(`${url}/offers`, { headers });
  });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  for (const email of ['ann@example.com', 'ann@example.com', 'bob@example.com']) {
    await loadOffers(downstream.url, { email, tenant: 'acme' });
  }
  await downstream.close();
  observe({ baggage: downstream.received.map((headers) => headers['baggage']) });
}

void main();
