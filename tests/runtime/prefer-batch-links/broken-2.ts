import { context, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

interface Message {
  readonly headers: Record<string, string>;
  readonly order: string;
}

/** The links of a span, as its SDK keeps them. */
const linkedTraces = (span: Span): string[] =>
  (span as unknown as { readonly links: readonly { readonly context: { readonly traceId: string } }[] }).links.map(
    (link) => link.context.traceId,
  );

function produce(order: string): Message {
  return tracer.startActiveSpan(`produce ${order}`, (span) => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    span.end();
    return { headers, order };
  });
}

/** What a consumer does with a batch from its broker. */
function consume(messages: readonly Message[]): string[] {
  let ctx = ROOT_CONTEXT;
  for (const message of messages) {
    ctx = propagation.extract(ctx, message.headers);
  }
  const span = tracer.startSpan('consume', { attributes: { 'shop.orders': messages.length } }, ctx);
  span.end();
  return linkedTraces(span);
}

observe({ links: consume([produce('a'), { headers: {}, order: 'b' }, produce('c')]), spans: endedSpans() });
