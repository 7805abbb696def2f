import { noSecretInBaggage } from '../../src/rules/no-secret-in-baggage';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = "import { propagation } from '@opentelemetry/api';\n";

const says = (
  subject: string,
  kind: string,
  entry: string,
  path = '',
): { subject: string; class: string; entry: string; path: string } => ({
  subject,
  class: kind,
  entry: entry === '' ? 'a baggage entry' : `baggage entry '${entry}'`,
  path,
});
const drop = (output: string) => [{ messageId: 'dropEntry' as const, output }];
/** One entry in a chain, with a declaration in front of it; without the entry the chain ends. */
const chain = (declaration: string, value: string, key = 'k'): string =>
  `${api}${declaration}\nexport const bag = propagation.createBaggage().setEntry('${key}', { value: ${value} });`;
const without = (declaration: string): string =>
  `${api}${declaration}\nexport const bag = propagation.createBaggage();`;

const valid = [
  { name: 'no secret', code: chain('declare const region: string;', 'region') },
  {
    name: 'personal data, which is the business of another rule',
    code: chain('declare const user: { email: string };', 'user.email'),
  },
  {
    name: 'a hash',
    code: chain(
      "import { createHash } from 'node:crypto'; declare const token: string;",
      "createHash('sha256').update(token).digest('hex')",
    ),
  },
  {
    name: 'a masked secret',
    code: chain("import { mask } from './text'; declare const password: string;", 'mask(password)'),
  },
  { name: 'the last digits', code: chain('declare const apiKey: string;', 'apiKey.slice(-4)') },
  { name: 'a presence flag', code: chain('declare const password: string | undefined;', "password ? 'yes' : 'no'") },
  { name: 'a boolean', code: chain('declare const password: boolean;', 'String(password)') },
  { name: 'a length', code: chain('declare const password: string;', 'String(password.length)') },
  { name: 'a page token', code: chain('declare const pageToken: string;', 'pageToken') },
  { name: 'a count of tokens', code: chain('declare const maxTokens: number;', 'String(maxTokens)') },
  { name: 'an idempotency key', code: chain('declare const idempotencyKey: string;', 'idempotencyKey') },
  { name: 'a cache key', code: chain('declare const cacheKey: string;', 'cacheKey') },
  { name: 'a public key', code: chain('declare const publicKey: string;', 'publicKey') },
  { name: 'a placeholder', code: chain('', "'<your-token>'", 'auth.token') },
  {
    name: 'the name of a header',
    code: chain('declare const authorizationHeaderName: string;', 'authorizationHeaderName'),
  },
  {
    name: 'the trace parent',
    code: chain('declare const req: { headers: Record<string, string> };', "req.headers['traceparent'] ?? ''"),
  },
  { name: 'the environment', code: chain('', "process.env.NODE_ENV ?? ''") },
  { name: 'the region of the environment', code: chain('', "process.env.AWS_REGION ?? ''") },
  { name: 'an opaque literal', code: chain('', "'usr_8f3a91'") },
  { name: 'a trace id', code: chain('', "'0af7651916cd43dd8448eb211c80319c'") },
  {
    name: 'a key whose value is the result of an unknown function',
    code: chain("import { describe } from './auth';", 'describe()', 'auth.token'),
  },
  {
    name: 'a look-alike',
    code: `${api}class Store { setEntry(key: string, entry: { value: string }) { return this; } } declare const password: string; new Store().setEntry('k', { value: password });`,
  },
  {
    name: 'a look-alike package',
    code: `import { propagation } from '@acme/api'; declare const password: string; propagation.createBaggage().setEntry('k', { value: password });`,
  },
  {
    name: 'a header of a request',
    code: `${api}declare const token: string; export const request = () => fetch('https://a.example', { headers: { authorization: token } }); propagation.createBaggage();`,
  },
  {
    name: 'a removed entry',
    code: `${api}export const bag = propagation.getActiveBaggage()?.removeEntry('auth.token');`,
  },
  { name: 'a session id, which is weak and personal', code: chain('declare const sessionId: string;', 'sessionId') },
  { name: 'a weak source', code: chain('declare const licenseKey: string;', 'licenseKey') },
  {
    name: 'a name that the project exempts',
    code: chain('declare const apiKey: string;', 'apiKey'),
    settings: { otel: { safeNames: ['apiKey'] } },
  },
  {
    name: 'a sanitizer that the project lists',
    code: chain("import { veil } from './privacy'; declare const apiKey: string;", 'veil(apiKey)'),
    settings: { otel: { sanitizers: ['veil'] } },
  },
  {
    name: 'what is replaced before it is used',
    code: `${api}import { hash } from './hash'; export function f(password: string) { let v = password; v = hash(v); return propagation.createBaggage().setEntry('k', { value: v }); }`,
  },
];

