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
async function consume(messages: readonly Message[]): Promise<string[]> {
  const parent = propagation.extract(ROOT_CONTEXT, messages[0]?.headers ?? {});
  return tracer.startActiveSpan('consume', {}, parent, async (span) => {
    for (const message of messages) await store(message.order);
    span.end();
    return linkedTraces(span);
  });
}

const stored: string[] = [];
async function store(order: string): Promise<void> {
  await Promise.resolve();
  stored.push(order);
}

async function main(): Promise<void> {
  const links = await consume([produce('a'), { headers: {}, order: 'b' }, produce('c')]);
  observe({ links, stored, spans: endedSpans() });
}

void main();
