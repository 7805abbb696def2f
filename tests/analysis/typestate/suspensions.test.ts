import assert from 'node:assert/strict';
import { findHeldReturns, findSuspensionBetween } from '../../../src/analysis/typestate';
import { held, resource, type Options } from './resource-support';

function suspensionOf(body: string, options: Options = {}): string {
  const found = findSuspensionBetween(resource(body, { kind: 'async', ...options }));
  return found ? `${found.kind} ${found.at.loc.start.line}` : 'none';
}

const attached = 'const t = attach();\n';

describe('findSuspensionBetween', () => {
  it('finds an await before the release', () => {
    assert.equal(suspensionOf(`${attached}await q();\nt.dispose();`), 'await 3');
  });
  it('finds an await even though a finally releases', () => {
    assert.equal(suspensionOf(`${attached}try { await q(); } finally { t.dispose(); }`), 'await 3');
  });
  it('finds an await in a handler or a finalizer', () => {
    assert.equal(
      suspensionOf(`${attached}try { q(); } catch (e) {\nawait p(e); } finally { t.dispose(); }`),
      'await 4',
    );
    assert.equal(suspensionOf(`${attached}try { q(); } finally {\nawait p();\nt.dispose(); }`), 'await 4');
  });
  it('finds an await on some path only', () => {
    assert.equal(suspensionOf(`${attached}if (p)\nawait q();\nt.dispose();`), 'await 4');
  });
  it('finds an await where nothing releases', () => {
    assert.equal(suspensionOf(`${attached}await q();`), 'await 3');
  });
  it('finds a for-await loop, and the end of one that is left early', () => {
    assert.equal(suspensionOf(`${attached}for await (const y of xs) x = y;\nt.dispose();`), 'for-await 3');
    assert.equal(suspensionOf('for await (const y of xs) {\nconst t = attach();\nbreak; }'), 'for-await 2');
  });
  it('finds the disposal of an await using variable', () => {
    assert.equal(suspensionOf(`${attached}{\nawait using y = q; }\nt.dispose();`), 'await-using 4');
  });
  it('finds a yield', () => {
    assert.equal(suspensionOf(`${attached}yield q;\nt.dispose();`, { kind: 'generator' }), 'yield 3');
    assert.equal(
      suspensionOf(`${attached}try { yield* q; } finally { t.dispose(); }`, { kind: 'generator' }),
      'yield 3',
    );
  });
  it('finds a return of an async generator, which awaits its value', () => {
    assert.equal(
      suspensionOf(`${attached}try {\nreturn q; } finally { t.dispose(); }`, { kind: 'async-generator' }),
      'await 4',
    );
  });
  it('is silent before the acquisition and after the release', () => {
    assert.equal(suspensionOf(`await q();\n${attached}t.dispose();\nawait q();`), 'none');
    assert.equal(suspensionOf(`const t = attach(await q());\nt.dispose();`), 'none');
  });
  it('is silent when every turn of a loop releases before it awaits', () => {
    assert.equal(
      suspensionOf('for (const y of xs) { const t = attach(); try { p(); } finally { t.dispose(); } await q(); }'),
      'none',
    );
  });
  it('is silent about an await in a nested function', () => {
    assert.equal(suspensionOf(`${attached}const later = async () => { await q(); };\nt.dispose();`), 'none');
  });
  it('is silent where a condition keeps the two apart', () => {
    assert.equal(suspensionOf('let t;\nif (p) t = attach();\nif (!p) await q();\nt?.dispose();'), 'none');
  });
  it('is silent after a hand-over, when told so', () => {
    assert.equal(suspensionOf(`${attached}keep(t);\nawait q();`, { transfers: ['keep(t)'] }), 'none');
  });
  it('carries a witness', () => {
    const found = findSuspensionBetween(resource(`${attached}await q();`, { kind: 'async' }));
    assert.equal(found?.path.nodes.at(-1)?.ast, found?.at);
  });
  it('finds a top-level await', () => {
    assert.equal(findSuspensionBetween(held('const t = attach();\nawait q();'))?.at.loc.start.line, 2);
  });
});

describe('findHeldReturns', () => {
  const linesOf = (body: string): number[] => findHeldReturns(resource(body)).map((node) => node.loc.start.line);

  it('lists returns between acquisition and release, also with a finally', () => {
    assert.deepEqual(linesOf(`${attached}try {\nif (p) return q;\nreturn p;\n} finally { t.dispose(); }`), [4, 5]);
  });
  it('leaves out returns before the acquisition and after the release', () => {
    assert.deepEqual(linesOf(`if (p) return q;\n${attached}t.dispose();\nreturn p;`), []);
  });
  it('holds the value of an arrow function', () => {
    assert.equal(findHeldReturns(held('const f = () => [attach(), work()];'))[0]?.type, 'ArrayExpression');
  });
});
