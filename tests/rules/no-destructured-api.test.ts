import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import path from 'node:path';
import { noDestructuredApi } from '../../src/rules/no-destructured-api';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, propagation, trace, ROOT_CONTEXT, type ContextAPI, type PropagationAPI } from '@opentelemetry/api';
`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly only?: 'typed' | 'untyped';
  readonly filename?: string;
}

interface InvalidCase extends Case {
  /** What each report says beside its id: names, the object, the member that is called, the line. */
  readonly errors: readonly {
    readonly id?: 'called' | 'handedOut';
    readonly members: string;
    readonly object?: string;
    readonly member?: string;
    readonly line: number;
    /** The suggestion, as replacements. */
    readonly bind?: readonly Replacement[];
  }[];
  /** The fix, as replacements. */
  readonly fix?: readonly Replacement[];
  /** What a second pass fixes, where two fixes overlap. */
  readonly second?: readonly Replacement[];
}

const valid: readonly Case[] = [
  {
    name: 'helpers of propagation that need no this',
    code: `${api}const { getBaggage, setBaggage, deleteBaggage, getActiveBaggage, createBaggage, setGlobalPropagator } = propagation;
export const f = () => [getBaggage(ROOT_CONTEXT), setBaggage(ROOT_CONTEXT, createBaggage()), deleteBaggage(ROOT_CONTEXT), getActiveBaggage(), setGlobalPropagator];`,
  },
  {
    name: 'helpers of trace that need no this',
    code: `${api}const { getSpan, getActiveSpan, setSpan, setSpanContext, getSpanContext, deleteSpan, isSpanContextValid, wrapSpanContext } = trace;
export const f = () => [getSpan(ROOT_CONTEXT), getActiveSpan(), deleteSpan(ROOT_CONTEXT), getSpanContext(ROOT_CONTEXT), setSpan, setSpanContext, isSpanContextValid, wrapSpanContext];`,
  },
  {
    name: 'calls on the object',
    code: `${api}export const f = () => context.with(context.active(), () => trace.getTracer('a'));`,
  },
  {
    name: 'members that are bound, called with their object, or applied',
    code: `${api}const active = context.active.bind(context);
const { inject, extract } = propagation;
export const f = (carrier: object) => {
  inject.call(propagation, active(), carrier);
  return extract.apply(propagation, [active(), carrier]);
};`,
  },
  { name: 'a member that nobody uses', code: `${api}const { active } = context;` },
  {
    name: 'a member that is only looked at or passed on',
    code: `${api}declare function bindAll(object: unknown, ...methods: unknown[]): void;
const { active, attach } = context;
bindAll(context, active);
export const isReady = typeof active === 'function' && attach !== undefined;`,
  },
  {
    name: 'a context of somebody else',
    code: `${api}declare const request: { context: { active(): boolean; with(key: string): void } };
const { active, with: run } = request.context;
export const f = () => active() && run('a') && context.active();`,
  },
  {
    name: 'a look-alike class',
    code: `class ContextAPI { active() { return 1; } static getInstance() { return new ContextAPI(); } }
const context = ContextAPI.getInstance();
const { active } = context;
active();
import '@opentelemetry/api';`,
  },
  {
    name: 'a parameter that has the name of the API',
    code: `${api}export function handler(context: { active(): number }) {
  const { active } = context;
  return active();
}`,
  },
  {
    name: 'an object of the file that says it is the API',
    code: `${api}const fake = { active: () => ROOT_CONTEXT } as unknown as ContextAPI;
const { active } = fake;
export const f = () => active();`,
  },
  {
    name: 'what a call may have bound',
    code: `${api}declare function bound<T>(object: T): T;
const { active } = bound(context);
export const f = () => active();`,
  },
  {
    name: 'a method that is kept to be put back',
    code: `${api}const { active } = context;
