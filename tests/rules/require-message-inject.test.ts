import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { requireMessageInject } from '../../src/rules/require-message-inject';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const kafka = `${api}import type { Producer } from 'kafkajs';\ndeclare const producer: Producer;\n`;
const amqp = `${api}import type { Channel } from 'amqplib';\ndeclare const channel: Channel;\n`;
const sqs = `${api}import { SQS, SQSClient, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';\nconst sqs = new SQSClient({});\nconst old = new SQS({});\n`;
const sns = `${api}import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';\nconst sns = new SNSClient({});\n`;
const bull = `${api}import { Queue } from 'bullmq';\nconst queue = new Queue('orders', { connection: { host: 'h' } });\n`;
const pubsub = `${api}import { PubSub } from '@google-cloud/pubsub';\nconst topic = new PubSub().topic('orders');\n`;
const nats = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';\nimport type { NatsConnection } from 'nats';\nconst tracer = trace.getTracer('shop');\ndeclare const nc: NatsConnection;\n`;
const redis = `${api}import { createClient } from 'redis';\nconst client = createClient();\n`;
const ioredis = `${api}import Redis from 'ioredis';\nconst client = new Redis();\n`;
const ws = `${api}import WebSocket from 'ws';\ndeclare const socket: WebSocket;\n`;
const grpc =
  `${api}import { Client, Metadata, type ClientUnaryCall, type ServiceError, credentials } from '@grpc/grpc-js';\n` +
  `type Reply = (error: ServiceError | null, order: string) => void;\n` +
  `interface Get { (request: { id: string }, reply: Reply): ClientUnaryCall; (request: { id: string }, metadata: Metadata, reply: Reply): ClientUnaryCall }\n` +
  `class OrderClient extends Client { declare get: Get }\n` +
  `const client = new OrderClient('h', credentials.createInsecure());\n`;

const nestTypes = '/// <reference path="./included/nest.d.ts" />\n';
const nest = `${nestTypes}${api}import { ClientProxy, NatsRecordBuilder, RmqRecordBuilder, MqttRecordBuilder } from '@nestjs/microservices';\ndeclare const client: ClientProxy;\n`;

/** A traced function around some lines, each of which then begins with four spaces. */
function traced(...lines: readonly string[]): string {
  const body = lines.map((line) => `    ${line}\n`).join('');
  return `export async function place(order: { id: string }, orders: string[]) {\n  return tracer.startActiveSpan('place', async (span) => {\n${body}    span.end();\n  });\n}\n`;
}

interface Case {
  readonly name: string;
  readonly code: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly scope?: 'any' | 'traced';
  readonly only?: 'typed' | 'untyped';
}

interface Expected {
  readonly id?: 'noCarrier' | 'noCarrierInTrace';
  readonly data?: Readonly<Record<string, unknown>>;
  /** What the suggestion replaces in the code; none without it. */
  readonly edits?: readonly Replacement[];
  /** The mode in which the suggestion is offered. Default: both. */
  readonly editedOnly?: 'typed' | 'untyped';
}

interface Failing extends Case {
  readonly errors: readonly Expected[];
}

const declared = 'const carrier: Record<string, string> = {};';
const active = 'propagation.inject(context.active(), carrier);';
/** A line in front of which the carrier is filled, and the same line with it. */
function filled(from: string, to: string, context = 'context.active()', indent = '    '): Replacement {
  return [
    `${indent}${from}`,
    `${indent}${declared}\n${indent}propagation.inject(${context}, carrier);\n${indent}${to}`,
  ];
}

const setterOf = (name: string, type: string, member: string): readonly Replacement[] => [
  ['ROOT_CONTEXT }', 'ROOT_CONTEXT, type TextMapSetter }'],
  [
    `from '@opentelemetry/api';\n`,
    `from '@opentelemetry/api';\n\nconst ${name}: TextMapSetter<${type}> = {\n  ${member},\n};\n`,
  ],
];
const attributes = setterOf(
  'messageAttributesSetter',
  'Record<string, { DataType: string | undefined; StringValue?: string | undefined }>',
  "set: (carrier, key, value) => void (carrier[key] = { DataType: 'String', StringValue: value })",
);
const writesMap = (name: string): readonly Replacement[] =>
  setterOf(
    name,
    '{ set(key: string, value: string): unknown }',
    'set: (carrier, key, value) => void carrier.set(key, value)',
  );
const natsSetter =
  'const natsHeadersSetter: TextMapSetter<{ set(key: string, value: string): unknown }> = {\n  set: (carrier, key, value) => void carrier.set(key, value),\n};\n';
function attributed(from: string, to: string): readonly Replacement[] {
  const lines =
    '    const carrier: Record<string, { DataType: string; StringValue: string }> = {};\n    propagation.inject(context.active(), carrier, messageAttributesSetter);\n';
  return [...attributes, [`    ${from}`, `${lines}    ${to}`]];
}

const send = "await producer.send({ topic: 'orders', messages: [{ value: order.id }] });";
const sent = "await producer.send({ topic: 'orders', messages: [{ value: order.id, headers: carrier }] });";

/** A service of Nest with a client of some kind, and a traced method around a line. */
const service = (
  client: string,
  line: string,
  imports = `import { ClientProxy } from '@nestjs/microservices';`,
): string =>
  `${nestTypes}${api}${imports}\nexport class Bakery {\n  ${client}\n  bake(loaves: number) {\n    return tracer.startActiveSpan('bake', async (span) => {\n      ${line}\n      span.end();\n    });\n  }\n}\n`;

