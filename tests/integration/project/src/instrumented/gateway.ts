import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createServer } from 'node:http';

const tracer = trace.getTracer('gateway');

export const server = createServer((request, response) => {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  tracer.startActiveSpan('handle', {}, parent, (span) => {
    response.end();
    span.end();
  });
});

export function forward(url: string): Promise<Response> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return fetch(url, { headers });
}
