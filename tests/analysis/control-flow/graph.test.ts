import assert from 'node:assert/strict';
import { trace, traceFunction } from './flow-support';

describe('ControlFlowGraph', () => {
  describe('nodesOf', () => {
    it('knows every evaluation of a node', () => {
      assert.equal(trace('a();').nodes('a').length, 1);
      assert.equal(trace('try { b(); } finally { a(); }').nodes('a').length, 2);
    });
    it('knows nothing of types, names and nested bodies', () => {
      const traced = trace('const f = (x: string) => { a(); };');
      assert.deepEqual(traced.nodes('a'), []);
      assert.deepEqual(traced.graph.nodesOf(traced.ast('(x: string) => { a(); }')).length, 1);
    });
    it('leaves out copies that cannot be reached, unless there are no others', () => {
      assert.equal(trace('return; a();').nodes('a').length, 1);
      assert.equal(trace('return; try { b(); } finally { a(); }').nodes('a').length, 2);
    });
  });

  describe('nodesAround', () => {
    it('finds the closest evaluation', () => {
      const traced = trace('a(p.q[0].r);');
      assert.equal(traced.graph.nodesAround(traced.ast('p.q'))[0]?.ast, traced.ast('p.q'));
      assert.equal(traced.graph.nodesAround(traced.ast('0'))[0]?.ast, traced.ast('p.q[0]'));
      assert.deepEqual(traced.graph.nodesAround(traced.graph.owner), []);
    });
  });

  describe('findPath', () => {
    const traced = trace('if (a()) { b(); c(); } d();');
    it('finds a shortest path', () => {
      const path = traced.graph.findPath(traced.nodes('a'), { to: traced.nodes('d') });
      assert.ok(path);
      assert.ok(!path.nodes.includes(traced.nodes('b')[0]!));
      assert.equal(path.nodes[0], traced.nodes('a')[0]);
      path.edges.forEach((edge, index) => {
        assert.equal(edge.from, path.nodes[index]);
        assert.equal(edge.to, path.nodes[index + 1]);
      });
    });
    it('avoids nodes', () => {
      const b = traced.nodes('b')[0]!;
      const path = traced.graph.findPath(traced.graph.entry, { to: traced.nodes('c'), avoid: (node) => node === b });
      assert.equal(path, undefined);
    });
    it('follows only chosen edges', () => {
      const follow = (edge: { kind: string }): boolean => edge.kind !== 'false' && edge.kind !== 'exception';
      const path = traced.graph.findPath(traced.graph.entry, { to: (node) => node.kind === 'return-exit', follow });
      assert.ok(path?.nodes.includes(traced.nodes('b')[0]!));
      assert.equal(traced.graph.findPath(traced.graph.entry, { to: traced.graph.throwExit, follow }), undefined);
    });
    it('comes back to its start only through a loop', () => {
      const a = traced.nodes('a');
      assert.equal(traced.graph.findPath(a, { to: a }), undefined);
      const loop = trace('while (p) a();');
      assert.ok(loop.graph.findPath(loop.nodes('a'), { to: loop.nodes('a') }));
    });
  });

  describe('isReachable', () => {
    it('is false for dead code', () => {
      const traced = trace('a(); return; b(); while (p) c();');
      const answers = ['a', 'b', 'c'].map((name) => traced.nodes(name).map((node) => traced.graph.isReachable(node)));
      assert.deepEqual(answers, [[true], [false], [false]]);
    });
  });

  describe('dominates', () => {
    const traced = trace('a(); if (b()) { c(); } else { d(); } e(); return; f();');
    const dominates = (earlier: string, later: string): boolean =>
      traced.graph.dominates(traced.nodes(earlier)[0]!, traced.nodes(later)[0]!);
    it('holds where every path passes', () => {
      assert.ok(dominates('a', 'e'));
      assert.ok(dominates('b', 'c'));
      assert.ok(dominates('entry', 'e'));
      assert.ok(dominates('e', 'e'));
    });
    it('does not hold where a path goes round', () => {
      assert.ok(!dominates('c', 'e'));
      assert.ok(!dominates('e', 'a'));
      assert.ok(!dominates('c', 'd'));
    });
    it('does not hold for dead code', () => {
      assert.ok(!dominates('a', 'f'));
    });
    it('holds in loops', () => {
      const loop = trace('a(); while (b()) { if (c()) d(); } e();');
      const holds = (earlier: string, later: string): boolean =>
        loop.graph.dominates(loop.nodes(earlier)[0]!, loop.nodes(later)[0]!);
      assert.deepEqual(
        [holds('b', 'e'), holds('c', 'e'), holds('c', 'd'), holds('d', 'b')],
        [true, false, true, false],
      );
    });
    it('agrees with paths on a body with everything in it', () => {
      const mixed = trace(
        'a(); try { for (const x of xs) { if (b()) continue; if (c()) break; d(); } e(); } catch { f(); } finally { g(); } switch (h()) { case 1: i(); default: j(); }',
      );
      const { graph } = mixed;
      const reachable = graph.nodes.filter((node) => graph.isReachable(node));
      for (const earlier of reachable) {
        for (const later of reachable) {
          if (earlier === later || earlier === graph.entry || later === graph.entry) continue;
          const goesRound = graph.findPath(graph.entry, { to: later, avoid: (node) => node === earlier }) !== undefined;
          assert.equal(graph.dominates(earlier, later), !goesRound);
        }
      }
    });
  });

  describe('postDominates', () => {
    const traced = trace('x = 1; if (p) { y = 2; } try { x = 3; } finally { z = 4; } while (true) { w = 5; }');
    it('holds where every path to an exit passes', () => {
      const body = trace('x = 1; if (p) { y = 2; } z = 3;');
      const of = (later: string, earlier: string): boolean =>
        body.graph.postDominates(body.nodes(later)[0]!, body.nodes(earlier)[0]!);
      assert.deepEqual([of('z = 3', 'x = 1'), of('y = 2', 'x = 1'), of('x = 1', 'z = 3')], [true, false, false]);
    });
    it('reckons with exceptions', () => {
      const body = trace('a(); b();');
      assert.equal(body.graph.postDominates(body.nodes('b')[0]!, body.nodes('a')[0]!), false);
    });
    it('is false where no exit can be reached', () => {
      assert.equal(traced.graph.postDominates(traced.nodes('w = 5')[0]!, traced.nodes('x = 1')[0]!), false);
    });
  });

  it('builds long bodies', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `if (p${index}) { call(${index}); }`);
    const { graph } = traceFunction(`function f() { ${lines.join('\n')} last(); }`);
    assert.ok(graph.isReachable(graph.returnExit));
    assert.ok(graph.dominates(graph.entry, graph.returnExit));
  });
});
