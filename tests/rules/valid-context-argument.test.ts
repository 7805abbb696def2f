import assert from 'node:assert/strict';
import path from 'node:path';
import { validContextArgument } from '../../src/rules/valid-context-argument';
import { edited, type Replacement } from '../support/edited';
import { createLint, useOwnProjectService } from '../support/lint';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, ROOT_CONTEXT, trace, type Baggage, type Context, type Span, type SpanContext, type Tracer } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly only?: 'typed' | 'untyped';
}

type MessageId = 'extractsNothing' | 'failsBehind' | 'failsInBound' | 'injectsNothing' | 'isRoot' | 'throws';
type RepairId =
  | 'awaitContext'
  | 'readDirectly'
  | 'swapArguments'
  | 'useActiveContext'
  | 'useBaggageContext'
  | 'useSourceContext'
  | 'useSpanContext';

interface Failing extends Case {
  readonly errors: readonly {
    readonly messageId?: MessageId;
    readonly line: number;
    readonly call: string;
    readonly what: string;
    readonly repair?: RepairId;
    readonly data?: Readonly<Record<string, string>>;
    readonly edits?: readonly Replacement[];
  }[];
}

const span = 'a span';
const spanContext = 'a span context';
const baggage = 'a baggage';
const promise = 'a promise';
const nothing = 'undefined or null';

