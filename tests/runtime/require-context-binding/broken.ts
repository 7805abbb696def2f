import { context, propagation, trace } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('payments');

/** Settlements arrive here for the whole life of the process. */
const settlements = new EventEmitter();

class PaymentService {
  readonly ledgerHeaders: Record<string, string>[] = [];

  pay(orderId: string): void {
    tracer.startActiveSpan(`pay ${orderId}`, (span) => {
      settlements.once(orderId, () => {
        const headers: Record<string, string> = {};
        propagation.inject(context.active(), headers);
        this.ledgerHeaders.push(headers);
        tracer.startSpan(`book ${orderId}`).end();
      });
      span.end();
    });
  }
}

function receiveWebhook(orderIds: readonly string[]): void {
  tracer.startActiveSpan('webhook', (span) => {
    for (const orderId of orderIds) settlements.emit(orderId);
    span.end();
  });
}

const payments = new PaymentService();
payments.pay('A-1');
payments.pay('A-2');
receiveWebhook(['A-2', 'A-1']);

observe({ spans: endedSpans(), ledgerHeaders: payments.ledgerHeaders });
