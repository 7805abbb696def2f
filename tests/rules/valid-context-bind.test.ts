import assert from 'node:assert/strict';
import path from 'node:path';
import { validContextBind } from '../../src/rules/valid-context-bind';
import { edited, type Replacement } from '../support/edited';
import { createLint, useOwnProjectService } from '../support/lint';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, ROOT_CONTEXT, trace, type Context, type ContextManager } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
`;

interface Case {
  readonly name: string;
  readonly code: string;
  /** Default: AsyncLocalStorage. */
  readonly manager?: string;
  readonly wrappers?: readonly unknown[];
  readonly only?: 'typed' | 'untyped';
}

type MessageId =
  | 'called'
  | 'discarded'
  | 'emitterUnderStack'
  | 'erases'
  | 'eventTarget'
  | 'freshOff'
  | 'noContext'
  | 'promise'
  | 'staleOff'
  | 'swapped';
type RepairId =
  'bindRoot' | 'keepBound' | 'passCallback' | 'runInside' | 'swapArguments' | 'useActiveContext' | 'useBound';

interface Repair {
  readonly id: RepairId;
  readonly name?: string;
  readonly edits: readonly Replacement[];
}

interface Failing extends Case {
  readonly errors: readonly {
    readonly id: MessageId;
    readonly line: number;
    readonly data?: Readonly<Record<string, string>>;
    readonly repairs?: readonly Repair[];
  }[];
}

const valid: readonly Case[] = [
  {
    name: 'bound functions that somebody takes',
    code: `${api}export class Client {
  private handler = () => {};
  constructor(private readonly bus: EventEmitter) {
    this.handler = context.bind(context.active(), this.handler);
    bus.on('a', context.bind(ROOT_CONTEXT, () => {}));
  }
  bound(ctx: Context, work: () => void) {
    const run = context.bind(ctx, work);
    setTimeout(run, 5);
    const jobs = [context.bind(ctx, work)];
    return { jobs, other: context.bind(ctx, () => this.bus) };
  }
}
export const bindAll = (ctx: Context, works: (() => void)[]) => works.map((work) => context.bind(ctx, work));`,
  },
  {
    name: 'a bound emitter, stream, request and response, whose result is dropped',
    code: `${api}import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
const bus = new EventEmitter();
context.bind(context.active(), bus);
const stream = new PassThrough();
context.bind(context.active(), stream);
createServer((req, res) => {
  context.bind(context.active(), req);
  context.bind(context.active(), res);
  res.end();
}).listen(0);
context.bind(context.active(), createServer());`,
  },
  {
    name: 'something that nothing is known of',
    code: `${api}import { make, thing } from './things';
export function f(ctx: Context, target: any, other: unknown, either: (() => void) | EventEmitter) {
  context.bind(ctx, target);
  context.bind(ctx, other);
  context.bind(ctx, either);
  context.bind(ctx, make());
  context.bind(ctx, thing.handler);
  context.bind(target, other);
  return context.bind(target, make());
}`,
  },
  {
    name: 'a type parameter, and the bind of a context manager',
    code: `${api}export class Manager implements ContextManager {
  constructor(private readonly inner: ContextManager) {}
  active() { return this.inner.active(); }
  with(ctx: Context, fn: any, thisArg?: any, ...args: any[]): any { return this.inner.with(ctx, fn, thisArg, ...args); }
  bind<T>(ctx: Context, target: T): T { return this.inner.bind(ctx, target); }
  enable() { return this; }
  disable() { return this; }
}
export const bindTo = <F extends () => void>(ctx: Context, fn: F): F => context.bind(ctx, fn);`,
  },
  {
    name: 'a call that gives a function or an emitter',
    code: `${api}const make = () => () => 1;
const open = (): EventEmitter => new EventEmitter();
export function f(this: unknown, ctx: Context, work: () => void, factory: () => () => void) {
  const all = [context.bind(ctx, make()), context.bind(ctx, work.bind(this)), context.bind(ctx, factory())];
  context.bind(ctx, open());
  return all;
}`,
  },
  {
    name: 'undefined, under a manager that takes the active context then',
    manager: 'stack',
    code: `${api}export const run = context.bind(undefined as never, () => {});
const active = undefined;
export const other = context.bind(active as never, () => {});`,
  },
  {
    name: 'a context that a closure fills in',
    code: `${api}export function f(each: (take: (ctx: Context) => void) => void) {
  let found: Context | undefined;
  each((ctx) => { found = ctx; });
  return context.bind(found as never, () => {});
}`,
  },
  {
    name: 'an EventTarget under a manager that binds it, or may',
    manager: 'zone',
    code: `${api}const target = new EventTarget();
