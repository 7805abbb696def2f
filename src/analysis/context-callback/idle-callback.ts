/**
 * A callback that runs nothing: `context.with` is taken for a setter. Behind the call the context is no longer active.
 *
 * Known limitations: a call is work whatever it calls, and so is a member, which may be a getter; a variable that an
 * async callback gives back may be lazy, and is then awaited inside; a function of another file is known by the names
 * that stand for doing nothing only.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type FunctionNode, isFunction, isNothing, memberName, unwrap } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { resolveFunction, variableOf } from '../bindings';
import { useOf } from '../data-flow/value-use';

/** Names of functions that do nothing. */
const DOES_NOTHING = /^_*no_?op$|^doNothing$/i;

/** Whether the callback of a call does nothing that a context could matter to. */
export function isIdle(resolver: ApiResolver, call: ResolvedCall, callback: TSESTree.Expression): boolean {
  const node = unwrap(callback);
  if (!isFunction(node)) return isIdleName(resolver, node);
  if (node.generator || !node.params.every(isSimple)) return false;
  const content = soleContent(node);
  if (content === 'empty') return true;
  if (!content) return false;
  const value = withoutVoid(content);
  if (isConstant(value)) return useOf(resolver.sourceCode, call.node).kind === 'discarded';
  if (value.type === AST_NODE_TYPES.Identifier) return !node.async;
  return (
    value.type === AST_NODE_TYPES.CallExpression &&
    !value.optional &&
    value.arguments.every((argument) => argument.type === AST_NODE_TYPES.Identifier || isConstant(argument)) &&
    isIdleName(resolver, unwrap(value.callee))
  );
}

const isSimple = (parameter: TSESTree.Parameter): boolean =>
  parameter.type === AST_NODE_TYPES.Identifier ||
  (parameter.type === AST_NODE_TYPES.RestElement && parameter.argument.type === AST_NODE_TYPES.Identifier);

/** The one expression of a function; undefined when there is more in it. */
function soleContent(fn: FunctionNode): TSESTree.Expression | 'empty' | undefined {
  if (fn.body.type !== AST_NODE_TYPES.BlockStatement) return fn.body;
  const [statement, second] = fn.body.body;
  if (!statement) return 'empty';
  if (second) return undefined;
  if (statement.type === AST_NODE_TYPES.ReturnStatement) return statement.argument ?? 'empty';
  return statement.type === AST_NODE_TYPES.ExpressionStatement ? statement.expression : undefined;
}

function withoutVoid(expression: TSESTree.Expression): TSESTree.Expression {
  const node = unwrap(expression);
  const isVoid = node.type === AST_NODE_TYPES.UnaryExpression && node.operator === 'void';
  return isVoid ? unwrap(node.argument) : node;
}

function isConstant(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.UnaryExpression) return isConstant(node.argument);
  return (
    isNothing(node) ||
    node.type === AST_NODE_TYPES.Literal ||
    (node.type === AST_NODE_TYPES.TemplateLiteral && node.expressions.length === 0) ||
    (node.type === AST_NODE_TYPES.ObjectExpression && node.properties.length === 0) ||
    (node.type === AST_NODE_TYPES.ArrayExpression && node.elements.length === 0)
  );
}

/** Whether a name stands for a function that does nothing, or for what resolves a promise around it. */
function isIdleName(resolver: ApiResolver, node: TSESTree.Expression): boolean {
  if (node.type === AST_NODE_TYPES.Identifier && isResolve(resolver.sourceCode, node)) return true;
  const isMember = node.type === AST_NODE_TYPES.MemberExpression;
  const name = isMember ? memberName(node) : node.type === AST_NODE_TYPES.Identifier ? node.name : undefined;
  if (name === undefined || !DOES_NOTHING.test(name)) return false;
  const fn = resolveFunction(resolver.sourceCode, node);
  return !fn || soleContent(fn) === 'empty';
}

/** Whether a variable is the first parameter of a function given to `new Promise`. */
function isResolve(sourceCode: TSESLint.SourceCode, identifier: TSESTree.Identifier): boolean {
  const variable = variableOf(sourceCode, identifier);
  const fn: TSESTree.Node | undefined = variable?.defs[0]?.node;
  if (!isFunction(fn) || fn.params[0] !== variable?.identifiers[0]) return false;
  return (
    fn.parent.type === AST_NODE_TYPES.NewExpression &&
    fn.parent.arguments[0] === fn &&
    calleeName(fn.parent) === 'Promise'
  );
}