const sources: readonly (readonly [
  name: string,
  declaration: string,
  value: string,
  subject: string,
  kind: string,
  path?: string,
])[] = [
  ['a password', 'declare const password: string;', 'password', "'password'", 'a password'],
  [
    'an access token',
    'declare const session: { accessToken: string };',
    'session.accessToken',
    "'session.accessToken'",
    'an access token',
  ],
  ['an API key', 'declare const config: { apiKey: string };', 'config.apiKey', "'config.apiKey'", 'an API key'],
  [
    'a header',
    'declare const req: { headers: Record<string, string> };',
    'req.headers.authorization',
    "'req.headers.authorization'",
    'an authorization header',
  ],
  [
    'a header that is asked for',
    'declare const req: { get(name: string): string };',
    "req.get('Authorization')",
    "'req.get('Authorization')'",
    'an authorization header',
  ],
  [
    'cookies',
    'declare const req: { headers: Record<string, string> };',
    'req.headers.cookie',
    "'req.headers.cookie'",
    'cookies',
  ],
  ['a private key', 'declare const privateKey: string;', 'privateKey', "'privateKey'", 'a private key'],
  ['a secret of the environment', '', 'process.env.CLIENT_SECRET!', "'process.env.CLIENT_SECRET'", 'a credential'],
  [
    'a secret of the environment by name',
    '',
    "process.env['DB_PASSWORD'] ?? ''",
    "'process.env['DB_PASSWORD']'",
    'a password',
  ],
  ['an imported secret', "import { API_KEY } from './config';", 'API_KEY', "'API_KEY'", 'an API key'],
  ['a literal', '', "'AKIAIOSFODNN7ABCDEFG'", 'This text', 'an API key'],
  [
    'a template',
    'declare const token: { accessToken: string };',
    '`Bearer ${token.accessToken}`',
    "'token.accessToken'",
    'an access token',
  ],
  ['an encoding', 'declare const password: string;', 'btoa(password)', "'password'", 'a password'],
  [
    'a variable',
    'declare const session: { accessToken: string }; const t = session.accessToken;',
    't',
    "'session.accessToken'",
    'an access token',
    " through 't' (line 2)",
  ],
  [
    'a local function',
    'declare const password: string; const tidy = (text: string) => text.trim();',
    'tidy(password)',
    "'password'",
    'a password',
    " through 'text' (line 2) and 'tidy()' (line 3)",
  ],
  [
    'a name that is both, which only this rule reports',
    'declare const sessionToken: string;',
    'sessionToken',
    "'sessionToken'",
    'a credential',
  ],
];

