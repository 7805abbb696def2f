import assert from 'node:assert/strict';
import { looksForParent } from '../../../src/analysis/ingress';
import { type Options, setUp, usesOf } from './support';

const http = `import { createServer } from 'node:http';\n`;
const server = (body: string): string => `${http}createServer((req, res) => { ${body} });`;
const extract = 'propagation.extract(ROOT_CONTEXT, req.headers)';

describe('what becomes of an extracted context', () => {
  for (const [code, expected] of [
    [`context.with(${extract}, () => {});`, 'parent'],
    [`const c = ${extract}; context.bind(c, () => {}); tracer.startSpan('a', {}, c);`, 'parent parent'],
    [`tracer.startSpan('a', { root: true }, ${extract});`, 'read'],
    [`tracer.startActiveSpan('a', {}, ${extract}, () => {});`, 'parent'],
    [`context.with(${extract}.setValue(Symbol(), 1), () => {});`, 'parent'],
    [`context.with(propagation.setBaggage(${extract}, propagation.createBaggage()), () => {});`, 'parent'],
    [`const s = tracer.startSpan('a'); context.with(trace.setSpan(${extract}, s), () => {});`, 'read'],
    [`trace.getSpanContext(${extract});`, 'read'],
    [`const c = ${extract}; if (c) foreign();`, 'tested'],
    [`const c = ${extract}; c.getValue(Symbol());`, 'read'],
    [`foreign(${extract});`, 'escapes'],
    [`(req as any).c = ${extract};`, 'escapes'],
    [`run(${extract}); function run(c: Context) { return context.with(c, () => {}); }`, 'parent'],
    [`let c: Context | undefined; c = ${extract}; context.with(c, () => {});`, 'parent'],
    [`const c = (req as any).on ? ${extract} : context.active(); context.with(c, () => {});`, 'parent'],
    [`${extract};`, ''],
    [
      `const c = ${extract}; ${Array.from({ length: 20 }, (_, index) => `const c${index} = c${index - 1};`)
        .join(' ')
        .replace('c-1', 'c')} context.with(c19, () => {});`,
      'parent',
    ],
  ] as const) {
    it(`${code} → ${expected || 'nothing'}`, () => assert.deepEqual(usesOf(server(code)), [expected]));
  }

  it('follows the result of a function of the file to its callers', () => {
    assert.deepEqual(
      usesOf(
        `${http}function of(r: any) { return propagation.extract(ROOT_CONTEXT, r.headers); }\ncreateServer(async (req) => { context.with(of(req), () => {}); });`,
      ),
      ['parent'],
    );
    assert.deepEqual(
      usesOf(
        `${http}export function of(r: any) { return propagation.extract(ROOT_CONTEXT, r.headers); }\ncreateServer((req) => { context.with(of(req), () => {}); });`,
      ),
      ['parent escapes'],
    );
    assert.deepEqual(
      usesOf(
        `${http}class A { of(r: any) { return propagation.extract(ROOT_CONTEXT, r.headers); } run(r: any) { context.with(this.of(r), () => {}); } }`,
      ),
      ['parent'],
    );
  });

  it('ends where functions call each other in a circle', () => {
    assert.deepEqual(
      usesOf(
        `function a(r: any): Context { return r.x ? b(r) : propagation.extract(ROOT_CONTEXT, r); } function b(r: any): Context { return a(r); } context.with(b({}), () => {});`,
      ),
      ['parent'],
    );
  });
});

