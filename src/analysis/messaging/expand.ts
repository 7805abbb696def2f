/**
 * The messages that an argument holds, one by one: the value flow goes back along the path of the model, through
 * variables, lists, properties and functions of the file.
 *
 * *Known limitations*: a list that is built in another file is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { SAME_VALUE, soleValueOf, type ValueFlow, type ValueNode } from '../value-flow';

const Kind = AST_NODE_TYPES;

/** A message, or one that is not found; and where the lists and objects are made that hold it. */
export interface Expanded {
  readonly node: TSESTree.Expression | undefined;
  readonly holders: readonly TSESTree.Node[];
}

/** The steps of a path of the model. */
export function stepsOf(path: string): readonly string[] {
  return path === '' ? [] : path.split('.');
}

/** Every expression that a path leads to; an entry without a node for what cannot be followed. */
export function expand(flow: ValueFlow, expression: TSESTree.Node, path: string): readonly Expanded[] {
  const answer = flow.backward(
    { node: expression, path: stepsOf(path) },
    { label: ({ node, path: rest }) => (rest.length === 0 ? messageAt(node) : undefined), kinds: SAME_VALUE },
  );
  const messages = answer.flows
    // `list.concat(more)`: a list is no element.
    .filter(({ label }) => soleValueOf(flow, label)?.type !== Kind.ArrayExpression)
    .map(({ label, steps }): Expanded => ({
      node: label,
      holders: [expression, ...steps.slice(0, -1).map(({ to }) => to)].filter(isMade),
    }));
  const holes = [...answer.others, ...answer.unknown].filter(
    (end) => !('cause' in end && end.cause === 'escape') && !isEmptyList(end),
  );
  const found = [...messages, ...holes.map(() => NOT_FOUND)];
  return found.length > 0 ? found : [NOT_FOUND];
}

const NOT_FOUND: Expanded = { node: undefined, holders: [] };

const MADE: ReadonlySet<TSESTree.Node['type']> = new Set([
  Kind.ArrayExpression,
  Kind.CallExpression,
  Kind.ClassBody,
  Kind.NewExpression,
  Kind.ObjectExpression,
]);

/** Whether an object is made at a node, to whose parts others may write. */
export function isMade({ type }: TSESTree.Node): boolean {
  return MADE.has(type);
}

/** The expression that stands where a message is; of a choice, its branches do. */
function messageAt(node: TSESTree.Node): TSESTree.Expression | undefined {
  const plain = unwrap(node);
  return plain !== node || plain.type === Kind.ConditionalExpression ? undefined : plain;
}

/** `[]`, which is filled later, and the list of a list. */
function isEmptyList({ node, path }: ValueNode): boolean {
  return node.type === Kind.ArrayExpression && (path.length === 0 || node.elements.length === 0);
}