const valid: readonly Case[] = [
  {
    name: 'contexts of every origin',
    code: `${api}export function f(ctx: Context, span: Span, headers: Record<string, string>, bag: Baggage) {
  tracer.startSpan('a', {}, ctx).end();
  tracer.startSpan('a', {}, trace.setSpan(ctx, span)).end();
  tracer.startSpan('a', {}, propagation.extract(ROOT_CONTEXT, headers)).end();
  tracer.startSpan('a', { root: true }).end();
  tracer.startActiveSpan('a', {}, ctx, (one) => one.end());
  tracer.startActiveSpan('a', {}, (one) => one.end());
  propagation.inject(propagation.setBaggage(context.active(), bag), headers);
  return [trace.getSpan(ctx), trace.getSpanContext(context.active()), propagation.getBaggage(ctx), context.bind(ctx, () => 1)];
}`,
  },
  {
    name: 'undefined where it stands for the active context, and null where it does',
    code: `${api}export function f(parent: Context | undefined) {
  tracer.startSpan('a', {}, undefined).end();
  tracer.startSpan('a', {}, parent).end();
  tracer.startSpan('a', {}, parent ?? undefined).end();
  tracer.startActiveSpan('a', {}, null as never, (one: Span) => one.end());
}`,
  },
  {
    name: 'a context behind a cast, a parameter, a field, a container, a ternary',
    code: `${api}class Job {
  constructor(private readonly parent: Context, private readonly jobs = new Map<string, Context>()) {}
  run(id: string, span: Span | undefined) {
    tracer.startSpan('a', {}, this.parent).end();
    tracer.startSpan('b', {}, this.jobs.get(id)).end();
    tracer.startSpan('c', {}, span ? trace.setSpan(this.parent, span) : this.parent).end();
    tracer.startSpan('d', {}, span && trace.setSpan(this.parent, span)).end();
    tracer.startSpan('e', {}, (this as any).other as Context).end();
  }
}
export const job = (ctx: Context) => new Job(ctx);`,
  },
  {
    name: 'something that nothing is known of',
    code: `${api}import { parentOf } from './parents';
export function f(parent: any, other: unknown, id: string) {
  tracer.startSpan('a', {}, parent).end();
  tracer.startSpan('a', {}, other as Context).end();
  tracer.startSpan('a', {}, parentOf(id)).end();
  tracer.startSpan('a', {}, parent.context).end();
  trace.setSpan(parent.get(id), parent.span);
}`,
  },
  {
    name: 'a parameter that may be a context or a span',
    code: `${api}export function f(parent: Span | Context) {
  tracer.startSpan('a', {}, parent as Context).end();
}
export function g(parent: Span | Context) {
  const ctx = 'getValue' in parent ? parent : trace.setSpan(context.active(), parent);
  tracer.startSpan('a', {}, ctx).end();
}`,
  },
  {
    name: 'a context that a closure writes',
    code: `${api}export function f(each: (take: (ctx: Context) => void) => void, headers: object) {
  let found: Context | null = null;
  each((ctx) => { found = ctx; });
  if (headers) propagation.inject(found!, headers);
  propagation.inject(found as never, headers);
}`,
  },
  {
    name: 'promises that are awaited or resolved',
    code: `${api}async function load(): Promise<Context> { return ROOT_CONTEXT; }
export async function f() {
  tracer.startSpan('a', {}, await load()).end();
  const ctx = await load();
  tracer.startSpan('a', {}, ctx).end();
  load().then((one) => tracer.startSpan('a', {}, one).end(), () => undefined);
  for (const one of await Promise.all([load()])) tracer.startSpan('a', {}, one).end();
}`,
  },
  {
    name: "what is another rule's: with, swapped and missing arguments of bind, of inject and extract, options",
    code: `${api}export function f(ctx: Context, span: Span, work: () => void, headers: object) {
  context.with(span as never, work);
  context.bind(work as never, ctx as never);
  context.bind(undefined as never, work);
  context.bind(work as never, undefined as never);
  propagation.inject(headers as never, ctx as never);
  propagation.inject(span as never, ctx as never);
  tracer.startSpan('a', { parent: span } as never);
  tracer.startSpan('a', ctx as never);
}`,
  },
  {
    name: 'spread arguments',
    code: `${api}export function f(args: [string, object, Context], span: [Span]) {
  tracer.startSpan(...args).end();
  trace.setSpan(...(span as never as [Context, Span]));
}`,
  },
  {
    name: 'a call that is expected to throw',
    code: `${api}export function check(assert: { throws(run: () => void): void }, span: Span) {
  assert.throws(() => trace.getSpan(span as never));
}`,
  },
  {
    name: 'look-alikes',
    code: `const tracer = { startSpan(name: string, options: object, parent: unknown) { return { name, options, parent, spanContext: () => ({}) }; } };
const trace = { setSpan: (a: unknown, b: unknown) => [a, b], getSpan: (a: unknown) => a };
const parent = tracer.startSpan('a', {}, null);
tracer.startSpan('b', {}, parent.spanContext());
trace.setSpan(parent, parent);
trace.getSpan(null);`,
  },
  {
    name: 'a tracer of the project that takes a span as well',
    only: 'typed',
    code: `${api}class Own implements Tracer {
  startSpan(name: string, options?: object, parent?: Context | Span): Span { return tracer.startSpan(name, options, parent && 'end' in parent ? trace.setSpan(ROOT_CONTEXT, parent) : parent); }
  startActiveSpan(): never { throw new Error(); }
}
export const child = (own: Own, span: Span) => own.startSpan('a', {}, span);`,
  },
  {
    name: 'an object with the methods of a context',
    code: `${api}const own = { getValue: () => undefined, setValue: () => own, deleteValue: () => own } as never as Context;
export const span = tracer.startSpan('a', {}, own);`,
  },
];

