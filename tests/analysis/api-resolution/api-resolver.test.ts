import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { findNodes, parseSource } from '../../support/source';

/** The operations of all calls of a source, in source order. */
function operations(text: string, options: { typed?: boolean; script?: boolean }): string[] {
  const sourceCode = parseSource(text, options);
  const resolver = new ApiResolver(sourceCode);
  return findNodes(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression,
  )
    .sort((a, b) => a.range[1] - b.range[1])
    .flatMap((node) => resolver.resolve(node)?.operation ?? []);
}

interface Case {
  readonly name: string;
  readonly code: string;
  readonly expected: readonly string[];
  /** Why only one mode can see it. */
  readonly only?: 'typed' | 'untyped';
  readonly script?: boolean;
}

const cases: readonly Case[] = [
  {
    name: 'a named import',
    code: `import { context } from '@opentelemetry/api'; context.with(context.active(), () => {});`,
    expected: ['context.active', 'context.with'],
  },
  {
    name: 'an aliased import',
    code: `import { context as otelContext } from '@opentelemetry/api'; otelContext.active();`,
    expected: ['context.active'],
  },
  {
    name: 'a namespace import and a local alias of its member',
    code: `import * as api from '@opentelemetry/api'; const p = api.propagation; p.createBaggage(); api.trace.getActiveSpan()?.end();`,
    expected: ['propagation.createBaggage', 'trace.getActiveSpan', 'span.end'],
  },
  {
    name: 'a default import',
    code: `import otel from '@opentelemetry/api'; otel.context.active();`,
    expected: ['context.active'],
  },
  {
    name: 'require into a name, destructured and aliased',
    code: `const { context: ctx, trace } = require('@opentelemetry/api'); ctx.active(); trace.getTracer('x').startSpan('y').end();`,
    expected: ['context.active', 'trace.getTracer', 'span.start', 'span.end'],
  },
  {
    name: 'compiled output with interop helpers and sequence callees',
    code: `const api_1 = __importStar(require('@opentelemetry/api')); api_1.context.with(api_1.context.active(), f); (0, api_1.createContextKey)('k'); function f() {} declare function __importStar(x: unknown): any;`,
    expected: ['context.active', 'context.with', 'context.createKey'],
  },
  {
    name: 'import equals',
    code: `import api = require('@opentelemetry/api'); api.context.active();`,
    expected: ['context.active'],
    script: true,
  },
  {
    name: 'a dynamic import',
    code: `async function f() { const { context } = await import('@opentelemetry/api'); context.active(); }`,
    expected: ['context.active'],
  },
  {
    name: 'a lazy require inside a function',
    code: `function load() { return require('@opentelemetry/api'); } load().context.active();`,
    expected: ['context.active'],
  },
  {
    name: 'helpers destructured from the API objects',
    code: `import { trace } from '@opentelemetry/api'; const { setSpan, getActiveSpan: active } = trace; declare const c: any; setSpan(c, active()!);`,
    expected: ['trace.getActiveSpan', 'trace.setSpan'],
  },
  {
    name: 'a method kept in a variable',
    code: `import { trace } from '@opentelemetry/api'; const setSpan = trace.setSpan; declare const c: any; setSpan(c, c);`,
    expected: ['trace.setSpan'],
  },
  {
    name: 'a typed parameter',
    code: `import type { Tracer, Span } from '@opentelemetry/api'; function f(tracer: Tracer, span?: Span | undefined) { tracer.startSpan('a'); span?.end(); }`,
    expected: ['span.start', 'span.end'],
  },
  {
    name: 'a constructor parameter property and a field',
    code: `import { trace, type Tracer } from '@opentelemetry/api'; class S { private other = trace.getTracer('x'); #third; constructor(private readonly tracer: Tracer) { this.#third = trace.getTracer('z'); } run() { this.tracer.startSpan('a'); this.other.startSpan('b'); this.#third.startSpan('c'); } }`,
    expected: ['trace.getTracer', 'trace.getTracer', 'span.start', 'span.start', 'span.start'],
  },
  {
    name: 'a field that is filled in later',
    code: `import { trace } from '@opentelemetry/api'; class S { tracer: ReturnType<typeof trace.getTracer> | null = null; constructor() { this.tracer = trace.getTracer('x'); } run() { this.tracer?.startSpan('a'); } }`,
    expected: ['trace.getTracer', 'span.start'],
    only: 'typed',
  },
  {
    name: 'an unannotated field that the constructor fills in',
    code: `import { trace } from '@opentelemetry/api'; class S { tracer = null as any; constructor() { this.tracer = trace.getTracer('x'); } run() { this.tracer.startSpan('a'); } }`,
    expected: ['trace.getTracer', 'span.start'],
  },
  {
    name: 'the span parameter of a callback',
    code: `import { trace } from '@opentelemetry/api'; trace.getTracer('x').startActiveSpan('a', {}, (span) => { span.end(); });`,
    expected: ['trace.getTracer', 'span.end', 'span.startActive'],
  },
  {
    name: 'baggage through fallbacks and chains',
    code: `import { propagation } from '@opentelemetry/api'; const bag = propagation.getActiveBaggage() ?? propagation.createBaggage(); const next = bag.setEntry('a', { value: 'b' }); next.removeEntry('a').clear();`,
    expected: [
      'propagation.getActiveBaggage',
      'propagation.createBaggage',
      'baggage.setEntry',
      'baggage.removeEntry',
      'baggage.clear',
    ],
  },
  {
    name: 'a reassigned let',
    code: `import { propagation } from '@opentelemetry/api'; let bag = propagation.createBaggage(); bag = bag.setEntry('a', { value: 'b' }); bag.clear();`,
    expected: ['propagation.createBaggage', 'baggage.setEntry', 'baggage.clear'],
  },
  {
    name: 'a context returned by a local helper',
    code: `import { context } from '@opentelemetry/api'; const key = Symbol('k'); function here() { return context.active(); } here().setValue(key, 1);`,
    expected: ['context.active', 'context.setValue'],
  },
  {
    name: 'core functions and propagator classes',
    code: `import { suppressTracing, CompositePropagator, W3CBaggagePropagator } from '@opentelemetry/core'; import { ROOT_CONTEXT } from '@opentelemetry/api'; suppressTracing(ROOT_CONTEXT); new CompositePropagator({ propagators: [new W3CBaggagePropagator()] });`,
    expected: ['core.suppressTracing', 'propagator.create', 'propagator.composite'],
  },
  {
    name: 'a namespace of core',
    code: `import * as core from '@opentelemetry/core'; import * as api from '@opentelemetry/api'; core.suppressTracing(api.ROOT_CONTEXT); new core.CompositePropagator();`,
    expected: ['core.suppressTracing', 'propagator.composite'],
  },
  {
    name: 'an API re-exported by an SDK',
    code: `import { api } from '@opentelemetry/sdk-node'; api.context.active();`,
    expected: ['context.active'],
  },
  {
    name: 'a token in a variable',
    code: `import { context, ROOT_CONTEXT } from '@opentelemetry/api'; const token = context.attach(ROOT_CONTEXT); token.dispose(); token?.dispose?.();`,
    expected: ['context.attach', 'context.dispose', 'context.dispose'],
  },
  {
    name: 'a context manager of an SDK',
    code: `import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'; const m = new AsyncLocalStorageContextManager(); m.active();`,
    expected: ['context.active'],
  },
  {
    name: 'an npm: specifier',
    code: `import { context } from 'npm:@opentelemetry/api@1.10.0'; context.active();`,
    expected: ['context.active'],
  },
  {
    name: 'a type parameter with a constraint',
    code: `import type { Tracer } from '@opentelemetry/api'; function f<T extends Tracer>(t: T) { t.startSpan('x'); }`,
    expected: ['span.start'],
    only: 'typed',
  },
  {
    name: 'a class that implements an interface of the API',
    code: `import type { Span, Tracer } from '@opentelemetry/api'; declare class Mine implements Tracer { startSpan(): Span; startActiveSpan(): any } new Mine().startSpan();`,
    expected: ['span.start'],
    only: 'typed',
  },
  {
    name: 'a subclass of an SDK class',
    code: `import { CompositePropagator } from '@opentelemetry/core'; class Mine extends CompositePropagator {} new Mine();`,
    expected: ['propagator.composite'],
    only: 'typed',
  },
  {
    name: 'destructured parameters with a type',
    code: `import type { Tracer } from '@opentelemetry/api'; function f({ tracer }: { tracer: Tracer }) { tracer.startSpan('x'); }`,
    expected: ['span.start'],
    only: 'typed',
  },
];

