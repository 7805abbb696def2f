import assert from 'node:assert/strict';
import { classifyLiteral, isPlaceholder } from '../../../src/analysis/sensitive-data';

// The tokens are put together here so that no scanner takes this file for a leak.
const whole = (...parts: readonly string[]): string => parts.join('');
const letters = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC2';
const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'].join('.');

const shapes: readonly (readonly [text: string, verdict: string])[] = [
  [whole('AKIA', 'IOSFODNN7EXAMPLE'), 'api-key recommended'],
  [whole('ASIA', 'Y34FZKBOKMUTVV7A'), 'api-key recommended'],
  [`ghp_${letters}`, 'token recommended'],
  [`gho_${letters}`, 'token recommended'],
  [`ghs_${letters}`, 'token recommended'],
  [`github_pat_${letters}_${letters}`, 'token recommended'],
  [`glpat-${letters.slice(0, 20)}`, 'token recommended'],
  [whole('xoxb-', '1234567890-abcdefghij'), 'token recommended'],
  [whole('xoxp-', '1234567890-abcdefghij'), 'token recommended'],
  [`sk_live_${letters}`, 'api-key recommended'],
  [`rk_live_${letters}`, 'api-key recommended'],
  [`sk_test_${letters}`, 'api-key strict'],
  [jwt, 'token recommended'],
  [`Bearer ${jwt}`, 'token recommended'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE', 'private-key recommended'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'private-key recommended'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', 'private-key recommended'],
  [`AIza${'SyA1bC2dE3fG4hI5jK6lM7nO8pQ9rS0tU1vW'.slice(0, 35)}`, 'api-key recommended'],
  [`npm_${letters}`, 'token recommended'],
  [`Bearer ${letters}`, 'authorization recommended'],
  [`bearer ${letters}`, 'authorization recommended'],
  ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'authorization recommended'],
  [whole('postgres://app:', 's3cr3tPw', '@db.internal:5432/shop'), 'credential recommended'],
  [whole('redis://:', 's3cr3tPw', '@cache:6379'), 'credential recommended'],
  ['ada@lovelace.org', 'contact recommended'],
  ['Ada Lovelace <ada.l+news@mail.lovelace.co.uk>', 'contact recommended'],
  ['ada@example.com', 'contact strict'],
  ['ada@service.test', 'contact strict'],
  ['support@acme.io', 'contact strict'],
  ['no-reply@acme.io', 'contact strict'],
];

const harmless = [
  '',
  ' ',
  'usr_123',
  'usr_9f8e7d6c5b4a',
  'cus_Abc123',
  'tenant-42',
  'eu-west-1',
  'gold',
  'xxx',
  'XXXX',
  'changeme',
  'change-me',
  '<token>',
  '${TOKEN}',
  '{{ secret }}',
  'your-api-key',
  '********',
  'redacted',
  'sk_live_xxxxxxxxxxxxxxxx',
  `ghp_${'x'.repeat(36)}`,
  'AKIA',
  'ghp_',
  'Bearer',
  'Bearer token',
  'Bearer abc',
  'Basic authentication',
  'Basic plan',
  'basic',
  'eyJ',
  'git@github.com:acme/shop.git',
  'logo@2x.png',
  '@scope/package',
  'pkg@1.2.3',
  'https://example.com/a@b.html',
  'https://user@host.example',
  'http://localhost:3000',
  'postgres://app:password@localhost/x',
  'postgres://app:${PW}@h/x',
  '-----BEGIN PUBLIC KEY-----',
  '-----BEGIN CERTIFICATE-----',
  'pk_live_abcdefghijklmnop',
  'a@b',
  'user.email',
  'password',
  'token',
  '550e8400-e29b-41d4-a716-446655440000',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
];

describe('classifyLiteral', () => {
  for (const [text, expected] of shapes) {
    it(`finds ${expected} in ${text.slice(0, 24)}…`, () => {
      const verdict = classifyLiteral(text);
      assert.equal(verdict ? `${verdict.class} ${verdict.strength}` : 'nothing', expected);
    });
  }

  it('leaves opaque ids, placeholders and look-alikes alone', () => {
    assert.deepEqual(
      harmless.filter((text) => classifyLiteral(text)),
      [],
    );
  });

  it('tells secrets from personal data and says what the text is', () => {
    assert.deepEqual(classifyLiteral(`npm_${letters}`), {
      class: 'token',
      kind: 'secret',
      strength: 'recommended',
      because: 'the text is an npm token',
    });
    assert.equal(classifyLiteral('ada@lovelace.org')?.kind, 'pii');
  });

  it('gives the same answer each time', () => {
    assert.deepEqual(
      [1, 2, 3].map(() => classifyLiteral('ada@lovelace.org')?.class),
      ['contact', 'contact', 'contact'],
    );
  });

  it('takes long texts of every repeated character', () => {
    for (const part of ['a', '@', 'a@', 'a.', '-', 'a@b.', 'Bearer ', 'A:', ' ', 'x', '://', 'eyJ', '<']) {
      assert.doesNotThrow(() => classifyLiteral(part.repeat(50_000)));
    }
  });
});

describe('isPlaceholder', () => {
  it('knows texts that only stand for a value', () => {
    assert.ok(['xxx', 'changeme', '<your-token>', 'TODO', '', '***'].every(isPlaceholder));
    assert.ok(!['gold', 's3cr3tPw', 'ada@lovelace.org'].some(isPlaceholder));
  });
});
