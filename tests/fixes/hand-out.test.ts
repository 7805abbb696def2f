import assert from 'node:assert/strict';
import {
  combineEdits,
  followingStatements,
  removeStatement,
  runInCallback,
  runTryInCallback,
  wrapFollowingInTryFinally,
} from '../../src/fixes';
import { parseSource } from '../support/source';
import { applied, lines, statementAt } from './support';

const attach = 'const token = context.attach(ctx)';
const dispose = 'token.dispose();';
const inFunction = (...body: readonly string[]): string =>
  lines('async function run() {', ...body.map((line) => `  ${line}`), '}');

/** What becomes of a body that attaches, runs some lines, disposes and returns; undefined without an edit. */
function handedOut(range: readonly string[], behind: string, make = runInCallback): string | undefined {
  const sourceCode = parseSource(inFunction(`${attach};`, ...range, behind));
  const statement = statementAt(sourceCode, attach);
  const drop = [statementAt(sourceCode, dispose)];
  const until = followingStatements(statement)?.at(-2);
  const statements = followingStatements(statement, until) ?? [];
  const moved = make({ sourceCode, statements, before: 'context.with(ctx, ', drop });
  const edit = combineEdits(removeStatement({ sourceCode, statement }), moved);
  return edit && applied(sourceCode, edit);
}

/** The same for `try … finally` with declarations in front. */
function hoisted(range: readonly string[], behind: string): string | undefined {
  const sourceCode = parseSource(inFunction(`${attach};`, ...range, dispose, behind));
  const statement = statementAt(sourceCode, attach);
  const release = statementAt(sourceCode, dispose);
  const edit = wrapFollowingInTryFinally({
    sourceCode,
    statement,
    finallyText: dispose,
    until: release,
    drop: [release],
    hoists: true,
  });
  return edit && applied(sourceCode, edit);
}

describe('fixes: runInCallback', () => {
  it('moves the value of one declaration into the callback', () => {
    assert.equal(
      handedOut(['const x = await load(); // slow', dispose], 'return show(x);'),
      inFunction('const x = await context.with(ctx, async () => await load()); // slow', 'return show(x);'),
    );
    assert.equal(
      handedOut(['const { a, b } = load();', dispose], 'return a + b;'),
      inFunction('const { a, b } = context.with(ctx, () => load());', 'return a + b;'),
    );
  });
  it('minds objects, parentheses and written types', () => {
    assert.equal(
      handedOut(['const x = { a: load() };', dispose], 'return x.a;'),
      inFunction('const x = context.with(ctx, () => ({ a: load() }));', 'return x.a;'),
    );
    assert.equal(
      handedOut(['const x = (log(), load());', dispose], 'return x.a;'),
      inFunction('const x = context.with(ctx, () => (log(), load()));', 'return x.a;'),
    );
    assert.equal(
      handedOut(['const x: Order = { a: await load() };', dispose], 'return x.a;'),
      inFunction(
        'const x: Order = await context.with(ctx, async (): Promise<Order> => ({ a: await load() }));',
        'return x.a;',
      ),
    );
  });
  it('returns what several statements declare', () => {
    assert.equal(
      handedOut(['const x = await load();', 'work(x);', dispose], 'return show(x);'),
      inFunction(
        'const x = await context.with(ctx, async () => {',
        '  const x = await load();',
        '  work(x);',
        '  return x;',
        '});',
        'return show(x);',
      ),
    );
  });
  it('makes no edit where a callback would change the meaning or lose a type', () => {
    const ranges = [
      ['const x = await load();', 'if (!x) return undefined;', dispose],
      ['let x = load();', 'const f = () => { x += 1; };', 'f();', dispose],
      ["const x = 'a';", 'work();', dispose],
      ['function x() {}', 'work();', dispose],
    ];
    for (const range of ranges) assert.equal(handedOut(range, 'return show(x);'), undefined, range.join(' '));
  });
  it('takes a default value along, which would run outside', () =>
    assert.match(
      handedOut(['const { x = load() } = given;', dispose], 'return show(x);') ?? '',
      /=> \{\n {4}const \{ x = load\(\) \} = given;\n {4}return x;/,
    ));
});

describe('fixes: runTryInCallback', () => {
  it('takes the value of the only statement out of its try', () =>
    assert.equal(
      handedOut(['try { x = await load(); } finally { token.dispose(); }'], 'return x;', runTryInCallback),
      inFunction('x = await context.with(ctx, async () => await load());', 'return x;'),
    ));
  it('makes no edit where more stands in the try, or a comment', () => {
    for (const block of ['work(); x = load();', '/* why */ x = load();', 'load();']) {
      const text = `try { ${block} } finally { token.dispose(); }`;
      assert.equal(handedOut([text], 'return x;', runTryInCallback), undefined, block);
    }
  });
});

describe('fixes: wrapFollowingInTryFinally with hoists', () => {
  const inTry = (...body: readonly string[]): readonly string[] => [
    'try {',
    ...body,
    '} finally {',
    '  token.dispose();',
    '}',
  ];
  it('declares in front of the try what is used behind it', () => {
    assert.equal(
      hoisted(['const x = load();', 'const y: Order = { x };', 'const z = 1;', 'work(z);'], 'return show(x, y);'),
      inFunction(
        `${attach};`,
        'let x;',
        'let y: Order;',
        ...inTry('  x = load();', '  y = { x };', '  const z = 1;', '  work(z);'),
        'return show(x, y);',
      ),
    );
    assert.equal(
      hoisted(['const { a, b: [c] } = load();'], 'return a + c;'),
      inFunction(`${attach};`, 'let a, c;', ...inTry('  ({ a, b: [c] } = load());'), 'return a + c;'),
    );
  });
  it('makes no edit where TypeScript could lose a type, and where a comment stands in the way', () => {
    for (const range of ["const x = 'a';", 'const x = null;', 'const x = [];', 'const /* why */ x = load();', 'let x;'])
      assert.equal(hoisted([range, 'work();'], 'return show(x);'), undefined, range);
    assert.equal(hoisted(['const x = load();'], 'return () => x;'), undefined);
  });
});
