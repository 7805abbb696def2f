import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { AmbientUseFinder } from '../../../src/analysis/ambient-context';
import { ApiResolver, type ResolvedCall } from '../../../src/analysis/api-resolution';
import {
  chainedUse,
  isCallable,
  isLeftToItself,
  isNothing,
  isPromiseCallback,
  isUsedUnderActivation,
  iterationsOutside,
  lazyResultOf,
  mayBeNothing,
  misplacedArgument,
  notAContext,
  unboundMethod,
} from '../../../src/analysis/context-callback';
import { findNodes, parseSource } from '../../support/source';

const api = `import { context, propagation, ROOT_CONTEXT, trace, type Baggage, type Context, type Span } from '@opentelemetry/api';\n`;

/** The first `context.with` of a text, and its arguments. */
function analyse(body: string, typed = false) {
  const sourceCode = parseSource(api + body, { typed });
  const resolver = new ApiResolver(sourceCode);
  const calls = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.CallExpression).flatMap(
    (node) => resolver.resolve(node) ?? [],
  );
  const call: ResolvedCall | undefined = calls.find(({ operation }) => operation === 'context.with');
  assert.ok(call, 'there is a context.with');
  const [first, second] = call.node.arguments as TSESTree.Expression[];
  assert.ok(first);
  return { sourceCode, resolver, call, first, second: second ?? first };
}

const modes = [true, false] as const;
const modeName = (typed: boolean): string => (typed ? 'typed' : 'untyped');

describe('isCallable', () => {
  const answers: readonly (readonly [
    head: string,
    callback: string,
    typed: boolean | undefined,
    untyped: boolean | undefined,
  ])[] = [
    ['', '() => 1', true, true],
    ['async function f() {}', 'f()', false, false],
    ['async function f() {}', 'await f()', false, false],
    ['function* f() {}', 'f()', false, false],
    ['function f() {}', 'f()', false, false],
    ['const f = () => () => 1;', 'f()', true, true],
    ['declare function f(): number;', 'f()', false, undefined],
    ['declare function f(): any;', 'f()', undefined, undefined],
    ['declare function f(): (() => void) | undefined;', 'f()', true, undefined],
    ['declare function f(): object;', 'f()', undefined, undefined],
    ['declare const f: Function;', 'f', true, undefined],
    ['', '({ a: 1 })', false, false],
    ['', 'new Promise(() => {})', false, false],
    ['class A { run() {} go() { ', 'this.run()', undefined, undefined],
    ['class A { run() { throw new Error("to override"); } go() { ', 'this.run()', undefined, undefined],
    ['class A { run() { console.log(1); } go() { ', 'this.run()', false, false],
  ];
  for (const [head, callback, ...expected] of answers) {
    for (const typed of modes) {
      it(`says ${String(expected[typed ? 0 : 1])} of ${callback} after '${head}', ${modeName(typed)}`, () => {
        const { resolver, second } = analyse(
          `${head} context.with(ROOT_CONTEXT, ${callback} as any);${head.endsWith('{ ') ? '} }' : ''}`,
          typed,
        );
        assert.equal(isCallable(resolver, second), expected[typed ? 0 : 1]);
      });
    }
  }
});

describe('notAContext', () => {
  const answers: readonly (readonly [argument: string, typed: string | undefined, untyped: string | undefined])[] = [
    ['span', 'span', 'span'],
    ['span as unknown as Context', 'span', 'span'],
    ['span.spanContext()', 'spanContext', 'spanContext'],
    ['bag', 'baggage', 'baggage'],
    ['context', 'api', 'api'],
    ['undefined', 'nothing', 'nothing'],
    ['null!', 'nothing', 'nothing'],
    ['void 0', 'nothing', 'nothing'],
    ['load()', 'promise', 'promise'],
    ['Promise.resolve(ctx)', 'promise', 'promise'],
    ['() => 1', 'function', 'function'],
    ['"ctx"', 'value', 'value'],
    ['ctx', undefined, undefined],
    ['maybe', undefined, undefined],
    ['any', undefined, undefined],
    ['object', undefined, undefined],
    ['own', undefined, undefined],
    ['await load()', undefined, undefined],
    ['any ? span : ctx', undefined, undefined],
    ['reassigned', undefined, undefined],
  ];
  const head =
    'async function load() { return ROOT_CONTEXT; }\n' +
    'export async function f(ctx: Context, maybe: Context | undefined, span: Span, bag: Baggage, any: any, object: object, own: { getValue(): void; setValue(): void }) {\n' +
    'let reassigned: any = span; reassigned = ctx;\n';
  for (const [argument, ...expected] of answers) {
    for (const typed of modes) {
      it(`says ${expected[typed ? 0 : 1] ?? 'nothing'} of ${argument}, ${modeName(typed)}`, () => {
        const { resolver, first } = analyse(`${head}context.with(${argument}, () => 1); }`, typed);
        assert.equal(notAContext(resolver, first), expected[typed ? 0 : 1]);
      });
    }
  }

  it('knows what may be nothing', () => {
    for (const typed of modes) {
      const of = (argument: string): boolean => {
        const { resolver, first } = analyse(
          `export function f(a: Span, b: Span | undefined) { context.with(${argument} as never, () => 1); }`,
          typed,
        );
        return mayBeNothing(resolver, first);
      };
      assert.deepEqual(['a', 'b', 'trace.getActiveSpan()'].map(of), [false, true, true], modeName(typed));
    }
    const { first } = analyse('context.with(undefined as never, () => 1);');
    assert.equal(isNothing(first), true);
  });
});

