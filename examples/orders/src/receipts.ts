import { trace } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlacedOrder } from './domain';

type PrintJob = () => Promise<void>;

const tracer = trace.getTracer('receipts');
const waiting: PrintJob[] = [];
let printing: Promise<void> | undefined;

/** Prints a receipt when the printer is free; there is only one printer, and it is slow. */
export function printReceipt(order: PlacedOrder): void {
  waiting.push(async () => {
    const span = tracer.startSpan('print receipt', { attributes: { 'order.id': order.id } });
    await delay(400);
    span.end();
  });
  printing ??= drain();
}

/** Resolves when all receipts are printed. */
export async function receiptsPrinted(): Promise<void> {
  await printing;
}

async function drain(): Promise<void> {
  for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  printing = undefined;
}
