/**
 * Functions of the same file: which one a callee names, who calls it, what it returns.
 *
 * Known limitations: a function reached through a reassigned variable, a computed member or another file is unknown;
 * methods are found through `this`, and through a variable that is sole-defined as `new Class()` or an object literal.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, keyName, memberName, pushChildren, unwrap } from '../../ast';
import { soleDefinition, variableOf } from './definitions';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** The function of this file that an expression evaluates to, or undefined. */
export function resolveFunction(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
  depth = 0,
): FunctionNode | undefined {
  if (depth > 8) return undefined;
  const node = unwrap(expression);
  if (isFunction(node)) return node;
  if (node.type === Kind.Identifier) {
    const variable = variableOf(sourceCode, node);
    const definition = variable && soleDefinition(variable);
    if (definition?.kind === 'function') return definition.fn;
    if (definition?.kind === 'value') {
      if (definition.path.length === 0) return resolveFunction(sourceCode, definition.value, depth + 1);
      const part = objectPart(definition.value, definition.path);
      return part && resolveFunction(sourceCode, part, depth + 1);
    }
    return undefined;
  }
  if (node.type === Kind.MemberExpression) return resolveMethod(sourceCode, node, depth);
  if (
    node.type === Kind.CallExpression &&
    node.callee.type === Kind.MemberExpression &&
    memberName(node.callee) === 'bind'
  ) {
    return resolveFunction(sourceCode, node.callee.object, depth + 1);
  }
  return undefined;
}

function objectPart(value: TSESTree.Expression, path: readonly string[]): TSESTree.Expression | undefined {
  let current: TSESTree.Expression | undefined = unwrap(value);
  for (const step of path) {
    if (current?.type !== Kind.ObjectExpression) return undefined;
    current = memberOfObject(current, step);
  }
  return current;
}

function memberOfObject(object: TSESTree.ObjectExpression, name: string): TSESTree.Expression | undefined {
  for (const property of object.properties) {
    if (property.type === Kind.Property && keyName(property) === name) return property.value as TSESTree.Expression;
  }
  return undefined;
}

function resolveMethod(
  sourceCode: TSESLint.SourceCode,
  node: TSESTree.MemberExpression,
  depth: number,
): FunctionNode | undefined {
  const name = node.property.type === Kind.PrivateIdentifier ? node.property.name : memberName(node);
  if (name === undefined) return undefined;
  const object = unwrap(node.object);
  if (object.type === Kind.ThisExpression) {
    const holder = thisHolder(object);
    if (!holder) return undefined;
    if (holder.type === Kind.ObjectExpression) {
      const member = memberOfObject(holder, name);
      return member && resolveFunction(sourceCode, member, depth + 1);
    }
    return methodOfClass(sourceCode, holder, name, depth);
  }
  if (object.type === Kind.Identifier) {
    const variable = variableOf(sourceCode, object);
    const definition = variable && soleDefinition(variable);
    if (definition?.kind === 'class') return methodOfClass(sourceCode, definition.node, name, depth);
    if (definition?.kind !== 'value' || definition.path.length > 0) return undefined;
    const value = unwrap(definition.value);
    if (value.type === Kind.ObjectExpression) {
      const member = memberOfObject(value, name);
      return member && resolveFunction(sourceCode, member, depth + 1);
    }
    if (value.type === Kind.NewExpression && value.callee.type === Kind.Identifier) {
      const classVariable = variableOf(sourceCode, value.callee);
      const classDefinition = classVariable && soleDefinition(classVariable);
      if (classDefinition?.kind === 'class') return methodOfClass(sourceCode, classDefinition.node, name, depth);
    }
  }
  return undefined;
}

/** The class or object literal that `this` stands for, seen through arrow functions. */
export function thisHolder(node: TSESTree.Node): ClassNode | TSESTree.ObjectExpression | undefined {
  let current: TSESTree.Node | undefined = node.parent;
  while (current) {
    if (current.type === Kind.ClassBody) return current.parent;
    if (current.type === Kind.FunctionDeclaration) return undefined;
    if (current.type === Kind.FunctionExpression) {
      const holder: TSESTree.Node = current.parent;
      if (holder.type === Kind.Property && holder.method && holder.parent.type === Kind.ObjectExpression) {
        return holder.parent;
      }
      if (holder.type !== Kind.MethodDefinition) return undefined;
    }
    current = current.parent;
  }
  return undefined;
}

/** A method, accessor or function-valued field of a class by name (`#name` without the hash). */
export function methodOfClass(
  sourceCode: TSESLint.SourceCode,
  node: ClassNode,
  name: string,
  depth = 0,
): FunctionNode | undefined {
  for (const member of node.body.body) {
    if (member.type === Kind.MethodDefinition && keyName(member) === name) {
      return isFunction(member.value) ? member.value : undefined;
    }
    if (member.type === Kind.PropertyDefinition && keyName(member) === name && member.value) {
      return resolveFunction(sourceCode, member.value, depth + 1);
    }
  }
  return undefined;
}

