/**
 * How the objects of libraries come into a program, for files without types: what is constructed, called, imported,
 * read from a global or taken from another object, and the declared type it has. Data, and look-ups over it.
 *
 * Source: the declarations of @types/node 20, TypeScript's DOM library, and of each package.
 */
import { NEST_CLIENTS, NEST_MICROSERVICES } from './messaging/nest';
import { SERVER_METHODS, SERVER_ORIGINS } from './server-libraries';
import type { TypeRef } from './types';

/** How an object is obtained from an export or a global. */
export interface ObjectOrigin {
  /** The import specifier without `node:`; undefined for a global. */
  readonly package: string | undefined;
  /** The name of the export or global; `default` for the module itself. */
  readonly name: string;
  readonly by: 'call' | 'new' | 'value';
  readonly type: TypeRef;
}

const origin = (
  packageName: string | undefined,
  name: string,
  by: ObjectOrigin['by'],
  owner: string,
  type: string,
): ObjectOrigin => ({
  package: packageName,
  name,
  by,
  type: { package: owner, name: type },
});

const constructed = (packageName: string, names: readonly string[], type: string): ObjectOrigin[] =>
  names.map((name) => origin(packageName, name, 'new', packageName, type));
const called = (packageName: string, names: readonly string[], type: string): ObjectOrigin[] =>
  names.map((name) => origin(packageName, name, 'call', packageName, type));
const libClass = (name: string): ObjectOrigin => origin(undefined, name, 'new', 'lib', name);

export const OBJECT_ORIGINS: readonly ObjectOrigin[] = [
  ...constructed('events', ['default', 'EventEmitter'], 'EventEmitter'),
  ...constructed('events', ['EventEmitterAsyncResource'], 'EventEmitterAsyncResource'),
  ...constructed('eventemitter3', ['default', 'EventEmitter'], 'EventEmitter'),
  ...constructed('eventemitter2', ['default', 'EventEmitter2'], 'EventEmitter2'),
  ...called('mitt', ['default'], 'Emitter'),
  ...['EventTarget', 'AbortController', 'MessageChannel', 'BroadcastChannel', 'Worker'].map(libClass),
  ...['Worker', 'MessageChannel', 'BroadcastChannel'].flatMap((name) => constructed('worker_threads', [name], name)),
  origin('worker_threads', 'parentPort', 'value', 'worker_threads', 'MessagePort'),
  origin(undefined, 'process', 'value', 'process', 'Process'),
  origin('process', 'default', 'value', 'process', 'Process'),
  origin(undefined, 'window', 'value', 'lib', 'Window'),
  origin(undefined, 'document', 'value', 'lib', 'Document'),
  ...called('readline', ['createInterface'], 'Interface'),
  ...constructed('readline', ['Interface'], 'Interface'),
  ...called('readline/promises', ['createInterface'], 'Interface'),
  ...called('diagnostics_channel', ['channel'], 'Channel'),
  ...called('child_process', ['fork'], 'ChildProcess'),
  ...constructed('p-queue', ['default', 'PQueue'], 'PQueue'),
  ...called('p-limit', ['default'], 'LimitFunction'),
  ...called('async', ['queue', 'priorityQueue', 'cargo', 'cargoQueue'], 'QueueObject'),
  ...called('fastq', ['default', 'promise'], 'queue'),
  ...constructed('bottleneck', ['default', 'Bottleneck'], 'Bottleneck'),
  ...constructed('piscina', ['default', 'Piscina'], 'Piscina'),
  ...constructed('tinypool', ['default', 'Tinypool'], 'Tinypool'),
  ...called('workerpool', ['pool'], 'Pool'),
  ...constructed('kafkajs', ['Kafka'], 'Kafka'),
  ...called('amqplib', ['connect'], 'ChannelModel'),
  ...constructed('@aws-sdk/client-sqs', ['SQS'], 'SQS'),
  ...constructed('@aws-sdk/client-sqs', ['SQSClient'], 'SQSClient'),
  ...constructed('@aws-sdk/client-sns', ['SNS'], 'SNS'),
  ...constructed('@aws-sdk/client-sns', ['SNSClient'], 'SNSClient'),
  origin('sqs-consumer', 'Consumer', 'value', 'sqs-consumer', 'Consumer'),
  ...['Queue', 'Worker', 'FlowProducer'].flatMap((name) => constructed('bullmq', [name], name)),
  ...called('nats', ['connect'], 'NatsConnection'),
  ...called('nats.ws', ['connect'], 'NatsConnection'),
  ...called('@nats-io/transport-node', ['connect'], 'NatsConnection'),
  ...called('@nats-io/nats-core', ['wsconnect'], 'NatsConnection'),
  ...called('@nats-io/jetstream', ['jetstream'], 'JetStreamClient'),
  ...constructed('@google-cloud/pubsub', ['PubSub'], 'PubSub'),
  ...constructed('ioredis', ['default', 'Redis'], 'Redis'),
  ...constructed('ioredis', ['Cluster'], 'Cluster'),
  ...called('redis', ['createClient'], 'RedisClientType'),
  ...called('redis', ['createCluster'], 'RedisClusterType'),
  ...constructed('@grpc/grpc-js', ['Server'], 'Server'),
  ...constructed('@grpc/grpc-js', ['Client'], 'Client'),
  ...constructed('@grpc/grpc-js', ['Metadata'], 'Metadata'),
  ...constructed('ws', ['default', 'WebSocket'], 'WebSocket'),
  ...constructed('ws', ['WebSocketServer', 'Server'], 'WebSocketServer'),
  ...NEST_CLIENTS.flatMap((name) => constructed(NEST_MICROSERVICES, [name], name)),
  origin(NEST_MICROSERVICES, 'ClientProxyFactory', 'value', NEST_MICROSERVICES, 'ClientProxyFactory'),
  ...SERVER_ORIGINS,
];

