import { context, propagation, trace, type Context } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('orders');

/** Runs the work of a message; the context is for somebody else to use. */
function run(_parent: Context, work: () => void): void {
  work();
}

function consume(headers: Record<string, string>): void {
  const parent = propagation.extract(context.active(), headers);
  run(parent, () => {
    tracer.startActiveSpan('process', (span) => {
      span.setAttribute('shop.tenant', propagation.getActiveBaggage()?.getEntry('shop.tenant')?.value ?? 'none');
      span.end();
    });
  });
}

consume({ traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`, baggage: 'shop.tenant=acme' });
observe({ spans: endedSpans() });