describe('lazyResultOf', () => {
  const lazy = (body: string, typed: boolean) => {
    const { resolver, second } = analyse(body, typed);
    const result = lazyResultOf(resolver, second);
    return result && `${result.isDirect ? 'direct ' : ''}${result.kind} ${result.typeName}`.trim();
  };

  it('sees generator functions in both modes', () => {
    for (const typed of modes) {
      assert.equal(lazy('context.with(ROOT_CONTEXT, function* () {});', typed), 'direct generator');
      assert.equal(lazy('async function* g() {} context.with(ROOT_CONTEXT, g);', typed), 'direct generator');
      assert.equal(lazy('function* g() {} context.with(ROOT_CONTEXT, () => g());', typed), 'generator');
    }
  });

  it('sees lazy thenables by type, and takes promises for promises', () => {
    const head =
      'class Query { then(ok: (n: number) => void) { ok(1); } } declare const q: Query; declare const p: Promise<number>; declare const l: PromiseLike<number>;';
    assert.equal(lazy(`${head} context.with(ROOT_CONTEXT, () => q);`, true), 'thenable Query');
    assert.equal(lazy(`${head} context.with(ROOT_CONTEXT, () => q);`, false), undefined);
    assert.equal(lazy(`${head} context.with(ROOT_CONTEXT, async () => q);`, true), undefined);
    assert.equal(lazy(`${head} context.with(ROOT_CONTEXT, () => p);`, true), undefined);
    assert.equal(lazy(`${head} context.with(ROOT_CONTEXT, () => l);`, true), undefined);
  });

  it('does not take a property named then for a thenable', () => {
    assert.equal(
      lazy('declare const step: { then: string }; context.with(ROOT_CONTEXT, () => step);', true),
      undefined,
    );
  });
});

describe('the use of a result', () => {
  it('is an iteration outside, directly or by a variable', () => {
    const count = (body: string): number => {
      const { resolver, call } = analyse(`function* g() {} ${body}`);
      return iterationsOutside(resolver, call).length;
    };
    assert.equal(count('for (const x of context.with(ROOT_CONTEXT, g)) {}'), 1);
    assert.equal(count('const r = context.with(ROOT_CONTEXT, g); [...r]; Array.from(r);'), 2);
    assert.equal(count('const r = context.with(ROOT_CONTEXT, g); context.with(ROOT_CONTEXT, () => [...r]);'), 0);
    assert.equal(count('export const r = () => context.with(ROOT_CONTEXT, g);'), 0);
  });

  it('may be under other activations only', () => {
    const found = analyse(
      'function* g() {} const r = context.with(ROOT_CONTEXT, g); context.with(ROOT_CONTEXT, () => r.next());',
    );
    assert.equal(isUsedUnderActivation(found.resolver, found.call), true);
    const other = analyse('function* g() {} const r = context.with(ROOT_CONTEXT, g); r.next();');
    assert.equal(isUsedUnderActivation(other.resolver, other.call), false);
  });

  it('is left to itself as a statement, not when awaited, returned, kept, voided or chained', () => {
    const of = (body: string): boolean => isLeftToItself(analyse(body).call.node);
    assert.equal(of('context.with(ROOT_CONTEXT, async () => {});'), true);
    assert.equal(of('a && context.with(ROOT_CONTEXT, async () => {});'), true);
    for (const body of [
      'void context.with(ROOT_CONTEXT, f);',
      'const p = context.with(ROOT_CONTEXT, f);',
      'context.with(ROOT_CONTEXT, f).catch(g);',
      'g(context.with(ROOT_CONTEXT, f));',
    ]) {
      assert.equal(of(body), false, body);
    }
  });

  it('is a promise for async functions, and by type', () => {
    const of = (body: string, typed: boolean): boolean => {
      const { resolver, second } = analyse(body, typed);
      return isPromiseCallback(resolver, second);
    };
    assert.equal(of('context.with(ROOT_CONTEXT, async () => {});', false), true);
    assert.equal(of('declare const f: () => Promise<void>; context.with(ROOT_CONTEXT, f);', true), true);
    assert.equal(of('declare const f: () => Promise<void>; context.with(ROOT_CONTEXT, f);', false), false);
    assert.equal(of('context.with(ROOT_CONTEXT, async function* () {});', false), false);
  });
});

