import { trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

/** What a framework does around each handler. */
async function serve(handler: () => Promise<number>): Promise<void> {
  await tracer.startActiveSpan('GET /orders', async (server) => {
    try {
      server.setAttribute('http.response.status_code', await handler());
    } finally {
      server.end();
    }
  });
}

async function listOrders(): Promise<number> {
  const active = trace.getActiveSpan();
  active?.setAttribute('shop.orders', 3);
  active?.end();
  await Promise.resolve();
  return 200;
}

async function main(): Promise<void> {
  await serve(listOrders);
  observe({ spans: endedSpans() });
}

void main();
