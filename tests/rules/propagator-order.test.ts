import { propagatorOrder } from '../../src/rules/propagator-order';
import { typedTester, untypedTester } from '../support/rule-tester';

const core = `import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';`;
const b3 = `import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';`;

const b3Wins = {
  early: 'W3CTraceContextPropagator',
  late: "'B3Propagator'",
  header: 'b3',
  preferredHeader: 'traceparent',
  rest: '',
};
const outOfPlace = {
  messageId: 'outOfPlace' as const,
  data: { early: 'W3CBaggagePropagator', late: "'W3CTraceContextPropagator'" },
};
const reorder = (output: string) => [{ messageId: 'reorder' as const, output }];
const legacyWins = (output: string | undefined, data: Record<string, string> = {}) => ({
  messageId: 'legacyWins' as const,
  data: { ...b3Wins, ...data },
  suggestions: output === undefined ? [] : reorder(output),
});

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
    name: 'a list in a field that a method changes',
    code: `${core} class Tracing { #list: any[] = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; flip() { this.#list.reverse(); } make() { return new CompositePropagator({ propagators: this.#list }); } }`,
  },
  {
    name: 'a list that a function of another file is given',
    code: `${core} declare function arrange(list: any[]): void; const list: any[] = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; arrange(list); new CompositePropagator({ propagators: list });`,
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
  ...[
    `// In the order they run: X-Ray may want to read the baggage.\nprocess.env.OTEL_PROPAGATORS = 'baggage,xray,tracecontext';`,
    `process.env.OTEL_PROPAGATORS ??= 'baggage,tracecontext'; // baggage first, for our own propagator`,
    `export const env = {\n  // as the collector lists them\n  OTEL_PROPAGATORS: 'baggage,tracecontext',\n};`,
    `${core}\n/* Baggage first: the sampler of the gateway reads it. */\nexport const list = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()];\nnew CompositePropagator({ propagators: list });`,
    `${core}\nnew CompositePropagator({\n  // baggage first\n  propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()],\n});`,
    `${core}\nnew CompositePropagator({\n  propagators: [\n    new W3CBaggagePropagator(), // first\n    new W3CTraceContextPropagator(),\n  ],\n});`,
    `import { propagation } from '@opentelemetry/api'; ${core}\n// Baggage first.\npropagation.setGlobalPropagator(\n  new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] }),\n);`,
  ].map((code) => ({ name: `a comment says why baggage comes first: ${code.slice(0, 40)}`, code })),
  {
    name: 'a name of a distribution that stands for several propagators',
    code: `import { registerOTel } from '@vercel/otel'; ${core}${b3} registerOTel({ propagators: ['auto', new B3Propagator()] }); registerOTel({ propagators: [new W3CTraceContextPropagator(), new B3Propagator(), 'auto'] });`,
  },
  {
    name: 'a function of the same name from elsewhere, and another option',
    code: `import { registerOTel } from './otel'; import { registerOTel as vercel } from '@vercel/otel'; registerOTel({ propagators: ['baggage', 'tracecontext'] }); vercel({ instrumentations: ['baggage', 'tracecontext'] as any });`,
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
    output: null,
    errors: [
      legacyWins(
        `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator()] });`,
      ),
    ],
  },
  {
    name: 'trace context after baggage',
    code: `${core} new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });`,
    output: `${core} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });`,
    errors: [outOfPlace],
  },
  {
    name: 'both at once: one report, which names both, and one order',
    code: `${core}${b3} new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator(), new B3Propagator()] });`,
    output: null,
    errors: [
      legacyWins(
        `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });`,
        { rest: " 'W3CBaggagePropagator' should be last." },
      ),
    ],
  },
  {
    name: 'one report for several that stand behind, at the key of the list',
    code: `${core}${b3} import { JaegerPropagator } from '@opentelemetry/propagator-jaeger';
new CompositePropagator({
  propagators: [
    new W3CTraceContextPropagator(),
    new B3Propagator(),
    new JaegerPropagator(),
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  ],
});`,
    output: null,
    errors: [
      {
        ...legacyWins(
          `${core}${b3} import { JaegerPropagator } from '@opentelemetry/propagator-jaeger';
new CompositePropagator({
  propagators: [
    new B3Propagator(),
    new JaegerPropagator(),
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
    new W3CTraceContextPropagator(),
  ],
});`,
          { late: "'B3Propagator' and 'JaegerPropagator'" },
        ),
        line: 3,
        column: 3,
        endColumn: 14,
      },
    ],
  },
  {
    name: 'a list in a constant is reported at its bracket',
    code: `${core}\nconst list = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; new CompositePropagator({ propagators: list });`,
    output: `${core}\nconst list = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]; new CompositePropagator({ propagators: list });`,
    errors: [{ ...outOfPlace, line: 2, column: 14, endColumn: 15 }],
  },
  {
    name: 'the winner stays: a legacy format in front of the preferred one, baggage first',
    code: `${core}${b3} new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new B3Propagator(), new W3CTraceContextPropagator()] });`,
    output: `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });`,
    errors: [{ ...outOfPlace, data: { ...outOfPlace.data, late: "'B3Propagator' and 'W3CTraceContextPropagator'" } }],
  },
  {
    name: 'a format with baggage of its own: another baggage would win, so no fix',
    code: `${core} import { JaegerPropagator } from '@opentelemetry/propagator-jaeger'; new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new JaegerPropagator()] });`,
    output: null,
    errors: [
      {
        messageId: 'outOfPlace' as const,
        data: { early: 'W3CBaggagePropagator', late: "'JaegerPropagator'" },
        suggestions: reorder(
          `${core} import { JaegerPropagator } from '@opentelemetry/propagator-jaeger'; new CompositePropagator({ propagators: [new JaegerPropagator(), new W3CBaggagePropagator()] });`,
        ),
      },
    ],
  },
  {
    name: 'a comment above says why: baggage stays where it is, which trace wins is said',
    code: `${core}${b3}
// B3 last: the platform sets a traceparent of its own
const propagators = [new W3CBaggagePropagator(), new W3CTraceContextPropagator(), new B3Propagator()];
new CompositePropagator({ propagators });`,
    output: null,
    errors: [
      legacyWins(`${core}${b3}
// B3 last: the platform sets a traceparent of its own
const propagators = [new W3CBaggagePropagator(), new B3Propagator(), new W3CTraceContextPropagator()];
new CompositePropagator({ propagators });`),
    ],
  },
  {
    name: 'a directive, a comment further up and one about other options say nothing of the order',
    code: `// Tracing.

${core}
// prettier-ignore
export const p = new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });`,
    output: `// Tracing.

${core}
// prettier-ignore
export const p = new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });`,
    errors: [outOfPlace],
  },
  {
    name: 'a distribution that takes propagators and names',
    code: `import { registerOTel } from '@vercel/otel'; ${core}${b3}
export function register() {
  registerOTel({ serviceName: 'shop', propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new B3Propagator()] });
  registerOTel({ propagators: ['tracecontext', new B3Propagator(), 'baggage'] });
}`,
    output: null,
    errors: [
      {
        ...legacyWins(`import { registerOTel } from '@vercel/otel'; ${core}${b3}
export function register() {
  registerOTel({ serviceName: 'shop', propagators: [new B3Propagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
  registerOTel({ propagators: ['tracecontext', new B3Propagator(), 'baggage'] });
}`),
        line: 3,
      },
      {
        ...legacyWins(
          `import { registerOTel } from '@vercel/otel'; ${core}${b3}
export function register() {
  registerOTel({ serviceName: 'shop', propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new B3Propagator()] });
  registerOTel({ propagators: [new B3Propagator(), 'tracecontext', 'baggage'] });
}`,
          { early: 'tracecontext' },
        ),
        line: 4,
      },
    ],
  },
  {
    name: 'a distribution in a file that mentions OpenTelemetry nowhere else, required',
    code: `const otel = require('@vercel/otel'); const options = { propagators: ['baggage', 'tracecontext'] }; otel.registerOTel(options);`,
    output: `const otel = require('@vercel/otel'); const options = { propagators: ['tracecontext', 'baggage'] }; otel.registerOTel(options);`,
    errors: [{ messageId: 'outOfPlace' as const, data: { early: 'baggage', late: "'tracecontext'" } }],
  },
  {
    name: 'a distribution that takes a text of names',
    code: `import { lightstep } from 'lightstep-opentelemetry-launcher-node'; lightstep.configureOpenTelemetry({ propagators: 'tracecontext,b3single' });`,
    output: null,
    errors: [
      legacyWins(
        `import { lightstep } from 'lightstep-opentelemetry-launcher-node'; lightstep.configureOpenTelemetry({ propagators: 'b3single,tracecontext' });`,
        { early: 'tracecontext', late: "'b3single'" },
      ),
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
    output: null,
    errors: [
      legacyWins(`${core}${b3}
new CompositePropagator({
  propagators: [
    // the old mesh
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }), // multi
    // ours
    new W3CTraceContextPropagator(),
  ],
});`),
    ],
  },
  {
    name: 'constants, through a list of their own',
    code: `${core}${b3} const w3c = new W3CTraceContextPropagator(); const legacy = new B3Propagator(); const list = [w3c, legacy]; new CompositePropagator({ propagators: list });`,
    output: null,
    errors: [
      legacyWins(
        `${core}${b3} const w3c = new W3CTraceContextPropagator(); const legacy = new B3Propagator(); const list = [legacy, w3c]; new CompositePropagator({ propagators: list });`,
      ),
    ],
  },
  {
    name: 'a namespace import and an alias',
    code: `import * as core from '@opentelemetry/core'; import { B3Propagator as Legacy } from '@opentelemetry/propagator-b3'; new core.CompositePropagator({ propagators: [new core.W3CTraceContextPropagator(), new Legacy()] });`,
    output: null,
    errors: [
      legacyWins(
        `import * as core from '@opentelemetry/core'; import { B3Propagator as Legacy } from '@opentelemetry/propagator-b3'; new core.CompositePropagator({ propagators: [new Legacy(), new core.W3CTraceContextPropagator()] });`,
      ),
    ],
  },
  {
    name: 'require and a compiled-looking namespace',
    code: `const core_1 = require('@opentelemetry/core'); const { B3Propagator } = require('@opentelemetry/propagator-b3'); new core_1.CompositePropagator({ propagators: [new core_1.W3CTraceContextPropagator(), new B3Propagator()] });`,
    output: null,
    errors: [
      legacyWins(
        `const core_1 = require('@opentelemetry/core'); const { B3Propagator } = require('@opentelemetry/propagator-b3'); new core_1.CompositePropagator({ propagators: [new B3Propagator(), new core_1.W3CTraceContextPropagator()] });`,
      ),
    ],
  },
  {
    name: 'arguments that run code',
    code: `${core}${b3} declare function options(): object; new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator(options())] });`,
    output: null,
    errors: [
      legacyWins(
        `${core}${b3} declare function options(): object; new CompositePropagator({ propagators: [new B3Propagator(options()), new W3CTraceContextPropagator()] });`,
      ),
    ],
  },
  {
    name: 'arguments that run code, where the winner stays',
    code: `${core} declare function options(): any; new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator(...options())] });`,
    output: null,
    errors: [
      {
        ...outOfPlace,
        suggestions: reorder(
          `${core} declare function options(): any; new CompositePropagator({ propagators: [new W3CTraceContextPropagator(...options()), new W3CBaggagePropagator()] });`,
        ),
      },
    ],
  },
  {
    name: 'an unknown propagator in front: reported, order left to the author',
    code: `${core}${b3} import { Mine } from './mine'; new CompositePropagator({ propagators: [new Mine(), new W3CTraceContextPropagator(), new B3Propagator()] });`,
    output: null,
    errors: [legacyWins(undefined)],
  },
  {
    name: 'W3C after B3 when B3 is preferred',
    code: `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator()] });`,
    output: null,
    options: [{ preferred: 'b3' }] as const,
    errors: [
      legacyWins(
        `${core}${b3} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] });`,
        { early: 'B3Propagator', late: "'W3CTraceContextPropagator'", header: 'traceparent', preferredHeader: 'b3' },
      ),
    ],
  },
  {
    name: 'baggage stays where it is when its place does not matter',
    code: `${core}${b3} new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new B3Propagator()] });`,
    output: null,
    options: [{ traceContextFirst: false }] as const,
    errors: [
      legacyWins(
        `${core}${b3} new CompositePropagator({ propagators: [new B3Propagator(), new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });`,
      ),
    ],
  },
  {
    name: 'the variable, with its spacing and quotes',
    code: `process.env.OTEL_PROPAGATORS = "tracecontext, baggage, b3";`,
    output: null,
    errors: [
      legacyWins(`process.env.OTEL_PROPAGATORS = "b3, tracecontext, baggage";`, {
        early: 'tracecontext',
        late: "'b3'",
      }),
    ],
  },
  {
    name: 'a comment, where baggage does not come first: it ends up last',
    code: `process.env.OTEL_PROPAGATORS = 'tracecontext,baggage,b3'; // all we have`,
    output: null,
    errors: [
      legacyWins(`process.env.OTEL_PROPAGATORS = 'b3,tracecontext,baggage'; // all we have`, {
        early: 'tracecontext',
        late: "'b3'",
      }),
    ],
  },
  {
    name: 'the variable behind a comment: which trace wins is said',
    code: `// In the order they run.
process.env.OTEL_PROPAGATORS = 'baggage,tracecontext,b3';`,
    output: null,
    errors: [
      legacyWins(
        `// In the order they run.
process.env.OTEL_PROPAGATORS = 'baggage,b3,tracecontext';`,
        { early: 'tracecontext', late: "'b3'" },
      ),
    ],
  },
  {
    name: 'the variable in an object and by a default',
    code: `export const env = { OTEL_PROPAGATORS: 'baggage,tracecontext' }; process.env['OTEL_PROPAGATORS'] ??= 'tracecontext,jaeger';`,
    output: `export const env = { OTEL_PROPAGATORS: 'tracecontext,baggage' }; process.env['OTEL_PROPAGATORS'] ??= 'tracecontext,jaeger';`,
    errors: [
      { messageId: 'outOfPlace' as const, data: { early: 'baggage', late: "'tracecontext'" } },
      legacyWins(
        `export const env = { OTEL_PROPAGATORS: 'baggage,tracecontext' }; process.env['OTEL_PROPAGATORS'] ??= 'jaeger,tracecontext';`,
        { early: 'tracecontext', late: "'jaeger'", header: 'uber-trace-id' },
      ),
    ],
  },
  {
    name: 'a list of which only the length and the members count besides',
    code: `${core} const list = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; export const p = list.length > 0 && !list.includes(null as any) ? new CompositePropagator({ propagators: list }) : undefined;`,
    output: `${core} const list = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]; export const p = list.length > 0 && !list.includes(null as any) ? new CompositePropagator({ propagators: list }) : undefined;`,
    errors: [outOfPlace],
  },
  {
    name: 'a list of which an element is read by its place',
    code: `${core} declare const o: { list?: any[] }; const list = o.list ?? [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; export const p = list.length === 1 ? list[0] : new CompositePropagator({ propagators: list });`,
    output: null,
    errors: [
      {
        ...outOfPlace,
        suggestions: reorder(
          `${core} declare const o: { list?: any[] }; const list = o.list ?? [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]; export const p = list.length === 1 ? list[0] : new CompositePropagator({ propagators: list });`,
        ),
      },
    ],
  },
  {
    name: 'a list in a field, and one that a function gives',
    code: `${core} class Tracing { #list = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; make() { return new CompositePropagator({ propagators: this.#list }); } }
function list() { return Object.freeze([new W3CBaggagePropagator(), new W3CTraceContextPropagator()]) as any; }
new CompositePropagator({ propagators: list() });`,
    output: `${core} class Tracing { #list = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]; make() { return new CompositePropagator({ propagators: this.#list }); } }
function list() { return Object.freeze([new W3CTraceContextPropagator(), new W3CBaggagePropagator()]) as any; }
new CompositePropagator({ propagators: list() });`,
    errors: [outOfPlace, outOfPlace],
  },
  {
    name: 'a list that other files may read by its places',
    code: `${core} export const list = [new W3CBaggagePropagator(), new W3CTraceContextPropagator()]; export const p = new CompositePropagator({ propagators: list });`,
    output: null,
    errors: [
      {
        ...outOfPlace,
        suggestions: reorder(
          `${core} export const list = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]; export const p = new CompositePropagator({ propagators: list });`,
        ),
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
    errors: [legacyWins(undefined)],
  })),
  {
    name: 'the fallback of an option, and both branches of a condition',
    code: `${core}${b3} declare const cond: boolean; export const make = (o: { list?: any[] }) => new CompositePropagator({ propagators: o.list ?? [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });
new CompositePropagator({ propagators: cond ? [new W3CTraceContextPropagator(), new B3Propagator()] : [new W3CTraceContextPropagator()] });`,
    output: `${core}${b3} declare const cond: boolean; export const make = (o: { list?: any[] }) => new CompositePropagator({ propagators: o.list ?? [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
new CompositePropagator({ propagators: cond ? [new W3CTraceContextPropagator(), new B3Propagator()] : [new W3CTraceContextPropagator()] });`,
    errors: [
      outOfPlace,
      legacyWins(`${core}${b3} declare const cond: boolean; export const make = (o: { list?: any[] }) => new CompositePropagator({ propagators: o.list ?? [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });
new CompositePropagator({ propagators: cond ? [new B3Propagator(), new W3CTraceContextPropagator()] : [new W3CTraceContextPropagator()] });`),
    ],
  },
  {
    name: 'two composites in one file',
    code: `${core}${b3} export const a = new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] });
export class Setup { build() { return new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] }); } }`,
    output: `${core}${b3} export const a = new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] });
export class Setup { build() { return new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }); } }`,
    errors: [
      legacyWins(`${core}${b3} export const a = new CompositePropagator({ propagators: [new B3Propagator(), new W3CTraceContextPropagator()] });
export class Setup { build() { return new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] }); } }`),
      outOfPlace,
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
      output: null,
      errors: [
        legacyWins(
          `${core}${b3} class Ours extends B3Propagator {} new CompositePropagator({ propagators: [new Ours(), new W3CTraceContextPropagator()] });`,
          { late: "'Ours'" },
        ),
      ],
    },
    {
      name: 'a subclass may read the baggage in front of it: no fix',
      code: `${core} class Ours extends W3CTraceContextPropagator {} new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new Ours()] });`,
      output: null,
      errors: [
        {
          messageId: 'outOfPlace',
          data: { early: 'W3CBaggagePropagator', late: "'Ours'" },
          suggestions: reorder(
            `${core} class Ours extends W3CTraceContextPropagator {} new CompositePropagator({ propagators: [new Ours(), new W3CBaggagePropagator()] });`,
          ),
        },
      ],
    },
  ],
});