context.bind(context.active(), target);`,
  },
  {
    name: 'an EventTarget, and no manager told',
    manager: 'unknown',
    code: `${api}const target = new EventTarget();
context.bind(context.active(), target);`,
  },
  {
    name: 'what valid-context-argument speaks of',
    code: `${api}export const run = (work: () => void) => context.bind(trace.getTracer('a').startSpan('a') as never, work);
export const other = (work: () => void) => context.bind(context.active as never, work);`,
  },
  {
    name: 'a listener that is taken away by the bound function',
    code: `${api}export function f(bus: EventEmitter, ctx: Context, handler: () => void) {
  const bound = context.bind(ctx, handler);
  bus.on('a', bound);
  bus.off('a', bound);
}`,
  },
  {
    name: 'a handler that is registered as it is too, on another emitter, for another event, or reassigned',
    code: `${api}export function f(bus: EventEmitter, other: EventEmitter, ctx: Context, handler: () => void) {
  bus.on('a', context.bind(ctx, handler));
  bus.on('a', handler);
  bus.off('a', handler);
  other.off('a', handler);
  bus.off('b', handler);
}
export function g(bus: EventEmitter, ctx: Context, handler: () => void) {
  handler = context.bind(ctx, handler);
  bus.on('a', handler);
  bus.off('a', handler);
}
export class Field {
  private handler = () => {};
  start(bus: EventEmitter) {
    this.handler = context.bind(context.active(), this.handler);
    bus.on('a', this.handler);
    return () => bus.off('a', this.handler);
  }
}`,
  },
  {
    name: 'no manager: bind returns the function itself',
    manager: 'none',
    code: `${api}export function f(bus: EventEmitter, ctx: Context, handler: () => void) {
  bus.on('a', context.bind(ctx, handler));
  bus.off('a', handler);
}`,
  },
  {
    name: 'look-alikes',
    code: `const context = { bind: (ctx: unknown, fn: unknown) => [ctx, fn] };
function work(this: { n: number }) { return this.n; }
work.bind({ n: 1 });
context.bind(undefined, work);
context.bind({}, Promise.resolve());
context.bind(work, {});`,
  },
  {
    name: 'a wrapper of the project, which may register what it gets',
    wrappers: [{ function: { from: 'file', name: 'bindTo' }, operation: 'context.bind' }],
    code: `${api}function bindTo(ctx: Context | undefined, fn: () => void) { process.on('exit', context.bind(ctx ?? context.active(), fn)); }
bindTo(undefined, () => {});`,
  },
  {
    name: 'the steps of a generator that takes a span, bound to it and to the context',
    code: `${api}import type { Span } from '@opentelemetry/api';
