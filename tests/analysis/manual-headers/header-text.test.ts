import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { HeaderTexts } from '../../../src/analysis/manual-headers/header-text';
import { type HeaderText } from '../../../src/analysis/manual-headers/text-parts';
import { findNode, parseSource } from '../../support/source';

/** The texts of the initialiser of `text`: holes as `<role length origin shape>`. */
function textsOf(code: string): readonly string[] | undefined {
  const sourceCode = parseSource(
    `import { trace, TraceFlags, type Span, type SpanContext } from '@opentelemetry/api';\n${code}`,
  );
  const declarator = findNode(
    sourceCode,
    (node) =>
      node.type === AST_NODE_TYPES.VariableDeclarator &&
      node.id.type === AST_NODE_TYPES.Identifier &&
      node.id.name === 'text',
  );
  assert.ok(declarator.type === AST_NODE_TYPES.VariableDeclarator && declarator.init);
  return new HeaderTexts(new ApiResolver(sourceCode)).of(declarator.init)?.map(print);
}

function print(text: HeaderText): string {
  if (text === undefined) return 'nothing';
  return text
    .map((part) =>
      typeof part === 'string'
        ? part
        : `<${[part.role, part.length, part.origin, part.shape].filter((item) => item !== undefined).join(' ')}>`,
    )
    .join('');
}

const TRACE = '<trace-id 32 span-context>';
const SPAN = '<span-id 16 span-context>';
const span = 'const span: Span = make(); const sc = span.spanContext();';

