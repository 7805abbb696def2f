const { context, trace } = require('@opentelemetry/api');
const { endedSpans, observe, startSdk } = require('../setup');

startSdk();

const tracer = trace.getTracer('jobs');

/** Runs a job later, in the context of whoever asks for it. */
const queue = [];
function later(job) {
  queue.push(context.bind(undefined, job));
}

tracer.startActiveSpan('request', (span) => {
  later(() => tracer.startSpan('job').end());
  span.end();
});
for (const job of queue) job();
observe({ spans: endedSpans() });
