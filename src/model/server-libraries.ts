/**
 * How server and consumer libraries hand over one request or message at a time, and whose instrumentation takes the
 * context out of it before the handler runs. Data only. To add a library, add a row to {@link SERVER_LIBRARIES}.
 *
 * Source: the declarations of @types/node 20, hono 4 and @types/aws-lambda 8.10, the documentation of the other
 * frameworks; the source of @opentelemetry/instrumentation-http 0.223 (it patches `emit('request')` of http and https
 * servers, not `upgrade`, not http2) and instrumentation-aws-lambda 0.75 (it extracts from the headers of HTTP events).
 * The instrumentations of Express, Koa, Hapi, Nest and their like make spans below that of http and extract nothing.
 */
import { FETCH_HANDLERS } from './carriers';
import type { LibraryId } from './instrumented-clients';
import type { TypeRef } from './types';

/** Registration methods whose callbacks run once a request: Express, Koa, Fastify, Hapi, Hono, Node's http. */
export const HANDLER_METHODS: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'all',
  'use',
  'route',
  'handle',
  'createServer',
  'listener',
  'addHandler',
]);

/** What the first parameter of a handler is called, and the second. */
export const REQUEST_NAMES: ReadonlySet<string> = new Set([
  'req',
  'request',
  'ctx',
  'c',
  'event',
  'message',
  'msg',
  'call',
  'job',
  '_req',
  'incoming',
]);
export const RESPONSE_NAMES: ReadonlySet<string> = new Set([
  'res',
  'response',
  'reply',
  'rep',
  'next',
  'callback',
  'h',
  '_res',
]);

/** Properties of a consumer's options whose function runs once a message or batch: kafkajs. */
export const CONSUMER_PROPERTIES: ReadonlySet<string> = new Set(['eachMessage', 'eachBatch']);

/** An export of a package, or a global where the package is undefined. `default` is the module itself. */
export interface ServerExport {
  readonly package: string | undefined;
  readonly name: string;
}

/** A call that registers handlers: any function among its arguments, or at these properties of an object among them. */
export interface HandlerRegistration {
  /** The declared types of the receiver. */
  readonly on?: readonly TypeRef[];
  readonly methods?: readonly string[];
  /** Or the exports that are called, or constructed. */
  readonly exports?: readonly ServerExport[];
  /** The texts of which the first argument must be one: names of events. Any, unless given. */
  readonly events?: readonly string[];
  /** Where the functions are in an object among the arguments; nowhere, unless given. */
  readonly properties?: readonly string[];
  /**
   * How many parameters a handler has whose request is the second one (`(error, req, res, next)`); none unless given.
   */
  readonly errorArity?: number;
}

/** A library that hands requests to handlers. */
export interface ServerLibrary {
  readonly id: string;
  /** Its name in messages. */
  readonly label: string;
  /** The libraries of which one must be instrumented for the context of a request to be active in its handler. */
  readonly instrumentations: readonly LibraryId[];
  readonly registrations: readonly HandlerRegistration[];
  /** Types that say what a value is: a request; with `before`, only a parameter right before one of such a type. */
  readonly requests: readonly { readonly type: TypeRef; readonly before?: readonly TypeRef[] }[];
  /** Types of functions whose first parameter is a request: `APIGatewayProxyHandler`. */
  readonly handlers?: readonly TypeRef[];
  /** Decorators of parameters that are a request, or its headers. */
  readonly decorators?: readonly { readonly decorator: ServerExport; readonly path: string }[];
  /** The ways from a request to its headers; `header()` is what a method of that name answers. */
  readonly headers: readonly string[];
}

const refs = (packages: readonly string[], ...names: readonly string[]): readonly TypeRef[] =>
  packages.flatMap((owner) => names.map((name) => ({ package: owner, name })));
const exportsOf = (packages: readonly (string | undefined)[], ...names: readonly string[]): readonly ServerExport[] =>
  packages.flatMap((owner) => names.map((name) => ({ package: owner, name })));

