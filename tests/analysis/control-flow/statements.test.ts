import assert from 'node:assert/strict';
import { completionOf } from '../../../src/analysis/control-flow';
import { trace, traceFunction, traceProgram, traceStaticBlock, type Traced } from './flow-support';

/** Asserts which event sequences (names joined by blanks, each directly after the one before) are paths. */
function assertSteps(
  traced: Traced,
  expected: { readonly can?: readonly string[]; readonly cannot?: readonly string[] },
): void {
  for (const steps of expected.can ?? []) assert.ok(traced.steps(...steps.split(' ')), `can: ${steps}`);
  for (const steps of expected.cannot ?? []) assert.ok(!traced.steps(...steps.split(' ')), `cannot: ${steps}`);
}

describe('the flow of statements', () => {
  it('goes from one to the next', () => {
    assertSteps(trace('a(); b();'), {
      can: ['entry a b return', 'entry a throw', 'a b throw'],
      cannot: ['entry b', 'a return', 'b a', 'entry return', 'entry throw'],
    });
  });
  it('has an implicit return at the end, and a return where one is written', () => {
    assertSteps(trace('a(); return b(); c();'), { can: ['a b return'], cannot: ['b c', 'a c', 'entry c', 'a return'] });
    assertSteps(trace(''), { can: ['entry return'], cannot: ['entry throw'] });
  });
  it('throws', () => {
    assertSteps(trace('a(); throw b(); c();'), { can: ['a b throw'], cannot: ['b return', 'b c'] });
  });
  it('branches at if', () => {
    assertSteps(trace('if (a()) b(); c();'), { can: ['a b c', 'a c'], cannot: ['entry b', 'entry c'] });
    assertSteps(trace('if (a()) b(); else c(); d();'), { can: ['a b d', 'a c d'], cannot: ['a d', 'b c'] });
    assertSteps(trace('if (a()) return b(); c();'), { can: ['a b return', 'a c return'], cannot: ['b c', 'a return'] });
  });
  it('knows constant conditions', () => {
    assertSteps(trace('if (true) a(); else b(); c();'), { can: ['entry a c'], cannot: ['entry b', 'entry c'] });
    assertSteps(trace('if (!1) a(); b();'), { can: ['entry b'], cannot: ['entry a'] });
  });
  it('repeats while', () => {
    assertSteps(trace('while (a()) b(); c();'), { can: ['a b a c', 'a c'], cannot: ['b c', 'entry b'] });
    assertSteps(trace('while (a()) { if (b()) break; if (c()) continue; d(); } e();'), {
      can: ['a b e', 'a b c a', 'c d a', 'a e'],
      cannot: ['c e', 'd e', 'b a'],
    });
  });
  it('does not leave while (true) but by a jump', () => {
    assertSteps(trace('while (true) { a(); } b();'), { can: ['a a', 'a throw'], cannot: ['a b', 'a return'] });
    assertSteps(trace('for (;;) { if (a()) break; } b();'), { can: ['a a', 'a b return'] });
    assertSteps(trace('for (; true; ) a(); b();'), { cannot: ['a b'] });
    assertSteps(trace('do { a(); } while (true); b();'), { can: ['a a'], cannot: ['a b'] });
  });
  it('runs the body of do-while first', () => {
    assertSteps(trace('do { a(); if (b()) continue; c(); } while (d()); e();'), {
      can: ['entry a b d a', 'b c d e', 'b d e'],
      cannot: ['entry d', 'b a', 'c e'],
    });
  });
  it('runs the parts of for in turn', () => {
    assertSteps(trace('for (let i = a(); b(); c()) { if (d()) continue; if (e()) break; f(); } g();'), {
      can: ['entry a b d c b g', 'd e g', 'e f c b', 'b g'],
      cannot: ['a c', 'd b', 'e c', 'f b', 'a g'],
    });
  });
  it('iterates for-in and for-of', () => {
    assertSteps(trace('for (const k in a()) { b(); } c();'), { can: ['a b b c', 'a c'], cannot: ['entry b'] });
    assertSteps(trace('for (const { x = a() } of b()) { c(); } d();'), {
      can: ['b a c a', 'b c c d', 'b d', 'c throw'],
      cannot: ['c b'],
    });
    assertSteps(trace('for (o[a()] of b()) c();'), { can: ['b a c a', 'c return'], cannot: ['entry a', 'b c'] });
    assert.deepEqual(trace('for (const x of xs) a();').exceptionCauses('for (const x of xs) a();'), ['iteration']);
  });
  it('jumps to labels', () => {
    const loops = trace(
      'x: while (a()) { y: while (b()) { if (c()) break x; if (d()) continue x; if (e()) break y; f(); } g(); } h();',
    );
    assertSteps(loops, {
      can: ['c h', 'd a', 'e g a', 'f b', 'b g'],
      cannot: ['c a', 'd b', 'd g', 'e b', 'f g'],
    });
    assertSteps(trace('x: { a(); if (b()) break x; c(); } d();'), { can: ['b d', 'b c d'], cannot: ['a d'] });
    assertSteps(trace('x: y: while (a()) { if (b()) continue x; if (c()) break y; d(); }'), {
      can: ['b a', 'c return'],
      cannot: ['c a'],
    });
  });
  it('does not let a plain break leave a labelled block', () => {
    assertSteps(trace('while (a()) { x: { if (b()) break; c(); } d(); } e();'), {
      can: ['b e', 'b c d'],
      cannot: ['b d'],
    });
  });
  it('tests switch cases in order and falls through', () => {
    assertSteps(trace('switch (a()) { case b(): c(); case d(): e(); break; default: f(); } g();'), {
      can: ['a b c e g', 'a b d e g', 'a b d f g'],
      cannot: ['c d', 'c f', 'e f', 'd g', 'b e'],
    });
    assertSteps(trace('switch (a()) { default: b(); case c(): d(); } e();'), {
      can: ['a c b d e', 'a c d e'],
      cannot: ['a b', 'a e', 'c e'],
    });
    assertSteps(trace('switch (a()) { case b(): c(); } d();'), { can: ['b c d', 'b d'] });
    assertSteps(trace('switch (a()) { } b();'), { can: ['a b'] });
    assertSteps(trace('while (a()) switch (b()) { case 1: if (c()) continue; d(); break; }'), {
      can: ['c a', 'd a'],
      cannot: ['c return'],
    });
  });

  describe('try', () => {
    it('leads exceptions to the handler', () => {
      assertSteps(trace('try { a(); b(); } catch { c(); } d();'), {
        can: ['a c d', 'a b c', 'b d', 'c throw'],
        cannot: ['a throw', 'b throw', 'a d', 'entry c'],
      });
    });
    it('evaluates the pattern of the handler', () => {
      assertSteps(trace('try { a(); } catch ({ message = b() }) { c(); }'), {
        can: ['a b c', 'a c'],
        cannot: ['entry b'],
      });
    });
    it('leads throw to the handler', () => {
      assertSteps(trace('try { throw a(); } catch { b(); } c();'), { can: ['a b c'], cannot: ['a c', 'a throw'] });
    });
    it('cannot reach the handler of a block that does not throw', () => {
      assertSteps(trace('try { x = 1; } catch { a(); } b();'), { can: ['entry b'], cannot: ['entry a'] });
    });
    it('runs finally after every completion, and goes on the way it came', () => {
      const traced = trace('try { a(); if (b()) return c(); } finally { d(); } e();');
      assertSteps(traced, {
        can: ['a d throw', 'b d e', 'c d return', 'c d throw'],
        cannot: ['a e', 'c return', 'b e'],
      });
      assert.ok(!traced.steps('c', 'd', 'e'), 'a return does not go on after the try');
      assert.equal(traced.nodes('d').length, 3);
    });
    it('does not reach what follows a try that only returns or throws', () => {
      assertSteps(trace('try { return a(); } finally { b(); } c();'), {
        can: ['a b return', 'a b throw'],
        cannot: ['b c'],
      });
    });
    it('runs finally after the handler', () => {
      assertSteps(trace('try { a(); } catch { b(); throw c(); } finally { d(); } e();'), {
        can: ['a d e', 'a b d throw', 'b c d throw'],
        cannot: ['c d e', 'a b d e', 'a throw', 'c throw'],
      });
    });
    it('runs finally on break and continue', () => {
      const traced = trace(
        'while (a()) { try { if (b()) break; if (c()) continue; d(); } finally { e(); } f(); } g();',
      );
      assertSteps(traced, {
        can: ['b e g', 'c e a', 'd e f a', 'd e throw'],
        cannot: ['b e f', 'b e a', 'c e f', 'c e g', 'd e g', 'd e a', 'b g', 'c a'],
      });
    });
    it('runs all finalizers that a jump passes, from the inside out', () => {
      const traced = trace('x: while (a()) { try { try { if (b()) break x; } finally { c(); } } finally { d(); } }');
      assertSteps(traced, { can: ['b c d return', 'b c d a', 'b c d throw'], cannot: ['b d', 'c return', 'c a'] });
    });
    it('stays inside for a jump that does not leave', () => {
      assertSteps(trace('try { while (a()) { if (b()) break; } c(); } finally { d(); }'), {
        can: ['b c d'],
        cannot: ['b d return'],
      });
    });
    it('lets finally override the completion', () => {
      assertSteps(trace('try { a(); return b(); } finally { return c(); }'), {
        can: ['a c return', 'b c return'],
        cannot: ['a throw'],
      });
      assertSteps(trace('while (a()) { try { throw b(); } finally { continue; } }'), {
        can: ['b a'],
        cannot: ['b throw', 'b return'],
      });
      assertSteps(trace('while (a()) { try { return b(); } finally { break; } } c();'), {
        can: ['b c return'],
        cannot: ['b return'],
      });
      assertSteps(trace('try { return a(); } finally { throw b(); }'), {
        can: ['a b throw'],
        cannot: ['a return', 'b return'],
      });
    });
    it('handles an exception in a finalizer outside it', () => {
      assertSteps(trace('try { try { a(); } finally { b(); } } catch { c(); } d();'), {
        can: ['a b c d', 'a b d'],
        cannot: ['a c', 'a b throw'],
      });
    });
    it('shares one copy of finalizers that are nested too deep, and says so', () => {
      const nest = (depth: number): string => `try { a${depth}(); } finally { ${depth > 0 ? nest(depth - 1) : ''} }`;
      assert.equal(trace(nest(2)).graph.isApproximate, false);
      const { graph } = trace(nest(12));
      assert.equal(graph.isApproximate, true);
      assert.ok(graph.nodes.length < 1000);
    });
    it('does not copy for exceptions that cannot come', () => {
      assert.equal(trace('try { x = 1; } finally { a(); }').nodes('a').length, 1);
      assert.equal(trace('try { return; } finally { a(); }').nodes('a').length, 1);
    });
  });

  describe('using', () => {
    const text = '{ using x = a(); b(); if (c()) return d(); } e();';
    it('disposes on every way out of the block, but not before the declaration', () => {
      const traced = trace(text);
      const isDisposal = (node: { kind: string }): boolean => node.kind === 'dispose';
      const [a, c, d] = ['a', 'c', 'd'].map((name) => traced.nodes(name));
      const { graph } = traced;
      assert.equal(graph.findPath(c!, { to: traced.nodes('e'), avoid: isDisposal }), undefined);
      assert.equal(graph.findPath(d!, { to: graph.returnExit, avoid: isDisposal }), undefined);
      assert.ok(graph.findPath(a!, { to: graph.throwExit, avoid: isDisposal }), 'a() itself may throw');
      assertSteps(traced, { can: ['c e', 'd return', 'b throw'], cannot: ['d e', 'c return'] });
    });
    it('disposes at the end of each turn of a loop', () => {
      const traced = trace('for (using x of xs) a(); b();');
      const nextTurn = (avoid?: (node: { kind: string }) => boolean): unknown =>
        traced.graph.findPath(traced.nodes('a'), { to: (node) => node.kind === 'iterate', avoid });
      assert.ok(nextTurn());
      assert.equal(
        nextTurn((node) => node.kind === 'dispose'),
        undefined,
      );
    });
    it('suspends for await using', () => {
      const { graph } = trace('{ await using x = a(); }', 'async ');
      assert.deepEqual([...new Set(graph.suspensions.map(({ suspension }) => suspension))], ['await-using']);
    });
  });

  describe('bodies', () => {
    it('leave out nested functions', () => {
      const traced = trace('const f = () => { a(); }; function g() { b(); } const o = { m() { c(); } }; d();');
      assert.deepEqual(
        ['a', 'b', 'c'].map((name) => traced.nodes(name).length),
        [0, 0, 0],
      );
      assertSteps(traced, { can: ['entry d return'] });
    });
    it('begin with default parameters', () => {
      assertSteps(traceFunction('function f(x = a(), { y = b(), ...z } = c()) { d(); }'), {
        can: ['entry a c b d', 'entry d', 'entry c d', 'a b d'],
        cannot: ['c a', 'd a'],
      });
    });
    it('may be one expression', () => {
      const traced = traceFunction('const f = (x) => a(x);');
      assertSteps(traced, { can: ['entry a return', 'a throw'] });
      assert.equal(traced.graph.returnExit.predecessors[0]?.from.kind, 'return');
      assert.equal(traced.nodes('a').length, 1);
    });
    it('may be a program', () => {
      const text =
        "import x from 'x'; a(); export const y = b(); export default c(); enum E { A = d() } namespace N { e(); } declare const z: number;";
      assertSteps(traceProgram(text), { can: ['entry a b c d e return'] });
      assertSteps(traceProgram('export default class { static x = a(); }'), { can: ['entry a return'] });
    });
    it('may be a static block', () => {
      assertSteps(traceStaticBlock('class A { static { a(); } static x = b(); }'), {
        can: ['entry a return'],
        cannot: ['a b'],
      });
    });
  });

  describe('completionOf', () => {
    const completion = (traced: Traced, from: string, to: 'return' | 'throw'): string | undefined => {
      const path = traced.graph.findPath(traced.nodes(from), { to: traced.nodes(to) });
      const found = path && completionOf(path);
      return found && `${found.kind} ${found.at.type}`;
    };
    it('names the return, the end, and what threw', () => {
      const traced = trace('a(); if (b()) return; c();');
      assert.equal(completion(traced, 'b', 'return'), 'return ReturnStatement');
      assert.equal(completion(traced, 'c', 'return'), 'end BlockStatement');
      assert.equal(completion(traced, 'a', 'throw'), 'throw CallExpression');
      assert.equal(completion(trace('a(); throw x;'), 'entry', 'throw'), 'throw CallExpression');
    });
    it('looks through finalizers, and past what these caught themselves', () => {
      const traced = trace('try { if (a()) return; } finally { try { throw b; } catch { c(); } }');
      const path = traced.graph.findPath(traced.nodes('a'), {
        to: traced.graph.returnExit,
        follow: (edge) => edge.kind !== 'false',
      });
      assert.equal(path && completionOf(path)?.kind, 'return');
      assert.equal(completion(traced, 'a', 'throw'), 'throw CallExpression');
    });
    it('is undefined for a path that does not end at an exit', () => {
      const traced = trace('a(); b();');
      const path = traced.graph.findPath(traced.nodes('a'), { to: traced.nodes('b') });
      assert.ok(path);
      assert.equal(completionOf(path), undefined);
    });
  });
});
