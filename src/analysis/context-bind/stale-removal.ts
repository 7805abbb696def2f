/**
 * Listeners that are taken away by another function than the bound one that was registered: `off(handler)` behind
 * `on(context.bind(ctx, handler))`. Measured: the listener stays.
 *
 * *Known limitations*: a handler, an emitter and an event are the same where they are written alike; a bound function
 * that another file registers is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, literalString, memberName, unwrap } from '../../ast';
import { LISTENER_METHODS, REMOVING_METHODS } from '../../model/async-boundaries';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { isReassigned, thisHolder, variableOf } from '../bindings';
import { SAME_VALUE, valueFlow } from '../value-flow';

/** A removal that finds nothing. */
export interface StaleRemoval {
  /** What is passed in place of the bound function. */
  readonly at: TSESTree.Expression;
  readonly removal: TSESTree.CallExpression;
  /** The call that registered the bound function; undefined where the removal binds anew. */
  readonly registration: TSESTree.CallExpression | undefined;
  readonly bind: ResolvedCall;
}

/** The removals of a file that pass an unbound handler, or one that is bound on the spot. */
export function staleRemovals(
  resolver: ApiResolver,
  calls: readonly CallNode[],
  binds: readonly ResolvedCall[],
): readonly StaleRemoval[] {
  const removals = binds.length > 0 ? calls.filter((call) => isListenerCall(call, REMOVING_METHODS)) : [];
  if (removals.length === 0) return [];
  const byNode = new Map(binds.map((bind) => [bind.node, bind]));
  const fresh = removals.flatMap((removal) => {
    const at = handlerOf(removal);
    const bind = at && byNode.get(unwrap(at) as CallNode);
    return at && bind ? [{ at, removal, registration: undefined, bind }] : [];
  });
  const stale = binds.flatMap((bind) => {
    const handler = originalOf(bind);
    const passing = handler ? removals.filter((one) => isSame(resolver, handlerOf(one), handler)) : [];
    const registrations = passing.length > 0 ? registrationsOf(resolver, bind) : [];
    return passing.flatMap((removal) => {
      const registration = registrations.find((one) => isSameListening(resolver, one, removal));
      const at = handlerOf(removal);
      return registration && at && !isRegisteredItself(resolver, calls, removal, at)
        ? [{ at, removal, registration, bind }]
        : [];
    });
  });
  return [...fresh, ...stale];
}

function isListenerCall(call: CallNode, methods: ReadonlySet<string>): call is TSESTree.CallExpression {
  const callee = unwrap(call.callee);
  if (call.type !== AST_NODE_TYPES.CallExpression || call.arguments.length < 2) return false;
  return callee.type === AST_NODE_TYPES.MemberExpression && methods.has(memberName(callee) ?? '');
}

function handlerOf({ arguments: [, handler] }: TSESTree.CallExpression): TSESTree.Expression | undefined {
  return handler?.type === AST_NODE_TYPES.SpreadElement ? undefined : handler;
}

/** The function that is bound, without a `bind(this)` of its own. */
function originalOf(bind: ResolvedCall): TSESTree.Expression | undefined {
  const target = bind.argument('target');
  const node = target && unwrap(target);
  if (bind.isWrapper || node?.type !== AST_NODE_TYPES.CallExpression) return bind.isWrapper ? undefined : node;
  const callee = unwrap(node.callee);
  return callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'bind' ? callee.object : undefined;
}

/** The calls that register what a `bind` gives, where they stand or by its name. */
function registrationsOf(resolver: ApiResolver, { node }: ResolvedCall): readonly TSESTree.CallExpression[] {
  const { flows } = valueFlow(resolver.sourceCode).forward(node, {
    label: ({ node: at, path }) => {
      const call = at.parent?.type === AST_NODE_TYPES.CallExpression ? at.parent : undefined;
      return path.length === 0 && call && isListenerCall(call, LISTENER_METHODS) && call.arguments[1] === at
        ? call
        : undefined;
    },
    kinds: SAME_VALUE,
  });
  return flows.map(({ label }) => label);
}

/** Whether the handler of a removal is registered as it is as well. */
function isRegisteredItself(
  resolver: ApiResolver,
  calls: readonly CallNode[],
  removal: TSESTree.CallExpression,
  handler: TSESTree.Expression,
): boolean {
  return calls.some(
    (call) =>
      isListenerCall(call, LISTENER_METHODS) &&
      isSameListening(resolver, call, removal) &&
      isSame(resolver, handlerOf(call), handler),
  );
}

/** Whether two calls are of one emitter and one event. */
function isSameListening(resolver: ApiResolver, one: TSESTree.CallExpression, other: TSESTree.CallExpression): boolean {
  return isSame(resolver, emitterOf(one), emitterOf(other)) && isSame(resolver, one.arguments[0], other.arguments[0]);
}

/** The emitter of `emitter.on(…)`, in a chain too. */
function emitterOf(call: TSESTree.CallExpression): TSESTree.Expression | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  const object = unwrap(callee.object);
  return object.type === AST_NODE_TYPES.CallExpression && isListenerCall(object, LISTENER_METHODS)
    ? emitterOf(object)
    : object;
}

/** Whether two expressions surely are one thing: constants, literals, `this`, members of these by their names. */
function isSame(resolver: ApiResolver, one: TSESTree.Node | undefined, other: TSESTree.Node | undefined): boolean {
  const [a, b] = [one && unwrap(one), other && unwrap(other)];
  if (!a || !b) return false;
  const text = literalString(a);
  if (text !== undefined) return literalString(b) === text;
  if (a.type === AST_NODE_TYPES.Identifier && b.type === AST_NODE_TYPES.Identifier) {
    const variable = variableOf(resolver.sourceCode, a);
    return variable ? variable === variableOf(resolver.sourceCode, b) && !isReassigned(variable) : a.name === b.name;
  }
  if (a.type === AST_NODE_TYPES.ThisExpression && b.type === AST_NODE_TYPES.ThisExpression)
    return thisHolder(a) === thisHolder(b);
  if (a.type !== AST_NODE_TYPES.MemberExpression || b.type !== AST_NODE_TYPES.MemberExpression) return false;
  const name = nameOf(a);
  return name !== undefined && name === nameOf(b) && isSame(resolver, a.object, b.object);
}

const nameOf = (member: TSESTree.MemberExpression): string | undefined =>
  member.property.type === AST_NODE_TYPES.PrivateIdentifier ? `#${member.property.name}` : memberName(member);
