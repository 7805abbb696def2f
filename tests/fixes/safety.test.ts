import assert from 'node:assert/strict';
import {
  commentsWouldBeLost,
  hasCommentsInside,
  isInParens,
  isReassigned,
  isTypeScript,
  needsSemicolonBefore,
  rangeWithParens,
} from '../../src/fixes';
import { indentUnit, quoteOf, usesSemicolons } from '../../src/fixes/layout';
import { nodeWithText, parseSource } from '../support/source';
import { lines } from './support';

describe('fixes: comments', () => {
  it('are found inside a range, and missed when the new text does not hold them', () => {
    const sourceCode = parseSource('f(/* a */ x, y);');
    const call = nodeWithText(sourceCode, 'f(/* a */ x, y)');
    assert.equal(hasCommentsInside(sourceCode, call.range), true);
    assert.equal(hasCommentsInside(sourceCode, nodeWithText(sourceCode, 'y').range), false);
    assert.equal(commentsWouldBeLost(sourceCode, call.range, [[2, 11]]), false);
    assert.equal(commentsWouldBeLost(sourceCode, call.range, [nodeWithText(sourceCode, 'y').range]), true);
  });
});

describe('fixes: semicolons', () => {
  const needs = (text: string, added: string): boolean => {
    const sourceCode = parseSource(text);
    return needsSemicolonBefore(sourceCode, nodeWithText(sourceCode, 'here'), added);
  };
  it('are needed in front of what continues an open line', () => {
    for (const added of ['(x)', '[x]', '`x`', '+x', '-x', '/x/'])
      assert.equal(needs('a()\nhere\n', added), true, added);
    for (const added of ['x', '++x', '--x', '{}', '"x"']) assert.equal(needs('a()\nhere\n', added), false, added);
  });
  it('are not needed behind a semicolon, a block, or in the middle of a statement', () => {
    for (const text of ['a();\nhere\n', 'if (a) {}\nhere\n', 'here\n', 'a = here\n', 'do a(); while (b)\nhere\n']) {
      assert.equal(needs(text, '(x)'), false, text);
    }
    assert.equal(needs('if (a) b()\nhere\n', '(x)'), true);
  });
});

describe('fixes: layout', () => {
  const unit = (...text: readonly string[]): string => indentUnit(parseSource(lines(...text)));
  it('finds the step of indentation', () => {
    assert.equal(unit('{', '\ta();', '}'), '\t');
    assert.equal(unit('{', '    a();', '    {', '        b();', '    }', '}'), '    ');
    assert.equal(unit('/**', ' * doc', ' */', '{', '   a();', '}'), '   ');
    assert.equal(unit('a();'), '  ');
  });
  it('finds the quotes and semicolons of a file', () => {
    assert.equal(quoteOf(parseSource(`a('x'); import b from "b";`)), '"');
    assert.equal(quoteOf(parseSource(`a("x");`)), '"');
    assert.equal(usesSemicolons(parseSource('a()\n;[1].map(b)\nfor (;;) {}\n')), false);
    assert.equal(usesSemicolons(parseSource('a()\nb();\n')), true);
  });
});

describe('fixes: parentheses, variables, languages', () => {
  it('counts the parentheses of a node and not those of its call', () => {
    const sourceCode = parseSource('f(x); g(((y)));');
    assert.equal(isInParens(sourceCode, nodeWithText(sourceCode, 'x')), false);
    assert.equal(isInParens(sourceCode, nodeWithText(sourceCode, 'y')), true);
    assert.equal(sourceCode.text.slice(...rangeWithParens(sourceCode, nodeWithText(sourceCode, 'y'))), '((y))');
  });
  it('knows reassigned variables', () => {
    const sourceCode = parseSource('let a = 1; a = 2; let b = 1; let c; c = 1; function f(d, e = 1, g) { g = 2; }');
    const variables = (sourceCode.scopeManager?.scopes ?? []).flatMap((scope) => scope.variables);
    const reassigned = variables
      .filter((variable) => variable.defs.length > 0 && isReassigned(variable))
      .map(({ name }) => name);
    assert.deepEqual(reassigned.sort(), ['a', 'c', 'g']);
  });
  it('knows TypeScript by the file name', () => {
    const sourceCode = parseSource('a();');
    assert.equal(isTypeScript(sourceCode), true);
    assert.equal(isTypeScript(sourceCode, 'a.mjs'), false);
    assert.equal(isTypeScript(sourceCode, 'a.cts'), true);
  });
});
