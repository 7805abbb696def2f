/**
 * How code names a part of what a handler or loop is given: through its parameter, or the pattern that takes it apart.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../analysis/bindings';
import type { FileAnalysis } from '../analysis/file-analysis';
import { keyName, memberName } from '../ast';
import { type Edit, freshName } from '../fixes';
import { appendToList } from '../fixes/lists';

/** An expression as text, and the edit that makes it possible: a name more in a pattern. */
export interface Access {
  readonly text: string;
  readonly fix: Edit;
}

const nothing: Edit = () => [];

/**
 * The expression for a part of what a parameter or loop variable binds: `steps` are the properties that lead to it. A
 * pattern that does not bind the part gets one name more. Undefined for array patterns, and where the pattern's written
 * type or a default value leaves no room.
 *
 * `at` is the code that will use the name. `mayBeNull`: the library hands over null too, whether or not the code looks.
 */
export function accessTo(
  file: FileAnalysis,
  binding: TSESTree.Node,
  steps: readonly string[],
  { at, mayBeNull = false }: { readonly at: TSESTree.Node; readonly mayBeNull?: boolean | undefined },
): Access | undefined {
  if (binding.type === AST_NODE_TYPES.Identifier) {
    const isOptional = mayBeMissing(file, binding) || (mayBeNull && !file.resolver.isTypeKnown(binding));
    const mark = steps.length > 0 && isOptional ? '?.' : '.';
    return { text: steps.length === 0 ? binding.name : `${binding.name}${mark}${steps.join('.')}`, fix: nothing };
  }
  const [step, ...rest] = steps;
  if (binding.type !== AST_NODE_TYPES.ObjectPattern || step === undefined) return undefined;
  for (const property of binding.properties) {
    if (property.type === AST_NODE_TYPES.RestElement) {
      const { argument } = property;
      return argument.type === AST_NODE_TYPES.Identifier
        ? { text: [argument.name, ...steps].join('.'), fix: nothing }
        : undefined;
    }
    if (keyName(property) === step)
      return property.value.type === AST_NODE_TYPES.AssignmentPattern
        ? undefined
        : accessTo(file, property.value, rest, { at });
  }
  return addBinding(file, binding, step, rest, at);
}

/**
 * Whether a part may be read from what a parameter binds: its type has it, or is open. Without types, a written type
 * counts as the library's own where it is imported.
 */
export function isOpenTo({ resolver }: FileAnalysis, binding: TSESTree.Node, steps: readonly string[]): boolean {
  if (binding.type !== AST_NODE_TYPES.Identifier) return true;
  const { types } = resolver;
  const annotation = binding.typeAnnotation?.typeAnnotation;
  if (!types) return !annotation || isImported(resolver, annotation);
  const { TypeFlags } = types.ts;
  let type = types.typeAt(binding);
  for (const step of steps) {
    type = type && types.checker.getNonNullableType(type);
    if (!type || (type.flags & TypeFlags.Any) !== 0) break;
    const property = type.getProperty(step);
    if (!property) return types.checker.getIndexInfosOfType(type).length > 0;
    type = types.checker.getTypeOfSymbol(property);
  }
  return true;
}

function isImported(resolver: FileAnalysis['resolver'], annotation: TSESTree.TypeNode): boolean {
  switch (annotation.type) {
    case AST_NODE_TYPES.TSAnyKeyword:
      return true;
    case AST_NODE_TYPES.TSUnionType:
      return annotation.types.every((part) => isNullish(part) || isImported(resolver, part));
    case AST_NODE_TYPES.TSTypeReference: {
      let name = annotation.typeName;
      while (name.type === AST_NODE_TYPES.TSQualifiedName) name = name.left;
      return name.type === AST_NODE_TYPES.Identifier && resolver.exportOf(name) !== undefined;
    }
    case AST_NODE_TYPES.TSImportType:
      return true;
    default:
      return false;
  }
}

function addBinding(
  { sourceCode }: FileAnalysis,
  pattern: TSESTree.ObjectPattern,
  step: string,
  rest: readonly string[],
  at: TSESTree.Node,
): Access | undefined {
  const annotation = pattern.typeAnnotation?.typeAnnotation;
  const open = sourceCode.getFirstToken(pattern);
  const close = annotation
    ? sourceCode.getTokenBefore(pattern.typeAnnotation ?? pattern)
    : sourceCode.getLastToken(pattern);
  if (annotation?.type === AST_NODE_TYPES.TSTypeLiteral || !open || close?.value !== '}') return undefined;
  const name = freshName(sourceCode, at, step);
  const text = name === step ? step : `${step}: ${name}`;
  return {
    text: [name, ...rest].join('.'),
    fix: appendToList({ sourceCode, open, close, last: pattern.properties.at(-1) }, text),
  };
}

/**
 * Whether a message may be missing: its type says so, or the handler looks: `if (!message)`, `message?.id`,
 * `message!.id`.
 */
export function mayBeMissing({ sourceCode, resolver }: FileAnalysis, parameter: TSESTree.Identifier): boolean {
  const annotation = parameter.typeAnnotation?.typeAnnotation;
  if (parameter.optional || (annotation?.type === AST_NODE_TYPES.TSUnionType && annotation.types.some(isNullish)))
    return true;
  const { types } = resolver;
  const type = types?.typeAt(parameter);
  if (
    types &&
    type?.isUnion() &&
    type.types.some((part) => (part.flags & (types.ts.TypeFlags.Null | types.ts.TypeFlags.Undefined)) !== 0)
  )
    return true;
  return variableOf(sourceCode, parameter)?.references.some(({ identifier }) => isLookedAt(identifier)) ?? false;
}

function isLookedAt(message: TSESTree.Node): boolean {
  let node = message;
  for (let { parent } = node; parent; node = parent, { parent } = parent) {
    switch (parent.type) {
      case AST_NODE_TYPES.MemberExpression:
        if (parent.object !== node) return false;
        if (parent.optional) return true;
        if (memberName(parent) !== 'data') return false;
        break;
      case AST_NODE_TYPES.TSNonNullExpression:
      case AST_NODE_TYPES.UnaryExpression:
      case AST_NODE_TYPES.BinaryExpression:
      case AST_NODE_TYPES.LogicalExpression:
        return true;
      case AST_NODE_TYPES.IfStatement:
      case AST_NODE_TYPES.ConditionalExpression:
        return parent.test === node;
      default:
        return false;
    }
  }
  return false;
}

/** Whether a type is `null` or `undefined`. */
export const isNullish = ({ type }: TSESTree.TypeNode): boolean =>
  type === AST_NODE_TYPES.TSNullKeyword || type === AST_NODE_TYPES.TSUndefinedKeyword;
