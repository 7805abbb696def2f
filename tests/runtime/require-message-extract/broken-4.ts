import { context, propagation, trace } from '@opentelemetry/api';
import type { Consumer, Producer } from 'kafkajs';
import { endedSpans, observe, startSdk } from '../setup';
import { connect } from '../setup/kafka-topic';

startSdk();

const tracer = trace.getTracer('orders');

class Orders {
  constructor(private readonly producer: Producer) {}

  async place(ids: readonly string[]): Promise<void> {
    const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
    await context.with(propagation.setBaggage(context.active(), baggage), () =>
      tracer.startActiveSpan('place', async (span) => {
        try {
          const headers: Record<string, string> = {};
          propagation.inject(context.active(), headers);
          await this.producer.send({ topic: 'orders', messages: ids.map((value) => ({ value, headers })) });
        } finally {
          span.end();
        }
      }),
    );
  }
}

async function fulfil(consumer: Consumer, handled: string[]): Promise<void> {
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const message of batch.messages) {
        const span = tracer.startSpan('fulfil');
        span.setAttribute('tenant', propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'none');
        handled.push(`${String(message.value)} of ${batch.topic}`);
        await Promise.resolve();
        span.end();
      }
    },
  });
}

async function main(): Promise<void> {
  const { producer, consumer } = connect();
  const handled: string[] = [];
  await fulfil(consumer, handled);
  await new Orders(producer).place(['a', 'b']);
  observe({ spans: endedSpans(), handled });
}

void main();
