/**
 * Edits that end a span on every way: in a `finally` behind what follows its start, around the body of a callback, or at
 * the end of a chain of promise methods.
 *
 * A promise that is returned from inside a `try` settles after its `finally`: in an async function it is awaited, in
 * another one no edit is offered.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../analysis/bindings';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { SpanFault, StartedSpan } from '../analysis/spans';
import { enclosingFunction, type FunctionNode, isFunction, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  declareConst,
  type Edit,
  findExits,
  followingStatements,
  freshName,
  hasCommentsInside,
  insertAt,
  isInParens,
  removeStatement,
  replace,
  wrapStatementsInTryFinally,
} from '../fixes';
import {
  acquireStatement,
  isAssignedAgain,
  lastReleaseSibling,
  releaseStatements,
  wrapInFinally,
} from './finally-release';

const Kind = AST_NODE_TYPES;

/** `try { … } finally { span.end(); }` around what follows the start, or around the body of the callback. */
export function endInFinally(file: FileAnalysis, span: StartedSpan): Edit | undefined {
  const { resolver, sourceCode } = file;
  const { owner, start, use } = span;
  const { statements } = releaseStatements(span);
  const areEnds = [...span.releases].every((node) => resolver.resolve(node)?.receiver !== undefined);
  if (span.handOvers.length > 0 || span.closures.length > 0 || start.isWrapper) return undefined;
  if (!areEnds || statements.length !== span.releases.size) return undefined;
  if (!use) return isFunction(owner) ? endAroundBody(file, span, owner, statements) : undefined;
  const acquire = acquireStatement(start.node);
  if (!acquire || isAssignedAgain(span, acquire) || span.variables.length > 1) return undefined;
  const { statement } = acquire;
  const isUsing = statement.type === Kind.VariableDeclaration && statement.kind.includes('using');
  const name = acquire.name?.name ?? freshName(sourceCode, statement, 'span');
  const returnsOf = (nodes: readonly TSESTree.Node[]): readonly TSESTree.ReturnStatement[] =>
    findExits(sourceCode, nodes).valuedReturns;
  const isSettledRest = (rest: readonly TSESTree.Node[]): boolean =>
    returnsOf(rest).every(({ argument }) => !argument || isSettled(file, argument));
  const wrap = wrapInFinally({
    sourceCode,
    statement,
    releases: statements,
    drop: statements,
    finallyText: `${name}.end();`,
    mayHoldRest: isSettledRest,
    mayHandBack: isSettledRest,
  });
  const range = followingStatements(statement, lastReleaseSibling(statement, statements)) ?? [];
  const bind = acquire.name ? () => [] : declareConst({ sourceCode, statement, name });
  return isUsing ? undefined : withAwaitedReturns(file, owner, returnsOf(range), combineEdits(bind, wrap));
}

/** The body of a callback that has the span from its start. */
function endAroundBody(
  file: FileAnalysis,
  span: StartedSpan,
  fn: FunctionNode,
  statements: readonly TSESTree.ExpressionStatement[],
): Edit | undefined {
  const { sourceCode } = file;
  const name = span.variables[0]?.name;
  const isAssigned = span.variables.some(({ references }) => references.some((one) => one.isWrite() && !one.init));
  if (name === undefined || isAssigned || span.variables.length > 1) return undefined;
  if (fn.body.type === Kind.BlockStatement)
    return withAwaitedReturns(
      file,
      fn,
      findExits(sourceCode, fn.body.body).valuedReturns,
      wrapStatementsInTryFinally({
        sourceCode,
        statements: fn.body.body,
        finallyText: `${name}.end();`,
        drop: statements,
      }),
    );
  if (!fn.async || statements.length > 0 || hasCommentsInside(sourceCode, fn.body.range)) return undefined;
  const isAwaited = unwrap(fn.body).type === Kind.AwaitExpression;
  const value = `${isAwaited ? '' : 'await '}${sourceCode.getText(fn.body)}`;
  const isPlain = isAwaited || needsNoParens(fn.body);
  return isPlain && !isInParens(sourceCode, fn.body)
    ? replace(fn.body.range, `{ try { return ${value}; } finally { ${name}.end(); } }`)
    : undefined;
}

