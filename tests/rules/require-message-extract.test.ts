import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { requireMessageExtract } from '../../src/rules/require-message-extract';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';\n`;
const rest = `const tracer = trace.getTracer('shop');\ndeclare function save(x: unknown): Promise<void>;\n`;
const kafka = `${api}import type { Consumer, EachMessagePayload } from 'kafkajs';\n${rest}declare const consumer: Consumer;\n`;
const amqp = `${api}import type { Channel } from 'amqplib';\n${rest}declare const channel: Channel;\n`;
const sqs = `${api}import { ReceiveMessageCommand, SQS, SQSClient } from '@aws-sdk/client-sqs';\n${rest}const sqs = new SQSClient({});\nconst old = new SQS({});\n`;
const bull = `${api}import { Worker } from 'bullmq';\n${rest}const connection = { host: 'h' };\n`;
const nats = `${api}import type { NatsConnection } from 'nats';\n${rest}declare const nc: NatsConnection;\n`;
const pubsub = `${api}import { PubSub } from '@google-cloud/pubsub';\n${rest}const subscription = new PubSub().subscription('orders');\n`;
const redis = `${api}import { createClient } from 'redis';\n${rest}const client = createClient();\n`;
const lambda = `${api}import type { SNSEvent, SQSHandler } from 'aws-lambda';\n${rest}`;
const grpc = `${api}import { type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';\n${rest}`;

const nestTypes = '/// <reference path="./included/nest.d.ts" />\n';
const nest = `${nestTypes}${api}import { Ctx, EventPattern, KafkaContext, MessagePattern, NatsContext, Payload, RedisContext, RmqContext } from '@nestjs/microservices';\n${rest}`;
const workerHost = `${nestTypes}${api}import { Processor, WorkerHost } from '@nestjs/bullmq';\nimport type { Job } from 'bullmq';\n${rest}`;
const nestBull = `${nestTypes}${api}import { Process, Processor } from '@nestjs/bull';\nimport type { Job } from 'bull';\n${rest}`;

