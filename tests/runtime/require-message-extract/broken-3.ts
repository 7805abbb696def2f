import { type Message, type MessageAttributeValue, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { context, propagation, trace, type TextMapSetter } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('orders');

const attributesSetter: TextMapSetter<Record<string, MessageAttributeValue>> = {
  set: (carrier, key, value) => void (carrier[key] = { DataType: 'String', StringValue: value }),
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
