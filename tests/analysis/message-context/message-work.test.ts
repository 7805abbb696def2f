import type { TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import {
  isEntry,
  messageLoops,
  messageWork,
  unrequestedAttributes,
  type WorkParts,
} from '../../../src/analysis/message-context';
import type { MessageConsumer } from '../../../src/analysis/messaging';
import { readSettings } from '../../../src/rule-kit/settings';
import { parseSource } from '../../support/source';

const imports = `import { context, propagation, trace } from '@opentelemetry/api';
import { Kafka, type EachMessagePayload } from 'kafkajs';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSHandler } from 'aws-lambda';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { Channel } from 'amqplib';
declare const channel: Channel;
const tracer = trace.getTracer('shop'); const sqs = new SQSClient({}); const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'g' });
declare function save(x: unknown): Promise<void>;
`;

interface Found {
  readonly file: FileAnalysis;
  readonly consumer: MessageConsumer;
}

function only(code: string, instrumented: readonly string[] = []): Found {
  const file = new FileAnalysis(
    parseSource(imports + code),
    'file.ts',
    readSettings({ settings: { otel: { instrumented } } }),
  );
  const { consumers } = file.messaging;
  assert.equal(consumers.length, 1, code);
  const [consumer] = consumers;
  assert.ok(consumer);
  return { file, consumer };
}

const partsOf = ({ ambient, calls, messaging, sourceCode }: FileAnalysis): WorkParts => ({
  ambient,
  calls,
  origin: (expression) => messaging.originOf(expression),
  blocks: [...new Set((sourceCode.scopeManager?.scopes ?? []).map(({ block }) => block as TSESTree.Node))],
});

/** The text of the work that is found, or undefined. */
function workOf(code: string): string | undefined {
  const { file, consumer } = only(code);
  const use = messageWork(partsOf(file), consumer);
  return use && file.sourceCode.getText(use.node);
}

describe('the work for a message', () => {
  const poll = `const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));`;
  for (const [code, expected] of [
    [`consumer.run({ eachMessage: async () => { tracer.startSpan('a'); } });`, `tracer.startSpan('a')`],
    [`consumer.run({ eachMessage: async () => { await save(1); } });`, undefined],
    [
      `async function poll() { ${poll} for (const m of Messages ?? []) tracer.startSpan('a'); }`,
      `tracer.startSpan('a')`,
    ],
    [
      `async function poll() { ${poll} await Promise.all(Messages.map(async (m) => { await handle(m); })); } async function handle(m: unknown) { tracer.startSpan('a'); }`,
      `tracer.startSpan('a')`,
    ],
    [
      `async function poll() { while (true) { ${poll} handle(Messages); } } function handle(x: unknown) { trace.getActiveSpan(); }`,
      `trace.getActiveSpan()`,
    ],
    [
      `async function poll() { ${poll} tracer.startActiveSpan('all', () => { for (const m of Messages ?? []) trace.getActiveSpan(); }); }`,
      `trace.getActiveSpan()`,
    ],
    [`async function poll() { ${poll} for (const m of Messages ?? []) await save(m); }`, undefined],
    [
      `async function poll() { ${poll} trace.getActiveSpan()?.setAttribute('messages', Messages.length); return Messages; }`,
      undefined,
    ],
    [
      `async function one() { const msg = await channel.get('q'); if (!msg) return; const span = tracer.startSpan('a'); await save(msg); }`,
      `tracer.startSpan('a')`,
    ],
    [
      `async function one() { const span = tracer.startSpan('a'); const msg = await channel.get('q'); trace.getActiveSpan()?.setAttribute('found', Boolean(msg)); return msg; }`,
      undefined,
    ],
    [`async function poll() { tracer.startSpan('poll'); ${poll} return Messages; }`, undefined],
    [
      `async function poll() { return tracer.startActiveSpan('poll', async () => { ${poll} return Messages; }); }`,
      undefined,
    ],
  ] as const) {
    it(`${code}: ${String(expected)}`, () => assert.equal(workOf(code), expected));
  }
});

describe('the loops over the messages of a batch', () => {
  const batch = (code: string): string => `consumer.run({ eachBatch: async ({ batch }) => { ${code} } });`;
  const loopsOf = (code: string): readonly string[] => {
    const { file, consumer } = only(code);
    return messageLoops(partsOf(file), consumer).map(
      ({ node, binding }) => `${node.type} ${file.sourceCode.getText(binding)}`,
    );
  };

  it('are those whose bodies read the active context', () => {
    assert.deepEqual(loopsOf(batch(`for (const m of batch.messages) { tracer.startSpan('a'); }`)), [
      'ForOfStatement m',
    ]);
    assert.deepEqual(
      loopsOf(
        batch(`const { messages } = batch; for (const { value } of messages) { tracer.startSpan(String(value)); }`),
      ),
      ['ForOfStatement { value }'],
    );
    assert.deepEqual(loopsOf(batch(`batch.messages.forEach((m) => { tracer.startSpan('a'); });`)), [
      'CallExpression m',
    ]);
    assert.deepEqual(loopsOf(batch(`for (const m of batch.messages) { await save(m); }`)), []);
    assert.deepEqual(loopsOf(batch(`for (const m of [1, 2]) { tracer.startSpan('a'); }`)), [], 'another list');
  });
});

describe('where messages come in', () => {
  const entries: readonly (readonly [code: string, isEntry: boolean])[] = [
    [`consumer.run({ eachMessage: async (payload: EachMessagePayload) => { await save(payload); } });`, true],
    [`export const handler: SQSHandler = async (event) => { await save(event); };`, true],
    [`export async function handler(event: SQSEvent) { await save(event); }`, true],
    [`async function count(event: SQSEvent) { await save(event); }`, false],
    [`export async function annotate(payload: EachMessagePayload) { await save(payload); }`, false],
    [
      `export function get(call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>) { callback(null, call); }`,
      true,
    ],
    [`export function peer(call: ServerUnaryCall<object, object>) { return call.getPeer(); }`, false],
  ];
  for (const [code, expected] of entries)
    it(`${code}: ${String(expected)}`, () => assert.equal(isEntry(only(code).consumer), expected));
});

describe('attributes that were not asked for', () => {
  const inputOf = (code: string, instrumented: readonly string[] = []): string | undefined => {
    const { file, consumer } = only(code, instrumented);
    const found = unrequestedAttributes(file.resolver, consumer);
    return (
      found &&
      `${found.property === 'MessageAttributeNames' ? '' : `${found.property} `}${file.sourceCode.getText(found.input)}`
    );
  };

  it('are told by the input of the receive', () => {
    assert.equal(inputOf(`void sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));`), `{ QueueUrl: 'q' }`);
    assert.equal(
      inputOf(`const input = { QueueUrl: 'q' }; void sqs.send(new ReceiveMessageCommand(input));`),
      `{ QueueUrl: 'q' }`,
    );
    assert.equal(
      inputOf(`const command = new ReceiveMessageCommand({ QueueUrl: 'q' }); void sqs.send(command);`),
      `{ QueueUrl: 'q' }`,
    );
  });

  it('are told by the options of sqs-consumer', () => {
    assert.equal(
      inputOf(
        `import { Consumer } from 'sqs-consumer'; Consumer.create({ queueUrl: 'q', handleMessage: async () => undefined });`,
      ),
      "messageAttributeNames { queueUrl: 'q', handleMessage: async () => undefined }",
    );
    assert.equal(
      inputOf(
        `import { Consumer } from 'sqs-consumer'; Consumer.create({ queueUrl: 'q', messageAttributeNames: ['All'], handleMessage: async () => undefined });`,
      ),
      undefined,
    );
  });

  it('are unknown where they may be asked for', () => {
    assert.equal(
      inputOf(`void sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q', MessageAttributeNames: [] }));`),
      undefined,
    );
    assert.equal(inputOf(`void sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q', ...save }));`), undefined);
    assert.equal(
      inputOf(`void sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q', ['Message' + 'AttributeNames']: ['All'] }));`),
      undefined,
    );
    assert.equal(
      inputOf(
        `const input: any = { QueueUrl: 'q' }; input.MessageAttributeNames = ['All']; void sqs.send(new ReceiveMessageCommand(input));`,
      ),
      undefined,
    );
    assert.equal(inputOf(`void sqs.send(new ReceiveMessageCommand(save as any));`), undefined);
    assert.equal(inputOf(`void sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q' }));`, ['aws-sdk']), undefined);
    assert.equal(inputOf(`consumer.run({ eachMessage: async () => undefined });`), undefined);
  });
});
