/**
 * What does its work only when it is asked for: objects with a `then` that starts the work when it is called (query
 * builders and requests), iterators, Observables. Source: the type declarations and documentation of each package. Data
 * only.
 */
import type { TypeRef } from './types';

/** Types that start their work in `then`. Those that extend `Promise` have to be known by name. */
export const LAZY_THENABLES: readonly TypeRef[] = [
  { package: '@prisma/client', name: 'PrismaPromise' },
  { package: '.prisma', name: 'PrismaPromise' },
  { package: '@supabase/postgrest-js', name: 'PostgrestBuilder' },
  { package: 'drizzle-orm', name: 'QueryPromise' },
  { package: 'knex', name: 'ChainableInterface' },
  { package: 'knex', name: 'QueryBuilder' },
  { package: 'knex', name: 'Raw' },
  { package: 'knex', name: 'SchemaBuilder' },
  { package: 'mongoose', name: 'Aggregate' },
  { package: 'mongoose', name: 'Query' },
  { package: 'objection', name: 'QueryBuilder' },
  { package: 'postgres', name: 'PendingQuery' },
  { package: 'superagent', name: 'Request' },
  { package: 'superagent', name: 'SuperAgentRequest' },
  { package: 'supertest', name: 'Test' },
];

/**
 * Members that say of an object with a `then` that it is a query: it is run, or turned into text, on demand. Without one
 * a thenable is taken for work under way: the result of a test, a reply, a deferred.
 */
export const QUERY_MEMBERS: readonly string[] = ['exec', 'execute', 'toSQL', 'toSql', 'toQuery', 'getSQL', 'getSql'];

/** Packages whose thenables are promises: the work is under way when they are returned. */
export const EAGER_THENABLE_PACKAGES: ReadonlySet<string> = new Set([
  'bluebird',
  'cypress',
  'es6-promise',
  'execa',
  'got',
  'jquery',
  'p-cancelable',
  'promise',
  'q',
  'rsvp',
  'when',
  'zx',
]);

/** Names of types that are promises under another name. */
export const EAGER_THENABLE_NAME = /promise|deferred|future|thenable|xhr|task|process/i;

/**
 * Global types whose values run a step of code each time they are asked for a value. `IterableIterator` is what a `Map`
 * and an array give, too, and is left out.
 */
export const ITERATOR_TYPES: ReadonlyMap<string, { readonly isAsync: boolean; readonly isGenerator: boolean }> =
  new Map([
    ['Generator', { isAsync: false, isGenerator: true }],
    ['Iterator', { isAsync: false, isGenerator: false }],
    ['AsyncGenerator', { isAsync: true, isGenerator: true }],
    ['AsyncIterator', { isAsync: true, isGenerator: false }],
    ['AsyncIterableIterator', { isAsync: true, isGenerator: false }],
  ]);

/** The Observable, and the kinds of it that do not wait for a subscription: they pass on what they are given. */
export const OBSERVABLE: TypeRef = { package: 'rxjs', name: 'Observable' };
export const HOT_OBSERVABLE: TypeRef = { package: 'rxjs', name: 'Subject' };

/** Functions of `rxjs` that make an Observable. */
export const OBSERVABLE_FACTORIES: ReadonlySet<string> = new Set([
  'ajax',
  'combineLatest',
  'concat',
  'defer',
  'forkJoin',
  'from',
  'fromEvent',
  'fromEventPattern',
  'fromFetch',
  'generate',
  'iif',
  'interval',
  'merge',
  'of',
  'onErrorResumeNext',
  'race',
  'range',
  'scheduled',
  'throwError',
  'timer',
  'using',
  'zip',
]);

/**
 * Methods whose Observable runs in the context in which the method was called: Nest binds the handler of a request.
 * What is piped behind it runs where it is subscribed to. Measured on Nest 12.
 */
export const BOUND_OBSERVABLES: readonly { readonly type: TypeRef; readonly method: string }[] = [
  { type: { package: '@nestjs/common', name: 'CallHandler' }, method: 'handle' },
];
