import { context, defaultTextMapGetter, defaultTextMapSetter, propagation, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('lighthouse');

/** As it was written for an early API, in plain JavaScript. */
function send(carrier: Record<string, string>): void {
  tracer.startActiveSpan('send', (span) => {
    const active = context.active();
    propagation.inject(carrier as never, defaultTextMapSetter as never, active as never);
    span.end();
  });
}

function receive(carrier: Record<string, string>): void {
  const parent = propagation.extract(carrier as never, defaultTextMapGetter);
  tracer.startSpan('receive', {}, parent).end();
}

function main(): void {
  const carrier: Record<string, string> = {};
  send(carrier);
  let thrown = '';
  try {
    receive(carrier);
  } catch (error) {
    thrown = String(error);
  }
  observe({ header: carrier['traceparent'], thrown, spans: endedSpans() });
}

main();
