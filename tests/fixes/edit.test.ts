import type { TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { combineEdits, insertAt, removeStatement, wrapFollowingInCallback } from '../../src/fixes';
import { claimingFrom } from '../../src/fixes/edit';
import { parseSource } from '../support/source';
import { applyPass, lines, merge, statementAt } from './support';

describe('fixes: claims', () => {
  const code = lines('f();', 'let bag = a();', 'bag.b();');

  it('reach one character in front of a node, and change nothing of what they claim', () => {
    const sourceCode = parseSource(code);
    const node = statementAt(sourceCode, 'let bag');
    const edit = claimingFrom(insertAt(code.indexOf('bag.b'), 'bag = '), node);
    assert.equal(merge(sourceCode, edit)?.range[0], node.range[0] - 1);
    assert.equal(applyPass(sourceCode, [edit]).output, lines('f();', 'let bag = a();', 'bag = bag.b();'));
  });

  it('put off a fix that begins at the node', () => {
    const sourceCode = parseSource(code);
    const node = statementAt(sourceCode, 'let bag');
    const { output, deferred } = applyPass(sourceCode, [
      (fixer) => [fixer.replaceTextRange([node.range[0], node.range[0] + 3], 'const')],
      claimingFrom(insertAt(code.indexOf('bag.b'), 'bag = '), node),
    ]);
    assert.equal(output, lines('f();', 'let bag = a();', 'bag = bag.b();'));
    assert.equal(deferred, 1);
  });

  it('stay inside the file', () => {
    const text = lines('let bag = a();', 'bag.b();');
    const sourceCode = parseSource(text);
    const edit = claimingFrom(insertAt(text.indexOf('bag.b'), 'bag = '), statementAt(sourceCode, 'let bag'));
    assert.equal(merge(sourceCode, edit)?.range[0], 0);
  });
});

describe('fixes: a removed statement and what follows on its line', () => {
  it('share the line, where that goes on below or has a comment', () => {
    for (const [rest, moved] of [
      ['b();\n  c();', 'b();\n    c();'],
      ['b(); // done', 'b(); // done'],
    ] as const) {
      const sourceCode = parseSource(`{\n  a(); ${rest}\n}\n`);
      const statements = sourceCode.ast.body.flatMap((block) =>
        'body' in block ? block.body : [],
      ) as TSESTree.Statement[];
      const [first, ...following] = statements;
      assert.ok(first);
      const edit = combineEdits(
        removeStatement({ sourceCode, statement: first }),
        wrapFollowingInCallback({ sourceCode, statements: following, before: 'run(' }),
      );
      assert.ok(edit);
      assert.equal(applyPass(sourceCode, [edit]).output, `{\n  run(() => {\n    ${moved}\n  });\n}\n`);
    }
  });
});
