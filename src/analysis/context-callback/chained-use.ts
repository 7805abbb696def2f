/**
 * Callbacks chained on the promise that `context.with` returns. They run in the context around the call, not in the one
 * that was activated: a promise keeps the context in which `then` is called.
 *
 * *Known limitations*: a promise kept in a variable is not followed; a callback of another file is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName, wrapped } from '../../ast';
import type { OperationId } from '../../model';
import { activationAround, type AmbientUse, type AmbientUseFinder } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { SAME_VALUE, sureLabel, valueFlow } from '../value-flow';

export interface ChainedUse {
  /** `then`, `catch` or `finally`. */
  readonly method: string;
  /** The call of that method. */
  readonly link: TSESTree.CallExpression;
  readonly callback: TSESTree.Expression;
  readonly use: AmbientUse;
}

const PROMISE_METHODS = new Set(['then', 'catch', 'finally']);

/** Operations that take something away: what is chained on such a call is meant to have it again. */
const DETACHING: ReadonlySet<OperationId> = new Set<OperationId>([
  'context.deleteValue',
  'core.deleteRPCMetadata',
  'core.suppressTracing',
  'propagation.deleteBaggage',
  'trace.deleteSpan',
]);

/** The first chained callback that reads the active context; undefined when none does, or when that is meant. */
export function chainedUse(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  call: ResolvedCall,
): ChainedUse | undefined {
  const context = call.argument('context');
  if (!context || isDetaching(resolver, context) || isActiveAround(resolver, call, context)) return undefined;
  let node = wrapped(call.node);
  for (;;) {
    const member = node.parent;
    const link = member?.parent;
    if (member?.type !== AST_NODE_TYPES.MemberExpression || member.object !== node) return undefined;
    const method = memberName(member);
    if (
      link?.type !== AST_NODE_TYPES.CallExpression ||
      link.callee !== member ||
      method === undefined ||
      !PROMISE_METHODS.has(method)
    )
      return undefined;
    for (const callback of link.arguments) {
      if (callback.type === AST_NODE_TYPES.SpreadElement) continue;
      const use = ambient.inCallback(callback);
      if (use) return { method, link, callback, use };
    }
    node = link;
  }
}

/** Whether a context surely is the root, the active one, or one from which something was taken. */
function isDetaching(resolver: ApiResolver, context: TSESTree.Expression): boolean {
  const answer = valueFlow(resolver.sourceCode).backward(context, {
    label: ({ node, path }) => (path.length === 0 && isDetachedAt(resolver, node) ? true : undefined),
    kinds: SAME_VALUE,
  });
  return sureLabel(answer) === true;
}

function isDetachedAt(resolver: ApiResolver, node: TSESTree.Node): boolean {
  if (resolver.exportOf(node)?.path.at(-1) === 'ROOT_CONTEXT') return true;
  const operation = resolver.resolve(node)?.operation;
  return operation !== undefined && (DETACHING.has(operation) || operation === 'context.active');
}

/** Whether the same context is active around the call: then the chained callback has it too. */
function isActiveAround(resolver: ApiResolver, call: ResolvedCall, context: TSESTree.Expression): boolean {
  const outer = activationAround(resolver, call.node)?.context;
  return outer !== undefined && resolver.sourceCode.getText(outer) === resolver.sourceCode.getText(context);
}
