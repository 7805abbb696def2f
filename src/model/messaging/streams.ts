/**
 * Queues, streams, calls and sockets: BullMQ, Redis streams, gRPC, ws.
 *
 * Source: the declarations of bullmq 6.7, ioredis 6.0, redis 6.3, @grpc/grpc-js 1.14 and @types/ws 8.18; the source of
 * bullmq 6.7.0, @opentelemetry/instrumentation-grpc 0.223.0 and instrumentation-ioredis 0.71.0.
 */
import { type MessagingClient, refs } from './types';

/**
 * BullMQ propagates by itself when `telemetry` is among the options of the queue and of the worker: the queue writes
 * the context into the job's own options, the worker processes under it.
 */
export const BULLMQ: MessagingClient = {
  id: 'bullmq',
  label: 'BullMQ',
  library: 'bullmq',
  telemetry: {
    constructors: refs(['bullmq'], 'Queue', 'Worker', 'FlowProducer'),
    option: 'telemetry',
    providers: ['bullmq-otel'],
  },
  hint: /bull|queue/i,
  sends: [
    {
      on: refs(['bullmq'], 'Queue'),
      methods: ['add'],
      messages: { argument: 1, path: '' },
      carrier: { in: 'payload', shape: 'plain' },
      literalsAreWork: true,
    },
    {
      on: refs(['bullmq'], 'Queue'),
      methods: ['addBulk'],
      messages: { argument: 0, path: '*.data' },
      carrier: { in: 'payload', shape: 'plain' },
      literalsAreWork: true,
    },
    {
      on: refs(['bullmq'], 'FlowProducer'),
      methods: ['add'],
      messages: { argument: 0, path: 'data' },
      carrier: { in: 'payload', shape: 'plain' },
      literalsAreWork: true,
    },
  ],
  consumes: [
    {
      handover: {
        by: 'constructor',
        type: { package: 'bullmq', name: 'Worker' },
        handler: { argument: 1, path: '' },
        parameter: 0,
      },
      messages: '',
      isBatch: false,
      carrier: { path: 'data', shape: 'plain', isPayload: true },
      label: 'Worker',
    },
    // The processor of @nestjs/bullmq 11, whose decorator takes the options of the worker.
    {
      handover: {
        by: 'method',
        classes: refs(['@nestjs/bullmq'], 'WorkerHost'),
        methods: ['process'],
        parameter: 0,
      },
      messages: '',
      isBatch: false,
      carrier: { path: 'data', shape: 'plain', isPayload: true },
      label: 'WorkerHost.process()',
    },
  ],
};

const NO_STREAM_CONTEXT = 'the instrumentation makes a span of the command and writes nothing into the entry';

/** The instrumentations of Redis make a span of each command; they put nothing into what is written. */
export const IOREDIS: MessagingClient = {
  id: 'ioredis',
  label: 'Redis',
  library: 'ioredis',
  hint: /xadd|xread/i,
  sends: [
    {
      on: refs(['ioredis'], 'Redis', 'Cluster', 'Commander', 'RedisCommander', 'Pipeline', 'ChainableCommander'),
      methods: ['xadd'],
      messages: { argument: 1, path: '' },
      carrier: { in: 'payload', shape: 'list' },
      literalsAreWork: true,
      gap: NO_STREAM_CONTEXT,
    },
  ],
  consumes: [
    {
      handover: {
        by: 'result',
        on: refs(['ioredis'], 'Redis', 'Cluster', 'Commander', 'RedisCommander'),
        methods: ['xread', 'xreadgroup'],
      },
      messages: '*.1.*',
      isBatch: true,
      carrier: { path: '1', shape: 'list' },
      label: 'xread()',
      gap: NO_STREAM_CONTEXT,
    },
  ],
};

const NODE_REDIS = refs(
  ['redis', '@redis/client'],
  'RedisClient',
  'RedisClientType',
  'RedisClusterType',
  'RedisClientPoolType',
  'RedisSentinelType',
  'NodeRedisClientType',
);

