import { noPiiInBaggage } from '../../src/rules/no-pii-in-baggage';
import assert from 'node:assert/strict';
import { createLint, useOwnProjectService } from '../support/lint';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = "import { propagation } from '@opentelemetry/api';\n";
const contact = 'contact data (e-mail, phone)';
const userId = 'an account or user id';

/** What a report says. */
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

type Suggested = 'dropEntry' | 'keyedHash' | 'moveToSpanAttribute' | 'plainHash' | 'useSanitizer';
type Outputs = readonly (readonly [Suggested, string, { sanitizer: string }?])[];
const suggest = (outputs: Outputs): { messageId: Suggested; output: string; data?: { sanitizer: string } }[] =>
  outputs.map(([messageId, output, data]) => ({ messageId, output, ...(data ? { data } : {}) }));

/** The keyed and the plain hash of a text, inside the code that is around it. */
const hashes = (before: string, text: string, after: string, prefix = 'usr_'): Outputs => {
  const [open, close] = prefix === '' ? ['', ''] : [`\`${prefix}\${`, '}`'];
  const output = (name: string, key: string): string =>
    `${before.replace(api, `${api}import { ${name} } from 'node:crypto';\n`)}${open}${name}('sha256'${key}).update(${text}).digest('hex').slice(0, 16)${close}${after}`;
  return [
    ['keyedHash', output('createHmac', ', process.env.BAGGAGE_HASH_KEY!')],
    ['plainHash', output('createHash', '')],
  ];
};
const withTrace = (code: string): string =>
  code.replace(api, "import { propagation, trace } from '@opentelemetry/api';\n");

