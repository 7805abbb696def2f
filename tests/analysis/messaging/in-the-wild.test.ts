import assert from 'node:assert/strict';
import { consumersOf, originsOf, sendsOf } from './support';

/** How services write it, in plain JavaScript and with injected fields. */
for (const typed of [false, true]) {
  describe(`messaging code as services write it, ${typed ? 'typed' : 'untyped'}`, () => {
    for (const [name, code, expected] of [
      [
        'a producer that is set later',
        "const { Kafka } = require('kafkajs'); let producer; async function init() { producer = new Kafka({}).producer(); } async function go() { await producer.send({ topic: 't', messages: [{ value: 'v' }] }); }",
        typed ? undefined : ['missing'],
      ],
      [
        'a namespace',
        "import * as kafkajs from 'kafkajs'; const kafka = new kafkajs.Kafka({ brokers: [] }); const p = kafka.producer(); p.send({ topic: 't', messages: [{ value: 'v' }] });",
        ['missing'],
      ],
      [
        'private fields that an init fills',
        "import amqp, { type Channel } from 'amqplib'; class Bus { #channel!: Channel; async init() { this.#channel = await (await amqp.connect('')).createChannel(); } go() { this.#channel.publish('e', 'k', Buffer.from('x')); } }",
        ['missing'],
      ],
      [
        'a parameter property',
        "import type { Producer } from 'kafkajs'; class Orders { constructor(private readonly producer: Producer) {} place() { return this.producer.send({ topic: 't', messages: [{ value: 'v' }] }); } }",
        ['missing'],
      ],
      [
        'a setter of Buffers',
        "import { Kafka } from 'kafkajs'; const p = new Kafka({ brokers: [] }).producer(); const headers: any = {}; propagation.inject(context.active(), headers, { set(c: any, k, v) { c[k] = Buffer.from(v); } }); p.send({ topic: 't', messages: [{ value: 'v', headers }] });",
        ['carried'],
      ],
      [
        'headers that are taken apart',
        "import { Kafka } from 'kafkajs'; const p = new Kafka({ brokers: [] }).producer(); const output: any = {}; propagation.inject(context.active(), output); const { traceparent, tracestate } = output; p.send({ topic: 't', messages: [{ value: 'v', headers: { traceparent, tracestate } }] });",
        ['carried'],
      ],
      [
        'headers of a received message',
        "import { Kafka } from 'kafkajs'; const p = new Kafka({ brokers: [] }).producer(); async function retry(message: any) { await p.send({ topic: 't', messages: [{ value: message.value, headers: { ...message.headers, attempt: '2' } }] }); }",
        ['unknown'],
      ],
      [
        'headers that may be given',
        "import { Kafka } from 'kafkajs'; const p = new Kafka({ brokers: [] }).producer(); async function publish(value: string, headers = {}) { await p.send({ topic: 't', messages: [{ value, headers }] }); }",
        ['unknown'],
      ],
      [
        'a helper that is named after what it does',
        "import { Kafka } from 'kafkajs'; import { injectHeaders } from './x'; const p = new Kafka({ brokers: [] }).producer(); p.send({ topic: 't', messages: [{ value: 'v', headers: injectHeaders({ tenant: 'a' }) }] });",
        ['carried'],
      ],
      [
        'a list that a helper makes',
        "import { Kafka } from 'kafkajs'; import { withTrace } from './x'; const p = new Kafka({ brokers: [] }).producer(); p.send({ topic: 't', messages: items.map(withTrace) });",
        ['unknown'],
      ],
      [
        'a helper around each message',
        "import { Kafka } from 'kafkajs'; import { withTrace } from './x'; const p = new Kafka({ brokers: [] }).producer(); p.send({ topic: 't', messages: items.map((item) => withTrace({ value: item.id })) });",
        ['carried'],
      ],
      [
        'attributes that a helper makes',
        "import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'; import { attributes } from './x'; new SQSClient({}).send(new SendMessageCommand({ QueueUrl: 'u', MessageBody: 'b', MessageAttributes: attributes() }));",
        ['unknown'],
      ],
      [
        'an input that another file makes',
        "import { SQSClient, SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs'; export async function send(input: SendMessageCommandInput) { await new SQSClient({}).send(new SendMessageCommand(input)); }",
        ['unknown'],
      ],
      [
        'an input that is built up',
        "import { SQSClient, SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs'; const input: SendMessageCommandInput = { QueueUrl: 'u', MessageBody: 'b' }; input.MessageAttributes = {}; propagation.inject(context.active(), input.MessageAttributes, anything); await new SQSClient({}).send(new SendMessageCommand(input));",
        ['carried'],
      ],
      [
        'attributes that are written one by one',
        "import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'; const input: any = { QueueUrl: 'u', MessageBody: 'b', MessageAttributes: {} }; input.MessageAttributes.traceparent = { DataType: 'String', StringValue: 'x' }; await new SQSClient({}).send(new SendMessageCommand(input));",
        ['carried'],
      ],
      [
        'a job with an own name for its carrier',
        "import { Queue } from 'bullmq'; const q = new Queue('q', { connection: {} }); const c = {}; propagation.inject(context.active(), c); q.add('j', { ...anything, _otel: c });",
        ['carried'],
      ],
      [
        'a publisher inside an activation',
        "import { Kafka } from 'kafkajs'; const p = new Kafka({ brokers: [] }).producer(); trace.getTracer('t').startActiveSpan('s', async (span) => { await p.send({ topic: 't', messages: [{ key: 'k', value: 'v' }] }); span.end(); });",
        ['missing'],
      ],
      [
        'an optional producer',
        "import type { Producer } from 'kafkajs'; function f(producer?: Producer) { return producer?.send({ topic: 't', messages: [{ value: 'v' }] }); }",
        ['missing'],
      ],
      [
        'a callback channel',
        "import * as amqp from 'amqplib/callback_api'; amqp.connect('', (error, connection) => { connection.createChannel((e, channel) => { channel.sendToQueue('q', Buffer.from('x')); }); });",
        ['missing'],
      ],
    ] as const) {
      if (expected)
        it(`knows ${name}`, () =>
          assert.deepEqual(
            sendsOf(code, { typed }).map((one) => one.split(' ').at(-1)),
            expected,
          ));
    }

    it('invents nothing of a parameter without a type', () => {
      const code =
        "import { Kafka } from 'kafkajs'; export function f(producer: any, consumer: any) { producer.send({ messages: [{ value: 'v' }] }); consumer.run({ eachMessage: async () => undefined }); }";
      assert.deepEqual(sendsOf(code, { typed }), []);
      assert.deepEqual(consumersOf(code, { typed }), []);
    });

    if (!typed) {
      it('knows the packages of NATS 3', () => {
        const code =
          "import { connect } from '@nats-io/transport-node'; import { jetstream } from '@nats-io/jetstream'; async function f() { const nc = await connect(); const js = jetstream(nc); await js.publish('s', 'x'); nc.publish('s', 'x'); for await (const m of nc.subscribe('s')) probe(m.headers); const c = await js.consumers.get('a', 'b'); for await (const m of await c.consume()) probe(m); }";
        assert.deepEqual(sendsOf(code), ['nats js.publish() missing', 'nats nc.publish() missing']);
        // `probe` of another file is given the headers: it may extract from them.
        assert.deepEqual(consumersOf(code), ['nats subscribe() undefined', 'nats subscribe() false']);
        assert.deepEqual(originsOf(code), ['carrier nats-headers', 'message']);
      });
      it('knows sqs-consumer', () => {
        const code =
          "import { Consumer } from 'sqs-consumer'; Consumer.create({ queueUrl: 'u', handleMessage: async (message) => { probe(message.MessageAttributes); } }); Consumer.create({ queueUrl: 'u', handleMessageBatch: async (messages) => { for (const m of messages) probe(m.MessageAttributes); probe(messages); } });";
        assert.deepEqual(consumersOf(code), ['sqs handleMessage undefined', 'sqs handleMessageBatch batch undefined']);
        assert.deepEqual(originsOf(code), [
          'carrier message-attributes',
          'carrier message-attributes each',
          'messages',
        ]);
      });
    }

    it('survives odd code', () => {
      for (const code of [
        "import { Kafka } from 'kafkajs'; const p = new Kafka({ brokers: [] }).producer(); (p as any).send(); (p as any).send(...anything); (p as any).send({ messages: [,] }); (p as any)['send']({ [anything]: 1 });",
        "import { Kafka } from 'kafkajs'; const c = new Kafka({ brokers: [] }).consumer({ groupId: 'g' }); c.run(); c.run(anything); (c as any).run({ eachMessage: null }); (c as any).run({ eachMessage: anything.x.y }); c.run({ get eachMessage() { return anything; } });",
        "import { Kafka } from 'kafkajs'; const p = new Kafka({ brokers: [] }).producer(); let a: any = [b], b: any = a; p.send({ topic: 't', messages: a }); function loop(): any { return loop(); } p.send({ topic: 't', messages: loop() });",
        "import { Worker } from 'bullmq'; new Worker('q'); new Worker('q', null); (Worker as any)(); new (Worker as any)(...anything); new Worker('q', './file.js');",
        "import { connect } from 'nats'; async function f() { const nc = await connect(); for await (const { headers } of nc.subscribe('s')) probe(headers); for await (anything.x of nc.subscribe('s')); }",
      ]) {
        sendsOf(code, { typed });
        consumersOf(code, { typed });
        if (code.includes('probe(')) assert.deepEqual(originsOf(code, { typed }), ['carrier nats-headers']);
      }
    });
  });
}
