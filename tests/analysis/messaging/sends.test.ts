import assert from 'node:assert/strict';
import { sendsOf, setUp } from './support';

const kafka = `import { Kafka } from 'kafkajs'; const kafka = new Kafka({ brokers: [] }); const producer = kafka.producer();
const carrier: Record<string, string> = {}; propagation.inject(context.active(), carrier);
`;
const amqp = `import amqp from 'amqplib'; const connection = await amqp.connect(''); const channel = await connection.createChannel();
const body = Buffer.from('x'); const carrier: Record<string, string> = {}; propagation.inject(context.active(), carrier);
`;

for (const typed of [false, true]) {
  const mode = typed ? 'typed' : 'untyped';
  describe(`what is sent through Kafka, ${mode}`, () => {
    for (const [code, expected] of [
      // missing
      ["await producer.send({ topic: 't', messages: [{ value: 'v' }] });", 'missing'],
      ["await producer.send({ topic: 't', messages: [{ value: 'v', headers: {} }] });", 'missing'],
      ["await producer.send({ topic: 't', messages: [{ value: 'v', headers: { tenant: 'a' } }] });", 'missing'],
      ["await producer.send({ topic: 't', messages: [{ value: 'v', headers: undefined }] });", 'missing'],
      ["const message = { value: 'v' }; await producer.send({ topic: 't', messages: [message] });", 'missing'],
      ["const messages = [{ value: 'v' }]; await producer.send({ topic: 't', messages });", 'missing'],
      ["const record = { topic: 't', messages: [{ value: 'v' }] }; await producer.send(record);", 'missing'],
      ["await producer.send({ topic: 't', messages: items.map((item) => ({ value: item.id })) });", 'missing'],
      [
        "await producer.send({ topic: 't', messages: items.map((item) => { return { value: item.id }; }) });",
        'missing',
      ],
      [
        "await producer.send({ topic: 't', messages: items.filter(Boolean).map(toMessage) }); function toMessage(item: { id: string }) { return { value: item.id }; }",
        'missing',
      ],
      [
        "const messages: { value: string }[] = []; for (const { id } of items) messages.push({ value: id }); await producer.send({ topic: 't', messages });",
        'missing',
      ],
      [
        "const headers = { tenant: 'a' }; await producer.send({ topic: 't', messages: [{ value: 'v', headers }] });",
        'missing',
      ],
      [
        "const headers: Record<string, string> = {}; headers.tenant = 'a'; await producer.send({ topic: 't', messages: [{ value: 'v', headers }] });",
        'missing',
      ],
      [
        "const message = { value: 'v' }; console.log(message); await producer.send({ topic: 't', messages: [message] });",
        'missing',
      ],
      [
        "await producer.send({ topic: 't', messages: [{ value: 'v' }, { value: 'w', headers: carrier }] });",
        'missing,carried',
      ],
      [
        "await producer.send({ topic: 't', messages: Math.random() ? [{ value: 'v' }] : [{ value: 'w' }] });",
        'missing,missing',
      ],
      [
        "await producer.sendBatch({ topicMessages: [{ topic: 't', messages: [{ value: 'v' }] }, { topic: 'u', messages: [{ value: 'w' }] }] });",
        'missing,missing',
      ],
      [
        "const transaction = await producer.transaction(); await transaction.send({ topic: 't', messages: [{ value: 'v' }] });",
        'missing',
      ],
      [
        "class Outbox { private batch: any[] = []; add(value: string) { this.batch.push({ value }); } flush() { return producer.send({ topic: 't', messages: this.batch }); } }",
        'missing',
      ],
      [
        "async function load() { const found: any[] = []; for (const { id } of items) found.push({ value: id }); return found; } await producer.send({ topic: 't', messages: await load() });",
        'missing',
      ],
      [
        "function* build() { for (const { id } of items) yield { value: id }; } await producer.send({ topic: 't', messages: [...build()] });",
        'missing',
      ],
      [
        "const publish = (messages: any[]) => producer.send({ topic: 't', messages }); await publish([{ value: 'v' }]);",
        'missing',
      ],
      [
        "class Outbox { private readonly headers = { tenant: 'a' }; flush() { return producer.send({ topic: 't', messages: [{ value: 'v', headers: this.headers }] }); } }",
        'missing',
      ],
      [
        "const defaults = { headers: { tenant: 'a' } }; await producer.send({ topic: 't', messages: [{ value: 'v', headers: new Map(Object.entries(defaults.headers)) as any }] });",
        'missing',
      ],
      // carried
      ["await producer.send({ topic: 't', messages: [{ value: 'v', headers: carrier }] });", 'carried'],
      ["await producer.send({ topic: 't', messages: [{ value: 'v', headers: { ...carrier } }] });", 'carried'],
      [
        "await producer.send({ topic: 't', messages: [{ value: 'v', headers: { traceparent: anything } }] });",
        'carried',
      ],
      [
        "const headers = {}; propagation.inject(context.active(), headers); await producer.send({ topic: 't', messages: [{ value: 'v', headers }] });",
        'carried',
      ],
      [
        "const message: any = { value: 'v', headers: {} }; propagation.inject(context.active(), message.headers); await producer.send({ topic: 't', messages: [message] });",
        'carried',
      ],
      [
        "const messages = [{ value: 'v', headers: {} }]; for (const message of messages) propagation.inject(context.active(), message.headers); await producer.send({ topic: 't', messages });",
        'carried',
      ],
      [
        "const messages = [{ value: 'v', headers: {} }]; messages.forEach((m) => propagation.inject(context.active(), m.headers)); await producer.send({ topic: 't', messages });",
        'carried',
      ],
      [
        "function headersNow() { const h = {}; propagation.inject(context.active(), h); return h; } await producer.send({ topic: 't', messages: [{ value: 'v', headers: headersNow() }] });",
        'carried',
      ],
      [
        "function build(value: string) { const headers = {}; propagation.inject(context.active(), headers); return { value, headers }; } await producer.send({ topic: 't', messages: [build('v')] });",
        'carried',
      ],
      [
        "function fill(m: { headers: object }) { propagation.inject(context.active(), m.headers); } const m = { value: 'v', headers: {} }; fill(m); await producer.send({ topic: 't', messages: [m] });",
        'carried',
      ],
      [
        "import { traceHeaders } from './trace'; await producer.send({ topic: 't', messages: [{ value: 'v', headers: traceHeaders() }] });",
        'carried',
      ],
      [
        "const headers: any = Object.assign({}, carrier, { tenant: 'a' }); await producer.send({ topic: 't', messages: [{ value: 'v', headers }] });",
        'carried',
      ],
      [
        "class Outbox { private headers: any = {}; constructor() { propagation.inject(context.active(), this.headers); } flush() { return producer.send({ topic: 't', messages: [{ value: 'v', headers: this.headers }] }); } }",
        'carried',
      ],
      [
        "async function build() { const h = { tenant: 'a' }; propagation.inject(context.active(), h); return { message: { value: 'v', headers: h } }; } const { message } = await build(); await producer.send({ topic: 't', messages: [message] });",
        'carried',
      ],
      [
        "const byId = new Map(); byId.set('a', { value: 'v', headers: {} }); for (const m of byId.values()) propagation.inject(context.active(), m.headers); await producer.send({ topic: 't', messages: [...byId.values()] });",
        'carried',
      ],
      // unknown
      [
        "class Outbox { private headers: any = { tenant: 'a' }; constructor() { foreign(this.headers); } flush() { return producer.send({ topic: 't', messages: [{ value: 'v', headers: this.headers }] }); } }",
        'unknown',
      ],
      ["export const publish = (messages: any[]) => producer.send({ topic: 't', messages });", 'unknown'],
      ["await producer.send({ topic: 't', messages: anything });", 'unknown'],
      ['await producer.send(anything);', 'unknown'],
      ["await producer.send({ topic: 't', messages: [anything] });", 'unknown'],
      ["await producer.send({ topic: 't', messages: [{ value: 'v', headers: anything }] });", 'unknown'],
      ["await producer.send({ topic: 't', messages: [{ value: 'v', ...anything }] });", 'unknown'],
      ["await producer.send({ topic: 't', messages: [{ value: 'v', headers: foreign() }] });", 'unknown'],
      [
        "const message = { value: 'v' }; foreign(message); await producer.send({ topic: 't', messages: [message] });",
        'unknown',
      ],
      [
        "const message: any = { value: 'v', headers: {} }; foreign(message.headers); await producer.send({ topic: 't', messages: [message] });",
        'unknown',
      ],
      [
        "const message: any = { value: 'v', headers: {} }; message.headers.own = 'x'; await producer.send({ topic: 't', messages: [message] });",
        'missing',
      ],
      [
        "const messages: any[] = [{ value: 'v' }]; for (const m of messages) m.headers = foreign(); await producer.send({ topic: 't', messages });",
        'unknown',
      ],
      [
        "const messages: any[] = [{ value: 'v' }]; messages.forEach((m) => foreign(m)); await producer.send({ topic: 't', messages });",
        'unknown',
      ],
      [
        "const messages: any[] = [{ value: 'v' }]; messages[0].headers = foreign(); await producer.send({ topic: 't', messages });",
        'unknown',
      ],
      [
        "const messages: any[] = [{ value: 'v' }]; foreign(messages); await producer.send({ topic: 't', messages });",
        'unknown',
      ],
      [
        "const record: any = { topic: 't', messages: [{ value: 'v' }] }; foreign(record); await producer.send(record);",
        'unknown',
      ],
      [
        "const messages: any[] = [{ value: 'v' }]; messages.forEach((m) => console.log(m.value)); await producer.send({ topic: 't', messages });",
        'missing',
      ],
      [
        "const message: any = { value: 'v' }; foreign(message.value); await producer.send({ topic: 't', messages: [message] });",
        'missing',
      ],
      ["async function f(message: any) { await producer.send({ topic: 't', messages: [message] }); }", 'unknown'],
      [
        "async function f(headers: any) { await producer.send({ topic: 't', messages: [{ value: 'v', headers }] }); }",
        'unknown',
      ],
      [
        "const headers: any = {}; headers[anything] = 'x'; await producer.send({ topic: 't', messages: [{ value: 'v', headers }] });",
        'unknown',
      ],
    ] as const) {
      it(code, () => {
        const found = sendsOf(kafka + code, { typed });
        assert.equal(found.length, 1);
        assert.equal(found[0]?.split(' ').at(-1), expected);
      });
    }
  });

  describe(`what is sent through RabbitMQ, ${mode}`, () => {
    for (const [code, expected] of [
      ["channel.publish('e', 'k', body);", 'missing'],
      ["channel.sendToQueue('q', body);", 'missing'],
      ["channel.publish('e', 'k', body, undefined);", 'missing'],
      ["channel.publish('e', 'k', body, { persistent: true });", 'missing'],
      ["channel.publish('e', 'k', body, { headers: { tenant: 'a' } });", 'missing'],
      ["const options = { persistent: true }; channel.sendToQueue('q', body, options);", 'missing'],
      ["channel.publish('e', 'k', body, { headers: carrier });", 'carried'],
      ["channel.sendToQueue('q', body, { persistent: true, headers: { ...carrier, tenant: 'a' } });", 'carried'],
      [
        "const headers = {}; propagation.inject(context.active(), headers); channel.sendToQueue('q', body, { headers });",
        'carried',
      ],
      [
        "const options: any = { headers: {} }; propagation.inject(context.active(), options.headers); channel.sendToQueue('q', body, options);",
        'carried',
      ],
      ["channel.publish('e', 'k', body, anything);", 'unknown'],
      ["channel.publish('e', 'k', body, { ...anything });", 'unknown'],
      ['channel.publish(...(anything as [string, string, Buffer]));', 'unknown'],
      ["const confirm = await connection.createConfirmChannel(); confirm.publish('e', 'k', body);", 'missing'],
      [
        "class A { constructor(private readonly ch: amqp.Channel) {} go() { this.ch.sendToQueue('q', body); } }",
        'missing',
      ],
      ["class A { ch: amqp.Channel | undefined; go() { this.ch?.sendToQueue('q', body); } }", 'missing'],
      ["amqp.connect('').then((c) => c.createChannel()).then((ch) => ch.sendToQueue('q', body));", 'missing'],
      ["async function f(ch: amqp.ConfirmChannel) { ch.sendToQueue('q', body); }", 'missing'],
    ] as const) {
      it(code, () => {
        const found = sendsOf(amqp + code, { typed });
        assert.equal(found.length, 1);
        assert.equal(found[0]?.split(' ').at(-1), expected);
      });
    }
  });

  describe(`what is sent through other libraries, ${mode}`, () => {
    for (const [code, expected] of [
      [
        "import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'; const sqs = new SQSClient({}); await sqs.send(new SendMessageCommand({ QueueUrl: 'u', MessageBody: 'b' }));",
        'sqs SendMessageCommand missing',
      ],
      [
        "import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'; async function f(sqs: any) { const command = new SendMessageCommand({ QueueUrl: 'u', MessageBody: 'b', MessageAttributes: {} }); await sqs.send(command); }",
        'sqs SendMessageCommand missing',
      ],
      [
        "import * as aws from '@aws-sdk/client-sqs'; await new aws.SQSClient({}).send(new aws.SendMessageBatchCommand({ QueueUrl: 'u', Entries: [{ Id: '1', MessageBody: 'b' }, { Id: '2', MessageBody: 'b' }] }));",
        'sqs SendMessageBatchCommand missing,missing',
      ],
      [
        "import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'; const attributes: any = {}; propagation.inject(context.active(), attributes, anything); await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: 'u', MessageBody: 'b', MessageAttributes: attributes }));",
        'sqs SendMessageCommand carried',
      ],
      [
        "import { SQS } from '@aws-sdk/client-sqs'; const sqs = new SQS({}); await sqs.sendMessage({ QueueUrl: 'u', MessageBody: 'b' });",
        'sqs sqs.sendMessage() missing',
      ],
      [
        "import { SNSClient, PublishCommand } from '@aws-sdk/client-sns'; await new SNSClient({}).send(new PublishCommand({ TopicArn: 'a', Message: 'm' }));",
        'sns PublishCommand missing',
      ],
      [
        "import { SNSClient, PublishBatchCommand } from '@aws-sdk/client-sns'; await new SNSClient({}).send(new PublishBatchCommand({ TopicArn: 'a', PublishBatchRequestEntries: items.map(({ id }) => ({ Id: id, Message: 'm' })) }));",
        'sns PublishBatchCommand missing',
      ],
      [
        "import { Queue } from 'bullmq'; const queue = new Queue('q', { connection: {} }); await queue.add('job', { id: 1 });",
        'bullmq queue.add() missing',
      ],
      [
        "import { Queue } from 'bullmq'; const queue = new Queue('q', { connection: {} }); const carrier = {}; propagation.inject(context.active(), carrier); await queue.add('job', { id: 1, carrier });",
        'bullmq queue.add() carried',
      ],
      [
        "import { Queue } from 'bullmq'; const queue = new Queue('q', { connection: {} }); await queue.addBulk([{ name: 'a', data: { id: 1 } }, { name: 'b', data: anything }]);",
        'bullmq queue.addBulk() missing,unknown',
      ],
      [
        "import { connect } from 'nats'; const nc = await connect(); nc.publish('s', 'x');",
        'nats nc.publish() missing',
      ],
      [
        "import { connect, headers } from 'nats'; const nc = await connect(); const h = headers(); nc.publish('s', 'x', { headers: h });",
        'nats nc.publish() missing',
      ],
      [
        "import { connect, headers } from 'nats'; const nc = await connect(); const h = headers(); h.set('traceparent', anything); nc.publish('s', 'x', { headers: h });",
        'nats nc.publish() carried',
      ],
      [
        "import { connect, headers } from 'nats'; const nc = await connect(); const h = headers(); propagation.inject(context.active(), h, anything); await nc.request('s', 'x', { timeout: 1, headers: h });",
        'nats nc.request() carried',
      ],
      [
        "import { connect } from 'nats'; const nc = await connect(); const js = nc.jetstream(); await js.publish('s', 'x');",
        'nats js.publish() missing',
      ],
      [
        "import { PubSub } from '@google-cloud/pubsub'; const pubsub = new PubSub(); await pubsub.topic('t').publishMessage({ json: {} });",
        "google-pubsub pubsub.topic('t').publishMessage() missing",
      ],
      [
        "import { PubSub } from '@google-cloud/pubsub'; const topic = new PubSub().topic('t'); const attributes = {}; propagation.inject(context.active(), attributes); await topic.publishMessage({ json: {}, attributes });",
        'google-pubsub topic.publishMessage() carried',
      ],
      [
        "import { PubSub } from '@google-cloud/pubsub'; const topic = new PubSub().topic('t'); await topic.publish(Buffer.from('x'));",
        'google-pubsub topic.publish() missing',
      ],
      [
        "import { PubSub } from '@google-cloud/pubsub'; const topic = new PubSub().topic('t'); topic.publish(Buffer.from('x'), () => undefined);",
        'google-pubsub topic.publish() missing',
      ],
      [
        "import Redis from 'ioredis'; const redis = new Redis(); await redis.xadd('s', '*', 'id', '1');",
        'ioredis redis.xadd() missing',
      ],
      [
        "import Redis from 'ioredis'; const redis = new Redis(); await redis.xadd('s', '*', 'id', '1', 'traceparent', anything);",
        'ioredis redis.xadd() carried',
      ],
      [
        "import Redis from 'ioredis'; const redis = new Redis(); await redis.xadd('s', '*', ...anything);",
        'ioredis redis.xadd() unknown',
      ],
      [
        "import Redis from 'ioredis'; const redis = new Redis(); const carrier = {}; propagation.inject(context.active(), carrier); await redis.xadd('s', '*', 'id', '1', ...Object.entries(carrier).flat() as string[]);",
        'ioredis redis.xadd() carried',
      ],
      [
        "import { createClient } from 'redis'; const redis = createClient(); await redis.xAdd('s', '*', { id: '1' });",
        'redis redis.xAdd() missing',
      ],
      [
        "import { createClient } from 'redis'; const redis = await createClient().connect(); const fields = { id: '1' }; propagation.inject(context.active(), fields); await redis.xAdd('s', '*', fields);",
        'redis redis.xAdd() carried',
      ],
      [
        "import WebSocket from 'ws'; const ws = new WebSocket('x'); ws.send(JSON.stringify({ items }));",
        'ws ws.send() missing',
      ],
      ["import WebSocket from 'ws'; const ws = new WebSocket('x'); ws.send('ping');", 'ws ws.send() unknown'],
      [
        "import WebSocket from 'ws'; const ws = new WebSocket('x'); const carrier = {}; propagation.inject(context.active(), carrier); ws.send(JSON.stringify({ items, carrier }));",
        'ws ws.send() carried',
      ],
      [
        "import { WebSocketServer } from 'ws'; const wss = new WebSocketServer(); wss.on('connection', (socket) => { socket.send(JSON.stringify({ items })); });",
        'ws socket.send() missing',
      ],
    ] as const) {
      it(code, () => assert.deepEqual(sendsOf(code, { typed }), [expected]));
    }

    it('is nothing where only the names are alike', () => {
      for (const code of [
        "class Producer { send(x: object) { return x; } } const producer = new Producer(); producer.send({ messages: [{ value: 'kafka' }] });",
        "import { producer } from './kafka'; class X {} producer?.toString();",
        "const kafka = { producer: () => ({ send: (x: object) => x }) }; kafka.producer().send({ messages: [{ value: 'v' }] });",
        "import { EventEmitter } from 'node:events'; const channel = new EventEmitter(); channel.on('message', () => 1); /* amqp */",
        'class SendMessageCommand { constructor(x: object) {} } anything.send(new SendMessageCommand({}));',
        "const queue = new Set<string>(); queue.add('bull');",
      ]) {
        assert.deepEqual(sendsOf(code, { typed }), [], code);
      }
    });

    it('is told with the literal, the holder and the value', () => {
      const { messaging, text } = setUp(
        `${kafka}await producer.send({ topic: 't', messages: [{ value: 'v', headers: { a: 'b' } }] });`,
        { typed },
      );
      const [message] = messaging.sends[0]?.messages ?? [];
      assert.equal(text(message?.literal), "{ value: 'v', headers: { a: 'b' } }");
      assert.equal(message?.holder, message?.literal);
      assert.equal(text(message?.value), "{ a: 'b' }");
      const other = setUp(`${amqp}channel.sendToQueue('q', body, { persistent: true });`, { typed });
      assert.equal(other.text(other.messaging.sends[0]?.messages[0]?.holder), '{ persistent: true }');
      assert.equal(other.messaging.sends[0]?.carrier, 'missing');
    });
  });
}

