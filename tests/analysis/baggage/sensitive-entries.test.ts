import assert from 'node:assert/strict';
import {
  describeEntry,
  entriesWithUnkeyedHash,
  sensitiveEntries,
  type SensitiveEntry,
} from '../../../src/analysis/baggage';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { readSettings } from '../../../src/rule-kit/settings';
import { parseSource } from '../../support/source';

type Mode = 'typed' | 'untyped';
type Case = readonly [title: string, code: string, expected: string | readonly string[], mode?: Mode];

const head =
  "import { propagation, type Baggage, type BaggageEntry } from '@opentelemetry/api';\ndeclare const bag: Baggage;\n";
/** Types and values that the cases use. */
const world = `
interface User { id: string; name: string; email: string; plan: 'free' | 'paid'; isAdmin: boolean; visits: number; address: { city: string } }
declare const user: User;
declare const x: string;
declare function load(...args: unknown[]): string;
`;

function analyse(code: string, mode: Mode, otel: object = {}): FileAnalysis {
  const sourceCode = parseSource(`${head}${world}${code}`, { typed: mode === 'typed' });
  return new FileAnalysis(sourceCode, 'file.ts', readSettings({ settings: { otel } }));
}

/** `contact 'user.email' → k`, with `via a, b` for the path and `(key)`, `(named)`, `(weak)` for what it is. */
function print(file: FileAnalysis, finding: SensitiveEntry): string {
  const { subject, path } = describeEntry(file.sourceCode, finding);
  const via = path
    .replace(/^ through /, ' via ')
    .replace(/ \(line \d+\)/g, '')
    .replace(/ and /, ', ')
    .replaceAll("'", '');
  const part = finding.part === 'value' ? '' : finding.part === 'key' ? ' (key)' : ' (named)';
  const name = subject.replaceAll("'", '');
  return `${finding.label.verdict.class} ${name} → ${finding.entry.keyText ?? '?'}${via}${part}${finding.isWeak ? ' (weak)' : ''}`;
}

function findings(code: string, mode: Mode, otel?: object): string[] {
  const file = analyse(code, mode, otel);
  return sensitiveEntries(file).map((finding) => print(file, finding));
}

function check(cases: readonly Case[], otel?: object): void {
  for (const [title, code, expected, only] of cases) {
    for (const mode of only ? [only] : (['typed', 'untyped'] as const)) {
      it(`${title}, ${mode}`, () => assert.deepEqual(findings(code, mode, otel), [expected].flat(), code));
    }
  }
}

const set = (value: string, key = "'k'"): string => `bag.setEntry(${key}, { value: ${value} });`;