const HTTP = ['http', 'https'];
const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all', 'use'];
const EXPRESS_PACKAGES = ['express', 'express-serve-static-core', 'router'];
const EXPRESS_OWNERS = refs(EXPRESS_PACKAGES, 'Application', 'Express', 'Router', 'IRouter', 'IRoute', 'Route');
const KOA_ROUTERS = ['@koa/router', 'koa-router'];
const FASTIFY_HOOKS = [
  'onRequest',
  'preParsing',
  'preValidation',
  'preHandler',
  'preSerialization',
  'onSend',
  'onResponse',
  'onError',
];
const LAMBDA_EVENTS = [
  'APIGatewayProxyEvent',
  'APIGatewayEvent',
  'APIGatewayProxyEventBase',
  'APIGatewayProxyWithCognitoAuthorizerEvent',
  'APIGatewayProxyWithLambdaAuthorizerEvent',
  'APIGatewayProxyEventV2',
  'APIGatewayProxyEventV2WithRequestContext',
  'APIGatewayProxyEventV2WithJWTAuthorizer',
  'APIGatewayProxyEventV2WithLambdaAuthorizer',
  'ALBEvent',
  'LambdaFunctionURLEvent',
];
const LAMBDA_HANDLERS = [
  'APIGatewayProxyHandler',
  'APIGatewayProxyHandlerV2',
  'ALBHandler',
  'LambdaFunctionURLHandler',
];

