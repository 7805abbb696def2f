/**
 * What stands where a Context is expected, when it is surely no Context.
 *
 * *Known limitations*: a value of unknown type, an object of the right shape and a union that holds a Context are taken
 * for one.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { isFunction, isNothing, literalString, memberName, unwrap } from '../../ast';
import { oncePerFile } from '../../ast/once-per-file';
import type { ContainerId } from '../../model';
import { type ApiResolver, declaredContainers, declaredTypes, isNullable, type TypeServices } from '../api-resolution';
import { resolveFunction, variableOf } from '../bindings';
import { SAME_VALUE, soleValueOf, sureLabel, valueFlow, valuesOf } from '../value-flow';
import { isInferredStart } from './inferred-types';

export type NotAContext = 'api' | 'baggage' | 'function' | 'nothing' | 'promise' | 'span' | 'spanContext' | 'value';

/** What an expression is instead of a Context; undefined when it is one, or may be. */
export function notAContext(resolver: ApiResolver, expression: TSESTree.Node): NotAContext | undefined {
  const node = unwrap(expression);
  if (isNothing(node)) return 'nothing';
  if (resolver.inferredTypeOf(node) === 'Context') return behindCast(resolver, node);
  const { types } = resolver;
  const type = types?.typeAt(node);
  if (types && type && resolver.isTypeKnown(node) && !isInferredStart(resolver, types, type)) {
    const is = byType(types, type);
    if (is === 'nothing' && !isCall(node)) return isSurelyNothing(resolver, node) ? is : undefined;
    return is ?? (declaredContainers(types, type).includes('Context') ? behindCast(resolver, node) : undefined);
  }
  return bySyntax(resolver, node);
}

/** Whether a file has casts that make a Context of everything. */
const hasCasts = oncePerFile(({ text }) => /\bas\s+(?:any|unknown|never)\b|<\s*(?:any|unknown|never)\s*>/.test(text));

/** What is surely made where a cast on the way calls it a Context. */
function behindCast(resolver: ApiResolver, node: TSESTree.Expression): NotAContext | undefined {
  const isNamed = node.type === AST_NODE_TYPES.Identifier || node.type === AST_NODE_TYPES.MemberExpression;
  const is = isNamed && hasCasts(resolver.sourceCode) ? bySyntax(resolver, node) : undefined;
  return is === 'span' || is === 'spanContext' || is === 'baggage' ? is : undefined;
}

const isCall = (node: TSESTree.Expression): boolean =>
  node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.AwaitExpression;

/** Whether nothing fills a variable: the checker takes one for what was written last, also where a closure writes it. */
function isSurelyNothing({ sourceCode }: ApiResolver, node: TSESTree.Expression): boolean {
  const { values, isComplete } = valuesOf(valueFlow(sourceCode), node);
  return isComplete && values.every((value) => value.path.length === 0 && isNothing(value.node));
}

/** Whether the value may be undefined or null, so that it cannot stand for a span or baggage in a derivation. */
export function mayBeNothing(resolver: ApiResolver, expression: TSESTree.Node): boolean {
  const { types } = resolver;
  const node = unwrap(expression);
  const type = types?.typeAt(node);
  if (types && type && resolver.isTypeKnown(node)) return isNullable(types, type);
  if (node.parent.type === AST_NODE_TYPES.ChainExpression) return true;
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  const annotation = variable?.identifiers[0]?.typeAnnotation;
  if (annotation) return annotation.typeAnnotation.type === AST_NODE_TYPES.TSUnionType;
  const call = resolver.resolve(soleValueOf(valueFlow(resolver.sourceCode), node) ?? node);
  return call !== undefined && /^(?:trace|propagation)\.get/.test(call.operation);
}

const BY_CONTAINER: Readonly<Partial<Record<ContainerId, NotAContext>>> = {
  Span: 'span',
  SpanContext: 'spanContext',
  Baggage: 'baggage',
  ContextAPI: 'api',
  ContextManager: 'value',
  ContextManagementToken: 'value',
  TraceAPI: 'value',
  PropagationAPI: 'value',
  Tracer: 'value',
  TraceState: 'value',
};

