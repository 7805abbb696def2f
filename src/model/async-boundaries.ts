/**
 * Where a callback leaves the context it was given in: schedulers, listeners, queues, batches. Data, and look-ups over
 * it. To add a library, add a row.
 *
 * Source: registered or scheduled in one context, fired from another, on both SDK generations, Node 20 to 26, with the
 * AsyncLocalStorage, stack, zone and no-op managers. `eventemitter3`, `eventemitter2` and `mitt` are known by
 * construction: they call their listeners in a plain loop, and no manager patches them.
 */
import type { DetectedManager } from './context-managers';
import type { TypeRef } from './types';

/** Functions of the global scope, of `node:timers` and of `node:process` that run their first argument later. */
export const SCHEDULERS: Readonly<Record<string, { readonly repeats: boolean }>> = {
  setImmediate: { repeats: false },
  setTimeout: { repeats: false },
  setInterval: { repeats: true },
  queueMicrotask: { repeats: false },
  nextTick: { repeats: false },
};

/**
 * The managers that carry the active context into a scheduled callback. One of the project's own may be there to do just
 * that.
 */
export const SCHEDULERS_CARRIED_BY: readonly DetectedManager[] = ['async-local-storage', 'zone', 'own'];

/** A method that takes a callback which runs elsewhere. */
export interface BoundaryMethod {
  /** Position of the callback. */
  readonly callback: number;
  /** Position of the event name, where there is one. */
  readonly event?: number;
  /** The callback argument is an array of callbacks. */
  readonly list?: true;
  /** Options may stand in front of the callback: `schedule({ priority: 1 }, task)`. */
  readonly isAfterOptions?: true;
}

/** An object whose callbacks run in the context of somebody else. */
export interface BoundaryObject {
  /** For messages: `EventEmitter`. */
  readonly name: string;
  readonly kind: 'listener' | 'queue';
  /** Where the object's type is declared. */
  readonly declaredAs: readonly TypeRef[];
  readonly methods: Readonly<Record<string, BoundaryMethod>>;
  /** The object itself is called: `limit(task)`. */
  readonly call?: BoundaryMethod;
  /** Properties that hold a callback: `onmessage`. */
  readonly handlers?: readonly string[];
  /** In whose context the callback runs, for messages. */
  readonly runsIn: string;
  /** The managers that carry the context all the same. */
  readonly carriedBy: readonly DetectedManager[];
  /** Only versions below this major lose the context; the version must be known. */
  readonly lostBelow?: { readonly package: string; readonly major: number };
  /** There is one object for the process, or the registry is the process's: it outlives everything. */
  readonly isGlobal?: true;
}

const ref = (packageName: string, name: string): TypeRef => ({ package: packageName, name });
const both = (name: string): TypeRef[] => [ref('lib', name), ref('node', name)];

const ON: BoundaryMethod = { callback: 1, event: 0 };
const EMITTER_METHODS = { on: ON, once: ON, addListener: ON, prependListener: ON, prependOnceListener: ON };
const TARGET_METHODS = { addEventListener: ON };

/** Methods that register a listener for an event: `on(event, listener)`. */
export const LISTENER_METHODS: ReadonlySet<string> = new Set([
  ...Object.keys(EMITTER_METHODS),
  ...Object.keys(TARGET_METHODS),
]);
/** Methods that take it away by its identity. */
export const REMOVING_METHODS: ReadonlySet<string> = new Set(['off', 'removeListener', 'removeEventListener']);
const TASK: BoundaryMethod = { callback: 0 };

const EMITTING = 'the context of the code that emits';
const DISPATCHING = 'the context of the code that dispatches the event';
const RECEIVING = 'the context in which the channel was created';
const DRAINING = 'the context of the task before it';

