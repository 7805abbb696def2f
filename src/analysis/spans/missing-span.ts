/**
 * Whether a span context, or a span, may be undefined because the context it is read from holds no span: such as what
 * was extracted from a message without `traceparent`. The read is looked for on the value flow; a look at the value, or
 * at the context, on the way to a use is a guard.
 *
 * *Known limitations*: only what is read from a context (`getSpanContext`, `getSpan`, `getActiveSpan`) and the words
 * `undefined` and `null` may be missing; parameters without known calls and functions of other files are not asked, nor
 * members of `this`. In the callback of `startActiveSpan` the active context holds a span.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isNothing, parameterOwner, unwrap } from '../../ast';
import { activationAround } from '../ambient-context';
import { type ApiResolver, isNullable } from '../api-resolution';
import { variableOf } from '../bindings';
import { type Flow, type FlowStep, SAME_VALUE, valueFlow, type ValueNode } from '../value-flow';
import { isGuarded, textOf } from './guards';
import { heldSpan } from './held-span';
import { filterOf, isSettled, isUnknownFilter, placesOf } from './list-items';

const Kind = AST_NODE_TYPES;

/**
 * The expression that is undefined where there is no span, and whose value an unguarded expression may have; else
 * undefined.
 */
export function missingSpan(resolver: ApiResolver, expression: TSESTree.Node): TSESTree.Expression | undefined {
  const { sourceCode } = resolver;
  const { flows } = valueFlow(sourceCode).backward(expression, {
    label: ({ node, path }) =>
      path.length === 0 && mayBeMissing(resolver, node) ? (node as TSESTree.Expression) : undefined,
    barrier: (place) =>
      isUnknownFilter(sourceCode, place) ||
      (place.path.length === 1 && filterOf(sourceCode, place.node) === 'value') ||
      (place.path.length === 0 && isOpaque(resolver, place.node)),
    instead: ({ node, path }) => (path.length === 0 ? stepsOfNothing(resolver, node) : undefined),
    kinds: SAME_VALUE,
  });
  const flow = flows.find((each) => isSettled(each.steps) && !isLookedAtBetween(resolver, expression, each));
  // Without the span that a method is called on, its result is missing too.
  const sites = flow?.steps.map(({ site }) => site) ?? [];
  return sites.find((site) => isOptionalRead(resolver, site)) ?? flow?.label;
}

/** What a value that is missing comes from: defaults take its place, and a method that is called with `?.` hands it on. */
function stepsOfNothing(resolver: ApiResolver, node: TSESTree.Node): readonly FlowStep[] | undefined {
  const from = (...nodes: readonly TSESTree.Node[]): readonly FlowStep[] =>
    nodes.map((to) => ({ kind: 'choice', to, site: node }));
  switch (node.type) {
    case Kind.LogicalExpression:
      return node.operator === '&&' ? from(node.left, node.right) : from(node.right);
    case Kind.AssignmentExpression:
      return /^(?:\?\?|\|\|)=$/.test(node.operator) ? from(node.right) : undefined;
    case Kind.AssignmentPattern:
      return from(node.right);
    default:
      return isOptionalRead(resolver, node)
        ? from((unwrap(node.callee) as TSESTree.MemberExpression).object)
        : undefined;
  }
}

/** Whether a node is `span?.spanContext()`. */
function isOptionalRead(resolver: ApiResolver, node: TSESTree.Node): node is TSESTree.CallExpression {
  if (node.type !== Kind.CallExpression) return false;
  const callee = unwrap(node.callee);
  if (callee.type !== Kind.MemberExpression || !callee.optional) return false;
  const call = resolver.resolve(node);
  return call?.operation === 'span.spanContext' && !call.isWrapper;
}

/** Whether nothing is known of a place: a wrapper, or a member of `this`, at which another method may have looked. */
function isOpaque(resolver: ApiResolver, node: TSESTree.Node): boolean {
  if (node.type === Kind.MemberExpression) return rootOf(node).type === Kind.ThisExpression;
  return node.type === Kind.CallExpression && resolver.resolve(node)?.isWrapper === true;
}

function rootOf(expression: TSESTree.Expression): TSESTree.Expression {
  const node = unwrap(expression);
  return node.type === Kind.MemberExpression ? rootOf(node.object) : node;
}

/** Whether an expression is undefined by itself: a word for nothing, or a read from a context that may hold no span. */
function mayBeMissing(resolver: ApiResolver, node: TSESTree.Node): boolean {
  if (isNothing(node)) return true;
  const call = node.type === Kind.CallExpression ? resolver.resolve(node) : undefined;
  if (!call || call.isWrapper) return false;
  if (call.operation === 'trace.getActiveSpan')
    return !isUnderSpan(resolver, node) && !isLookedAt(resolver, node, node);
  if (call.operation !== 'trace.getSpanContext' && call.operation !== 'trace.getSpan') return false;
  const context = call.argument('context');
  const held = context && heldSpan(resolver, context);
  const isThere = held?.kind === 'span' || (held?.kind === 'active' && isUnderSpan(resolver, held.read));
  return context !== undefined && !isThere && !isLookedAt(resolver, node, node);
}

/** Whether code stands in the callback of a call that makes a span active. */
function isUnderSpan(resolver: ApiResolver, node: TSESTree.Node): boolean {
  const activation = activationAround(resolver, node);
  if (activation?.call.operation === 'span.startActive') return true;
  return activation?.context !== undefined && heldSpan(resolver, activation.context)?.kind === 'span';
}

/** Whether a read from a context, its context, or what holds it where it is used, is surely looked at before. */
function isLookedAt(resolver: ApiResolver, use: TSESTree.Node, read: TSESTree.Node): boolean {
  const { sourceCode } = resolver;
  const call = resolver.resolve(read);
  const context = call?.argument('context');
  const variables = [rootOf(use as TSESTree.Expression), context && unwrap(context)].flatMap(
    (node) => (node?.type === Kind.Identifier ? variableOf(sourceCode, node) : undefined) ?? [],
  );
  const contextText =
    call?.operation === 'trace.getActiveSpan' ? 'context.active()' : context && textOf(resolver, context);
  return isGuarded(resolver, valueFlow(sourceCode).graphOf, { use, variables: new Set(variables), contextText });
}

/** Whether a value is looked at on the way to an expression; a word for nothing that is given to a parameter is meant. */
function isLookedAtBetween(
  resolver: ApiResolver,
  node: TSESTree.Node,
  { label, steps }: Flow<TSESTree.Expression>,
): boolean {
  if (isNothing(label) && steps.some(({ kind }) => kind === 'argument')) return true;
  const places = placesOf({ node, path: [] }, steps);
  return steps.some((step, index) => {
    const { node: read, path } = places[index] as ValueNode;
    if (path.length > 0 || parameterOwner(read)) return false;
    if (read.type !== Kind.Identifier && read.type !== Kind.MemberExpression) return false;
    return isNarrowed(resolver, read, step) || isLookedAt(resolver, read, label);
  });
}

/** Whether the checker knows that a value is there where it is read, though what was put there may be undefined. */
function isNarrowed(resolver: ApiResolver, read: TSESTree.Node, { put = [], site, to }: FlowStep): boolean {
  const { types } = resolver;
  if (!types || !resolver.isTypeKnown(read)) return false;
  const mayBeUndefined = (node: TSESTree.Node): boolean => {
    const type = types.typeAt(node);
    return type !== undefined && isNullable(types, type);
  };
  return !mayBeUndefined(read) && mayBeUndefined(put.length > 0 ? site : to);
}
