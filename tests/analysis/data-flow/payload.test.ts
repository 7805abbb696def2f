import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver, type ResolvedCall } from '../../../src/analysis/api-resolution';
import { Payloads } from '../../../src/analysis/data-flow';
import { findNodes, parseSource } from '../../support/source';

const imports = `import { context, propagation, trace } from '@opentelemetry/api';
declare function send(x: unknown): void; declare const items: number[]; declare const anything: any; declare const id: string;
interface Job { readonly n: number } interface Traced { readonly n: number; readonly traceparent: string } declare const job: Job; declare const told: Traced;
`;

/** The payloads of a source, and the argument of its last `send`. */
function setUp(code: string, typed: boolean) {
  const sourceCode = parseSource(imports + code, { typed });
  const resolver = new ApiResolver(sourceCode);
  const calls = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.CallExpression);
  const injections = calls.flatMap((node): ResolvedCall[] => {
    const call = resolver.resolve(node);
    return call?.operation === 'propagation.inject' ? [call] : [];
  });
  const last = calls.findLast((node) => sourceCode.getText(node).startsWith('send('));
  assert.ok(last?.type === AST_NODE_TYPES.CallExpression);
  return { sourceCode, payloads: new Payloads(resolver, () => injections), argument: last.arguments[0] };
}

