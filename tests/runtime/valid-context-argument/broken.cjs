const { trace } = require('@opentelemetry/api');
const { endedSpans, observe, startSdk } = require('../setup');

startSdk();

const tracer = trace.getTracer('clockwork');

async function boot(loadGears) {
  const root = tracer.startSpan('boot');
  try {
    const gears = tracer.startSpan('load gears', {}, root.spanContext());
    try {
      return await loadGears();
    } finally {
      gears.end();
    }
  } finally {
    root.end();
  }
}

boot(async () => 'gears').then(
  (loaded) => observe({ loaded, spans: endedSpans() }),
  (error) => observe({ failure: error.message, spans: endedSpans() }),
);
