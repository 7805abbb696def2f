/** Words in the names of functions whose result no longer identifies a person. */

/**
 * The act, or one who does it. GDPR art. 4(5) pseudonymisation, recital 26 anonymisation; NIST SP 800-122 section 4.2
 * (de-identifying, masking, tokenizing). An unkeyed hash of an enumerable id can be reversed: a rule option speaks of it.
 */
export const SANITIZER_WORDS: readonly string[] = [
  'hash', 'hashed', 'hasher', 'hashing', 'rehash', 'hmac', 'digest', 'digested', 'sha', 'sha1', 'sha256', 'sha384', 'sha512', 'sha3',
  'md5', 'blake2b', 'blake3', 'bcrypt', 'scrypt', 'argon2', 'argon2id', 'pbkdf2',
  'pseudonymize', 'pseudonymise', 'pseudonymized', 'pseudonymised', 'pseudonymizer', 'pseudonymiser', 'pseudonym',
  'anonymize', 'anonymise', 'anonymized', 'anonymised', 'anonymizer', 'anonymiser', 'deidentify', 'deidentified',
  'redact', 'redacted', 'redactor', 'redaction', 'mask', 'masked', 'masker', 'masking', 'obfuscate', 'obfuscated', 'obfuscator', 'censor', 'censored',
  'tokenize', 'tokenise', 'tokenized', 'tokenised', 'encrypt', 'encrypted', 'encryptor', 'encrypter', 'encipher',
  'scrub', 'scrubbed', 'scrubber', 'sanitize', 'sanitise', 'sanitized', 'sanitised', 'sanitizer', 'sanitiser',
];

/** Words that take the safety away again, or only look at a safe value. */
export const SANITIZER_VETOES: readonly string[] = [
  'unmask', 'unhash', 'unredact', 'decrypt', 'detokenize', 'detokenise', 'deanonymize', 'deanonymise', 'reidentify', 'rehydrate',
  'reveal', 'without', 'skip', 'verify', 'compare', 'check', 'validate', 'is', 'has', 'should', 'can', 'needs', 'un', 'non', 'not',
  'send', 'schedule', 'deliver', 'weekly', 'daily', 'purify', 'disable', 'undo', 'before', 'remove', 'lookup',
];

/** Pairs that mean something else. HTML and path clean-up keeps the personal data in. */
export const SANITIZER_FALSE_PAIRS: Readonly<Record<string, readonly string[]>> = {
  hash: ['tag', 'map', 'set', 'table', 'route', 'router', 'history', 'change', 'param', 'url', 'link'],
  sanitize: ['html', 'url', 'uri', 'path', 'file', 'sql', 'xss', 'markup', 'markdown', 'css', 'svg', 'query', 'header', 'filename', 'input', 'key', 'tag', 'attribute'],
  sanitise: ['html', 'url', 'uri', 'path', 'file', 'sql', 'xss', 'markup', 'markdown', 'css', 'svg', 'query', 'header', 'filename', 'input', 'key', 'tag', 'attribute'],
  tokenize: ['text', 'sentence', 'source', 'code', 'expression', 'query', 'input', 'line', 'prompt', 'string'],
};

/** Methods that say nothing themselves: `redactor.apply(x)` is judged by its object. */
export const GENERIC_METHODS: readonly string[] = ['apply', 'process', 'run', 'transform', 'call', 'execute', 'of', 'from', 'handle', 'invoke', 'convert'];
