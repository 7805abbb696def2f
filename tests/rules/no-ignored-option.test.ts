import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { noIgnoredOption } from '../../src/rules/no-ignored-option';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, trace, SpanKind, ROOT_CONTEXT, type Context, type Span, type SpanContext, type SpanOptions, type TextMapPropagator, type Tracer } from '@opentelemetry/api';
`;
const tracer = `${api}const tracer = trace.getTracer('shop');
`;
const sdk = `import { NodeSDK } from '@opentelemetry/sdk-node';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
`;
const provider = `import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
const provider = new NodeTracerProvider();
`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly only?: 'typed' | 'untyped';
  readonly filename?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

interface InvalidCase extends Case {
  readonly errors: readonly {
    readonly id: 'asOptions' | 'inOptions' | 'misnamed';
    readonly data: Readonly<Record<string, string>>;
    readonly line: number;
    /** The suggestion, as replacements. */
    readonly give?: readonly Replacement[];
    /** The same where types say more, or less. */
    readonly untyped?: readonly Replacement[];
  }[];
  readonly fix?: readonly Replacement[];
}

const valid: readonly Case[] = [
  {
    name: 'the options by their names',
    code: `${sdk}export const sdk = new NodeSDK({ textMapPropagator: new W3CTraceContextPropagator() });`,
  },
  {
    name: 'register with its option',
    code: `${provider}provider.register({ propagator: new W3CTraceContextPropagator() });`,
  },
  {
    name: 'one object for both, with both names',
    code: `${sdk}${provider
      .split('\n')
      .filter((line) => !line.includes('W3C'))
      .join('\n')}
const propagator = new W3CTraceContextPropagator();
const options = { propagator, textMapPropagator: propagator };
export const sdk = new NodeSDK(options);
provider.register(options);`,
  },
  { name: 'nothing given', code: `${sdk}export const sdk = new NodeSDK({ propagator: undefined });` },
  {
    name: 'the global propagator is set beside it',
    code: `import { propagation } from '@opentelemetry/api';
${sdk}const propagator = new W3CTraceContextPropagator();
propagation.setGlobalPropagator(propagator);
export const sdk = new NodeSDK({ propagator });`,
  },
  {
    name: 'a look-alike NodeSDK',
    code: `import '@opentelemetry/api';
class NodeSDK { constructor(readonly options: { propagator: string }) {} }
export const sdk = new NodeSDK({ propagator: 'w3c' });`,
  },
  {
    name: 'a class that extends it and reads more',
    code: `${sdk}class OurSDK extends NodeSDK {
  constructor({ propagator, ...rest }: { propagator: W3CTraceContextPropagator }) { super({ ...rest, textMapPropagator: propagator }); }
}
export const sdk = new OurSDK({ propagator: new W3CTraceContextPropagator() });`,
  },
  {
    name: 'the register of somebody else',
    code: `${api}declare const plugins: { register(options: { textMapPropagator: string }): void };
plugins.register({ textMapPropagator: 'provider' });`,
  },
  {
    name: 'a context as third argument',
    code: `${tracer}export const f = (span: Span) => tracer.startSpan('a', { kind: SpanKind.CLIENT }, trace.setSpan(context.active(), span));`,
  },
  {
    name: 'a parent in the options beside a context',
    code: `${tracer}export const f = (span: Span, ctx: Context) => tracer.startSpan('a', { parent: span } as SpanOptions, ctx);`,
  },
  {
    name: 'a callback and no options',
    code: `${tracer}export const f = (work: (span: Span) => void) => tracer.startActiveSpan('a', work);`,
  },
  {
    name: 'links, attributes and the rest',
    code: `${tracer}export const f = (spanContext: SpanContext) =>
  tracer.startSpan('a', { attributes: { parent: 'x' }, links: [{ context: spanContext }], root: false, startTime: 1 });`,
  },
  {
    name: 'a root on purpose',
    code: `${tracer}export const f = (span: Span) => tracer.startSpan('a', { root: true, parent: span } as SpanOptions);`,
  },
  {
    name: 'the active context and the active span, which are the parent anyway',
    code: `${tracer}export function f() {
  const active = context.active();
  const parent = trace.getSpan(active);
  tracer.startSpan('a', active as SpanOptions);
  tracer.startSpan('b', { parent: trace.getActiveSpan() } as SpanOptions);
  tracer.startSpan('c', { parent } as SpanOptions);
}`,
  },
  {
    name: 'the span that is active around it',
    code: `${tracer}export const f = (span: Span, ctx: Context) => {
  tracer.startActiveSpan('a', (parent) => { tracer.startSpan('b', { parent } as SpanOptions).end(); parent.end(); });
  context.with(trace.setSpan(context.active(), span), () => tracer.startSpan('c', { parent: span } as SpanOptions));
  context.with(ctx, () => tracer.startSpan('d', { context: ctx } as SpanOptions));
};`,
  },
  {
    name: 'a tracer of the project that reads it',
    only: 'typed',
    code: `${api}interface OurTracer extends Tracer { startSpan(name: string, options?: SpanOptions & { parent?: Span }): Span }
