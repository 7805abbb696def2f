/** What the questions of this room ask of a place of the value flow. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName, parameterOwner } from '../../ast';
import type { ValueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** Whether a node is the parameter of a function that more than one call enters, or calls that nobody sees. */
export function isManyCalled(flow: ValueFlow, node: TSESTree.Node): boolean {
  const fn = parameterOwner(node);
  if (!fn) return false;
  const { calls, handings, isOpen } = flow.calls.callersOf(fn);
  return isOpen || calls.length + handings.length > 1;
}

/** What a place is called: a variable, a member, a parameter. */
export function nameOfPlace(node: TSESTree.Node): string | undefined {
  switch (node.type) {
    case Kind.Identifier:
      return node.name;
    case Kind.MemberExpression:
      return memberName(node);
    case Kind.AssignmentPattern:
      return nameOfPlace(node.left);
    case Kind.TSParameterProperty:
      return nameOfPlace(node.parameter);
    default:
      return undefined;
  }
}
