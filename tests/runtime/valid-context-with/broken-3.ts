import { context, createContextKey, type Context } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();

const REGION = createContextKey('region');

function label(item: string): string {
  return `${item} (${String(context.active().getValue(REGION) ?? 'no region')})`;
}

function shelfLabels(ctx: Context, items: readonly string[]): string[] {
  const labels: string[] = [];
  const printed = context.with(ctx, function* () {
    for (const item of items) yield label(item);
  });
  for (const text of printed) labels.push(text);
  return labels;
}

observe({ labels: shelfLabels(context.active().setValue(REGION, 'eu'), ['lamp', 'desk']) });
