/**
 * Whether what a callback returns does its work only later, when its consumer asks for it: a generator, a query
 * builder, an Observable. Under `context.with` that work then runs outside the context.
 *
 * Known limitations: without types only generator functions of this file are known. Thenables that extend `Promise` are
 * taken for promises unless the model lists them. A union is lazy when one of its members is.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { isFunction, unwrap } from '../../ast';
import { EAGER_THENABLE_NAME, EAGER_THENABLE_PACKAGES, LAZY_THENABLES } from '../../model/lazy-thenables';
import { type ApiResolver, declaredTypes, type TypeServices } from '../api-resolution';
import { resolveFunction, returnedExpressions } from '../bindings';

export interface LazyResult {
  readonly kind: 'generator' | 'observable' | 'thenable';
  /** Whether the callback itself is the generator function. */
  readonly isDirect: boolean;
  /** The name of the type, for thenables; empty where it has none. */
  readonly typeName: string;
}

/**
 * What a callback returns, when that is lazy; undefined when it is not, or unknown. Where nobody takes the result
 * (`isTaken` is false) only a callback that is itself a generator function counts, and no type is asked for.
 */
export function lazyResultOf(resolver: ApiResolver, callback: TSESTree.Node, isTaken = true): LazyResult | undefined {
  const fn = resolveFunction(resolver.sourceCode, callback);
  if (fn?.generator) return { kind: 'generator', isDirect: true, typeName: '' };
  if (!isTaken) return undefined;
  const isLiteral = isFunction(unwrap(callback));
  const { types } = resolver;
  for (const result of types ? resultTypes(resolver, types, callback) : []) {
    const lazy = types && lazyType(types, result);
    if (lazy) return { ...lazy, isDirect: !isLiteral };
  }
  if (!types && fn && !fn.async && returnsGenerator(resolver, fn))
    return { kind: 'generator', isDirect: !isLiteral, typeName: '' };
  return undefined;
}

/** The types a callback may return. Of a function literal only the returned values that may be lazy are asked for. */
function resultTypes(resolver: ApiResolver, types: TypeServices, callback: TSESTree.Node): readonly ts.Type[] {
  const literal = unwrap(callback);
  if (isFunction(literal)) {
    if (literal.async) return [];
    return returnedExpressions(resolver.sourceCode, literal)
      .filter((returned) => mayBeLazy(resolver, returned))
      .flatMap((returned) => types.typeAt(returned) ?? []);
  }
  const type = types.typeAt(literal);
  return type
    ? types.checker.getSignaturesOfType(type, types.ts.SignatureKind.Call).map((one) => one.getReturnType())
    : [];
}

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
    case AST_NODE_TYPES.CallExpression: {
      const fn = resolveFunction(resolver.sourceCode, node.callee);
      return !(fn?.async && !fn.generator) && resolver.resolve(node) === undefined;
    }
    default:
      return true;
  }
}

function returnsGenerator(resolver: ApiResolver, fn: NonNullable<ReturnType<typeof resolveFunction>>): boolean {
  return returnedExpressions(resolver.sourceCode, fn).some((returned) => {
    const value = unwrap(returned);
    return (
      value.type === AST_NODE_TYPES.CallExpression &&
      resolveFunction(resolver.sourceCode, value.callee)?.generator === true
    );
  });
}

/** Whether a type does its work lazily. */
function lazyType(types: TypeServices, type: ts.Type): Pick<LazyResult, 'kind' | 'typeName'> | undefined {
  if (type.isUnion()) {
    for (const part of type.types) {
      const lazy = lazyType(types, part);
      if (lazy) return lazy;
    }
    return undefined;
  }
  if ((type.flags & types.ts.TypeFlags.Object) === 0 && !type.isIntersection()) return undefined;
  const refs = declaredTypes(types, type);
  const isLib = (name: string): boolean => refs.some((ref) => ref.package === 'lib' && ref.name === name);
  if (isLib('Generator') || isLib('AsyncGenerator')) return { kind: 'generator', typeName: '' };
  if (refs.some((ref) => ref.package === 'rxjs' && ref.name === 'Observable'))
    return { kind: 'observable', typeName: 'Observable' };
  const typeName = lazyThenable(types, type);
  return typeName === undefined ? undefined : { kind: 'thenable', typeName };
}

function lazyThenable(types: TypeServices, type: ts.Type): string | undefined {
  const then = type.getProperty('then');
  const declaration = then?.valueDeclaration ?? then?.declarations?.[0];
  if (!then || !declaration) return undefined;
  const thenType = types.checker.getTypeOfSymbolAtLocation(then, declaration);
  if (types.checker.getSignaturesOfType(thenType, types.ts.SignatureKind.Call).length === 0) return undefined;
  const refs = declaredTypes(types, type);
  const name = type.aliasSymbol?.name ?? type.getSymbol()?.name ?? '';
  const known = refs.find((ref) =>
    LAZY_THENABLES.some((lazy) => lazy.package === ref.package && lazy.name === ref.name),
  );
  if (known) return known.name;
  if (
    refs.some(
      (ref) =>
        (ref.package === 'lib' && /^Promise(?:Like)?$/.test(ref.name)) || EAGER_THENABLE_PACKAGES.has(ref.package),
    )
  )
    return undefined;
  if (EAGER_THENABLE_NAME.test(name)) return undefined;
  return name.startsWith('__') ? '' : name;
}
