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