/** A class of Nest around a method. */
const handlerClass = (...lines: readonly string[]): string =>
  `export class Handlers {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

const eachMessage = (head: string, ...lines: readonly string[]): string =>
  `void consumer.run({\n  eachMessage: ${head} {\n${lines.map((line) => `    ${line}\n`).join('')}  },\n});\n`;
const eachBatch = (...lines: readonly string[]): string =>
  `void consumer.run({\n  eachBatch: async ({ batch, heartbeat, isRunning }) => {\n${lines.map((line) => `    ${line}\n`).join('')}    if (isRunning()) await heartbeat();\n  },\n});\n`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly only?: 'typed' | 'untyped';
}

type Id = 'batchNeverExtracts' | 'neverExtracts' | 'neverRequested';

interface Expected {
  readonly id?: Id;
  /** What is underlined, as text. */
  readonly at?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** What the suggestion replaces in the code; none without it. */
  readonly edits?: readonly Replacement[];
  /** The mode in which the suggestion is offered. Default: both. */
  readonly editedOnly?: 'typed' | 'untyped';
}

interface Failing extends Case {
  readonly errors: readonly Expected[];
}

/** The declaration of a getter, behind the last import, and the import of its type. */
function getter(lastImport: string, name: string, type: string, keys: string, get: string): readonly Replacement[] {
  const text = `\nconst ${name}: TextMapGetter<${type}> = {\n  keys: (carrier) => ${keys},\n  get: (carrier, key) => ${get},\n};\n`;
  return [
    ['ROOT_CONTEXT }', 'ROOT_CONTEXT, type TextMapGetter }'],
    [lastImport, `${lastImport}${text}`],
  ];
}
const KEYS = 'Object.keys(carrier ?? {})';
const buffers = getter(
  `} from 'kafkajs';\n`,
  'bufferGetter',
  'Record<string, { toString(): string } | undefined> | undefined',
  KEYS,
  'carrier?.[key]?.toString()',
);
const attributes = getter(
  `} from '@aws-sdk/client-sqs';\n`,
  'messageAttributesGetter',
  'Record<string, { StringValue?: string | undefined }> | undefined',
  KEYS,
  'carrier?.[key]?.StringValue',
);
const sqsRecords = getter(
  `} from 'aws-lambda';\n`,
  'messageAttributesGetter',
  'Record<string, { stringValue?: string | undefined }> | undefined',
  KEYS,
  'carrier?.[key]?.stringValue',
);
const snsRecords = getter(
  `} from 'aws-lambda';\n`,
  'messageAttributesGetter',
  'Record<string, { Value: string }> | undefined',
  KEYS,
  'carrier?.[key]?.Value',
);
const natsHeaders = getter(
  `} from 'nats';\n`,
  'natsHeadersGetter',
  '{ get(key: string): string; keys(): string[] } | undefined',
  'carrier?.keys() ?? []',
  'carrier?.get(key) || undefined',
);
const metadata = getter(
  `} from '@grpc/grpc-js';\n`,
  'metadataGetter',
  '{ get(key: string): unknown[]; getMap(): object }',
  'Object.keys(carrier.getMap())',
  'carrier.get(key).map(String)',
);

/** Lines that are wrapped in the context of a carrier: as they stand, and wrapped. */
function wrapped(indent: string, carrier: string, lines: readonly string[], { isAsync = false } = {}): Replacement {
  const before = lines.map((line) => `${indent}${line}\n`).join('');
  const inner = lines.map((line) => `${indent}  ${line}\n`).join('');
  return [
    before,
    `${indent}${isAsync ? 'await ' : ''}context.with(propagation.extract(ROOT_CONTEXT, ${carrier}), ${isAsync ? 'async ' : ''}() => {\n${inner}${indent}});\n`,
  ];
}

const span = [`const span = tracer.startSpan('work');`, `span.end();`];
const work = [`const span = tracer.startSpan('work');`, `await save('x');`, `span.end();`];

const WORK = `tracer.startSpan('work').end();`;

const valid: readonly Case[] = [
  // Nest
  ...[
    `@EventPattern('a') on(@Payload() order: object, @Ctx() ctx: RmqContext) { context.with(propagation.extract(ROOT_CONTEXT, ctx.getMessage().properties.headers), () => { ${WORK} }); }`,
    `@MessagePattern('a') on(order: { carrier: object }) { const parent = propagation.extract(ROOT_CONTEXT, order.carrier); tracer.startSpan('a', {}, parent).end(); }`,
    `@Span('a') @EventPattern('a') on() { ${WORK} }`,
    `@UseInterceptors(new TracingInterceptor()) @EventPattern('a') on() { ${WORK} }`,
    `@EventPattern('a') on(order: object) { return save(order); }`,
    `@OnEvent('a') on() { ${WORK} }`,
    `@EventPattern('a') static on() { ${WORK} }`,
    `on() { ${WORK} }`,
  ].map((line) => ({
    name: `a handler of Nest: ${line.slice(0, 90)}`,
    code: `${nest}import { OnEvent, Span, TracingInterceptor, UseInterceptors } from './tracing';\n${handlerClass(line)}`,
  })),
  {
    name: 'a handler of Nest in a class with an interceptor that traces',
    code: `${nest}import { TraceContextInterceptor, UseInterceptors } from './tracing';\n@UseInterceptors(TraceContextInterceptor)\n${handlerClass(`@EventPattern('a') on() { ${WORK} }`)}`,
  },
  {
    name: 'a decorator of that name which is not of Nest',
    code: `${api}${rest}import { EventPattern } from './patterns';\n${handlerClass(`@EventPattern('a') on() { ${WORK} }`)}`,
  },
  ...['kafkajs', 'amqplib', 'ioredis', 'redis', 'grpc'].map((library) => ({
    name: `a handler of Nest whose transport may be instrumented: ${library}`,
    code: `${nest}${handlerClass(`@EventPattern('a') on() { ${WORK} }`)}`,
    settings: { instrumented: [library] },
  })),
  // processors
  ...[
    `class A extends WorkerHost { async process(job: Job) { await context.with(propagation.extract(ROOT_CONTEXT, job.data.carrier), async () => { ${WORK} }); } }`,
    `@Processor('q', { telemetry: anything }) class A extends WorkerHost { async process(job: Job) { ${WORK} } }`,
    `@Processor('q', options) class A extends WorkerHost { async process(job: Job) { ${WORK} } }`,
    `@Processor({ name: 'q' }, { ...options }) class A extends WorkerHost { async process(job: Job) { ${WORK} } }`,
    `class A extends WorkerHost { async process(job: Job) { await save(job.data); } }`,
    `class A extends WorkerHost { async process(job: Job) { await save(job.data); } async other() { ${WORK} } }`,
    `class A extends Host { async process(job: Job) { ${WORK} } }`,
  ].map((code) => ({
    name: `a processor: ${code.slice(0, 100)}`,
    code: `${workerHost}import { Host } from './host';\ndeclare const anything: never, options: object;\n${code}\nvoid A;\n`,
  })),
  {
    name: 'a processor of an instrumented queue',
    code: `${workerHost}export class A extends WorkerHost { async process(job: Job) { ${WORK} } }\n`,
    settings: { instrumented: ['bullmq'] },
  },
  {
    name: 'a processor that is named by its path',
    code: `${bull}new Worker('q', './processor.js', { connection });\nnew Worker('q', new URL('./processor.js', 'file:///'), { connection });\n${WORK}\n`,
  },
  // no work for any message
  {
    name: 'a Lambda handler that counts its records',
    code: `${lambda}export const handler: SQSHandler = async (event) => {\n  trace.getActiveSpan()?.setAttribute('records', event.Records.length);\n  for (const record of event.Records) await save(record.body);\n};\n`,
  },
  {
    name: 'a batch whose size is noted',
    code: `${kafka}${eachBatch(`trace.getActiveSpan()?.setAttribute('size', batch.messages.length);`, `for (const message of batch.messages) await save(message);`)}`,
  },
  // a context by other means
  ...[
    `const span = startConsumerSpan(message); tracer.startSpan('a').end(); span.end();`,
    `await withTracing(message, topic); tracer.startSpan('a').end();`,
    `const parent = trace.setSpanContext(context.active(), JSON.parse(String(message.value)).trace); tracer.startSpan('a', {}, parent).end();`,
    `const parent = trace.setSpan(context.active(), trace.wrapSpanContext(parse(message.headers))); context.with(parent, () => tracer.startSpan('a').end());`,
    `tracer.startActiveSpan('a', { links: [{ context: parse(message.headers) }] }, (span) => span.end());`,
  ].map((code) => ({
    name: `a context by other means: ${code.slice(0, 80)}`,
    code: `${kafka}import { parse, startConsumerSpan, withTracing } from './messages';\n${eachMessage('async ({ message, topic }) =>', code)}`,
  })),
  // extracts
  ...[
    `context.with(propagation.extract(ROOT_CONTEXT, message.headers, getter), () => { tracer.startSpan('a').end(); });`,
    `const ctx = propagation.extract(ROOT_CONTEXT, message.headers, getter); tracer.startSpan('a', {}, ctx).end(); trace.getActiveSpan();`,
    `await handle(message); async function handle(m: typeof message) { context.with(propagation.extract(ROOT_CONTEXT, m.headers, getter), () => { tracer.startSpan('a').end(); }); }`,
    `tracer.startSpan('a', { links: [{ context: trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers, getter))! }] }).end();`,
    `await withContextOf(message, async () => { tracer.startSpan('a').end(); });`,
    `await runInContext(message.headers, async () => { tracer.startSpan('a').end(); });`,
    `const { headers } = message; await foreign(headers); tracer.startSpan('a').end();`,
  ].map((code) => ({
    name: `a message whose context is taken up, or perhaps: ${code.slice(0, 70)}`,
    code: `${kafka}declare const getter: import('@opentelemetry/api').TextMapGetter<unknown>; declare function withContextOf<T>(m: unknown, fn: () => T): T; declare function runInContext<T>(m: unknown, fn: () => T): T; declare function foreign(h: unknown): Promise<void>;\n${eachMessage('async ({ message }) =>', code)}`,
  })),
  {
    name: 'a wrapper that says that it sets a context',
    code: `${kafka}import { withExtractedContext } from './tracing';\nvoid consumer.run({ eachMessage: withExtractedContext(async ({ message }: EachMessagePayload) => { tracer.startSpan(String(message.offset)).end(); }) });\n`,
  },
  {
    name: 'a wrapper of another file',
    code: `${kafka}import { traced } from './tracing';\nvoid consumer.run({ eachMessage: traced(async ({ message }: EachMessagePayload) => { tracer.startSpan(String(message.offset)).end(); }) });\n`,
  },
  {
    name: 'a wrapper of a function with a name',
    code: `${kafka}import { traced } from './tracing';\nconst handle = async ({ message }: EachMessagePayload) => { tracer.startSpan(String(message.offset)).end(); };\nvoid consumer.run({ eachMessage: traced(handle) });\n`,
  },
  {
    name: 'a middleware around a Lambda handler',
    code: `${lambda}import middy from './middy';\nconst handle: SQSHandler = async (event) => { for (const record of event.Records) tracer.startSpan(record.body).end(); };\nexport const handler = middy(handle);\nexport const other = middy(async (event: SNSEvent) => { tracer.startSpan(String(event.Records.length)).end(); });\n`,
  },
  {
    name: 'a bound handler',
    code: `${kafka}declare const parent: import('@opentelemetry/api').Context;\nvoid consumer.run({ eachMessage: context.bind(propagation.extract(parent, {}), async ({ message }: EachMessagePayload) => { tracer.startSpan(String(message.offset)).end(); }) });\n`,
  },
  // helpers that are handed a whole payload
  {
    name: 'a helper that takes a whole payload',
    code: `${kafka}export async function annotate(payload: EachMessagePayload) { trace.getActiveSpan()?.addEvent(payload.topic); }\n`,
  },
  {
    name: 'a helper of a Lambda function',
    code: `${lambda}function count(event: SNSEvent) { trace.getActiveSpan()?.addEvent(String(event.Records.length)); }\nexport const other = { count };\n`,
  },
  {
    name: 'a callback of a foreign function that is handed the message',
    code: `${kafka}import { consume } from './tracing';\n${eachMessage('async ({ message }) =>', `await consume(message, async () => { tracer.startSpan('a').end(); });`)}${eachBatch(`for (const m of batch.messages) {`, `  await consume(m, async () => { tracer.startSpan('a').end(); });`, '}')}`,
  },
  {
    name: 'a poll that counts its messages',
    code: `${sqs}export async function poll() {\n  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));\n  trace.getActiveSpan()?.setAttribute('messages', Messages?.length ?? 0);\n  for (const message of Messages ?? []) await save(message);\n}\n`,
  },
  // no ambient work
  {
    name: 'a handler that creates no spans',
    code: `${kafka}${eachMessage('async ({ message }) =>', 'await save(message.value);')}trace.getActiveSpan();\n`,
  },
  {
    name: 'a handler that calls code of another file',
    code: `${kafka}import { handle } from './handle';\n${eachMessage('async ({ message }) =>', 'await handle(message.value);')}trace.getActiveSpan();\n`,
  },
  {
    name: 'a root span',
    code: `${kafka}${eachMessage('async ({ message }) =>', `tracer.startSpan('a', { root: true }).end();`, 'await save(message.value);')}`,
  },
  {
    name: 'an explicit context',
    code: `${kafka}declare const parent: import('@opentelemetry/api').Context;\n${eachMessage('async ({ message }) =>', `tracer.startSpan('a', {}, parent).end();`, `context.with(parent, () => { trace.getActiveSpan(); });`, 'await save(message.value);')}`,
  },
  {
    name: 'a client call, where the client is not instrumented',
    code: `${kafka}${eachMessage('async ({ message }) =>', `await fetch('http://x/' + String(message.offset));`)}trace.getActiveSpan();\n`,
  },
  {
    name: 'a span around a poll, and none for its messages',
    code: `${sqs}export async function poll() {\n  const span = tracer.startSpan('poll');\n  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));\n  return Messages;\n}\n`,
  },
  {
    name: 'a poll inside a span',
    code: `${sqs}export async function poll() {\n  const result = await tracer.startActiveSpan('poll', () => sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' })));\n  for (const message of result.Messages ?? []) await save(message);\n}\n`,
  },
  // covered
  {
    name: 'eachMessage of an instrumented client',
    code: `${kafka}${eachMessage('async () =>', ...span)}`,
    settings: { instrumented: ['kafkajs'] },
  },
  {
    name: 'consume() of an instrumented client',
    code: `${amqp}void channel.consume('q', () => { tracer.startSpan('a').end(); });\n`,
    settings: { instrumented: ['amqplib'] },
  },
  {
    name: "BullMQ's own telemetry",
    code: `${bull}import { BullMQOtel } from 'bullmq-otel';\nnew Worker('q', async () => { tracer.startSpan('a').end(); }, { connection, telemetry: new BullMQOtel('shop') });\n`,
  },
  {
    name: 'options of a worker that nobody can see',
    code: `${bull}import { options } from './options';\nnew Worker('q', async () => { tracer.startSpan('a').end(); }, options);\n`,
  },
  {
    name: 'an instrumented gRPC server',
    code: `${grpc}export function get(call: ServerUnaryCall<{ id: string }, string>, callback: sendUnaryData<string>) {\n  tracer.startSpan(call.request.id).end();\n  callback(null, 'x');\n}\n`,
    settings: { instrumented: ['grpc'] },
  },
  // nothing is active
  { name: 'no manager', code: `${kafka}${eachMessage('async () =>', ...span)}`, settings: { contextManager: 'none' } },
  // nobody can tell
  {
    name: 'a frame of a socket',
    code: `${api}import WebSocket from 'ws';\n${rest}declare const socket: WebSocket;\nsocket.on('message', () => { tracer.startSpan('a').end(); });\n`,
  },
  // other events, other consumers
  { name: 'other events', code: `${pubsub}subscription.on('error', () => { tracer.startSpan('a').end(); });\n` },
  {
    name: 'another consumer',
    code: `${api}${rest}declare const consumer: { run(x: { eachMessage(m: { message: unknown }): Promise<void> }): void };\n${eachMessage('async ({ message }) =>', ...work, 'await save(message);')}`,
  },
  {
    name: 'another Worker',
    code: `${api}import { Worker } from './worker';\n${rest}new (Worker as any)('q', async () => { tracer.startSpan('a').end(); });\n`,
  },
  {
    name: 'another tracer',
    code: `import type { Consumer } from 'kafkajs';\nimport '@opentelemetry/api';\ndeclare const consumer: Consumer; const tracer = { startSpan(_: string) { return { end() {} }; } };\n${eachMessage('async () =>', `tracer.startSpan('a').end();`)}`,
  },
  {
    name: 'a file without OpenTelemetry',
    code: `import type { Consumer } from 'kafkajs';\ndeclare const consumer: Consumer; declare const tracer: any;\n${eachMessage('async () =>', `tracer.startSpan('a').end();`)}`,
  },
  // attributes
  ...[
    `{ QueueUrl: 'q', MessageAttributeNames: ['All'] }`,
    `{ QueueUrl: 'q', MessageAttributeNames: ['traceparent', 'baggage'] }`,
    `{ QueueUrl: 'q', ...more }`,
    `input`,
  ].map((input) => ({
    name: `attributes that are, or may be, asked for: ${input}`,
    code: `${sqs}declare const getter: import('@opentelemetry/api').TextMapGetter<unknown>, more: { MessageAttributeNames: string[] }, input: { QueueUrl: string };\nexport async function poll() {\n  const { Messages } = await sqs.send(new ReceiveMessageCommand(${input}));\n  for (const message of Messages ?? []) context.with(propagation.extract(ROOT_CONTEXT, message.MessageAttributes, getter), () => { tracer.startSpan('a').end(); });\n}\n`,
  })),
  {
    name: 'attributes that the instrumentation asks for',
    code: `${sqs}declare const getter: import('@opentelemetry/api').TextMapGetter<unknown>;\nexport async function poll() {\n  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));\n  for (const message of Messages ?? []) context.with(propagation.extract(ROOT_CONTEXT, message.MessageAttributes, getter), () => { tracer.startSpan('a').end(); });\n}\n`,
    settings: { instrumented: ['aws-sdk'] },
  },
  {
    name: 'a carrier in the body of a message needs no attributes',
    code: `${sqs}export async function poll() {\n  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));\n  for (const message of Messages ?? []) context.with(propagation.extract(ROOT_CONTEXT, JSON.parse(message.Body ?? '{}').carrier), () => { tracer.startSpan('a').end(); });\n}\n`,
  },
  {
    name: 'odd syntax',
    code: `${kafka}void consumer.run({});\nvoid consumer.run({ ...({} as {}) });\nvoid consumer.run({ eachMessage: undefined });\nvoid consumer.run(...([] as []));\nvoid consumer.run({ async *[Symbol.iterator]() {} } as any);\n`,
  },
];

