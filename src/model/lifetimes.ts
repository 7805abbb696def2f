/** Functions of libraries that make something once, or for many users in turn. Data only. */

/** A library's function whose option makes the objects that many callers use in turn. */
export interface PoolMaker {
  readonly package: string;
  readonly name: string;
  /** The property of its options that makes one. */
  readonly member: string;
}

/** Source: the packages themselves. Measured for generic-pool 3: `create` runs in the context of whoever acquires. */
export const POOL_MAKERS: readonly PoolMaker[] = [
  { package: 'generic-pool', name: 'createPool', member: 'create' },
  { package: 'tarn', name: 'Pool', member: 'create' },
];

/** Functions that call the function they are given once and keep what it gives back: by package, `default` included. */
export const ONCE_FUNCTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['lodash', ['once']],
  ['lodash-es', ['once']],
  ['lodash.once', ['default']],
  ['lodash/once', ['default']],
  ['onetime', ['default']],
  ['ramda', ['once']],
  ['underscore', ['once']],
]);

/** Decorators of classes of which a container makes one instance. */
export interface SingletonDecorator {
  readonly package: string;
  readonly names: readonly string[];
  /** The option that may say otherwise. */
  readonly unless: string;
}

/** Source: the documentation of the containers. What gets the request injected is made for each. */
export const SINGLETON_DECORATORS: readonly SingletonDecorator[] = [
  { package: '@nestjs/common', names: ['Controller', 'Injectable'], unless: 'scope' },
  { package: 'typedi', names: ['Service'], unless: 'transient' },
];

/** A library's function that calls what it is given again and again, from its own timers. */
export interface Repeater {
  readonly package: string;
  /** Functions and classes. */
  readonly names: readonly string[];
}

/**
 * Source: the packages themselves: each arms a timer where it is called, so that its function runs in the context of
 * that place. Measured for `setInterval` itself.
 */
export const REPEATERS: readonly Repeater[] = [
  { package: 'cron', names: ['CronJob'] },
  { package: 'croner', names: ['Cron', 'default'] },
  { package: 'node-cron', names: ['schedule'] },
  { package: 'node-schedule', names: ['scheduleJob'] },
];

/**
 * What makes a server whose handlers run in the context in which `listen()` was called, where HTTP is not instrumented.
 * Measured for `http`; the others listen with it.
 */
export const SERVER_MAKERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['express', ['default']],
  ['fastify', ['default', 'fastify']],
  ['http', ['createServer', 'Server']],
  ['http2', ['createServer', 'createSecureServer']],
  ['https', ['createServer', 'Server']],
  ['koa', ['default']],
]);

/** Methods and functions that end what goes on by itself. */
export const ENDING_FUNCTIONS: ReadonlySet<string> = new Set(['clearImmediate', 'clearInterval', 'clearTimeout']);
export const ENDING_METHODS: ReadonlySet<string> = new Set(['cancel', 'close', 'destroy', 'stop', 'unsubscribe']);
