import api, { context } from '@opentelemetry/api';
import http from 'node:http';

const tracer = api.trace.getTracer('handler');

export const server = http.createServer((req, res) => {
  const parent = api.propagation.extract(context.active(), req.headers);
  context.with(parent, respond(res));
  api.trace.setSpan(parent, tracer.startSpan('request'));
});

function respond(res) {
  setImmediate(() => {
    tracer.startSpan('respond').end();
    res.end();
  });
}
