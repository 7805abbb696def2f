import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { AmbientUseFinder } from '../../../src/analysis/ambient-context';
import { ApiResolver, type ResolvedCall } from '../../../src/analysis/api-resolution';
import {
  callbackOf,
  chainedUse,
  isCallable,
  isIdle,
  isLeftToItself,
  isPromiseCallback,
  isUsedUnderActivation,
  iterationsOutside,
  lacksCallback,
  lazyResultOf,
  mayBeNothing,
  nameIn,
  misplacedArgument,
  notAContext,
  placeOf,
  unboundMethod,
} from '../../../src/analysis/context-callback';
import { isNothing } from '../../../src/ast';
import type { OperationId } from '../../../src/model';
import { findNodes, parseSource } from '../../support/source';

const api = `import { context, propagation, ROOT_CONTEXT, trace, type Baggage, type Context, type Span } from '@opentelemetry/api';\n`;

/** The first `context.with` of a text, and its arguments. */
function analyse(body: string, typed = false, operation: OperationId = 'context.with') {
  const sourceCode = parseSource(api + body, { typed });
  const resolver = new ApiResolver(sourceCode);
  const calls = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.CallExpression).flatMap(
    (node) => resolver.resolve(node) ?? [],
  );
  const call: ResolvedCall | undefined = calls.find((one) => one.operation === operation);
  assert.ok(call, `there is a ${operation}`);
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
    ['class A { n: any = 5; go() { ', 'this.n', false, false],
    ['class A { n: any = 5; set(n: any) { this.n = n; } go() { ', 'this.n', undefined, undefined],
    ['class A { n: any = () => 1; go() { ', 'this.n', true, true],
    ['const list: any[] = [1, 2];', 'list[0]', false, false],
    ['const list: any[] = [1, () => 2];', 'list[1]', true, true],
    ['let n: any = 1; if (list) n = () => 1; declare const list: any;', 'n', true, true],
    ['const n: any = 1;', 'n', false, false],
    ['async function f(): Promise<any> { return 5; }', 'await f()', false, false],
    [
      'async function f(): Promise<any> { return g(); } async function g(): Promise<any> { return () => 1; }',
      'await f()',
      true,
      true,
    ],
    ['async function f(): Promise<any> { return 5; } const p: any = f();', 'await p', undefined, undefined],
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
    ['held.span', 'span', 'span'],
    ['first(span)', 'span', 'span'],
    ['either', 'span', 'span'],
    ['pending', 'promise', 'promise'],
  ];
  const head =
    'async function load() { return ROOT_CONTEXT; }\n' +
    'export async function f(ctx: Context, maybe: Context | undefined, span: Span, bag: Baggage, any: any, object: object, own: { getValue(): void; setValue(): void }) {\n' +
    'let reassigned: any = span; reassigned = ctx;\n' +
    'const held: any = { span }, either: any = any ? span : held.span, pending: any = load();\n' +
    'function first(one: any): any { return one; }\n';
  for (const [argument, ...expected] of answers) {
    for (const typed of modes) {
      it(`says ${expected[typed ? 0 : 1] ?? 'nothing'} of ${argument}, ${modeName(typed)}`, () => {
        const { resolver, first } = analyse(`${head}context.with(${argument}, () => 1); }`, typed);
        assert.equal(notAContext(resolver, first), expected[typed ? 0 : 1]);
      });
    }
  }

  it('knows what a promise gives to the callback of then()', () => {
    for (const [held, expected] of [
      ["trace.setSpan(context.active(), trace.getTracer('a').startSpan('b'))", undefined],
      ["trace.getTracer('a').startSpan('b')", 'span'],
    ] as const) {
      const { resolver, first } = analyse(`Promise.resolve(${held}).then((kept) => context.with(kept, () => 1));`);
      assert.equal(notAContext(resolver, first), expected, held);
    }
  });

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
  const lazy = (body: string, typed: boolean, operation?: OperationId) => {
    const { resolver, second, call } = analyse(body, typed, operation);
    const ambient = new AmbientUseFinder(resolver, () => false);
    const result = lazyResultOf(resolver, ambient, callbackOf(call) ?? second);
    if (!result) return undefined;
    const direct = result.isDirect ? 'direct ' : '';
    if (result.kind === 'thenable') return `${direct}thenable ${result.typeName}`;
    return `${direct}${result.kind === 'generator' && result.isAsync ? 'async ' : ''}${result.kind}`;
  };

  it('sees generator functions in both modes', () => {
    for (const typed of modes) {
      assert.equal(lazy('context.with(ROOT_CONTEXT, function* () {});', typed), 'direct generator');
      assert.equal(lazy('async function* g() {} context.with(ROOT_CONTEXT, g);', typed), 'direct async generator');
      assert.equal(lazy('function* g() {} context.with(ROOT_CONTEXT, () => g());', typed), 'generator');
    }
  });

  it('sees what a declaration says of a callee, in both modes', () => {
    const heads = [
      'interface Call { next(n: number): AsyncGenerator<number> } declare const call: Call;',
      'interface Call { next: (n: number) => AsyncIterator<number> } declare const call: Call;',
      'type Call = { next(n: number): AsyncIterableIterator<number> }; declare const call: Call;',
      'class Call { async *next(n: number) { yield n; } } const call = new Call();',
      'class Call { async *next(n: number) { yield n; } } declare const call: Call;',
      'declare function make(): { next(n: number): AsyncGenerator<number> }; const call = make();',
    ];
    for (const typed of modes) {
      for (const head of heads)
        assert.equal(lazy(`${head} context.with(ROOT_CONTEXT, () => call.next(1));`, typed), 'async generator', head);
      for (const [members, callback] of [
        ['call: Call = make(); go() {', '() => this.call.next(1)'],
        ['constructor(private call: Call) {} go() {', '() => this.call.next(1)'],
        [
          'go(calls: { list: Call }) { const { list: call } = calls;',
          '() => { const again = call; return again.next(1); }',
        ],
      ])
        assert.equal(
          lazy(
            `interface Call { next(n: number): AsyncGenerator<number> } declare function make(): Call;
            class A { ${members} context.with(ROOT_CONTEXT, ${callback}); } }`,
            typed,
          ),
          'async generator',
          members,
        );
      assert.equal(
        lazy('declare function rows(): Generator<number>; context.with(ROOT_CONTEXT, () => rows());', typed),
        'generator',
      );
      assert.equal(
        lazy('export const f = (rows: () => AsyncGenerator<number>) => context.with(ROOT_CONTEXT, rows);', typed),
        'direct async generator',
      );
      assert.equal(
        lazy(
          "async function* g(s: Span) {} trace.getTracer('x').startActiveSpan('y', {}, (span) => g(span));",
          typed,
          'span.startActive',
        ),
        'async generator',
      );
    }
  });

  it('takes no iterator of the platform for work, nor one whose steps are bound', () => {
    for (const typed of modes) {
      for (const body of [
        'const map = new Map<string, number>(); context.with(ROOT_CONTEXT, () => map.values());',
        'const list = [1]; context.with(ROOT_CONTEXT, () => list[Symbol.iterator]());',
        'interface Generator2 {} declare function rows(): Generator2; context.with(ROOT_CONTEXT, () => rows());',
        'function* g() { yield 1; } context.with(ROOT_CONTEXT, () => { const steps = g(); steps.next = context.bind(ROOT_CONTEXT, steps.next.bind(steps)); return steps; });',
      ])
        assert.equal(lazy(body, typed), undefined, body);
    }
  });

  it('sees lazy thenables by type, and takes promises for promises', () => {
    const query = (members: string): string => `class Query { ${members} } declare const q: Query;`;
    const of = (head: string, callback = '() => q', typed = true): string | undefined =>
      lazy(`${head} context.with(ROOT_CONTEXT, ${callback});`, typed);
    const then = 'then(ok: (n: number) => void) { ok(1); return this; }';
    assert.equal(of(query(`${then} exec() {}`)), 'thenable Query');
    assert.equal(of(query(`${then} toSQL() {}`)), 'thenable Query');
    assert.equal(of(query(`${then} exec() {}`), '() => q', false), undefined);
    assert.equal(of(query(`${then} exec() {}`), 'async () => q'), undefined);
    assert.equal(of('declare const q: Promise<number>;'), undefined);
    assert.equal(of('declare const q: PromiseLike<number>;'), undefined);
  });

  it('takes thenables that are no query, or whose then gives nothing, for work under way', () => {
    for (const members of [
      'then(ok: (n: number) => void) { ok(1); return this; }',
      'then(ok: () => void, failed: () => void): void {} exec() {}',
      'then(ok: () => void): undefined { return; } toSQL() {}',
    ])
      assert.equal(
        lazy(`class Reply { ${members} } declare const r: Reply; context.with(ROOT_CONTEXT, () => r);`, true),
        undefined,
        members,
      );
  });

  it('does not take a property named then for a thenable', () => {
    assert.equal(
      lazy('declare const step: { then: string; exec(): void }; context.with(ROOT_CONTEXT, () => step);', true),
      undefined,
    );
  });

  it('sees Observables by the import of what makes them', () => {
    const of = (head: string, callback: string): string | undefined =>
      lazy(`${head} context.with(ROOT_CONTEXT, ${callback});`, false);
    const imported = "import { from, tap, firstValueFrom, Observable as Rx, type Observable } from 'rxjs';";
    assert.equal(of(imported, '() => from([1]).pipe(tap(f), tap(g))'), 'observable');
    assert.equal(of(imported, '() => new Rx((s) => s.next(1))'), 'observable');
    assert.equal(of(imported, '() => { const rows = from([1]); return rows.pipe(tap(f)); }'), 'observable');
    assert.equal(of(`${imported} declare function load(): Observable<number>;`, '() => load()'), 'observable');
    assert.equal(of(`${imported} declare const load: () => Observable<number>;`, 'load'), 'direct observable');
    assert.equal(of(`${imported} const rows = () => from([1]);`, '() => rows().pipe(tap(f))'), 'observable');
    assert.equal(of(`${imported} const kept = { rows: from([1]) };`, '() => kept.rows'), 'observable');
    assert.equal(of("const rx = require('rxjs');", '() => rx.of(1)'), 'observable');
    assert.equal(of("import * as rx from 'rxjs';", '() => rx.of(1)'), 'observable');
    assert.equal(of("const { of } = require('rxjs');", '() => of(1)'), 'observable');
    for (const callback of [
      '() => firstValueFrom(from([1]))',
      '() => from([1]).subscribe()',
      '() => from([1]).forEach(f)',
      'async () => from([1])',
      '() => tap(f)',
    ])
      assert.equal(of(imported, callback), undefined, callback);
    assert.equal(of("import { from } from 'ix';", '() => from([1])'), undefined);
  });

  it('takes the handler of a Nest interceptor for bound, but not what is piped behind it', () => {
    const of = (parameter: string, callback: string): string | undefined =>
      lazy(
        `import type { CallHandler } from '@nestjs/common'; import { tap, from, type Observable } from 'rxjs';
        const tracer = trace.getTracer('x'); const record = () => { tracer.startSpan('y').end(); };
        interface Handler { handle(): Observable<number> }
        export class I { intercept(c: object, ${parameter}) { return context.with(ROOT_CONTEXT, ${callback}); } }`,
        false,
      );
    for (const callback of [
      '() => next.handle()',
      '() => next.handle().pipe(tap(() => console.log(1)))',
      '() => { const rows = next.handle(); return rows; }',
      '() => { const handler = next; return c ? handler.handle() : next.handle().pipe(tap()); }',
      'next.handle.bind(next)',
    ]) {
      assert.equal(of('next: CallHandler', callback), undefined, callback);
      assert.equal(of('next', callback), undefined, callback);
    }
    assert.equal(of('next: Handler', '() => next.handle()'), 'observable');
  });
});