/** Methods whose result is an object of the same library, or a promise of one. */
export interface ObjectMethod {
  readonly of: readonly TypeRef[];
  readonly method: string;
  readonly type: TypeRef;
}

const makes = (
  packageName: string,
  owners: readonly string[],
  members: Readonly<Record<string, string>>,
  typePackage = packageName,
): ObjectMethod[] =>
  Object.entries(members).map(([method, name]) => ({
    of: owners.map((owner) => ({ package: packageName, name: owner })),
    method,
    type: { package: typePackage, name },
  }));

/** Source: as above; the callback forms of amqplib are in {@link OBJECT_CALLBACKS}. */
export const OBJECT_METHODS: readonly ObjectMethod[] = [
  ...makes('kafkajs', ['Kafka'], { producer: 'Producer', consumer: 'Consumer' }),
  ...makes('kafkajs', ['Producer'], { transaction: 'Transaction' }),
  ...makes('amqplib', ['ChannelModel'], { createChannel: 'Channel', createConfirmChannel: 'ConfirmChannel' }),
  ...makes('amqplib/callback_api', ['Connection'], {
    createChannel: 'Channel',
    createConfirmChannel: 'ConfirmChannel',
  }),
  ...makes('@google-cloud/pubsub', ['PubSub'], { topic: 'Topic', subscription: 'Subscription' }),
  ...makes('@google-cloud/pubsub', ['Topic'], { subscription: 'Subscription' }),
  ...['nats', 'nats.ws'].flatMap((owner) => [
    ...makes(owner, ['NatsConnection'], { jetstream: 'JetStreamClient', subscribe: 'Subscription' }),
    ...makes(owner, ['JetStreamClient'], { subscribe: 'JetStreamSubscription' }),
    // `js.consumers.get(stream, name)`
    ...makes(owner, ['Consumers'], { get: 'Consumer' }),
    ...makes(owner, ['Consumer'], { consume: 'ConsumerMessages', fetch: 'ConsumerMessages' }),
  ]),
  ...['@nats-io/transport-node', '@nats-io/nats-core'].flatMap((owner) =>
    makes(owner, ['NatsConnection'], { subscribe: 'Subscription' }, '@nats-io/nats-core'),
  ),
  ...makes('@nats-io/jetstream', ['Consumers'], { get: 'Consumer' }),
  ...makes('@nats-io/jetstream', ['Consumer'], { consume: 'ConsumerMessages', fetch: 'ConsumerMessages' }),
  ...makes('ioredis', ['Redis', 'Cluster'], {
    duplicate: 'Redis',
    pipeline: 'ChainableCommander',
    multi: 'ChainableCommander',
  }),
  ...makes('redis', ['RedisClientType'], { duplicate: 'RedisClientType', connect: 'RedisClientType' }),
  ...makes(NEST_MICROSERVICES, ['ClientProxyFactory'], { create: 'ClientProxy' }),
  ...SERVER_METHODS,
];

