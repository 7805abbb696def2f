/** What statements declare and other code uses: it must stay in reach when the statements move into a block. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingBody, isFunction } from '../ast';
import { firstFrom } from '../ast/sorted';

/** Whether a node lies between the first and the last of some statements. */
export function isBetween(statements: readonly TSESTree.Node[], node: TSESTree.Node): boolean {
  const [first] = statements;
  const last = statements.at(-1);
  return first !== undefined && last !== undefined && first.range[0] <= node.range[0] && node.range[1] <= last.range[1];
}

/**
 * The variables that statements in a row declare and code outside of them uses. Undefined where a statement must stay
 * where it is (an import, an export), or where a declaration is a global that other scripts may use.
 */
export function variablesUsedOutside(
  sourceCode: TSESLint.SourceCode,
  statements: readonly TSESTree.Node[],
  { isVarKept }: { readonly isVarKept: boolean },
): readonly TSESLint.Scope.Variable[] | undefined {
  const [first] = statements;
  if (!first) return [];
  if (statements.some(({ type }) => fixedStatements.has(type))) return undefined;
  const isInside = (node: TSESTree.Node): boolean => isBetween(statements, node);
  const body = enclosingBody(first);
  const used: TSESLint.Scope.Variable[] = [];
  for (const scope of scopesAround(sourceCode, first, body)) {
    if (isInside(scope.block)) continue;
    for (const variable of declaredBetween(scope, first.range[0], (statements.at(-1) ?? first).range[1])) {
      const inner = variable.defs.filter((def) => isInside(def.name));
      const isVar = inner.every(
        (def) => def.parent?.type === AST_NODE_TYPES.VariableDeclaration && def.parent.kind === 'var',
      );
      if (isVar && isVarKept) continue;
      // At the top of a script, a declaration is a global that other scripts may use.
      if (scope.upper === null && !isFunction(body)) return undefined;
      const isUsed =
        inner.length < variable.defs.length || variable.references.some(({ identifier }) => !isInside(identifier));
      if (isUsed) used.push(variable);
    }
  }
  return used;
}

interface DeclaredName {
  readonly at: number;
  readonly variable: TSESLint.Scope.Variable;
}

const namesByScope = new WeakMap<TSESLint.Scope.Scope, readonly DeclaredName[]>();

/** The variables of a scope that have a declaration in a part of the text. The order of the names is remembered. */
function declaredBetween(scope: TSESLint.Scope.Scope, start: number, end: number): Set<TSESLint.Scope.Variable> {
  let names = namesByScope.get(scope);
  if (!names) {
    names = scope.variables
      .flatMap((variable) => variable.defs.map((def) => ({ at: def.name.range[0], variable })))
      .sort((one, other) => one.at - other.at);
    namesByScope.set(scope, names);
  }
  const found = new Set<TSESLint.Scope.Variable>();
  for (let index = firstFrom(names, start, ({ at }) => at); index < names.length; index++) {
    const { at, variable } = names[index] as DeclaredName;
    if (at >= end) break;
    found.add(variable);
  }
  return found;
}

/** The scopes of a statement and around it, from the innermost to that of the body that holds it. */
function scopesAround(
  sourceCode: TSESLint.SourceCode,
  statement: TSESTree.Node,
  body: TSESTree.Node,
): readonly TSESLint.Scope.Scope[] {
  const scopes: TSESLint.Scope.Scope[] = [];
  for (let scope: TSESLint.Scope.Scope | null = sourceCode.getScope(statement); scope; scope = scope.upper) {
    scopes.push(scope);
    if (isFunction(body) && scope.block === body) break;
  }
  return scopes;
}

/** Statements that may stand only where they are. */
const fixedStatements: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.ImportDeclaration,
  AST_NODE_TYPES.ExportNamedDeclaration,
  AST_NODE_TYPES.ExportDefaultDeclaration,
  AST_NODE_TYPES.ExportAllDeclaration,
  AST_NODE_TYPES.TSExportAssignment,
  AST_NODE_TYPES.TSImportEqualsDeclaration,
  AST_NODE_TYPES.TSModuleDeclaration,
  AST_NODE_TYPES.TSNamespaceExportDeclaration,
  AST_NODE_TYPES.TSDeclareFunction,
]);

/**
 * The declarations among some statements that declare these variables; undefined where one is declared otherwise: by a
 * function, a class, a type, deeper inside, or twice.
 */
export function declarationsOf(
  statements: readonly TSESTree.Node[],
  variables: readonly TSESLint.Scope.Variable[],
): readonly TSESTree.VariableDeclaration[] | undefined {
  const found = new Set<TSESTree.VariableDeclaration>();
  for (const { defs } of variables) {
    const declaration: TSESTree.Node | null | undefined = defs[0]?.parent;
    if (defs.length !== 1 || declaration?.type !== AST_NODE_TYPES.VariableDeclaration) return undefined;
    if (!statements.includes(declaration) || declaration.kind.includes('using')) return undefined;
    found.add(declaration);
  }
  return statements.filter((one): one is TSESTree.VariableDeclaration => found.has(one as never));
}

/** Whether a function inside the one that declares a variable uses it. */
export function isCaptured(variable: TSESLint.Scope.Variable): boolean {
  return variable.references.some(({ from }) => from.variableScope !== variable.scope.variableScope);
}

/**
 * Whether a value has a type of its own that depends on where it stands: TypeScript makes `string` of `'a'` once it
 * leaves its constant, and `any` of `null`.
 */
export function hasLiteralType(expression: TSESTree.Node): boolean {
  switch (expression.type) {
    case AST_NODE_TYPES.Literal:
      return true;
    case AST_NODE_TYPES.Identifier:
      return expression.name === 'undefined';
    case AST_NODE_TYPES.ArrayExpression:
      return expression.elements.length === 0;
    case AST_NODE_TYPES.UnaryExpression:
      return expression.operator === '-' || expression.operator === 'void';
    case AST_NODE_TYPES.ConditionalExpression:
      return hasLiteralType(expression.consequent) || hasLiteralType(expression.alternate);
    case AST_NODE_TYPES.LogicalExpression:
      return hasLiteralType(expression.left) || hasLiteralType(expression.right);
    default:
      return false;
  }
}