const invalid = [
  ...sources.map(([name, declaration, value, subject, kind, path]) => ({
    name,
    code: chain(declaration, value),
    errors: [
      {
        messageId: 'secret' as const,
        data: says(subject, kind, 'k', path),
        line: 3,
        suggestions: drop(without(declaration)),
      },
    ],
  })),
  {
    name: 'a weak source, where they are included',
    code: chain('declare const licenseKey: string;', 'licenseKey'),
    options: [{ includeWeak: true }] as const,
    errors: [
      {
        messageId: 'secret' as const,
        data: says("'licenseKey'", 'an API key', 'k'),
        suggestions: drop(without('declare const licenseKey: string;')),
      },
    ],
  },
  {
    name: 'a key that names its value',
    code: chain('declare const x: string;', 'x', 'auth.token'),
    errors: [
      {
        messageId: 'secretByKey' as const,
        data: says("'x'", 'an access token', 'auth.token'),
        suggestions: drop(without('declare const x: string;')),
      },
    ],
  },
  {
    name: 'a key with a secret',
    code: `${api}declare const password: string;\nexport const bag = propagation.createBaggage().setEntry(password, { value: '1' });`,
    errors: [
      {
        messageId: 'secretInKey' as const,
        data: says("'password'", 'a password', ''),
        suggestions: drop(without('declare const password: string;')),
      },
    ],
  },
  {
    name: 'a property, with a comment above it',
    code: `${api}declare const password: string;\nexport const bag = propagation.createBaggage({\n  // for the gateway\n  'gateway.pass': { value: password },\n  plan: { value: 'x' },\n});`,
    errors: [
      {
        messageId: 'secret' as const,
        suggestions: drop(
          `${api}declare const password: string;\nexport const bag = propagation.createBaggage({\n  // for the gateway\n  plan: { value: 'x' },\n});`,
        ),
      },
    ],
  },
  {
    name: 'a comment inside what would go',
    code: `${api}declare const password: string;\nexport const bag = propagation.createBaggage({ /* why */ 'a': { value: /* here */ password } });`,
    errors: [{ messageId: 'secret' as const }],
  },
  {
    name: 'a statement in a branch without braces',
    code: `${api}export function f(password?: string) {\n  let bag = propagation.createBaggage();\n  if (password) bag = bag.setEntry('k', { value: password });\n  return bag;\n}`,
    errors: [
      {
        messageId: 'secret' as const,
        suggestions: drop(
          `${api}export function f(password?: string) {\n  let bag = propagation.createBaggage();\n  if (password) {}\n  return bag;\n}`,
        ),
      },
    ],
  },
  {
    name: 'two entries of a chain',
    code: `${api}declare const password: string, apiKey: string;\nexport const bag = propagation.createBaggage()\n  .setEntry('a', { value: password })\n  .setEntry('b', { value: apiKey });`,
    errors: [
      {
        messageId: 'secret' as const,
        line: 4,
        suggestions: drop(
          `${api}declare const password: string, apiKey: string;\nexport const bag = propagation.createBaggage()\n  .setEntry('b', { value: apiKey });`,
        ),
      },
      {
        messageId: 'secret' as const,
        line: 5,
        suggestions: drop(
          `${api}declare const password: string, apiKey: string;\nexport const bag = propagation.createBaggage()\n  .setEntry('a', { value: password });`,
        ),
      },
    ],
  },
  {
    name: 'an optional chain, whose next link stays optional',
    code: `${api}declare const password: string;\nexport const bag = propagation.getActiveBaggage()?.setEntry('a', { value: password }).setEntry('b', { value: 'x' });`,
    errors: [
      {
        messageId: 'secret' as const,
        suggestions: drop(
          `${api}declare const password: string;\nexport const bag = propagation.getActiveBaggage()?.setEntry('b', { value: 'x' });`,
        ),
      },
    ],
  },
  {
    name: 'a method of a class with an injected baggage',
    code: `import type { Baggage } from '@opentelemetry/api';\nexport class Calls {\n  constructor(private readonly base: Baggage, private readonly apiKey: string) {}\n  baggage() {\n    return this.base.setEntry('k', { value: this.apiKey });\n  }\n}`,
    errors: [
      {
        messageId: 'secret' as const,
        data: says("'this.apiKey'", 'an API key', 'k'),
        suggestions: drop(
          `import type { Baggage } from '@opentelemetry/api';\nexport class Calls {\n  constructor(private readonly base: Baggage, private readonly apiKey: string) {}\n  baggage() {\n    return this.base;\n  }\n}`,
        ),
      },
    ],
  },
  {
    name: 'each call of a local function',
    code: `${api}function tag(key: string, value: string) { return propagation.createBaggage().setEntry(key, { value }); }\ndeclare const password: string, apiKey: string;\nexport const bags = [tag('a', password),\n  tag('b', apiKey),\n  tag('c', 'x')];`,
    errors: [
      {
        messageId: 'secret' as const,
        data: says("'password'", 'a password', 'a', " through 'tag()' (line 4)"),
        line: 4,
      },
      { messageId: 'secret' as const, data: says("'apiKey'", 'an API key', 'b', " through 'tag()' (line 5)"), line: 5 },
    ],
  },
  {
    name: 'a word of the project',
    code: chain('declare const launchCode: string;', 'launchCode'),
    settings: { otel: { sensitiveNames: { secret: ['launchCode'] } } },
    errors: [
      {
        messageId: 'secret' as const,
        data: says("'launchCode'", 'secret data', 'k'),
        suggestions: drop(without('declare const launchCode: string;')),
      },
    ],
  },
  {
    name: 'a wrapper that the settings declare, whose result is used',
    code: `${api}declare function tagged(key: string, value: string): unknown;\ndeclare const password: string;\nexport const bag = tagged('k', password);`,
    settings: { otel: { wrappers: [{ function: 'tagged', operation: 'baggage.setEntry' }] } },
    errors: [{ messageId: 'secret' as const, data: says("'password'", 'a password', 'k') }],
  },
];

typedTester.run('no-secret-in-baggage (typed)', noSecretInBaggage, { valid, invalid });
untypedTester.run('no-secret-in-baggage (untyped)', noSecretInBaggage, { valid, invalid });
