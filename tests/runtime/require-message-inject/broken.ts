import { context, propagation, ROOT_CONTEXT, trace, type TextMapGetter } from '@opentelemetry/api';
import type { Consumer, ConsumerRunConfig, EachMessagePayload, IHeaders, Producer, ProducerRecord } from 'kafkajs';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

const bufferGetter: TextMapGetter<IHeaders | undefined> = {
  keys: (carrier) => Object.keys(carrier ?? {}),
  get: (carrier, key) => carrier?.[key]?.toString(),
};

/** One topic in this process, behind the types of the client. As a broker does, it hands over headers as Buffers. */
function connect(): { producer: Producer; consumer: Consumer } {
  let handle: ConsumerRunConfig['eachMessage'];
  const consumer = {
    run: async (config: ConsumerRunConfig) => {
      handle = config.eachMessage;
    },
  };
  const producer = {
    send: async ({ topic, messages }: ProducerRecord) => {
      for (const { value, headers } of messages) {
        const received = Object.fromEntries(Object.entries(headers ?? {}).map(([key, text]) => [key, Buffer.from(String(text))]));
        const message = { value: Buffer.from(String(value)), headers: received };
        // The delivery is no part of the request that sent the message.
        await context.with(ROOT_CONTEXT, async () => handle?.({ topic, partition: 0, message } as unknown as EachMessagePayload));
      }
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
