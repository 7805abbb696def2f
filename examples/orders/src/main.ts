import { trace } from '@opentelemetry/api';
import type { AddressInfo } from 'node:net';
import { eventBus } from './event-bus';
import { HttpServer } from './http-server';
import { LoyaltyProgramme } from './legacy/loyalty';
import { OrderService } from './order-service';
import { PriceCalculator } from './pricing/price-calculator';
import { receiptsPrinted } from './receipts';
import { Replay } from './replay';
import { ShippingClient } from './shipping-client';
import { startTelemetry } from './telemetry';

startTelemetry('orders');

const tracer = trace.getTracer('orders');
const prices = new PriceCalculator();
const loyalty = new LoyaltyProgramme();
const shipping = new ShippingClient(process.env['SHIPPING_URL'] ?? 'http://127.0.0.1:8081', tracer);
const orders = new OrderService(tracer, prices, shipping, loyalty, eventBus);
const { server } = new HttpServer(tracer, orders, new Replay(tracer, orders), eventBus);

loyalty.start();
server.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await receiptsPrinted();
  loyalty.stop();
  await prices.close();
}

process.once('SIGTERM', () => void stop());
