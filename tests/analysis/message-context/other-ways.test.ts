import assert from 'node:assert/strict';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { mayRunInContext, messageWork, travelsOtherwise } from '../../../src/analysis/message-context';
import { DEFAULT_SETTINGS } from '../../../src/rule-kit/settings';
import { parseSource } from '../../support/source';

const imports = `import { context, propagation, trace } from '@opentelemetry/api';
import type { Consumer, Producer } from 'kafkajs'; import type { Channel } from 'amqplib'; import { foreign, traceProducer, connect } from './own';
const tracer = trace.getTracer('shop'); declare const producer: Producer, consumer: Consumer, channel: Channel, order: any;
`;

function analyse(code: string): FileAnalysis {
  return new FileAnalysis(parseSource(imports + code), 'file.ts', DEFAULT_SETTINGS);
}

describe('whether a context travels otherwise', () => {
  const sends: readonly (readonly [code: string, expected: boolean])[] = [
    [`producer.send({ topic: 't', messages: [{ value: 'x' }] });`, false],
    [`producer.send({ topic: 't', messages: [{ value: JSON.stringify({ order, traceparent: foreign }) }] });`, true],
    [
      `const c = {}; propagation.inject(context.active(), c); const body = JSON.stringify({ order, c }); producer.send({ topic: 't', messages: [{ value: body }] });`,
      true,
    ],
    [
      `const c = {}; propagation.inject(context.active(), c); producer.send({ topic: 't', messages: [{ value: 'x' }] });`,
      false,
    ],
    [
      `const name = trace.getActiveSpan() ? 'a' : 'b'; producer.send({ topic: 't', messages: [{ value: name }] });`,
      false,
    ],
    [`const own: Producer = traceProducer(producer); own.send({ topic: 't', messages: [{ value: 'x' }] });`, true],
    [`const own: Producer = connect(producer); own.send({ topic: 't', messages: [{ value: 'x' }] });`, false],
    [`channel.sendToQueue(order.properties.replyTo, order.content);`, true],
    [`channel.sendToQueue('replies', order.content);`, false],
    [`const { properties: { replyTo: queue } } = order; channel.sendToQueue(queue, order.content);`, true],
    [
      `class Answers { constructor(private readonly queue: string) {} send() { channel.sendToQueue(this.queue, order.content); } } new Answers(order.replyTo).send();`,
      true,
    ],
    [
      `class Out { private readonly own: Producer = traceProducer(producer); go() { this.own.send({ topic: 't', messages: [{ value: 'x' }] }); } }`,
      true,
    ],
  ];
  for (const [code, expected] of sends) {
    it(`${code}: ${String(expected)}`, () => {
      const file = analyse(code);
      const [send] = file.messaging.sends;
      assert.ok(send);
      assert.equal(travelsOtherwise(file.resolver, file.messaging, send), expected);
    });
  }
});

describe('whether foreign code may run a callback in the context of its message', () => {
  const handlers: readonly (readonly [code: string, expected: boolean])[] = [
    [`foreign(message, () => { tracer.startSpan('a'); });`, true],
    [`foreign({}, () => { tracer.startSpan('a'); });`, false],
    [`tracer.startSpan('a'); foreign(message, () => undefined);`, false],
    [`run(message, () => { tracer.startSpan('a'); }); function run(m: unknown, fn: () => void) { fn(); }`, false],
  ];
  for (const [code, expected] of handlers) {
    it(`${code}: ${String(expected)}`, () => {
      const file = analyse(`void consumer.run({ eachMessage: async ({ message }) => { ${code} } });`);
      const [consumer] = file.messaging.consumers;
      assert.ok(consumer);
      const use = messageWork(
        { ambient: file.ambient, calls: file.calls, origin: (node) => file.messaging.originOf(node), blocks: [] },
        consumer,
      );
      assert.ok(use);
      assert.equal(mayRunInContext(file.resolver, file.messaging, consumer, use), expected);
    });
  }
});
