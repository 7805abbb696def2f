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

/** How an accessor is written. */
export interface AccessorModel {
  /** The name that a suggestion gives it. */
  readonly name: string;
  /**
   * The type argument of `TextMapGetter` or `TextMapSetter`: by members, so that it names no type that a file may not
   * have.
   */
  readonly carrierType: string;
  /** The type argument where the carrier is of the global type itself. */
  readonly globalType?: string;
  /** The members of the object literal. */
  readonly members: readonly string[];
  /** The members for a carrier that may be undefined; the same ones unless given. */
  readonly membersIfMissing?: readonly string[];
}

const ref = (packageName: string, name: string): TypeRef => ({ package: packageName, name });

const FETCH_TYPES = ['lib', 'node', 'undici', 'undici-types', 'node-fetch', 'cross-fetch'];

/**
 * Requests, events and messages: where their headers are. With types their members tell; these are for files without.
 */
const ENVELOPES: readonly {
  readonly packages: readonly string[];
  readonly names: readonly string[];
  readonly path: readonly string[];
  readonly shape: CarrierShape;
}[] = [
  { packages: FETCH_TYPES, names: ['Request', 'Response'], path: ['headers'], shape: 'headers' },
  { packages: ['http', 'http2'], names: ['IncomingMessage', 'Http2ServerRequest'], path: ['headers'], shape: 'plain' },
  { packages: ['express', 'fastify'], names: ['Request', 'FastifyRequest'], path: ['headers'], shape: 'plain' },
  { packages: ['kafkajs'], names: ['KafkaMessage'], path: ['headers'], shape: 'buffers' },
  {
    packages: ['amqplib'],
    names: ['Message', 'ConsumeMessage', 'GetMessage'],
    path: ['properties', 'headers'],
    shape: 'plain',
  },
  { packages: ['@aws-sdk/client-sqs'], names: ['Message'], path: ['MessageAttributes'], shape: 'message-attributes' },
  { packages: ['aws-lambda'], names: ['SQSRecord'], path: ['messageAttributes'], shape: 'lambda-sqs-attributes' },
  { packages: ['aws-lambda'], names: ['SNSMessage'], path: ['MessageAttributes'], shape: 'lambda-sns-attributes' },
  {
    packages: ['nats', '@nats-io/nats-core', '@nats-io/transport-node'],
    names: ['Msg', 'JsMsg'],
    path: ['headers'],
    shape: 'nats-headers',
  },
  {
    packages: ['@grpc/grpc-js'],
    names: ['ServerUnaryCall', 'ServerReadableStream', 'ServerWritableStream', 'ServerDuplexStream'],
    path: ['metadata'],
    shape: 'grpc-metadata',
  },
];

/** The types of the values of a record that tell its shape. */
export const VALUE_TYPES: readonly { readonly type: TypeRef; readonly shape: CarrierShape }[] = [
  ...['@aws-sdk/client-sqs', '@aws-sdk/client-sns'].map((owner) => ({
    type: ref(owner, 'MessageAttributeValue'),
    shape: 'message-attributes' as const,
  })),
  { type: ref('aws-lambda', 'SQSMessageAttribute'), shape: 'lambda-sqs-attributes' },
  ...['lib', 'buffer'].map((owner) => ({ type: ref(owner, 'Buffer'), shape: 'buffers' as const })),
];

/** Names of types that need no import. */
export const GLOBAL_CARRIER_TYPES: ReadonlySet<string> = new Set([
  'Buffer',
  'Headers',
  'Map',
  'ReadonlyMap',
  'Record',
  'Request',
  'RequestInit',
  'Response',
  'URLSearchParams',
]);

