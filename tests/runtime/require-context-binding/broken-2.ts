import { context, propagation, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('indexer');

interface ChangeMessage {
  readonly id: string;
  readonly headers: Record<string, string>;
}

class Indexer {
  private readonly done: string[] = [];

  /** Acknowledges at once; the work follows when the loop is free. */
  accept(message: ChangeMessage): string {
    const sender = propagation.extract(context.active(), message.headers);
    setImmediate(() => {
      tracer.startActiveSpan(`index ${message.id}`, (span) => {
        this.done.push(message.id);
        span.end();
      });
    });
    return `accepted ${message.id} of trace ${trace.getSpanContext(sender)?.traceId ?? 'none'}`;
  }
}

const traceId = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const reply = new Indexer().accept({
  id: 'doc-1',
  headers: { traceparent: `00-${traceId}-1111111111111111-01` },
});

setTimeout(() => observe({ traceId, reply, spans: endedSpans() }), 20);
