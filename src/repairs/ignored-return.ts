/** Repairs of a dropped result: give it back to where it came from, keep it under a new name, or activate it. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { ApiResolver, ResolvedCall } from '../analysis/api-resolution';
import type { SensitiveEntry } from '../analysis/baggage';
import { variableOf } from '../analysis/bindings';
import { derivationRoot, type Drop } from '../analysis/data-flow/dropped-result';
import { laterReadsOf, type ResultTarget } from '../analysis/data-flow/result-target';
import type { FileAnalysis } from '../analysis/file-analysis';
import { reachingDefinitions, valueFlow } from '../analysis/value-flow';
import { unwrap, wrapped } from '../ast';
import {
  combineEdits,
  declareConst,
  type Edit,
  ensureImport,
  followingStatements,
  freshName,
  insertAt,
  isInParens,
  removeStatement,
  wrapExpression,
  wrapFollowingInCallback,
} from '../fixes';
import { claimingFrom } from '../fixes/edit';
import { letInsteadOfConst, renameReads } from '../fixes/variables';
import { walkOwn } from '../fixes/walk';
import { operationModel } from '../model';
import { removeEntry } from './sensitive-entry';

/** An edit that keeps a result, and the name under which it is kept. */
export interface KeepResult {
  readonly name: string;
  readonly edit: Edit;
  /** The same as a fix, where nothing but the propagation can change. */
  readonly fix?: Edit;
}

/** Puts the result where it belongs; undefined where no edit is safe. A new name begins with `prefix`. */
export function keepResult(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  drop: Drop,
  target: ResultTarget,
  prefix: 'bound' | 'next' = 'next',
): KeepResult | undefined {
  if (target.kind === 'rename') {
    const { statement, reads } = target;
    const name = freshName(sourceCode, statement, nextName(target.name, prefix));
    const isFreeBelow = reads.every((read) => !shadows(sourceCode, read, name));
    const edit = isFreeBelow
      ? combineEdits(declareConst({ sourceCode, statement, name }), renameReads(reads, name))
      : undefined;
    return edit && { name, edit };
  }
  const assign = assignResult(sourceCode, call, drop, target.text);
  if (target.kind === 'relax') {
    const edit = combineEdits(letInsteadOfConst(sourceCode, target.declaration), assign);
    return edit && { name: target.text, edit };
  }
  if (!assign || !target.isPlain) return assign && { name: target.text, edit: assign };
  // In one pass with the fix of `prefer-const` it would leave an assignment to a constant.
  const fix = target.onlyWritten ? claimingFrom(assign, target.onlyWritten) : assign;
  return { name: target.text, edit: assign, fix };
}

/** `bag` → `nextBag`; `nextBag` stays, and gets a number. */
export function nextName(name: string, prefix: 'bound' | 'next'): string {
  if (new RegExp(`^${prefix}[A-Z]`).test(name)) return name.replace(/\d+$/, '');
  const bare = name.replace(/^_+/, '');
  return `${prefix}${bare.charAt(0).toUpperCase()}${bare.slice(1)}`;
}

function shadows(sourceCode: TSESLint.SourceCode, read: TSESTree.Identifier, name: string): boolean {
  for (let scope: TSESLint.Scope.Scope | null = sourceCode.getScope(read); scope; scope = scope.upper) {
    if (scope.set.has(name) && scope.set.get(name)?.defs.length !== 0) return true;
  }
  return false;
}

/**
 * Takes a dropped call out of which sensitive entries would be sent: the one entry, else the statement that does nothing
 * but drop it.
 */
export function removeDropped(
  file: FileAnalysis,
  call: ResolvedCall,
  drop: Drop,
  entries: readonly SensitiveEntry[],
): Edit | undefined {
  const [first] = entries;
  const isBody = drop.kind === 'thrownAway' && drop.fn.body === wrapped(call.node);
  if (first && !isBody && entries.every(({ entry }) => entry.site === first.entry.site))
    return removeEntry(file, first);
  const statement = wrapped(isBody ? drop.caller : call.node).parent;
  return statement?.type === AST_NODE_TYPES.ExpressionStatement
    ? removeStatement({ sourceCode: file.sourceCode, statement })
    : undefined;
}

function assignResult(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  drop: Drop,
  target: string,
): Edit | undefined {
  const node = wrapped(call.node);
  const { parent } = node;
  if (drop.kind === 'thrownAway' && !drop.isNow) return undefined; // assigned too late
  if (parent?.type === AST_NODE_TYPES.ExpressionStatement && !isInParens(sourceCode, node))
    return insertAt(node.range[0], `${target} = `);
  // A callback that declares its return type still has to return something.
  const isBody =
    drop.kind === 'thrownAway' && drop.fn.body === node && !drop.fn.returnType && !isInParens(sourceCode, node);
  if (isBody)
    return (fixer) => [...insertAt(node.range[0], `{ ${target} = `)(fixer), ...insertAt(node.range[1], '; }')(fixer)];
  return wrapExpression({ sourceCode, node: node as TSESTree.Expression, before: `(${target} = `, after: ')' });
}

/**
 * Runs the statements below in the dropped context, or in a context with the dropped baggage: for a statement whose
 * root nobody reads later, and for a variable that nobody reads. Undefined where nothing follows, where the value may
 * be undefined, or where the statements below cannot move into a callback.
 */
