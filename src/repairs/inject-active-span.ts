/** Edits that make `inject` write the span whose request it is for. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { InactiveSpan, LateSpan } from '../analysis/spans';
import { contains, enclosingBody, isLoop, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  commentsWouldBeLost,
  type Edit,
  ensureImport,
  findStatementPlace,
  hasCommentsInside,
  insertStatementAfter,
  removeStatement,
  replace,
  wrapExpression,
} from '../fixes';

const API = '@opentelemetry/api';

type Started = Pick<InactiveSpan, 'start' | 'variable'>;

/** `context.active()` → `trace.setSpan(context.active(), span)`. */
export function injectSpan(file: FileAnalysis, inject: ResolvedCall, span: Started): Edit | undefined {
  const { sourceCode } = file;
  const argument = inject.argument('context');
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at: inject.node });
  if (!argument || !trace || !isUsable(file, span, inject.node)) return undefined;
  return combineEdits(
    trace.fix,
    wrapExpression({
      sourceCode,
      node: argument,
      before: `${trace.localName}.setSpan(`,
      after: `, ${span.variable.name})`,
    }),
  );
}

/** `ROOT_CONTEXT` → `context.active()`, or that with the span that is not active there. */
export function injectActive(file: FileAnalysis, inject: ResolvedCall, span: Started | undefined): Edit | undefined {
  const { sourceCode } = file;
  const argument = inject.argument('context');
  const context = ensureImport({ sourceCode, module: API, imported: 'context', at: inject.node });
  if (!argument || !context || commentsWouldBeLost(sourceCode, argument.range)) return undefined;
  const active = `${context.localName}.active()`;
  if (!span) return combineEdits(context.fix, replace(argument.range, active));
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at: inject.node });
  if (!trace || !isUsable(file, span, inject.node)) return undefined;
  return combineEdits(
    context.fix,
    trace.fix,
    replace(argument.range, `${trace.localName}.setSpan(${active}, ${span.variable.name})`),
  );
}

/**
 * Moves the inject behind the start of its span. Only where both are statements of one list and nothing reads the
 * carrier between.
 */
export function moveInject(file: FileAnalysis, inject: ResolvedCall, late: LateSpan): Edit | undefined {
  const { sourceCode } = file;
  const statement = wrapped(inject.node).parent;
  const start = statementOf(late.start.node);
  const argument = inject.argument('context');
  if (
    !late.isMovable ||
    !late.variable ||
    !argument ||
    statement?.type !== AST_NODE_TYPES.ExpressionStatement ||
    !start
  )
    return undefined;
  const [from, to] = [findStatementPlace(statement), findStatementPlace(start)];
  const isRead = file.resolver.resolve(unwrap(argument))?.operation === 'context.active';
  if (!from || !to || from.owner !== to.owner || !isRead || hasCommentsInside(sourceCode, statement.range))
    return undefined;
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at: inject.node });
  if (!trace || !isUsable(file, { start: late.start, variable: late.variable }, inject.node)) return undefined;
  const source = sourceCode.getText(statement);
  const [at] = statement.range;
  const text = `${source.slice(0, argument.range[0] - at)}${trace.localName}.setSpan(${sourceCode.getText(argument)}, ${late.variable.name})${source.slice(argument.range[1] - at)}`;
  return combineEdits(
    trace.fix,
    removeStatement({ sourceCode, statement }),
    insertStatementAfter({ sourceCode, statement: start, text }),
  );
}

function statementOf(node: TSESTree.Node): TSESTree.Node | undefined {
  let current: TSESTree.Node | undefined = node;
  while (current && !findStatementPlace(current)) current = current.parent;
  return current?.type === AST_NODE_TYPES.VariableDeclaration && current.kind === 'const' ? current : undefined;
}

/** Whether a variable has the type Span where it is used: what a function closes over is not narrowed. */
export function isUsable(file: FileAnalysis, { start, variable }: Started, at: TSESTree.Node): boolean {
  const declaration = variable.defs[0]?.parent;
  const isConst = declaration?.type === AST_NODE_TYPES.VariableDeclaration && declaration.kind === 'const';
  const name = variable.defs[0]?.name as TSESTree.Identifier | undefined;
  const isSeen = isConst || (name !== undefined && enclosingBody(name) === enclosingBody(at));
  return isSeen && (isOnEveryWay(start.node, at) || isAlwaysSpan(file, name));
}

/** Whether a start stands in no branch, so that the span is there wherever code behind it runs. */
function isOnEveryWay(start: TSESTree.Node, at: TSESTree.Node): boolean {
  let child = start;
  for (let parent = child.parent; parent && !contains(child, at); child = parent, parent = parent.parent) {
    switch (parent.type) {
      case AST_NODE_TYPES.ConditionalExpression:
      case AST_NODE_TYPES.LogicalExpression:
      case AST_NODE_TYPES.SwitchStatement:
      case AST_NODE_TYPES.TryStatement:
        return false;
      case AST_NODE_TYPES.IfStatement:
        if (parent.test !== child) return false;
        break;
      default:
        if (isLoop(parent)) return false;
    }
  }
  return true;
}

/** Whether the type of a variable has nothing but objects; without types, whether its annotation is one name. */
function isAlwaysSpan({ resolver }: FileAnalysis, name: TSESTree.Identifier | undefined): boolean {
  const { types } = resolver;
  if (!name) return false;
  if (!types) return name.typeAnnotation?.typeAnnotation.type === AST_NODE_TYPES.TSTypeReference;
  const type = types.typeAt(name);
  const { Intersection, Object } = types.ts.TypeFlags;
  return (
    type !== undefined &&
    (type.isUnion() ? type.types : [type]).every((part) => (part.flags & (Intersection | Object)) !== 0)
  );
}
