import { trace } from '@opentelemetry/api';
import { parentPort, workerData } from 'node:worker_threads';
import { endedSpans, startSdk } from '../setup';

startSdk();

const tracer = trace.getTracer('renderer');
const { report } = workerData as { readonly report: string };

const span = tracer.startSpan('lay out');
const pages = report.split(' ').length;
span.end();
parentPort?.postMessage({ pages, spans: endedSpans() });
