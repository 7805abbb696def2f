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
import { KafkaInMemory } from './warehouse/kafka-in-memory';
import { OrderEvents } from './warehouse/order-events';
import { startPicking, startStockKeeping } from './warehouse/warehouse';

startTelemetry('orders');

const tracer = trace.getTracer('orders');
const prices = new PriceCalculator();
const loyalty = new LoyaltyProgramme();
const shipping = new ShippingClient(process.env['SHIPPING_URL'] ?? 'http://127.0.0.1:8081', tracer);
const kafka = new KafkaInMemory();
const events = new OrderEvents(tracer, kafka.producer());
const orders = new OrderService(tracer, prices, shipping, loyalty, events, eventBus);
const { server } = new HttpServer(tracer, orders, new Replay(tracer, orders), eventBus);

loyalty.start();
void startPicking(kafka.consumer());
void startStockKeeping(kafka.consumer());
server.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await receiptsPrinted();
  loyalty.stop();
  await kafka.disconnect();
  await prices.close();
}

process.once('SIGTERM', () => void stop());
