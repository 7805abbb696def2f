/**
 * What becomes of the value of an expression: dropped, bound to a variable, returned, passed on, stored, tested.
 *
 * Known limitations: one step only; a value bound to a variable is followed by `readsOf`.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction } from '../../ast';
import { variableOf } from '../bindings';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

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
  | {
      readonly kind: 'member';
      readonly member: TSESTree.MemberExpression;
      readonly call: TSESTree.CallExpression | undefined;
    }
  /** Kept where others can find it: a property, an array, a field, `yield`, `export default`, a spread, JSX. */
  | { readonly kind: 'stored'; readonly at: TSESTree.Node }
  /** Only looked at: a condition, a comparison, `typeof`. */
  | { readonly kind: 'tested'; readonly at: TSESTree.Node };

/**
 * The consumer of an expression's value, seen through casts, chains, `await`, branches of `?:` and the end of logicals.
 */
export function useOf(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): ValueUse {
  let node = expression;
  for (;;) {
    const parent = node.parent;
    if (!parent) return { kind: 'discarded', at: node };
    switch (parent.type) {
      case Kind.ChainExpression:
      case Kind.TSAsExpression:
      case Kind.TSNonNullExpression:
      case Kind.TSSatisfiesExpression:
      case Kind.TSTypeAssertion:
      case Kind.TSInstantiationExpression:
      case Kind.AwaitExpression:
        node = parent;
        continue;
      case Kind.ConditionalExpression:
        if (parent.test === node) return { kind: 'tested', at: parent };
        node = parent;
        continue;
      case Kind.LogicalExpression:
        // The left side of `&&` is a test; of `||` and `??` it may be the value.
        if (parent.left === node && parent.operator === '&&') return { kind: 'tested', at: parent };
        node = parent;
        continue;
      case Kind.SequenceExpression:
        if (parent.expressions.at(-1) !== node) return { kind: 'discarded', at: parent };
        node = parent;
        continue;
      case Kind.ExpressionStatement:
        return { kind: 'discarded', at: parent };
      case Kind.UnaryExpression:
        return parent.operator === 'void' ? { kind: 'discarded', at: parent } : { kind: 'tested', at: parent };
      case Kind.ForStatement:
        return parent.test === node ? { kind: 'tested', at: parent } : { kind: 'discarded', at: parent };
      case Kind.VariableDeclarator:
        return bound(sourceCode, parent.id, parent) ?? { kind: 'stored', at: parent };
      case Kind.AssignmentExpression:
        return (
          (parent.right === node ? bound(sourceCode, parent.left, parent) : undefined) ?? { kind: 'stored', at: parent }
        );
      case Kind.ReturnStatement: {
        const fn = functionAround(parent);
        return fn ? { kind: 'returned', fn, concise: false } : { kind: 'stored', at: parent };
      }
      case Kind.ArrowFunctionExpression:
        return parent.body === node ? { kind: 'returned', fn: parent, concise: true } : { kind: 'stored', at: parent };
      case Kind.CallExpression:
      case Kind.NewExpression: {
        const index = parent.arguments.indexOf(node as TSESTree.CallExpressionArgument);
        return index >= 0 ? { kind: 'argument', call: parent, index } : { kind: 'tested', at: parent };
      }
      case Kind.MemberExpression: {
        if (parent.object !== node) return { kind: 'tested', at: parent };
        const outer = parent.parent;
        const call = outer.type === Kind.CallExpression && outer.callee === parent ? outer : undefined;
        return { kind: 'member', member: parent, call };
      }
      case Kind.IfStatement:
      case Kind.WhileStatement:
      case Kind.DoWhileStatement:
      case Kind.SwitchStatement:
      case Kind.SwitchCase:
      case Kind.BinaryExpression:
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
  if (target.type === Kind.ObjectPattern || target.type === Kind.ArrayPattern) {
    return { kind: 'destructured', pattern: target };
  }
  if (target.type !== Kind.Identifier) return undefined;
  const variable = variableOf(sourceCode, target);
  if (!variable) return undefined;
  // `f(x = value)`: the assignment's own value is used too.
  if (site.type === Kind.AssignmentExpression && site.parent.type !== Kind.ExpressionStatement) return undefined;
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
      case Kind.AssignmentExpression:
        return (
          node.left.type === Kind.Identifier &&
          node.left !== identifier &&
          node.left.name === variable.name &&
          node.parent.type === Kind.ExpressionStatement
        );
      case Kind.CallExpression:
        if (!isPure(node)) return false;
        node = node.parent;
        break;
      case Kind.MemberExpression:
      case Kind.ObjectExpression:
      case Kind.Property:
      case Kind.ChainExpression:
      case Kind.LogicalExpression:
      case Kind.TSNonNullExpression:
        node = node.parent;
        break;
      default:
        return false;
    }
  }
}
