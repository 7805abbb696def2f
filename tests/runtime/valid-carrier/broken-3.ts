import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Message, MessageAttributeValue, SendMessageRequest } from '@aws-sdk/client-sqs';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('orders');

/** What Kafka does to headers on the way: a consumer gets Buffers. */
function throughKafka(headers: Record<string, string>): KafkaMessage {
  const received: IHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
  );
  return { key: null, value: Buffer.from('{}'), timestamp: '0', attributes: 0, offset: '0', headers: received };
}

/** What SQS does: attributes that are not well-formed are refused, the others arrive. */
function throughSqs({ MessageBody, MessageAttributes = {} }: SendMessageRequest): Message {
  for (const [name, attribute] of Object.entries(MessageAttributes)) {
    if (typeof attribute !== 'object' || !attribute.DataType)
      throw new Error(`InvalidParameterValue: the attribute '${name}' must contain a DataType`);
  }
  return { Body: MessageBody ?? '', MessageAttributes };
}

function handleMessage(message: KafkaMessage): void {
  const parent = propagation.extract(ROOT_CONTEXT, message.headers);
  tracer.startActiveSpan('consume from Kafka', {}, parent, (span) => span.end());
}

function order(): SendMessageRequest {
  const MessageAttributes: Record<string, MessageAttributeValue> = {};
  propagation.inject(context.active(), MessageAttributes);
  return { QueueUrl: 'queue', MessageBody: '{}', MessageAttributes };
}

function receive(message: Message): void {
  const parent = propagation.extract(ROOT_CONTEXT, message.MessageAttributes);
  tracer.startActiveSpan('consume from SQS', {}, parent, (span) => span.end());
}

function main(): void {
  const headers: Record<string, string> = {};
  tracer.startActiveSpan('produce to Kafka', (span) => {
    propagation.inject(context.active(), headers);
    span.end();
  });
  handleMessage(throughKafka(headers));
  let refused = '';
  tracer.startActiveSpan('produce to SQS', (span) => {
    const request = order();
    span.end();
    try {
      receive(throughSqs(request));
    } catch (error) {
      refused = String(error);
    }
  });
  observe({ refused, spans: endedSpans() });
}

main();
