import assert from 'node:assert/strict';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { type ManualHeader, ManualHeaders } from '../../../src/analysis/manual-headers';
import { DEFAULT_SETTINGS } from '../../../src/rule-kit/settings';
import { parseSource } from '../../support/source';

const api = `import { context, propagation, trace, type Context, type Span, type SpanContext } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const text = '`00-${sc.traceId}-${sc.spanId}-01`';

function headersOf(code: string, typed = false): readonly ManualHeader[] {
  const sourceCode = parseSource(api + code, { typed });
  const file = new FileAnalysis(sourceCode, 'file.ts', DEFAULT_SETTINGS);
  return new ManualHeaders({
    resolver: file.resolver,
    injections: () => file.operations('propagation.inject'),
  }).find();
}

/** A function with a SpanContext `sc` and its text `tp`, around some code. */
const around = (code: string): string =>
  `export async function work(sc: SpanContext, url: string, any: any, req: any, res: any) {\n  const tp = ${text};\n  ${code}\n}`;

const leaving: readonly string[] = [
  'fetch(url, { headers: { traceparent: tp } });',
  'fetch(url, { headers: { ...any, "traceparent": tp } });',
  'fetch(new Request(url, { headers: { traceparent: tp } }));',
  'fetch(url, { headers: { ...(sc ? { traceparent: tp } : {}) } });',
  'const traceparent = tp; fetch(url, { headers: { traceparent } });',
  'const headers = { traceparent: tp }; any(headers);',
  'const extra = { traceparent: tp }; fetch(url, { headers: extra });',
  'const extra = { traceparent: tp }; fetch(url, { headers: { accept: "x", ...extra } });',
  'const extra: HeadersInit = { traceparent: tp }; any(extra);',
  'any.headers.traceparent = tp;',
  'any.headers["traceparent"] = tp;',
  'any.request.headers!.traceparent = tp;',
  'const h: Record<string, string> = {}; h.traceparent = tp; fetch(url, { headers: h });',
  'const headers = new Headers(); headers.set("traceparent", tp);',
  'const headers = new Headers(); headers.append("Traceparent", tp);',
  'const h = new Headers(); h.set("traceparent", tp); fetch(url, { headers: h });',
  'fetch(url, { headers: new Headers({ traceparent: tp }) });',
  'fetch(url, { headers: new Headers([["traceparent", tp]]) });',
  'fetch(url, { headers: [["traceparent", tp]] });',
  'const m = new Map([["traceparent", tp]]); fetch(url, { headers: Object.fromEntries(m) });',
  'fetch(url, { headers: Object.assign({}, any, { traceparent: tp }) });',
  'Object.assign(any.headers, { traceparent: tp });',
  'any.metadata.set("traceparent", tp);',
  'any.md.add("traceparent", tp);',
  'req.setHeader("traceparent", tp);',
  'any.setRequestHeader("traceparent", tp);',
  'await any.send({ topic: "a", messages: [{ value: "b", headers: { traceparent: Buffer.from(tp) } }] });',
  'await any.publishMessage({ data: any, attributes: { traceparent: tp } });',
  'await any.send(new SendMessageCommand({ MessageAttributes: { traceparent: { DataType: "String", StringValue: tp } } }));',
  'spawn("ls", { env: { ...process.env, TRACEPARENT: tp } });',
  'process.env.TRACEPARENT = tp;',
  'any(function traceHeaders() { return { traceparent: tp }; });',
  'const client = { headers: () => ({ traceparent: tp }) }; any(client);',
  'function common() { return { traceparent: tp }; } fetch(url, { headers: common() });',
  'const build = async () => ({ traceparent: tp }); const extra = await build(); fetch(url, { headers: extra });',
  'const call = (extra: any) => fetch(url, { headers: extra }); call({ traceparent: tp });',
  'const call = (extra: HeadersInit) => any(extra); call({ traceparent: tp });',
  'const parts: any = {}; parts.extra = { traceparent: tp }; fetch(url, { headers: parts.extra });',
  'const extra = {}; const all = extra; Object.assign(all, { traceparent: tp }); fetch(url, { headers: extra });',
  'class Client { extra: any; constructor() { this.extra = { traceparent: tp }; } send() { return fetch(url, { headers: this.extra }); } } any(Client);',
  'const NAME = "traceparent"; any.headers[NAME] = tp;',
  'const TRACEPARENT = "traceparent"; any.headers[TRACEPARENT] = tp;',
  'const NAME = "traceparent" as const; fetch(url, { headers: { [NAME]: tp } });',
  'const NAMES = { PARENT: "x", traceparent: "traceparent" }; any.headers[NAMES.traceparent] = tp;',
  'const NAMES = { parent: "traceparent" }; const { parent } = NAMES; any.headers[parent] = tp;',
  'class Names { static readonly PARENT = "traceparent"; } any.headers[Names.PARENT] = tp;',
  'return { ...any.headers, traceparent: tp };',
  'return { "content-type": "json", traceparent: tp };',
  'any.interceptors.use((config: any) => { config.headers = { ...config.headers, traceparent: tp }; return config; });',
  'req = req.clone({ setHeaders: { traceparent: tp } });',
  'any.headers.tracestate = `shop=${sc.spanId}`;',
  'any.headers.baggage = `user=${any.id},tenant=${any.tenant}`;',
  'any.headers.baggage = any.entries().map(([k, e]: any) => `${k}=${e.value}`).join(",");',
  'any.headers.b3 = `${sc.traceId}-${sc.spanId}-1`;',
  'any.headers["X-B3-TraceId"] = sc.traceId;',
  'any.headers["uber-trace-id"] = `${sc.traceId}:${sc.spanId}:0:1`;',
  'any.headers.traceparent = JSON.stringify(sc);',
  'any.headers.traceparent = sc.traceId;',
];

const staying: readonly string[] = [
  'any.info({ traceparent: tp });',
  'any.info("a", { headers: { traceparent: tp } });',
  'console.log(`traceparent ${tp}`);',
  'const headers = { traceparent: tp }; console.log(headers);',
  'const show = (headers: any) => console.log(headers); show({ traceparent: tp });',
  'const answer = (headers: any) => res.writeHead(200, headers); answer({ traceparent: tp });',
  'any.setAttributes({ traceparent: tp });',
  'any.setAttribute("traceparent", tp);',
  'tracer.startSpan("a", { attributes: { traceparent: tp } });',
  'trace.getActiveSpan()?.addEvent("a", { traceparent: tp });',
  'propagation.extract(context.active(), { traceparent: tp });',
  'const carrier = { traceparent: tp }; propagation.extract(context.active(), carrier);',
  'const headers: any = {}; propagation.inject(context.active(), headers); headers.traceparent ??= tp;',
  'propagation.inject(context.active(), any.headers); any.headers.traceparent = tp;',
  'const state = { traceparent: tp }; return state;',
  'return { traceparent: tp, traceId: sc.traceId };',
  'any.state.traceparent = tp;',
  'const store = new Map(); store.set("traceparent", tp);',
  'any.cache.set("traceparent", tp);',
  'res.setHeader("traceparent", tp);',
  'res.set("traceparent", tp); any.reply.header("traceparent", tp); any.response.headers.set("traceparent", tp);',
  'res.headers.traceparent = tp;',
  'return new Response("", { headers: { traceparent: tp } });',
  'const r = NextResponse.next(); r.headers.set("traceparent", tp);',
  'return { statusCode: 200, headers: { traceparent: tp } };',
  'res.writeHead(200, { traceparent: tp });',
  'const responseHeaders = { traceparent: tp }; any(responseHeaders);',
  'const expectedHeaders = { traceparent: tp }; any(expectedHeaders);',
  'any.setHeader("Server-Timing", `traceparent;desc="${tp}"`);',
  'const html = `<meta name="traceparent" content="${tp}">`; return html;',
  "const sql = `SELECT 1 /*traceparent='${tp}'*/`; return sql;",
  'any.query({ variables: { traceparent: tp } });',
  'if (any.headers.traceparent === tp) return;',
  'const { traceparent } = any.headers; fetch(url, { headers: { traceparent } });',
  'fetch(url, { headers: { traceparent: req.headers.traceparent, baggage: req.headers["baggage"] } });',
  'fetch(url, { headers: { traceparent: req.get("traceparent") } });',
  'fetch(url, { headers: { traceparent: `${req.headers.traceparent}` } });',
  'fetch(url, { headers: { traceparent: any.traceparent ?? "" } });',
  'fetch(url, { headers: { traceparent: req.headers.traceparent ?? tp } });',
  'fetch(url, { headers: { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" } });',
  'const T = "4bf92f3577b34da6a3ce929d0e0e4736"; fetch(url, { headers: { traceparent: `00-${T}-00f067aa0ba902b7-01` } });',
  'fetch(url, { headers: { traceparent: "none", tracestate: "a=b", baggage: "a=1", b3: "0" } });',
  'const [v, t, s, f] = req.headers.traceparent.split("-"); fetch(url, { headers: { traceparent: `${v}-${t}-${s}-${f}` } });',
  'const parsed = parseTraceparent(req.headers.traceparent); fetch(url, { headers: { traceparent: `00-${parsed.traceId}-${parsed.spanId}-01` } });',
  'any.headers.b3 = `${any.traceId}-${any.spanId}-1`;',
  'any.headers.baggage = `sentry-trace_id=${sc.traceId}`;',
  'any.headers["x-datadog-trace-id"] = `${sc.traceId}`;',
  'const schema = { headers: { traceparent: any.string() } }; return schema;',
  'const HEADERS = { traceparent: "traceparent", baggage: "baggage" }; return HEADERS;',
  'any.headers.traceparent = any.tp; delete any.headers.traceparent;',
  'const traceparent = any.key; any.headers[traceparent] = tp; any.headers.set(traceparent, tp);',
  'any.headers.tracestate = sc.traceState?.serialize();',
  'spawn("ls", { env: { ...process.env, TRACEPARENT: process.env.TRACEPARENT } });',
  'let name = "traceparent"; if (url) name = "x-parent"; any.headers[name] = tp;',
  'any.set({ set: any }, "traceparent", tp);',
];

for (const typed of [false, true]) {
  describe(`headers built by hand, ${typed ? 'typed' : 'untyped'}`, () => {
    for (const code of leaving) {
      it(`one leaves: ${code}`, () => assert.equal(headersOf(around(code), typed).length, 1));
    }
    for (const code of staying) {
      it(`none leaves: ${code}`, () =>
        assert.deepEqual(
          headersOf(around(code), typed).map(({ site }) => site.header),
          [],
        ));
    }
  });
}

describe('where a hand-built header is right', () => {
  const header = `headers.traceparent = ${text};`;
  const silent: readonly (readonly [name: string, code: string])[] = [
    [
      'a class that implements a propagator',
      `class B3 implements TextMapPropagator { inject(c: Context, headers: any) { const sc = trace.getSpanContext(c)!; ${header} } }`,
    ],
    [
      'a class that extends one',
      `class Own extends W3CTraceContextPropagator { write(headers: any, sc: SpanContext) { ${header} } }`,
    ],
    [
      'a class with inject and extract',
      `class Own { inject(sc: SpanContext, headers: any) { ${header} } extract() {} }`,
    ],
    [
      'an object with inject and fields',
      `const own = { inject(c: Context, headers: any) { const sc = trace.getSpanContext(c)!; ${header} }, fields: () => [] };`,
    ],
  ];
  for (const [name, code] of silent) it(name, () => assert.deepEqual(headersOf(code), []));

  it('but a method of any other class is none', () => {
    assert.equal(headersOf(`class Client { inject(headers: any, sc: SpanContext) { ${header} } }`).length, 1);
  });

  it('and a file that only calls something named test is no test', () => {
    assert.equal(
      headersOf(`test(1, () => 2); RE.test('a'); export function f(headers: any, sc: SpanContext) { ${header} }`)
        .length,
      1,
    );
  });
});

describe('baggage that is written over', () => {
  const write = 'headers.baggage = `user=${any.id}`;';
  const overwriting: readonly (readonly [name: string, code: string, overwrites: boolean])[] = [
    [
      'in a variable',
      `const headers: any = {}; propagation.inject(context.active(), headers); ${write} fetch(any, { headers });`,
      true,
    ],
    [
      'under another name',
      `const carrier: any = {}; const headers = carrier; propagation.inject(context.active(), carrier); ${write} fetch(any, { headers });`,
      true,
    ],
    [
      'in one of two objects',
      `const carrier: any = {}; const headers = any.own ? carrier : {}; propagation.inject(context.active(), carrier); ${write} fetch(any, { headers });`,
      false,
    ],
    [
      'in another object',
      `const carrier: any = {}; const headers: any = {}; propagation.inject(context.active(), carrier); ${write} fetch(any, { headers });`,
      false,
    ],
  ];
  for (const [name, code, overwrites] of overwriting)
    it(name, () => {
      const found = headersOf(`export function f(any: any) { ${code} }`);
      assert.equal(
        found.some((header) => header.overwrites !== undefined),
        overwrites,
      );
    });
});

describe('made-up headers', () => {
  const id = (bytes: number): string => `\${randomBytes(${bytes}).toString('hex')}`;
  const made = `headers.traceparent = \`00-${id(16)}-${id(8)}-01\`;`;
  const cases: readonly (readonly [name: string, code: string, found: number])[] = [
    ['that a helper returns', `function f() { const headers: any = {}; ${made} return headers; }`, 0],
    [
      'that a helper returns to nobody who sends',
      `function f() { const headers: any = {}; ${made} return headers; } const all = [f()];`,
      0,
    ],
    [
      'that a helper returns to a request',
      `function f() { const headers: any = {}; ${made} return headers; } const all = { headers: f() }; fetch(u, all);`,
      1,
    ],
    ['that are sent', `function f() { const headers: any = {}; ${made} fetch(u, { headers }); }`, 1],
    [
      'that an arrow function returns',
      `const f = () => ({ headers: { traceparent: \`00-${id(16)}-${id(8)}-01\` } });`,
      0,
    ],
    ['of the caller', `function f(headers: any) { ${made} }`, 1],
  ];
  for (const [name, code, found] of cases) it(name, () => assert.equal(headersOf(code).length, found));
});

