import { context, propagation, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');
let sent: Record<string, string> | undefined;

/** What is to be done when the payment of an order arrives: much later, from the webhook of the bank. */
function whenPaid(order: string): () => void {
  const confirm = (): void => {
    const span = tracer.startSpan(`confirm ${order}`);
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    sent = headers;
    span.end();
  };
  context.bind(context.active(), confirm);
  return confirm;
}

const paid = tracer.startActiveSpan('order', (span) => {
  const callback = whenPaid('42');
  span.end();
  return callback;
});
tracer.startActiveSpan('webhook', (span) => {
  paid();
  span.end();
});
observe({ sent, spans: endedSpans() });