const valid = [
  {
    name: 'no personal data',
    code: `${api}declare const tenantId: string; export const bag = propagation.createBaggage({ tenant: { value: tenantId } });`,
  },
  {
    name: 'a keyed hash',
    code: `${api}import { createHmac } from 'node:crypto'; declare const user: { email: string }; declare const key: string; export const bag = propagation.createBaggage().setEntry('u', { value: createHmac('sha256', key).update(user.email).digest('hex') });`,
  },
  {
    name: 'a plain hash, which is an option',
    code: `${api}import { createHash } from 'node:crypto'; declare const user: { email: string }; export const bag = propagation.createBaggage().setEntry('u', { value: createHash('sha256').update(user.email).digest('hex') });`,
  },
  {
    name: 'a sanitizer of the project, by its name',
    code: `${api}import { pseudonymize } from './privacy'; declare const user: { email: string }; export const bag = propagation.createBaggage().setEntry('u', { value: pseudonymize(user.email) });`,
  },
  {
    name: 'a class of another library with the same methods',
    code: `${api}class Store { setEntry(key: string, entry: { value: string }) { return this; } } declare const user: { email: string }; new Store().setEntry('u', { value: user.email });`,
  },
  {
    name: 'a Map',
    code: `${api}declare const user: { email: string }; const baggage = new Map<string, string>(); baggage.set('user.email', user.email);`,
  },
  {
    name: 'a file without OpenTelemetry',
    code: `declare const baggage: any; declare const user: { email: string }; baggage.setEntry('u', { value: user.email });`,
  },
  {
    name: 'a look-alike package',
    code: `import { propagation } from '@opentelemetry/api-like'; declare const user: { email: string }; export const bag = propagation.createBaggage().setEntry('u', { value: user.email });`,
  },
  {
    name: 'a span attribute',
    code: `import { trace } from '@opentelemetry/api'; declare const user: { email: string }; trace.getActiveSpan()?.setAttribute('user.email', user.email);`,
  },
  {
    name: 'the reading of an entry',
    code: `${api}export const email = propagation.getActiveBaggage()?.getEntry('user.email')?.value;`,
  },
  {
    name: 'the removal of an entry',
    code: `${api}export const next = propagation.getActiveBaggage()?.removeEntry('user.email');`,
  },
  {
    name: 'a copied entry',
    code: `${api}const bag = propagation.createBaggage(); for (const [key, entry] of bag.getAllEntries()) propagation.createBaggage({ [key]: entry });`,
  },
  {
    name: 'a presence flag',
    code: `${api}declare const user: { email?: string }; export const bag = propagation.createBaggage({ 'user.has_email': { value: user.email ? 'yes' : 'no' } });`,
  },
  {
    name: 'a user agent',
    code: `${api}declare const req: { headers: Record<string, string> }; export const bag = propagation.createBaggage({ agent: { value: req.headers['user-agent'] ?? '' } });`,
  },
  {
    name: 'a session id',
    code: `${api}declare const sessionId: string; export const bag = propagation.createBaggage({ 'session.id': { value: sessionId } });`,
  },
  {
    name: 'a secret, which is the business of another rule',
    code: `${api}declare const session: { accessToken: string }; export const bag = propagation.createBaggage({ t: { value: session.accessToken } });`,
  },
  {
    name: 'early return, throw, loop and finally around a safe value',
    code: `${api}import { hashId } from './privacy'; export function f(userId: string, n: number) { let id = userId; try { if (n > 3) throw new Error(); for (let i = 0; i < n; i++) id = hashId(id); id = hashId(id); } finally { n++; } if (n < 0) return; return propagation.createBaggage({ id: { value: id } }); }`,
  },
  {
    name: 'a value made safe in every branch',
    code: `${api}import { hashId, mask } from './privacy'; export function f(userId: string, strong: boolean) { let id: string; if (strong) id = hashId(userId); else id = mask(userId); return propagation.createBaggage({ 'user.id': { value: id } }); }`,
  },
  {
    name: 'an unknown function',
    code: `${api}import { lookup } from './users'; declare const user: { email: string }; export const bag = propagation.createBaggage({ segment: { value: lookup(user.email) } });`,
  },
  {
    name: 'odd calls',
    code: `${api}const bag = propagation.createBaggage(); const rest: any[] = []; (bag as any).setEntry(); (bag as any).setEntry(...rest); (bag as any).setEntry('user.email'); propagation.createBaggage(); propagation.createBaggage(rest as any);`,
  },
  {
    name: 'a name that the project exempts',
    code: `${api}declare const user: { email: string }; export const bag = propagation.createBaggage({ mail: { value: user.email } });`,
    settings: { otel: { safeNames: ['email'] } },
  },
  {
    name: 'a sanitizer that the project lists',
    code: `${api}import { veil } from './privacy'; declare const user: { email: string }; export const bag = propagation.createBaggage({ mail: { value: veil(user.email) } });`,
    settings: { otel: { sanitizers: ['veil'] } },
  },
  {
    name: 'a keyed hash where unkeyed ones are checked',
    code: `${api}import { createHmac } from 'node:crypto'; declare const user: { email: string }; declare const key: string; export const bag = propagation.createBaggage({ u: { value: createHmac('sha256', key).update(user.email).digest('hex') } });`,
    options: [{ checkUnkeyedHash: true }] as const,
  },
  ...[
    `propagation.createBaggage({ mail: { value: user.email } });`,
    `propagation.getActiveBaggage()?.setEntry('mail', { value: user.email });`,
    `const bag = propagation.createBaggage().setEntry('mail', { value: user.email }).removeEntry('b');`,
    `let bag = propagation.createBaggage(); bag = bag.setEntry('mail', { value: user.email }); bag = bag.setEntry('b', { value: 'x' });`,
    `const bag = propagation.createBaggage({ mail: { value: user.email } }); propagation.setBaggage(context.active(), bag);`,
    `const bag = propagation.createBaggage({ mail: { value: user.email } }); const ctx = propagation.setBaggage(context.active(), bag);`,
    `function tag(value: string) { return propagation.createBaggage().setEntry('mail', { value }); } tag(user.email);`,
    `let bag = propagation.createBaggage(); [user].forEach((one) => bag.setEntry('mail', { value: one.email })); propagation.inject(propagation.setBaggage(context.active(), bag), {});`,
    `propagation.createBaggage().setEntry(user.email, { value: 'x' });`,
  ].map((body, index) => ({
    name: `a new baggage that nobody keeps ${String(index + 1)}`,
    code: `import { context, propagation } from '@opentelemetry/api'; export function f(user: { email: string }) { ${body} }`,
  })),
  {
    name: 'an id of a session or a device',
    code: `${api}export const f = (visit: { sessionId: string; deviceId: string }) => propagation.createBaggage({ a: { value: visit.sessionId }, 'device.id': { value: visit.deviceId } });`,
  },
  {
    name: 'a hashed session id, where hashes are checked and weak names are not',
    code: `${api}import { createHash } from 'node:crypto'; export const f = (sessionId: string) => propagation.createBaggage({ a: { value: createHash('sha256').update(sessionId).digest('hex') } });`,
    options: [{ checkUnkeyedHash: true }] as const,
  },
  {
    name: 'a key that the project exempts',
    code: `${api}export const f = (value: string) => propagation.createBaggage({ 'user.id': { value } });`,
    settings: { otel: { safeNames: ['user.id'] } },
  },
  {
    name: 'what the keyed-hash suggestion writes',
    code: `${api}import { createHmac } from 'node:crypto'; declare const user: { email: string }; export const bag = propagation.createBaggage({ u: { value: \`usr_\${createHmac('sha256', process.env.BAGGAGE_HASH_KEY!).update(user.email).digest('hex').slice(0, 16)}\` } });`,
    options: [{ checkUnkeyedHash: true, includeWeak: true }] as const,
  },
];

