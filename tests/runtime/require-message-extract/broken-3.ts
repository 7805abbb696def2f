import { type MessageAttributeValue, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { context, propagation, trace, type TextMapSetter } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';
import { Queue } from '../setup/sqs-queue';

startSdk();

const tracer = trace.getTracer('orders');

const attributesSetter: TextMapSetter<Record<string, MessageAttributeValue>> = {
  set: (carrier, key, value) => void (carrier[key] = { DataType: 'String', StringValue: value }),
};

async function place(sqs: Queue, id: string): Promise<void> {
  await tracer.startActiveSpan('place', async (span) => {
    try {
      const attributes: Record<string, MessageAttributeValue> = {};
      propagation.inject(context.active(), attributes, attributesSetter);
      await sqs.send(new SendMessageCommand({ QueueUrl: 'orders', MessageBody: id, MessageAttributes: attributes }));
    } finally {
      span.end();
    }
  });
}

async function poll(sqs: Queue): Promise<string[]> {
  const handled: string[] = [];
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'orders' }));
  for (const message of Messages) {
    const span = tracer.startSpan('fulfil');
    handled.push(String(message.Body));
    span.end();
  }
  return handled;
}

async function main(): Promise<void> {
  const sqs = new Queue();
  await place(sqs, 'a');
  const handled = await poll(sqs);
  observe({ spans: endedSpans(), handled });
}

void main();
