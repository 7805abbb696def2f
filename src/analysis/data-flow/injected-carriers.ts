/**
 * Which variables hold what `propagation.inject` wrote to, and which functions write it.
 *
 * A variable counts when it, or a part of it, was given to `inject`, under whatever name: directly, as an element of a
 * list, through a field, or as an argument of a function of the file that injects into its parameter.
 *
 * *Known limitations*: those of the value flow; when it is injected is not asked, nor whether a part that was injected
 * is the one that is sent.
 */
import { AST_NODE_TYPES, type TSESLint } from '@typescript-eslint/utils';
import { contains, type FunctionNode } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { variableOf } from '../bindings';
import { SAME_VALUE, valueFlow, type ValueNode } from '../value-flow';

export class InjectedCarriers {
  private variables: ReadonlySet<TSESLint.Scope.Variable> | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `inject` in the file. */
    private readonly injections: () => readonly ResolvedCall[],
  ) {}

  /** Whether a context was injected into a variable or a part of it. */
  has(variable: TSESLint.Scope.Variable): boolean {
    return (this.variables ??= this.find()).has(variable);
  }

  /** Whether a function injects somewhere in its body. */
  isFilledBy(fn: FunctionNode): boolean {
    return this.injections().some((inject) => contains(fn.body, inject.node));
  }

  /** The names on the ways to what is injected into; a path that is left there leads to the part. */
  private find(): ReadonlySet<TSESLint.Scope.Variable> {
    const { sourceCode } = this.resolver;
    const found = new Set<TSESLint.Scope.Variable>();
    const label = ({ node }: ValueNode): undefined => {
      const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, node) : undefined;
      if (variable) found.add(variable);
    };
    for (const call of this.injections()) {
      const carrier = call.argument('carrier');
      if (carrier) valueFlow(sourceCode).backward(carrier, { label, kinds: SAME_VALUE });
    }
    return found;
  }
}
