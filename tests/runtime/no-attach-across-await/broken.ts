import { context, propagation, trace } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('mailer');

interface Mail {
  readonly to: string;
  readonly headers: Record<string, string>;
}

async function deliver(mail: Mail): Promise<void> {
  const span = tracer.startSpan('smtp', { attributes: { 'mail.to.domain': mail.to.split('@')[1] ?? '' } });
  await delay(2);
  span.end();
}

async function send(mail: Mail): Promise<void> {
  const token = context.attach(propagation.extract(context.active(), mail.headers));
  try {
    await deliver(mail);
  } finally {
    token.dispose();
  }
}

async function drain(outbox: readonly Mail[]): Promise<void> {
  for (const mail of outbox) await send(mail);
  tracer.startSpan('outbox drained').end();
}

const traceId = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

void drain([
  { to: 'ann@example.com', headers: { traceparent: `00-${traceId}-1111111111111111-01` } },
  { to: 'bob@example.org', headers: {} },
]).then(() => observe({ traceId, spans: endedSpans() }));
