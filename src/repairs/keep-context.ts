/** An edit that keeps the context of an activation in a constant, and uses it where it is no longer active. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import type { AfterAwait, LostUse } from '../analysis/boundaries';
import { callbackFunction } from '../analysis/ambient-context';
import { isReassigned, variableOf } from '../analysis/bindings';
import type { FileAnalysis } from '../analysis/file-analysis';
import { contains, type FunctionNode } from '../ast';
import {
  combineEdits,
  commentsWouldBeLost,
  type Edit,
  ensureImport,
  freshName,
  insertArgument,
  insertStatementBefore,
  losesNarrowing,
  replace,
  wrapExpression,
} from '../fixes';
import { usesSemicolons } from '../fixes/layout';
import { findVisible } from '../fixes/names';
import { findExits } from '../fixes/walk';
import { contextApi } from './context-api';

const API = '@opentelemetry/api';

/** What an activation loses in the function that it runs. */
export interface LostContext {
  readonly activation: ResolvedCall;
  readonly fn: FunctionNode;
  readonly lost: readonly LostUse[];
}

/** The constant, and the edit that uses it at every place. Undefined where one of them cannot take it. */
export function keepContext(
  file: FileAnalysis,
  finder: AfterAwait,
  context: LostContext,
): { readonly name: string; readonly fix: Edit } | undefined {
  const kept = knownContext(file, context) ?? newConstant(file, context);
  if (!kept) return undefined;
  const fix = combineEdits(kept.fix, ...context.lost.map((lost) => useKept(file, finder, lost, kept.name)));
  return fix && { name: kept.name, fix };
}

/** A constant that is there and holds the context of the activation: what it is given, or what is read in front. */
function knownContext(
  { resolver, sourceCode }: FileAnalysis,
  { activation, fn, lost }: LostContext,
): { readonly name: string; readonly fix: Edit } | undefined {
  const given = activation.operation === 'span.startActive' ? undefined : activation.argument('context');
  const isOwn = contains(activation.node, fn);
  const declared = statementsOf(fn)
    .flatMap((statement) =>
      statement.type === AST_NODE_TYPES.VariableDeclaration && statement.kind === 'const' ? statement.declarations : [],
    )
    .filter(({ init }) => {
      const isLost = lost.some(({ at }) => at === init);
      return init && !isLost && resolver.resolve(init)?.operation === 'context.active';
    })
    .map(({ id }) => id);
  for (const name of [...(given && isOwn ? [given] : []), ...declared]) {
    const variable = name.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, name) : undefined;
    if (!variable || isReassigned(variable)) continue;
    if (lost.every(({ at }) => isSeen(sourceCode, variable, at))) return { name: variable.name, fix: () => [] };
  }
  return undefined;
}

const isSeen = (sourceCode: TSESLint.SourceCode, variable: TSESLint.Scope.Variable, at: TSESTree.Node): boolean =>
  findVisible(sourceCode, at, variable.name) === variable;

/** The statements of a function behind its directives. */
const statementsOf = ({ body }: FunctionNode): readonly TSESTree.Statement[] =>
  body.type === AST_NODE_TYPES.BlockStatement
    ? body.body.filter((statement) => !('directive' in statement && statement.directive))
    : [];

/** `const ctx = context.active();` at the beginning of a function. */
function newConstant(
  { resolver, sourceCode }: FileAnalysis,
  { activation, fn }: LostContext,
): { readonly name: string; readonly fix: Edit } | undefined {
  const [statement] = statementsOf(fn);
  const api = statement && contextApi(resolver, activation, statement);
  if (!statement || !api) return undefined;
  const name = freshName(sourceCode, statement, 'ctx');
  const text = `const ${name} = ${api.localName}.active()${usesSemicolons(sourceCode) ? ';' : ''}`;
  const fix = combineEdits(api.fix, insertStatementBefore({ sourceCode, statement, text }));
  return fix && { name, fix };
}

/** The edit at one place: the constant itself, as an argument, or around a call that reads what is active. */
function useKept(file: FileAnalysis, finder: AfterAwait, lost: LostUse, name: string): Edit | undefined {
  const { resolver, sourceCode } = file;
  const { at: node, use } = lost;
  const call = resolver.resolve(node);
  if (!call || call.isWrapper) return inContext(file, finder, lost, name);
  const receiver = call.receiver && sourceCode.getText(call.receiver);
  const { length } = node.arguments;
  switch (use.operation) {
    case 'context.active':
      return commentsWouldBeLost(sourceCode, node.range) ? undefined : replace(node.range, name);
    case 'trace.getActiveSpan':
    case 'propagation.getActiveBaggage': {
      const [imported, getter] =
        use.operation === 'trace.getActiveSpan' ? ['trace', 'getSpan'] : ['propagation', 'getBaggage'];
      const api = receiver === undefined ? ensureImport({ sourceCode, module: API, imported, at: node }) : undefined;
      const holder = receiver ?? api?.localName;
      if (holder === undefined || commentsWouldBeLost(sourceCode, node.range, call.receiver && [call.receiver.range]))
        return undefined;
      return combineEdits(api?.fix ?? (() => []), replace(node.range, `${holder}.${getter}(${name})`));
    }
    case 'span.start':
      return length < 1
        ? undefined
        : insertArgument({ sourceCode, call: node, index: length, text: length > 1 ? name : `{}, ${name}` });
    case 'span.startActive':
      return length < 2
        ? undefined
        : insertArgument({ sourceCode, call: node, index: length - 1, text: length > 2 ? name : `{}, ${name}` });
    default:
      return inContext(file, finder, lost, name);
  }
}

/** `fetch(url)` → `context.with(ctx, () => fetch(url))`. Undefined where the call would read it behind an `await` too. */
function inContext(
  { resolver, sourceCode }: FileAnalysis,
  finder: AfterAwait,
  { at: node, use }: LostUse,
  name: string,
): Edit | undefined {
  const called = use.via.length > 0 ? callbackFunction(resolver, node.callee) : undefined;
  const { awaits, callsSuper, yields } = findExits(sourceCode, [node]);
  if (
    awaits ||
    yields ||
    callsSuper ||
    losesNarrowing(sourceCode, [node]) ||
    (called && finder.usesIn(called).length > 0)
  )
    return undefined;
  const api = ensureImport({ sourceCode, module: API, imported: 'context', at: node });
  return (
    api &&
    combineEdits(
      api.fix,
      wrapExpression({ sourceCode, node, before: `${api.localName}.with(${name}, () => `, after: ')' }),
    )
  );
}
