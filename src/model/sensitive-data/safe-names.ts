/**
 * The negative lists: words that make a name harmless. Collected from false alarms of name-based scanners; the idea of a
 * list of words that cancel (hashed, encrypted, …) is that of CodeQL's sensitive-data heuristics.
 */

/** A first word that asks a question: the answer is yes or no, not the data (`isEmailVerified`, `hasPassword`). */
export const BOOLEAN_PREFIXES: readonly string[] = [
  'is', 'are', 'has', 'have', 'had', 'should', 'can', 'could', 'was', 'were', 'did', 'does', 'do', 'will', 'would', 'must',
  'may', 'might', 'enable', 'enabled', 'disable', 'disabled', 'need', 'needs', 'allow', 'allowed', 'require', 'requires',
  'include', 'includes', 'contain', 'contains', 'support', 'supports', 'use', 'uses', 'show', 'hide', 'without', 'no', 'not',
  'missing', 'invalid', 'want', 'wants', 'skip', 'ignore', 'accept', 'accepts', 'expect', 'supported',
];

/** A first word that does something with the data: what the name holds is the action, a handler or its outcome. */
export const ACTION_PREFIXES: readonly string[] = [
  'send', 'validate', 'verify', 'check', 'compare', 'notify', 'delete', 'remove', 'assert', 'ensure', 'match', 'count', 'on',
  'handle', 'render', 'invalidate', 'revoke', 'by', 'for', 'per',
];

/** First words of *functions* whose result is not the data. A getter (`getEmail`) or factory (`createToken`) gives it. */
export const CALL_ACTION_PREFIXES: readonly string[] = [
  'set', 'update', 'reset', 'save', 'store', 'clear', 'hash', 'mask', 'redact', 'encrypt', 'anonymize', 'anonymise',
  'pseudonymize', 'pseudonymise', 'tokenize', 'scrub', 'sanitize', 'sanitise', 'digest', 'obfuscate', 'decode', 'use', 'refresh',
  'log', 'register', 'watch', 'subscribe', 'test', 'with', 'replace', 'censor', 'enrich', 'combine', 'change', 'walk',
];

/** Participles and adjectives that say the value was made safe, or never was real. They cancel every class. */
export const SAFE_QUALIFIERS: readonly string[] = [
  'hashed', 'masked', 'redacted', 'encrypted', 'anonymized', 'anonymised', 'anonymous', 'pseudonymized', 'pseudonymised',
  'pseudonymous', 'pseudonym', 'obfuscated', 'tokenized', 'tokenised', 'scrubbed', 'sanitized', 'sanitised', 'opaque',
  'fake', 'dummy', 'mock', 'placeholder', 'deidentified',
];

/** Nouns that cancel personal data and passwords before the head (`hashEmail`), but not keys (`hmacSecret`). */
export const DIGEST_QUALIFIERS: readonly string[] = ['hash', 'hmac', 'digest', 'sha', 'sha1', 'sha256', 'sha512', 'md5'];

/**
 * Last words that make a name something *about* the data. Built-in phrases must be the head of a name, so any unknown
 * last word already clears them; this list clears the words a project adds, which may stand anywhere.
 */
export const SAFE_SUFFIXES: readonly string[] = [
  'enabled', 'disabled', 'verified', 'confirmed', 'count', 'length', 'size', 'total', 'type', 'kind', 'status', 'template',
  'subject', 'format', 'valid', 'required', 'exists', 'changed', 'updated', 'created', 'sent', 'at', 'time', 'timestamp', 'index', 'version',
  'provider', 'service', 'queue', 'topic', 'job', 'handler', 'regex', 'pattern', 'validator', 'schema', 'field', 'column',
  'label', 'placeholder', 'hash', 'hashed', 'digest', 'hmac', 'masked', 'redacted', 'encrypted', 'anonymized', 'anonymised',
  'pseudonym', 'pseudonymized', 'tokenized', 'domain', 'host', 'present', 'set', 'limit', 'policy', 'strength', 'error',
  'repository', 'controller', 'client', 'module', 'plugin', 'input', 'form', 'button', 'component', 'page', 'route', 'url',
];

/** Names cleared as they stand, compared without case folding. */
export const SAFE_EXACT_NAMES: readonly string[] = [
  'PWD', // the working directory of a shell, POSIX.1-2017 section 8.3
  'OLDPWD',
  'tokens', // language-model and lexer counts: `usage.tokens`
];

/** Last words that change nothing: `emailRaw` is an e-mail, `password2` a password. Digits are handled apart. */
export const NEUTRAL_SUFFIXES: readonly string[] = [
  'value', 'val', 'string', 'str', 'raw', 'plain', 'plaintext', 'json', 'base64', 'b64', 'encoded', 'decoded', 'escaped',
  'unescaped', 'normalized', 'normalised', 'lower', 'lowercase', 'lowercased', 'upper', 'uppercase', 'trimmed', 'formatted',
  'new', 'old', 'prev', 'previous', 'current', 'original', 'copy', 'tmp', 'temp', 'list', 'array', 'confirm',
  'confirmation', 'again', 'repeat', 'primary', 'secondary', 'work', 'home', 'personal', 'e164', 'csv',
];

/** Words before a phrase that say nothing of whose it is: `newName` is as bare as `name`. */
export const NEUTRAL_QUALIFIERS: readonly string[] = [
  'the', 'a', 'an', 'my', 'your', 'new', 'old', 'current', 'raw', 'plain', 'original', 'primary', 'secondary', 'get', 'fetch',
  'find', 'load', 'read', 'extract', 'parse', 'resolve', 'lookup', 'x', 'this', 'that', 'some', 'safe', 'trimmed', 'normalized',
  'encoded', 'decoded', 'unsafe', 'real', 'actual', 'default', 'to', 'http', 'authenticated', 'logged', 'in', 'incoming', 'req',
  'request', 'param', 'body', 'query', 'header', 'create', 'generate', 'issue', 'sign', 'make', 'build', 'decrypt', 'require',
];

/** Words that turn a name round: `emailOfUser` is `userEmail`. */
export const PREPOSITIONS: readonly string[] = ['of', 'from', 'for', 'by', 'per', 'via', 'with'];

/** Words that join two names: `emailOrPhone` is either. */
export const CONJUNCTIONS: readonly string[] = ['and', 'or'];