/** Types by declaration whose shape is known. Generic maps of other libraries are known by their members. */
export const CARRIER_TYPES: readonly {
  readonly type: TypeRef;
  readonly shape: CarrierShape;
  /** Of an envelope: where its headers are, if an edit may take them from there. */
  readonly inner?: { readonly path: readonly string[]; readonly shape: CarrierShape };
}[] = [
  ...[
    'lib',
    'node',
    'undici',
    'undici-types',
    'node-fetch',
    'cross-fetch',
    '@cloudflare/workers-types',
    'bun-types',
  ].map((owner) => ({
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
  ...['lib', 'node', 'undici', 'undici-types'].map((owner) => ({
    type: ref(owner, 'RequestInit'),
    shape: 'envelope' as const,
  })),
  ...['http', 'https'].map((owner) => ({ type: ref(owner, 'RequestOptions'), shape: 'envelope' as const })),
  ...['AxiosRequestConfig', 'InternalAxiosRequestConfig'].map((name) => ({
    type: ref('axios', name),
    shape: 'envelope' as const,
  })),
  ...ENVELOPES.flatMap(({ packages, names, path, shape }) =>
    packages.flatMap((owner) =>
      names.map((name) => ({ type: ref(owner, name), shape: 'envelope' as const, inner: { path, shape } })),
    ),
  ),
  ...['OutgoingMessage', 'ClientRequest', 'ServerResponse'].map((name) => ({
    type: ref('http', name),
    shape: 'header-writer' as const,
  })),
];

const MAP_READER = '{ get(key: string): string | null | undefined; keys(): Iterable<string> }';
const MAP_WRITER = '{ set(key: string, value: string): unknown }';
const READS_MAP = ['keys: (carrier) => [...carrier.keys()]', 'get: (carrier, key) => carrier.get(key) ?? undefined'];
const READS_MAP_IF_ANY = [
  'keys: (carrier) => [...(carrier?.keys() ?? [])]',
  'get: (carrier, key) => carrier?.get(key) ?? undefined',
];
const readsMap = { carrierType: MAP_READER, members: READS_MAP, membersIfMissing: READS_MAP_IF_ANY };
const WRITES_MAP = ['set: (carrier, key, value) => void carrier.set(key, value)'];
const KEYS = 'keys: (carrier) => Object.keys(carrier ?? {})';
const globalHeaders = { globalType: 'Headers' };
const globalParams = { globalType: 'URLSearchParams' };

/** The getters by shape: none for what the default getter reads, and for what has to be taken apart first. */
export const GETTERS: Readonly<Partial<Record<CarrierShape, AccessorModel>>> = {
  headers: { name: 'headersGetter', ...readsMap, ...globalHeaders },
  map: { name: 'mapGetter', ...readsMap },
  'search-params': { name: 'searchParamsGetter', ...readsMap, ...globalParams },
  'nats-headers': {
    name: 'natsHeadersGetter',
    carrierType: '{ get(key: string): string; keys(): string[] } | undefined',
    members: ['keys: (carrier) => carrier?.keys() ?? []', 'get: (carrier, key) => carrier?.get(key) || undefined'],
  },
  'grpc-metadata': {
    name: 'metadataGetter',
    carrierType: '{ get(key: string): unknown[]; getMap(): object }',
    members: [
      'keys: (carrier) => Object.keys(carrier.getMap())',
      'get: (carrier, key) => carrier.get(key).map(String)',
    ],
    membersIfMissing: [
      'keys: (carrier) => Object.keys(carrier?.getMap() ?? {})',
      'get: (carrier, key) => carrier?.get(key).map(String)',
    ],
  },
  buffers: {
    name: 'bufferGetter',
    carrierType: 'Record<string, { toString(): string } | undefined> | undefined',
    members: [KEYS, 'get: (carrier, key) => carrier?.[key]?.toString()'],
  },
  'message-attributes': {
    name: 'messageAttributesGetter',
    carrierType: 'Record<string, { StringValue?: string | undefined }> | undefined',
    members: [KEYS, 'get: (carrier, key) => carrier?.[key]?.StringValue'],
  },
  'lambda-sqs-attributes': {
    name: 'messageAttributesGetter',
    carrierType: 'Record<string, { stringValue?: string | undefined }> | undefined',
    members: [KEYS, 'get: (carrier, key) => carrier?.[key]?.stringValue'],
  },
  'lambda-sns-attributes': {
    name: 'messageAttributesGetter',
    carrierType: 'Record<string, { Value: string }> | undefined',
    members: [KEYS, 'get: (carrier, key) => carrier?.[key]?.Value'],
  },
};

/** The setters by shape: none for what the default setter fills. */
export const SETTERS: Readonly<Partial<Record<CarrierShape, AccessorModel>>> = {
  headers: { name: 'headersSetter', carrierType: MAP_WRITER, ...globalHeaders, members: WRITES_MAP },
  map: { name: 'mapSetter', carrierType: MAP_WRITER, members: WRITES_MAP },
  'search-params': { name: 'searchParamsSetter', carrierType: MAP_WRITER, ...globalParams, members: WRITES_MAP },
  'nats-headers': { name: 'natsHeadersSetter', carrierType: MAP_WRITER, members: WRITES_MAP },
  'grpc-metadata': { name: 'metadataSetter', carrierType: MAP_WRITER, members: WRITES_MAP },
  'message-attributes': {
    name: 'messageAttributesSetter',
    carrierType: 'Record<string, { DataType: string | undefined; StringValue?: string | undefined }>',
    members: ["set: (carrier, key, value) => void (carrier[key] = { DataType: 'String', StringValue: value })"],
  },
  'header-writer': {
    name: 'headerWriterSetter',
    carrierType: '{ setHeader(name: string, value: string): unknown }',
    members: ['set: (carrier, key, value) => void carrier.setHeader(key, value)'],
  },
};

/** How carriers come into a program, for files without types. `package` is undefined for a global. */
export const CARRIER_ORIGINS: readonly {
  readonly by: 'call' | 'new';
  readonly packages: readonly (string | undefined)[];
  readonly name: string;
  readonly shape: CarrierShape;
  /** The property that holds the headers, where the thing itself is none. */
  readonly property?: string;
}[] = [
  {
    by: 'new',
    packages: [undefined, 'undici', 'node-fetch', 'cross-fetch', 'headers-polyfill'],
    name: 'Headers',
    shape: 'headers',
  },
  {
    by: 'new',
    packages: [undefined, 'undici', 'node-fetch', 'cross-fetch'],
    name: 'Request',
    shape: 'headers',
    property: 'headers',
  },
  {
    by: 'new',
    packages: [undefined, 'undici', 'node-fetch', 'cross-fetch'],
    name: 'Response',
    shape: 'headers',
    property: 'headers',
  },
  { by: 'new', packages: [undefined], name: 'Map', shape: 'map' },
  { by: 'new', packages: [undefined, 'url'], name: 'URLSearchParams', shape: 'search-params' },
  { by: 'new', packages: ['@grpc/grpc-js', 'grpc'], name: 'Metadata', shape: 'grpc-metadata' },
  {
    by: 'call',
    packages: ['nats', '@nats-io/nats-core', '@nats-io/transport-node', 'nats.ws'],
    name: 'headers',
    shape: 'nats-headers',
  },
  { by: 'call', packages: ['http', 'https'], name: 'request', shape: 'header-writer' },
  { by: 'call', packages: ['http', 'https'], name: 'get', shape: 'header-writer' },
  { by: 'call', packages: ['next/headers'], name: 'headers', shape: 'headers' },
];

/**
 * Where the headers of an envelope are, by the members of its type, and the shapes that must be found there; any
 * without.
 */
export const ENVELOPE_PROPERTIES: readonly {
  readonly path: readonly string[];
  readonly shapes?: readonly CarrierShape[];
}[] = [
  { path: ['headers'] },
  { path: ['properties', 'headers'] },
  { path: ['MessageAttributes'], shapes: ['message-attributes', 'lambda-sns-attributes'] },
  { path: ['messageAttributes'], shapes: ['lambda-sqs-attributes'] },
  { path: ['metadata'], shapes: ['grpc-metadata'] },
];

/** What is wrong with a shape, for a message: 'the default getter sees none of it: it …'. */
export const SHAPE_WORDS: Readonly<Record<Exclude<CarrierShape, 'plain'>, string>> = {
  headers: "keeps its headers behind 'get()' and 'set()'",
  map: "keeps its entries behind 'get()' and 'set()'",
  'search-params': "keeps its parameters behind 'get()' and 'set()'",
  'nats-headers': "keeps its headers behind 'get()' and 'set()'",
  'grpc-metadata': "keeps its entries behind 'get()' and 'set()'",
  buffers: 'holds its values as Buffers',
  'message-attributes': "holds each value as '{ DataType, StringValue }'",
  'lambda-sqs-attributes': "holds each value as '{ dataType, stringValue }'",
  'lambda-sns-attributes': "holds each value as '{ Type, Value }'",
  'header-writer': "takes its headers through 'setHeader()'",
  envelope: 'holds its headers one level down',
  list: 'is a list',
  text: 'is a text',
};

/** Handlers that get a Fetch `Request`: by the property they are, by the exported name, by the event they listen to. */
export const FETCH_HANDLERS = {
  /** `export default { fetch(request) {} }`, `Bun.serve({ fetch(request) {} })`. */
  properties: new Set(['fetch']),
  /**
   * What else stands in an object with such a property. An object with other things in it may be a client of its own
   * making.
   */
  siblings: new Set([
    'development',
    'email',
    'error',
    'hostname',
    'idleTimeout',
    'port',
    'queue',
    'routes',
    'scheduled',
    'static',
    'tail',
    'test',
    'tls',
    'trace',
    'unix',
    'websocket',
  ]),
  /**
   * `export async function GET(request)`: route handlers of Next.js, SvelteKit, Astro. Only where `request` is the
   * first parameter.
   */
  exports: new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']),
  parameters: new Set(['request', 'req']),
  /** A second parameter that shows the handler of a worker, wherever the object stands that holds it. */
  environments: new Set(['env']),
  /** A second parameter that shows a handler of Node: its request holds plain headers. */
  responses: new Set(['res', 'resp', 'response', 'reply', 'next', 'done']),
} as const;

/** The types of getters and setters in `@opentelemetry/api`, and the methods that they have. */
export const ACCESSOR_TYPES: ReadonlySet<string> = new Set(['TextMapGetter', 'TextMapSetter']);
export const ACCESSOR_METHODS: ReadonlySet<string> = new Set(['get', 'keys', 'set']);

/** Methods that write to headers and tell nothing of them. */
export const HEADER_WRITES: ReadonlySet<string> = new Set(['append', 'set']);

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

/**
 * Headers that their propagators find in any case: that of X-Ray compares the keys of the carrier in lower case
 * (propagator-aws-xray 2).
 */
export const ANY_CASE_HEADERS: ReadonlySet<string> = new Set(['x-amzn-trace-id']);
