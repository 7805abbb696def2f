/**
 * Syntax that rules seldom meet. `OP` stands where any expression may
 * stand: the tests put OpenTelemetry calls there.
 */

/** A text and how it has to be parsed. */
export interface Snippet {
  readonly code: string;
  /** Extensions it is valid in. */
  readonly extensions: readonly ('cjs' | 'cts' | 'js' | 'jsx' | 'mts' | 'ts' | 'tsx')[];
}

const modules = (...codes: readonly string[]): Snippet[] => codes.map((code) => ({ code, extensions: ['js', 'ts'] }));
const typescript = (...codes: readonly string[]): Snippet[] => codes.map((code) => ({ code, extensions: ['ts'] }));
const markup = (...codes: readonly string[]): Snippet[] => codes.map((code) => ({ code, extensions: ['jsx', 'tsx'] }));
const scripts = (...codes: readonly string[]): Snippet[] => codes.map((code) => ({ code, extensions: ['cjs'] }));

export const oddSyntax: readonly Snippet[] = [
  ...modules(
    '',
    '\n\n\n',
    ';;;',
    '\uFEFFOP;',
    '\uFEFF#!/usr/bin/env node\nOP;',
    '#!/usr/bin/env node\nOP;',
    "'use strict';\nOP;",
    "'use client'\n\n'use server'\n;[OP]",
    'const a = 1;\r\nconst b = OP;\r\n// end\r\n',
    '/* a */ OP /* b */ // c',
    '// only a comment',
    '{ { { OP } } }',
    'if (OP) ; else if (OP) OP; else { }',
    'a: b: for (;;) { if (OP) continue a; else break b; }',
    'a: { if (x) break a; OP; }',
    'for (const x in OP) for (const y of OP) for (;;) break;',
    'for await (const x of OP) { if (x) continue; break; }',
    'for (let i = OP, j; i < OP; i++, j--) ;',
    'for (var [a, , b = OP] of [[1, , 3]]) a;',
    'while (OP) { do { OP } while (OP) }',
    'switch (OP) { }',
    'switch (OP) { case OP: default: OP; case 2: { break } }',
    'try { OP } catch { OP } finally { OP }',
    'try { throw OP } catch ({ message, ...rest }) { }',
    'function* g() { const x = yield; yield* OP; return yield OP; }',
    'async function* g() { for await (const x of g()) yield await OP; }',
    'async () => { await using r = OP; using s = OP; }',
    'function f(a = OP, { b = OP, ...c } = {}, [d, , ...e] = [], ...rest) { return arguments; }',
    'const f = function g() { return new.target ?? g; };',
    'const o = { get a() { return OP }, set a(v) { OP }, async *b() { yield OP }, [OP]: OP, ...OP, "c d": 1, 2: OP, __proto__: null };',
    'class A { #p = OP; static #q = OP; static { OP } get #r() { return this.#p } static async *[OP]() { yield #p in OP } }',
    'class A extends (OP) { constructor() { super(OP); super.m?.(OP) } accessor = OP; static = 1; async = 2; get; set }',
    'export default class extends Object { m() { return super.toString() } }',
    'export default async () => OP;',
    'export default function () { return OP }',
    'export default { a: OP };',
    'export default OP;',
    "export * from './a'; export * as ns from './b'; export { default as c, x as 'a b' } from './c';",
    "import d, { default as e, 'a b' as f } from './x'; import * as ns from './y'; import './z'; d(e, f, ns, OP);",
    "import data from './data.json' with { type: 'json' }; data.x = OP;",
    'import.meta.url; await import(OP); import.meta?.env?.[OP];',
    'const x = await OP; export { x };',
    'a?.b?.[OP]?.(OP)?.c.d; delete a?.b; (a?.b).c; a?.(...OP);',
    'let x = [, , OP, , ...OP, ,];',
    'let [a, [b, { c: [d = OP] }] = OP] = OP; ({ a, b: [c] } = OP); [a.b, a[OP], ...a.c] = OP;',
    'OP ?? (OP || OP && OP); x ??= OP; x ||= OP; x &&= OP; x **= 2; x >>>= OP;',
    '`a${OP}b${`c${OP}`}`; tag`${OP}`; String.raw`\\u{`; new tag`x`(OP);',
    'void OP; typeof OP; !OP; -OP; ~(+OP); delete (OP).x; x++; --x;',
    '(OP, OP, OP); ((OP)); (((OP)).x);',
    'new (class { })(OP); new (OP)(); new a.b.c; new (a())(); new new A()();',
    '(() => OP)(); (async () => { await OP })(); !function () { OP }(); (function* () { yield OP }).call(OP, ...OP);',
    'const f = async x => await x, g = (x) => ({ x: OP }), h = () => () => () => OP;',
    '/(?<year>\\d{4})/v.test(OP); 10n ** 2n; 0b1 + 0o7 + 0xf + 1_000 + .5e-3;',
    'var \\u0061b = OP; const ünï = OP, $$ = 1, _ = OP; let async = OP; var of, get, set, let_;',
    'label: function_: while (0) { continue label }',
    'debugger; if (0) { function hoisted() { return OP } }',
    'a\n++b\n;[1].map(OP)\n;(function () { })()\n`x`.y',
    'const a = OP\nconst b = OP\n;(a)\n;[b]',
    'return_: { OP }',
    'new Proxy(OP, { get: (t, k, r) => Reflect.get(t, k, r) }); Reflect.construct(Object, [], new Proxy(class { }, { }));',
    'Promise.all([OP, OP]).then(OP).catch(OP).finally(OP); (await Promise.race([])).x;',
    'setTimeout(OP); setTimeout(); setImmediate(...OP); process.nextTick(null); queueMicrotask(() => { OP }, ); setInterval(1, 2, 3);',
    'emitter.on(); emitter.on("x"); emitter.on("x", OP); emitter.once(...OP); emitter["on"]("x", function () { OP }); x?.on?.("y", () => OP);',
  ),
  ...typescript(
    'enum A { a = 1, b = a << 1, "c d" = "x".length } const enum B { x } declare enum C { }',
    'namespace N { export namespace M.O { export const x = OP; } }',
    'declare module "m" { export default function f(): void; }',
    'declare global { interface Window { x: 1 } var y: number; }\nexport {};',
    'declare const a: unique symbol; declare let b; declare function f(x): asserts x is string; declare class C { m(); p }',
    'import fs = require("fs"); import A = N.M; export import B = N.M; fs; A; OP;',
    'import type T from "t"; import { type U, type V as W } from "u"; export type { T }; export type * from "v"; type X = T | U | W;',
    'import type { Context } from "@opentelemetry/api"; function f(context: Context, span?: import("@opentelemetry/api").Span) { return [context, span, OP]; }',
    'type A<T> = T extends (infer U extends string)[] ? `a${U}` : never; type B = { readonly [K in keyof A<1> as `x${K & string}`]-?: A<K> };',
    'type F = abstract new <const T>(...a: [x: T, y?: number]) => T; let x: typeof import("a"); type G = typeof x[number]["a"];',
    'interface I<in out T> extends A, B<T> { (x: T): void; new (x: T): I<T>; readonly [k: string]: unknown; get a(): T; set a(v: T); m?(): this is I<T>; }',
    'abstract class A<T> extends B<T> implements C, D { abstract m(): void; abstract accessor p: T; declare readonly q?: string; constructor(private readonly x: T, public y = OP) { super(); } protected override r! : number; static s?: T }',
    'function f(x: string): void; function f(x: number): void; function f(this: Window, x: any, ...y: any[]): void { OP }',
    'class A { m(): void; m(x?: number): void { OP } constructor(); constructor(x?: number) { OP } }',
    'const x = OP as const; const y = <any>OP; const z = OP!; (OP as any)!.m!(); const w = OP satisfies unknown; (<T,>(x: T) => x)<string>; f<string>;',
    '@dec @dec.a(OP) @(dec()) class A { @dec() m(@inject(OP) x, @opt() y?) { } @dec accessor z = OP;  }',
    'export default abstract class { abstract x: 1 }',
    'export default interface I { x: 1 }',
    'export as namespace Foo; export {};',
    'let x: [a?: string, ...b: number[]], y: readonly string[], w: (new () => void) | null, o: object & {};',
    'let u!: string, big: 10n, neg: -1, t: `a${string}b`; for (const k of <any[]>OP) k;',
    'type Rec = { a: Rec } | Rec[];',
    'function f<T extends Tracer>(t: T) { return t.startSpan?.(OP) } function g(this: Tracer) { return this.startSpan("x") }',
    'const a = async <T,>(x: T): Promise<T> => { await OP; return x; }; let v: typeof a<string>;',
    'if (OP as boolean) { (OP as { x: 1 }).x = 1; (x as any) = OP; [y!] = OP; }',
    'const { a = <T>(x: T) => x } = OP;',
    'using a = OP; await using b = OP; for (using c of OP) { } for await (await using d of OP) { }',
    'class Singleton { private static instance?: Singleton; static get() { return (this.instance ??= new this()) } private constructor() { OP } }',
    'export const enum E { A = `a`.length } export declare function x(): void;',
  ),
  { code: 'function f() { return OP }\nexport = f;', extensions: ['cts'] },
  {
    code: 'import api = require("@opentelemetry/api");\nexport = { x: api.context.active(), y: OP };',
    extensions: ['cts'],
  },
  { code: 'import { x } from "./x.mjs";\nconst y = <T,>(z: T) => z;\nawait y(OP);', extensions: ['mts'] },
  ...markup(
    'const a = <><A.B c="d" {...OP} e={OP} f:g="h">{/* x */} text {[OP]}</A.B></>;',
    'const A = ({ children }) => <p onClick={() => { OP }}>{children?.map((x) => <li key={x}>{OP}</li>) ?? null}&nbsp;</p>;',
    'const b = <this.C />, c = <a-b c-d={<e />} />, d = <div>{}</div>; export default () => b || c || d || <>{OP}</>;',
    'useEffect(() => { const off = emitter.on("x", () => { OP }); return off; }, []);',
  ),
  ...scripts(
    'with (OP) { x = OP; }',
    'return OP;',
    'if (x) return; OP; return',
    'arguments.length; this.x = OP; exports.y = OP; module.exports = OP; __dirname;',
    'var yield_ = 1, let = 2, static = 3, async; let.x = OP;',
    'function f(a, a) { return arguments.callee + OP } var x; delete x;',
    'if (x) function f() { } else function f() { }',
    'for (var i in OP) i; try { } catch (e) { var e = OP; }',
    'const api = require("@opentelemetry/api"), { context: c, trace: { getTracer } } = api; let later; later = require("@opentelemetry/api"); c.with(c.active(), getTracer); later.context.active();',
    'function lazy() { try { return require("@opentelemetry/api") } catch { return null } } lazy()?.context.with(lazy().ROOT_CONTEXT, () => { OP });',
    'require; require(); require(x); require("@opentelemetry/" + "api").context.active(); require(`@opentelemetry/api`).context.with(OP);',
  ),
];

