import assert from 'node:assert/strict';
import { ApiResolver, type ResolvedCall } from '../../../src/analysis/api-resolution';
import { wrongOrder } from '../../../src/analysis/carriers/argument-order';
import { CarrierShapes } from '../../../src/analysis/carriers';
import { concretePropagator } from '../../../src/analysis/carriers/concrete-propagator';
import { sourceOfText } from '../../../src/analysis/carriers';
import { findNodes, parseSource } from '../../support/source';

const imports = `import { context, propagation, defaultTextMapSetter, defaultTextMapGetter, ROOT_CONTEXT } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { setter } from './setter';
const w3c = new W3CTraceContextPropagator(), all = new CompositePropagator({ propagators: [] });
`;

function callIn(code: string): { resolver: ApiResolver; call: ResolvedCall } {
  const sourceCode = parseSource(imports + code);
  const resolver = new ApiResolver(sourceCode);
  const call = findNodes(sourceCode, () => true)
    .flatMap((node) => resolver.resolve(node) ?? [])
    .find(({ operation }) => /inject|extract$/.test(operation));
  assert.ok(call, code);
  return { resolver, call };
}

describe('the order of arguments', () => {
  const orderOf = (code: string): string => {
    const { resolver, call } = callIn(`function f(h, headers, ctx, a, b) { ${code}; }`);
    const order = wrongOrder(resolver, new CarrierShapes(resolver), call);
    if (!order) return '';
    const text = (node: typeof order.context): string => (node ? resolver.sourceCode.getText(node) : '-');
    return `${order.outcome}: ${text(order.context)}, ${text(order.carrier)}, ${text(order.accessor)}`;
  };
  for (const [code, expected] of [
    ['propagation.inject(context.active(), h)', ''],
    ['propagation.inject(ctx, h)', ''],
    ['propagation.inject(a, b)', ''],
    ['propagation.inject(a, b, setter)', ''],
    ['propagation.inject(ROOT_CONTEXT, context.active())', ''],
    ['propagation.inject(ctx)', ''],
    ['propagation.inject(a)', ''],
    ['propagation.inject(...a, context.active())', ''],
    ['propagation.inject(headers)', 'nothing: -, headers, -'],
    ['propagation.extract({})', 'returns: -, {}, -'],
    ['propagation.inject(h, context.active())', 'nothing: context.active(), h, -'],
    ['propagation.inject(h, context.active(), setter)', 'nothing: context.active(), h, setter'],
    ['propagation.inject(h, setter, context.active())', 'nothing: context.active(), h, setter'],
    ['propagation.inject(h, defaultTextMapSetter, a)', 'nothing: a, h, defaultTextMapSetter'],
    ['propagation.inject(ctx, defaultTextMapSetter, a)', 'nothing: ctx, a, defaultTextMapSetter'],
    ['propagation.inject(a, defaultTextMapSetter, headers)', 'nothing: -, -, defaultTextMapSetter'],
    ['propagation.extract(h, defaultTextMapGetter)', 'returns: -, h, defaultTextMapGetter'],
    ['propagation.extract(ctx, defaultTextMapGetter)', 'nothing: ctx, -, defaultTextMapGetter'],
    ['w3c.extract(h, defaultTextMapGetter)', 'throws: -, h, defaultTextMapGetter'],
    ['w3c.extract(h, ROOT_CONTEXT, defaultTextMapGetter)', 'returns: ROOT_CONTEXT, h, defaultTextMapGetter'],
    ['w3c.inject(headers)', 'throws: -, headers, -'],
    ['all.inject(headers)', 'nothing: -, headers, -'],
  ] as const) {
    it(`${code}: ${expected || 'right, or unknown'}`, () => assert.equal(orderOf(code), expected));
  }
});

describe('the class of a propagator', () => {
  for (const [code, expected] of [
    ['propagation.inject(a, b)', undefined],
    ['w3c.inject(a, b)', 'W3CTraceContextPropagator'],
    ['all.inject(a, b)', 'CompositePropagator'],
    ['new W3CTraceContextPropagator().inject(a, b)', 'W3CTraceContextPropagator'],
    ['const p = a ? w3c : all; p.inject(a, b)', undefined],
    ['const p: W3CTraceContextPropagator = a; p.inject(a, b)', 'W3CTraceContextPropagator'],
    ['class A { p = new W3CTraceContextPropagator(); m() { this.p.inject(a, b); } }', 'W3CTraceContextPropagator'],
    ['class A { constructor(private p: CompositePropagator) {} m() { this.p.inject(a, b); } }', 'CompositePropagator'],
    [
      'class A { p; constructor() { this.p = new W3CTraceContextPropagator(); } m() { this.p.inject(a, b); } }',
      'W3CTraceContextPropagator',
    ],
  ] as const) {
    it(`${code}: ${expected}`, () => {
      const { resolver, call } = callIn(`function f(a, b) { ${code}; }`);
      assert.equal(concretePropagator(resolver, call), expected);
    });
  }
});

describe('the source of a text', () => {
  for (const [code, expected] of [
    ['const t = "a" + req.headers.traceparent; INJECT(t)', 'req.headers'],
    ['INJECT(`${req.traceparent}-${req["tracestate"]}`)', 'req'],
    ['INJECT(`${req.traceparent}-${a.tracestate}`)', undefined],
    ['INJECT(`${req.id}`)', undefined],
    ['INJECT(req.headers.traceparent)', 'req.headers'],
    ['const t = `${req.traceparent}`; return () => INJECT(t)', undefined],
  ] as const) {
    it(`${code}: ${expected}`, () => {
      const { resolver, call } = callIn(
        `function f(req, a) { ${code.replace('INJECT(', 'propagation.extract(ROOT_CONTEXT, ')}; }`,
      );
      const carrier = call.argument('carrier');
      const source = carrier && sourceOfText(resolver, carrier);
      assert.equal(source && resolver.sourceCode.getText(source), expected);
    });
  }
});
