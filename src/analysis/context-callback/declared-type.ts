/**
 * What the annotations of a file say without a program: the type of a variable, and what a function, a method or a
 * member of an interface gives back.
 *
 * *Known limitations*: declarations of other files, bases of interfaces and computed members are unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, keyName } from '../../ast';
import type { ApiResolver } from '../api-resolution';
import { resolveFunction, variableOf } from '../bindings';
import { type AccessPath, SAME_VALUE, sureLabel, valueFlow } from '../value-flow';

/** Something that can be called, by its declaration. */
export type Callable =
  | FunctionNode
  | TSESTree.TSDeclareFunction
  | TSESTree.TSEmptyBodyFunctionExpression
  | TSESTree.TSFunctionType
  | TSESTree.TSMethodSignature;

const CALLABLE: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.TSDeclareFunction,
  AST_NODE_TYPES.TSEmptyBodyFunctionExpression,
  AST_NODE_TYPES.TSFunctionType,
  AST_NODE_TYPES.TSMethodSignature,
]);

/** What a declaration says of a value: its type, or the function or method that it is. */
type Declared = Callable | TSESTree.TypeNode;

/** The declaration of what an expression calls. */
export function callableOf(resolver: ApiResolver, callee: TSESTree.Node): Callable | undefined {
  const declared = resolveFunction(resolver.sourceCode, callee) ?? declarationOf(resolver, callee);
  return declared && isCallableDeclaration(declared) ? declared : undefined;
}

/** The type that the declarations of the file give an expression. */
export function typeNodeOf(resolver: ApiResolver, expression: TSESTree.Node): TSESTree.TypeNode | undefined {
  const declared = declarationOf(resolver, expression);
  return declared && (declared.type === AST_NODE_TYPES.TSFunctionType || !isCallableDeclaration(declared))
    ? declared
    : undefined;
}

/** Whether a node is a call of a function of the file that gives a promise of what it returns. */
export function isPromiseOfOwn({ sourceCode }: ApiResolver, node: TSESTree.Node): boolean {
  const fn = node.type === AST_NODE_TYPES.CallExpression ? resolveFunction(sourceCode, node.callee) : undefined;
  return fn !== undefined && fn.async && !fn.generator;
}

const answers = new WeakMap<TSESTree.Node, Declared | null>();

/** What is declared of an expression, where all ways to it say the same; remembered. */
function declarationOf(resolver: ApiResolver, expression: TSESTree.Node): Declared | undefined {
  const known = answers.get(expression);
  if (known !== undefined) return known ?? undefined;
  answers.set(expression, null); // while it is being found
  const answer = valueFlow(resolver.sourceCode).backward(expression, {
    label: ({ node, path }) => declaredAt(resolver, node, path),
    barrier: ({ node }) => isPromiseOfOwn(resolver, node),
    kinds: SAME_VALUE,
  });
  const found = sureLabel(answer);
  answers.set(expression, found ?? null);
  return found;
}

/** What a place on the way of a value declares of the part that is asked for. */
function declaredAt(resolver: ApiResolver, node: TSESTree.Node, path: AccessPath): Declared | undefined {
  if (isFunction(node)) return path.length === 0 ? node : undefined;
  switch (node.type) {
    case AST_NODE_TYPES.Identifier: {
      const variable = variableOf(resolver.sourceCode, node);
      const declaration: TSESTree.Node | undefined = variable?.defs[0]?.node;
      if (declaration?.type === AST_NODE_TYPES.TSDeclareFunction) return path.length === 0 ? declaration : undefined;
      return partOf(resolver, variable?.identifiers[0]?.typeAnnotation?.typeAnnotation, path);
    }
    case AST_NODE_TYPES.CallExpression:
      return partOf(resolver, callableOf(resolver, node.callee)?.returnType?.typeAnnotation, path);
    case AST_NODE_TYPES.ClassBody:
      return partOfMember(resolver, ofClass(node.parent, path[0]), path.slice(1));
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

/** What a type of the file declares of a part of its values. */
function partOf(resolver: ApiResolver, type: TSESTree.TypeNode | undefined, path: AccessPath): Declared | undefined {
  const [name, ...rest] = path;
  if (!type || name === undefined) return type;
  const seen = new Set<TSESTree.Node>();
  for (let at: TSESTree.TypeNode | undefined = type; at && !seen.has(at);) {
    seen.add(at);
    if (at.type === AST_NODE_TYPES.TSTypeLiteral) return partOfMember(resolver, ofSignatures(at.members, name), rest);
    if (at.type !== AST_NODE_TYPES.TSTypeReference || at.typeName.type !== AST_NODE_TYPES.Identifier) return undefined;
    const declaration: TSESTree.Node | undefined = variableOf(resolver.sourceCode, at.typeName)?.defs[0]?.node;
    if (declaration?.type === AST_NODE_TYPES.TSInterfaceDeclaration)
      return partOfMember(resolver, ofSignatures(declaration.body.body, name), rest);
    if (declaration?.type === AST_NODE_TYPES.ClassDeclaration)
      return partOfMember(resolver, ofClass(declaration, name), rest);
    at = declaration?.type === AST_NODE_TYPES.TSTypeAliasDeclaration ? declaration.typeAnnotation : undefined;
  }
  return undefined;
}

function partOfMember(resolver: ApiResolver, member: Member | undefined, path: AccessPath): Declared | undefined {
  switch (member?.type) {
    case AST_NODE_TYPES.TSMethodSignature:
      return path.length === 0 ? member : undefined;
    case AST_NODE_TYPES.MethodDefinition:
    case AST_NODE_TYPES.TSAbstractMethodDefinition:
      return path.length === 0 && member.kind === 'method' ? member.value : undefined;
    case AST_NODE_TYPES.PropertyDefinition:
      if (path.length === 0 && isFunction(member.value)) return member.value;
      return partOf(resolver, member.typeAnnotation?.typeAnnotation, path);
    case AST_NODE_TYPES.TSPropertySignature:
    case AST_NODE_TYPES.Identifier:
      return partOf(resolver, member.typeAnnotation?.typeAnnotation, path);
    default:
      return undefined;
  }
}

function isCallableDeclaration(declared: Declared): declared is Callable {
  return isFunction(declared) || CALLABLE.has(declared.type);
}

function ofSignatures(members: readonly TSESTree.TypeElement[], name: string): Member | undefined {
  return members.find(
    (member) =>
      (member.type === AST_NODE_TYPES.TSMethodSignature || member.type === AST_NODE_TYPES.TSPropertySignature) &&
      keyName(member) === name,
  );
}

/** A method or field of a class, or the parameter of its constructor that declares one. */
function ofClass(
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
  name: string | undefined,
): Member | undefined {
  if (name === undefined) return undefined;
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
