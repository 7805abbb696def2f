import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Consumer, ConsumerRunConfig, EachBatchPayload, EachMessagePayload, Producer, ProducerRecord } from 'kafkajs';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

/** One topic in this process, behind the types of the client. As a broker does, it hands over headers as Buffers. */
function connect(): { producer: Producer; consumer: Consumer } {
  let handlers: ConsumerRunConfig = {};
  const consumer = {
    run: async (config: ConsumerRunConfig) => {
      handlers = config;
    },
  };
  const producer = {
    send: async ({ topic, messages }: ProducerRecord) => {
      const received = messages.map(({ value, headers }) => ({
        value: Buffer.from(String(value)),
        headers: Object.fromEntries(Object.entries(headers ?? {}).map(([key, text]) => [key, Buffer.from(String(text))])),
      }));
      // The delivery is no part of the request that sent the messages.
      await context.with(ROOT_CONTEXT, async () => {
        for (const message of received) await handlers.eachMessage?.({ topic, partition: 0, message } as unknown as EachMessagePayload);
        await handlers.eachBatch?.({ batch: { topic, messages: received } } as unknown as EachBatchPayload);
      });
      return [];
    },
  };
  return { producer: producer as unknown as Producer, consumer: consumer as unknown as Consumer };
}

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
