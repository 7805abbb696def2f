import { context, propagation, trace, type Context } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('stock');

async function load(item: string): Promise<string> {
  const span = tracer.startSpan(`load ${item}`);
  await Promise.resolve();
  span.end();
  return item;
}

async function handle(parent: Context): Promise<string> {
  return await context.bind(parent, load('lamp'));
}

const traceId = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const incoming = { traceparent: `00-${traceId}-1111111111111111-01` };

void handle(propagation.extract(context.active(), incoming)).then((loaded) =>
  observe({ traceId, loaded, spans: endedSpans() }),
);
