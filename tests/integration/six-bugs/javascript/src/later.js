const { context, propagation, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('orders');

exports.receive = (headers) => {
  const parent = propagation.extract(context.active(), headers);
  tracer.startSpan('receive', {}, parent).end();
  setImmediate(() => {
    tracer.startSpan('flush').end();
  });
};
