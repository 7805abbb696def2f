/** What the neighbours of a word say about it: words before it in a name, and objects it is read from. */
import type { NameContext } from './types';

/** Words by context, singular and in lower case. A word may stand in several. */
export const NAME_CONTEXTS: Readonly<Record<NameContext, readonly string[]>> = {
  // Natural persons, in the roles that business code gives them.
  person: [
    'user', 'enduser', 'person', 'people', 'customer', 'patient', 'employee', 'member', 'passenger', 'guest',
    'visitor', 'shopper', 'buyer', 'student', 'pupil', 'teacher', 'applicant', 'citizen', 'profile', 'cardholder', 'beneficiary',
    'borrower', 'policyholder', 'donor', 'voter', 'player', 'learner', 'physician', 'doctor', 'nurse', 'rider', 'traveler',
    'traveller', 'attendee', 'invitee', 'spouse', 'userinfo',
  ],
  // Persons as often as not: a repository has an owner, a queue has a sender.
  'likely-person': ['account', 'owner', 'author', 'creator', 'assignee', 'contact', 'sender', 'recipient', 'principal', 'payer', 'payee', 'subscriber'],
  organisation: [
    'company', 'organisation', 'organization', 'org', 'tenant', 'workspace', 'vendor', 'supplier', 'store', 'shop', 'merchant',
    'brand', 'support', 'noreply', 'sales', 'department', 'school', 'bank', 'hospital', 'warehouse', 'office', 'branch',
    'restaurant', 'facility', 'region', 'shard', 'project', 'business', 'corporate', 'helpdesk',
  ],
  infrastructure: [
    'server', 'host', 'pod', 'node', 'container', 'cluster', 'db', 'database', 'redis', 'mongo', 'mongodb', 'postgres', 'pg',
    'mysql', 'smtp', 'imap', 'proxy', 'broker', 'kafka', 'rabbitmq', 'amqp', 'nats', 'gateway', 'bind', 'listen', 'local',
    'internal', 'loopback', 'service', 'upstream', 'backend', 'instance', 'vm', 'machine', 'config', 'connection', 'subnet',
    'vpc', 'dns', 'nat', 'router', 'egress', 'balancer', 'interface', 'bastion', 'public', 'private', 'target', 'destination',
    'contract', 'wallet', 'token', 'memory', 'base', 'hardware', 'metadata', 'os', 'virtual', 'register', 'datacenter', 'ftp',
    'sftp', 'elastic', 'floating', 'worker', 'deployment', 'registry', 'url', 'uri', 'npm', 'package',
  ],
  // The far end of a connection, in server code a client: `client.address` and `network.peer.address` of OpenTelemetry.
  'remote-end': ['client', 'remote', 'peer', 'caller', 'requester'],
  mailbox: ['email', 'mailbox'],
  // E-mails that are messages, not addresses.
  letter: ['welcome', 'marketing', 'transactional', 'onboarding', 'invitation', 'invite', 'reminder', 'newsletter', 'draft', 'outgoing', 'queued', 'html', 'digest'],
  // What has a full name, a last name or a fingerprint and is no person.
  thing: [
    'repo', 'repository', 'package', 'module', 'field', 'file', 'test', 'suite', 'class', 'dependency', 'tag', 'branch', 'workflow',
    'metric', 'service', 'span', 'topic', 'function', 'method', 'event', 'job', 'task', 'certificate', 'cert', 'key', 'tls', 'pem',
    'build', 'error', 'issue', 'query', 'schema', 'proto', 'namespace', 'config', 'image', 'column', 'table',
  ],
  postal: ['address', 'addr', 'shipping', 'billing', 'delivery', 'residence', 'mailing', 'postal'],
  geographic: ['geo', 'gps', 'geolocation', 'location', 'position', 'coordinate', 'coord', 'geoip', 'place'],
  screen: [
    'mouse', 'canvas', 'pixel', 'screen', 'tile', 'chart', 'grid', 'cursor', 'click', 'texture', 'mesh', 'touch', 'pointer',
    'uv', 'cell', 'board', 'range', 'maven', 'artifact', 'package', 'vertex', 'window', 'viewport', 'scroll', 'polar',
  ],
  device: ['device', 'android', 'advertising', 'browser', 'handset', 'idfa', 'smartphone'],
  // Where the `sub` of RFC 7519 is read from.
  claims: ['token', 'claim', 'jwt', 'decoded', 'auth', 'identity', 'principal', 'payload', 'userinfo', 'oidc'],
  session: ['session'],
  cookie: ['cookie'],
  card: ['card'],
  login: ['auth', 'login', 'credential', 'signin', 'smtp', 'account', 'security'],
  'personal-name': ['name'],
  patient: ['patient', 'medical', 'health', 'clinical', 'user', 'person', 'member', 'employee'],
  // Tokens and codes that grant nothing: cursors (Google AIP-158 page tokens), cancellation, design systems, lexers,
  // language-model counts, tokenised payment data (PCI DSS), and keys that only look something up.
  'not-a-credential': [
    'page', 'next', 'continuation', 'pagination', 'cursor', 'sync', 'resume', 'cancellation', 'cancel', 'abort', 'design',
    'color', 'colour', 'theme', 'css', 'style', 'lexer', 'syntax', 'parser', 'tokenizer', 'ast', 'max', 'min', 'total',
    'prompt', 'completion', 'input', 'output', 'used', 'remaining', 'cached', 'reasoning', 'num', 'context', 'attach', 'span',
    'fencing', 'nft', 'erc20', 'opaque', 'card', 'stop', 'eos', 'bos', 'usage', 'semantic', 'dispose', 'injection', 'trace',
    'prev', 'baggage', 'symbol', 'suggestion', 'precommit', 'first', 'last', 'start', 'end', 'open', 'close', 'opening', 'closing',
    'left', 'right', 'previous', 'operator', 'punctuator', 'comma', 'colon', 'paren', 'brace', 'eof', 'character', 'whitespace',
    'comment', 'doctype', 'tag', 'null', 'inline', 'block', 'walk', 'string', 'number', 'question', 'arrow', 'timeout', 'dom', 'keyword',
  ],
  // Keys that find something and open nothing.
  lookup: [
    'partition', 'primary', 'foreign', 'cache', 'idempotency', 'sort', 'routing', 'lookup', 'object', 'hash', 'group', 'index',
    'composite', 'redis', 'queue', 'bucket', 'translation', 'i18n', 'dedupe', 'deduplication', 'baggage', 'feature', 'flag',
    'field', 'storage', 'context', 'map', 'range', 'shard', 'unique', 'natural', 'surrogate',
  ],
  public: ['public', 'publishable', 'anon'],
  'cloud-account': ['aws', 'gcp', 'azure', 'cloud', 'service', 'ad', 'tenant', 'billing', 'storage', 'row', 'line', 'organization'],
  environment: ['env', 'environ', 'environment'],
};

