/**
 * Edits that mend an attached context: dispose it in `finally`, or activate the context with `context.with` instead.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import { type AttachedToken, suspendsWhileHeld } from '../analysis/token';
import { contains, unwrap } from '../ast';
import { firstFrom } from '../ast/sorted';
import {
  combineEdits,
  declareConst,
  type Edit,
  ensureImport,
  findExits,
  findStatementPlace,
  followingStatements,
  freshName,
  removeStatement,
  replace,
  runInCallback,
  runTryInCallback,
  wrapFollowingInCallback,
} from '../fixes';
import {
  acquireStatement,
  handsBack,
  isAssignedAgain,
  lastReleaseSibling,
  releaseStatements,
  wrapInFinally,
} from './finally-release';

/**
 * `try { what follows } finally { token.dispose(); }`: see {@link wrapInFinally}. Undefined where the caller would still
 * get the context, at a suspension.
 */
export function disposeInFinally(file: FileAnalysis, token: AttachedToken): Edit | undefined {
  const attach = acquireStatement(token.acquire.node);
  if (!attach || isAssignedAgain(token, attach)) return undefined;
  if (token.handOvers.length > 0 || suspendsWhileHeld(token)) return undefined;
  const { sourceCode } = file;
  const { statement } = attach;
  const { statements } = releaseStatements(token);
  const name = attach.name?.name ?? freshName(sourceCode, statement, 'token');
  const wrap = wrapInFinally({
    sourceCode,
    statement,
    releases: statements,
    // In a handler it may stay: a second dispose does nothing.
    drop: statements.filter((release) => !isInHandler(release, statement)),
    finallyText: `${name}.dispose();`,
    mayHoldRest: (rest) => !suspends(sourceCode, rest),
  });
  const bind = attach.name ? bindAsConst(sourceCode, statement) : declareConst({ sourceCode, statement, name });
  return combineEdits(bind, wrap);
}

/** Whether statements await or yield: in a `try` the token would still be attached then. */
function suspends(sourceCode: TSESLint.SourceCode, statements: readonly TSESTree.Node[]): boolean {
  const { awaits, yields } = findExits(sourceCode, statements);
  return awaits || yields;
}

/** `using token = …` becomes `const token = …`; other declarations stay. */
function bindAsConst(sourceCode: TSESLint.SourceCode, statement: TSESTree.Node): Edit {
  if (statement.type !== AST_NODE_TYPES.VariableDeclaration || !statement.kind.includes('using')) return () => [];
  const first = sourceCode.getFirstToken(statement);
  const name = statement.declarations[0].id;
  return first ? replace([first.range[0], name.range[0]], 'const ') : () => [];
}

/** Whether a release stands in a `catch` or `finally` below the attach: it may stay, a second dispose does nothing. */
function isInHandler(release: TSESTree.Node, statement: TSESTree.Node): boolean {
  for (let node = release.parent; node && node !== statement.parent; node = node.parent) {
    if (node.type === AST_NODE_TYPES.CatchClause) return true;
    if (node.parent?.type === AST_NODE_TYPES.TryStatement && node.parent.finalizer === node) return true;
  }
  return false;
}

/** An edit with the text of the call it introduces, for the message. */
export interface NamedEdit {
  readonly callee: string;
  readonly fix: Edit;
}

/**
 * `context.with(ctx, () => { what follows })` in place of attach and dispose. What is declared in it and used behind it
 * is handed out: `const x = context.with(ctx, () => f());`; where that cannot be, the rest goes in too.
 */
export function activateInstead(file: FileAnalysis, token: AttachedToken): NamedEdit | undefined {
  const attach = acquireStatement(token.acquire.node);
  const activated = token.acquire.argument('context');
  const { statements: releases, isAll } = releaseStatements(token);
  if (!attach || !activated || (attach.name && !isAll) || token.remoteReleases.length > 0) return undefined;
  if (isAssignedAgain(token, attach)) return undefined;
  const { sourceCode } = file;
  const { statement } = attach;
  const until = lastReleaseSibling(statement, releases);
  const range = followingStatements(statement, until);
  if (!range || !releases.every((release) => range.some((sibling) => contains(sibling, release)))) return undefined;
  if (!findStatementPlace(statement) || releasesOthers(file, token, range)) return undefined;
  const callee = withCallee(file, token);
  if (!callee) return undefined;
  const wrap = { sourceCode, before: `${callee.name}(${sourceCode.getText(activated)}, `, drop: releases };
  const rest = until && followingStatements(until);
  const withRest = (): Edit | undefined =>
    rest && !releasesOthers(file, token, rest)
      ? wrapFollowingInCallback({ ...wrap, statements: [...range, ...rest] })
      : undefined;
  const moved =
    wrapFollowingInCallback({ ...wrap, statements: range }) ??
    runTryInCallback({ ...wrap, statements: range }) ??
    (rest && handsBack(rest) ? withRest() : undefined) ??
    runInCallback({ ...wrap, statements: range }) ??
    withRest();
  const fix = combineEdits(callee.fix, removeStatement({ sourceCode, statement }), moved);
  return fix && { callee: `${callee.name}()`, fix };
}

