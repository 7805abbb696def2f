import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { requireParentCheck } from '../../src/rules/require-parent-check';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, diag, propagation, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n`;
const http = `${api}import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';\n`;
const kafka = `${api}import { Kafka } from 'kafkajs';\nconst consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'g' });\n`;
const work = `tracer.startSpan('handler').end()`;
const extract = 'propagation.extract(ROOT_CONTEXT, req.headers)';

interface Case {
  readonly name: string;
  readonly code: string;
  readonly otel?: object;
  readonly only?: 'typed' | 'untyped';
}
interface Failing extends Case {
  readonly errors: readonly {
    readonly line: number;
    readonly place?: string;
    readonly extract?: string;
    readonly check?: readonly Replacement[];
  }[];
}

const inServer = (body: string): string =>
  `${http}createServer((req, res) => {\n  ${body}\n  res.end();\n}).listen(0);\n`;
const check = (name: string, indent = '  '): string =>
  `if (!trace.getSpanContext(${name})) {\n${indent}  diag.warn('No parent context arrived: a trace of its own starts here.');\n${indent}}`;

const valid: readonly Case[] = [
  // looks at the parent
  ...[
    `const parent = ${extract}; if (!trace.getSpanContext(parent)) diag.warn('none'); context.with(parent, () => ${work});`,
    `const parent = ${extract}; const remote = trace.getSpanContext(parent); context.with(parent, () => ${work}); console.log(remote);`,
    `const parent = ${extract}; if (trace.getSpan(parent) === undefined) console.warn('none'); context.with(parent, () => ${work});`,
    `const parent = ${extract}; const remote = trace.getSpanContext(parent); const ok = remote && trace.isSpanContextValid(remote); context.with(parent, () => ${work}); console.log(ok);`,
    `const parent = ${extract}; if (parent === ROOT_CONTEXT) diag.warn('none'); context.with(parent, () => ${work});`,
    `const parent = ${extract}; console.log(trace.getSpanContext(parent)?.traceId); context.with(parent, () => ${work});`,
    `if (!req.headers.traceparent) diag.warn('none'); context.with(${extract}, () => ${work});`,
    `if (!('traceparent' in req.headers)) diag.warn('none'); context.with(${extract}, () => ${work});`,
    `const { traceparent } = req.headers; if (traceparent === undefined) diag.warn('none'); context.with(${extract}, () => ${work});`,
    `diag.debug('parent', req.headers['traceparent']); context.with(${extract}, () => ${work});`,
    `const has = Boolean(req.headers['b3']) && true; context.with(${extract}, () => ${work}); console.log(has);`,
    `context.with(${extract}, () => { if (!trace.getActiveSpan()) diag.warn('none'); ${work}; });`,
    `context.with(${extract}, () => { const span = tracer.startSpan('a'); console.log((span as any).parentSpanContext); span.end(); });`,
    `const base = context.active(); const parent = trace.getSpan(base) ? base : ${extract}; context.with(parent, () => ${work});`,
    `if (trace.getActiveSpan()) return; context.with(${extract}, () => ${work});`,
    `const parent = ${extract}; const remote = trace.getSpanContext(parent); tracer.startSpan('a', { links: remote ? [{ context: remote }] : [] }, parent).end();`,
    `const parent = checked(${extract}); context.with(parent, () => ${work}); function checked(ctx: Context) { if (!trace.getSpanContext(ctx)) diag.warn('none'); return ctx; }`,
    `const parent = parentOf(req); if (!trace.getSpanContext(parent)) diag.warn('none'); context.with(parent, () => ${work}); function parentOf(r: IncomingMessage) { return propagation.extract(ROOT_CONTEXT, r.headers); }`,
  ].map((body) => ({ name: `a look: ${body.slice(0, 90)}`, code: inServer(body) })),
  // not taken as a parent
  ...[
    `const bag = propagation.getBaggage(${extract}); console.log(bag?.getEntry('tenant')?.value);`,
    `const out = {}; propagation.inject(${extract}, out);`,
    `${extract};`,
    `const parent = ${extract};`,
  ].map((body) => ({ name: `no parent: ${body}`, code: inServer(body) })),
  // somebody else may look
  ...[
    `run(${extract}, () => ${work}); declare function run(c: Context, f: () => void): void;`,
    `const parent = ${extract}; (req as any).parent = parent; context.with(parent, () => ${work});`,
    `const parent = ${extract}; logMissingParent(parent); context.with(parent, () => ${work}); declare function logMissingParent(c: Context): void;`,
  ].map((body) => ({ name: `handed on: ${body}`, code: inServer(body) })),
  {
    name: 'a helper that returns it to other files',
    code: `${http}export function parentOf(req: IncomingMessage, res: ServerResponse) { return ${extract}; }`,
  },
  {
    name: 'an instrumented library: the parent is active already',
    code: inServer(`context.with(${extract}, () => ${work});`),
    otel: { instrumented: ['http'] },
  },
  // no ingress
  {
    name: 'a function that is no handler',
    code: `${api}export function run(req: { headers: Record<string, string> }) { context.with(${extract}, () => ${work}); }`,
  },
  {
    name: 'the answer to a request of a client',
    code: `${http}import { get } from 'node:http';\nget('http://x', (req) => { context.with(${extract}, () => ${work}); });`,
  },
  {
    name: 'a message of a worker',
    code: `${api}process.on('message', (job: any) => { context.with(propagation.extract(ROOT_CONTEXT, job.carrier), () => ${work}); });`,
  },
  {
    name: 'a known handler where the project names other ingresses',
    code: inServer(`context.with(${extract}, () => ${work});`),
    otel: { ingress: ['onEdgeRequest'] },
  },
  {
    name: 'files that the project does not name',
    code: inServer(`context.with(${extract}, () => ${work});`),
    otel: { ingress: [{ files: '**/edge/**' }] },
  },
  // look-alikes and faults of other rules
  {
    name: 'a propagation that is not OpenTelemetry',
    code: `import { createServer } from 'node:http';\nimport { context } from '@opentelemetry/api';\nconst propagation = { extract: (c: any, h: {}) => c };\ncreateServer((req, res) => { context.with(propagation.extract(context.active(), req.headers), () => res.end()); });`,
  },
  {
    name: 'a carrier that the getter does not understand',
    code: inServer(`context.with(propagation.extract(ROOT_CONTEXT, req), () => ${work});`),
  },
  {
    name: "a propagator's own extract",
    code: `${http}export const propagator = { extract(base: Context, req: IncomingMessage, res: ServerResponse) { context.with(propagation.extract(base, req.headers), () => ${work}); } };`,
  },
  ...[
    `export function runInExtractedContext(req: IncomingMessage, res: ServerResponse, run: () => void) { context.with(${extract}, run); }`,
    `export function withRemoteContext(req: IncomingMessage, res: ServerResponse, run: () => void) { return context.with(${extract}, run); }`,
    `export const extractParent = (req: IncomingMessage, res: ServerResponse) => tracer.startSpan('a', {}, ${extract}).end();`,
    `createServer((req, res) => { extractAndRun(req, () => res.end()); }); function extractAndRun(r: IncomingMessage, run: () => void) { context.with(propagation.extract(ROOT_CONTEXT, r.headers), run); }`,
  ].map((code) => ({ name: `a helper that propagates: ${code.slice(0, 60)}`, code: `${http}${code}` })),
  {
    name: 'one message as the parent of a batch, which is the matter of prefer-batch-links',
    code: `${kafka}declare const getter: import('@opentelemetry/api').TextMapGetter<unknown>;\nvoid consumer.run({\n  eachBatch: async ({ batch }) => {\n    const parent = propagation.extract(ROOT_CONTEXT, batch.messages[0].headers, getter);\n    context.with(parent, () => { for (const message of batch.messages) tracer.startSpan(String(message.offset)).end(); });\n  },\n});\n`,
  },
  {
    name: 'an instrumentation',
    code: `${inServer(`context.with(${extract}, () => ${work});`)}import { InstrumentationBase } from '@opentelemetry/instrumentation';\nexport abstract class Mine extends InstrumentationBase {}`,
  },
  {
    name: 'a test',
    code: `${inServer(`context.with(${extract}, () => ${work});`)}import { it } from 'vitest';\nit('works', () => {});`,
  },
  {
    name: 'a function declared in settings.otel.wrappers, which may look',
    code: `${http}import { extractFrom } from './tracing';\ncreateServer((req) => { context.with(extractFrom(ROOT_CONTEXT, req.headers), () => ${work}); });`,
    otel: { wrappers: [{ function: 'extractFrom', operation: 'propagation.extract' }] },
  },
  {
    name: 'odd syntax',
    code: `${http}createServer((...args: any[]) => { context.with(propagation.extract(...(args as [any, any])), () => ${work}); });`,
  },
];

