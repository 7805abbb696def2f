/** Edits that make `inject` write the span whose request it is for. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { LateSpan } from '../analysis/spans';
import { enclosingBody, unwrap, wrapped } from '../ast';
import { combineEdits, commentsWouldBeLost, type Edit, ensureImport, findStatementPlace, hasCommentsInside, insertStatementAfter, removeStatement, replace, wrapExpression } from '../fixes';

const API = '@opentelemetry/api';

/** `context.active()` → `trace.setSpan(context.active(), span)`. */
export function injectSpan(file: FileAnalysis, inject: ResolvedCall, span: TSESLint.Scope.Variable): Edit | undefined {
  const { sourceCode } = file;
  const argument = inject.argument('context');
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at: inject.node });
  if (!argument || !trace || !isUsable(span, inject.node)) return undefined;
  return combineEdits(trace.fix, wrapExpression({ sourceCode, node: argument, before: `${trace.localName}.setSpan(`, after: `, ${span.name})` }));
}

/** `ROOT_CONTEXT` → `context.active()`, or that with the span that is not active there. */
export function injectActive(file: FileAnalysis, inject: ResolvedCall, span: TSESLint.Scope.Variable | undefined): Edit | undefined {
  const { sourceCode } = file;
  const argument = inject.argument('context');
  const context = ensureImport({ sourceCode, module: API, imported: 'context', at: inject.node });
  if (!argument || !context || commentsWouldBeLost(sourceCode, argument.range)) return undefined;
  const active = `${context.localName}.active()`;
  if (!span) return combineEdits(context.fix, replace(argument.range, active));
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at: inject.node });
  if (!trace || !isUsable(span, inject.node)) return undefined;
  return combineEdits(context.fix, trace.fix, replace(argument.range, `${trace.localName}.setSpan(${active}, ${span.name})`));
}

/** Moves the inject behind the start of its span. Only where both are statements of one list and nothing reads the carrier between. */
export function moveInject(file: FileAnalysis, inject: ResolvedCall, late: LateSpan): Edit | undefined {
  const { sourceCode } = file;
  const statement = wrapped(inject.node).parent;
  const start = statementOf(late.start.node);
  const argument = inject.argument('context');
  if (!late.isMovable || !late.variable || !argument || statement?.type !== AST_NODE_TYPES.ExpressionStatement || !start) return undefined;
  const [from, to] = [findStatementPlace(statement), findStatementPlace(start)];
  const isRead = file.resolver.resolve(unwrap(argument))?.operation === 'context.active';
  if (!from || !to || from.owner !== to.owner || !isRead || hasCommentsInside(sourceCode, statement.range)) return undefined;
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at: inject.node });
  if (!trace) return undefined;
  const source = sourceCode.getText(statement);
  const [at] = statement.range;
  const text = `${source.slice(0, argument.range[0] - at)}${trace.localName}.setSpan(${sourceCode.getText(argument)}, ${late.variable.name})${source.slice(argument.range[1] - at)}`;
  return combineEdits(trace.fix, removeStatement({ sourceCode, statement }), insertStatementAfter({ sourceCode, statement: start, text }));
}

function statementOf(node: TSESTree.Node): TSESTree.Node | undefined {
  let current: TSESTree.Node | undefined = node;
  while (current && !findStatementPlace(current)) current = current.parent;
  return current?.type === AST_NODE_TYPES.VariableDeclaration && current.kind === 'const' ? current : undefined;
}

/** Whether a variable has the type Span where it is used: what a function closes over is not narrowed. */
function isUsable(span: TSESLint.Scope.Variable, at: TSESTree.Node): boolean {
  const declaration = span.defs[0]?.parent;
  const isConst = declaration?.type === AST_NODE_TYPES.VariableDeclaration && declaration.kind === 'const';
  const name = span.defs[0]?.name as TSESTree.Node | undefined;
  return isConst || (name !== undefined && enclosingBody(name) === enclosingBody(at));
}
