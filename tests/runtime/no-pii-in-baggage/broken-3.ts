import { context as otelContext, propagation, trace } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('support');

interface Ticket {
  readonly queue: string;
  readonly phoneNumber: string;
}

async function escalate(url: string, ticket: Ticket): Promise<void> {
  await tracer.startActiveSpan('escalate', async (span) => {
    let baggage = propagation.getActiveBaggage() ?? propagation.createBaggage();
    baggage = baggage.setEntry('support.queue', { value: ticket.queue });
    baggage = baggage.setEntry('support.phone', { value: ticket.phoneNumber });
    await otelContext.with(propagation.setBaggage(otelContext.active(), baggage), async () => {
      const headers: Record<string, string> = {};
      propagation.inject(otelContext.active(), headers);
      await fetch(`${url}/calls`, { method: 'POST', headers });
    });
    span.end();
  });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await escalate(downstream.url, { queue: 'billing', phoneNumber: '+431234567' });
  await downstream.close();
  observe({ baggage: downstream.received[0]?.['baggage'], span: endedSpans()[0] });
}

void main();
