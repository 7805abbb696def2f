/**
 * Libraries whose OpenTelemetry instrumentation propagates the context by itself, and the client calls of theirs that
 * read the active context once they are instrumented. Data, and look-ups over it. To add a library, add a row.
 */
import { distributionOf } from './distributions';

/** A library that an instrumentation patches. */
export interface InstrumentedLibrary {
  /** Its name in `settings.otel.instrumented`. */
  readonly id: string;
  /** Packages whose presence in a package.json says that the library is instrumented. */
  readonly instrumentations: readonly string[];
  /** Whether `@opentelemetry/auto-instrumentations-node` instruments it unless told otherwise. */
  readonly auto: boolean;
}

const official = (name: string): string => `@opentelemetry/instrumentation-${name}`;

/** A library of `auto-instrumentations-node`, known there by its own id. */
const auto = <Id extends string>(id: Id, ...others: readonly string[]) =>
  ({ id, instrumentations: [official(id), ...others], auto: true }) as const satisfies InstrumentedLibrary;

/** A library that has to be instrumented on its own. */
const single = <Id extends string>(id: Id, ...instrumentations: readonly string[]) =>
  ({ id, instrumentations: [official(id), ...instrumentations], auto: false }) as const satisfies InstrumentedLibrary;

/**
 * Every library known here.
 *
 * Source: the dependencies and default exclusions of `@opentelemetry/auto-instrumentations-node` 0.81 (`undici` is in
 * it; `fastify` is not any more, `fs` is switched off), and of `auto-instrumentations-web` for the browser ones. Log
 * and metric instrumentations are left out: they carry no context to another service.
 */
export const INSTRUMENTED_LIBRARIES = [
  auto('http'),
  auto('undici'),
  auto('grpc', '@opentelemetry/instrumentation-grpc-js'),
  auto('express'),
  auto('koa'),
  auto('hapi'),
  auto('restify'),
  auto('connect'),
  auto('router'),
  auto('nestjs-core'),
  auto('graphql'),
  auto('socket.io'),
  auto('aws-lambda'),
  auto('aws-sdk', 'opentelemetry-instrumentation-aws-sdk'),
  auto('amqplib', 'opentelemetry-instrumentation-amqplib'),
  auto('kafkajs', 'opentelemetry-instrumentation-kafkajs'),
  auto('redis', '@opentelemetry/instrumentation-redis-4'),
  auto('ioredis'),
  auto('memcached'),
  auto('pg'),
  auto('mysql'),
  auto('mysql2'),
  auto('tedious'),
  auto('oracledb'),
  auto('mongodb'),
  auto('mongoose', 'opentelemetry-instrumentation-mongoose'),
  auto('cassandra-driver'),
  auto('knex'),
  auto('dataloader'),
  auto('generic-pool'),
  auto('lru-memoizer'),
  auto('openai'),
  auto('net'),
  auto('dns'),
  single('fastify', '@fastify/otel'),
  single('fetch'),
  single('xml-http-request'),
  single('bullmq', '@appsignal/opentelemetry-instrumentation-bullmq'),
] as const satisfies readonly InstrumentedLibrary[];

export type LibraryId = (typeof INSTRUMENTED_LIBRARIES)[number]['id'];

/** Any member, but for those that never send anything ({@link MEMBERS_WITHOUT_REQUEST}). */
export const ANY_MEMBER = '*';
/** Any class or interface of the package. */
export const ANY_CONTAINER = '*';
/** The thing itself is called: an instance (`client(options)`). */
export const CALL = '()';
/** The module itself, or its default export, is called: `got(url)`. */
export const DEFAULT_EXPORT = 'default';

/** Calls which send a request, and whose span or headers come from the active context. */
export interface InstrumentedClient {
  /** The calls are instrumented when one of these libraries is. */
  readonly libraries: readonly LibraryId[];
  /** Import specifiers, without `node:` and `@types/`; a trailing `*` stands for any ending. */
  readonly packages: readonly string[];
  /** Functions of the global scope. */
  readonly globals?: readonly string[];
  /** Functions that the package exports, or members of its default export. */
  readonly exports?: readonly string[];
  /** Class or interface → its methods. Subclasses are found by walking their bases. */
  readonly containers?: Readonly<Record<string, readonly string[]>>;
}

