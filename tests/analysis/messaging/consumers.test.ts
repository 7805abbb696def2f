import assert from 'node:assert/strict';
import { MESSAGING_CLIENTS, type MessagingClient } from '../../../src/model/messaging-clients';
import { consumersOf, sendsOf, setUp } from './support';

const kafka =
  "import { Kafka, type EachMessagePayload } from 'kafkajs'; const kafka = new Kafka({ brokers: [] }); const consumer = kafka.consumer({ groupId: 'g' });\n";
const amqp =
  "import amqp from 'amqplib'; const connection = await amqp.connect(''); const channel = await connection.createChannel();\n";
const nats = "import { connect } from 'nats'; const nc = await connect();\n";

for (const typed of [false, true]) {
  const mode = typed ? 'typed' : 'untyped';
  describe(`who handles messages, ${mode}`, () => {
    for (const [code, expected] of [
      [
        `${kafka}await consumer.run({ eachMessage: async ({ message }) => { foreign(message); } });`,
        ['kafkajs eachMessage false'],
      ],
      [
        `${kafka}await consumer.run({ async eachMessage({ message }) { foreign(message); } });`,
        ['kafkajs eachMessage false'],
      ],
      [
        `${kafka}await consumer.run({ eachBatch: async ({ batch }) => { foreign(batch); } });`,
        ['kafkajs eachBatch batch false'],
      ],
      [
        `${kafka}const config = { eachMessage: async (p: any) => { foreign(p); } }; await consumer.run(config);`,
        ['kafkajs eachMessage false'],
      ],
      [
        `${kafka}await consumer.run({ eachMessage: handle }); async function handle(payload: EachMessagePayload) { foreign(payload); }`,
        ['kafkajs eachMessage false'],
      ],
      [
        `${kafka}class A { start() { return consumer.run({ eachMessage: this.handle.bind(this) }); } async handle(payload: EachMessagePayload) { foreign(payload); } }`,
        ['kafkajs eachMessage false'],
      ],
      [
        `${kafka}class A { start() { return consumer.run({ eachMessage: (p) => this.handle(p) }); } async handle(payload: EachMessagePayload) { propagation.extract(context.active(), payload); } }`,
        ['kafkajs eachMessage true'],
      ],
      [
        `${kafka}await consumer.run({ eachMessage: async ({ message }) => { propagation.extract(context.active(), message.headers); } });`,
        ['kafkajs eachMessage true'],
      ],
      [
        `${kafka}await consumer.run({ eachMessage: async ({ message }) => { const ctx = contextOf(message); foreign(ctx); } }); function contextOf(m: any) { return propagation.extract(context.active(), m.headers); }`,
        ['kafkajs eachMessage true'],
      ],
      [
        `${kafka}import { withExtractedContext } from './x'; await consumer.run({ eachMessage: withExtractedContext(async ({ message }: any) => { foreign(message); }) });`,
        ['kafkajs eachMessage true'],
      ],
      [
        `${kafka}import { retry } from './x'; await consumer.run({ eachMessage: retry(async ({ message }: any) => { foreign(message); }) });`,
        ['kafkajs eachMessage undefined'],
      ],
      [
        `${kafka}import { retry } from './x'; class A { private readonly handle = retry(async ({ message }: any) => { foreign(message); }); start() { return consumer.run({ eachMessage: this.handle }); } }`,
        ['kafkajs eachMessage undefined'],
      ],
      [
        `${kafka}const handlerFor = (name: string) => async ({ message }: any) => { foreign(name, message); }; await consumer.run({ eachMessage: handlerFor('a') });`,
        ['kafkajs eachMessage false'],
      ],
      [
        `${kafka}const handlers = new Map([['a', async ({ message }: any) => { foreign(message); }]]); await consumer.run({ eachMessage: handlers.get('a') });`,
        ['kafkajs eachMessage false'],
      ],
      [
        `${kafka}import { runInContext } from './x'; await consumer.run({ eachMessage: async ({ message }) => { await runInContext(message.headers, () => foreign()); } });`,
        ['kafkajs eachMessage true'],
      ],
      [
        `${kafka}await consumer.run({ eachMessage: async ({ message }) => { foreign(message.headers); } });`,
        ['kafkajs eachMessage undefined'],
      ],
      [
        `${kafka}await consumer.run({ eachMessage: async ({ message }) => { console.log(message.headers); } });`,
        ['kafkajs eachMessage false'],
      ],
      [`${amqp}await channel.consume('q', (msg) => { foreign(msg); });`, ['amqplib consume() false']],
      [
        `${amqp}await channel.consume('q', onMessage); function onMessage(msg: any) { foreign(msg); }`,
        ['amqplib consume() false'],
      ],
      [`${amqp}async function poll() { const msg = await channel.get('q'); foreign(msg); }`, ['amqplib get() false']],
      [
        "import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; const sqs = new SQSClient({}); async function poll() { const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'u' })); foreign(Messages); }",
        ['sqs ReceiveMessage batch false'],
      ],
      [
        "import type { SQSHandler } from 'aws-lambda'; export const handler: SQSHandler = async (event) => { foreign(event); };",
        ['aws-lambda SQS handler batch false'],
      ],
      [
        "import { SQSEvent } from 'aws-lambda'; export async function handler(event: SQSEvent) { foreign(event); }",
        ['aws-lambda SQS handler batch false'],
      ],
      [
        "import type * as lambda from 'aws-lambda'; export const handler = async (event: lambda.SNSEvent) => { foreign(event); };",
        ['aws-lambda SNS handler batch false'],
      ],
      [
        "import { Worker } from 'bullmq'; new Worker('q', async (job) => { foreign(job); }, { connection: {} });",
        ['bullmq Worker false'],
      ],
      [
        "import { Worker as BullWorker } from 'bullmq'; export const w = new BullWorker('q', work, { connection: {} }); async function work(job: any) { foreign(job); }",
        ['bullmq Worker false'],
      ],
      [`${nats}for await (const m of nc.subscribe('s')) { foreign(m); }`, ['nats subscribe() false']],
      [
        `${nats}async function f() { const sub = nc.subscribe('s'); for await (const m of sub) { propagation.extract(context.active(), m.headers); } }`,
        ['nats subscribe() true'],
      ],
      [`${nats}nc.subscribe('s', { callback: (error, m) => { foreign(m); } });`, ['nats subscribe() false']],
      [
        `${nats}const js = nc.jetstream(); const c = await js.consumers.get('a', 'b'); for await (const m of await c.consume()) { foreign(m); }`,
        ['nats subscribe() false'],
      ],
      [
        "import { PubSub } from '@google-cloud/pubsub'; const subscription = new PubSub().subscription('s'); subscription.on('message', (message) => { foreign(message); }); subscription.on('error', () => undefined);",
        ["google-pubsub on('message') false"],
      ],
      [
        "import * as grpc from '@grpc/grpc-js'; const server = new grpc.Server(); server.addService(anything, { sayHello: (call: any, callback: any) => { callback(null, call); }, sayBye });function sayBye(call: any) { foreign(call); }",
        ['grpc gRPC handler false', 'grpc gRPC handler false'],
      ],
      [
        "import * as grpc from '@grpc/grpc-js'; const sayHello: grpc.handleUnaryCall<object, object> = (call, callback) => { callback(null, call); };",
        ['grpc gRPC handler false'],
      ],
      [
        "import { WebSocketServer } from 'ws'; const wss = new WebSocketServer(); wss.on('connection', (socket) => { socket.on('message', (data) => { foreign(data); }); });",
        ["ws on('message') false"],
      ],
      [
        "import Redis from 'ioredis'; const redis = new Redis(); async function poll() { const result = await redis.xread('STREAMS', 's', '$'); foreign(result); }",
        ['ioredis xread() batch false'],
      ],
      [
        "import { createClient } from 'redis'; const redis = createClient(); async function poll() { const result = await redis.xReadGroup('g', 'c', { key: 's', id: '>' }); foreign(result); }",
        ['redis xRead() batch false'],
      ],
    ] as const) {
      it(code, () => assert.deepEqual(consumersOf(code, { typed }), expected));
    }

    it('is nobody where only the names are alike', () => {
      for (const code of [
        'class Consumer { run(x: object) { return x; } } new Consumer().run({ eachMessage: async () => undefined }); // kafka',
        "import { EventEmitter } from 'node:events'; new EventEmitter().on('message', () => undefined); // ws pubsub",
        "import { Worker } from 'node:worker_threads'; new Worker('./queue.js');",
        "const channel = new Map<string, string>(); channel.get('q'); // amqp",
        "import type { SQSHandler } from './own'; export const handler: SQSHandler = async (event: any) => { foreign(event); };",
        'for await (const m of anything.subscribe("nats")) { foreign(m); }',
      ]) {
        assert.deepEqual(consumersOf(code, { typed }), [], code);
      }
    });

    it('comes with its carrier, its parameter and its body', () => {
      const { messaging, text } = setUp(
        `${kafka}await consumer.run({ eachMessage: async ({ message }) => { foreign(message); } });`,
        { typed },
      );
      const [found] = messaging.consumers;
      assert.deepEqual(found?.carrierOf('message'), { text: 'message.headers', shape: 'buffers', isPayload: false });
      assert.equal(text(found.parameter), '{ message }');
      assert.equal(text(found.body), '{ foreign(message); }');
      const loop = setUp(`${nats}for await (const m of nc.subscribe('s')) { foreign(m); }`, { typed });
      assert.equal(loop.text(loop.messaging.consumers.at(0)?.parameter), 'm');
      assert.equal(loop.text(loop.messaging.consumers.at(0)?.body), '{ foreign(m); }');
      const worker = setUp(
        "import { Worker } from 'bullmq'; new Worker('q', async (job) => { foreign(job); }, { connection: {} });",
        { typed },
      );
      assert.deepEqual(worker.messaging.consumers[0]?.carrierOf('job'), {
        text: 'job.data',
        shape: 'plain',
        isPayload: true,
      });
    });

    it('is known once, though it is registered and annotated', () => {
      const code = `${kafka}import type { EachMessageHandler } from 'kafkajs'; const handle: EachMessageHandler = async ({ message }) => { foreign(message); }; await consumer.run({ eachMessage: handle });`;
      assert.deepEqual(consumersOf(code, { typed }), ['kafkajs eachMessage false']);
    });
  });

  describe(`what the instrumentation covers, ${mode}`, () => {
    const coverage = (code: string, instrumented: readonly string[] = [], hasAgent = false) => {
      const { messaging } = setUp(code, { typed, instrumented, hasAgent });
      return [...messaging.sends, ...messaging.consumers].map(
        ({ instrumentation: { covered, isInstrumented, reason } }) => [
          covered,
          isInstrumented,
          reason?.split(' ').slice(0, 2).join(' '),
        ],
      );
    };
    const both = `${kafka}const producer = kafka.producer(); await producer.send({ topic: 't', messages: [] }); await consumer.run({ eachMessage: async () => undefined }); await consumer.run({ eachBatch: async () => undefined });`;

    it('is nothing without one', () =>
      assert.deepEqual(coverage(both), [
        [false, false, undefined],
        [false, false, undefined],
        [false, false, undefined],
      ]));
    it('is unknown where an agent may patch what it likes', () =>
      assert.deepEqual(coverage(both, [], true), [
        [undefined, false, undefined],
        [undefined, false, undefined],
        [undefined, false, undefined],
      ]));
    it('is a Kafka send and eachMessage, not eachBatch', () =>
      assert.deepEqual(coverage(both, ['kafkajs']), [
        [true, true, undefined],
        [true, true, undefined],
        [false, true, 'the instrumentation'],
      ]));
    it('is consume() of RabbitMQ, not get()', () =>
      assert.deepEqual(
        coverage(`${amqp}await channel.consume('q', () => undefined); await channel.get('q');`, ['amqplib']),
        [
          [true, true, undefined],
          [false, true, 'the instrumentation'],
        ],
      ));
    it('is Publish of SNS, not PublishBatch', () =>
      assert.deepEqual(
        coverage(
          "import { SNSClient, PublishCommand, PublishBatchCommand } from '@aws-sdk/client-sns'; const sns = new SNSClient({}); await sns.send(new PublishCommand({})); await sns.send(new PublishBatchCommand({ TopicArn: 'a', PublishBatchRequestEntries: [] }));",
          ['aws-sdk'],
        ),
        [
          [true, true, undefined],
          [false, true, 'the instrumentation'],
        ],
      ));
    it('is no received message of SQS', () =>
      assert.deepEqual(
        coverage(
          "import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; await new SQSClient({}).send(new ReceiveMessageCommand({ QueueUrl: 'u' }));",
          ['aws-sdk'],
        ),
        [[false, true, 'the instrumentation']],
      ));
    it('is a gRPC handler', () =>
      assert.deepEqual(
        coverage(
          "import * as grpc from '@grpc/grpc-js'; new grpc.Server().addService(anything, { sayHello: (call: any) => { foreign(call); } });",
          ['grpc'],
        ),
        [[true, true, undefined]],
      ));
    it('is no stream of Redis', () =>
      assert.deepEqual(
        coverage("import Redis from 'ioredis'; await new Redis().xadd('s', '*', 'a', 'b');", ['ioredis']),
        [[false, true, 'the instrumentation']],
      ));

    const bull = (queue: string, worker = 'new Worker("q", async () => undefined, { connection: {} })'): string =>
      `import { Queue, Worker } from 'bullmq'; import { telemetry, options } from './otel'; ${queue}; await queue.add('j', { id: 1 }); ${worker};`;
    for (const [queue, expected] of [
      ["const queue = new Queue('q', { connection: {} })", [false, false, undefined]],
      ["const queue = new Queue('q', { connection: {}, telemetry })", [true, true, undefined]],
      ["const queue = new Queue('q', { connection: {}, telemetry: undefined })", [false, false, undefined]],
      ["const queue = new Queue('q', options)", [undefined, false, undefined]],
      ["const queue = new Queue('q', { ...options })", [undefined, false, undefined]],
      [
        "const settings = { connection: {}, telemetry }; const queue = new Queue('q', settings)",
        [true, true, undefined],
      ],
    ] as const) {
      it(`is a job of BullMQ where its option says so: ${queue}`, () =>
        assert.deepEqual(coverage(bull(queue))[0], expected));
    }
    it('is unknown where the queue comes from elsewhere', () =>
      assert.deepEqual(
        coverage(
          "import type { Queue } from 'bullmq'; async function f(queue: Queue) { await queue.add('j', { id: 1 }); }",
        )[0],
        [undefined, false, undefined],
      ));
    it('follows a queue in a field', () =>
      assert.deepEqual(
        coverage(
          "import { Queue } from 'bullmq'; import { telemetry } from './otel'; class A { queue = new Queue('q', { connection: {}, telemetry }); go() { return this.queue.add('j', { id: 1 }); } }",
        )[0],
        [true, true, undefined],
      ));
    it('is a worker of BullMQ by its own options', () => {
      assert.deepEqual(
        coverage(
          bull(
            "const queue = new Queue('q', { connection: {} })",
            "new Worker('q', async () => undefined, { connection: {}, telemetry })",
          ),
        )[1],
        [true, true, undefined],
      );
      assert.deepEqual(coverage(bull("const queue = new Queue('q', { connection: {} })"))[1], [
        false,
        false,
        undefined,
      ]);
    });
    it('is a publish of Pub/Sub by the option of its client, and never its listener', () => {
      const code =
        "import { PubSub } from '@google-cloud/pubsub'; const pubsub = new PubSub({ enableOpenTelemetryTracing: true }); await pubsub.topic('t').publishMessage({ json: {} }); pubsub.subscription('s').on('message', () => undefined);";
      assert.deepEqual(coverage(code), [
        [true, true, undefined],
        [false, true, "the library's"],
      ]);
    });
  });

  describe(`a library that is a new row, ${mode}`, () => {
    const acme: MessagingClient = {
      id: 'acme',
      label: 'Acme',
      library: 'acme',
      hint: /acme/,
      sends: [
        {
          on: [{ package: 'nats', name: 'NatsConnection' }],
          methods: ['publish'],
          messages: { argument: 0, path: 'batch.*' },
          carrier: { in: 'message', property: 'meta', shape: 'plain' },
        },
      ],
      consumes: [
        {
          handover: {
            by: 'handler',
            on: [{ package: 'nats', name: 'NatsConnection' }],
            methods: ['listen'],
            handler: { argument: 0, path: 'on.each' },
            parameter: 0,
          },
          messages: 'letters.*',
          isBatch: true,
          carrier: { path: 'meta', shape: 'map' },
          label: 'listen()',
        },
      ],
    };
    const code =
      "// acme\nimport { connect } from 'nats'; const acme: any = await connect(); const bus = await connect();\n";
    const clients = [...MESSAGING_CLIENTS.filter(({ id }) => id !== 'nats'), acme];

    it('is seen where it sends', () => {
      const sent = `${code}(bus as any, bus).publish({ batch: [{ body: 1 }, { body: 2, meta: { traceparent: anything } }] } as any);`;
      assert.deepEqual(sendsOf(sent.replace('(bus as any, bus)', 'bus'), { typed, clients }), [
        'acme bus.publish() missing,carried',
      ]);
    });
    it('is seen where it receives', () => {
      const received = `${code}// @ts-ignore\nbus.listen({ on: { each: ({ letters }: any) => { for (const letter of letters) probe(letter.meta); probe(letters); } } });`;
      const { messaging, probes } = setUp(received, { typed, clients, instrumented: ['acme'] });
      assert.deepEqual(
        messaging.consumers.map(({ client, description, isBatch }) => [client.id, description, isBatch]),
        [['acme', 'listen()', true]],
      );
      assert.equal(messaging.consumers[0]?.instrumentation.covered, true);
      assert.deepEqual(
        probes.map((node) => messaging.originOf(node)?.what),
        ['carrier', 'messages'],
      );
      assert.equal(probes[0] && messaging.originOf(probes[0])?.shape, 'map');
    });
    it('is nothing without the row', () =>
      assert.deepEqual(consumersOf(`${code}bus.publish('a');`, { typed, clients: [] }), []));
  });
}