describe('sensitiveEntries', () => {
  describe('finds sources', () => {
    check([
      ['a member', set('user.email'), 'contact user.email → k'],
      ['a member in context', set('user.name'), 'identity user.name → k'],
      ['a nested member', set('user.address.city'), 'address user.address.city → k'],
      ['a variable', `declare const email: string; ${set('email')}`, 'contact email → k'],
      ['a parameter', `export function f(email: string) { ${set('email')} }`, 'contact email → k'],
      ['a destructured name', `const { email } = user; ${set('email')}`, 'contact email → k'],
      ['a destructured name in context', `const { name } = user; ${set('name')}`, 'identity name → k'],
      ['a destructured name under another', `const { email: e } = user; ${set('e')}`, 'contact e → k'],
      ['a nested pattern', `const { address: { city } } = user; ${set('city')}`, 'address city → k'],
      [
        'a destructured parameter of a named type',
        `export function f({ name }: User) { ${set('name')} }`,
        'identity name → k',
      ],
      [
        'a member of a variable of a named type',
        `export function f(u: User) { ${set('u.name')} }`,
        'identity u.name → k',
      ],
      [
        'a member of another name for a person',
        `declare const req: any; const u = req.user; ${set('u.id')}`,
        'account-id u.id → k',
      ],
      [
        'an element of a list of persons',
        `declare const users: User[]; for (const u of users) ${set('u.name')}`,
        'identity u.name → k',
      ],
      [
        'the name of a call',
        `declare function getUserEmail(): string; ${set('getUserEmail()')}`,
        'contact getUserEmail() → k',
      ],
      [
        'the awaited name of a call',
        `declare function getUserEmail(): Promise<string>; async function f() { ${set('await getUserEmail()')} }`,
        'contact getUserEmail() → k',
      ],
      [
        'a field read by its name',
        `declare const req: any; ${set("req.headers.get('authorization')")}`,
        'authorization req.headers.get(authorization) → k',
      ],
      ['a header', `declare const req: any; ${set("req.headers['x-api-key']")}`, 'api-key req.headers[x-api-key] → k'],
      ['a cookie', `declare const req: any; ${set('req.headers.cookie')}`, 'cookie req.headers.cookie → k'],
      [
        'a form field',
        `declare const form: FormData; ${set("String(form.get('email'))")}`,
        'contact form.get(email) → k',
      ],
      ['the environment', set('process.env.API_KEY!'), 'api-key process.env.API_KEY → k'],
      ['an imported secret', `import { API_KEY } from './config'; ${set('API_KEY')}`, 'api-key API_KEY → k'],
      [
        'a private field',
        `class C { #email = ''; constructor(e: string) { this.#email = e; } f() { ${set('this.#email')} } }`,
        'contact this.#email → k',
      ],
      [
        'a field of a person',
        `class Customer { name!: string; f() { ${set('this.name')} } }`,
        'identity this.name → k',
      ],
      ['a literal with the shape of a secret', set("'AKIAIOSFODNN7ABCDEFG'"), 'api-key This text → k'],
      ['a secret in a template', set("`key=${'AKIAIOSFODNN7ABCDEFG'}`"), 'api-key This text → k'],
      [
        'a constant with the shape of a secret',
        `const KEY = 'AKIAIOSFODNN7ABCDEFG'; ${set('KEY')}`,
        'api-key This text → k via KEY',
      ],
      ['an e-mail address', set("'ann.smith@gmail.com'"), 'contact This text → k'],
      [
        'a number that is an id',
        `declare const user2: { userId: number }; ${set('String(user2.userId)')}`,
        'account-id user2.userId → k',
      ],
      [
        'a weak source',
        `declare const req: any; ${set("req.get('user-agent')")}`,
        'device req.get(user-agent) → k (weak)',
      ],
      ['the strongest of several', set('`${x} ${user.email}`'), 'contact user.email → k'],
      [
        'personal data and a secret in one value',
        `declare const password: string; ${set('`${user.email}:${password}`')}`,
        ['contact user.email → k', 'password password → k'],
      ],
    ]);
  });

  describe('follows them', () => {
    check([
      ['a template', set('`u:${user.email}`'), 'contact user.email → k'],
      [
        'a conversion and an encoding',
        set("Buffer.from(user.email.toLowerCase()).toString('base64')"),
        'contact user.email → k',
      ],
      ['a URL encoding', set('encodeURIComponent(user.email)'), 'contact user.email → k'],
      ['a variable', `const label = user.email; ${set('label')}`, 'contact user.email → k via label'],
      [
        'a local function',
        `const tidy = (v: string) => v.trim(); ${set('tidy(user.email)')}`,
        'contact user.email → k via v, tidy()',
      ],
      [
        'a function of another file that normalises',
        `import { normalise } from './text'; ${set('normalise(user.email)')}`,
        'contact user.email → k via normalise()',
      ],
      [
        'a function of another file that encodes',
        `import { encode } from './text'; ${set('encode(user.email)')}`,
        'contact user.email → k via encode()',
      ],
      ['JSON of chosen fields', set('JSON.stringify({ id: user.id, plan: user.plan })'), 'account-id user.id → k'],
      ['JSON of a whole person', set('JSON.stringify(user)'), 'account-id user (with id) → k', 'typed'],
      ['JSON of a whole person', set('JSON.stringify(user)'), 'identity user as a whole → k', 'untyped'],
      ['JSON of a spread person', set('JSON.stringify({ ...user, now: 1 })'), 'account-id user (with id) → k', 'typed'],
      [
        'a spread person with one field replaced',
        set("JSON.stringify({ ...user, name: '***', id: 0 })"),
        'contact user (with email) → k',
        'typed',
      ],
      [
        'JSON of an object whose type says it',
        `declare const order: { sku: string; buyer: { email: string } }; ${set('JSON.stringify(order)')}`,
        'contact order (with buyer.email) → k',
        'typed',
      ],
      ['a join', `declare const emails: string[]; ${set("emails.join(',')")}`, 'contact emails → k'],
      [
        'a mapped list',
        `declare const users: User[]; ${set("users.map((u) => u.email).join(',')")}`,
        'contact u.email → k',
      ],
      [
        'entries of a person',
        `for (const [k, v] of Object.entries(user)) ${set('String(v)', 'k')}`,
        'account-id user (with id) → ? via v',
        'typed',
      ],
      [
        'the attributes that a helper copies into baggage',
        `function spread(all: Record<string, string>) { let b = bag; Object.entries(all).forEach(([key, value]) => { b = b.setEntry(key, { value }); }); } spread({ plan: user.plan, who: user.email });`,
        'contact user.email → ? via spread(), all, value',
      ],
      ['one of two branches', `let v = 'none'; if (x) v = user.email; ${set('v')}`, 'contact user.email → k via v'],
      ['a field', `class C { private label = user.email; f() { ${set('this.label')} } }`, 'contact user.email → k'],
      [
        'a map that is filled',
        `const all = new Map<string, string>(); all.set('a', user.email); ${set("all.get('a')!")}`,
        'contact user.email → k',
      ],
      [
        'an async helper',
        `async function labelOf(u: User) { return u.email; } async function f() { ${set('await labelOf(user)')} }`,
        'contact u.email → k via labelOf()',
      ],
      ['a closure', `const v = user.email; const f = () => { ${set('v')} }; f();`, 'contact user.email → k via v'],
    ]);
  });

  describe('opens entries', () => {
    check([
      ['a shorthand', `const value = user.email; bag.setEntry('k', { value });`, 'contact user.email → k via value'],
      ['a variable', `const entry = { value: user.email }; bag.setEntry('k', entry);`, 'contact user.email → k'],
      [
        'a typed variable',
        `const entry: BaggageEntry = { value: user.email }; bag.setEntry('k', entry);`,
        'contact user.email → k',
      ],
      [
        'a later write',
        `const entry = { value: '' }; entry.value = user.email; bag.setEntry('k', entry);`,
        'contact user.email → k',
      ],
      ['a spread', `const entry = { value: user.email }; bag.setEntry('k', { ...entry });`, 'contact user.email → k'],
      [
        'the result of a local function',
        `const entryOf = (value: string) => ({ value }); bag.setEntry('k', entryOf(user.email));`,
        'contact user.email → k via value, entryOf()',
      ],
      ['a branch', `bag.setEntry('k', x ? { value: user.email } : { value: 'none' });`, 'contact user.email → k'],
      [
        'metadata',
        `import { baggageEntryMetadataFromString as meta } from '@opentelemetry/api'; bag.setEntry('k', { value: 'x', metadata: meta(user.email) });`,
        'contact user.email → k via meta()',
      ],
      [
        'createBaggage',
        `propagation.createBaggage({ 'a.b': { value: user.plan }, c: { value: user.email } });`,
        'contact user.email → c',
      ],
      [
        'createBaggage of a variable',
        `const all = { c: { value: user.email } }; propagation.createBaggage(all);`,
        'contact user.email → c',
      ],
      [
        'createBaggage of a filled object',
        `const all: Record<string, BaggageEntry> = {}; all['c'] = { value: user.email }; propagation.createBaggage(all);`,
        'contact user.email → c',
      ],
      [
        'createBaggage of a spread',
        `const all = { c: { value: user.email } }; propagation.createBaggage({ ...all, d: { value: 'x' } });`,
        'contact user.email → c',
      ],
      [
        'createBaggage of a local function',
        `const make = () => ({ c: { value: user.email } }); propagation.createBaggage(make());`,
        'contact user.email → c',
      ],
      [
        'createBaggage of pairs',
        `propagation.createBaggage(Object.fromEntries([['c', { value: user.email }]]));`,
        'contact user.email → c',
      ],
      [
        'createBaggage of mapped pairs',
        `propagation.createBaggage(Object.fromEntries(Object.entries(user).map(([k, v]) => [k, { value: String(v) }])));`,
        'account-id user (with id) → ? via v',
        'typed',
      ],
      [
        'a chain',
        `propagation.createBaggage().setEntry('a', { value: user.email }).setEntry('b', { value: user.name });`,
        ['contact user.email → a', 'identity user.name → b'],
      ],
      [
        'an optional chain',
        `propagation.getActiveBaggage()?.setEntry('a', { value: user.email });`,
        'contact user.email → a',
      ],
    ]);
  });

  describe('judges keys', () => {
    check([
      ['a key with personal data', set("'1'", 'user.email'), 'contact user.email → ? (key)'],
      ['a key made with personal data', set("'1'", '`u-${user.email}`'), 'contact user.email → ? (key)'],
      [
        'a computed key of createBaggage',
        "propagation.createBaggage({ [user.email]: { value: '1' } });",
        'contact user.email → ? (key)',
      ],
      ['a constant key', `const K = 'user.email'; ${set('x', 'K')}`, 'contact x → user.email (named)'],
      [
        'a key of a constant object',
        `const K = { mail: 'user.email' }; ${set('x', 'K.mail')}`,
        'contact x → user.email (named)',
      ],
      ['a key that names its unknown value', set('x', "'user.email'"), 'contact x → user.email (named)'],
      [
        'a key that names an unknown member',
        `declare const o: any; ${set('o.value', "'auth.token'")}`,
        'token o.value → auth.token (named)',
      ],
      ['a value that says more than the key', set('user.email', "'auth.token'"), 'contact user.email → auth.token'],
      [
        'a key of createBaggage',
        "propagation.createBaggage({ 'user.id': { value: x } });",
        'account-id x → user.id (named)',
      ],
      ['an identifier as key', 'propagation.createBaggage({ email: { value: x } });', 'contact x → email (named)'],
      ['a key and a constant', set("'none'", "'user.email'"), []],
      ['a key and the result of an unknown function', set('load(user)', "'user.email'"), []],
      ['a key and a variable with such a result', `const v = load(user); ${set('v', "'user.email'")}`, []],
      ['a key and a sanitized value', set('load(x).slice(1)', "'user.email'"), []],
      ['a key and a presence flag', set('String(!!x)', "'user.email'"), []],
      ['a key and a boolean', `declare const flag: boolean; ${set('String(flag)', "'user.email'")}`, []],
      ['a key and a count', `declare const n: number; ${set('`${n}`', "'user.email'")}`, []],
      ['a key and a converted count', `declare const n: number; ${set('String(n)', "'user.email'")}`, []],
      ['a key and a converted value', set('String(x)', "'user.email'"), 'contact String(x) → user.email (named)'],
      ['a key and a reassuring name', `declare const opaqueId: string; ${set('opaqueId', "'user.id'")}`, []],
      ['a key and a digested name', `declare const emailHash: string; ${set('emailHash', "'user.email'")}`, []],
      ['a key and a value copied from baggage', set("bag.getEntry('user.id')!.value", "'user.id'"), []],
    ]);
  });

  describe('judges local functions at their calls', () => {
    check([
      [
        'key and value',
        `function tag(k: string, v: string) { return bag.setEntry(k, { value: v }); } tag('a', user.email); tag('plan', user.plan);`,
        'contact user.email → a via tag()',
      ],
      [
        'each call',
        `function tag(k: string, v: string) { return bag.setEntry(k, { value: v }); } tag('a', user.email); tag('b', user.name);`,
        ['contact user.email → a via tag()', 'identity user.name → b via tag()'],
      ],
      [
        'a key that names it',
        `function tag(k: string, v: string) { return bag.setEntry(k, { value: v }); } tag('user.email', x);`,
        'contact x → user.email via tag() (named)',
      ],
      [
        'a destructured parameter',
        `function tag({ k, v }: { k: string; v: string }) { return bag.setEntry(k, { value: v }); } tag({ k: 'a', v: user.email });`,
        'contact user.email → a via tag()',
      ],
      [
        'an entry as parameter',
        `function add(k: string, entry: BaggageEntry) { return bag.setEntry(k, entry); } add('a', { value: user.email });`,
        'contact user.email → a via add()',
      ],
      [
        'two levels',
        `function tag(k: string, v: string) { return bag.setEntry(k, { value: v }); } function tagAll(w: string) { tag('a', w); } tagAll(user.email);`,
        'contact user.email → a via tag(), tagAll()',
      ],
      [
        'a method',
        `class T { tag(k: string, v: string) { return bag.setEntry(k, { value: v }); } f() { this.tag('a', user.email); } }`,
        'contact user.email → a via tag()',
      ],
      [
        'a method of an instance',
        `class T { tag(k: string, v: string) { return bag.setEntry(k, { value: v }); } } const t = new T(); t.tag('a', user.email);`,
        'contact user.email → a via tag()',
      ],
      [
        'a parameter under another name',
        `function tag(k: string, v: string) { const key = k; const entry = { value: v }; return bag.setEntry(key, entry); } tag('a', user.email); tag('plan', user.plan);`,
        'contact user.email → a via tag()',
      ],
      [
        'a member of a parameter',
        `function tag(o: { k: string; v: string }) { return bag.setEntry(o.k, { value: o.v }); } tag({ k: 'a', v: user.email });`,
        'contact user.email → a via tag()',
      ],
      [
        'a key that the constructor is given',
        `class T { constructor(private readonly k: string) {} tag(v: string) { return bag.setEntry(this.k, { value: v }); } } new T('user.email').tag(x);`,
        'contact x → user.email via tag(), T() (named)',
      ],
      [
        'a function in an object',
        `const tags = { tag: (k: string, v: string) => bag.setEntry(k, { value: v }) }; tags.tag('a', user.email);`,
        'contact user.email → a via tag()',
      ],
      [
        'entries as parameter',
        `function make(all: Record<string, BaggageEntry>) { return propagation.createBaggage(all); } make({ a: { value: user.email } });`,
        'contact user.email → a',
      ],
      [
        'a parameter that says what it is, once',
        `function setEmail(email: string) { ${set('email')} } setEmail(user.email); setEmail(x);`,
        'contact email → k',
      ],
      [
        'a key that says what the parameter is, once',
        `function setEmail(v: string) { ${set('v', "'user.email'")} } setEmail(x); setEmail(load());`,
        [],
      ],
      [
        'callers that all sanitize',
        `declare function hash(v: string): string; function setEmail(email: string) { ${set('email')} } setEmail(hash(user.email));`,
        [],
      ],
      [
        'callers that sanitize for a generic function',
        `declare function hash(v: string): string; function tag(k: string, v: string) { return bag.setEntry(k, { value: v }); } tag('user.email', hash(user.email));`,
        [],
      ],
      [
        'a function that makes an entry of sanitized values',
        `declare function hash(v: string): string; const entryOf = (value: string) => ({ value }); bag.setEntry('user.email', entryOf(hash(user.email))); bag.setEntry('plan', entryOf(user.plan));`,
        [],
      ],
    ]);
  });

  describe('is silent about', () => {
    check([
      ['what is no personal data', `declare const tenantId: string; ${set('tenantId')}`, []],
      ['a boolean', set('String(user.isAdmin)'), []],
      ['a union of literals', set('user.plan'), []],
      ['a boolean of a sensitive name', `declare const email: boolean; ${set('String(email)')}`, []],
      ['a count of a sensitive name', `declare const emails: number; ${set('String(emails)')}`, []],
      ['a template literal type', 'type Id = `usr_${string}`; declare const userId: Id; ' + set('userId'), [], 'typed'],
      ['an enum', `enum Email { Work, Home } declare const email: Email; ${set('String(email)')}`, [], 'typed'],
      ['an opaque literal', set("'usr_8f3a'", "'user.id'"), []],
      ['a presence flag', set("user.email ? 'yes' : 'no'"), []],
      ['Boolean()', set('String(Boolean(user.email))'), []],
      ['a comparison', set('String(user.email === x)'), []],
      ['a length', set('String(user.email.length)'), []],
      [
        'a digest',
        `import { createHash } from 'node:crypto'; ${set("createHash('sha256').update(user.email).digest('hex')")}`,
        [],
      ],
      [
        'a shortened digest',
        `import { createHmac } from 'node:crypto'; ${set("createHmac('sha256', x).update(user.email).digest('hex').slice(0, 16)")}`,
        [],
      ],
      [
        'a digest in steps',
        `import { createHash } from 'node:crypto'; const h = createHash('sha256'); h.update(user.email); ${set("h.digest('hex')")}`,
        [],
      ],
      ['crypto.hash', `import crypto from 'node:crypto'; ${set("crypto.hash('sha256', user.email)")}`, []],
      [
        'subtle.digest',
        `async function f() { const d = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(user.email)); ${set("Buffer.from(d).toString('hex')")} }`,
        [],
      ],
      ['a sanitizer of another file', `import { hashEmail } from './privacy'; ${set('hashEmail(user.email)')}`, []],
      ['a sanitizing method', `declare const redactor: any; ${set('redactor.redact(user.email)')}`, []],
      ['a local sanitizer', `const toId = (v: string) => load('sha256', v); ${set('toId(user.email)')}`, []],
      ['a local function that is named as one', `const hashIt = (v: string) => v; ${set('hashIt(user.email)')}`, []],
      [
        'a variable that is made safe before use',
        `declare function hash(v: string): string; function f() { let v = user.email; v = hash(v); ${set('v')} }`,
        [],
      ],
      [
        'an entry that is made safe before use',
        `declare function hash(v: string): string; const entry = { value: user.email }; entry.value = hash(entry.value); bag.setEntry('k', entry);`,
        [],
      ],
      ['the result of an unknown function', set('load(user.email)'), []],
      ['a masked value', set('user.email.slice(0, 2)'), []],
      ['a masked value under a sensitive name', `const email = user.email.replace(/.+@/, '***@'); ${set('email')}`, []],
      ['an imported constant', `import { email } from './config'; ${set('email')}`, []],
      ['chosen fields of a person', set("JSON.stringify(user, ['plan'])"), []],
      ['JSON of harmless fields', set('JSON.stringify({ plan: user.plan, admin: user.isAdmin })'), []],
      [
        'JSON of an object without personal data',
        `declare const cart: { sku: string; count: number }; ${set('JSON.stringify(cart)')}`,
        [],
      ],
      [
        'JSON of a person whose type holds nothing',
        `declare const user2: { plan: string }; ${set('JSON.stringify(user2)')}`,
        [],
        'typed',
      ],
      [
        'JSON of a local object without personal data',
        `const user3 = { plan: x }; ${set('JSON.stringify(user3)')}`,
        [],
      ],
      [
        'a person with the data replaced',
        `export const f = (who: { email: string; plan: string }) => ${set("JSON.stringify({ ...who, email: '***' })").slice(0, -1)};`,
        [],
      ],
      ['a replaced property of a spread', `const masked = { ...user, email: '***' }; ${set('masked.email')}`, []],
      [
        'a variable that is made safe before a closure reads it',
        `declare function hash(v: string): string; function f() { let v = user.email; v = hash(v); return () => ${set('v').slice(0, -1)}; }`,
        [],
      ],
      ['an entry that is no object', `bag.setEntry('k', user.email as any);`, []],
      [
        'a look-alike',
        `class Store { setEntry(k: string, v: { value: string }) {} } new Store().setEntry('k', { value: user.email });`,
        [],
      ],
      ['a host name', `declare const hostname: string; ${set('hostname')}`, []],
      ['a generated id', `const userId = crypto.randomUUID(); ${set('userId')}`, []],
      ['a template id', `declare const emailTemplateId: string; ${set('emailTemplateId')}`, []],
      ['the name of a tenant', `declare const tenant: { name: string }; ${set('tenant.name')}`, []],
      [
        'a cast to an object',
        `declare const email: { toString(): string; parts: string[] }; ${set('email as never')}`,
        [],
        'typed',
      ],
    ]);
  });

  describe('listens to the settings', () => {
    check(
      [
        ['a sanitizer by name', set('toOpaque(user.email)'), []],
        ['another function', set('load(user.email)'), []],
      ],
      { sanitizers: ['toOpaque'] },
    );
    check([['a sanitizer by pattern', set('x.maskMail(user.email)'), []]], { sanitizers: ['/^mask[A-Z]/'] });
    check(
      [
        [
          'a sanitizer by declaration',
          `import { veil as s } from '@acme/privacy'; ${set('s(user.email)')}`,
          [],
          'untyped',
        ],
        [
          'a look-alike of it',
          `const veil2 = (v: string) => v; ${set('veil2(user.email)')}`,
          'contact user.email → k via v, veil2()',
        ],
      ],
      { sanitizers: [{ from: 'package', package: '@acme/privacy', name: 'veil' }] },
    );
    check(
      [
        [
          'a listed brand',
          `type OpaqueId = string & { readonly b: unique symbol }; declare const userId: OpaqueId; ${set('userId')}`,
          [],
        ],
        ['a cast to it', `type OpaqueId = string & { readonly b: unique symbol }; ${set('user.id as OpaqueId')}`, []],
        [
          'another brand',
          `type UserId = string & { readonly b: unique symbol }; declare const userId: UserId; ${set('userId')}`,
          'account-id userId → k',
        ],
      ],
      { sanitizers: ['OpaqueId'] },
    );
    check(
      [
        [
          'a name of the project',
          `declare const loyaltyCard: string; ${set('loyaltyCard')}`,
          'loyalty loyaltyCard → k',
        ],
      ],
      { sensitiveNames: { loyalty: ['loyaltyCard'] } },
    );
    check(
      [
        ['a safe name', set('user.email'), []],
        ['a safe path', set('user.name'), []],
        ['a name that is not safe', set('user.id'), 'account-id user.id → k'],
      ],
      { safeNames: ['email', 'user.name'] },
    );
    check(
      [
        [
          'a wrapper that takes the value',
          `declare function setBaggage(k: string, v: string): void; setBaggage('a', user.email);`,
          'contact user.email → a',
        ],
        [
          'a wrapper that takes the entry',
          `declare function setBaggage(k: string, v: BaggageEntry): void; setBaggage('a', { value: user.email });`,
          'contact user.email → a',
        ],
        [
          'a key that names it',
          `declare function setBaggage(k: string, v: string): void; setBaggage('user.email', x);`,
          'contact x → user.email (named)',
        ],
        [
          'a wrapper defined in the same file',
          `function setBaggage(k: string, v: string) { return bag.setEntry(k, { value: v }); } setBaggage('a', user.email);`,
          'contact user.email → a',
        ],
      ],
      { wrappers: [{ function: 'setBaggage', operation: 'baggage.setEntry', arguments: { key: 0, entry: 1 } }] },
    );
  });

  it('is kept for a file', () => {
    const file = analyse(set('user.email'), 'untyped');
    assert.equal(sensitiveEntries(file), sensitiveEntries(file));
  });
});

