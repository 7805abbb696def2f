import assert from 'node:assert/strict';
import { splitWords } from '../../../src/analysis/sensitive-data';

const cases: Readonly<Record<string, readonly string[]>> = {
  userEmail: ['user', 'email'],
  UserEmail: ['user', 'email'],
  user_email: ['user', 'email'],
  USER_EMAIL: ['user', 'email'],
  'user-email': ['user', 'email'],
  'user.email': ['user', 'email'],
  userIPAddress: ['user', 'ip', 'address'],
  SSNNumber: ['ssn', 'number'],
  e_mail: ['email'],
  eMail: ['email'],
  'e-mail': ['email'],
  $email: ['email'],
  _email: ['email'],
  '#email': ['email'],
  emails: ['email'],
  userIDs: ['user', 'id'],
  JWTs: ['jwt'],
  addresses: ['address'],
  cities: ['city'],
  cookies: ['cookie'],
  diagnoses: ['diagnosis'],
  diagnosis: ['diagnosis'],
  address: ['address'],
  status: ['status'],
  ips: ['ip'],
  username: ['user', 'name'],
  hostname: ['host', 'name'],
  addressLine1: ['address', 'line', '1'],
  sha256: ['sha256'],
  toBase64: ['to', 'base64'],
  IPv4: ['ipv4'],
  ip_v6: ['ipv6'],
  OAuthToken: ['oauth', 'token'],
  DoB: ['dob'],
  DBPassword: ['db', 'password'],
  'X-Forwarded-For': ['x', 'forwarded', 'for'],
  twoFactorCode: ['two', 'factor', 'code'],
  '2faCode': ['2fa', 'code'],
  enduser: ['enduser'],
  endUser: ['enduser'],
  '': [],
  $: [],
  _: [],
  straßenName: ['straßen', 'name'],
};

describe('splitWords', () => {
  for (const [name, words] of Object.entries(cases)) {
    it(`divides ${JSON.stringify(name)} into ${JSON.stringify(words)}`, () => {
      assert.deepEqual(splitWords(name), words);
    });
  }

  it('gives the same words for every case style', () => {
    const styles = [
      'phoneNumber',
      'PhoneNumber',
      'phone_number',
      'PHONE_NUMBER',
      'phone-number',
      'phone.number',
      'Phone Number',
      'phonenumber',
    ];
    assert.deepEqual(new Set(styles.map((style) => splitWords(style).join(' '))), new Set(['phone number']));
  });
});