const original = context.with;
(context as any).active = () => active();
(context as any).with = function (...args: unknown[]) { return (original as any).apply(this, args); };
export { original as restore };`,
  },
  {
    name: 'a member that a field of the class holds',
    code: `${api}export class Otel { active = () => context.active(); }`,
  },
  {
    name: 'a variable that is written again',
    code: `${api}let { active } = context;
active = () => ROOT_CONTEXT;
export const f = () => active();`,
  },
  {
    name: 'in tests, a member that is handed out of a helper',
    filename: 'helpers.test.ts',
    code: `${api}const { inject } = propagation;
export const spies = () => ({ inject });`,
  },
];

const invalid: readonly InvalidCase[] = [
  {
    name: 'active and with of context',
    code: `${api}const { active, with: run } = context;
export const f = (work: () => void) => run(active(), work);`,
    errors: [{ members: "'active' and 'with'", member: 'with', line: 3 }],
    fix: [
      ['const { active, with: run } = context;\n', ''],
      ['run(active(), work)', 'context.with(context.active(), work)'],
    ],
  },
  {
    name: 'bind and attach of context',
    code: `${api}export function f(work: () => void) {
  const { bind, attach } = context;
  attach(ROOT_CONTEXT).dispose();
  return bind(ROOT_CONTEXT, work);
}`,
    errors: [{ members: "'bind' and 'attach'", member: 'attach', line: 4 }],
    fix: [
      ['  const { bind, attach } = context;\n', ''],
      ['  attach(', '  context.attach('],
      ['return bind(', 'return context.bind('],
    ],
  },
  {
    name: 'inject, extract and fields of propagation, beside a helper',
    code: `${api}const { inject, getBaggage, extract, fields } = propagation;
export function forward(headers: object, carrier: object) {
  const ctx = extract(ROOT_CONTEXT, headers);
  inject(ctx, carrier);
  return [getBaggage(ctx), fields()];
}`,
    errors: [{ members: "'inject', 'extract' and 'fields'", object: 'propagation', member: 'extract', line: 4 }],
    fix: [
      ['{ inject, getBaggage, extract, fields }', '{ getBaggage }'],
      ['extract(ROOT', 'propagation.extract(ROOT'],
      ['inject(ctx', 'propagation.inject(ctx'],
      ['fields()', 'propagation.fields()'],
    ],
  },
  {
    name: 'getTracer, getTracerProvider and setGlobalTracerProvider of trace',
    code: `${api}const { getTracer, getTracerProvider, setGlobalTracerProvider } = trace;
setGlobalTracerProvider(getTracerProvider());
export const tracer = getTracer('shop');`,
    errors: [
      {
        members: "'getTracer', 'getTracerProvider' and 'setGlobalTracerProvider'",
        object: 'trace',
        member: 'setGlobalTracerProvider',
        line: 3,
      },
    ],
    fix: [
      ['const { getTracer, getTracerProvider, setGlobalTracerProvider } = trace;\n', ''],
      ['setGlobalTracerProvider(getTracerProvider());', 'trace.setGlobalTracerProvider(trace.getTracerProvider());'],
      ["getTracer('shop')", "trace.getTracer('shop')"],
    ],
  },
  {
    name: 'one member, with a comment beside it',
    code: `${api}const {
  getSpan, // harmless
  getTracer,
} = trace;
export const f = () => [getSpan(ROOT_CONTEXT), getTracer('a')];`,
    errors: [{ members: "'getTracer'", object: 'trace', member: 'getTracer', line: 6 }],
    fix: [
      ['  getTracer,\n', ''],
      ["getTracer('a')", "trace.getTracer('a')"],
    ],
  },
  {
    name: 'a comment that an edit would lose',
    code: `${api}const { active /* the current one */, with: run } = context;
export const f = () => run(active(), () => 1);`,
    errors: [{ members: "'active' and 'with'", member: 'with', line: 3 }],
  },
  {
    name: 'an alias',
    code: `import { context as otelContext } from '@opentelemetry/api';
