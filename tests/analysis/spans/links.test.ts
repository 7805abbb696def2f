import assert from 'node:assert/strict';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { ApiResolver, type ResolvedCall } from '../../../src/analysis/api-resolution';
import { buildControlFlowGraph } from '../../../src/analysis/control-flow';
import type { BodyOwner } from '../../../src/ast';
import { linkFaults } from '../../../src/analysis/spans';
import { isGuarded } from '../../../src/analysis/spans/guards';
import { listItems } from '../../../src/analysis/spans/list-items';
import { missingSpan } from '../../../src/analysis/spans/missing-span';
import { variableOf } from '../../../src/analysis/bindings';
import { findNode, findNodes, parseSource } from '../../support/source';

const api = `import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('t');\n`;

function parse(body: string) {
  const sourceCode = parseSource(api + body);
  const resolver = new ApiResolver(sourceCode);
  const graphOf = (owner: BodyOwner) => buildControlFlowGraph(owner, sourceCode.visitorKeys);
  const argumentOf = (name: string): TSESTree.Expression => {
    const call = findNode(
      sourceCode,
      (node): node is TSESTree.CallExpression =>
        node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node.callee) === name,
    );
    return call.arguments[0] as TSESTree.Expression;
  };
  return { sourceCode, resolver, graphOf, argumentOf };
}

describe('listItems', () => {
  const items = (body: string): string => {
    const { sourceCode, argumentOf } = parse(body);
    return [...listItems(sourceCode, argumentOf('sink'))]
      .sort((one, other) => one.node.range[0] - other.node.range[0])
      .map(
        ({ node, dropsNothing, isShared }) =>
          `${sourceCode.getText(node)}${dropsNothing ? '?' : ''}${isShared ? '*' : ''}`,
      )
      .join(' | ');
  };
  const cases: readonly (readonly [string, string, string])[] = [
    ['a literal', 'sink([a, , b])', 'a | b'],
    ['a spread', 'const l = [a]; sink([...l, b])', 'a | b'],
    ['branches', 'sink(x ? [a] : y ?? [b])', 'a | b'],
    ['a map', 'sink(l.map((x) => f(x)))', 'f(x)'],
    ['a map with returns', 'sink(l.map((x) => { if (x) return a; return b; }))', 'a | b'],
    ['an async map', 'sink(l.map(async (x) => a))', ''],
    ['an awaited async map', 'async function f() { sink(await Promise.all(l.map(async (x) => a))); }', 'a'],
    ['a flatMap', 'sink(l.flatMap((x) => x ? [a] : []))', 'a'],
    ['a flatMap of items', 'sink(l.flatMap((x) => ({ x })))', '{ x }'],
    ['a filter for values', 'sink([a].filter(Boolean))', 'a?'],
    ['a filter by comparison', 'sink([a].filter((x) => x !== undefined))', 'a?'],
    ['another filter', 'sink([a].filter((x) => x.ok))', ''],
    ['pushes', 'const l = []; l.push(a, b); sink(l)', 'a | b'],
    ['a list that others read', 'const l = [a]; sink(l); other(l);', 'a*'],
    ['concat and reverse', 'sink([a].concat([b]).reverse())', 'a | b'],
    ['Array.from', 'sink(Array.from(l, (x) => a))', 'a'],
    ['a local function', 'function f() { return [a]; } sink(f())', 'a'],
    ['an argument', 'f([a]); function f(l) { sink(l); }', 'a'],
    ['a field', 'class A { own = [a]; f() { this.own.push(b); sink(this.own); } }', 'a | b'],
    [
      'a list that is filled in a callback',
      'sink(l.reduce((all, x) => { all.push(f(x)); return all; }, [a]))',
      'f(x) | a',
    ],
    ['an unawaited helper', 'async function f() { return [a]; } sink(f())', ''],
    ['an awaited helper', 'async function f() { return [a]; } async function g() { sink(await f()); }', 'a'],
    ['an item or a list for concat', 'const o = { x }; sink([a].concat(y ? o : [b]))', '{ x } | a | b'],
    ['a filter by a helper', 'const isThere = (x) => !!x; sink([a].filter(isThere))', 'a?'],
    ['nothing known', 'sink(load())', ''],
    ['a list of itself', 'let l = [...l]; sink(l)', ''],
  ];
  for (const [title, code, expected] of cases) it(`reads ${title}`, () => assert.equal(items(code), expected, code));
});

