/** Fragments of JSON schema that rule options share. Each takes the description that the documentation prints. */
import type { JSONSchema4 } from '@typescript-eslint/utils/json-schema';

/** An on/off option. */
export const flag = (description: string): JSONSchema4 => ({ type: 'boolean', description });

/** One word of a list, which should come from a model. */
export const oneWordOf = (words: readonly string[], description: string): JSONSchema4 => ({
  type: 'string',
  enum: [...words],
  description,
});

/** A list of distinct strings, none empty. */
export const stringList = (description: string): JSONSchema4 => ({
  type: 'array',
  description,
  items: { type: 'string', minLength: 1 },
  uniqueItems: true,
});

/** A whole number from `minimum` on. */
export const wholeNumber = (description: string, minimum = 0): JSONSchema4 => ({
  type: 'integer',
  minimum,
  description,
});

/** The one options object of a rule: known keys only. */
export const optionsObject = (properties: Readonly<Record<string, JSONSchema4>>): [JSONSchema4] => [
  { type: 'object', properties: { ...properties }, additionalProperties: false },
];
