/**
 * Where a file takes a context from a carrier: the calls of `extract`, and the calls of functions of the file in which
 * one stands. Found once, from the extractions outward: whether some code extracts is then whether one of them is in it.
 *
 * *Known limitations*: a call that may enter several functions of the file does not count.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode } from '../../ast';
import { firstFrom } from '../../ast/sorted';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { walkAll } from '../bindings';
import { valueFlow } from '../value-flow';

export class Extractions {
  /** Where the calls begin, in source order. */
  private starts: readonly number[] | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `extract` in the file, where somebody has the calls already. */
    private readonly extracts: () => readonly Pick<ResolvedCall, 'node'>[] = () => extractsOf(resolver),
  ) {}

  /** Whether a piece of code takes a context from a carrier, directly or through functions of the file. */
  areIn({ range: [start, end] }: TSESTree.Node): boolean {
    const starts = (this.starts ??= this.find());
    return (starts[firstFrom(starts, start, Number)] ?? end) < end;
  }

  private find(): readonly number[] {
    const { sourceCode } = this.resolver;
    if (!sourceCode.text.includes('extract')) return [];
    const sites: TSESTree.Node[] = this.extracts().map(({ node }) => node);
    const { calls } = valueFlow(sourceCode);
    const entered = new Set<FunctionNode>();
    for (const site of sites) {
      for (let fn = enclosingFunction(site); fn && !entered.has(fn); fn = enclosingFunction(fn)) {
        entered.add(fn);
        // A helper that calls what it is given does not extract wherever it is called.
        sites.push(...calls.callersOf(fn).calls.filter((call) => calls.calleesOf(call).callees.length === 1));
      }
    }
    return sites.map(({ range }) => range[0]).sort((a, b) => a - b);
  }
}

function extractsOf(resolver: ApiResolver): readonly ResolvedCall[] {
  const found: ResolvedCall[] = [];
  walkAll(resolver.sourceCode, resolver.sourceCode.ast, (node) => {
    const call = node.type === AST_NODE_TYPES.CallExpression ? resolver.resolve(node) : undefined;
    if (call?.operation === 'propagation.extract') found.push(call);
  });
  return found;
}
