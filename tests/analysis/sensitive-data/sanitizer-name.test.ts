import assert from 'node:assert/strict';
import { isSanitizerName } from '../../../src/analysis/sensitive-data';

const sanitizers = [
  'hash', 'hashed', 'hmac', 'digest', 'sha256', 'sha1', 'sha512', 'md5', 'pseudonymize', 'pseudonymise', 'anonymize', 'anonymise', 'redact',
  'mask', 'tokenize', 'encrypt', 'scrub', 'sanitize', 'sanitise', 'maskEmail', 'toHash', 'hashUserId', 'piiRedactor.redact', 'hashEmail',
  'sha256Hex', 'crypto.hash', 'bcrypt.hash', 'createHmac', 'hash_user_id', 'getHashedEmail', 'anonymizeIp', 'redactPii', 'scrubPII', 'encryptValue',
  'redactor.apply', 'anonymizer.process', 'hashAndEncode', 'this.hasher.hash', 'tokenizeCard', 'utils.maskPhone', 'toSHA256', 'deidentify', 'sanitizePii',
  'subtle.digest', 'HASH', 'obfuscate', 'hasher',
];

const others = [
  'encode', 'stringify', 'normalize', 'escape', 'base64', 'toBase64', 'encodeURIComponent', 'JSON.stringify', 'hashtag', 'hashTag', 'toHashTag',
  'unmask', 'decrypt', 'detokenize', 'rehydrate', 'hashMap.get', 'HashMap.get', 'verifyHash', 'compareHash', 'isHashed', 'sanitizeHtml',
  'DOMPurify.sanitize', 'sanitizeUrl', 'sanitizeFilename', 'decryptHash', 'trim', 'toLowerCase', 'slice', 'sendDigest', 'weeklyDigest', 'lookupHash',
  'tokenizer', 'compress', 'serialize', 'redactor.get', 'maskedStore.find', 'smash', 'dashboard', 'task', 'damask', 'bitmask', '', '.', 'of', 'apply',
];

describe('isSanitizerName', () => {
  it('accepts functions that say they make a value safe', () => {
    assert.deepEqual(sanitizers.filter((name) => !isSanitizerName(name)), []);
  });

  it('rejects encoders, look-alikes and functions that bring the value back', () => {
    assert.deepEqual(others.filter((name) => isSanitizerName(name)), []);
  });
});
