import { context, propagation, SpanKind, type Tracer } from '@opentelemetry/api';
import type { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { customerContext } from './customer-context';
import type { Order, Session, StoredOrder } from './domain';
import type { OrderService } from './order-service';
import type { Replay } from './replay';

/** The HTTP face of the service: orders of the web shop, payments, and the replay of stored orders. */
export class HttpServer {
  readonly server: Server;

  constructor(
    private readonly tracer: Tracer,
    private readonly orders: OrderService,
    private readonly replay: Replay,
    private readonly bus: EventEmitter,
  ) {
    this.server = createServer((request, response) => {
      this.handle(request).then(
        (reply) => response.end(JSON.stringify(reply)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  private handle(request: IncomingMessage): Promise<unknown> {
    const parent = propagation.extract(context.active(), request.headers);
    const name = `${request.method ?? 'GET'} ${request.url ?? '/'}`;
    const attributes = { 'request.id': request.headers['x-request-id'] };
    return this.tracer.startActiveSpan(name, { kind: SpanKind.SERVER, attributes }, parent, async (span) => {
      try {
        return await this.route(request.url, await readJson(request));
      } finally {
        span.end();
      }
    });
  }

  private async route(url: string | undefined, body: unknown): Promise<unknown> {
    switch (url) {
      case '/orders': {
        const { order, session } = body as { order: Order; session: Session };
        return context.with(customerContext(session), () => this.orders.place(order));
      }
      case '/payments': {
        const { orderIds } = body as { orderIds: readonly string[] };
        for (const orderId of orderIds) this.bus.emit(`paid:${orderId}`);
        return orderIds.length;
      }
      case '/replay': {
        return this.replay.run((body as { stored: readonly StoredOrder[] }).stored);
      }
      default: {
        throw new Error(`no such page: ${url ?? ''}`);
      }
    }
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return JSON.parse(text);
}