const customer = 'declare const customer: { email: string; id: string };\n';

/** Cases whose texts are known to be strings with types only: without, `String(…)` is put around them. */
function invalid(string: (text: string) => string) {
  const link = `${api}${customer}export const bag = propagation.createBaggage().setEntry('shop.customer', { value: customer.email }).setEntry('plan', { value: 'x' });`;
  const property = `${api}${customer}export const bag = propagation.createBaggage({ plan: { value: 'x' }, 'shop.customer': { value: customer.email } });`;
  return [
    {
      name: 'a link of a chain',
      code: link,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'shop.customer'),
          line: 3,
          suggestions: suggest([
            ...hashes(
              `${api}${customer}export const bag = propagation.createBaggage().setEntry('shop.customer', { value: `,
              string('customer.email'),
              ` }).setEntry('plan', { value: 'x' });`,
            ),
            [
              'dropEntry',
              `${api}${customer}export const bag = propagation.createBaggage().setEntry('plan', { value: 'x' });`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}${customer}trace.getActiveSpan()?.setAttribute('shop.customer', customer.email);\nexport const bag = propagation.createBaggage().setEntry('plan', { value: 'x' });`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a property',
      code: property,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'shop.customer'),
          suggestions: suggest([
            ...hashes(
              `${api}${customer}export const bag = propagation.createBaggage({ plan: { value: 'x' }, 'shop.customer': { value: `,
              string('customer.email'),
              ` } });`,
            ),
            ['dropEntry', `${api}${customer}export const bag = propagation.createBaggage({ plan: { value: 'x' } });`],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}${customer}trace.getActiveSpan()?.setAttribute('shop.customer', customer.email);\nexport const bag = propagation.createBaggage({ plan: { value: 'x' } });`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a statement, with a comment above it',
      code: `${api}export function f(userId: string) {\n  let bag = propagation.createBaggage();\n  // who it is for\n  bag = bag.setEntry('id', { value: userId });\n  return bag;\n}`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'userId'", userId, 'id'),
          suggestions: suggest([
            ...hashes(
              `${api}export function f(userId: string) {\n  let bag = propagation.createBaggage();\n  // who it is for\n  bag = bag.setEntry('id', { value: `,
              string('userId'),
              ` });\n  return bag;\n}`,
            ),
            [
              'dropEntry',
              `${api}export function f(userId: string) {\n  let bag = propagation.createBaggage();\n  // who it is for\n  return bag;\n}`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}export function f(userId: string) {\n  let bag = propagation.createBaggage();\n  // who it is for\n  trace.getActiveSpan()?.setAttribute('id', userId);\n  return bag;\n}`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a comment inside what would go: nothing is removed',
      code: `${api}${customer}export const bag = propagation.createBaggage().setEntry('k', /* who */ { value: customer.email });`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'k'),
          suggestions: suggest(
            hashes(
              `${api}${customer}export const bag = propagation.createBaggage().setEntry('k', /* who */ { value: `,
              string('customer.email'),
              ' });',
            ),
          ),
        },
      ],
    },
    {
      name: 'a text that may be missing',
      code: `${api}export function f(email?: string) { return propagation.createBaggage().setEntry('k', { value: email! }); }`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'email'", contact, 'k'),
          suggestions: suggest([
            ...hashes(
              `${api}export function f(email?: string) { return propagation.createBaggage().setEntry('k', { value: `,
              string('email!'),
              ' }); }',
            ),
            ['dropEntry', `${api}export function f(email?: string) { return propagation.createBaggage(); }`],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}export function f(email?: string) { trace.getActiveSpan()?.setAttribute('k', email!); return propagation.createBaggage(); }`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a piece of a template, which may be missing',
      code: `${api}export function f(email?: string) { return propagation.createBaggage().setEntry('k', { value: \`u:\${email}\` }); }`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'email'", contact, 'k'),
          suggestions: suggest([
            ...hashes(
              `${api}export function f(email?: string) { return propagation.createBaggage().setEntry('k', { value: \`u:\${`,
              'String(email)',
              '}` }); }',
              '',
            ),
            ['dropEntry', `${api}export function f(email?: string) { return propagation.createBaggage(); }`],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}export function f(email?: string) { trace.getActiveSpan()?.setAttribute('k', \`u:\${email}\`); return propagation.createBaggage(); }`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'two pieces of a template are hashed together',
      code: `${api}declare const user: { firstName: string; lastName: string };\nexport const bag = propagation.createBaggage({ k: { value: \`\${user.firstName} \${user.lastName}\` } });`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'user.firstName'", 'identity data (name, user name)', 'k'),
          suggestions: suggest([
            ...hashes(
              `${api}declare const user: { firstName: string; lastName: string };\nexport const bag = propagation.createBaggage({ k: { value: `,
              '`${user.firstName} ${user.lastName}`',
              ' } });',
            ),
            [
              'dropEntry',
              `${api}declare const user: { firstName: string; lastName: string };\nexport const bag = propagation.createBaggage({});`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}declare const user: { firstName: string; lastName: string };\ntrace.getActiveSpan()?.setAttribute('k', \`\${user.firstName} \${user.lastName}\`);\nexport const bag = propagation.createBaggage({});`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'in a branch: the attribute would be set always, so it is not offered',
      code: `${api}${customer}declare const on: boolean;\nexport const bag = on ? propagation.createBaggage().setEntry('k', { value: customer.email }) : undefined;`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'k'),
          suggestions: suggest([
            ...hashes(
              `${api}${customer}declare const on: boolean;\nexport const bag = on ? propagation.createBaggage().setEntry('k', { value: `,
              string('customer.email'),
              ' }) : undefined;',
            ),
            [
              'dropEntry',
              `${api}${customer}declare const on: boolean;\nexport const bag = on ? propagation.createBaggage() : undefined;`,
            ],
          ]),
        },
      ],
    },
    {
      name: 'by the path it took',
      code: `${api}${customer}const label = customer.email;\nexport const bag = propagation.createBaggage().setEntry('k', { value: label });`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'k', " through 'label' (line 3)"),
          line: 4,
          suggestions: suggest([
            ...hashes(
              `${api}${customer}const label = customer.email;\nexport const bag = propagation.createBaggage().setEntry('k', { value: `,
              string('label'),
              ' });',
            ),
            [
              'dropEntry',
              `${api}${customer}const label = customer.email;\nexport const bag = propagation.createBaggage();`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}${customer}const label = customer.email;\ntrace.getActiveSpan()?.setAttribute('k', label);\nexport const bag = propagation.createBaggage();`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'at the call of a local function: only the argument can be hashed',
      code: `${api}${customer}function tag(key: string, value: string) { return propagation.createBaggage().setEntry(key, { value }); }\nexport const bag = tag('k', customer.email);`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'k', " through 'tag()' (line 4)"),
          line: 4,
          suggestions: suggest(
            hashes(
              `${api}${customer}function tag(key: string, value: string) { return propagation.createBaggage().setEntry(key, { value }); }\nexport const bag = tag('k', `,
              string('customer.email'),
              ');',
            ),
          ),
        },
      ],
    },
    {
      name: 'a whole person: a hash of it would mean nothing',
      code: `${api}${customer}export const bag = propagation.createBaggage({ k: { value: JSON.stringify(customer) } });`,
      errors: [
        {
          messageId: 'pii' as const,
          suggestions: suggest([
            ['dropEntry', `${api}${customer}export const bag = propagation.createBaggage({});`],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}${customer}trace.getActiveSpan()?.setAttribute('k', JSON.stringify(customer));\nexport const bag = propagation.createBaggage({});`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a key that names its value',
      code: `${api}declare const x: string;\nexport const bag = propagation.createBaggage({ 'user.email': { value: x } });`,
      errors: [
        {
          messageId: 'piiByKey' as const,
          data: says("'x'", contact, 'user.email'),
          suggestions: suggest([
            ...hashes(
              `${api}declare const x: string;\nexport const bag = propagation.createBaggage({ 'user.email': { value: `,
              string('x'),
              ' } });',
            ),
            ['dropEntry', `${api}declare const x: string;\nexport const bag = propagation.createBaggage({});`],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}declare const x: string;\ntrace.getActiveSpan()?.setAttribute('user.email', x);\nexport const bag = propagation.createBaggage({});`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a key with personal data',
      code: `${api}${customer}export const bag = propagation.createBaggage().setEntry(customer.email, { value: '1' });`,
      errors: [
        {
          messageId: 'piiInKey' as const,
          data: says("'customer.email'", contact, ''),
          suggestions: suggest([
            ...hashes(
              `${api}${customer}export const bag = propagation.createBaggage().setEntry(`,
              string('customer.email'),
              `, { value: '1' });`,
            ),
            ['dropEntry', `${api}${customer}export const bag = propagation.createBaggage();`],
          ]),
        },
      ],
    },
    {
      name: 'an entry object that is built elsewhere is not moved',
      code: `${api}${customer}const entry = { value: customer.email };\nexport const bag = propagation.createBaggage().setEntry('k', entry);`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'k'),
          line: 3,
          suggestions: suggest([
            ...hashes(
              `${api}${customer}const entry = { value: `,
              string('customer.email'),
              ` };\nexport const bag = propagation.createBaggage().setEntry('k', entry);`,
            ),
            [
              'dropEntry',
              `${api}${customer}const entry = { value: customer.email };\nexport const bag = propagation.createBaggage();`,
            ],
          ]),
        },
      ],
    },
    {
      name: 'the sanitizer of the project',
      code: `${api}${customer}function veil(text: string): string { return text; }\nexport const bag = propagation.createBaggage({ k: { value: customer.email } });`,
      settings: { otel: { sanitizers: ['veil', 'absent'] } },
      errors: [
        {
          messageId: 'pii' as const,
          suggestions: suggest([
            ...hashes(
              `${api}${customer}function veil(text: string): string { return text; }\nexport const bag = propagation.createBaggage({ k: { value: `,
              string('customer.email'),
              ' } });',
            ),
            [
              'useSanitizer',
              `${api}${customer}function veil(text: string): string { return text; }\nexport const bag = propagation.createBaggage({ k: { value: veil(${string('customer.email')}) } });`,
              { sanitizer: 'veil' },
            ],
            [
              'dropEntry',
              `${api}${customer}function veil(text: string): string { return text; }\nexport const bag = propagation.createBaggage({});`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}${customer}function veil(text: string): string { return text; }\ntrace.getActiveSpan()?.setAttribute('k', customer.email);\nexport const bag = propagation.createBaggage({});`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'an import that is there, and a name that is taken',
      code: `${api}import { createHash } from 'node:crypto';\n${customer}const createHmac = 1, trace = createHash;\nexport const bag = propagation.createBaggage({ k: { value: customer.email } });\nexport { createHmac, trace };`,
      errors: [
        {
          messageId: 'pii' as const,
          suggestions: suggest([
            [
              'keyedHash',
              `${api}import { createHash, createHmac as cryptoCreateHmac } from 'node:crypto';\n${customer}const createHmac = 1, trace = createHash;\nexport const bag = propagation.createBaggage({ k: { value: \`usr_\${cryptoCreateHmac('sha256', process.env.BAGGAGE_HASH_KEY!).update(${string('customer.email')}).digest('hex').slice(0, 16)}\` } });\nexport { createHmac, trace };`,
            ],
            [
              'plainHash',
              `${api}import { createHash } from 'node:crypto';\n${customer}const createHmac = 1, trace = createHash;\nexport const bag = propagation.createBaggage({ k: { value: \`usr_\${createHash('sha256').update(${string('customer.email')}).digest('hex').slice(0, 16)}\` } });\nexport { createHmac, trace };`,
            ],
            [
              'dropEntry',
              `${api}import { createHash } from 'node:crypto';\n${customer}const createHmac = 1, trace = createHash;\nexport const bag = propagation.createBaggage({});\nexport { createHmac, trace };`,
            ],
            [
              'moveToSpanAttribute',
              `import { propagation, trace as otelTrace } from '@opentelemetry/api';\nimport { createHash } from 'node:crypto';\n${customer}const createHmac = 1, trace = createHash;\notelTrace.getActiveSpan()?.setAttribute('k', customer.email);\nexport const bag = propagation.createBaggage({});\nexport { createHmac, trace };`,
            ],
          ]),
        },
      ],
    },
    {
      name: 'two entries of one object',
      code: `${api}${customer}export const bag = propagation.createBaggage({ a: { value: customer.email }, b: { value: customer.id } });`,
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'a'),
          suggestions: suggest([
            ...hashes(
              `${api}${customer}export const bag = propagation.createBaggage({ a: { value: `,
              string('customer.email'),
              ' }, b: { value: customer.id } });',
            ),
            [
              'dropEntry',
              `${api}${customer}export const bag = propagation.createBaggage({ b: { value: customer.id } });`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}${customer}trace.getActiveSpan()?.setAttribute('a', customer.email);\nexport const bag = propagation.createBaggage({ b: { value: customer.id } });`,
              ),
            ],
          ]),
        },
        {
          messageId: 'pii' as const,
          data: says("'customer.id'", userId, 'b'),
          suggestions: suggest([
            ...hashes(
              `${api}${customer}export const bag = propagation.createBaggage({ a: { value: customer.email }, b: { value: `,
              string('customer.id'),
              ' } });',
            ),
            [
              'dropEntry',
              `${api}${customer}export const bag = propagation.createBaggage({ a: { value: customer.email } });`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}${customer}trace.getActiveSpan()?.setAttribute('b', customer.id);\nexport const bag = propagation.createBaggage({ a: { value: customer.email } });`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a wrapper that the settings declare',
      code: `${api}declare function setBaggageValue(key: string, value: string): void;\n${customer}setBaggageValue('k', customer.email);`,
      settings: { otel: { wrappers: [{ function: 'setBaggageValue', operation: 'baggage.setEntry' }] } },
      errors: [
        {
          messageId: 'pii' as const,
          data: says("'customer.email'", contact, 'k'),
          suggestions: suggest([
            ...hashes(
              `${api}declare function setBaggageValue(key: string, value: string): void;\n${customer}setBaggageValue('k', `,
              string('customer.email'),
              ');',
            ),
            ['dropEntry', `${api}declare function setBaggageValue(key: string, value: string): void;\n${customer}`],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}declare function setBaggageValue(key: string, value: string): void;\n${customer}trace.getActiveSpan()?.setAttribute('k', customer.email);`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a hash without a key, where they are checked',
      code: `${api}import { createHash } from 'node:crypto';\n${customer}export const bag = propagation.createBaggage({ k: { value: createHash('sha256').update(customer.email).digest('hex') } });`,
      options: [{ checkUnkeyedHash: true }] as const,
      errors: [
        {
          messageId: 'unkeyedHash' as const,
          data: { subject: "'customer.email'", class: contact, entry: "baggage entry 'k'" },
          suggestions: suggest([
            [
              'keyedHash',
              `${api}import { createHash, createHmac } from 'node:crypto';\n${customer}export const bag = propagation.createBaggage({ k: { value: createHmac('sha256', process.env.BAGGAGE_HASH_KEY!).update(customer.email).digest('hex') } });`,
            ],
            [
              'dropEntry',
              `${api}import { createHash } from 'node:crypto';\n${customer}export const bag = propagation.createBaggage({});`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}import { createHash } from 'node:crypto';\n${customer}trace.getActiveSpan()?.setAttribute('k', createHash('sha256').update(customer.email).digest('hex'));\nexport const bag = propagation.createBaggage({});`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a hash by the name of the algorithm, where they are checked',
      code: `${api}import { sha256 } from './hash';\n${customer}export const bag = propagation.createBaggage({ k: { value: sha256(customer.email) } });`,
      options: [{ checkUnkeyedHash: true }] as const,
      errors: [
        {
          messageId: 'unkeyedHash' as const,
          suggestions: suggest([
            [
              'dropEntry',
              `${api}import { sha256 } from './hash';\n${customer}export const bag = propagation.createBaggage({});`,
            ],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}import { sha256 } from './hash';\n${customer}trace.getActiveSpan()?.setAttribute('k', sha256(customer.email));\nexport const bag = propagation.createBaggage({});`,
              ),
            ],
          ]),
        },
      ],
    },
    {
      name: 'a weak source, where they are included',
      code: `${api}declare const sessionId: string;\nexport const bag = propagation.createBaggage({ k: { value: sessionId } });`,
      options: [{ includeWeak: true }] as const,
      errors: [
        {
          messageId: 'pii' as const,
          suggestions: suggest([
            ...hashes(
              `${api}declare const sessionId: string;\nexport const bag = propagation.createBaggage({ k: { value: `,
              string('sessionId'),
              ' } });',
              'ses_',
            ),
            ['dropEntry', `${api}declare const sessionId: string;\nexport const bag = propagation.createBaggage({});`],
            [
              'moveToSpanAttribute',
              withTrace(
                `${api}declare const sessionId: string;\ntrace.getActiveSpan()?.setAttribute('k', sessionId);\nexport const bag = propagation.createBaggage({});`,
              ),
            ],
          ]),
        },
      ],
    },
  ];
}

/** Files in which there is no crypto module of Node: the entry goes, or stays on the span. */
const withoutNode = (
  [
    ['a client component', `'use client';\n`, {}],
    ['an edge function', `export const runtime = 'edge';\n`, {}],
    ['a browser', '', { contextManager: 'stack' }],
    ['a browser with zones', '', { contextManager: 'zone' }],
  ] as const
).map(([name, head, otel]) => ({
  name: `no hash in ${name}`,
  code: `${head}${api}${customer}export const bag = propagation.createBaggage({ k: { value: customer.email } });`,
  settings: { otel },
  errors: [
    {
      messageId: 'pii' as const,
      suggestions: suggest([
        ['dropEntry', `${head}${api}${customer}export const bag = propagation.createBaggage({});`],
        [
          'moveToSpanAttribute',
          withTrace(
            `${head}${api}${customer}trace.getActiveSpan()?.setAttribute('k', customer.email);\nexport const bag = propagation.createBaggage({});`,
          ),
        ],
      ]),
    },
  ],
}));

/** Baggage that is used after all, or may be. */
const used = [
  `let bag = propagation.createBaggage(); bag = bag.setEntry('mail', { value: user.email }); propagation.inject(propagation.setBaggage(context.active(), bag), carrier);`,
  `const bag = propagation.createBaggage({ mail: { value: user.email } }); context.with(propagation.setBaggage(context.active(), bag), work);`,
  `const bag = propagation.createBaggage({ mail: { value: user.email } }); bag.setEntry('b', { value: 'x' }); keep(bag);`,
  `const bag = propagation.createBaggage({ mail: { value: user.email } }); return { bag };`,
  `this.bag = propagation.createBaggage({ mail: { value: user.email } });`,
  `const bag = propagation.createBaggage({ mail: { value: user.email } }); return () => bag;`,
].map((body, index) => ({
  name: `a baggage that is used ${String(index + 1)}`,
  code: `import { context, propagation } from '@opentelemetry/api'; export function f(this: any, user: { email: string }, carrier: object, work: () => void, keep: (x: unknown) => void) { ${body} }`,
}));

/** How the API is reached; the code behind it is the same. */
const receivers: readonly (readonly [string, string, string, ('typed' | 'untyped')?])[] = [
  ['an alias', "import { propagation as p } from '@opentelemetry/api';", 'p.createBaggage()'],
  ['a namespace', "import * as otel from '@opentelemetry/api';", 'otel.propagation.createBaggage()'],
  ['a default import', "import otel from '@opentelemetry/api';", 'otel.propagation.createBaggage()'],
  ['require', "const api = require('@opentelemetry/api');", 'api.propagation.createBaggage()', 'untyped'],
  [
    'destructuring require',
    "const { propagation } = require('@opentelemetry/api');",
    'propagation.createBaggage()',
    'untyped',
  ],
  ['compiled output', "const api_1 = require('@opentelemetry/api');", 'api_1.propagation.createBaggage()', 'untyped'],
  [
    'the active baggage',
    "import { propagation } from '@opentelemetry/api';",
    '(propagation.getActiveBaggage() ?? propagation.createBaggage())',
  ],
  ['an optional chain', "import { propagation } from '@opentelemetry/api';", 'propagation.getActiveBaggage()!'],
  [
    'a variable',
    "import { propagation } from '@opentelemetry/api';\nconst base = propagation.createBaggage();",
    'base',
  ],
  ['a typed value', "import type { Baggage } from '@opentelemetry/api';\ndeclare const base: Baggage;", 'base'],
];
const reached = (mode: 'typed' | 'untyped') =>
  receivers
    .filter(([, , , only]) => only === undefined || only === mode)
    .map(([name, head, receiver]) => ({
      name: `reached through ${name}`,
      code: `${head}\nfunction f(customer: any) {\n  return ${receiver}.setEntry('k', /* keep */ { value: JSON.stringify({ a: customer.email }) });\n}`,
    }));

const throughReceivers = (mode: 'typed' | 'untyped') =>
  reached(mode).map(({ name, code }) => ({
    name,
    code,
    errors: [
      {
        messageId: 'pii' as const,
        data: says("'customer.email'", contact, 'k'),
        suggestions: hashOnly(code),
      },
    ],
  }));

/** The two hashes of the whole JSON text, with an import below the first line. */
function hashOnly(code: string) {
  const isRequire = code.includes('require(');
  const [head = '', ...rest] = code.split('\n');
  const json = 'JSON.stringify({ a: customer.email })';
  const output = (name: string, key: string): string => {
    const text = rest
      .join('\n')
      .replace(json, `\`usr_\${${name}('sha256'${key}).update(${json}).digest('hex').slice(0, 16)}\``);
    const line = isRequire ? `const { ${name} } = require('node:crypto');` : `import { ${name} } from 'node:crypto';`;
    return `${head}\n${line}\n${text}`;
  };
  return [
    { messageId: 'keyedHash' as const, output: output('createHmac', ', process.env.BAGGAGE_HASH_KEY!') },
    { messageId: 'plainHash' as const, output: output('createHash', '') },
  ];
}

const javascript = [
  {
    name: 'plain JavaScript, where a missing key is left to createHmac',
    filename: 'file.js',
    code: `const { propagation } = require('@opentelemetry/api')\nmodule.exports = (user) => {\n  let bag = propagation.createBaggage()\n  bag = bag.setEntry("mail", { value: user.email })\n  return bag\n}`,
    errors: [
      {
        messageId: 'pii' as const,
        data: says("'user.email'", contact, 'mail'),
        suggestions: suggest([
          [
            'keyedHash',
            `const { propagation } = require('@opentelemetry/api')\nconst { createHmac } = require('node:crypto')\nmodule.exports = (user) => {\n  let bag = propagation.createBaggage()\n  bag = bag.setEntry("mail", { value: \`usr_\${createHmac('sha256', process.env.BAGGAGE_HASH_KEY).update(String(user.email)).digest('hex').slice(0, 16)}\` })\n  return bag\n}`,
          ],
          [
            'plainHash',
            `const { propagation } = require('@opentelemetry/api')\nconst { createHash } = require('node:crypto')\nmodule.exports = (user) => {\n  let bag = propagation.createBaggage()\n  bag = bag.setEntry("mail", { value: \`usr_\${createHash('sha256').update(String(user.email)).digest('hex').slice(0, 16)}\` })\n  return bag\n}`,
          ],
          [
            'dropEntry',
            `const { propagation } = require('@opentelemetry/api')\nmodule.exports = (user) => {\n  let bag = propagation.createBaggage()\n  return bag\n}`,
          ],
          [
            'moveToSpanAttribute',
            `const { propagation, trace } = require('@opentelemetry/api')\nmodule.exports = (user) => {\n  let bag = propagation.createBaggage()\n  trace.getActiveSpan()?.setAttribute("mail", user.email)\n  return bag\n}`,
          ],
        ]),
      },
    ],
  },
];

typedTester.run('no-pii-in-baggage (typed)', noPiiInBaggage, {
  valid,
  invalid: [...invalid((text) => text), ...withoutNode, ...throughReceivers('typed')],
});
untypedTester.run('no-pii-in-baggage (untyped)', noPiiInBaggage, {
  valid,
  invalid: [...invalid((text) => `String(${text})`), ...withoutNode, ...throughReceivers('untyped'), ...javascript],
});

for (const typed of [true, false])
  describe(`no-pii-in-baggage: places and baggage that is used (${typed ? 'typed' : 'untyped'})`, () => {
    useOwnProjectService();
    const lint = createLint();
    const rules = { 'otel/no-pii-in-baggage': 'error' };

    for (const { name, code } of used)
      it(name, () => {
        assert.deepEqual(
          lint(code, { typed, rules }).map(({ messageId }) => messageId),
          ['pii'],
        );
      });

    it('reports the name, where the value stands on several lines', () => {
      const [message] = lint(
        `${api}export const f = (user: { email: string }) => propagation.createBaggage({\n  k: {\n    value: JSON.stringify({\n      email: user.email,\n    }),\n  },\n});`,
        { typed, rules },
      );
      assert.deepEqual([message?.line, message?.column, message?.endLine, message?.endColumn], [5, 14, 5, 24]);
    });

    it('cuts a long path behind a name, and says how to allow it', () => {
      const [message] = lint(
        `${api}export const f = (shop: any) => propagation.createBaggage({ k: { value: shop.customers.current.profile.contactDetails.privateContact.email } });`,
        { typed, rules },
      );
      assert.match(message?.message ?? '', /^'shop\.customers\.current\.profile\.contactDetails…' holds/);
      assert.match(message?.message ?? '', /'safeNames'/);
    });

    const offered = (code: string): string[] =>
      lint(code, { typed, rules }).flatMap(({ suggestions = [] }) =>
        suggestions.map(({ fix }) => code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1])),
      );

    it('reads no key from a process that is not that of Node', () => {
      const outputs = offered(
        `${api}export const f = (user: { email: string }, process: string) => propagation.createBaggage({ k: { value: user.email + process } });`,
      );
      assert.ok(outputs.length > 0);
      assert.ok(outputs.every((output) => !output.includes('process.env')));
      const own = `${api}import process from 'node:process';\nexport const f = (user: { email: string }) => propagation.createBaggage({ k: { value: user.email } });`;
      assert.ok(offered(own).some((output) => output.includes('process.env')));
    });

    it('names the span attribute after the entry that a write makes', () => {
      const outputs = offered(
        `${api}export function f(user: { email: string }) { const entries: Record<string, { value: string }> = {}; entries.mail = { value: user.email }; return propagation.createBaggage(entries); }`,
      );
      assert.ok(outputs.some((output) => output.includes(`setAttribute('mail', user.email)`)));
    });

    it('is silent about tests', () => {
      const code = `import { it } from 'vitest';\n${api}it('sends', () => { keep(propagation.createBaggage({ mail: { value: user.email } })); });`;
      assert.deepEqual(lint(code, { typed, rules }), []);
    });
  });