export function activateResult(resolver: ApiResolver, call: ResolvedCall, drop: Drop): Edit | undefined {
  const { sourceCode } = resolver;
  const expression = wrapped(call.node);
  const statement = statementOf(expression);
  const statements = statement && followingStatements(statement);
  const api =
    statement && ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'context', at: statement });
  if (!statements || !api || !statements.some((one) => doesWork(sourceCode, one))) return undefined;
  const derived =
    drop.kind === 'unread'
      ? keptContext(sourceCode, call, drop.variable, api.localName)
      : droppedContext(resolver, call, expression, api.localName);
  if (!derived) return undefined;
  return combineEdits(
    api.fix,
    derived.fix,
    ...(drop.kind === 'unread' ? [] : [removeStatement({ sourceCode, statement })]),
    wrapFollowingInCallback({ sourceCode, statements, before: `${api.localName}.with(${derived.text}, ` }),
  );
}

/** Whether a statement runs code that could read the active context; a bare `return this` does not. */
function doesWork(sourceCode: TSESLint.SourceCode, statement: TSESTree.Node): boolean {
  let works = false;
  walkOwn(sourceCode, statement, ({ type }) => {
    works ||= WORK.has(type);
  });
  return works;
}

const WORK: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.AwaitExpression,
  AST_NODE_TYPES.CallExpression,
  AST_NODE_TYPES.ForOfStatement,
  AST_NODE_TYPES.ImportExpression,
  AST_NODE_TYPES.NewExpression,
  AST_NODE_TYPES.TaggedTemplateExpression,
  AST_NODE_TYPES.YieldExpression,
]);

/** The statement that does nothing but evaluate an expression, or keep it in one variable. */
function statementOf(expression: TSESTree.Node): TSESTree.Node | undefined {
  const { parent } = expression;
  if (parent?.type === AST_NODE_TYPES.ExpressionStatement) return parent;
  if (parent?.type === AST_NODE_TYPES.AssignmentExpression && parent.operator === '=') return statementOf(parent);
  return parent?.type === AST_NODE_TYPES.VariableDeclarator && parent.parent.declarations.length === 1
    ? parent.parent
    : undefined;
}

function keptContext(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  { name }: TSESLint.Scope.Variable,
  contextName: string,
): DerivedContext | undefined {
  const { returns } = operationModel(call.operation);
  if (wrapped(call.node).type === AST_NODE_TYPES.ChainExpression) return undefined;
  if (returns === 'Context') return { text: name, fix: () => [] };
  const propagation =
    returns === 'Baggage'
      ? ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'propagation', at: call.node })
      : undefined;
  return (
    propagation && {
      text: `${propagation.localName}.setBaggage(${contextName}.active(), ${name})`,
      fix: propagation.fix,
    }
  );
}

interface DerivedContext {
  readonly text: string;
  readonly fix: Edit;
}

function droppedContext(
  resolver: ApiResolver,
  call: ResolvedCall,
  expression: TSESTree.Node,
  contextName: string,
): DerivedContext | undefined {
  const { sourceCode } = resolver;
  if (laterReadsOf(resolver, call).length > 0) return undefined;
  const { returns } = operationModel(call.operation);
  const isOptional = expression.type === AST_NODE_TYPES.ChainExpression;
  if (returns === 'Context') return isOptional ? undefined : { text: sourceCode.getText(expression), fix: () => [] };
  if (returns !== 'Baggage' || expression !== wrappedOnce(call.node)) return undefined;
  const propagation = ensureImport({
    sourceCode,
    module: '@opentelemetry/api',
    imported: 'propagation',
    at: expression,
  });
  if (!propagation) return undefined;
  const root = derivationRoot(resolver, call);
  const base = (root && baseContextText(resolver, root)) ?? `${contextName}.active()`;
  const value =
    isOptional && root
      ? withFallback(sourceCode, call, root, propagation.localName)
      : isOptional
        ? undefined
        : sourceCode.getText(call.node);
  if (value === undefined) return undefined;
  return { text: `${propagation.localName}.setBaggage(${base}, ${value})`, fix: propagation.fix };
}

const wrappedOnce = (node: TSESTree.Node): TSESTree.Node =>
  node.parent?.type === AST_NODE_TYPES.ChainExpression ? node.parent : node;

/** `getActiveBaggage()?.setEntry(…)` as `(getActiveBaggage() ?? createBaggage()).setEntry(…)`. */
function withFallback(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  root: TSESTree.Expression,
  propagation: string,
): string | undefined {
  const rest = sourceCode.text.slice(root.range[1], call.node.range[1]);
  const isSimple = /^\s*\?\.\s*[\w$]/.test(rest) && !sourceCode.text.slice(...root.range).includes('?.');
  return isSimple
    ? `(${sourceCode.getText(root)} ?? ${propagation}.createBaggage())${rest.replace(/^\s*\?\.\s*/, '.')}`
    : undefined;
}

/**
 * The context that the root baggage was read from, where that is a plain name: `ctx` of `propagation.getBaggage(ctx)`.
 */
function baseContextText(resolver: ApiResolver, root: TSESTree.Expression): string | undefined {
  const { graphOf } = valueFlow(resolver.sourceCode);
  const node = unwrap(root);
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  const [definition, ...others] = variable ? reachingDefinitions(graphOf, variable, node as TSESTree.Identifier) : [];
  const isSole = definition?.kind === 'value' && definition.path.length === 0 && others.length === 0;
  const value = isSole ? definition.value : node;
  const source = resolver.resolve(unwrap(value));
  const from = source?.operation === 'propagation.getBaggage' ? source.argument('context') : undefined;
  return from?.type === AST_NODE_TYPES.Identifier ? from.name : undefined;
}
