/**
 * The name of a function of the platform: a global (`String`, `JSON.stringify`), or an import from a module of Node
 * (`inspect` of `node:util` is `util.inspect`).
 *
 * *Known limitations*: a built-in function kept in another variable is not recognised.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap } from '../../ast';
import { resolveExport } from './references';
import { variableOf } from '../bindings';

/** `JSON.stringify`, `String`, `util.inspect`; undefined for everything that the file defines itself. */
export function builtinName(sourceCode: TSESLint.SourceCode, callee: TSESTree.Node): string | undefined {
  const node = unwrap(callee);
  const imported = resolveExport(sourceCode, node);
  if (imported) return [imported.package, ...imported.path].join('.').replace(/^buffer\.Buffer/, 'Buffer');
  const root = node.type === AST_NODE_TYPES.MemberExpression ? unwrap(node.object) : node;
  if (root.type !== AST_NODE_TYPES.Identifier || variableOf(sourceCode, root)) return undefined;
  if (node === root) return root.name;
  const name = node.type === AST_NODE_TYPES.MemberExpression ? memberName(node) : undefined;
  return name === undefined ? undefined : `${root.name}.${name}`;
}
