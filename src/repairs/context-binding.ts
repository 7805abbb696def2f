/** Edits that bind a callback to a context: the active one, or one that was derived for it. */
import { AST_NODE_TYPES, ASTUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import { isReassigned, variableOf } from '../analysis/bindings';
import type { DerivedContext } from '../analysis/boundaries';
import { calleeName, enclosingFunction, type FunctionNode, isFunction, unwrap } from '../ast';
import { REMOVING_METHODS } from '../model/async-boundaries';
import { combineEdits, type Edit, ensureImport, isTypeScript, wrapExpression } from '../fixes';

/**
 * Where the parameters of a callback get their types: `declared` by the signature of the call, or `inferred` from its
 * other arguments. Measured with TypeScript 6.0: `context.bind` passes on the former and not the latter.
 */
export type Inference = 'declared' | 'inferred';

/** Methods that take a listener away by its identity. */
const REMOVING: ReadonlySet<string> = new Set([...REMOVING_METHODS, 'unsubscribe']);

/**
 * `fn` becomes `context.bind(context.active(), fn)`, or `manager.bind(manager.active(), fn)` where the callback reads
 * the active context of a context manager instance. Measured: the bound function keeps its length and its `this`.
 * Undefined where the function is later removed by its identity and cannot be bound where it is declared: `off(fn)`
 * does not find the bound one. Undefined also where TypeScript could no longer infer its parameters.
 */
export function bindToActive(
  file: FileAnalysis,
  callback: TSESTree.Expression,
  infers: Inference,
  manager?: TSESTree.Expression,
): Edit | undefined {
  const target = bindTarget(file, callback, infers);
  const api = target && contextApi(file, target, manager);
  return api && combineEdits(api.fix, wrap(file.sourceCode, target, `${api.text}.bind(${api.text}.active(), `));
}

/** What `bind` is called on: the context manager instance at hand, where it is known at the place, or `context`. */
function contextApi(
  { sourceCode }: FileAnalysis,
  at: TSESTree.Node,
  manager: TSESTree.Expression | undefined,
): { readonly text: string; readonly fix: Edit } | undefined {
  if (manager)
    return isSameAt(sourceCode, manager, at) ? { text: sourceCode.getText(manager), fix: () => [] } : undefined;
  const api = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'context', at });
  return api && { text: api.localName, fix: api.fix };
}

/** Whether `manager` or `this.manager` of a callback means the same at the place where the callback is handed over. */
function isSameAt(sourceCode: TSESLint.SourceCode, manager: TSESTree.Expression, at: TSESTree.Node): boolean {
  let root = unwrap(manager);
  while (root.type === AST_NODE_TYPES.MemberExpression) root = unwrap(root.object);
  if (root.type === AST_NODE_TYPES.ThisExpression) return thisFunction(root) === thisFunction(at);
  if (root.type !== AST_NODE_TYPES.Identifier) return false;
  const variable = variableOf(sourceCode, root);
  return variable !== undefined && ASTUtils.findVariable(sourceCode.getScope(at), root.name) === variable;
}

/** The function whose `this` a node sees. */
function thisFunction(node: TSESTree.Node): FunctionNode | undefined {
  let fn = enclosingFunction(node);
  while (fn?.type === AST_NODE_TYPES.ArrowFunctionExpression) fn = enclosingFunction(fn);
  return fn;
}

/**
 * `fn` becomes `context.bind(derived, fn)`. Undefined as for {@link bindToActive}, and where another variable hides the
 * context.
 */
export function bindToDerived(
  file: FileAnalysis,
  callback: TSESTree.Expression,
  derived: DerivedContext,
  infers: Inference,
  manager?: TSESTree.Expression,
): Edit | undefined {
  const { sourceCode } = file;
  const target = bindTarget(file, callback, infers);
  if (!target || target.range[0] < derived.derivation.range[1]) return undefined;
  if (ASTUtils.findVariable(sourceCode.getScope(target), derived.name) !== derived.variable) return undefined;
  const api = contextApi(file, target, manager);
  return api && combineEdits(api.fix, wrap(sourceCode, target, `${api.text}.bind(${derived.name}, `));
}

function wrap(sourceCode: TSESLint.SourceCode, node: TSESTree.Expression, before: string): Edit | undefined {
  return wrapExpression({ sourceCode, node, before, after: ')' });
}

/** The callback, or the initialiser of its constant where the constant is also used to remove the listener. */
function bindTarget(
  file: FileAnalysis,
  callback: TSESTree.Expression,
  infers: Inference,
): TSESTree.Expression | undefined {
  const node = unwrap(callback);
  if (isFunction(node)) return infers === 'inferred' && hasUntypedParameter(file, node) ? undefined : callback;
  if (!isRemovedLater(file, callback)) return callback;
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(file.sourceCode, node) : undefined;
  const declaration: TSESTree.Node | undefined = variable?.defs[0]?.node;
  if (!variable || declaration?.type !== AST_NODE_TYPES.VariableDeclarator || isReassigned(variable)) return undefined;
  if (declaration.id.type !== AST_NODE_TYPES.Identifier || !isFunction(declaration.init)) return undefined;
  return enclosingFunction(declaration) === enclosingFunction(callback) ? declaration.init : undefined;
}

function hasUntypedParameter({ sourceCode, filename }: FileAnalysis, fn: FunctionNode): boolean {
  return (
    isTypeScript(sourceCode, filename) &&
    fn.params.some((parameter) => !('typeAnnotation' in parameter && parameter.typeAnnotation))
  );
}

function isRemovedLater({ calls, sourceCode }: FileAnalysis, callback: TSESTree.Expression): boolean {
  const text = sourceCode.getText(unwrap(callback));
  return calls.some(
    (call) =>
      REMOVING.has(calleeName(call) ?? '') &&
      call.arguments.some((argument) => sourceCode.getText(unwrap(argument)) === text),
  );
}