/** The edit with the promises awaited that the wrapped statements return; undefined where they cannot be. */
function withAwaitedReturns(
  file: FileAnalysis,
  owner: TSESTree.Node,
  returns: readonly TSESTree.ReturnStatement[],
  edit: Edit | undefined,
): Edit | undefined {
  const edits: (Edit | undefined)[] = [edit];
  for (const { argument } of returns) {
    if (!argument || isSettled(file, argument)) continue;
    if (!isFunction(owner) || !owner.async || !needsNoParens(argument)) return undefined;
    edits.push(insertAt(argument.range[0], 'await '));
  }
  return combineEdits(...edits);
}

const needsNoParens = (node: TSESTree.Node): boolean =>
  /^(?:CallExpression|ChainExpression|Identifier|MemberExpression|NewExpression|TSNonNullExpression)$/.test(node.type);

/** Whether a value is surely no promise that has still to settle. */
function isSettled(file: FileAnalysis, expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case Kind.ArrayExpression:
    case Kind.ArrowFunctionExpression:
    case Kind.AwaitExpression:
    case Kind.BinaryExpression:
    case Kind.FunctionExpression:
    case Kind.Literal:
    case Kind.ObjectExpression:
    case Kind.TemplateLiteral:
    case Kind.UnaryExpression:
      return true;
    case Kind.ConditionalExpression:
      return isSettled(file, node.consequent) && isSettled(file, node.alternate);
    case Kind.Identifier:
      return isAwaitedName(file, node) || isOfSettledType(file, node);
    default:
      return isOfSettledType(file, node);
  }
}

/** Whether a name is that of a constant that was awaited. */
function isAwaitedName({ sourceCode }: FileAnalysis, node: TSESTree.Identifier): boolean {
  const declaration = variableOf(sourceCode, node)?.defs[0]?.node;
  return (
    declaration?.type === Kind.VariableDeclarator &&
    declaration.parent.kind === 'const' &&
    declaration.id.type === Kind.Identifier &&
    declaration.init !== null &&
    unwrap(declaration.init).type === Kind.AwaitExpression
  );
}

/** Whether the type of a value has no `then`. */
function isOfSettledType({ resolver }: FileAnalysis, node: TSESTree.Node): boolean {
  const { types } = resolver;
  const type = types && resolver.isTypeKnown(node) ? types.typeAt(node) : undefined;
  if (!types || !type) return false;
  const { Any, Object, TypeParameter, Unknown } = types.ts.TypeFlags;
  const parts = type.isUnion() ? type.types : [type];
  return parts.every(
    (part) =>
      (part.flags & (Any | TypeParameter | Unknown)) === 0 &&
      ((part.flags & Object) === 0 || types.checker.getPropertyOfType(part, 'then') === undefined),
  );
}

/** `….finally(() => span.end())` behind a chain, in place of the end in its `.then()`. */
export function endInChain(
  file: FileAnalysis,
  span: StartedSpan,
  { chain }: Extract<SpanFault, { kind: 'rejection' }>,
): Edit | undefined {
  const { sourceCode } = file;
  const name = span.variables[0]?.name;
  const ends = span.remoteReleases.map(({ call }) => call);
  const [end] = ends;
  if (name === undefined || !end || ends.length > 1 || span.releases.size > 0) return undefined;
  if (end.parent.type !== Kind.ExpressionStatement) return undefined;
  return combineEdits(
    removeStatement({ sourceCode, statement: end.parent }),
    insertAt(chain.range[1], `.finally(() => ${name}.end())`),
  );
}

/** The statement of an end goes. */
export function removeEnd({ sourceCode }: FileAnalysis, end: TSESTree.Node): Edit | undefined {
  const { parent } = wrapped(end);
  const { parent: outer } = parent ?? {};
  const statement = parent?.type === Kind.ChainExpression ? outer : parent;
  return statement?.type === Kind.ExpressionStatement ? removeStatement({ sourceCode, statement }) : undefined;
}

/** `return await promise`, in an async function. */
export function awaitReturned(statement: TSESTree.ReturnStatement): Edit | undefined {
  const { argument } = statement;
  return argument && enclosingFunction(statement)?.async && needsNoParens(argument)
    ? insertAt(argument.range[0], 'await ')
    : undefined;
}
