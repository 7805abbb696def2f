import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type Baggage, type Context } from '@opentelemetry/api';
import type { EventEmitter } from 'node:events';

const tracer = trace.getTracer('spans-and-contexts');

const started = context.active();

export function handle(order: string): void {
  tracer.startSpan(order, {}, started).end();
}

const { active, with: run } = context;

export function detach(work: () => void): void {
  run(active(), work);
}

export function receive(headers: Record<string, string>, work: () => void): void {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const span = tracer.startSpan('process', { kind: SpanKind.CONSUMER }, parent);
  try {
    context.with(trace.setSpan(context.active(), span), work);
  } finally {
    span.end();
  }
}

export function list(orders: readonly string[]): readonly string[] {
  const span = tracer.startSpan('list');
  span.end();
  span.setAttribute('shop.orders', orders.length);
  return orders;
}

export function runAs(parent: Context): void {
  const options = { kind: SpanKind.CONSUMER, parent };
  tracer.startSpan('run', options).end();
}

export async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const span = tracer.startSpan(name);
  try {
    return await work();
  } finally {
    span.end();
  }
}

export function charge(baggage: Baggage, work: () => void): void {
  const ctx = propagation.setBaggage(context.active(), baggage);
  if (!ctx) throw new Error('no context');
  work();
}

export function ship(items: readonly string[]): void {
  const span = tracer.startSpan('ship');
  if (items.length === 0) return;
  span.setAttribute('shop.items', items.length);
  span.end();
}

export function whenPaid(bank: EventEmitter, confirm: () => void): void {
  context.bind(context.active(), confirm);
  bank.once('paid', confirm);
}