const silent: readonly { name: string; code: string }[] = [
  {
    name: 'a context of another library',
    code: `class Ctx { with(a: number) {} active() {} } const context = new Ctx(); context.with(1); context.active();`,
  },
  {
    name: 'an untyped parameter named context',
    code: `export function handler(context: any) { context.with({}, () => {}); context.active(); context.bind(1); }`,
  },
  {
    name: 'Map and Set',
    code: `const bag = new Map(); bag.clear(); bag.set('a', 1); new Set([1]).clear(); class T { set() {} unset() {} } new T().set();`,
  },
  {
    name: 'a package whose name only begins alike',
    code: `import { context, trace } from '@opentelemetry/api-logs'; context.active(); trace.getActiveSpan();`,
  },
  {
    name: 'another startSpan',
    code: `declare const Sentry: { startSpan(n: string): { end(): void } }; Sentry.startSpan('x').end();`,
  },
  {
    name: 'a Nest execution context',
    code: `import type { ExecutionContext } from '@nestjs/common'; function f(context: ExecutionContext) { context.getHandler(); context.with(); }`,
  },
  {
    name: 'a shadowed import',
    code: `import { context } from '@opentelemetry/api'; function f(context: { with(x: number): void }) { context.with(1); }`,
  },
  {
    name: 'removeEntry of the File System API',
    code: `async function f(d: { removeEntry(n: string): Promise<void> }) { await d.removeEntry('a'); }`,
  },
  {
    name: 'bind and call of functions',
    code: `import { context } from '@opentelemetry/api'; const f = function () {}; f.bind(null); f.call(null); void context;`,
  },
];

