import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { carrierDestinations, Suppression, writtenTraceContext } from '../../../src/analysis/carriers';
import { findNodes, parseSource } from '../../support/source';

const header = `import { context, defaultTextMapSetter, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { CompositePropagator, suppressTracing, unsuppressTracing, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import * as undici from 'undici';
declare const url: string; declare function foreign(...values: unknown[]): any; declare const headers: Record<string, string>;
`;

interface SetUp {
  readonly resolver: ApiResolver;
  readonly calls: readonly NonNullable<ReturnType<ApiResolver['resolve']>>[];
  readonly sourceCode: ReturnType<typeof parseSource>;
}

function setUp(code: string, typed: boolean): SetUp {
  const sourceCode = parseSource(header + code, { typed });
  const resolver = new ApiResolver(sourceCode);
  return {
    sourceCode,
    resolver,
    calls: findNodes(sourceCode, () => true).flatMap((node) => resolver.resolve(node) ?? []),
  };
}

/** Where the first carrier of a source goes: the callees of the requests, and `others`. */
function destinations(code: string, typed = false): string {
  const { sourceCode, resolver, calls } = setUp(code, typed);
  const inject = calls.find(({ operation }) => operation === 'propagation.inject');
  assert.ok(inject, code);
  const written = writtenTraceContext(resolver, inject);
  if (!written) return 'unknown';
  const found = carrierDestinations(resolver, {
    ...written,
    filledBy: inject.node,
  });
  return [
    ...found.requests.map(({ call }) => sourceCode.getText(call.callee)),
    ...(found.hasOthers ? ['others'] : []),
  ].join(', ');
}

const INJECT = 'const c: Record<string, string> = {}; propagation.inject(context.active(), c);';

