import { context, diag, DiagLogLevel, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const warnings: string[] = [];
const ignore = (): void => {};
diag.setLogger(
  { error: ignore, warn: (message) => warnings.push(message), info: ignore, debug: ignore, verbose: ignore },
  { logLevel: DiagLogLevel.WARN },
);
const tracer = trace.getTracer('orders');

async function main(): Promise<void> {
  const server = createServer((request, response) => {
    context.with(propagation.extract(ROOT_CONTEXT, request.headers), () => {
      tracer.startActiveSpan('reserve', (span) => {
        response.end('ok');
        span.end();
      });
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const traceparent = `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`;
  const answers = [await (await fetch(url, { headers: { traceparent, connection: 'close' } })).text()];
  const warned = [warnings.length];
  answers.push(await (await fetch(url, { headers: { connection: 'close' } })).text());
  warned.push(warnings.length);
  await new Promise((resolve) => server.close(resolve));
  observe({ answers, warned, warnings, spans: endedSpans() });
}

void main();