const { active } = otelContext;
export const f = () => active();`,
    errors: [{ members: "'active'", member: 'active', line: 3, object: 'otelContext' }],
    fix: [
      ['const { active } = otelContext;\n', ''],
      ['=> active()', '=> otelContext.active()'],
    ],
  },
  {
    name: 'a namespace',
    code: `import * as otel from '@opentelemetry/api';
const { active } = otel.context;
export const f = () => active();`,
    errors: [{ members: "'active'", member: 'active', line: 3, object: 'otel.context' }],
    fix: [
      ['const { active } = otel.context;\n', ''],
      ['=> active()', '=> otel.context.active()'],
    ],
  },
  {
    name: 'a namespace, taken apart in two steps at once',
    code: `import * as otel from '@opentelemetry/api';
const { context: { active, with: run }, trace: { getTracer, getSpan } } = otel;
export const f = () => run(active(), () => getTracer('a'));
export const read = { getSpan };`,
    errors: [
      { members: "'active' and 'with'", member: 'with', line: 3 },
      { members: "'getTracer'", member: 'getTracer', line: 3, object: 'trace' },
    ],
    fix: [
      ['context: { active, with: run }', 'context'],
      ['run(active(), ', 'context.with(context.active(), '],
    ],
    second: [
      ['trace: { getTracer, getSpan }', 'trace'],
      ["=> getTracer('a')", "=> trace.getTracer('a')"],
      ['{ getSpan };', '{ getSpan: trace.getSpan };'],
    ],
  },
  {
    name: 'a default import',
    code: `import otel from '@opentelemetry/api';
const { extract } = otel.propagation;
export const f = (carrier: object) => extract(otel.context.active(), carrier);`,
    errors: [{ members: "'extract'", member: 'extract', line: 3, object: 'otel.propagation' }],
    fix: [
      ['const { extract } = otel.propagation;\n', ''],
      ['extract(otel', 'otel.propagation.extract(otel'],
    ],
  },
  {
    name: 'what require gives',
    code: `const { active, with: run } = require('@opentelemetry/api').context;
module.exports = (work) => run(active(), work);`,
    only: 'untyped',
    errors: [{ members: "'active' and 'with'", member: 'with', line: 2 }],
    fix: [
      ['const { active, with: run } =', 'const context ='],
      ['run(active(), work)', 'context.with(context.active(), work)'],
    ],
  },
  {
    name: 'what require gives, under a name that is taken',
    code: `const { extract, getBaggage } = require('@opentelemetry/api').propagation;
exports.read = (propagation, carrier) => propagation && getBaggage(extract({}, carrier));
exports.helper = { getBaggage };`,
    only: 'untyped',
    errors: [{ members: "'extract'", object: 'propagation', member: 'extract', line: 2 }],
    fix: [
      ['{ extract, getBaggage } =', 'propagation2 ='],
      ['getBaggage(extract(', 'propagation2.getBaggage(propagation2.extract('],
      ['{ getBaggage };', '{ getBaggage: propagation2.getBaggage };'],
    ],
  },
  {
    name: 'the object under a name, by require',
    code: `const api = require('@opentelemetry/api');
const propagation = api.propagation;
const { inject } = propagation;
exports.send = (carrier) => inject(api.context.active(), carrier);`,
    only: 'untyped',
    errors: [{ members: "'inject'", object: 'propagation', member: 'inject', line: 4 }],
    fix: [
      ['const { inject } = propagation;\n', ''],
      ['inject(api', 'propagation.inject(api'],
    ],
  },
  {
    name: 'a parameter of the type of the API',
    code: `${api}export function run({ active, with: activate }: ContextAPI, work: () => void) {
  return activate(active(), work);
}`,
    only: 'typed',
    errors: [{ members: "'active' and 'with'", member: 'with', line: 3 }],
    fix: [
      ['{ active, with: activate }', 'context2'],
      ['activate(active(), work)', 'context2.with(context2.active(), work)'],
    ],
  },
  {
    name: 'a parameter of the type of the API, where its name is free',
    code: `import type { PropagationAPI, Context } from '@opentelemetry/api';
