/**
 * The properties that an object may have: of a literal, through variables, fields, spreads, `Object.assign`,
 * `Object.fromEntries`, functions of the file, and later writes (`o.a = v`, `o['a'] = v`, `Object.assign(o, { a: v })`).
 *
 * *Known limitations*: those of the value flow; lists and collections (`Map`, `Headers`) are no such objects.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  ANY,
  type HeldPart,
  partsOf,
  SAME_VALUE,
  type StepKind,
  type ValueFlow,
  valueFlow,
  valuesOf,
} from '../value-flow';

const Kind = AST_NODE_TYPES;

export interface ObjectProperty {
  /** The static name, or undefined for a computed key. */
  readonly name: string | undefined;
  readonly key: TSESTree.Node;
  readonly value: TSESTree.Expression;
  /**
   * The property, the member of a class, the assignment or the call that writes it, or the `[key, value]` pair that
   * `Object.fromEntries` reads.
   */
  readonly site: TSESTree.Node;
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
   * Whether to look into the results of functions of the file, and from their parameters to their calls: what is found
   * there is that of any call. Default: true.
   */
  readonly followCalls?: boolean;
}

/** Kinds of step that leave no function, so that what is found is that of each call. */
export const WITHIN_CALLS: ReadonlySet<StepKind> = new Set(
  [...SAME_VALUE].filter((kind) => kind !== 'return' && kind !== 'argument'),
);

/** The shape of an expression's value, or undefined when it is not a known object. */
export function objectShape(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
  { followCalls = true }: ShapeOptions = {},
): ObjectShape | undefined {
  const known = followCalls ? shapes.everywhere : shapes.within;
  let found = known.get(expression);
  if (found === undefined) known.set(expression, (found = findShape(sourceCode, expression, followCalls) ?? null));
  return found ?? undefined;
}

/** What was found of an expression; null where it is no known object. */
type Shapes = WeakMap<TSESTree.Node, ObjectShape | null>;

const shapes: { readonly everywhere: Shapes; readonly within: Shapes } = {
  everywhere: new WeakMap<TSESTree.Node, ObjectShape | null>(),
  within: new WeakMap<TSESTree.Node, ObjectShape | null>(),
};

function findShape(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
  followCalls: boolean,
): ObjectShape | undefined {
  const flow = valueFlow(sourceCode);
  const { isObject, isOpened, parts, spreads } = partsOf(flow, expression, {
    kinds: followCalls ? SAME_VALUE : WITHIN_CALLS,
    isMeant: (node) => isPlainObject(flow, node),
  });
  if (!isObject) return undefined;
  const properties = parts.flatMap((part) => propertiesOf(flow, part));
  return {
    properties,
    spreads: spreads.filter((spread) => spread !== expression) as TSESTree.Expression[],
    complete: isOpened && parts.every(({ name, site }) => name !== ANY || site.type !== Kind.ArrayExpression),
  };
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

/** Whether what is made at a node may be an object with properties of its own, and no list or collection. */
function isPlainObject(flow: ValueFlow, node: TSESTree.Node): boolean {
  if (node.type === Kind.NewExpression) return flow.calls.classesOf(node.callee).length > 0;
  if (node.type !== Kind.CallExpression) return node.type !== Kind.ArrayExpression;
  const rows = flow.summariesOf(node)?.filter(({ to }) => to.base === 'result') ?? [];
  return rows.every(({ from, kind }) => kind === 'entries' || from.path.at(-1) === '1');
}

function propertiesOf(flow: ValueFlow, { name, site, value }: HeldPart): readonly ObjectProperty[] {
  const key = keyAt(site);
  if (!key) return [];
  const isPart = value.path.length > 0 || site.type === Kind.TSParameterProperty;
  const values = isPart ? valuesOf(flow, value.node, value.path).values : [value];
  return values
    .filter(({ path }) => path.length === 0)
    .map(({ node }) => ({ name: name === ANY ? undefined : name, key, value: node as TSESTree.Expression, site }));
}

/** The name of a property where it is given its value; undefined for what is no property: `map.set(key, value)`. */
function keyAt(site: TSESTree.Node): TSESTree.Node | undefined {
  switch (site.type) {
    case Kind.Property:
    case Kind.PropertyDefinition:
    case Kind.MethodDefinition:
      return site.key;
    case Kind.TSParameterProperty:
      return site.parameter;
    case Kind.AssignmentExpression:
      return site.left.type === Kind.MemberExpression ? site.left.property : site.left;
    case Kind.ArrayExpression:
      return site.elements[0] ?? undefined;
    case Kind.CallExpression: // `Object.defineProperty(object, key, { value })`
      return site.arguments.length === 3 ? site.arguments[1] : undefined;
    default:
      return undefined;
  }
}