const HTTP_VERBS = ['request', 'get', 'head', 'options', 'post', 'put', 'patch', 'delete'] as const;
const AXIOS_CALLS = [...HTTP_VERBS, 'postForm', 'putForm', 'patchForm'];
const SUPERAGENT_CALLS = [DEFAULT_EXPORT, ...HTTP_VERBS, 'del'];
const DISPATCHER_CALLS = ['request', 'stream', 'pipeline', 'connect', 'upgrade', 'dispatch'];
const CURSOR_CALLS = ['toArray', 'next', 'tryNext', 'hasNext', 'forEach'];
const COLLECTION_CALLS = [
  ...[
    'insertOne',
    'insertMany',
    'findOne',
    'findOneAndUpdate',
    'findOneAndReplace',
    'findOneAndDelete',
    'bulkWrite',
    'distinct',
  ],
  ...['updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany', 'countDocuments', 'estimatedDocumentCount'],
];
const REST_OF_MODEL = [
  'aggregate',
  'bulkWrite',
  'countDocuments',
  'create',
  'deleteMany',
  'deleteOne',
  'distinct',
  'exists',
];
const FINDS = [
  'find',
  'findById',
  'findByIdAndDelete',
  'findByIdAndUpdate',
  'findOne',
  'findOneAndDelete',
  'findOneAndReplace',
  'findOneAndUpdate',
];
const WRITES = ['insertMany', 'replaceOne', 'save', 'updateMany', 'updateOne'];

/**
 * The client calls. Packages that send through another one stand under that one's instrumentation: axios, got,
 * node-fetch and superagent through `http`; ky and ofetch through the global `fetch`.
 *
 * Loggers are not here although their instrumentation reads the active span too: a log line loses an id, not a trace.
 * Source: the patched methods of each instrumentation, and the declarations of each package.
 */