const failing: readonly Failing[] = [
  {
    name: 'a span context and a span as the parent of a span',
    code: `${api}export function f(boot: Span) {
  const one = tracer.startSpan('a', {}, boot.spanContext() as never);
  const two = tracer.startSpan('b', {}, boot as never);
  tracer.startActiveSpan('c', {}, boot as unknown as Context, (three) => three.end());
  return [one, two];
}`,
    errors: [
      {
        line: 4,
        call: 'tracer.startSpan',
        what: spanContext,
        repair: 'useSpanContext',
        edits: [['boot.spanContext() as never', 'trace.setSpanContext(context.active(), boot.spanContext())']],
      },
      {
        line: 5,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['boot as never', 'trace.setSpan(context.active(), boot)']],
      },
      {
        line: 6,
        call: 'tracer.startActiveSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['boot as unknown as Context', 'trace.setSpan(context.active(), boot)']],
      },
    ],
  },
  {
    name: 'by construction, through names and fields',
    code: `import { context, trace } from '@opentelemetry/api';
export class Boot {
  constructor() {
    this.tracer = trace.getTracer('boot');
    this.span = this.tracer.startSpan('boot');
  }
  load() {
    const parent = this.span.spanContext();
    return this.tracer.startSpan('load', undefined, parent);
  }
}
console.log(context);`,
    errors: [
      {
        line: 9,
        call: 'this.tracer.startSpan',
        what: spanContext,
        repair: 'useSpanContext',
        edits: [['undefined, parent)', 'undefined, trace.setSpanContext(context.active(), parent))']],
      },
    ],
  },
  {
    name: 'the active span and its span context',
    code: `${api}export const a = tracer.startSpan('a', {}, trace.getActiveSpan() as never);
export const b = tracer.startSpan('b', {}, trace.getActiveSpan()?.spanContext() as never);
export const c = tracer.startSpan('c', {}, trace.getActiveSpan()!.spanContext() as never);`,
    errors: [
      {
        line: 3,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useActiveContext',
        edits: [["'a', {}, trace.getActiveSpan() as never", "'a', {}, context.active()"]],
      },
      {
        line: 4,
        call: 'tracer.startSpan',
        what: spanContext,
        repair: 'useActiveContext',
        edits: [['trace.getActiveSpan()?.spanContext() as never', 'context.active()']],
      },
      {
        line: 5,
        call: 'tracer.startSpan',
        what: spanContext,
        repair: 'useActiveContext',
        edits: [['trace.getActiveSpan()!.spanContext() as never', 'context.active()']],
      },
    ],
  },
  {
    name: 'a span or a baggage that is read from a context on the spot',
    code: `${api}export function f(ctx: Context, headers: object) {
  propagation.inject(propagation.getBaggage(ctx) as never, headers);
  return tracer.startSpan('a', {}, trace.getSpan(ctx) as never);
}`,
    errors: [
      {
        line: 5,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSourceContext',
        data: { source: 'ctx' },
        edits: [['trace.getSpan(ctx) as never', 'ctx']],
      },
      {
        messageId: 'injectsNothing',
        line: 4,
        call: 'propagation.inject',
        what: baggage,
        repair: 'useSourceContext',
        data: { source: 'ctx' },
        edits: [['propagation.getBaggage(ctx) as never', 'ctx']],
      },
    ],
  },
  {
    name: 'a span that may be missing',
    code: `${api}export function f(parent: Span | undefined) {
  const active = trace.getActiveSpan();
  const one = tracer.startSpan('a', {}, parent as never);
  const two = tracer.startSpan('b', {}, parent?.spanContext() as never);
  const three = tracer.startSpan('c', {}, active as never);
  return [one, two, three];
}`,
    errors: [
      {
        line: 5,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['parent as never', 'parent ? trace.setSpan(context.active(), parent) : context.active()']],
      },
      {
        line: 6,
        call: 'tracer.startSpan',
        what: spanContext,
        repair: 'useSpanContext',
        edits: [
          ['parent?.spanContext() as never', 'parent ? trace.setSpan(context.active(), parent) : context.active()'],
        ],
      },
      {
        line: 7,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['active as never', 'active ? trace.setSpan(context.active(), active) : context.active()']],
      },
    ],
  },
  {
    name: 'arms of conditionals and of logical operators',
    code: `${api}export function f(parent: Span, other: Span | undefined, isNew: boolean) {
  const one = tracer.startSpan('a', {}, (isNew ? ROOT_CONTEXT : parent.spanContext()) as never);
  const two = tracer.startSpan('b', {}, (other ?? context.active()) as never);
  const three = tracer.startSpan('c', {}, (isNew && parent) as never);
  return [one, two, three];
}`,
    errors: [
      {
        line: 4,
        call: 'tracer.startSpan',
        what: spanContext,
        repair: 'useSpanContext',
        edits: [[': parent.spanContext()', ': trace.setSpanContext(context.active(), parent.spanContext())']],
      },
      {
        line: 5,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['(other ??', '((other ? trace.setSpan(context.active(), other) : context.active()) ??']],
      },
      {
        line: 6,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['isNew && parent)', 'isNew && trace.setSpan(context.active(), parent))']],
      },
    ],
  },
  {
    name: 'a promise of a context',
    code: `${api}async function load(): Promise<Context> { return ROOT_CONTEXT; }
export async function f(span: Span) {
  trace.setSpan(load() as never, span);
  return tracer.startSpan('a', {}, load() as never);
}
export const g = (span: Span) => trace.setSpan(load() as never, span);
export async function h(headers: object) {
  propagation.inject(load() as unknown as Context, headers);
}`,
    errors: [
      { line: 6, call: 'tracer.startSpan', what: promise },
      { line: 5, call: 'trace.setSpan', what: promise },
      { line: 8, call: 'trace.setSpan', what: promise },
      { messageId: 'injectsNothing', line: 10, call: 'propagation.inject', what: promise },
    ],
  },
  {
    name: 'a promise of a context, without casts',
    only: 'untyped',
    code: `${api}async function load(): Promise<Context> { return ROOT_CONTEXT; }
export async function f(span: Span) {
  return trace.setSpan(load(), span);
}`,
    errors: [
      {
        line: 5,
        call: 'trace.setSpan',
        what: promise,
        repair: 'awaitContext',
        edits: [['setSpan(load()', 'setSpan(await load()']],
      },
    ],
  },
  {
    name: 'null and undefined',
    code: `${api}export function f(headers: object, span: Span) {
  tracer.startSpan('a', {}, null as never).end();
  trace.getSpan(undefined as never);
  trace.setSpan(null as never, span);
  propagation.inject(undefined as never, headers);
  propagation.extract(null as never, headers);
  context.attach(undefined as never);
}`,
    errors: [
      {
        line: 4,
        call: 'tracer.startSpan',
        what: nothing,
        repair: 'useActiveContext',
        edits: [["'a', {}, null as never", "'a', {}, context.active()"]],
      },
      {
        line: 5,
        call: 'trace.getSpan',
        what: nothing,
        repair: 'useActiveContext',
        edits: [['getSpan(undefined as never', 'getSpan(context.active()']],
      },
      {
        line: 6,
        call: 'trace.setSpan',
        what: nothing,
        repair: 'useActiveContext',
        edits: [['setSpan(null as never', 'setSpan(context.active()']],
      },
      {
        messageId: 'injectsNothing',
        line: 7,
        call: 'propagation.inject',
        what: nothing,
        repair: 'useActiveContext',
        edits: [['inject(undefined as never', 'inject(context.active()']],
      },
      {
        messageId: 'extractsNothing',
        line: 8,
        call: 'propagation.extract',
        what: nothing,
        repair: 'useActiveContext',
        edits: [['extract(null as never', 'extract(context.active()']],
      },
      {
        messageId: 'isRoot',
        line: 9,
        call: 'context.attach',
        what: nothing,
        repair: 'useActiveContext',
        edits: [['attach(undefined as never', 'attach(context.active()']],
      },
    ],
  },
  {
    name: 'every other operation that takes a context',
    code: `${api}import { suppressTracing, isTracingSuppressed } from '@opentelemetry/core';
export function f(span: Span, remote: SpanContext, bag: Baggage, headers: object, work: () => void) {
  propagation.setBaggage(span as never, bag);
  propagation.inject(remote as never, headers);
  propagation.extract(span as never, headers);
  context.bind(span as never, work);
  context.attach(bag as never);
  suppressTracing(span as never);
  isTracingSuppressed(span as never);
  propagation.deleteBaggage(bag as never);
  trace.setSpan(bag as never, span);
}`,
    errors: [
      {
        line: 5,
        call: 'propagation.setBaggage',
        what: span,
        repair: 'useSpanContext',
        edits: [['setBaggage(span as never', 'setBaggage(trace.setSpan(context.active(), span)']],
      },
      {
        messageId: 'injectsNothing',
        line: 6,
        call: 'propagation.inject',
        what: spanContext,
        repair: 'useSpanContext',
        edits: [['remote as never', 'trace.setSpanContext(context.active(), remote)']],
      },
      {
        messageId: 'extractsNothing',
        line: 7,
        call: 'propagation.extract',
        what: span,
        repair: 'useSpanContext',
        edits: [['extract(span as never', 'extract(trace.setSpan(context.active(), span)']],
      },
      {
        messageId: 'failsInBound',
        line: 8,
        call: 'context.bind',
        what: span,
        repair: 'useSpanContext',
        edits: [['bind(span as never', 'bind(trace.setSpan(context.active(), span)']],
      },
      {
        messageId: 'failsBehind',
        line: 9,
        call: 'context.attach',
        what: baggage,
        repair: 'useBaggageContext',
        edits: [['attach(bag as never', 'attach(propagation.setBaggage(context.active(), bag)']],
      },
      {
        line: 10,
        call: 'suppressTracing',
        what: span,
        repair: 'useSpanContext',
        edits: [['suppressTracing(span as never', 'suppressTracing(trace.setSpan(context.active(), span)']],
      },
      {
        line: 11,
        call: 'isTracingSuppressed',
        what: span,
        repair: 'useActiveContext',
        edits: [['isTracingSuppressed(span as never', 'isTracingSuppressed(context.active()']],
      },
      {
        line: 12,
        call: 'propagation.deleteBaggage',
        what: baggage,
        repair: 'useActiveContext',
        edits: [['deleteBaggage(bag as never', 'deleteBaggage(context.active()']],
      },
      {
        line: 13,
        call: 'trace.setSpan',
        what: baggage,
        repair: 'useBaggageContext',
        edits: [['setSpan(bag as never', 'setSpan(propagation.setBaggage(context.active(), bag)']],
      },
    ],
  },
  {
    name: 'swapped arguments, and a base that is overwritten at once',
    code: `${api}export function f(ctx: Context, span: Span, parent: Span, bag: Baggage) {
  trace.setSpan(span as never, ctx as never);
  propagation.setBaggage(bag as never, ctx as never);
  trace.setSpan(parent as never, span);
}`,
    errors: [
      {
        line: 5,
        call: 'propagation.setBaggage',
        what: baggage,
        repair: 'swapArguments',
        edits: [['bag as never, ctx as never', 'ctx as never, bag as never']],
      },
      {
        line: 4,
        call: 'trace.setSpan',
        what: span,
        repair: 'swapArguments',
        edits: [['span as never, ctx as never', 'ctx as never, span as never']],
      },
      {
        line: 6,
        call: 'trace.setSpan',
        what: span,
        repair: 'useActiveContext',
        edits: [['parent as never', 'context.active()']],
      },
    ],
  },
  {
    name: 'a reader that is given what it should find',
    code: `${api}export function f(span: Span, remote: SpanContext, bag: Baggage) {
  const ids = [trace.getSpanContext(span as never)?.traceId, trace.getSpanContext(remote as never)?.spanId];
  return [ids, trace.getSpan(span as never), propagation.getBaggage(bag as never), propagation.getBaggage(span as never)];
}`,
    errors: [
      {
        line: 5,
        call: 'trace.getSpan',
        what: span,
        repair: 'readDirectly',
        data: { given: 'span' },
        edits: [['trace.getSpan(span as never)', 'span']],
      },
      {
        line: 4,
        call: 'trace.getSpanContext',
        what: span,
        repair: 'readDirectly',
        data: { given: 'span.spanContext()' },
        edits: [['trace.getSpanContext(span as never)', 'span.spanContext()']],
      },
      {
        line: 4,
        call: 'trace.getSpanContext',
        what: spanContext,
        repair: 'readDirectly',
        data: { given: 'remote' },
        edits: [['trace.getSpanContext(remote as never)', 'remote']],
      },
      {
        line: 5,
        call: 'propagation.getBaggage',
        what: baggage,
        repair: 'readDirectly',
        data: { given: 'bag' },
        edits: [['propagation.getBaggage(bag as never)', 'bag']],
      },
      {
        line: 5,
        call: 'propagation.getBaggage',
        what: span,
        repair: 'useActiveContext',
        edits: [['getBaggage(span as never', 'getBaggage(context.active()']],
      },
    ],
  },
  {
    name: 'a cast in front of the name: there is no edit',
    code: `${api}export function f(span: Span) {
  const parent = span as unknown as Context;
  return tracer.startSpan('a', {}, parent);
}`,
    errors: [{ line: 5, call: 'tracer.startSpan', what: span }],
  },
  {
    name: 'a comment in what is replaced: there is no edit',
    code: `${api}export const one = (span: Span | undefined) => tracer.startSpan('a', {}, /* the boot */ span /* kept */ as never);
export const two = (span: Span) => tracer.startSpan('a', {}, /* the boot */ span as never /* is over */);`,
    errors: [
      { line: 3, call: 'tracer.startSpan', what: span },
      {
        line: 4,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [
          [
            '/* the boot */ span as never /* is over */',
            '/* the boot */ trace.setSpan(context.active(), span) /* is over */',
          ],
        ],
      },
    ],
  },
  {
    name: 'names that are taken, and imports to add',
    code: `import { trace as otel, type Span, type Tracer } from '@opentelemetry/api';
export function f(tracer: Tracer, parent: Span, context: string) {
  return [context, otel, tracer.startSpan('a', {}, parent as never)];
}`,
    errors: [
      {
        line: 3,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [
          [
            'import { trace as otel, type Span, type Tracer }',
            'import { trace as otel, type Span, type Tracer, context as otelContext }',
          ],
          ['parent as never', 'otel.setSpan(otelContext.active(), parent)'],
        ],
      },
    ],
  },
  {
    name: 'a namespace, require, a destructured and a typed receiver, a re-export by types',
    code: `import * as otel from '@opentelemetry/api';
const { trace: tracing } = otel;
const { setSpan } = tracing;
export function f(span: otel.Span, own: { tracer: otel.Tracer }) {
  otel.trace.setSpan(span as never, span);
  setSpan(span as never, span);
  own.tracer.startSpan('a', {}, span as never);
  own.tracer?.startSpan('a', {}, span as never);
}`,
    only: 'typed',
    errors: [
      {
        line: 7,
        call: 'own.tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [
          [
            "tracer.startSpan('a', {}, span as never",
            "tracer.startSpan('a', {}, tracing.setSpan(otel.context.active(), span)",
          ],
        ],
      },
      {
        line: 8,
        call: 'own.tracer?.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [
          [
            "tracer?.startSpan('a', {}, span as never",
            "tracer?.startSpan('a', {}, tracing.setSpan(otel.context.active(), span)",
          ],
        ],
      },
      {
        line: 5,
        call: 'otel.trace.setSpan',
        what: span,
        repair: 'useActiveContext',
        edits: [['trace.setSpan(span as never', 'trace.setSpan(otel.context.active()']],
      },
      {
        line: 6,
        call: 'setSpan',
        what: span,
        repair: 'useActiveContext',
        edits: [[' setSpan(span as never', ' setSpan(otel.context.active()']],
      },
    ],
  },
  {
    name: 'require, in a loop, behind a throw, in a finally and in a nested function',
    code: `const { trace, context } = require('@opentelemetry/api');
const tracer = trace.getTracer('loop');
exports.run = async (jobs) => {
  const root = tracer.startSpan('run');
  if (!jobs) throw new Error('none');
  for (const job of jobs) tracer.startSpan(job, {}, root).end();
  try {
    await Promise.all(jobs.map(async (job) => job(tracer.startSpan('inner', {}, root))));
  } finally {
    tracer.startSpan('last', {}, root.spanContext()).end();
    root.end();
  }
  return context;
};`,
    errors: [
      {
        line: 6,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['(job, {}, root)', '(job, {}, trace.setSpan(context.active(), root))']],
      },
      {
        line: 8,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [["('inner', {}, root)", "('inner', {}, trace.setSpan(context.active(), root))"]],
      },
      {
        line: 10,
        call: 'tracer.startSpan',
        what: spanContext,
        repair: 'useSpanContext',
        edits: [['root.spanContext()', 'trace.setSpanContext(context.active(), root.spanContext())']],
      },
    ],
  },
  {
    name: 'minified output',
    code: `var o=require("@opentelemetry/api"),t=o.trace.getTracer("m"),p=t.startSpan("p"),c=t.startSpan("c",void 0,p);c.end(),p.end();`,
    errors: [
      {
        line: 1,
        call: 't.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['void 0,p)', 'void 0,o.trace.setSpan(o.context.active(), p))']],
      },
    ],
  },
  {
    name: 'what a function of the file gives, and what callers hand over',
    code: `${api}const start = (name: string) => tracer.startSpan(name);
function child(parent: Span) { return tracer.startSpan('child', {}, parent as never); }
export const one = child(start('a'));
export const two = tracer.startSpan('b', {}, start('c') as never);`,
    errors: [
      {
        line: 4,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [['parent as never', 'trace.setSpan(context.active(), parent)']],
      },
      {
        line: 6,
        call: 'tracer.startSpan',
        what: span,
        repair: 'useSpanContext',
        edits: [["start('c') as never", "trace.setSpan(context.active(), start('c'))"]],
      },
    ],
  },
  {
    name: 'the api itself, strings and functions',
    code: `${api}export function f(span: Span) {
  trace.setSpan(context as never, span);
  trace.setSpan('root' as never, span);
  trace.setSpan((() => ROOT_CONTEXT) as never, span);
}`,
    errors: [
      {
        line: 4,
        call: 'trace.setSpan',
        what: 'the context API itself',
        repair: 'useActiveContext',
        edits: [['setSpan(context as never', 'setSpan(context.active()']],
      },
      { line: 5, call: 'trace.setSpan', what: 'a value that is no context' },
      { line: 6, call: 'trace.setSpan', what: 'a function' },
    ],
  },
];

