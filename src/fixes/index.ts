export { ensureObject, type ObjectRequest } from './module-objects';
export { reorderElements } from './arrays';
export { insertArgument, replaceArgument, replaceCallee, wrapExpression, wrapExpressions, wrapInArrow } from './calls';
export { claiming, combineEdits, insertAt, replace, type Edit } from './edit';
export { runInCallback, runTryInCallback } from './hand-out';
export { ensureImport, type ImportRequest, type ImportResult } from './imports';
export { freshName, isNameFree } from './names';
export { losesNarrowing } from './narrowing';
export { addProperty, removeProperty } from './objects';
export { needsParens, textFor, type ExpressionPlace } from './precedence';
export {
  commentsWouldBeLost,
  findStatementPlace,
  hasCommentsInside,
  isInParens,
  isReassigned,
  isTypeScript,
  needsSemicolonBefore,
  rangeWithParens,
} from './safety';
export {
  assignExpression,
  declareConst,
  insertStatementAfter,
  insertStatementBefore,
  removeStatement,
} from './statements';
export { findExits } from './walk';
export {
  followingStatements,
  wrapFollowingInCallback,
  wrapFollowingInTryFinally,
  wrapStatementsInTryFinally,
  type CallbackWrap,
  type TryFinallyWrap,
} from './wrapping';
