import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Consumer, Producer } from 'kafkajs';

const tracer = trace.getTracer('messages');

export async function publish(producer: Producer, order: string): Promise<void> {
  await tracer.startActiveSpan('publish', async (span) => {
    try {
      await producer.send({ topic: 'orders', messages: [{ value: order }] });
    } finally {
      span.end();
    }
  });
}

export async function consume(consumer: Consumer): Promise<void> {
  await consumer.run({
    eachMessage: async ({ message }) => {
      const span = tracer.startSpan('consume', { attributes: { size: String(message.value).length } });
      span.end();
    },
  });
}

export function call(url: string): Promise<Response> {
  const span = tracer.startSpan('call', { kind: SpanKind.CLIENT });
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return fetch(url, { headers }).finally(() => span.end());
}

export function handle(request: Request, next: () => Response): Response {
  return context.with(propagation.extract(ROOT_CONTEXT, request.headers), next);
}

export function batch(messages: readonly { headers: Record<string, string> }[]): void {
  const links = messages.map((message) => ({
    context: trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers))!,
  }));
  tracer.startSpan('batch', { links }).end();
}

export function byHand(url: string): Promise<Response> {
  const { traceId, spanId, traceFlags } = trace.getActiveSpan()!.spanContext();
  return fetch(url, { headers: { traceparent: `00-${traceId}-${spanId}-${traceFlags}` } });
}
