import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('checkout');

export async function checkOut(load: () => Promise<string>, pay: (stock: string) => void): Promise<void> {
  await tracer.startActiveSpan('check out', async (span) => {
    try {
      const stock = await load();
      tracer.startActiveSpan('pay', (child) => {
        try {
          pay(stock);
        } finally {
          child.end();
        }
      });
    } finally {
      span.end();
    }
  });
}
