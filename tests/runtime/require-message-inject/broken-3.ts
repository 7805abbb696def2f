import { type Message, type MessageAttributeValue, ReceiveMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { context, propagation, ROOT_CONTEXT, trace, type TextMapGetter } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

const attributesGetter: TextMapGetter<Record<string, MessageAttributeValue> | undefined> = {
  keys: (carrier) => Object.keys(carrier ?? {}),
  get: (carrier, key) => carrier?.[key]?.StringValue,
};

/** One queue in this process that takes the commands of the client. It hands over the attributes that were asked for. */
class Queue {
  private readonly messages: Message[] = [];

  send(command: SendMessageCommand): Promise<void>;
  send(command: ReceiveMessageCommand): Promise<{ Messages: Message[] }>;
  async send(command: ReceiveMessageCommand | SendMessageCommand): Promise<unknown> {
    if (command instanceof SendMessageCommand) {
      const { MessageBody, MessageAttributes } = command.input;
      const isValid = Object.values(MessageAttributes ?? {}).every(({ DataType, StringValue }) => DataType === 'String' && StringValue !== undefined);
      if (!isValid) throw new Error('InvalidParameterValue: an attribute has a type and a value.');
      this.messages.push({ Body: MessageBody, MessageAttributes });
      return undefined;
    }
    const { MessageAttributeNames = [] } = command.input;
    const Messages = this.messages.splice(0).map(({ Body, MessageAttributes }) => (MessageAttributeNames.includes('All') ? { Body, MessageAttributes } : { Body }));
    return { Messages };
  }
}

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
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'orders', MessageAttributeNames: ['All'] }));
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