export const send = ({ inject, getBaggage }: PropagationAPI, ctx: Context) => {
  inject(ctx, {});
  return getBaggage(ctx);
};`,
    only: 'typed',
    errors: [{ members: "'inject'", object: 'propagation', member: 'inject', line: 3 }],
    fix: [
      ['({ inject, getBaggage }: PropagationAPI', '(propagation: PropagationAPI'],
      ['  inject(ctx', '  propagation.inject(ctx'],
      ['return getBaggage(', 'return propagation.getBaggage('],
    ],
  },
  {
    name: 'a field of a class',
    code: `${api}export class Client {
  constructor(private readonly api: PropagationAPI) {}
  send(carrier: object) {
    const { inject } = this.api;
    inject(context.active(), carrier);
  }
}`,
    errors: [{ members: "'inject'", object: 'this.api', member: 'inject', line: 6 }],
    fix: [
      ['const { inject } =', 'const propagation2 ='],
      ['    inject(context', '    propagation2.inject(context'],
    ],
  },
  {
    name: 'a member under a name of its own',
    code: `${api}const run = context.with, other = 1;
export const f = (work: () => void) => run(ROOT_CONTEXT, work) ?? other;`,
    errors: [{ members: "'with'", member: 'with', line: 3 }],
    fix: [
      ['run = context.with, other', 'other'],
      ['=> run(', '=> context.with('],
    ],
  },
  {
    name: 'as compilers to ES5 write it',
    code: `var api_1 = require('@opentelemetry/api');
var _context = api_1.context, active = _context.active, run = _context["with"];
exports.f = function (work) { return run(active(), work); };`,
    only: 'untyped',
    errors: [
      { members: "'active'", member: 'active', line: 3, object: '_context' },
      { members: "'with'", member: 'with', line: 3, object: '_context' },
    ],
    fix: [
      [', active = _context.active', ''],
      ['active(), work', '_context.active(), work'],
    ],
    second: [
      [', run = _context["with"]', ''],
      ['return run(', 'return _context.with('],
    ],
  },
  {
    name: 'minified',
    code: `var a=require("@opentelemetry/api"),{active:b,with:c}=a.context;exports.f=d=>c(b(),d);`,
    only: 'untyped',
    errors: [{ members: "'active' and 'with'", member: 'with', line: 1, object: 'a.context' }],
    fix: [
      [',{active:b,with:c}=a.context', ''],
      ['c(b(),d)', 'a.context.with(a.context.active(),d)'],
    ],
  },
  {
    name: 'in a loop, behind an early return, and in a nested function',
    code: `${api}export function drain(queue: (() => void)[]) {
  const { with: run } = context;
  if (queue.length === 0) return;
  for (const job of queue) {
    try {
      run(ROOT_CONTEXT, job);
    } finally {
      setImmediate(() => run?.(ROOT_CONTEXT, job));
    }
  }
}`,
    errors: [{ members: "'with'", member: 'with', line: 7 }],
    fix: [
      ['  const { with: run } = context;\n', ''],
      ['      run(ROOT', '      context.with(ROOT'],
      ['run?.(ROOT', 'context.with?.(ROOT'],
    ],
  },
  {
    name: 'a place where the name means something else',
    code: `${api}const { active } = context;
export function handler(event: string, context: { id: string }) {
  return [event, context.id, active()];
}`,
    errors: [
      {
        members: "'active'",
        member: 'active',
        line: 4,
        bind: [['{ active } = context', 'active = context.active.bind(context)']],
      },
    ],
  },
  {
    name: 'a member that is called, and of whose type something is said',
    code: `${api}const { active } = context;