export const SERVER_LIBRARIES: readonly ServerLibrary[] = [
  {
    id: 'http',
    label: 'HTTP',
    instrumentations: ['http'],
    registrations: [
      { exports: exportsOf(HTTP, 'createServer', 'Server') },
      { on: refs(HTTP, 'Server'), methods: ['on', 'once', 'addListener', 'prependListener'], events: ['request'] },
    ],
    requests: [{ type: { package: 'http', name: 'IncomingMessage' }, before: refs(['http'], 'ServerResponse') }],
    headers: ['headers'],
  },
  {
    id: 'http2',
    label: 'HTTP/2',
    instrumentations: [],
    registrations: [
      { exports: exportsOf(['http2'], 'createServer', 'createSecureServer') },
      {
        on: refs(['http2'], 'Http2Server', 'Http2SecureServer'),
        methods: ['on', 'once', 'addListener'],
        events: ['request'],
      },
    ],
    requests: [{ type: { package: 'http2', name: 'Http2ServerRequest' } }],
    headers: ['headers'],
  },
  {
    id: 'express',
    label: 'Express',
    instrumentations: ['http'],
    registrations: [{ on: EXPRESS_OWNERS, methods: [...VERBS, 'param'], errorArity: 4 }],
    requests: refs(EXPRESS_PACKAGES, 'Request').map((type) => ({ type })),
    handlers: refs(EXPRESS_PACKAGES, 'RequestHandler'),
    headers: ['headers'],
  },
  {
    id: 'connect',
    label: 'Connect',
    instrumentations: ['http'],
    registrations: [{ on: refs(['connect'], 'Server'), methods: ['use'], errorArity: 4 }],
    requests: refs(['connect'], 'IncomingMessage').map((type) => ({ type })),
    headers: ['headers'],
  },
  {
    id: 'koa',
    label: 'Koa',
    instrumentations: ['http'],
    registrations: [
      { on: refs(['koa'], 'Application', 'default'), methods: ['use'] },
      { on: refs(KOA_ROUTERS, 'Router', 'default'), methods: [...VERBS, 'del', 'param'] },
    ],
    requests: refs(['koa'], 'Context', 'ParameterizedContext', 'ExtendableContext').map((type) => ({ type })),
    handlers: refs(['koa'], 'Middleware'),
    headers: ['headers', 'header', 'request.headers', 'request.header', 'req.headers'],
  },
  {
    id: 'fastify',
    label: 'Fastify',
    instrumentations: ['http'],
    registrations: [
      {
        on: refs(['fastify'], 'FastifyInstance'),
        methods: [...VERBS, 'route'],
        properties: ['handler', ...FASTIFY_HOOKS],
      },
      { on: refs(['fastify'], 'FastifyInstance'), methods: ['addHook'], events: FASTIFY_HOOKS },
    ],
    requests: refs(['fastify'], 'FastifyRequest').map((type) => ({ type })),
    handlers: refs(['fastify'], 'RouteHandler', 'RouteHandlerMethod', 'onRequestHookHandler', 'preHandlerHookHandler'),
    headers: ['headers', 'raw.headers'],
  },
  {
    id: 'hapi',
    label: 'hapi',
    instrumentations: ['http'],
    registrations: [
      { on: refs(['@hapi/hapi'], 'Server'), methods: ['route'], properties: ['handler', 'options.handler'] },
      {
        on: refs(['@hapi/hapi'], 'Server'),
        methods: ['ext'],
        events: ['onRequest', 'onPreAuth', 'onPostAuth', 'onPreHandler', 'onPostHandler'],
      },
    ],
    requests: refs(['@hapi/hapi'], 'Request').map((type) => ({ type })),
    headers: ['headers', 'raw.req.headers'],
  },
  {
    id: 'restify',
    label: 'restify',
    instrumentations: ['http'],
    registrations: [{ on: refs(['restify'], 'Server'), methods: [...VERBS, 'del', 'opts', 'pre'] }],
    requests: refs(['restify'], 'Request').map((type) => ({ type })),
    headers: ['headers'],
  },
  {
    id: 'nestjs-core',
    label: 'Nest',
    instrumentations: ['http'],
    registrations: [],
    requests: [],
    decorators: [
      { decorator: { package: '@nestjs/common', name: 'Req' }, path: '' },
      { decorator: { package: '@nestjs/common', name: 'Request' }, path: '' },
      { decorator: { package: '@nestjs/common', name: 'Headers' }, path: 'headers' },
    ],
    headers: ['headers', 'raw.headers'],
  },
  {
    id: 'next',
    label: 'Next.js',
    instrumentations: ['http'],
    registrations: [],
    requests: refs(['next'], 'NextApiRequest').map((type) => ({ type })),
    handlers: refs(['next'], 'NextApiHandler'),
    headers: ['headers'],
  },
  {
    id: 'functions-framework',
    label: 'Functions Framework',
    instrumentations: ['http'],
    registrations: [{ exports: exportsOf(['@google-cloud/functions-framework'], 'http') }],
    requests: refs(['@google-cloud/functions-framework'], 'Request').map((type) => ({ type })),
    headers: ['headers'],
  },
  {
    id: 'hono',
    label: 'Hono',
    instrumentations: [],
    registrations: [{ on: refs(['hono'], 'Hono', 'HonoBase', 'OpenAPIHono'), methods: [...VERBS, 'on'] }],
    requests: refs(['hono'], 'Context').map((type) => ({ type })),
    handlers: refs(['hono'], 'MiddlewareHandler', 'Handler'),
    headers: ['req.header()', 'req.raw.headers'],
  },
  {
    id: 'fetch',
    label: 'Fetch',
    instrumentations: [],
    registrations: [
      { exports: [{ package: undefined, name: 'Deno.serve' }], properties: ['handler'] },
      { exports: [{ package: undefined, name: 'Bun.serve' }], properties: ['fetch'] },
    ],
    requests: [],
    headers: ['headers'],
  },
  {
    id: 'aws-lambda',
    label: 'Lambda',
    instrumentations: ['aws-lambda'],
    registrations: [],
    requests: refs(['aws-lambda'], ...LAMBDA_EVENTS).map((type) => ({ type })),
    handlers: refs(['aws-lambda'], ...LAMBDA_HANDLERS),
    headers: ['headers'],
  },
];

