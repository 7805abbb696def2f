/**
 * The published code that the rules are run over: which files of which package, and whether a program is built for
 * them. A package is here when its own sources or built JavaScript use OpenTelemetry by hand. Together they hold the
 * shapes that real code comes in: TypeScript sources, hand-written CommonJS, compiled `api_1.context.with(…)`,
 * ES modules, bundles of many modules, minified bundles.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** The folder with the package.json and the lock of the corpus. */
export const packagesFolder = path.join(__dirname, 'packages');

/** Where the packages lie; the `file` of a finding is relative to it. */
export const modulesFolder = path.join(packagesFolder, 'node_modules');

export interface CorpusPackage {
  readonly name: string;
  /** Globs relative to the package. One build of each module: not the ES build *and* the CommonJS build. */
  readonly files: readonly string[];
  /** Whether the files are linted with a program. Default: without. */
  readonly typed?: true;
  /** What makes the code worth reading. */
  readonly shape: string;
}

export const corpus: readonly CorpusPackage[] = [
  // TypeScript sources
  {
    name: '@arizeai/openinference-core',
    files: ['src/**/*.ts'],
    typed: true,
    shape: 'context setters, wrappers around functions',
  },
  { name: '@arizeai/phoenix-otel', files: ['src/**/*.ts'], typed: true, shape: 'SDK set-up, composite propagator' },
  {
    name: '@microlabs/otel-cf-workers',
    files: ['src/**/*.ts'],
    typed: true,
    shape: 'own context manager, instrumented fetch, queues',
  },
  {
    name: '@temporalio/interceptors-opentelemetry',
    files: ['src/**/*.ts'],
    typed: true,
    shape: 'carriers in message headers',
  },
  { name: 'nice-grpc-opentelemetry', files: ['src/**/*.ts'], typed: true, shape: 'bound generators, gRPC metadata' },
  {
    name: 'solarwinds-apm',
    files: ['src/**/*.ts'],
    typed: true,
    shape: 'vendor distribution: SDK set-up, samplers, patches',
  },

  {
    name: '@azure/functions-opentelemetry-instrumentation',
    files: ['src/*.ts'],
    typed: true,
    shape: 'extract from a handler of its own host',
  },

  // JavaScript with the declarations of what it imports
  {
    name: '@opentelemetry/instrumentation-amqplib',
    files: ['build/src/*.js'],
    typed: true,
    shape: 'compiled CommonJS: producer, consumer',
  },
  {
    name: '@opentelemetry/instrumentation-grpc',
    files: ['build/src/*.js'],
    typed: true,
    shape: 'compiled CommonJS: bound emitters',
  },
  {
    name: '@opentelemetry/instrumentation-http',
    files: ['build/src/*.js'],
    typed: true,
    shape: 'compiled CommonJS: bound requests and callbacks',
  },
  { name: '@hono/otel', files: ['dist/index.js'], typed: true, shape: 'ES bundle: middleware' },
  {
    name: '@langfuse/tracing',
    files: ['dist/index.mjs'],
    typed: true,
    shape: 'ES bundle: user and session in baggage',
  },

  // JavaScript without types
  {
    name: '@appsignal/opentelemetry-instrumentation-bullmq',
    files: ['dist/*.js'],
    shape: 'compiled CommonJS: carriers in job options',
  },
  { name: '@boringnode/queue', files: ['build/**/*.js'], shape: 'ES modules: queue with carriers in its jobs, links' },
  {
    name: '@clipboard-health/mongo-jobs',
    files: ['src/**/*.js'],
    shape: 'compiled CommonJS: jobs that hold a carrier',
  },
  { name: '@fiberplane/hono-otel', files: ['dist/**/*.js'], shape: 'ES modules: patched fetch, bindings of workers' },
  {
    name: '@instana/instrumentation-confluent-kafka-javascript',
    files: ['lib/*.js'],
    shape: 'compiled CommonJS: producer and consumer, header lists',
  },
  {
    name: '@microsoft/durabletask-js',
    files: ['dist/tracing/*.js', 'dist/client/*.js', 'dist/worker/*.js'],
    shape: 'compiled CommonJS: trace context in messages, gRPC',
  },
  {
    name: '@platformatic/kafka-opentelemetry',
    files: ['dist/*.js'],
    shape: 'ES modules: Map headers with an accessor',
  },
  { name: '@vercel/queue', files: ['dist/*.mjs'], shape: 'ES bundle: trace headers of a queue' },
  {
    name: '@workflow/core',
    files: ['dist/*.js', 'dist/telemetry/*.js', 'dist/runtime/*.js'],
    shape: 'ES modules: trace carriers in a durable workflow',
  },
  { name: '@autotelic/fastify-opentelemetry', files: ['index.js'], shape: 'hand-written CommonJS, injected api' },
  { name: '@cap-js/telemetry', files: ['cds-plugin.js', 'lib/**/*.js'], shape: 'hand-written CommonJS, lazy require' },
  { name: '@elastic/transport', files: ['lib/**/*.js'], shape: 'compiled CommonJS: client middleware' },
  { name: '@elysiajs/opentelemetry', files: ['dist/index.mjs'], shape: 'ES build: hooks that hold a context' },
  { name: '@envelop/opentelemetry', files: ['esm/*.js'], shape: 'ES build: plugin hooks' },
  { name: '@fastify/otel', files: ['index.js'], shape: 'hand-written CommonJS: hooks' },
  {
    name: '@google-cloud/pubsub',
    files: ['build/src/**/*.js', '!build/src/v1/**'],
    shape: 'compiled CommonJS: carriers in attributes',
  },
  {
    name: '@google-cloud/spanner',
    files: ['build/src/**/*.js', '!build/src/v1/**'],
    shape: 'compiled CommonJS: spans around callbacks',
  },
  {
    name: '@graphql-hive/plugin-opentelemetry',
    files: ['dist/*.js'],
    shape: 'ES bundle: bound hooks, composite propagator',
  },
  {
    name: '@hatchet-dev/typescript-sdk',
    files: ['opentelemetry/*.js', 'v1/client/worker/*.js', 'util/*.js'],
    shape: 'compiled CommonJS: workers, a look-alike context',
  },
  {
    name: '@microsoft/agents-a365-observability',
    files: ['dist/cjs/**/*.js'],
    shape: 'compiled CommonJS: baggage builder',
  },
  {
    name: '@opentelemetry/instrumentation-aws-lambda',
    files: ['build/src/*.js'],
    shape: 'compiled CommonJS: extract from events',
  },
  {
    name: '@opentelemetry/instrumentation-aws-sdk',
    files: ['build/src/**/*.js'],
    shape: 'compiled CommonJS: SQS and SNS attributes',
  },
  {
    name: '@opentelemetry/instrumentation-kafkajs',
    files: ['build/src/*.js'],
    shape: 'compiled CommonJS: batches and links',
  },
  { name: '@opentelemetry/instrumentation-socket.io', files: ['build/src/*.js'], shape: 'compiled CommonJS: emitters' },
  {
    name: '@opentelemetry/instrumentation-undici',
    files: ['build/src/*.js'],
    shape: 'compiled CommonJS: diagnostics channels',
  },
  {
    name: '@platformatic/telemetry',
    files: ['index.js', 'lib/*.js'],
    shape: 'hand-written ES modules: own provider and propagator',
  },
  { name: '@pydantic/logfire-node', files: ['dist/index.js'], shape: 'ES bundle: SDK set-up' },
  { name: '@sentry/opentelemetry', files: ['build/esm/*.js'], shape: 'ES bundle: propagator, context manager, scopes' },
  { name: '@splunk/otel', files: ['lib/**/*.js'], shape: 'compiled CommonJS: vendor distribution, baggage by hand' },
  {
    name: '@traceloop/node-server-sdk',
    files: ['dist/index.js'],
    shape: 'CommonJS bundle with helpers for older engines',
  },
  { name: '@trigger.dev/core', files: ['dist/esm/v3/**/*.js'], shape: 'ES modules: tracer wrapper, task executor' },
  { name: '@vercel/otel', files: ['dist/node/index.js'], shape: 'minified bundle' },
  { name: 'autotel', files: ['dist/**/*.js'], shape: 'ES bundles: baggage helpers, message carriers' },
  { name: 'autotel-aws', files: ['dist/*.js'], shape: 'ES bundles: SQS, SNS, Kinesis, EventBridge with carriers' },
  { name: 'autotel-cloudflare', files: ['dist/*.js'], shape: 'ES bundles: Fetch handlers, Durable Objects, queues' },
  { name: 'autotel-plugins', files: ['dist/*.js'], shape: 'ES bundles: Kafka and RabbitMQ with carriers' },
  { name: 'bullmq-otel', files: ['dist/cjs/*.js'], shape: 'compiled CommonJS: own context manager interface' },
  {
    name: 'opentelemetry-instrumentation-kafkajs',
    files: ['dist/src/*.js'],
    shape: 'compiled CommonJS: Kafka headers',
  },
  {
    name: 'opentelemetry-instrumentation-pubsub',
    files: ['dist/*.js'],
    shape: 'compiled CommonJS: Pub/Sub attributes',
  },
  { name: 'opentelemetry-instrumentation-ws', files: ['dist/src/*.js'], shape: 'compiled CommonJS: upgrade requests' },
];

