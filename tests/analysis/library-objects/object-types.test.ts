import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { ObjectTypes } from '../../../src/analysis/library-objects';
import { findNodes, parseSource } from '../../support/source';

const imports = `import { EventEmitter, EventEmitterAsyncResource } from 'node:events';
import EE from 'events';
import readline from 'node:readline';
import { Worker, parentPort, MessageChannel as Channel, MessagePort as Port, BroadcastChannel as News } from 'node:worker_threads';
import dc from 'node:diagnostics_channel';
import { fork } from 'node:child_process';
import proc from 'node:process';
class Bus extends EventEmitter {}
class LoudBus extends Bus {}
`;

/** The first type of the last expression statement, as `package#name`. */
function typeOf(code: string, typed: boolean, all = false): string {
  const sourceCode = parseSource(imports + code, { typed });
  const statement = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.ExpressionStatement).at(-1);
  assert.ok(statement?.type === AST_NODE_TYPES.ExpressionStatement);
  const types = new ObjectTypes(new ApiResolver(sourceCode))
    .of(statement.expression)
    .map((type) => `${type.package}#${type.name}`);
  return all ? types.join(' ') : (types[0] ?? '');
}

/** The first type of what the last call of `use` is given. */
function typeOfArgument(code: string, typed: boolean): string {
  const sourceCode = parseSource(imports + code, { typed });
  const call = findNodes(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node).startsWith('use('),
  ).at(-1);
  assert.ok(call?.type === AST_NODE_TYPES.CallExpression && call.arguments[0]);
  const [type] = new ObjectTypes(new ApiResolver(sourceCode)).of(call.arguments[0]);
  return type ? `${type.package}#${type.name}` : '';
}

for (const typed of [false, true]) {
  describe(`library objects, ${typed ? 'by declaration' : 'by what they are built from'}`, () => {
    for (const [code, expected] of [
      ['new EventEmitter();', 'events#EventEmitter'],
      ['new EE();', 'events#EventEmitter'],
      ['const bus = new EventEmitter(); bus;', 'events#EventEmitter'],
      ['const bus = new EventEmitter(); const alias = bus; alias;', 'events#EventEmitter'],
      ['let bus: EventEmitter; bus!;', 'events#EventEmitter'],
      ['let bus: EE; bus!;', 'events#EventEmitter'],
      ['let bus: EventEmitter | undefined; bus;', 'events#EventEmitter'],
      ['let bus: NodeJS.EventEmitter; bus!;', 'events#EventEmitter'],
      ['new Bus();', 'events#EventEmitter'],
      ['new LoudBus();', 'events#EventEmitter'],
      ['let bus: LoudBus; bus!;', 'events#EventEmitter'],
      ['new EventEmitterAsyncResource();', 'events#EventEmitterAsyncResource'],
      ['readline.createInterface({ input: process.stdin });', 'readline#Interface'],
      ['new Worker("./w.js");', 'worker_threads#Worker'],
      ['parentPort;', 'worker_threads#MessagePort'],
      ['const port = parentPort!; port;', 'worker_threads#MessagePort'],
      ['new Channel().port1;', 'worker_threads#MessagePort'],
      ['const { port2 } = new Channel(); port2;', 'worker_threads#MessagePort'],
      ['let port: Port; port!;', 'worker_threads#MessagePort'],
      ['new News("x");', 'worker_threads#BroadcastChannel'],
      ['new BroadcastChannel("x");', 'lib#BroadcastChannel'],
      ['new MessageChannel().port1;', 'lib#MessagePort'],
      ['dc.channel("x");', 'diagnostics_channel#Channel'],
      ['fork("x");', 'child_process#ChildProcess'],
      ['process;', 'process#Process'],
      ['proc;', 'process#Process'],
      ['new AbortController().signal;', 'lib#AbortSignal'],
      ['const controller = new AbortController(); controller.signal;', 'lib#AbortSignal'],
      ['let signal: AbortSignal; signal!;', 'lib#AbortSignal'],
      ['new EventTarget();', 'lib#EventTarget'],
      ['window;', 'lib#Window'],
      [
        'const bus = new EventEmitter(); const other = new EventEmitter(); Math.random() ? bus : other;',
        'events#EventEmitter',
      ],
    ]) {
      it(`${code ?? ''} is ${expected ?? ''}`, () => assert.equal(typeOf(code ?? '', typed), expected));
    }

    for (const field of [
      'bus = new EventEmitter();',
      'private readonly bus: EventEmitter = new EventEmitter();',
      'constructor(private readonly bus: EventEmitter) {}',
      'bus; constructor() { this.bus = new EventEmitter(); }',
    ]) {
      it(`knows the field of class { ${field} }`, () => {
        const code = `class A { ${field} get() { this.bus; } }`;
        assert.equal(typeOf(code, typed), 'events#EventEmitter');
      });
    }

    it('knows this of a subclass', () =>
      assert.equal(typeOf('class B extends EventEmitter { go() { this; } }', typed), 'events#EventEmitter'));
    it('knows a private field', () =>
      assert.equal(typeOf('class B { #bus = new EventEmitter(); go() { this.#bus; } }', typed), 'events#EventEmitter'));
    it('knows nothing of what it cannot follow', () => {
      for (const code of [
        'import { bus } from "./bus"; bus;',
        'declare const x: any; x.y.z;',
        'class EventEmitter2 {} new EventEmitter2();',
        '[1][0];',
        '({}).x;',
      ]) {
        assert.equal(typeOf(code, typed), '', code);
      }
    });
    it('does not run in circles', () => assert.equal(typeOf('let a: any; let b: any = a; a = b; a;', typed), ''));
  });
}