const invalid: readonly Failing[] = [
  // Nest
  {
    name: 'a handler of Nest: reported at its name, without an edit where no carrier is known',
    code: `${nest}${handlerClass(`@EventPattern('baked')`, `async onBaked(@Payload() order: { id: string }) {`, `  const span = tracer.startSpan('work');`, `  await save(order);`, `  span.end();`, `}`, `@MessagePattern({ cmd: 'bake' })`, `bake(order: { id: string }, @Ctx() ctx: RedisContext) {`, `  ${WORK}`, `  return [order.id, ctx.getChannel()];`, `}`)}`,
    errors: [
      {
        at: 'onBaked',
        data: { library: 'Nest', consumer: "'onBaked()'", use: "'tracer.startSpan()'", line: 9, gap: '' },
      },
      { at: 'bake', data: { library: 'Nest', consumer: "'bake()'", use: "'tracer.startSpan()'", line: 15, gap: '' } },
    ],
  },
  ...[
    `import { EventPattern as On } from '@nestjs/microservices';\nexport class A { @On('a') on() { ${WORK} } }`,
    `import * as nest from '@nestjs/microservices';\nexport class A { @nest.MessagePattern('a') on() { ${WORK} } }`,
    `import { EventPattern, Payload } from '@nestjs/microservices';\nexport class A { @EventPattern('a') @EventPattern('b') async on(@Payload('id') id: string) { await tracer.startActiveSpan(id, async (span) => span.end()); } }`,
    `import { EventPattern } from '@nestjs/microservices';\nexport class A { @EventPattern('a') on() { this.work(); } private work() { ${WORK} } }`,
    `import { EventPattern } from '@nestjs/microservices';\nimport { LoggingInterceptor, UseInterceptors } from './log';\n@UseInterceptors(LoggingInterceptor)\nexport class A { @EventPattern('traces') on() { ${WORK} } }`,
  ].map((code) => ({
    name: `a handler of Nest: ${code}`,
    code: `${nestTypes}${api}${rest}${code}\n`,
    errors: [{ at: 'on' }],
  })),
  {
    name: 'a handler of Nest that is given the context of RabbitMQ',
    code: `${nest}${handlerClass(`@EventPattern('a')`, `on(@Payload() order: object, @Ctx() ctx: RmqContext) {`, `  ${WORK}`, `}`)}`,
    errors: [{ at: 'on', edits: [wrapped('    ', 'ctx.getMessage().properties.headers', [WORK])] }],
  },
  {
    name: 'a handler of Nest that is given the context of Kafka, or of NATS',
    code: `${nest}${handlerClass(`@EventPattern('a')`, `async onKafka(order: object, ctx: KafkaContext) {`, `  await save(ctx);`, `  ${WORK}`, `}`, `@EventPattern('b')`, `onNats(@Ctx() natsContext: NatsContext) {`, `  trace.getActiveSpan()?.addEvent(natsContext.getSubject());`, `}`)}`,
    errors: [
      {
        at: 'onKafka',
        edits: [
          ...getter(
            `} from '@nestjs/microservices';\n`,
            'bufferGetter',
            'Record<string, { toString(): string } | undefined> | undefined',
            KEYS,
            'carrier?.[key]?.toString()',
          ),
          wrapped('    ', 'ctx.getMessage().headers, bufferGetter', ['await save(ctx);', WORK], { isAsync: true }),
        ],
      },
      {
        at: 'onNats',
        edits: [
          ...getter(
            `} from '@nestjs/microservices';\n`,
            'natsHeadersGetter',
            '{ get(key: string): string; keys(): string[] } | undefined',
            'carrier?.keys() ?? []',
            'carrier?.get(key) || undefined',
          ),
          wrapped('    ', 'natsContext.getHeaders(), natsHeadersGetter', [
            'trace.getActiveSpan()?.addEvent(natsContext.getSubject());',
          ]),
        ],
      },
    ],
  },
  // processors
  {
    name: 'a processor of @nestjs/bullmq',
    code: `${workerHost}@Processor('q', { concurrency: 5 })\nexport class Stamps extends WorkerHost {\n  async process(job: Job) {\n    ${WORK}\n    await save(job.data);\n  }\n}\n`,
    errors: [
      {
        at: 'process',
        data: { library: 'BullMQ', consumer: "'process()'", use: "'tracer.startSpan()'", line: 10, gap: '' },
        edits: [wrapped('    ', 'job.data.carrier ?? {}', [WORK, 'await save(job.data);'], { isAsync: true })],
      },
    ],
  },
  {
    name: 'a processor whose data have no carrier by their type is reported without an edit',
    code: `${workerHost}@Processor({ name: 'q' })\nexport class Stamps extends WorkerHost {\n  async process(job: Job<{ id: string }>) {\n    ${WORK}\n    await save(job.data);\n  }\n}\n`,
    errors: [{ at: 'process' }],
  },
  {
    name: 'a processor by a base class of the file, an alias',
    code: `${api}import { WorkerHost as Host } from '@nestjs/bullmq';\n${rest}abstract class Base extends Host {}\nexport class Stamps extends Base {\n  async process() {\n    ${WORK}\n  }\n}\n`,
    errors: [{ at: 'process' }],
  },
  {
    name: 'a processor by require',
    only: 'untyped',
    code: `const { trace } = require('@opentelemetry/api');\nconst { WorkerHost } = require('@nestjs/bullmq');\nconst tracer = trace.getTracer('a');\nexports.Stamps = class extends WorkerHost {\n  async process() {\n    ${WORK}\n  }\n};\n`,
    errors: [{ at: 'process' }],
  },
  {
    name: 'a processor of @nestjs/bull',
    code: `${nestBull}@Processor('q')\nexport class Stamps {\n  @Process({ name: 'print' })\n  print(job: Job) {\n    ${WORK}\n    return job.id;\n  }\n}\n`,
    errors: [
      {
        at: 'print',
        data: { library: 'Bull', consumer: "'print()'", use: "'tracer.startSpan()'", line: 11, gap: '' },
        edits: [
          [
            `    ${WORK}\n    return job.id;\n`,
            `    return context.with(propagation.extract(ROOT_CONTEXT, job.data.carrier ?? {}), () => {\n      ${WORK}\n      return job.id;\n    });\n`,
          ],
        ],
      },
    ],
  },
  // what is underlined
  {
    name: 'the head of a handler, the name of a poll, the head of a loop',
    code: `${kafka}import type { Channel } from 'amqplib';\nimport type { NatsConnection } from 'nats';\ndeclare const channel: Channel, nc: NatsConnection;\nvoid consumer.run({\n  eachMessage: async ({ message }) => {\n    await save(message);\n    ${WORK}\n  },\n});\nexport async function one() {\n  const msg = await channel.get('q');\n  ${WORK}\n  for await (const m of nc.subscribe('a')) {\n    ${WORK}\n    if (m) return msg;\n  }\n  return msg;\n}\n`,
    errors: [
      {
        at: 'async ({ message }) =>',
        edits: [
          ...buffers,
          wrapped('    ', 'message.headers, bufferGetter', ['await save(message);', WORK], { isAsync: true }),
        ],
      },
      { at: 'get' },
      { at: `for await (const m of nc.subscribe('a')` },
    ],
  },
  // Kafka
  {
    name: 'a handler that starts a span',
    code: `${kafka}${eachMessage('async ({ message }) =>', ...work, 'await save(message.value);')}`,
    errors: [
      {
        data: { library: 'Kafka', consumer: "'eachMessage'", use: "'tracer.startSpan()'", line: 8, gap: '' },
        edits: [
          ...buffers,
          wrapped('    ', 'message.headers, bufferGetter', [...work, 'await save(message.value);'], { isAsync: true }),
        ],
      },
    ],
  },
  {
    name: 'a pattern that does not bind the message gets it',
    code: `${kafka}${eachMessage('async ({ topic, partition }) =>', 'tracer.startSpan(topic + String(partition)).end();')}`,
    errors: [
      {
        edits: [
          ...buffers,
          ['{ topic, partition }', '{ topic, partition, message }'],
          wrapped('    ', 'message.headers, bufferGetter', ['tracer.startSpan(topic + String(partition)).end();']),
        ],
      },
    ],
  },
  {
    name: 'a pattern whose name for the message is taken',
    code: `${kafka}${eachMessage('async ({ topic }) =>', `const message = topic;`, 'tracer.startSpan(message).end();')}`,
    errors: [
      {
        edits: [
          ...buffers,
          ['{ topic }', '{ topic, message: message2 }'],
          wrapped('    ', 'message2.headers, bufferGetter', [
            'const message = topic;',
            'tracer.startSpan(message).end();',
          ]),
        ],
      },
    ],
  },
  {
    name: 'a pattern in a pattern',
    code: `${kafka}${eachMessage('async ({ message: { value } }) =>', 'tracer.startSpan(String(value)).end();')}`,
    errors: [
      {
        edits: [
          ...buffers,
          ['{ value }', '{ value, headers }'],
          wrapped('    ', 'headers, bufferGetter', ['tracer.startSpan(String(value)).end();']),
        ],
      },
    ],
  },
  {
    name: 'a pattern that has the headers under another name, and a rest',
    code: `${kafka}${eachMessage('async ({ message: { headers: h, ...more } }) =>', 'tracer.startSpan(String(more.offset)).end();', 'console.log(h);')}`,
    errors: [
      {
        edits: [
          ...buffers,
          wrapped('    ', 'h, bufferGetter', ['tracer.startSpan(String(more.offset)).end();', 'console.log(h);']),
        ],
      },
    ],
  },
  {
    name: 'a rest of a pattern',
    code: `${kafka}${eachMessage('async ({ topic, ...payload }) =>', 'tracer.startSpan(topic).end();', 'await save(payload);')}`,
    errors: [
      {
        edits: [
          ...buffers,
          wrapped(
            '    ',
            'payload.message.headers, bufferGetter',
            ['tracer.startSpan(topic).end();', 'await save(payload);'],
            { isAsync: true },
          ),
        ],
      },
    ],
  },
  {
    name: 'a function by name, an annotated payload',
    code: `${kafka}async function handle(payload: EachMessagePayload) {\n  tracer.startSpan(payload.topic).end();\n}\nvoid consumer.run({ eachMessage: handle });\n`,
    errors: [
      {
        edits: [
          ...buffers,
          wrapped('  ', 'payload.message.headers, bufferGetter', ['tracer.startSpan(payload.topic).end();']),
        ],
      },
    ],
  },
  {
    name: 'a method of a class',
    code: `${kafka}export class Orders {\n  start() {\n    return consumer.run({ eachMessage: (payload) => this.handle(payload) });\n  }\n  private async handle({ message }: EachMessagePayload) {\n    tracer.startSpan(String(message.offset)).end();\n  }\n}\n`,
    errors: [
      {
        data: {
          library: 'Kafka',
          consumer: "'eachMessage'",
          use: "'tracer.startSpan()' (through 'handle()')",
          line: 11,
          gap: '',
        },
        edits: [
          ...buffers,
          [
            '(payload) => this.handle(payload)',
            '(payload) => context.with(propagation.extract(ROOT_CONTEXT, payload.message.headers, bufferGetter), () => this.handle(payload))',
          ],
        ],
      },
    ],
    only: 'untyped',
  },
  {
    name: 'a concise arrow',
    code: `${kafka}void consumer.run({ eachMessage: ({ message }) => tracer.startActiveSpan('a', async (span) => { await save(message); span.end(); }) });\n`,
    errors: [
      {
        edits: [
          ...buffers,
          [
            `=> tracer.startActiveSpan('a', async`,
            `=> context.with(propagation.extract(ROOT_CONTEXT, message.headers, bufferGetter), () => tracer.startActiveSpan('a', async`,
          ],
          ['span.end(); })', 'span.end(); }))'],
        ],
      },
    ],
  },
  {
    name: 'a handler without a parameter is reported without an edit',
    code: `${kafka}${eachMessage('async () =>', ...span)}`,
    errors: [{}],
  },
  {
    name: 'early returns, throw, try and finally, and comments',
    code: `${kafka}${eachMessage('async ({ message }) =>', '// tombstones', 'if (!message.value) return;', `const span = tracer.startSpan('work'); // one a message`, 'try {', `  if (message.key === null) throw new Error('no key');`, '  await save(message.value);', '} finally {', '  span.end();', '}')}`,
    errors: [
      {
        data: { library: 'Kafka', consumer: "'eachMessage'", use: "'tracer.startSpan()'", line: 10, gap: '' },
        edits: [
          ...buffers,
          wrapped(
            '    ',
            'message.headers, bufferGetter',
            [
              '// tombstones',
              'if (!message.value) return;',
              `const span = tracer.startSpan('work'); // one a message`,
              'try {',
              `  if (message.key === null) throw new Error('no key');`,
              '  await save(message.value);',
              '} finally {',
              '  span.end();',
              '}',
            ],
            { isAsync: true },
          ),
        ],
      },
    ],
  },
  {
    name: 'an ambient use in a nested function, a client that is instrumented',
    code: `${kafka}${eachMessage('async ({ message }) =>', `await Promise.all([1, 2].map(async () => { await fetch('http://x/' + String(message.offset)); }));`)}trace.getActiveSpan();\n`,
    settings: { instrumented: ['undici'] },
    errors: [
      {
        data: { library: 'Kafka', consumer: "'eachMessage'", use: "'fetch()'", line: 8, gap: '' },
        edits: [
          ...buffers,
          wrapped(
            '    ',
            'message.headers, bufferGetter',
            [`await Promise.all([1, 2].map(async () => { await fetch('http://x/' + String(message.offset)); }));`],
            { isAsync: true },
          ),
        ],
      },
    ],
  },
  ...['unknown', 'stack', 'zone'].map((contextManager): Failing => ({
    name: `under ${contextManager}`,
    code: `${kafka}${eachMessage('async ({ message }) =>', 'tracer.startSpan(String(message.offset)).end();')}`,
    settings: { contextManager },
    errors: [
      {
        edits: [
          ...buffers,
          wrapped('    ', 'message.headers, bufferGetter', ['tracer.startSpan(String(message.offset)).end();']),
        ],
      },
    ],
  })),
  {
    name: 'aliases and a namespace',
    code: `import * as otel from '@opentelemetry/api';\nimport { Kafka as Broker } from 'kafkajs';\n\nconst bufferGetter: otel.TextMapGetter<Record<string, { toString(): string } | undefined> | undefined> = {\n  keys: (carrier) => Object.keys(carrier ?? {}),\n  get: (carrier, key) => carrier?.[key]?.toString(),\n};\nconst tracer = otel.trace.getTracer('shop');\nconst consumer = new Broker({ brokers: [] }).consumer({ groupId: 'a' });\n${eachMessage('async ({ message: m }) =>', 'tracer.startSpan(String(m.offset)).end();')}`,
    errors: [
      {
        edits: [
          [
            `    tracer.startSpan(String(m.offset)).end();\n`,
            `    otel.context.with(otel.propagation.extract(otel.ROOT_CONTEXT, m.headers, bufferGetter), () => {\n      tracer.startSpan(String(m.offset)).end();\n    });\n`,
          ],
        ],
      },
    ],
  },
  {
    name: 'require, in JavaScript',
    code: `const { trace } = require('@opentelemetry/api');\nconst { Kafka } = require('kafkajs');\n\nconst tracer = trace.getTracer('shop');\nconst consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'a' });\n${eachMessage('async ({ message }) =>', 'tracer.startSpan(String(message.offset)).end();')}`,
    only: 'untyped',
    errors: [
      {
        edits: [
          ['{ trace }', '{ trace, context, propagation, ROOT_CONTEXT }'],
          [
            `require('kafkajs');\n\n`,
            `require('kafkajs');\n\nconst bufferGetter: import('@opentelemetry/api').TextMapGetter<Record<string, { toString(): string } | undefined> | undefined> = {\n  keys: (carrier) => Object.keys(carrier ?? {}),\n  get: (carrier, key) => carrier?.[key]?.toString(),\n};\n\n`,
          ],
          wrapped('    ', 'message.headers, bufferGetter', ['tracer.startSpan(String(message.offset)).end();']),
        ],
      },
    ],
  },
  {
    name: 'two consumers in one file',
    code: `${kafka}${eachMessage('async ({ message }) =>', `tracer.startSpan('first' + String(message.offset)).end();`)}${eachMessage('async ({ message }) =>', `tracer.startSpan('second' + String(message.offset)).end();`)}`,
    errors: ['first', 'second'].map((name) => ({
      edits: [
        ...buffers,
        wrapped('    ', 'message.headers, bufferGetter', [
          `tracer.startSpan('${name}' + String(message.offset)).end();`,
        ]),
      ],
    })),
  },
  // batches
  {
    name: 'a batch, in the loop over its messages',
    code: `${kafka}${eachBatch('for (const message of batch.messages) {', ...work.map((line) => `  ${line}`), '  await save(message);', '}')}`,
    errors: [
      {
        id: 'batchNeverExtracts',
        data: { library: 'Kafka', consumer: "'eachBatch'", use: "'tracer.startSpan()'", line: 9, gap: '' },
        edits: [
          ...buffers,
          wrapped('      ', 'message.headers, bufferGetter', [...work, 'await save(message);'], { isAsync: true }),
        ],
      },
    ],
  },
  {
    name: 'a batch of an instrumented client',
    code: `${kafka}${eachBatch('for (const { value, headers } of batch.messages) {', '  tracer.startSpan(String(value)).end();', '  console.log(headers);', '}')}`,
    settings: { instrumented: ['kafkajs'] },
    errors: [
      {
        id: 'batchNeverExtracts',
        data: {
          library: 'Kafka',
          consumer: "'eachBatch'",
          use: "'tracer.startSpan()'",
          line: 9,
          gap: "; the instrumentation runs 'eachBatch' in a span of its own and only links the messages: their context is not active",
        },
        edits: [
          ...buffers,
          wrapped('      ', 'headers, bufferGetter', [
            'tracer.startSpan(String(value)).end();',
            'console.log(headers);',
          ]),
        ],
      },
    ],
  },
  {
    name: 'a callback for each message',
    code: `${kafka}${eachBatch('await Promise.all(batch.messages.map(async (message) => {', ...work.map((line) => `  ${line}`), '  await save(message);', '}));')}`,
    errors: [
      {
        id: 'batchNeverExtracts',
        edits: [
          ...buffers,
          wrapped('      ', 'message.headers, bufferGetter', [...work, 'await save(message);'], { isAsync: true }),
        ],
      },
    ],
  },
  {
    name: 'a loop that ends early, a span for the whole batch, two loops: no edit',
    code: `${kafka}${eachBatch('for (const message of batch.messages) {', '  if (!isRunning()) break;', '  tracer.startSpan(String(message.offset)).end();', '}')}${eachBatch(...work, 'await save(batch.messages);')}${eachBatch('for (const m of batch.messages) {', '  tracer.startSpan(m.offset).end();', '}', 'for (const m of batch.messages) {', '  tracer.startSpan(m.offset).end();', '}')}`,
    errors: [{ id: 'batchNeverExtracts' }, { id: 'batchNeverExtracts' }, { id: 'batchNeverExtracts' }],
  },
  // RabbitMQ
  {
    name: 'a batch whose size is noted, and whose messages have spans',
    code: `${kafka}${eachBatch(`trace.getActiveSpan()?.setAttribute('size', batch.messages.length);`, `tracer.startSpan('a').end();`)}`,
    errors: [{ id: 'batchNeverExtracts' }],
  },
  {
    name: 'null, which ends a consumption and which code without types does not speak of',
    only: 'untyped',
    code: `${amqp}void channel.consume('q', (m) => onMessage(m));\nfunction onMessage(m: any) { if (m === null) return; tracer.startSpan('a').end(); }\n`,
    errors: [
      {
        edits: [
          [
            `=> onMessage(m));`,
            `=> context.with(propagation.extract(ROOT_CONTEXT, m?.properties.headers), () => onMessage(m)));`,
          ],
        ],
        editedOnly: 'untyped',
      },
    ],
  },
  {
    name: 'a message behind a declared this',
    code: `${amqp}void channel.consume('q', function (this: void, msg) {\n  if (msg) tracer.startSpan('a').end();\n});\n`,
    errors: [{ edits: [wrapped('  ', 'msg?.properties.headers', [`if (msg) tracer.startSpan('a').end();`])] }],
  },
  ...[`unknown`, `{ fields: object } | null`].map((type) => ({
    name: `a parameter whose written type knows no headers is reported without an edit: ${type}`,
    code: `${amqp}void channel.consume('q', (msg: ${type}) => {\n  tracer.startSpan(String(msg)).end();\n});\n`,
    errors: [{}],
  })),
  {
    name: 'a type of the file is reported without an edit where nobody can look into it',
    only: 'untyped',
    code: `${amqp}interface Incoming { id: string }\nvoid channel.consume('q', (msg: Incoming) => {\n  tracer.startSpan(msg.id).end();\n});\n`,
    errors: [{}],
  },
  {
    name: 'a message that may be missing',
    code: `${amqp}void channel.consume('q', (msg) => {\n  if (!msg) return;\n  const span = tracer.startSpan('work');\n  channel.ack(msg);\n  span.end();\n});\n`,
    errors: [
      {
        data: { library: 'RabbitMQ', consumer: "'consume()'", use: "'tracer.startSpan()'", line: 8, gap: '' },
        edits: [
          wrapped('  ', 'msg?.properties.headers', [
            'if (!msg) return;',
            `const span = tracer.startSpan('work');`,
            'channel.ack(msg);',
            'span.end();',
          ]),
        ],
      },
    ],
  },
  {
    name: 'a message that is asserted, or merely asked about',
    code: `${amqp}void channel.consume('a', (msg) => {\n  tracer.startSpan(msg!.content.toString()).end();\n});\nvoid channel.consume('b', (msg) => {\n  tracer.startSpan(msg?.content.toString() ?? 'none').end();\n});\n`,
    errors: [
      { edits: [wrapped('  ', 'msg?.properties.headers', ['tracer.startSpan(msg!.content.toString()).end();'])] },
      {
        edits: [
          wrapped('  ', 'msg?.properties.headers', [`tracer.startSpan(msg?.content.toString() ?? 'none').end();`]),
        ],
      },
    ],
  },
  {
    name: 'a message that is polled for is reported without an edit',
    code: `${amqp}export async function one() {\n  const msg = await channel.get('q');\n  if (!msg) return;\n  tracer.startSpan('work').end();\n}\n`,
    settings: { instrumented: ['amqplib'] },
    errors: [
      {
        data: {
          library: 'RabbitMQ',
          consumer: "'get()'",
          use: "'tracer.startSpan()'",
          line: 9,
          gap: "; the instrumentation does not see 'channel.get()'",
        },
      },
    ],
  },
  // SQS
  {
    name: 'a handler of sqs-consumer, which hands over the attributes it is told to ask for',
    only: 'untyped',
    code: `${api}import { Consumer } from 'sqs-consumer';\n${rest}export const app = Consumer.create({\n  queueUrl: 'q',\n  handleMessage: async (message) => {\n    tracer.startSpan('a').end();\n  },\n});\n`,
    errors: [
      {
        data: { library: 'SQS', consumer: "'handleMessage'", use: "'tracer.startSpan()'", line: 8, gap: '' },
        edits: [
          ...getter(
            `from 'sqs-consumer';\n`,
            'messageAttributesGetter',
            'Record<string, { StringValue?: string | undefined }> | undefined',
            KEYS,
            'carrier?.[key]?.StringValue',
          ),
          wrapped('    ', 'message.MessageAttributes, messageAttributesGetter', [`tracer.startSpan('a').end();`]),
          [`  },\n});`, `  },\n  messageAttributeNames: ['All'],\n});`],
        ],
        editedOnly: 'untyped',
      },
    ],
  },
  {
    name: 'a handler of sqs-consumer that extracts what it never asked for',
    only: 'untyped',
    code: `${api}import { Consumer } from 'sqs-consumer';\n${rest}declare const getter: import('@opentelemetry/api').TextMapGetter<unknown>;\nexport const app = Consumer.create({ queueUrl: 'q', handleMessage: async (message) => context.with(propagation.extract(ROOT_CONTEXT, message.MessageAttributes, getter), () => save(message)) });\n`,
    errors: [
      {
        id: 'neverRequested',
        data: { consumer: 'handleMessage', line: 6, property: 'messageAttributeNames' },
        edits: [[`save(message)) });`, `save(message)), messageAttributeNames: ['All'] });`]],
        editedOnly: 'untyped',
      },
    ],
  },
  {
    name: 'a poll that did not ask for the attributes asks for them',
    code: `${sqs}export async function poll() {\n  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));\n  for (const message of Messages ?? []) {\n    tracer.startSpan(message.Body ?? '').end();\n  }\n}\n`,
    errors: [
      {
        id: 'batchNeverExtracts',
        data: { library: 'SQS', consumer: "'ReceiveMessage'", use: "'tracer.startSpan()'", line: 10, gap: '' },
        edits: [
          ...attributes,
          [`{ QueueUrl: 'q' }`, `{ QueueUrl: 'q', MessageAttributeNames: ['All'] }`],
          wrapped('    ', 'message.MessageAttributes, messageAttributesGetter', [
            `tracer.startSpan(message.Body ?? '').end();`,
          ]),
        ],
      },
    ],
  },
  {
    name: 'a poll in a loop, a pattern, an instrumented SDK',
    code: `${sqs}export async function poll() {\n  for (;;) {\n    const result = await old.receiveMessage({ QueueUrl: 'q' });\n    for (const { Body } of result.Messages ?? []) {\n      await save(Body);\n      trace.getActiveSpan()?.addEvent('saved');\n    }\n  }\n}\n`,
    settings: { instrumented: ['aws-sdk'] },
    errors: [
      {
        id: 'batchNeverExtracts',
        data: {
          library: 'SQS',
          consumer: "'receiveMessage()'",
          use: "'trace.getActiveSpan()'",
          line: 12,
          gap: "; the instrumentation only links the received messages from the span of 'ReceiveMessage': their context is not active",
        },
        edits: [
          ...attributes,
          ['{ Body }', '{ Body, MessageAttributes }'],
          wrapped(
            '      ',
            'MessageAttributes, messageAttributesGetter',
            ['await save(Body);', `trace.getActiveSpan()?.addEvent('saved');`],
            { isAsync: true },
          ),
        ],
      },
    ],
  },
  {
    name: 'attributes that are extracted and were never asked for',
    code: `${sqs}declare const getter: import('@opentelemetry/api').TextMapGetter<unknown>;\nexport async function poll() {\n  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));\n  for (const message of Messages ?? []) context.with(propagation.extract(ROOT_CONTEXT, message.MessageAttributes, getter), () => { tracer.startSpan('a').end(); });\n}\n`,
    errors: [
      {
        id: 'neverRequested',
        data: { consumer: 'ReceiveMessage', line: 10, property: 'MessageAttributeNames' },
        edits: [[`{ QueueUrl: 'q' }`, `{ QueueUrl: 'q', MessageAttributeNames: ['All'] }`]],
      },
    ],
  },
  {
    name: 'attributes that were never asked for, through a helper and a constant, under no manager too',
    code: `${sqs}declare const getter: import('@opentelemetry/api').TextMapGetter<unknown>;\nconst input = {\n  QueueUrl: 'q', // orders\n};\nconst contextOf = (message: { MessageAttributes?: unknown }) => propagation.extract(ROOT_CONTEXT, message.MessageAttributes, getter);\nexport async function poll() {\n  const { Messages } = await sqs.send(new ReceiveMessageCommand(input));\n  for (const message of Messages ?? []) tracer.startSpan('a', {}, contextOf(message)).end();\n}\n`,
    settings: { contextManager: 'none' },
    errors: [
      {
        id: 'neverRequested',
        edits: [[`  QueueUrl: 'q', // orders\n`, `  QueueUrl: 'q', // orders\n  MessageAttributeNames: ['All'],\n`]],
      },
    ],
  },
  // Lambda
  {
    name: 'records that a Lambda function is handed',
    code: `${lambda}export const handler: SQSHandler = async (event) => {\n  for (const record of event.Records) {\n    tracer.startSpan(record.body).end();\n  }\n};\n`,
    settings: { instrumented: ['aws-lambda'] },
    errors: [
      {
        id: 'batchNeverExtracts',
        data: {
          library: 'Lambda',
          consumer: "'SQS handler'",
          use: "'tracer.startSpan()'",
          line: 7,
          gap: '; the instrumentation only links the records from the span of the invocation: their context is not active',
        },
        edits: [
          ...sqsRecords,
          wrapped('    ', 'record.messageAttributes, messageAttributesGetter', [
            'tracer.startSpan(record.body).end();',
          ]),
        ],
      },
    ],
  },
  {
    name: 'records of SNS',
    code: `${lambda}export async function handler(event: SNSEvent) {\n  for (const { Sns } of event.Records) {\n    tracer.startSpan(Sns.Message).end();\n  }\n}\n`,
    errors: [
      {
        id: 'batchNeverExtracts',
        edits: [
          ...snsRecords,
          wrapped('    ', 'Sns.MessageAttributes, messageAttributesGetter', ['tracer.startSpan(Sns.Message).end();']),
        ],
      },
    ],
  },
  // BullMQ
  {
    name: 'a job',
    code: `${bull}new Worker('q', async (job) => {\n  tracer.startSpan(job.name).end();\n}, { connection });\n`,
    errors: [
      {
        data: { library: 'BullMQ', consumer: "'Worker'", use: "'tracer.startSpan()'", line: 7, gap: '' },
        edits: [wrapped('  ', 'job.data.carrier ?? {}', ['tracer.startSpan(job.name).end();'])],
      },
    ],
  },
  {
    name: 'a job whose data have no carrier by their type is reported without an edit',
    code: `${bull}new Worker<{ id: string }>('q', async (job) => {\n  tracer.startSpan(job.data.id).end();\n}, { connection });\n`,
    errors: [{}],
  },
  // NATS
  {
    name: 'a subscription that is iterated, and one with a callback',
    code: `${nats}export async function listen() {\n  for await (const m of nc.subscribe('a')) {\n    tracer.startSpan(m.subject).end();\n  }\n}\nnc.subscribe('b', {\n  callback: (error, m) => {\n    if (error) throw error;\n    trace.getActiveSpan()?.addEvent(m.subject);\n  },\n});\n`,
    errors: [
      {
        data: { library: 'NATS', consumer: "'subscribe()'", use: "'tracer.startSpan()'", line: 8, gap: '' },
        edits: [
          ...natsHeaders,
          wrapped('    ', 'm.headers, natsHeadersGetter', ['tracer.startSpan(m.subject).end();']),
        ],
      },
      {
        edits: [
          ...natsHeaders,
          wrapped('    ', 'm.headers, natsHeadersGetter', [
            'if (error) throw error;',
            'trace.getActiveSpan()?.addEvent(m.subject);',
          ]),
        ],
      },
    ],
  },
  {
    name: 'an iterated subscription that is left early is reported without an edit',
    code: `${nats}export async function listen() {\n  for await (const m of nc.subscribe('a')) {\n    tracer.startSpan(m.subject).end();\n    if (m.subject === 'stop') return;\n  }\n}\n`,
    errors: [{}],
  },
  // Pub/Sub
  {
    name: 'a listener',
    code: `${pubsub}subscription.on('message', (message) => {\n  tracer.startSpan('work').end();\n  message.ack();\n});\n`,
    errors: [
      {
        data: { library: 'Pub/Sub', consumer: "on('message')", use: "'tracer.startSpan()'", line: 7, gap: '' },
        edits: [wrapped('  ', 'message.attributes', [`tracer.startSpan('work').end();`, 'message.ack();'])],
      },
    ],
  },
  {
    name: "a listener under the library's own tracing, which does not run in it",
    code: `${api}import { PubSub } from '@google-cloud/pubsub';\n${rest}const subscription = new PubSub({ enableOpenTelemetryTracing: true }).subscription('orders');\nsubscription.on('message', (message) => {\n  tracer.startSpan('work').end();\n  message.ack();\n});\n`,
    errors: [
      {
        data: {
          library: 'Pub/Sub',
          consumer: "on('message')",
          use: "'tracer.startSpan()'",
          line: 7,
          gap: "; the library's own tracing starts a span for the message and does not run the listener in it",
        },
        edits: [wrapped('  ', 'message.attributes', [`tracer.startSpan('work').end();`, 'message.ack();'])],
      },
    ],
  },
  // Redis
  {
    name: 'entries of a stream',
    code: `${redis}export async function read() {\n  const streams = await client.xRead([{ key: 'a', id: '$' }]);\n  for (const stream of (streams ?? []) as { messages: { id: string; message: Record<string, string> }[] }[]) {\n    for (const entry of stream.messages) {\n      tracer.startSpan(entry.id).end();\n    }\n  }\n}\n`,
    errors: [
      {
        id: 'batchNeverExtracts',
        data: { library: 'Redis', consumer: "'xRead()'", use: "'tracer.startSpan()'", line: 10, gap: '' },
        edits: [wrapped('      ', 'entry.message', ['tracer.startSpan(entry.id).end();'])],
      },
    ],
  },
  // gRPC
  {
    name: 'a gRPC handler',
    code: `${grpc}export function get(call: ServerUnaryCall<{ id: string }, string>, callback: sendUnaryData<string>) {\n  tracer.startSpan(call.request.id).end();\n  callback(null, 'x');\n}\n`,
    errors: [
      {
        data: { library: 'gRPC', consumer: "'gRPC handler'", use: "'tracer.startSpan()'", line: 6, gap: '' },
        edits: [
          ...metadata,
          wrapped('  ', 'call.metadata, metadataGetter', [
            'tracer.startSpan(call.request.id).end();',
            `callback(null, 'x');`,
          ]),
        ],
      },
    ],
  },
];

