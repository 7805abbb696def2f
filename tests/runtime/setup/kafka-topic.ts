import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type {
  Consumer,
  ConsumerRunConfig,
  EachBatchPayload,
  EachMessagePayload,
  Producer,
  ProducerRecord,
} from 'kafkajs';

/** One topic in this process, behind the types of the client. As a broker does, it hands over headers as Buffers. */
export function connect(): { producer: Producer; consumer: Consumer } {
  let handlers: ConsumerRunConfig = {};
  const consumer = {
    run: (config: ConsumerRunConfig) => {
      handlers = config;
      return Promise.resolve();
    },
  };
  const producer = {
    send: async ({ topic, messages }: ProducerRecord) => {
      const received = messages.map(({ value, headers }) => ({
        value: Buffer.from(String(value)),
        headers: Object.fromEntries(
          Object.entries(headers ?? {}).map(([key, text]) => [key, Buffer.from(String(text))]),
        ),
      }));
      // The delivery is no part of the request that sent the messages.
      await context.with(ROOT_CONTEXT, async () => {
        for (const message of received)
          await handlers.eachMessage?.({ topic, partition: 0, message } as unknown as EachMessagePayload);
        await handlers.eachBatch?.({ batch: { topic, messages: received } } as unknown as EachBatchPayload);
      });
      return [];
    },
  };
  return { producer: producer as unknown as Producer, consumer: consumer as unknown as Consumer };
}
