import { type Span, trace } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

/** What a backend gets of a span beside its attributes. */
interface Exported {
  readonly name: string;
  readonly status: { readonly code: number };
  readonly events: readonly { readonly name: string }[];
}

const seen: Span[] = [];

async function charge(amount: number): Promise<string> {
  const active = trace.getActiveSpan();
  if (active) seen.push(active);
  await Promise.resolve();
  if (amount > 100) throw new Error('declined');
  return 'receipt';
}

async function pay(amount: number): Promise<string> {
  return tracer.startActiveSpan(`pay ${String(amount)}`, async (span) => {
    try {
      return await charge(amount);
    } catch (error) {
      throw new Error('no payment', { cause: error });
    } finally {
      span.end();
    }
  });
}

async function main(): Promise<void> {
  const paid = await pay(10);
  const failure = await pay(1000).catch((error: Error) => error.message);
  const spans = seen.map((span) => {
    const { name, status, events } = span as unknown as Exported;
    return { name, code: status.code, events: events.map((event) => event.name) };
  });
  observe({ spans, paid, failure });
}

void main();
