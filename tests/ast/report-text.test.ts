import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { endOfText, headLoc, startOfText } from '../../src/ast/report-text';
import { parseSource } from '../support/source';

function parse(code: string) {
  const sourceCode = parseSource(code);
  const [statement] = sourceCode.ast.body;
  assert.ok(statement);
  const node: TSESTree.Node = statement.type === AST_NODE_TYPES.ExpressionStatement ? statement.expression : statement;
  return { sourceCode, node };
}

describe('the text of code in a message', () => {
  for (const [code, expected] of [
    ['tracer.startSpan', 'tracer.startSpan'],
    ['tracer\n  .startSpan', 'tracer .startSpan'],
    [`trace.getTracer('the-name-of-an-application', '1.0.0').startSpan`, 'trace.getTracer(…).startSpan'],
    [`make().getTracer(first, second, third, fourth)?.at(0)!.startSpan`, 'make().getTracer(…)?.at(…)!.startSpan'],
    ['applicationTelemetry.registryOfTracers.orders.startSpan', '….registryOfTracers.orders.startSpan'],
    ['one.startAnActiveSpanForTheOrderThatWasJustPlaced', 'startAnActiveSpanForTheOrderThatWasJustPlaced'],
    ['startAnActiveSpanForTheOrderThatWasJustPlaced', 'startAnActiveSpanForTheOrderThatWasJustPlaced'],
  ] as const) {
    it(`is ${expected} for ${code}`, () => {
      const { sourceCode, node } = parse(code);
      assert.equal(endOfText(sourceCode, node), expected);
    });
  }

  for (const [code, expected] of [
    ['`paid:${id}`', '`paid:${id}`'],
    ['`payment:${this.configuration.shopOfTheCustomer.id}`', '`payment:${this.configuration.…'],
    ['startAnActiveSpanForTheOrderThatWasJustPlaced', 'startAnActiveSpanForTheOrderThatWasJustPlaced…'],
  ] as const) {
    it(`begins with ${expected} for ${code}`, () => {
      const { sourceCode, node } = parse(code);
      assert.equal(startOfText(sourceCode, node), expected);
    });
  }
});

describe('what is underlined', () => {
  for (const [code, expected] of [
    ['(async (a, b) => { a(b); })', 'async (a, b) =>'],
    ['(x => x)', 'x =>'],
    ['(function named(a) { return a; })', 'function named(a)'],
    ['(function* () {})', 'function* ()'],
    ['function declared(a: string): string { return a; }', 'function declared(a: string): string'],
    ['worker.postMessage({ a: 1 })', 'postMessage'],
    ['new Worker(file, { a: 1 })', 'Worker'],
    ['this.flush.bind(this)', 'this.flush'],
    ['handler as Handler', 'handler'],
    ['({ a: 1 })', '{'],
    ['this.handler', 'this.handler'],
  ] as const) {
    it(`is ${expected} of ${code}`, () => {
      const { sourceCode, node } = parse(code);
      const { start, end } = headLoc(sourceCode, node);
      const text = sourceCode.text.slice(sourceCode.getIndexFromLoc(start), sourceCode.getIndexFromLoc(end));
      assert.equal(text, expected);
    });
  }
});
