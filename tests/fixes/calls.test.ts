import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import {
  addProperty,
  insertArgument,
  removeProperty,
  replaceArgument,
  replaceCallee,
  textFor,
  wrapExpression,
  wrapInArrow,
  type Edit,
  type ExpressionPlace,
} from '../../src/fixes';
import { findNode, findNodes, nodeWithText, parseSource } from '../support/source';
import { applied, lines } from './support';

const options = { jsx: true };

/** The innermost node with a text, as an expression: the value of a shorthand property, not the property. */
function expression(sourceCode: TSESLint.SourceCode, text: string): TSESTree.Expression {
  const node = findNodes(sourceCode, (one) => sourceCode.getText(one) === text).at(-1);
  assert.ok(node);
  return node as TSESTree.Expression;
}

describe('fixes: wrapExpression', () => {
  const wrap = (text: string, node = 'fn'): Edit | undefined => {
    const sourceCode = parseSource(text, options);
    return wrapExpression({ sourceCode, node: expression(sourceCode, node), before: 'bind(active(), ', after: ')' });
  };
  const check = (text: string, output: string, node?: string): void =>
    assert.equal(applied(parseSource(text, options), wrap(text, node), options), output);

  it('keeps parentheses and comments', () => {
    check('on(/* a */ fn /* b */);', 'on(/* a */ bind(active(), fn) /* b */);');
    check('on((fn));', 'on((bind(active(), fn)));');
    check('on(\n  fn, // why\n);', 'on(\n  bind(active(), fn), // why\n);');
  });
  it('keeps functions whole', () =>
    check('on(() => { a(); });', 'on(bind(active(), () => { a(); }));', '() => { a(); }'));
  it('puts a sequence in parentheses', () => check('x = (a, b);', 'x = (bind(active(), (a, b)));', 'a, b'));
  it('expands a shorthand property', () => check('on({ fn });', 'on({ fn: bind(active(), fn) });'));
  it('works in initialisers, defaults, arrow bodies, spreads and JSX', () => {
    check('const a = fn;', 'const a = bind(active(), fn);');
    check('function f(a = fn) {}', 'function f(a = bind(active(), fn)) {}');
    check('const a = () => fn;', 'const a = () => bind(active(), fn);');
    check('on(...fn);', 'on(...bind(active(), fn));');
    check('<a b={fn} />;', '<a b={bind(active(), fn)} />;');
    check('on(fn as Listener);', 'on(bind(active(), fn as Listener));', 'fn as Listener');
  });
  it('is not offered where no expression may stand, or within an optional chain', () => {
    for (const text of [
      'fn = 1;',
      '({ fn } = x);',
      '[fn] = x;',
      'fn++;',
      'delete fn;',
      'fn: for (;;) {}',
      'fn?.a.b();',
      'function f(fn) {}',
      'import fn from "x";',
      'class fn {}',
      'let x: fn;',
      'typeof fn;',
    ]) {
      assert.equal(wrap(text), undefined, text);
    }
  });
  it('guards a statement against the line above', () => {
    const sourceCode = parseSource('a()\nfn\n');
    const edit = wrapExpression({ sourceCode, node: expression(sourceCode, 'fn'), before: '(0, ', after: ')' });
    assert.equal(applied(sourceCode, edit), 'a()\n;(0, fn)\n');
  });
});

describe('fixes: wrapInArrow', () => {
  const arrow = (text: string, node: string): Edit | undefined => {
    const sourceCode = parseSource(text);
    return wrapInArrow({ sourceCode, node: expression(sourceCode, node) });
  };
  const check = (text: string, node: string, output: string): void =>
    assert.equal(applied(parseSource(text), arrow(text, node)), output);

  it('keeps the text of the expression', () =>
    check('run(ctx, /* a */ fn( /* b */ ));', 'fn( /* b */ )', 'run(ctx, /* a */ () => fn( /* b */ ));'));
  it('puts an object literal in parentheses', () => check('run({ a: 1 });', '{ a: 1 }', 'run(() => ({ a: 1 }));'));
  it('is async where the expression awaits', () =>
    check('async () => run(await fn());', 'await fn()', 'async () => run(async () => await fn());'));
  it('gets parentheses beside an operator', () => {
    check('x = fn() || other;', 'fn()', 'x = (() => fn()) || other;');
    check('x = (fn()).a;', 'fn()', 'x = (() => fn()).a;');
    check('x = fn() as T;', 'fn()', 'x = (() => fn()) as T;');
  });
  it('guards a statement against the line above', () => check('a()\nfn().b\n', 'fn()', 'a()\n;(() => fn()).b\n'));
  it('is not offered for a yield, or where a narrowed type would be lost', () => {
    assert.equal(arrow('function* f() { run(yield 1); }', 'yield 1'), undefined);
    assert.equal(arrow('function f(r) { if (!r.user) return; run(use(r.user.id)); }', 'use(r.user.id)'), undefined);
  });
});

