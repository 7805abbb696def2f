/**
 * The form a callback must have to stand for a run of statements: awaited or not, returned or not, with which return
 * type.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingBody, isFunction, unwrap, type FunctionNode } from '../ast';
import { losesNarrowing } from './narrowing';
import { findStatementPlace, isTypeScript } from './safety';
import { findExits, surelyLeaves, walkOwn, type Exits } from './walk';

/** What goes in front of the call, and the callback's head without its arrow. */
export interface CallbackForm {
  /** ``, `await `, `return ` or `return await `. */
  readonly lead: string;
  /** `()`, `async ()`, `(): Order`. */
  readonly signature: string;
}

/**
 * The form for statements that follow one another; undefined if no callback can stand for them. `end` is the last of
 * the range where statements behind them are removed: then nothing runs between them and what follows it.
 */
export function findCallbackForm(
  sourceCode: TSESLint.SourceCode,
  statements: readonly TSESTree.Node[],
  end: TSESTree.Node | undefined = statements.at(-1),
): CallbackForm | undefined {
  const [first] = statements;
  const last = end;
  if (!first || !last) return undefined;
  const exits = findExits(sourceCode, statements);
  if (exits.yields || exits.jumpsOut || exits.callsSuper) return undefined;
  const owner = enclosingBody(first);
  const fn = isFunction(owner) ? owner : undefined;
  const hasReturn = exits.hasBareReturn || exits.valuedReturns.length > 0;
  const endsFunction = fn !== undefined && runsToEnd(last, fn);
  const leaves = statements.some(surelyLeaves);
  if (hasReturn && !endsFunction && !leaves) return undefined;
  // Nothing but a `throw`: TypeScript would take what follows for reachable, and forget what the `throw` rules out.
  if (!hasReturn && leaves && isTypeScript(sourceCode)) return undefined;
  if (losesNarrowing(sourceCode, statements) || initializesFields(sourceCode, fn, statements)) return undefined;
  // A bare `return` at the end of a function needs nothing; elsewhere what follows must still be left out.
  if (exits.valuedReturns.length === 0 && !(hasReturn && !endsFunction)) {
    return exits.awaits ? { lead: 'await ', signature: 'async ()' } : { lead: '', signature: '()' };
  }
  return fn && returningForm(sourceCode, fn, first, exits);
}

function returningForm(
  sourceCode: TSESLint.SourceCode,
  fn: FunctionNode,
  first: TSESTree.Node,
  exits: Exits,
): CallbackForm | undefined {
  const isValued = exits.valuedReturns.length > 0;
  if (isValued && (fn.generator || isConstructorOrSetter(fn) || widens(sourceCode, fn, exits.valuedReturns)))
    return undefined;
  if (!isValued && isConstructorOrSetter(fn)) return undefined;
  const isAsync = exits.awaits || (isValued && fn.async);
  const type = isValued && fn.returnType ? returnTypeText(sourceCode, fn.returnType.typeAnnotation) : '';
  return {
    lead: isAsync && isInTry(first) ? 'return await ' : 'return ',
    signature: `${isAsync ? 'async ' : ''}()${type}`,
  };
}

function returnTypeText(sourceCode: TSESLint.SourceCode, type: TSESTree.TypeNode): string {
  return type.type === AST_NODE_TYPES.TSTypePredicate ? ': boolean' : `: ${sourceCode.getText(type)}`;
}

/**
 * Whether statements of a constructor assign fields, which TypeScript wants done there: in a callback, `readonly` is an
 * error.
 */
function initializesFields(
  sourceCode: TSESLint.SourceCode,
  fn: FunctionNode | undefined,
  statements: readonly TSESTree.Node[],
): boolean {
  if (
    fn?.parent.type !== AST_NODE_TYPES.MethodDefinition ||
    fn.parent.kind !== 'constructor' ||
    !isTypeScript(sourceCode)
  )
    return false;
  let found = false;
  for (const statement of statements) {
    walkOwn(sourceCode, statement, (node) => {
      const isField =
        node.type === AST_NODE_TYPES.MemberExpression && unwrap(node.object).type === AST_NODE_TYPES.ThisExpression;
      found ||= isField && isWritten(node);
    });
  }
  return found;
}

function isWritten({ parent, range }: TSESTree.Node): boolean {
  if (parent?.type === AST_NODE_TYPES.AssignmentExpression) return parent.left.range[0] === range[0];
  return (
    parent?.type === AST_NODE_TYPES.UpdateExpression ||
    parent?.type === AST_NODE_TYPES.ArrayPattern ||
    parent?.type === AST_NODE_TYPES.Property
  );
}

/**
 * Whether the function ends when `last` ends: nothing follows it, or any block around it, up to the function's body.
 */
function runsToEnd(last: TSESTree.Node, fn: FunctionNode): boolean {
  let node: TSESTree.Node = last;
  for (;;) {
    const place = findStatementPlace(node);
    if (place && place.index !== place.siblings.length - 1) return false;
    const { parent } = node;
    if (!parent) return false;
    if (parent === fn) return true;
    switch (parent.type) {
      case AST_NODE_TYPES.BlockStatement:
      case AST_NODE_TYPES.IfStatement:
      case AST_NODE_TYPES.CatchClause:
        break;
      case AST_NODE_TYPES.TryStatement:
        // A `return` in `finally` would swallow the exception that is on its way.
        if (parent.finalizer === node) return false;
        break;
      default:
        return false;
    }
    node = parent;
  }
}

/** Whether a rejection of a returned promise would pass by a `catch` or `finally` of this function. */
function isInTry(node: TSESTree.Node): boolean {
  for (let inner = node, outer = node.parent; outer && !isFunction(inner); inner = outer, outer = outer.parent) {
    if (
      outer.type === AST_NODE_TYPES.TryStatement &&
      inner !== outer.finalizer &&
      (inner === outer.block || outer.finalizer)
    )
      return true;
  }
  return false;
}

function isConstructorOrSetter(fn: FunctionNode): boolean {
  const { parent } = fn;
  return (
    (parent.type === AST_NODE_TYPES.MethodDefinition && (parent.kind === 'constructor' || parent.kind === 'set')) ||
    (parent.type === AST_NODE_TYPES.Property && parent.kind === 'set')
  );
}

/**
 * Whether a function takes its return type from where it stands, and returns a literal whose type depends on that.
 * Measured with TypeScript 6.0: through `context.with`, `{ kind: 'a' }` becomes `{ kind: string }`.
 */
function widens(
  sourceCode: TSESLint.SourceCode,
  fn: FunctionNode,
  returns: readonly TSESTree.ReturnStatement[],
): boolean {
  if (fn.returnType || !isTypeScript(sourceCode) || fn.type === AST_NODE_TYPES.FunctionDeclaration) return false;
  const { parent } = fn;
  if (parent.type === AST_NODE_TYPES.MethodDefinition) return false;
  if (parent.type === AST_NODE_TYPES.VariableDeclarator && !parent.id.typeAnnotation) return false;
  return returns.some(({ argument }) => argument && holdsLiteral(argument));
}

function holdsLiteral(expression: TSESTree.Node): boolean {
  const value = unwrap(expression);
  switch (value.type) {
    case AST_NODE_TYPES.ObjectExpression:
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.ArrowFunctionExpression:
    case AST_NODE_TYPES.FunctionExpression:
      return true;
    case AST_NODE_TYPES.ConditionalExpression:
      return holdsLiteral(value.consequent) || holdsLiteral(value.alternate);
    case AST_NODE_TYPES.LogicalExpression:
      return holdsLiteral(value.left) || holdsLiteral(value.right);
    default:
      return false;
  }
}
