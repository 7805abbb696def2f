import { context, propagation, trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

interface Message {
  readonly topic: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

type Handler = (body: string) => void;

class Consumer {
  private readonly tracer = trace.getTracer('consumer');

  constructor(private readonly handlers: ReadonlyMap<string, Handler>) {}

  consume(message: Message): void {
    const token = context.attach(propagation.extract(context.active(), message.headers));
    const handler = this.handlers.get(message.topic);
    if (!handler) return;
    this.tracer.startActiveSpan(`process ${message.topic}`, (span) => {
      try {
        handler(message.body);
      } finally {
        span.end();
      }
    });
    token.dispose();
  }
}

const consumer = new Consumer(
  new Map<string, Handler>([
    ['stock', () => undefined],
    ['price', (body) => void JSON.parse(body)],
  ]),
);
const firstTrace = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const secondTrace = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';
const inbox: Message[] = [
  { topic: 'refund', headers: { traceparent: `00-${firstTrace}-1111111111111111-01` }, body: '{}' },
  { topic: 'stock', headers: {}, body: '{}' },
  { topic: 'price', headers: { traceparent: `00-${secondTrace}-2222222222222222-01` }, body: 'not json' },
  { topic: 'stock', headers: {}, body: '{}' },
];
for (const message of inbox) {
  try {
    consumer.consume(message);
  } catch (error) {
    console.error(`${message.topic}: ${String(error)}`);
  }
}

const stockTraces = endedSpans().filter((span) => span.name === 'process stock');
observe({
  firstTrace,
  secondTrace,
  stock: stockTraces,
  price: endedSpans().find((span) => span.name === 'process price'),
});
