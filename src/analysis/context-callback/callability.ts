/**
 * Whether an expression evaluates to a function.
 *
 * Known limitations: without types only literals, calls of functions of this file and OpenTelemetry operations are
 * known.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { type FunctionNode, isFunction, unwrap } from '../../ast';
import { operationModel } from '../../model';
import type { ApiResolver, TypeServices } from '../api-resolution';
import { resolveFunction, returnedExpressions } from '../bindings';
import { isInferredStart } from './inferred-types';

/** `true`, `false`, or undefined for unknown. */
export function isCallable(resolver: ApiResolver, expression: TSESTree.Node, depth = 0): boolean | undefined {
  const { types } = resolver;
  const node = unwrap(expression);
  if (isFunction(node)) return true;
  if (node.type === AST_NODE_TYPES.CallExpression && isLeftToSubclasses(resolver, node)) return undefined;
  const type = types?.typeAt(node);
  const isKnown = types && type && (type.flags & (types.ts.TypeFlags.Any | types.ts.TypeFlags.Unknown)) === 0;
  if (isKnown && !isInferredStart(resolver, types, type)) return isCallableType(types, type);
  return depth > 4 ? undefined : isCallableBySyntax(resolver, node, depth);
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

function isCallableBySyntax(resolver: ApiResolver, node: TSESTree.Node, depth: number): boolean | undefined {
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
      return isCallableResult(resolver, node, depth);
    case AST_NODE_TYPES.AwaitExpression: {
      const awaited = unwrap(node.argument);
      const fn =
        awaited.type === AST_NODE_TYPES.CallExpression
          ? resolveFunction(resolver.sourceCode, awaited.callee)
          : undefined;
      return fn?.async && !fn.generator ? returnsCallable(resolver, fn, depth) : undefined;
    }
    default:
      return undefined;
  }
}

function isCallableResult(resolver: ApiResolver, node: TSESTree.CallExpression, depth: number): boolean | undefined {
  const call = resolver.resolve(node);
  if (call) return operationModel(call.operation).returns === undefined ? undefined : false;
  const fn = resolveFunction(resolver.sourceCode, node.callee);
  if (!fn || isBindCall(node)) return undefined;
  if (fn.async || fn.generator) return false;
  return returnsCallable(resolver, fn, depth);
}

function returnsCallable(resolver: ApiResolver, fn: FunctionNode, depth: number): boolean | undefined {
  const returned = returnedExpressions(resolver.sourceCode, fn).map((value) => isCallable(resolver, value, depth + 1));
  return returned.every((answer) => answer === false) ? false : returned.includes(true) ? true : undefined;
}

const isBindCall = (node: TSESTree.CallExpression): boolean =>
  unwrap(node.callee).type === AST_NODE_TYPES.CallExpression;

/** Whether a call is one of a method that subclasses are meant to override: it does nothing, or only throws. */
function isLeftToSubclasses(resolver: ApiResolver, node: TSESTree.CallExpression): boolean {
  const fn = resolveFunction(resolver.sourceCode, node.callee);
  if (fn?.parent.type !== AST_NODE_TYPES.MethodDefinition || fn.async || fn.body.type !== AST_NODE_TYPES.BlockStatement)
    return false;
  const last = fn.body.body.at(-1);
  return !last || last.type === AST_NODE_TYPES.ThrowStatement;
}
