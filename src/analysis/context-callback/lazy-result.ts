/**
 * Whether what a callback returns does its work only later, when its consumer asks for it: a generator, a query
 * builder, an Observable. Under `context.with` that work then runs outside the context.
 *
 * *Known limitations*: without types only what the file itself declares or imports from rxjs is known, and no thenable.
 * Thenables that extend `Promise` are taken for promises unless the model lists them, and so are those that neither the
 * model nor a member such as `exec` or `toSQL` tells for queries. A union is lazy when one of its members is.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { isFunction, memberName, unwrap } from '../../ast';
import { HOT_OBSERVABLE, ITERATOR_TYPES, OBSERVABLE } from '../../model/lazy-thenables';
import type { TypeRef } from '../../model';
import type { AmbientUseFinder } from '../ambient-context';
import { type ApiResolver, declaredTypes, declaringPackage, type TypeServices } from '../api-resolution';
import { resolveFunction, variableOf } from '../bindings';
import { valueFlow } from '../value-flow';
import { typeNodeOf, callableOf, isPromiseOfOwn, namedType } from './declared-type';
import { lazyThenable } from './lazy-thenable';
import { isBoundObservable, isObservableBySource } from './observable';

/** What is lazy about a value. */
type Laziness =
  /** `isAsync` where its steps give promises; `isGenerator` where it surely is a generator object. */
  | { readonly kind: 'generator'; readonly isAsync: boolean; readonly isGenerator: boolean }
  | { readonly kind: 'observable'; readonly element: ts.Type | undefined }
  /** The name of the type; empty where it has none. */
  | { readonly kind: 'thenable'; readonly typeName: string };

export type LazyResult = Laziness & {
  /** Whether the callback itself is the generator function, or a name of a function. */
  readonly isDirect: boolean;
};

/**
 * What a callback returns, when that is lazy; undefined when it is not, or unknown. Where nobody takes the result
 * (`isTaken` is false) only a callback that is itself a generator function counts, and no type is asked for.
 */
export function lazyResultOf(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  callback: TSESTree.Node,
  isTaken = true,
): LazyResult | undefined {
  const fn = resolveFunction(resolver.sourceCode, callback);
  if (fn?.generator) return { kind: 'generator', isAsync: fn.async, isGenerator: true, isDirect: true };
  if (!isTaken || fn?.async || isBoundObservable(resolver, ambient, callback)) return undefined;
  const isDirect = !isFunction(unwrap(callback));
  const results = fn
    ? valueFlow(resolver.sourceCode)
        .resultsOf(fn)
        .map(({ node }) => node)
    : [];
  const returned = results.filter((one) => mayBeLazy(resolver, one));
  const isBound = returned.length > 0 && returned.every((one) => isBoundObservable(resolver, ambient, one));
  const lazy = isBound ? undefined : (byType(resolver, callback, returned) ?? bySyntax(resolver, callback, returned));
  return lazy && { ...lazy, isDirect };
}

/** The types a callback may return. Of a function literal only the returned values that may be lazy are asked for. */
function byType(
  resolver: ApiResolver,
  callback: TSESTree.Node,
  returned: readonly TSESTree.Expression[],
): Laziness | undefined {
  const { types } = resolver;
  if (!types) return undefined;
  const literal = unwrap(callback);
  const results = isFunction(literal)
    ? returned.filter((one) => !isOfPlatform(types, one)).flatMap((one) => types.typeAt(one) ?? [])
    : signaturesOf(types, literal).map((one) => one.getReturnType());
  for (const result of results) {
    const lazy = lazyType(types, result);
    if (lazy) return lazy;
  }
  return undefined;
}

function signaturesOf(types: TypeServices, node: TSESTree.Node): readonly ts.Signature[] {
  const type = types.typeAt(node);
  return type ? types.checker.getSignaturesOfType(type, types.ts.SignatureKind.Call) : [];
}

/** Whether a value comes from a method of the platform: the iterator of a `Map` runs no code of anybody. */
function isOfPlatform(types: TypeServices, expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  const callee = node.type === AST_NODE_TYPES.CallExpression ? unwrap(node.callee) : undefined;
  if (!callee) return false;
  const symbol = types.symbolAt(callee.type === AST_NODE_TYPES.MemberExpression ? callee.property : callee);
  return (symbol?.declarations ?? []).some((one) => {
    const owner = declaringPackage(types, one);
    return owner === 'lib' || owner === 'node';
  });
}

