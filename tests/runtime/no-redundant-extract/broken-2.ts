import { propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { endedSpans, observe, startSdk } from '../setup';
import { instrumentHttp } from '../setup/http-instrumentation';

startSdk();
instrumentHttp();
const tracer = trace.getTracer('orders');

class OrderService {
  private readonly server = http.createServer();

  async listen(): Promise<string> {
    this.server.on('request', (request, response) => {
      const parent = this.parentOf(request);
      tracer.startActiveSpan('POST /orders', { kind: SpanKind.SERVER }, parent, (span) => {
        response.end('ok');
        span.end();
      });
    });
    await new Promise<void>((resolve) => void this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.server.close(resolve));
  }

  private parentOf({ headers }: http.IncomingMessage) {
    return propagation.extract(ROOT_CONTEXT, headers);
  }
}

async function main(): Promise<void> {
  const service = new OrderService();
  const url = await service.listen();
  const headers = { traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`, connection: 'close' };
  const answer = await (await fetch(url, { method: 'POST', headers })).text();
  await service.close();
  observe({ answers: [answer], instrumented: endedSpans() });
}

void main();
