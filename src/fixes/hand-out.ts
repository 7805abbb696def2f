/**
 * Running statements in a callback, and handing out of it what code behind them uses:
 * `const x = await context.with(ctx, async () => …);`.
 */
import { AST_NODE_TYPES, ASTUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, unwrap } from '../ast';
import { findCallbackForm, type CallbackForm } from './callback-form';
import { combineEdits, insertAt, replace, type Edit } from './edit';
import { indentUnit } from './layout';
import { declarationsOf, hasLiteralType, isBetween, isCaptured, variablesUsedOutside } from './outer-uses';
import { hasCommentsInside, isReassigned, isTypeScript, needsSemicolonBefore, rangeWithParens } from './safety';
import { findExits } from './walk';
import {
  endOfCall,
  isAmong,
  removeDropped,
  surroundStatements,
  withoutDroppedEnds,
  type CallbackWrap,
} from './wrapping';

/**
 * Like `wrapFollowingInCallback`, for statements that declare or assign what is used behind them. One `const x = value;`
 * or `x = value;` keeps its place, and its value moves into the callback; of several statements the callback returns
 * what they declare.
 *
 * Undefined if the statements return, or leave in any other way that a callback cannot; if functions share a variable
 * that changes; or where TypeScript could lose a type: that of a literal, or of one that is narrowed.
 */
export function runInCallback(wrap: CallbackWrap): Edit | undefined {
  const { sourceCode, statements, drop = [] } = wrap;
  const range = withoutDroppedEnds(statements, drop);
  const [first] = range;
  if (!first) return undefined;
  const { hasBareReturn, valuedReturns } = findExits(sourceCode, range);
  if (hasBareReturn || valuedReturns.length > 0) return undefined;
  const dropped = drop.filter((one) => isAmong(statements, one));
  const edit = (range.length === 1 ? wrapValue(wrap, first) : undefined) ?? returnDeclared(wrap, range, dropped);
  return combineEdits(edit, removeDropped(sourceCode, dropped));
}

/**
 * `try { x = await f(); } finally { token.dispose(); }`, whose `finally` holds nothing but dropped statements, becomes
 * `x = await context.with(ctx, async () => await f());`.
 */
export function runTryInCallback(wrap: CallbackWrap): Edit | undefined {
  const { sourceCode, statements, drop = [] } = wrap;
  const [statement] = statements;
  if (statements.length !== 1 || statement?.type !== AST_NODE_TYPES.TryStatement) return undefined;
  const { block, finalizer, handler } = statement;
  const [only] = block.body;
  if (!only || block.body.length !== 1 || handler || !finalizer?.body.every((one) => drop.includes(one)))
    return undefined;
  const head: TSESTree.Range = [statement.range[0], only.range[0]];
  const tail: TSESTree.Range = [only.range[1], statement.range[1]];
  const isAll = drop.every((one) => finalizer.body.includes(one));
  if (!isAll || hasCommentsInside(sourceCode, head) || hasCommentsInside(sourceCode, tail)) return undefined;
  if (only.type !== AST_NODE_TYPES.ExpressionStatement) return undefined;
  return combineEdits(replace(head, ''), wrapValue(wrap, only), replace(tail, ''));
}

/** `const x = await f();` becomes `const x = await context.with(ctx, async () => await f());`. */
function wrapValue({ sourceCode, before, after = ')' }: CallbackWrap, statement: TSESTree.Node): Edit | undefined {
  const value = valueOf(sourceCode, statement);
  if (!value || isFunction(value.node)) return undefined;
  const { node, type } = value;
  const isTyped = isTypeScript(sourceCode);
  if (isTyped && !type && (hasLiteralType(node) || (value.isAssigned && isBuilt(node)))) return undefined;
  const form = findExits(sourceCode, [node]).yields ? undefined : findCallbackForm(sourceCode, [node]);
  if (!form) return undefined;
  const isAsync = form.signature.startsWith('async');
  const returns = isTyped && type ? `: ${isAsync ? `Promise<${type}>` : type}` : '';
  const [start, end] = rangeWithParens(sourceCode, node);
  const isObject = sourceCode.text.startsWith('{', start);
  const head = `${form.lead}${before}${form.signature}${returns} => ${isObject ? '(' : ''}`;
  return combineEdits(insertAt(start, head), insertAt(end, `${isObject ? ')' : ''}${after}`));
}

interface GivenValue {
  readonly node: TSESTree.Expression;
  /** The type that is written at the variable. */
  readonly type: string | undefined;
  readonly isAssigned: boolean;
}

