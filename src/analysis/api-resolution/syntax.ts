/** Small questions about syntax that resolution asks again and again. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { keyName, memberName, unwrap } from '../../ast';
import { soleDefinition, thisHolder, variableOf } from '../bindings';

/** The last of a sequence: the function that `(0, api.f)()` calls. */
export function sequenceTail(node: TSESTree.Expression): TSESTree.Expression {
  return node.type === AST_NODE_TYPES.SequenceExpression ? unwrap(node.expressions.at(-1) ?? node) : node;
}

/** The member that an expression takes, if it takes one. */
export function memberNameOf(value: TSESTree.Expression): string | undefined {
  const node = unwrap(value);
  return node.type === AST_NODE_TYPES.MemberExpression ? memberName(node) : undefined;
}

/** The name of a parameter property. */
export function parameterName(node: TSESTree.TSParameterProperty): string | undefined {
  const parameter = node.parameter.type === AST_NODE_TYPES.AssignmentPattern ? node.parameter.left : node.parameter;
  return parameter.name;
}

/** Classes of the language and the platform whose methods are called like those of OpenTelemetry's types (`set`, `clear`). */
const PLATFORM_CLASSES = new Set([
  'AbortController', 'Array', 'Date', 'Error', 'FormData', 'Headers', 'Map', 'Set', 'URL', 'URLSearchParams', 'WeakMap', 'WeakRef', 'WeakSet',
]); // prettier-ignore

/** Whether syntax alone shows that a value is not of OpenTelemetry: a literal, or `new Map()`, also behind a constant. */
export function isSurelyForeign(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (isPlatformValue(sourceCode, node)) return true;
  if (node.type === AST_NODE_TYPES.Identifier) {
    const variable = variableOf(sourceCode, node);
    const definition = variable && soleDefinition(variable);
    return definition?.kind === 'value' && definition.path.length === 0 && isPlatformValue(sourceCode, unwrap(definition.value));
  }
  if (node.type !== AST_NODE_TYPES.MemberExpression || node.object.type !== AST_NODE_TYPES.ThisExpression) return false;
  const name = node.property.type === AST_NODE_TYPES.PrivateIdentifier ? node.property.name : memberName(node);
  const holder = thisHolder(node.object);
  if (name === undefined || !holder || holder.type === AST_NODE_TYPES.ObjectExpression) return false;
  const field = holder.body.body.find((member) => member.type === AST_NODE_TYPES.PropertyDefinition && keyName(member) === name);
  return field?.type === AST_NODE_TYPES.PropertyDefinition && field.value !== null && isPlatformValue(sourceCode, unwrap(field.value));
}

function isPlatformValue(sourceCode: TSESLint.SourceCode, node: TSESTree.Expression): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.ArrowFunctionExpression:
    case AST_NODE_TYPES.FunctionExpression:
    case AST_NODE_TYPES.Literal:
    case AST_NODE_TYPES.TemplateLiteral:
      return true;
    case AST_NODE_TYPES.NewExpression:
      return node.callee.type === AST_NODE_TYPES.Identifier && PLATFORM_CLASSES.has(node.callee.name) && !variableOf(sourceCode, node.callee);
    default:
      return false;
  }
}

/**
 * The names in a file that may stand for something of another name: imports, values taken off something, subclasses.
 * One look at the scopes, so that a call by any other name needs none.
 */
export function aliasNames(sourceCode: TSESLint.SourceCode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const scope of sourceCode.scopeManager?.scopes ?? []) {
    for (const variable of scope.variables) {
      if (variable.defs.some((def) => mayRename(def.node, def.name)) || variable.references.some(({ writeExpr }) => mayTake(writeExpr))) {
        names.add(variable.name);
      }
    }
  }
  return names;
}

function mayRename(node: TSESTree.Node, name: TSESTree.Node): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.ImportSpecifier:
      return node.imported.type !== AST_NODE_TYPES.Identifier || node.imported.name !== node.local.name;
    case AST_NODE_TYPES.VariableDeclarator:
      return node.id !== name;
    case AST_NODE_TYPES.ClassDeclaration:
    case AST_NODE_TYPES.ClassExpression:
      return node.superClass !== null;
    default:
      return false;
  }
}

function mayTake(value: TSESTree.Node | null | undefined): boolean {
  return value !== null && value !== undefined && unwrap(value).type === AST_NODE_TYPES.MemberExpression;
}
