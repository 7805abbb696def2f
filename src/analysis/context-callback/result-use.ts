/**
 * Where the lazy result of an activated callback is consumed, and whether a promise is left to itself.
 *
 * Known limitations: a result that is returned, passed on or stored is consumed elsewhere, and unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, enclosingFunction, memberName, unwrap, wrapped } from '../../ast';
import { activationAround } from '../ambient-context';
import { type ApiResolver, declaredTypes, type ResolvedCall } from '../api-resolution';
import { resolveFunction } from '../bindings';
import { useOf } from '../data-flow/value-use';

/** Code that goes through an iterable, or takes a step of it. */
export type Iteration =
  TSESTree.ForOfStatement | TSESTree.SpreadElement | TSESTree.CallExpression | TSESTree.YieldExpression;

/**
 * The iterations of a call's result that stand outside any activation within the same function; directly or by its
 * variable.
 */
export function iterationsOutside(resolver: ApiResolver, call: ResolvedCall): readonly Iteration[] {
  const direct = iterationOf(call.node);
  if (direct) return [direct];
  return readsOfResult(resolver, call).flatMap((read) => {
    const iteration = iterationOf(read);
    return iteration && !activationAround(resolver, read, enclosingFunction(call.node)) ? [iteration] : [];
  });
}

/** Whether the result is only used inside other activations: `context.with(ctx, () => rows.next())`. */
export function isUsedUnderActivation(resolver: ApiResolver, call: ResolvedCall): boolean {
  const reads = readsOfResult(resolver, call);
  return (
    reads.length > 0 &&
    reads.every((read) => activationAround(resolver, read, enclosingFunction(call.node)) !== undefined)
  );
}

/** The variable that a call's result is bound to by its declaration. */
export function resultVariable(resolver: ApiResolver, call: ResolvedCall): TSESLint.Scope.Variable | undefined {
  const use = useOf(resolver.sourceCode, call.node);
  return use.kind === 'variable' && use.site.type === AST_NODE_TYPES.VariableDeclarator ? use.variable : undefined;
}

function readsOfResult(resolver: ApiResolver, call: ResolvedCall): TSESTree.Node[] {
  return (resultVariable(resolver, call)?.references ?? [])
    .filter((reference) => reference.isRead())
    .map(({ identifier }): TSESTree.Node => identifier);
}

/** The iteration that an expression is the iterable of. */
export function iterationOf(expression: TSESTree.Node): Iteration | undefined {
  const node = wrapped(expression);
  const { parent } = node;
  if (parent?.type === AST_NODE_TYPES.ForOfStatement) return parent.right === node ? parent : undefined;
  if (parent?.type === AST_NODE_TYPES.SpreadElement) return parent;
  if (parent?.type === AST_NODE_TYPES.YieldExpression) return parent.delegate ? parent : undefined;
  if (parent?.type === AST_NODE_TYPES.MemberExpression) return stepOf(parent, node);
  const isArrayFrom =
    parent?.type === AST_NODE_TYPES.CallExpression &&
    parent.arguments[0] === node &&
    /^from(?:Async)?$/.test(calleeName(parent) ?? '');
  return isArrayFrom ? parent : undefined;
}

/** `rows.next()`. */
function stepOf(member: TSESTree.MemberExpression, object: TSESTree.Node): TSESTree.CallExpression | undefined {
  const { parent } = member;
  const isStep = member.object === object && memberName(member) === 'next';
  return isStep && parent.type === AST_NODE_TYPES.CallExpression && parent.callee === member ? parent : undefined;
}

/** Whether the value of a call is a statement of its own: neither awaited, returned, kept, chained on nor voided. */
export function isLeftToItself(node: TSESTree.Node): boolean {
  let current = wrapped(node);
  for (;;) {
    const { parent } = current;
    switch (parent?.type) {
      case AST_NODE_TYPES.ExpressionStatement:
        return true;
      case AST_NODE_TYPES.LogicalExpression:
        if (parent.right !== current) return false;
        break;
      case AST_NODE_TYPES.ConditionalExpression:
        if (parent.test === current) return false;
        break;
      case AST_NODE_TYPES.SequenceExpression:
        break;
      default:
        return false;
    }
    current = wrapped(parent);
  }
}

/** Whether a callback returns a promise: an async function, or by its type. */
export function isPromiseCallback(resolver: ApiResolver, callback: TSESTree.Node): boolean {
  const fn = resolveFunction(resolver.sourceCode, callback);
  if (fn?.async) return !fn.generator;
  const { types } = resolver;
  const type = types?.typeAt(unwrap(callback));
  if (!types || !type) return false;
  const results = types.checker
    .getSignaturesOfType(type, types.ts.SignatureKind.Call)
    .map((signature) => signature.getReturnType());
  return results.some((result) =>
    declaredTypes(types, result).some((ref) => ref.package === 'lib' && ref.name === 'Promise'),
  );
}
