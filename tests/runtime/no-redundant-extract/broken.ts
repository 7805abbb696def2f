import { context, propagation, trace } from '@opentelemetry/api';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endedSpans, observe, startSdk } from '../setup';
import { instrumentHttp } from '../setup/http-instrumentation';

startSdk();
const tracer = trace.getTracer('orders');

function handle(request: IncomingMessage, response: ServerResponse): void {
  const parent = propagation.extract(context.active(), request.headers);
  context.with(parent, () => {
    tracer.startActiveSpan('reserve', (span) => {
      response.end('ok');
      span.end();
    });
  });
}

async function main(): Promise<void> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const headers = { traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`, connection: 'close' };
  const answers = [await (await fetch(url, { headers })).text()];
  const bare = endedSpans();
  instrumentHttp();
  answers.push(await (await fetch(url, { headers })).text());
  await new Promise((resolve) => server.close(resolve));
  observe({ answers, bare, instrumented: endedSpans().slice(bare.length) });
}

void main();
