/**
 * Programs of any length, written out by a generator: the same text for the same number. A mixture of what services do
 * with OpenTelemetry, well and badly, and single shapes of which a file may have very many, or nested very deep. They
 * show how the work of a line grows with the file around it.
 */

const header = `import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Baggage, Context, Span, SpanContext, Tracer } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { Kafka } from 'kafkajs';

interface Person { readonly id: string; readonly email: string; readonly phone: string; readonly name: string }
interface Letter { readonly headers: Record<string, string>; readonly body: string }
interface Attachable { attach(ctx: Context): { dispose(): void } }

const tracer: Tracer = trace.getTracer('warehouse');
const scopes = context as unknown as Attachable;
const broker = new Kafka({ clientId: 'warehouse', brokers: ['broker:9092'] });
const producer = broker.producer();
const events = new EventEmitter();
const address = 'https://stock.example';

declare function read(key: string): Promise<readonly string[]>;
declare function step(...values: readonly unknown[]): void;
`;

/** How many functions of the mixture call one another in a row. */
const relayLength = 8;

/** Parts of the mixture. Each is whole, and has names of its own for each number. */
const parts: Readonly<Record<string, (index: number) => string>> = {
  report: (i) => `export async function report${i}(limit: number, words: readonly string[]): Promise<string> {
  const found = await read(\`report-\${limit}\`);
  const lines: string[] = [];
  for (const word of words) {
    if (word.length > limit) continue;
    lines.push(found.includes(word) ? word.toUpperCase() : \`(\${word})\`);
  }
  switch (lines.length) {
    case 0:
      return 'nothing';
    case 1:
      return lines[0] ?? '';
    default:
      return lines.sort((a, b) => a.localeCompare(b)).join(', ');
  }
}`,
  ledger: (i) => `export class Ledger${i} {
  private readonly rows = new Map<string, number>();
  private readonly waiting: (() => void)[] = [];
  constructor(private readonly spans: Tracer) {}
  book(key: string, amount: number): number {
    const sum = (this.rows.get(key) ?? 0) + amount;
    this.rows.set(key, sum);
    this.waiting.push(() => {
      trace.getActiveSpan()?.setAttribute('ledger.key', key);
    });
    return sum;
  }
  async close(): Promise<void> {
    await this.spans.startActiveSpan('close', async (span) => {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next();
      await read('ledger');
      span.end();
    });
  }
}`,
  measured: (i) => `export const measured${i} = (key: string): Promise<readonly string[]> =>
  tracer.startActiveSpan('measured.${i}', async (span: Span) => {
    try {
      return await read(key);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      throw error;
    } finally {
      span.end();
    }
  });`,
  within: (i) => `export async function within${i}(key: string): Promise<number> {
  const span = tracer.startSpan('within.${i}', { kind: SpanKind.INTERNAL });
  const inner = trace.setSpan(context.active(), span);
  const rows = await context.with(inner, () => read(key));
  span.end();
  return rows.length;
}`,
  unheld: (i) => `export function unheld${i}(key: string): void {
  const span = tracer.startSpan('unheld.${i}');
  void context.with(trace.setSpan(context.active(), span), async () => {
    await read(key);
    step(trace.getActiveSpan());
  });
  span.end();
}`,
  call: (i) => `export async function call${i}(body: string): Promise<number> {
  const headers: Record<string, string> = { accept: 'application/json' };
  propagation.inject(context.active(), headers);
  const response = await fetch(\`\${address}/call/${i}\`, { method: 'PUT', headers, body });
  return response.status;
}`,
  blindCall: (i) => `export async function blindCall${i}(key: string): Promise<void> {
  const client = tracer.startSpan('blind.${i}', { kind: SpanKind.CLIENT });
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  try {
    await fetch(\`\${address}/\${key}\`, { headers });
  } finally {
    client.end();
  }
}`,
  rootCall: (i) => `export function rootCall${i}(key: string): void {
  const headers: Record<string, string> = {};
  propagation.inject(ROOT_CONTEXT, headers);
  request(\`\${address}/\${key}\`, { headers }).end();
}`,
  serve: (i) => `export function serve${i}(port: number): void {
  createServer((incoming: IncomingMessage, answer) => {
    const parent = propagation.extract(context.active(), incoming.headers);
    const span = tracer.startSpan('serve.${i}', { kind: SpanKind.SERVER }, parent);
    context.with(trace.setSpan(parent, span), () => {
      step(incoming.url);
      answer.end();
      span.end();
    });
  }).listen(port);
}`,
  tags: (i) => `export function tags${i}(person: Person, ctx: Context): Context {
  const known = propagation.getBaggage(ctx) ?? propagation.createBaggage();
  return propagation.setBaggage(ctx, known.setEntry('shop', { value: 'north' }).setEntry('plan', { value: person.id }));
}`,
  leak: (i) => `export function leak${i}(person: Person, ctx: Context): Context {
  const entries = propagation.createBaggage({ mail: { value: person.email }, 'person.phone': { value: person.phone } });
  return propagation.setBaggage(ctx, entries);
}`,
  dropped: (i) => `export function dropped${i}(ctx: Context): Context {
  const entries: Baggage = propagation.createBaggage();
  entries.setEntry('lost', { value: '${i}' });
  trace.setSpan(ctx, tracer.startSpan('dropped.${i}'));
  return ctx;
}`,
  scope: (i) => `export function scope${i}(ctx: Context, keys: readonly string[]): number {
  const token = scopes.attach(ctx);
  try {
    for (const key of keys) step(key);
    return keys.length;
  } finally {
    token.dispose();
  }
}`,
  batch: (i) => `export function batch${i}(letters: readonly Letter[]): void {
  const links: { context: SpanContext }[] = [];
  for (const letter of letters) {
    const found = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, letter.headers));
    if (found) links.push({ context: found });
  }
  tracer.startSpan('batch.${i}', { links, kind: SpanKind.CONSUMER }).end();
}`,
  later: (i) => `export function later${i}(key: string): void {
  setTimeout(() => {
    trace.getActiveSpan()?.addEvent('later.${i}');
    void read(key);
  }, 50);
  events.once('ready', () => tracer.startSpan('ready.${i}').end());
  process.nextTick(() => step(key));
}`,
  publish: (i) => `export async function publish${i}(key: string, value: string): Promise<void> {
  await tracer.startActiveSpan('publish.${i}', { kind: SpanKind.PRODUCER }, async (span) => {
    await producer.send({ topic: 'stock', messages: [{ key, value }] });
    span.end();
  });
}`,
  subscribe: (i) => `export async function subscribe${i}(): Promise<void> {
  const consumer = broker.consumer({ groupId: 'group-${i}' });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const span = tracer.startSpan('subscribe.${i}', { kind: SpanKind.CONSUMER });
      await read(String(message.value));
      span.end();
    },
  });
}`,
  byHand: (i) => `export async function byHand${i}(span: Span): Promise<void> {
  const { traceId, spanId } = span.spanContext();
  await fetch(\`\${address}/hand/${i}\`, { headers: { traceparent: \`00-\${traceId}-\${spanId}-01\` } });
}`,
  relay: (i) => `export async function relay${i}(key: string): Promise<void> {
  step(trace.getActiveSpan()?.spanContext().traceId);
  await ${i % relayLength === 0 ? 'read' : `relay${i - 1}`}(key);
  setImmediate(() => void relay${i}(key));
}`,
};