/**
 * Whether statements release a token that was attached in front of them: in a callback that would be another function.
 */
function releasesOthers(file: FileAnalysis, token: AttachedToken, statements: readonly TSESTree.Node[]): boolean {
  const [start = 0, end = 0] = [statements[0]?.range[0], statements.at(-1)?.range[1]];
  const isInside = ({ range }: TSESTree.Node): boolean => start <= range[0] && range[1] <= end;
  const releases = releasesIn(file);
  for (let index = firstFrom(releases, start, ({ release }) => release.range[0]); index < releases.length; index++) {
    const { acquire, release } = releases[index] as Released;
    if (release.range[0] >= end) return false;
    if (acquire !== token.acquire.node && !isInside(acquire) && isInside(release)) return true;
  }
  return false;
}

interface Released {
  readonly release: TSESTree.Node;
  readonly acquire: TSESTree.Node;
}

const releasesByFile = new WeakMap<FileAnalysis, readonly Released[]>();

/** The releases of all tokens of a file, in the order of the text. */
function releasesIn(file: FileAnalysis): readonly Released[] {
  let releases = releasesByFile.get(file);
  if (!releases) {
    releases = file
      .operations('context.attach')
      .flatMap((call) => [...file.attachedToken(call).releases].map((release) => ({ release, acquire: call.node })))
      .sort((one, other) => one.release.range[0] - other.release.range[0]);
    releasesByFile.set(file, releases);
  }
  return releases;
}

/**
 * What activates instead of what attached: `with` of the same receiver. The global `context` stands for a wrapper, and
 * for a receiver that is built anew, but never for a context manager.
 */
function withCallee(
  file: FileAnalysis,
  { acquire }: AttachedToken,
): { readonly name: string; readonly fix: Edit } | undefined {
  const { sourceCode, resolver } = file;
  const receiver = acquire.receiver && unwrap(acquire.receiver);
  const isPlain = receiver?.type === AST_NODE_TYPES.Identifier || receiver?.type === AST_NODE_TYPES.MemberExpression;
  const isOptional = acquire.node.type === AST_NODE_TYPES.CallExpression && isOptionalCall(acquire.node);
  if (isOptional && !(receiver && resolver.exportOf(receiver))) return undefined;
  if (isPlain && !acquire.isWrapper) return { name: `${sourceCode.getText(receiver)}.with`, fix: () => [] };
  if (receiver && !acquire.isWrapper && resolver.typeOf(receiver) !== 'ContextAPI') return undefined;
  const found = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'context', at: acquire.node });
  return found && { name: `${found.localName}.with`, fix: found.fix };
}

const isOptionalCall = ({ callee, optional }: TSESTree.CallExpression): boolean =>
  optional || (callee.type === AST_NODE_TYPES.MemberExpression && callee.optional);

/** `const { dispose } = …` becomes `const token = …`, and `dispose()` becomes `token.dispose()`. */
export function keepWholeToken(file: FileAnalysis, token: AttachedToken): Edit | undefined {
  const { use } = token;
  if (
    use.kind !== 'destructured' ||
    use.pattern.type !== AST_NODE_TYPES.ObjectPattern ||
    use.pattern.properties.length !== 1
  )
    return undefined;
  const { pattern } = use;
  const [property] = pattern.properties;
  if (property?.type !== AST_NODE_TYPES.Property || property.value.type !== AST_NODE_TYPES.Identifier) return undefined;
  const local = property.value.name;
  const variable = file.sourceCode.getDeclaredVariables(pattern.parent).find((candidate) => candidate.name === local);
  const reads = variable?.references.filter((reference) => reference.isRead()) ?? [];
  const name = freshName(file.sourceCode, pattern, 'token');
  const identifiers = reads.map((reference) => reference.identifier as TSESTree.Identifier);
  const areCalls = identifiers.every(
    ({ parent }, index) => parent.type === AST_NODE_TYPES.CallExpression && parent.callee === identifiers[index],
  );
  if (!areCalls) return undefined; // passed on, it would lose its token all the same
  const edits = identifiers.map((identifier) => replace(identifier.range, `${name}.dispose`));
  return combineEdits(replace(pattern.range, name), ...edits);
}
