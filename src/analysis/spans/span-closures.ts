/**
 * What becomes of a closure that ends a span: it runs where it stands, only when a promise is fulfilled, or whenever
 * whoever is given it likes.
 *
 * Known limitations: what a handler in front of a `.then` does with a rejection is not asked: it may end there.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, memberName, unwrap, wrapped } from '../../ast';
import type { ApiResolver } from '../api-resolution';

const Kind = AST_NODE_TYPES;

export type ClosureUse =
  /** Run by the call around it, before or while that call's promise settles. */
  | { readonly kind: 'in-place' }
  /** Run when the promise of `chain` is fulfilled, and not when it is rejected. */
  | { readonly kind: 'fulfilment'; readonly then: TSESTree.CallExpression; readonly chain: TSESTree.CallExpression }
  /** Given to somebody who runs it when its time has come: a listener, a `finally`, `finalize` of RxJS. */
  | { readonly kind: 'passed' };

const PASSED: ClosureUse = { kind: 'passed' };

/** What becomes of a closure. */
export function closureUse(resolver: ApiResolver, fn: FunctionNode): ClosureUse {
  const at = wrapped(fn);
  const call = at.parent;
  if (call?.type !== Kind.CallExpression) return PASSED;
  if (call.callee === at) return { kind: 'in-place' };
  const operation = resolver.resolve(call);
  if (operation?.operation === 'context.with' || operation?.operation === 'span.startActive')
    return operation.argument('callback') === at ? { kind: 'in-place' } : PASSED;
  const callee = unwrap(call.callee);
  if (callee.type !== Kind.MemberExpression || memberName(callee) !== 'then' || call.arguments[0] !== at) return PASSED;
  return mayReject(callee.object) ? { kind: 'fulfilment', then: call, chain: endOfChain(call) } : PASSED;
}

/** The last call of a chain of promise methods. */
function endOfChain(call: TSESTree.CallExpression): TSESTree.CallExpression {
  const member = wrapped(call).parent;
  const outer = member?.type === Kind.MemberExpression ? member.parent : undefined;
  const isNext =
    member?.type === Kind.MemberExpression &&
    member.object === wrapped(call) &&
    outer?.type === Kind.CallExpression &&
    outer.callee === member &&
    /^(?:catch|finally|then)$/.test(memberName(member) ?? '');
  return isNext ? endOfChain(outer) : call;
}

/** Promises that are always fulfilled. */
const NEVER_REJECTED = /^(?:Promise\.(?:allSettled|resolve)|sleep|delay|wait|setTimeout)$/;

/** Whether a promise may be rejected, as far as the expression shows. */
export function mayReject(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === Kind.NewExpression) {
    const [executor] = node.arguments;
    return !(executor && isFunction(executor) && executor.params.length < 2);
  }
  if (node.type !== Kind.CallExpression) return true;
  const callee = unwrap(node.callee);
  if (callee.type === Kind.Identifier) return !NEVER_REJECTED.test(callee.name);
  if (callee.type !== Kind.MemberExpression) return true;
  const name = memberName(callee) ?? '';
  const object = unwrap(callee.object);
  if (name === 'catch' || (name === 'then' && node.arguments.length > 1)) return false;
  if (name === 'then' || name === 'finally') return mayReject(object);
  return !(object.type === Kind.Identifier && NEVER_REJECTED.test(`${object.name}.${name}`));
}
