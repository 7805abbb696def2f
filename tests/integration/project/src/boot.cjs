'use strict';

const { trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('boot');

exports.begin = function begin() {
  const root = tracer.startSpan('begin');
  tracer.startSpan('wind up', {}, root.spanContext()).end();
  root.end();
};
