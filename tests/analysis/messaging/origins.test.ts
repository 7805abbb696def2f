import assert from 'node:assert/strict';
import { originsOf, setUp } from './support';

const kafka =
  "import { Kafka } from 'kafkajs'; const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'g' });\n";
const each = (body: string, parameter = '{ message }'): string =>
  `${kafka}await consumer.run({ eachMessage: async (${parameter}) => { ${body} } });`;
const batch = (body: string, parameter = '{ batch }'): string =>
  `${kafka}await consumer.run({ eachBatch: async (${parameter}) => { ${body} } });`;
const amqp = (body: string): string =>
  `import amqp from 'amqplib'; const channel = await (await amqp.connect('')).createChannel();\nawait channel.consume('q', async (msg) => { if (!msg) return; ${body} });`;

for (const typed of [false, true]) {
  describe(`what an expression is of a message, ${typed ? 'typed' : 'untyped'}`, () => {
    for (const [code, ...expected] of [
      [
        each('probe(message); probe(message.headers); probe(message.value); probe(foreign(message));'),
        'message',
        'carrier buffers',
        'nothing',
        'nothing',
      ],
      [
        each(
          'probe(payload); probe(payload.message); probe(payload.message.headers!); probe(payload.topic);',
          'payload',
        ),
        'payload',
        'message',
        'carrier buffers',
        'nothing',
      ],
      [
        each('const { headers } = message; probe(headers); const h = headers; probe(h);'),
        'carrier buffers',
        'carrier buffers',
      ],
      [each('probe(headers);', '{ message: { headers } }'), 'carrier buffers'],
      [each('const { message: m } = payload; probe(m?.headers ?? {});', 'payload'), 'carrier buffers'],
      [each("probe(message['headers']); probe((message as any).headers);"), 'carrier buffers', 'carrier buffers'],
      [each('inner(message); function inner(m: any) { probe(m); probe(m.headers); }'), 'message', 'carrier buffers'],
      [each('let m = message; m = anything; probe(m);'), 'nothing'],
      [each('let m = message; if (anything) m = foreign(); probe(m);'), 'nothing'],
      [each('let m; m = message; probe(m.headers);'), 'carrier buffers'],
      [
        each('const job = new Job(message); probe(job.headers); job.run();') +
          ' class Job { headers; constructor(private readonly m: any) { this.headers = m.headers; } run() { probe(this.m); } }',
        'carrier buffers',
        'message',
      ],
      [
        each('const all = new Map(); all.set(anything, message); for (const m of all.values()) probe(m.headers);'),
        'carrier buffers',
      ],
      [
        each('const { headers } = await load(message); probe(headers);') +
          ' async function load(m: any) { await foreign(); return { headers: m.headers }; }',
        'carrier buffers',
      ],
      [each('inner(message); inner(foreign()); function inner(m: any) { probe(m); }'), 'nothing'],
      [
        batch('probe(batch); probe(batch.messages); probe(batch.messages[0]); probe(batch.messages[0]?.headers);'),
        'batch',
        'messages',
        'message first',
        'carrier buffers first',
      ],
      [
        batch('for (const message of batch.messages) { probe(message); probe(message.headers); }'),
        'message each',
        'carrier buffers each',
      ],
      [batch('batch.messages.forEach((message) => { probe(message.headers); });'), 'carrier buffers each'],
      [batch('batch.messages.filter(Boolean).map(({ headers }) => probe(headers));'), 'carrier buffers each'],
      [
        batch(
          'for (let i = 0; i < batch.messages.length; i++) { probe(batch.messages[i]); probe(batch.messages[i]!.headers); }',
        ),
        'message each',
        'carrier buffers each',
      ],
      [
        batch(
          'const [first] = batch.messages; probe(first); probe(batch.messages.at(0)); const { messages } = batch; probe(messages);',
        ),
        'message first',
        'message first',
        'messages',
      ],
      [
        batch('probe(payload); probe(payload.batch); probe(payload.batch.messages);', 'payload'),
        'batch',
        'batch',
        'messages',
      ],
      [
        amqp('probe(msg); probe(msg.properties); probe(msg.properties.headers); probe(msg.content);'),
        'message',
        'nothing',
        'carrier plain',
        'nothing',
      ],
      [amqp('const { properties: { headers = {} } } = msg; probe(headers);'), 'carrier plain'],
      [
        "import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; const sqs = new SQSClient({}); async function poll() { const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'u' })); for (const m of Messages) { probe(m); probe(m.MessageAttributes); } probe(Messages); }",
        'message each',
        'carrier message-attributes each',
        'messages',
      ],
      [
        "import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; const sqs = new SQSClient({}); async function poll() { const result = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'u' })); for (const m of result.Messages ?? []) handle(m); } function handle(m: any) { probe(m.MessageAttributes); }",
        'carrier message-attributes each',
      ],
      [
        "import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; new SQSClient({}).send(new ReceiveMessageCommand({ QueueUrl: 'u' })).then((result) => { probe(result.Messages![0]!.MessageAttributes); });",
        'carrier message-attributes first',
      ],
      [
        "import type { SQSHandler } from 'aws-lambda'; export const handler: SQSHandler = async (event) => { for (const record of event.Records) { probe(record.messageAttributes); } probe(event); };",
        'carrier lambda-sqs-attributes each',
        'batch',
      ],
      [
        "import type { SNSEvent } from 'aws-lambda'; export async function handler({ Records }: SNSEvent) { await Promise.all(Records.map(async (record) => { probe(record.Sns.MessageAttributes); probe(record.Sns); })); }",
        'carrier lambda-sns-attributes each',
        'nothing',
      ],
      [
        "import { Worker } from 'bullmq'; new Worker('q', async (job) => { probe(job); probe(job.data.carrier); probe(job.data.id); probe(job.data); }, { connection: {} });",
        'message',
        'carrier plain',
        'nothing',
        'nothing',
      ],
      [
        "import { connect } from 'nats'; const nc = await connect(); for await (const m of nc.subscribe('s')) { probe(m); probe(m.headers); }",
        'message',
        'carrier nats-headers',
      ],
      [
        "import { connect } from 'nats'; const nc = await connect(); nc.subscribe('s', { callback(error, m) { probe(m.headers); probe(error); } });",
        'carrier nats-headers',
        'nothing',
      ],
      [
        "import { PubSub } from '@google-cloud/pubsub'; new PubSub().subscription('s').on('message', ({ attributes }) => { probe(attributes); });",
        'carrier plain',
      ],
      [
        "import * as grpc from '@grpc/grpc-js'; const sayHello: grpc.handleUnaryCall<object, object> = (call, callback) => { probe(call.metadata); probe(callback); };",
        'carrier grpc-metadata',
        'nothing',
      ],
      [
        "import Redis from 'ioredis'; const redis = new Redis(); async function poll() { const streams: any = await redis.xread('STREAMS', 's', '$'); for (const [key, entries] of streams) for (const [id, fields] of entries) { probe(fields); probe(id); probe(key); } }",
        'carrier list each',
        'nothing',
        'nothing',
      ],
      [
        "import { createClient } from 'redis'; const redis = createClient(); async function poll() { const streams: any = await redis.xRead({ key: 's', id: '$' }); for (const stream of streams ?? []) for (const entry of stream.messages) probe(entry.message); }",
        'carrier plain each',
      ],
      [
        "class A { constructor(private readonly c: import('kafkajs').Consumer) {} } // kafka\nfunction f(message: any) { probe(message.headers); }",
        'nothing',
      ],
    ] as const) {
      it(code.slice(code.indexOf('\n') + 1), () => assert.deepEqual(originsOf(code, { typed }), expected));
    }

    it('tells the shape of a carrier and of an envelope', () => {
      const { messaging, probes } = setUp(each('probe(message.headers); probe(message); probe(message.value);'), {
        typed,
      });
      assert.deepEqual(
        probes.map((node) => messaging.shapeOf(node)),
        [
          { shape: 'buffers' },
          { shape: 'envelope', inner: { path: ['headers'], shape: 'buffers', isOptional: false } },
          undefined,
        ],
      );
    });

    it('follows a method of the class, and a handler that is bound to a context', () => {
      const inClass = `${kafka}class A { start() { return consumer.run({ eachMessage: (payload) => this.handle(payload) }); } async handle({ message }: any) { probe(message.headers); } }`;
      assert.deepEqual(originsOf(inClass, { typed }), ['carrier buffers']);
      const bound = `${kafka}await consumer.run({ eachMessage: context.bind(context.active(), async ({ message }: any) => { probe(message.headers); }) });`;
      assert.deepEqual(originsOf(bound, { typed }), ['carrier buffers']);
    });
  });
}