const valid: readonly Case[] = [
  // Nest
  ...['kafkajs', 'amqplib', 'ioredis', 'redis', 'grpc'].map((library) => ({
    name: `a client of Nest whose transport may be instrumented: ${library}`,
    code: service('constructor(private readonly ovens: ClientProxy) {}', `this.ovens.emit('baked', { loaves });`),
    settings: { instrumented: [library] },
  })),
  ...[
    `const carrier: Record<string, string> = {}; propagation.inject(context.active(), carrier); client.emit('a', { id: order.id, carrier });`,
    `const headers: Record<string, string> = {}; propagation.inject(context.active(), headers); client.emit('a', new RmqRecordBuilder(order).setOptions({ headers }).build());`,
    `const headers: Record<string, string> = {}; propagation.inject(context.active(), headers); client.emit('a', new MqttRecordBuilder(order).setProperties({ userProperties: { ...headers } }).setQoS(1).build());`,
    `const h = new Map(); propagation.inject(context.active(), h, { set: (c, k, v) => void c.set(k, v) }); const record = new NatsRecordBuilder(order).setHeaders(h).build(); client.emit('a', record);`,
    `const builder = new RmqRecordBuilder(order); const headers: Record<string, string> = {}; propagation.inject(context.active(), headers); builder.setOptions({ priority: 1, headers }); client.send('a', builder.build());`,
    `client.emit('a', { key: order.id, value: order, headers: { traceparent: order.id } });`,
  ].map((code) => ({ name: `a carrier in a message of Nest: ${code.slice(0, 100)}`, code: `${nest}${traced(code)}` })),
  ...[
    `const builder = new RmqRecordBuilder(order); fill(builder); client.send('a', builder.build());`,
    `client.send('a', new RmqRecordBuilder(order).setOptions(options).build());`,
    `client.send('a', recordOf(order));`,
    `client.send(...args);`,
    `const { send } = client; void send;`,
  ].map((code) => ({
    name: `a message of Nest of which nobody can tell: ${code}`,
    code: `${nest}declare function fill(x: unknown): void; declare const options: { headers?: Record<string, string> }, recordOf: (x: unknown) => any, args: [string, object];\n${traced(code)}`,
  })),
  {
    name: 'a client of a class of the project, which may inject',
    code: `${nest}class TracedProxy extends ClientProxy {}\ndeclare const own: TracedProxy;\n${traced(`own.send('a', { id: order.id });`)}`,
  },
  {
    name: 'a client of Nest with a serializer of its own',
    code: `${api}import { ClientProxyFactory, Transport } from '@nestjs/microservices';\nimport { TracingSerializer } from './serializer';\nconst client = ClientProxyFactory.create({ transport: Transport.TCP, options: { serializer: new TracingSerializer() } });\n${traced(`client.send('a', { id: order.id });`)}`,
  },
  {
    name: 'a client of that name which is not of Nest',
    code: service(
      'constructor(private readonly ovens: ClientProxy) {}',
      `this.ovens.send('bake', { loaves });`,
      `class ClientProxy { send(pattern: string, data: object) { return [pattern, data]; } }`,
    ),
  },
  {
    name: 'a client of that name from another package',
    code: service(
      'constructor(private readonly ovens: ClientProxy) {}',
      `this.ovens.send('bake', { loaves });`,
      `import { ClientProxy } from './nestjs/microservices';`,
    ),
  },
  {
    name: 'a client of Nest outside any trace',
    code: `${nest}export function ping(id: string) { client.emit('ping', { id }); }\n`,
  },
  {
    name: 'a heartbeat, which no caller waits for',
    scope: 'any',
    code: `${kafka}setInterval(() => { void producer.send({ topic: 'alive', messages: [{ value: 'x' }] }); }, 1000);\n`,
  },
  // answers
  ...[
    `channel.publish('', msg.properties.replyTo, Buffer.from('x'), { correlationId: msg.properties.correlationId });`,
    `const { replyTo, correlationId } = msg.properties; channel.publish('', replyTo, Buffer.from('x'), { correlationId });`,
    `const queue = msg.properties.replyTo as string; channel.sendToQueue(queue, Buffer.from('x'), {});`,
    `channel.sendToQueue(msg.properties.replyTo ?? '', Buffer.from('x'), {});`,
  ].map((code) => ({
    name: `an answer: ${code}`,
    code: `${amqp}declare const msg: import('amqplib').ConsumeMessage;\n${traced(code)}`,
  })),
  // clients that inject by themselves
  {
    name: 'a class of the project that takes the commands of the client',
    only: 'typed',
    code: `${sqs}declare class Outbox { send(command: SendMessageCommand): Promise<void>; }\ndeclare const outbox: Outbox;\n${traced(`await outbox.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: order.id }));`)}`,
  },
  {
    name: 'a queue of a class that may switch its telemetry on',
    code: `${bull}class TracedJobs extends Queue { constructor(name: string) { super(name, { connection: { host: 'h' }, telemetry: anything }); } }\ndeclare const anything: never;\nconst jobs = new TracedJobs('jobs');\n${traced(`await jobs.add('mail', { to: order.id });`)}`,
  },
  {
    name: 'a method that the file replaces',
    code: `${amqp}const original = channel.publish.bind(channel);\nchannel.publish = (exchange, key, content, options = {}) => { options.headers ??= {}; propagation.inject(context.active(), options.headers); return original(exchange, key, content, options); };\n${traced(`channel.publish('e', 'k', Buffer.from('x'));`)}`,
  },
  {
    name: 'an AWS client with a middleware of its own',
    code: `${sqs}sqs.middlewareStack.add((next) => (input) => next(withCarrier(input)), { step: 'build' });\ndeclare function withCarrier<T>(x: T): T;\n${traced(`await sqs.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'x' }));`)}`,
  },
  {
    name: 'an AWS client that X-Ray captures',
    code: `${sqs}import { captureAWSv3Client } from 'aws-xray-sdk';\nconst captured = captureAWSv3Client(sqs);\n${traced(`await captured.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'x' }));`)}`,
  },
  {
    name: 'a client of a class that traces',
    only: 'untyped',
    code: `${sqs}import { TracedClient } from './traced';\nconst traced = new TracedClient();\n${traced(`await traced.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'x' }));`)}`,
  },
  {
    name: 'metadata of a gRPC client that may have interceptors',
    only: 'typed',
    code: `${grpc}declare const injected: { client: OrderClient };\n${traced(`const { client: orderClient } = injected; const metadata = new Metadata(); metadata.set('authorization', 'x'); orderClient.get(order, metadata, () => undefined);`)}`,
  },
  // a carrier that somebody may fill
  ...[
    `const carrier = {}; fill(carrier); await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
    `const carrier: Record<string, string> = {}; carrier['traceparent'] = order.id; await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
    `const carrier = {}; const message = { value: 'x', headers: carrier }; fill(message); await producer.send({ topic: 'a', messages: [message] });`,
    `let carrier = {}; carrier = await load(); await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
  ].map((code) => ({
    name: `a carrier that somebody may fill: ${code.slice(0, 70)}`,
    code: `${kafka}declare function fill(x: object): void; declare function load(): Promise<object>;\n${traced(code)}`,
  })),
  // carried
  ...[
    `const carrier = {}; propagation.inject(context.active(), carrier); await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
    `const h: Record<string, string> = { a: 'b' }; propagation.inject(context.active(), h); await producer.send({ topic: 'a', messages: [{ value: 'x', headers: h }] });`,
    `const h = {}; propagation.inject(context.active(), h); await producer.send({ topic: 'a', messages: orders.map((value) => ({ value, headers: { ...h, 'x-id': value } })) });`,
    `const message = { value: 'x', headers: {} }; propagation.inject(context.active(), message.headers); await producer.send({ topic: 'a', messages: [message] });`,
    `const messages = orders.map((value) => ({ value, headers: {} })); for (const message of messages) propagation.inject(context.active(), message.headers); await producer.send({ topic: 'a', messages });`,
    `await producer.send({ topic: 'a', messages: [{ value: 'x', headers: traceHeaders() }] });`,
    `await producer.send({ topic: 'a', messages: [{ value: 'x', headers: { traceparent: order.id } }] });`,
    `await producer.send({ topic: 'a', messages: [withTracing({ value: 'x' })] });`,
  ].map((code) => ({
    name: `a carrier: ${code.slice(0, 90)}`,
    code: `${kafka}declare function traceHeaders(): Record<string, string>; declare function withTracing<T>(x: T): T;\n${traced(code)}`,
  })),
  {
    name: 'a carrier in AMQP options',
    code: `${amqp}${traced(`const headers = {}; propagation.inject(context.active(), headers);`, `channel.publish('e', 'k', Buffer.from('x'), { headers });`)}`,
  },
  {
    name: 'a carrier in SQS attributes, with a setter',
    code: `${sqs}declare const setter: { set(carrier: object, key: string, value: string): void };\n${traced(`const attributes = {}; propagation.inject(context.active(), attributes, setter);`, `await sqs.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'x', MessageAttributes: attributes }));`)}`,
  },
  {
    name: 'a carrier in job data',
    code: `${bull}${traced(`const carrier = {}; propagation.inject(context.active(), carrier);`, `await queue.add('place', { id: order.id, carrier });`)}`,
  },
  {
    name: 'a carrier in the fields of a stream',
    code: `${ioredis}${traced(`const carrier = {}; propagation.inject(context.active(), carrier);`, `await client.xadd('orders', '*', 'id', order.id, ...Object.entries<string>(carrier).flat());`)}`,
  },
  {
    name: 'a carrier in Pub/Sub attributes',
    code: `${pubsub}${traced(`const attributes: Record<string, string> = {}; propagation.inject(context.active(), attributes);`, `await topic.publishMessage({ json: order, attributes });`)}`,
  },
  {
    name: 'a carrier in NATS headers',
    code: `${nats}import { headers } from 'nats'; declare const setter: { set(carrier: object, key: string, value: string): void };\n${traced(`const h = headers(); propagation.inject(context.active(), h, setter);`, `nc.publish('orders', 'x', { headers: h });`)}`,
  },
  {
    name: 'a carrier in gRPC metadata',
    code: `${grpc}declare const setter: { set(carrier: object, key: string, value: string): void };\n${traced(`const metadata = new Metadata(); propagation.inject(context.active(), metadata, setter);`, `client.get(order, metadata, () => undefined);`)}`,
  },
  // nobody can tell
  ...[
    `await producer.send(record);`,
    `await producer.send({ topic: 'a', messages });`,
    `await producer.send({ topic: 'a', messages: [{ value: 'x', headers }] });`,
    `await producer.send({ topic: 'a', messages: [{ value: 'x', ...rest }] });`,
    `await producer.send({ topic: 'a', messages: orders.map(encode) });`,
    `await producer.send(...args);`,
  ].map((code) => ({
    name: `unknown messages: ${code}`,
    code: `${kafka}import type { Message, ProducerRecord } from 'kafkajs'; declare const record: ProducerRecord, messages: Message[], headers: Record<string, string>, rest: { headers: Record<string, string> }, encode: (value: string) => Message, args: [ProducerRecord];\n${traced(code)}`,
  })),
  {
    name: 'options that come from elsewhere',
    code: `${amqp}declare const options: import('amqplib').Options.Publish;\n${traced(`channel.publish('e', 'k', Buffer.from('x'), options);`)}`,
  },
  {
    name: 'job data without a known type',
    code: `${bull}declare const data: any;\n${traced(`await queue.add('place', data);`)}`,
  },
  {
    name: 'an unknown text in a socket, whatever the scope',
    code: `${ws}${traced(`socket.send(order.id);`, `socket.send('ping');`)}`,
    scope: 'any',
  },
  {
    name: 'a frame of a socket, which may go to a browser',
    code: `${ws}${traced(`socket.send(JSON.stringify({ kind: 'order', order }));`)}`,
  },
  {
    name: 'a queue that another file builds',
    code: `${api}import type { Queue } from 'bullmq'; import { queue } from './queues'; const typed: Queue = queue;\nexport class Jobs { constructor(private readonly queue: Queue) {} add(id: string) { return tracer.startActiveSpan('a', () => this.queue.add('place', { id })); } }\n${traced(`await typed.add('place', { id: order.id });`)}`,
  },
  // covered
  { name: 'an instrumented Kafka client', code: `${kafka}${traced(send)}`, settings: { instrumented: ['kafkajs'] } },
  {
    name: 'an instrumented AMQP client',
    code: `${amqp}${traced(`channel.sendToQueue('q', Buffer.from('x'));`)}`,
    settings: { instrumented: ['amqplib'] },
  },
  {
    name: 'an instrumented AWS SDK',
    code: `${sqs}${traced(`await sqs.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'x' }));`)}`,
    settings: { instrumented: ['aws-sdk'] },
  },
  {
    name: "BullMQ's own telemetry",
    code: `${api}import { Queue } from 'bullmq'; import { BullMQOtel } from 'bullmq-otel';\nconst queue = new Queue('orders', { connection: { host: 'h' }, telemetry: new BullMQOtel('shop') });\n${traced(`await queue.add('place', { id: order.id });`)}`,
  },
  {
    name: "Pub/Sub's own tracing",
    code: `${api}import { PubSub } from '@google-cloud/pubsub';\nconst topic = new PubSub({ enableOpenTelemetryTracing: true }).topic('orders');\n${traced(`await topic.publishMessage({ json: order });`)}`,
  },
  {
    name: 'an instrumented gRPC client',
    code: `${grpc}${traced(`client.get(order, () => undefined);`)}`,
    settings: { instrumented: ['grpc'] },
  },
  // not in a trace
  {
    name: 'a function without OpenTelemetry in a file with it',
    code: `${kafka}export async function f(id: string) { await producer.send({ topic: 'a', messages: [{ value: id }] }); }`,
  },
  {
    name: 'a handler by the names of its parameters alone',
    code: `${kafka}export function handle(req: { id: string }, res: { end(): void }) { void producer.send({ topic: 'a', messages: [{ value: req.id }] }); res.end(); }\nexport const app = { get(path: string, fn: (request: { id: string }) => void) { fn({ id: path }); } };\napp.get('/orders', (request) => { void producer.send({ topic: 'a', messages: [{ value: request.id }] }); });`,
  },
  {
    name: 'a send at the top of a module',
    code: `${kafka}trace.getActiveSpan();\nvoid producer.send({ topic: 'a', messages: [{ value: 'up' }] });`,
  },
  {
    name: 'a send before anything is read',
    code: `${kafka}export async function f() { await producer.send({ topic: 'a', messages: [{ value: 'x' }] }); trace.getActiveSpan()?.addEvent('sent'); }`,
  },
  {
    name: 'a listener that is registered inside a span',
    code: `${kafka}export function start() { tracer.startActiveSpan('boot', (span) => { process.on('SIGTERM', () => { void producer.send({ topic: 'a', messages: [{ value: 'down' }] }); }); setInterval(() => { void producer.send({ topic: 'a', messages: [{ value: 'tick' }] }); }, 1000); span.end(); }); }`,
  },
  {
    name: 'a method of an object that a traced factory returns',
    code: `${kafka}export function create() { const span = tracer.startSpan('create'); span.end(); return { publish: (value: string) => producer.send({ topic: 'a', messages: [{ value }] }) }; }`,
  },
  // left on purpose
  {
    name: 'under ROOT_CONTEXT',
    code: `${kafka}${traced(`await context.with(ROOT_CONTEXT, () => producer.send({ topic: 'a', messages: [{ value: 'x' }] }));`)}`,
  },
  {
    name: 'under ROOT_CONTEXT in a constant',
    code: `${kafka}${traced(`const nowhere = ROOT_CONTEXT;`, `await context.with(nowhere, () => producer.send({ topic: 'a', messages: [{ value: 'x' }] }));`)}`,
  },
  {
    name: 'under suppressTracing',
    code: `${kafka}import { suppressTracing } from '@opentelemetry/core';\n${traced(`await context.with(suppressTracing(context.active()), () => producer.send({ topic: 'a', messages: [{ value: 'x' }] }));`)}`,
  },
  {
    name: 'under suppressTracing further out',
    code: `${kafka}import { suppressTracing } from '@opentelemetry/core';\n${traced(`const quiet = suppressTracing(context.active());`, `await context.with(quiet, () => tracer.startActiveSpan('b', () => producer.send({ topic: 'a', messages: [{ value: 'x' }] })));`)}`,
  },
  {
    name: 'under deleteSpan',
    code: `${kafka}${traced(`await context.with(trace.deleteSpan(context.active()), () => producer.send({ topic: 'a', messages: [{ value: 'x' }] }));`)}`,
  },
  // travels otherwise
  {
    name: 'a carrier in the body of a message',
    code: `${kafka}${traced(`const carrier = {}; propagation.inject(context.active(), carrier);`, `await producer.send({ topic: 'a', messages: [{ value: JSON.stringify({ order, carrier }) }] });`)}`,
  },
  {
    name: 'a carrier in a body in a variable',
    code: `${amqp}${traced(`const c: Record<string, string> = {}; propagation.inject(context.active(), c);`, `const body = JSON.stringify({ order, meta: c });`, `channel.sendToQueue('q', Buffer.from(body));`)}`,
  },
  {
    name: 'a trace identity in the body',
    code: `${sqs}${traced(`await sqs.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: JSON.stringify({ order, traceId: span.spanContext().traceId }) }));`)}`,
  },
  {
    name: 'the trace header of AWS',
    code: `${sqs}${traced(`await sqs.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'x', MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: order.id } } }));`)}`,
  },
  {
    name: 'a client that a tracing function wrapped',
    code: `${api}import type { Producer } from 'kafkajs';\nimport { instrumentProducer } from './kafka';\ndeclare const raw: Producer; const producer: Producer = instrumentProducer(raw);\n${traced(send)}export class Outbox { private readonly producer: Producer; constructor(raw: Producer) { this.producer = instrumentProducer(raw); } publish() { trace.getActiveSpan(); return this.producer.send({ topic: 'a', messages: [{ value: 'x' }] }); } }\n`,
  },
  {
    name: 'an answer',
    code: `${amqp}declare const msg: import('amqplib').ConsumeMessage; declare const replyTo: string;\n${traced(`channel.sendToQueue(msg.properties.replyTo as string, Buffer.from('x'), { correlationId: order.id });`, `channel.sendToQueue(replyTo, Buffer.from('x'));`)}`,
  },
  {
    name: 'a job that comes again and again',
    code: `${bull}${traced(`await queue.add('nightly', { id: order.id }, { repeat: { pattern: '0 3 * * *' } });`)}`,
  },
  // no manager
  { name: 'a span under no manager', code: `${kafka}${traced(send)}`, settings: { contextManager: 'none' } },
  {
    name: 'any function under no manager',
    code: `${kafka}export async function f(id: string) { await producer.send({ topic: 'a', messages: [{ value: id }] }); }`,
    settings: { contextManager: 'none' },
    scope: 'any',
  },
  {
    name: 'a root span under no manager',
    code: `${kafka}export async function f(id: string) { const span = tracer.startSpan('a', {}, ROOT_CONTEXT); await producer.send({ topic: 'a', messages: [{ value: id }] }); span.end(); }`,
    settings: { contextManager: 'none' },
  },
  // look-alikes
  {
    name: 'another producer',
    code: `${api}const producer = { send(x: { topic: string; messages: { value: string }[] }) { return Promise.resolve(x.topic); } };\n${traced(send)}`,
  },
  {
    name: 'a command of another SDK',
    code: `${api}class SendMessageCommand { constructor(readonly input: { QueueUrl: string; MessageBody: string }) {} }\ndeclare const sqs: { send(command: SendMessageCommand): Promise<void> };\n${traced(`await sqs.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'x' }));`)}`,
  },
  {
    name: 'another Queue',
    code: `${api}import { Queue } from './queue';\nconst queue: any = new Queue('orders');\n${traced(`await queue.add('place', { id: order.id });`)}`,
  },
  {
    name: 'another tracer',
    code: `import type { Producer } from 'kafkajs';\nimport '@opentelemetry/api';\ndeclare const producer: Producer; const tracer = { startActiveSpan<T>(_: string, fn: (span: { end(): void }) => T): T { return fn({ end() {} }); } };\n${traced(send)}`,
  },
  {
    name: 'a file without OpenTelemetry',
    code: `import { Kafka } from 'kafkajs';\nconst producer = new Kafka({ brokers: [] }).producer();\nexport async function f(id: string) { await producer.send({ topic: 'a', messages: [{ value: id }] }); }`,
    scope: 'any',
  },
  {
    name: 'methods that send nothing',
    code: `${kafka}${traced(`await producer.connect();`, `await producer.disconnect();`, `producer.on('producer.connect', () => undefined);`)}`,
  },
  {
    name: 'a send at the top of a module, whatever the scope',
    code: `${kafka}void producer.send({ topic: 'a', messages: [{ value: 'up' }] });`,
    scope: 'any',
  },
  {
    name: 'odd syntax',
    code: `${kafka}${traced(`const method = 'send' as const;`, `await producer[method]({ topic: 'a', messages: [] });`, `await producer.send({ topic: 'a', messages: [] });`, `const { send: go } = producer; void go;`)}`,
  },
];

