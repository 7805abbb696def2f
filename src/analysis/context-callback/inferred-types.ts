/**
 * What the types of a JavaScript file are worth. Without annotations TypeScript takes a variable or a field for what it
 * starts with: `this.ctx = null`, `let done = false`. Nothing stops the code from giving it something else later.
 */
import type ts from 'typescript';
import type { TSESTree } from '@typescript-eslint/utils';
import type { ApiResolver, TypeServices } from '../api-resolution';

/** Whether a type says nothing: a primitive, undefined or null, inferred in a JavaScript file. */
export function isInferredStart(resolver: ApiResolver, types: TypeServices, type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return isJavaScript(resolver) && parts.every((part) => (part.flags & types.ts.TypeFlags.Object) === 0);
}

function isJavaScript({ sourceCode }: ApiResolver): boolean {
  const map = sourceCode.parserServices?.esTreeNodeToTSNodeMap as { get(node: TSESTree.Node): unknown } | undefined;
  const file = map?.get(sourceCode.ast) as { readonly fileName?: unknown } | undefined;
  return typeof file?.fileName === 'string' && /\.[cm]?jsx?$/iu.test(file.fileName);
}
