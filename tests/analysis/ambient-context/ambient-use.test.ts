import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { AmbientUseFinder, describeAmbientUse } from '../../../src/analysis/ambient-context';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { findNode, parseSource } from '../../support/source';

const imports = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api'; import { suppressTracing } from '@opentelemetry/core';
const tracer = trace.getTracer('t');
declare const headers: Record<string, string>;
`;

interface Options {
  readonly typed?: boolean;
  readonly instrumented?: readonly string[];
}

/** The finder, and the callback given to the first call of `probe`. */
function setUp(code: string, { typed = false, instrumented = [] }: Options) {
  const sourceCode = parseSource(`${imports}declare function probe(fn: unknown): void;\n${code}`, { typed });
  const finder = new AmbientUseFinder(new ApiResolver(sourceCode), (library) => instrumented.includes(library));
  const call = findNode(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node).startsWith('probe('),
  );
  assert.ok(call.type === AST_NODE_TYPES.CallExpression && call.arguments[0]);
  return { sourceCode, finder, callback: call.arguments[0] };
}

function use(code: string, options: Options = {}): string | undefined {
  const { sourceCode, finder, callback } = setUp(code, options);
  const found = finder.inCallback(callback);
  return found && describeAmbientUse(sourceCode, found);
}

for (const typed of [false, true]) {
  describe(`ambient use, ${typed ? 'typed' : 'untyped'}`, () => {
    const ofBody = (body: string, options: Options = {}): string | undefined =>
      use(`probe(() => { ${body} });`, { typed, ...options });

    for (const [body, name] of [
      ['context.active();', 'context.active'],
      ['trace.getActiveSpan()?.end();', 'trace.getActiveSpan'],
      ['propagation.getActiveBaggage();', 'propagation.getActiveBaggage'],
      [`tracer.startSpan('x').end();`, 'tracer.startSpan'],
      [`tracer.startSpan('x', {}).end();`, 'tracer.startSpan'],
      [`tracer.startActiveSpan('x', (s) => s.end());`, 'tracer.startActiveSpan'],
      ['propagation.inject(context.active(), {});', 'context.active'],
      ['context.bind(context.active(), () => {});', 'context.active'],
      [
        `if (headers.a) { try { for (const x of [1]) trace.getActiveSpan()?.setAttribute('x', x); } finally { /* nothing */ } }`,
        'trace.getActiveSpan',
      ],
      [`[1].forEach(() => { tracer.startSpan('x').end(); });`, 'tracer.startSpan'],
      [`(() => { tracer.startSpan('x').end(); })();`, 'tracer.startSpan'],
      [`context.with(trace.setSpan(context.active(), tracer.startSpan('y')), () => {});`, 'tracer.startSpan'],
      [
        `context.with(propagation.setBaggage(context.active(), propagation.createBaggage()), () => {});`,
        'context.active',
      ],
    ]) {
      it(`finds ${body ?? ''}`, () => assert.equal(ofBody(body ?? ''), `'${name ?? ''}()'`));
    }

    it('does not find the base of a context that is given a span from elsewhere', () => {
      assert.equal(
        use(
          `declare const span: Span; probe(() => { context.with(trace.setSpan(context.active(), span), () => { tracer.startSpan('y').end(); }); });`,
          { typed },
        ),
        undefined,
      );
    });

    for (const body of [
      '',
      'headers.a = "1";',
      `tracer.startSpan('x', {}, ROOT_CONTEXT).end();`,
      `tracer.startSpan('x', { root: true }).end();`,
      `const options = { root: true }; tracer.startSpan('x', options).end();`,
      `context.with(trace.setSpanContext(context.active(), JSON.parse('{}')), () => { tracer.startSpan('x').end(); });`,
      `context.with(trace.deleteSpan(context.active()), () => { tracer.startSpan('x').end(); });`,
      `context.with(suppressTracing(context.active()), () => { tracer.startSpan('x').end(); });`,
      `tracer.startActiveSpan('x', {}, ROOT_CONTEXT, (s) => { tracer.startSpan('y').end(); s.end(); });`,
      `context.with(ROOT_CONTEXT, () => { tracer.startSpan('x').end(); });`,
      `context.bind(ROOT_CONTEXT, () => { tracer.startSpan('x').end(); });`,
      'trace.getSpan(ROOT_CONTEXT)?.end();',
      'propagation.inject(ROOT_CONTEXT, headers);',
      `const later = () => { tracer.startSpan('x').end(); }; void later;`,
      `withRemoteContext(headers, () => { tracer.startSpan('x').end(); }); function withRemoteContext(h: unknown, fn: unknown) { void h; void fn; }`,
    ]) {
      it(`finds nothing in ${body || 'an empty callback'}`, () => assert.equal(ofBody(body), undefined));
    }

    it('follows functions of the file, and names them', () => {
      const code = `function inner() { tracer.startSpan('x').end(); } const outer = () => inner(); probe(() => { outer(); });`;
      assert.equal(use(code, { typed }), `'tracer.startSpan()' (through 'outer()', 'inner()')`);
    });

    it('follows methods on this', () => {
      const code = `class A { go() { probe(() => { this.work(); }); } private work() { trace.getActiveSpan(); } } new A();`;
      assert.equal(use(code, { typed }), `'trace.getActiveSpan()' (through 'work()')`);
    });

    it('takes a callback by name, and a bound method', () => {
      assert.equal(use(`function work() { context.active(); } probe(work);`, { typed }), "'context.active()'");
      assert.equal(
        use(`class A { work() { context.active(); } go() { probe(this.work.bind(this)); } } new A();`, { typed }),
        "'context.active()'",
      );
    });

    it('ends in recursion, and answers alike whichever function is asked first', () => {
      const code = `function a(n: number): void { if (n) b(n); } function b(n: number): void { a(n - 1); trace.getActiveSpan(); }`;
      assert.equal(use(`${code} probe(() => { a(1); });`, { typed }), `'trace.getActiveSpan()' (through 'a()', 'b()')`);
      assert.equal(use(`${code} probe(() => { b(1); });`, { typed }), `'trace.getActiveSpan()' (through 'b()')`);
      const { finder, callback, sourceCode } = setUp(`${code} probe(b);`, { typed });
      const a = findNode(
        sourceCode,
        (node) => node.type === AST_NODE_TYPES.FunctionDeclaration && node.id?.name === 'a',
      );
      assert.ok(finder.inCallback(callback));
      assert.ok(finder.inCallback(a));
    });

    it('follows six calls, one inside another', () => {
      const names = 'a b c d e f g'.split(' ');
      const chain = names.map(
        (name, index) => `function ${name}(): void { ${names[index + 1] ?? 'context.active'}(); }`,
      );
      const through = `'b()', 'c()', 'd()', 'e()', 'f()', 'g()'`;
      assert.equal(use(`${chain.join(' ')} probe(a);`, { typed }), `'context.active()' (through ${through})`);
      const calls = names.map((name) => `${name}();`).join(' ');
      const all = names.map((name) => `function ${name}(): void { ${calls} }`).join(' ');
      assert.equal(use(`${all} probe(a);`, { typed }), undefined);
      assert.equal(
        use(`${all} function z(): void { g(); context.active(); } probe(z);`, { typed }),
        `'context.active()'`,
      );
    });

    it('counts a call to a client only where it is instrumented', () => {
      const body = `void fetch('http://localhost');`;
      assert.equal(ofBody(body), undefined);
      assert.equal(ofBody(body, { instrumented: ['undici'] }), "'fetch()'");
      assert.equal(ofBody(body, { instrumented: ['http'] }), undefined);
    });

    it('knows imported client functions', () => {
      const code = `import { request } from 'node:http'; probe(() => { request('http://localhost').end(); });`;
      assert.equal(use(code, { typed, instrumented: ['http'] }), "'request()'");
    });

    it('does not take a function of the same name for a client', () => {
      const code = `function fetch(url: string) { return url; } probe(() => { fetch('x'); });`;
      assert.equal(use(code, { typed, instrumented: ['undici'] }), undefined);
    });

    it('tells direct use from use through functions and clients', () => {
      const direct = (code: string): boolean => {
        const { finder, callback } = setUp(code, { typed, instrumented: ['undici'] });
        return finder.directlyInCallback(callback) !== undefined;
      };
      assert.equal(direct(`function work() { context.active(); } probe(() => { work(); });`), false);
      assert.equal(direct(`probe(() => { void fetch('x'); });`), false);
      assert.equal(
        direct(`function work() { context.active(); } probe(() => { work(); trace.getActiveSpan(); });`),
        true,
      );
      assert.equal(direct(`function work() { context.active(); } probe(work);`), true);
    });

    it('sees that a callback extracts a context, also through a function', () => {
      const extracts = (code: string): boolean => {
        const { finder, callback } = setUp(code, { typed });
        return finder.extractsInCallback(callback);
      };
      assert.equal(extracts('probe(() => { propagation.extract(ROOT_CONTEXT, headers); });'), true);
      assert.equal(
        extracts(
          'function from(h: {}) { return propagation.extract(ROOT_CONTEXT, h); } probe(() => { context.with(from(headers), () => {}); });',
        ),
        true,
      );
      assert.equal(extracts('probe(() => { propagation.inject(ROOT_CONTEXT, headers); });'), false);
      assert.equal(extracts('function loop(): void { loop(); } probe(() => { loop(); });'), false);
    });

    it('knows nothing of look-alikes', () => {
      const code = `class Nest { active() {} startSpan() {} } const nest = new Nest(); probe(() => { nest.active(); nest.startSpan(); });`;
      assert.equal(use(code, { typed }), undefined);
    });
  });
}
