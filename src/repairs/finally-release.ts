/** Edits that release a resource in a `finally`: the statements around it, and the wrapping. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { HeldResource } from '../analysis/data-flow';
import { unwrap } from '../ast';
import { type Edit, followingStatements, wrapFollowingInTryFinally } from '../fixes';

/** The statement that acquires a resource, when it does nothing else. */
export interface AcquireStatement {
  readonly statement: TSESTree.ExpressionStatement | TSESTree.VariableDeclaration;
  /** The variable the resource is bound to; undefined when it is dropped. */
  readonly name: TSESTree.Identifier | undefined;
}

/** The statement of an acquiring call. */
export function acquireStatement(acquire: TSESTree.Node): AcquireStatement | undefined {
  let node = acquire;
  while (node.parent && unwrap(node.parent) === acquire) node = node.parent;
  const parent = node.parent;
  if (parent?.type === AST_NODE_TYPES.ExpressionStatement) return { statement: parent, name: undefined };
  if (parent?.type !== AST_NODE_TYPES.VariableDeclarator || parent.id.type !== AST_NODE_TYPES.Identifier)
    return undefined;
  const declaration = parent.parent;
  return declaration.declarations.length === 1 ? { statement: declaration, name: parent.id } : undefined;
}

/** Whether the variable of a resource gets another value later: it cannot go, nor can its releases be told apart. */
export function isAssignedAgain({ variables }: HeldResource, { name }: Pick<AcquireStatement, 'name'>): boolean {
  return variables.some(({ references }) =>
    references.some((reference) => reference.isWrite() && reference.identifier !== name),
  );
}

/** The release calls that are statements of their own, and whether all uses of the resource are such releases. */
export function releaseStatements(resource: HeldResource): {
  readonly statements: TSESTree.ExpressionStatement[];
  readonly isAll: boolean;
} {
  const statements: TSESTree.ExpressionStatement[] = [];
  for (const release of resource.directReleases) {
    const holder = release.parent?.type === AST_NODE_TYPES.ChainExpression ? release.parent.parent : release.parent;
    if (holder?.type === AST_NODE_TYPES.ExpressionStatement) statements.push(holder);
  }
  const reads = resource.variables.flatMap((variable) => variable.references.filter((reference) => reference.isRead()));
  return { statements, isAll: reads.length === statements.length && resource.releases.size === statements.length };
}

/** The last statement beside another that holds a release; undefined when none does. */
export function lastReleaseSibling(
  statement: TSESTree.Node,
  releases: readonly TSESTree.Node[],
): TSESTree.Node | undefined {
  let last: TSESTree.Node | undefined;
  for (const release of releases) {
    let sibling: TSESTree.Node | undefined = release;
    while (sibling && sibling.parent !== statement.parent) sibling = sibling.parent;
    if (sibling && sibling.range[0] > (last ?? statement).range[0]) last = sibling;
  }
  return last;
}

interface FinallyWrap {
  readonly sourceCode: TSESLint.SourceCode;
  /** The statement that acquires. */
  readonly statement: TSESTree.Node;
  /** The statements that release; the last one is the end of what is wrapped. */
  readonly releases: readonly TSESTree.ExpressionStatement[];
  /** Those of them that the `finally` makes needless. */
  readonly drop: readonly TSESTree.ExpressionStatement[];
  readonly finallyText: string;
  /** Whether the statements behind the last release may run in the `try`, too. */
  readonly mayHoldRest: (rest: readonly TSESTree.Node[]) => boolean;
  /** Whether a value that is there may be returned from it. Default: yes. */
  readonly mayHandBack?: (rest: readonly TSESTree.Node[]) => boolean;
}

/**
 * `try { what follows } finally { … }`. What is declared in it and used behind it is declared in front; where that
 * cannot be, and where nothing runs behind it any more, the rest goes in too.
 */
export function wrapInFinally({
  releases,
  mayHoldRest,
  mayHandBack = () => true,
  ...wrap
}: FinallyWrap): Edit | undefined {
  const until = lastReleaseSibling(wrap.statement, releases);
  const wrapTo = (end: TSESTree.Node | undefined, hoists: boolean): Edit | undefined =>
    wrapFollowingInTryFinally({ ...wrap, hoists, ...(end ? { until: end } : {}) });
  const rest = until && followingStatements(until);
  return (
    wrapTo(until, false) ??
    (rest && handsBack(rest) && mayHandBack(rest) ? wrapTo(undefined, false) : undefined) ??
    wrapTo(until, true) ??
    (rest && mayHoldRest(rest) ? wrapTo(undefined, false) : undefined)
  );
}

/** Whether nothing is left to do but to return a value that is there. */
export function handsBack(rest: readonly TSESTree.Node[]): boolean {
  const [only] = rest;
  if (rest.length !== 1 || only?.type !== AST_NODE_TYPES.ReturnStatement) return false;
  return only.argument === null || unwrap(only.argument).type === AST_NODE_TYPES.Identifier;
}
