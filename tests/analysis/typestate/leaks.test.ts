import assert from 'node:assert/strict';
import { describeExit, findLeak, findLeaks, reachesRelease } from '../../../src/analysis/typestate';
import { held, resource, type Options } from './resource-support';

/** The exit and line of the leak to report, or 'none'. The body starts on line 2. */
function leakOf(body: string, options: Options = {}): string {
  const leak = findLeak(resource(body, options));
  return leak ? `${leak.exit} ${leak.line}` : 'none';
}

const attached = 'const t = attach();\n';

describe('findLeak', () => {
  describe('on straight code', () => {
    it('finds a resource that is never released', () => {
      assert.equal(leakOf(`${attached}work();`), 'end 4');
    });
    it('is silent when nothing can go wrong between', () => {
      assert.equal(leakOf(`${attached}x = 1;\nt.dispose();`), 'none');
    });
    it('finds a call that throws before the release', () => {
      assert.equal(leakOf(`${attached}work();\nt.dispose();`), 'throw 3');
    });
    it('does not mind that the acquisition throws', () => {
      assert.equal(leakOf(`first();\n${attached}t.dispose();`), 'none');
    });
    it('does not mind what throws after the release', () => {
      assert.equal(leakOf(`${attached}t.dispose();\nwork();`), 'none');
    });
    it('takes a release that throws for a release', () => {
      assert.equal(leakOf(`${attached}try { t.dispose(); } catch { x = 1; }`), 'none');
    });
    it('counts a second release as nothing', () => {
      assert.equal(leakOf(`${attached}try { work(); t.dispose(); } finally { t.dispose(); }`), 'none');
    });
    it('does not count a release in a nested function', () => {
      assert.equal(leakOf(`${attached}const stop = () => { t.dispose(); };`), 'end 4');
    });
    it('answers for code that cannot be reached', () => {
      assert.equal(leakOf(`return;\n${attached}`), 'end 5');
    });
  });

  describe('on early exits', () => {
    it('finds a return', () => {
      assert.equal(leakOf(`${attached}if (p) return;\nt.dispose();`), 'return 3');
    });
    it('finds a return of a value', () => {
      assert.equal(leakOf(`${attached}if (p) {\nreturn 1; }\nt.dispose();`), 'return 4');
    });
    it('finds a throw', () => {
      assert.equal(leakOf(`${attached}if (p) throw q;\nt.dispose();`), 'throw 3');
    });
    it('prefers a return to a call that throws', () => {
      assert.equal(leakOf(`${attached}work();\nif (p) return;\nt.dispose();`), 'return 4');
    });
    it('prefers a throw to a call that throws', () => {
      assert.equal(leakOf(`${attached}work();\nif (p)\nthrow q;\nt.dispose();`), 'throw 5');
    });
    it('lists every exit that misses', () => {
      const leaks = findLeaks(resource(`${attached}work();\nif (p) return;\nif (q) throw p;\nt.dispose();`));
      assert.deepEqual(
        leaks.map(({ exit, line }) => `${exit} ${line}`),
        ['return 4', 'throw 5', 'throw 3'],
      );
    });
    it('does not mind an exit before the acquisition', () => {
      assert.equal(leakOf(`if (p) return;\n${attached}t.dispose();`), 'none');
    });
    it('does not come back from process.exit()', () => {
      assert.equal(leakOf(`${attached}if (p) { process.exit(1); }\nt.dispose();`, { throws: 'none' }), 'none');
    });
    it('finds the value of an arrow function', () => {
      const leak = findLeak(held('const f = () => attach();'));
      assert.equal(leak?.exit, 'return');
      assert.equal(leak.at.type, 'CallExpression');
    });
  });

  describe('with try', () => {
    it('is silent with a finally', () => {
      assert.equal(
        leakOf(`${attached}try { work(); if (p) return; for (const x of xs) work(); } finally { t.dispose(); }`),
        'none',
      );
    });
    it('finds a call between the acquisition and the try', () => {
      assert.equal(leakOf(`${attached}work();\ntry { work(); } finally { t.dispose(); }`), 'throw 3');
    });
    it('is silent when the resource is acquired inside the try', () => {
      assert.equal(leakOf('let t;\ntry { t = attach(); work(); } finally { if (t) t.dispose(); }'), 'none');
      assert.equal(leakOf('let t;\ntry { work(); t = attach(); work(); } finally { t?.dispose(); }'), 'none');
    });
    it('finds a finally that releases on a condition only', () => {
      assert.equal(leakOf(`${attached}try { work(); } finally {\nif (p) t.dispose();\n}`), 'end 6');
    });
    it('finds a call before the release in the finally', () => {
      assert.equal(leakOf(`${attached}try { work(); } finally {\nlog();\nt.dispose();\n}`), 'throw 4');
    });
    it('finds a handler that swallows', () => {
      const leak = findLeak(resource(`${attached}try {\nwork();\nt.dispose();\n} catch { x = 1; }`));
      assert.equal(leak?.exit, 'end');
      assert.equal(leak.thrownAt?.loc.start.line, 4);
    });
    it('finds a handler that rethrows', () => {
      assert.equal(leakOf(`${attached}try { work(); t.dispose(); } catch (e) {\nthrow e; }`), 'throw 4');
    });
    it('finds a handler that returns', () => {
      assert.equal(leakOf(`${attached}try { work(); } catch (e) {\nreturn; }\nt.dispose();`), 'return 4');
    });
    it('is silent when the handler and the normal path release', () => {
      assert.equal(leakOf(`${attached}try { work(); } catch (e) { t.dispose(); throw e; }\nt.dispose();`), 'none');
      assert.equal(leakOf(`${attached}try { work(); } catch { x = 1; }\nt.dispose();`), 'none');
    });
    it('names the origin of an exception that passes a finally', () => {
      const body = `${attached}try {\nwork();\n} finally {\ntry { clean(); } catch { x = 1; }\n}\nt.dispose();`;
      assert.equal(leakOf(body), 'throw 4');
    });
    it('names the return that passes a finally', () => {
      assert.equal(leakOf(`${attached}try {\nif (p) return;\n} finally { x = 1; }\nt.dispose();`), 'return 4');
    });
    it('finds a finally that overrides with its own return', () => {
      assert.equal(leakOf(`${attached}try { x = 1; } finally {\nreturn; }\nt.dispose();`), 'return 4');
    });
    it('is silent where finalizers are nested too deep to keep the paths apart', () => {
      const nest = (depth: number): string => `try { work(); } finally { ${depth > 0 ? nest(depth - 1) : ''} }`;
      assert.equal(leakOf(`${attached}${nest(2)}\nt.dispose();`), 'throw 3');
      assert.equal(leakOf(`${attached}${nest(6)}\nt.dispose();`), 'none');
    });
    it('releases by a using declaration', () => {
      const query = held('function f() { using t = attach(); work(); if (p) return; }', {
        release: 'using t = attach();',
      });
      assert.equal(findLeak(query), undefined);
    });
  });

  describe('in loops', () => {
    it('is silent when every turn releases', () => {
      assert.equal(
        leakOf('for (const x of xs) { const t = attach(); try { work(); } finally { t.dispose(); } }'),
        'none',
      );
    });
    it('finds a continue', () => {
      assert.equal(
        leakOf('while (p()) {\nconst t = attach();\nif (q) continue;\nt.dispose(); }', { throws: 'none' }),
        'loop 4',
      );
    });
    it('finds a break', () => {
      assert.equal(
        leakOf('for (;;) {\nconst t = attach();\nif (q) break;\nt.dispose(); }', { throws: 'none' }),
        'break 4',
      );
    });
    it('finds a break to a label', () => {
      const body = 'out: for (;;) { for (;;) {\nconst t = attach();\nif (q) break out;\nt.dispose(); } }';
      assert.equal(leakOf(body, { throws: 'none' }), 'break 4');
    });
    it('finds a continue of an outer loop', () => {
      const body =
        'out: for (const y of xs) { for (const x of xs) {\nconst t = attach();\nif (q) continue out;\nt.dispose(); } }';
      assert.equal(leakOf(body, { throws: 'none' }), 'break 4');
    });
    it('finds a loop that only acquires', () => {
      assert.equal(leakOf('for (const x of xs) {\nconst t = attach(); }\nt.dispose();', { throws: 'none' }), 'loop 2');
    });
    it('does not take a break of an inner loop or switch for one of the outer', () => {
      const body = 'for (;;) { const t = attach(); for (;;) { break; } switch (p) { case 1: break; } t.dispose(); }';
      assert.equal(leakOf(body, { throws: 'none' }), 'none');
    });
    it('finds a release in a loop that may not run', () => {
      assert.equal(leakOf(`${attached}for (const x of xs) { t.dispose(); }`, { throws: 'none' }), 'end 4');
    });
    it('is silent after an endless loop', () => {
      assert.equal(leakOf(`${attached}while (true) { x = 1; }`), 'none');
    });
    it('is silent when the variable is tested before it is filled again', () => {
      assert.equal(leakOf('let t;\nwhile (p()) { if (!t) t = attach(); }\nt?.dispose();', { throws: 'none' }), 'none');
    });
    it('is silent about ??= in a loop', () => {
      assert.equal(leakOf('let t;\nwhile (p()) { t ??= attach(); }\nt?.dispose();', { throws: 'none' }), 'none');
    });
  });

  describe('with switch and conditions', () => {
    it('finds the case that misses', () => {
      const body = `${attached}switch (p) {\ncase 1: t.dispose(); break;\ncase 2: break;\ndefault: t.dispose(); }`;
      assert.equal(leakOf(body), 'end 7');
    });
    it('is silent when every case releases', () => {
      assert.equal(leakOf(`${attached}switch (p) { case 1: t.dispose(); break; default: t.dispose(); }`), 'none');
    });
    it('is silent when a case falls through to the release', () => {
      assert.equal(leakOf(`${attached}switch (p) { case 1: x = 1; case 2: default: t.dispose(); }`), 'none');
    });
    it('finds the branch that misses', () => {
      assert.equal(leakOf(`${attached}if (p) t.dispose();`), 'end 4');
      assert.equal(leakOf(`${attached}p && t.dispose();`), 'end 4');
      assert.equal(leakOf(`${attached}p ? t.dispose() : 0;`), 'end 4');
    });
    it('is silent when both branches release', () => {
      assert.equal(leakOf(`${attached}if (p) t.dispose(); else t.dispose();`), 'none');
    });
  });

  describe('with guards on the resource', () => {
    const guards = [
      'if (t) t.dispose();',
      'if (!t) return;\nt.dispose();',
      't && t.dispose();',
      't?.dispose();',
      't?.dispose?.();',
      'if (t != null) t.dispose();',
      'if (t !== undefined) t.dispose();',
      'if (undefined !== t) { t.dispose(); }',
      'if (t === null || t === undefined) return;\nt.dispose();',
      "if (typeof t !== 'undefined') t.dispose();",
      'if (!!t) t.dispose();',
      'const has = t !== undefined;\nif (has) t.dispose();',
      'const u = t;\nif (u) u.dispose();',
      't ? t.dispose() : log();',
      'if (t && p) t.dispose(); else if (t) t.dispose();',
    ];
    for (const guard of guards) {
      it(`counts ${JSON.stringify(guard)}`, () => {
        assert.equal(leakOf(`let t;\nif (p) t = attach();\n${guard}`), 'none');
        assert.equal(leakOf(`const t = p() ? attach() : undefined;\n${guard}`), 'none');
      });
    }
    it('counts Boolean(), when it is known not to throw', () => {
      assert.equal(
        leakOf('let t;\nif (p) t = attach();\nif (Boolean(t)) t.dispose();', { safe: 'Boolean(t)' }),
        'none',
      );
    });
    it('counts the optional chain of a release on anything', () => {
      assert.equal(leakOf('o.list = [attach()];\no.list?.[0]?.dispose();'), 'none');
    });
    it('counts a guard on a field', () => {
      assert.equal(leakOf('this.t = attach();\nif (this.t) this.t.dispose();'), 'none');
    });
    it('counts a guard on a value that && gave', () => {
      assert.equal(leakOf('const t = p && attach();\nif (t) t.dispose();'), 'none');
    });
    it('still finds the guard that asks for more', () => {
      assert.equal(leakOf(`${attached}if (t && p) t.dispose();`), 'end 4');
    });
    it('knows nothing of the variable after another assignment', () => {
      assert.equal(leakOf(`let t = attach(), u = t;\nt = q;\nif (t) t.dispose();`), 'end 5');
    });
  });

  describe('with conditions that go together', () => {
    const together = [
      'let t;\nif (p) t = attach();\nif (p) t.dispose();',
      'let t;\nif (p) t = attach();\nx = 1;\nif (!p) return;\nt.dispose();',
      'if (!p) return;\nconst t = attach();\nif (p) t.dispose();',
      'let t;\nif (o.on) t = attach();\nif (o.on) t.dispose();',
      'let t;\nif (o.on) t = attach();\nif (o?.on) t.dispose();',
      "let t;\nif (p === 'a') t = attach();\nif (p === 'a') t.dispose();",
      "let t;\nif (p === 'a') t = attach();\nif (p !== 'b') t.dispose();",
      "let t;\nif (p === 'a') t = attach();\nswitch (p) { case 'b': break; default: t.dispose(); }",
      "let t;\nswitch (p) { case 'a': t = attach(); }\nswitch (p) { case 'b': break; case 'a': t.dispose(); }",
      'let t;\nif (p > 3) t = attach();\nif (p > 3) t.dispose();',
      'let t;\nif (p && q) t = attach();\nif (p && q) t.dispose();',
      'const on = p && q;\nlet t;\nif (on) t = attach();\nif (p) t.dispose();',
      'const t = p ? attach() : undefined;\nif (p) t.dispose();',
      'const t = p && attach();\nif (p) t.dispose();',
      'let on = false, t;\nif (p()) { t = attach(); on = true; }\nif (on) t.dispose();',
      'let on = false, t;\ntry { q(); t = attach(); on = true; work(); } finally { if (on) t.dispose(); }',
      'let done = false;\nconst t = attach();\nif (p) { t.dispose(); done = true; }\nif (!done) t.dispose();',
    ];
    for (const body of together) {
      it(`is silent about ${JSON.stringify(body)}`, () => {
        assert.equal(leakOf(body), 'none');
      });
    }
    it('finds conditions that differ', () => {
      assert.equal(leakOf('let t;\nif (p) t = attach();\nif (q) t.dispose();'), 'end 5');
      assert.equal(leakOf("let t;\nif (p !== 'a') t = attach();\nif (p === 'a') t.dispose();"), 'end 5');
    });
    it('finds a condition that was assigned between', () => {
      assert.equal(leakOf('let t;\nif (p) t = attach();\np = q();\nif (p) t.dispose();', { throws: 'none' }), 'end 6');
      assert.equal(leakOf('let t;\nif (o.on) t = attach();\no.on = q;\nif (o.on) t.dispose();'), 'end 6');
      assert.equal(leakOf('let t;\nif (p) t = attach();\np++;\nif (p) t.dispose();'), 'end 6');
      assert.equal(leakOf('let t;\nif (p) t = attach();\n[p] = q;\nif (p) t.dispose();'), 'end 6');
    });
    it('finds a condition that is called anew each time', () => {
      assert.equal(leakOf('let t;\nif (on()) t = attach();\nif (on()) t.dispose();', { throws: 'none' }), 'end 5');
    });
    it('knows the variable of a loop anew each turn', () => {
      const body = 'let t;\nfor (const y of xs) { if (y) t = attach();\nfor (y of xs) x = 1;\nif (y) t.dispose(); }';
      assert.equal(leakOf(body, { throws: 'none' }), 'loop 3');
    });
    it('does not drown in conditions', () => {
      const many = Array.from({ length: 60 }, (_, index) => `if (o.a${index}) x = ${index};`).join('\n');
      assert.equal(leakOf(`${attached}${many}\n${many}\nt.dispose();`), 'none');
      assert.equal(leakOf(`${attached}${many}\nif (o.a1) return;\nt.dispose();`), 'return 63');
    });
  });

  describe('when the variable is overwritten', () => {
    it('finds another acquisition into it', () => {
      assert.equal(leakOf('let t = attach();\nt = again();\nt.dispose();', { throws: 'none' }), 'overwritten 3');
    });
    it('is silent when it was copied before', () => {
      assert.equal(leakOf('let t = attach();\nconst u = t;\nt = q;\nu.dispose();', { release: 'u.dispose()' }), 'none');
    });
    it('is silent when the new value keeps the old one', () => {
      assert.equal(leakOf('let t = attach();\nt = t ?? q;\nt = wrap(t);\nt.dispose();', { throws: 'none' }), 'none');
    });
    it('is silent after the release', () => {
      assert.equal(leakOf('let t = attach();\nt.dispose();\nt = undefined;'), 'none');
    });
  });

  describe('with hand-over', () => {
    it('is silent on the path that hands over', () => {
      assert.equal(leakOf(`${attached}keep(t);`, { transfers: ['keep(t)'] }), 'none');
      assert.equal(leakOf(`${attached}return t;`, { transfers: ['return t;'] }), 'none');
    });
    it('finds the path that does not', () => {
      assert.equal(leakOf(`${attached}if (p) return t;`, { transfers: ['return t;'] }), 'end 4');
    });
    it('takes the value of an arrow function for a return', () => {
      const query = held('const f = () => ({ t: attach() });');
      const body = 'body' in query.graph.owner ? query.graph.owner.body : undefined;
      assert.equal(findLeak({ ...query, transfers: (node) => node === body }), undefined);
    });
  });

  describe('with a choice of strictness', () => {
    const called = `${attached}work();\nt.dispose();`;
    const thrown = `${attached}if (p) throw q;\nt.dispose();`;
    const awaited = `${attached}await work();\nt.dispose();`;
    it('calls: reckons with every call', () => {
      assert.equal(leakOf(called, { throws: 'calls' }), 'throw 3');
      assert.equal(leakOf(`${attached}for (const x of xs) x;\nt.dispose();`, { throws: 'calls' }), 'throw 3');
    });
    it('explicit-and-await: reckons with throw, await, yield and for await', () => {
      assert.equal(leakOf(called, { throws: 'explicit-and-await' }), 'none');
      assert.equal(leakOf(thrown, { throws: 'explicit-and-await' }), 'throw 3');
      assert.equal(leakOf(awaited, { throws: 'explicit-and-await', kind: 'async' }), 'throw 3');
      const loop = `${attached}for await (const x of xs) x;\nt.dispose();`;
      assert.equal(leakOf(loop, { throws: 'explicit-and-await', kind: 'async' }), 'throw 3');
    });
    it('none: does not reckon with leaving by an exception', () => {
      assert.equal(leakOf(called, { throws: 'none' }), 'none');
      assert.equal(leakOf(thrown, { throws: 'none' }), 'none');
      assert.equal(leakOf(awaited, { throws: 'none', kind: 'async' }), 'none');
    });
    it('none: still sees a throw that is caught here', () => {
      assert.equal(
        leakOf(`${attached}try { if (p) throw q;\nt.dispose(); } catch {\nreturn; }`, { throws: 'none' }),
        'return 5',
      );
    });
    it('leaves out what is known not to throw', () => {
      assert.equal(leakOf(called, { safe: 'work()' }), 'none');
      assert.equal(leakOf(`${attached}work(q());\nt.dispose();`, { safe: 'work(q())' }), 'throw 3');
    });
  });

  describe('in generators', () => {
    it('finds a yield at which the consumer stops', () => {
      assert.equal(leakOf(`${attached}yield 1;\nt.dispose();`, { kind: 'generator' }), 'early-return 3');
    });
    it('is silent with a finally', () => {
      assert.equal(leakOf(`${attached}try { yield 1; } finally { t.dispose(); }`, { kind: 'generator' }), 'none');
    });
  });

  it('carries a witness from the acquisition to the exit', () => {
    const leak = findLeak(resource(`${attached}if (p) return;\nt.dispose();`));
    assert.equal(leak?.path.nodes[0]?.ast.type, 'CallExpression');
    assert.equal(leak.path.nodes.at(-1)?.kind, 'return-exit');
    assert.equal(leak.path.edges.length, leak.path.nodes.length - 1);
    assert.ok(leak.path.nodes.some((node) => node.ast === leak.at));
  });

  it('says how the function leaves', () => {
    const exits = ['break', 'early-return', 'end', 'loop', 'overwritten', 'return', 'throw'] as const;
    const words = exits.map((exit) => describeExit({ exit }));
    assert.equal(new Set(words).size, exits.length);
    assert.equal(describeExit({ exit: 'return' }), 'returns');
  });
});

describe('reachesRelease', () => {
  it('tells a release on some path from none at all', () => {
    assert.equal(reachesRelease(resource(`${attached}if (p) t.dispose();`)), true);
    assert.equal(reachesRelease(resource(`${attached}return;\nt.dispose();`)), false);
    assert.equal(reachesRelease(resource(`t.dispose();\n${attached}`)), false);
  });
});
