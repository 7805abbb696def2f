import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { type CarrierPurpose, CarrierShapes } from '../../../src/analysis/carriers';
import { findNodes, parseSource } from '../../support/source';

const imports = `import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { ConsumeMessage } from 'amqplib';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSRecord, SNSMessage } from 'aws-lambda';
import { headers as natsHeaders, type MsgHdrs } from 'nats';
import { Metadata, type ServerUnaryCall } from '@grpc/grpc-js';
import * as undici from 'undici';
`;

/**
 * The shape of the last expression statement: `shape`, `shape in path`, with `?` where only one of its types has it.
 */
function shapeOf(code: string, typed: boolean, purpose: CarrierPurpose = 'extract'): string {
  const sourceCode = parseSource(imports + code, { typed });
  const statement = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.ExpressionStatement).at(-1);
  assert.ok(statement?.type === AST_NODE_TYPES.ExpressionStatement);
  const found = new CarrierShapes(new ApiResolver(sourceCode)).of(statement.expression, purpose);
  if (!found) return '';
  return `${found.shape}${found.isPartly ? '?' : ''}${found.inner ? ` ${found.inner.path.join('.')}: ${found.inner.shape}` : ''}`;
}

/** What both modes say. */
const everywhere: readonly (readonly [code: string, shape: string])[] = [
  ['new Headers();', 'headers'],
  ['new undici.Headers();', 'headers'],
  ['const h = new Headers(); const alias = h; alias;', 'headers'],
  ['let h: Headers; h!;', 'headers'],
  ['let h: Headers | undefined; h;', 'headers'],
  ['let h: undici.Headers; h!;', 'headers'],
  ['new Map();', 'map'],
  ['let m: ReadonlyMap<string, string>; m!;', 'map'],
  ['new URLSearchParams();', 'search-params'],
  ['new Metadata();', 'grpc-metadata'],
  ['let m: Metadata; m!;', 'grpc-metadata'],
  ['natsHeaders();', 'nats-headers'],
  ['let h: MsgHdrs; h!;', 'nats-headers'],
  ['let h: IHeaders; h!;', 'buffers'],
  ['let h: Record<string, Buffer>; h!;', 'buffers'],
  ['let a: Record<string, MessageAttributeValue>; a!;', 'message-attributes'],
  ['let a: Record<string, MessageAttributeValue | undefined>; a!;', 'message-attributes'],
  ['let h: Record<string, string>; h!;', 'plain'],
  ["http.request('http://a');", 'header-writer'],
  ['let res: ServerResponse; res!;', 'header-writer'],
  ['let m: KafkaMessage; m!.headers;', 'buffers'],
  ['let m: ConsumeMessage; m!;', 'envelope properties.headers: plain'],
  ['let m: Message; m!.MessageAttributes;', 'message-attributes'],
  ['let r: SQSRecord; r!.messageAttributes;', 'lambda-sqs-attributes'],
  ['let m: SNSMessage; m!.MessageAttributes;', 'lambda-sns-attributes'],
  ['let c: ServerUnaryCall<{}, {}>; c!.metadata;', 'grpc-metadata'],
  ['let r: Request; r!;', 'envelope headers: headers'],
  ['let r: Request; r!.headers;', 'headers'],
  ['let r: Request; const { headers } = r!; headers;', 'headers'],
  ['new Request("http://a");', 'envelope headers: headers'],
  ['new Request("http://a").headers;', 'headers'],
  ['let r: IncomingMessage; r!;', 'envelope headers: plain'],
  ['let r: IncomingMessage; r!.headers;', 'plain'],
  ['["a", "b"];', 'list'],
  ['`a`;', 'text'],
  ['JSON.stringify({});', 'text'],
  ['Object.entries({});', 'list'],
  ['({ a: "b" });', 'plain'],
  ['({ method: "GET", headers: {} });', 'envelope headers: plain'],
  ['({ method: "GET", headers: new Headers() });', 'envelope headers: headers'],
  ['({ traceparent: "x", headers: {} });', 'plain'],
  ['({ ...globalThis, headers: {} });', 'plain'],
  ['Object.fromEntries(new Headers());', 'plain'],
  ['class A { private readonly h = new Headers(); f() { this.h; } } new A() as unknown as object as any;', ''],
  ['async function make(): Promise<any> { return new Headers(); } const h = await make(); h;', 'headers'],
  ['const all: any[] = [new Map()]; const [first] = all; first;', 'map'],
  ['function same(h: any): any { return h; } same(new Headers());', 'headers'],
  ['const options: any = { headers: new Headers() }; const { headers: h } = options; h;', 'headers'],
  ['let h: any; h;', ''],
  ['let h: unknown; h;', ''],
];