for (const typed of [false, true]) {
  describe(`what a payload holds, ${typed ? 'typed' : 'untyped'}`, () => {
    const state = (code: string): string => {
      const { payloads, argument } = setUp(code, typed);
      return payloads.stateOf(argument);
    };
    for (const [expected, code] of [
      ['carrier', 'send({ items, carrier: { traceparent: id } });'],
      ['carrier', 'send({ items, carrier: anything });'],
      ['carrier', 'send({ items, carrier: { ...anything } });'],
      ['carrier', 'send({ items, carrier: { [id]: id } });'],
      ['carrier', 'const carrier = {}; use(carrier); send({ items, carrier }); declare function use(x: {}): void;'],
      ['carrier', 'const carrier: any = {}; carrier.traceparent = id; send({ items, carrier });'],
      ['carrier', 'const carrier: any = {}; carrier[id] = id; send({ items, carrier });'],
      ['carrier', 'const m = { items, carrier: {} }; use(m); send(m); declare function use(x: {}): void;'],
      ['carrier', 'const m = { items, carrier: {} }; propagation.inject(context.active(), m.carrier); send(m);'],
      [
        'carrier',
        'const m: any = { items }; m.carrier = {}; use(m.carrier); send(m); declare function use(x: {}): void;',
      ],
      ['carrier', 'let carrier = {}; if (items.length) carrier = anything; send({ items, carrier });'],
      // an object literal that nobody fills is no carrier, whatever its name
      ['work', 'send({ items, carrier: {} });'],
      ['work', 'send({ carrier: {} });'],
      ['work', 'send({ type: "total", carrier: {} });'],
      ['work', 'send({ items, carrier: undefined });'],
      ['work', 'send({ items, headers: { "content-type": "text/plain" } });'],
      ['work', 'const carrier = {}; send({ items, carrier });'],
      ['work', 'const carrier: Record<string, string> = {}; send({ items, meta: { carrier } });'],
      ['work', 'const m = { items, carrier: {} }; send(m);'],
      ['work', 'const m: any = { items }; m.carrier = {}; send(m);'],
      ['command', 'send({ type: "stop", carrier: null });'],
      ['carrier', 'const c = {}; propagation.inject(context.active(), c); send({ items, c });'],
      ['carrier', 'const m: any = { items }; propagation.inject(context.active(), m.meta); send(m);'],
      ['carrier', 'const m: any = { items }; m.traceparent = "x"; send(m);'],
      ['carrier', 'send(JSON.stringify({ items, headers: anything }));'],
      ['carrier', 'send(Object.assign({}, { items }, { carrier: anything }));'],
      ['carrier', 'send({ items, parent: trace.getActiveSpan()?.spanContext() });'],
      ['carrier', 'send(items.length ? { items, otel: anything } : { items });'],
      [
        'carrier',
        'function pack() { const c = {}; propagation.inject(context.active(), c); return c; } send({ items, c: pack() });',
      ],
      ['carrier', 'send(anything.carrier);'],
      ['command', 'send("stop");'],
      ['command', 'send(1);'],
      ['command', 'send(null);'],
      ['command', 'send(undefined);'],
      ['command', 'send({ type: "stop" });'],
      ['command', 'const stop = { type: "stop" } as const; send(stop);'],
      ['command', 'send({ port: anything }, [anything]);'],
      ['command', 'const STOP = "stop"; send({ type: STOP });'],
      ['command', 'enum Command { Stop } send({ type: Command.Stop });'],
      ['command', 'const Types = { Stop: "stop" } as const; send({ type: Types.Stop, force: true });'],
      ['command', 'import { STOP, Command } from "./commands"; send({ a: STOP, b: Command.Stop });'],
      ['work', 'import { rows } from "./rows"; send({ rows });'],
      ['work', 'function f(TEXT: string) { send({ TEXT }); }'],
      ['work', 'send({ items });'],
      ['work', 'send({ type: "total", items });'],
      ['work', 'const m = { items }; send(m);'],
      ['work', 'send({ ...{ items } });'],
      ['work', 'function pack() { return { items }; } send(pack());'],
      ['unknown', 'send(anything);'],
      ['unknown', 'send({ items, ...anything });'],
      ['unknown', 'function f(x: any) { send(x); }'],
      ['unknown', 'send(anything.make());'],
      [typed ? 'work' : 'unknown', 'send(job);'],
      [typed ? 'carrier' : 'unknown', 'send(told);'],
      [typed ? 'command' : 'unknown', 'send(id);'],
      ['unknown', 'send(items.map((x) => x));'],
      // what is sent is known behind fields, lists, patterns and functions
      ['work', 'class Jobs { job = { items }; post() { send(this.job); } }'],
      [
        'work',
        'class Jobs { constructor(private readonly job: any) {} post() { send(this.job); } } new Jobs({ items }).post();',
      ],
      ['work', 'function post(m: any) { send(m); } post({ items });'],
      ['work', 'const { job: own } = { job: { items } }; send(own);'],
      ['work', 'for (const own of [{ items }]) send(own);'],
      ['work', 'async function f() { const [own] = await Promise.all([{ items }]); send(own); }'],
      ['work', 'async function load() { return { items }; } async function f() { send({ ...(await load()) }); }'],
      ['work', 'send(Buffer.from(JSON.stringify({ items })));'],
      ['work', 'send(Object.freeze({ items }));'],
      ['carrier', 'class Jobs { meta = { traceparent: id }; post() { send({ items, meta: this.meta }); } }'],
      [
        'carrier',
        'class Jobs { c: any = {}; post() { propagation.inject(context.active(), this.c); send({ items, c: this.c }); } }',
      ],
      ['carrier', 'const m: any = { items }; Object.assign(m, { carrier: anything }); send(m);'],
      // a value of `&&` that is not its right side is none
      ['work', 'send(anything && { items });'],
      // what is written before it is sent counts, what comes later does not
      ['work', 'const list: any[] = []; list.push({ items }); send(list);'],
      ['work', 'const m: any = { type: "run" }; m.items = items; send(m);'],
      ['work', 'const m: any = { items, carrier: anything }; m.carrier = {}; send(m);'],
      ['work', 'const m: any = { items }; send(m); m.traceparent = id;'],
      ['command', 'const m: any = {}; m.self = m; send(m);'],
      // each call of a function makes an object of its own
      [
        'work',
        'const make = (): any => ({}); const a = make(); propagation.inject(context.active(), a); const b = make(); send({ items, b });',
      ],
      // one of several constants is one
      ['command', 'let mode = "a"; if (items.length) mode = "b"; send({ mode });'],
      ['command', 'send({ type: items.length ? "start" : "stop" });'],
      [typed ? 'work' : 'unknown', 'function f(x: Job) { send(x); }'],
      [typed ? 'work' : 'unknown', 'function f({ x }: { x: Job }) { send(x); }'],
      [typed ? 'carrier' : 'unknown', 'class A { x!: Traced; f() { send(this.x); } }'],
      ['unknown', 'const state: any = { job: { items } }; anything(state); send(state.job);'],
    ]) {
      it(`is ${expected ?? ''}: ${code ?? ''}`, () => assert.equal(state(code ?? ''), expected));
    }

    it('does not run in circles', () => {
      assert.equal(state('let a: any = { a: 1 }; let b: any = a; a = b; send(a);'), 'command');
      assert.equal(
        state('let text: any = { items }; for (const i of items) text = JSON.stringify(text); send(text);'),
        'work',
      );
      assert.equal(state('const a: any = { items }; const b: any = { a }; a.b = b; send(b);'), 'work');
    });
  });

  describe(`what is stranded in a payload, ${typed ? 'typed' : 'untyped'}`, () => {
    const stranded = (code: string): string[] => {
      const { sourceCode, payloads, argument } = setUp(code, typed);
      return payloads
        .strandedIn(argument)
        .map(({ node, type, property }) => `${type} ${sourceCode.getText(node)}${property ? ' in a property' : ''}`);
    };
    it('is a context, a span and a baggage', () => {
      assert.deepEqual(
        stranded(
          `send({ a: context.active(), b: { c: trace.getTracer('t').startSpan('x') }, d: [propagation.createBaggage()] });`,
        ),
        [
          'Context context.active() in a property',
          `Span trace.getTracer('t').startSpan('x') in a property`,
          'Baggage propagation.createBaggage()',
        ],
      );
      assert.deepEqual(stranded('send(context.active());'), ['Context context.active()']);
    });
    it('is not a span context, an identifier of a trace, or what has another type', () => {
      assert.deepEqual(
        stranded(
          'send({ a: trace.getActiveSpan()?.spanContext(), b: trace.getActiveSpan()?.spanContext().traceId, context: anything });',
        ),
        [],
      );
    });
  });
}
