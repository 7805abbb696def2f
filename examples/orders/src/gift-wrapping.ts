import { trace } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from './domain';

const tracer = trace.getTracer('gift wrapping');

let sheets = 0;

/** Wraps an order. Rejects when the paper has run out. */
export async function wrapGift(order: Order): Promise<void> {
  const span = tracer.startSpan('wrap gift', { attributes: { 'order.id': order.id } });
  await takePaper();
  span.setAttribute('gift.sheets', order.items.length);
  span.end();
}

async function takePaper(): Promise<void> {
  await delay(5);
  if (sheets-- <= 0) throw new Error('no paper left');
}
