import { context, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

const requestContext = context.active();

class Ledger {
  private readonly parent = context.active();

  book(order: string): void {
    tracer.startSpan(`book ${order}`, {}, this.parent).end();
  }
}

const ledger = new Ledger();

export function handle(order: string): void {
  tracer.startActiveSpan(`order ${order}`, (span) => {
    tracer.startSpan(`charge ${order}`, {}, requestContext).end();
    ledger.book(order);
    span.end();
  });
}

for (const order of ['A', 'B']) setImmediate(handle, order);
setTimeout(() => observe({ spans: endedSpans() }), 20);