describe('where a carrier goes', () => {
  for (const [code, expected] of [
    [`${INJECT} fetch(url, { headers: c });`, 'fetch'],
    [`${INJECT} globalThis.fetch(url, { headers: c });`, 'globalThis.fetch'],
    [
      `${INJECT} undici.request(url, { headers: c }); undici.stream(url, { headers: c, method: 'GET' }, foreign()); undici.pipeline(url, { headers: c }, foreign());`,
      'undici.request, undici.stream, undici.pipeline',
    ],
    [
      `${INJECT} new undici.Client(url).request({ path: '/', method: 'GET', headers: c });`,
      'new undici.Client(url).request',
    ],
    [
      `${INJECT} const client = new undici.Agent(); client.dispatch({ path: '/', method: 'GET', headers: c }, {} as never);`,
      'client.dispatch',
    ],
    [
      `${INJECT} async function open() { return new undici.Pool(url); } class A { readonly pool = open(); async a() { (await this.pool).request({ path: '/', method: 'GET', headers: c }); } }`,
      '(await this.pool).request',
    ],
    [`${INJECT} undici.connect(url, { headers: c });`, 'others'],
    [`${INJECT} foreign(c);`, 'others'],
    [`${INJECT} foreign({ headers: c });`, 'others'],
    [`${INJECT} fetch(url, { headers: c }); foreign(c);`, 'fetch, others'],
    [INJECT, ''],
    [`${INJECT} console.log(c);`, ''],
    [`${INJECT} if (c) { c.accept = 'a'; }`, ''],
    [`${INJECT} export { c };`, 'others'],
    [`${INJECT} const all = [c];`, ''],
    [`${INJECT} const all = [c]; foreign(all);`, 'others'],
    [`${INJECT} const all = [c]; for (const headers of all) fetch(url, { headers });`, 'fetch'],
    [`${INJECT} foreign().push(c);`, 'others'],
    [`${INJECT} for (const name in c) foreign(name);`, 'others'],
    [`${INJECT} const text = \`\${c}\`;`, ''],
    [`${INJECT} const text = JSON.stringify(c); foreign(text);`, 'others'],
    [`${INJECT} propagation.extract(ROOT_CONTEXT, c);`, 'others'],
    [`${INJECT} propagation.inject(context.active(), c); fetch(url, { headers: c });`, 'fetch'],
    [`${INJECT} fetch(new Request(url, { headers: c }));`, 'fetch'],
    [`${INJECT} fetch(new undici.Request(url, { headers: new undici.Headers(c) }));`, 'fetch'],
    [`${INJECT} fetch(c as never);`, ''],
    [`${INJECT} fetch(url, c as never);`, ''],
    [`${INJECT} const { headers: again } = { headers: c }; fetch(url, { headers: again });`, 'fetch'],
    [`${INJECT} const { method, ...rest } = { method: 'GET', headers: c }; fetch(url, rest);`, 'fetch'],
    [`${INJECT} const options = { request: { headers: c } }; fetch(url, options.request);`, 'fetch'],
    [`${INJECT} const options = { request: { headers: c } }; fetch(url, options as never);`, ''],
    [`${INJECT} fetch(url, Object.freeze({ headers: structuredClone(c) }));`, 'fetch'],
    [`${INJECT} fetch(url, { headers: Object.fromEntries(Object.entries(c)) });`, 'fetch'],
    [`${INJECT} (async () => { await Promise.resolve(); await fetch(url, { headers: c }); })();`, 'fetch'],
    [`${INJECT} function send(h: object) { return fetch(url, { headers: { ...h } }); } send(c);`, 'fetch'],
    [
      `${INJECT} function send({ headers = {} }: { headers?: object }) { return fetch(url, { headers: { ...headers } }); } send({ headers: c });`,
      'fetch',
    ],
    [`${INJECT} function* each(h: object) { yield h; } each(c);`, ''],
    [
      `${INJECT} function* each(h: object) { yield h; } for (const headers of each(c)) fetch(url, { headers });`,
      'fetch',
    ],
    [`${INJECT} function again(h: object): object { return again(h); } again(c);`, ''],
    [
      `${INJECT} async function same(h: object) { return h; } (async () => fetch(url, { headers: await same(c) }))();`,
      'fetch',
    ],
    [
      `${INJECT} const h = new Headers(); for (const [k, v] of Object.entries(c)) h.set(k, v); fetch(url, { headers: h });`,
      'others',
    ],
    [
      `${INJECT} const some = Object.entries(c).filter(([name]) => name === 'baggage'); fetch(url, { headers: Object.fromEntries(some) });`,
      'others',
    ],
    [
      `${INJECT} const h: any = {}; for (const name of foreign()) h[name] = c[name]; fetch(url, { headers: h });`,
      'others',
    ],
    [`${INJECT} const h = new Headers(); h.set('traceparent', c.traceparent!); fetch(url, { headers: h });`, 'others'],
    [`${INJECT} if (foreign()) { delete c.traceparent; } fetch(url, { headers: c });`, ''],
    [`${INJECT} fetch(new Request(new Request(url, { headers: c }), { headers: { accept: 'a' } }));`, ''],
    [`${INJECT} fetch(new Request(url, { headers: c }).clone());`, 'fetch'],
    [
      `class A { #c: Record<string, string> = {}; a() { propagation.inject(context.active(), this.#c); fetch(url, { headers: this.#c }); } }`,
      'fetch',
    ],
    [
      `class A { constructor(private readonly c: Record<string, string>) { propagation.inject(context.active(), c); } send() { return fetch(url, { headers: this.c }); } } new A({}).send();`,
      'fetch',
    ],
    [
      `const h = new Headers(); propagation.inject(context.active(), {}, { set: (_, k, v) => h.set(k, v) }); fetch(url, { headers: h });`,
      'fetch',
    ],
    [
      `const init = { headers: {} as Record<string, string> }; propagation.inject(context.active(), init, { set: (c, k, v) => { c.headers[k] = v; } }); fetch(url, init);`,
      'fetch',
    ],
    [
      `const init = { headers: {} as Record<string, string> }; propagation.inject(context.active(), init, { set: (c, k, v) => { const h = c.headers; h[k] = v; } }); fetch(url, init);`,
      'fetch',
    ],
    [
      `const list = [new W3CTraceContextPropagator()]; const all = new CompositePropagator({ propagators: [...list] }); const c = {}; all.inject(context.active(), c, defaultTextMapSetter); fetch(url, { headers: c });`,
      'fetch',
    ],
    [
      `const all = new CompositePropagator({ propagators: [new W3CBaggagePropagator()] }); const c = {}; all.inject(context.active(), c, defaultTextMapSetter); fetch(url, { headers: c });`,
      'unknown',
    ],
    [`propagation.inject(context.active(), headers, { set: (c, k, v) => { c[k] = v; c['x-' + k] = v; } });`, 'others'],
    [`propagation.inject(context.active(), headers, { set: (c, k, v) => { foreign(c, k, v); } });`, 'unknown'],
    [`propagation.inject(context.active(), headers, foreign());`, 'unknown'],
  ] as const) {
    it(`${code.replace(INJECT, '…')} → ${expected || 'nowhere'}`, () => {
      assert.equal(destinations(code), expected);
    });
  }

  it('knows a client by its type', () => {
    const code = `import type { Agent, Dispatcher, MockAgent } from 'undici'; ${INJECT} declare const a: Agent, d: Dispatcher, m: MockAgent;
      a.request({ origin: url, path: '/', method: 'GET', headers: c }); d.request({ path: '/', method: 'GET', headers: c }); m.request({ origin: url, path: '/', method: 'GET', headers: c });`;
    assert.equal(destinations(code, true), 'a.request, d.request, others');
  });

  it('ends on code that refers to itself', () => {
    assert.equal(
      destinations(
        `let a: any = {}; let b: any = a; a = b; b = { headers: a, ...b }; propagation.inject(context.active(), a); a = { ...a, b }; fetch(url, { headers: b });`,
      ),
      '',
    );
  });
});

