import assert from 'node:assert/strict';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { parsedParents } from '../../../src/analysis/manual-headers';
import { DEFAULT_SETTINGS } from '../../../src/rule-kit/settings';
import { parseSource } from '../../support/source';

const api = `import { context, propagation, trace, type Context } from '@opentelemetry/api';\n`;

/** What is lost, and where the headers are at hand. */
function parents(code: string, typed = false): readonly string[] {
  const sourceCode = parseSource(api + code, { typed });
  const file = new FileAnalysis(sourceCode, 'file.ts', DEFAULT_SETTINGS);
  return parsedParents(file.resolver, (id) => file.operations(id)).map(
    ({ lost, headers }) =>
      `${lost.join('+')} ${headers ? `${headers.way} ${sourceCode.getText(headers.node)}` : 'nowhere'}`,
  );
}

const SET = 'return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags: 1 });';
const SPLIT = (text: string): string => `const [, traceId = '', spanId = ''] = ${text}.split('-'); ${SET}`;

describe('parents that are taken out of a traceparent', () => {
  const all: readonly (readonly [name: string, code: string, ...found: readonly string[]])[] = [
    ['headers', `function f(headers: any) { ${SPLIT('headers.traceparent')} }`, 'tracestate+baggage member headers'],
    [
      'headers of a request',
      `function f(req: any) { ${SPLIT("req.headers['traceparent']")} }`,
      'tracestate+baggage member req.headers',
    ],
    [
      'a lookup',
      `function f(headers: Headers) { ${SPLIT("headers.get('traceparent')!")} }`,
      'tracestate+baggage lookup headers',
    ],
    [
      'a lookup of Express',
      `function f(req: any) { ${SPLIT("req.get('traceparent')")} }`,
      'tracestate+baggage request req',
    ],
    [
      'a constant',
      `function f(h: any) { const { traceparent } = h.headers; ${SPLIT('traceparent')} }`,
      'tracestate+baggage member h.headers',
    ],
    ['a parameter', `function f(text: string) { ${SPLIT('text')} }`, 'tracestate+baggage nowhere'],
    [
      'a parameter of a helper',
      `function f(text: string) { ${SPLIT('text')} } const g = (req: any) => f(req.headers.traceparent);`,
      'tracestate+baggage nowhere',
    ],
    [
      'baggage that is set',
      `function f(headers: any, bag: any) { propagation.setBaggage(context.active(), bag); ${SPLIT('headers.traceparent')} }`,
      'tracestate member headers',
    ],
    [
      'a pattern with names',
      `function f(text: string) { const { traceId, spanId } = /^00-(?<traceId>\\w{32})-(?<spanId>\\w{16})-/.exec(text)!.groups as any; ${SET} }`,
      'tracestate+baggage nowhere',
    ],
    [
      'a pattern of Sentry',
      `function f(text: string) { const [, traceId = '', spanId = ''] = /^([0-9a-f]{32})-([0-9a-f]{16})/.exec(text)!; ${SET} }`,
    ],
    ['another separator', `function f(text: string) { const [, traceId = '', spanId = ''] = text.split(':'); ${SET} }`],
    [
      'ids of two texts',
      `function f(a: string, b: string) { const traceId = a.split('-')[1]!; const spanId = b.split('-')[2]!; ${SET} }`,
    ],
    ['a variable of the process', `function f() { ${SPLIT('process.env.TRACEPARENT!')} }`],
    [
      'a field of a helper',
      `function f(traceparent: string) { ${SPLIT('traceparent')} } const g = (row: any) => f(row.traceparent);`,
    ],
    [
      'parts in an object, by a helper',
      `function parse(text: string) { const [, trace = '', span = ''] = text.split('-'); const ids = { trace, span }; return ids; } function f(headers: any) { const ids = parse(headers.traceparent); return trace.setSpanContext(context.active(), { traceId: ids.trace, spanId: ids.span, traceFlags: 1 }); }`,
      'tracestate+baggage member headers',
    ],
    [
      'headers under another name',
      `function f(req: any) { const h = req.headers; ${SPLIT('h.traceparent')} }`,
      'tracestate+baggage member req.headers',
    ],
    [
      'a field of a class that the constructor fills',
      `class A { constructor(private readonly text: string) {} f() { ${SPLIT('this.text')} } } export const g = (req: any) => new A(req.headers.traceparent).f();`,
      'tracestate+baggage nowhere',
    ],
    [
      'state that is set in a helper',
      `function parse(text: string) { const [, traceId = '', spanId = ''] = text.split('-'); return { traceId, spanId, traceState: state, traceFlags: 1 }; } function f(headers: any) { return trace.setSpanContext(context.active(), parse(headers.traceparent)); }`,
      'baggage member headers',
    ],
    ['a class of a propagator', `class XPropagator { read(headers: any) { ${SPLIT('headers.traceparent')} } }`],
  ];
  for (const [name, code, ...expected] of all) {
    it(name, () => assert.deepEqual(parents(code), expected));
    it(`${name}, typed`, () => assert.deepEqual(parents(code, true), expected));
  }
});
