/** What the taint trace asks of whoever starts it: the sources, the barriers, and the file. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { AccessPath } from '../value-flow';

/** What counts as source and barrier. `L` is the label of a source. */
export interface TaintConfiguration<L> {
  /** The label of an expression that is a source by itself: by its name or its literal text. */
  source(node: TSESTree.Node): L | undefined;
  /** The label of a part that a pattern takes out of a value: `name` of `user` in `const { name: n } = user`. */
  sourceOfPart(value: TSESTree.Node, path: AccessPath, read: TSESTree.Identifier): L | undefined;
  /** The label of an object of which every property is written out, but for those that are replaced. */
  sourceOfWhole(node: TSESTree.Node, replaced: readonly string[]): L | undefined;
  /** Whether an expression cannot carry a tainted value, by its static type. */
  clean(node: TSESTree.Node): boolean;
  /** A barrier (`clean`), or the expressions whose text the result holds. Undefined: as the value flow finds. */
  summary(call: TSESTree.CallExpression | TSESTree.NewExpression): 'clean' | readonly TSESTree.Node[] | undefined;
}

export interface TaintContext<L> {
  readonly sourceCode: TSESLint.SourceCode;
  readonly configuration: TaintConfiguration<L>;
}
