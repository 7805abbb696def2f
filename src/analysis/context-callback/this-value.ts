/**
 * What `this` is when `context.with` calls its callback: nothing, unless the third argument says so.
 *
 * Known limitations: a method from a declaration file has no body to look at and is unknown; a method that is bound
 * anywhere in its class, or decorated, is taken for bound.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { decoratorsOf, type FunctionNode, isFunction, isNothing, memberName, unwrap } from '../../ast';
import type { ApiResolver, ResolvedCall, TypeServices } from '../api-resolution';
import { resolveFunction, walkAll } from '../bindings';

/** A method that uses `this` and is passed without it. */
export interface UnboundMethod {
  readonly member: TSESTree.MemberExpression;
  readonly name: string;
}

/** The argument in third place that is meant for the callback: `context.with(ctx, (order) => …, order)`. */
export function misplacedArgument(resolver: ApiResolver, call: ResolvedCall): TSESTree.Expression | undefined {
  const value = call.argument('thisArg');
  const callback = call.argument('callback');
  const fn = callback && resolveFunction(resolver.sourceCode, callback);
  if (
    !value ||
    !fn ||
    call.isWrapper ||
    call.hasSpread ||
    isNothing(value) ||
    value.type === AST_NODE_TYPES.ThisExpression
  )
    return undefined;
  if (unwrap(callback).type === AST_NODE_TYPES.MemberExpression || usesThis(resolver, fn)) return undefined;
  const required = fn.params.filter(isRequired);
  if (fn.params.some(isThisParameter)) return undefined;
  return call.node.arguments.length - 3 < required.length ? value : undefined;
}

function isRequired(parameter: TSESTree.Parameter): boolean {
  if (parameter.type === AST_NODE_TYPES.Identifier) return !parameter.optional;
  return parameter.type === AST_NODE_TYPES.ObjectPattern || parameter.type === AST_NODE_TYPES.ArrayPattern;
}

const isThisParameter = (parameter: TSESTree.Parameter): boolean =>
  parameter.type === AST_NODE_TYPES.Identifier && parameter.name === 'this';

/** The method that a call passes as its callback without `this`, although it uses it. */
export function unboundMethod(resolver: ApiResolver, call: ResolvedCall): UnboundMethod | undefined {
  const callback = call.argument('callback');
  const member = callback && unwrap(callback);
  const thisArg = call.argument('thisArg');
  if (
    member?.type !== AST_NODE_TYPES.MemberExpression ||
    call.isWrapper ||
    call.hasSpread ||
    (thisArg && !isNothing(thisArg))
  )
    return undefined;
  const name =
    member.property.type === AST_NODE_TYPES.PrivateIdentifier ? `#${member.property.name}` : memberName(member);
  if (name === undefined || member.object.type === AST_NODE_TYPES.Super) return undefined;
  const fn = resolveFunction(resolver.sourceCode, member);
  const needsThis = fn
    ? isUnboundHere(resolver, fn, name)
    : resolver.types !== undefined && isUnboundByType(resolver.types, member, name);
  return needsThis ? { member, name } : undefined;
}

function isUnboundHere(resolver: ApiResolver, fn: FunctionNode, name: string): boolean {
  const holder = fn.parent;
  const isMember = holder.type === AST_NODE_TYPES.MethodDefinition || holder.type === AST_NODE_TYPES.Property;
  if (!isMember || holder.kind === 'get' || !usesThis(resolver, fn) || fn.params.some(isThisParameter)) return false;
  const owner = holder.parent.parent;
  const isDecorated = holder.type === AST_NODE_TYPES.MethodDefinition && decoratorsOf(holder).length > 0;
  return !isDecorated && !bindsMethod(resolver.sourceCode.getText(owner), name);
}

/** Whether the text of a class binds a method: `this.run = this.run.bind(this)`, `autoBind(this)`, `@boundClass`. */
function bindsMethod(text: string, name: string): boolean {
  const escaped = name.replace(/[$#]/g, '\\$&');
  return new RegExp(`this\\.${escaped}\\s*=[^=]|auto-?bind|boundClass|bindAll`, 'i').test(text);
}

/**
 * Whether a function mentions its own `this` or `super`: arrow functions inside share it, other functions have their
 * own.
 */
export function usesThis(resolver: ApiResolver, fn: FunctionNode): boolean {
  if (fn.type === AST_NODE_TYPES.ArrowFunctionExpression) return false;
  let found = false;
  walkAll(resolver.sourceCode, fn, (node) => {
    if (node.type === AST_NODE_TYPES.ThisExpression || node.type === AST_NODE_TYPES.Super)
      found ||= holderOfThis(node) === fn;
  });
  return found;
}

function holderOfThis(node: TSESTree.Node): TSESTree.Node | undefined {
  let current = node.parent;
  while (current && !(isFunction(current) && current.type !== AST_NODE_TYPES.ArrowFunctionExpression)) {
    if (current.type === AST_NODE_TYPES.PropertyDefinition || current.type === AST_NODE_TYPES.StaticBlock)
      return undefined;
    current = current.parent;
  }
  return current;
}

function isUnboundByType(types: TypeServices, member: TSESTree.MemberExpression, name: string): boolean {
  const { ts } = types;
  const declarations = types.symbolAt(member.property)?.declarations ?? [];
  return (
    declarations.length > 0 &&
    declarations.every((declaration) => {
      if (
        !ts.isMethodDeclaration(declaration) ||
        !declaration.body ||
        declaration.modifiers?.some((modifier) => ts.isDecorator(modifier))
      )
        return false;
      if (declaration.parameters.some((parameter) => parameter.name.getText() === 'this')) return false;
      return mentionsThis(ts, declaration.body) && !bindsMethod(declaration.parent.getText(), name);
    })
  );
}

function mentionsThis(typescript: typeof ts, root: ts.Node): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.kind === typescript.SyntaxKind.ThisKeyword || node.kind === typescript.SyntaxKind.SuperKeyword)
      return true;
    if (typescript.isFunctionDeclaration(node) || typescript.isFunctionExpression(node) || typescript.isClassLike(node))
      return false;
    return typescript.forEachChild(node, visit) ?? false;
  };
  return visit(root);
}
