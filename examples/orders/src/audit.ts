import * as otel from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Order } from './domain';

const trail: string[] = [];

/** Notes an order for the auditors. The trail is not part of the request, so nothing in here is traced. */
export function recordAudit(order: Order): void {
  const token = otel.context.attach(suppressTracing(otel.context.active()));
  if (order.gift) return;
  const pieces = order.items.reduce((sum, item) => sum + item.quantity, 0);
  trail.push(`${new Date().toISOString()} ${order.id} ${pieces} pieces`);
  token.dispose();
}