export interface CorpusFile {
  readonly package: CorpusPackage;
  /** Relative to {@link modulesFolder}, with forward slashes. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** Above this size a file is a bundle of third-party code or generated tables: not what anyone lints. */
const sizeLimit = 400_000;

/** The files of one package, sorted by name. Throws when a package is not installed or a glob finds nothing. */
export function filesOf(corpusPackage: CorpusPackage): CorpusFile[] {
  const folder = path.join(modulesFolder, corpusPackage.name);
  const present = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    file.split(path.sep).join('/'),
  );
  const matching = (glob: string): string[] => present.filter((file) => globToRegExp(glob).test(file));
  const excluded = new Set(
    corpusPackage.files.filter((glob) => glob.startsWith('!')).flatMap((glob) => matching(glob.slice(1))),
  );
  const found = corpusPackage.files
    .filter((glob) => !glob.startsWith('!'))
    .flatMap((glob) => {
      const matches = matching(glob);
      if (matches.length === 0) throw new Error(`${corpusPackage.name}: no file matches '${glob}' in ${folder}`);
      return matches;
    });
  return [...new Set(found)]
    .filter((file) => !excluded.has(file) && !/\.d\.[cm]?ts$/.test(file) && !/(^|\/)node_modules\//.test(file))
    .map((file) => path.join(folder, file))
    .filter((file) => statSync(file).size <= sizeLimit)
    .sort()
    .map((file) => ({
      package: corpusPackage,
      name: path.relative(modulesFolder, file).split(path.sep).join('/'),
      path: file,
      text: readFileSync(file, 'utf8'),
    }));
}

/** `**` followed by a slash stands for any folders, `*` for any part of one name. */
function globToRegExp(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/|\*\*|\*)/)
    .map(
      (part) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' })[part] ?? part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`);
}
