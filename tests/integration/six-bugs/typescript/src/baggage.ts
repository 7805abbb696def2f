import { propagation, type Baggage } from '@opentelemetry/api';

export function addTenant(tenant: string): void {
  propagation.getActiveBaggage()?.setEntry('shop.tenant', { value: tenant });
}

export function addUser(baggage: Baggage, user: { readonly email: string }): Baggage {
  return baggage.setEntry('user', { value: user.email });
}