/** Calls of OpenTelemetry and its neighbours in forms that nobody should write and somebody does. */
export const oddExpressions: readonly string[] = [
  'context.with()',
  'context.with(...args)',
  'context.with(context.active())',
  'context.with(context.active(), function () { return this }, this)',
  'context.with(propagation.extract(context.active(), {}), async () => { await 0 }).then()',
  'context?.with?.(context?.active?.(), (() => 0))',
  'context["with"](context["active"](), async function* () { yield })',
  'context.with.call(context, context.active(), () => 0)',
  'context.attach',
  'context.attach()',
  'context.attach(context.active())',
  'context.attach(context.active()).dispose()',
  'context.attach(...[context.active()])?.dispose?.()',
  '(0, context.attach)(context.active())',
  'context.bind()',
  'context.bind(undefined, () => trace.getActiveSpan())',
  'context.active().setValue(key, 1)',
  'trace.setSpan()',
  'trace.setSpan(context.active(), trace.getTracer("t").startSpan())',
  'trace.getTracer().startActiveSpan()',
  'trace.getTracer("t").startActiveSpan("n", (span) => { span.end() })',
  'propagation.createBaggage(...x)',
  'propagation.createBaggage({ email: { value: user.email }, ...rest, [k]: { value: `${user.phone}` }, get a() { return 1 } })',
  'propagation.createBaggage({ "user.email": { value: JSON.stringify({ ...user, password }) } })',
  'propagation.createBaggage([,])',
  'propagation.getActiveBaggage()?.setEntry("user.email", { value: user.email })',
  'propagation.getActiveBaggage()?.setEntry()',
  'propagation.createBaggage().setEntry(user.email, { value: password })',
  'propagation.createBaggage().setEntry("token", { value: process.env.API_TOKEN })',
  'propagation.setBaggage(...[context.active()], propagation.createBaggage())',
  'propagation.inject(context.active(), {})',
  'propagation.inject()',
  'propagation.extract()',
  'new Worker',
  'new Worker("./w.js", { workerData: { span: trace.getActiveSpan() } })',
  'new Worker(...args).postMessage({ ...trace.getActiveSpan()?.spanContext() })',
  'worker.postMessage()',
  'emitter.on("x", () => trace.getActiveSpan()?.end())',
  'emitter.on("x", async function* () { yield trace.getActiveSpan() })',
  'queue.push(() => trace.getTracer("t").startSpan("s").end())',
  'setImmediate(() => trace.getActiveSpan())',
  'new CompositePropagator',
  'new CompositePropagator({ propagators: [, ...list, new W3CBaggagePropagator(), new W3CTraceContextPropagator] })',
  'new CompositePropagator({ get propagators() { return [] }, ["propagators"]: [new W3CBaggagePropagator(), /* a */ new W3CTraceContextPropagator()] })',
  '(process.env.OTEL_PROPAGATORS = "baggage,,tracecontext, b3,")',
  '({ OTEL_PROPAGATORS: "baggage,tracecontext", [`OTEL_PROPAGATORS`]: 1 })',
];

/** The same for TypeScript only. */
export const oddTypedExpressions: readonly string[] = [
  '(context as any)!.with(context.active() as any, (() => trace.getActiveSpan()!.end()) satisfies unknown)',
  'context.with<[], void, () => void>(context.active(), () => undefined)',
  'propagation.createBaggage({ a: { value: (user!.email as string)! } } as const)',
  '(context.attach(context.active()) as Disposable & { dispose(): void })!.dispose()',
  'new Worker(("./w.js" as any) satisfies string, { workerData: {} as any })',
];

/** Names that the odd expressions use. */
export const oddImports = [
  "import { context, propagation, trace } from '@opentelemetry/api';",
  "import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';",
  "import { Worker } from 'node:worker_threads';",
  "import { EventEmitter } from 'node:events';",
].join('\n');

/** The same in CommonJS. */
export const oddRequires = [
  "const { context, propagation, trace } = require('@opentelemetry/api');",
  "const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');",
  "const { Worker } = require('node:worker_threads');",
  "const { EventEmitter } = require('node:events');",
].join('\n');

/** Values that the odd expressions use. */
export const oddValues =
  'const emitter = new EventEmitter(), worker = new Worker("./w.js"), queue = [], list = [], args = [];';