/** Types of requests that only a server has, and no code builds: a parameter of one was received. */
export const RECEIVED_REQUEST_TYPES: readonly TypeRef[] = [
  ...refs(EXPRESS_PACKAGES, 'Request'),
  ...refs(['http'], 'IncomingMessage'),
  ...refs(['http2'], 'Http2ServerRequest'),
  ...refs(['fastify'], 'FastifyRequest'),
  ...refs(['next'], 'NextApiRequest'),
  ...refs(['next/server'], 'NextRequest'),
];
/** Exported functions that a framework hands `{ request }`, a Fetch request: Remix, React Router. */
export const EXPORTED_REQUEST_FUNCTIONS: ReadonlySet<string> = new Set(['action', 'loader']);
/** Functions whose result is the headers of the request that is handled. */
export const HEADER_FUNCTIONS: readonly ServerExport[] = exportsOf(['next/headers'], 'headers');

/** The members of a request that a handler looks at to learn what is asked; a member of another name may be a mark. */
export const REQUEST_MEMBERS: ReadonlySet<string> = new Set([
  'body',
  'complete',
  'header',
  'headers',
  'host',
  'hostname',
  'httpVersion',
  'ip',
  'method',
  'originalUrl',
  'params',
  'path',
  'pathname',
  'protocol',
  'query',
  'raw',
  'rawPath',
  'req',
  'request',
  'requestContext',
  'resource',
  'routerPath',
  'secure',
  'type',
  'url',
]);

/** Calls to which a function is given that is no handler of requests: sockets. */
export const SOCKET_METHODS: ReadonlySet<string> = new Set(['ws']);
/** Methods that register a function under the name of an event. */
export const LISTENER_METHODS: ReadonlySet<string> = new Set([
  'addListener',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
]);

/**
 * How the servers of these libraries come into a program, for files without types: what is called (`express()`) or
 * constructed (`new Koa()`), and the declared type of the result.
 */
export const SERVER_ORIGINS: readonly {
  readonly package: string;
  readonly name: string;
  readonly by: 'call' | 'new';
  readonly type: TypeRef;
}[] = [
  ...HTTP.flatMap((owner) => [
    { package: owner, name: 'createServer', by: 'call' as const, type: { package: owner, name: 'Server' } },
    { package: owner, name: 'Server', by: 'new' as const, type: { package: owner, name: 'Server' } },
  ]),
  ...['createServer', 'createSecureServer'].map((name) => ({
    package: 'http2',
    name,
    by: 'call' as const,
    type: { package: 'http2', name: 'Http2Server' },
  })),
  ...['default', 'express'].map((name) => ({
    package: 'express',
    name,
    by: 'call' as const,
    type: { package: 'express', name: 'Application' },
  })),
  ...['express', 'router'].flatMap((owner) =>
    (['call', 'new'] as const).map((by) => ({
      package: owner,
      name: owner === 'router' ? 'default' : 'Router',
      by,
      type: { package: owner, name: 'Router' },
    })),
  ),
  { package: 'connect', name: 'default', by: 'call', type: { package: 'connect', name: 'Server' } },
  { package: 'koa', name: 'default', by: 'new', type: { package: 'koa', name: 'Application' } },
  ...KOA_ROUTERS.flatMap((owner) =>
    ['default', 'Router'].flatMap((name) =>
      (['call', 'new'] as const).map((by) => ({ package: owner, name, by, type: { package: owner, name: 'Router' } })),
    ),
  ),
  ...['default', 'fastify'].map((name) => ({
    package: 'fastify',
    name,
    by: 'call' as const,
    type: { package: 'fastify', name: 'FastifyInstance' },
  })),
  ...['server', 'Server'].map((name) => ({
    package: '@hapi/hapi',
    name,
    by: 'call' as const,
    type: { package: '@hapi/hapi', name: 'Server' },
  })),
  { package: '@hapi/hapi', name: 'Server', by: 'new', type: { package: '@hapi/hapi', name: 'Server' } },
  { package: 'restify', name: 'createServer', by: 'call', type: { package: 'restify', name: 'Server' } },
  ...['Hono', 'OpenAPIHono'].map((name) => ({
    package: name === 'Hono' ? 'hono' : '@hono/zod-openapi',
    name,
    by: 'new' as const,
    type: { package: 'hono', name: 'Hono' },
  })),
];

