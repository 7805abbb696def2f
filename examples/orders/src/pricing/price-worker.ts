import { trace } from '@opentelemetry/api';
import { parentPort } from 'node:worker_threads';
import type { OrderItem } from '../domain';
import { startTelemetry } from '../telemetry';

startTelemetry('price-worker');

interface PriceRequest {
  readonly orderId: string;
  readonly items: readonly OrderItem[];
}

const tracer = trace.getTracer('prices');
const priceList = new Map([
  ['lamp', 40],
  ['desk', 220],
]);

parentPort?.on('message', (request: PriceRequest) => {
  const span = tracer.startSpan('add up prices', { attributes: { 'order.id': request.orderId } });
  const total = request.items.reduce((sum, item) => sum + (priceList.get(item.sku) ?? 0) * item.quantity, 0);
  span.end();
  parentPort?.postMessage({ orderId: request.orderId, total });
});
