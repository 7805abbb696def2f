import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { letInsteadOfConst, renameReads } from '../../src/fixes/variables';
import { findNode, findNodes, parseSource } from '../support/source';
import { applied } from './support';

describe('fixes: renameReads', () => {
  const renamed = (text: string): string => {
    const sourceCode = parseSource(text);
    const isRead = (node: TSESTree.Node): node is TSESTree.Identifier =>
      node.type === AST_NODE_TYPES.Identifier &&
      node.name === 'bag' &&
      !(node.parent.type === AST_NODE_TYPES.Property && node.parent.key === node && node.parent.value !== node);
    const reads = [
      ...new Map(findNodes(sourceCode, isRead).map((node) => [node.range[0], node as TSESTree.Identifier])).values(),
    ];
    return applied(sourceCode, renameReads(reads, 'nextBag'));
  };

  it('renames plain reads, and keeps the key of a shorthand property', () => {
    assert.equal(renamed('f(bag, { bag }, { key: bag });'), 'f(nextBag, { bag: nextBag }, { key: nextBag });');
  });

  it('leaves comments and types behind the name alone', () => {
    assert.equal(renamed('f(/* the */ bag /* one */);'), 'f(/* the */ nextBag /* one */);');
  });
});

describe('fixes: letInsteadOfConst', () => {
  const edited = (text: string) => {
    const sourceCode = parseSource(text);
    const isDeclaration = (node: TSESTree.Node): node is TSESTree.VariableDeclaration =>
      node.type === AST_NODE_TYPES.VariableDeclaration;
    return { sourceCode, edit: letInsteadOfConst(sourceCode, findNode(sourceCode, isDeclaration)) };
  };

  it('replaces the keyword only', () => {
    const { sourceCode, edit } = edited('const /* why */ x: number = 1;');
    assert.equal(applied(sourceCode, edit), 'let /* why */ x: number = 1;');
  });

  it('is not offered for other declarations', () => {
    assert.equal(edited('let x = 1;').edit, undefined);
    assert.equal(edited('var x = 1;').edit, undefined);
  });
});