export const NODE_REDIS_STREAMS: MessagingClient = {
  id: 'redis',
  label: 'Redis',
  library: 'redis',
  hint: /xadd|xread/i,
  sends: [
    {
      on: NODE_REDIS,
      methods: ['xAdd', 'XADD'],
      messages: { argument: 2, path: '' },
      carrier: { in: 'payload', shape: 'plain' },
      literalsAreWork: true,
      gap: NO_STREAM_CONTEXT,
    },
  ],
  consumes: [
    {
      handover: { by: 'result', on: NODE_REDIS, methods: ['xRead', 'xReadGroup', 'XREAD', 'XREADGROUP'] },
      messages: '*.messages.*',
      isBatch: true,
      carrier: { path: 'message', shape: 'plain' },
      label: 'xRead()',
      gap: NO_STREAM_CONTEXT,
    },
  ],
};

const GRPC_PACKAGES = ['@grpc/grpc-js', 'grpc'];
const SERVER_CALLS = ['ServerUnaryCall', 'ServerReadableStream', 'ServerWritableStream', 'ServerDuplexStream'];
const SERVER_HANDLERS = [
  'handleUnaryCall',
  'handleClientStreamingCall',
  'handleServerStreamingCall',
  'handleBidiStreamingCall',
];

/**
 * The instrumentation injects into the metadata of every call of a client and runs every handler under what it
 * extracted.
 */
export const GRPC: MessagingClient = {
  id: 'grpc',
  label: 'gRPC',
  library: 'grpc',
  hint: /grpc/i,
  sends: [
    {
      on: refs(GRPC_PACKAGES, 'Client'),
      methods: '*',
      messages: { argument: 0, path: '' },
      carrier: { in: 'typed-argument', type: { package: '@grpc/grpc-js', name: 'Metadata' }, shape: 'grpc-metadata' },
    },
  ],
  consumes: [
    {
      handover: {
        by: 'handler',
        on: refs(GRPC_PACKAGES, 'Server'),
        methods: ['addService'],
        handler: { argument: 1, path: '*' },
        parameter: 0,
      },
      messages: '',
      isBatch: false,
      carrier: { path: 'metadata', shape: 'grpc-metadata' },
      label: 'gRPC handler',
    },
    {
      handover: {
        by: 'annotation',
        functions: refs(GRPC_PACKAGES, ...SERVER_HANDLERS),
        parameters: refs(GRPC_PACKAGES, ...SERVER_CALLS),
        parameter: 0,
      },
      messages: '',
      isBatch: false,
      carrier: { path: 'metadata', shape: 'grpc-metadata' },
      label: 'gRPC handler',
    },
  ],
};

const WS_MESSAGES = ['on', 'once', 'addListener'];

/** The instrumentation of http sees the upgrade request only, never a frame. */
export const WS: MessagingClient = {
  id: 'ws',
  label: 'WebSocket',
  hint: /\bws\b|websocket|\bwss\b/i,
  sends: [
    {
      on: [...refs(['ws'], 'WebSocket', 'default')],
      methods: ['send'],
      messages: { argument: 0, path: '' },
      carrier: { in: 'payload', shape: 'text' },
    },
  ],
  consumes: [
    {
      handover: {
        by: 'handler',
        on: refs(['ws'], 'WebSocket', 'default'),
        methods: WS_MESSAGES,
        handler: { argument: 1, path: '' },
        event: 'message',
        parameter: 0,
      },
      messages: '',
      isBatch: false,
      carrier: { path: '', shape: 'text', isPayload: true },
      label: "on('message')",
    },
  ],
};

/** Members of a gRPC client that call nobody. */
export const NO_REMOTE_CALLS: ReadonlySet<string> = new Set([
  ...['close', 'getChannel', 'waitForReady', 'checkOptionalUnaryResponseArguments', 'checkMetadataAndOptions'],
  ...['toString', 'constructor', 'on', 'once', 'end'],
]);
