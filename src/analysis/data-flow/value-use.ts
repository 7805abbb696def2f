/**
 * What becomes of the value of an expression: dropped, bound to a variable, returned, passed on, stored, tested.
 *
 * Known limitations: one step only; a value bound to a variable is followed by `readsOf`.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction } from '../../ast';
import { variableOf } from '../bindings';

export type ValueUse =
  /** Nobody takes it: an expression statement, `void x`, the front of a sequence, a loop's update. */
  | { readonly kind: 'discarded'; readonly at: TSESTree.Node }
  /** Bound to a variable: `const x = value`, `x = value` as a statement. */
  | {
      readonly kind: 'variable';
      readonly variable: TSESLint.Scope.Variable;
      readonly site: TSESTree.AssignmentExpression | TSESTree.VariableDeclarator;
    }
  /** Destructured: `const { a } = value`. */
  | { readonly kind: 'destructured'; readonly pattern: TSESTree.ObjectPattern | TSESTree.ArrayPattern }
  /** Returned; `concise` when it is the body of an arrow function. */
  | { readonly kind: 'returned'; readonly fn: FunctionNode; readonly concise: boolean }
  | {
      readonly kind: 'argument';
      readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
      readonly index: number;
    }
  /** A member is taken of it: `value.m`; `call` when that member is called at once. */
  | { readonly kind: 'member'; readonly member: TSESTree.MemberExpression; readonly call: TSESTree.CallExpression | undefined }
  /** Kept where others can find it: a property, an array, a field, `yield`, `export default`, a spread, JSX. */
  | { readonly kind: 'stored'; readonly at: TSESTree.Node }
  /** Only looked at: a condition, a comparison, `typeof`. */
  | { readonly kind: 'tested'; readonly at: TSESTree.Node };

/** The consumer of an expression's value, seen through casts, chains, `await`, branches of `?:` and the end of logicals. */
export function useOf(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): ValueUse {
  let node = expression;
  for (;;) {
    const parent = node.parent;
    if (!parent) return { kind: 'discarded', at: node };
    switch (parent.type) {
      case AST_NODE_TYPES.ChainExpression:
      case AST_NODE_TYPES.TSAsExpression:
      case AST_NODE_TYPES.TSNonNullExpression:
      case AST_NODE_TYPES.TSSatisfiesExpression:
      case AST_NODE_TYPES.TSTypeAssertion:
      case AST_NODE_TYPES.TSInstantiationExpression:
      case AST_NODE_TYPES.AwaitExpression:
        node = parent;
        continue;
      case AST_NODE_TYPES.ConditionalExpression:
        if (parent.test === node) return { kind: 'tested', at: parent };
        node = parent;
        continue;
      case AST_NODE_TYPES.LogicalExpression:
        // The left side of `&&` is a test; of `||` and `??` it may be the value.
        if (parent.left === node && parent.operator === '&&') return { kind: 'tested', at: parent };
        node = parent;
        continue;
      case AST_NODE_TYPES.SequenceExpression:
        if (parent.expressions.at(-1) !== node) return { kind: 'discarded', at: parent };
        node = parent;
        continue;
      case AST_NODE_TYPES.ExpressionStatement:
        return { kind: 'discarded', at: parent };
      case AST_NODE_TYPES.UnaryExpression:
        return parent.operator === 'void' ? { kind: 'discarded', at: parent } : { kind: 'tested', at: parent };
      case AST_NODE_TYPES.ForStatement:
        return parent.test === node ? { kind: 'tested', at: parent } : { kind: 'discarded', at: parent };
      case AST_NODE_TYPES.VariableDeclarator:
        return bound(sourceCode, parent.id, parent) ?? { kind: 'stored', at: parent };
      case AST_NODE_TYPES.AssignmentExpression:
        return (parent.right === node ? bound(sourceCode, parent.left, parent) : undefined) ?? { kind: 'stored', at: parent };
      case AST_NODE_TYPES.ReturnStatement: {
        const fn = functionAround(parent);
        return fn ? { kind: 'returned', fn, concise: false } : { kind: 'stored', at: parent };
      }
      case AST_NODE_TYPES.ArrowFunctionExpression:
        return parent.body === node ? { kind: 'returned', fn: parent, concise: true } : { kind: 'stored', at: parent };
      case AST_NODE_TYPES.CallExpression:
      case AST_NODE_TYPES.NewExpression: {
        const index = parent.arguments.indexOf(node as TSESTree.CallExpressionArgument);
        return index >= 0 ? { kind: 'argument', call: parent, index } : { kind: 'tested', at: parent };
      }
      case AST_NODE_TYPES.MemberExpression: {
        if (parent.object !== node) return { kind: 'tested', at: parent };
        const outer = parent.parent;
        const call = outer.type === AST_NODE_TYPES.CallExpression && outer.callee === parent ? outer : undefined;
        return { kind: 'member', member: parent, call };
      }
      case AST_NODE_TYPES.IfStatement:
      case AST_NODE_TYPES.WhileStatement:
      case AST_NODE_TYPES.DoWhileStatement:
      case AST_NODE_TYPES.SwitchStatement:
      case AST_NODE_TYPES.SwitchCase:
      case AST_NODE_TYPES.BinaryExpression:
        return { kind: 'tested', at: parent };
      default:
        return { kind: 'stored', at: parent };
    }
  }
}

