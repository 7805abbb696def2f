/** What rules follow: a value that is wrong at a place, one that is right there, and the place. */
export interface FollowedValue {
  readonly rule: string;
  /** What is followed, as the page calls it. */
  readonly name: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Statements at the top of the file. */
  readonly imports: string;
  /** The statements around: `body` is an async function's, or a handler's. */
  readonly around?: (body: string) => string;
  readonly wrong: string;
  readonly right: string;
  readonly use: (expression: string) => string;
  /** Ways that mean nothing here, with the reason. */
  readonly meaningless?: Readonly<Record<string, string>>;
}

const api = `import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const kafka = `${api}import { Kafka } from 'kafkajs';\nconst kafka = new Kafka({ brokers: [] });\n`;

export const FOLLOWED: readonly FollowedValue[] = [
  {
    rule: 'valid-carrier',
    name: 'a carrier',
    imports: `${api}declare const sent: Record<string, string>;\n`,
    wrong: 'new Headers()',
    right: 'sent',
    use: (carrier) => `propagation.inject(context.active(), ${carrier});`,
  },
  {
    rule: 'no-pii-in-baggage',
    name: 'personal data',
    imports: `${api}declare const user: { email: string; tenant: string };\ndeclare function load(): void;\n`,
    wrong: 'user.email',
    right: 'user.tenant',
    use: (value) =>
      `context.with(propagation.setBaggage(context.active(), propagation.createBaggage({ 'shop.it': { value: ${value} } })), load);`,
  },
  {
    rule: 'no-secret-in-baggage',
    name: 'a secret',
    imports: `${api}declare function load(): void;\n`,
    wrong: '`${process.env.API_KEY}`',
    right: '`${process.env.REGION}`',
    use: (value) =>
      `context.with(propagation.setBaggage(context.active(), propagation.createBaggage({ 'shop.it': { value: ${value} } })), load);`,
  },
  {
    rule: 'require-worker-carrier',
    name: 'a worker',
    imports: `${api}import { Worker } from 'node:worker_threads';\n`,
    wrong: "new Worker('./price.js')",
    right: '{ postMessage(work: object) {} }',
    use: (worker) =>
      `tracer.startActiveSpan('a', (span) => {\n${worker}.postMessage({ kind: 'total', items: [1] });\nspan.end();\n});`,
  },
  {
    rule: 'require-worker-carrier',
    name: 'what a worker is sent',
    imports: `${api}import { Worker } from 'node:worker_threads';\nconst worker = new Worker('./price.js');\nconst filled = { items: [1], headers: {} };\npropagation.inject(context.active(), filled.headers);\n`,
    wrong: "{ kind: 'total', items: [1] }",
    right: 'filled',
    use: (work) => `tracer.startActiveSpan('a', (span) => {\nworker.postMessage(${work});\nspan.end();\n});`,
  },
  {
    rule: 'require-message-inject',
    name: 'a producer',
    imports: kafka,
    wrong: 'kafka.producer()',
    right: '{ async send(batch: object) {} }',
    use: (producer) =>
      `await tracer.startActiveSpan('a', async (span) => {\nawait ${producer}.send({ topic: 't', messages: [{ value: 'v' }] });\nspan.end();\n});`,
  },
  {
    rule: 'require-message-inject',
    name: 'headers of a message',
    imports: `${kafka}const producer = kafka.producer();\nfunction filled() {\nconst headers = {};\npropagation.inject(context.active(), headers);\nreturn headers;\n}\n`,
    wrong: "{ tenant: 'a' }",
    right: 'filled()',
    use: (headers) =>
      `await tracer.startActiveSpan('a', async (span) => {\nawait producer.send({ topic: 't', messages: [{ value: 'v', headers: ${headers} }] });\nspan.end();\n});`,
  },
  {
    rule: 'require-message-extract',
    name: 'a consumer',
    imports: kafka,
    wrong: "kafka.consumer({ groupId: 'g' })",
    right: '{ async run(handlers: object) {} }',
    use: (consumer) =>
      `await ${consumer}.run({\neachMessage: async ({ message }) => {\ntracer.startSpan('a').end();\n},\n});`,
  },
  {
    rule: 'no-redundant-extract',
    name: 'headers of a request',
    settings: { instrumented: ['http'] },
    imports: `${api}import { createServer } from 'node:http';\ndeclare const stored: Record<string, string>;\n`,
    around: (body) => `createServer(async (request, response) => {\n${body}\n});`,
    wrong: 'request.headers',
    right: 'stored',
    use: (headers) =>
      `context.with(propagation.extract(context.active(), ${headers}), () => {\ntracer.startSpan('a').end();\n});`,
  },
  {
    rule: 'require-parent-check',
    name: 'headers of a request',
    imports: `${api}import { createServer } from 'node:http';\ndeclare const stored: Record<string, string>;\n`,
    around: (body) => `createServer(async (request, response) => {\n${body}\n});`,
    wrong: 'request.headers',
    right: 'stored',
    use: (headers) =>
      `context.with(propagation.extract(ROOT_CONTEXT, ${headers}), () => {\ntracer.startSpan('a').end();\n});`,
  },
  {
    rule: 'no-redundant-inject',
    name: 'an injected carrier, on its way into a request',
    settings: { instrumented: ['undici'] },
    imports: `${api}const headers: Record<string, string> = {};\npropagation.inject(context.active(), headers);\n`,
    wrong: 'headers',
    right: '{}',
    use: (carrier) => `await fetch('https://stock.internal', { headers: ${carrier} });`,
  },
  {
    rule: 'inject-active-span',
    name: 'a context that is injected',
    imports: api,
    around: (body) =>
      `export async function run() {\nconst span = tracer.startSpan('reserve', { kind: SpanKind.CLIENT });\n${body}\n}`,
    wrong: 'context.active()',
    right: 'trace.setSpan(context.active(), span)',
    use: (ctx) =>
      `const carrier: Record<string, string> = {};\npropagation.inject(${ctx}, carrier);\nawait fetch('https://stock.internal', { headers: carrier });\nspan.end();`,
  },
  {
    rule: 'propagator-order',
    name: 'a list of propagators',
    imports: `import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';\nimport { B3Propagator } from '@opentelemetry/propagator-b3';\n`,
    wrong: '[new W3CTraceContextPropagator(), new B3Propagator(), new W3CBaggagePropagator()]',
    right: '[new B3Propagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()]',
    use: (list) => `new CompositePropagator({ propagators: ${list} });`,
  },
  {
    rule: 'valid-span-links',
    name: 'the context of a link',
    imports: `${api}declare const message: { headers: Record<string, string> };\n`,
    wrong: 'trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers))',
    right: "tracer.startSpan('before').spanContext()",
    use: (link) => `tracer.startSpan('a', { links: [{ context: ${link} }] }).end();`,
  },
  {
    rule: 'prefer-batch-links',
    name: 'the first message of a batch',
    imports: `${api}declare const messages: { headers: Record<string, string> }[];\ndeclare const other: { headers: Record<string, string> };\ndeclare function handle(message: object): Promise<void>;\n`,
    wrong: 'messages[0]!',
    right: 'other',
    use: (message) =>
      `const parent = propagation.extract(ROOT_CONTEXT, ${message}.headers);\nawait tracer.startActiveSpan('orders process', {}, parent, async (span) => {\nfor (const each of messages) await handle(each);\nspan.end();\n});`,
  },
  {
    rule: 'require-context-binding',
    name: 'an emitter',
    imports: `${api}import { EventEmitter } from 'node:events';\nexport const bus = new EventEmitter();\n`,
    wrong: 'bus',
    right: '{ once(name: string, run: () => void) { run(); } }',
    use: (emitter) =>
      `tracer.startActiveSpan('a', (span) => {\n${emitter}.once('paid', () => {\ntracer.startSpan('b').end();\n});\nspan.end();\n});`,
  },
  {
    rule: 'no-manual-traceparent',
    name: 'the text of a header',
    imports: `${api}const { traceId, spanId, traceFlags } = tracer.startSpan('a').spanContext();\ndeclare const received: string;\n`,
    wrong: '`00-${traceId}-${spanId}-${traceFlags}`',
    right: 'received',
    use: (text) => `await fetch('https://stock.internal', { headers: { traceparent: ${text} } });`,
  },
  {
    rule: 'valid-context-with',
    name: 'a context that is activated',
    imports: api,
    wrong: "tracer.startSpan('a')",
    right: "trace.setSpan(context.active(), tracer.startSpan('a'))",
    use: (ctx) => `context.with(${ctx}, () => {\ntracer.startSpan('b').end();\n});`,
  },
  {
    rule: 'no-ignored-return',
    name: 'a baggage',
    imports: api,
    wrong: 'propagation.createBaggage()',
    right: '{ setEntry(name: string, entry: object) {} }',
    use: (baggage) => `${baggage}.setEntry('a', { value: 'b' });`,
  },
  {
    rule: 'require-attach-dispose',
    name: 'a token that nobody disposes',
    imports: api,
    wrong: 'context.attach(context.active())',
    right: '{ dispose() {} }',
    use: (token) => `console.log(${token});`,
    meaningless: Object.fromEntries(
      [
        'a field of a class',
        'a private field, set by the constructor',
        'a parameter property',
        'a property',
        'a property, written later',
        'an optional chain',
        'the rest of an object',
        'a spread',
        'a list, in a loop',
        'a list, in a callback',
        'a map',
        'a closure that sets it elsewhere',
        '`Promise.all`',
        'a generator',
        'an accessor',
      ].map((way) => [way, 'a token that is kept has another owner, whose duty it is to dispose it']),
    ),
  },
];
