import { propagatorOrder } from '../../src/rules/propagator-order';
import { typedTester, untypedTester } from '../support/rule-tester';

const core = `import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';`;
const b3 = `import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';`;

const b3Wins = {
  late: 'B3Propagator',
  early: 'W3CTraceContextPropagator',
  header: 'b3',
  preferredHeader: 'traceparent',
};
const traceAfterBaggage = {
  late: 'W3CTraceContextPropagator',
  early: 'W3CBaggagePropagator',
  header: 'traceparent',
  preferredHeader: 'baggage',
};

const valid = [
  {
    name: 'the canonical order',
    code: `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });`,
  },
  {
    name: 'trace context before baggage',
    code: `${core} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });`,
  },
  {
    name: 'trace context alone',
    code: `${core} new CompositePropagator({ propagators: [new W3CTraceContextPropagator()] });`,
  },
  {
    name: 'one legacy format alone',
    code: `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CBaggagePropagator()] });`,
  },
  {
    name: 'the same format twice',
    code: `${core} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CTraceContextPropagator()] });`,
  },
  {
    name: 'an empty list',
    code: `${core} new CompositePropagator({ propagators: [] }); new CompositePropagator(); new CompositePropagator({});`,
  },
  {
    name: 'an unknown propagator that may win in the end',
    code: `${core}${b3} import { Mine } from './mine'; new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator(), new Mine()] });`,
  },
  {
    name: 'a spread that may win in the end',
    code: `${core}${b3} declare const more: any[]; new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator(), ...more] });`,
  },
  {
    name: 'a list that is changed before use',
    code: `${core}${b3} const list: any[] = [new W3CTraceContextPropagator(), new B3Propagator()]; list.reverse(); new CompositePropagator({ propagators: list });`,
  },
  {
    name: 'a list whose elements are written',
    code: `${core} const list: any[] = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; list[0] = undefined; new CompositePropagator({ propagators: list });`,
  },
  {
    name: 'a list built by push',
    code: `${core}${b3} const list: any[] = []; list.push(new W3CTraceContextPropagator()); list.push(new B3Propagator()); new CompositePropagator({ propagators: list });`,
  },
  {
    name: 'a list from a parameter',
    code: `${core} export function make(propagators: any[]) { return new CompositePropagator({ propagators }); }`,
  },
  {
    name: 'a class of the same name that is not OpenTelemetry',
    code: `class CompositePropagator { constructor(_: unknown) {} } class B3Propagator {} class W3CTraceContextPropagator {} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] });`,
  },
  {
    name: 'a look-alike package',
    code: `import { CompositePropagator, W3CTraceContextPropagator, W3CBaggagePropagator } from '@opentelemetry/core-like'; new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });`,
  },
  {
    name: 'B3 last when B3 is preferred',
    code: `${core}${b3} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator(), new W3CBaggagePropagator()] });`,
    options: [{ preferred: 'b3' }] as const,
  },
  {
    name: 'baggage first where the order of baggage does not matter',
    code: `${core} new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });`,
    options: [{ traceContextFirst: false }] as const,
  },
  { name: 'a good variable', code: `process.env.OTEL_PROPAGATORS = 'b3,tracecontext,baggage';` },
  { name: 'none switches everything off', code: `process.env.OTEL_PROPAGATORS = 'none,baggage,tracecontext';` },
  { name: 'another variable', code: `process.env.MY_PROPAGATORS = 'tracecontext,b3'; // OTEL_PROPAGATORS` },
  {
    name: 'a value that is not a literal',
    code: 'declare const list: string; process.env.OTEL_PROPAGATORS = list; process.env.OTEL_PROPAGATORS = `tracecontext,${list}`;',
  },
  {
    name: 'reading the variable',
    code: `const names = process.env.OTEL_PROPAGATORS === 'tracecontext,b3'; export { names };`,
  },
];