const tracer = trace.getTracer('stories');
const told: string[] = [];
async function* tell(chapters: readonly string[], story: Span): AsyncGenerator<string, number> {
  try {
    for (const chapter of chapters) {
      await Promise.resolve();
      told.push(chapter);
      yield chapter;
    }
    return chapters.length;
  } finally {
    story.end();
  }
}
async function* tellStory(chapters: readonly string[]): AsyncGenerator<string, number> {
  return yield* tracer.startActiveSpan('story', { attributes: { length: chapters.length } }, (span) => {
    const steps = tell(chapters, span);
    steps.next = context.bind(context.active(), steps.next.bind(steps));
    steps.return = context.bind(context.active(), steps.return.bind(steps));
    return steps;
  });
}
async function listen(): Promise<void> {
  const story = tellStory(['one', 'two']);
  let step = await story.next();
  while (!step.done) {
    told.push(step.value);
    step = await story.next();
  }
}
void listen();`,
  },
  {
    name: 'spread arguments',
    code: `${api}export const f = (all: [Context, () => void]) => context.bind(...all);`,
  },
];

const invalid: readonly Failing[] = [
  {
    name: 'a bound function that nobody takes: a constant, which others use below',
    code: `${api}export function f(bus: EventEmitter, ctx: Context) {
  const handler = () => {};
  context.bind(ctx, handler);
  bus.on('a', handler);
}`,
    errors: [
      {
        id: 'discarded',
        line: 5,
        data: { bind: 'context.bind', target: "'handler'" },
        repairs: [
          {
            id: 'keepBound',
            name: 'boundHandler',
            edits: [
              ['  context.bind(ctx, handler)', '  const boundHandler = context.bind(ctx, handler)'],
              ["'a', handler", "'a', boundHandler"],
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'a let, a field and a parameter',
    code: `${api}export function f(bus: EventEmitter, ctx: Context, loud: boolean) {
  let handler = () => {};
  if (loud) handler = () => console.log('a');
  context.bind(ctx, handler);
  bus.on('a', handler);
}
export class Client {
  private run = () => {};
  start() {
    context.bind(context.active(), this.run);
    setImmediate(this.run);
  }
}`,
    errors: [
      {
        id: 'discarded',
        line: 6,
        data: { bind: 'context.bind', target: "'handler'" },
        repairs: [
          {
            id: 'keepBound',
            name: 'handler',
            edits: [['  context.bind(ctx, handler)', '  handler = context.bind(ctx, handler)']],
          },
        ],
      },
      {
        id: 'discarded',
        line: 12,
        data: { bind: 'context.bind', target: "'this.run'" },
        repairs: [
          {
            id: 'keepBound',
            name: 'this.run',
            edits: [
              [
                '    context.bind(context.active(), this.run)',
                '    this.run = context.bind(context.active(), this.run)',
              ],
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'a bound function in a constant that nobody reads, with a comment',
    code: `${api}export function f(bus: EventEmitter, ctx: Context, handler: () => void) {
  const bound = context.bind(ctx, handler); // keeps the trace
  bus.on('a', /* the one */ handler);
  return { handler };
}`,
    errors: [
      {
        id: 'discarded',
        line: 4,
        data: { bind: 'context.bind', target: "'handler'" },
        repairs: [
          {
            id: 'keepBound',
            name: 'bound',
            edits: [
              ['/* the one */ handler', '/* the one */ bound'],
              ['{ handler }', '{ handler: bound }'],
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'where the function has nowhere to go: there is no edit',
    code: `${api}export function f(ctx: Context, works: (() => void)[]) {
  context.bind(ctx, () => console.log(1));
  works.forEach((work) => context.bind(ctx, work));
  for (const work of works) void context.bind(ctx, work);
  try { if (works.length === 0) throw new Error('none'); } finally { context.bind(ctx, function () { return 1; }); }
}`,
    errors: [
      { id: 'discarded', line: 4, data: { bind: 'context.bind', target: 'the function' } },
      { id: 'discarded', line: 7, data: { bind: 'context.bind', target: 'the function' } },
    ],
    only: 'untyped',
  },
  {
    name: 'in a loop and in a callback, by types',
    code: `${api}export function f(ctx: Context, works: (() => void)[]) {
  works.forEach((work) => context.bind(ctx, work));
  for (const work of works) void context.bind(ctx, work);
}`,
    only: 'typed',
    errors: [
      { id: 'discarded', line: 4, data: { bind: 'context.bind', target: "'work'" } },
      { id: 'discarded', line: 5, data: { bind: 'context.bind', target: "'work'" } },
    ],
  },
  {
    name: 'swapped arguments',
    code: `${api}export function f(bus: EventEmitter, ctx: Context, handler: () => void) {
  bus.on('a', context.bind(handler as never, ctx as never));
  bus.on('b', context.bind((() => 1) as never, context.active() as never));
  return context.bind(bus as never, ctx as never);
}`,
    only: 'typed',
    errors: [
      {
        id: 'swapped',
        line: 4,
        data: { bind: 'context.bind' },
        repairs: [
          { id: 'swapArguments', edits: [['handler as never, ctx as never', 'ctx as never, handler as never']] },
        ],
      },
      {
        id: 'swapped',
        line: 5,
        data: { bind: 'context.bind' },
        repairs: [
          {
            id: 'swapArguments',
            edits: [['(() => 1) as never, context.active() as never', 'context.active() as never, (() => 1) as never']],
          },
        ],
      },
      {
        id: 'swapped',
        line: 6,
        data: { bind: 'context.bind' },
        repairs: [{ id: 'swapArguments', edits: [['bus as never, ctx as never', 'ctx as never, bus as never']] }],
      },
    ],
  },
  {
    name: 'swapped arguments in JavaScript, by require',
    code: `const { context } = require('@opentelemetry/api');
