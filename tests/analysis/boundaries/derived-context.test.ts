import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { leftBehindContext, uncarriedContext } from '../../../src/analysis/boundaries';
import { findNode, parseSource } from '../../support/source';

const imports = `import { context, propagation, trace, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
const tracer = trace.getTracer('t'); const key = createContextKey('k');
declare function here(): void; declare function use(x: unknown): void; declare const headers: {};
`;

function uncarried(code: string, typed: boolean, isDirect?: boolean): string | undefined {
  const sourceCode = parseSource(imports + code, { typed });
  const at = findNode(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node) === 'here()',
  );
  const resolver = new ApiResolver(sourceCode);
  if (isDirect === undefined) return uncarriedContext(resolver, at)?.name;
  assert.ok(at.type === AST_NODE_TYPES.CallExpression);
  return leftBehindContext(resolver, at, isDirect)?.name;
}

const derive = 'const ctx = propagation.extract(context.active(), headers);';
const read = 'trace.getSpanContext(ctx);';

for (const typed of [false, true]) {
  describe(`a derived context that nothing carries, ${typed ? 'typed' : 'untyped'}`, () => {
    for (const [code, name] of [
      [`function f() { ${derive} ${read} here(); }`, 'ctx'],
      [`function f() { const ctx = ROOT_CONTEXT.setValue(key, 1); ctx.getValue(key); here(); }`, 'ctx'],
      [
        `function f() { const ctx = propagation.setBaggage(context.active(), propagation.createBaggage()); propagation.getBaggage(ctx); here(); }`,
        'ctx',
      ],
      [`function f() { ${derive} const next = propagation.deleteBaggage(ctx); trace.getSpan(next); here(); }`, 'next'],
      [`function f() { let ctx = context.active(); ctx = ctx.setValue(key, 1); trace.getSpan(ctx); here(); }`, 'ctx'],
      [`function f() { ${derive} ${read} [1].forEach(() => { here(); }); }`, 'ctx'],
      [`function f() { ${derive} ${read} if (headers) { here(); } }`, 'ctx'],
      [`tracer.startActiveSpan('a', () => { ${derive} ${read} here(); });`, 'ctx'],
      [`function f() { let ctx; ctx = propagation.extract(context.active(), headers); ${read} here(); }`, 'ctx'],
      [`function f() { ${derive} look(ctx); here(); } function look(own: any) { trace.getSpan(own); }`, 'ctx'],
      [
        `function f() { ${derive} ${read} const other = propagation.extract(ROOT_CONTEXT, {}); trace.getSpan(other); here(); }`,
        'other',
      ],
    ]) {
      it(`is ${name ?? ''} in ${code ?? ''}`, () => assert.equal(uncarried(code ?? '', typed), name));
    }
    for (const code of [
      `function f() { ${derive} here(); }`,
      `${derive} ${read} function f() { here(); }`,
      `function f() { ${derive} context.with(ctx, () => { here(); }); }`,
      `function f() { ${derive} ${read} context.with(ctx, () => {}); here(); }`,
      `function f() { ${derive} ${read} use(context.bind(ctx, () => {})); here(); }`,
      `function f() { ${derive} ${read} propagation.inject(ctx, {}); here(); }`,
      `function f() { ${derive} ${read} tracer.startSpan('a', {}, ctx).end(); here(); }`,
      `function f() { ${derive} ${read} tracer.startActiveSpan('a', {}, ctx, (s) => s.end()); here(); }`,
      `function f() { ${derive} ${read} here(); return ctx; }`,
      `function f() { ${derive} ${read} use({ ctx }); here(); }`,
      `function f() { ${derive} ${read} run(ctx); here(); } function run(own: any) { context.with(own, () => {}); }`,
      `class A { own: any; f() { ${derive} ${read} this.own = ctx; here(); } }`,
      `function f() { ${derive} ${read} here(); use(() => ctx); }`,
      `function f() { here(); ${derive} ${read} }`,
      `function f() { const ctx = context.active(); trace.getSpan(ctx); here(); }`,
      `function f() { ${derive} ${read} tracer.startActiveSpan('a', () => { here(); }); }`,
      `function f() { ${derive} ${read} } function g() { here(); }`,
      `function f(ctx: unknown) { here(); use(ctx); }`,
    ]) {
      it(`is none in ${code}`, () => assert.equal(uncarried(code, typed), undefined));
    }
  });

  describe(`a context that a timer leaves behind, ${typed ? 'typed' : 'untyped'}`, () => {
    for (const code of [
      `function f() { ${derive} ${read} here(); }`,
      `function f() { ${derive} context.with(ctx, () => {}); here(); }`,
      `function f() { ${derive} propagation.inject(ctx, headers); here(); }`,
      `function f() { ${derive} tracer.startSpan('a', {}, ctx).end(); here(); }`,
      `function f() { ${derive} context.with(trace.setSpan(ctx, tracer.startSpan('a')), () => {}); here(); }`,
      `function f() { let ctx = propagation.extract(ROOT_CONTEXT, headers); ctx = ctx.setValue(key, 1); context.with(ctx, () => {}); here(); }`,
    ]) {
      it(`is ctx in ${code}`, () => assert.equal(uncarried(code, typed, true), 'ctx'));
    }
    for (const [code, isDirect] of [
      [`function f() { ${derive} context.with(ctx, () => {}); here(); }`, false],
      [`function f() { ${derive} here(); }`, true],
      [`function f() { ${derive} context.attach(ctx); here(); }`, true],
      [
        `function f() { ${derive} const own = trace.setSpan(ctx, tracer.startSpan('a')); context.attach(own); here(); }`,
        true,
      ],
      [`function f() { ${derive} use(context.bind(ctx, () => {})); here(); }`, true],
      [`function f() { ${derive} context.with(ctx, () => { here(); }); }`, true],
      [
        `function f() { const ctx = propagation.deleteBaggage(context.active()); context.with(ctx, () => {}); here(); }`,
        true,
      ],
      [`function f() { ${derive} context.with(ctx, () => {}); here(); return ctx; }`, true],
    ] as const) {
      it(`is none in ${code}, ${isDirect ? 'read' : 'not read'} by the callback itself`, () =>
        assert.equal(uncarried(code, typed, isDirect), undefined));
    }
  });
}
