import assert from 'node:assert/strict';
import {
  assignExpression,
  claiming,
  declareConst,
  freshName,
  insertStatementAfter,
  insertStatementBefore,
  isNameFree,
  removeStatement,
} from '../../src/fixes';
import { nodeWithText, parseSource } from '../support/source';
import { applied, applyPass, lines, statementAt } from './support';

describe('fixes: removeStatement', () => {
  const remove = (text: string, start = 'gone'): string => {
    const sourceCode = parseSource(text);
    return applied(sourceCode, removeStatement({ sourceCode, statement: statementAt(sourceCode, start) }));
  };
  it('takes its line and leaves the comments around it', () =>
    assert.equal(
      remove(lines('a();', '// above', 'gone();', '// below', 'b();')),
      lines('a();', '// above', '// below', 'b();'),
    ));
  it('leaves a comment on its line', () =>
    assert.equal(remove(lines('{', '  gone(); // why', '}')), lines('{', '  // why', '}')));
  it('takes every line of a long statement', () =>
    assert.equal(remove('a();\r\ngone(\r\n  1,\r\n);\r\nb();\r\n'), 'a();\r\nb();\r\n'));
  it('takes its part of a line', () => assert.equal(remove('{ a(); gone(); b(); }'), '{ a(); b(); }'));
  it('leaves {} as the body of an if', () => assert.equal(remove('if (x) gone(); else b();'), 'if (x) {} else b();'));
  it('leaves a semicolon where two lines would join', () =>
    assert.equal(remove(lines('a()', 'gone();', '[1].map(f)')), lines('a()', ';', '[1].map(f)')));
  it('leaves a semicolon that belongs to the next line', () =>
    assert.equal(remove(lines('a()', 'gone()', ';[1].map(f)')), lines('a()', ';[1].map(f)')));
  it('is not offered when a comment lies inside', () => {
    const sourceCode = parseSource('gone(/* why */);');
    assert.equal(removeStatement({ sourceCode, statement: statementAt(sourceCode, 'gone') }), undefined);
  });
});

describe('fixes: assigning the value of a statement', () => {
  const assign = (text: string, start: string): string => {
    const sourceCode = parseSource(text);
    return applied(
      sourceCode,
      assignExpression({ sourceCode, statement: statementAt(sourceCode, start), target: 'bag' }),
    );
  };
  const declare = (text: string, start: string, name = 'next'): string => {
    const sourceCode = parseSource(text);
    return applied(sourceCode, declareConst({ sourceCode, statement: statementAt(sourceCode, start), name }));
  };
  it('puts the target in front and touches nothing else', () =>
    assert.equal(
      assign(lines('// add', "bag.setEntry( 'a', /* b */ b ); // done"), 'bag'),
      lines('// add', "bag = bag.setEntry( 'a', /* b */ b ); // done"),
    ));
  it('works in a brace-less if and without semicolons', () => {
    assert.equal(assign('if (x) bag?.clear()\n;[1].map(f)', 'bag'), 'if (x) bag = bag?.clear()\n;[1].map(f)');
    assert.equal(assign('a()\n;(b || c).clear()\n', '(b'), 'a()\n;bag = (b || c).clear()\n');
  });
  it('declares a constant', () =>
    assert.equal(
      declare(lines('a()', 'bag.clear()', ';(f)()'), 'bag'),
      lines('a()', 'const next = bag.clear()', ';(f)()'),
    ));
  it('declares in a switch case', () =>
    assert.equal(
      declare('switch (x) { case 1: bag.clear(); }', 'bag'),
      'switch (x) { case 1: const next = bag.clear(); }',
    ));
  it('is not offered for sequences, directives, brace-less bodies and taken names', () => {
    for (const [text, start, name] of [
      ['a(), b();', 'a', 'next'],
      ["'use strict';", "'use", 'next'],
      ['if (x) bag.clear();', 'bag', 'next'],
      ['let next; bag.clear();', 'bag', 'next'],
      ['bag.clear(); next();', 'bag', 'next'],
      ['bag.clear(); const f = (next) => bag;', 'bag', 'next'],
      ['bag.clear();', 'bag', 'class'],
    ] as const) {
      const sourceCode = parseSource(text);
      const statement = statementAt(sourceCode, start);
      assert.equal(declareConst({ sourceCode, statement, name }), undefined, text);
    }
    const sourceCode = parseSource('a(), b();');
    assert.equal(assignExpression({ sourceCode, statement: statementAt(sourceCode, 'a'), target: 'x' }), undefined);
  });
});