exports.f = (bus) => bus.on('a', context.bind(() => 1, context.active()));
exports.g = (bus) => bus.on('a', context.bind(() => 1));`,
    only: 'untyped',
    errors: [
      {
        id: 'swapped',
        line: 2,
        data: { bind: 'context.bind' },
        repairs: [{ id: 'swapArguments', edits: [['() => 1, context.active()', 'context.active(), () => 1']] }],
      },
      {
        id: 'noContext',
        line: 3,
        data: { bind: 'context.bind' },
        repairs: [
          { id: 'useActiveContext', edits: [['context.bind(() => 1))', 'context.bind(context.active(), () => 1))']] },
        ],
      },
    ],
  },
  {
    name: 'a context that is undefined or null',
    code: `${api}export const run = context.bind(undefined as never, () => {});
const none = undefined;
export const bus = context.bind(none as never, new EventEmitter());`,
    errors: [
      {
        id: 'erases',
        line: 3,
        data: { bind: 'context.bind' },
        repairs: [
          { id: 'useActiveContext', edits: [['undefined as never', 'context.active()']] },
          { id: 'bindRoot', edits: [['undefined as never', 'ROOT_CONTEXT']] },
        ],
      },
      {
        id: 'erases',
        line: 5,
        data: { bind: 'context.bind' },
        repairs: [
          { id: 'useActiveContext', edits: [['none as never', 'context.active()']] },
          { id: 'bindRoot', edits: [['none as never', 'ROOT_CONTEXT']] },
        ],
      },
    ],
    only: 'typed',
  },
  {
    name: 'a context that is undefined, under an unknown manager, with an import to add',
    manager: 'unknown',
    code: `import { context as otel } from '@opentelemetry/api';
export const run = (context: string) => otel.bind(undefined as never, () => context);`,
    errors: [
      {
        id: 'erases',
        line: 2,
        data: { bind: 'otel.bind' },
        repairs: [
          { id: 'useActiveContext', edits: [['undefined as never', 'otel.active()']] },
          {
            id: 'bindRoot',
            edits: [
              ['{ context as otel }', '{ context as otel, ROOT_CONTEXT }'],
              ['undefined as never', 'ROOT_CONTEXT'],
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'a promise',
    code: `${api}async function load() { return 1; }
export async function f(ctx: Context, running: Promise<number>) {
  const loaded = await context.bind(ctx, load());
  const all = await context.bind(ctx, Promise.all([load()]));
  return [loaded, all, context.bind(ctx, running as any as Promise<number>)];
}`,
    only: 'typed',
    errors: [
      {
        id: 'promise',
        line: 5,
        data: { bind: 'context.bind' },
        repairs: [{ id: 'runInside', edits: [['context.bind(ctx, load())', 'context.with(ctx, () => load())']] }],
      },
      { id: 'promise', line: 6, data: { bind: 'context.bind' } },
      { id: 'promise', line: 7, data: { bind: 'context.bind' } },
    ],
  },
  {
    name: 'a promise, without types',
    code: `${api}async function load() { return 1; }
export async function f(ctx: Context) {
  const loaded = await context.bind(ctx, load());
  return [loaded, context.bind(ctx, new Promise(() => {}))];
}`,
    only: 'untyped',
    errors: [
      {
        id: 'promise',
        line: 5,
        data: { bind: 'context.bind' },
        repairs: [{ id: 'runInside', edits: [['context.bind(ctx, load())', 'context.with(ctx, () => load())']] }],
      },
      { id: 'promise', line: 6, data: { bind: 'context.bind' } },
    ],
  },
  {
    name: 'a call that gives nothing, handed to somebody who expects a function',
    code: `${api}function flush() { console.log('flushed'); }
export function f(ctx: Context, bus: EventEmitter) {
  bus.on('a', context.bind(ctx, flush()) as never);
  setTimeout(context.bind(ctx, flush()) as never, 5);
  context.bind(ctx, flush());
}`,
    only: 'untyped',
    errors: [
      {
        id: 'called',
        line: 5,
        data: { bind: 'context.bind', callee: 'flush' },
        repairs: [
          {
            id: 'passCallback',
            edits: [["bus.on('a', context.bind(ctx, flush())", "bus.on('a', context.bind(ctx, flush)"]],
          },
        ],
      },
      {
        id: 'called',
        line: 6,
        data: { bind: 'context.bind', callee: 'flush' },
        repairs: [
          {
            id: 'passCallback',
            edits: [['setTimeout(context.bind(ctx, flush())', 'setTimeout(context.bind(ctx, flush)']],
          },
        ],
      },
      {
        id: 'called',
        line: 7,
        data: { bind: 'context.bind', callee: 'flush' },
        repairs: [
          { id: 'runInside', edits: [['  context.bind(ctx, flush());\n', '  context.with(ctx, () => flush());\n']] },
        ],
      },
    ],
  },
  {
    name: 'a call that gives something else, by its type',
    code: `${api}interface Row { readonly id: string }
