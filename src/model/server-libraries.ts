/** How server and consumer libraries hand over one request or message at a time. Data only. */

/** Registration methods whose callbacks run once a request: Express, Koa, Fastify, Hapi, Hono, Node's http. */
export const HANDLER_METHODS: ReadonlySet<string> = new Set([
  'get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all', 'use', 'route', 'handle', 'createServer', 'listener', 'addHandler',
]); // prettier-ignore

/** What the first parameter of a handler is called, and the second. */
export const REQUEST_NAMES: ReadonlySet<string> = new Set(['req', 'request', 'ctx', 'c', 'event', 'message', 'msg', 'call', 'job', '_req', 'incoming']);
export const RESPONSE_NAMES: ReadonlySet<string> = new Set(['res', 'response', 'reply', 'rep', 'next', 'callback', 'h', '_res']);

/** Properties of a consumer's options whose function runs once a message or batch: kafkajs. */
export const CONSUMER_PROPERTIES: ReadonlySet<string> = new Set(['eachMessage', 'eachBatch']);
