import { trace } from '@opentelemetry/api';
import type { Order } from './domain';

const tracer = trace.getTracer('screening');

/** Holds an order against the rules of the shop before anything is made of it. */
export function screenOrder(order: Order): void {
  const span = tracer.startSpan('screen order', { attributes: { 'order.id': order.id } });
  try {
    checkLimits(order);
  } finally {
    span.end();
  }
}

function checkLimits(order: Order): void {
  tracer.startActiveSpan('check limits', { attributes: { 'order.id': order.id } }, (span) => {
    span.setAttribute('order.items', order.items.length);
    span.end();
  });
}