/** What the annotations and imports of the file say of the values that a callback returns. */
function bySyntax(
  resolver: ApiResolver,
  callback: TSESTree.Node,
  returned: readonly TSESTree.Expression[],
): Laziness | undefined {
  const literal = unwrap(callback);
  for (const expression of isFunction(literal) ? returned : [...returned, literal]) {
    const node = unwrap(expression);
    const callee = node === literal ? node : node.type === AST_NODE_TYPES.CallExpression ? node.callee : undefined;
    const callable = callee && callableOf(resolver, callee);
    if (callable && 'generator' in callable && callable.generator)
      return { kind: 'generator', isAsync: callable.async, isGenerator: true };
    const type = callee ? callable?.returnType?.typeAnnotation : typeNodeOf(resolver, node);
    const named = namedType(resolver, type);
    const iterator = named && named.package === undefined ? ITERATOR_TYPES.get(named.name) : undefined;
    if (iterator) return { kind: 'generator', ...iterator };
    if ((named && isSame(named, OBSERVABLE)) || isObservableBySource(resolver, node))
      return { kind: 'observable', element: undefined };
  }
  return undefined;
}

const isSame = (a: { readonly package: string | undefined; readonly name: string }, b: TypeRef): boolean =>
  a.package === b.package && a.name === b.name;

/** Whether syntax leaves it open that a value is lazy: a call of an async function of this file gives a promise. */
function mayBeLazy(resolver: ApiResolver, expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case AST_NODE_TYPES.Literal:
    case AST_NODE_TYPES.TemplateLiteral:
    case AST_NODE_TYPES.AwaitExpression:
    case AST_NODE_TYPES.UnaryExpression:
    case AST_NODE_TYPES.BinaryExpression:
    case AST_NODE_TYPES.ArrayExpression:
      return false;
    case AST_NODE_TYPES.CallExpression:
      return !isPromiseOfOwn(resolver, node) && resolver.resolve(node) === undefined;
    case AST_NODE_TYPES.Identifier:
      return !hasBoundSteps(resolver, node);
    default:
      return true;
  }
}

/** Whether the steps of an iterator were given a context: `rows.next = context.bind(ctx, rows.next.bind(rows))`. */
function hasBoundSteps(resolver: ApiResolver, identifier: TSESTree.Identifier): boolean {
  return (variableOf(resolver.sourceCode, identifier)?.references ?? []).some(({ identifier: { parent } }) => {
    if (parent.type !== AST_NODE_TYPES.MemberExpression || memberName(parent) !== 'next') return false;
    return parent.parent.type === AST_NODE_TYPES.AssignmentExpression && parent.parent.left === parent;
  });
}

/** Whether a type does its work lazily. */
function lazyType(types: TypeServices, type: ts.Type): Laziness | undefined {
  if (type.isUnion()) {
    for (const part of type.types) {
      const lazy = lazyType(types, part);
      // Something else may come instead: no `next` to be sure of.
      if (lazy) return lazy.kind === 'generator' ? { ...lazy, isGenerator: false } : lazy;
    }
    return undefined;
  }
  if ((type.flags & types.ts.TypeFlags.Object) === 0 && !type.isIntersection()) return undefined;
  const refs = declaredTypes(types, type);
  const isLib = (name: string): boolean => refs.some((ref) => ref.package === 'lib' && ref.name === name);
  const iterator = ITERATOR_TYPES.get(type.getSymbol()?.name ?? '');
  if (iterator && isLib(type.getSymbol()?.name ?? '')) return { kind: 'generator', ...iterator };
  for (const name of ['Generator', 'AsyncGenerator', 'AsyncIterator']) {
    const base = isLib(name) ? ITERATOR_TYPES.get(name) : undefined;
    if (base) return { kind: 'generator', ...base };
  }
  if (refs.some((ref) => isSame(ref, HOT_OBSERVABLE))) return undefined;
  if (refs.some((ref) => isSame(ref, OBSERVABLE))) return { kind: 'observable', element: elementOf(types, type) };
  const typeName = lazyThenable(types, type, refs);
  return typeName === undefined ? undefined : { kind: 'thenable', typeName };
}

/** What an Observable gives: its only type argument. */
function elementOf({ checker }: TypeServices, type: ts.Type): ts.Type | undefined {
  const [element, second] = 'target' in type ? checker.getTypeArguments(type as ts.TypeReference) : [];
  return second ? undefined : element;
}