describe('isIdle', () => {
  const idle = (body: string, operation?: OperationId): boolean[] =>
    modes.map((typed) => {
      const { resolver, call, second } = analyse(body, typed, operation);
      return isIdle(resolver, call, callbackOf(call) ?? second);
    });
  const of = (callback: string, head = 'declare const message: string;'): boolean[] =>
    idle(`${head} context.with(ROOT_CONTEXT, ${callback});`);

  it('is true of callbacks that do nothing or hand something back', () => {
    for (const callback of [
      '() => {}',
      'async () => {}',
      'function () {}',
      '() => { /* nothing yet */ }',
      '() => { return; }',
      '() => undefined',
      '() => void 0',
      '() => message',
      '() => { return message as never; }',
      '(x: string) => x',
      '() => { message; }',
      '() => ({})',
      '() => "done"',
    ])
      assert.deepEqual(of(callback), [true, true], callback);
  });

  it('is true of what only resolves a promise around it', () => {
    for (const callback of [
      'resolve',
      '() => resolve()',
      'async () => resolve(1)',
      '() => { resolve(1); }',
      '() => void resolve(1)',
    ])
      assert.deepEqual(
        idle(`void new Promise<unknown>((resolve) => { context.with(ROOT_CONTEXT, ${callback}); });`),
        [true, true],
        callback,
      );
    for (const callback of ['() => resolve(work())', '() => { work(); resolve(1); }', '() => reject()'])
      assert.deepEqual(
        idle(
          `declare const work: any; void new Promise<any>((resolve, reject) => { context.with(ROOT_CONTEXT, ${callback}); });`,
        ),
        [false, false],
        callback,
      );
    assert.deepEqual(of('() => resolve()', 'declare const resolve: any;'), [false, false]);
  });

  it('is true of functions that are named after doing nothing', () => {
    assert.deepEqual(of('noop', 'declare const noop: any;'), [true, true]);
    assert.deepEqual(of('_.noop', 'declare const _: any;'), [true, true]);
    assert.deepEqual(of('() => noop()', 'const noop = () => {};'), [true, true]);
    assert.deepEqual(of('noop', 'const noop = () => { console.log(1); };'), [false, false]);
    assert.deepEqual(of('work', 'function work() {}'), [false, false]);
  });

  it('is false of everything that may be work', () => {
    for (const callback of [
      '() => next()',
      '() => { next(); }',
      '() => void next()',
      '() => console.log(message)',
      'async () => await message',
      'async () => message',
      '() => message.rows',
      '() => `${message}`',
      '(x = next()) => {}',
      '({ x }) => {}',
      '() => (seen = message)',
      '() => { seen = true; }',
      '() => { if (message) return; }',
      '() => { throw message; }',
      '() => new Thing()',
      '() => tag`x`',
      'next',
      'function* () {}',
    ])
      assert.deepEqual(
        of(callback, 'declare const message: any, next: any, Thing: any, tag: any; let seen: any;'),
        [false, false],
        callback,
      );
  });

  it('takes a constant whose value is used for a question about the call', () => {
    assert.deepEqual(idle("export const x = context.with(ROOT_CONTEXT, () => 'x');"), [false, false]);
    assert.deepEqual(idle('export const f = (m: string) => context.with(ROOT_CONTEXT, () => m);'), [true, true]);
  });

  it('knows every form of startActiveSpan', () => {
    for (const args of ["'x', ", "'x', {}, ", "'x', {}, ROOT_CONTEXT, "]) {
      const start = (callback: string): boolean[] =>
        idle(`trace.getTracer('t').startActiveSpan(${args}${callback});`, 'span.startActive');
      assert.deepEqual(start('(span) => {}'), [true, true]);
      assert.deepEqual(start('(span) => span'), [true, true]);
      assert.deepEqual(start('(span) => span.end()'), [false, false]);
    }
  });
});

