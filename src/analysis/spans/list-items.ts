/**
 * The items that a list may hold, as they stand in it: elements of the list, on the value flow.
 *
 * *Known limitations*: a filter with a predicate that is not a plain test for a value may drop any item, so its items
 * are unknown; so are those that `find` gives.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingBody, isFunction, memberName, parameterOwner, unwrap } from '../../ast';
import { variableOf } from '../bindings';
import { advance, ANY, type FlowStep, SAME_VALUE, valueFlow, type ValueNode, valuesOf } from '../value-flow';

const Kind = AST_NODE_TYPES;

export interface ListItem {
  readonly node: TSESTree.Expression;
  /** Whether a filter behind it drops what is undefined or null. */
  readonly dropsNothing: boolean;
  /** Whether the list it stands in is read by others too, so that another item in its place would disturb them. */
  readonly isShared: boolean;
}

/** Methods that take a list of items, or an item. */
const TAKES_EITHER = new Set(['concat', 'flatMap']);

/** The items of a list, or of the list that a part of an object is, as far as they are known. */
export function listItems(
  sourceCode: TSESLint.SourceCode,
  list: TSESTree.Node,
  part: readonly string[] = [],
): readonly ListItem[] {
  const start = { node: list, path: [...part, ANY] };
  const { flows } = valueFlow(sourceCode).backward(start, {
    label: ({ node, path }) => (path.length === 0 ? (node as TSESTree.Expression) : undefined),
    barrier: (place) =>
      isUnknownFilter(sourceCode, place) || (place.path[0] === ANY && place.node.type === Kind.ObjectExpression),
    instead: ({ node, path }) => (path[0] === ANY ? flatSteps(sourceCode, node) : undefined),
    kinds: SAME_VALUE,
  });
  return flows
    .filter(({ steps }) => isSettled(steps))
    .map(({ label, steps }) => {
      const lists = placesOf(start, steps).filter(({ path }) => path.length === 1 && path[0] === ANY);
      return {
        node: label,
        dropsNothing: lists.some(({ node }) => filterOf(sourceCode, node) === 'value'),
        isShared: lists.some(({ node }) => isReadByOthers(sourceCode, node)),
      };
    });
}

/** The places of a way from a start. */
export function placesOf(start: ValueNode, steps: readonly FlowStep[]): readonly ValueNode[] {
  let { path } = start;
  return [start, ...steps.map((step) => ({ node: step.to, path: (path = advance(path, step) ?? []) }))];
}

/** Whether what async functions give on a way is awaited: else it is a promise. */
export function isSettled(steps: readonly FlowStep[]): boolean {
  const awaited = steps.findIndex(({ site }) => site.type === Kind.AwaitExpression || methodOf(site) === 'then');
  return steps.every(({ kind, site, to }, index) => {
    const body = enclosingBody(to);
    const isResult = (kind === 'return' || kind === 'callback') && body !== enclosingBody(site);
    return !isResult || !isFunction(body) || !body.async || body.generator || (awaited >= 0 && awaited < index);
  });
}

function methodOf(node: TSESTree.Node): string | undefined {
  const callee = node.type === Kind.CallExpression ? unwrap(node.callee) : undefined;
  return callee?.type === Kind.MemberExpression ? memberName(callee) : undefined;
}

/** Whether a place is a list of which any item may have been dropped, or the one that was found. */
export function isUnknownFilter(sourceCode: TSESLint.SourceCode, { node, path }: ValueNode): boolean {
  if (path.length > 0 && isDeletedFrom(sourceCode, node)) return true;
  const filter = filterOf(sourceCode, node);
  return filter === 'find' || (path.length > 0 && filter === 'other');
}

/** Whether a set or a map is made at a node from which something is deleted, by its value or key. */
function isDeletedFrom(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): boolean {
  if (node.type !== Kind.NewExpression || !sourceCode.text.includes('delete')) return false;
  const { flows } = valueFlow(sourceCode).forward(node, {
    label: (place) => (place.path.length === 0 && isMethod(place.node, 'delete')) || undefined,
    kinds: SAME_VALUE,
  });
  return flows.length > 0;
}

/** Whether a node is an object whose method of a name is called. */
function isMethod(object: TSESTree.Node, name: string): boolean {
  const { parent } = object;
  return parent?.type === Kind.MemberExpression && parent.object === object && memberName(parent) === name;
}

/** What a call of a filter lets through: all that is a `value`, or an `other` choice. */
export function filterOf(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): 'find' | 'other' | 'value' | undefined {
  const method = methodOf(node);
  if (method === 'find' || method === 'findLast') return 'find';
  const [predicate] = node.type === Kind.CallExpression && method === 'filter' ? node.arguments : [];
  return predicate && (isTestForValue(sourceCode, predicate) ? 'value' : 'other');
}

/** What `flatMap` and `concat` are given as items: objects; everything else is taken for a list. */
function flatSteps(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): readonly FlowStep[] | undefined {
  if (!TAKES_EITHER.has(methodOf(node) ?? '')) return undefined;
  const flow = valueFlow(sourceCode);
  return flow.stepsOf('backward', node).steps.flatMap((step): readonly FlowStep[] => {
    if ((step.put ?? []).length > 0) return [step];
    const { values } = valuesOf(flow, step.to);
    return values.flatMap(({ node: to, path }) =>
      path.length === 0 && to.type === Kind.ObjectExpression ? [{ ...step, to }] : [],
    );
  });
}

function isReadByOthers(sourceCode: TSESLint.SourceCode, list: TSESTree.Node): boolean {
  const isRead = list.type === Kind.Identifier && !parameterOwner(list);
  const variable = isRead && variableOf(sourceCode, list);
  if (!variable) return false;
  return variable.references.some(({ identifier, init }) => {
    const member = identifier.parent;
    const isAdding = member.type === Kind.MemberExpression && /^(?:push|unshift)$/.test(memberName(member) ?? '');
    return init !== true && identifier !== list && !isAdding;
  });
}

/**
 * Whether a predicate lets through all but undefined, null and the like: `Boolean`, `(x) => x !== undefined`, `(x) =>
 * !!x`.
 */
function isTestForValue(sourceCode: TSESLint.SourceCode, predicate: TSESTree.Node): boolean {
  const node = unwrap(predicate);
  if (node.type === Kind.Identifier && node.name === 'Boolean') return true;
  const flow = valueFlow(sourceCode);
  const [fn, ...others] = flow.calls.functionsOf(node).callees.map((callee) => callee.fn);
  const parameter = fn?.params[0];
  if (!fn || others.length > 0 || fn.params.length !== 1 || parameter?.type !== Kind.Identifier) return false;
  const [result, ...more] = flow.resultsOf(fn);
  const text = result && more.length === 0 ? sourceCode.getText(unwrap(result.node)).replace(/\s+/g, '') : '';
  const { name } = parameter;
  return [
    name,
    `!!${name}`,
    `Boolean(${name})`,
    ...['null', 'undefined'].flatMap((none) => [`${name}!=${none}`, `${name}!==${none}`]),
  ].includes(text);
}
