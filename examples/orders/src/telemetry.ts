import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3Propagator } from '@opentelemetry/propagator-b3';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { FileSpanExporter } from './file-span-exporter';

/** Sets up tracing for one process or thread. Call it before anything else. */
export function startTelemetry(service: string): void {
  const exporter = new FileSpanExporter(process.env['TRACE_FILE'] ?? 'spans.jsonl', service);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [
        new W3CTraceContextPropagator(),
        new W3CBaggagePropagator(),
        // the sidecars of the mesh still speak B3
        new B3Propagator(),
      ],
    }),
  );
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
}