describe('isGuarded', () => {
  const guarded = (body: string): boolean => {
    const { sourceCode, resolver, graphOf, argumentOf } = parse(body);
    const use = argumentOf('sink');
    assert.equal(use.type, AST_NODE_TYPES.Identifier);
    const variable = variableOf(sourceCode, use);
    assert.ok(variable);
    return isGuarded(resolver, graphOf, { use, variables: new Set([variable]), contextText: undefined });
  };
  const cases: readonly (readonly [string, boolean])[] = [
    ['const c = f(); sink(c);', false],
    ['const c = f(); if (c) sink(c);', true],
    ['const c = f(); if (c) log(); sink(c);', false],
    ['function g() { const c = f(); if (!c) return; sink(c); }', true],
    ['function g() { const c = f(); if (c == null) throw new Error(); sink(c); }', true],
    ['function g() { const c = f(); if (!c) log(); sink(c); }', false],
    ['function g() { const c = f(); if (x && !c) return; sink(c); }', false],
    ['function g() { const c = f(); if (x || !c) return; sink(c); }', true],
    ['function g() { const c = f(); if (c !== undefined) return; sink(c); }', false],
    ['const c = f(); const d = c && sink(c);', true],
    ['const c = f(); const d = c ? sink(c) : 1;', true],
    ['const c = f(); assert(c); sink(c);', true],
    ['let c = f(); c ??= 1; sink(c);', true],
    ['for (const x of l) { const c = f(x); if (!c) continue; sink(c); }', true],
    ['for (const x of l) { const c = f(x); if (!c) break; l.map(() => sink(c)); }', true],
    ['const c = f(); try { check(c); } catch { log(); } sink(c);', false],
    ['const c = f(); if (c) { l.forEach(() => { sink(c); }); }', true],
    ['const c = f(); if (!isFine(c)) stop(); else sink(c);', true],
    ['const c = f(); if (m.headers.traceparent) sink(c);', true],
    ['const c = f(); const isThere = c !== undefined; if (isThere) sink(c);', true],
    ['const c = f(); const size = l.length; if (size) sink(c);', false],
    ['const c = f(); const isMissing = c === undefined; if (isMissing) throw new Error(); sink(c);', true],
    ['const c = f(); const isMissing = c === undefined; if (!isMissing) log(); sink(c);', false],
    ['const c = f(); log(c.traceId); sink(c);', true],
    ['const c = f(); log(c?.traceId); sink(c);', false],
    ['l.filter((m) => m.headers.traceparent).map((m) => { const c = f(m); sink(c); });', true],
    ['const own = l.filter(hasParent); for (const m of own) { const c = f(m); sink(c); }', true],
    ['l.filter((m) => m.type === "order").map((m) => { const c = f(m); sink(c); });', false],
  ];
  for (const [code, expected] of cases)
    it(`says ${expected ? 'yes' : 'no'} of ${code}`, () => assert.equal(guarded(code), expected));
});

describe('missingSpan', () => {
  const origin = (body: string): string | undefined => {
    const { sourceCode, resolver, argumentOf } = parse(body);
    const found = missingSpan(resolver, argumentOf('sink'));
    return found && sourceCode.getText(found);
  };
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['sink(trace.getSpanContext(ctx))', 'trace.getSpanContext(ctx)'],
    ['sink(trace.getSpanContext(ctx)!)', 'trace.getSpanContext(ctx)'],
    ['sink(trace.getSpan(ctx)?.spanContext())', 'trace.getSpan(ctx)?.spanContext()'],
    ['sink(trace.getSpan(ctx).spanContext())', undefined],
    ['sink(tracer.startSpan("a").spanContext())', undefined],
    ['sink(trace.getSpanContext(trace.setSpan(ctx, s)))', undefined],
    ['sink(trace.getSpanContext(ctx) ?? other)', undefined],
    ['sink(other ?? trace.getSpanContext(ctx))', 'trace.getSpanContext(ctx)'],
    ['sink(x ? trace.getSpanContext(ctx) : y)', 'trace.getSpanContext(ctx)'],
    ['const c = trace.getSpanContext(ctx); sink(c)', 'trace.getSpanContext(ctx)'],
    ['const c = trace.getSpanContext(ctx); if (c) sink(c)', undefined],
    ['let c = trace.getSpanContext(ctx); c = known; sink(c)', undefined],
    ['const l = ms.map((m) => trace.getSpanContext(m)); l.forEach((c) => sink(c))', 'trace.getSpanContext(m)'],
    ['const l = ms.map((m) => trace.getSpanContext(m)).filter(Boolean); for (const c of l) sink(c)', undefined],
    [
      'const l = ms.map((m) => ({ c: trace.getSpanContext(m) })); for (const { c } of l) sink(c)',
      'trace.getSpanContext(m)',
    ],
    ['function get(m) { return trace.getSpanContext(m); } sink(get(1))', 'trace.getSpanContext(m)'],
    [
      'async function get(m) { return trace.getSpanContext(m); } async function f() { sink(await get(1)); }',
      'trace.getSpanContext(m)',
    ],
    ['function use(c) { sink(c); } use(trace.getSpanContext(ctx));', 'trace.getSpanContext(ctx)'],
    ['tracer.startActiveSpan("a", () => { sink(trace.getSpanContext(context.active())); });', undefined],
    ['tracer.startActiveSpan("a", () => { sink(trace.getActiveSpan()?.spanContext()); });', undefined],
    ['sink(trace.getActiveSpan()?.spanContext())', 'trace.getActiveSpan()?.spanContext()'],
    ['export function f(c) { sink(c); }', undefined],
    ['function use(c = other) { sink(c); } use(trace.getSpanContext(ctx));', undefined],
    ['function use(c) { sink(c); } if (x) { const c = trace.getSpanContext(ctx); if (c) use(c); }', undefined],
    ['const o = { c: trace.getSpanContext(ctx) }; sink(o.c)', 'trace.getSpanContext(ctx)'],
    ['const o = { c: trace.getSpanContext(ctx) }; if (o.c) sink(o.c)', undefined],
    ['sink(ms.map((m) => trace.getSpanContext(m)).find(Boolean))', undefined],
    ['let s = trace.getSpan(ctx); while (x) s = s?.spanContext(); sink(s)', 'trace.getSpan(ctx)'],
    [
      'const all = []; for (const m of ms) all.push(trace.getSpanContext(m)); for (const c of all) sink(c);',
      'trace.getSpanContext(m)',
    ],
    [
      'const all = new Set(ms.map((m) => trace.getSpanContext(m))); for (const c of all) sink(c);',
      'trace.getSpanContext(m)',
    ],
    [
      'const all = new Set(ms.map((m) => trace.getSpanContext(m))); all.delete(undefined); for (const c of all) sink(c);',
      undefined,
    ],
    [
      'const all = new Set(ms.map((m) => trace.getSpanContext(m))); cache.delete(ms); for (const c of all) sink(c);',
      'trace.getSpanContext(m)',
    ],
    ['sink(this.parent)', undefined],
  ];
  for (const [code, expected] of cases)
    it(`finds ${String(expected)} in ${code}`, () => assert.equal(origin(code), expected));
});

