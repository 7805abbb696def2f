import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { endedSpans, observe, startDownstream, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

async function main(): Promise<void> {
  const stock = await startDownstream();
  const bag = propagation.createBaggage({ 'acme.tenant': { value: 'north' } });
  await context.with(propagation.setBaggage(context.active(), bag), () =>
    tracer.startActiveSpan('reserve', async (span) => {
      const headers: Record<string, string> = {};
      propagation.inject(ROOT_CONTEXT, headers);
      await fetch(stock.url, { headers });
      span.end();
    }),
  );
  await stock.close();
  observe({ spans: endedSpans(), received: stock.received });
}

void main();