declare const tracer: OurTracer;
export const f = (span: Span) => tracer.startSpan('a', { parent: span });`,
  },
  {
    name: 'a tracer of somebody else',
    code: `${api}declare const opentracing: { startSpan(name: string, options: { childOf: Span; parent: Span }): Span };
export const f = (span: Span) => opentracing.startSpan('a', { childOf: span, parent: span });`,
  },
  {
    name: 'a helper that takes the parent out of the options',
    code: `${tracer}interface Options extends SpanOptions { parent?: Span }
export function start(name: string, { parent, ...options }: Options) {
  return context.with(parent ? trace.setSpan(context.active(), parent) : context.active(), () => tracer.startSpan(name, options));
}
export const f = (span: Span) => start('a', { parent: span });`,
  },
  {
    name: 'a helper that reads it, and hands the options on whole',
    code: `${tracer}interface Options extends SpanOptions { parent?: Span }
function start(name: string, options: Options) {
  const parent = options.parent && trace.setSpan(context.active(), options.parent);
  return parent ? context.with(parent, () => tracer.startSpan(name, options)) : tracer.startSpan(name, options);
}
export const f = (span: Span) => start('a', { parent: span });`,
  },
  {
    name: 'what is kept with a span, given as its options too',
    code: `${tracer}export function f(span: Span) {
  const state = { kind: SpanKind.CLIENT, outer: span };
  const inner = tracer.startSpan('a', state);
  return { inner, state };
}`,
  },
  {
    name: 'options from elsewhere',
    code: `${tracer}export const f = (options: SpanOptions) => tracer.startSpan('a', { ...options });`,
  },
  {
    name: 'a context or options, as the caller likes',
    code: `${tracer}export const f = (given: SpanOptions | Context) => tracer.startSpan('a', given as SpanOptions);
export const g = (given: any) => tracer.startSpan('a', given);`,
  },
  {
    name: 'a parent that is none',
    code: `${tracer}export const f = () => [tracer.startSpan('a', { parent: undefined } as SpanOptions), tracer.startSpan('a', { parent: null } as SpanOptions)];`,
  },
  {
    name: 'a wrapper that reads more',
    settings: { otel: { wrappers: [{ function: 'startTraced', operation: 'span.start' }] } },
    code: `${api}declare function startTraced(name: string, options: { parent: Span }): Span;
export const f = (span: Span) => startTraced('a', { parent: span });`,
  },
];

const none = { callee: 'tracer.startSpan' };

const invalid: readonly InvalidCase[] = [
  {
    name: 'the propagator of NodeSDK',
    code: `${sdk}new NodeSDK({ propagator: new W3CTraceContextPropagator() }).start();`,
    errors: [
      {
        id: 'misnamed',
        data: { callee: 'new NodeSDK', option: 'propagator', right: 'textMapPropagator' },
        line: 3,
      },
    ],
    fix: [['{ propagator:', '{ textMapPropagator:']],
  },
  {
    name: 'a shorthand, in a constant that only it reads, with a comment',
    code: `${sdk}const propagator = new W3CTraceContextPropagator();
const config = {
  serviceName: 'shop',
  propagator, // no baggage
};
const sdk = new NodeSDK(config);
sdk.start();`,
    errors: [
      {
        id: 'misnamed',
        data: { callee: 'new NodeSDK', option: 'propagator', right: 'textMapPropagator' },
        line: 6,
      },
    ],
    fix: [['  propagator, //', '  textMapPropagator: propagator, //']],
  },
  {
    name: 'through a namespace, an alias and a spread',
    code: `import * as node from '@opentelemetry/sdk-node';
