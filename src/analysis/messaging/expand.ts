/**
 * The messages that an argument holds, one by one: the value flow goes back along the path of the model, through
 * variables, lists, properties and functions of the file.
 *
 * *Known limitations*: a list that is built in another file is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { type FlowStep, SAME_VALUE, soleValueOf, type ValueFlow, type ValueNode } from '../value-flow';

const Kind = AST_NODE_TYPES;

/**
 * A message, or one that is not found; `lists` are the names on the way to it, whose elements may have been injected.
 */
export interface Expanded {
  readonly node: TSESTree.Expression | undefined;
  readonly lists: readonly TSESTree.Identifier[];
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
  const namesOn = (steps: readonly FlowStep[]): readonly TSESTree.Identifier[] =>
    [expression, ...steps.map(({ to }) => to)].filter((node) => node.type === Kind.Identifier);
  const messages = answer.flows
    // `list.concat(more)`: a list is no element.
    .filter(({ label }) => soleValueOf(flow, label)?.type !== Kind.ArrayExpression)
    .map(({ label, steps }): Expanded => ({ node: label, lists: namesOn(steps.slice(0, -1)) }));
  const holes = [...answer.others, ...answer.unknown].filter((end) => !('cause' in end && end.cause === 'escape'));
  const found = [
    ...messages,
    ...holes.filter((end) => !isEmptyList(end)).map(({ steps }) => ({ node: undefined, lists: namesOn(steps) })),
  ];
  return found.length > 0 ? found : [{ node: undefined, lists: holes.flatMap(({ steps }) => namesOn(steps)) }];
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
