import { trace } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('thumbnails');

type Job = () => Promise<void>;

const waiting: Job[] = [];
let draining = false;

async function drain(): Promise<void> {
  draining = true;
  for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  draining = false;
}

/** Renders one picture at a time. */
function enqueueThumbnail(picture: string): void {
  waiting.push(async () => {
    const span = tracer.startSpan(`render ${picture}`);
    await delay(2);
    span.end();
  });
  if (!draining) void drain();
}

function upload(picture: string): void {
  tracer.startActiveSpan(`upload ${picture}`, (span) => {
    enqueueThumbnail(picture);
    span.end();
  });
}

async function main(): Promise<void> {
  upload('cat');
  upload('dog');
  while (draining) await delay(2);
  observe({ spans: endedSpans() });
}

void main();
