import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { B3Propagator } from '@opentelemetry/propagator-b3';
import { observe } from '../setup';

/** `@opentelemetry/sdk-trace-node` is there in one generation of the SDK only. */
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node') as {
  NodeTracerProvider: new () => { register(config: object): void };
};

const provider = new NodeTracerProvider();
provider.register({ textMapPropagator: new B3Propagator() });

const headers: Record<string, string> = {};
const span = trace.getTracer('orders').startSpan('order');
context.with(trace.setSpan(ROOT_CONTEXT, span), () => {
  propagation.inject(context.active(), headers);
});
span.end();

observe({ headers: Object.keys(headers) });
