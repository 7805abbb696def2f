import { context, trace } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
import { observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('prices');
const prices = new EventEmitter();
const shown: string[] = [];

/** Shows the price of one item until the page is closed. */
function show(item: string): () => void {
  const update = (price: number): void => {
    shown.push(`${item}: ${price}`);
  };
  prices.on('price', context.bind(context.active(), update));
  return () => {
    prices.off('price', update);
  };
}

for (const item of ['lamp', 'desk']) {
  const close = tracer.startActiveSpan('page', (span) => {
    const stop = show(item);
    span.end();
    return stop;
  });
  prices.emit('price', 10);
  close();
}
prices.emit('price', 12);
observe({ shown, listeners: prices.listenerCount('price') });
