import { context, type Context } from '@opentelemetry/api';

export function enter(parent: Context, isSampled: boolean, work: () => void): void {
  const token = context.attach(parent);
  if (!isSampled) return;
  work();
  token.dispose();
}