export const f = (read: typeof active) => [read, active()];`,
    errors: [
      {
        members: "'active'",
        member: 'active',
        line: 3,
        bind: [['{ active } = context', 'active = context.active.bind(context)']],
      },
    ],
  },
  {
    name: 'members that are called, and passed on',
    code: `${api}const { inject, getBaggage, extract: read } = propagation;
export const f = (use: (one: unknown) => void, carrier: object) => { use(inject); return getBaggage(read(ROOT_CONTEXT, carrier)); };`,
    errors: [
      {
        members: "'inject' and 'extract'",
        object: 'propagation',
        member: 'extract',
        line: 3,
        bind: [
          [
            '{ inject, getBaggage, extract: read } = propagation',
            '{ getBaggage } = propagation, inject = propagation.inject.bind(propagation), read = propagation.extract.bind(propagation)',
          ],
        ],
      },
    ],
  },
  {
    name: 'exported where they are taken',
    code: `${api}export const { inject, extract } = propagation;`,
    errors: [
      {
        id: 'handedOut',
        members: "'inject' and 'extract'",
        object: 'propagation',
        line: 2,
        bind: [
          [
            '{ inject, extract } = propagation',
            'inject = propagation.inject.bind(propagation), extract = propagation.extract.bind(propagation)',
          ],
        ],
      },
    ],
  },
  {
    name: 'exported by name, and in an object',
    code: `${api}const { active } = context;
const { getTracer } = trace;
export { active as current };
export default { getTracer };`,
    errors: [
      {
        id: 'handedOut',
        members: "'active'",
        line: 4,
        bind: [['{ active } = context', 'active = context.active.bind(context)']],
      },
      {
        id: 'handedOut',
        members: "'getTracer'",
        object: 'trace',
        line: 5,
        bind: [['{ getTracer } = trace', 'getTracer = trace.getTracer.bind(trace)']],
      },
    ],
  },
  {
    name: 'handed out of a factory',
    code: `${api}export function createTelemetry() {
  const { inject, extract } = propagation;
  const active = context.active;
  return { inject, extract, active };
}`,
    errors: [
      {
        id: 'handedOut',
        members: "'inject' and 'extract'",
        object: 'propagation',
        line: 5,
        bind: [
          [
            '{ inject, extract } = propagation',
            'inject = propagation.inject.bind(propagation), extract = propagation.extract.bind(propagation)',
          ],
        ],
      },
      {
        id: 'handedOut',
        members: "'active'",
        line: 5,
        bind: [['active = context.active', 'active = context.active.bind(context)']],
      },
    ],
  },
  {
    name: 'handed out of a CommonJS module',
    code: `const { inject } = require('@opentelemetry/api').propagation;
module.exports = { inject };`,
    only: 'untyped',
    errors: [
      {
        id: 'handedOut',
        members: "'inject'",
        object: 'propagation',
        line: 2,
        bind: [
          [
            "{ inject } = require('@opentelemetry/api').propagation",
            "propagation = require('@opentelemetry/api').propagation, inject = propagation.inject.bind(propagation)",
          ],
        ],
      },
    ],
  },
  {
    name: 'a rest that takes what is left',
    code: `${api}const { active, ...others } = context;
export const f = () => [active(), others];`,
    errors: [{ members: "'active'", member: 'active', line: 3 }],
  },
  {
    name: 'without semicolons',
    code: `import { context } from '@opentelemetry/api'
