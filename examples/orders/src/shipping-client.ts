import opentelemetry, { SpanKind, type Tracer } from '@opentelemetry/api';
import type { Order } from './domain';

interface Parcel {
  readonly id: string;
}

/** Talks to the shipping service: first a parcel, then somebody to pick it up. */
export class ShippingClient {
  constructor(
    private readonly url: string,
    private readonly tracer: Tracer,
  ) {}

  book(order: Order): Promise<string> {
    const { context, propagation, trace } = opentelemetry;
    const span = this.tracer.startSpan('book shipping', {
      kind: SpanKind.CLIENT,
      attributes: { 'order.id': order.id },
    });
    const baggage = (propagation.getActiveBaggage() ?? propagation.createBaggage()).setEntry('shop.priority', {
      value: order.express ? 'express' : 'standard',
    });
    const shippingContext = propagation.setBaggage(trace.setSpan(context.active(), span), baggage);
    return context
      .with(shippingContext, () => this.post<Parcel>('/parcels', order.id))
      .then(async (parcel) => {
        await this.post('/pickups', order.id);
        return parcel.id;
      })
      .finally(() => span.end());
  }

  private async post<Reply>(path: string, orderId: string): Promise<Reply> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    opentelemetry.propagation.inject(opentelemetry.context.active(), headers);
    const response = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify({ orderId }) });
    return (await response.json()) as Reply;
  }
}
