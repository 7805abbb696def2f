import { context as otelContext, propagation as otelPropagation, type Tracer } from '@opentelemetry/api';
import type { StoredOrder } from './domain';
import type { OrderService } from './order-service';

/** Places the orders that came in while the shop was closed. */
export class Replay {
  constructor(
    private readonly tracer: Tracer,
    private readonly orders: OrderService,
  ) {}

  async run(stored: readonly StoredOrder[]): Promise<number> {
    for (const entry of stored) await this.restore(entry);
    this.tracer.startSpan('replay finished', { attributes: { 'replay.orders': stored.length } }).end();
    return stored.length;
  }

  private async restore(entry: StoredOrder): Promise<void> {
    const token = otelContext.attach(otelPropagation.extract(otelContext.active(), entry.headers));
    try {
      await this.orders.place(entry.order);
    } finally {
      token.dispose();
    }
  }
}