/** Contexts that hold names of any form: their object counts even where a word stands before the phrase. */
export const CONTAINER_CONTEXTS: ReadonlySet<NameContext> = new Set<NameContext>(['environment', 'cookie']);

/** Contexts that are a part of something else: `company.address.city` is the city of a company, `user.address.city` of a user. */
export const PART_CONTEXTS: readonly NameContext[] = ['postal', 'geographic', 'mailbox', 'personal-name'];

/** Words that say nothing about what an object is: we look through them at the object around it (`userData`, `req.body`). */
export const TRANSPARENT_OBJECT_WORDS: readonly string[] = [
  'this', 'self', 'that', 'req', 'request', 'res', 'response', 'reply', 'body', 'data', 'param', 'params', 'query', 'input',
  'arg', 'args', 'argument', 'prop', 'props', 'state', 'ctx', 'locals', 'event', 'message', 'msg', 'value', 'val',
  'result', 'record', 'row', 'doc', 'document', 'dto', 'entity', 'model', 'detail', 'details', 'info', 'attribute', 'attr',
  'field', 'obj', 'object', 'item', 'json', 'raw', 'current', 'header', 'get', 'fetch', 'find', 'load', 'by', 'one', 'first',
  'list', 'array', 'map', 'socket', 'var', 'variable', 'opts', 'option', 'view', 'property',
];

/** Objects that hold the *names* of fields, and so no data: `BaggageKeys.userId` is a key. A `keys` object may hold real keys. */
export const KEY_HOLDER_WORDS: readonly string[] = ['key', 'constant', 'const', 'enum'];

/** First words of constants that hold the names of attributes, as the OpenTelemetry semantic conventions are exported. */
export const CONSTANT_PREFIXES: readonly string[] = ['attr', 'semattrs', 'semresattrs', 'attribute', 'metric', 'header', 'baggage', 'col', 'field'];

/** Objects that hold something *about* fields, whatever the fields are: `errors.password` is a text for the form. */
export const LABEL_OBJECT_WORDS: readonly string[] = [
  'column', 'label', 'schema', 'validator', 'validation', 'permission', 'scope', 'route', 'regex',
  'pattern', 'placeholder', 'translation', 'error', 'template', 'type', 'kind', 'handler', 'style', 'count', 'length',
];