describe('entriesWithUnkeyedHash', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'createHash',
      `import { createHash } from 'node:crypto'; ${set("createHash('sha256').update(user.email).digest('hex')")}`,
      ['contact user.email → k via digest()'],
    ],
    [
      'a shortened digest',
      `import { createHash } from 'node:crypto'; ${set("createHash('sha256').update(user.email).digest('hex').slice(0, 16)")}`,
      ['contact user.email → k via digest(), slice()'],
    ],
    [
      'crypto.hash',
      `import crypto from 'node:crypto'; ${set("crypto.hash('sha256', user.email)")}`,
      ['contact user.email → k via hash()'],
    ],
    [
      'a function named after the algorithm',
      `import { sha256 } from './hash'; ${set('sha256(user.email)')}`,
      ['contact user.email → k via sha256()'],
    ],
    [
      'a local function',
      `import { createHash } from 'node:crypto'; const hashEmail = (e: string) => createHash('sha256').update(e).digest('hex'); ${set('hashEmail(user.email)')}`,
      ['contact user.email → k via e, digest(), hashEmail()'],
    ],
    [
      'createHmac',
      `import { createHmac } from 'node:crypto'; ${set("createHmac('sha256', x).update(user.email).digest('hex')")}`,
      [],
    ],
    ['another function', `import { hashEmail } from './hash'; ${set('hashEmail(user.email)')}`, []],
    ['what is reported anyway', set('user.email'), []],
    [
      'what is nobody',
      `import { createHash } from 'node:crypto'; ${set("createHash('sha256').update(x).digest('hex')")}`,
      [],
    ],
    [
      'a secret',
      `import { createHash } from 'node:crypto'; declare const password: string; ${set("createHash('sha256').update(password).digest('hex')")}`,
      [],
    ],
  ];
  for (const [title, code, expected] of cases) {
    for (const mode of ['typed', 'untyped'] as const) {
      it(`${expected.length > 0 ? 'finds' : 'leaves'} ${title}, ${mode}`, () => {
        const file = analyse(code, mode);
        assert.deepEqual(
          entriesWithUnkeyedHash(file).map((finding) => print(file, finding)),
          expected,
        );
      });
    }
  }
});
