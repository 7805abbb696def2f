/** A place for a carrier in a message, and the edit that puts it there. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type Edit, replace } from '../fixes';

/** The edit that puts a carrier of some name in its place. */
export type Put = (name: string) => Edit | undefined;

/** One place. */
export interface Place {
  /** The node in which the carrier is named: it must be seen from there. */
  readonly node: TSESTree.Node;
  readonly put: Put;
  /** A container of headers that is there and takes entries only: the carrier is this one. */
  readonly existing: TSESTree.CallExpression | TSESTree.Identifier | TSESTree.NewExpression | undefined;
}

/** The places of one call. */
export interface Placing extends Omit<Place, 'node'> {
  readonly nodes: readonly TSESTree.Node[];
}

/** A container in a variable, or an empty one that is made where it is sent. */
export function containerPlace(call: TSESTree.CallExpression, value: TSESTree.Expression): Place | undefined {
  if (value.type === AST_NODE_TYPES.Identifier) return { node: call, existing: value, put: () => () => [] };
  const isMade =
    (value.type === AST_NODE_TYPES.CallExpression || value.type === AST_NODE_TYPES.NewExpression) &&
    value.arguments.length === 0;
  return isMade ? { node: call, existing: value, put: (carrier) => replace(value.range, carrier) } : undefined;
}