export function f(ctx: Context, bus: EventEmitter, rows: { first(): Row; flush(): void }) {
  const row = context.bind(ctx, rows.first());
  bus.on('a', context.bind(ctx, rows.flush() as never));
  return row;
}`,
    only: 'typed',
    errors: [
      {
        id: 'called',
        line: 5,
        data: { bind: 'context.bind', callee: 'rows.first' },
        repairs: [
          { id: 'runInside', edits: [['context.bind(ctx, rows.first())', 'context.with(ctx, () => rows.first())']] },
        ],
      },
      { id: 'called', line: 6, data: { bind: 'context.bind', callee: 'rows.flush' } },
    ],
  },
  {
    name: 'an EventTarget and an AbortSignal',
    code: `${api}const target = new EventTarget();
export function f(ctx: Context, signal: AbortSignal) {
  context.bind(ctx, target);
  return context.bind(ctx, signal);
}`,
    only: 'typed',
    errors: [
      { id: 'eventTarget', line: 5, data: { bind: 'context.bind' } },
      { id: 'eventTarget', line: 6, data: { bind: 'context.bind' } },
    ],
  },
  {
    name: 'an emitter under the stack manager',
    manager: 'stack',
    code: `${api}const bus = new EventEmitter();
context.bind(context.active(), bus);`,
    errors: [{ id: 'emitterUnderStack', line: 4, data: {} }],
  },
  {
    name: 'off, with the function that was bound',
    code: `${api}export function f(bus: EventEmitter, ctx: Context, handler: () => void) {
  bus.on('a', context.bind(ctx, handler));
  return () => {
    bus.off('a', handler);
  };
}
export function g(bus: EventEmitter, ctx: Context, handler: () => void) {
  const bound = context.bind(ctx, handler);
  bus.once('a', bound).on('b', bound);
  bus.removeListener('b', handler);
}`,
    errors: [
      {
        id: 'staleOff',
        line: 6,
        data: { off: 'bus.off', target: "'handler'", line: '4' },
        repairs: [
          {
            id: 'useBound',
            name: 'boundHandler',
            edits: [
              [
                "  bus.on('a', context.bind(ctx, handler));",
                "  const boundHandler = context.bind(ctx, handler);\n  bus.on('a', boundHandler);",
              ],
              ["off('a', handler)", "off('a', boundHandler)"],
            ],
          },
        ],
      },
      {
        id: 'staleOff',
        line: 12,
        data: { off: 'bus.removeListener', target: "'handler'", line: '11' },
        repairs: [
          { id: 'useBound', name: 'bound', edits: [["removeListener('b', handler)", "removeListener('b', bound)"]] },
        ],
      },
    ],
  },
  {
    name: 'off in another method, and one that binds anew: there is no edit',
    code: `${api}export class Client {
  constructor(private readonly bus: EventEmitter) {}
  private onData() {}
  start() { this.bus.on('data', context.bind(context.active(), this.onData.bind(this))); }
  stop() { this.bus.off('data', this.onData); }
  end() { this.bus?.off('data', context.bind(context.active(), this.onData)); }
}`,
    errors: [
      { id: 'staleOff', line: 7, data: { off: 'this.bus.off', target: "'this.onData'", line: '6' } },
      { id: 'freshOff', line: 8, data: { off: 'this.bus?.off' } },
    ],
  },
  {
    name: 'removeEventListener',
    code: `${api}export function f(target: EventTarget, ctx: Context, handler: () => void) {
  target.addEventListener('a', context.bind(ctx, handler));
  target.removeEventListener('a', handler);
}`,
    errors: [
      {
        id: 'staleOff',
        line: 5,
        data: { off: 'target.removeEventListener', target: "'handler'", line: '4' },
        repairs: [
          {
            id: 'useBound',
            name: 'boundHandler',
            edits: [
              [
                "  target.addEventListener('a', context.bind(ctx, handler));",
                "  const boundHandler = context.bind(ctx, handler);\n  target.addEventListener('a', boundHandler);",
              ],
              ["removeEventListener('a', handler)", "removeEventListener('a', boundHandler)"],
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'a namespace, an alias, a destructured and a typed receiver, an own manager',
    code: `import * as otel from '@opentelemetry/api';
