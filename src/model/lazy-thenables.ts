/**
 * Objects with a `then` that starts the work only when it is called: query builders and requests. Source: the type
 * declarations and documentation of each package. Data only.
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
