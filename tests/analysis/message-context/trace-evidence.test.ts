import assert from 'node:assert/strict';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { isDetached, traceEvidence } from '../../../src/analysis/message-context';
import { DEFAULT_SETTINGS } from '../../../src/rule-kit/settings';
import { nodeWithText, parseSource } from '../../support/source';

const imports = `import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';\nimport { suppressTracing } from '@opentelemetry/core';\nconst tracer = trace.getTracer('shop');\ndeclare function send(): Promise<void>; declare const emitter: any; declare const headers: {};\n`;

/** The text of the evidence for `send()`, without what is between its parentheses. */
function evidence(code: string, { needsDerived = false } = {}): string | undefined {
  const sourceCode = parseSource(imports + code);
  const file = new FileAnalysis(sourceCode, 'file.ts', DEFAULT_SETTINGS);
  const found = traceEvidence(file.resolver, nodeWithText(sourceCode, 'send()'), { needsDerived });
  return found && sourceCode.getText(found.node.callee);
}

function detached(code: string): boolean {
  const sourceCode = parseSource(imports + code);
  return isDetached(
    new FileAnalysis(sourceCode, 'file.ts', DEFAULT_SETTINGS).resolver,
    nodeWithText(sourceCode, 'send()'),
  );
}

describe('what shows that a call belongs to a trace', () => {
  for (const [code, expected] of [
    [`function f() { return tracer.startActiveSpan('a', () => send()); }`, 'tracer.startActiveSpan'],
    [`function f(ctx: any) { return context.with(ctx, async () => { await send(); }); }`, 'context.with'],
    [`function f(ctx: any) { return context.bind(ctx, () => send()); }`, 'context.bind'],
    [`function f() { const span = tracer.startSpan('a'); send(); span.end(); }`, 'tracer.startSpan'],
    [`function f() { trace.getActiveSpan()?.addEvent('x'); send(); }`, 'trace.getActiveSpan'],
    [
      `function f() { const ctx = propagation.extract(ROOT_CONTEXT, headers); send(); return ctx; }`,
      'propagation.extract',
    ],
    [`function f() { if (headers) { context.active(); } else { send(); } }`, 'context.active'],
    [
      `async function f(ids: string[]) { trace.getActiveSpan(); await Promise.all(ids.map(() => send())); }`,
      'trace.getActiveSpan',
    ],
    [
      `function f() { trace.getActiveSpan(); return new Promise((resolve) => { send().then(resolve); }); }`,
      'trace.getActiveSpan',
    ],
    [`function g() { send(); } function f() { trace.getActiveSpan(); g(); }`, 'trace.getActiveSpan'],
    [`class A { g() { send(); } f() { trace.getActiveSpan(); this.g(); } }`, 'trace.getActiveSpan'],
    [
      `class A { private readonly g = () => { send(); }; f() { trace.getActiveSpan(); this.g(); } }`,
      'trace.getActiveSpan',
    ],
    [
      `const tasks = new Map([['a', () => { send(); }]]); function f() { trace.getActiveSpan(); tasks.get('a')!(); }`,
      'trace.getActiveSpan',
    ],
    [
      `const api = () => ({ publish: () => { send(); } }); function f() { trace.getActiveSpan(); api().publish(); }`,
      'trace.getActiveSpan',
    ],
    [`function handle(req: any, res: any) { trace.getActiveSpan(); send(); }`, 'trace.getActiveSpan'],
  ] as const) {
    it(`is found: ${code}`, () => assert.equal(evidence(code), expected));
  }

  for (const code of [
    `send();`,
    `function f() { send(); }`,
    `function handle(req: any, res: any) { send(); }`,
    `function f() { send(); trace.getActiveSpan(); }`,
    `function f() { const later = () => { trace.getActiveSpan(); }; send(); return later; }`,
    `function f() { trace.getActiveSpan(); emitter.on('x', () => { send(); }); }`,
    `function f() { trace.getActiveSpan(); setInterval(() => { send(); }, 1); }`,
    `function f() { trace.getActiveSpan(); return { publish: () => send() }; }`,
    `function f() { trace.getActiveSpan(); return function publish() { return send(); }; }`,
    `function f(req: any) { trace.getActiveSpan(); emitter.get('/x', (req: any, res: any) => { send(); }); }`,
    `trace.getActiveSpan(); export const f = () => send();`,
    `const trace2 = { getActiveSpan() {} }; function f() { trace2.getActiveSpan(); send(); }`,
  ]) {
    it(`is not found: ${code}`, () => assert.equal(evidence(code), undefined));
  }

  it('is only a derived context where nothing is ever active', () => {
    const none = { needsDerived: true };
    assert.equal(evidence(`function f() { return tracer.startActiveSpan('a', () => send()); }`, none), undefined);
    assert.equal(evidence(`function f() { const span = tracer.startSpan('a'); send(); span.end(); }`, none), undefined);
    assert.equal(
      evidence(`function f() { const span = tracer.startSpan('a', {}, ROOT_CONTEXT); send(); span.end(); }`, none),
      undefined,
    );
    assert.equal(
      evidence(`function f(ctx: any) { const span = tracer.startSpan('a', {}, ctx); send(); span.end(); }`, none),
      'tracer.startSpan',
    );
    assert.equal(
      evidence(
        `function f(ctx: any) { const next = propagation.setBaggage(ctx, propagation.createBaggage()); send(); return next; }`,
        none,
      ),
      'propagation.setBaggage',
    );
  });

  it('ends with functions that call one another', () => {
    assert.equal(evidence(`function f() { g(); send(); } function g() { h(); } function h() { f(); }`), undefined);
  });
});

describe('where a trace was left on purpose', () => {
  for (const [code, expected] of [
    [`function f() { context.with(ROOT_CONTEXT, () => send()); }`, true],
    [`function f() { const nowhere = ROOT_CONTEXT; context.with(nowhere, () => send()); }`, true],
    [`class A { private readonly nowhere = ROOT_CONTEXT; f() { context.with(this.nowhere, () => send()); } }`, true],
    [
      `const quiet = () => suppressTracing(context.active()); function f() { context.with(quiet(), () => send()); }`,
      true,
    ],
    [`function f(ctx: any, a: any) { context.with(a ? ctx : ROOT_CONTEXT, () => send()); }`, false],
    [`function f() { context.with(suppressTracing(context.active()), () => send()); }`, true],
    [
      `function f() { context.with(suppressTracing(context.active()), () => tracer.startActiveSpan('a', () => send())); }`,
      true,
    ],
    [`function f() { context.with(ROOT_CONTEXT, () => tracer.startActiveSpan('a', () => send())); }`, false],
    [`function f() { tracer.startActiveSpan('a', {}, ROOT_CONTEXT, () => send()); }`, false],
    [`function f(ctx: any) { context.with(ctx, () => send()); }`, false],
    [`function f() { send(); }`, false],
  ] as const) {
    it(`${code}: ${expected}`, () => assert.equal(detached(code), expected));
  }
});