describe('fixes: callees and arguments', () => {
  const call = (
    text: string,
  ): { sourceCode: ReturnType<typeof parseSource>; call: TSESTree.CallExpression | TSESTree.NewExpression } => {
    const sourceCode = parseSource(text);
    const found = findNode(
      sourceCode,
      ({ type }) => type === AST_NODE_TYPES.CallExpression || type === AST_NODE_TYPES.NewExpression,
    );
    return { sourceCode, call: found as TSESTree.CallExpression };
  };
  const check = (text: string, make: (found: ReturnType<typeof call>) => Edit | undefined, output: string): void => {
    const found = call(text);
    assert.equal(applied(found.sourceCode, make(found)), output);
  };
  it('replaces a callee and keeps type arguments and comments outside it', () => {
    check('(a.b)<T>(/* c */ x);', (found) => replaceCallee({ ...found, text: 'd' }), 'd<T>(/* c */ x);');
    assert.equal(replaceCallee({ ...call('a /* why */ .b();'), text: 'd' }), undefined);
    assert.equal(replaceCallee({ ...call('a?.b();'), text: 'd' }), undefined);
  });
  it('replaces an argument with its parentheses', () => {
    check('f(a, (b), c);', (found) => replaceArgument({ ...found, index: 1, text: 'x' }), 'f(a, x, c);');
    assert.equal(replaceArgument({ ...call('f(...a, b);'), index: 1, text: 'x' }), undefined);
    assert.equal(replaceArgument({ ...call('f(/* b */);'), index: 0, text: 'x' }), undefined);
    assert.equal(replaceArgument({ ...call('f([/* b */]);'), index: 0, text: 'x' }), undefined);
  });
  it('inserts an argument in an empty list, in front, behind, and before a trailing comma', () => {
    const at =
      (index: number) =>
      (found: ReturnType<typeof call>): Edit | undefined =>
        insertArgument({ ...found, index, text: 'x' });
    check('f();', at(0), 'f(x);');
    check('f(/* none */);', at(0), 'f(/* none */ x);');
    check('f<T>( );', at(0), 'f<T>(x);');
    check('f((a));', at(0), 'f(x, (a));');
    check('f((a));', at(1), 'f((a), x);');
    check('f(a, );', at(1), 'f(a, x, );');
    check('f(a, /* b */ b);', at(1), 'f(a, /* b */ x, b);');
    check('new A;', at(0), 'new A(x);');
    check('new A().b();', (found) => insertArgument({ ...found, index: 0, text: 'x' }), 'new A().b(x);');
    check(
      lines('f(', '  a, // one', '  b // two', ');'),
      at(2),
      lines('f(', '  a, // one', '  b, // two', '  x', ');'),
    );
    check(lines('f(a, {', '  b,', '});'), at(2), lines('f(a, {', '  b,', '}, x);'));
    check(lines('f(', '  a,', '  b,', ');'), at(1), lines('f(', '  a,', '  x,', '  b,', ');'));
  });
  it('inserts none behind a spread or a gap', () => {
    assert.equal(insertArgument({ ...call('f(...a);'), index: 1, text: 'x' }), undefined);
    assert.equal(insertArgument({ ...call('f();'), index: 1, text: 'x' }), undefined);
  });
});

