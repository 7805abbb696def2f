import { context, createContextKey } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();

const TENANT = createContextKey('shop.id');
const ORDER = createContextKey('shop.id');

function reserve(): { tenant: unknown; order: unknown } {
  const active = context.active();
  return { tenant: active.getValue(TENANT), order: active.getValue(ORDER) };
}

const seen = context.with(context.active().setValue(TENANT, 'acme'), () =>
  context.with(context.active().setValue(ORDER, 'order-17'), reserve),
);

observe(seen);
