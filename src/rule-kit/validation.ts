/**
 * A small validator for settings. Each check takes a value and the path it stands at, and returns what it means; it
 * throws a {@link SettingsError} that names the path, the value and what is allowed there.
 */
import { didYouMean } from './did-you-mean';

/** A setting is wrong. The message stands alone: ESLint prints it and stops. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(message: string) {
    super(`eslint-plugin-otel: ${message}`);
  }
}

/** Turns a raw value at a path into what it means, or throws a {@link SettingsError}. */
export type Check<T> = (value: unknown, path: string) => T;

const MAX_SHOWN = 80;

/** A value as an error shows it: JSON where it has any, cut when long. */
export function showValue(value: unknown): string {
  if (value instanceof RegExp) return `the RegExp ${String(value)}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  let text = 'an object that has no JSON';
  try {
    const json: unknown = JSON.stringify(value);
    if (typeof json === 'string') text = json;
    else if (value === undefined) text = 'undefined';
  } catch {
    // a cycle, or a `toJSON` that throws
  }
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** Words in quotes, with commas between: how errors list what is allowed. */
export const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

function hint(given: string, allowed: readonly string[]): string {
  const meant = didYouMean(given, allowed);
  return meant === undefined ? '' : ` Did you mean '${meant}'?`;
}

/** The error for a value that is not allowed at its path; among `words` the one nearest to it is suggested. */
export const notAllowed = (
  path: string,
  value: unknown,
  allowed: string,
  words: readonly string[] = [],
): SettingsError =>
  new SettingsError(
    `'${path}' is ${showValue(value)}; allowed: ${allowed}.${typeof value === 'string' ? hint(value, words) : ''}`,
  );

/** The error for a required key that is not there. */
export const missing = (path: string, allowed: string): SettingsError =>
  new SettingsError(`'${path}' is missing; allowed: ${allowed}.`);

/** One of a list of words; anything else is an error that lists them. */
export function oneOf<T extends string>(words: readonly T[], value: unknown, path: string): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw notAllowed(path, value, quoted(words), words);
  return found;
}

/** An object with known keys only. Keys set to `undefined` count as absent. */
export function record(
  value: unknown,
  path: string,
  keys: readonly string[],
  allowed: string,
): Readonly<Record<string, unknown>> {
  const entries = dictionary(value, path, allowed);
  for (const key of Object.keys(entries)) {
    if (keys.includes(key)) continue;
    throw new SettingsError(`unknown setting '${path}.${key}'. Allowed: ${keys.join(', ')}.${hint(key, keys)}`);
  }
  return entries;
}

/** An object with any keys. */
export function dictionary(value: unknown, path: string, allowed: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof RegExp) {
    throw notAllowed(path, value, allowed);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** An array, each element checked under its own path. */
export function list<T>(value: unknown, path: string, allowed: string, element: Check<T>): readonly T[] {
  if (!Array.isArray(value)) throw notAllowed(path, value, allowed);
  return value.map((item, index) => element(item, `${path}[${index}]`));
}

/** A string that is not empty. */
export function text(value: unknown, path: string, allowed: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw notAllowed(path, value, allowed);
  return value;
}
