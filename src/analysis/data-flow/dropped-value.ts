/**
 * Where a new Baggage or Context ends when nobody ever uses it: through further derivations, variables and functions of
 * the same file, down to the calls whose results are dropped.
 *
 * *Known limitations*: a variable that is used anywhere counts as used, also where the use stands above the assignment.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { CallNode } from '../value-flow';
import { operationModel } from '../../model';
import type { ApiResolver } from '../api-resolution';
import { resolveFunction, isVisibleOutside } from '../bindings';
import { discardingCaller, isImmutableHere } from './dropped-result';
import { useOf } from './value-use';

/**
 * The calls at which the result of a pure operation is dropped; undefined where it is used, or may be.
 *
 * @param callers The calls of local functions that hand the result on, innermost first.
 */
export function droppedAt(
  resolver: ApiResolver,
  call: CallNode,
  callers: readonly CallNode[] = [],
): readonly CallNode[] | undefined {
  return new Ends(resolver, callers).ofCall(call);
}

type Calls = readonly CallNode[] | undefined;

/** What was found of variables, where no caller bears on it: one answer for all that is written to the variable. */
type Answers = WeakMap<TSESLint.Scope.Variable, { readonly calls: Calls }>;
const answersByResolver = new WeakMap<ApiResolver, Answers>();

function answersOf(resolver: ApiResolver): Answers {
  let answers = answersByResolver.get(resolver);
  if (!answers) {
    answers = new WeakMap();
    answersByResolver.set(resolver, answers);
  }
  return answers;
}

class Ends {
  private readonly seen = new Set<TSESLint.Scope.Variable>();

  constructor(
    private readonly resolver: ApiResolver,
    private readonly callers: readonly CallNode[],
  ) {}

  ofCall(node: CallNode): Calls {
    const call = this.resolver.resolve(node);
    const isPure = call && operationModel(call.operation).pure === true && isImmutableHere(this.resolver, call);
    return isPure ? this.ofValue(node, node, 0) : undefined;
  }

  private ofValue(value: TSESTree.Node, from: CallNode, depth: number): Calls {
    const use = useOf(this.resolver.sourceCode, value);
    switch (use.kind) {
      case 'discarded':
        return [from];
      case 'member':
        return use.call && this.ofCall(use.call);
      case 'argument':
        return this.ofCall(use.call);
      case 'variable':
        return this.ofVariable(use.variable, from, depth);
      case 'returned': {
        const caller = this.callers[depth];
        if (caller && resolveFunction(this.resolver.sourceCode, caller.callee) === use.fn)
          return this.ofValue(caller, from, depth + 1);
        return discardingCaller(this.resolver, use.fn) ? [from] : undefined;
      }
      default:
        return undefined;
    }
  }

  private ofVariable(variable: TSESLint.Scope.Variable, from: CallNode, depth: number): Calls {
    if (isVisibleOutside(variable)) return undefined;
    if (this.seen.has(variable)) return [from];
    const isFirst = this.seen.size === 0 && this.callers.length === 0;
    this.seen.add(variable);
    const known = isFirst ? answersOf(this.resolver).get(variable) : undefined;
    const ends = known ?? { calls: this.ofReads(variable, from, depth) };
    if (isFirst) answersOf(this.resolver).set(variable, ends);
    return ends.calls && [from, ...ends.calls];
  }

  private ofReads(variable: TSESLint.Scope.Variable, from: CallNode, depth: number): Calls {
    const calls = new Set<CallNode>();
    for (const reference of variable.references) {
      if (!reference.isRead()) continue;
      const ends = this.ofValue(reference.identifier, from, depth);
      if (!ends) return undefined;
      for (const end of ends) calls.add(end);
    }
    return [...calls];
  }
}
