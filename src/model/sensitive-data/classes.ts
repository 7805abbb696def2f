import type { BuiltInSensitiveClass, PersonalClass, SecretClass, TypeHint } from './types';

/**
 * How messages name a class of personal data. The classes follow the identifiers that GDPR art. 4(1) lists (name,
 * identification number, location data, online identifier) and the examples of NIST SP 800-122 section 2.2.
 */
export const PERSONAL_CLASSES: Readonly<Record<PersonalClass, string>> = {
  contact: 'contact data (e-mail, phone)',
  identity: 'identity data (name, user name)',
  'account-id': 'an account or user id',
  address: 'a postal address',
  geolocation: 'geolocation data (latitude, longitude)',
  birth: 'birth data (date of birth, age)',
  'government-id': 'a government id (social security, passport, tax)',
  financial: 'financial data (card, bank account, income)',
  health: 'health data',
  device: 'device data (IP address, hardware id)',
  'device-id': 'a device id (may identify a person)',
  'session-id': 'a session id (may identify a person)',
};

/** How messages name a class of secret. */
export const SECRET_CLASSES: Readonly<Record<SecretClass, string>> = {
  password: 'a password',
  token: 'an access token',
  'api-key': 'an API key',
  cookie: 'cookies',
  authorization: 'an authorization header',
  'private-key': 'a private key',
  credential: 'a credential',
  'one-time-code': 'a one-time code',
};

/** Category names of `settings.otel.sensitiveNames` that stand for secrets without being a class of their own. */
export const SECRET_CATEGORY_NAMES: ReadonlySet<string> = new Set([
  'secret',
  'secrets',
  'credentials',
  'tokens',
  'passwords',
]);

/** Types whose values cannot be data of any class: they are chosen by the programmer, or already made safe. */
export const HARMLESS_TYPES: ReadonlySet<TypeHint> = new Set(['boolean', 'enum', 'string-literal-union', 'branded']);

/**
 * Classes whose values can be numbers. Every other class is text, so a number rules it out (`emails: number` counts).
 */
export const NUMERIC_CLASSES: ReadonlySet<BuiltInSensitiveClass> = new Set<BuiltInSensitiveClass>([
  'account-id',
  'address',
  'geolocation',
  'birth',
  'government-id',
  'financial',
  'health',
  'device',
  'device-id',
  'session-id',
  'one-time-code',
]);
