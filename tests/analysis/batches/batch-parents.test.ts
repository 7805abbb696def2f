import assert from 'node:assert/strict';
import { batchParent, elementPartOf, listKey } from '../../../src/analysis/batches';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { findNodes, parseSource } from '../../support/source';
import { setUp } from '../messaging/support';

const imports = `import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';\ndeclare const tracer: import('@opentelemetry/api').Tracer;\n`;

/** The last expression statement of a source. */
function lastExpression(code: string): { sourceCode: ReturnType<typeof parseSource>; node: TSESTree.Expression } {
  const sourceCode = parseSource(code);
  const statement = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.ExpressionStatement).at(-1);
  assert.ok(statement?.type === AST_NODE_TYPES.ExpressionStatement);
  return { sourceCode, node: statement.expression };
}

describe('the element of a list that an expression is a part of', () => {
  for (const [code, expected] of [
    ['list[0].headers;', 'first of list: one.headers'],
    ['list[0]?.headers;', 'first of list: one.headers'],
    ['list[0]!.headers;', 'first of list: one.headers'],
    ["list.at(0)?.['headers'];", "first of list: one['headers']"],
    ['list[0].a?.b;', 'first of list: one.a?.b'],
    ['(list[0] as A).b;', 'first of list: (one as A).b'],
    ['list[0].headers ?? {};', 'first of list: one.headers ?? {}'],
    ['list[0];', 'first of list'],
    ['const first = batch.list[0]; first.headers;', 'first of batch.list: one.headers'],
    ['const [first] = batch.list; first.headers;', 'first of batch.list: one.headers'],
    ['const [{ headers }] = list; headers;', 'first of list: one.headers'],
    ['const { headers } = list[0]; headers;', 'first of list: one.headers'],
    ['for (const one of list) { one.headers; }', 'each of list: one.headers'],
    ['for (const { a: { b } } of list) { b; }', 'each of list: one.a.b'],
    ['for (let i = 0; i < list.length; i++) { list[i].headers; }', 'each of list: one.headers'],
    ['let one; one = list[0]; one.headers;', 'first of list: one.headers'],
    ['let a, b; function f() { a = b; } function g() { b = a; } a.headers;', ''],
    ['list[1].headers;', ''],
    ['list[i].headers;', ''],
    ['list.at(-1).headers;', ''],
    ['list.shift().headers;', ''],
    ['let one = list[0]; one = other; one.headers;', ''],
    ['headers;', ''],
    ['f(list[0]);', ''],
    ['for (const [, one] of list) { one.headers; }', 'each of list: '],
  ] as const) {
    it(`${code} → ${expected || 'none'}`, () => {
      const { sourceCode, node } = lastExpression(code);
      const part = elementPartOf(sourceCode, node);
      const text = part
        ? `${part.which} of ${sourceCode.getText(part.list)}${part.isPart ? `: ${part.write('one')}` : ''}`
        : '';
      // A path that cannot be written with dots gives nothing.
      assert.equal(text, expected.endsWith(': ') ? '' : expected);
    });
  }

  it('is handed to callbacks', () => {
    for (const code of [
      'list.forEach((one) => one.headers);',
      'list.map(({ headers }) => headers);',
      'list.reduce((all, one) => one.headers, 0);',
    ]) {
      const { sourceCode, node } = lastExpression(code);
      const fn = (node as TSESTree.CallExpression).arguments[0] as TSESTree.ArrowFunctionExpression;
      const part = elementPartOf(sourceCode, fn.body);
      assert.equal(part?.write('m'), 'm.headers', code);
      assert.equal(part.loop, node, code);
    }
  });
});

describe('two expressions are the same list', () => {
  for (const [code, isSame] of [
    ['const { batch } = payload; const { messages } = batch; [messages, batch.messages];', true],
    ['const messages = payload.batch.messages ?? []; [messages, payload.batch.messages];', true],
    ['const { Messages = [] } = await receive(); [Messages, Messages];', true],
    ['function f({ batch }) { [batch.messages, batch.messages!]; }', true],
    ['class A { a() { [this.rows, this.rows]; } }', true],
    ['let rows; rows = payload.rows; [rows, payload.rows];', true],
    ['let rows = payload.rows; if (x) rows = other; [rows, payload.rows];', false],
    ['[a.messages, b.messages];', false],
    ['function f(a) { function g(a) { } [a, b]; }', false],
    ['const a = receive(); const b = receive(); [a, b];', false],
  ] as const) {
    it(`${code} → ${String(isSame)}`, () => {
      const { sourceCode, node } = lastExpression(code);
      const [one, other] = (node as TSESTree.ArrayExpression).elements;
      assert.ok(one && other);
      const key = listKey(sourceCode, one);
      if (!code.includes('[a.messages, b') && !code.includes('[a, b]')) assert.ok(key);
      assert.equal(key !== undefined && key === listKey(sourceCode, other), isSame);
    });
  }
});

