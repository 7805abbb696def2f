import { trace, type Span } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('stories');
const steps: string[] = [];

async function* tell(chapters: readonly string[], story: Span): AsyncGenerator<string, number> {
  try {
    for (const chapter of chapters) {
      const span = tracer.startSpan(chapter);
      await Promise.resolve();
      span.end();
      steps.push(`told ${chapter}`);
      yield chapter;
    }
    return chapters.length;
  } finally {
    story.end();
  }
}

async function* tellStory(chapters: readonly string[]): AsyncGenerator<string, number> {
  return yield* tracer.startActiveSpan('story', { attributes: { length: chapters.length } }, (span) =>
    tell(chapters, span),
  );
}

async function listen(): Promise<void> {
  const story = tellStory(['one', 'two']);
  let step = await story.next();
  while (!step.done) {
    steps.push(`heard ${step.value}`);
    step = await story.next();
  }
  observe({ steps, length: step.value, spans: endedSpans() });
}

void listen();
