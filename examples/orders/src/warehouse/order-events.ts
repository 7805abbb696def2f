import { SpanKind, type Tracer } from '@opentelemetry/api';
import type { Producer } from 'kafkajs';
import type { PlacedOrder } from '../domain';

/** Tells the warehouse of each order. */
export class OrderEvents {
  constructor(
    private readonly tracer: Tracer,
    private readonly producer: Producer,
  ) {}

  publish(order: PlacedOrder): Promise<void> {
    const options = { kind: SpanKind.PRODUCER, attributes: { 'order.id': order.id } };
    return this.tracer.startActiveSpan('publish order', options, async (span) => {
      try {
        await this.producer.send({ topic: 'orders', messages: [{ key: order.id, value: JSON.stringify(order) }] });
      } finally {
        span.end();
      }
    });
  }
}
