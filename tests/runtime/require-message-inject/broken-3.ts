import {
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { context, propagation, ROOT_CONTEXT, trace, type TextMapGetter } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';
import { Queue } from '../setup/sqs-queue';

startSdk();

const tracer = trace.getTracer('orders');

const attributesGetter: TextMapGetter<Record<string, MessageAttributeValue> | undefined> = {
  keys: (carrier) => Object.keys(carrier ?? {}),
  get: (carrier, key) => carrier?.[key]?.StringValue,
};

async function place(sqs: SQSClient, id: string): Promise<void> {
  await tracer.startActiveSpan('place', async (span) => {
    try {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: 'orders',
          MessageBody: id,
          MessageAttributes: { source: { DataType: 'String', StringValue: 'web' } },
        }),
      );
    } finally {
      span.end();
    }
  });
}

async function poll(sqs: SQSClient): Promise<string[]> {
  const handled: string[] = [];
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: 'orders', MessageAttributeNames: ['All'] }),
  );
  for (const message of Messages) {
    context.with(propagation.extract(ROOT_CONTEXT, message.MessageAttributes, attributesGetter), () => {
      const span = tracer.startSpan('fulfil');
      handled.push(`${message.Body} from ${message.MessageAttributes?.['source']?.StringValue}`);
      span.end();
    });
  }
  return handled;
}

async function main(): Promise<void> {
  const sqs = new Queue() as unknown as SQSClient;
  await place(sqs, 'a');
  const handled = await poll(sqs);
  observe({ spans: endedSpans(), handled });
}

void main();