function byType(types: TypeServices, type: ts.Type): NotAContext | undefined {
  const { TypeFlags } = types.ts;
  const parts = type.isUnion() ? type.types : [type];
  if (parts.every((part) => (part.flags & (TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Void)) !== 0))
    return 'nothing';
  const containers = declaredContainers(types, type);
  const isPossible = parts.some(
    (part) =>
      (part.flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Instantiable | TypeFlags.NonPrimitive)) !== 0,
  );
  if (
    isPossible ||
    containers.includes('Context') ||
    parts.some((part) => part.getProperty('getValue') && part.getProperty('setValue'))
  )
    return undefined;
  const known = containers.map((id) => BY_CONTAINER[id]).find((kind) => kind !== undefined);
  if (known) return known;
  if (
    declaredTypes(types, type).some(
      (ref) => ref.package === 'lib' && (ref.name === 'Promise' || ref.name === 'PromiseLike'),
    )
  )
    return 'promise';
  if (parts.every((part) => types.checker.getSignaturesOfType(part, types.ts.SignatureKind.Call).length > 0))
    return 'function';
  const { StringLike, NumberLike, BooleanLike } = TypeFlags;
  return parts.every((part) => (part.flags & (StringLike | NumberLike | BooleanLike)) !== 0) ? 'value' : undefined;
}

/** What it is whichever way it came here. */
function bySyntax(resolver: ApiResolver, node: TSESTree.Expression): NotAContext | undefined {
  const answer = valueFlow(resolver.sourceCode).backward(node, {
    label: ({ isCertain, node: at, path }) => {
      const made = path.length === 0 ? madeAt(resolver, at) : undefined;
      // What a library hands to a callback may be what the promise held.
      return made === 'promise' && !isCertain ? undefined : made;
    },
    barrier: ({ node: at }) => at.type === AST_NODE_TYPES.AwaitExpression,
    kinds: SAME_VALUE,
  });
  return sureLabel(answer);
}

/** What a value is by the place where it is made, imported, or declared as a parameter. */
function madeAt(resolver: ApiResolver, node: TSESTree.Node): NotAContext | undefined {
  if (isFunction(node)) return 'function';
  switch (node.type) {
    case AST_NODE_TYPES.Literal:
      return node.raw === 'null' ? undefined : 'value';
    case AST_NODE_TYPES.TemplateLiteral:
      return literalString(node) === undefined ? undefined : 'value';
    case AST_NODE_TYPES.Identifier:
      if (!isFunction(node.parent) && !resolver.exportOf(node)) return undefined;
      if (isOfSeveralTypes(node)) return undefined;
      break;
    case AST_NODE_TYPES.CallExpression:
    case AST_NODE_TYPES.NewExpression:
      if (isPromise(resolver, node)) return 'promise';
      break;
    case AST_NODE_TYPES.MemberExpression:
      break;
    default:
      return undefined;
  }
  const container = resolver.typeOf(node);
  return container && BY_CONTAINER[container];
}

/** Whether a parameter is declared to be one of several things, besides nothing: a span or a Context. */
function isOfSeveralTypes({ typeAnnotation }: TSESTree.Identifier): boolean {
  const type = typeAnnotation?.typeAnnotation;
  return (
    type?.type === AST_NODE_TYPES.TSUnionType &&
    type.types.filter((one) => one.type === AST_NODE_TYPES.TSTypeReference).length > 1
  );
}

/** Whether an expression surely is a promise: a call of an async function of this file, or of `Promise` itself. */
function isPromise(resolver: ApiResolver, node: TSESTree.Expression): boolean {
  if (node.type === AST_NODE_TYPES.NewExpression) return isGlobalPromise(resolver, node.callee);
  if (node.type !== AST_NODE_TYPES.CallExpression) return false;
  const callee = unwrap(node.callee);
  if (callee.type === AST_NODE_TYPES.MemberExpression && isGlobalPromise(resolver, callee.object))
    return memberName(callee) !== 'withResolvers';
  const fn = resolveFunction(resolver.sourceCode, callee);
  return fn !== undefined && fn.async && !fn.generator;
}

function isGlobalPromise(resolver: ApiResolver, node: TSESTree.Node): boolean {
  return node.type === AST_NODE_TYPES.Identifier && node.name === 'Promise' && !variableOf(resolver.sourceCode, node);
}