const invalid: readonly Failing[] = [
  // Nest
  ...[
    [
      'a parameter property',
      'constructor(private readonly ovens: ClientProxy) {}',
      `await firstValueFrom(this.ovens.send<string>('bake', { loaves }));`,
      `import { firstValueFrom } from 'rxjs';\nimport type { ClientProxy } from '@nestjs/microservices';`,
    ],
    ['a field', `private readonly ovens!: ClientProxy;`, `this.ovens.send('bake', { loaves });`],
    [
      'an alias',
      'constructor(private readonly ovens: Proxy) {}',
      `this.ovens.send('bake', { loaves });`,
      `import { ClientProxy as Proxy } from '@nestjs/microservices';`,
    ],
    [
      'a namespace',
      'constructor(private readonly ovens: nest.ClientProxy) {}',
      `this.ovens.send('bake', { loaves });`,
      `import * as nest from '@nestjs/microservices';`,
    ],
    ...['ClientKafka', 'ClientRMQ', 'ClientNats', 'ClientRedis', 'ClientMqtt', 'ClientTCP'].map((name) => [
      name,
      `constructor(private readonly ovens: ${name}) {}`,
      `this.ovens.send('bake', { loaves });`,
      `import { ${name} } from '@nestjs/microservices';`,
    ]),
    ['no data', 'constructor(private readonly ovens: ClientProxy) {}', `this.ovens.send('bake', {});`],
  ].map(([name = '', client = '', line = '', imports]) => ({
    name: `a client of Nest, ${name}: reported without an edit`,
    code: service(client, line, imports),
    errors: [{}],
  })),
  {
    name: 'a client of Nest that a factory makes, an optional chain',
    code: `${nestTypes}${api}import { ClientProxyFactory } from '@nestjs/microservices';\nconst client = ClientProxyFactory.create({});\n${traced(`client?.emit('a', { id: order.id });`)}`,
    errors: [
      {
        data: { call: 'client?.emit()', library: 'Nest', evidence: "'tracer.startActiveSpan()'", line: 7, gap: '' },
      },
    ],
  },
  {
    name: 'a client of Nest by require',
    only: 'untyped',
    code: `const { trace } = require('@opentelemetry/api');\nconst { ClientProxyFactory } = require('@nestjs/microservices');\nconst client = ClientProxyFactory.create({});\nconst tracer = trace.getTracer('a');\nexports.f = (id) => tracer.startActiveSpan('a', () => client.emit('a', { id }));\n`,
    errors: [{}],
  },
  {
    name: 'a message of Nest that a builder makes: for RabbitMQ',
    code: `${nest}${traced(`client.send('a', new RmqRecordBuilder(order).build());`, `client.send('b', new RmqRecordBuilder(order).setOptions({ priority: 1 }).build());`, `client.send('c', new RmqRecordBuilder(order).setOptions({ headers: { 'x-version': '1' } }).build());`)}`,
    errors: [
      {
        edits: [
          filled(
            `client.send('a', new RmqRecordBuilder(order).build());`,
            `client.send('a', new RmqRecordBuilder(order).setOptions({ headers: carrier }).build());`,
          ),
        ],
      },
      {
        edits: [
          filled(
            `client.send('b', new RmqRecordBuilder(order).setOptions({ priority: 1 }).build());`,
            `client.send('b', new RmqRecordBuilder(order).setOptions({ priority: 1, headers: carrier }).build());`,
          ),
        ],
      },
      {
        edits: [
          filled(
            `client.send('c', new RmqRecordBuilder(order).setOptions({ headers: { 'x-version': '1' } }).build());`,
            `client.send('c', new RmqRecordBuilder(order).setOptions({ headers: { 'x-version': '1', ...carrier } }).build());`,
          ),
        ],
      },
    ],
  },
  {
    name: 'a message of Nest that a builder makes: in a constant, for MQTT',
    code: `${nest}${traced(`const record = new MqttRecordBuilder(order).setQoS(1).build();`, `client.send('a', record);`)}`,
    errors: [
      {
        edits: [
          filled(
            `const record = new MqttRecordBuilder(order).setQoS(1).build();`,
            `const record = new MqttRecordBuilder(order).setProperties({ userProperties: carrier }).setQoS(1).build();`,
          ),
        ],
      },
    ],
  },
  {
    name: 'a message of Nest that a builder makes: for NATS, whose package is there',
    code: `${nest}import { headers } from 'nats';\nheaders();\n${traced(`client.emit('a', new NatsRecordBuilder(order).build());`)}`,
    errors: [
      {
        edits: [
          ...writesMap('natsHeadersSetter'),
          [
            `    client.emit('a', new NatsRecordBuilder(order).build());`,
            `    const carrier = headers();\n    propagation.inject(context.active(), carrier, natsHeadersSetter);\n    client.emit('a', new NatsRecordBuilder(order).setHeaders(carrier).build());`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a message of Nest that a builder makes: for NATS, without its package',
    code: `${nest}${traced(`client.emit('a', new NatsRecordBuilder(order).build());`)}`,
    errors: [{}],
  },
  // a carrier that nobody fills
  {
    name: 'a carrier that is there and empty is filled',
    code: `${kafka}${traced(`const carrier = {};`, `await producer.send({ topic: 'a', messages: [{ value: order.id, headers: carrier }] });`)}`,
    errors: [
      {
        edits: [
          [`    await producer.send`, `    propagation.inject(context.active(), carrier);\n    await producer.send`],
        ],
      },
    ],
  },
  {
    name: 'a carrier that is there and empty, in options and in job data',
    code: `${amqp}import { Queue } from 'bullmq';\nconst queue = new Queue('orders', { connection: { host: 'h' } });\n${traced(`const traceHeaders: Record<string, string> = {};`, `channel.publish('e', 'k', Buffer.from('x'), { headers: traceHeaders });`, `const carrier = {};`, `await queue.add('a', { id: order.id, carrier });`, `await queue.add('b', { id: order.id, carrier: {} });`)}`,
    errors: [
      {
        edits: [
          [`    channel.publish`, `    propagation.inject(context.active(), traceHeaders);\n    channel.publish`],
        ],
      },
      {
        edits: [
          [`    await queue.add('a'`, `    propagation.inject(context.active(), carrier);\n    await queue.add('a'`],
        ],
      },
      {
        edits: [
          [
            `    await queue.add('b', { id: order.id, carrier: {} });`,
            `    const carrier2: Record<string, string> = {};\n    propagation.inject(context.active(), carrier2);\n    await queue.add('b', { id: order.id, carrier: carrier2 });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'headers that are there and empty',
    code: `${kafka}${traced(`await producer.send({ topic: 'a', messages: [{ value: order.id, headers: {} }] });`)}`,
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: order.id, headers: {} }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: order.id, headers: { ...carrier } }] });`,
          ),
        ],
      },
    ],
  },
  // Kafka
  {
    name: 'a message in a span',
    code: `${kafka}${traced(send)}`,
    errors: [
      {
        data: { call: 'producer.send()', library: 'Kafka', evidence: "'tracer.startActiveSpan()'", line: 6, gap: '' },
        edits: [filled(send, sent)],
      },
    ],
  },
  {
    name: 'several messages, with and without headers, share one carrier',
    code: `${kafka}${traced(`await producer.send({ topic: 'a', messages: [{ value: 'a', headers: { id: order.id } }, { value: 'b', headers: undefined }, { value: 'c' }] });`)}`,
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: 'a', headers: { id: order.id } }, { value: 'b', headers: undefined }, { value: 'c' }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: 'a', headers: { id: order.id, ...carrier } }, { value: 'b', headers: carrier }, { value: 'c', headers: carrier }] });`,
          ),
        ],
      },
    ],
  },
  {
    name: 'a batch that is built by map',
    code: `${kafka}${traced(`await producer.send({`, `  topic: 'a',`, `  messages: orders.map((value) => ({ value })),`, `});`)}`,
    errors: [
      {
        edits: [
          filled('await producer.send({', 'await producer.send({'),
          ['({ value }))', '({ value, headers: carrier }))'],
        ],
      },
    ],
  },
  {
    name: 'a batch that is built before',
    code: `${kafka}${traced(`const messages = orders.map((value) => ({ value }));`, `await producer.send({ topic: 'a', messages });`)}`,
    errors: [
      {
        edits: [
          filled(
            `const messages = orders.map((value) => ({ value }));`,
            `const messages = orders.map((value) => ({ value, headers: carrier }));`,
          ),
        ],
      },
    ],
  },
  {
    name: 'a batch that is filled in a loop',
    code: `${kafka}${traced(`const messages = [];`, `for (const value of orders) {`, `  messages.push({ value });`, `}`, `await producer.send({ topic: 'a', messages });`)}`,
    errors: [
      {
        edits: [
          filled('for (const value of orders) {', 'for (const value of orders) {'),
          ['push({ value })', 'push({ value, headers: carrier })'],
        ],
      },
    ],
  },
  {
    name: 'a batch whose type has no room is reported without an edit',
    code: `${kafka}${traced(`const messages: { value: string }[] = [];`, `for (const value of orders) messages.push({ value });`, `await producer.send({ topic: 'a', messages });`)}`,
    errors: [{}],
  },
  {
    name: 'a batch with a written type: only the checker knows that a callback may return more',
    code: `${kafka}${traced(`const messages: { value: string }[] = orders.map((value) => ({ value }));`, `await producer.send({ topic: 'b', messages });`)}`,
    errors: [
      {
        editedOnly: 'typed',
        edits: [
          filled(
            `const messages: { value: string }[] = orders.map((value) => ({ value }));`,
            `const messages: { value: string }[] = orders.map((value) => ({ value, headers: carrier }));`,
          ),
        ],
      },
    ],
  },
  {
    name: 'a batch that another list becomes, under a span of its own',
    code: `${kafka}${traced(`const messages = orders.map((value) => ({ value }));`, `await tracer.startActiveSpan('send', () => producer.send({ topic: 'a', messages }));`)}`,
    errors: [{}],
  },
  {
    name: 'a message in a variable',
    code: `${kafka}${traced(`const message = { value: order.id };`, `await producer.send({ topic: 'a', messages: [message] });`)}`,
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [message] });`,
            `await producer.send({ topic: 'a', messages: [{ ...message, headers: carrier }] });`,
          ),
        ],
      },
    ],
  },
  {
    name: 'headers in a variable',
    code: `${kafka}${traced(`const headers = { id: order.id };`, `await producer.send({ topic: 'a', messages: [{ value: 'x', headers }] });`)}`,
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: 'x', headers }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: 'x', headers: { ...headers, ...carrier } }] });`,
          ),
        ],
      },
    ],
  },
  {
    name: 'headers of a message in a variable',
    code: `${kafka}${traced(`const message = { value: 'x', headers: { id: order.id } };`, `await producer.send({ topic: 'a', messages: [message] });`)}`,
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [message] });`,
            `await producer.send({ topic: 'a', messages: [{ ...message, headers: { ...message.headers, ...carrier } }] });`,
          ),
        ],
      },
    ],
  },
  {
    name: 'sendBatch, and a transaction',
    code: `${kafka}${traced(
      `await producer.sendBatch({ topicMessages: [{ topic: 'a', messages: [{ value: 'x' }] }, { topic: 'b', messages: [{ value: 'y' }] }] });`,
      `const transaction = await producer.transaction();`,
      `await transaction.send({ topic: 'a', messages: [{ value: 'z' }] });`,
    )}`,
    errors: [
      {
        data: {
          call: 'producer.sendBatch()',
          library: 'Kafka',
          evidence: "'tracer.startActiveSpan()'",
          line: 6,
          gap: '',
        },
        edits: [
          filled(
            `await producer.sendBatch({ topicMessages: [{ topic: 'a', messages: [{ value: 'x' }] }, { topic: 'b', messages: [{ value: 'y' }] }] });`,
            `await producer.sendBatch({ topicMessages: [{ topic: 'a', messages: [{ value: 'x', headers: carrier }] }, { topic: 'b', messages: [{ value: 'y', headers: carrier }] }] });`,
          ),
        ],
      },
      {
        data: {
          call: 'transaction.send()',
          library: 'Kafka',
          evidence: "'tracer.startActiveSpan()'",
          line: 6,
          gap: '',
        },
        edits: [
          filled(
            `await transaction.send({ topic: 'a', messages: [{ value: 'z' }] });`,
            `await transaction.send({ topic: 'a', messages: [{ value: 'z', headers: carrier }] });`,
          ),
        ],
      },
    ],
  },
  {
    name: 'a tombstone, to which consumers answer too',
    code: `${kafka}${traced(`await producer.send({ topic: 'a', messages: [{ key: order.id, value: null }] });`)}`,
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ key: order.id, value: null }] });`,
            `await producer.send({ topic: 'a', messages: [{ key: order.id, value: null, headers: carrier }] });`,
          ),
        ],
      },
    ],
  },
  {
    name: 'messages that a helper builds are reported without an edit',
    code: `${kafka}const encode = (value: string) => ({ value });\n${traced(`await producer.send({ topic: 'a', messages: orders.map(encode) });`)}`,
    errors: [{}],
  },
  {
    name: 'messages with comments',
    code: `${kafka}${traced(`await producer.send({`, `  topic: 'a', // the topic`, `  messages: [`, `    // first`, `    { value: 'x' /* body */ },`, `  ],`, `});`)}`,
    errors: [
      {
        edits: [
          filled('await producer.send({', 'await producer.send({'),
          ["{ value: 'x' /* body */ }", "{ value: 'x', headers: carrier /* body */ }"],
        ],
      },
    ],
  },
  // receivers
  {
    name: 'a client that is built here, through aliases and a namespace',
    code: `import * as otel from '@opentelemetry/api';\nimport { Kafka as Broker } from 'kafkajs';\nconst tracer = otel.trace.getTracer('shop');\nconst producer = new Broker({ brokers: [] }).producer();\n${traced(send)}`,
    errors: [
      {
        data: { call: 'producer.send()', library: 'Kafka', evidence: "'tracer.startActiveSpan()'", line: 6, gap: '' },
        edits: [
          [`    ${send}`, `    ${declared}\n    otel.propagation.inject(otel.context.active(), carrier);\n    ${sent}`],
        ],
      },
    ],
  },
  {
    name: 'require',
    code: `const { trace } = require('@opentelemetry/api');\nconst { Kafka } = require('kafkajs');\nconst producer = new Kafka({ brokers: [] }).producer();\nexport async function f(id) {\n  trace.getActiveSpan()?.addEvent('f');\n  await producer.send({ topic: 'a', messages: [{ value: id }] });\n}\n`,
    only: 'untyped',
    errors: [
      {
        data: { call: 'producer.send()', library: 'Kafka', evidence: "'trace.getActiveSpan()'", line: 5, gap: '' },
        edits: [
          ['{ trace }', '{ trace, context, propagation }'],
          [
            `  await producer.send({ topic: 'a', messages: [{ value: id }] });`,
            `  ${declared}\n  ${active}\n  await producer.send({ topic: 'a', messages: [{ value: id, headers: carrier }] });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a field that is injected, a parameter, an optional chain',
    code: `${api}import type { Producer } from 'kafkajs';\nexport class Outbox {\n  constructor(private readonly producer: Producer) {}\n  async publish(id: string, other?: Producer) {\n    const span = trace.getActiveSpan();\n    await this.producer.send({ topic: 'a', messages: [{ value: id }] });\n    await other?.send({ topic: 'a', messages: [{ value: String(span?.isRecording()) }] });\n  }\n}\n`,
    errors: [
      {
        data: { call: 'this.producer.send()', library: 'Kafka', evidence: "'trace.getActiveSpan()'", line: 7, gap: '' },
        edits: [
          filled(
            `await this.producer.send({ topic: 'a', messages: [{ value: id }] });`,
            `await this.producer.send({ topic: 'a', messages: [{ value: id, headers: carrier }] });`,
          ),
        ],
      },
      {
        data: { call: 'other?.send()', library: 'Kafka', evidence: "'trace.getActiveSpan()'", line: 7, gap: '' },
        edits: [
          filled(
            `await other?.send({ topic: 'a', messages: [{ value: String(span?.isRecording()) }] });`,
            `await other?.send({ topic: 'a', messages: [{ value: String(span?.isRecording()), headers: carrier }] });`,
          ),
        ],
      },
    ],
  },
  // evidence and context
  {
    name: 'a span that was started and is not active is what is sent',
    code: `${kafka}export async function f() {\n  const span = tracer.startSpan('send');\n  await producer.send({ topic: 'a', messages: [{ value: 'x' }] });\n  span.end();\n}\n`,
    errors: [
      {
        data: { call: 'producer.send()', library: 'Kafka', evidence: "'tracer.startSpan()'", line: 6, gap: '' },
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: 'x' }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
            'trace.setSpan(context.active(), span)',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a span with a context of its own keeps the baggage of that context',
    code: `${kafka}export async function f(headers: Record<string, string>) {\n  const parent = propagation.extract(ROOT_CONTEXT, headers);\n  const span = tracer.startSpan('send', {}, parent);\n  await producer.send({ topic: 'a', messages: [{ value: 'x' }] });\n  span.end();\n}\n`,
    errors: [
      {
        data: { call: 'producer.send()', library: 'Kafka', evidence: "'propagation.extract()'", line: 6, gap: '' },
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: 'x' }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
            'trace.setSpan(parent, span)',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a derived context is what is sent',
    code: `${kafka}export async function f(id: string) {\n  const ctx = propagation.setBaggage(context.active(), propagation.createBaggage({ id: { value: id } }));\n  console.log(trace.getSpan(ctx));\n  await producer.send({ topic: 'a', messages: [{ value: id }] });\n}\n`,
    errors: [
      {
        data: { call: 'producer.send()', library: 'Kafka', evidence: "'propagation.setBaggage()'", line: 6, gap: '' },
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: id }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: id, headers: carrier }] });`,
            'ctx',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a derived context under no manager, given to a span or to nobody that is known',
    code: `${kafka}declare function tell(x: unknown): void;\nexport async function f(headers: Record<string, string>) {\n  const ctx = propagation.extract(ROOT_CONTEXT, headers);\n  tell(ctx);\n  await producer.send({ topic: 'a', messages: [{ value: 'x' }] });\n}\n`,
    settings: { contextManager: 'none' },
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: 'x' }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
            'ctx',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'the active context under another name is none that was derived, under no manager',
    code: `${kafka}declare function tell(x: unknown): void;\nconst now = () => context.active();\nexport async function f(headers: Record<string, string>) {\n  const ctx = propagation.extract(ROOT_CONTEXT, headers);\n  tell(ctx);\n  const parent = now();\n  tell(parent);\n  const same = context.active(), other = same;\n  tell(other);\n  await producer.send({ topic: 'a', messages: [{ value: 'x' }] });\n}\n`,
    settings: { contextManager: 'none' },
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: 'x' }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
            'ctx',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a function that is called inside a span of this file',
    code: `${kafka}async function publish(value: string) {\n  await producer.send({ topic: 'a', messages: [{ value }] });\n}\nexport function f() {\n  return tracer.startActiveSpan('f', () => publish('x'));\n}\n`,
    errors: [
      {
        data: { call: 'producer.send()', library: 'Kafka', evidence: "'tracer.startActiveSpan()'", line: 9, gap: '' },
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value }] });`,
            `await producer.send({ topic: 'a', messages: [{ value, headers: carrier }] });`,
            'context.active()',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a handler that reads the context',
    code: `${kafka}export async function handle(req: { id: string }, res: { end(): void }) {\n  propagation.getActiveBaggage()?.getEntry('tenant');\n  await producer.send({ topic: 'a', messages: [{ value: req.id }] });\n  res.end();\n}\n`,
    errors: [
      {
        data: {
          call: 'producer.send()',
          library: 'Kafka',
          evidence: "'propagation.getActiveBaggage()'",
          line: 6,
          gap: '',
        },
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: req.id }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: req.id, headers: carrier }] });`,
            'context.active()',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a new trace is carried too',
    code: `${kafka}export function f() {\n  return context.with(ROOT_CONTEXT, () =>\n    tracer.startActiveSpan('fresh', async (span) => {\n      await producer.send({ topic: 'a', messages: [{ value: 'x' }] });\n      span.end();\n    }),\n  );\n}\n`,
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: 'x' }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: 'x', headers: carrier }] });`,
            'context.active()',
            '      ',
          ),
        ],
      },
    ],
  },
  ...['unknown', 'stack', 'zone'].map((contextManager): Failing => ({
    name: `under ${contextManager}`,
    code: `${kafka}${traced(send)}`,
    settings: { contextManager },
    errors: [{ edits: [filled(send, sent)] }],
  })),
  // control flow and places
  {
    name: 'early return, throw, finally',
    code: `${kafka}${traced(`if (orders.length === 0) return;`, `try {`, `  if (!order.id) throw new Error('no id');`, `} finally {`, `  ${send}`, `}`)}`,
    errors: [{ edits: [filled(send, sent, 'context.active()', '      ')] }],
  },
  {
    name: 'a loop gets a carrier of each turn',
    code: `${kafka}${traced(`for (const value of orders) {`, `  await producer.send({ topic: value, messages: [{ value }] });`, `}`)}`,
    errors: [
      {
        edits: [
          filled(
            `await producer.send({ topic: value, messages: [{ value }] });`,
            `await producer.send({ topic: value, messages: [{ value, headers: carrier }] });`,
            'context.active()',
            '      ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a concise arrow',
    code: `${kafka}${traced(`await Promise.all(orders.map((value) => producer.send({ topic: 'a', messages: [{ value }] })));`)}`,
    errors: [
      {
        edits: [
          [
            `(value) => producer.send({ topic: 'a', messages: [{ value }] })`,
            `(value) => { ${declared} ${active} return producer.send({ topic: 'a', messages: [{ value, headers: carrier }] }); }`,
          ],
        ],
      },
    ],
  },
  {
    name: 'an if without braces',
    code: `${kafka}${traced(`if (order.id) ${send}`)}`,
    errors: [
      {
        edits: [[`if (order.id) ${send}`, `if (order.id) {\n      ${declared}\n      ${active}\n      ${sent}\n    }`]],
      },
    ],
  },
  {
    name: 'the head of a loop is reported without an edit',
    code: `${kafka}${traced(`for (const record of await producer.send({ topic: 'a', messages: [{ value: 'x' }] })) console.log(record);`)}`,
    errors: [{}],
  },
  {
    name: 'a name clash, two reports in one function',
    code: `${kafka}export async function f(id: string, carrier: string) {\n  trace.getActiveSpan()?.setAttribute('by', carrier);\n  await producer.send({ topic: 'a', messages: [{ value: id }] });\n  await producer.send({ topic: 'b', messages: [{ value: id }] });\n}\n`,
    errors: ['a', 'b'].map((topic) => ({
      edits: [
        [
          `  await producer.send({ topic: '${topic}', messages: [{ value: id }] });`,
          `  const carrier2: Record<string, string> = {};\n  propagation.inject(context.active(), carrier2);\n  await producer.send({ topic: '${topic}', messages: [{ value: id, headers: carrier2 }] });`,
        ],
      ],
    })),
  },
  {
    name: 'imports that are missing, and a name that is taken',
    code: `import { trace } from '@opentelemetry/api';\nimport type { Producer } from 'kafkajs';\ndeclare const producer: Producer;\nexport async function f(context: { id: string }) {\n  trace.getActiveSpan();\n  await producer.send({ topic: 'a', messages: [{ value: context.id }] });\n}\n`,
    errors: [
      {
        edits: [
          ['{ trace }', '{ trace, context as otelContext, propagation }'],
          [
            `  await producer.send({ topic: 'a', messages: [{ value: context.id }] });`,
            `  ${declared}\n  propagation.inject(otelContext.active(), carrier);\n  await producer.send({ topic: 'a', messages: [{ value: context.id, headers: carrier }] });`,
          ],
        ],
      },
    ],
  },
  // RabbitMQ
  {
    name: 'no options, options, headers, options in a variable',
    code: `${amqp}${traced(
      `channel.sendToQueue('a', Buffer.from('x'));`,
      `channel.publish('b', 'k', Buffer.from('x'), { persistent: true });`,
      `channel.publish('c', 'k', Buffer.from('x'), { headers: { id: order.id } });`,
      `const options = { persistent: true };`,
      `channel.publish('d', 'k', Buffer.from('x'), options);`,
      `channel.publish('e', 'k', Buffer.from('x'), undefined);`,
    )}`,
    errors: [
      {
        data: {
          call: 'channel.sendToQueue()',
          library: 'RabbitMQ',
          evidence: "'tracer.startActiveSpan()'",
          line: 6,
          gap: '',
        },
        edits: [
          filled(
            `channel.sendToQueue('a', Buffer.from('x'));`,
            `channel.sendToQueue('a', Buffer.from('x'), { headers: carrier });`,
          ),
        ],
      },
      {
        edits: [
          filled(
            `channel.publish('b', 'k', Buffer.from('x'), { persistent: true });`,
            `channel.publish('b', 'k', Buffer.from('x'), { persistent: true, headers: carrier });`,
          ),
        ],
      },
      {
        edits: [
          filled(
            `channel.publish('c', 'k', Buffer.from('x'), { headers: { id: order.id } });`,
            `channel.publish('c', 'k', Buffer.from('x'), { headers: { id: order.id, ...carrier } });`,
          ),
        ],
      },
      {
        edits: [
          filled(
            `channel.publish('d', 'k', Buffer.from('x'), options);`,
            `channel.publish('d', 'k', Buffer.from('x'), { ...options, headers: carrier });`,
          ),
        ],
      },
      {
        edits: [
          filled(
            `channel.publish('e', 'k', Buffer.from('x'), undefined);`,
            `channel.publish('e', 'k', Buffer.from('x'), { headers: carrier });`,
          ),
        ],
      },
    ],
  },
  // SQS, SNS
  {
    name: 'SQS messages',
    code: `${sqs}${traced(
      `await sqs.send(new SendMessageCommand({ QueueUrl: 'a', MessageBody: 'x' }));`,
      `await sqs.send(new SendMessageBatchCommand({ QueueUrl: 'b', Entries: orders.map((Id) => ({ Id, MessageBody: 'x' })) }));`,
      `await old.sendMessage({ QueueUrl: 'c', MessageBody: 'x', MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' } } });`,
    )}`,
    errors: [
      {
        data: { call: 'SendMessageCommand', library: 'SQS', evidence: "'tracer.startActiveSpan()'", line: 7, gap: '' },
        edits: attributed(
          `await sqs.send(new SendMessageCommand({ QueueUrl: 'a', MessageBody: 'x' }));`,
          `await sqs.send(new SendMessageCommand({ QueueUrl: 'a', MessageBody: 'x', MessageAttributes: carrier }));`,
        ),
      },
      {
        edits: attributed(
          `await sqs.send(new SendMessageBatchCommand({ QueueUrl: 'b', Entries: orders.map((Id) => ({ Id, MessageBody: 'x' })) }));`,
          `await sqs.send(new SendMessageBatchCommand({ QueueUrl: 'b', Entries: orders.map((Id) => ({ Id, MessageBody: 'x', MessageAttributes: carrier })) }));`,
        ),
      },
      {
        data: { call: 'old.sendMessage()', library: 'SQS', evidence: "'tracer.startActiveSpan()'", line: 7, gap: '' },
        edits: attributed(
          `await old.sendMessage({ QueueUrl: 'c', MessageBody: 'x', MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' } } });`,
          `await old.sendMessage({ QueueUrl: 'c', MessageBody: 'x', MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' }, ...carrier } });`,
        ),
      },
    ],
  },
  {
    name: 'the input of a command in a variable',
    code: `${sqs}${traced(`const input = { QueueUrl: 'a', MessageBody: 'x' };`, `await sqs.send(new SendMessageCommand(input));`)}`,
    errors: [
      {
        edits: attributed(
          `await sqs.send(new SendMessageCommand(input));`,
          `await sqs.send(new SendMessageCommand({ ...input, MessageAttributes: carrier }));`,
        ),
      },
    ],
  },
  {
    name: 'the setter that is there is used',
    code: `${api}import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';\nconst sqs = new SQSClient({});\nconst messageAttributesSetter: import('@opentelemetry/api').TextMapSetter<Record<string, { DataType: string | undefined; StringValue?: string | undefined }>> = {\n  set: (carrier, key, value) => void (carrier[key] = { DataType: 'String', StringValue: value }),\n};\n${traced(`await sqs.send(new SendMessageCommand({ QueueUrl: 'a', MessageBody: 'x' }));`)}`,
    errors: [
      {
        edits: [
          [
            `    await sqs.send(new SendMessageCommand({ QueueUrl: 'a', MessageBody: 'x' }));`,
            `    const carrier: Record<string, { DataType: string; StringValue: string }> = {};\n    propagation.inject(context.active(), carrier, messageAttributesSetter);\n    await sqs.send(new SendMessageCommand({ QueueUrl: 'a', MessageBody: 'x', MessageAttributes: carrier }));`,
          ],
        ],
      },
    ],
  },
  {
    name: 'SNS messages, of which the instrumentation misses the batch',
    code: `${sns}${traced(`await sns.send(new PublishCommand({ TopicArn: 'a', Message: 'x' }));`, `await sns.send(new PublishBatchCommand({ TopicArn: 'b', PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }] }));`)}`,
    settings: { instrumented: ['aws-sdk'] },
    errors: [
      {
        data: {
          call: 'PublishBatchCommand',
          library: 'SNS',
          evidence: "'tracer.startActiveSpan()'",
          line: 6,
          gap: "; the instrumentation injects into 'Publish' and not into 'PublishBatch'",
        },
        edits: attributed(
          `await sns.send(new PublishBatchCommand({ TopicArn: 'b', PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }] }));`,
          `await sns.send(new PublishBatchCommand({ TopicArn: 'b', PublishBatchRequestEntries: [{ Id: '1', Message: 'x', MessageAttributes: carrier }] }));`,
        ),
      },
    ],
  },
  // BullMQ
  {
    name: 'jobs',
    code: `${bull}${traced(`await queue.add('a', { id: order.id });`, `await queue.addBulk([{ name: 'b', data: { id: 1 } }, { name: 'c', data: { id: 2 } }]);`, `await queue.addBulk(orders.map((id) => ({ name: 'd', data: { id } })));`)}`,
    errors: [
      {
        data: { call: 'queue.add()', library: 'BullMQ', evidence: "'tracer.startActiveSpan()'", line: 6, gap: '' },
        edits: [filled(`await queue.add('a', { id: order.id });`, `await queue.add('a', { id: order.id, carrier });`)],
      },
      {
        edits: [
          filled(
            `await queue.addBulk([{ name: 'b', data: { id: 1 } }, { name: 'c', data: { id: 2 } }]);`,
            `await queue.addBulk([{ name: 'b', data: { id: 1, carrier } }, { name: 'c', data: { id: 2, carrier } }]);`,
          ),
        ],
      },
      {
        edits: [
          filled(
            `await queue.addBulk(orders.map((id) => ({ name: 'd', data: { id } })));`,
            `await queue.addBulk(orders.map((id) => ({ name: 'd', data: { id, carrier } })));`,
          ),
        ],
      },
    ],
  },
  {
    name: 'job data of a known type',
    code: `${bull}${traced(`await queue.add('a', order);`)}`,
    only: 'typed',
    errors: [{ edits: [filled(`await queue.add('a', order);`, `await queue.add('a', { ...order, carrier });`)] }],
  },
  {
    name: 'a queue whose jobs have no room is reported without an edit',
    code: `${api}import { Queue } from 'bullmq';\nconst queue = new Queue<{ id: string }>('orders', { connection: { host: 'h' } });\n${traced(`await queue.add('a', { id: order.id });`)}`,
    errors: [{}],
  },
  {
    name: 'a text as job data is reported without an edit',
    code: `${bull}${traced(`const id = 'x';`, `await queue.add('a', id);`)}`,
    errors: [{}],
  },
  // Pub/Sub
  {
    name: 'Pub/Sub messages',
    code: `${pubsub}${traced(`await topic.publishMessage({ json: order });`, `await topic.publishMessage({ data: Buffer.from('x'), attributes: { kind: 'a' } });`, `await topic.publish(Buffer.from('y'));`, `await topic.publishJSON(order, { kind: 'b' });`)}`,
    errors: [
      {
        data: {
          call: 'topic.publishMessage()',
          library: 'Pub/Sub',
          evidence: "'tracer.startActiveSpan()'",
          line: 6,
          gap: '',
        },
        edits: [
          filled(
            `await topic.publishMessage({ json: order });`,
            `await topic.publishMessage({ json: order, attributes: carrier });`,
          ),
        ],
      },
      {
        edits: [
          filled(
            `await topic.publishMessage({ data: Buffer.from('x'), attributes: { kind: 'a' } });`,
            `await topic.publishMessage({ data: Buffer.from('x'), attributes: { kind: 'a', ...carrier } });`,
          ),
        ],
      },
      { edits: [filled(`await topic.publish(Buffer.from('y'));`, `await topic.publish(Buffer.from('y'), carrier);`)] },
      {
        edits: [
          filled(
            `await topic.publishJSON(order, { kind: 'b' });`,
            `await topic.publishJSON(order, { kind: 'b', ...carrier });`,
          ),
        ],
      },
    ],
  },
  // NATS
  {
    name: 'NATS messages',
    code: `${nats}${traced(`nc.publish('a', 'x');`, `await nc.request('b', 'x', { timeout: 5 });`)}`,
    errors: [
      [`nc.publish('a', 'x');`, `nc.publish('a', 'x', { headers: carrier });`],
      [`await nc.request('b', 'x', { timeout: 5 });`, `await nc.request('b', 'x', { timeout: 5, headers: carrier });`],
    ].map(([from = '', to = '']) => ({
      edits: [
        ['ROOT_CONTEXT }', 'ROOT_CONTEXT, type TextMapSetter }'],
        [
          `import type { NatsConnection } from 'nats';\n`,
          `import type { NatsConnection } from 'nats';\nimport { headers } from 'nats';\n\n${natsSetter}`,
        ],
        [
          `    ${from}`,
          `    const carrier = headers();\n    propagation.inject(context.active(), carrier, natsHeadersSetter);\n    ${to}`,
        ],
      ],
    })),
  },
  {
    name: 'a NATS request keeps its timeout where options are new',
    code: `${nats}${traced(`await nc.request('b', 'x');`)}`,
    errors: [
      {
        edits: [
          ['ROOT_CONTEXT }', 'ROOT_CONTEXT, type TextMapSetter }'],
          [
            `import type { NatsConnection } from 'nats';\n`,
            `import type { NatsConnection } from 'nats';\nimport { headers } from 'nats';\n\n${natsSetter}`,
          ],
          [
            `    await nc.request('b', 'x');`,
            `    const carrier = headers();\n    propagation.inject(context.active(), carrier, natsHeadersSetter);\n    await nc.request('b', 'x', { timeout: 1000, headers: carrier });`,
          ],
        ],
      },
    ],
  },
  {
    name: 'NATS headers that are there are filled',
    code: `${nats}import { headers } from 'nats';\n${traced(`const h = headers();`, `h.set('id', order.id);`, `nc.publish('a', 'x', { headers: h });`, `nc.publish('b', 'x', { headers: headers() });`)}`,
    errors: [
      {
        edits: [
          ['ROOT_CONTEXT }', 'ROOT_CONTEXT, type TextMapSetter }'],
          [
            `import type { NatsConnection } from 'nats';\n`,
            `import type { NatsConnection } from 'nats';\n\n${natsSetter}`,
          ],
          [
            `    nc.publish('a', 'x', { headers: h });`,
            `    propagation.inject(context.active(), h, natsHeadersSetter);\n    nc.publish('a', 'x', { headers: h });`,
          ],
        ],
      },
      {
        edits: [
          ['ROOT_CONTEXT }', 'ROOT_CONTEXT, type TextMapSetter }'],
          [
            `import type { NatsConnection } from 'nats';\n`,
            `import type { NatsConnection } from 'nats';\n\n${natsSetter}`,
          ],
          [
            `    nc.publish('b', 'x', { headers: headers() });`,
            `    const carrier = headers();\n    propagation.inject(context.active(), carrier, natsHeadersSetter);\n    nc.publish('b', 'x', { headers: carrier });`,
          ],
        ],
      },
    ],
  },
  ...[
    ['a helper of the file made them', 'const h = make();'],
    ['they have two names', 'const own = headers();', 'const h = own;'],
    ['they were waited for', 'const h = await Promise.resolve(make());'],
    ['one of two is made', 'const h = order.id ? headers() : make();'],
  ].map(([name, ...lines]): Failing => ({
    name: `NATS headers are filled where ${name}`,
    code: `${nats}import { headers } from 'nats';\nfunction make() {\n  const made = headers();\n  made.set('a', 'b');\n  return made;\n}\n${traced(...lines, `nc.publish('a', 'x', { headers: h });`)}`,
    errors: [
      {
        edits: [
          ['ROOT_CONTEXT }', 'ROOT_CONTEXT, type TextMapSetter }'],
          [
            `import type { NatsConnection } from 'nats';\n`,
            `import type { NatsConnection } from 'nats';\n\n${natsSetter}`,
          ],
          [
            `    nc.publish('a', 'x', { headers: h });`,
            `    propagation.inject(context.active(), h, natsHeadersSetter);\n    nc.publish('a', 'x', { headers: h });`,
          ],
        ],
      },
    ],
  })),
  {
    name: 'NATS headers of another function are not written to',
    code: `${nats}import { headers } from 'nats';\nconst shared = headers();\n${traced(`const h = shared;`, `nc.publish('a', 'x', { headers: h });`)}`,
    errors: [{}],
  },
  // Redis
  {
    name: 'entries of a stream, node-redis',
    code: `${redis}${traced(`await client.xAdd('a', '*', { id: order.id });`, `const fields = { id: order.id };`, `await client.xAdd('b', '*', fields);`)}`,
    settings: { instrumented: ['redis'] },
    errors: [
      {
        data: {
          call: 'client.xAdd()',
          library: 'Redis',
          evidence: "'tracer.startActiveSpan()'",
          line: 6,
          gap: '; the instrumentation makes a span of the command and writes nothing into the entry',
        },
        edits: [
          filled(
            `await client.xAdd('a', '*', { id: order.id });`,
            `await client.xAdd('a', '*', { id: order.id, ...carrier });`,
          ),
        ],
      },
      {
        edits: [
          filled(`await client.xAdd('b', '*', fields);`, `await client.xAdd('b', '*', { ...fields, ...carrier });`),
        ],
      },
    ],
  },
  {
    name: 'entries of a stream, ioredis',
    code: `${ioredis}${traced(`await client.xadd('a', 'MAXLEN', 1000, '*', 'id', order.id);`)}`,
    errors: [
      {
        edits: [
          filled(
            `await client.xadd('a', 'MAXLEN', 1000, '*', 'id', order.id);`,
            `await client.xadd('a', 'MAXLEN', 1000, '*', 'id', order.id, ...Object.entries(carrier).flat());`,
          ),
        ],
      },
    ],
  },
  // gRPC
  {
    name: 'gRPC calls: a new argument where an overload takes it, metadata that is there',
    code: `${grpc}${traced(`client.get(order, (error, found) => { console.log(error, found); });`, `client.get({ id: 'b' }, new Metadata(), () => undefined);`, `const own = new Metadata();`, `client.get({ id: 'c' }, own, () => undefined);`)}`,
    only: 'typed',
    errors: [
      {
        data: { call: 'client.get()', library: 'gRPC', evidence: "'tracer.startActiveSpan()'", line: 9, gap: '' },
        edits: [
          ...writesMap('metadataSetter'),
          [
            `    client.get(order, (error`,
            `    const carrier = new Metadata();\n    propagation.inject(context.active(), carrier, metadataSetter);\n    client.get(order, carrier, (error`,
          ],
        ],
      },
      {
        edits: [
          ...writesMap('metadataSetter'),
          [
            `    client.get({ id: 'b' }, new Metadata(), `,
            `    const carrier = new Metadata();\n    propagation.inject(context.active(), carrier, metadataSetter);\n    client.get({ id: 'b' }, carrier, `,
          ],
        ],
      },
      {
        edits: [
          ...writesMap('metadataSetter'),
          [
            `    client.get({ id: 'c' }`,
            `    propagation.inject(context.active(), own, metadataSetter);\n    client.get({ id: 'c' }`,
          ],
        ],
      },
    ],
  },
  // scope
  {
    name: 'any function',
    code: `${kafka}export async function publish(id: string) {\n  await producer.send({ topic: 'a', messages: [{ value: id }] });\n}\n`,
    scope: 'any',
    errors: [
      {
        id: 'noCarrier',
        data: { call: 'producer.send()', library: 'Kafka', function: "'publish()'", gap: '' },
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: id }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: id, headers: carrier }] });`,
            'context.active()',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a function without a name, in any scope',
    code: `${kafka}export default async (id: string) => {\n  await producer.send({ topic: 'a', messages: [{ value: id }] });\n};\n`,
    scope: 'any',
    errors: [
      {
        id: 'noCarrier',
        data: { call: 'producer.send()', library: 'Kafka', function: 'this function', gap: '' },
        edits: [
          filled(
            `await producer.send({ topic: 'a', messages: [{ value: id }] });`,
            `await producer.send({ topic: 'a', messages: [{ value: id, headers: carrier }] });`,
            'context.active()',
            '  ',
          ),
        ],
      },
    ],
  },
  {
    name: 'a traced function, in any scope',
    code: `${kafka}${traced(send)}`,
    scope: 'any',
    errors: [{ id: 'noCarrierInTrace', edits: [filled(send, sent)] }],
  },
  {
    name: 'a frame of a socket, in any scope',
    code: `${ws}${traced(`socket.send(JSON.stringify({ kind: 'order', order }));`)}`,
    scope: 'any',
    errors: [
      {
        data: { call: 'socket.send()', library: 'WebSocket', evidence: "'tracer.startActiveSpan()'", line: 6, gap: '' },
        edits: [
          filled(
            `socket.send(JSON.stringify({ kind: 'order', order }));`,
            `socket.send(JSON.stringify({ kind: 'order', order, carrier }));`,
          ),
        ],
      },
    ],
  },
];

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = ({ name, code, settings = {}, scope }: Case) => ({
    name: `${name} (${mode})`,
    code,
    settings: { otel: { contextManager: 'async-local-storage', instrumented: [], ...settings } },
    ...(scope ? { options: [{ scope }] as const } : {}),
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`require-message-inject, ${mode}`, requireMessageInject, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ id = 'noCarrierInTrace', data, edits, editedOnly = mode }) => ({
        messageId: id,
        ...(data ? { data } : {}),
        suggestions:
          edits && editedOnly === mode
            ? [{ messageId: 'injectCarrier' as const, output: edited(test.code, edits) }]
            : [],
      })),
    })),
  });
}

describe('the suggestions of require-message-inject', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const texts = new Map(invalid.map(({ code }, index) => [file(`inject-${index}`), code]));
    const broken = new Set(strictDiagnostics(texts).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`inject-${index}`))) continue;
      for (const [at, { edits }] of errors.entries())
        if (edits) outputs.set(file(`inject-${index}-${at}`), edited(code, edits));
    }
    assert.ok(outputs.size > 45, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settle in one pass', () => {
    for (const { code, errors, settings = {}, scope = 'traced' } of invalid) {
      const count = (text: string): number => {
        const messages = new Linter().verify(
          text,
          {
            files: ['**/*.ts'],
            plugins: { otel: { rules: { rule: requireMessageInject as unknown as Rule.RuleModule } } },
            languageOptions: { parser: parser },
            rules: { 'otel/rule': ['error', { scope }] },
            settings: { otel: { contextManager: 'async-local-storage', instrumented: [], ...settings } },
          },
          'file.ts',
        );
        assert.ok(
          messages.every(({ ruleId }) => ruleId === 'otel/rule'),
          JSON.stringify(messages),
        );
        return messages.length;
      };
      const before = count(code);
      for (const { edits } of errors)
        if (edits && before > 0) assert.equal(count(edited(code, edits)), before - 1, edited(code, edits));
    }
  });
});

it('require-message-inject underlines the name of the call', () => {
  const [found] = new Linter().verify(
    `${kafka}${traced(send)}`,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: requireMessageInject as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/rule': 'error' },
      settings: { otel: { instrumented: [] } },
    },
    'file.ts',
  );
  assert.deepEqual([found?.line, found?.column, found?.endLine, found?.endColumn], [7, 20, 7, 24]);
});