describe('this', () => {
  it('finds an argument in the place of this', () => {
    const of = (args: string): boolean => {
      const { resolver, call } = analyse(`context.with(ROOT_CONTEXT, ${args});`);
      return misplacedArgument(resolver, call) !== undefined;
    };
    assert.deepEqual(['(x) => x, 42', '(x, y) => x, 1, 2'].map(of), [true, true]);
    const fine = [
      '(x) => x, undefined, 42',
      '() => 1, 42',
      '(x = 1) => x, 42',
      '(...x) => x, 42',
      'function (x) { return this; }, o',
      '(x) => x, this',
      'f, 42',
      '(x) => x, o, 42',
    ];
    assert.deepEqual(
      fine.map(of),
      fine.map(() => false),
    );
  });

  it('finds methods that use this and are passed without it', () => {
    const of = (member: string, callback: string, typed = false): boolean => {
      const { resolver, call } = analyse(
        `class A { n = 1; ${member} start() { context.with(ROOT_CONTEXT, ${callback}); } }`,
        typed,
      );
      return unboundMethod(resolver, call) !== undefined;
    };
    assert.equal(of('run() { return this.n; }', 'this.run'), true);
    assert.equal(of('#run() { return this.n; }', 'this.#run'), true);
    assert.equal(of('run() { return () => this.n; }', 'this.run'), true);
    assert.equal(of('run() { return this.n; }', 'this.run, this'), false);
    assert.equal(of('run() { return function () { return this; }; }', 'this.run'), false);
    assert.equal(of('run = () => this.n;', 'this.run'), false);
    assert.equal(of('constructor() { this.run = this.run.bind(this); } run() { return this.n; }', 'this.run'), false);
    assert.equal(of('constructor() { autoBind(this); } run() { return this.n; }', 'this.run'), false);
    assert.equal(of('run(this: void) { return 1; }', 'this.run'), false);
    assert.equal(of('run() { return this.n; } get(): A { return this; }', 'this.get().run', true), true);
    assert.equal(of('run() { return 1; } get(): A { return this; }', 'this.get().run', true), false);
  });
});

describe('chainedUse', () => {
  const method = (body: string): string | undefined => {
    const { resolver, call } = analyse(
      `import { suppressTracing } from '@opentelemetry/core'; const read = () => trace.getActiveSpan(); ${body}`,
    );
    return chainedUse(resolver, new AmbientUseFinder(resolver, () => false), call)?.method;
  };

  it('finds the first chained callback that reads the active context', () => {
    assert.equal(method('export const f = (c: Context) => context.with(c, g).then(read);'), 'then');
    assert.equal(method('export const f = (c: Context) => context.with(c, g).then(log, read);'), 'then');
    assert.equal(
      method('export const f = (c: Context) => context.with(c, g).catch(log).finally(() => read());'),
      'finally',
    );
  });

  it('is silent where nothing reads it, or where the outer context is meant', () => {
    assert.equal(
      method('export const f = (c: Context) => context.with(c, g).then(log).finally(() => span.end());'),
      undefined,
    );
    assert.equal(method('context.with(ROOT_CONTEXT, g).then(read);'), undefined);
    assert.equal(method('context.with(context.active(), g).then(read);'), undefined);
    assert.equal(
      method('const quiet = suppressTracing(context.active()); context.with(quiet, g).then(read);'),
      undefined,
    );
    assert.equal(method('export const f = (c: Context) => context.with(c, g).then(context.bind(c, read));'), undefined);
    assert.equal(method('export const f = (c: Context) => context.with(c, g).map(read);'), undefined);
  });
});