/** The objects, most special first: the first row that an object's types match is its row. */
export const BOUNDARY_OBJECTS: readonly BoundaryObject[] = [
  {
    name: 'p-queue',
    kind: 'queue',
    // Before EventEmitter, which it extends. A class that is exported as it is declared is named `default`.
    declaredAs: [ref('p-queue', 'default'), ref('p-queue', 'PQueue')],
    methods: { add: TASK, addAll: { callback: 0, list: true } },
    runsIn: DRAINING,
    carriedBy: [],
    lostBelow: { package: 'p-queue', major: 10 },
  },
  {
    name: 'MessagePort',
    kind: 'listener',
    declaredAs: [ref('worker_threads', 'MessagePort'), ...both('MessagePort')],
    methods: { ...EMITTER_METHODS, ...TARGET_METHODS },
    handlers: ['onmessage', 'onmessageerror'],
    runsIn: RECEIVING,
    carriedBy: [],
  },
  {
    name: 'BroadcastChannel',
    kind: 'listener',
    declaredAs: [ref('worker_threads', 'BroadcastChannel'), ...both('BroadcastChannel')],
    methods: { ...EMITTER_METHODS, ...TARGET_METHODS },
    handlers: ['onmessage', 'onmessageerror'],
    runsIn: RECEIVING,
    carriedBy: [],
  },
  {
    name: 'Worker',
    kind: 'listener',
    declaredAs: [ref('worker_threads', 'Worker')],
    methods: EMITTER_METHODS,
    runsIn: 'the context in which the worker was created',
    carriedBy: ['zone'],
  },
  {
    name: 'process',
    kind: 'listener',
    declaredAs: [ref('process', 'Process')],
    methods: EMITTER_METHODS,
    runsIn: EMITTING,
    carriedBy: ['zone'],
    isGlobal: true,
  },
  {
    name: 'readline interface',
    kind: 'listener',
    declaredAs: [ref('readline', 'Interface'), ref('readline/promises', 'Interface')],
    methods: EMITTER_METHODS,
    runsIn: 'the context of the code that writes the line',
    carriedBy: ['zone'],
  },
  {
    name: 'AbortSignal',
    kind: 'listener',
    declaredAs: both('AbortSignal'),
    methods: TARGET_METHODS,
    handlers: ['onabort'],
    runsIn: 'the context of the code that aborts',
    carriedBy: [],
  },
  {
    // zone.js patches the targets of a page in browsers; that was not measured, so that nothing is said under zone.
    name: 'page',
    kind: 'listener',
    declaredAs: [ref('lib', 'Window'), ref('lib', 'Node'), ref('lib', 'Document'), ref('lib', 'Element')],
    methods: TARGET_METHODS,
    runsIn: DISPATCHING,
    carriedBy: ['zone'],
  },
  {
    name: 'EventTarget',
    kind: 'listener',
    declaredAs: both('EventTarget'),
    methods: TARGET_METHODS,
    runsIn: DISPATCHING,
    carriedBy: [],
  },
  {
    name: 'diagnostics channel',
    kind: 'listener',
    declaredAs: [ref('diagnostics_channel', 'Channel')],
    methods: { subscribe: TASK },
    runsIn: 'the context of the code that publishes',
    carriedBy: [],
    isGlobal: true,
  },
  {
    name: 'EventEmitter',
    kind: 'listener',
    declaredAs: [ref('events', 'EventEmitter')],
    methods: EMITTER_METHODS,
    runsIn: EMITTING,
    carriedBy: ['zone'],
  },
  {
    name: 'EventEmitter',
    kind: 'listener',
    declaredAs: [ref('eventemitter3', 'EventEmitter'), ref('eventemitter2', 'EventEmitter2')],
    methods: EMITTER_METHODS,
    runsIn: EMITTING,
    carriedBy: [],
  },
  {
    name: 'mitt',
    kind: 'listener',
    declaredAs: [ref('mitt', 'Emitter')],
    methods: { on: ON },
    runsIn: EMITTING,
    carriedBy: [],
  },
  {
    name: 'p-limit',
    kind: 'queue',
    declaredAs: [ref('p-limit', 'LimitFunction'), ref('p-limit', 'Limit')],
    methods: {},
    call: TASK,
    runsIn: DRAINING,
    carriedBy: [],
    lostBelow: { package: 'p-limit', major: 5 },
  },
  {
    name: 'async',
    kind: 'queue',
    declaredAs: [
      ref('async', 'QueueObject'),
      ref('async', 'AsyncPriorityQueue'),
      ref('async', 'AsyncQueue'),
      ref('async', 'AsyncCargoQueue'),
    ],
    methods: { push: TASK, pushAsync: TASK, unshift: TASK, unshiftAsync: TASK },
    runsIn: DRAINING,
    carriedBy: [],
  },
  {
    name: 'fastq',
    kind: 'queue',
    declaredAs: [ref('fastq', 'queue'), ref('fastq', 'queueAsPromised')],
    methods: { push: TASK, unshift: TASK },
    runsIn: DRAINING,
    carriedBy: [],
  },
  {
    name: 'bottleneck',
    kind: 'queue',
    declaredAs: [ref('bottleneck', 'Bottleneck')],
    methods: { schedule: { callback: 0, isAfterOptions: true }, submit: { callback: 0, isAfterOptions: true } },
    runsIn: DRAINING,
    carriedBy: [],
  },
];