import type { Context, ContextManager } from '@opentelemetry/api';
const { context: active } = otel;
const { bind } = active;
export function f(ctx: Context, di: { context: otel.ContextAPI; manager: ContextManager }) {
  otel.context.bind(ctx, () => 1);
  active.bind(ctx, () => 2);
  bind(ctx, () => 3);
  di.context.bind(ctx, () => 4);
  di.manager.bind(ctx, () => 5);
  di.context?.bind(ctx, () => 6);
}`,
    only: 'typed',
    errors: [
      { id: 'discarded', line: 6, data: { bind: 'otel.context.bind', target: 'the function' } },
      { id: 'discarded', line: 7, data: { bind: 'active.bind', target: 'the function' } },
      { id: 'discarded', line: 8, data: { bind: 'bind', target: 'the function' } },
      { id: 'discarded', line: 9, data: { bind: 'di.context.bind', target: 'the function' } },
      { id: 'discarded', line: 10, data: { bind: 'di.manager.bind', target: 'the function' } },
      { id: 'discarded', line: 11, data: { bind: 'di.context?.bind', target: 'the function' } },
    ],
  },
  {
    name: 'minified output',
    code: `var o=require("@opentelemetry/api");module.exports=function(e,h){var f=function(){return h};o.context.bind(o.context.active(),f),e.on("a",f)};`,
    errors: [
      {
        id: 'discarded',
        line: 1,
        data: { bind: 'o.context.bind', target: "'f'" },
        repairs: [
          {
            id: 'keepBound',
            name: 'f',
            edits: [[';o.context.bind(o.context.active(),f)', ';(f = o.context.bind(o.context.active(),f))']],
          },
        ],
      },
    ],
  },
];

const settingsOf = ({ manager = 'async-local-storage', wrappers }: Case): Record<string, unknown> => ({
  contextManager: manager,
  ...(wrappers && { wrappers }),
});

function casesFor(mode: 'typed' | 'untyped') {
  const isOf = ({ only }: Case): boolean => only === undefined || only === mode;
  return {
    valid: valid.filter(isOf).map((one) => ({ name: one.name, code: one.code, settings: { otel: settingsOf(one) } })),
    invalid: invalid.filter(isOf).map((one) => ({
      name: one.name,
      code: one.code,
      settings: { otel: settingsOf(one) },
      errors: one.errors.map(({ data, id, line, repairs }) => ({
        messageId: id,
        line,
        ...(data && { data }),
        ...(repairs && {
          suggestions: repairs.map(({ edits, id: messageId, name }) => ({
            messageId,
            ...(name !== undefined && { data: { name } }),
            output: edited(one.code, edits),
          })),
        }),
      })),
    })),
  };
}

typedTester.run('valid-context-bind (typed)', validContextBind, casesFor('typed'));
untypedTester.run('valid-context-bind (untyped)', validContextBind, casesFor('untyped'));

describe('the edits of valid-context-bind', () => {
  useOwnProjectService();
  const rules = { 'otel/valid-context-bind': 'error' };

  it('leave one report less, and compile under strict', () => {
    const lint = createLint();
    const texts: string[] = [];
    for (const one of invalid) {
      const isScript = one.code.includes('require(');
      const linted = (code: string): number =>
        lint(code, {
          rules,
          settings: settingsOf(one),
          typed: one.only === 'typed',
          ...(isScript && { extension: 'cjs' }),
        }).length;
      for (const { edits } of one.errors.flatMap(({ repairs = [] }) => repairs)) {
        const text = edited(one.code, edits);
        assert.equal(linted(text), one.errors.length - 1, `${one.name}: ${text}`);
        if (!isScript) texts.push(text);
      }
    }
    assert.ok(texts.length > 20);
    const files = texts.map((text, index) => [path.join(fixturesFolder, `bound-${index}.ts`), text] as const);
    assert.deepEqual(strictDiagnostics(new Map(files)), []);
  });
});

describe('valid-context-bind in test files', () => {
  it('speaks of calls that do nothing, not of a context that is left out on purpose', () => {
    const code = `import { context } from '@opentelemetry/api';
export function f(ctx, handler, bus) {
  const run = context.bind(undefined, () => {});
  context.bind(ctx, () => {});
  bus.on('a', context.bind(ctx, handler));
  bus.off('a', handler);
  return run;
}`;
    const lint = createLint(path.join(fixturesFolder, 'test'));
    const ids = lint(code, {
      rules: { 'otel/valid-context-bind': 'error' },
      settings: { contextManager: 'async-local-storage' },
    }).map(({ messageId }) => messageId);
    assert.deepEqual(ids, ['discarded', 'staleOff']);
  });
});
