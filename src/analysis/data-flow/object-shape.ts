/**
 * The properties an object may have: of a literal, through variables, spreads, `Object.assign`, `Object.fromEntries`,
 * local functions, and later writes (`o.a = v`, `o['a'] = v`, `Object.assign(o, { a: v })`).
 *
 * *Known limitations*: a write replaces the property before it only where it surely runs between the object's
 * declaration and the read, in one block; other writes are not ordered. An object that another function fills is
 * incomplete (`complete: false`). Getters are not opened.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingBody, isFunction, isLoop, keyName, literalString, memberName, unwrap } from '../../ast';
import { definitionsOf, resolveFunction, returnedExpressions, variableOf } from '../bindings';

export interface ObjectProperty {
  /** The static name, or undefined for a computed key. */
  readonly name: string | undefined;
  readonly key: TSESTree.Node;
  readonly value: TSESTree.Expression;
  /** The property, the assignment that writes it, or the `[key, value]` pair that `Object.fromEntries` reads. */
  readonly site: TSESTree.ArrayExpression | TSESTree.AssignmentExpression | TSESTree.Property;
}

export interface ObjectShape {
  readonly properties: readonly ObjectProperty[];
  /** Spread values that could not be opened. */
  readonly spreads: readonly TSESTree.Expression[];
  /** Whether every property is known. */
  readonly complete: boolean;
}

export interface ShapeOptions {
  /**
   * Whether to look into the results of local functions, whose parameters are then those of any call. Default: true.
   */
  readonly followCalls?: boolean;
}

const MAX_DEPTH = 8;
/** Expressions that are looked at for one answer: machine-written code may define one variable from many others. */
const MAX_VISITS = 300;

/** The shape of an expression's value, or undefined when it is not a known object. */
export function objectShape(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
  options: ShapeOptions = {},
): ObjectShape | undefined {
  return new ShapeReader(sourceCode, options.followCalls ?? true).shapeOf(expression, 0);
}

/** The expressions a property of an object may hold. */
export function propertyValues(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
  name: string,
  options: ShapeOptions = {},
): readonly TSESTree.Expression[] {
  const properties = objectShape(sourceCode, expression, options)?.properties ?? [];
  return properties.filter((property) => property.name === name).map((property) => property.value);
}

class ShapeReader {
  private readonly open = new Set<TSESLint.Scope.Variable>();
  private visits = 0;

  constructor(
    private readonly sourceCode: TSESLint.SourceCode,
    private readonly followCalls: boolean,
  ) {}

  shapeOf(expression: TSESTree.Node, depth: number): ObjectShape | undefined {
    if (depth > MAX_DEPTH || ++this.visits > MAX_VISITS) return undefined;
    const node = unwrap(expression);
    switch (node.type) {
      case AST_NODE_TYPES.ObjectExpression:
        return this.literal(node, depth);
      case AST_NODE_TYPES.Identifier:
        return this.variable(node, depth);
      case AST_NODE_TYPES.ConditionalExpression:
        return merge([this.shapeOf(node.consequent, depth + 1), this.shapeOf(node.alternate, depth + 1)]);
      case AST_NODE_TYPES.LogicalExpression:
        return node.operator === '&&'
          ? this.shapeOf(node.right, depth + 1)
          : merge([this.shapeOf(node.left, depth + 1), this.shapeOf(node.right, depth + 1)]);
      case AST_NODE_TYPES.AssignmentExpression:
        return node.operator === '=' ? this.shapeOf(node.right, depth + 1) : undefined;
      case AST_NODE_TYPES.CallExpression:
        return this.call(node, depth);
      default:
        return undefined;
    }
  }

  private literal(node: TSESTree.ObjectExpression, depth: number): ObjectShape {
    const properties: ObjectProperty[] = [];
    const spreads: TSESTree.Expression[] = [];
    let complete = true;
    for (const property of node.properties) {
      if (property.type === AST_NODE_TYPES.Property) {
        if (property.kind === 'init') {
          properties.push({
            name: keyName(property),
            key: property.key,
            value: property.value as TSESTree.Expression,
            site: property,
          });
        } else {
          complete = false;
        }
        continue;
      }
      const inner = this.shapeOf(property.argument, depth + 1);
      properties.push(...(inner?.properties ?? []));
      spreads.push(...(inner?.spreads ?? [property.argument]));
      complete &&= inner?.complete ?? false;
    }
    return { properties, spreads, complete };
  }

  private variable(node: TSESTree.Identifier, depth: number): ObjectShape | undefined {
    const variable = variableOf(this.sourceCode, node);
    if (!variable || this.open.has(variable)) return undefined;
    this.open.add(variable);
    const shape = this.shapeOfVariable(variable, node, depth);
    this.open.delete(variable);
    return shape;
  }

  private shapeOfVariable(
    variable: TSESLint.Scope.Variable,
    node: TSESTree.Identifier,
    depth: number,
  ): ObjectShape | undefined {
    const base = merge(
      definitionsOf(variable).map((definition) =>
        definition.kind === 'value' && definition.path.length === 0
          ? this.shapeOf(definition.value, depth + 1)
          : undefined,
      ),
    );
    const writes = this.writesTo(variable, depth).filter((write) => mayPrecede(write.at, node));
    if (!base && writes.length === 0) return undefined;
    let properties = [...(base?.properties ?? [])];
    for (const write of writes) {
      if (surelyRunsBefore(write.at, variable, node)) {
        const names = new Set(write.properties.map((property) => property.name));
        properties = properties.filter((property) => property.name === undefined || !names.has(property.name));
      }
      properties.push(...write.properties);
    }
    return { properties, spreads: base?.spreads ?? [], complete: base?.complete ?? false };
  }