describe('suppressed tracing', () => {
  function isQuiet(code: string): boolean {
    const { resolver, calls, sourceCode } = setUp(code, false);
    const of = (...ids: readonly string[]): SetUp['calls'] => calls.filter(({ operation }) => ids.includes(operation));
    const suppression = new Suppression(
      resolver,
      () => of('core.suppressTracing'),
      () => of('context.with', 'context.bind'),
    );
    const probe = findNodes(
      sourceCode,
      (node) =>
        node.type === AST_NODE_TYPES.CallExpression &&
        node.callee.type === AST_NODE_TYPES.Identifier &&
        node.callee.name === 'foreign',
    ).at(-1);
    assert.ok(probe);
    return suppression.around(probe);
  }
  for (const [code, expected] of [
    ['foreign();', false],
    ['context.with(suppressTracing(context.active()), () => foreign());', true],
    [
      'context.with(suppressTracing(context.active()).setValue(Symbol(), 1), () => { [1].map(() => foreign()); });',
      true,
    ],
    ['const quiet = suppressTracing(ROOT_CONTEXT); const run = context.bind(quiet, () => foreign());', true],
    ['const quiet = suppressTracing(ROOT_CONTEXT); function run() { foreign(); } context.with(quiet, run);', true],
    ['class A { a() { context.with(suppressTracing(ROOT_CONTEXT), () => this.b()); } b() { foreign(); } }', true],
    [
      'class A { readonly quiet = suppressTracing(ROOT_CONTEXT); a() { context.with(this.quiet.setValue(Symbol(), 1), () => foreign()); } }',
      true,
    ],
    ['const quiet = () => suppressTracing(ROOT_CONTEXT); context.with(quiet(), () => foreign());', true],
    ['const quiet = suppressTracing(ROOT_CONTEXT); context.with(unsuppressTracing(quiet), () => foreign());', false],
    ['context.with(suppressTracing(context.active()), () => {}); foreign();', false],
    ['context.with(ROOT_CONTEXT, () => foreign()); suppressTracing(ROOT_CONTEXT);', false],
    ['function a() { b(); } function b() { a(); foreign(); } suppressTracing(ROOT_CONTEXT);', false],
  ] as const) {
    it(`${code} → ${String(expected)}`, () => {
      assert.equal(isQuiet(code), expected);
    });
  }
});
