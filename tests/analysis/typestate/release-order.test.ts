import assert from 'node:assert/strict';
import { findOutOfOrderRelease, type OutOfOrderRelease } from '../../../src/analysis/typestate';
import { held } from './resource-support';

/** `a` holds what `attach()` gives, `b` what `again()` gives. */
function orderOf(body: string): OutOfOrderRelease | undefined {
  const text = `function f(p, q, xs) {\n${body}\n}`;
  const release = (name: string): RegExp => new RegExp(`^${name}\\??\\.dispose\\(\\)$`, 'u');
  const outer = held(text);
  const inner = held(text, { acquire: 'again' });
  const { graph } = outer;
  const textOf = (range: readonly [number, number]): string => text.slice(...range);
  return findOutOfOrderRelease({
    graph,
    outer: { acquire: outer.acquire, releases: (node) => release('a').test(textOf(node.range)) },
    inner: { acquire: sameCall(inner.acquire.range, graph), releases: (node) => release('b').test(textOf(node.range)) },
  });
}

function sameCall(
  range: readonly [number, number],
  graph: ReturnType<typeof held>['graph'],
): ReturnType<typeof held>['acquire'] {
  return graph.nodes.find(
    ({ ast, kind }) => kind === 'evaluate' && ast.range[0] === range[0] && ast.range[1] === range[1],
  )!.ast;
}

const both = 'const a = attach();\nconst b = again();\n';

describe('findOutOfOrderRelease', () => {
  it('finds the outer one released first', () => {
    const found = orderOf(`${both}a.dispose();\nb.dispose();`);
    assert.equal(found?.release.loc.start.line, 4);
    assert.equal(found.late.loc.start.line, 5);
    assert.equal(found.path.nodes.at(-1)?.ast, found.late);
  });
  it('is silent about the right order', () => {
    assert.equal(orderOf(`${both}b.dispose();\na.dispose();`), undefined);
  });
  it('is silent about one after the other', () => {
    assert.equal(orderOf('const a = attach();\na.dispose();\nconst b = again();\nb.dispose();'), undefined);
  });
  it('is silent about nested try statements', () => {
    const body =
      'const a = attach(); try { const b = again(); try { work(); } finally { b.dispose(); } } finally { a.dispose(); }';
    assert.equal(orderOf(body), undefined);
  });
  it('finds a finally in the wrong order', () => {
    assert.ok(orderOf(`${both}try { work(); } finally { a.dispose(); b.dispose(); }`));
  });
  it('finds a wrong order on one path', () => {
    assert.ok(orderOf(`${both}if (p) { a.dispose(); }\nb.dispose();\na.dispose();`));
  });
  it('does not take a leak for a wrong order', () => {
    assert.equal(orderOf(`${both}a.dispose();`), undefined);
  });
  it('is silent where conditions keep the releases apart', () => {
    assert.equal(
      orderOf(`${both}if (p) { b.dispose(); a.dispose(); }\nif (!p) { b.dispose(); }\na.dispose();`),
      undefined,
    );
  });
  it('is silent where the inner one was not acquired', () => {
    assert.equal(
      orderOf('const a = attach(); let b; if (p) b = again(); if (!p) a.dispose(); b?.dispose(); a.dispose();'),
      undefined,
    );
  });
  it('is silent about another turn of a loop', () => {
    assert.equal(
      orderOf('for (const x of xs) { const a = attach(); const b = again(); b.dispose(); a.dispose(); }'),
      undefined,
    );
  });
});
