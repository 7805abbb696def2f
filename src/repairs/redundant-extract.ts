/** Edits for an `extract` whose context an instrumentation has made active already. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import type { FileAnalysis } from '../analysis/file-analysis';
import { isRootContext } from '../analysis/spans';
import { unwrap } from '../ast';
import {
  combineEdits,
  commentsWouldBeLost,
  type Edit,
  ensureImport,
  isInParens,
  replace,
  wrapExpression,
} from '../fixes';

const API = '@opentelemetry/api';

/** What stands for the context that the instrumentation made active, and the import it takes. */
interface Base {
  readonly text: string;
  readonly fix: Edit;
}

/**
 * `propagation.extract(base, headers)` → `trace.getSpan(base) ? base : propagation.extract(base, headers)`, with
 * `context.active()` in the place of a base that never holds a span. Undefined where the base has side effects, since
 * it is written twice more.
 */
export function guardExtract(file: FileAnalysis, extract: ResolvedCall): Edit | undefined {
  const { sourceCode } = file;
  const base = baseOf(file, extract);
  const trace = base && ensureImport({ sourceCode, module: API, imported: 'trace', at: extract.node });
  if (!base || !trace) return undefined;
  const [open, close] = needsParentheses(file, extract.node) ? ['(', ')'] : ['', ''];
  const before = `${open}${trace.localName}.getSpan(${base.text}) ? ${base.text} : `;
  return combineEdits(base.fix, trace.fix, wrapExpression({ sourceCode, node: extract.node, before, after: close }));
}

/**
 * `propagation.extract(base, headers)` → `base`. Undefined where a comment or a side effect would be lost, and where
 * the base would be assigned to itself.
 */
export function removeExtract(file: FileAnalysis, extract: ResolvedCall): Edit | undefined {
  const { sourceCode } = file;
  const base = baseOf(file, extract);
  const carrier = extract.argument('carrier');
  if (!base || !carrier || extract.node.parent.type === AST_NODE_TYPES.ChainExpression) return undefined;
  if (commentsWouldBeLost(sourceCode, extract.node.range) || sourceCode.getText(carrier).includes('await '))
    return undefined;
  const { parent } = extract.node;
  if (parent.type === AST_NODE_TYPES.AssignmentExpression && sourceCode.getText(parent.left) === base.text)
    return undefined;
  return combineEdits(base.fix, replace(extract.node.range, base.text));
}

function baseOf(file: FileAnalysis, extract: ResolvedCall): Base | undefined {
  const { sourceCode, resolver } = file;
  const argument = extract.argument('context');
  if (!argument || commentsWouldBeLost(sourceCode, argument.range)) return undefined;
  const node = unwrap(argument);
  if (isRootContext(resolver, node)) {
    const context = ensureImport({ sourceCode, module: API, imported: 'context', at: extract.node });
    return context && { text: `${context.localName}.active()`, fix: context.fix };
  }
  const isPlain = resolver.resolve(node)?.operation === 'context.active' || isPath(node);
  return isPlain ? { text: sourceCode.getText(node), fix: () => [] } : undefined;
}

/** `ctx`, `this.base`, `scope.parent`. */
function isPath(node: TSESTree.Node): boolean {
  if (node.type === AST_NODE_TYPES.Identifier || node.type === AST_NODE_TYPES.ThisExpression) return true;
  return node.type === AST_NODE_TYPES.MemberExpression && !node.computed && !node.optional && isPath(node.object);
}

/** Whether a conditional expression needs parentheses of its own in the place of a call. */
function needsParentheses({ sourceCode }: FileAnalysis, node: TSESTree.Node): boolean {
  const { parent } = node;
  if (!parent || isInParens(sourceCode, node)) return false;
  switch (parent.type) {
    case AST_NODE_TYPES.VariableDeclarator:
    case AST_NODE_TYPES.AssignmentExpression:
    case AST_NODE_TYPES.AssignmentPattern:
    case AST_NODE_TYPES.ReturnStatement:
    case AST_NODE_TYPES.ArrowFunctionExpression:
    case AST_NODE_TYPES.Property:
    case AST_NODE_TYPES.PropertyDefinition:
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.SequenceExpression:
    case AST_NODE_TYPES.NewExpression:
      return false;
    case AST_NODE_TYPES.CallExpression:
      return parent.callee === node;
    case AST_NODE_TYPES.ConditionalExpression:
      return parent.test === node;
    default:
      return true;
  }
}
