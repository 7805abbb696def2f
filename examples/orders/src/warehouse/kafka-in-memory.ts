import type {
  Consumer,
  ConsumerRunConfig,
  IHeaders,
  KafkaMessage,
  Producer,
  ProducerRecord,
  RecordMetadata,
} from 'kafkajs';

type Handler = NonNullable<ConsumerRunConfig['eachMessage']>;

/** Stands in for a Kafka cluster, in memory. What a consumer gets has gone over the wire: keys, values and headers are Buffers. */
export class KafkaInMemory {
  private readonly handlers: Handler[] = [];
  private readonly delivered: Promise<void>[] = [];
  private readonly waiting: { readonly topic: string; readonly message: KafkaMessage }[] = [];
  private readonly poll = setInterval(() => this.deliver(), 5);

  producer(): Producer {
    const send = async ({ topic, messages }: ProducerRecord): Promise<RecordMetadata[]> => {
      for (const { key, value, headers = {} } of messages) {
        const message = {
          key: bytes(key ?? ''),
          value: bytes(value ?? ''),
          headers: received(headers),
          timestamp: '0',
          attributes: 0,
          offset: '0',
        };
        this.waiting.push({ topic, message });
      }
      return [];
    };
    return { send } as unknown as Producer;
  }

  consumer(): Consumer {
    const run = async ({ eachMessage }: ConsumerRunConfig = {}): Promise<void> => {
      if (eachMessage) this.handlers.push(eachMessage);
    };
    return { run } as unknown as Consumer;
  }

  /** Delivers what is left and stops. */
  async disconnect(): Promise<void> {
    clearInterval(this.poll);
    this.deliver();
    await Promise.all(this.delivered);
  }

  private deliver(): void {
    for (const { topic, message } of this.waiting.splice(0)) {
      const heartbeat = async (): Promise<void> => {};
      const pause = () => () => {};
      for (const handle of this.handlers)
        this.delivered.push(handle({ topic, partition: 0, message, heartbeat, pause }));
    }
  }
}

const bytes = (value: Buffer | string): Buffer => Buffer.from(value);

function received(headers: IHeaders): IHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? bytes(value) : value]),
  );
}
