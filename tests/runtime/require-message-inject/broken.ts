import { context, propagation, ROOT_CONTEXT, trace, type TextMapGetter } from '@opentelemetry/api';
import type { IHeaders, Producer } from 'kafkajs';
import { endedSpans, observe, startSdk } from '../setup';
import { connect } from '../setup/kafka-topic';

startSdk();

const tracer = trace.getTracer('orders');

const bufferGetter: TextMapGetter<IHeaders | undefined> = {
  keys: (carrier) => Object.keys(carrier ?? {}),
  get: (carrier, key) => carrier?.[key]?.toString(),
};

class Orders {
  constructor(private readonly producer: Producer) {}

  async place(ids: readonly string[]): Promise<void> {
    const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
    await context.with(propagation.setBaggage(context.active(), baggage), () =>
      tracer.startActiveSpan('place', async (span) => {
        try {
          await this.producer.send({
            topic: 'orders',
            messages: ids.map((id) => ({ key: id, value: id, headers: { source: 'web' } })),
          });
        } finally {
          span.end();
        }
      }),
    );
  }
}

async function main(): Promise<void> {
  const { producer, consumer } = connect();
  const handled: string[] = [];
  await consumer.run({
    eachMessage: async ({ message }) => {
      await context.with(propagation.extract(ROOT_CONTEXT, message.headers, bufferGetter), async () => {
        const span = tracer.startSpan('fulfil');
        span.setAttribute('tenant', propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'none');
        handled.push(`${String(message.value)} from ${String(message.headers?.['source'])}`);
        span.end();
      });
    },
  });
  await new Orders(producer).place(['a', 'b']);
  observe({ spans: endedSpans(), handled });
}

void main();
