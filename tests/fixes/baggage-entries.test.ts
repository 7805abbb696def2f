import assert from 'node:assert/strict';
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { keyName } from '../../src/ast';
import { dropEntry, replaceEntry } from '../../src/fixes/baggage-entries';
import { findNode, nodeWithText, parseSource } from '../support/source';
import { applied, lines } from './support';

/** The call of `setEntry('x', …)`, or the property `x`, or the write to `.x`. */
function siteOf(sourceCode: TSESLint.SourceCode): TSESTree.Node {
  return findNode(sourceCode, (node) => {
    if (node.type === AST_NODE_TYPES.CallExpression) {
      const [key] = node.arguments;
      return (
        key !== undefined && sourceCode.getText(key) === "'x'" && sourceCode.getText(node.callee).endsWith('etEntry')
      );
    }
    if (node.type === AST_NODE_TYPES.AssignmentExpression) return sourceCode.getText(node.left).endsWith('.x');
    return node.type === AST_NODE_TYPES.Property && keyName(node) === 'x';
  });
}

const drop = (code: string): string | undefined => {
  const sourceCode = parseSource(code);
  const edit = dropEntry({ sourceCode, site: siteOf(sourceCode) });
  return edit && applied(sourceCode, edit);
};
const move = (code: string): string | undefined => {
  const sourceCode = parseSource(code);
  const edit = replaceEntry({ sourceCode, site: siteOf(sourceCode), text: 'note()' });
  return edit && applied(sourceCode, edit);
};

describe('fixes: dropEntry', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['the only link of a chain', "const b = bag.setEntry('x', v);", 'const b = bag;'],
    ['the first link', "const b = bag.setEntry('x', v).setEntry('y', w);", "const b = bag.setEntry('y', w);"],
    ['the last link', "const b = bag.setEntry('y', w).setEntry('x', v);", "const b = bag.setEntry('y', w);"],
    [
      'a link on a line of its own',
      "const b = bag\n  .setEntry('y', w)\n  .setEntry('x', v)\n  .setEntry('z', w);",
      "const b = bag\n  .setEntry('y', w)\n  .setEntry('z', w);",
    ],
    ['a link behind parentheses', "const b = (a ?? c()).setEntry('x', v);", 'const b = (a ?? c());'],
    ['the end of an optional chain', "const b = bag?.setEntry('x', v);", 'const b = bag;'],
    ['the front of an optional chain', "const b = bag?.setEntry('x', v).clear();", 'const b = bag?.clear();'],
    ['the body of an arrow function', "const f = () => bag.setEntry('x', v);", 'const f = () => bag;'],
    ['a returned link', "function f() { return bag.setEntry('x', v); }", 'function f() { return bag; }'],
    ['an assignment to itself', "let b = bag;\nb = b.setEntry('x', v);\nuse(b);\n", 'let b = bag;\nuse(b);\n'],
    ['an assignment to another variable', "let b;\nb = bag.setEntry('x', v);\n", 'let b;\nb = bag;\n'],
    ['a statement whose result is dropped', "bag.setEntry('x', v);\nuse(bag);\n", 'use(bag);\n'],
    ['a statement with another entry', "bag.setEntry('y', w).setEntry('x', v);\n", "bag.setEntry('y', w);\n"],
    ['the body of an if', "let b = bag;\nif (v) b = b.setEntry('x', v);\n", 'let b = bag;\nif (v) {}\n'],
    ['a call of a function of the project', "setEntry('x', v);\nuse();\n", 'use();\n'],
    ['a used call of a function of the project', "const b = setEntry('x', v);", undefined],
    ['a property', "createBaggage({ 'x': { value: v }, y: { value: w } });", 'createBaggage({ y: { value: w } });'],
    ['a write to a property', 'const all = {};\nall.x = { value: v };\nuse(all);\n', 'const all = {};\nuse(all);\n'],
    ['nothing with a comment inside', "const b = bag.setEntry('x', /* why */ v);", undefined],
    ['nothing with a comment in front of the link', "const b = bag\n  // why\n  .setEntry('x', v);", undefined],
    [
      'a statement without its comment',
      "let b = bag;\n// why\nb = b.setEntry('x', v); // here\n",
      'let b = bag;\n// why\n// here\n',
    ],
  ];
  for (const [title, code, expected] of cases) it(`takes out ${title}`, () => assert.equal(drop(code), expected));
});

describe('fixes: replaceEntry', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['a whole statement', "let b = bag;\nb = b.setEntry('x', v);\n", 'let b = bag;\nnote();\n'],
    [
      'a statement without a semicolon',
      "let b = bag\nb = b.setEntry('x', v)\nuse(b)\n",
      'let b = bag\nnote()\nuse(b)\n',
    ],
    ['the body of an if', "let b = bag;\nif (v) b = b.setEntry('x', v);\n", 'let b = bag;\nif (v) note();\n'],
    ['a link: the statement goes above', "const b = bag.setEntry('x', v);\n", 'note();\nconst b = bag;\n'],
    [
      'a returned link',
      "function f() {\n  return bag.setEntry('x', v);\n}\n",
      'function f() {\n  note();\n  return bag;\n}\n',
    ],
    ['a property', "const b = createBaggage({ 'x': { value: v } });\n", 'note();\nconst b = createBaggage({});\n'],
    ['an exported constant', "export const b = bag.setEntry('x', v);\n", 'note();\nexport const b = bag;\n'],
    ['nothing in a branch', "const b = c ? bag.setEntry('x', v) : bag;", undefined],
    ['nothing behind &&', "const b = c && bag.setEntry('x', v);", undefined],
    ['nothing in the body of an arrow function', "const f = () => bag.setEntry('x', v);", undefined],
    ['nothing in the head of a loop', "for (let b = bag.setEntry('x', v); b; ) use(b);", undefined],
    ['nothing in a condition', "if (bag.setEntry('x', v)) use();", undefined],
    ['nothing in a field', "class C { b = bag.setEntry('x', v); }", undefined],
    ['nothing with a comment inside', "let b = bag;\nb = b.setEntry('x', /* why */ v);\n", undefined],
  ];
  for (const [title, code, expected] of cases)
    it(`puts a statement in the place of ${title}`, () => assert.equal(move(code), expected));

  it('keeps the comment above', () => {
    assert.equal(
      move(lines('// why', "const b = bag.setEntry('x', v);")),
      lines('note();', '// why', 'const b = bag;'),
    );
  });

  it('touches nothing else', () => {
    const sourceCode = parseSource("f(bag.setEntry('x', v), other);\n");
    assert.equal(
      applied(sourceCode, dropEntry({ sourceCode, site: nodeWithText(sourceCode, "bag.setEntry('x', v)") })),
      'f(bag, other);\n',
    );
  });
});