export const INSTRUMENTED_CLIENTS: readonly InstrumentedClient[] = [
  { libraries: ['http'], packages: ['http', 'https'], exports: ['get', 'request'] },
  { libraries: ['undici', 'fetch'], packages: [], globals: ['fetch'] },
  {
    libraries: ['undici'],
    packages: ['undici'],
    exports: ['fetch', 'request', 'stream', 'pipeline', 'connect', 'upgrade'],
    containers: {
      Dispatcher: DISPATCHER_CALLS,
      Client: DISPATCHER_CALLS,
      Pool: DISPATCHER_CALLS,
      BalancedPool: DISPATCHER_CALLS,
      Agent: DISPATCHER_CALLS,
      ProxyAgent: DISPATCHER_CALLS,
    },
  },
  {
    libraries: ['http', 'xml-http-request'],
    packages: ['axios'],
    exports: [DEFAULT_EXPORT, ...AXIOS_CALLS],
    containers: { Axios: AXIOS_CALLS, AxiosInstance: [CALL, ...AXIOS_CALLS], AxiosStatic: [CALL, ...AXIOS_CALLS] },
  },
  { libraries: ['http'], packages: ['@nestjs/axios'], containers: { HttpService: AXIOS_CALLS } },
  {
    libraries: ['http'],
    packages: ['got'],
    exports: [DEFAULT_EXPORT, 'got', ...HTTP_VERBS, 'stream', 'paginate'],
    containers: { Got: [CALL, ...HTTP_VERBS, 'stream', 'paginate'], GotRequestFunction: [CALL] },
  },
  { libraries: ['http'], packages: ['node-fetch'], exports: [DEFAULT_EXPORT, 'fetch'] },
  { libraries: ['http', 'fetch'], packages: ['cross-fetch'], exports: [DEFAULT_EXPORT, 'fetch'] },
  {
    libraries: ['http'],
    packages: ['superagent'],
    exports: SUPERAGENT_CALLS,
    containers: { HttpMethod: [CALL], Agent: SUPERAGENT_CALLS },
  },
  {
    libraries: ['undici', 'fetch'],
    packages: ['ky'],
    exports: [DEFAULT_EXPORT, ...HTTP_VERBS],
    containers: { KyInstance: [CALL, ...HTTP_VERBS] },
  },
  {
    libraries: ['undici', 'fetch'],
    packages: ['ofetch'],
    exports: ['ofetch', '$fetch', 'fetch'],
    containers: { $Fetch: [CALL, 'raw', 'native'] },
  },
  { libraries: ['grpc'], packages: ['@grpc/grpc-js', 'grpc'], containers: { Client: [ANY_MEMBER] } },
  {
    libraries: ['aws-sdk'],
    packages: ['@aws-sdk/client-*'],
    containers: {
      [ANY_CONTAINER]: ['send'],
      ...Object.fromEntries(
        [
          'SQS',
          'SNS',
          'S3',
          'DynamoDB',
          'Lambda',
          'EventBridge',
          'Kinesis',
          'SFN',
          'SES',
          'SSM',
          'SecretsManager',
          'BedrockRuntime',
        ].map((service) => [service, [ANY_MEMBER]]),
      ),
    },
  },
  { libraries: ['aws-sdk'], packages: ['@smithy/smithy-client', '@smithy/core*'], containers: { Client: ['send'] } },
  {
    libraries: ['aws-sdk'],
    packages: ['@aws-sdk/lib-dynamodb'],
    containers: { DynamoDBDocumentClient: ['send'], DynamoDBDocument: [ANY_MEMBER] },
  },
  {
    libraries: ['kafkajs'],
    packages: ['kafkajs'],
    containers: { Sender: ['send', 'sendBatch'], Producer: ['send', 'sendBatch'] },
  },
  {
    libraries: ['amqplib'],
    packages: ['amqplib', 'amqplib/callback_api'],
    containers: { Channel: ['publish', 'sendToQueue'], ConfirmChannel: ['publish', 'sendToQueue'] },
  },
  {
    libraries: ['bullmq'],
    packages: ['bullmq'],
    containers: { Queue: ['add', 'addBulk'], FlowProducer: ['add', 'addBulk'] },
  },
  {
    libraries: ['socket.io'],
    packages: ['socket.io'],
    containers: {
      Socket: ['emit', 'send'],
      Server: ['emit', 'send'],
      Namespace: ['emit', 'send'],
      BroadcastOperator: ['emit'],
    },
  },
  {
    libraries: ['redis'],
    packages: ['redis', '@redis/client'],
    containers: {
      CommandSignature: [CALL], // what the properties of the client types, which are mapped, hold
      RedisClient: [ANY_MEMBER],
      RedisClientType: [ANY_MEMBER],
      RedisClusterType: [ANY_MEMBER],
      RedisClientPoolType: [ANY_MEMBER],
    },
  },
  {
    libraries: ['ioredis'],
    packages: ['ioredis'],
    containers: {
      Redis: [ANY_MEMBER],
      Cluster: [ANY_MEMBER],
      Commander: [ANY_MEMBER],
      RedisCommander: [ANY_MEMBER],
      Pipeline: ['exec'],
      ChainableCommander: ['exec'],
    },
  },
  {
    libraries: ['memcached'],
    packages: ['memcached'],
    containers: {
      Memcached: [
        'get',
        'gets',
        'getMulti',
        'set',
        'add',
        'replace',
        'cas',
        'append',
        'prepend',
        'incr',
        'decr',
        'del',
        'touch',
      ],
    },
  },
  {
    libraries: ['pg'],
    packages: ['pg', 'pg-pool'],
    containers: {
      ClientBase: ['query'],
      Client: ['query', 'connect'],
      PoolClient: ['query'],
      Pool: ['query', 'connect'],
    },
  },
  {
    libraries: ['mysql'],
    packages: ['mysql'],
    containers: { Connection: ['query'], PoolConnection: ['query'], Pool: ['query'] },
  },
  {
    libraries: ['mysql2'],
    packages: ['mysql2', 'mysql2/promise'],
    exports: ['query', 'execute'], // declared in a nameless type that mixins return, so that no container names them
    containers: { Connection: ['query', 'execute'], PoolConnection: ['query', 'execute'], Pool: ['query', 'execute'] },
  },
  {
    libraries: ['tedious'],
    packages: ['tedious'],
    containers: { Connection: ['execSql', 'execSqlBatch', 'callProcedure', 'execBulkLoad', 'prepare', 'execute'] },
  },
  { libraries: ['oracledb'], packages: ['oracledb'], containers: { Connection: ['execute', 'executeMany'] } },
  {
    libraries: ['mongodb'],
    packages: ['mongodb'],
    containers: {
      Collection: COLLECTION_CALLS,
      AbstractCursor: CURSOR_CALLS,
      FindCursor: CURSOR_CALLS,
      AggregationCursor: CURSOR_CALLS,
      Db: ['command'],
    },
  },
  {
    libraries: ['mongoose'],
    packages: ['mongoose'],
    containers: {
      Model: [...REST_OF_MODEL, ...FINDS, ...WRITES],
      Query: ['exec', 'then'],
      Aggregate: ['exec', 'then'],
      Document: ['save', 'deleteOne', 'updateOne'],
    },
  },
  {
    libraries: ['cassandra-driver'],
    packages: ['cassandra-driver'],
    containers: { Client: ['execute', 'batch', 'stream', 'eachRow'] },
  },
  { libraries: ['knex'], packages: ['knex'], containers: { Knex: [CALL, 'raw'] } },
  { libraries: ['dataloader'], packages: ['dataloader'], containers: { DataLoader: ['load', 'loadMany'] } },
  { libraries: ['graphql'], packages: ['graphql', 'graphql/execution'], exports: ['graphql', 'execute', 'subscribe'] },
  {
    libraries: ['openai'],
    packages: ['openai', 'openai/*'],
    containers: { Completions: ['create'], Embeddings: ['create'] },
  },
];