import { NodeSDK as Sdk } from '@opentelemetry/sdk-node';
declare const propagator: object;
const shared = { propagator };
new node.NodeSDK({ 'propagator': propagator } as object).start();
new Sdk({ serviceName: 'shop', ...shared } as object).start();`,
    errors: [
      { id: 'misnamed', data: { callee: 'new Sdk', option: 'propagator', right: 'textMapPropagator' }, line: 4 },
      {
        id: 'misnamed',
        data: { callee: 'new node.NodeSDK', option: 'propagator', right: 'textMapPropagator' },
        line: 5,
      },
    ],
    fix: [
      [`{ 'propagator': propagator }`, `{ textMapPropagator: propagator }`],
      ['{ propagator };', '{ textMapPropagator: propagator };'],
    ],
  },
  {
    name: 'in CommonJS, in an object that others read too',
    only: 'untyped',
    code: `const { NodeSDK } = require('@opentelemetry/sdk-node');
const options = { propagator: null };
console.log(options);
module.exports = new NodeSDK(options);`,
    errors: [
      {
        id: 'misnamed',
        data: { callee: 'new NodeSDK', option: 'propagator', right: 'textMapPropagator' },
        line: 2,
      },
    ],
  },
  {
    name: 'beside a spread that nobody knows',
    code: `${sdk}declare const base: object;
export const sdk = new NodeSDK({ ...base, propagator: new W3CTraceContextPropagator() });`,
    errors: [
      {
        id: 'misnamed',
        data: { callee: 'new NodeSDK', option: 'propagator', right: 'textMapPropagator' },
        line: 4,
      },
    ],
  },
  {
    name: 'the propagator of register',
    code: `${provider}provider.register({ textMapPropagator: new W3CTraceContextPropagator() });`,
    errors: [
      {
        id: 'misnamed',
        data: { callee: 'provider.register', option: 'textMapPropagator', right: 'propagator' },
        line: 4,
      },
    ],
    fix: [['{ textMapPropagator:', '{ propagator:']],
  },
  {
    name: 'a span as the parent',
    code: `${tracer}export const f = (span: Span) => tracer.startSpan('a', { parent: span } as SpanOptions);`,
    errors: [
      {
        id: 'inOptions',
        data: { ...none, option: 'parent' },
        line: 3,
        give: [['{ parent: span } as SpanOptions', '{} as SpanOptions, trace.setSpan(context.active(), span)']],
      },
    ],
  },
  {
    name: 'a context among the options',
    code: `${tracer}export function handle(headers: object) {
  const ctx = propagation.extract(context.active(), headers);
  const options = { kind: SpanKind.SERVER, context: ctx };
  const span = tracer.startSpan('a', options);
  span.end();
}`,
    errors: [
      {
        id: 'inOptions',
        data: { ...none, option: 'context' },
        line: 5,
        give: [
          ['{ kind: SpanKind.SERVER, context: ctx }', '{ kind: SpanKind.SERVER }'],
          [`('a', options)`, `('a', options, ctx)`],
        ],
      },
    ],
  },
  {
    name: 'a context among the options of startActiveSpan',
    code: `${tracer}export const f = (parentContext: Context) =>
  tracer.startActiveSpan('a', { parentContext, kind: SpanKind.SERVER } as SpanOptions, (span) => span.end());`,
    errors: [
      {
        id: 'inOptions',
        data: { callee: 'tracer.startActiveSpan', option: 'parentContext' },
        line: 4,
        give: [
          [
            '{ parentContext, kind: SpanKind.SERVER } as SpanOptions, (span)',
            '{ kind: SpanKind.SERVER } as SpanOptions, parentContext, (span)',
          ],
        ],
      },
    ],
  },
  {
    name: 'a span context as the parent, through a spread and a helper of the file',
    code: `${tracer}function start(name: string, options: SpanOptions) {
  return tracer.startSpan(name, { ...options, attributes: {} });
}
export const f = (parent: SpanContext) => start('a', { parent } as SpanOptions);`,
    errors: [{ id: 'inOptions', data: { ...none, option: 'parent' }, line: 6 }],
  },
  {
    name: 'a parent of a type that nobody knows',
    code: `${tracer}export const f = (request: any) => tracer.startSpan('a', { parent: request.span } as SpanOptions);`,
    errors: [{ id: 'inOptions', data: { ...none, option: 'parent' }, line: 3 }],
  },
  {
    name: 'a parent that may be missing',
    code: `${tracer}export const f = (spans: Map<string, Span>, ctx: Context) => {
  const parent = trace.getSpan(ctx);
  return tracer.startSpan('a', { parent } as SpanOptions);
};`,
    errors: [{ id: 'inOptions', data: { ...none, option: 'parent' }, line: 5 }],
  },
  {
    name: 'a parent that is written later',
    code: `${tracer}export function f(span: Span) {
  const options: Record<string, unknown> = {};
  options.parent = span;
  return tracer.startSpan('a', options);
}`,
    only: 'untyped',
    errors: [
      {
        id: 'inOptions',
        data: { ...none, option: 'parent' },
        line: 5,
        give: [[`('a', options)`, `('a', options, trace.setSpan(context.active(), span))`]],
      },
    ],
  },
  {
    name: 'what another library calls it',
    code: `${tracer}export const f = (span: Span) => tracer.startSpan('a', { childOf: span } as SpanOptions);`,
    errors: [
      {
        id: 'inOptions',
        data: { ...none, option: 'childOf' },
        line: 3,
        give: [['{ childOf: span } as SpanOptions', '{} as SpanOptions, trace.setSpan(context.active(), span)']],
      },
    ],
  },
  {
    name: 'a context as second argument',
    code: `${tracer}export const f = (ctx: Context) => tracer.startSpan('a', ctx as SpanOptions);`,
    errors: [
      {
        id: 'asOptions',
        data: { ...none, value: 'ctx' },
        line: 3,
        give: [['ctx as SpanOptions)', '{}, ctx)']],
      },
    ],
  },
  {
    name: 'an extracted context as second argument of startActiveSpan',
    code: `${tracer}export const f = (headers: object) =>
  tracer.startActiveSpan('a', propagation.extract(ROOT_CONTEXT, headers) as SpanOptions, (span) => span.end());`,
    errors: [
      {
        id: 'asOptions',
        data: { callee: 'tracer.startActiveSpan', value: 'propagation.extract(…)' },
        line: 4,
        give: [
          [
            'propagation.extract(ROOT_CONTEXT, headers) as SpanOptions',
            '{}, propagation.extract(ROOT_CONTEXT, headers)',
          ],
        ],
      },
    ],
  },
  {
    name: 'a span as second argument, where the names of the API are taken',
    code: `import { trace as otel, type Span, type SpanOptions } from '@opentelemetry/api';