function bound(
  sourceCode: TSESLint.SourceCode,
  target: TSESTree.Node,
  site: TSESTree.AssignmentExpression | TSESTree.VariableDeclarator,
): ValueUse | undefined {
  if (target.type === AST_NODE_TYPES.ObjectPattern || target.type === AST_NODE_TYPES.ArrayPattern) {
    return { kind: 'destructured', pattern: target };
  }
  if (target.type !== AST_NODE_TYPES.Identifier) return undefined;
  const variable = variableOf(sourceCode, target);
  if (!variable) return undefined;
  // `f(x = value)`: the assignment's own value is used too.
  if (site.type === AST_NODE_TYPES.AssignmentExpression && site.parent.type !== AST_NODE_TYPES.ExpressionStatement) return undefined;
  return { kind: 'variable', variable, site };
}

function functionAround(node: TSESTree.Node): FunctionNode | undefined {
  let current = node.parent;
  while (current && !isFunction(current)) current = current.parent;
  return current;
}

/**
 * The identifiers that read a variable, except those that only feed an assignment to the variable itself:
 * `bag` in `bag = bag.setEntry()`. A call on the way counts as a read unless `isPure` says that it does nothing else.
 */
export function readsOf(
  variable: TSESLint.Scope.Variable,
  isPure: (call: TSESTree.CallExpression) => boolean = () => false,
): readonly TSESTree.Identifier[] {
  return variable.references
    .filter((reference) => reference.isRead())
    .map((reference) => reference.identifier as TSESTree.Identifier)
    .filter((identifier) => !feedsOwnAssignment(variable, identifier, isPure));
}

function feedsOwnAssignment(
  variable: TSESLint.Scope.Variable,
  identifier: TSESTree.Identifier,
  isPure: (call: TSESTree.CallExpression) => boolean,
): boolean {
  let node: TSESTree.Node = identifier.parent;
  for (;;) {
    switch (node.type) {
      case AST_NODE_TYPES.AssignmentExpression:
        return (
          node.left.type === AST_NODE_TYPES.Identifier &&
          node.left !== identifier &&
          node.left.name === variable.name &&
          node.parent.type === AST_NODE_TYPES.ExpressionStatement
        );
      case AST_NODE_TYPES.CallExpression:
        if (!isPure(node)) return false;
        node = node.parent;
        break;
      case AST_NODE_TYPES.MemberExpression:
      case AST_NODE_TYPES.ObjectExpression:
      case AST_NODE_TYPES.Property:
      case AST_NODE_TYPES.ChainExpression:
      case AST_NODE_TYPES.LogicalExpression:
      case AST_NODE_TYPES.TSNonNullExpression:
        node = node.parent;
        break;
      default:
        return false;
    }
  }
}

/** Whether a variable may be read outside the file or in ways that the scope analysis cannot see. */
export function isVisibleOutside(variable: TSESLint.Scope.Variable): boolean {
  return (
    (variable.scope.type as string) === 'global' ||
    variable.defs.some((def) => {
      if ((def.type as string) === 'Parameter') return false;
      const node: TSESTree.Node = def.node;
      const declaration = node.type === AST_NODE_TYPES.VariableDeclarator ? node.parent : node;
      return declaration.parent.type === AST_NODE_TYPES.ExportNamedDeclaration;
    }) ||
    variable.references.some((reference) => reference.identifier.parent.type === AST_NODE_TYPES.ExportSpecifier)
  );
}
