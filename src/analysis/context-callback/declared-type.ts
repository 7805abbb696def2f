/**
 * What the annotations of a file say without a program: the type of a variable, and what a function, a method or a
 * member of an interface gives back.
 *
 * Known limitations: declarations of other files, bases of interfaces and computed members are unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, keyName, memberName, unwrap } from '../../ast';
import type { ApiResolver } from '../api-resolution';
import { resolveFunction, soleDefinition, thisHolder, variableOf } from '../bindings';

/** Something that can be called, by its declaration. */
export type Callable =
  | FunctionNode
  | TSESTree.TSDeclareFunction
  | TSESTree.TSEmptyBodyFunctionExpression
  | TSESTree.TSFunctionType
  | TSESTree.TSMethodSignature;

const MAX_DEPTH = 6;

/** The declaration of what an expression calls. */
export function callableOf(resolver: ApiResolver, callee: TSESTree.Node, depth = 0): Callable | undefined {
  const fn = resolveFunction(resolver.sourceCode, callee);
  if (fn || depth > MAX_DEPTH) return fn;
  const node = unwrap(callee);
  if (node.type === AST_NODE_TYPES.Identifier) {
    const declaration: TSESTree.Node | undefined = variableOf(resolver.sourceCode, node)?.defs[0]?.node;
    if (declaration?.type === AST_NODE_TYPES.TSDeclareFunction) return declaration;
  }
  const type = annotationOf(resolver, node, depth + 1);
  return type?.type === AST_NODE_TYPES.TSFunctionType ? type : methodOf(resolver, node, depth + 1);
}

/** The type that the declarations of the file give an expression. */
export function annotationOf(
  resolver: ApiResolver,
  expression: TSESTree.Node,
  depth = 0,
): TSESTree.TypeNode | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const node = unwrap(expression);
  switch (node.type) {
    case AST_NODE_TYPES.Identifier: {
      const variable = variableOf(resolver.sourceCode, node);
      const annotation = variable?.identifiers[0]?.typeAnnotation;
      if (annotation) return annotation.typeAnnotation;
      const definition = variable && soleDefinition(variable);
      const isWhole = definition?.kind === 'value' && definition.path.length === 0;
      return isWhole ? annotationOf(resolver, definition.value, depth + 1) : undefined;
    }
    case AST_NODE_TYPES.CallExpression:
      return callableOf(resolver, node.callee, depth + 1)?.returnType?.typeAnnotation;
    case AST_NODE_TYPES.MemberExpression: {
      const member = memberOf(resolver, node, depth + 1);
      const isField =
        member?.type === AST_NODE_TYPES.TSPropertySignature || member?.type === AST_NODE_TYPES.PropertyDefinition;
      if (isField) return member.typeAnnotation?.typeAnnotation;
      return member?.type === AST_NODE_TYPES.Identifier ? member.typeAnnotation?.typeAnnotation : undefined;
    }
    default:
      return undefined;
  }
}

/** The package that a named type is imported from, and its name there; package undefined for a global type. */
export function namedType(
  resolver: ApiResolver,
  type: TSESTree.TypeNode | undefined,
): { readonly package: string | undefined; readonly name: string } | undefined {
  if (type?.type !== AST_NODE_TYPES.TSTypeReference) return undefined;
  const { typeName } = type;
  if (typeName.type === AST_NODE_TYPES.TSQualifiedName) {
    const ref = typeName.left.type === AST_NODE_TYPES.Identifier ? resolver.exportOf(typeName.left) : undefined;
    return ref?.path.length === 0 ? { package: ref.package, name: typeName.right.name } : undefined;
  }
  if (typeName.type !== AST_NODE_TYPES.Identifier) return undefined;
  if (!variableOf(resolver.sourceCode, typeName)) return { package: undefined, name: typeName.name };
  const ref = resolver.exportOf(typeName);
  return ref?.path.length === 1 ? { package: ref.package, name: ref.path[0] ?? '' } : undefined;
}

type Member = TSESTree.ClassElement | TSESTree.Identifier | TSESTree.TypeElement;

function methodOf(resolver: ApiResolver, node: TSESTree.Node, depth: number): Callable | undefined {
  const member = node.type === AST_NODE_TYPES.MemberExpression ? memberOf(resolver, node, depth) : undefined;
  if (member?.type === AST_NODE_TYPES.TSMethodSignature) return member;
  const isMethod =
    member?.type === AST_NODE_TYPES.MethodDefinition || member?.type === AST_NODE_TYPES.TSAbstractMethodDefinition;
  if (isMethod) return member.value;
  return member?.type === AST_NODE_TYPES.PropertyDefinition && member.value && isFunction(member.value)
    ? member.value
    : undefined;
}

/** The declaration of a member in the interface, type literal or class that its object is annotated with. */
function memberOf(resolver: ApiResolver, node: TSESTree.MemberExpression, depth: number): Member | undefined {
  const name = memberName(node);
  if (name === undefined) return undefined;
  if (unwrap(node.object).type === AST_NODE_TYPES.ThisExpression) {
    const holder = thisHolder(node.object);
    return holder && holder.type !== AST_NODE_TYPES.ObjectExpression ? ofClass(holder, name) : undefined;
  }
  return memberOfType(resolver, annotationOf(resolver, node.object, depth), name, depth);
}

function memberOfType(
  resolver: ApiResolver,
  type: TSESTree.TypeNode | undefined,
  name: string,
  depth: number,
): Member | undefined {
  if (type?.type === AST_NODE_TYPES.TSTypeLiteral) return ofSignatures(type.members, name);
  if (type?.type !== AST_NODE_TYPES.TSTypeReference || type.typeName.type !== AST_NODE_TYPES.Identifier)
    return undefined;
  const declaration: TSESTree.Node | undefined = variableOf(resolver.sourceCode, type.typeName)?.defs[0]?.node;
  switch (declaration?.type) {
    case AST_NODE_TYPES.TSInterfaceDeclaration:
      return ofSignatures(declaration.body.body, name);
    case AST_NODE_TYPES.ClassDeclaration:
      return ofClass(declaration, name);
    case AST_NODE_TYPES.TSTypeAliasDeclaration:
      return depth > MAX_DEPTH ? undefined : memberOfType(resolver, declaration.typeAnnotation, name, depth + 1);
    default:
      return undefined;
  }
}

function ofSignatures(members: readonly TSESTree.TypeElement[], name: string): Member | undefined {
  return members.find(
    (member) =>
      (member.type === AST_NODE_TYPES.TSMethodSignature || member.type === AST_NODE_TYPES.TSPropertySignature) &&
      keyName(member) === name,
  );
}

/** A method or field of a class, or the parameter of its constructor that declares one. */
function ofClass(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression, name: string): Member | undefined {
  for (const member of node.body.body) {
    if (member.type === AST_NODE_TYPES.StaticBlock || member.type === AST_NODE_TYPES.TSIndexSignature) continue;
    if (keyName(member) === name) return member;
    if (member.type !== AST_NODE_TYPES.MethodDefinition || member.kind !== 'constructor') continue;
    for (const parameter of member.value.params) {
      const declared = parameter.type === AST_NODE_TYPES.TSParameterProperty ? parameter.parameter : undefined;
      if (declared?.type === AST_NODE_TYPES.Identifier && declared.name === name) return declared;
    }
  }
  return undefined;
}