describe('callbackOf', () => {
  const of = (args: string): [found: boolean, lacks: boolean] => {
    const { call } = analyse(`trace.getTracer('t').startActiveSpan(${args});`, false, 'span.startActive');
    return [callbackOf(call) !== undefined, lacksCallback(call)];
  };

  it('is the last of two to four arguments of startActiveSpan', () => {
    assert.deepEqual(["'x', f", "'x', o, f", "'x', o, c, f"].map(of), [
      [true, false],
      [true, false],
      [true, false],
    ]);
    assert.deepEqual(["'x'", "'x', undefined"].map(of), [
      [false, true],
      [false, true],
    ]);
    assert.deepEqual(["'x', o, c, f, more", '...args', "'x', ...args"].map(of), [
      [false, false],
      [false, false],
      [false, false],
    ]);
  });
});

describe('the place and the name of a fault', () => {
  const of = (callback: string): string => {
    const { sourceCode, second } = analyse(`context.with(ROOT_CONTEXT, ${callback});`);
    const { start, end } = placeOf(sourceCode, second);
    return sourceCode.text.slice(sourceCode.getIndexFromLoc(start), sourceCode.getIndexFromLoc(end));
  };

  it('is the head of a function, the callee of a call, a name', () => {
    assert.equal(of('() => {\n}'), '() =>');
    assert.equal(of('() => (\n{})'), '() =>');
    assert.equal(of('async function* rows(a: number) {\n}'), 'async function* rows(a: number)');
    assert.equal(of('await work(\n1)'), 'work');
    assert.equal(of('a\n.b\n.work(1)'), 'work');
    assert.equal(of('this.work as never'), 'this.work');
    assert.equal(of('{\na: 1 }'), '{');
  });

  it('is named in full where it is short, else by its last name', () => {
    const name = (expression: string): string | undefined => {
      const { sourceCode, second } = analyse(`context.with(ROOT_CONTEXT, ${expression});`);
      return nameIn(sourceCode, second);
    };
    assert.equal(name('this.jobs.run'), 'this.jobs.run');
    assert.equal(name('get().run'), 'get().run');
    assert.equal(name('aRatherLongNameOfAnObject.withAMemberOfALongName.run'), 'run');
    assert.equal(name('get(1, 2).run'), 'run');
    assert.equal(name('{ a: 1 }'), undefined);
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
    assert.equal(count('const r = context.with(ROOT_CONTEXT, g); r.next();'), 1);
    assert.equal(count('const r = context.with(ROOT_CONTEXT, g); r.next.length;'), 0);
    assert.equal(count('export function* all() { const r = context.with(ROOT_CONTEXT, g); yield* r; }'), 1);
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
