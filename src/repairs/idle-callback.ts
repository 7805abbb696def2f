/** Repairs of a callback that runs nothing: what follows the call is what was meant to run in the context. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { AmbientUseFinder } from '../analysis/ambient-context';
import type { ApiResolver, ResolvedCall } from '../analysis/api-resolution';
import { variableOf } from '../analysis/bindings';
import { givesSpan } from '../analysis/context-callback';
import { calleeName, contains, isFunction, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  type Edit,
  followingStatements,
  hasCommentsInside,
  isReassigned,
  replace,
  wrapFollowingInCallback,
} from '../fixes';
import { indentAt, lineBreakOf } from '../fixes/layout';
import { removedLines, statementEnd } from '../fixes/statements';

/** The idle call as the statement that it makes up. */
interface IdleStatement {
  readonly statement: TSESTree.Statement;
  /** The variable that takes what the callback hands back. */
  readonly variable?: TSESTree.Identifier;
}

/** `context.with(ctx, () => {}); work();` → `context.with(ctx, () => { work(); });`. */
export function moveRestInside(
  { sourceCode }: ApiResolver,
  call: ResolvedCall,
  callback: TSESTree.Expression,
): Edit | undefined {
  const idle = statementOf(call, callback);
  const following = idle && followingStatements(idle.statement);
  if (!following) return undefined;
  const parameters = parametersFor(sourceCode, call, callback, idle, following);
  if (parameters === undefined) return undefined;
  const [before, after] = aroundCallback(sourceCode, call, callback);
  return combineEdits(
    removeIdle(sourceCode, call, callback, idle.statement),
    wrapFollowingInCallback({ sourceCode, statements: following, before, after, parameters }),
  );
}

/** A repair that runs the next handler in the context, and the name of the handler. */
export interface NextRepair {
  readonly edit: Edit;
  readonly next: string;
}

/** `context.with(ctx, () => {}); next();` → `context.with(ctx, next);`. */
export function runNextInside(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  call: ResolvedCall,
  callback: TSESTree.Expression,
): NextRepair | undefined {
  const { sourceCode } = resolver;
  const idle = statementOf(call, callback);
  const following = idle && !idle.variable ? followingStatements(idle.statement) : undefined;
  const found = following?.map((statement) => nextCall(sourceCode, statement)).find((one) => one !== undefined);
  if (!idle || !found || hasCommentsInside(sourceCode, found.range)) return undefined;
  const context = call.argument('context');
  const isAdjacent = following?.[0] !== undefined && contains(following[0], found);
  if (!isAdjacent && context && !isSameLater(resolver, ambient, context)) return undefined;
  const next = calleeName(found) ?? '';
  const isBare = found.arguments.length === 0 && !givesSpan(call);
  const [before, after] = aroundCallback(sourceCode, call, callback);
  const text = `${before}${isBare ? next : `() => ${sourceCode.getText(found)}`}${after}`;
  const edit = combineEdits(removeIdle(sourceCode, call, callback, idle.statement), replace(found.range, text));
  return edit && { edit, next };
}

const NEXT_HANDLER = /^(?:next|done|callback|cb)$/;

/** The call of a handler that was passed to the function, as a statement, awaited or returned. */
function nextCall(sourceCode: TSESLint.SourceCode, statement: TSESTree.Node): TSESTree.CallExpression | undefined {
  const isReturn = statement.type === AST_NODE_TYPES.ReturnStatement;
  const value = isReturn
    ? statement.argument
    : statement.type === AST_NODE_TYPES.ExpressionStatement
      ? statement.expression
      : undefined;
  const call = value?.type === AST_NODE_TYPES.AwaitExpression ? value.argument : value;
  if (call?.type !== AST_NODE_TYPES.CallExpression || call.callee.type !== AST_NODE_TYPES.Identifier) return undefined;
  const [definition] = variableOf(sourceCode, call.callee)?.defs ?? [];
  const isParameter = (definition?.type as string | undefined) === 'Parameter';
  return isParameter && NEXT_HANDLER.test(call.callee.name) && !call.optional ? call : undefined;
}

/** Whether an expression has the same value a few statements later. */
function isSameLater(resolver: ApiResolver, ambient: AmbientUseFinder, expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.Identifier) {
    const variable = variableOf(resolver.sourceCode, node);
    return variable !== undefined && !isReassigned(variable);
  }
  return resolver.resolve(node) !== undefined && ambient.inCode(node) === undefined;
}

