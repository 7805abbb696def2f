import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { preferBatchLinks } from '../../src/rules/prefer-batch-links';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

type Only = 'typed' | 'untyped';
type Id = keyof typeof preferBatchLinks.meta.messages;
type Error = Parameters<typeof typedTester.run<Id, []>>[2]['invalid'][number]['errors'][number];

interface Valid {
  readonly name: string;
  readonly code: string;
  readonly only?: Only;
  readonly filename?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

interface Invalid extends Valid {
  readonly errors: readonly {
    readonly id: 'first' | 'last' | 'previous';
    readonly data?: Readonly<Record<string, string>>;
    readonly link?: readonly Replacement[];
    readonly anew?: readonly Replacement[];
  }[];
}

const api = `import { context, propagation, ROOT_CONTEXT, trace, type Context, type TextMapGetter, type TextMapPropagator } from '@opentelemetry/api';
const tracer = trace.getTracer('a');
interface Message { headers: Record<string, string>; body: string }
export declare function handle(...values: unknown[]): Promise<void>;
`;
const EACH = 'for (const one of messages) await handle(one);';
const PARENT = '  const parent = propagation.extract(ROOT_CONTEXT, messages[0].headers);\n';
const FIRST = `${PARENT}  await tracer.startActiveSpan('batch', {}, parent, async (span) => {\n    ${EACH}\n    span.end();\n  });\n`;

/** A function that is handed messages. */
const given = (body: string): string => `${api}export async function run(messages: Message[]) {\n${body}}\n`;
/** The links to the messages of a list. */
const linksOf = (list: string, carrier = 'message.headers', getter = ''): string =>
  `links: ${list}.flatMap((message) => { const spanContext = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, ${carrier}${getter && `, ${getter}`})); return spanContext ? [{ context: spanContext }] : []; })`;
const LINKS = linksOf('messages');
const firstData = (line: number, list = 'messages'): Record<string, string> => ({
  line: String(line),
  list,
  context: 'ROOT_CONTEXT',
  base: 'propagation.extract(ROOT_CONTEXT, messages[0].headers)',
});

const after = "from '@opentelemetry/api';";
const bufferGetter: Replacement = [
  after,
  `${after}\n\nconst bufferGetter: TextMapGetter<Record<string, { toString(): string } | undefined> | undefined> = {\n  keys: (carrier) => Object.keys(carrier ?? {}),\n  get: (carrier, key) => carrier?.[key]?.toString(),\n};`,
];
const attributesGetter = (name: 'StringValue' | 'stringValue'): Replacement => [
  after,
  `${after}\n\nconst messageAttributesGetter: TextMapGetter<Record<string, { ${name}?: string | undefined }> | undefined> = {\n  keys: (carrier) => Object.keys(carrier ?? {}),\n  get: (carrier, key) => carrier?.[key]?.${name},\n};`,
];
const kafka = `${api}import { Kafka } from 'kafkajs';\nconst consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'a' });\n`;
const sqs = `${api}import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs';\nconst client = new SQSClient({});\n`;
const receive = (limit: string, body: string): string =>
  `${sqs}export async function poll() {\n  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: 'q'${limit} }));\n${body}}\n`;

const valid: readonly Valid[] = [
  // no list of messages
  {
    name: 'the parameters of a wrapper',
    code: `${api}export const wrap = (handler: (...args: Message[]) => unknown) => (...args: Message[]) => context.with(propagation.extract(ROOT_CONTEXT, args[0].headers), () => handler(...args));\n`,
  },
  {
    name: 'the arguments of a wrapper',
    code: `${api}export function wrap(handler: (...args: Message[]) => unknown) { return function () { return context.with(propagation.extract(ROOT_CONTEXT, arguments[0].headers), () => handler(...arguments)); }; }\n`,
  },
  // each its own
  {
    name: 'a parent for each message',
    code: given(
      '  for (const message of messages) {\n    const ctx = propagation.extract(ROOT_CONTEXT, message.headers);\n    await context.with(ctx, () => handle(message));\n  }\n',
    ),
  },
  {
    name: 'a variable that is set anew for each message',
    code: given(
      '  let ctx: Context;\n  for (const message of messages) { ctx = propagation.extract(ROOT_CONTEXT, message.headers); await context.with(ctx, () => handle(message)); }\n',
    ),
  },
  {
    name: 'a parent for each message in a callback',
    code: given(
      '  await Promise.all(messages.map((message) => context.with(propagation.extract(ROOT_CONTEXT, message.headers), () => handle(message))));\n',
    ),
  },
  {
    name: 'a variable of each turn',
    code: given(
      '  for (const message of messages) { let ctx = ROOT_CONTEXT; ctx = propagation.extract(ctx, message.headers); await context.with(ctx, () => handle(message)); }\n',
    ),
  },
  {
    name: 'eachMessage',
    code: `${kafka}void consumer.run({ eachMessage: async ({ message }) => context.with(propagation.extract(ROOT_CONTEXT, message.headers), () => handle(message)) });`,
  },
  // links
  {
    name: 'links',
    code: given(`  await tracer.startActiveSpan('batch', { ${LINKS} }, async (span) => { ${EACH} span.end(); });\n`),
  },
  {
    name: 'the first message as the parent, and links to all',
    code: given(
      `  const parent = propagation.extract(ROOT_CONTEXT, messages[0].headers);\n  await tracer.startActiveSpan('batch', { ${LINKS} }, parent, async (span) => { ${EACH} span.end(); });\n`,
    ),
  },
  {
    name: 'a link to the first message',
    code: given(
      `  const first = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, messages[0].headers));\n  await tracer.startActiveSpan('batch', { links: first ? [{ context: first }] : [] }, async (span) => { ${EACH} span.end(); });\n`,
    ),
  },
  {
    name: 'links from a context that accumulates',
    code: given(
      '  let ctx = ROOT_CONTEXT;\n  for (const message of messages) {\n    ctx = propagation.extract(ctx, message.headers);\n    const spanContext = trace.getSpanContext(ctx);\n    await handle(spanContext);\n  }\n',
    ),
  },
  {
    name: 'baggage of the first message',
    code: given(
      `  const tenant = propagation.getBaggage(propagation.extract(ROOT_CONTEXT, messages[0].headers));\n  await handle(tenant);\n  ${EACH}\n`,
    ),
  },
  // one
  {
    name: 'work for the first message alone',
    code: given(
      '  const parent = propagation.extract(ROOT_CONTEXT, messages[0].headers);\n  await context.with(parent, () => handle(messages[0]));\n',
    ),
  },
  {
    name: 'the list is handled elsewhere',
    code: given(
      `  ${EACH}\n  await context.with(propagation.extract(ROOT_CONTEXT, messages[0].headers), () => handle('done'));\n`,
    ),
  },
  {
    name: 'only where there is one message',
    code: given(
      `  if (messages.length === 1) { await context.with(propagation.extract(ROOT_CONTEXT, messages[0].headers), async () => { ${EACH} }); }\n`,
    ),
  },
  {
    name: 'a batch that SQS limits to one',
    code: receive(
      ', MaxNumberOfMessages: 1',
      '  await context.with(propagation.extract(ROOT_CONTEXT, Messages[0].MessageAttributes), () => handle(Messages));\n',
    ),
  },
  {
    name: 'a batch of one by default',
    code: receive(
      '',
      '  await context.with(propagation.extract(ROOT_CONTEXT, Messages[0].MessageAttributes), () => handle(Messages));\n',
    ),
  },
  {
    name: 'the default batch of sqs-consumer',
    code: `${api}import { Consumer } from 'sqs-consumer';\nConsumer.create({ queueUrl: 'q', handleMessageBatch: async (messages) => context.with(propagation.extract(ROOT_CONTEXT, messages[0].MessageAttributes), () => handle(messages)) });`,
    only: 'untyped',
  },
  {
    name: 'a group of several',
    code: `${api}export async function run(groups: Message[][]) { for (const messages of groups) await context.with(propagation.extract(ROOT_CONTEXT, messages[0].headers), async () => { ${EACH} }); }`,
  },
  {
    name: 'another element',
    code: given(
      `  await context.with(propagation.extract(ROOT_CONTEXT, messages[1].headers), async () => { ${EACH} });\n`,
    ),
  },
  {
    name: 'the last element',
    code: given(
      `  await context.with(propagation.extract(ROOT_CONTEXT, messages.at(-1)?.headers ?? {}), async () => { ${EACH} });\n`,
    ),
  },
  {
    name: 'an element that is taken out',
    code: given(
      `  await context.with(propagation.extract(ROOT_CONTEXT, messages.shift()?.headers ?? {}), async () => { ${EACH} });\n`,
    ),
  },
  // several carriers of one message
  {
    name: 'a composite propagator',
    code: `${api}export class Composite { constructor(private readonly all: TextMapPropagator[]) {} extract(ctx: Context, carrier: unknown, getter: TextMapGetter) { for (const one of this.all) ctx = one.extract(ctx, carrier, getter); return ctx; } }`,
  },
  {
    name: 'a composite by reduce',
    code: `${api}export const read = (all: TextMapPropagator[], carrier: unknown, getter: TextMapGetter) => all.reduce((ctx, one) => one.extract(ctx, carrier, getter), ROOT_CONTEXT);`,
  },
  {
    name: 'a composite that tries propagators',
    code: `${api}export function read(all: TextMapPropagator[], message: Message, getter: TextMapGetter) { let ctx = ROOT_CONTEXT; for (const one of all) { ctx = one.extract(ctx, message.headers, getter); } return context.with(ctx, () => handle(message)); }`,
  },
  {
    name: 'carriers of one message',
    code: `${api}export function read(carriers: Record<string, string>[]) { let ctx = ROOT_CONTEXT; for (const carrier of carriers) ctx = propagation.extract(ctx, carrier); return context.with(ctx, () => handle()); }`,
  },
  {
    name: 'sources of one message',
    code: `${api}export function read(sources: Message[]) { let ctx = ROOT_CONTEXT; for (const source of sources) ctx = propagation.extract(ctx, source.headers); return context.with(ctx, () => handle()); }`,
  },
  {
    name: 'a literal list',
    code: `${api}export function read(request: Message, body: Message) { let ctx = ROOT_CONTEXT; for (const one of [request, body]) ctx = propagation.extract(ctx, one.headers); return context.with(ctx, () => handle()); }`,
  },
  {
    name: 'headers one by one',
    code: `${api}export function read(headers: Record<string, string>) { let ctx = ROOT_CONTEXT; for (const [key, value] of Object.entries(headers)) ctx = propagation.extract(ctx, { [key]: value }); return context.with(ctx, () => handle()); }`,
  },
  {
    name: 'the first of several headers',
    code: `${api}export const read = (values: { headers: string[] }) => context.with(propagation.extract(ROOT_CONTEXT, { traceparent: values.headers[0] }), async () => { for (const value of values.headers) await handle(value); });`,
  },
  {
    name: 'a method called extract',
    code: `${api}export class Mine { extract(ctx: Context, messages: Message[]) { for (const one of messages) ctx = propagation.extract(ctx, one.headers); return ctx; } }`,
  },
  // no parent
  {
    name: 'a context that nobody reads',
    code: given(
      '  let ctx = ROOT_CONTEXT;\n  for (const one of messages) ctx = propagation.extract(ctx, one.headers);\n',
    ),
  },
  {
    name: 'a context that is checked',
    code: given(
      '  let ctx = ROOT_CONTEXT;\n  for (const one of messages) { ctx = propagation.extract(ctx, one.headers); if (trace.getSpan(ctx)) await handle(one); }\n',
    ),
  },
  // look-alikes
  {
    name: 'no OpenTelemetry',
    code: `const propagation = { extract: (c: object, h: object) => ({ ...c, ...h }) };\nconst context = { with: (c: object, f: () => void) => f() };\nexport function run(messages: { headers: object }[]) { let ctx = {}; for (const m of messages) ctx = propagation.extract(ctx, m.headers); context.with(ctx, () => { messages.forEach(() => {}); }); }`,
  },
  {
    name: 'another extract',
    code: `import { extract } from 'tar';\nexport function run(messages: { headers: object }[]) { let ctx = {}; for (const m of messages) ctx = extract(ctx, m.headers); return ctx; }`,
    only: 'untyped',
  },
  {
    name: 'a stream that is polled',
    code: `${api}declare function next(): Promise<Message>;\nexport async function run() { let ctx = ROOT_CONTEXT; for (;;) { const one = await next(); ctx = propagation.extract(ROOT_CONTEXT, one.headers); await context.with(ctx, () => handle(one)); } }`,
  },
  // odd syntax
  { name: 'no arguments', code: `${api}propagation.extract(); export const a = [][0];`, only: 'untyped' },
  { name: 'a spread', code: `${api}export const read = (...all: [Context, object]) => propagation.extract(...all);` },
];

const invalid: readonly Invalid[] = [
  {
    name: 'the parent of a span',
    code: given(FIRST),
    errors: [
      {
        id: 'first',
        data: firstData(7),
        link: [
          [PARENT, ''],
          ["'batch', {}, parent,", `'batch', { ${LINKS} }, context.active(),`],
        ],
      },
    ],
  },
  {
    name: 'the parent of a span that is not active',
    code: given(
      `${PARENT}  const span = tracer.startSpan('batch', { kind: 4 }, parent);\n  try { ${EACH} } finally { span.end(); }\n`,
    ),
    errors: [
      {
        id: 'first',
        link: [
          [PARENT, ''],
          ['{ kind: 4 }, parent', `{ kind: 4, ${LINKS} }, context.active()`],
        ],
      },
    ],
  },
  {
    name: 'the parent of a span without options',
    code: given(`${PARENT}  const span = tracer.startSpan('batch', undefined, parent);\n  ${EACH}\n  span.end();\n`),
    errors: [
      {
        id: 'first',
        link: [
          [PARENT, ''],
          ['undefined, parent', `{ ${LINKS} }, context.active()`],
        ],
      },
    ],
  },
  {
    name: 'an activation around a span',
    code: given(
      `  await context.with(propagation.extract(context.active(), messages[0].headers), () => tracer.startActiveSpan('batch', async (span) => { ${EACH} span.end(); }));\n`,
    ),
    errors: [
      {
        id: 'first',
        data: { list: 'messages', line: '6', context: 'context.active()', base: '' },
        link: [
          ['propagation.extract(context.active(), messages[0].headers), ()', 'context.active(), ()'],
          ["'batch', async", `'batch', { ${LINKS} }, async`],
        ],
      },
    ],
  },
  {
    name: 'an activation without a span: no edit',
    code: given(`${PARENT}  await context.with(parent, async () => { ${EACH} });\n`),
    errors: [{ id: 'first', data: firstData(7) }],
  },
  {
    name: 'an activation with two spans: no edit',
    code: given(
      `${PARENT}  await context.with(parent, async () => { const a = tracer.startSpan('a'); const b = tracer.startSpan('b'); ${EACH} a.end(); b.end(); });\n`,
    ),
    errors: [{ id: 'first' }],
  },
  {
    name: 'a callback with a name: no edit',
    code: given(`${PARENT}  async function work() { ${EACH} }\n  await context.with(parent, work);\n`),
    errors: [{ id: 'first' }],
  },
  {
    name: 'a bound callback: no edit',
    code: given(`${PARENT}  const work = context.bind(parent, async () => { ${EACH} });\n  await work();\n`),
    errors: [{ id: 'first' }],
  },
  {
    name: 'the parent has other uses: no edit',
    code: given(
      `${PARENT}  await handle(parent);\n  await tracer.startActiveSpan('batch', {}, parent, async (span) => { ${EACH} span.end(); });\n`,
    ),
    errors: [{ id: 'first' }],
  },
  {
    name: 'a choice of parents: no edit',
    code: given(
      `  const parent = messages.length > 0 ? propagation.extract(ROOT_CONTEXT, messages[0].headers) : ROOT_CONTEXT;\n  await tracer.startActiveSpan('batch', {}, parent, async (span) => { ${EACH} span.end(); });\n`,
    ),
    errors: [{ id: 'first' }],
  },
  {
    name: 'links besides: no edit',
    code: given(
      `${PARENT}  await tracer.startActiveSpan('batch', { links: [] }, parent, async (span) => { ${EACH} span.end(); });\n`,
    ),
    errors: [{ id: 'first' }],
  },
  {
    name: 'options that are spread: no edit',
    code: given(
      `${PARENT}  const options = { kind: 4 };\n  await tracer.startActiveSpan('batch', { ...options }, parent, async (span) => { ${EACH} span.end(); });\n`,
    ),
    errors: [{ id: 'first' }],
  },
  {
    name: 'options that are a variable: no edit',
    code: given(
      `${PARENT}  const options = { kind: 4 };\n  await tracer.startActiveSpan('batch', options, parent, async (span) => { ${EACH} span.end(); });\n`,
    ),
    errors: [{ id: 'first' }],
  },
  {
    name: 'a comment in the edited range: no edit',
    code: given(
      `  const parent = propagation.extract(ROOT_CONTEXT, /* the first */ messages[0].headers);\n  await tracer.startActiveSpan('batch', {}, parent, async (span) => { ${EACH} span.end(); });\n`,
    ),
    errors: [{ id: 'first' }],
  },
  {
    name: 'a comment above stays',
    code: given(`  // One trace for all.\n${FIRST}`),
    errors: [
      {
        id: 'first',
        link: [
          [PARENT, ''],
          ["'batch', {}, parent,", `'batch', { ${LINKS} }, context.active(),`],
        ],
      },
    ],
  },
  {
    name: 'a list that is no array: no edit',
    code: `${api}export async function run(messages: { 0: Message; map(f: (m: Message) => unknown): void }) { const parent = propagation.extract(ROOT_CONTEXT, messages[0].headers); tracer.startActiveSpan('batch', {}, parent, (span) => { messages.map(handle); span.end(); }); }`,
    only: 'typed',
    errors: [{ id: 'first' }],
  },
  {
    name: 'a list that may be missing',
    code: `${api}export async function run(input: { messages?: Message[] }) {\n  const parent = propagation.extract(ROOT_CONTEXT, input.messages?.[0]?.headers ?? {});\n  await tracer.startActiveSpan('batch', {}, parent, async (span) => { for (const one of input.messages ?? []) await handle(one); span.end(); });\n}`,
    only: 'typed',
    errors: [
      {
        id: 'first',
        link: [
          ['  const parent = propagation.extract(ROOT_CONTEXT, input.messages?.[0]?.headers ?? {});\n', ''],
          [
            "'batch', {}, parent,",
            `'batch', { ${linksOf('(input.messages ?? [])', 'message.headers ?? {}')} }, context.active(),`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a field',
    code: `${api}export class Outbox {\n  private rows: Message[] = [];\n  async flush() {\n    const span = tracer.startSpan('flush', {}, propagation.extract(ROOT_CONTEXT, this.rows[0].headers));\n    for (const row of this.rows) await handle(row);\n    span.end();\n  }\n}`,
    errors: [
      {
        id: 'first',
        link: [
          [
            '{}, propagation.extract(ROOT_CONTEXT, this.rows[0].headers))',
            `{ ${linksOf('this.rows')} }, context.active())`,
          ],
        ],
      },
    ],
  },
  {
    name: 'the first message by destructuring, and a getter',
    code: `${api}const getter: TextMapGetter<Record<string, string>> = { keys: Object.keys, get: (c, k) => c[k] };\nexport async function run(messages: Message[]) {\n  const [first] = messages;\n  const span = tracer.startSpan('batch', {}, propagation.extract(ROOT_CONTEXT, first.headers, getter));\n  for (let i = 0; i < messages.length; i++) await handle(messages[i]);\n  span.end();\n}`,
    errors: [
      {
        id: 'first',
        link: [
          [
            '{}, propagation.extract(ROOT_CONTEXT, first.headers, getter))',
            `{ ${linksOf('messages', 'message.headers', 'getter')} }, context.active())`,
          ],
        ],
      },
    ],
  },
  {
    name: 'names that are taken',
    code: `${api}export async function run(messages: Message[], message: string, spanContext: string) {\n  const span = tracer.startSpan(message + spanContext, {}, propagation.extract(ROOT_CONTEXT, messages[0].headers));\n  ${EACH}\n  span.end();\n}`,
    errors: [
      {
        id: 'first',
        link: [
          [
            '{}, propagation.extract(ROOT_CONTEXT, messages[0].headers))',
            '{ links: messages.flatMap((message2) => { const spanContext2 = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message2.headers)); return spanContext2 ? [{ context: spanContext2 }] : []; }) }, context.active())',
          ],
        ],
      },
    ],
  },
  {
    name: 'early return, throw and finally',
    code: given(
      `  if (messages.length === 0) return;\n  const span = tracer.startSpan('batch', {}, propagation.extract(ROOT_CONTEXT, messages[0].headers));\n  try { for (const one of messages) { if (!one.body) throw new Error('empty'); await handle(one); } } finally { span.end(); }\n`,
    ),
    errors: [
      {
        id: 'first',
        link: [['{}, propagation.extract(ROOT_CONTEXT, messages[0].headers))', `{ ${LINKS} }, context.active())`]],
      },
    ],
  },
  // last
  {
    name: 'a loop that accumulates',
    code: given(
      `  let ctx = ROOT_CONTEXT;\n  for (const one of messages) {\n    ctx = propagation.extract(ctx, one.headers);\n  }\n  await tracer.startActiveSpan('batch', {}, ctx, async (span) => { ${EACH} span.end(); });\n`,
    ),
    errors: [
      {
        id: 'last',
        data: { list: 'messages', line: '10', context: 'ctx', base: 'ROOT_CONTEXT' },
        link: [
          [
            '  let ctx = ROOT_CONTEXT;\n  for (const one of messages) {\n    ctx = propagation.extract(ctx, one.headers);\n  }\n',
            '',
          ],
          ["'batch', {}, ctx,", `'batch', { ${LINKS} }, context.active(),`],
        ],
      },
    ],
  },
  {
    name: 'a loop without braces',
    code: given(
      "  let ctx = context.active();\n  for (const { headers } of messages) ctx = propagation.extract(ctx, headers);\n  const span = tracer.startSpan('batch', {}, ctx);\n  span.end();\n",
    ),
    errors: [
      {
        id: 'last',
        link: [
          [
            '  let ctx = context.active();\n  for (const { headers } of messages) ctx = propagation.extract(ctx, headers);\n',
            '',
          ],
          ['{}, ctx)', `{ ${LINKS} }, context.active())`],
        ],
      },
    ],
  },
  {
    name: 'forEach',
    code: given(
      "  let ctx: Context = ROOT_CONTEXT;\n  messages.forEach((one) => { ctx = propagation.extract(ctx, one.headers); });\n  await context.with(ctx, () => tracer.startActiveSpan('batch', async (span) => { await handle(messages); span.end(); }));\n",
    ),
    errors: [
      {
        id: 'last',
        link: [
          [
            '  let ctx: Context = ROOT_CONTEXT;\n  messages.forEach((one) => { ctx = propagation.extract(ctx, one.headers); });\n',
            '',
          ],
          ['context.with(ctx,', 'context.with(context.active(),'],
          ["'batch', async", `'batch', { ${LINKS} }, async`],
        ],
      },
    ],
  },
  {
    name: 'reduce',
    code: given(
      "  const ctx = messages.reduce((all, one) => propagation.extract(all, one.headers), ROOT_CONTEXT);\n  const span = tracer.startSpan('batch', {}, ctx);\n  span.end();\n",
    ),
    errors: [
      {
        id: 'last',
        data: {
          list: 'messages',
          line: '7',
          context: 'all',
          base: 'messages.reduce((all, one) => propagation.extract(all, one.headers), ROOT_CONTEXT)',
        },
        link: [
          ['  const ctx = messages.reduce((all, one) => propagation.extract(all, one.headers), ROOT_CONTEXT);\n', ''],
          ['{}, ctx)', `{ ${LINKS} }, context.active())`],
        ],
      },
    ],
  },
  {
    name: 'reduce in place',
    code: given(
      "  const span = tracer.startSpan('batch', {}, messages.reduce((all, one) => propagation.extract(all, one.headers), context.active()));\n  span.end();\n",
    ),
    errors: [
      {
        id: 'last',
        link: [
          [
            '{}, messages.reduce((all, one) => propagation.extract(all, one.headers), context.active()))',
            `{ ${LINKS} }, context.active())`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a loop that does more: no edit',
    code: given(
      "  let ctx = ROOT_CONTEXT;\n  for (const one of messages) { await handle(one); ctx = propagation.extract(ctx, one.headers); }\n  const span = tracer.startSpan('batch', {}, ctx);\n  span.end();\n",
    ),
    errors: [{ id: 'last' }],
  },
  {
    name: 'a loop with a condition: no edit',
    code: given(
      "  let ctx = ROOT_CONTEXT;\n  for (const one of messages) { if (one.body) ctx = propagation.extract(ctx, one.headers); }\n  const span = tracer.startSpan('batch', {}, ctx);\n  span.end();\n",
    ),
    errors: [{ id: 'last' }],
  },
  {
    name: 'a context that is returned: no edit',
    code: given(
      '  let ctx = ROOT_CONTEXT;\n  for (const one of messages) ctx = propagation.extract(ctx, one.headers);\n  return ctx;\n',
    ),
    errors: [{ id: 'last' }],
  },
  {
    name: 'a context that begins with something else: no edit',
    code: `${api}export async function run(messages: Message[], base: Context) { let ctx = base; for (const one of messages) ctx = propagation.extract(ctx, one.headers); const span = tracer.startSpan('batch', {}, ctx); span.end(); }`,
    errors: [{ id: 'last' }],
  },
  {
    name: 'a loop that counts',
    code: given(
      "  let ctx = ROOT_CONTEXT;\n  for (let i = 0; i < messages.length; i++) ctx = propagation.extract(ctx, messages[i].headers);\n  const span = tracer.startSpan('batch', {}, ctx);\n  span.end();\n",
    ),
    errors: [
      {
        id: 'last',
        link: [
          [
            '  let ctx = ROOT_CONTEXT;\n  for (let i = 0; i < messages.length; i++) ctx = propagation.extract(ctx, messages[i].headers);\n',
            '',
          ],
          ['{}, ctx)', `{ ${LINKS} }, context.active())`],
        ],
      },
    ],
  },
  // previous
  {
    name: 'what the message before left',
    code: given(
      '  let ctx: Context = context.active();\n  for (const one of messages) {\n    ctx = propagation.extract(ctx, one.headers);\n    await context.with(ctx, () => handle(one));\n  }\n',
    ),
    errors: [
      {
        id: 'previous',
        data: { list: 'messages', line: '9', context: 'ctx', base: 'context.active()' },
        anew: [['propagation.extract(ctx,', 'propagation.extract(context.active(),']],
      },
    ],
  },
  {
    name: 'what the message before left, from the root',
    code: given(
      "  let ctx = ROOT_CONTEXT;\n  for (const one of messages) {\n    ctx = propagation.extract(ctx, one.headers);\n    tracer.startSpan('one', {}, ctx).end();\n  }\n",
    ),
    errors: [{ id: 'previous', anew: [['propagation.extract(ctx,', 'propagation.extract(ROOT_CONTEXT,']] }],
  },
  {
    name: 'what the message before left in another context: no edit',
    code: `${api}export async function run(messages: Message[], base: Context) { let ctx = base; for (const one of messages) { ctx = propagation.extract(ctx, one.headers); await context.with(ctx, () => handle(one)); } }`,
    errors: [{ id: 'previous' }],
  },
  // libraries
  {
    name: 'kafkajs eachBatch',
    code: `${kafka}void consumer.run({\n  eachBatch: async ({ batch, resolveOffset }) => {\n    const parent = propagation.extract(ROOT_CONTEXT, batch.messages[0]?.headers);\n    await tracer.startActiveSpan('batch', {}, parent, async (span) => {\n      for (const one of batch.messages) { await handle(one); resolveOffset(one.offset); }\n      span.end();\n    });\n  },\n});`,
    errors: [
      {
        id: 'first',
        data: {
          list: 'batch.messages',
          line: '10',
          context: 'ROOT_CONTEXT',
          base: 'propagation.extract(ROOT_CONTEXT, batch.messages[0]?.headers)',
        },
        link: [
          bufferGetter,
          ['    const parent = propagation.extract(ROOT_CONTEXT, batch.messages[0]?.headers);\n', ''],
          [
            "'batch', {}, parent,",
            `'batch', { ${linksOf('batch.messages', 'message.headers', 'bufferGetter')} }, context.active(),`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a kafkajs batch that is passed on',
    code: `${kafka}void consumer.run({ eachBatch: async ({ batch: { messages } }) => {\n  const span = tracer.startSpan('batch', {}, propagation.extract(ROOT_CONTEXT, messages[0].headers));\n  await handle(messages);\n  span.end();\n} });`,
    errors: [
      {
        id: 'first',
        link: [
          bufferGetter,
          [
            '{}, propagation.extract(ROOT_CONTEXT, messages[0].headers))',
            `{ ${linksOf('messages', 'message.headers', 'bufferGetter')} }, context.active())`,
          ],
        ],
      },
    ],
  },
  {
    name: 'SQS',
    code: receive(
      ', MaxNumberOfMessages: 10',
      "  let ctx = ROOT_CONTEXT;\n  for (const one of Messages) ctx = propagation.extract(ctx, one.MessageAttributes);\n  const span = tracer.startSpan('batch', {}, ctx);\n  await handle(Messages);\n  span.end();\n",
    ),
    errors: [
      {
        id: 'last',
        link: [
          attributesGetter('StringValue'),
          [
            '  let ctx = ROOT_CONTEXT;\n  for (const one of Messages) ctx = propagation.extract(ctx, one.MessageAttributes);\n',
            '',
          ],
          [
            '{}, ctx)',
            `{ ${linksOf('Messages', 'message.MessageAttributes', 'messageAttributesGetter')} }, context.active())`,
          ],
        ],
      },
    ],
  },
  {
    name: 'SQS messages that may be missing',
    code: `${sqs}export async function poll(max: number) {\n  const result = await client.send(new ReceiveMessageCommand({ QueueUrl: 'q', MaxNumberOfMessages: max }));\n  const span = tracer.startSpan('batch', {}, propagation.extract(ROOT_CONTEXT, result.Messages?.[0]?.MessageAttributes));\n  for (const one of result.Messages ?? []) await handle(one);\n  span.end();\n}`,
    errors: [
      {
        id: 'first',
        link: [
          attributesGetter('StringValue'),
          [
            '{}, propagation.extract(ROOT_CONTEXT, result.Messages?.[0]?.MessageAttributes))',
            `{ ${linksOf('(result.Messages ?? [])', 'message.MessageAttributes', 'messageAttributesGetter')} }, context.active())`,
          ],
        ],
      },
    ],
  },
  {
    name: 'the records of a Lambda function',
    code: `${api}import type { SQSEvent } from 'aws-lambda';\nexport const handler = async (event: SQSEvent) => {\n  const span = tracer.startSpan('batch', {}, propagation.extract(ROOT_CONTEXT, event.Records[0].messageAttributes));\n  await Promise.all(event.Records.map(handle));\n  span.end();\n};`,
    errors: [
      {
        id: 'first',
        link: [
          attributesGetter('stringValue'),
          [
            '{}, propagation.extract(ROOT_CONTEXT, event.Records[0].messageAttributes))',
            `{ ${linksOf('event.Records', 'message.messageAttributes', 'messageAttributesGetter')} }, context.active())`,
          ],
        ],
      },
    ],
  },
  // receivers
  {
    name: 'an alias',
    code: `import { propagation as otel, ROOT_CONTEXT as root, trace as tracing } from '@opentelemetry/api';\nexport function run(jobs: { meta: object }[], tracer = tracing.getTracer('a')) {\n  const span = tracer.startSpan('batch', {}, otel.extract(root, jobs[0].meta));\n  jobs.forEach(console.log);\n  span.end();\n}`,
    errors: [
      {
        id: 'first',
        link: [
          ['trace as tracing }', 'trace as tracing, context }'],
          [
            '{}, otel.extract(root, jobs[0].meta))',
            '{ links: jobs.flatMap((message) => { const spanContext = tracing.getSpanContext(otel.extract(root, message.meta)); return spanContext ? [{ context: spanContext }] : []; }) }, context.active())',
          ],
        ],
      },
    ],
  },
  {
    name: 'a namespace',
    code: `import * as otel from '@opentelemetry/api';\nexport function run(jobs: { meta: object }[]) {\n  const span = otel.trace.getTracer('a').startSpan('batch', {}, otel.propagation.extract(otel.ROOT_CONTEXT, jobs[0].meta));\n  jobs.forEach(console.log);\n  span.end();\n}`,
    errors: [
      {
        id: 'first',
        link: [
          [
            '{}, otel.propagation.extract(otel.ROOT_CONTEXT, jobs[0].meta))',
            '{ links: jobs.flatMap((message) => { const spanContext = otel.trace.getSpanContext(otel.propagation.extract(otel.ROOT_CONTEXT, message.meta)); return spanContext ? [{ context: spanContext }] : []; }) }, otel.context.active())',
          ],
        ],
      },
    ],
  },
  {
    name: 'require',
    code: `const { context, propagation, ROOT_CONTEXT, trace } = require('@opentelemetry/api');\nexports.run = (messages) => {\n  const span = trace.getTracer('a').startSpan('batch', {}, propagation.extract(ROOT_CONTEXT, messages[0].headers));\n  messages.forEach(console.log);\n  span.end();\n};`,
    only: 'untyped',
    filename: 'file.js',
    errors: [
      {
        id: 'first',
        link: [['{}, propagation.extract(ROOT_CONTEXT, messages[0].headers))', `{ ${LINKS} }, context.active())`]],
      },
    ],
  },
  {
    name: 'a typed parameter',
    code: `${api}export function run(messages: Message[], propagator: TextMapPropagator, getter: TextMapGetter) {\n  const span = tracer.startSpan('batch', {}, propagator.extract(ROOT_CONTEXT, messages[0].headers, getter));\n  messages.forEach(handle);\n  span.end();\n}`,
    errors: [
      {
        id: 'first',
        link: [
          [
            '{}, propagator.extract(ROOT_CONTEXT, messages[0].headers, getter))',
            `{ ${linksOf('messages', 'message.headers', 'getter').replace('propagation.extract', 'propagator.extract')} }, context.active())`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a wrapper of the settings: no edit',
    code: `${api}declare function parentOf(ctx: Context, carrier: object): Context;\nexport function run(messages: Message[]) { const span = tracer.startSpan('batch', {}, parentOf(ROOT_CONTEXT, messages[0].headers)); messages.forEach(handle); span.end(); }`,
    settings: { wrappers: [{ function: 'parentOf', operation: 'propagation.extract' }] },
    errors: [{ id: 'first' }],
  },
  {
    name: 'two in one file',
    code: `${api}export function one(a: Message[]) { const s = tracer.startSpan('a', {}, propagation.extract(ROOT_CONTEXT, a[0].headers)); a.forEach(handle); s.end(); }\nexport function two(b: Message[]) { const s = tracer.startSpan('b', {}, propagation.extract(ROOT_CONTEXT, b[0].headers)); b.forEach(handle); s.end(); }`,
    errors: [
      {
        id: 'first',
        link: [['{}, propagation.extract(ROOT_CONTEXT, a[0].headers))', `{ ${linksOf('a')} }, context.active())`]],
      },
      {
        id: 'first',
        link: [['{}, propagation.extract(ROOT_CONTEXT, b[0].headers))', `{ ${linksOf('b')} }, context.active())`]],
      },
    ],
  },
];

function cases<Case extends Valid>(all: readonly Case[], mode: Only): readonly Case[] {
  return all.filter(({ only, filename }) => (!only || only === mode) && !(filename && mode === 'typed'));
}

function plain({ name, code, filename, settings = {} }: Valid): {
  name: string;
  code: string;
  filename?: string;
  settings: { otel: Readonly<Record<string, unknown>> };
} {
  return { name, code, ...(filename && { filename }), settings: { otel: settings } };
}

function outputs(
  code: string,
  { link, anew }: Invalid['errors'][number],
): { messageId: 'extractAnew' | 'linkMessages'; output: string }[] {
  return [
    ...(link ? [{ messageId: 'linkMessages' as const, output: edited(code, link) }] : []),
    ...(anew ? [{ messageId: 'extractAnew' as const, output: edited(code, anew) }] : []),
  ];
}

const reports = (mode: Only): (ReturnType<typeof plain> & { errors: Error[] })[] =>
  cases(invalid, mode).map((one) => ({
    ...plain(one),
    errors: one.errors.map((error): Error => ({
      messageId: error.id,
      ...(error.data && { data: error.data }),
      suggestions: outputs(one.code, error).map((output) => ({ ...output, ...(error.data && { data: error.data }) })),
    })),
  }));

typedTester.run('prefer-batch-links (typed)', preferBatchLinks, {
  valid: cases(valid, 'typed').map(plain),
  invalid: reports('typed'),
});
untypedTester.run('prefer-batch-links (untyped)', preferBatchLinks, {
  valid: cases(valid, 'untyped').map(plain),
  invalid: reports('untyped'),
});

describe('the suggestions of prefer-batch-links', () => {
  it('compile under strict where the code did, with the types of kafkajs and of the AWS SDK', () => {
    const before = new Map<string, string>();
    const after = new Map<string, string>();
    for (const one of cases(invalid, 'typed')) {
      for (const error of one.errors) {
        for (const { output } of outputs(one.code, error)) {
          const name = path.join(fixturesFolder, `batch-${after.size}.ts`);
          before.set(name, one.code);
          after.set(name, output);
        }
      }
    }
    assert.ok(after.size > 20, String(after.size));
    assert.deepEqual(strictDiagnostics(before), []);
    assert.deepEqual(strictDiagnostics(after), []);
  });

  it('fix two reports of one file together', () => {
    const linter = new Linter({ cwd: fixturesFolder });
    const code = invalid.find(({ name }) => name === 'two in one file')?.code ?? '';
    const config = {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: preferBatchLinks as unknown as Rule.RuleModule } } },
      rules: { 'otel/rule': 'error' },
      languageOptions: { parser },
    } as unknown as Linter.Config;
    const lint = (text: string): Linter.LintMessage[] =>
      linter.verify(text, config, path.join(fixturesFolder, 'file.ts'));
    const fixes = lint(code)
      .flatMap(({ suggestions = [] }) => suggestions.map(({ fix }) => fix))
      .toReversed();
    assert.equal(fixes.length, 2);
    const text = fixes.reduce(
      (current, { range, text: inserted }) => current.slice(0, range[0]) + inserted + current.slice(range[1]),
      code,
    );
    assert.deepEqual(lint(text), []);
    assert.equal(text.split('flatMap').length, 3);
  });
});

it('prefer-batch-links underlines the name of the call, and cuts long texts at a name', () => {
  const list = 'theMessagesOfTheWholeConsumerGroup.currentMessages';
  const code = `${api}export async function run(theMessagesOfTheWholeConsumerGroup: { currentMessages: Message[] }) {\n  const parent = propagation.extract(ROOT_CONTEXT, ${list}[0].headers);\n  await context.with(parent, async () => { for (const one of ${list}) await handle(one); });\n}\n`;
  const [found] = new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: preferBatchLinks as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/rule': 'error' },
    },
    'file.ts',
  );
  assert.deepEqual([found?.line, found?.column, found?.endColumn], [6, 30, 37]);
  assert.match(found?.message ?? '', /all of 'theMessagesOfTheWholeConsumerGroup\.…' runs/);
});
