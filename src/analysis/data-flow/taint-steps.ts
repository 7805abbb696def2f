/** How a way of the value flow is told: the variables and functions it went through. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type FunctionNode, parameterOwner } from '../../ast';
import { functionName } from '../bindings';
import { advance, type FlowStep, type ValueNode } from '../value-flow';
import type { TaintStep } from './taint-result';

const Kind = AST_NODE_TYPES;

/** The named steps of a way that starts at a sink, nearest its end first. */
export function namedSteps(start: ValueNode, steps: readonly FlowStep[]): readonly TaintStep[] {
  const entered = new Set<FunctionNode>();
  let { node, path } = start;
  const named = steps.flatMap((step): TaintStep[] => {
    const name = nameOf(node, step, entered);
    const isOfValue = path.every((part) => part.startsWith('*'));
    if (step.enters) entered.add(step.enters.fn);
    node = step.to;
    path = advance(path, step) ?? [];
    return name !== undefined && (isOfValue || !isVariable(name)) ? [{ name, node: step.site }] : [];
  });
  return named.reverse();
}

function nameOf(
  from: TSESTree.Node,
  { kind, leaves, site }: FlowStep,
  entered: ReadonlySet<FunctionNode>,
): string | undefined {
  if (leaves) {
    const name = entered.has(leaves.fn) ? undefined : functionName(leaves.fn);
    return name === undefined ? undefined : `${name}()`;
  }
  if (from.type === Kind.Identifier) return parameterOwner(from) ? undefined : from.name;
  const isCall = site.type === Kind.CallExpression || site.type === Kind.NewExpression;
  return isCall && kind === 'return' ? `${calleeName(site) ?? 'a function'}()` : undefined;
}

function isVariable(name: string): boolean {
  return !name.endsWith(')');
}