describe('ApiResolver', () => {
  for (const mode of ['typed', 'untyped'] as const) {
    describe(mode, () => {
      for (const { name, code, expected, only, script } of cases) {
        if (only !== undefined && only !== mode) continue;
        it(`resolves ${name}`, () => {
          assert.deepEqual(operations(code, { typed: mode === 'typed', script: script ?? false }), expected);
        });
      }
      for (const { name, code } of silent) {
        it(`is silent on ${name}`, () => {
          assert.deepEqual(operations(code, { typed: mode === 'typed' }), []);
        });
      }
    });
  }

  it('gives arguments by role, counting from the end for callbacks', () => {
    const sourceCode = parseSource(
      `import { trace } from '@opentelemetry/api'; trace.getTracer('t').startActiveSpan('a', { root: true }, ctx, work);`,
    );
    const resolver = new ApiResolver(sourceCode);
    const [call] = findNodes(sourceCode, (node) => resolver.resolve(node)?.operation === 'span.startActive').map(
      (node) => resolver.resolve(node),
    );
    const text = (role: 'callback' | 'context' | 'name' | 'options'): string =>
      sourceCode.getText(call?.argument(role));
    assert.deepEqual(
      [text('name'), text('options'), text('context'), text('callback')],
      ["'a'", '{ root: true }', 'ctx', 'work'],
    );
  });

  it('hides arguments behind a spread', () => {
    const sourceCode = parseSource(`import { context } from '@opentelemetry/api'; context.with(...args, fn);`);
    const resolver = new ApiResolver(sourceCode);
    const [node] = findNodes(sourceCode, (candidate) => candidate.type === AST_NODE_TYPES.CallExpression);
    assert.equal(resolver.resolve(node!)?.argument('callback'), undefined);
  });
});
