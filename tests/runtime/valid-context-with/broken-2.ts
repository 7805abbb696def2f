import { context, propagation, trace, type Context } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('stock');

class StockApi {
  private readonly levels = new Map([['lamp', 3]]);

  async reserve(item: string): Promise<number> {
    return tracer.startActiveSpan('reserve', async (span) => {
      const left = (this.levels.get(item) ?? 0) - 1;
      await Promise.resolve();
      span.end();
      return left;
    });
  }
}

class Reservation {
  constructor(private readonly stock: StockApi) {}

  place(parent: Context, item: string): Promise<Record<string, string>> {
    return context
      .with(parent, () => this.stock.reserve(item))
      .then((left) => {
        const headers: Record<string, string> = { 'x-stock-left': String(left) };
        tracer.startSpan('confirm').end();
        propagation.inject(context.active(), headers);
        return headers;
      });
  }
}

const traceId = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const incoming = { traceparent: `00-${traceId}-1111111111111111-01`, baggage: 'shop.region=eu' };

void new Reservation(new StockApi())
  .place(propagation.extract(context.active(), incoming), 'lamp')
  .then((headers) => observe({ traceId, headers, spans: endedSpans() }));
