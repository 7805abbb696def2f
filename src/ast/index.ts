/** Tiny predicates and accessors over TSESTree nodes. No scope, no types, no library knowledge. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';

export { isTypeScript, scriptBody, scriptStatementsAt, topStatements } from './components';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

export type FunctionNode =
  TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression;

/** What calls a function or builds with a class. */
export type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** What does not change the value of the expression in it. */
export type TransparentNode =
  | TSESTree.ChainExpression
  | TSESTree.TSAsExpression
  | TSESTree.TSInstantiationExpression
  | TSESTree.TSNonNullExpression
  | TSESTree.TSSatisfiesExpression
  | TSESTree.TSTypeAssertion;

/** A node whose statements run as one body: a function, the program, or a class static block. */
export type BodyOwner = FunctionNode | TSESTree.Program | TSESTree.StaticBlock;

export function isFunction(node: TSESTree.Node | null | undefined): node is FunctionNode {
  return (
    node?.type === Kind.ArrowFunctionExpression ||
    node?.type === Kind.FunctionExpression ||
    node?.type === Kind.FunctionDeclaration
  );
}

/** The function that a node is a parameter of. */
export function parameterOwner(node: TSESTree.Node): FunctionNode | undefined {
  const { parent } = node;
  return isFunction(parent) && (parent.params as readonly TSESTree.Node[]).includes(node) ? parent : undefined;
}

/** The function, static block or program whose body `node` runs in; a function's own node belongs to the outer one. */
export function enclosingBody(node: TSESTree.Node): BodyOwner {
  let current = node.parent;
  while (current) {
    if (isFunction(current) || current.type === Kind.StaticBlock || current.type === Kind.Program) {
      return current;
    }
    current = current.parent;
  }
  return node as TSESTree.Program;
}

/** The innermost function around `node`, or undefined at module scope. */
export function enclosingFunction(node: TSESTree.Node): FunctionNode | undefined {
  let current = node.parent;
  while (current && !isFunction(current)) current = current.parent;
  return current ?? undefined; // the parent of a Program is null
}

/** Whether `inner` is `outer` or lies inside it. */
export function contains(outer: TSESTree.Node, inner: TSESTree.Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** Strips what does not change the value: `as`, `satisfies`, `!`, `<T>x`, `x<T>`, and the chain wrapper. */
export function unwrap(node: TSESTree.Node): TSESTree.Expression;
export function unwrap(node: TSESTree.Node): TSESTree.Node {
  let current = node;
  for (;;) {
    switch (current.type) {
      case Kind.TSAsExpression:
      case Kind.TSSatisfiesExpression:
      case Kind.TSNonNullExpression:
      case Kind.TSTypeAssertion:
      case Kind.TSInstantiationExpression:
      case Kind.ChainExpression:
        current = current.expression;
        break;
      default:
        return current;
    }
  }
}

/** The outermost of the value-preserving wrappers around `node` (the reverse of {@link unwrap}). */
export function wrapped(node: TSESTree.Node): TSESTree.Node {
  let current = node;
  while (current.parent && isTransparent(current.parent)) current = current.parent;
  return current;
}

/** Whether a node is one of the value-preserving wrappers that {@link unwrap} strips. */
export function isTransparent(node: TSESTree.Node): node is TransparentNode {
  return (
    node.type === Kind.TSAsExpression ||
    node.type === Kind.TSSatisfiesExpression ||
    node.type === Kind.TSNonNullExpression ||
    node.type === Kind.TSTypeAssertion ||
    node.type === Kind.TSInstantiationExpression ||
    node.type === Kind.ChainExpression
  );
}

/** The static name of a member access (`a.b`, `a['b']`, a[`b`]), or undefined when computed. */
export function memberName(node: TSESTree.MemberExpression): string | undefined {
  if (!node.computed) return node.property.type === Kind.Identifier ? node.property.name : undefined;
  return literalString(node.property);
}

/** The static name of an object property or class member key, or undefined when computed. */
export function keyName(node: { readonly computed: boolean; readonly key: TSESTree.Node }): string | undefined {
  if (node.computed) return literalString(node.key);
  if (node.key.type === Kind.Identifier || node.key.type === Kind.PrivateIdentifier) return node.key.name;
  if (node.key.type === Kind.Literal) return String(node.key.value);
  return undefined;
}

/** The text of a string literal or of a template without expressions. */
export function literalString(node: TSESTree.Node | null | undefined): string | undefined {
  if (node?.type === Kind.Literal && typeof node.value === 'string') return node.value;
  if (node?.type === Kind.TemplateLiteral && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The last name of a callee: `b` of `a.b()`, `f` of `f()`, `W` of `new x.W()`; undefined when there is none. */
export function calleeName(node: TSESTree.CallExpression | TSESTree.NewExpression): string | undefined {
  const callee = unwrap(node.callee);
  if (callee.type === Kind.Identifier) return callee.name;
  if (callee.type === Kind.MemberExpression) return memberName(callee);
  return undefined;
}

/** The value of a named property of an object literal; the last one wins, as at run time. */
export function propertyValue(node: TSESTree.ObjectExpression, name: string): TSESTree.Expression | undefined {
  return node.properties
    .filter((property): property is TSESTree.Property => property.type === Kind.Property)
    .filter((property) => keyName(property) === name)
    .map((property) => property.value as TSESTree.Expression)
    .at(-1);
}

/** The decorators of a node. ESLint's own parser gives none where typescript-eslint's gives an empty list. */
export function decoratorsOf(node: {
  readonly decorators?: readonly TSESTree.Decorator[];
}): readonly TSESTree.Decorator[] {
  return node.decorators ?? [];
}

/** How many nodes all walks have stood at since the process began. */
export const walked = { nodes: 0 };

/** The children of a node onto a stack, so that popping gives them in source order. */
export function pushChildren(
  visitorKeys: Readonly<Record<string, readonly string[] | undefined>>,
  node: TSESTree.Node,
  stack: TSESTree.Node[],
): void {
  walked.nodes++;
  const keys = visitorKeys[node.type] ?? [];
  for (let index = keys.length - 1; index >= 0; index--) {
    const child = (node as unknown as Record<string, unknown>)[keys[index] ?? ''];
    if (Array.isArray(child)) {
      for (let at = child.length - 1; at >= 0; at--) if (child[at]) stack.push(child[at] as TSESTree.Node);
    } else if (child) {
      stack.push(child as TSESTree.Node);
    }
  }
}

/** Whether a statement is a loop. */
export function isLoop(node: TSESTree.Node): boolean {
  switch (node.type) {
    case Kind.DoWhileStatement:
    case Kind.ForInStatement:
    case Kind.ForOfStatement:
    case Kind.ForStatement:
    case Kind.WhileStatement:
      return true;
    default:
      return false;
  }
}

/** Whether an expression is `undefined`, `null` or `void 0`. */
export function isNothing(expression: TSESTree.Node): boolean {
  const node = unwrap(expression) as TSESTree.Node;
  return (
    (node.type === Kind.Identifier && node.name === 'undefined') ||
    (node.type === Kind.Literal && node.raw === 'null') ||
    (node.type === Kind.UnaryExpression && node.operator === 'void')
  );
}
