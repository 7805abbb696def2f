/**
 * What the built-in functions of JavaScript and Node do to the data in a text, where it is more than the flow of values
 * that `flow-summaries` tells. Data only.
 */

/**
 * Methods that keep a part of the receiver's text, as masking does: `card.slice(-4)`, `email.replace(/.+@/, '***@')`.
 */
export const PARTIAL_METHODS: ReadonlySet<string> = new Set([
  'slice',
  'substring',
  'substr',
  'replace',
  'replaceAll',
  'charAt',
  'at',
  'subarray',
  'splice',
]);

/** Methods that give parts of the receiver's text as a list. */
export const PARTIAL_TO_LIST: ReadonlySet<string> = new Set(['split', 'match', 'matchAll']);

/** Methods that answer a question about the receiver: a boolean, a position. */
export const ASKING_METHODS: ReadonlySet<string> = new Set([
  'test',
  'search',
  'localeCompare',
  'isWellFormed',
  'equals',
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
