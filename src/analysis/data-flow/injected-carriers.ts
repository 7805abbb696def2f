/**
 * Which variables and objects hold what `propagation.inject` wrote to, and which functions write it.
 *
 * A variable counts when it, or a part of it, was given to `inject`, under whatever name: directly, as an element of a
 * list, through a field, or as an argument of a function of the file that injects into its parameter. So does the
 * object where it is made, but for one that each call of a function makes anew.
 *
 * *Known limitations*: those of the value flow; when it is injected is not asked, nor whether a part that was injected
 * is the one that is sent.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, type FunctionNode } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { variableOf } from '../bindings';
import { type Place, SAME_VALUE, valueFlow } from '../value-flow';

type InjectedPlace = TSESLint.Scope.Variable | TSESTree.Node;

export class InjectedCarriers {
  private places: ReadonlySet<InjectedPlace> | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `inject` in the file. */
    private readonly injections: () => readonly ResolvedCall[],
  ) {}

  /** Whether a context was injected into what is named or made at a node, or into a part of it. */
  has(node: TSESTree.Node): boolean {
    return (this.places ??= this.find()).has(this.variableAt(node) ?? node);
  }

  /** Whether a function injects somewhere in its body. */
  isFilledBy(fn: FunctionNode): boolean {
    return this.injections().some((inject) => contains(fn.body, inject.node));
  }

  /** The places on the ways to what is injected into; a path that is left there leads to the part. */
  private find(): ReadonlySet<InjectedPlace> {
    const found = new Set<InjectedPlace>();
    const label = ({ frame, node }: Place): undefined => {
      const variable = this.variableAt(node);
      if (variable || !frame) found.add(variable ?? node);
    };
    for (const call of this.injections()) {
      const carrier = call.argument('carrier');
      if (carrier) valueFlow(this.resolver.sourceCode).backward(carrier, { label, kinds: SAME_VALUE });
    }
    return found;
  }

  private variableAt(node: TSESTree.Node): TSESLint.Scope.Variable | undefined {
    return node.type === AST_NODE_TYPES.Identifier ? variableOf(this.resolver.sourceCode, node) : undefined;
  }
}