/** The one value of a declaration, or of an assignment to a variable. */
function valueOf(sourceCode: TSESLint.SourceCode, statement: TSESTree.Node): GivenValue | undefined {
  if (statement.type === AST_NODE_TYPES.VariableDeclaration) {
    const [{ id, init }] = statement.declarations;
    const isPlain = statement.declarations.length === 1 && !statement.kind.includes('using');
    if (!isPlain || !init || !isPlainPattern(id)) return undefined;
    return { node: init, type: writtenType(sourceCode, id), isAssigned: false };
  }
  const expression = statement.type === AST_NODE_TYPES.ExpressionStatement ? statement.expression : undefined;
  if (expression?.type !== AST_NODE_TYPES.AssignmentExpression || expression.operator !== '=') return undefined;
  const { left, right } = expression;
  if (left.type !== AST_NODE_TYPES.Identifier) return undefined;
  const name = ASTUtils.findVariable(sourceCode.getScope(left), left)?.defs[0]?.name;
  const type = name?.type === AST_NODE_TYPES.Identifier ? writtenType(sourceCode, name) : undefined;
  return { node: right, type, isAssigned: true };
}

function writtenType(sourceCode: TSESLint.SourceCode, id: TSESTree.BindingName): string | undefined {
  return id.typeAnnotation && sourceCode.getText(id.typeAnnotation.typeAnnotation);
}

/** Whether a pattern runs nothing by itself: no default values, no computed keys. */
function isPlainPattern(pattern: TSESTree.Node): boolean {
  switch (pattern.type) {
    case AST_NODE_TYPES.Identifier:
      return true;
    case AST_NODE_TYPES.ArrayPattern:
      return pattern.elements.every((element) => !element || isPlainPattern(element));
    case AST_NODE_TYPES.ObjectPattern:
      return pattern.properties.every(
        (property) => property.type === AST_NODE_TYPES.Property && !property.computed && isPlainPattern(property.value),
      );
    default:
      return false;
  }
}

/** Whether a value takes its type from what it is assigned to. */
function isBuilt(expression: TSESTree.Node): boolean {
  const value = unwrap(expression);
  switch (value.type) {
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.ObjectExpression:
      return true;
    case AST_NODE_TYPES.ConditionalExpression:
      return isBuilt(value.consequent) || isBuilt(value.alternate);
    case AST_NODE_TYPES.LogicalExpression:
      return isBuilt(value.left) || isBuilt(value.right);
    default:
      return false;
  }
}

/** `const { a, b } = await context.with(ctx, async () => { …; return { a, b }; });`, without braces for one variable. */
function returnDeclared(
  { sourceCode, before, after = ')' }: CallbackWrap,
  range: readonly TSESTree.Node[],
  dropped: readonly TSESTree.Statement[],
): Edit | undefined {
  const [first] = range;
  const last = range.at(-1);
  const used = variablesUsedOutside(sourceCode, range, { isVarKept: false });
  const declarations = used && declarationsOf(range, used);
  if (!first || !last || !declarations || used.length === 0) return undefined;
  if (!used.every((variable) => canLeave(variable, range))) return undefined;
  if (isTypeScript(sourceCode) && declarations.some((declaration) => declaration.declarations.some(hasLostType)))
    return undefined;
  const form: CallbackForm | undefined = findCallbackForm(sourceCode, range);
  if (!form) return undefined;
  const names = used.map(({ name }) => name);
  const list = names.length === 1 ? names.join('') : `{ ${names.join(', ')} }`;
  const header = `const ${list} = ${form.lead}${before}${form.signature} => {`;
  if (needsSemicolonBefore(sourceCode, first, header)) return undefined;
  const end = endOfCall(sourceCode, last);
  const footer = [`${indentUnit(sourceCode)}return ${list}${end}`, `}${after}${end}`];
  return surroundStatements(sourceCode, [first, last], dropped, [header], footer);
}

/** Whether a copy of a variable will do outside: it gets no other value there, and no function inside shares it. */
function canLeave(variable: TSESLint.Scope.Variable, range: readonly TSESTree.Node[]): boolean {
  if (!isReassigned(variable)) return true;
  const isWrittenOutside = variable.references.some(
    (reference) => reference.isWrite() && !isBetween(range, reference.identifier),
  );
  return !isWrittenOutside && !isCaptured(variable);
}

const hasLostType = ({ id, init }: TSESTree.VariableDeclarator): boolean =>
  !id.typeAnnotation && (!init || hasLiteralType(init));