describe('whether a condition may be a guard', () => {
  for (const [code, expected] of [
    [`probe(req);`, false],
    [`if (trace.getActiveSpan()) probe(req);`, true],
    [`const x = trace.getActiveSpan() ?? probe(req);`, true],
    [`const x = context.active().getValue(Symbol()) ? 1 : probe(req);`, true],
    [`if (req.method === 'GET') probe(req);`, false],
    [`if (req.headers.traceparent && req.url?.startsWith('/a')) probe(req);`, false],
    [`const { headers } = req; const keys = Object.keys(headers); if (keys.length > 0) probe(req);`, false],
    [`if ((req as any).seen) probe(req);`, true],
    [`if (foreign(req)) probe(req);`, true],
    [`if (trace.getActiveSpan()) return; probe(req);`, true],
    [`const span = trace.getActiveSpan(); if (span) { return; } probe(req);`, true],
    [`const x = span(); if (x) return; probe(req); function span() { return 1; }`, true],
    [`if (!req.headers.traceparent) return; probe(req);`, false],
    [`if (!req.headers.authorization) return; probe(req);`, false],
    [`probe(req); if (trace.getActiveSpan()) return;`, false],
    [`for (const a of [1]) { if (a) continue; probe(req); }`, false],
    [`try { probe(req); } catch { foreign(); }`, false],
    [`switch (req.method) { case 'GET': probe(req); }`, false],
    [`switch (foreign()) { case 1: probe(req); }`, true],
  ] as const) {
    it(`${code} → ${String(expected)}`, () => {
      const { ingress, probes } = setUp(server(code));
      const [node] = probes;
      const handler = node && ingress.originOf(node)?.handler.node;
      assert.ok(node && handler);
      assert.equal(ingress.mayBeGuarded(node, handler), expected);
    });
  }

  it('is asked of the calls of a helper too', () => {
    const { ingress, probes } = setUp(
      `${http}function help(r: any) { probe(r); }\ncreateServer((req) => { if (!trace.getActiveSpan()) help(req); });`,
    );
    const [node] = probes;
    const handler = node && ingress.originOf(node)?.handler.node;
    assert.ok(node && handler && ingress.mayBeGuarded(node, handler));
  });
});

describe('whether code looks for a parent', () => {
  for (const [code, expected] of [
    [`context.with(${extract}, () => {});`, false],
    [`const c = ${extract}; trace.getSpanContext(c); context.with(c, () => {});`, true],
    [`const c = ${extract}; console.log(c === ROOT_CONTEXT); context.with(c, () => {});`, true],
    [`if (req.headers.traceparent) foreign(); context.with(${extract}, () => {});`, true],
    [`console.warn(req.headers['b3']); context.with(${extract}, () => {});`, true],
    [
      `const c = { traceparent: req.headers.traceparent ?? '' }; context.with(propagation.extract(ROOT_CONTEXT, c), () => {});`,
      false,
    ],
    [`context.with(${extract}, () => { if (!trace.getActiveSpan()) foreign(); });`, true],
    [`context.with(${extract}, () => { trace.getActiveSpan()?.end(); });`, false],
    [`foreign(${extract});`, undefined],
  ] as const) {
    it(`${code} → ${String(expected)}`, () => {
      const { ingress, resolver, extracts } = setUp(server(code));
      const [call] = extracts;
      assert.ok(call);
      assert.equal(
        looksForParent(resolver, call.node, ingress.usesOf(call), ingress.originOfExtract(call)?.handler.node),
        expected,
      );
    });
  }
});

describe('the ingress of an extract', () => {
  const nameOf = (code: string, options: Options = {}): string => {
    const { ingress, extracts } = setUp(code, options);
    const found = extracts[0] && ingress.extractAt(extracts[0]);
    return found ? `${found.origin?.handler.library ?? 'settings'} ${found.fn?.type ?? 'no function'}` : 'nothing';
  };
  const named = 'function onEdge(h: {}) { setImmediate(() => propagation.extract(ROOT_CONTEXT, h)); }';

  it('is the handler of a known library unless the settings say more', () => {
    assert.equal(nameOf(server(`${extract};`)), 'http ArrowFunctionExpression');
    assert.equal(nameOf(named), 'nothing');
    assert.equal(nameOf(server(`${extract};`), { ingress: ['onEdge'] }), 'nothing');
  });
  it('is a function or a file that the settings name', () => {
    assert.equal(nameOf(named, { ingress: ['onEdge'] }), 'settings FunctionDeclaration');
    assert.equal(nameOf(named, { ingress: [{ files: '/srv/app/*.ts' }] }), 'settings ArrowFunctionExpression');
    assert.equal(nameOf(named, { ingress: [{ files: '/srv/edge/*.ts' }] }), 'nothing');
    assert.equal(
      nameOf('propagation.extract(ROOT_CONTEXT, {});', { ingress: [{ files: '/srv/app/*.ts' }] }),
      'settings no function',
    );
  });
  it('is of no interest in tests and instrumentations', () => {
    assert.ok(setUp(`import { it } from 'vitest';`).ingress.isForeignGround);
    assert.ok(setUp('class A extends InstrumentationBase {}').ingress.isForeignGround);
    assert.ok(!setUp('').ingress.isForeignGround);
  });
});
