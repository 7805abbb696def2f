/**
 * The W3C `traceparent` header and its kin: grammar, the shapes that receivers reject, and the names by which code
 * shows that an object is, or is no, carrier. Data only.
 *
 * Source: W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header. Measured with the propagators of
 * `@opentelemetry/core` 2.12 and 3.1, which agree on every shape below: what does not match is ignored without a word,
 * and the receiver starts a new trace.
 */

/** What one white space in front and behind, and any version but `ff`, leave acceptable. */
export const TRACEPARENT_GRAMMAR =
  /^\s?(?:00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}|(?!00|ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?)\s?$/;

/**
 * A text that means to be a traceparent: groups of letters and digits with something like an id, or a short version in
 * front.
 */
export const TRACEPARENT_ATTEMPT =
  /^\s*(?=.*[\da-f]{12})[\da-z]+(?:[-_][\da-z]*)*\s*$|^\s*[\da-f]{1,2}-[\da-z]+-[\da-z]+-[\da-z]+/i;

export const TRACE_ID_LENGTH = 32;
export const SPAN_ID_LENGTH = 16;

/** Why receivers reject a text. */
export type TraceparentProblem =
  | 'dashes'
  | 'flags'
  | 'foreign'
  | 'format'
  | 'idLength'
  | 'json'
  | 'onlyId'
  | 'spaces'
  | 'suffix'
  | 'swapped'
  | 'unversioned'
  | 'upperCase'
  | 'version'
  | 'zeros';

/** The problems in words, after "receivers ignore this 'traceparent' and start a new trace:". */
export const TRACEPARENT_PROBLEMS: Readonly<Record<TraceparentProblem, string>> = {
  dashes: 'an id holds the dashes of a UUID',
  flags: 'the flags are not two digits',
  foreign: 'it is the text of a header of another format',
  format: "it is not 'version-traceid-spanid-flags'",
  idLength: 'the ids are not 32 and 16 digits long',
  json: 'it is JSON',
  onlyId: 'it is an id alone',
  spaces: 'more than one space stands around it',
  suffix: 'version 00 ends with the flags, and more follows',
  swapped: 'the span id stands before the trace id',
  unversioned: "the version '00-' is missing",
  upperCase: 'hexadecimal digits are in upper case',
  version: 'the version is not two digits below ff',
  zeros: 'an id is all zeros',
};

/** How a header says which trace a request belongs to. */
export type HeaderFormat = 'baggage' | 'other' | 'traceparent' | 'tracestate';

/**
 * The headers that are looked for, in lower case. Of the several headers of B3 the one with the trace id stands for
 * all. `other` formats are written by propagators that a project has to configure.
 */
export const MANUAL_HEADERS: ReadonlyMap<string, HeaderFormat> = new Map<string, HeaderFormat>([
  ['traceparent', 'traceparent'],
  ['tracestate', 'tracestate'],
  ['baggage', 'baggage'],
  ['b3', 'other'],
  ['x-b3-traceid', 'other'],
  ['uber-trace-id', 'other'],
  ['x-amzn-trace-id', 'other'],
]);

/** Headers and variables of other formats, in lower case: their text is no traceparent. */
export const FOREIGN_TRACE_HEADERS: ReadonlySet<string> = new Set([
  'sentry-trace',
  'x-amzn-trace-id',
  '_x_amzn_trace_id',
  'x-b3-traceid',
  'x-cloud-trace-context',
  'x-datadog-trace-id',
  'uber-trace-id',
]);
/** Methods that look a header up by its name. */
export const LOOKUP_METHODS: ReadonlySet<string> = new Set(['get', 'header', 'getHeader']);

/** What a name says that holds a traceparent. */
export const TRACEPARENT_NAME = /trace_?parent/i;
/** Requests whose `get` and `header` look up a header. */
export const LOOKUP_OBJECT = /^(?:_?req|request|metadata|ctx|c)$/;
/** Functions that take a traceparent apart, by package: what they return has the ids alone. */
export const PARSER_EXPORTS: Readonly<Record<string, readonly string[]>> = {
  '@opentelemetry/core': ['parseTraceParent'],
};

/** Exports of `@opentelemetry/core` that hold the name of a header. */
export const HEADER_CONSTANTS: Readonly<Record<string, string>> = {
  TRACE_PARENT_HEADER: 'traceparent',
  TRACE_STATE_HEADER: 'tracestate',
};

/** The text that marks a baggage header of Sentry, which its own SDK reads. */
export const FOREIGN_BAGGAGE = 'sentry-';

/** Words of a name that say that an object carries headers. */
export const CARRIER_WORDS: ReadonlySet<string> = new Set(['header', 'carrier', 'hdr']);
/** Words of a name that say that what it names is made up for a test. */
export const MADE_UP_WORDS: ReadonlySet<string> = new Set(['dummy', 'fake', 'fixture', 'mock', 'sample', 'stub']);
/** Words of a function that say that what it returns carries headers. */
export const CARRIER_FUNCTION_WORDS: ReadonlySet<string> = new Set([...CARRIER_WORDS, 'inject']);
/** Keys that stand beside a header only in a set of headers. */
export const HEADER_KEYS = /^(?:accept(?:-[\w-]+)?|authorization|content-type|user-agent|x-[\w-]+)$/i;
/** Words of a receiver of `set` or `add`: gRPC metadata, and what {@link CARRIER_WORDS} says. */
export const WRITER_WORDS: ReadonlySet<string> = new Set([...CARRIER_WORDS, 'metadata', 'md']);
/** Names of a request that is being written, whose `set` and `header` write a header. */
export const REQUEST_WRITERS: ReadonlySet<string> = new Set(['req', 'request', 'outgoing', 'clientRequest', 'xhr']);
/** Words that say the opposite: what comes in, what goes back, what a test expects, what describes. */
export const NO_CARRIER_WORDS: ReadonlySet<string> = new Set([
  'allowed',
  'cors',
  'doc',
  'example',
  'expected',
  'exposed',
  'extract',
  'extracted',
  'fake',
  'fixture',
  'inbound',
  'incoming',
  'log',
  'mock',
  'name',
  'parse',
  'parsed',
  'read',
  'received',
  'reply',
  'res',
  'resp',
  'response',
  'sample',
  'schema',
  'stub',
]);

