import { trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

function charge(amount: number): Promise<string> {
  const charged = tracer.startActiveSpan('call the bank', (span) => {
    span.end();
    return amount > 100 ? Promise.reject(new Error('declined')) : Promise.resolve('receipt');
  });
  return charged;
}

function pay(amount: number): Promise<string> {
  return tracer.startActiveSpan(`pay ${String(amount)}`, (span) =>
    charge(amount).then((receipt) => {
      span.setAttribute('shop.receipt', receipt);
      span.end();
      return receipt;
    }),
  );
}

async function main(): Promise<void> {
  const paid = await pay(10);
  const failure = await pay(1000).catch((error: Error) => error.message);
  observe({ spans: endedSpans(), paid, failure });
}

void main();