const inOrder = (one: { readonly line: number }, other: { readonly line: number }): number => one.line - other.line;

function casesFor(mode: 'typed' | 'untyped') {
  const isOf = ({ only }: Case): boolean => only === undefined || only === mode;
  return {
    valid: valid.filter(isOf).map(({ name, code }) => ({ name, code })),
    invalid: failing.filter(isOf).map(({ name, code, errors }) => ({
      name,
      code,
      errors: [...errors]
        .sort(inOrder)
        .map(({ call, data, edits, line, messageId = 'throws' as const, repair, what }) => ({
          messageId,
          line,
          data: { call, what },
          ...(repair && {
            suggestions: [{ messageId: repair, ...(data && { data }), output: edited(code, edits ?? []) }],
          }),
        })),
    })),
  };
}

typedTester.run('valid-context-argument (typed)', validContextArgument, casesFor('typed'));
untypedTester.run('valid-context-argument (untyped)', validContextArgument, casesFor('untyped'));

describe('the edits of valid-context-argument', () => {
  const lint = (code: string) => createLint()(code, { rules: { 'otel/valid-context-argument': 'error' } });
  const inFixtures = (texts: readonly string[]): Map<string, string> =>
    new Map(texts.map((text, index) => [path.join(fixturesFolder, `edited-${index}.ts`), text]));

  it('mend two reports of one file, one after the other', () => {
    const code = `import { trace, type Span } from '@opentelemetry/api';
export const f = (a: Span, b: Span) => [trace.getTracer('x').startSpan('a', {}, a as never), trace.getTracer('x').startSpan('b', {}, b as never)];
`;
    const withFirst = (text: string): string => {
      const fix = lint(text)[0]?.suggestions?.[0]?.fix;
      return fix ? text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]) : text;
    };
    const mended = withFirst(withFirst(code));
    assert.equal(
      mended,
      `import { trace, type Span, context } from '@opentelemetry/api';
export const f = (a: Span, b: Span) => [trace.getTracer('x').startSpan('a', {}, trace.setSpan(context.active(), a)), trace.getTracer('x').startSpan('b', {}, trace.setSpan(context.active(), b))];
`,
    );
    assert.deepEqual(lint(mended), []);
    assert.deepEqual(strictDiagnostics(inFixtures([mended])), []);
  });

  it('leave one report less, and compile under strict', () => {
    const texts: string[] = [];
    for (const { name, code, errors, only } of failing) {
      if (only !== undefined) continue;
      for (const { edits } of errors) {
        if (!edits) continue;
        const text = edited(code, edits);
        assert.equal(lint(text).length, errors.length - 1, `${name}: ${text}`);
        if (!/require\(|this\.tracer/.test(code)) texts.push(text);
      }
    }
    assert.ok(texts.length > 30);
    assert.deepEqual(strictDiagnostics(inFixtures(texts)), []);
  });
});

describe('valid-context-argument in test files', () => {
  useOwnProjectService();

  it('says the same, since the calls throw wherever they stand', () => {
    const code = `import { trace } from '@opentelemetry/api';
it('has a parent', () => {
  const parent = trace.getTracer('a').startSpan('parent');
  trace.getTracer('a').startSpan('child', {}, parent.spanContext()).end();
});`;
    const lint = createLint(path.join(fixturesFolder, 'test'));
    const ids = lint(code, { rules: { 'otel/valid-context-argument': 'error' } }).map(({ messageId }) => messageId);
    assert.deepEqual(ids, ['throws']);
  });
});
