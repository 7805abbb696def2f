import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver, wrapperMatchers } from '../../../src/analysis/api-resolution';
import { unusedContext } from '../../../src/analysis/data-flow/unused-context';
import { findNode, parseSource } from '../../support/source';

/** What comes of the first `trace.setSpan(…)` of a body, with the text where it does. */
function fate(body: string, outside = ''): string | undefined {
  const sourceCode = parseSource(
    `import { context, propagation, trace } from '@opentelemetry/api';\nexport function f(span, bag, work) {\n${body}\n}\n${outside}`,
  );
  const resolver = new ApiResolver(sourceCode, wrapperMatchers([]));
  const node = findNode(
    sourceCode,
    (each): each is TSESTree.CallExpression =>
      each.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(each.callee) === 'trace.setSpan',
  );
  const call = resolver.resolve(node);
  assert.ok(call);
  const unused = unusedContext(resolver, call);
  return unused && `${unused.kind}: ${sourceCode.getText(unused.at)}`;
}

const derive = 'const ctx = trace.setSpan(context.active(), span);';

describe('what comes of a derived context', () => {
  it('is a test, a log, a drop', () => {
    assert.equal(fate(`${derive} if (!ctx) return;`), 'tested: !ctx');
    assert.equal(fate(`${derive} if (null === ctx) work();`), 'tested: null === ctx');
    assert.equal(fate(`${derive} console.info(ctx);`), 'logged: console.info(ctx)');
    assert.equal(fate(`${derive} const same = ctx; void same;`), 'dropped: same');
  });

  it('is the first of them, where there are several', () => {
    assert.equal(fate(`${derive} console.info(ctx); if (ctx) work();`), 'logged: console.info(ctx)');
  });

  it('is found through functions, closures and their own assignments', () => {
    assert.equal(fate(`${derive} look(ctx);`, 'function look(it) { if (it) return 1; }'), 'tested: if (it) return 1;');
    assert.equal(
      fate(`${derive} look(ctx);`, 'function look(it) { return 1; }'),
      'ignored: function look(it) { return 1; }',
    );
    assert.equal(fate(`${derive} work(() => { if (ctx) return; });`), 'tested: if (ctx) return;');
    assert.equal(
      fate('let ctx = trace.setSpan(context.active(), span); ctx = context.active(); work(ctx);'),
      'overwritten: ctx',
    );
    assert.equal(
      fate('let ctx = context.active(); for (;;) { ctx = trace.setSpan(ctx, span); if (ctx) break; }'),
      'tested: if (ctx) break;',
    );
  });

  it('is unknown, or a use', () => {
    for (const body of [
      `${derive} work(ctx);`,
      `${derive} return ctx;`,
      `${derive} return { ctx };`,
      `${derive} const all = [ctx]; void all;`,
      `${derive} context.with(ctx, work);`,
      `${derive} if (ctx) context.with(ctx, work);`,
      `${derive} context.with(ctx.setValue(bag, 1), work);`,
      `${derive} if (ctx === context.active()) work();`,
      `${derive} if (trace.getSpan(ctx)) work();`,
      `${derive} this.ctx = ctx;`,
      `${derive} work(() => ctx);`,
      `${derive} eval('ctx'); work(...[ctx]);`,
    ])
      assert.equal(fate(body), undefined, body);
  });

  it('is not asked where the result is dropped at once', () => {
    assert.equal(fate('trace.setSpan(context.active(), span);'), undefined);
    assert.equal(fate(derive), undefined);
  });
});