const CHAINED: readonly (readonly [owners: readonly TypeRef[], methods: readonly string[], result: TypeRef])[] = [
  [refs(['express'], 'Application', 'Router'), ['route'], { package: 'express', name: 'IRoute' }],
  [refs(['express'], 'Application'), VERBS, { package: 'express', name: 'Application' }],
  [refs(['express'], 'Router'), VERBS, { package: 'express', name: 'Router' }],
  [refs(['express'], 'IRoute'), VERBS, { package: 'express', name: 'IRoute' }],
  [refs(['koa'], 'Application'), ['use'], { package: 'koa', name: 'Application' }],
  ...KOA_ROUTERS.map((owner) => [refs([owner], 'Router'), VERBS, { package: owner, name: 'Router' }] as const),
  [
    refs(['fastify'], 'FastifyInstance'),
    [...VERBS, 'route', 'register', 'withTypeProvider'],
    { package: 'fastify', name: 'FastifyInstance' },
  ],
  [refs(['hono'], 'Hono'), [...VERBS, 'on', 'basePath'], { package: 'hono', name: 'Hono' }],
  ...HTTP.map((owner) => [refs([owner], 'Server'), ['on', 'listen'], { package: owner, name: 'Server' }] as const),
];

/** Methods whose result is a server again: `app.route('/x')`, `router.get(…).post(…)`. */
export const SERVER_METHODS: readonly {
  readonly of: readonly TypeRef[];
  readonly method: string;
  readonly type: TypeRef;
}[] = CHAINED.flatMap(([of, methods, type]) => methods.map((method) => ({ of, method, type })));

/** Instrumentations that are told to leave requests alone, and servers that are not of Node's http. */
export const INSTRUMENTATION_SWITCHES =
  /ignoreIncoming\w+|disableIncomingRequestInstrumentation|ignoreLayers|OTEL_NODE_(?:EN|DIS)ABLED_INSTRUMENTATIONS|instrumentation-[\w-]+['"`]\s*:\s*\{[^{}]*\benabled['"]?\s*:\s*false|Instrumentation\(\s*\{[^{}]*\benabled['"]?\s*:\s*false|[iI]nstrumentations?\.disable\(|\bhttp2\s*:\s*true|\bspdy\b|serverless-http|serverless-express|aws-lambda-fastify|@fastify\/aws-lambda/;

/** What an instrumentation is made of. */
export const MAKES_INSTRUMENTATION = /\bInstrumentationBase\b/;

/** Names of functions that hand a context on to the code that calls them: that code is to look whether one arrived. */
export const PROPAGATION_HELPER =
  /^extract|extract(?:ed)?(?:Context|Parent|Trace)|propagat|^(?:run|with)\w*Context|contextFrom/i;

/** The packages that make or declare what hands over requests. */
const SERVER_PACKAGES: ReadonlySet<string> = new Set(
  SERVER_LIBRARIES.flatMap(({ registrations, requests, handlers = [], decorators = [] }) => [
    ...registrations.flatMap(({ on = [], exports = [] }) => [...on, ...exports]),
    ...requests.map(({ type }) => type),
    ...handlers,
    ...decorators.map(({ decorator }) => decorator),
  ]).flatMap(({ package: owner }) => owner ?? []),
);

/**
 * What a text holds where a function of it may be a handler of requests: the name of a package in quotes or in a path
 * (`@hono/zod-openapi`), a global, the name of an exported route.
 */
export const TRACES_OF_SERVERS = new RegExp(
  `['"\`/:@](?:${[...SERVER_PACKAGES].join('|')})['"\`/]|\\b(?:Bun|Deno|${[
    ...FETCH_HANDLERS.exports,
    ...FETCH_HANDLERS.properties,
  ].join('|')})\\b`,
);

/** A type of a request where it is written as a type: the declaration of a value. */
export const TRACES_OF_REQUEST_TYPES = new RegExp(
  `(?:[:<|&,]|\\b(?:as|extends|satisfies|new))\\s*(?:[\\w$]+\\.)*(?:${[
    ...new Set(SERVER_LIBRARIES.flatMap(({ requests }) => requests.map(({ type }) => type.name))),
  ].join('|')})\\b`,
);