describe('linkFaults', () => {
  const faults = (body: string): string => {
    const { sourceCode, resolver } = parse(body);
    const calls = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.CallExpression).flatMap(
      (node): ResolvedCall[] => {
        const call = resolver.resolve(node);
        return call && ['span.start', 'span.startActive', 'span.addLink', 'span.addLinks'].includes(call.operation)
          ? [call]
          : [];
      },
    );
    return calls
      .flatMap((call) =>
        linkFaults(resolver, call).map(
          (fault) => `${fault.kind} ${'type' in fault ? `${fault.type} ` : ''}${sourceCode.getText(fault.node)}`,
        ),
      )
      .join(' | ');
  };
  const cases: readonly (readonly [string, string])[] = [
    [
      'tracer.startSpan("a", { links: [{ context: trace.getSpanContext(c) }] })',
      'missingContext trace.getSpanContext(c)',
    ],
    ['tracer.startActiveSpan("a", { links: [{ context: c }] }, f)', ''],
    ['const span = tracer.startSpan("a"); span.addLink(span)', 'notALink Span span'],
    ['const span = tracer.startSpan("a"); span.addLink({ context: span })', 'notASpanContext Span span'],
    ['const span = tracer.startSpan("a"); span.addLink({ context: span.spanContext() })', ''],
    ['const span = tracer.startSpan("a"); span.addLink(span.spanContext())', 'notALink SpanContext span.spanContext()'],
    ['const span = tracer.startSpan("a"); span.addLinks([context.active()])', 'notALink Context context.active()'],
    [
      'const span = tracer.startSpan("a"); span.addLink({ context: ROOT_CONTEXT })',
      'notASpanContext Context ROOT_CONTEXT',
    ],
    ['tracer.startSpan("a", { links: [undefined] })', 'missingLink undefined'],
    ['tracer.startSpan("a", { links: [undefined].filter(Boolean) })', ''],
    [
      'tracer.startSpan("a", { links: [{ traceId: a, spanId: b, traceFlags: 1 }] })',
      'notALink SpanContext { traceId: a, spanId: b, traceFlags: 1 }',
    ],
    ['tracer.startSpan("a", { links: [{ ...base }] })', ''],
    ['tracer.startSpan("a", { links: [{ context: undefined }] })', 'missingContext undefined'],
    [
      'const span = tracer.startSpan("a"); function link(to) { span.addLink(to); } link(context.active());',
      'notALink Context context.active()',
    ],
    [
      'class A { links = []; add(c) { this.links.push({ context: trace.getSpanContext(c) }); } start() { return tracer.startSpan("a", { links: this.links }); } }',
      'missingContext trace.getSpanContext(c)',
    ],
    [
      'const options = { links: [] }; options.links.push({ context: ROOT_CONTEXT }); tracer.startSpan("a", options);',
      'notASpanContext Context ROOT_CONTEXT',
    ],
  ];
  for (const [code, expected] of cases)
    it(`finds ${expected === '' ? 'nothing' : expected} in ${code}`, () => assert.equal(faults(code), expected));
});