/** Members which {@link ANY_MEMBER} does not stand for: listeners, life cycle, views on the client. */
export const MEMBERS_WITHOUT_REQUEST: ReadonlySet<string> = new Set([
  ...[
    'on',
    'once',
    'off',
    'addListener',
    'prependListener',
    'prependOnceListener',
    'removeListener',
    'removeAllListeners',
  ],
  ...['emit', 'listeners', 'rawListeners', 'listenerCount', 'eventNames', 'setMaxListeners', 'getMaxListeners'],
  ...[
    'constructor',
    'toString',
    'connect',
    'disconnect',
    'destroy',
    'close',
    'quit',
    'end',
    'unref',
    'ref',
    'duplicate',
  ],
  ...['getChannel', 'waitForReady', 'multi', 'pipeline', 'scanStream', 'defineCommand'],
]);

/** A call as its declaration or its import names it. */
export interface ClientCall {
  /**
   * The package or import specifier it comes from, or the ambient module that declares it (`http`, not `@types/node`);
   * undefined for the global scope. `@types/` and `node:` are dropped, and a package that declares globals only is one.
   */
  readonly package: string | undefined;
  /** The class or interface that declares the method; undefined for a function of the package. */
  readonly container?: string | undefined;
  /** The method or function, {@link CALL} or {@link DEFAULT_EXPORT}. */
  readonly member: string;
}

/**
 * The package that a types package or a `node:` specifier stands for: `@types/aws__x` → `@aws/x`, `node:http` → `http`.
 */
export function packageOfTypes(name: string): string {
  if (name.startsWith('node:')) return name.slice('node:'.length);
  if (!name.startsWith('@types/')) return name;
  const bare = name.slice('@types/'.length);
  const scoped = bare.indexOf('__');
  return scoped < 0 ? bare : `@${bare.slice(0, scoped)}/${bare.slice(scoped + 2)}`;
}

