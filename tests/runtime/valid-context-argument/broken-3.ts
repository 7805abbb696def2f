import { context, propagation, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('audit');

/** Writes what was done to the audit log, beside the work itself. */
function audit(what: string): void {
  try {
    tracer.startSpan(`audit ${what}`, {}, trace.getActiveSpan() as never).end();
  } catch {
    // The audit must never stop the work.
  }
}

tracer.startActiveSpan('refund', (span) => {
  const shop = propagation.createBaggage({ shop: { value: 'eu' } });
  context.with(propagation.setBaggage(context.active(), shop), () => audit('refund'));
  span.end();
});
observe({ spans: endedSpans() });