const invalid = [
  {
    name: 'B3 after W3C: B3 wins',
    code: `${core}${b3} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] });`,
    output: `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator()] });`,
    errors: [{ messageId: 'legacyWins' as const, data: b3Wins }],
  },
  {
    name: 'trace context after baggage',
    code: `${core} new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });`,
    output: `${core} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });`,
    errors: [{ messageId: 'traceAfterBaggage' as const, data: traceAfterBaggage }],
  },
  {
    name: 'both at once: one canonical order settles in one pass',
    code: `${core}${b3} new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator(), new B3Propagator()] });`,
    output: `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });`,
    errors: [
      { messageId: 'traceAfterBaggage' as const, data: traceAfterBaggage },
      { messageId: 'legacyWins' as const, data: b3Wins },
    ],
  },
  {
    name: 'comments travel with their element',
    code: `${core}${b3}
new CompositePropagator({
  propagators: [
    // ours
    new W3CTraceContextPropagator(),
    // the old mesh
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }), // multi
  ],
});`,
    output: `${core}${b3}
new CompositePropagator({
  propagators: [
    // the old mesh
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }), // multi
    // ours
    new W3CTraceContextPropagator(),
  ],
});`,
    errors: [{ messageId: 'legacyWins' as const, data: b3Wins }],
  },
  {
    name: 'constants, through a list of their own',
    code: `${core}${b3} const w3c = new W3CTraceContextPropagator(); const legacy = new B3Propagator(); const list = [w3c, legacy]; new CompositePropagator({ propagators: list });`,
    output: `${core}${b3} const w3c = new W3CTraceContextPropagator(); const legacy = new B3Propagator(); const list = [legacy, w3c]; new CompositePropagator({ propagators: list });`,
    errors: [{ messageId: 'legacyWins' as const, data: b3Wins }],
  },
  {
    name: 'a namespace import and an alias',
    code: `import * as core from '@opentelemetry/core'; import { B3Propagator as Legacy } from '@opentelemetry/propagator-b3'; new core.CompositePropagator({ propagators: [new core.W3CTraceContextPropagator(), new Legacy()] });`,
    output: `import * as core from '@opentelemetry/core'; import { B3Propagator as Legacy } from '@opentelemetry/propagator-b3'; new core.CompositePropagator({ propagators: [new Legacy(), new core.W3CTraceContextPropagator()] });`,
    errors: [{ messageId: 'legacyWins' as const, data: b3Wins }],
  },
  {
    name: 'require and a compiled-looking namespace',
    code: `const core_1 = require('@opentelemetry/core'); const { B3Propagator } = require('@opentelemetry/propagator-b3'); new core_1.CompositePropagator({ propagators: [new core_1.W3CTraceContextPropagator(), new B3Propagator()] });`,
    output: `const core_1 = require('@opentelemetry/core'); const { B3Propagator } = require('@opentelemetry/propagator-b3'); new core_1.CompositePropagator({ propagators: [new B3Propagator(), new core_1.W3CTraceContextPropagator()] });`,
    errors: [{ messageId: 'legacyWins' as const, data: b3Wins }],
  },
  {
    name: 'arguments that run code: a suggestion instead of a fix',
    code: `${core}${b3} declare function options(): object; new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator(options())] });`,
    output: null,
    errors: [
      {
        messageId: 'legacyWins' as const,
        data: b3Wins,
        suggestions: [
          {
            messageId: 'reorder' as const,
            output: `${core}${b3} declare function options(): object; new CompositePropagator({ propagators: [new B3Propagator(options()), new W3CTraceContextPropagator()] });`,
          },
        ],
      },
    ],
  },
  {
    name: 'an unknown propagator in front: reported, order left to the author',
    code: `${core}${b3} import { Mine } from './mine'; new CompositePropagator({ propagators: [new Mine(), new W3CTraceContextPropagator(), new B3Propagator()] });`,
    output: null,
    errors: [{ messageId: 'legacyWins' as const, data: b3Wins }],
  },
  {
    name: 'W3C after B3 when B3 is preferred',
    code: `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator()] });`,
    output: `${core}${b3} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] });`,
    options: [{ preferred: 'b3' }] as const,
    errors: [
      {
        messageId: 'legacyWins' as const,
        data: {
          late: 'W3CTraceContextPropagator',
          early: 'B3Propagator',
          header: 'traceparent',
          preferredHeader: 'b3',
        },
      },
    ],
  },
  {
    name: 'baggage stays where it is when its place does not matter',
    code: `${core}${b3} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new B3Propagator()] });`,
    output: `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });`,
    options: [{ traceContextFirst: false }] as const,
    errors: [{ messageId: 'legacyWins' as const, data: b3Wins }],
  },
  {
    name: 'the variable, with its spacing and quotes',
    code: `process.env.OTEL_PROPAGATORS = "tracecontext, baggage, b3";`,
    output: `process.env.OTEL_PROPAGATORS = "b3, tracecontext, baggage";`,
    errors: [
      {
        messageId: 'legacyWins' as const,
        data: { late: 'b3', early: 'tracecontext', header: 'b3', preferredHeader: 'traceparent' },
      },
    ],
  },
  {
    name: 'the variable in an object and by a default',
    code: `export const env = { OTEL_PROPAGATORS: 'baggage,tracecontext' }; process.env['OTEL_PROPAGATORS'] ??= 'tracecontext,jaeger';`,
    output: `export const env = { OTEL_PROPAGATORS: 'tracecontext,baggage' }; process.env['OTEL_PROPAGATORS'] ??= 'jaeger,tracecontext';`,
    errors: [
      {
        messageId: 'traceAfterBaggage' as const,
        data: { late: 'tracecontext', early: 'baggage', header: 'traceparent', preferredHeader: 'baggage' },
      },
      {
        messageId: 'legacyWins' as const,
        data: { late: 'jaeger', early: 'tracecontext', header: 'uber-trace-id', preferredHeader: 'traceparent' },
      },
    ],
  },
  {
    name: 'a list of which only the length and the members count besides',
    code: `${core} const list = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; export const p = list.length > 0 && !list.includes(null as any) ? new CompositePropagator({ propagators: list }) : undefined;`,
    output: `${core} const list = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]; export const p = list.length > 0 && !list.includes(null as any) ? new CompositePropagator({ propagators: list }) : undefined;`,
    errors: [{ messageId: 'traceAfterBaggage' as const, data: traceAfterBaggage }],
  },
  {
    name: 'a list of which an element is read by its place',
    code: `${core} declare const o: { list?: any[] }; const list = o.list ?? [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; export const p = list.length === 1 ? list[0] : new CompositePropagator({ propagators: list });`,
    output: null,
    errors: [
      {
        messageId: 'traceAfterBaggage' as const,
        data: traceAfterBaggage,
        suggestions: [
          {
            messageId: 'reorder' as const,
            output: `${core} declare const o: { list?: any[] }; const list = o.list ?? [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]; export const p = list.length === 1 ? list[0] : new CompositePropagator({ propagators: list });`,
          },
        ],
      },
    ],
  },
  {
    name: 'a list that other files may read by its places',
    code: `${core} export const list = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; export const p = new CompositePropagator({ propagators: list });`,
    output: null,
    errors: [
      {
        messageId: 'traceAfterBaggage' as const,
        data: traceAfterBaggage,
        suggestions: [
          {
            messageId: 'reorder' as const,
            output: `${core} export const list = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]; export const p = new CompositePropagator({ propagators: list });`,
          },
        ],
      },
    ],
  },
  ...[
    `const list: [W3CTraceContextPropagator, B3Propagator] = [new W3CTraceContextPropagator(), new B3Propagator()]; new CompositePropagator({ propagators: list });`,
    `new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] satisfies [W3CTraceContextPropagator, B3Propagator] });`,
  ].map((code) => ({
    name: `no edit where a tuple type gives each its place: ${code.slice(0, 30)}`,
    code: `${core}${b3} ${code}`,
    output: null,
    errors: [{ messageId: 'legacyWins' as const, data: b3Wins, suggestions: [] }],
  })),
  {
    name: 'the fallback of an option, and both branches of a condition',
    code: `${core}${b3} declare const cond: boolean; export const make = (o: { list?: any[] }) => new CompositePropagator({ propagators: o.list ?? [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });
new CompositePropagator({ propagators: cond ? [new W3CTraceContextPropagator(), new B3Propagator()] : [new W3CTraceContextPropagator()] });`,
    output: `${core}${b3} declare const cond: boolean; export const make = (o: { list?: any[] }) => new CompositePropagator({ propagators: o.list ?? [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
new CompositePropagator({ propagators: cond ? [new B3Propagator(), new W3CTraceContextPropagator()] : [new W3CTraceContextPropagator()] });`,
    errors: [
      { messageId: 'traceAfterBaggage' as const, data: traceAfterBaggage },
      { messageId: 'legacyWins' as const, data: b3Wins },
    ],
  },
  {
    name: 'two composites in one file, fixed together',
    code: `${core}${b3} export const a = new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] });
export class Setup { build() { return new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] }); } }`,
    output: `${core}${b3} export const a = new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator()] });
export class Setup { build() { return new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }); } }`,
    errors: [
      { messageId: 'legacyWins' as const, data: b3Wins },
      { messageId: 'traceAfterBaggage' as const, data: traceAfterBaggage },
    ],
  },
];

untypedTester.run('propagator-order (untyped)', propagatorOrder, { valid, invalid });
typedTester.run('propagator-order (typed)', propagatorOrder, {
  valid,
  invalid: [
    ...invalid,
    {
      name: 'a subclass is known by its base',
      code: `${core}${b3} class Ours extends B3Propagator {} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new Ours()] });`,
      output: `${core}${b3} class Ours extends B3Propagator {} new CompositePropagator({ propagators: [new Ours(), new W3CTraceContextPropagator()] });`,
      errors: [{ messageId: 'legacyWins', data: b3Wins }],
    },
  ],
});
