/**
 * Carriers: the shapes in which headers ride, and what reads and writes each. Data only.
 *
 * The default getter and setter of the API understand one shape: an object whose own, lower-case keys hold strings or
 * lists of strings. Everything else reads as nothing, and what is written to it never leaves, both without a word.
 * Source: measured on both SDK generations (api 1.9.1 and 1.10.0) for every shape of this table.
 */
import type { TypeRef } from './types';

/** What a carrier is made of. */
export type CarrierShape =
  /** An object with lower-case keys and text values: what the default getter and setter understand. */
  | 'plain'
  /** Fetch `Headers`: `get`, `set`, `keys`. */
  | 'headers'
  | 'map'
  | 'search-params'
  /** The `MsgHdrs` of NATS. */
  | 'nats-headers'
  /** The `Metadata` of gRPC. */
  | 'grpc-metadata'
  /** An object whose values are, or may be, Buffers: the headers of a Kafka message that was received. */
  | 'buffers'
  /** SQS and SNS attributes of SDK v3: `{ DataType, StringValue }`. */
  | 'message-attributes'
  /** The attributes of a record that SQS hands to a Lambda function: `{ dataType, stringValue }`. */
  | 'lambda-sqs-attributes'
  /** The attributes of a record that SNS hands to a Lambda function: `{ Type, Value }`. */
  | 'lambda-sns-attributes'
  /** A request or response that is being written: `setHeader`. */
  | 'header-writer'
  /** A whole request, event or message, whose headers are a property of it. */
  | 'envelope'
  /** `['name', 'value', …]` or `[['name', 'value'], …]`. */
  | 'list'
  /** A text, such as JSON. */
  | 'text';

/** How an accessor is written: the body of an object literal, by property. */
export interface AccessorModel {
  /** The name that a suggestion gives it. */
  readonly name: string;
  /** The type argument of `TextMapGetter` or `TextMapSetter`. It names no type that a file may not have. */
  readonly carrierType: string;
  /** The members, one a line. */
  readonly members: readonly string[];
}

const ref = (packageName: string, name: string): TypeRef => ({ package: packageName, name });

/** Types by declaration whose shape is known. Generic maps of other libraries are known by their members. */
export const CARRIER_TYPES: readonly { readonly type: TypeRef; readonly shape: CarrierShape }[] = [
  ...['lib', 'node', 'undici', 'undici-types', 'node-fetch', 'cross-fetch', '@cloudflare/workers-types', 'bun-types'].map((owner) => ({
    type: ref(owner, 'Headers'),
    shape: 'headers' as const,
  })),
  ...['Map', 'ReadonlyMap'].map((name) => ({ type: ref('lib', name), shape: 'map' as const })),
  ...['lib', 'node', 'url'].map((owner) => ({ type: ref(owner, 'URLSearchParams'), shape: 'search-params' as const })),
  ...['nats', '@nats-io/nats-core', '@nats-io/transport-node', 'nats.ws'].flatMap((owner) =>
    ['MsgHdrs', 'MsgHdrsImpl'].map((name) => ({ type: ref(owner, name), shape: 'nats-headers' as const })),
  ),
  ...['@grpc/grpc-js', 'grpc'].map((owner) => ({ type: ref(owner, 'Metadata'), shape: 'grpc-metadata' as const })),
  { type: ref('kafkajs', 'IHeaders'), shape: 'buffers' },
  ...['OutgoingMessage', 'ClientRequest', 'ServerResponse'].map((name) => ({ type: ref('http', name), shape: 'header-writer' as const })),
];

const STRINGS = 'string | null | undefined';
const MAP_READER = `{ get(key: string): ${STRINGS}; keys(): Iterable<string> }`;
const MAP_WRITER = '{ set(key: string, value: string): unknown }';
const READS_MAP = ['keys: (carrier) => [...carrier.keys()],', 'get: (carrier, key) => carrier.get(key) ?? undefined,'];
const WRITES_MAP = ['set: (carrier, key, value) => {', '  carrier.set(key, value);', '},'];