describe('what is sent through gRPC', () => {
  const grpc = `import * as grpc from '@grpc/grpc-js';
    interface Greeter extends grpc.Client { sayHello(request: object, callback: (e: unknown) => void): void; sayHello(request: object, metadata: grpc.Metadata, callback: (e: unknown) => void): void }
    declare const Greeter: new (address: string, credentials: grpc.ChannelCredentials, options?: object) => Greeter;
    `;
  for (const [code, expected] of [
    [
      "const client = new Greeter('a', grpc.credentials.createInsecure()); client.sayHello({}, () => undefined);",
      'missing',
    ],
    [
      "const client = new Greeter('a', grpc.credentials.createInsecure()); client.sayHello({}, new grpc.Metadata(), () => undefined);",
      'missing',
    ],
    [
      "const client = new Greeter('a', grpc.credentials.createInsecure()); const metadata = new grpc.Metadata(); propagation.inject(context.active(), metadata, anything); client.sayHello({}, metadata, () => undefined);",
      'carried',
    ],
    [
      "const client = new Greeter('a', grpc.credentials.createInsecure(), { interceptors: [anything] }); client.sayHello({}, () => undefined);",
      'unknown',
    ],
    ['function f(client: Greeter) { client.sayHello({}, () => undefined); }', 'unknown'],
    [
      'function f(client: Greeter, metadata: grpc.Metadata) { client.sayHello({}, metadata, () => undefined); }',
      'unknown',
    ],
  ] as const) {
    it(code, () =>
      assert.deepEqual(
        sendsOf(grpc + code, { typed: true }).map((one) => one.split(' ').at(-1)),
        [expected],
      ),
    );
  }
  it('is not what the life cycle of a client needs', () => {
    assert.deepEqual(
      sendsOf(`${grpc}function f(client: Greeter) { client.close(); client.waitForReady(1, () => undefined); }`, {
        typed: true,
      }),
      [],
    );
  });
});
