/**
 * What the built-in functions of JavaScript and Node do with the text that goes in: keep all of it, keep a part, or say
 * nothing about it. Encodings and conversions are reversible, so they keep it. Data only.
 */

/** Methods whose result holds the whole text, or all the elements, of the receiver (ECMA-262, String and Array). */
export const CARRYING_METHODS: ReadonlySet<string> = new Set([
  'toString',
  'toLowerCase',
  'toUpperCase',
  'toLocaleLowerCase',
  'toLocaleUpperCase',
  'trim',
  'trimStart',
  'trimEnd',
  'valueOf',
  'concat',
  'normalize',
  'padStart',
  'padEnd',
  'repeat',
  'join',
  'flat',
  'reverse',
  'toReversed',
  'sort',
  'toSorted',
  'filter',
  'find',
  'findLast',
  'pop',
  'shift',
  'toJSON',
  'toISOString',
  'toDateString',
  'toLocaleDateString',
  'toLocaleString',
  'toUTCString',
  'toWellFormed',
  'values',
  'next',
]);

/** Methods that also carry what they are given. */
export const JOINING_METHODS: ReadonlySet<string> = new Set(['concat', 'padStart', 'padEnd', 'join']);

/**
 * Methods that keep a part of the receiver's text, as masking does: `card.slice(-4)`, `email.replace(/.+@/, '***@')`.
 */
export const PARTIAL_METHODS: ReadonlySet<string> = new Set([
  'slice',
  'substring',
  'substr',
  'split',
  'replace',
  'replaceAll',
  'charAt',
  'at',
  'match',
  'matchAll',
  'codePointAt',
  'subarray',
  'splice',
]);

/** Methods that answer a question about the receiver: a boolean, a position, a code. */
export const ASKING_METHODS: ReadonlySet<string> = new Set([
  'includes',
  'startsWith',
  'endsWith',
  'has',
  'test',
  'every',
  'some',
  'indexOf',
  'lastIndexOf',
  'search',
  'findIndex',
  'localeCompare',
  'isWellFormed',
  'equals',
]);

/** Methods that hand each element of the receiver to their first argument, which takes it as its first parameter. */
export const ELEMENT_CALLBACKS: ReadonlySet<string> = new Set([
  'forEach',
  'map',
  'flatMap',
  'filter',
  'find',
  'findLast',
  'some',
  'every',
]);

/** Functions whose result holds their arguments. */
export const CARRYING_FUNCTIONS: ReadonlySet<string> = new Set([
  'String',
  'Number',
  'BigInt',
  'Date',
  'parseInt',
  'btoa',
  'atob',
  'encodeURIComponent',
  'encodeURI',
  'decodeURIComponent',
  'decodeURI',
  'escape',
  'unescape',
  'structuredClone',
  'Buffer.from',
  'Array.from',
  'Array.of',
  'Array',
  'Set',
  'Promise.resolve',
  'Object.assign',
  'Object.freeze',
  'Object.fromEntries',
  'String.raw',
  'util.format',
  'querystring.escape',
  'qs.escape',
  'Uint8Array.from',
]);

/** Functions that write out every property of the object they are given. */
export const SERIALISERS: ReadonlySet<string> = new Set([
  'JSON.stringify',
  'Object.values',
  'Object.entries',
  'util.inspect',
  'querystring.stringify',
  'qs.stringify',
  'URLSearchParams',
]);

/** Functions whose result says nothing about the text of their arguments. */
export const SILENT_FUNCTIONS: ReadonlySet<string> = new Set([
  'Boolean',
  'Number.isInteger',
  'Number.isFinite',
  'Number.isNaN',
  'isNaN',
  'isFinite',
  'Array.isArray',
  'Date.now',
  'Math.random',
  'Object.keys',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'performance.now',
  'process.hrtime',
  'Object.is',
  'Buffer.byteLength',
]);

/** Members that count. */
export const COUNTING_MEMBERS: ReadonlySet<string> = new Set(['length', 'size', 'byteLength']);
