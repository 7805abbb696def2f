/**
 * Service code with OpenTelemetry in it, written out by a generator: the same text for the same number, so that two
 * runs of the benchmark lint the same files. Most of each file is ordinary code, as in a service; the rest is the API
 * used well and used badly.
 */

/** The text of the service with that number. Numbers differ in names, in imports and in which parts are there. */
export function serviceText(index: number): string {
  const name =
    ['Order', 'Invoice', 'Stock', 'Customer', 'Shipment', 'Refund', 'Basket', 'Coupon'][index % 8] ?? 'Order';
  const parts = [record(name), repository(name, index), service(name, index), handlers(name, index)];
  if (index % 3 === 0) parts.push(jobs(name));
  if (index % 4 === 0) parts.push(baggage(name));
  return `${imports(index)}\n\n${parts.join('\n\n')}\n`;
}

const imports = (index: number): string =>
  index % 2 === 0
    ? `import { context, propagation, trace, SpanStatusCode, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';`
    : `import * as api from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const { context, propagation, trace, SpanStatusCode } = api;`;

const record = (name: string): string => `export interface ${name} {
  readonly id: string;
  readonly customerId: string;
  readonly email: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly price: number }[];
  readonly state: 'new' | 'paid' | 'sent' | 'closed';
  readonly createdAt: Date;
}

export type ${name}Filter = Partial<Pick<${name}, 'customerId' | 'state'>> & { readonly limit?: number };`;

const repository = (name: string, index: number): string => `export class ${name}Repository {
  readonly #byId = new Map<string, ${name}>();
  readonly #tracer: Tracer = trace.getTracer('${name.toLowerCase()}-repository', '1.${index}.0');

  async find(filter: ${name}Filter): Promise<readonly ${name}[]> {
    return this.#tracer.startActiveSpan('find', async (span) => {
      try {
        await Promise.resolve();
        const found = [...this.#byId.values()].filter(
          (item) =>
            (filter.customerId === undefined || item.customerId === filter.customerId) &&
            (filter.state === undefined || item.state === filter.state),
        );
        span.setAttribute('found', found.length);
        return found.slice(0, filter.limit ?? found.length);
      } catch (error) {
        span.recordException(error as Error);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  total(id: string): number {
    const item = this.#byId.get(id);
    if (!item) return 0;
    let sum = 0;
    for (const line of item.lines) {
      if (line.quantity <= 0) continue;
      sum += line.quantity * line.price;
    }
    return Math.round(sum * 100) / 100;
  }

  async save(item: ${name}): Promise<void> {
    const span = this.#tracer.startSpan('save', {}, context.active());
    await context.with(trace.setSpan(context.active(), span), async () => {
      await Promise.resolve();
      this.#byId.set(item.id, item);
    });
    span.end();
  }
}`;

const service = (name: string, index: number): string => `export class ${name}Service extends EventEmitter {
  constructor(
    private readonly repository: ${name}Repository,
    private readonly tracer: Tracer = trace.getTracer('service'),
  ) {
    super();
  }

  async pay(id: string, amount: number): Promise<boolean> {
    const expected = this.repository.total(id);
    if (amount < expected) {
      this.emit('refused', id, amount, expected);
      return false;
    }
    return this.tracer.startActiveSpan('pay', async (span: Span) => {
      const [item] = await this.repository.find({ state: 'new', limit: 1 });
      if (item?.id === id) await this.repository.save({ ...item, state: 'paid' });
      this.once('sent', () => {
        this.tracer.startSpan('notify').end();
      });
      setImmediate(() => this.emit('paid', id, ${index}));
      span.end();
      return true;
    });
  }

  summary(items: readonly ${name}[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { state } of items) counts[state] = (counts[state] ?? 0) + 1;
    return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
  }
}`;

const handlers = (
  name: string,
  index: number,
): string => `export function start${name}Server(service: ${name}Service, port = ${8000 + index}): () => void {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parent = propagation.extract(context.active(), request.headers);
    context.with(parent, () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const id = url.searchParams.get('id') ?? '';
      service.pay(id, Number(url.searchParams.get('amount'))).then(
        (paid) => response.writeHead(paid ? 200 : 402).end(),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  server.listen(port);
  return () => void server.close();
}`;

const jobs = (
  name: string,
): string => `export async function run${name}Job(parent: Context, work: () => Promise<void>): Promise<void> {
  const token = context.attach(parent);
  try {
    await work();
  } finally {
    token.dispose();
  }
}

export function run${name}Batch(parent: Context, work: readonly (() => void)[]): number {
  const token = context.attach(parent);
  let done = 0;
  for (const step of work) {
    if (done > 100) return done;
    step();
    done++;
  }
  token.dispose();
  return done;
}`;

const baggage = (name: string): string => `export function with${name}Owner<T>(item: ${name}, run: () => T): T {
  let entries = propagation.getActiveBaggage() ?? propagation.createBaggage();
  entries = entries.setEntry('owner.email', { value: item.email });
  entries = entries.setEntry('${name.toLowerCase()}.state', { value: item.state });
  entries.setEntry('lines', { value: String(item.lines.length) });
  return context.with(propagation.setBaggage(context.active(), entries), run);
}`;
