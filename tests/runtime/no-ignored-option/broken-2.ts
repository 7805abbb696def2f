import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

function receive(headers: Record<string, string>): void {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  tracer.startActiveSpan('receive', parent as object, (span) => {
    span.end();
  });
}

receive({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });

observe({ spans: endedSpans() });
