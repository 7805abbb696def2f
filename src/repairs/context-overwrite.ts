/** Edits that derive a context from the one that holds what came with the request. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isNullable, type ResolvedCall } from '../analysis/api-resolution';
import { isReassigned, variableOf } from '../analysis/bindings';
import type { FileAnalysis } from '../analysis/file-analysis';
import { type LostBase, type ReplacedBaggage, type SpanOnlyUse, writtenEntries } from '../analysis/overwrites';
import { isRootContext } from '../analysis/spans';
import { soleValueOf, valueFlow } from '../analysis/value-flow';
import { enclosingBody, isNothing, unwrap } from '../ast';
import { combineEdits, commentsWouldBeLost, type Edit, ensureImport, removeStatement, replace } from '../fixes';
import { findVisible } from '../fixes/names';
import { operationModel } from '../model';

const API = '@opentelemetry/api';

/** An edit, and what it writes. */
export interface NamedEdit {
  readonly name: string;
  readonly fix: Edit;
}

/** `setSpan(context.active(), span)` → `setSpan(extracted, span)`. */
export function useHome(file: FileAnalysis, { base, home, names, start }: LostBase): NamedEdit | undefined {
  const { sourceCode } = file;
  if (commentsWouldBeLost(sourceCode, base.range)) return undefined;
  const named = names.find((name) => isUsableAt(file, name, base));
  if (named) return { name: sourceCode.getText(named), fix: replace(base.range, sourceCode.getText(named)) };
  if (home && file.resolver.resolve(unwrap(home))?.operation !== 'context.active') return undefined;
  // In a callback another context may be active.
  if (enclosingBody(start.node) !== enclosingBody(base)) return undefined;
  const active = activeContext(file, base);
  const fix = active && combineEdits(active.fix, replace(base.range, active.name));
  return fix && { name: active.name, fix };
}

/**
 * `createBaggage({ a: b })` → `(getActiveBaggage() ?? createBaggage()).setEntry('a', b)`; `getBaggage(extracted)` for an
 * extracted context. Undefined where the entries do not stand in the call, or the context has no name there.
 */
export function addToBaggage(file: FileAnalysis, { context, create }: ReplacedBaggage): Edit | undefined {
  const { resolver, sourceCode } = file;
  const { callee, range } = create.node;
  const entries = writtenEntries(create);
  const isActive = resolver.resolve(unwrap(context))?.operation === 'context.active';
  const isThere = isActive
    ? enclosingBody(context) === enclosingBody(create.node)
    : isUsableAt(file, context, create.node);
  if (!entries || !isThere || callee.type !== AST_NODE_TYPES.MemberExpression || callee.optional) return undefined;
  if (commentsWouldBeLost(sourceCode, range)) return undefined;
  const api = sourceCode.getText(callee.object);
  const there = isActive ? `${api}.getActiveBaggage()` : `${api}.getBaggage(${sourceCode.getText(context)})`;
  const added = entries.map(({ computed, key, value }) => {
    const isName = !computed && key.type === AST_NODE_TYPES.Identifier;
    const name = isName ? `'${key.name}'` : sourceCode.getText(key);
    return `.setEntry(${name}, ${sourceCode.getText(value)})`;
  });
  return replace(range, `(${there} ?? ${sourceCode.getText(callee)}())${added.join('')}`);
}

/**
 * `getSpan(extracted) ? extracted : context.active()` → `extracted`. Undefined where, with nothing extracted, the
 * context would be another one than before.
 */
export function useInAnyCase(
  file: FileAnalysis,
  extract: ResolvedCall,
  { guard, use, variable }: SpanOnlyUse,
): Edit | undefined {
  const { resolver, sourceCode } = file;
  const base = extract.argument('context');
  if (!base || commentsWouldBeLost(sourceCode, guard.range)) return undefined;
  const isActive = resolver.resolve(unwrap(base))?.operation === 'context.active';
  const other = otherContext(guard, use);
  if (other === undefined) return undefined;
  const isOtherRoot = other !== null && isRootContext(resolver, unwrap(other));
  if (other && !isOtherRoot && !isActiveContext(file, other)) return undefined;
  if (isOtherRoot ? !isRootContext(resolver, base) : !isActive && !isRootContext(resolver, base)) return undefined;
  // Where nothing arrives, the active context stays what it was.
  const rebased = isActive || isOtherRoot ? undefined : activeContext(file, base);
  if (!isActive && !isOtherRoot && !rebased) return undefined;
  const edit =
    guard.type === AST_NODE_TYPES.IfStatement
      ? removeStatement({ sourceCode, statement: guard })
      : replace(guard.range, variable.name);
  return combineEdits(edit, ...(rebased ? [rebased.fix, replace(base.range, rebased.name)] : []));
}

/** What stands in for the context where there is no span: null for nothing; undefined where it is no single value. */
function otherContext(guard: SpanOnlyUse['guard'], use: TSESTree.Node): TSESTree.Expression | null | undefined {
  if (guard.type === AST_NODE_TYPES.LogicalExpression) return guard.operator === '&&' ? null : undefined;
  if (guard.type === AST_NODE_TYPES.ConditionalExpression) {
    const isUse = (branch: TSESTree.Expression): boolean => unwrap(branch) === use;
    if (!isUse(guard.consequent) && !isUse(guard.alternate)) return undefined;
    const other = isUse(guard.consequent) ? guard.alternate : guard.consequent;
    return isNothing(other) ? null : other;
  }
  const { consequent, alternate } = guard;
  const [statement] = consequent.type === AST_NODE_TYPES.BlockStatement ? consequent.body : [consequent];
  if (alternate || use.range[0] < guard.range[1] || statement?.type !== AST_NODE_TYPES.ReturnStatement)
    return undefined;
  return statement.argument && isNothing(statement.argument) ? null : statement.argument;
}

/** Whether an expression is the active context, itself or by a name. */
function isActiveContext({ resolver, sourceCode }: FileAnalysis, expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  const value = soleValueOf(valueFlow(sourceCode), node) ?? node;
  return resolver.resolve(value)?.operation === 'context.active';
}

function activeContext(file: FileAnalysis, at: TSESTree.Node): NamedEdit | undefined {
  const api = ensureImport({ sourceCode: file.sourceCode, module: API, imported: 'context', at });
  return api && { name: `${api.localName}.active()`, fix: api.fix };
}

/** Whether an expression is a name that means the same at a place, has its value by then, and is surely a context. */
function isUsableAt({ resolver, sourceCode }: FileAnalysis, expression: TSESTree.Node, at: TSESTree.Node): boolean {
  const node = unwrap(expression) as TSESTree.Node;
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, node) : undefined;
  const name = variable?.defs[0]?.name;
  if (!variable || !name || isReassigned(variable) || name.range[0] > at.range[0]) return false;
  if (findVisible(sourceCode, at, variable.name) !== variable) return false;
  const type = resolver.types?.typeAt(node);
  if (resolver.types && type && resolver.isTypeKnown(node)) return !isNullable(resolver.types, type);
  const call = resolver.resolve(soleValueOf(valueFlow(sourceCode), node) ?? node);
  return call !== undefined && operationModel(call.operation).returns === 'Context';
}