/** The statement that the call makes up, alone, bound to a variable, or in a promise that is only waited for. */
function statementOf(call: ResolvedCall, callback: TSESTree.Expression): IdleStatement | undefined {
  const node = withoutMarks(call.node);
  const { parent } = node;
  if (parent?.type === AST_NODE_TYPES.ExpressionStatement) return promiseStatement(parent) ?? { statement: parent };
  if (parent && isFunction(parent) && parent.body === node) return promiseAround(parent);
  const variable = parent?.type === AST_NODE_TYPES.VariableDeclarator ? parent.id : undefined;
  const declaration = parent?.parent;
  const isOnly = declaration?.type === AST_NODE_TYPES.VariableDeclaration && declaration.declarations.length === 1;
  if (!isOnly || variable?.type !== AST_NODE_TYPES.Identifier || !givesSpan(call)) return undefined;
  const fn = unwrap(callback);
  const [parameter, second] = isFunction(fn) ? fn.params : [];
  return parameter && !second ? { statement: declaration, variable } : undefined;
}

/** The outermost `await`, `void` and cast around a call. */
function withoutMarks(call: TSESTree.Node): TSESTree.Node {
  const node = wrapped(call);
  const { parent } = node;
  const isMark =
    parent?.type === AST_NODE_TYPES.AwaitExpression ||
    (parent?.type === AST_NODE_TYPES.UnaryExpression && parent.operator === 'void');
  return isMark ? withoutMarks(parent) : node;
}

/** Where a statement is the only one of a function given to `new Promise`. */
function promiseStatement(statement: TSESTree.ExpressionStatement): IdleStatement | undefined {
  const block = statement.parent;
  const fn = block.type === AST_NODE_TYPES.BlockStatement && block.body.length === 1 ? block.parent : undefined;
  return fn && isFunction(fn) ? promiseAround(fn) : undefined;
}

function promiseAround(fn: TSESTree.Node): IdleStatement | undefined {
  const made = fn.parent;
  if (made?.type !== AST_NODE_TYPES.NewExpression || calleeName(made) !== 'Promise') return undefined;
  const { parent } = withoutMarks(made);
  return parent?.type === AST_NODE_TYPES.ExpressionStatement ? { statement: parent } : undefined;
}

/** What stands in front of the callback and behind it: `context.with(ctx, ` and `)`. */
function aroundCallback(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  callback: TSESTree.Expression,
): readonly [before: string, after: string] {
  const { range } = call.node;
  return [sourceCode.text.slice(range[0], callback.range[0]), sourceCode.text.slice(callback.range[1], range[1])];
}

/** The parameters of the new callback; undefined where they would hide what the moved code means. */
function parametersFor(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  callback: TSESTree.Expression,
  { variable }: IdleStatement,
  following: readonly TSESTree.Node[],
): string | undefined {
  if (variable) {
    const isInside = (node: TSESTree.Node): boolean => following.some((one) => contains(one, node));
    const uses = variableOf(sourceCode, variable)?.references.filter((one) => one.init !== true) ?? [];
    return uses.every((one) => one.isRead() && isInside(one.identifier)) ? variable.name : undefined;
  }
  const fn = unwrap(callback);
  if (!givesSpan(call) || !isFunction(fn)) return '';
  const names = fn.params.flatMap((one) => (one.type === AST_NODE_TYPES.Identifier ? [one.name] : []));
  const moved = following.map((one) => sourceCode.getText(one)).join('\n');
  if (names.length !== fn.params.length || names.some((name) => new RegExp(`\\b${name}\\b`).test(moved)))
    return undefined;
  return fn.params.map((one) => sourceCode.getText(one)).join(', ');
}

/** Takes the idle statement away and leaves the comments of the callback in its place. */
function removeIdle(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  callback: TSESTree.Expression,
  statement: TSESTree.Statement,
): Edit | undefined {
  const range: TSESTree.Range = [statement.range[0], statementEnd(sourceCode, statement)];
  const [start, end] = call.node.range;
  if (hasCommentsInside(sourceCode, [range[0], start]) || hasCommentsInside(sourceCode, [end, range[1]]))
    return undefined;
  const comments = sourceCode.getCommentsInside(callback).map((comment) => sourceCode.getText(comment as never));
  if (comments.length === 0) return replace(removedLines(sourceCode, statement) ?? range, '');
  return replace(range, comments.join(lineBreakOf(sourceCode) + indentAt(sourceCode, range[0])));
}
