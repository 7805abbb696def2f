/**
 * Names of data that grants access. To add a word, add it to a row.
 *
 * Why it matters: baggage is sent in clear text to every receiver and is often copied to span attributes and logs.
 * OWASP Logging Cheat Sheet ("data to exclude": passwords, access tokens, session ids, encryption keys, connection
 * strings) is the ground list; CWE-522 and CWE-200 name the weakness.
 */
import type { NameRow } from './types';

export const SECRET_NAMES: readonly NameRow[] = [
  // Passwords. OWASP Logging Cheat Sheet: authentication passwords.
  {
    class: 'password',
    strength: 'recommended',
    phrases: ['password', 'passwd', 'pwd', 'passphrase', 'pass phrase', 'passcode'],
  },
  {
    class: 'password',
    strength: 'recommended',
    phrases: ['pass'],
    within: ['infrastructure', 'login', 'person', 'environment'],
  },

  // Session credentials. OWASP Session Management Cheat Sheet: a session id is as strong as the authentication it
  // stands for. Outside cookies the same name is often only a tracking id: see the personal names.
  {
    class: 'credential',
    strength: 'recommended',
    phrases: ['session token', 'session secret', 'jsessionid', 'phpsessid'],
  },
  {
    class: 'credential',
    strength: 'recommended',
    phrases: ['session', 'session id', 'sid', 'auth', 'remember me'],
    within: ['cookie'],
  },

  // Tokens. RFC 6749 sections 1.4 and 1.5 (access, refresh), RFC 6750 (bearer), OpenID Connect Core section 2 (id), RFC
  // 7519 (JWT). Cursors, lexer tokens and model token counts are not credentials; a token made *of* a person's data is
  // often an opaque id.
  {
    class: 'token',
    strength: 'recommended',
    phrases: [
      'token',
      'jwt',
      'bearer',
      'access token',
      'refresh token',
      'id token',
      'auth token',
      'bearer token',
      'csrf token',
      'xsrf token',
      'reset token',
    ],
    unless: ['not-a-credential'],
    exceptAfter: ['person', 'likely-person', 'mailbox'],
  },
  { class: 'token', strength: 'strict', phrases: ['token'], within: ['person', 'likely-person', 'mailbox'] },

  // Keys for programs. CWE-798; the settings of the large clouds: AWS secret access key, Azure subscription key.
  {
    class: 'api-key',
    strength: 'recommended',
    phrases: [
      'api key',
      'access key',
      'secret key',
      'secret access key',
      'subscription key',
      'account key',
      'storage account key',
      'app secret',
      'api secret',
    ],
    unless: ['public'],
  },
  {
    class: 'api-key',
    strength: 'recommended',
    phrases: ['key', 'pat'],
    within: ['environment'],
    unless: ['public', 'lookup'],
    exceptAfter: ['environment'],
  },
  { class: 'api-key', strength: 'strict', phrases: ['license key', 'licence key', 'app key'], unless: ['public'] },

  // Headers that authenticate. RFC 9110 section 11.6.2 (Authorization), RFC 6265 (Cookie, Set-Cookie).
  { class: 'cookie', strength: 'recommended', phrases: ['cookie', 'set cookie', 'cookie header'] },
  {
    class: 'authorization',
    strength: 'recommended',
    phrases: [
      'authorization',
      'authorisation',
      'proxy authorization',
      'authorization header',
      'auth header',
      'basic auth',
    ],
  },

  // Keys that sign or decrypt. OWASP Logging Cheat Sheet: encryption keys and other primary secrets.
  {
    class: 'private-key',
    strength: 'recommended',
    phrases: [
      'private key',
      'signing key',
      'encryption key',
      'decryption key',
      'ssh key',
      'master key',
      'hmac key',
      'shared key',
      'seed phrase',
      'recovery phrase',
    ],
    unless: ['public'],
  },
  { class: 'private-key', strength: 'strict', phrases: ['session key', 'private pem', 'mnemonic'] },

  // Credentials of any form. OWASP Logging Cheat Sheet: database connection strings.
  {
    class: 'credential',
    strength: 'recommended',
    phrases: ['secret', 'client secret', 'credential', 'connection string', 'conn string', 'conn str', 'shared secret'],
    unless: ['public'],
  },
  {
    class: 'credential',
    strength: 'recommended',
    phrases: [
      'dsn',
      'database url',
      'db url',
      'mongo url',
      'mongo uri',
      'mongodb uri',
      'mongodb url',
      'redis url',
      'postgres url',
      'amqp url',
      'rabbitmq url',
    ],
    within: ['environment'],
  },

  // Codes that finish a login. NIST SP 800-63B section 5.1: out-of-band and one-time secrets, memorised PINs; RFC 6749
  // section 1.3.1: authorization code.
  {
    class: 'one-time-code',
    strength: 'recommended',
    phrases: [
      'otp',
      'totp',
      'otp code',
      'one time code',
      '2fa code',
      '2fa',
      'two factor code',
      'mfa code',
      'verification code',
      'authorization code',
      'auth code',
      'sms code',
      'backup code',
      'recovery code',
      'security answer',
      'pin number',
    ],
    unless: ['not-a-credential'],
  },
  {
    class: 'one-time-code',
    strength: 'recommended',
    phrases: ['pin', 'pin code'],
    within: ['person', 'login', 'card'],
  },
  { class: 'one-time-code', strength: 'strict', phrases: ['pin', 'pin code'], alone: true },
];
