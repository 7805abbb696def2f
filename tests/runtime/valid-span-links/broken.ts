import { propagation, ROOT_CONTEXT, SpanKind, trace, type Link, type Span } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

interface Message {
  readonly headers: Record<string, string>;
  readonly body: string;
}

startSdk();
const tracer = trace.getTracer('invoices');
const batch: Span[] = [];

function consume(messages: readonly Message[]): void {
  const span = tracer.startSpan('process batch', {
    kind: SpanKind.CONSUMER,
    root: true,
    links: messages.map((message) => ({
      context: trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers))!,
    })),
  });
  span.setAttribute('messages', messages.map(({ body }) => body).join());
  span.end();
  batch.push(span);
}

/** What an SDK's ended span shows to an exporter. */
interface Ended {
  readonly name: string;
  readonly links: readonly Link[];
}

/**
 * Writes a batch as the OTLP exporters do: `toOtlpLink` of `@opentelemetry/otlp-transformer` reads the identifiers of
 * each link.
 */
function exportBatch(spans: readonly Span[]): unknown[] {
  return (spans as readonly unknown[] as readonly Ended[]).map(({ name, links }) => ({
    name,
    links: links.map((link) => ({ traceId: link.context.traceId, spanId: link.context.spanId })),
  }));
}

const health = tracer.startSpan('GET /health');
health.end();
batch.push(health);
consume([
  { headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-1111111111111111-01' }, body: 'a' },
  { headers: {}, body: 'b' },
]);

let sent: unknown[] = [];
let error: string | undefined;
try {
  sent = exportBatch(batch);
} catch (reason) {
  error = (reason as Error).name;
}
observe({ sent, error });
