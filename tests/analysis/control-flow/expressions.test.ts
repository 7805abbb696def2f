import assert from 'node:assert/strict';
import { trace, type Traced } from './flow-support';

function assertSteps(
  traced: Traced,
  expected: { readonly can?: readonly string[]; readonly cannot?: readonly string[] },
): void {
  for (const steps of expected.can ?? []) assert.ok(traced.steps(...steps.split(' ')), `can: ${steps}`);
  for (const steps of expected.cannot ?? []) assert.ok(!traced.steps(...steps.split(' ')), `cannot: ${steps}`);
}

/** Asserts that the named calls happen in this order, always and without others between. */
function assertOrder(expression: string, order: string): void {
  const names = order.split(' ');
  const traced = trace(`(${expression});`);
  assert.ok(traced.steps('entry', ...names, 'return'), `${expression}: ${order}`);
  for (const name of names) {
    assert.equal(traced.avoids('entry', 'return', name), false, `${expression}: ${name} is always called`);
  }
}

describe('the flow of expressions', () => {
  describe('follows the order of evaluation', () => {
    const orders: readonly (readonly [expression: string, order: string])[] = [
      ['c(a(), b())', 'a b c'],
      ['a()(b())', 'a b'],
      ['a().x[b()](c())', 'a b c'],
      ['new (a())(b())', 'a b'],
      ['a() + b() * c()', 'a b c'],
      ['[a(), ...b(), , c()]', 'a b c'],
      ['{ [a()]: b(), c: c(), ...d() }', 'a b c d'],
      ['`${a()} ${b()}`', 'a b'],
      ['a()`${b()}`', 'a b'],
      ['a(), b()', 'a b'],
      ['a().x = b()', 'a b'],
      ['a()[b()] += c()', 'a b c'],
      ['[a().x] = b()', 'b a'],
      ['{ [a()]: x } = b()', 'b a'],
      ['a()[b()]++', 'a b'],
      ['typeof a(), !b(), delete c().x', 'a b c'],
      ['import(a())', 'a'],
      ['class extends a() { [b()] = x(); static y = d(); [c()]() {} }', 'a b c d'],
      ['a() as string, b()!, <any>c(), d<string>() satisfies any', 'a b c d'],
    ];
    for (const [expression, order] of orders) it(expression, () => assertOrder(expression, order));

    it('declarators one after another, with their patterns', () => {
      assertSteps(trace('const { [a()]: x = b() } = c(), y = d();'), {
        can: ['c a b d', 'c a d'],
        cannot: ['entry a', 'c b'],
      });
    });
    it('default values only where they are needed', () => {
      assertSteps(trace('[x = a(), ...y.z] = b(); c();'), { can: ['b a c', 'b c'], cannot: ['a b'] });
    });
  });

  describe('short-circuits', () => {
    it('&& and ||', () => {
      assertSteps(trace('x = a() && b(); c();'), { can: ['a b c', 'a c'], cannot: ['entry b'] });
      assertSteps(trace('if (a() && b()) c(); else d();'), { can: ['a b c', 'a b d', 'a d'], cannot: ['a c'] });
      assertSteps(trace('if (a() || b()) c(); else d();'), { can: ['a c', 'a b c', 'a b d'], cannot: ['a d'] });
      assertSteps(trace('if (!(a() && !b())) c(); else d();'), { can: ['a c', 'a b c', 'a b d'], cannot: ['a d'] });
      assertSteps(trace('(a() || b()) && c(); d();'), { can: ['a c', 'a b c', 'a b d'], cannot: ['a d'] });
      assertSteps(trace('while (a() && b()) c(); d();'), { can: ['a d', 'b d', 'c a'], cannot: ['c b'] });
    });
    it('??', () => {
      assertSteps(trace('x = a() ?? b(); c();'), { can: ['a b c', 'a c'] });
    });
    it('?:', () => {
      assertSteps(trace('x = a() ? b() : c(); d();'), { can: ['a b d', 'a c d'], cannot: ['b c', 'a d'] });
    });
    it('logical assignment', () => {
      for (const operator of ['&&=', '||=', '??=']) {
        assertSteps(trace(`x[a()] ${operator} b(); c();`), { can: ['a b c', 'a c'], cannot: ['entry b'] });
      }
    });
    it('optional chains, to the end of the chain', () => {
      assertSteps(trace('a()?.x(b()).y(c()); d();'), { can: ['a b c d', 'a d'], cannot: ['b d', 'a c'] });
      assertSteps(trace('a()?.[b()]; c();'), { can: ['a b c', 'a c'] });
      assertSteps(trace('a?.(b())?.c(d()); e();'), {
        can: ['entry b a d e', 'entry b a e', 'entry e'],
        cannot: ['b e'],
      });
      assertSteps(trace('(a()?.b).c(d());'), { can: ['a d'], cannot: ['a return'] });
      assertSteps(trace('a()?.x(b()?.y(c()), d()); e();'), { can: ['a b d e', 'a b c d', 'a e'], cannot: ['b e'] });
    });
    it('labels the edges of a test', () => {
      const { graph } = trace('if (p) q; x = p?.y; x = p ?? q;');
      const kinds = graph.nodes
        .filter((node) => node.kind === 'branch')
        .map((node) => node.successors.map((edge) => edge.kind).sort());
      assert.deepEqual(kinds, [
        ['false', 'true'],
        ['non-nullish', 'nullish'],
        ['non-nullish', 'nullish'],
      ]);
    });
  });

  describe('throws', () => {
    const causes: readonly (readonly [text: string, thrower: string, cause: string])[] = [
      ['a();', 'a()', 'call'],
      ['new A();', 'new A()', 'call'],
      ['a`b`;', 'a`b`', 'call'],
      ['import(p);', 'import(p)', 'call'],
      ['[...p];', '...p', 'iteration'],
      ['throw p;', 'throw p;', 'throw'],
    ];
    for (const [text, thrower, cause] of causes) {
      it(`at ${thrower}, and says: ${cause}`, () => assert.deepEqual(trace(text).exceptionCauses(thrower), [cause]));
    }
    it('at await and at yield', () => {
      assert.deepEqual(trace('await p;', 'async ').exceptionCauses('await p'), ['await']);
      assert.deepEqual(trace('yield p;', '*').exceptionCauses('yield p'), ['yield']);
      assert.deepEqual(
        trace('for await (const x of xs) { }', 'async ').exceptionCauses('for await (const x of xs) { }'),
        ['await'],
      );
    });
    it('not at property access, operators, and object spread', () => {
      const traced = trace('x = p.q.r + ~q; ({ ...p });');
      assert.equal(traced.steps('entry', 'throw'), false);
    });
  });

  describe('suspends', () => {
    const kindsIn = (body: string, kind: Parameters<typeof trace>[1]): (string | undefined)[] =>
      trace(body, kind).graph.suspensions.map((node) => `${node.suspension} ${node.ast.type}`);
    it('at await', () => {
      assert.deepEqual(kindsIn('a(await b()); const f = async () => { await c(); };', 'async '), [
        'await AwaitExpression',
      ]);
    });
    it('at yield and yield*', () => {
      assert.deepEqual(kindsIn('yield a(); yield* b();', '*'), ['yield YieldExpression', 'yield YieldExpression']);
    });
    it('at each turn of for await, and when it is left early', () => {
      assert.deepEqual(kindsIn('for await (const x of xs) a(x);', 'async '), [
        'for-await ForOfStatement',
        'for-await ForOfStatement',
      ]);
      const traced = trace('for await (const x of xs) { a(); break; } b();', 'async ');
      const { graph } = traced;
      const isClose = (node: { kind: string }): boolean => node.kind === 'dispose';
      assert.equal(graph.findPath(traced.nodes('a'), { to: traced.nodes('b'), avoid: isClose }), undefined);
      assert.ok(
        graph.findPath(
          graph.nodes.filter(({ kind }) => kind === 'iterate'),
          { to: traced.nodes('b'), avoid: isClose },
        ),
      );
    });
    it('at the return of an async generator', () => {
      assert.deepEqual(kindsIn('return p;', 'async*'), ['await ReturnStatement']);
      assert.deepEqual(kindsIn('return p;', 'async '), []);
    });
  });

  describe('generators', () => {
    it('may be stopped at a yield, through the finalizers', () => {
      const traced = trace('try { yield a(); b(); } catch { c(); } finally { d(); } e();', '*');
      assertSteps(traced, { can: ['a d return', 'a c d e', 'a b d e'], cannot: ['a return', 'a throw', 'a e'] });
    });
    it('mark the edge', () => {
      const traced = trace('yield p;', '*');
      const kinds = traced.nodes('yield p').flatMap((node) => node.successors.map((edge) => edge.kind));
      assert.deepEqual(kinds.sort(), ['early-return', 'exception', 'normal']);
    });
  });
});