  /** `variable.name = value`, `variable[key] = value` and `Object.assign(variable, …)`, in source order. */
  private writesTo(variable: TSESLint.Scope.Variable, depth: number): PropertyWrite[] {
    return variable.references.flatMap((reference): PropertyWrite[] => {
      const identifier = reference.identifier as TSESTree.Node;
      const parent = identifier.parent;
      if (
        parent?.type === AST_NODE_TYPES.CallExpression &&
        parent.arguments[0] === identifier &&
        isObjectMethod(parent, 'assign')
      ) {
        return [{ at: parent, properties: this.assigned(parent.arguments.slice(1), depth)?.properties ?? [] }];
      }
      if (parent?.type !== AST_NODE_TYPES.MemberExpression || parent.object !== identifier) return [];
      const assignment = parent.parent;
      if (assignment.type !== AST_NODE_TYPES.AssignmentExpression || assignment.left !== parent) return [];
      return [
        {
          at: assignment,
          properties: [{ name: memberName(parent), key: parent.property, value: assignment.right, site: assignment }],
        },
      ];
    });
  }

  private call(node: TSESTree.CallExpression, depth: number): ObjectShape | undefined {
    const [first] = node.arguments;
    if (isObjectMethod(node, 'assign')) return this.assigned(node.arguments, depth);
    if (isObjectMethod(node, 'freeze') || isObjectMethod(node, 'seal')) return first && this.shapeOf(first, depth + 1);
    if (isObjectMethod(node, 'fromEntries')) return first && this.pairs(first, depth);
    const fn = this.followCalls ? resolveFunction(this.sourceCode, node.callee) : undefined;
    return fn && !fn.async && !fn.generator
      ? merge(returnedExpressions(this.sourceCode, fn).map((returned) => this.shapeOf(returned, depth + 1)))
      : undefined;
  }

  private assigned(sources: readonly TSESTree.CallExpressionArgument[], depth: number): ObjectShape | undefined {
    return merge(
      sources.map((source) =>
        source.type === AST_NODE_TYPES.SpreadElement ? undefined : this.shapeOf(source, depth + 1),
      ),
    );
  }

  /** `Object.fromEntries([[key, value]])`, `Object.fromEntries(list.map((x) => [key, value]))`. */
  private pairs(list: TSESTree.Node, depth: number): ObjectShape | undefined {
    const node = unwrap(list);
    if (node.type === AST_NODE_TYPES.ArrayExpression) return pairShape(node.elements);
    if (node.type !== AST_NODE_TYPES.CallExpression || depth > MAX_DEPTH) return undefined;
    const callee = unwrap(node.callee);
    const callback = node.arguments[0] && resolveFunction(this.sourceCode, node.arguments[0]);
    if (
      callee.type !== AST_NODE_TYPES.MemberExpression ||
      memberName(callee) !== 'map' ||
      !callback ||
      !isFunction(callback)
    )
      return undefined;
    return pairShape(returnedExpressions(this.sourceCode, callback));
  }
}

interface PropertyWrite {
  readonly at: TSESTree.Node;
  readonly properties: readonly ObjectProperty[];
}

function pairShape(pairs: readonly (TSESTree.Expression | TSESTree.SpreadElement | null)[]): ObjectShape {
  const properties = pairs.flatMap((pair): ObjectProperty[] => {
    const site = pair && unwrap(pair);
    if (site?.type !== AST_NODE_TYPES.ArrayExpression) return [];
    const [key, value] = site.elements;
    if (!key || !value || key.type === AST_NODE_TYPES.SpreadElement || value.type === AST_NODE_TYPES.SpreadElement)
      return [];
    return [{ name: literalString(key), key, value, site }];
  });
  return {
    properties,
    spreads: [],
    complete: properties.length === pairs.length && properties.every(({ name }) => name !== undefined),
  };
}

function isObjectMethod(node: TSESTree.CallExpression, name: string): boolean {
  const callee = unwrap(node.callee);
  return (
    callee.type === AST_NODE_TYPES.MemberExpression &&
    callee.object.type === AST_NODE_TYPES.Identifier &&
    callee.object.name === 'Object' &&
    memberName(callee) === name
  );
}

/** Whether a write may run before the read: it does not stand behind it in a body without a loop around both. */
function mayPrecede(write: TSESTree.Node, read: TSESTree.Node): boolean {
  const body = enclosingBody(read);
  if (enclosingBody(write) !== body || write.range[0] < read.range[0]) return true;
  for (let node: TSESTree.Node | undefined = read.parent; node && node !== body; node = node.parent) {
    if (isLoop(node) && contains(node, write)) return true;
  }
  return false;
}

/** Whether a write is a statement of the block that declares the variable, above a read in the same body. */
function surelyRunsBefore(write: TSESTree.Node, variable: TSESLint.Scope.Variable, read: TSESTree.Node): boolean {
  if (write.range[1] > read.range[0] || enclosingBody(write) !== enclosingBody(read)) return false;
  const statement = write.parent;
  const declaration = (variable.defs[0]?.node as TSESTree.Node | undefined)?.parent;
  return (
    statement?.type === AST_NODE_TYPES.ExpressionStatement &&
    declaration !== undefined &&
    statement.parent === declaration.parent
  );
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