describe('the context of a header', () => {
  const contextOf = (code: string): string => {
    const [header] = headersOf(code);
    assert.ok(header, code);
    const { context } = header;
    if (!context) return 'unknown';
    return context.kind === 'active'
      ? 'active'
      : `${context.kind} ${code.slice(context.node.range[0] - api.length, context.node.range[1] - api.length)}`;
  };
  const write = 'headers.traceparent = `00-${sc.traceId}-${sc.spanId}-01`;';
  const cases: readonly (readonly [expected: string, code: string])[] = [
    ['active', `function f(headers: any) { const sc = trace.getActiveSpan()!.spanContext(); ${write} }`],
    [
      'active',
      `function f(headers: any) { const sc = trace.getSpan(context.active())?.spanContext(); if (sc) ${write} }`,
    ],
    ['active', `function f(headers: any) { const sc = trace.getSpanContext(context.active())!; ${write} }`],
    ['context ctx', `function f(headers: any, ctx: Context) { const sc = trace.getSpanContext(ctx)!; ${write} }`],
    [
      'context ctx',
      `function f(headers: any, ctx: Context) { const sc = trace.getSpan(ctx)!.spanContext(); ${write} }`,
    ],
    [
      'span span',
      `function f(headers: any) { const span = tracer.startSpan('a'); const sc = span.spanContext(); ${write} }`,
    ],
    ['span span', `function f(headers: any, span: Span) { const sc = span.spanContext(); ${write} }`],
    ['span this.span', `class A { span: Span; f(headers: any) { const sc = this.span.spanContext(); ${write} } }`],
    [
      'active',
      `function f(headers: any) { tracer.startActiveSpan('a', (span) => { const sc = span.spanContext(); ${write} }); }`,
    ],
    [
      'span span',
      `function f(headers: any) { tracer.startActiveSpan('a', (span) => { tracer.startActiveSpan('b', () => { const sc = span.spanContext(); ${write} }); }); }`,
    ],
    [
      'span span',
      `function f(headers: any) { const span = trace.getActiveSpan()!; const sc = span.spanContext(); queue(() => { headers.traceparent = \`00-\${span.spanContext().traceId}-\${span.spanContext().spanId}-01\`; }); }`,
    ],
    ['span-context sc', `function f(headers: any, sc: SpanContext) { ${write} }`],
    [
      'unknown',
      `function f(headers: any, span?: Span) { const t = span?.spanContext().traceId; const s = span?.spanContext().spanId; headers.traceparent = \`00-\${t}-\${s}-01\`; }`,
    ],
    [
      'unknown',
      `function f(headers: any, sc?: SpanContext) { headers.traceparent = \`00-\${sc?.traceId}-\${sc?.spanId}-01\`; }`,
    ],
    [
      'unknown',
      `function f(headers: any, a: Span, b: Span) { headers.traceparent = \`00-\${a.spanContext().traceId}-\${b.spanContext().spanId}-01\`; }`,
    ],
    [
      'unknown',
      `function f(headers: any, ctx: any) { headers.traceparent = \`00-\${ctx.traceId}-\${ctx.spanId}-01\`; }`,
    ],
    [
      'active',
      `function f(headers: any) { headers.traceparent = \`00-\${randomBytes(16).toString('hex')}-\${randomBytes(8).toString('hex')}-01\`; }`,
    ],
    [
      'active',
      `function f(headers: any) { headers.traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1'; }`,
    ],
    [
      'span span',
      `function tp(s: Span) { const sc = s.spanContext(); return \`00-\${sc.traceId}-\${sc.spanId}-01\`; } function f(headers: any, span: Span) { headers.traceparent = tp(span); }`,
    ],
    [
      'active',
      `function tp() { const sc = trace.getActiveSpan()!.spanContext(); return \`00-\${sc.traceId}-\${sc.spanId}-01\`; } function f(headers: any) { headers.traceparent = tp(); }`,
    ],
    [
      'unknown',
      `function tp() { const sc = current.span.spanContext(); return \`00-\${sc.traceId}-\${sc.spanId}-01\`; } function f(headers: any) { headers.traceparent = tp(); }`,
    ],
    [
      'active',
      `function f(headers: any) { const ctx = context.active(); const sc = trace.getSpanContext(ctx)!; ${write} }`,
    ],
    [
      'context ctx',
      `function f(headers: any) { const ctx = context.active(); queue(() => { const sc = trace.getSpanContext(ctx)!; ${write} }); }`,
    ],
    [
      'span span',
      `const ids = (s: Span) => s.spanContext(); function f(headers: any, span: Span) { const sc = ids(span); ${write} }`,
    ],
    [
      'span-context sc',
      `class A { span = trace.getActiveSpan()!; } function f(headers: any, a: A) { const sc = a.span.spanContext(); ${write} } f({}, new A());`,
    ],
    [
      'unknown',
      `function f(headers: any, text: string) { headers.traceparent = text; } function g(span: Span) { const sc = span.spanContext(); f({}, ${text}); }`,
    ],
    [
      'span-context sc',
      `function f(headers: any, a: Span, b: Span, which: boolean) { const sc = which ? a.spanContext() : b.spanContext(); ${write} }`,
    ],
  ];
  for (const [expected, code] of cases)
    it(`${expected}: ${code.slice(0, 110)}`, () => assert.equal(contextOf(code), expected));
});
