/**
 * What library functions do with the values that they are given, one row a function: what flows from where to where.
 *
 * A place is `receiver`, `result`, `argument[0]`, `argument[1..]` (each from there on), the parameter of a callback
 * (`argument[0].parameter[1]`), what a callback gives back (`argument[0].result`), or what it gives to a function that it
 * gets (`argument[0].parameter[0].parameter[0]`, as `resolve(value)`). Behind it stands the part of the value: `.name` a
 * property, `.*` every element or property, `.**` everything inside at any depth, `.{0}` the property that argument 0
 * names, `.(key)` the names of the properties. `unknown` stands for what no row tells: answers stay open.
 *
 * The step kind `text` makes a text of the value; `entries` copies its properties one by one. Collections of entries
 * (`Map`, `Headers`, `URLSearchParams`) have their entries as properties; a promise stands for its value, a generator for
 * the list of what it yields.
 *
 * Sources: ECMA-262 (2025), the WHATWG Fetch and URL standards, and Node 20's documentation of `events`, `util`,
 * `querystring`, `buffer` and `timers`.
 */

/** `[from, to]`, or with the kind of step; `'value'` where none is given. */
export type SummaryFlow = readonly [from: string, to: string, as?: 'entries' | 'text'];

export interface FlowSummary {
  /** Functions of the platform by their full name: `JSON.stringify`; classes, where they are constructed. */
  readonly functions?: readonly string[];
  /** Methods by name, of whatever object: nothing else is known of the receiver. */
  readonly methods?: readonly string[];
  /** Only where the call has no argument at this position. */
  readonly without?: number;
  readonly flows: readonly SummaryFlow[];
}

const SAME: readonly SummaryFlow[] = [['argument[0]', 'result']];
const ALL_ARGUMENTS: readonly SummaryFlow[] = [['argument[0..]', 'result.*']];
const TEXT_OF: readonly SummaryFlow[] = [['argument[0..].**', 'result', 'text']];
const ELEMENT_TO_CALLBACK: SummaryFlow = ['receiver.*', 'argument[0].parameter[0]'];
const LIST_TO_CALLBACK: SummaryFlow = ['receiver', 'argument[0].parameter[2]'];