/** The getters by shape: none for what the default getter reads, and for what has to be taken apart first. */
export const GETTERS: Readonly<Partial<Record<CarrierShape, AccessorModel>>> = {
  headers: { name: 'headersGetter', carrierType: MAP_READER, members: READS_MAP },
  map: { name: 'mapGetter', carrierType: MAP_READER, members: READS_MAP },
  'search-params': { name: 'searchParamsGetter', carrierType: MAP_READER, members: READS_MAP },
  'nats-headers': {
    name: 'natsHeadersGetter',
    carrierType: '{ get(key: string): string; keys(): string[] } | undefined',
    members: ['keys: (carrier) => carrier?.keys() ?? [],', "get: (carrier, key) => carrier?.get(key) || undefined,"],
  },
  'grpc-metadata': {
    name: 'metadataGetter',
    carrierType: '{ get(key: string): unknown[]; getMap(): object }',
    members: ['keys: (carrier) => Object.keys(carrier.getMap()),', 'get: (carrier, key) => carrier.get(key).map(String),'],
  },
  buffers: {
    name: 'bufferGetter',
    carrierType: 'Record<string, unknown> | undefined',
    members: ['keys: (carrier) => Object.keys(carrier ?? {}),', 'get: (carrier, key) => carrier?.[key]?.toString(),'],
  },
  'message-attributes': {
    name: 'messageAttributesGetter',
    carrierType: 'Record<string, { StringValue?: string | undefined }> | undefined',
    members: ['keys: (carrier) => Object.keys(carrier ?? {}),', 'get: (carrier, key) => carrier?.[key]?.StringValue,'],
  },
  'lambda-sqs-attributes': {
    name: 'messageAttributesGetter',
    carrierType: 'Record<string, { stringValue?: string | undefined }> | undefined',
    members: ['keys: (carrier) => Object.keys(carrier ?? {}),', 'get: (carrier, key) => carrier?.[key]?.stringValue,'],
  },
  'lambda-sns-attributes': {
    name: 'messageAttributesGetter',
    carrierType: 'Record<string, { Value: string }> | undefined',
    members: ['keys: (carrier) => Object.keys(carrier ?? {}),', 'get: (carrier, key) => carrier?.[key]?.Value,'],
  },
};

/** The setters by shape: none for what the default setter fills. */
export const SETTERS: Readonly<Partial<Record<CarrierShape, AccessorModel>>> = {
  headers: { name: 'headersSetter', carrierType: MAP_WRITER, members: WRITES_MAP },
  map: { name: 'mapSetter', carrierType: MAP_WRITER, members: WRITES_MAP },
  'search-params': { name: 'searchParamsSetter', carrierType: MAP_WRITER, members: WRITES_MAP },
  'nats-headers': { name: 'natsHeadersSetter', carrierType: MAP_WRITER, members: WRITES_MAP },
  'grpc-metadata': { name: 'metadataSetter', carrierType: MAP_WRITER, members: WRITES_MAP },
  'message-attributes': {
    name: 'messageAttributesSetter',
    carrierType: 'Record<string, { DataType: string | undefined; StringValue?: string | undefined }>',
    members: ['set: (carrier, key, value) => {', "  carrier[key] = { DataType: 'String', StringValue: value };", '},'],
  },
  'header-writer': {
    name: 'headerWriterSetter',
    carrierType: '{ setHeader(name: string, value: string): unknown }',
    members: ['set: (carrier, key, value) => {', '  carrier.setHeader(key, value);', '},'],
  },
};

/** The names of the headers that the propagators of OpenTelemetry write. */
export const PROPAGATION_HEADERS: readonly string[] = [
  'traceparent',
  'tracestate',
  'baggage',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-sampled',
  'x-b3-flags',
  'x-b3-parentspanid',
  'uber-trace-id',
  'x-amzn-trace-id',
];