describe('one message is the parent of many', () => {
  /**
   * The fault of the first extract of a source: its kind, its list, how many parents, `alone` where these are all uses.
   */
  function faultOf(code: string): string {
    const { sourceCode, messaging } = setUp(code.replace(imports, ''));
    const resolver = new ApiResolver(sourceCode);
    const extract = findNodes(sourceCode, () => true)
      .flatMap((node) => resolver.resolve(node) ?? [])
      .find(({ operation }) => operation === 'propagation.extract');
    assert.ok(extract, code);
    const found = batchParent({ resolver, originOf: (node) => messaging.originOf(node) }, extract);
    return found
      ? `${found.kind} of ${sourceCode.getText(found.part.list)} ${found.parents.length}${found.isSole ? ' alone' : ''}${found.consumer ? ` ${found.consumer.client.id}` : ''}`
      : '';
  }
  const first = 'propagation.extract(ROOT_CONTEXT, list[0].headers)';
  const acc = 'ctx = propagation.extract(ctx, one.headers);';
  const each = 'for (const one of list) work(one);';

  for (const [code, expected] of [
    [`context.with(${first}, () => { ${each} });`, 'first of list 1 alone'],
    [`const p = ${first}; context.with(p, () => list.forEach(work));`, 'first of list 1 alone'],
    [`const p = ${first}; const s = trace.getTracer('a').startSpan('a', {}, p); ${each}`, 'first of list 1 alone'],
    [
      `const p = ${first}; trace.getTracer('a').startActiveSpan('a', {}, p, () => Promise.all(list.map(work)));`,
      'first of list 1 alone',
    ],
    [`const p = ${first}; keep(p); context.with(p, () => { ${each} });`, 'first of list 1'],
    [
      `context.with(${first}, () => { for (let i = 0; i < list.length; i++) work(list[i]); });`,
      'first of list 1 alone',
    ],
    [`context.with(${first}, run); function run() { ${each} }`, 'first of list 1 alone'],
    [`context.with(${first}, () => work(list[0]));`, ''],
    [`context.with(${first}, () => work(list.length));`, ''],
    [`context.with(${first}, () => send(list));`, ''],
    [`${each} context.with(${first}, () => work(list[0]));`, ''],
    [`const p = ${first}; const c = trace.getSpanContext(p); ${each}`, ''],
    [`if (list.length === 1) context.with(${first}, () => { ${each} });`, ''],
    [`const p = list.length < 2 ? ${first} : ROOT_CONTEXT; context.with(p, () => { ${each} });`, ''],
    [`for (const list of groups) context.with(${first}, () => { ${each} });`, ''],
    [`context.with(propagation.extract(ROOT_CONTEXT, headers[0]), () => { for (const h of headers) work(h); });`, ''],
    [
      `context.with(propagation.extract(ROOT_CONTEXT, carriers[0].map), () => { for (const h of carriers) work(h); });`,
      '',
    ],
    // accumulated
    [`let ctx = ROOT_CONTEXT; for (const one of list) { ${acc} } context.with(ctx, work);`, 'last of list 1 alone'],
    [
      `let ctx = ROOT_CONTEXT; for (const one of list) ${acc} trace.getTracer('a').startSpan('a', {}, ctx);`,
      'last of list 1 alone',
    ],
    [
      `let ctx = ROOT_CONTEXT; list.forEach((one) => { ${acc} }); return ctx;`.replace('return ctx', 'keep(ctx)'),
      'last of list 0',
    ],
    [`let ctx = ROOT_CONTEXT; for (const one of list) { ${acc} context.with(ctx, work); }`, 'previous of list 1 alone'],
    [
      `let ctx = ROOT_CONTEXT; for (const one of list) { ${acc} context.with(ctx, work); } context.with(ctx, work);`,
      'last of list 1',
    ],
    [
      `context.with(list.reduce((ctx, one) => propagation.extract(ctx, one.headers), ROOT_CONTEXT), work);`,
      'last of list 1 alone',
    ],
    [
      `const p = list.reduce((ctx, one) => { return propagation.extract(ctx, one.headers); }, ROOT_CONTEXT); context.with(p, work);`,
      'last of list 1 alone',
    ],
    [`let ctx = ROOT_CONTEXT; for (const one of list) { ${acc} }`, ''],
    [
      `let ctx = ROOT_CONTEXT; for (const one of list) { ${acc} links.push({ context: trace.getSpanContext(ctx) }); }`,
      '',
    ],
    [`for (const one of list) { let ctx = ROOT_CONTEXT; ${acc} context.with(ctx, work); }`, ''],
    [
      `for (const one of list) { const ctx = propagation.extract(ROOT_CONTEXT, one.headers); context.with(ctx, work); }`,
      '',
    ],
    [
      `let ctx = ROOT_CONTEXT; for (const p of propagators) ctx = p.extract(ctx, carrier, getter); propagation.extract(ctx, {});`.replace(
        'propagation.extract(ctx, {})',
        'keep(propagation.extract(ctx, {}))',
      ),
      '',
    ],
    [
      `let ctx = ROOT_CONTEXT; for (const one of headers) ctx = propagation.extract(ctx, one); context.with(ctx, work);`,
      '',
    ],
    [
      `let ctx = ROOT_CONTEXT; for (const source of sources) ctx = propagation.extract(ctx, source.headers); context.with(ctx, work);`,
      '',
    ],
    [
      `let ctx = ROOT_CONTEXT; const list = [request, body]; for (const one of list) ${acc} context.with(ctx, work);`,
      '',
    ],
    [`class Mine { extract(ctx, list) { for (const one of list) ${acc} return ctx; } }`, ''],
    [`let ctx = ROOT_CONTEXT; while (more()) { const one = next(); ${acc} context.with(ctx, work); }`, ''],
    // known libraries
    [
      `import { Kafka } from 'kafkajs'; new Kafka({}).consumer({}).run({ eachBatch: async ({ batch }) => { context.with(propagation.extract(ROOT_CONTEXT, batch.messages[0].headers), () => all(batch)); } });`,
      'first of batch.messages 1 alone kafkajs',
    ],
    [
      `import { Kafka } from 'kafkajs'; new Kafka({}).consumer({}).run({ eachMessage: async ({ message }) => { context.with(propagation.extract(ROOT_CONTEXT, message.headers), () => all(message)); } });`,
      '',
    ],
    [
      `import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; const r = await new SQSClient({}).send(new ReceiveMessageCommand({ MaxNumberOfMessages: 10 })); context.with(propagation.extract(ROOT_CONTEXT, r.Messages[0].MessageAttributes), () => all(r.Messages));`,
      'first of r.Messages 1 alone sqs',
    ],
    [
      `import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; const r = await new SQSClient({}).send(new ReceiveMessageCommand({ MaxNumberOfMessages: max })); context.with(propagation.extract(ROOT_CONTEXT, r.Messages[0].MessageAttributes), () => all(r.Messages));`,
      'first of r.Messages 1 alone sqs',
    ],
    [
      `import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; const r = await new SQSClient({}).send(new ReceiveMessageCommand({ MaxNumberOfMessages: 1 })); context.with(propagation.extract(ROOT_CONTEXT, r.Messages[0].MessageAttributes), () => all(r.Messages));`,
      '',
    ],
    [
      `import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; const command = new ReceiveMessageCommand({}); const r = await new SQSClient({}).send(command); context.with(propagation.extract(ROOT_CONTEXT, r.Messages[0].MessageAttributes), () => all(r.Messages));`,
      '',
    ],
    [
      `import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs'; class Poll { private readonly command = new ReceiveMessageCommand({ MaxNumberOfMessages: 1 }); async run() { const r = await new SQSClient({}).send(this.command); context.with(propagation.extract(ROOT_CONTEXT, r.Messages[0].MessageAttributes), () => all(r.Messages)); } }`,
      '',
    ],
  ] as const) {
    it(`${code.slice(0, 170)} → ${expected || 'nothing'}`, () => {
      assert.equal(faultOf(code), expected);
    });
  }
});
