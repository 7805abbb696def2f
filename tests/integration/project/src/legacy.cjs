'use strict';

const { context, propagation, trace } = require('@opentelemetry/api');
const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');
const { Worker } = require('worker_threads');

const tracer = trace.getTracer('legacy');

exports.propagator = new CompositePropagator({
  propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()],
});

exports.handle = async function handle(req, next) {
  const token = context.attach(propagation.extract(context.active(), req.headers));
  await next();
  token.dispose();
};

exports.tag = function tag(user, password) {
  const baggage = propagation.createBaggage({ email: { value: user.email }, secret: { value: password } });
  propagation.setBaggage(context.active(), baggage);
};

exports.render = function render(page) {
  return tracer.startActiveSpan('render', (span) => {
    const worker = new Worker('./worker.js', { workerData: { page } });
    setImmediate(() => tracer.startSpan('later').end());
    worker.once('message', () => span.end());
  });
};
