import { context, propagation, type Tracer } from '@opentelemetry/api';
import type { EventEmitter } from 'node:events';
import { recordAudit } from './audit';
import type { Order, PlacedOrder } from './domain';
import type { LoyaltyProgramme } from './legacy/loyalty';
import type { PriceCalculator } from './pricing/price-calculator';
import { wrapGift } from './gift-wrapping';
import { printReceipt } from './receipts';
import { screenOrder } from './screening';
import type { ShippingClient } from './shipping-client';
import type { OrderEvents } from './warehouse/order-events';

export class OrderService {
  constructor(
    private readonly tracer: Tracer,
    private readonly prices: PriceCalculator,
    private readonly shipping: ShippingClient,
    private readonly loyalty: LoyaltyProgramme,
    private readonly events: OrderEvents,
    private readonly bus: EventEmitter,
  ) {}

  place(order: Order): Promise<PlacedOrder> {
    return this.tracer.startActiveSpan('place order', { attributes: { 'order.id': order.id } }, async (span) => {
      try {
        screenOrder(order);
        recordAudit(order);
        return await this.fulfil(order);
      } finally {
        span.end();
      }
    });
  }

  private async fulfil(order: Order): Promise<PlacedOrder> {
    const baggage = (propagation.getActiveBaggage() ?? propagation.createBaggage()).setEntry('shop.campaign', {
      value: order.campaign ?? 'none',
    });
    propagation.setBaggage(context.active(), baggage);
    const total = await this.prices.total(order);
    const parcel = await this.shipping.book(order);
    if (order.gift) await wrapGift(order).catch(() => undefined); // a parcel without paper is a parcel
    const placed = { id: order.id, total, parcel };
    printReceipt(placed);
    await this.events.publish(placed);
    this.collectPoints(placed);
    this.confirmWhenPaid(placed);
    return placed;
  }

  private confirmWhenPaid(order: PlacedOrder): void {
    this.bus.once(`paid:${order.id}`, () => {
      const span = this.tracer.startSpan('send confirmation', { attributes: { 'order.id': order.id } });
      span.end();
    });
  }

  private collectPoints(order: PlacedOrder): void {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    this.loyalty.mailbox.push({ orderId: order.id, points: Math.floor(order.total / 10), headers });
  }
}
