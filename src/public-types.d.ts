/**
 * The types of the package, written by hand and loose on purpose: types built on those of one ESLint version are
 * rejected by the `defineConfig` of the others. The build copies this file to `dist/index.d.ts`.
 */
declare namespace plugin {
  type Severity = 'error' | 'warn' | 'off';

  /** How a rule is configured: its severity, or that and its options. */
  type RuleEntry = Severity | [Severity, ...unknown[]];

  /** A preset for `.eslintrc` files: `"extends": ["plugin:otel/recommended"]`. */
  interface LegacyPreset {
    plugins: string[];
    rules: Record<string, RuleEntry>;
  }

  /** A preset for `eslint.config` files: `extends: ['otel/recommended']`, or the object itself in the array. */
  interface FlatPreset {
    name: string;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the plugin types of ESLint 8, 9 and 10 differ
    plugins: Record<string, any>;
    rules: Record<string, RuleEntry>;
  }

  /** A type and not an interface: only a type is assignable to the `Record<string, …>` of ESLint's plugin type. */
  type Presets = {
    recommended: LegacyPreset;
    strict: LegacyPreset;
    all: LegacyPreset;
    'flat/recommended': FlatPreset;
    'flat/strict': FlatPreset;
    'flat/all': FlatPreset;
  };

  /** `settings.otel`: `settings: { otel: { … } satisfies OtelSettings }`. Every key may be left out: docs/settings.md. */
  interface OtelSettings {
    /** How the active context travels in this project. Default: `'auto'`, read from the code and package.json. */
    contextManager?: ContextManager;
    /** Libraries whose instrumentation injects and extracts by itself. Default: `'auto'`, read from package.json. */
    instrumented?: 'auto' | readonly InstrumentedLibrary[];
    /** Functions whose result may go into baggage: names, `'/pattern/'` strings, or where they are declared. */
    sanitizers?: readonly (string | Declared)[];
    /** Words that make a name sensitive, by category, added to the built-in ones. */
    sensitiveNames?: Readonly<Record<string, readonly string[]>>;
    /** Names, or `'/pattern/'` strings, that are never sensitive. */
    safeNames?: readonly string[];
    /** Your own functions that stand for an operation of OpenTelemetry. */
    wrappers?: readonly Wrapper[];
    /** Globs of files in which only the rules speak that say so. Default: `'auto'`, the usual places of tests. */
    testFiles?: 'auto' | readonly string[];
    /** Hosts that baggage may be sent to. No rule reads it yet. */
    trustedHosts?: readonly string[];
    /** Where context comes from outside the trust boundary: names, `'/pattern/'` strings, or globs of files. */
    ingress?: readonly (string | { readonly files: string })[];
  }

  type ContextManager = 'auto' | 'async-local-storage' | 'zone' | 'stack' | 'none' | 'unknown';

  /** Where a function or a type is declared: `TypeOrValueSpecifier` of typescript-eslint. */
  type Declared =
    | { readonly from: 'file'; readonly name: string | readonly string[]; readonly path?: string }
    | { readonly from: 'lib'; readonly name: string | readonly string[] }
    | { readonly from: 'package'; readonly name: string | readonly string[]; readonly package: string };

  interface Wrapper {
    readonly function: string | Declared;
    readonly operation: WrappableOperation;
    /** Role → position of the argument; negative positions count from the end. */
    readonly arguments?: Readonly<Record<string, number>>;
  }

  type WrappableOperation =
    | 'context.with'
    | 'context.bind'
    | 'context.attach'
    | 'context.dispose'
    | 'context.active'
    | 'span.start'
    | 'span.startActive'
    | 'span.end'
    | 'trace.getActiveSpan'
    | 'trace.setSpan'
    | 'propagation.inject'
    | 'propagation.extract'
    | 'propagation.createBaggage'
    | 'propagation.setBaggage'
    | 'propagation.getActiveBaggage'
    | 'baggage.setEntry';

  type InstrumentedLibrary =
    | 'http'
    | 'undici'
    | 'grpc'
    | 'express'
    | 'koa'
    | 'hapi'
    | 'restify'
    | 'connect'
    | 'router'
    | 'nestjs-core'
    | 'graphql'
    | 'socket.io'
    | 'aws-lambda'
    | 'aws-sdk'
    | 'amqplib'
    | 'kafkajs'
    | 'redis'
    | 'ioredis'
    | 'memcached'
    | 'pg'
    | 'mysql'
    | 'mysql2'
    | 'tedious'
    | 'oracledb'
    | 'mongodb'
    | 'mongoose'
    | 'cassandra-driver'
    | 'knex'
    | 'dataloader'
    | 'generic-pool'
    | 'lru-memoizer'
    | 'openai'
    | 'net'
    | 'dns'
    | 'fastify'
    | 'fetch'
    | 'xml-http-request'
    | 'bullmq';
}

declare const plugin: {
  meta: { name: string; version: string; namespace: string };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the rule types of ESLint 8, 9 and 10 differ
  rules: Record<string, any>;
  configs: plugin.Presets;
};

export = plugin;