/** Packages whose functions outside any ambient module are those of the global scope. */
const DECLARERS_OF_GLOBALS: ReadonlySet<string> = new Set(['typescript', '@types/node', 'undici-types', 'bun-types']);

const isPackage = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

function hasMember(members: readonly string[] | undefined, member: string): boolean {
  if (!members) return false;
  return (
    members.includes(member) ||
    (members.includes(ANY_MEMBER) && member !== CALL && !MEMBERS_WITHOUT_REQUEST.has(member))
  );
}

function isCallOf(client: InstrumentedClient, call: ClientCall, packageName: string | undefined): boolean {
  if (packageName === undefined)
    return call.container === undefined && (client.globals?.includes(call.member) ?? false);
  if (!client.packages.some((pattern) => isPackage(pattern, packageName))) return false;
  if (call.container === undefined) return client.exports?.includes(call.member) ?? false;
  const containers = client.containers ?? {};
  const own = Object.hasOwn(containers, call.container) ? containers[call.container] : undefined;
  return hasMember(own, call.member) || hasMember(containers[ANY_CONTAINER], call.member);
}

/**
 * The libraries of which one must be instrumented for this call to read the active context; empty when it is no known
 * client call. `clients` is for tests: the table unless given.
 */
export function librariesOfCall(
  call: ClientCall,
  clients: readonly InstrumentedClient[] = INSTRUMENTED_CLIENTS,
): readonly LibraryId[] {
  const isGlobal = call.package === undefined || DECLARERS_OF_GLOBALS.has(call.package);
  const packageName = isGlobal ? undefined : packageOfTypes(call.package);
  return [
    ...new Set(clients.filter((client) => isCallOf(client, call, packageName)).flatMap((client) => client.libraries)),
  ];
}

/** Names of instrumentations: those of OpenTelemetry, and those of vendors. */
const INSTRUMENTATION_NAME =
  /^(?:@opentelemetry\/instrumentation|(?:@[\w.-]+\/)?(?:opentelemetry|otel)-instrumentation)-(?<library>[\w.-]+)$/u;

/**
 * The libraries that a dependency of this name instruments; empty when it instruments none.
 * An `@opentelemetry/instrumentation-x` without a row of its own instruments the library `x`, and so does one of a
 * vendor: `@acme/opentelemetry-instrumentation-x`, `@acme/otel-instrumentation-x`.
 */
export function librariesInstrumentedBy(
  packageName: string,
  libraries: readonly InstrumentedLibrary[] = INSTRUMENTED_LIBRARIES,
): readonly string[] {
  const instruments = distributionOf(packageName)?.instruments;
  if (instruments === 'auto') return libraries.filter((library) => library.auto).map((library) => library.id);
  if (instruments !== undefined) return instruments === 'unknown' ? [] : instruments;
  const known = libraries
    .filter((library) => library.instrumentations.includes(packageName))
    .map((library) => library.id);
  if (known.length > 0) return known;
  const { library } = INSTRUMENTATION_NAME.exec(packageName)?.groups ?? {};
  return library === undefined ? [] : [library];
}

/**
 * The libraries whose clients have a call of this name at all: a cheap look before anything is asked about types.
 * `member` is a method or function name; {@link CALL} and {@link DEFAULT_EXPORT} count as names.
 */
export function librariesWithMember(member: string): readonly LibraryId[] {
  let found = librariesByMember.get(member);
  if (!found) {
    const hasIt = ({ containers = {}, exports = [], globals = [] }: InstrumentedClient): boolean =>
      globals.includes(member) ||
      exports.includes(member) ||
      Object.values(containers).some((members) => hasMember(members, member));
    found = [...new Set(INSTRUMENTED_CLIENTS.filter(hasIt).flatMap((client) => client.libraries))];
    librariesByMember.set(member, found);
  }
  return found;
}

const librariesByMember = new Map<string, readonly LibraryId[]>();
