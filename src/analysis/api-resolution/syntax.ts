/** Small questions about syntax that resolution asks again and again. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { keyName, memberName, unwrap } from '../../ast';
import { PLATFORM_CLASSES } from '../../model/platform';
import { soleDefinition, thisHolder, variableOf } from '../bindings';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** The last of a sequence: the function that `(0, api.f)()` calls. */
export function sequenceTail(node: TSESTree.Expression): TSESTree.Expression {
  return node.type === Kind.SequenceExpression ? unwrap(node.expressions.at(-1) ?? node) : node;
}

/** The member that an expression takes, if it takes one. */
export function memberNameOf(value: TSESTree.Expression): string | undefined {
  const node = unwrap(value);
  return node.type === Kind.MemberExpression ? memberName(node) : undefined;
}

/** The name of a parameter property. */
export function parameterName(node: TSESTree.TSParameterProperty): string | undefined {
  const parameter = node.parameter.type === Kind.AssignmentPattern ? node.parameter.left : node.parameter;
  return parameter.name;
}

/**
 * Whether syntax alone shows that a value is not of OpenTelemetry: a literal, or `new Map()`, also behind a constant.
 */
export function isSurelyForeign(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (isPlatformValue(sourceCode, node)) return true;
  if (node.type === Kind.Identifier) {
    const variable = variableOf(sourceCode, node);
    const definition = variable && soleDefinition(variable);
    return (
      definition?.kind === 'value' &&
      definition.path.length === 0 &&
      isPlatformValue(sourceCode, unwrap(definition.value))
    );
  }
  if (node.type !== Kind.MemberExpression || node.object.type !== Kind.ThisExpression) return false;
  const name = node.property.type === Kind.PrivateIdentifier ? node.property.name : memberName(node);
  const holder = thisHolder(node.object);
  if (name === undefined || !holder || holder.type === Kind.ObjectExpression) return false;
  const field = holder.body.body.find((member) => member.type === Kind.PropertyDefinition && keyName(member) === name);
  const value = field?.type === Kind.PropertyDefinition && field.value ? unwrap(field.value) : undefined;
  // `null` and other literals are placeholders: the field is filled in later.
  return value?.type === Kind.NewExpression && isPlatformValue(sourceCode, value);
}

function isPlatformValue(sourceCode: TSESLint.SourceCode, node: TSESTree.Expression): boolean {
  switch (node.type) {
    case Kind.ArrayExpression:
    case Kind.ArrowFunctionExpression:
    case Kind.FunctionExpression:
    case Kind.Literal:
    case Kind.TemplateLiteral:
      return true;
    case Kind.NewExpression:
      return (
        node.callee.type === Kind.Identifier &&
        PLATFORM_CLASSES.has(node.callee.name) &&
        !variableOf(sourceCode, node.callee)
      );
    default:
      return false;
  }
}
