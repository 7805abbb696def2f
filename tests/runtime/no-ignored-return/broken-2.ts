import { context, propagation, trace } from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

class InvoiceClient {
  private readonly tracer = trace.getTracer('invoices');

  constructor(private readonly url: string) {}

  async create(tenant: string): Promise<void> {
    const span = this.tracer.startSpan('create invoice');
    trace.setSpan(context.active(), span);
    try {
      await this.post('/invoices');
    } finally {
      span.end();
    }
    const baggage = propagation.createBaggage({ 'shop.tenant': { value: tenant } });
    propagation.setBaggage(context.active(), baggage);
    await this.post('/receipts');
  }

  private async post(path: string): Promise<void> {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    await fetch(`${this.url}${path}`, { method: 'POST', headers });
  }
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await new InvoiceClient(downstream.url).create('acme');
  await downstream.close();
  const [invoice, receipt] = downstream.received;
  observe({ invoice: invoice?.['traceparent'], receipt: receipt?.['baggage'] });
}

void main();
