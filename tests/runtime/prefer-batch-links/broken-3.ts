import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('shop');

interface Message {
  readonly headers: Record<string, string>;
  readonly order: string;
}

function produce(order: string, tenant: string): Message {
  return tracer.startActiveSpan(`produce ${order}`, (span) => {
    const headers: Record<string, string> = {};
    const baggage = propagation.createBaggage({ 'shop.tenant': { value: tenant } });
    propagation.inject(propagation.setBaggage(context.active(), baggage), headers);
    span.end();
    return { headers, order };
  });
}

/** Takes one message after the other. */
function consume(messages: readonly Message[]): Record<string, string> {
  const tenants: Record<string, string> = {};
  let ctx = ROOT_CONTEXT;
  for (const message of messages) {
    ctx = propagation.extract(ctx, message.headers);
    context.with(ctx, () => {
      tracer.startSpan(`consume ${message.order}`).end();
      tenants[message.order] = propagation.getActiveBaggage()?.getEntry('shop.tenant')?.value ?? 'nobody';
    });
  }
  return tenants;
}

observe({ tenants: consume([produce('a', 'acme'), { headers: {}, order: 'b' }]), spans: endedSpans() });