describe('fixes: inserting statements', () => {
  const text = 'const c = {};\ninject(c);';
  const insert = (where: 'after' | 'before', source: string, start = 'here', added = text): string => {
    const sourceCode = parseSource(source);
    const edit = { sourceCode, statement: statementAt(sourceCode, start), text: added };
    return applied(sourceCode, where === 'before' ? insertStatementBefore(edit) : insertStatementAfter(edit));
  };
  it('above the comments of a statement', () =>
    assert.equal(
      insert('before', lines('{', '\t// @ts-expect-error', '\there();', '}')),
      lines('{', '\tconst c = {};', '\tinject(c);', '\t// @ts-expect-error', '\there();', '}'),
    ));
  it('below the comment on its line', () =>
    assert.equal(
      insert('after', lines('{', '  here(', '  ); // now', '  b();', '}')),
      lines('{', '  here(', '  ); // now', '  const c = {};', '  inject(c);', '  b();', '}'),
    ));
  it('on one line', () => {
    assert.equal(insert('before', '{ here(); b(); }', 'here', 'a();'), '{ a(); here(); b(); }');
    assert.equal(insert('after', '{ here(); b(); }', 'here', 'a();'), '{ here(); a(); b(); }');
    assert.equal(insert('after', '{ here() }', 'here', 'a();'), '{ here(); a(); }');
  });
  it('gives braces to the body of an if', () => {
    assert.equal(
      insert('before', lines('  if (x) here(', '    1);', '  b();'), 'here', 'a();'),
      lines('  if (x) {', '    a();', '    here(', '      1);', '  }', '  b();'),
    );
    assert.equal(
      insert('after', lines('if (x)', '  here();', 'else b();'), 'here', 'a();'),
      lines('if (x) {', '  here();', '  a();', '}', 'else b();'),
    );
    assert.equal(
      insert('before', lines('if (x) // why', '  here();'), 'here', 'a();'),
      lines('if (x) // why', '  {', '  a();', '  here();', '}'),
    );
    assert.equal(
      insert('before', 'if (x) b(); else here();', 'here', 'a();'),
      'if (x) b(); else {\n  a();\n  here();\n}',
    );
  });
  it('in a switch case', () =>
    assert.equal(
      insert('before', lines('switch (x) {', '  case 1:', '    here();', '}'), 'here', 'a();'),
      lines('switch (x) {', '  case 1:', '    a();', '    here();', '}'),
    ));
  it('with a semicolon where lines would join', () => {
    assert.equal(
      insert('before', lines('b()', 'here()'), 'here', '[1].map(f);'),
      lines('b()', ';[1].map(f);', 'here()'),
    );
    assert.equal(
      insert('after', lines('here()', 'b()'), 'here', '[1].map(f);'),
      lines('here()', ';[1].map(f);', 'b()'),
    );
    assert.equal(
      insert('after', lines('here()', ';[1].map(f)'), 'here', 'a();'),
      lines('here()', 'a();', ';[1].map(f)'),
    );
  });
});

describe('fixes: names', () => {
  it('gives the base name if nothing has it, else the first free number', () => {
    const sourceCode = parseSource('const bag = 1; function f(bag2) { here(); { let bag3; } } bag4();');
    const at = nodeWithText(sourceCode, 'here()');
    assert.equal(freshName(sourceCode, at, 'carrier'), 'carrier');
    assert.equal(freshName(sourceCode, at, 'bag'), 'bag5');
    assert.equal(isNameFree(sourceCode, at, 'bag3'), false, 'a nested scope would hide it');
    assert.equal(isNameFree(sourceCode, at, 'bag4'), false, 'the file means a global by it');
  });
  it('two edits that name the same thing wait for each other when they claim their block', () => {
    const sourceCode = parseSource('{ a.set(); b.set(); }');
    const [block] = sourceCode.ast.body;
    assert.ok(block);
    const edits = ['a.set', 'b.set'].map((start) => {
      const edit = declareConst({ sourceCode, statement: statementAt(sourceCode, start), name: 'next' });
      assert.ok(edit);
      return claiming(edit, block);
    });
    assert.deepEqual(applyPass(sourceCode, edits), { output: '{ const next = a.set(); b.set(); }', deferred: 1 });
  });
});
