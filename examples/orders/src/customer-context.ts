import { context, propagation, type Context } from '@opentelemetry/api';
import type { Session } from './domain';

/** The context in which the request of a customer is handled: every service downstream knows who it is for. */
export function customerContext(session: Session): Context {
  const { customer } = session;
  let baggage = propagation.getActiveBaggage() ?? propagation.createBaggage();
  baggage = baggage.setEntry('shop.tenant', { value: customer.tenant });
  baggage = baggage.setEntry('shop.customer', { value: customer.email });
  baggage = baggage.setEntry('shop.session', { value: session.accessToken });
  baggage.setEntry('shop.channel', { value: session.channel });
  return propagation.setBaggage(context.active(), baggage);
}
