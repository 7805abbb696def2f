import type { TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode } from '../../ast';

/** The outermost function around a node, or undefined at module scope. */
export function outermostFunction(node: TSESTree.Node): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) found = fn;
  return found;
}
