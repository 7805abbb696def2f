/**
 * How the objects of libraries come into a program, for files without types: what is constructed, called, imported, read
 * from a global or taken from another object, and the declared type it has. Data, and look-ups over it.
 *
 * Source: the declarations of @types/node 20, TypeScript's DOM library, and of each package.
 */
import type { TypeRef } from './types';

/** How an object is obtained from an export or a global. */
export interface ObjectOrigin {
  /** The import specifier without `node:`; undefined for a global. */
  readonly package: string | undefined;
  /** The name of the export or global; `default` for the module itself. */
  readonly name: string;
  readonly by: 'call' | 'new' | 'value';
  readonly type: TypeRef;
}

const origin = (packageName: string | undefined, name: string, by: ObjectOrigin['by'], owner: string, type: string): ObjectOrigin => ({
  package: packageName,
  name,
  by,
  type: { package: owner, name: type },
});

const constructed = (packageName: string, names: readonly string[], type: string): ObjectOrigin[] =>
  names.map((name) => origin(packageName, name, 'new', packageName, type));
const called = (packageName: string, names: readonly string[], type: string): ObjectOrigin[] =>
  names.map((name) => origin(packageName, name, 'call', packageName, type));
const libClass = (name: string): ObjectOrigin => origin(undefined, name, 'new', 'lib', name);

export const OBJECT_ORIGINS: readonly ObjectOrigin[] = [
  ...constructed('events', ['default', 'EventEmitter'], 'EventEmitter'),
  ...constructed('events', ['EventEmitterAsyncResource'], 'EventEmitterAsyncResource'),
  ...constructed('eventemitter3', ['default', 'EventEmitter'], 'EventEmitter'),
  ...constructed('eventemitter2', ['default', 'EventEmitter2'], 'EventEmitter2'),
  ...called('mitt', ['default'], 'Emitter'),
  ...['EventTarget', 'AbortController', 'MessageChannel', 'BroadcastChannel', 'Worker'].map(libClass),
  ...['Worker', 'MessageChannel', 'BroadcastChannel'].flatMap((name) => constructed('worker_threads', [name], name)),
  origin('worker_threads', 'parentPort', 'value', 'worker_threads', 'MessagePort'),
  origin(undefined, 'process', 'value', 'process', 'Process'),
  origin('process', 'default', 'value', 'process', 'Process'),
  origin(undefined, 'window', 'value', 'lib', 'Window'),
  origin(undefined, 'document', 'value', 'lib', 'Document'),
  ...called('readline', ['createInterface'], 'Interface'),
  ...constructed('readline', ['Interface'], 'Interface'),
  ...called('readline/promises', ['createInterface'], 'Interface'),
  ...called('diagnostics_channel', ['channel'], 'Channel'),
  ...called('child_process', ['fork'], 'ChildProcess'),
  ...constructed('p-queue', ['default', 'PQueue'], 'PQueue'),
  ...called('p-limit', ['default'], 'LimitFunction'),
  ...called('async', ['queue', 'priorityQueue', 'cargo', 'cargoQueue'], 'QueueObject'),
  ...called('fastq', ['default', 'promise'], 'queue'),
  ...constructed('bottleneck', ['default', 'Bottleneck'], 'Bottleneck'),
  ...constructed('piscina', ['default', 'Piscina'], 'Piscina'),
  ...constructed('tinypool', ['default', 'Tinypool'], 'Tinypool'),
  ...called('workerpool', ['pool'], 'Pool'),
];

/** Properties that hold an object: owner type, property, type of the property. */
export const OBJECT_PROPERTIES: readonly { readonly of: TypeRef; readonly property: string; readonly type: TypeRef }[] = [
  ...['lib', 'worker_threads'].flatMap((owner) =>
    ['port1', 'port2'].map((property) => ({
      of: { package: owner, name: 'MessageChannel' },
      property,
      type: { package: owner, name: 'MessagePort' },
    })),
  ),
  { of: { package: 'lib', name: 'AbortController' }, property: 'signal', type: { package: 'lib', name: 'AbortSignal' } },
];

/** The names under which packages declare the class that is their default export. */
export const DEFAULT_CLASS_NAMES: Readonly<Record<string, string>> = {
  events: 'EventEmitter',
  eventemitter3: 'EventEmitter',
  eventemitter2: 'EventEmitter2',
  'p-queue': 'PQueue',
  bottleneck: 'Bottleneck',
  piscina: 'Piscina',
  tinypool: 'Tinypool',
};

/** Type names that need no import, as an annotation may give them: `NodeJS.EventEmitter`, `AbortSignal`. */
export const GLOBAL_TYPES: Readonly<Record<string, TypeRef>> = {
  'NodeJS.EventEmitter': { package: 'events', name: 'EventEmitter' },
  'NodeJS.Process': { package: 'process', name: 'Process' },
  ...Object.fromEntries(
    ['EventTarget', 'AbortSignal', 'AbortController', 'MessagePort', 'MessageChannel', 'BroadcastChannel', 'Worker'].map((name) => [
      name,
      { package: 'lib', name },
    ]),
  ),
};
