/**
 * Wrapping the statements that follow a statement: in `try … finally`, or in a callback such as that of `context.with`.
 */
import { AST_NODE_TYPES, AST_TOKEN_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { findCallbackForm } from './callback-form';
import { combineEdits, insertAt, replace, type Edit } from './edit';
import { hoistDeclarations } from './hoisting';
import {
  endWithTrailingComments,
  indentableLineStarts,
  indentAt,
  indentUnit,
  isFirstOnLine,
  lineBreakOf,
  startWithAttachedComments,
  usesSemicolons,
} from './layout';
import { variablesUsedOutside } from './outer-uses';
import { canContinueLineAbove, findStatementPlace, hasCommentsInside, needsSemicolonBefore } from './safety';
import { removedLines, removeStatement, statementEnd } from './statements';
import { findExits } from './walk';

/**
 * The siblings after `statement`, up to and with `until`; all of them without it. Undefined if they are not in one
 * list.
 */
export function followingStatements(
  statement: TSESTree.Node,
  until?: TSESTree.Node,
): readonly TSESTree.Node[] | undefined {
  const place = findStatementPlace(statement);
  if (!place) return undefined;
  const end = until ? place.siblings.indexOf(until) : place.siblings.length - 1;
  return end > place.index ? place.siblings.slice(place.index + 1, end + 1) : undefined;
}

export interface TryFinallyWrap {
  readonly sourceCode: TSESLint.SourceCode;
  /** The statement that acquires. What follows it is wrapped. */
  readonly statement: TSESTree.Node;
  /** The statements of `finally`, a line each: `token.dispose();`. */
  readonly finallyText: string;
  /** The last statement to wrap. Default: the last of the list. */
  readonly until?: TSESTree.Node;
  /** Statements in the wrapped range, at any depth, that `finallyText` makes needless. They are removed. */
  readonly drop?: readonly TSESTree.Statement[];
  /** Declares in front of the `try` what is declared in the range and used behind it: `let x;`. */
  readonly hoists?: boolean;
}

/**
 * Wraps what follows a statement in `try { … } finally { … }`.
 * Undefined if nothing follows, if a declaration in the range is used outside (`let`, `const`, class, function, type; a
 * `var` may be) and is not hoisted, if the range imports, exports or calls `super()`, or if a dropped statement holds a comment.
 */
export function wrapFollowingInTryFinally({ statement, until, ...wrap }: TryFinallyWrap): Edit | undefined {
  const statements = followingStatements(statement, until);
  return statements && wrapStatementsInTryFinally({ ...wrap, statements });
}

/** Wraps siblings that follow one another, as {@link wrapFollowingInTryFinally} does. */
export function wrapStatementsInTryFinally(
  wrap: Omit<TryFinallyWrap, 'statement' | 'until'> & { readonly statements: readonly TSESTree.Node[] },
): Edit | undefined {
  const { sourceCode, finallyText, drop = [], statements } = wrap;
  const range = withoutDroppedEnds(statements, drop);
  const [first] = range;
  const last = range.at(-1);
  if (!first || !last) return undefined;
  const used = variablesUsedOutside(sourceCode, range, { isVarKept: true });
  if (!used || findExits(sourceCode, range).callsSuper) return undefined;
  const hoisting = used.length > 0 ? wrap.hoists && hoistDeclarations(sourceCode, range, used) : noHoisting;
  if (!hoisting) return undefined;
  const unit = indentUnit(sourceCode);
  const lines = finallyText.split(/\r?\n/u).map((line) => unit + atStatementEnd(sourceCode, line));
  const dropped = drop.filter((one) => isAmong(statements, one));
  const open = [...hoisting.declarations, 'try {'];
  const surround = surroundStatements(sourceCode, [first, last], dropped, open, ['} finally {', ...lines, '}']);
  return combineEdits(surround, hoisting.edit, removeDropped(sourceCode, dropped));
}

const noHoisting = { declarations: [], edit: () => [] };

export interface CallbackWrap {
  readonly sourceCode: TSESLint.SourceCode;
  /** Siblings that follow one another. */
  readonly statements: readonly TSESTree.Node[];
  /** What stands in front of the callback: `context.with(ctx, `. */
  readonly before: string;
  /** What stands behind it. Default: `)`. */
  readonly after?: string;
  /** The parameters of the callback: `span`. Default: none. */
  readonly parameters?: string;
  /** Statements in the range, at any depth, that are removed: the old `token.dispose();`. */
  readonly drop?: readonly TSESTree.Statement[];
}

/**
 * Puts statements into a callback that runs at once: `context.with(ctx, () => { … });`.
 * The call is awaited with an async callback if the range awaits, and returned if the range returns a value; the
 * callback then repeats the function's return type, without which TypeScript widens the literals in it.
 * A range that is one `try` whose `finally` holds nothing but dropped statements gives its block to the callback.
 *
 * Undefined if that cannot be done with the same meaning: a `yield`, a `break` or `continue` out of the range, a
 * `return` on some paths only with code after the range, a declaration that is used outside, an import, an export,
 * `super()`, a value returned from a constructor, a setter or a generator, or a value that would lose its narrowed type
 * ({@link losesNarrowing}).
 *
 * Known limitations: the operation must return what its callback returns, as `context.with` does.
 */
export function wrapFollowingInCallback(wrap: CallbackWrap): Edit | undefined {
  const { sourceCode, before, after = ')', parameters = '', drop = [] } = wrap;
  const range = withoutDroppedEnds(wrap.statements, drop);
  const [first] = range;
  const last = range.at(-1);
  if (!first || !last || variablesUsedOutside(sourceCode, range, { isVarKept: false })?.length !== 0) return undefined;
  const form = findCallbackForm(sourceCode, range, wrap.statements.at(-1));
  if (!form) return undefined;
  const header = `${form.lead}${before}${form.signature.replace('()', () => `(${parameters})`)} => {`;
  const guard = needsSemicolonBefore(sourceCode, first, header) ? ';' : '';
  const footer = `}${after}${endOfCall(sourceCode, last)}`;
  const dropped = drop.filter((one) => isAmong(wrap.statements, one));
  const takeOver = takeOverTry(sourceCode, range, dropped, guard + header, footer);
  if (takeOver) return takeOver;
  return combineEdits(
    surroundStatements(sourceCode, [first, last], dropped, [guard + header], [footer]),
    removeDropped(sourceCode, dropped),
  );
}

/** Removes statements, and a `finally` that holds nothing else. Of a `try` without handler a block is left. */
export function removeDropped(
  sourceCode: TSESLint.SourceCode,
  dropped: readonly TSESTree.Statement[],
): Edit | undefined {
  const edits = dropped.map((statement) => {
    const emptied = emptiedFinally(sourceCode, statement, dropped);
    if (!emptied) return removeStatement({ sourceCode, statement });
    const { holder, tail } = emptied;
    if (holder.finalizer?.body[0] !== statement) return () => [];
    const head = holder.handler ? undefined : replace([holder.range[0], holder.block.range[0]], '');
    return head ? combineEdits(head, replace(tail, '')) : replace(tail, '');
  });
  return combineEdits(...edits);
}

/** The `finally` that holds a dropped statement and nothing that stays, with the range to take out of its `try`. */
function emptiedFinally(
  sourceCode: TSESLint.SourceCode,
  statement: TSESTree.Node,
  dropped: readonly TSESTree.Node[],
): { readonly holder: TSESTree.TryStatement; readonly tail: TSESTree.Range } | undefined {
  const { parent: block } = statement;
  const holder = block?.parent;
  if (block?.type !== AST_NODE_TYPES.BlockStatement || holder?.type !== AST_NODE_TYPES.TryStatement) return undefined;
  if (holder.finalizer !== block || !block.body.every((one) => dropped.includes(one))) return undefined;
  const head = sourceCode.text.slice(holder.range[0], holder.block.range[0]);
  const tail: TSESTree.Range = [(holder.handler ?? holder.block).range[1], holder.range[1]];
  const isKept = hasCommentsInside(sourceCode, tail) || (!holder.handler && !/^try *$/.test(head));
  return isKept ? undefined : { holder, tail };
}

/** Whether a node is one of some nodes, or lies in one. */
export function isAmong(nodes: readonly TSESTree.Node[], node: TSESTree.Node): boolean {
  return nodes.some((one) => one.range[0] <= node.range[0] && node.range[1] <= one.range[1]);
}

/** The statements without dropped ones at the beginning and the end: these stay out of the wrapper. */
export function withoutDroppedEnds(
  statements: readonly TSESTree.Node[],
  drop: readonly TSESTree.Node[],
): readonly TSESTree.Node[] {
  const isKept = (node: TSESTree.Node): boolean => !drop.includes(node);
  const start = statements.findIndex(isKept);
  return start < 0 ? [] : statements.slice(start, statements.findLastIndex(isKept) + 1);
}

/** The semicolon that a call needs at the end of the range, in the style of the file. */
export function endOfCall(sourceCode: TSESLint.SourceCode, last: TSESTree.Node): string {
  if (usesSemicolons(sourceCode)) return ';';
  const next = sourceCode.getTokenAfter(last);
  const isLed = statementEnd(sourceCode, last) < last.range[1];
  return !isLed && next && canContinueLineAbove(next.value) ? ';' : '';
}

/** A line of code without its last semicolon in a file that uses none. */
function atStatementEnd(sourceCode: TSESLint.SourceCode, line: string): string {
  return usesSemicolons(sourceCode) ? line : line.replace(/;$/u, '');
}

/** `try { … } finally { dropped }` becomes the call with the block as the callback's. */
function takeOverTry(
  sourceCode: TSESLint.SourceCode,
  range: readonly TSESTree.Node[],
  drop: readonly TSESTree.Node[],
  header: string,
  footer: string,
): Edit | undefined {
  const [statement] = range;
  if (
    range.length !== 1 ||
    statement?.type !== AST_NODE_TYPES.TryStatement ||
    statement.handler ||
    !statement.finalizer
  )
    return undefined;
  const { block, finalizer } = statement;
  const isWhole =
    drop.every((one) => finalizer.body.includes(one as TSESTree.Statement)) &&
    finalizer.body.every((one) => drop.includes(one));
  const head: TSESTree.Range = [statement.range[0], block.range[0] + 1];
  const tail: TSESTree.Range = [block.range[1] - 1, statement.range[1]];
  if (!isWhole || hasCommentsInside(sourceCode, head) || hasCommentsInside(sourceCode, tail)) return undefined;
  return (fixer) => [...replace(head, header)(fixer), ...replace(tail, footer)(fixer)];
}

/** Puts text in front of and behind a run of statements, and moves their lines one step in. */
export function surroundStatements(
  sourceCode: TSESLint.SourceCode,
  [first, last]: readonly [TSESTree.Node, TSESTree.Node],
  dropped: readonly TSESTree.Node[],
  open: readonly string[],
  close: readonly string[],
): Edit {
  const lineBreak = lineBreakOf(sourceCode);
  const unit = indentUnit(sourceCode);
  const start = startWithAttachedComments(sourceCode, first.range[0]);
  const end = endWithTrailingComments(sourceCode, statementEnd(sourceCode, last));
  const indent = indentAt(sourceCode, start);
  const text = sourceCode.text.slice(start, end);
  const isOwnLine =
    isFirstOnLine(sourceCode, start) ||
    /^\s*;$/u.test(sourceCode.text.slice(sourceCode.text.lastIndexOf('\n', start - 1) + 1, start));
  const hasLineComment = sourceCode
    .getAllComments()
    .some(({ type, range }) => type !== AST_TOKEN_TYPES.Block && range[0] >= start && range[1] <= end);
  if (!isOwnLine && !/[\r\n]/u.test(text) && !hasLineComment) {
    const tail = close.map((line) => line.trim()).join(' ');
    return (fixer) => [...insertAt(start, `${open.join(' ')} `)(fixer), ...insertAt(end, ` ${tail}`)(fixer)];
  }
  const gone = dropped.flatMap((statement) => [
    emptiedFinally(sourceCode, statement, dropped)?.tail ?? removedLines(sourceCode, statement) ?? [],
  ]);
  const isGone = (offset: number): boolean => gone.some(([from = 0, to = 0]) => from <= offset && offset < to);
  const moved = indentableLineStarts(sourceCode, [start, end]).filter((offset) => !isGone(offset));
  const gap = isOwnLine ? start : sourceCode.text.slice(0, start).trimEnd().length;
  const head = `${isOwnLine ? '' : lineBreak + indent}${open.join(lineBreak + indent)}${lineBreak}${indent}${unit}`;
  const tail = close.map((line) => `${lineBreak}${indent}${line}`).join('');
  return (fixer) => [
    ...replace([gap, start], head)(fixer),
    ...moved.flatMap((offset) => insertAt(offset, unit)(fixer)),
    ...insertAt(end, tail)(fixer),
  ];
}
