import {
  context,
  propagation,
  trace,
  type Attributes,
  type ContextManager,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as Tracing from './tracing-gen3';

/**
 * The SDK generation that this program runs on; the folder it was copied to decides what `@opentelemetry/*` resolves
 * to.
 */
const { createTracing } =
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only the chosen generation may be loaded
  (process.env['OTEL_GENERATION'] === 'gen2' ? require('./tracing-gen2') : require('./tracing-gen3')) as typeof Tracing;

const tracing = createTracing();

/**
 * What a test needs of an ended span. Identifiers are lower-case hexadecimal, `parentSpanId` is undefined for a root.
 */
export interface SpanFacts {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Attributes;
}

/** Registers the SDK as a Node service does: AsyncLocalStorage, W3C trace context and baggage unless told otherwise. */
export function startSdk(
  options: { readonly propagator?: TextMapPropagator; readonly contextManager?: ContextManager } = {},
): void {
  const composite = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  context.setGlobalContextManager(options.contextManager ?? new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(options.propagator ?? composite);
  trace.setGlobalTracerProvider(tracing.provider);
}

/** The spans that ended in this thread, in the order of their end. */
export function endedSpans(): SpanFacts[] {
  return tracing.exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    attributes: span.attributes,
  }));
}

/** A service downstream on loopback that writes down the headers of each request. */
export interface Downstream {
  readonly url: string;
  readonly received: IncomingHttpHeaders[];
  close(): Promise<void>;
}

/** Starts a downstream service on a free port of the loopback interface. */
export async function startDownstream(): Promise<Downstream> {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    response.end('ok');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** Prints the observations of a program: one JSON object on the last line of its output. */
export function observe(observations: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(observations));
}