/** Properties whose object rides with a request or message. */
export const CARRIER_KEYS: ReadonlySet<string> = new Set(['headers', 'setHeaders', 'carrier', 'extraHTTPHeaders']);
/** Properties whose object rides with a message, where a method of {@link SENDING_NAME} is given it. */
export const ATTRIBUTE_KEYS: ReadonlySet<string> = new Set([
  'attributes',
  'messageAttributes',
  'MessageAttributes',
  'applicationProperties',
  'userProperties',
]);
export const SENDING_NAME = /^(?:publish|send|produce|enqueue)|^Send|^Publish|Command$/;
/** Keys of an attribute of SQS or SNS that hold its text. */
export const ATTRIBUTE_VALUES: readonly string[] = ['StringValue', 'stringValue', 'Value'];

/** Classes whose instances carry headers, when built with them. */
export const CARRIER_CLASSES: ReadonlySet<string> = new Set(['Headers', 'HttpHeaders', 'AxiosHeaders', 'Metadata']);
/** Types of the same, as they are declared or annotated. */
export const CARRIER_TYPE_NAMES: ReadonlySet<string> = new Set([
  ...CARRIER_CLASSES,
  'HeadersInit',
  'OutgoingHttpHeaders',
  'IHeaders',
  'MsgHdrs',
  'RawAxiosRequestHeaders',
  'AxiosRequestHeaders',
  'ClientRequest',
  'ClientHttp2Stream',
]);
/** Types of what answers a request. A header on it goes back to the caller, who extracts nothing. */
export const RESPONSE_TYPE_NAMES: ReadonlySet<string> = new Set([
  'ServerResponse',
  'Http2ServerResponse',
  'Response',
  'FastifyReply',
  'NextResponse',
  'ServerHttp2Stream',
]);
export const RESPONSE_NAMES = /^(?:res|resp|response|reply|c|ctx|nextResponse|serverResponse)$/;

/** A parameter behind the request of a handler: that request came in. */
export const ANSWER_PARAMETER = /^(?:res|resp|response|reply)$/;

/** Methods that can only write a header, and those that may write anything. */
export const HEADER_METHODS: ReadonlySet<string> = new Set(['setHeader', 'setRequestHeader', 'appendHeader']);
export const SETTING_METHODS: ReadonlySet<string> = new Set(['set', 'append', 'add', 'header']);
/** Methods that add a value where the propagator's setter must replace one. */
export const ADDING_METHODS: Readonly<Record<string, string>> = {
  add: 'set',
  append: 'set',
  appendHeader: 'setHeader',
};

/** Names of what receives an object without sending it: loggers, assertions, answers, schemas, parsers. */
export const SILENT_CALLEES =
  /^(?:log|info|debug|warn|error|trace|fatal|verbose|silly|notice|dir|table|child|captureException|expect|to(?:Be|Contain|Equal|Have|Match|Strict)\w*|(?:not)?(?:deep|equal|strict|partialDeep|match)\w*|not(?:Deep|Equal|Match|Strict)\w*|(?:object|array)Containing|(?:extract|parse|mock|stub)\w*|json|writeHead|object|setAttributes?|addEvent)$/i;
/**
 * Functions that read a context out of what they are given, by name: `getParentContext(request)`,
 * `startSpanFromHeaders(headers)`, `continueTrace(…)`.
 */
export const READING_FUNCTION =
  /parent_?(?:context|span)|^(?:continue|restore|resume)|from_?(?:headers?|carrier|trace)/i;
/** Classes whose instances are thrown: the headers of an exception go back to the caller. */
export const THROWN_CLASS = /(?:Exception|Error)$/;
/** Classes that answer a request. */
export const RESPONSE_CLASSES: ReadonlySet<string> = new Set(['Response', 'NextResponse', 'HttpResponse']);
/** Properties that make an object the answer to a request: what a handler of a function platform returns. */
export const ANSWER_KEYS: ReadonlySet<string> = new Set(['statusCode', 'statusText', 'isBase64Encoded']);

/** Calls whose result is a new id, by name: `randomUUID` and the generators of `uuid` have dashes. */
export const UUID_FUNCTION = /^(?:randomUUID|uuid|uuidv[147]|v[147]|nanoUuid|generateUuid)$/i;
export const RANDOM_FUNCTION =
  /^(?:random(?:Bytes|FillSync|Hex|Id)?|getRandomValues|pseudoRandomBytes|generate(?:Trace|Span)Id)$/;
/** Objects whose methods make up test data: `faker.string.hexadecimal()`. */
export const RANDOM_OBJECT = /^(?:faker|chance|casual)$/;
/** Calls that take a header apart: what is built from their result continues what was received. */
export const PARSING_FUNCTION =
  /^(?:split|exec|match|matchAll|parse\w*|extract\w*|decode\w*|from(?:Header|Traceparent|String)\w*)$/;