const { active } = context
;[1].forEach(() => active())
active()`,
    errors: [{ members: "'active'", member: 'active', line: 3 }],
    fix: [
      ['const { active } = context\n', ''],
      ['=> active()', '=> context.active()'],
      ['\nactive()', '\ncontext.active()'],
    ],
  },
  {
    name: 'two declarations, mended together',
    code: `${api}export function send(carrier: object) {
  const { inject } = propagation;
  inject(ROOT_CONTEXT, carrier);
}
export function receive(carrier: object) {
  const { extract } = propagation;
  return extract(ROOT_CONTEXT, carrier);
}`,
    errors: [
      { members: "'inject'", object: 'propagation', member: 'inject', line: 4 },
      { members: "'extract'", object: 'propagation', member: 'extract', line: 8 },
    ],
    fix: [
      ['  const { inject } = propagation;\n', ''],
      ['  inject(ROOT', '  propagation.inject(ROOT'],
      ['  const { extract } = propagation;\n', ''],
      ['return extract(', 'return propagation.extract('],
    ],
  },
  {
    name: 'a call in a test throws there too',
    filename: 'context.test.ts',
    code: `${api}const { active } = context;
active();`,
    errors: [{ members: "'active'", member: 'active', line: 3 }],
    fix: [
      ['const { active } = context;\n', ''],
      ['\nactive();', '\ncontext.active();'],
    ],
  },
];

describe('no-destructured-api', () => {
  for (const [mode, tester] of [
    ['typed', typedTester],
    ['untyped', untypedTester],
  ] as const) {
    const applies = ({ only }: Case): boolean => only === undefined || only === mode;
    const of = ({ code, filename, name }: Case): { code: string; filename?: string; name: string } => ({
      name: `${name} (${mode})`,
      code,
      ...(filename === undefined ? {} : { filename }),
    });
    tester.run(`no-destructured-api, ${mode}`, noDestructuredApi, {
      valid: valid.filter(applies).map(of),
      invalid: invalid.filter(applies).map((one) => ({
        ...of(one),
        output: passesOf(one),
        errors: one.errors.map(({ id = 'called', bind, members, object = 'context', member = '', line }) => ({
          messageId: id,
          data: { members, object, member, line: String(line) },
          suggestions: bind ? [{ messageId: 'bind' as const, output: edited(one.code, bind) }] : [],
        })),
      })),
    });
  }

  it('says what throws, where, and what to write', () => {
    const [called] = lint(
      `${api}const { active, with: run } = context;\nexport const f = () => run(active(), () => 1);`,
    );
    assert.equal(
      called?.message,
      "Taken off 'context', 'active' and 'with' cannot find 'this': the call on line 3 throws a TypeError. Call 'context.with()'.",
    );
    const [handedOut] = lint(`${api}export const { inject } = propagation;`);
    assert.equal(
      handedOut?.message,
      "Taken off 'propagation', 'inject' cannot find 'this': what is handed out on line 2 throws a TypeError when it is called. Hand out 'propagation' itself.",
    );
    assert.equal(handedOut.suggestions?.[0]?.desc, "Bind what is taken to 'propagation'.");
  });

  it('offers code that type-checks under strict, and of which it has nothing left to say', () => {
    const outputs = new Map<string, string>();
    for (const [index, { code, errors, fix, second, only, filename }] of invalid.entries()) {
      const edits = [...(fix ? [fix] : []), ...errors.flatMap(({ bind }) => (bind ? [bind] : []))];
      if (filename !== undefined || code.includes('require(')) continue;
      for (const [at, edit] of edits.entries()) {
        const output = edited(code, edit);
        outputs.set(path.join(fixturesFolder, `detached-${index}-${at}.ts`), output);
        const mended = edit === fix && !second ? errors.length : 1;
        if (only !== 'typed') assert.equal(lint(output).length, errors.length - mended, output);
      }
    }
    assert.ok(outputs.size > 20, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });
});

/** The text after each pass of `--fix`. */
function passesOf({ code, fix, second }: InvalidCase): string[] | string | null {
  if (!fix) return null;
  const first = edited(code, fix);
  return second ? [first, edited(first, second)] : first;
}

function lint(code: string): Linter.LintMessage[] {
  return new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: noDestructuredApi as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/rule': 'error' },
    },
    'file.ts',
  );
}
