const { trace } = require('@opentelemetry/api');
const { Worker } = require('node:worker_threads');

const tracer = trace.getTracer('prices');

exports.price = (items) =>
  tracer.startActiveSpan('price', (span) => {
    const worker = new Worker('./price-worker.js', { workerData: { items } });
    worker.once('exit', () => span.end());
    return worker;
  });