const messaging = `import { Kafka, type Producer, type Consumer as KafkaConsumer } from 'kafkajs';
import amqp from 'amqplib'; import * as amqpCallback from 'amqplib/callback_api';
import { connect } from 'nats'; import { PubSub } from '@google-cloud/pubsub';
import Redis from 'ioredis'; import { createClient } from 'redis'; import { Queue, Worker as BullWorker } from 'bullmq';
import WebSocket, { WebSocketServer } from 'ws'; import * as grpc from '@grpc/grpc-js';
import { SQSClient, SQS } from '@aws-sdk/client-sqs';
const kafka = new Kafka({ brokers: [] });
`;

for (const typed of [false, true]) {
  describe(`objects that other objects make, ${typed ? 'by declaration' : 'by what they are built from'}`, () => {
    for (const [code, expected] of [
      ['kafka.producer();', 'kafkajs#Producer'],
      ['const producer = kafka.producer(); producer;', 'kafkajs#Producer'],
      ['kafka.consumer({ groupId: "g" });', 'kafkajs#Consumer'],
      ['let producer: Producer; producer!;', 'kafkajs#Producer'],
      ['let consumer: KafkaConsumer | undefined; consumer;', 'kafkajs#Consumer'],
      ['const transaction = await kafka.producer().transaction(); transaction;', 'kafkajs#Transaction'],
      ['const channel = await (await amqp.connect("")).createChannel(); channel;', 'amqplib#Channel'],
      ['const connection = await amqp.connect(""); await connection.createConfirmChannel();', 'amqplib#ConfirmChannel'],
      ['const nc = await connect(); nc;', 'nats#NatsConnection'],
      ['const nc = await connect(); const js = nc.jetstream(); js;', 'nats#JetStreamClient'],
      ['const nc = await connect(); nc.subscribe("s");', 'nats#Subscription'],
      [
        'const nc = await connect(); const c = await nc.jetstream().consumers.get("a", "b"); const m = await c.consume(); m;',
        'nats#ConsumerMessages',
      ],
      ['new PubSub().topic("t");', '@google-cloud/pubsub#Topic'],
      ['const pubsub = new PubSub(); pubsub.subscription("s");', '@google-cloud/pubsub#Subscription'],
      ['new Redis();', 'ioredis#Redis'],
      ['createClient();', 'redis#RedisClientType'],
      ['new Queue("q", { connection: {} });', 'bullmq#Queue'],
      ['new BullWorker("q");', 'bullmq#Worker'],
      ['new WebSocket("x");', 'ws#WebSocket'],
      ['new grpc.Server();', '@grpc/grpc-js#Server'],
      ['new SQSClient({});', '@aws-sdk/client-sqs#SQSClient'],
      ['new SQS({});', '@aws-sdk/client-sqs#SQS'],
    ]) {
      it(`${code ?? ''} is ${expected ?? ''}`, () => assert.equal(typeOf(messaging + (code ?? ''), typed), expected));
    }

    it('knows what is given to a callback', () => {
      for (const [code, expected] of [
        ["new WebSocketServer().on('connection', (socket) => { use(socket); });", 'ws#WebSocket'],
        ["amqp.connect('').then((socket) => { use(socket); });", 'amqplib#ChannelModel'],
        ["amqp.connect('').then((c) => c.createChannel()).then((socket) => { use(socket); });", 'amqplib#Channel'],
        [
          "amqpCallback.connect('', (e, c) => { c.createChannel((e, socket) => { use(socket); }); });",
          typed ? 'amqplib#Channel' : 'amqplib/callback_api#Channel',
        ],
      ] as const) {
        assert.equal(
          typeOfArgument(`${messaging}declare function use(x: unknown): void; ${code}`, typed),
          expected,
          code,
        );
      }
    });

    it('knows nothing of another method, event or callback', () => {
      for (const code of [
        'const nobody: any = {}; nobody.producer();',
        'kafka.admin().toString;',
        'class Kafka2 { producer() { return 1; } } new Kafka2().producer().toFixed;',
      ]) {
        assert.equal(typeOf(messaging + code, typed).startsWith('kafkajs#Producer'), false, code);
      }
      assert.notEqual(
        typeOfArgument(
          `${messaging}declare function use(x: unknown): void; new WebSocketServer().on('headers', (socket) => { use(socket); });`,
          typed,
        ),
        'ws#WebSocket',
      );
    });
  });
}

describe('library objects with types', () => {
  it('have their bases behind them', () => {
    assert.match(
      typeOf('import http from "node:http"; declare const req: http.IncomingMessage; req;', true, true),
      /^http#IncomingMessage stream#Readable .*events#EventEmitter/,
    );
    assert.match(typeOf('process;', true, true), /^process#Process .*events#EventEmitter/);
  });
});