/** Parameters of a callback that are objects of a library: `wss.on('connection', (socket) => …)`. */
export interface ObjectCallback {
  /** The type of the receiver; undefined for a function that the package exports. */
  readonly of?: TypeRef;
  readonly package?: string;
  readonly method: string;
  /** The text that the first argument must be. */
  readonly event?: string;
  readonly parameter: number;
  readonly type: TypeRef;
}

const CALLBACK_API = 'amqplib/callback_api';

export const OBJECT_CALLBACKS: readonly ObjectCallback[] = [
  ...['on', 'once', 'addListener'].map((method) => ({
    of: { package: 'ws', name: 'WebSocketServer' },
    method,
    event: 'connection',
    parameter: 0,
    type: { package: 'ws', name: 'WebSocket' },
  })),
  { package: CALLBACK_API, method: 'connect', parameter: 1, type: { package: CALLBACK_API, name: 'Connection' } },
  ...[
    ['createChannel', 'Channel'],
    ['createConfirmChannel', 'ConfirmChannel'],
  ].map(([method = '', name = '']) => ({
    of: { package: CALLBACK_API, name: 'Connection' },
    method,
    parameter: 1,
    type: { package: CALLBACK_API, name },
  })),
];

/** Properties that hold an object: owner type, property, type of the property. */
export const OBJECT_PROPERTIES: readonly { readonly of: TypeRef; readonly property: string; readonly type: TypeRef }[] =
  [
    ...['lib', 'worker_threads'].flatMap((owner) =>
      ['port1', 'port2'].map((property) => ({
        of: { package: owner, name: 'MessageChannel' },
        property,
        type: { package: owner, name: 'MessagePort' },
      })),
    ),
    {
      of: { package: 'lib', name: 'AbortController' },
      property: 'signal',
      type: { package: 'lib', name: 'AbortSignal' },
    },
    ...['nats', 'nats.ws', '@nats-io/jetstream'].map((owner) => ({
      of: { package: owner, name: 'JetStreamClient' },
      property: 'consumers',
      type: { package: owner, name: 'Consumers' },
    })),
  ];

/** The names under which packages declare the class that is their default export. */
export const DEFAULT_CLASS_NAMES: Readonly<Record<string, string>> = {
  events: 'EventEmitter',
  eventemitter3: 'EventEmitter',
  eventemitter2: 'EventEmitter2',
  'p-queue': 'PQueue',
  bottleneck: 'Bottleneck',
  piscina: 'Piscina',
  tinypool: 'Tinypool',
  ioredis: 'Redis',
  ws: 'WebSocket',
};

/** Type names that need no import, as an annotation may give them: `NodeJS.EventEmitter`, `AbortSignal`. */
export const GLOBAL_TYPES: Readonly<Record<string, TypeRef>> = {
  'NodeJS.EventEmitter': { package: 'events', name: 'EventEmitter' },
  'NodeJS.Process': { package: 'process', name: 'Process' },
  ...Object.fromEntries(
    [
      'EventTarget',
      'AbortSignal',
      'AbortController',
      'MessagePort',
      'MessageChannel',
      'BroadcastChannel',
      'Worker',
    ].map((name) => [name, { package: 'lib', name }]),
  ),
};