/** A function that listens without an object: `diagnostics_channel.subscribe(name, listener)`. */
export const LISTENING_FUNCTIONS: readonly {
  readonly package: string;
  readonly name: string;
  readonly method: BoundaryMethod;
  readonly of: string;
}[] = [{ package: 'diagnostics_channel', name: 'subscribe', method: ON, of: 'diagnostics channel' }];

/** A function or class that is given one callback for the calls of many, and runs it in the context of one of them. */
export interface SharedCallback {
  readonly package: string;
  /** The export; `default` is the module itself. */
  readonly name: string;
  readonly isConstructed?: true;
  readonly callback: number;
  /** For messages: `dataloader`. */
  readonly label: string;
  /** In whose context the callback runs, for messages. */
  readonly runsIn: string;
  /** The library that carries the context itself once it is instrumented. */
  readonly instrumentation?: string;
}

const FIRST = 'the context of the first caller';
const LAST = 'the context of the last caller';
const shared = (packageName: string, names: readonly string[], callback: number, runsIn: string): SharedCallback[] =>
  names.map((name) => ({
    package: packageName,
    name,
    callback,
    runsIn,
    label: name === 'default' ? packageName : name,
  }));

const DELAYING_PACKAGES = [
  'lodash',
  'lodash-es',
  'underscore',
  'es-toolkit',
  'es-toolkit/compat',
  'es-toolkit/function',
];

export const SHARED_CALLBACKS: readonly SharedCallback[] = [
  {
    package: 'dataloader',
    name: 'default',
    isConstructed: true,
    callback: 0,
    label: 'dataloader',
    runsIn: FIRST,
    instrumentation: 'dataloader',
  },
  ...shared('async', ['queue', 'priorityQueue', 'cargo', 'cargoQueue'], 0, DRAINING),
  ...shared('async/queue', ['default'], 0, DRAINING),
  ...shared('fastq', ['default', 'promise'], 0, DRAINING),
  ...DELAYING_PACKAGES.flatMap((name) => [
    ...shared(name, ['debounce'], 0, LAST),
    ...shared(name, ['throttle'], 0, FIRST),
  ]),
  ...['lodash/debounce', 'lodash-es/debounce', 'lodash.debounce'].flatMap((name) => shared(name, ['default'], 0, LAST)),
  ...['lodash/throttle', 'lodash-es/throttle', 'lodash.throttle'].flatMap((name) =>
    shared(name, ['default'], 0, FIRST),
  ),
];

/**
 * Packages whose emitters are EventEmitters of Node or of TypeScript's libraries, and of nobody who might wrap them.
 */
export const PLAIN_EMITTER_PACKAGES: ReadonlySet<string> = new Set([
  'events',
  'node',
  'lib',
  'process',
  'readline',
  'readline/promises',
  'diagnostics_channel',
  'worker_threads',
  'eventemitter3',
  'eventemitter2',
  'mitt',
  ...['p-queue', 'p-limit', 'async', 'fastq', 'bottleneck'],
]);

/** Types that carry the context by themselves although a base of theirs does not. */
export const CARRYING_TYPES: readonly TypeRef[] = [ref('events', 'EventEmitterAsyncResource')];
