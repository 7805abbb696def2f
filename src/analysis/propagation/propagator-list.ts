/**
 * The propagators a program lists, in order: the array given to a CompositePropagator, or a literal for
 * `OTEL_PROPAGATORS`.
 *
 * Known limitations: an array that is built by `push`, from the environment or in another file is unknown; so is an
 * element that is not a known propagator.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { keyName, literalString, memberName, unwrap } from '../../ast';
import {
  propagatorByClass,
  propagatorByEnvName,
  type PropagatorFormat,
  PROPAGATORS_VARIABLE,
} from '../../model/propagators';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { soleDefinition, variableOf } from '../bindings';
import { isVisibleOutside, propertyValues } from '../data-flow';

/** One listed propagator; `format` is undefined for one that is not known. */
export interface ListedPropagator {
  readonly node: TSESTree.Node;
  /** How the source calls it: the class, or the name in the variable. */
  readonly name: string;
  readonly format: PropagatorFormat | undefined;
  /** The header that carries its trace or baggage; empty for an unknown one. */
  readonly header: string;
}

/**
 * The array of propagators that a composite is built from, with what is known of each element; undefined when unknown.
 */
export interface PropagatorArray {
  readonly array: TSESTree.ArrayExpression;
  readonly elements: readonly ListedPropagator[];
  /** Whether nobody else may go by the order: the array is not exported, no element is read by its place. */
  readonly isOwn: boolean;
  /** A tuple type says which propagator stands where. */
  readonly isTuple: boolean;
}

/**
 * The arrays that `new CompositePropagator({ propagators })` may be built from: a literal, through local constants, and
 * the branches of `given ?? [ … ]` and `test ? [ … ] : [ … ]`.
 */
export function propagatorsOfComposite(resolver: ApiResolver, composite: ResolvedCall): readonly PropagatorArray[] {
  const options = composite.argument('options');
  if (!options) return [];
  return propertyValues(resolver.sourceCode, options, 'propagators')
    .flatMap((value) => constantArrays(resolver.sourceCode, value, true))
    .map(({ array, isOwn }) => ({
      array,
      isOwn,
      isTuple: hasTupleType(array),
      elements: array.elements.flatMap((element) => (element ? [listed(resolver, element)] : [])),
    }));
}

type FoundArray = Pick<PropagatorArray, 'array' | 'isOwn'>;

function constantArrays(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Expression,
  isOwn: boolean,
): readonly FoundArray[] {
  const node = unwrap(expression);
  switch (node.type) {
    case AST_NODE_TYPES.ArrayExpression:
      return [{ array: node, isOwn }];
    case AST_NODE_TYPES.LogicalExpression:
      return [...constantArrays(sourceCode, node.left, isOwn), ...constantArrays(sourceCode, node.right, isOwn)];
    case AST_NODE_TYPES.ConditionalExpression:
      return [
        ...constantArrays(sourceCode, node.consequent, isOwn),
        ...constantArrays(sourceCode, node.alternate, isOwn),
      ];
    case AST_NODE_TYPES.Identifier: {
      const variable = variableOf(sourceCode, node);
      const definition = variable && soleDefinition(variable);
      if (!variable || definition?.kind !== 'value' || definition.path.length > 0) return [];
      const others = variable.references.filter((reference) => reference.isRead() && reference.identifier !== node);
      if (!others.every(({ identifier }) => isLook(identifier))) return [];
      const isOrderFree = !isVisibleOutside(variable) && others.every(({ identifier }) => isOrderFreeLook(identifier));
      return constantArrays(sourceCode, definition.value, isOwn && isOrderFree);
    }
    default:
      return [];
  }
}

/** Whether the array literal, or the constant it is the value of, has a tuple type. */
function hasTupleType(array: TSESTree.Node): boolean {
  for (let { parent } = array; parent; { parent } = parent) {
    switch (parent.type) {
      case AST_NODE_TYPES.TSAsExpression:
      case AST_NODE_TYPES.TSSatisfiesExpression:
        if (parent.typeAnnotation.type === AST_NODE_TYPES.TSTupleType) return true;
        break;
      case AST_NODE_TYPES.LogicalExpression:
      case AST_NODE_TYPES.ConditionalExpression:
        break;
      case AST_NODE_TYPES.VariableDeclarator:
        return parent.id.typeAnnotation?.typeAnnotation.type === AST_NODE_TYPES.TSTupleType;
      default:
        return false;
    }
  }
  return false;
}