for (const typed of [false, true]) {
  describe(`shapes of carriers, ${typed ? 'with types' : 'without types'}`, () => {
    for (const [code, shape] of everywhere) {
      it(`${code} is ${shape || 'unknown'}`, () => assert.equal(shapeOf(code, typed), shape));
    }

    it('sees a field of the class', () => {
      for (const field of [
        'h = new Headers();',
        'h: Headers;',
        '#h = new Headers();',
        'h; constructor() { this.h = new Headers(); }',
        'constructor(private readonly h: Headers) {}',
      ]) {
        const name = field.startsWith('#') ? '#h' : 'h';
        const sourceCode = parseSource(
          `class A { ${field} f() { use(this.${name}); } } declare function use(x: unknown): void;`,
          { typed },
        );
        const call = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.CallExpression).at(-1);
        assert.ok(call?.type === AST_NODE_TYPES.CallExpression);
        const argument = call.arguments[0];
        assert.ok(argument && argument.type !== AST_NODE_TYPES.SpreadElement);
        assert.equal(new CarrierShapes(new ApiResolver(sourceCode)).of(argument, 'extract')?.shape, 'headers', field);
      }
    });

    it('takes the headers that a Kafka producer sends for plain', () => {
      assert.equal(shapeOf('let h: IHeaders; h!;', typed, 'inject'), 'plain');
    });

    it('says nothing where definitions disagree', () => {
      assert.equal(shapeOf('let h: any = {}; if (Math.random()) h = new Map(); h;', typed), '');
    });
  });
}

describe('shapes of carriers, by what types alone tell', () => {
  const byType: readonly (readonly [type: string, shape: string])[] = [
    ['Headers | Record<string, string>', 'headers?'],
    ['Headers | Map<string, string>', ''],
    ['HeadersInit', ''],
    ['RequestInit', 'envelope'],
    ['http.RequestOptions', 'envelope'],
    ['string', 'text'],
    ['[string, string][]', 'list'],
    ['readonly string[]', 'list'],
    ['Record<string, string | Buffer>', ''],
    ['Record<string, Buffer[] | undefined>', 'buffers'],
    ['Record<string, Uint8Array>', 'buffers'],
    ['Record<string, { StringValue?: string }>', 'message-attributes'],
    ['Record<string, number>', ''],
    ['Record<string, any>', ''],
    ['{ [name: string]: string; get(name: string): string }', 'plain'],
    ['{ get(k: string): string | null; set(k: string, v: string): void; keys(): string[] }', 'headers'],
    ['{ get(k: string): number; set(k: string, v: number): void; keys(): string[] }', ''],
    ['{ get(k: string): string; has(k: string): boolean }', ''],
    ['{ get(k: string): string; set(k: string, v: string): void; keys(): string[]; traceparent?: string }', 'plain'],
    ['{ headers: Record<string, string> }', 'envelope headers: plain'],
    ['{ headers: Headers; body: string }', 'envelope headers: headers'],
    ['{ headers: unknown }', ''],
    ['{ headers: string }', ''],
    ['{ headers: { headers: Headers } }', ''],
    ['{ metadata: Record<string, string> }', ''],
    ['{ metadata: Metadata }', 'envelope metadata: grpc-metadata'],
    ['() => { headers: Headers }', ''],
    ['object', ''],
    ['undefined', ''],
    ['Date', ''],
    ['Set<string>', ''],
  ];
  for (const [type, shape] of byType) {
    it(`${type} is ${shape || 'unknown'}`, () => assert.equal(shapeOf(`let x!: ${type}; x;`, true), shape));
  }

  it('is believed where it narrows, and where a cast says more than it does', () => {
    assert.equal(shapeOf('let h!: Headers | Record<string, string>; if (!(h instanceof Headers)) h;', true), 'plain');
    assert.equal(shapeOf('let h!: Headers | Record<string, string>; if (h instanceof Headers) h;', true), 'headers');
    assert.equal(shapeOf('let h!: Headers; h as unknown as Record<string, string>;', true), 'headers');
    assert.equal(shapeOf('let h!: { headers: Headers }; h as unknown as Record<string, string>;', true), 'plain');
    assert.equal(shapeOf('let h: any; h as Headers;', true), 'headers');
  });

  it('is undefined for a type parameter', () => {
    assert.equal(shapeOf('function f<T extends Headers>(h: T) { h; }', true), '');
  });
});