describe('fixes: properties', () => {
  const object = (text: string): { sourceCode: ReturnType<typeof parseSource>; object: TSESTree.ObjectExpression } => {
    const sourceCode = parseSource(text);
    return {
      sourceCode,
      object: findNode(sourceCode, ({ type }) => type === AST_NODE_TYPES.ObjectExpression) as TSESTree.ObjectExpression,
    };
  };
  const add = (text: string, output: string, side?: 'end' | 'start'): void => {
    const found = object(text);
    assert.equal(applied(found.sourceCode, addProperty({ ...found, text: 'x: 1', side })), output);
  };
  it('adds to empty, one-line and multi-line objects', () => {
    add('f({});', 'f({ x: 1 });');
    add('f({ a });', 'f({ a, x: 1 });');
    add('f({a, });', 'f({a, x: 1, });');
    add(lines('f({', '\ta, // one', '\tb() {},', '});'), lines('f({', '\ta, // one', '\tb() {},', '\tx: 1,', '});'));
    add(
      lines('f({', '  a,', '  b: {', '    c,', '  } // two', '});'),
      lines('f({', '  a,', '  b: {', '    c,', '  }, // two', '  x: 1', '});'),
    );
  });
  it('adds behind a spread, or in front of everything', () => {
    add('f({ a, ...b });', 'f({ a, ...b, x: 1 });');
    add('f({ ...b });', 'f({ x: 1, ...b });', 'start');
    add('f({ /* empty */ });', 'f({ /* empty */ x: 1 });');
  });
  const remove = (text: string): Edit | undefined => {
    const found = object(text);
    const property = found.object.properties.find((one) => found.sourceCode.getText(one).startsWith('x'));
    assert.ok(property);
    return removeProperty({ sourceCode: found.sourceCode, property });
  };
  const checkRemoved = (text: string, output: string): void =>
    assert.equal(applied(parseSource(text), remove(text)), output);
  it('removes a property with its comma', () => {
    checkRemoved('f({ x: 1, a });', 'f({ a });');
    checkRemoved('f({ a, x: 1, b });', 'f({ a, b });');
    checkRemoved('f({ a, x: 1 });', 'f({ a });');
    checkRemoved('f({ a, x: 1, });', 'f({ a, });');
    checkRemoved('f({ x: 1 });', 'f({});');
  });
  it('removes its line and keeps the comments around it', () => {
    checkRemoved(lines('f({', '  a, // one', '  x: 1,', '  b,', '});'), lines('f({', '  a, // one', '  b,', '});'));
    checkRemoved(lines('f({', '  a, // one', '  x: 1', '});'), lines('f({', '  a // one', '});'));
    checkRemoved(
      lines('f({', '  // about x', '  x: 1, // x', '  b,', '});'),
      lines('f({', '  // about x', '  // x', '  b,', '});'),
    );
  });
  it('is not offered when a comment lies inside', () => assert.equal(remove('f({ x: /* why */ 1 });'), undefined));
});

describe('fixes: parentheses by precedence', () => {
  const cases: readonly (readonly [string, Partial<Record<ExpressionPlace, string>>])[] = [
    ['a, b', { element: '(a, b)', operand: '(a, b)', object: '(a, b)' }],
    ['() => a', { element: '() => a', operand: '(() => a)', object: '(() => a)' }],
    ['a ? b : c', { element: 'a ? b : c', operand: '(a ? b : c)' }],
    ['a = b', { element: 'a = b', operand: '(a = b)' }],
    ['a as B', { element: 'a as B', operand: '(a as B)', object: '(a as B)' }],
    ['a ?? b', { element: 'a ?? b', operand: '(a ?? b)' }],
    ['await a', { operand: 'await a', object: '(await a)' }],
    ['a?.b', { operand: 'a?.b', object: '(a?.b)' }],
    ['new A', { object: '(new A)' }],
    ['1', { object: '(1)' }],
    ['a.b()', { element: 'a.b()', operand: 'a.b()', object: 'a.b()' }],
  ];
  for (const [text, places] of cases) {
    it(`of ${text}`, () => {
      const sourceCode = parseSource(`x = (${text});`);
      const node = nodeWithText(sourceCode, text) as TSESTree.Expression;
      for (const [place, expected] of Object.entries(places))
        assert.equal(textFor(sourceCode, node, place as ExpressionPlace), expected, place);
    });
  }
});