/** Methods that leave an array as it is. */
const LOOKING_METHODS = new Set([
  'at',
  'every',
  'filter',
  'find',
  'findIndex',
  'includes',
  'indexOf',
  'join',
  'map',
  'slice',
  'some',
]);

/** Whether a use of an array only looks at it. `list.push(…)`, `list[0] = …` and `f(list)` may change it. */
function isLook(identifier: TSESTree.Node): boolean {
  const member = identifier.parent;
  if (member?.type !== AST_NODE_TYPES.MemberExpression || member.object !== identifier) return false;
  const { parent } = member;
  if (parent.type === AST_NODE_TYPES.AssignmentExpression) return parent.left !== member;
  if (parent.type === AST_NODE_TYPES.CallExpression && parent.callee === member)
    return LOOKING_METHODS.has(memberName(member) ?? '');
  return (
    parent.type !== AST_NODE_TYPES.UpdateExpression &&
    !(parent.type === AST_NODE_TYPES.UnaryExpression && parent.operator === 'delete')
  );
}

const ORDER_FREE = new Set(['every', 'includes', 'length', 'some']);

/** Whether a use of an array does not depend on the order of its elements. */
function isOrderFreeLook({ parent }: TSESTree.Node): boolean {
  return parent?.type === AST_NODE_TYPES.MemberExpression && ORDER_FREE.has(memberName(parent) ?? '');
}

function listed(resolver: ApiResolver, element: TSESTree.Expression | TSESTree.SpreadElement): ListedPropagator {
  const unknown = { node: element, name: resolver.sourceCode.getText(element), format: undefined, header: '' };
  if (element.type === AST_NODE_TYPES.SpreadElement) return unknown;
  const call = resolver.resolve(construction(resolver.sourceCode, element));
  const model =
    call?.operation === 'propagator.create' && call.exportName !== undefined
      ? propagatorByClass(call.exportName)
      : undefined;
  return model && call?.exportName !== undefined
    ? { node: element, name: call.exportName, format: model.format, header: model.header }
    : unknown;
}

/** The `new X()` behind an element: itself, or the value of a constant. */
function construction(sourceCode: TSESLint.SourceCode, element: TSESTree.Expression): TSESTree.Expression {
  const node = unwrap(element);
  if (node.type !== AST_NODE_TYPES.Identifier) return node;
  const variable = variableOf(sourceCode, node);
  const definition = variable && soleDefinition(variable);
  return definition?.kind === 'value' && definition.path.length === 0 ? unwrap(definition.value) : node;
}

/** A literal for `OTEL_PROPAGATORS` and the names in it. */
export interface PropagatorsLiteral {
  readonly literal: TSESTree.StringLiteral;
  readonly elements: readonly ListedPropagator[];
}

/**
 * The literals that give `OTEL_PROPAGATORS` a value: `process.env.OTEL_PROPAGATORS = '…'` (also `??=`, `||=`) and
 * `{ OTEL_PROPAGATORS: '…' }`.
 */
export function propagatorsLiteral(
  node: TSESTree.AssignmentExpression | TSESTree.Property,
): PropagatorsLiteral | undefined {
  if (node.type === AST_NODE_TYPES.Property) {
    return keyName(node) === PROPAGATORS_VARIABLE ? namesIn(node.value) : undefined;
  }
  const target = node.left;
  const isVariable = target.type === AST_NODE_TYPES.MemberExpression && memberName(target) === PROPAGATORS_VARIABLE;
  return isVariable ? namesIn(node.right) : undefined;
}

function namesIn(value: TSESTree.Node): PropagatorsLiteral | undefined {
  const literal = unwrap(value);
  const text = literalString(literal);
  if (text === undefined || literal.type !== AST_NODE_TYPES.Literal || typeof literal.value !== 'string')
    return undefined;
  const elements = text.split(',').map((part): ListedPropagator => {
    const name = part.trim();
    const model = propagatorByEnvName(name);
    return { node: literal, name, format: model?.format, header: model?.header ?? '' };
  });
  return { literal: literal, elements };
}