export function f(context: string, parent: Span) {
  return [context, otel.getTracer('a').startSpan('a', parent as SpanOptions)];
}`,
    errors: [
      {
        id: 'asOptions',
        data: { callee: `otel.getTracer('a').startSpan`, value: 'parent' },
        line: 3,
        give: [
          [
            'import { trace as otel, type Span, type SpanOptions }',
            'import { trace as otel, type Span, type SpanOptions, context as otelContext }',
          ],
          ['parent as SpanOptions)', '{}, otel.setSpan(otelContext.active(), parent))'],
        ],
      },
    ],
  },
  {
    name: 'a field of a class, in a loop, behind an early return',
    code: `${api}export class Worker {
  constructor(private readonly tracer: Tracer) {}
  run(jobs: { parent: Span }[]) {
    if (jobs.length === 0) return;
    for (const { parent: owner } of jobs) {
      try {
        this.tracer?.startSpan('job', { parent: owner } as SpanOptions);
      } finally {
        jobs.length = 0;
      }
    }
  }
}`,
    errors: [
      {
        id: 'inOptions',
        data: { callee: 'this.tracer?.startSpan', option: 'parent' },
        line: 8,
        give: [['{ parent: owner } as SpanOptions', '{} as SpanOptions, trace.setSpan(context.active(), owner)']],
        untyped: [],
      },
    ],
  },
  {
    name: 'a comment that an edit would lose',
    code: `${tracer}export const f = (span: Span) => tracer.startSpan('a', { parent: /* the request */ span } as SpanOptions);`,
    errors: [{ id: 'inOptions', data: { ...none, option: 'parent' }, line: 3 }],
  },
  {
    name: 'another span is active around it',
    code: `${tracer}export const f = (outer: Span) =>
  tracer.startActiveSpan('a', (span) => {
    tracer.startSpan('b', { parent: outer } as SpanOptions).end();
    span.end();
  });`,
    errors: [
      {
        id: 'inOptions',
        data: { ...none, option: 'parent' },
        line: 5,
        give: [['{ parent: outer } as SpanOptions', '{} as SpanOptions, trace.setSpan(context.active(), outer)']],
      },
    ],
  },
  {
    name: 'two in one file, mended together',
    code: `${sdk}export const sdk = new NodeSDK({ propagator: new W3CTraceContextPropagator() });
