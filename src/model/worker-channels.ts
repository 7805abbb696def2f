/**
 * The ways to a thread or process of its own, which carry no context: what is sent, where the payload is, and who
 * receives it on the other side. Data only.
 *
 * Source: measured on Node 20 and 24 with both SDK generations: a worker and a forked process start in the root
 * context; a Context or Span in a cloned payload throws DataCloneError; a baggage arrives without its methods. The
 * pools of `tinypool` and `workerpool` were not run: they post to the same worker threads.
 */
import type { TypeRef } from './types';

/** How a payload crosses. */
export type Crossing =
  /** Structured clone: functions and symbols throw. */
  | 'clone'
  /** JSON: functions, symbols and maps are dropped. */
  | 'json';

/** A method of an object that sends a payload to another thread or process. */
export interface SendingMethod {
  readonly declaredAs: readonly TypeRef[];
  readonly methods: readonly string[];
  /** Position of the payload. */
  readonly payload: number;
  readonly crossing: Crossing;
  /** For messages: `worker thread`. */
  readonly target: string;
}

const ref = (packageName: string, name: string): TypeRef => ({ package: packageName, name });

/**
 * The methods. `process.send()` is not here, since a child answers with it, nor `BroadcastChannel`, since what is told
 * to everybody is news and no work.
 */
export const SENDING_METHODS: readonly SendingMethod[] = [
  {
    declaredAs: [ref('worker_threads', 'Worker'), ref('lib', 'Worker')],
    methods: ['postMessage'],
    payload: 0,
    crossing: 'clone',
    target: 'worker thread',
  },
  {
    declaredAs: ['worker_threads', 'lib', 'node'].map((owner) => ref(owner, 'MessagePort')),
    methods: ['postMessage'],
    payload: 0,
    crossing: 'clone',
    target: 'other thread',
  },
  {
    declaredAs: [ref('child_process', 'ChildProcess')],
    methods: ['send'],
    payload: 0,
    crossing: 'json',
    target: 'other process',
  },
  {
    declaredAs: [ref('piscina', 'default'), ref('piscina', 'Piscina')],
    methods: ['run', 'runTask'],
    payload: 0,
    crossing: 'clone',
    target: 'worker thread',
  },
  {
    declaredAs: [ref('tinypool', 'Tinypool')],
    methods: ['run', 'runTask'],
    payload: 0,
    crossing: 'clone',
    target: 'worker thread',
  },
  {
    declaredAs: [ref('workerpool', 'Pool'), ref('workerpool', 'WorkerPool')],
    methods: ['exec'],
    payload: 1,
    crossing: 'clone',
    target: 'worker thread',
  },
];

/**
 * What starts a thread or process: position of the options, the option that is a payload, and the one with variables.
 */
export interface Starter {
  readonly type: TypeRef;
  readonly by: 'call' | 'new';
  /** The lowest position at which the options may stand; an object literal is looked for from here on. */
  readonly options: number;
  readonly payload?: string;
  readonly environment: string;
  /** The method of the started object that sends a message later. */
  readonly sends: string;
  readonly crossing: Crossing;
  readonly target: string;
}

export const STARTERS: readonly Starter[] = [
  {
    type: ref('worker_threads', 'Worker'),
    by: 'new',
    options: 1,
    payload: 'workerData',
    environment: 'env',
    sends: 'postMessage',
    crossing: 'clone',
    target: 'worker thread',
  },
  {
    type: ref('child_process', 'ChildProcess'),
    by: 'call',
    options: 1,
    environment: 'env',
    sends: 'send',
    crossing: 'json',
    target: 'child process',
  },
];

/** Names of properties and variables that hold a carrier or a trace identity. */
export const CARRIER_NAME =
  /^(?!tracers?$)(?:b3|baggage|carriers?|headers?|propagated|propagation|span_?context|trace_?(?:state|parent)|[\w$]*(?:otel|trace|tracing|carrier|telemetry|opentelemetry)[\w$]*)$/i;

/** The property that a suggestion adds to a payload and reads on the other side. */
export const CARRIER_PROPERTY = 'carrier';
