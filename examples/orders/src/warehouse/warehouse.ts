import { propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Consumer } from 'kafkajs';
import type { PlacedOrder } from '../domain';

const tracer = trace.getTracer('warehouse');

/** Picks each order from the shelves. */
export async function startPicking(consumer: Consumer): Promise<void> {
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(String(message.value)) as PlacedOrder;
      const span = tracer.startSpan('pick order', { kind: SpanKind.CONSUMER, attributes: { 'order.id': order.id } });
      span.end();
    },
  });
}

/** Takes each order out of the stock. */
export async function startStockKeeping(consumer: Consumer): Promise<void> {
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(String(message.value)) as PlacedOrder;
      const parent = propagation.extract(ROOT_CONTEXT, message.headers);
      tracer.startActiveSpan(
        'update stock',
        { kind: SpanKind.CONSUMER, attributes: { 'order.id': order.id } },
        parent,
        (span) => {
          span.end();
        },
      );
    },
  });
}