export const FLOW_SUMMARIES: readonly FlowSummary[] = [
  // Objects
  {
    functions: ['Object.assign'],
    flows: [
      ['argument[0]', 'result'],
      ['argument[1..]', 'argument[0]', 'entries'],
    ],
  },
  {
    functions: [
      'Object.freeze',
      'Object.seal',
      'Object.preventExtensions',
      'Object',
      'util.promisify',
      'util.deprecate',
      'AsyncResource.bind',
      'async_hooks.AsyncResource.bind',
      'Promise.resolve',
      'Promise.any',
      'Promise.race',
    ],
    flows: SAME,
  },
  {
    functions: ['structuredClone'],
    flows: [
      ['argument[0]', 'result', 'entries'],
      ['argument[0]', 'result', 'text'],
    ],
  },
  { functions: ['Promise.any', 'Promise.race'], flows: [['argument[0].*', 'result']] },
  { functions: ['Object.create'], flows: [['argument[0]', 'result', 'entries']] },
  { functions: ['Object.values'], flows: [['argument[0].*', 'result.*']] },
  {
    functions: ['Object.entries'],
    flows: [
      ['argument[0].*', 'result.*.1'],
      ['argument[0].(key)', 'result.*.0'],
    ],
  },
  {
    functions: ['Object.fromEntries'],
    flows: [
      ['argument[0].*.1', 'result.*'],
      ['argument[0]', 'result', 'entries'],
    ],
  },
  { functions: ['Object.keys', 'Object.getOwnPropertyNames', 'Reflect.ownKeys'], flows: [] },
  {
    functions: ['Object.defineProperty'],
    flows: [
      ['argument[2].value', 'argument[0].{1}'],
      ['unknown', 'argument[0]'],
      ['argument[2]', 'unknown'],
      ['argument[0]', 'result'],
    ],
  },
  { functions: ['Reflect.get'], flows: [['argument[0].{1}', 'result']] },
  { functions: ['Reflect.set'], flows: [['argument[2]', 'argument[0].{1}']] },
  // Collections
  {
    functions: ['Headers', 'undici.Headers', 'URLSearchParams', 'FormData', 'Map', 'WeakMap'],
    flows: [
      ['argument[0]', 'result', 'entries'],
      ['argument[0].*.1', 'result.*'],
      // In a loop, each entry is a pair.
      ['argument[0].*.1', 'result.*.1'],
      ['argument[0].*', 'result.*.1'],
      // Keys are not followed.
      ['argument[0].*.0', 'unknown'],
    ],
  },
  { functions: ['Set', 'WeakSet'], flows: [['argument[0].*', 'result.*']] },
  {
    functions: ['EventEmitter', 'events.EventEmitter', 'events', 'AsyncLocalStorage', 'async_hooks.AsyncLocalStorage'],
    flows: [],
  },
  {
    functions: ['Error', 'TypeError', 'RangeError', 'AggregateError'],
    flows: [
      ['argument[0]', 'result.message', 'text'],
      ['argument[1].cause', 'result.cause'],
    ],
  },
  { functions: ['WeakRef'], flows: [['argument[0]', 'result']] },
  { methods: ['deref'], flows: [['receiver', 'result']] },
  {
    functions: ['Request', 'undici.Request'],
    flows: [
      ['argument[1].headers', 'result.headers', 'entries'],
      ['argument[0].headers', 'result.headers', 'entries'],
      ['argument[1].headers.*.1', 'result.headers.*'],
      ['argument[1].body', 'result.body'],
      ['argument[0].body', 'result.body'],
      ['argument[0].url', 'result.url'],
      ['argument[0]', 'result.url', 'text'],
    ],
  },
  { functions: ['Response'], flows: [['argument[1]', 'result', 'entries']] },
  { methods: ['clone'], flows: [['receiver', 'result', 'entries']] },
  {
    functions: ['Array.from'],
    flows: [
      ['argument[0].*', 'argument[1].parameter[0]'],
      ['argument[1].result', 'result.*'],
    ],
  },
  { functions: ['Array.from'], without: 1, flows: [['argument[0].*', 'result.*']] },
  { functions: ['Array.of', 'Array'], flows: ALL_ARGUMENTS },
  {
    methods: ['get'],
    flows: [['receiver.{0}', 'result']],
  },
  {
    methods: ['set', 'append'],
    flows: [
      ['argument[1]', 'receiver.{0}'],
      ['argument[1]', 'receiver.*.1'],
      ['argument[0]', 'receiver.(key)'],
      ['argument[0]', 'receiver.*.0'],
      ['receiver', 'result'],
    ],
  },
  {
    methods: ['add'],
    flows: [
      ['argument[0]', 'receiver.*'],
      ['receiver', 'result'],
    ],
  },
  { methods: ['getAll'], flows: [['receiver.{0}', 'result.*']] },
  // Lists
  {
    methods: ['push', 'unshift'],
    flows: [['argument[0..]', 'receiver.*']],
  },
  { methods: ['pop', 'shift'], flows: [['receiver.*', 'result']] },
  { methods: ['at'], flows: [['receiver.{0}', 'result']] },
  {
    methods: ['find', 'findLast'],
    flows: [ELEMENT_TO_CALLBACK, LIST_TO_CALLBACK, ['receiver.*', 'result']],
  },
  {
    methods: ['forEach'],
    flows: [ELEMENT_TO_CALLBACK, LIST_TO_CALLBACK],
  },
  {
    methods: ['some', 'every', 'findIndex', 'findLastIndex'],
    flows: [ELEMENT_TO_CALLBACK, LIST_TO_CALLBACK],
  },
  { methods: ['filter'], flows: [ELEMENT_TO_CALLBACK, LIST_TO_CALLBACK, ['receiver.*', 'result.*']] },
  { methods: ['map'], flows: [ELEMENT_TO_CALLBACK, LIST_TO_CALLBACK, ['argument[0].result', 'result.*']] },
  {
    methods: ['flatMap'],
    flows: [ELEMENT_TO_CALLBACK, ['argument[0].result.*', 'result.*'], ['argument[0].result', 'result.*']],
  },
  {
    methods: ['reduce', 'reduceRight'],
    flows: [
      ['receiver.*', 'argument[0].parameter[1]'],
      ['argument[1]', 'argument[0].parameter[0]'],
      ['receiver.*', 'argument[0].parameter[0]'],
      ['argument[0].result', 'argument[0].parameter[0]'],
      ['argument[1]', 'result'],
      ['argument[0].result', 'result'],
    ],
  },
  {
    methods: ['sort', 'toSorted'],
    flows: [
      ['receiver.*', 'argument[0].parameter[0]'],
      ['receiver.*', 'argument[0].parameter[1]'],
      ['receiver.*', 'result.*'],
    ],
  },
  {
    methods: ['slice', 'reverse', 'toReversed', 'flat', 'values', 'toArray', 'take', 'drop', 'copyWithin'],
    flows: [['receiver.*', 'result.*']],
  },
  { methods: ['flat'], flows: [['receiver.*.*', 'result.*']] },
  {
    methods: ['entries'],
    flows: [
      ['receiver.*', 'result.*.1'],
      ['receiver.(key)', 'result.*.0'],
    ],
  },
  // Of an object these are names; the keys of a map may be anything.
  { methods: ['keys'], flows: [['unknown', 'result']] },
  {
    methods: ['concat'],
    flows: [
      ['receiver.*', 'result.*'],
      ['argument[0..]', 'result.*'],
      ['argument[0..].*', 'result.*'],
      ['receiver.**', 'result', 'text'],
      ['argument[0..].**', 'result', 'text'],
    ],
  },
  {
    methods: ['splice', 'toSpliced'],
    flows: [
      ['receiver.*', 'result.*'],
      ['argument[2..]', 'receiver.*'],
      ['argument[2..]', 'result.*'],
    ],
  },
  {
    methods: ['with'],
    flows: [
      ['argument[1]', 'result.*'],
      ['receiver.*', 'result.*'],
    ],
  },
  {
    methods: ['fill'],
    flows: [
      ['argument[0]', 'receiver.*'],
      ['receiver', 'result'],
    ],
  },
  {
    methods: ['next'],
    flows: [
      ['receiver.*', 'result.value'],
      ['receiver.(returned)', 'result.value'],
      ['argument[0]', 'unknown'],
    ],
  },
  {
    methods: ['join'],
    flows: [
      ['receiver.**', 'result', 'text'],
      ['argument[0]', 'result', 'text'],
    ],
  },
  // Events: what is emitted stands in the emitter under the name of the event
  {
    methods: ['emit'],
    flows: [
      ['argument[1]', 'receiver.on {0}.0'],
      ['argument[2]', 'receiver.on {0}.1'],
      ['argument[3]', 'receiver.on {0}.2'],
    ],
  },
  {
    methods: ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'],
    flows: [
      ['receiver.on {0}.0', 'argument[1].parameter[0]'],
      ['receiver.on {0}.1', 'argument[1].parameter[1]'],
      ['receiver.on {0}.2', 'argument[1].parameter[2]'],
      ['receiver', 'result'],
    ],
  },
  // Promises and timers
  {
    functions: ['Promise'],
    flows: [['argument[0].parameter[0].parameter[0]', 'result']],
  },
  { functions: ['Promise.all'], flows: [['argument[0]', 'result', 'entries']] },
  {
    functions: ['Promise.allSettled'],
    flows: [
      ['argument[0].*', 'result.*.value'],
      ['unknown', 'result.*.reason'],
    ],
  },
  { methods: ['then'], without: 0, flows: [['receiver', 'result']] },
  {
    methods: ['then'],
    flows: [
      ['receiver', 'argument[0].parameter[0]'],
      ['argument[0].result', 'result'],
      ['argument[1].result', 'result'],
    ],
  },
  {
    methods: ['catch'],
    flows: [
      ['receiver', 'result'],
      ['argument[0].result', 'result'],
    ],
  },
  { methods: ['finally'], flows: [['receiver', 'result']] },
  {
    functions: ['setTimeout', 'setInterval'],
    flows: [['argument[2..]', 'argument[0].parameter[0..]']],
  },
  {
    functions: ['setImmediate', 'process.nextTick'],
    flows: [['argument[1..]', 'argument[0].parameter[0..]']],
  },
  { functions: ['queueMicrotask'], flows: [] },
  {
    functions: ['timers/promises.setTimeout', 'timers/promises.setImmediate'],
    flows: [
      ['argument[1]', 'result'],
      ['argument[0]', 'result'],
    ],
  },
  {
    functions: ['Promise.try'],
    flows: [
      ['argument[0].result', 'result'],
      ['argument[1..]', 'argument[0].parameter[0..]'],
    ],
  },
  // What runs a callback and gives back what it gives back: `context.with`, `startActiveSpan`, `AsyncLocalStorage#run`
  {
    methods: ['with', 'run', 'runInAsyncScope', 'startActiveSpan', 'withSpan', 'transaction'],
    flows: [
      ['argument[0].result', 'result'],
      ['argument[1].result', 'result'],
      ['argument[2].result', 'result'],
      ['argument[3].result', 'result'],
    ],
  },
  {
    methods: ['with'],
    flows: [['argument[3..]', 'argument[1].parameter[0..]']],
  },
  {
    methods: ['run'],
    flows: [
      ['argument[0]', 'argument[1].parameter[0]'],
      ['argument[2..]', 'argument[1].parameter[0..]'],
    ],
  },
  { methods: ['run', 'enterWith'], flows: [['argument[0]', 'receiver.(store)']] },
  { methods: ['getStore'], flows: [['receiver.(store)', 'result']] },
  { methods: ['runInAsyncScope'], flows: [['argument[2..]', 'argument[0].parameter[0..]']] },
  {
    methods: ['bind'],
    flows: [
      ['receiver', 'result'],
      ['argument[1]', 'result'],
    ],
  },
  // Texts
  {
    functions: [
      'JSON.stringify',
      'util.inspect',
      'util.format',
      'querystring.stringify',
      'qs.stringify',
      'String',
      'String.raw',
    ],
    flows: TEXT_OF,
  },
  {
    functions: [
      'Number',
      'BigInt',
      'Date',
      'parseInt',
      'parseFloat',
      'btoa',
      'atob',
      'encodeURIComponent',
      'encodeURI',
      'decodeURIComponent',
      'decodeURI',
      'escape',
      'unescape',
      'querystring.escape',
      'qs.escape',
      'Buffer.from',
      'Uint8Array.from',
    ],
    flows: [['argument[0]', 'result', 'text']],
  },
  {
    methods: [
      'toString',
      'toLocaleString',
      'toLowerCase',
      'toUpperCase',
      'toLocaleLowerCase',
      'toLocaleUpperCase',
      'trim',
      'trimStart',
      'trimEnd',
      'normalize',
      'repeat',
      'valueOf',
      'toWellFormed',
      'toJSON',
      'toISOString',
      'toDateString',
      'toLocaleDateString',
      'toUTCString',
    ],
    flows: [['receiver.**', 'result', 'text']],
  },
  {
    methods: ['padStart', 'padEnd'],
    flows: [
      ['receiver', 'result', 'text'],
      ['argument[1]', 'result', 'text'],
    ],
  },
  // Parts of a text, and texts with a part replaced
  {
    methods: ['slice', 'substring', 'substr', 'charAt', 'at', 'replace', 'replaceAll', 'subarray'],
    flows: [['receiver', 'result', 'text']],
  },
  {
    methods: ['replace', 'replaceAll'],
    flows: [
      ['argument[1]', 'result', 'text'],
      ['argument[1].result', 'result', 'text'],
    ],
  },
  { methods: ['split', 'match', 'matchAll'], flows: [['receiver', 'result.*', 'text']] },
  {
    functions: ['URL'],
    flows: [
      ['argument[0]', 'result.**', 'text'],
      ['argument[1]', 'result.**', 'text'],
    ],
  },
  { functions: ['JSON.parse'], flows: [['argument[0]', 'result.**', 'text']] },
  // What answers a question, and hands nothing on
  {
    functions: [
      'Boolean',
      'Number.isInteger',
      'Number.isFinite',
      'Number.isNaN',
      'isNaN',
      'isFinite',
      'Array.isArray',
      'Date.now',
      'Math.random',
      'crypto.randomUUID',
      'crypto.randomBytes',
      'performance.now',
      'process.hrtime',
      'Object.is',
      'Object.hasOwn',
      'Math.abs',
      'Math.ceil',
      'Math.floor',
      'Math.max',
      'Math.min',
      'Math.round',
      'Buffer.byteLength',
      'Buffer.isBuffer',
      'console.log',
      'console.info',
      'console.debug',
      'console.warn',
      'console.error',
      'console.trace',
      'console.dir',
      'console.table',
      'console.group',
      'console.assert',
    ],
    flows: [],
  },
  {
    methods: ['test', 'includes', 'startsWith', 'endsWith', 'has', 'indexOf', 'lastIndexOf', 'hasOwnProperty'],
    flows: [],
  },
];

/** Members that count, and hold nothing of what they count. */
export const COUNTING: ReadonlySet<string> = new Set(['length', 'size', 'byteLength']);

/** Globals that hold nothing. */
export const EMPTY_GLOBALS: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity']);

/** Methods of a list that run a callback for each element, and take all of them. */
export const EACH: ReadonlySet<string> = new Set(['flatMap', 'forEach', 'map']);

/** Classes whose instances hold elements that can be gone through. */
export const ITERABLE_COLLECTIONS: ReadonlySet<string> = new Set(['Array', 'Map', 'Set']);

/** Classes whose instances hold elements, and whose methods are none of them. */
export const COLLECTIONS: ReadonlySet<string> = new Set([...ITERABLE_COLLECTIONS, 'WeakMap', 'WeakSet']);
