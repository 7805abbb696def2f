import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { lostBase, replacedBaggage, spanOnlyUse } from '../../../src/analysis/overwrites';
import { contextOrigin } from '../../../src/analysis/overwrites/context-origin';
import { DEFAULT_SETTINGS } from '../../../src/rule-kit/settings';
import { findNode, parseSource } from '../../support/source';

function analyse(body: string, outside = ''): FileAnalysis {
  const sourceCode = parseSource(
    `import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('a');\nexport function f(headers, key, work, cond) {\n${body}\n}\n${outside}`,
  );
  return new FileAnalysis(sourceCode, 'file.ts', DEFAULT_SETTINGS);
}

const extract = 'const ctx = propagation.extract(context.active(), headers);';

describe('the origin of a context', () => {
  /** The origin of the argument of `work(…)`: where it comes from, and whether that is all. */
  function origin(body: string, outside?: string): string {
    const { resolver, sourceCode } = analyse(body, outside);
    const call = findNode(
      sourceCode,
      (node): node is TSESTree.CallExpression =>
        node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node.callee) === 'work',
    );
    const [argument] = call.arguments;
    assert.ok(argument);
    const { active, inbound, isComplete } = contextOrigin(resolver, argument);
    return `${inbound.length} inbound, ${active.length} active${isComplete ? '' : ', open'}`;
  }

  it('is seen through what was put into it', () => {
    assert.equal(origin(`${extract} work(ctx);`), '1 inbound, 0 active');
    assert.equal(origin(`${extract} work(trace.setSpan(ctx.setValue(key, 1), key));`), '1 inbound, 0 active');
    assert.equal(origin('work(context.active().setValue(key, 1));'), '0 inbound, 1 active');
    assert.equal(origin('work(ROOT_CONTEXT.setValue(key, 1));'), '0 inbound, 0 active');
  });

  it('has no baggage where that was taken out, or never arrived', () => {
    assert.equal(origin(`${extract} work(propagation.deleteBaggage(ctx));`), '0 inbound, 0 active');
    assert.equal(origin('work(propagation.extract(ROOT_CONTEXT, { traceparent: key }));'), '0 inbound, 0 active, open');
    assert.equal(
      origin('work(propagation.extract(ROOT_CONTEXT, { traceparent: key, baggage: key }));'),
      '1 inbound, 0 active',
    );
  });

  it('may be several, or unknown', () => {
    assert.equal(origin(`${extract} work(cond ? ctx : context.active());`), '1 inbound, 1 active');
    assert.equal(origin(`${extract} work(cond ? ctx : key);`), '1 inbound, 0 active, open');
    assert.equal(origin('work(key);'), '0 inbound, 0 active, open');
    assert.equal(origin('work(parent());', 'function parent() { return context.active(); }'), '0 inbound, 1 active');
  });
});

describe('the lost base of a span', () => {
  function lost(body: string): string | undefined {
    const file = analyse(body);
    const [setSpan] = file.operations('trace.setSpan');
    assert.ok(setSpan);
    const found = lostBase(file, setSpan);
    return found && `${found.kind}, of ${found.home ? file.sourceCode.getText(found.home) : 'the active one'}`;
  }
  const started = `${extract} const span = tracer.startSpan('a', {}, ctx);`;

  it('is the context that the span was started in', () => {
    assert.equal(lost(`${started} context.with(trace.setSpan(context.active(), span), work);`), 'active, of ctx');
    assert.equal(lost(`${started} context.with(trace.setSpan(ROOT_CONTEXT, span), work);`), 'root, of ctx');
    assert.equal(
      lost(`const span = trace.getActiveSpan(); propagation.inject(trace.setSpan(ROOT_CONTEXT, span), headers);`),
      'root, of the active one',
    );
  });

  it('is none where the base has the same, the result is not activated, or the span may be another', () => {
    for (const body of [
      `${started} context.with(trace.setSpan(ctx, span), work);`,
      `${started} return trace.setSpan(context.active(), span);`,
      `${started} context.with(trace.setSpan(context.active(), cond ? span : key), work);`,
      `${started} context.with(ctx, () => context.with(trace.setSpan(context.active(), span), work));`,
      `const span = tracer.startSpan('a'); context.with(trace.setSpan(ROOT_CONTEXT, span), work);`,
    ])
      assert.equal(lost(body), undefined, body);
  });
});

describe('a replaced baggage', () => {
  const replaces = (body: string): boolean => {
    const file = analyse(body);
    const [setBaggage] = file.operations('propagation.setBaggage');
    assert.ok(setBaggage);
    return replacedBaggage(file, setBaggage) !== undefined;
  };

  it('came with a request', () => {
    const created = 'propagation.createBaggage({ a: { value: key } })';
    assert.equal(replaces(`${extract} context.with(propagation.setBaggage(ctx, ${created}), work);`), true);
    assert.equal(replaces(`context.with(propagation.setBaggage(context.active(), ${created}), work);`), false);
    assert.equal(replaces(`${extract} context.with(propagation.setBaggage(ctx, key), work);`), false);
    assert.equal(
      replaces(
        `${extract} work(propagation.getBaggage(ctx)); context.with(propagation.setBaggage(ctx, ${created}), work);`,
      ),
      false,
    );
  });
});

describe('a context that is used only with a span', () => {
  function guard(body: string): string | undefined {
    const file = analyse(body);
    const [call] = file.operations('propagation.extract');
    assert.ok(call);
    const found = spanOnlyUse(file, call);
    return found && file.sourceCode.getText(found.guard);
  }

  it('has its condition', () => {
    const choice = 'trace.getSpan(ctx) ? ctx : context.active()';
    assert.equal(guard(`${extract} context.with(${choice}, work);`), choice);
    const exit = 'if (!trace.getSpan(ctx)) return work();';
    assert.equal(guard(`${extract} ${exit} return context.with(ctx, work);`), exit);
    const held = 'if (trace.getSpan(ctx)) { return context.with(ctx, work); }';
    assert.equal(guard(`${extract} ${held} return work();`), held);
  });

  it('has none, where nothing else is done without a span', () => {
    for (const body of [
      'if (!trace.getSpan(ctx)) return; context.with(ctx, work);',
      'if (!trace.getSpan(ctx)) return headers.logger.warn(1); context.with(ctx, work);',
      'if (trace.getSpan(ctx)) { return context.with(ctx, work); } console.warn(1);',
      'if (trace.getSpan(ctx)) { context.with(ctx, work); } else { console.warn(1); }',
    ])
      assert.equal(guard(`${extract} ${body}`), undefined, body);
    assert.equal(guard(`${extract} context.with(cond ? ctx : context.active(), work);`), undefined);
  });
});