const constant: readonly Replacement[] = [
  [`const parent = ${extract};`, `const parent = ${extract};\n  ${check('parent')}`],
];

const invalid: readonly Failing[] = [
  {
    name: 'a constant',
    code: inServer(`const parent = ${extract};\n  context.with(parent, () => ${work});`),
    errors: [{ line: 4, check: constant }],
  },
  {
    name: 'a constant in a block without semicolons',
    code: `import { context, diag, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'\nimport { createServer } from 'node:http'\ncreateServer((req, res) => {\n  const parent = ${extract}\n  context.with(parent, () => res.end())\n})\n`,
    errors: [
      {
        line: 3,
        check: [[`const parent = ${extract}`, `const parent = ${extract}\n  ${check('parent').replaceAll(';', '')}`]],
      },
    ],
  },
  {
    name: 'a comment behind the constant stays',
    code: inServer(`const parent = ${extract}; // of the caller\n  context.with(parent, () => ${work});`),
    errors: [{ line: 4, check: [['// of the caller', `// of the caller\n  ${check('parent')}`]] }],
  },
  {
    name: 'a constant with a derived context',
    code: inServer(`const parent = ${extract}.setValue(Symbol('k'), 1);\n  context.with(parent, () => ${work});`),
    errors: [
      {
        line: 4,
        check: [
          [
            `const parent = ${extract}.setValue`,
            `const extracted = ${extract};\n  ${check('extracted')}\n  const parent = extracted.setValue`,
          ],
        ],
      },
    ],
  },
  {
    name: 'inside context.with',
    code: inServer(`context.with(${extract}, () => ${work});`),
    errors: [
      {
        line: 4,
        check: [
          [
            `context.with(${extract}, `,
            `const extracted = ${extract};\n  ${check('extracted')}\n  context.with(extracted, `,
          ],
        ],
      },
    ],
  },
  {
    name: 'inside startActiveSpan, returned',
    code: inServer(`return tracer.startActiveSpan('a', { kind: 1 }, ${extract}, (span) => span.end());`),
    errors: [
      {
        line: 4,
        check: [
          [
            `return tracer.startActiveSpan('a', { kind: 1 }, ${extract}, `,
            `const extracted = ${extract};\n  ${check('extracted')}\n  return tracer.startActiveSpan('a', { kind: 1 }, extracted, `,
          ],
        ],
      },
    ],
  },
  {
    name: 'inside an awaited call and a cast',
    code: `${http}createServer(async (req, res) => {\n  await context.with(${extract} as Context, async () => ${work});\n  res.end();\n});\n`,
    errors: [
      {
        line: 4,
        check: [
          [
            `await context.with(${extract} as Context, `,
            `const extracted = ${extract} as Context;\n  ${check('extracted')}\n  await context.with(extracted, `,
          ],
        ],
      },
    ],
  },
  {
    name: 'a span that is started with it',
    code: inServer(`const span = tracer.startSpan('a', {}, ${extract});\n  span.end();`),
    errors: [
      {
        line: 4,
        check: [
          [
            `const span = tracer.startSpan('a', {}, ${extract});`,
            `const extracted = ${extract};\n  ${check('extracted')}\n  const span = tracer.startSpan('a', {}, extracted);`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a name that is taken',
    code: inServer(`const extracted = 1;\n  context.with(${extract}, () => { ${work}; console.log(extracted); });`),
    errors: [
      {
        line: 4,
        check: [
          [
            `context.with(${extract}, `,
            `const extracted2 = ${extract};\n  ${check('extracted2')}\n  context.with(extracted2, `,
          ],
        ],
      },
    ],
  },
  {
    name: 'a helper',
    code: `${http}function parentOf(r: IncomingMessage) {\n  return propagation.extract(ROOT_CONTEXT, r.headers);\n}\ncreateServer((req, res) => { context.with(parentOf(req), () => res.end()); });`,
    errors: [
      {
        line: 7,
        check: [
          [
            'return propagation.extract(ROOT_CONTEXT, r.headers);',
            `const extracted = propagation.extract(ROOT_CONTEXT, r.headers);\n  ${check('extracted')}\n  return extracted;`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a concise arrow gets no edit',
    code: `${http}createServer((req, res) => context.with(${extract}, () => res.end()));`,
    errors: [{ line: 4 }],
  },
  {
    name: 'what is evaluated first may do something: no edit',
    code: inServer(
      `tracer.startSpan(nameOf(req), {}, ${extract}).end(); function nameOf(r: IncomingMessage) { return String(r.url); }`,
    ),
    errors: [{ line: 4 }],
  },
  {
    name: 'a variable that is written later',
    code: inServer(
      `let parent = ${extract};\n  parent = parent.setValue(Symbol('k'), 1);\n  context.with(parent, () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        check: [
          [
            `let parent = ${extract};`,
            `const extracted = ${extract};\n  ${check('extracted')}\n  let parent = extracted;`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a brace-less branch gets no edit',
    code: inServer(`if (req.url === '/a') context.with(${extract}, () => ${work});`),
    errors: [{ line: 4 }],
  },
  {
    name: 'in try, with throw and finally',
    code: inServer(
      `try {\n    if (!req.url) throw new Error('no url');\n    const parent = ${extract};\n    context.with(parent, () => ${work});\n  } finally { res.end(); }`,
    ),
    errors: [
      {
        line: 4,
        check: [[`const parent = ${extract};`, `const parent = ${extract};\n    ${check('parent', '    ')}`]],
      },
    ],
  },
  {
    name: 'in a loop and a nested function',
    code: inServer(
      `for (const name of ['a', 'b']) {\n    setImmediate(() => {\n      const parent = ${extract};\n      tracer.startSpan(name, {}, parent).end();\n    });\n  }`,
    ),
    errors: [
      {
        line: 4,
        check: [[`const parent = ${extract};`, `const parent = ${extract};\n      ${check('parent', '      ')}`]],
      },
    ],
  },
  {
    name: 'the copy of headers is no look',
    code: inServer(
      `const carrier = { traceparent: req.headers.traceparent || '', tracestate: req.headers['tracestate'] };\n  const parent = propagation.extract(ROOT_CONTEXT, carrier);\n  context.with(parent, () => ${work});`,
    ),
    errors: [
      {
        line: 4,
        check: [
          [
            'const parent = propagation.extract(ROOT_CONTEXT, carrier);',
            `const parent = propagation.extract(ROOT_CONTEXT, carrier);\n  ${check('parent')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'writing to the span is no look',
    code: inServer(
      `const parent = ${extract};\n  context.with(parent, () => { ${work}; trace.getActiveSpan()?.setAttribute('a', 1); });`,
    ),
    errors: [{ line: 4, check: constant }],
  },
  {
    name: 'trace and diag are imported, beside a name that is taken',
    code: `import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';\nimport { createServer } from 'node:http';\nconst diag = console;\ncreateServer((req, res) => {\n  const parent = ${extract};\n  context.with(parent, () => res.end());\n  diag.log(req.url);\n});`,
    errors: [
      {
        line: 4,
        check: [
          [
            `const parent = ${extract};`,
            `const parent = ${extract};\n  ${check('parent').replace('diag.', 'otelDiag.')}`,
          ],
          ['{ context, propagation, ROOT_CONTEXT }', '{ context, propagation, ROOT_CONTEXT, trace, diag as otelDiag }'],
        ],
      },
    ],
  },
  {
    name: 'a namespace, an alias, require',
    code: `const otel = require('@opentelemetry/api');\nconst { propagation: p } = otel;\nconst http = require('http');\nhttp.createServer((q, s) => {\n  const parent = p.extract(otel.ROOT_CONTEXT, q.headers);\n  otel.context.with(parent, () => s.end());\n});`,
    errors: [
      {
        line: 4,
        extract: 'p.extract',
        check: [
          [
            'const parent = p.extract(otel.ROOT_CONTEXT, q.headers);',
            `const parent = p.extract(otel.ROOT_CONTEXT, q.headers);\n  ${check('parent').replace('trace.', 'otel.trace.').replace('diag.', 'otel.diag.')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a typed parameter, and a propagator of its own',
    code: `import { context, diag, ROOT_CONTEXT, trace, type TextMapPropagator, defaultTextMapGetter } from '@opentelemetry/api';\nimport { createServer } from 'node:http';\nexport const listen = (b3: TextMapPropagator) => createServer((req, res) => {\n  const parent = b3.extract(ROOT_CONTEXT, req.headers, defaultTextMapGetter);\n  context.with(parent, () => res.end());\n});`,
    errors: [
      {
        line: 3,
        extract: 'b3.extract',
        check: [
          [
            'const parent = b3.extract(ROOT_CONTEXT, req.headers, defaultTextMapGetter);',
            `const parent = b3.extract(ROOT_CONTEXT, req.headers, defaultTextMapGetter);\n  ${check('parent')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a handler of Express',
    code: `${api}import express from 'express';\nexpress().get('/a', (req: any, res: any) => {\n  const parent = ${extract};\n  context.with(parent, () => res.end());\n});`,
    errors: [{ line: 4, place: 'the Express handler', check: constant }],
  },
  {
    name: 'a handler of Hono',
    code: `${api}import { Hono } from 'hono';\nnew Hono().use(async (c, next) => {\n  const parent = propagation.extract(ROOT_CONTEXT, c.req.header());\n  await context.with(parent, next);\n});`,
    errors: [
      {
        line: 4,
        place: 'the Hono handler',
        check: [
          [
            'const parent = propagation.extract(ROOT_CONTEXT, c.req.header());',
            `const parent = propagation.extract(ROOT_CONTEXT, c.req.header());\n  ${check('parent')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a Fetch handler',
    code: `${api}export default {\n  fetch(request: Request) {\n    const parent = propagation.extract(ROOT_CONTEXT, Object.fromEntries(request.headers));\n    return context.with(parent, () => new Response());\n  },\n};`,
    errors: [
      {
        line: 4,
        place: 'the Fetch handler',
        check: [
          [
            'Object.fromEntries(request.headers));',
            `Object.fromEntries(request.headers));\n    ${check('parent', '    ')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a message of Kafka',
    code: `${kafka}await consumer.run({\n  eachMessage: async ({ message }) => {\n    const parent = propagation.extract(ROOT_CONTEXT, { traceparent: String(message.headers?.traceparent) });\n    context.with(parent, () => ${work});\n  },\n});`,
    errors: [
      {
        line: 6,
        place: 'the Kafka handler',
        check: [
          [
            'String(message.headers?.traceparent) });',
            `String(message.headers?.traceparent) });\n    ${check('parent', '    ')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'an HTTP/2 server beside an instrumented http',
    code: `${api}import { createServer } from 'node:http2';\ncreateServer((req, res) => {\n  const parent = ${extract};\n  context.with(parent, () => res.end());\n});`,
    otel: { instrumented: ['http'] },
    errors: [{ line: 4, place: 'the HTTP/2 handler', check: constant }],
  },
  {
    name: 'a function that the project names',
    code: `${api}export function onEdgeRequest(headers: Record<string, string>) {\n  const parent = propagation.extract(ROOT_CONTEXT, headers);\n  context.with(parent, () => ${work});\n}`,
    otel: { ingress: ['onEdgeRequest'] },
    errors: [
      {
        line: 3,
        place: "the ingress 'onEdgeRequest'",
        check: [
          [
            'propagation.extract(ROOT_CONTEXT, headers);',
            `propagation.extract(ROOT_CONTEXT, headers);\n  ${check('parent')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a method that the project names by a pattern',
    code: `${api}export class Edge {\n  onRequest(headers: Record<string, string>) {\n    const parent = propagation.extract(ROOT_CONTEXT, headers);\n    context.with(parent, () => ${work});\n  }\n}`,
    otel: { ingress: ['/^on[A-Z]/'] },
    errors: [
      {
        line: 4,
        place: "the ingress 'onRequest'",
        check: [
          [
            'propagation.extract(ROOT_CONTEXT, headers);',
            `propagation.extract(ROOT_CONTEXT, headers);\n    ${check('parent', '    ')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'a file that the project names',
    code: `${api}declare const headers: Record<string, string>;\nexport const run = () => {\n  const parent = propagation.extract(ROOT_CONTEXT, headers);\n  context.with(parent, () => ${work});\n};`,
    otel: { ingress: [{ files: '**/file.ts' }] },
    errors: [
      {
        line: 4,
        place: "the ingress 'run'",
        check: [
          [
            'propagation.extract(ROOT_CONTEXT, headers);',
            `propagation.extract(ROOT_CONTEXT, headers);\n  ${check('parent')}`,
          ],
        ],
      },
    ],
  },
  {
    name: 'two in one file',
    code: `${http}createServer((req, res) => {\n  const one = ${extract};\n  context.with(one, () => res.end());\n});\ncreateServer((req, res) => {\n  const two = propagation.extract(context.active(), req.headers);\n  context.with(two, () => res.end());\n});`,
    errors: [
      { line: 4, check: [[`const one = ${extract};`, `const one = ${extract};\n  ${check('one')}`]] },
      {
        line: 8,
        check: [
          [
            'const two = propagation.extract(context.active(), req.headers);',
            `const two = propagation.extract(context.active(), req.headers);\n  ${check('two')}`,
          ],
        ],
      },
    ],
  },
];

const settingsOf = ({ otel }: Case): object => ({ contextManager: 'async-local-storage', instrumented: [], ...otel });

for (const [mode, tester] of [
  ['typed', typedTester],
  ['untyped', untypedTester],
] as const) {
  const common = (test: Case) => ({
    name: `${test.name} (${mode})`,
    code: test.code,
    settings: { otel: settingsOf(test) },
  });
  const isHere = ({ only }: Case): boolean => only === undefined || only === mode;
  tester.run(`require-parent-check, ${mode}`, requireParentCheck, {
    valid: valid.filter(isHere).map(common),
    invalid: invalid.filter(isHere).map((test) => ({
      ...common(test),
      errors: test.errors.map(
        ({ line, place = 'the HTTP handler', extract: name = 'propagation.extract', check: edit }) => ({
          messageId: 'unchecked' as const,
          data: { line, place, extract: name },
          suggestions: edit ? [{ messageId: 'check' as const, output: edited(test.code, edit) }] : [],
        }),
      ),
    })),
  });
}

function lint(text: string, test: Case): readonly Linter.LintMessage[] {
  const messages = new Linter().verify(
    text,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: requireParentCheck as unknown as Rule.RuleModule } } },
      languageOptions: { parser: parser },
      rules: { 'otel/rule': 'error' },
      settings: { otel: settingsOf(test) },
    },
    'file.ts',
  );
  assert.ok(
    messages.every(({ ruleId }) => ruleId === 'otel/rule'),
    JSON.stringify(messages),
  );
  return messages;
}

describe('the suggestions of require-parent-check', () => {
  it('type-check under strict where the code did', () => {
    const file = (name: string): string => path.join(fixturesFolder, `${name}.ts`);
    const broken = new Set(
      strictDiagnostics(new Map(invalid.map(({ code }, index) => [file(`parent-${index}`), code]))).map((line) =>
        line.slice(0, line.indexOf(':')),
      ),
    );
    const outputs = new Map<string, string>();
    for (const [index, { code, errors }] of invalid.entries()) {
      if (broken.has(file(`parent-${index}`))) continue;
      for (const [at, { check: edit }] of errors.entries())
        if (edit) outputs.set(file(`parent-${index}-${at}`), edited(code, edit));
    }
    assert.ok(outputs.size > 15, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('settle in one pass, and together', () => {
    for (const test of invalid) {
      const before = lint(test.code, test).length;
      for (const { check: edit } of test.errors)
        if (edit) assert.equal(lint(edited(test.code, edit), test).length, before - 1, edited(test.code, edit));
      const all = test.errors.reduce(
        (text, { check: edit = [] }) => (test.errors.length > 1 ? edited(text, edit) : text),
        test.code,
      );
      if (test.errors.length > 1) assert.deepEqual(lint(all, test), []);
    }
  });
});

it('require-parent-check underlines the name of the call', () => {
  const [found] = new Linter().verify(
    inServer(`context.with(${extract}, () => ${work});`),
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: requireParentCheck as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/rule': 'error' },
      settings: { otel: { instrumented: [] } },
    },
    'file.ts',
  );
  assert.deepEqual([found?.line, found?.column, found?.endColumn], [5, 28, 35]);
});
