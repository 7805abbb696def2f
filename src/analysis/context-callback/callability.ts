/**
 * Whether an expression evaluates to a function.
 *
 * *Known limitations*: without types, what functions of other files give is unknown, and so is what `new` makes.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { calleeName, enclosingFunction, type FunctionNode, isFunction, unwrap, wrapped } from '../../ast';
import { operationModel } from '../../model';
import type { ApiResolver, TypeServices } from '../api-resolution';
import { resolveFunction } from '../bindings';
import { SAME_VALUE, sureLabel, valueFlow } from '../value-flow';
import { isPromiseOfOwn } from './declared-type';
import { isInferredStart } from './inferred-types';

/** `true`, `false`, or undefined for unknown. */
export function isCallable(resolver: ApiResolver, expression: TSESTree.Node): boolean | undefined {
  const node = unwrap(expression);
  if (!isFunction(node) && !isLeftToSubclasses(resolver, node)) {
    const type = knownType(resolver, node);
    if (resolver.types && type) return isCallableType(resolver.types, type);
  }
  const answer = valueFlow(resolver.sourceCode).backward(node, {
    label: ({ node: at, path }) => (path.length === 0 ? answerAt(resolver, at) : undefined),
    barrier: ({ node: at }) =>
      isLeftToSubclasses(resolver, at) ||
      (at.type === AST_NODE_TYPES.AwaitExpression && !isPromiseOfOwn(resolver, unwrap(at.argument))),
    kinds: SAME_VALUE,
  });
  return answer.flows.some(({ label }) => label) || sureLabel(answer);
}

/** The type of an expression, where the checker surely knows it. */
function knownType(resolver: ApiResolver, node: TSESTree.Node): ts.Type | undefined {
  const { types } = resolver;
  const type = types?.typeAt(node);
  const isKnown = types && type && (type.flags & (types.ts.TypeFlags.Any | types.ts.TypeFlags.Unknown)) === 0;
  return isKnown && !isInferredStart(resolver, types, type) ? type : undefined;
}

/** Whether a value of a type can be called: unknown for type parameters, `never` and types without members. */
export function isCallableType(types: TypeServices, type: ts.Type): boolean | undefined {
  const { TypeFlags, SignatureKind } = types.ts;
  if (type.isUnion()) {
    const parts = type.types.map((part) => isCallableType(types, part));
    return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false;
  }
  if (
    (type.flags &
      (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Never | TypeFlags.Instantiable | TypeFlags.NonPrimitive)) !==
    0
  )
    return undefined;
  if (types.checker.getSignaturesOfType(type, SignatureKind.Call).length > 0) return true;
  const name = type.getSymbol()?.name;
  if (name === 'Function' || name === 'CallableFunction') return true;
  return (type.flags & TypeFlags.Object) !== 0 && types.checker.getPropertiesOfType(type).length === 0
    ? undefined
    : false;
}

/** What a place says; undefined where what stands behind it says more. */
function answerAt(resolver: ApiResolver, node: TSESTree.Node): boolean | undefined {
  if (isFunction(node)) return true;
  switch (node.type) {
    case AST_NODE_TYPES.Literal:
    case AST_NODE_TYPES.TemplateLiteral:
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.ObjectExpression:
    case AST_NODE_TYPES.UpdateExpression:
    case AST_NODE_TYPES.BinaryExpression:
      return false;
    case AST_NODE_TYPES.NewExpression:
      return node.callee.type === AST_NODE_TYPES.Identifier && node.callee.name === 'Promise' ? false : undefined;
    case AST_NODE_TYPES.CallExpression:
      if (calleeName(node) === 'bind' && !resolver.resolve(node)) return true; // that of functions
      return givesNoFunction(resolver, node) ? false : undefined;
    default:
      return undefined;
  }
}

/** Whether what a call calls surely gives no function: an operation, a generator, a promise, or nothing at all. */
function givesNoFunction(resolver: ApiResolver, node: TSESTree.CallExpression): boolean {
  const call = resolver.resolve(node);
  if (call) return operationModel(call.operation).returns !== undefined;
  const flow = valueFlow(resolver.sourceCode);
  const { callees, isComplete } = flow.calls.calleesOf(node);
  const givesNone = (fn: FunctionNode): boolean =>
    fn.generator || (fn.async && !isAwaited(node)) || flow.resultsOf(fn).length === 0;
  return isComplete && !isLeftToSubclasses(resolver, node) && callees.every(({ fn }) => givesNone(fn));
}

/** Whether the promise of a call is awaited on the spot, or becomes that of an async function. */
function isAwaited(node: TSESTree.Node): boolean {
  const at = wrapped(node);
  if (at.parent?.type === AST_NODE_TYPES.AwaitExpression) return true;
  const fn = enclosingFunction(at);
  return fn?.async === true && (at.parent?.type === AST_NODE_TYPES.ReturnStatement || fn.body === at);
}

/** Whether a call is one of a method that subclasses are meant to override: it does nothing, or only throws. */
function isLeftToSubclasses(resolver: ApiResolver, node: TSESTree.Node): boolean {
  if (node.type !== AST_NODE_TYPES.CallExpression) return false;
  const fn = resolveFunction(resolver.sourceCode, node.callee);
  if (fn?.parent.type !== AST_NODE_TYPES.MethodDefinition || fn.async || fn.body.type !== AST_NODE_TYPES.BlockStatement)
    return false;
  const last = fn.body.body.at(-1);
  return !last || last.type === AST_NODE_TYPES.ThrowStatement;
}
