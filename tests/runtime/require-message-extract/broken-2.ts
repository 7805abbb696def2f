import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Channel, ConsumeMessage, Options } from 'amqplib';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

/** One queue in this process, behind the types of the client. */
function open(): Channel {
  let deliver: ((message: ConsumeMessage | null) => void) | undefined;
  const queue = {
    consume: async (_queue: string, onMessage: (message: ConsumeMessage | null) => void) => {
      deliver = onMessage;
      return { consumerTag: 'orders' };
    },
    sendToQueue: (_queue: string, content: Buffer, options?: Options.Publish) => {
      const message = { content, fields: {}, properties: { headers: options?.headers } };
      context.with(ROOT_CONTEXT, () => deliver?.(message as unknown as ConsumeMessage));
      return true;
    },
  };
  return queue as unknown as Channel;
}

async function place(channel: Channel, id: string): Promise<void> {
  await tracer.startActiveSpan('place', async (span) => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    channel.sendToQueue('orders', Buffer.from(id), { headers });
    span.end();
  });
}

async function fulfil(channel: Channel, handled: string[]): Promise<void> {
  await channel.consume('orders', (message) => {
    if (!message) return;
    const span = tracer.startSpan('fulfil');
    handled.push(String(message.content));
    span.end();
  });
}

async function main(): Promise<void> {
  const channel = open();
  const handled: string[] = [];
  await fulfil(channel, handled);
  await place(channel, 'a');
  observe({ spans: endedSpans(), handled });
}

void main();