export const other = new NodeSDK({ autoDetectResources: false, propagator: null });`,
    errors: [
      { id: 'misnamed', data: { callee: 'new NodeSDK', option: 'propagator', right: 'textMapPropagator' }, line: 3 },
      { id: 'misnamed', data: { callee: 'new NodeSDK', option: 'propagator', right: 'textMapPropagator' }, line: 4 },
    ],
    fix: [
      ['{ propagator: new', '{ textMapPropagator: new'],
      ['false, propagator: null', 'false, textMapPropagator: null'],
    ],
  },
  {
    name: 'in tests too',
    filename: 'spans.test.ts',
    code: `${tracer}export const f = (span: Span) => tracer.startSpan('a', { parent: span } as SpanOptions);`,
    errors: [
      {
        id: 'inOptions',
        data: { ...none, option: 'parent' },
        line: 3,
        give: [['{ parent: span } as SpanOptions', '{} as SpanOptions, trace.setSpan(context.active(), span)']],
      },
    ],
  },
  {
    name: 'minified',
    only: 'untyped',
    code: `var a=require("@opentelemetry/api"),t=a.trace.getTracer("x");exports.f=(h)=>{var c=a.propagation.extract(a.ROOT_CONTEXT,h);return t.startSpan("s",{context:c})};`,
    errors: [
      {
        id: 'inOptions',
        data: { callee: 't.startSpan', option: 'context' },
        line: 1,
        give: [['{context:c})', '{}, c)']],
      },
    ],
  },
];

describe('no-ignored-option', () => {
  for (const [mode, tester] of [
    ['typed', typedTester],
    ['untyped', untypedTester],
  ] as const) {
    const applies = ({ only }: Case): boolean => only === undefined || only === mode;
    const of = ({ code, filename, name, settings }: Case) => ({
      name: `${name} (${mode})`,
      code,
      ...(filename === undefined ? {} : { filename }),
      ...(settings === undefined ? {} : { settings }),
    });
    tester.run(`no-ignored-option, ${mode}`, noIgnoredOption, {
      valid: valid.filter(applies).map(of),
      invalid: invalid.filter(applies).map((one) => ({
        ...of(one),
        output: one.fix ? edited(one.code, one.fix) : null,
        errors: one.errors.map(({ id, data, line, give, untyped }) => {
          const edits = mode === 'untyped' ? (untyped ?? give) : give;
          return {
            messageId: id,
            data,
            line,
            suggestions:
              edits && edits.length > 0 ? [{ messageId: 'giveContext' as const, output: edited(one.code, edits) }] : [],
          };
        }),
      })),
    });
  }

  it('says what is ignored, what follows, and what to write', () => {
    const messageOf = (code: string): string | undefined => lint(code)[0]?.message;
    assert.equal(
      messageOf(`${sdk}export const sdk = new NodeSDK({ propagator: new W3CTraceContextPropagator() });`),
      "'new NodeSDK()' never reads 'propagator', so the default propagators send and read the headers in its place. The option is called 'textMapPropagator'.",
    );
    assert.equal(
      messageOf(`${tracer}export const f = (span: Span) => tracer.startSpan('a', { parent: span });`),
      "'tracer.startSpan()' never reads 'parent': the parent of its span is the active span, or none, and the trace breaks here. Give a context as the third argument.",
    );
    const [second] = lint(`${tracer}export const f = (ctx: Context) => tracer.startSpan('a', ctx);`);
    assert.equal(
      second?.message,
      "'tracer.startSpan()' takes 'ctx' for its options: the parent of its span is the active span, or none, and the trace breaks here. A context is the third argument.",
    );
    assert.equal(second.suggestions?.[0]?.desc, 'Give the parent in a context, as the third argument.');
  });

  it('offers code that type-checks under strict, and of which it has nothing left to say', () => {
    const outputs = new Map<string, string>();
    for (const [index, { code, errors, only, filename }] of invalid.entries()) {
      if (filename !== undefined || code.includes('require(') || only) continue;
      for (const [at, { give, untyped }] of errors.entries()) {
        if (!give) continue;
        const output = edited(code, give);
        outputs.set(path.join(fixturesFolder, `options-${index}-${at}.ts`), output);
        if (!untyped) assert.equal(lint(output).length, errors.length - 1, output);
      }
    }
    assert.ok(outputs.size > 8, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });
});

function lint(code: string): Linter.LintMessage[] {
  return new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: noIgnoredOption as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/rule': 'error' },
    },
    'file.ts',
  );
}