describe('the texts of an expression', () => {
  const cases: readonly (readonly [name: string, code: string, expected: readonly string[]])[] = [
    ['a template', `${span} const text = \`00-\${sc.traceId}-\${sc.spanId}-01\`;`, [`00-${TRACE}-${SPAN}-01`]],
    [
      'a concatenation',
      `${span} const text = '00-' + sc.traceId + '-' + sc.spanId + '-01';`,
      [`00-${TRACE}-${SPAN}-01`],
    ],
    [
      'a joined list',
      `${span} const text = ['00', sc.traceId, sc.spanId, '01'].join('-');`,
      [`00-${TRACE}-${SPAN}-01`],
    ],
    [
      'a joined list in a variable',
      `${span} const parts = ['00', sc.traceId, sc.spanId, '01']; const text = parts.join('-');`,
      [`00-${TRACE}-${SPAN}-01`],
    ],
    ['concat', `${span} const text = '00-'.concat(sc.traceId, '-', sc.spanId);`, [`00-${TRACE}-${SPAN}`]],
    [
      'destructured parts',
      `${span} const { traceId, spanId: id } = sc; const text = \`\${traceId}-\${id}\`;`,
      [`${TRACE}-${SPAN}`],
    ],
    ['parts in variables', `${span} const traceId = sc.traceId; const text = \`\${traceId}\`;`, [TRACE]],
    ['flags as they are', `${span} const text = \`\${sc.traceFlags}\`;`, ['<flags 1 span-context>']],
    ['flags in hexadecimal', `${span} const text = sc.traceFlags.toString(16);`, ['<flags 1 span-context>']],
    ['padded flags', `${span} const text = sc.traceFlags.toString(16).padStart(2, '0');`, ['<flags 2 span-context>']],
    ['a flag of the API', `const text = \`0\${TraceFlags.SAMPLED}\`;`, ['01']],
    ['flags by condition', `const text = \`0\${sampled ? 1 : 0}\`;`, ['01', '00']],
    ['upper case', `${span} const text = sc.traceId.toUpperCase();`, ['<trace-id 32 span-context upper>']],
    ['a UUID', `const text = crypto.randomUUID();`, ['<36 random uuid>']],
    ['a UUID without dashes', `const text = crypto.randomUUID().replace(/-/g, '');`, ['<32 random>']],
    ['a UUID without dashes, by replaceAll', `const text = crypto.randomUUID().replaceAll('-', '');`, ['<32 random>']],
    ['a UUID without its first dash', `const text = crypto.randomUUID().replace('-', '');`, ['<random>']],
    [
      'the start of a UUID without dashes',
      `const text = crypto.randomUUID().replace(/-/g, '').slice(0, 16);`,
      ['<16 random>'],
    ],
    ['the start of a UUID', `const text = crypto.randomUUID().slice(0, 16);`, ['<16 random uuid>']],
    ['random bytes', `const text = randomBytes(16).toString('hex');`, ['<32 random>']],
    ['a constant that is repeated', `const text = '0'.repeat(4);`, ['0000']],
    [
      'a helper',
      `${span} function tp(s: Span) { const c = s.spanContext(); return \`00-\${c.traceId}\`; } const text = tp(span);`,
      [`00-${TRACE}`],
    ],
    [
      'a helper with a default',
      `${span} const tp = (id: string, flags = '01') => \`\${id}-\${flags}\`; const text = tp(sc.traceId);`,
      [`${TRACE}-01`],
    ],
    [
      'a helper that takes parts',
      `${span} const tp = ({ traceId }: SpanContext) => \`00-\${traceId}\`; const text = tp(sc);`,
      [`00-${TRACE}`],
    ],
    [
      'a helper that may give nothing',
      `${span} function tp() { if (!span) return undefined; return sc.traceId; } const text = tp();`,
      ['nothing', TRACE],
    ],
    [
      'a method',
      `class A { tp(sc: SpanContext) { return sc.spanId; } go() { const text = this.tp(x.spanContext()); } }`,
      [SPAN],
    ],
    ['a fallback', `${span} const text = given ?? sc.traceId;`, ['<other>', TRACE]],
    [
      'parts of what was taken apart',
      `const [v, id] = header.split('-'); const m = RE.exec(header); const text = \`\${id}\${m[1]}\`;`,
      ['<received><received>'],
    ],
    ['JSON', `${span} const text = JSON.stringify(sc);`, ['<other json>']],
    ['bytes', `${span} const text = Buffer.from(sc.traceId);`, [TRACE]],
    ['an attribute of SQS', `${span} const text = { DataType: 'String', StringValue: sc.traceId };`, [TRACE]],
    [
      'entries, one after the other',
      `const text = entries.map(([k, v]) => \`\${k}=\${v}\`).join(',');`,
      ['<other>=<other>'],
    ],
    ['ids of another object', `const text = \`\${ctx.traceId}-\${ctx.spanId}\`;`, ['<trace-id other>-<span-id other>']],
    ['a variable that is assigned again', `let id = 'a'; id = b; const text = \`\${id}\`;`, ['<other>']],
    ['a function that calls itself', `function tp(n) { return tp(n); } const text = tp(1);`, ['<other>']],
    [
      'a field of a class',
      `${span} class A { id = sc.traceId; go() { const text = \`00-\${this.id}\`; } }`,
      [`00-${TRACE}`],
    ],
    [
      'a field that the constructor fills',
      `${span} class A { constructor(private readonly sc: any) {} go() { const text = this.sc.traceId; } } new A(sc);`,
      [TRACE],
    ],
    [
      'parts in an object, handed to a helper',
      `${span} const ids = { trace: sc.traceId, span: sc.spanId }; const tp = (of: any) => \`\${of.trace}-\${of.span}\`; const text = tp(ids);`,
      [`${TRACE}-${SPAN}`],
    ],
    [
      'what an async helper gives',
      `${span} async function tp() { return \`00-\${sc.traceId}\`; } async function go() { const text = await tp(); }`,
      [`00-${TRACE}`],
    ],
    [
      'a text that grows',
      `${span} function go() { let made = '00-'; made += sc.traceId; const text = made; }`,
      [`00-${TRACE}`],
    ],
    [
      'a text that grows in a loop',
      `let made = ''; for (const x of list) made += '-'; const text = made;`,
      ['', '-', '<other>--'],
    ],
    [
      'a variable of either branch',
      `${span} let id = sc.traceId; if (given) id = sc.spanId; const text = id;`,
      [TRACE, SPAN],
    ],
    [
      'a helper that two places call, each with its own argument',
      `${span} const tp = (id: string) => \`00-\${id}\`; tp(sc.spanId); const text = tp(sc.traceId);`,
      [`00-${TRACE}`],
    ],
    [
      'the parameter of a function that two places call',
      `${span} function go(id: string) { const text = id; } go(sc.spanId); go(sc.traceId);`,
      ['<other>'],
    ],
    ['an array that grows', `const parts = ['00']; parts.push(x); const text = parts.join('-');`, ['<other>']],
  ];
  for (const [name, code, expected] of cases) {
    it(name, () => assert.deepEqual(textsOf(code), expected));
  }

  it('too many are none', () => {
    assert.equal(textsOf('const text = `${a ? 1 : 2}${b ? 1 : 2}${c ? 1 : 2}${d ? 1 : 2}`;'), undefined);
  });
});
