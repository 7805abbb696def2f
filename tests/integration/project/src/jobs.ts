import { context, propagation, trace, type Context } from '@opentelemetry/api';

const tracer = trace.getTracer('jobs');

export async function runJob(job: { headers: Record<string, string>; run(): Promise<void> }): Promise<void> {
  const extracted = propagation.extract(context.active(), job.headers);
  const token = context.attach(extracted);
  try {
    await job.run();
  } finally {
    token.dispose();
  }
}

export function runSync(parent: Context, work: () => void): boolean {
  const token = context.attach(parent);
  if (!trace.getSpan(parent)) return false;
  work();
  token.dispose();
  return true;
}

export function forget(parent: Context): void {
  context.attach(parent);
}

export function later(): Promise<void> {
  return tracer.startActiveSpan('later', (span) => {
    setImmediate(() => {
      tracer.startSpan('flush').end();
    });
    span.end();
    return Promise.resolve();
  });
}

export function names(parent: Context): string[] {
  const found: string[] = [];
  for (const name of context.with(parent, generateNames)) found.push(name);
  return found;
}

function* generateNames(): Generator<string> {
  yield trace.getActiveSpan()?.spanContext().traceId ?? 'none';
}
