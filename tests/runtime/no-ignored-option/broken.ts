import { SpanKind, trace, type Span } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

/** Runs a job from the queue, as part of the order that it was put there for. */
function runJob(name: string, parent: Span): void {
  const options = { kind: SpanKind.CONSUMER, parent };
  const span = tracer.startSpan(name, options);
  span.setAttribute('job.name', name);
  span.end();
}

const order = tracer.startSpan('order');
const queue = ['reserve', 'charge'];
for (const name of queue) runJob(name, order);
order.end();

observe({ spans: endedSpans() });
