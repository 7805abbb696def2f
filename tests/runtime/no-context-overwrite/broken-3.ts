import { context, propagation, trace } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('orders');

interface Seen {
  readonly tenant: string | undefined;
  readonly traceId: string;
}

function serve(incoming: Record<string, string>): Seen {
  const extracted = propagation.extract(context.active(), incoming);
  const parent = trace.getSpan(extracted) === undefined ? context.active() : extracted;
  return tracer.startActiveSpan('serve', {}, parent, (span) => {
    span.end();
    const tenant = propagation.getActiveBaggage()?.getEntry('shop.tenant')?.value;
    return { tenant, traceId: span.spanContext().traceId };
  });
}

const traceparent = `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`;
observe({
  both: serve({ traceparent, baggage: 'shop.tenant=acme' }),
  baggageOnly: serve({ baggage: 'shop.tenant=acme' }),
  neither: serve({}),
});
