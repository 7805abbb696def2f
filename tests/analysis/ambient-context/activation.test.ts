import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { activationAround, requestScopeOf } from '../../../src/analysis/ambient-context';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { findNode, parseSource } from '../../support/source';

const imports = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';
const tracer = trace.getTracer('t');
declare function here(): void; declare const headers: {};
`;

/** The resolver of a source, and the first call of `here`. */
function setUp(code: string, typed: boolean) {
  const sourceCode = parseSource(imports + code, { typed });
  const at: TSESTree.Node = findNode(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node) === 'here()',
  );
  return { sourceCode, resolver: new ApiResolver(sourceCode), at };
}

for (const typed of [false, true]) {
  const mode = typed ? 'typed' : 'untyped';

  describe(`the activation around a node, ${mode}`, () => {
    const around = (code: string): string | undefined => {
      const { resolver, sourceCode, at } = setUp(code, typed);
      const activation = activationAround(resolver, at);
      return (
        activation &&
        `${activation.call.operation} ${activation.context ? sourceCode.getText(activation.context) : '-'}`
      );
    };

    it('is the innermost one', () => {
      assert.equal(
        around(`tracer.startActiveSpan('a', () => { context.with(ROOT_CONTEXT, () => { here(); }); });`),
        'context.with ROOT_CONTEXT',
      );
      assert.equal(
        around(`context.with(ROOT_CONTEXT, () => { tracer.startActiveSpan('a', () => { here(); }); });`),
        'span.startActive -',
      );
    });
    it('is seen through nested functions', () => {
      assert.equal(
        around(`context.with(ROOT_CONTEXT, () => { [1].forEach(() => here()); });`),
        'context.with ROOT_CONTEXT',
      );
    });
    it('may be a bound function', () =>
      assert.equal(around(`context.bind(ROOT_CONTEXT, () => { here(); });`), 'context.bind ROOT_CONTEXT'));
    it('has the context of startActiveSpan', () => {
      assert.equal(
        around(`tracer.startActiveSpan('a', {}, ROOT_CONTEXT, () => { here(); });`),
        'span.startActive ROOT_CONTEXT',
      );
    });
    it('is none beside a callback', () => {
      assert.equal(around(`context.with(ROOT_CONTEXT, () => {}); here();`), undefined);
      assert.equal(around(`context.with((here(), ROOT_CONTEXT), () => {});`), undefined);
      assert.equal(
        around(`const context2 = { with(_: unknown, f: () => void) { f(); } }; context2.with(1, () => { here(); });`),
        undefined,
      );
    });
    it('ends at the boundary that is given', () => {
      const { resolver, at } = setUp(`context.with(ROOT_CONTEXT, () => { [1].forEach(() => here()); });`, typed);
      const inner = at.parent;
      assert.equal(activationAround(resolver, at, inner), undefined);
    });
  });

  describe(`the request scope of a node, ${mode}`, () => {
    const scope = (code: string): string | undefined => {
      const { resolver, at } = setUp(code, typed);
      const found = requestScopeOf(resolver, at);
      return found && `${found.because} ${found.evidence.loc.start.line - 3}`;
    };

    for (const [code, expected] of [
      [`tracer.startActiveSpan('a', () => { here(); });`, 'activation 1'],
      [`context.with(ROOT_CONTEXT, () => {\n here(); });`, 'activation 1'],
      [`function f() {\n const s = tracer.startSpan('a'); here(); s.end(); }`, 'starts-span 2'],
      [`function f() {\n const c = propagation.extract(ROOT_CONTEXT, headers); here(); return c; }`, 'derives 2'],
      [`function f() {\n trace.getActiveSpan(); here(); }`, 'reads 2'],
      [`function handle(req: unknown, res: unknown) { here(); }`, 'handler 1'],
      [`declare const app: any; app.get('/orders', async () => { here(); });`, 'handler 1'],
      [`declare const server: any; server.on('request', () => { here(); });`, 'handler 1'],
      [`declare const consumer: any; consumer.run({ eachMessage: async () => { here(); } });`, 'handler 1'],
      [`declare const channel: any; channel.consume('q', () => { here(); });`, 'handler 1'],
      [`function inner() { here(); }\ntracer.startActiveSpan('a', () => { inner(); });`, 'activation 2'],
      [
        `class A { place() {\n tracer.startActiveSpan('a', () => this.fulfil()); } private fulfil() { this.confirm(); } private confirm() { here(); } } new A();`,
        'activation 2',
      ],
      [
        `function a() { here(); } function b() { a(); } function c() { b(); a(); } function d() { c(); } function e() { d(); a(); } function f() { e(); f(); }\ntracer.startActiveSpan('a', () => { f(); });`,
        'activation 2',
      ],
      [
        `function f() { [1].forEach(() => { here(); }); }\nfunction g() { trace.getActiveSpan(); f(); } g();`,
        'reads 2',
      ],
    ]) {
      it(`is found in ${code?.replace(/\s+/g, ' ') ?? ''}`, () => assert.equal(scope(code ?? ''), expected));
    }

    for (const code of [
      `here();`,
      `function f() { here(); }`,
      `function f() { here(); trace.getActiveSpan(); }`,
      `function f() { tracer.startActiveSpan('a', (s) => s.end()); here(); }`,
      `class A { constructor() { here(); } } new A();`,
      `declare const cache: any; cache.get('key', () => { here(); });`,
      `function f() { here(); f(); } f();`,
      `function f(a: unknown, b: unknown) { here(); }`,
    ]) {
      it(`is unknown in ${code}`, () => assert.equal(scope(code), undefined));
    }
  });
}
