import { context, propagation, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();

/** What the rest of a service is given of the API. */
function createTelemetry() {
  const { inject, extract } = propagation;
  return { inject, extract };
}

type Telemetry = ReturnType<typeof createTelemetry>;

/** Forwards the trace; a service does not fail for its telemetry. */
function forward(telemetry: Telemetry, incoming: Record<string, string>): Record<string, string> {
  const outgoing: Record<string, string> = {};
  try {
    const received: Context = telemetry.extract(ROOT_CONTEXT, incoming);
    context.with(received, () => telemetry.inject(context.active(), outgoing));
  } catch {
    // Goes out without a trace.
  }
  return outgoing;
}

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const outgoing = forward(createTelemetry(), { traceparent });
observe({ sent: outgoing['traceparent'], isEnabled: trace.getTracer('shop').startSpan('check').isRecording() });
