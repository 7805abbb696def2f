import { context, propagation, trace } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import { endedSpans, observe, startSdk } from '../setup';
import { BrowserContextManager } from '../setup/browser-context-manager';

startSdk({ contextManager: new BrowserContextManager() });

const tracer = trace.getTracer('checkout-page');

const sent: Record<string, string>[] = [];

async function stockOf(cart: string): Promise<string> {
  await delay(2);
  return `${cart}: 3 in stock`;
}

async function checkOut(cart: string): Promise<void> {
  await tracer.startActiveSpan('check out', async (span) => {
    tracer.startSpan('validate').end();
    const stock = await stockOf(cart);
    trace.getActiveSpan()?.setAttribute('stock', stock);
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    sent.push(headers);
    await tracer.startActiveSpan('pay', async (child) => {
      await delay(1);
      child.end();
    });
    span.end();
  });
}

void checkOut('cart-1').then(() => observe({ sent, spans: endedSpans() }));