/** The name a function goes by, for messages and look-ups: its own, its variable's, its method's. */
export function functionName(fn: FunctionNode): string | undefined {
  if (fn.id) return fn.id.name;
  const parent = fn.parent;
  if (parent.type === Kind.VariableDeclarator && parent.id.type === Kind.Identifier) return parent.id.name;
  if (
    parent.type === Kind.MethodDefinition ||
    parent.type === Kind.PropertyDefinition ||
    parent.type === Kind.Property
  ) {
    return keyName(parent);
  }
  if (parent.type === Kind.AssignmentExpression) {
    const left = parent.left;
    if (left.type === Kind.Identifier) return left.name;
    if (left.type === Kind.MemberExpression) return memberName(left);
  }
  return undefined;
}

/** The expressions a function may return (not those of nested functions). */
export function returnedExpressions(sourceCode: TSESLint.SourceCode, fn: FunctionNode): readonly TSESTree.Expression[] {
  if (fn.body.type !== Kind.BlockStatement) return [fn.body];
  const found: TSESTree.Expression[] = [];
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type === Kind.ReturnStatement && node.argument) found.push(node.argument);
  });
  return found;
}

/** Visits the nodes that run as part of `root` itself: nested functions are visited, but not entered. */
export function walkOwn(
  sourceCode: TSESLint.SourceCode,
  root: TSESTree.Node,
  visit: (node: TSESTree.Node) => unknown,
): void {
  const stack: TSESTree.Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visit(node) === false) continue;
    if (node !== root && isFunction(node)) continue;
    pushChildren(sourceCode.visitorKeys, node, stack);
  }
}

/** The calls of a function in this file, through its name; undefined when it also escapes as a value. */
export interface CallSites {
  readonly calls: readonly (TSESTree.CallExpression | TSESTree.NewExpression)[];
  /** Whether the function is also used otherwise: exported, passed, stored. Then there may be more calls. */
  readonly escapes: boolean;
}

/** The calls of a local function, found through its variable, its method name on `this`, or where it stands. */
export function callSitesOf(sourceCode: TSESLint.SourceCode, fn: FunctionNode): CallSites {
  const calls: (TSESTree.CallExpression | TSESTree.NewExpression)[] = [];
  let escapes = false;
  const addUse = (node: TSESTree.Node): void => {
    const parent = node.parent;
    if ((parent?.type === Kind.CallExpression || parent?.type === Kind.NewExpression) && parent.callee === node) {
      calls.push(parent);
    } else {
      escapes = true;
    }
  };
  const parent = fn.parent;
  if (parent.type === Kind.CallExpression && unwrap(parent.callee) === fn) {
    return { calls: [parent], escapes: false };
  }
  const declared = fn.type === Kind.FunctionDeclaration ? fn.id : variableName(fn);
  if (declared) {
    const variable = variableOf(sourceCode, declared);
    for (const reference of variable?.references ?? []) {
      if (reference.isRead()) addUse(reference.identifier);
    }
    if (isExported(fn)) escapes = true;
    return { calls, escapes };
  }
  const name = functionName(fn);
  const holder = name === undefined ? undefined : enclosingHolder(fn);
  if (name === undefined || !holder) return { calls, escapes: true };
  walkAll(sourceCode, holder, (node) => {
    if (node.type !== Kind.MemberExpression) return;
    const member = node.property.type === Kind.PrivateIdentifier ? node.property.name : memberName(node);
    if (member === name && node.object.type === Kind.ThisExpression && thisHolder(node.object) === holder) addUse(node);
  });
  return { calls, escapes: true };
}

function variableName(fn: FunctionNode): TSESTree.Identifier | undefined {
  const parent = fn.parent;
  return parent.type === Kind.VariableDeclarator && parent.id.type === Kind.Identifier && parent.init === fn
    ? parent.id
    : undefined;
}

function isExported(fn: FunctionNode): boolean {
  const declaration = fn.type === Kind.FunctionDeclaration ? fn : fn.parent.parent;
  const outer = declaration?.parent?.type;
  return outer === Kind.ExportNamedDeclaration || outer === Kind.ExportDefaultDeclaration;
}

function enclosingHolder(fn: FunctionNode): ClassNode | TSESTree.ObjectExpression | undefined {
  const member = fn.parent;
  if (member.type === Kind.MethodDefinition || member.type === Kind.PropertyDefinition) {
    return member.parent.parent;
  }
  if (member.type === Kind.Property && member.parent.type === Kind.ObjectExpression) return member.parent;
  return undefined;
}

/** Visits `root` and every node inside it, nested functions included. */
export function walkAll(
  sourceCode: TSESLint.SourceCode,
  root: TSESTree.Node,
  visit: (node: TSESTree.Node) => void,
): void {
  const stack: TSESTree.Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node);
    pushChildren(sourceCode.visitorKeys, node, stack);
  }
}