/** How many lines a text has. */
export const linesOf = (text: string): number => text.split('\n').length - 1;

/** A file of about that many lines: every part in turn, over and over. */
export function mixedProgram(lines: number): string {
  const makers = Object.values(parts);
  const texts = [header];
  let length = linesOf(header);
  for (let index = 0; length < lines; index++) {
    const text = `\n${makers[index % makers.length]?.(Math.floor(index / makers.length)) ?? ''}\n`;
    texts.push(text);
    length += linesOf(text);
  }
  return texts.join('');
}

/** A file of one shape, `count` times. */
export interface Shape {
  readonly name: string;
  /** How many the benchmark measures. */
  readonly count: number;
  readonly program: (count: number) => string;
}

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const nested = (count: number, open: (index: number) => string, inside: string, close: string): string =>
  `${times(count, open)}\n${inside}\n${times(count, () => close)}`;

const body = (parameters: string, text: string): string =>
  `${header}\nexport async function shape(${parameters}): Promise<unknown> {\n${text}\n}\n`;

const module = (text: string): string => `${header}\n${text}\n`;

export const shapes: readonly Shape[] = [
  {
    name: 'injects into one carrier, each sent',
    count: 200,
    program: (count) =>
      body(
        'urls: readonly string[]',
        `const headers: Record<string, string> = {};\n${times(
          count,
          (i) => `propagation.inject(context.active(), headers);\nawait fetch(urls[${i}] ?? '', { headers });`,
        )}\nreturn headers;`,
      ),
  },
  {
    name: 'attaches in one function',
    count: 800,
    program: (count) =>
      body(
        'keys: readonly string[]',
        `${times(
          count,
          (i) =>
            `const token${i} = context.attach(trace.setSpan(context.active(), tracer.startSpan('part.${i}')));\nawait read(keys[${i}] ?? '');\ntoken${i}.dispose();`,
        )}\nreturn keys;`,
      ),
  },
  {
    name: 'setTimeout nested',
    count: 400,
    program: (count) =>
      body(
        'key: string',
        `${nested(
          count,
          (i) => `setTimeout(() => { trace.getActiveSpan()?.addEvent('level.${i}');`,
          'void read(key);',
          '}, 5);',
        )}\nreturn key;`,
      ),
  },
  {
    name: 'createBaggage with an address of a person',
    count: 800,
    program: (count) =>
      module(
        times(
          count,
          (i) =>
            `export const mail${i} = (person: Person, ctx: Context) =>\n  propagation.setBaggage(ctx, propagation.createBaggage({ mail: { value: person.email } }));`,
        ),
      ),
  },
  {
    name: 'setEntry reassigned to one variable',
    count: 1600,
    program: (count) =>
      body(
        'person: Person',
        `let entries = propagation.createBaggage();\n${times(
          count,
          (i) => `entries = entries.setEntry('entry.${i}', { value: person.email });`,
        )}\nreturn entries;`,
      ),
  },
  {
    name: 'setEntry in one chain',
    count: 1600,
    program: (count) =>
      module(
        `export const entries = propagation\n  .createBaggage()\n${times(count, (i) => `  .setEntry('entry.${i}', { value: '${i}' })`)};`,
      ),
  },
  {
    name: 'requests under one span that is not active',
    count: 800,
    program: (count) =>
      body(
        'urls: readonly string[]',
        `const span = tracer.startSpan('all', { kind: SpanKind.CLIENT });\n${times(
          count,
          (i) =>
            `const headers${i}: Record<string, string> = {};\npropagation.inject(context.active(), headers${i});\nawait fetch(urls[${i}] ?? '', { headers: headers${i} });`,
        )}\nspan.end();\nreturn urls;`,
      ),
  },
  {
    name: 'extracts, each in a function',
    count: 3200,
    program: (count) =>
      module(
        times(
          count,
          (i) =>
            `export const parent${i} = (letter: Letter) => propagation.extract(ROOT_CONTEXT, letter.headers);\nstep(parent${i});`,
        ),
      ),
  },
  {
    name: 'names of headers in comments and strings',
    count: 3000,
    program: (count) =>
      module(
        times(count, (i) => `// traceparent, tracestate and baggage ${i}\nexport const name${i} = 'traceparent';`),
      ),
  },
  {
    name: 'headers by hand',
    count: 800,
    program: (count) =>
      module(
        times(
          count,
          (i) =>
            `export const hand${i} = (span: Span) => ({\n  traceparent: '00-' + span.spanContext().traceId + '-' + span.spanContext().spanId + '-01',\n});`,
        ),
      ),
  },
  {
    name: 'fields of one class, each a tracer that is used',
    count: 1600,
    program: (count) =>
      module(
        `export class Many {\n${times(count, (i) => `  private readonly tracer${i} = trace.getTracer('t.${i}');`)}\n${times(
          count,
          (i) => `  run${i}(): void { this.tracer${i}.startActiveSpan('run', (span) => { span.end(); }); }`,
        )}\n}`,
      ),
  },
  {
    name: 'methods of one class that fill one queue',
    count: 800,
    program: (count) =>
      module(
        `export class Queue {\n  private readonly jobs: (() => void)[] = [];\n${times(
          count,
          (i) =>
            `  add${i}(): void { this.jobs.push(() => { trace.getActiveSpan()?.addEvent('${i}'); }); this.add${(i + 1) % count}(); }`,
        )}\n  drain(): void { while (this.jobs.length > 0) this.jobs.shift()?.(); }\n}`,
      ),
  },
  {
    name: 'functions that call and schedule each other',
    count: 1600,
    program: (count) =>
      module(
        `${times(
          count,
          (i) =>
            `export function f${i}(): void { f${(i + 1) % count}(); f${(i + 5) % count}(); setTimeout(f${(i + 2) % count}, 1); }`,
        )}\nstep(trace.getActiveSpan());`,
      ),
  },
  {
    name: 'aliases of a tracer, one of the other',
    count: 800,
    program: (count) =>
      module(
        `const alias0 = tracer;\n${times(count, (i) => `const alias${i + 1} = alias${i};`)}\nalias${count}.startSpan('x').end();`,
      ),
  },
  {
    name: 'else-if branches that end one span',
    count: 800,
    program: (count) =>
      body(
        'value: number',
        `const span = tracer.startSpan('choice');\nconst token = context.attach(trace.setSpan(context.active(), span));\n${Array.from(
          { length: count },
          (_, i) => `if (value === ${i}) {\n  span.end();\n  return token.dispose();\n}`,
        ).join(' else ')}\nspan.end();\nreturn token.dispose();`,
      ),
  },
  {
    name: 'startActiveSpan nested',
    count: 200,
    program: (count) =>
      body(
        'key: string',
        `${nested(count, (i) => `tracer.startActiveSpan('level.${i}', (span) => { span.end();`, 'void read(key);', '});')}\nreturn key;`,
      ),
  },
  {
    name: 'context.with nested',
    count: 200,
    program: (count) =>
      body(
        'ctx: Context, key: string',
        `${nested(
          count,
          (i) => `context.with(trace.setSpan(ctx, tracer.startSpan('level.${i}')), () => {`,
          'void read(key);',
          '});',
        )}\nreturn key;`,
      ),
  },
  {
    name: 'try … finally nested around an attach',
    count: 200,
    program: (count) =>
      body(
        'ctx: Context, key: string',
        `const token = context.attach(ctx);\n${nested(count, (i) => `try { step(${i});`, 'void read(key);', '} finally { step(key); }')}\ntoken.dispose();\nreturn key;`,
      ),
  },
];
