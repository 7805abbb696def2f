import assert from 'node:assert/strict';
import type { TSESLint } from '@typescript-eslint/utils';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { spanBinding, spanKindsOf, UnactivatedSpans } from '../../../src/analysis/spans';
import type { Settings } from '../../../src/model/settings';
import { parseSource } from '../../support/source';

const api = `import { context, propagation, SpanKind, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('t');\n`;

function fileOf(
  body: string,
  typed = false,
): { readonly file: FileAnalysis; readonly sourceCode: TSESLint.SourceCode } {
  const sourceCode = parseSource(api + body, { typed });
  return { sourceCode, file: new FileAnalysis(sourceCode, 'file.ts', { wrappers: [] } as unknown as Settings) };
}

describe('spanKindsOf', () => {
  const cases: readonly (readonly [options: string, kinds: string | undefined])[] = [
    ['', 'INTERNAL'],
    [', {}', 'INTERNAL'],
    [', { kind: SpanKind.CLIENT }', 'CLIENT'],
    [', { kind: 3 }', 'PRODUCER'],
    [', { kind: x ? SpanKind.CLIENT : 3 }', 'CLIENT,PRODUCER'],
    [', { kind: K }', 'SERVER'],
    [', { ...O, attributes: {} }', 'CONSUMER'],
    [', O', 'CONSUMER'],
    [', { kind: x }', undefined],
    [', { kind: 9 }', undefined],
    [', { ...x }', undefined],
    [', x', undefined],
    [', ...x', undefined],
  ];
  for (const [options, kinds] of cases) {
    it(`reads startSpan('a'${options})`, () => {
      const { file } = fileOf(`const K = SpanKind.SERVER; const O = { kind: 4 }; tracer.startSpan('a'${options});`);
      const [start] = file.operations('span.start');
      assert.ok(start);
      assert.equal(spanKindsOf(file.resolver, start)?.join(), kinds);
    });
  }

  it('reads a kind of another file by its type', () => {
    const { file } = fileOf(`declare const kind: SpanKind.PRODUCER; tracer.startSpan('a', { kind });`, true);
    const [start] = file.operations('span.start');
    assert.ok(start);
    assert.deepEqual(spanKindsOf(file.resolver, start), ['PRODUCER']);
  });
});

describe('spanBinding', () => {
  const describeBinding = (body: string): string | undefined => {
    const { file, sourceCode } = fileOf(body);
    const [start] = file.operations('span.start');
    assert.ok(start);
    const binding = spanBinding(file.resolver, start);
    const texts = (nodes: readonly Parameters<typeof sourceCode.getText>[0][]): string =>
      nodes.map((node) => sourceCode.getText(node)).join();
    return binding && `${binding.variable.name}; ${texts([...binding.ends])}; ${texts([...binding.handOvers])}`;
  };
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["const s = tracer.startSpan('a'); s.end();", 's; s.end(); '],
    ["const s = tracer.startSpan('a').setAttribute('a', 1); s?.end();", 's; s?.end(); '],
    ["let s; s = tracer.startSpan('a');", 's; ; '],
    ["let s = tracer.startSpan('a'); s = other;", undefined],
    ["this.s = tracer.startSpan('a');", undefined],
    ["f(tracer.startSpan('a'));", undefined],
    ["const s = tracer.startSpan('a'); activate(s, 1);", 's; ; activate(s, 1)'],
    ["const s = tracer.startSpan('a'); run({ s });", 's; ; run({ s })'],
    ["const s = tracer.startSpan('a'); addEvents(s);", 's; ; '],
    ["const s = tracer.startSpan('a'); on(() => s.end());", 's; s.end(); '],
    ["const s = tracer.startSpan('a'); const c = trace.setSpan(x, s); enter(c);", 's; ; enter(c)'],
    [
      "const s = tracer.startSpan('a'); context.attach(trace.setSpan(x, s));",
      's; ; context.attach(trace.setSpan(x, s))',
    ],
    ["const s = tracer.startSpan('a'); go(s); function go(x) { x.end(); }", 's; ; '],
    ["const s = tracer.startSpan('a'); const t = s; t.end();", 's; t.end(); '],
    ["const s = tracer.startSpan('a'); const job = { s }; job.s.end(); run(job);", 's; job.s.end(); run(job)'],
    ["const s = tracer.startSpan('a'); run([s].length);", 's; ; run([s].length)'],
    ["const s = tracer.startSpan('a'); let c = trace.setSpan(x, s); c = c.setValue(k, 1); enter(c);", 's; ; enter(c)'],
    ["class A { f() { const s = tracer.startSpan('a'); this.s = s; } g() { this.s.end(); } }", 's; ; '],
    ["function f() { const s = tracer.startSpan('a'); return s; } f().end(); enter(f());", 's; ; '],
    ["function f(s) { s = s ?? tracer.startSpan('a'); }", undefined],
  ];
  for (const [code, expected] of cases) it(`follows ${code}`, () => assert.equal(describeBinding(code), expected));
});

describe('UnactivatedSpans', () => {
  const answer = (body: string): string => {
    const { file, sourceCode } = fileOf(body);
    const inject = file.operations('propagation.inject').at(-1);
    assert.ok(inject);
    const spans = new UnactivatedSpans(file);
    const inactive = spans.inactiveAt(inject, () => true);
    const late = spans.lateAfter(inject);
    return [
      inactive && `inactive ${inactive.variable.name} ${inactive.kind}`,
      late && `late ${late.kind} ${sourceCode.getText(late.send)}${late.isMovable ? ' movable' : ''}`,
    ]
      .filter(Boolean)
      .join('; ');
  };
  const inject = 'propagation.inject(context.active(), h);';
  const client = "const s = tracer.startSpan('a', { kind: 2 });";
  const cases: readonly (readonly [string, string])[] = [
    [`${client} ${inject}`, 'inactive s CLIENT'],
    [`const s = tracer.startSpan('a'); ${inject}`, 'inactive s INTERNAL'],
    [`${client} s.end(); ${inject}`, ''],
    [`${client} if (x) s.end(); ${inject}`, 'inactive s CLIENT'],
    [`if (x) { ${client} s.end(); } else { ${inject} }`, ''],
    [`let s; if (x) { s = tracer.startSpan('a', { kind: 2 }); } else { ${inject} }`, ''],
    [`${client} context.with(c, () => { ${inject} });`, ''],
    [`${client} l.forEach(() => { ${inject} });`, 'inactive s CLIENT'],
    [`${client} later(() => { ${inject} });`, ''],
    [`${client} propagation.inject(trace.setSpan(context.active(), s), h);`, ''],
    [`${client} propagation.inject(ctx, h);`, ''],
    [`const h = {}; ${inject} ${client} send(h);`, 'late CLIENT send(h) movable'],
    [`const h = {}; ${inject} const o = { h }; ${client} send(o);`, 'late CLIENT send(o)'],
    [`const h = {}; ${inject} send(h); ${client} send(h);`, ''],
    [`const h = {}; ${inject} ${client} s.end(); send(h);`, ''],
    [`const h = {}; ${inject} tracer.startActiveSpan('a', { kind: 3 }, () => send(h));`, 'late PRODUCER send(h)'],
    [`const h = {}; ${inject} const s = tracer.startSpan('a'); send(h);`, ''],
  ];
  for (const [code, expected] of cases) it(`says '${expected}' of ${code}`, () => assert.equal(answer(code), expected));
});
