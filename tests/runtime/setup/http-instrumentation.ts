import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { Server, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * Stands in for `@opentelemetry/instrumentation-http`, which is not installed here, and does what that does to a
 * server: it wraps `emit('request')`, extracts the context from the headers, starts a SERVER span from it, and runs the
 * handlers under that span. (Read in version 0.223; the outcome was measured with the package itself too.)
 */
export function instrumentHttp(): void {
  const tracer = trace.getTracer('@opentelemetry/instrumentation-http');
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the server as `this`
  const emit = Server.prototype.emit as (this: Server, event: string | symbol, ...values: unknown[]) => boolean;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...values: unknown[]): boolean {
    if (event !== 'request') return emit.call(this, event, ...values);
    const [request, response] = values as [IncomingMessage, ServerResponse];
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const span = tracer.startSpan(request.method ?? 'HTTP', { kind: SpanKind.SERVER }, parent);
    response.once('finish', () => span.end());
    return context.with(trace.setSpan(parent, span), () => emit.call(this, event, ...values));
  };
}