/** Where a text stands that is underlined: as the name of a method, else where it is last. */
function underlined(code: string, text: string): { column: number; endColumn: number; endLine: number; line: number } {
  const method = new RegExp(`(?<=[ \\n]|async )${text.replaceAll(/\W/g, '\\$&')}(?=\\(.*\\{)`).exec(code)?.index;
  const start = method ?? code.lastIndexOf(text);
  const before = code.slice(0, start).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return { line: before.length, endLine: before.length, column, endColumn: column + text.length };
}

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = ({ name, code, settings = {} }: Case) => ({
    name: `${name} (${mode})`,
    code,
    settings: { otel: { contextManager: 'async-local-storage', instrumented: [], ...settings } },
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`require-message-extract, ${mode}`, requireMessageExtract, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(({ id = 'neverExtracts', at, data, edits, editedOnly = mode }) => ({
        messageId: id,
        ...(at === undefined ? {} : underlined(test.code, at)),
        ...(data ? { data } : {}),
        suggestions:
          edits && editedOnly === mode
            ? [
                {
                  messageId: id === 'neverRequested' ? ('requestAttributes' as const) : ('extractCarrier' as const),
                  output: edited(test.code, edits),
                },
              ]
            : [],
      })),
    })),
  });
}

describe('the suggestions of require-message-extract', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const texts = new Map(invalid.map(({ code }, index) => [file(`extract-${index}`), code]));
    const broken = new Set(strictDiagnostics(texts).map((line) => line.slice(0, line.indexOf(':'))));
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`extract-${index}`))) continue;
      for (const [at, { edits }] of errors.entries())
        if (edits) outputs.set(file(`extract-${index}-${at}`), edited(code, edits));
    }
    assert.ok(outputs.size > 35, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settle in one pass', () => {
    for (const { code, errors, settings = {} } of invalid) {
      const count = (text: string): number => {
        const messages = new Linter().verify(
          text,
          {
            files: ['**/*.ts'],
            plugins: { otel: { rules: { rule: requireMessageExtract as unknown as Rule.RuleModule } } },
            languageOptions: { parser },
            rules: { 'otel/rule': 'error' },
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
