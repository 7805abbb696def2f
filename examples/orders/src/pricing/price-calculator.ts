import { trace } from '@opentelemetry/api';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Order } from '../domain';

export interface PriceReply {
  readonly orderId: string;
  readonly total: number;
}

/** Prices are worked out on a thread of their own, so that large orders do not hold up the others. */
export class PriceCalculator {
  private readonly tracer = trace.getTracer('prices');
  private readonly worker = new Worker(path.join(__dirname, 'price-worker.js'));
  private readonly pending = new Map<string, (total: number) => void>();

  constructor() {
    this.worker.on('message', (reply: PriceReply) => {
      this.pending.get(reply.orderId)?.(reply.total);
      this.pending.delete(reply.orderId);
    });
  }

  total(order: Order): Promise<number> {
    return this.tracer.startActiveSpan('get total', { attributes: { 'order.id': order.id } }, async (span) => {
      try {
        return await new Promise<number>((resolve) => {
          this.pending.set(order.id, resolve);
          this.worker.postMessage({ orderId: order.id, items: order.items });
        });
      } finally {
        span.end();
      }
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
