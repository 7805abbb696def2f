/**
 * The properties an object may have: of a literal, through variables, spreads, `Object.assign`, and later writes
 * (`o.a = v`, `o['a'] = v`).
 *
 * Known limitations: writes are not ordered; an object that another function fills is incomplete (`complete: false`).
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { keyName, memberName, unwrap } from '../../ast';
import { definitionsOf, resolveFunction, returnedExpressions, variableOf } from '../bindings';

export interface ObjectProperty {
  /** The static name, or undefined for a computed key. */
  readonly name: string | undefined;
  readonly key: TSESTree.Node;
  readonly value: TSESTree.Expression;
  /** The property, or the assignment that writes it. */
  readonly site: TSESTree.AssignmentExpression | TSESTree.Property;
}

export interface ObjectShape {
  readonly properties: readonly ObjectProperty[];
  /** Spread values that could not be opened. */
  readonly spreads: readonly TSESTree.Expression[];
  /** Whether every property is known. */
  readonly complete: boolean;
}

const MAX_DEPTH = 8;

/** The shape of an expression's value, or undefined when it is not a known object. */
export function objectShape(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node, depth = 0): ObjectShape | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const node = unwrap(expression);
  switch (node.type) {
    case AST_NODE_TYPES.ObjectExpression:
      return literalShape(sourceCode, node, depth);
    case AST_NODE_TYPES.Identifier:
      return variableShape(sourceCode, node, depth);
    case AST_NODE_TYPES.ConditionalExpression:
      return merge([objectShape(sourceCode, node.consequent, depth + 1), objectShape(sourceCode, node.alternate, depth + 1)]);
    case AST_NODE_TYPES.LogicalExpression:
      return node.operator === '&&'
        ? objectShape(sourceCode, node.right, depth + 1)
        : merge([objectShape(sourceCode, node.left, depth + 1), objectShape(sourceCode, node.right, depth + 1)]);
    case AST_NODE_TYPES.CallExpression:
      return callShape(sourceCode, node, depth);
    default:
      return undefined;
  }
}

/** The expressions a property of an object may hold. */
export function propertyValues(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node, name: string): readonly TSESTree.Expression[] {
  return (objectShape(sourceCode, expression)?.properties ?? []).filter((property) => property.name === name).map((property) => property.value);
}

function literalShape(sourceCode: TSESLint.SourceCode, node: TSESTree.ObjectExpression, depth: number): ObjectShape {
  const properties: ObjectProperty[] = [];
  const spreads: TSESTree.Expression[] = [];
  let complete = true;
  for (const property of node.properties) {
    if (property.type === AST_NODE_TYPES.Property) {
      properties.push({ name: keyName(property), key: property.key, value: property.value as TSESTree.Expression, site: property });
      continue;
    }
    const inner = objectShape(sourceCode, property.argument, depth + 1);
    if (inner) {
      properties.push(...inner.properties);
      spreads.push(...inner.spreads);
      complete &&= inner.complete;
    } else {
      spreads.push(property.argument);
      complete = false;
    }
  }
  return { properties, spreads, complete };
}

function variableShape(sourceCode: TSESLint.SourceCode, node: TSESTree.Identifier, depth: number): ObjectShape | undefined {
  const variable = variableOf(sourceCode, node);
  if (!variable) return undefined;
  const shapes = definitionsOf(variable).map((definition) =>
    definition.kind === 'value' && definition.path.length === 0 ? objectShape(sourceCode, definition.value, depth + 1) : undefined,
  );
  const written = propertyWrites(variable);
  const base = merge(shapes);
  if (!base && written.length === 0) return undefined;
  return {
    properties: [...(base?.properties ?? []), ...written],
    spreads: base?.spreads ?? [],
    complete: base?.complete ?? false,
  };
}

/** `variable.name = value` and `variable[key] = value`, anywhere in the variable's scope. */
function propertyWrites(variable: TSESLint.Scope.Variable): ObjectProperty[] {
  return variable.references.flatMap((reference): ObjectProperty[] => {
    const member = (reference.identifier as TSESTree.Node).parent;
    if (member?.type !== AST_NODE_TYPES.MemberExpression || member.object !== reference.identifier) return [];
    const assignment = member.parent;
    if (assignment.type !== AST_NODE_TYPES.AssignmentExpression || assignment.left !== member) return [];
    return [{ name: memberName(member), key: member.property, value: assignment.right, site: assignment }];
  });
}

function callShape(sourceCode: TSESLint.SourceCode, node: TSESTree.CallExpression, depth: number): ObjectShape | undefined {
  const callee = unwrap(node.callee);
  if (
    callee.type === AST_NODE_TYPES.MemberExpression &&
    callee.object.type === AST_NODE_TYPES.Identifier &&
    callee.object.name === 'Object'
  ) {
    const name = memberName(callee);
    if (name === 'assign') {
      return merge(
        node.arguments.map((argument) =>
          argument.type === AST_NODE_TYPES.SpreadElement ? undefined : objectShape(sourceCode, argument, depth + 1),
        ),
      );
    }
    if (name === 'freeze' && node.arguments[0]) return objectShape(sourceCode, node.arguments[0], depth + 1);
    return undefined;
  }
  const fn = resolveFunction(sourceCode, callee);
  return fn && !fn.async && !fn.generator
    ? merge(returnedExpressions(sourceCode, fn).map((returned) => objectShape(sourceCode, returned, depth + 1)))
    : undefined;
}

/** Joins the shapes of several possible values; unknown ones make the result incomplete. */
function merge(shapes: readonly (ObjectShape | undefined)[]): ObjectShape | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  if (known.length === 0) return undefined;
  return {
    properties: known.flatMap((shape) => shape.properties),
    spreads: known.flatMap((shape) => shape.spreads),
    complete: known.length === shapes.length && known.every((shape) => shape.complete),
  };
}
