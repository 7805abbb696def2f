import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { reorderElements, type Edit } from '../../src/fixes';
import { findNode, parseSource } from '../support/source';
import { applied, lines } from './support';

function reorder(text: string, order: readonly number[]): Edit | undefined {
  const sourceCode = parseSource(text);
  const array = findNode(sourceCode, ({ type }) => type === AST_NODE_TYPES.ArrayExpression) as TSESTree.ArrayExpression;
  return reorderElements({ sourceCode, array, order });
}
const check = (text: string, order: readonly number[], output: string): void =>
  assert.equal(applied(parseSource(text), reorder(text, order)), output);

describe('fixes: reorderElements', () => {
  it('on one line, with block comments and parentheses', () => {
    check('x = [a, b, c];', [2, 0, 1], 'x = [c, a, b];');
    check('x = [ /* A */ (a), b /* B */ ];', [1, 0], 'x = [ b /* B */, /* A */ (a) ];');
    check('x = [a, /* B */ b, ];', [1, 0], 'x = [/* B */ b, a, ];');
  });
  it('on many lines, each comment with its element', () =>
    check(
      lines(
        'x = [ // order matters',
        '  // first',
        '  new A(), // one',
        '',
        '  /* second',
        '   * line */',
        '  new B({',
        '    b,',
        '  }), // two',
        '];',
      ),
      [1, 0],
      lines(
        'x = [ // order matters',
        '  /* second',
        '   * line */',
        '  new B({',
        '    b,',
        '  }), // two',
        '',
        '  // first',
        '  new A(), // one',
        '];',
      ),
    ));
  it('without trailing comma', () =>
    check(
      lines('x = [', '  a, // one', '  b // two', '  // the end', '];'),
      [1, 0],
      lines('x = [', '  b, // two', '  a // one', '  // the end', '];'),
    ));
  it('with CRLF and tabs', () =>
    check('x = [\r\n\ta, // one\r\n\tb,\r\n];', [1, 0], 'x = [\r\n\tb,\r\n\ta, // one\r\n];'));
  it('with commas in front', () =>
    check(lines('x = [', '  a', ', b', '];'), [1, 0], lines('x = [', '  b', ', a', '];')));
  it('leaves elements that keep their place untouched', () =>
    check(lines('x = [', '  a, // one', '  b, c', '];'), [0, 2, 1], lines('x = [', '  a, // one', '  c, b', '];')));
  it('is not offered for holes, spreads, no change, and what is no permutation', () => {
    assert.equal(reorder('x = [a, , b];', [2, 1, 0]), undefined);
    assert.equal(reorder('x = [a, ...b];', [1, 0]), undefined);
    assert.equal(reorder('x = [a, b];', [0, 1]), undefined);
    assert.equal(reorder('x = [a, b];', [0]), undefined);
    assert.equal(reorder('x = [a, b];', [1, 1]), undefined);
  });
  it('is not offered when a line comment would swallow code', () => {
    assert.equal(reorder(lines('x = [a, b, // two', '  c];'), [1, 0, 2]), undefined);
    assert.equal(reorder(lines('x = [', '  a // one', ', b', '];'), [1, 0]), undefined);
  });
});
