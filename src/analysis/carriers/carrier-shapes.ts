/**
 * The shape of a carrier: by its type where the checker knows it, else by how the expression was made.
 *
 * A cast to a plain type is believed, unless the value under it is of a class that the model knows: what is a `Headers`
 * stays one, whatever it is called.
 *
 * *Known limitations*: without types, parameters whose callers are not all known are unknown but for those of Fetch
 * handlers and of known message handlers; what another file exports is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, keyName, literalString, parameterOwner, propertyValue, unwrap } from '../../ast';
import { CARRIER_ORIGINS, type CarrierShape, PROPAGATION_HEADERS } from '../../model/carriers';
import type { ApiResolver } from '../api-resolution';
import { annotationOf } from '../bindings';
import { builtinName } from '../data-flow';
import { namedExport } from '../library-objects';
import type { MessageShape } from '../messaging';
import { SAME_VALUE, type ValueFlow, valueFlow } from '../value-flow';
import { shapeOfAnnotation } from './annotated-shape';
import { isFetchEvent, isFetchRequest } from './fetch-handlers';
import { type InnerCarrier, shapeOfType } from './typed-shape';

/** What a carrier is for: reading, or writing. */
export type CarrierPurpose = 'extract' | 'inject';

/** The shape of a carrier and what shows it. */
export interface CarrierFinding {
  readonly shape: CarrierShape;
  /** Whether it is so only where a union has one of its members, the others being plain. */
  readonly isPartly: boolean;
  /** Whether a class of the model says so, whose instances can be iterated, and not only what members the type has. */
  readonly isDeclared: boolean;
  /** Whether it is the `Headers` or `URLSearchParams` of the global scope. */
  readonly isGlobal: boolean;
  /** Of an envelope: the path to its headers, and their shape. */
  readonly inner?: InnerCarrier;
}

/** What a known message handler says of an expression inside it. */
export type ShapeOfMessage = (expression: TSESTree.Expression) => MessageShape | undefined;

export class CarrierShapes {
  private readonly known = new WeakMap<TSESTree.Node, CarrierFinding | null>();

  private readonly flow: ValueFlow;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly ofMessage: ShapeOfMessage = () => undefined,
  ) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  /** The shape of a carrier for a purpose; undefined where nothing tells. */
  of(expression: TSESTree.Expression, purpose: CarrierPurpose): CarrierFinding | undefined {
    const found = this.find(expression);
    // A Kafka producer takes texts: only what was received holds Buffers.
    if (purpose === 'inject' && found?.shape === 'buffers') return plain;
    return found;
  }

  private find(expression: TSESTree.Expression): CarrierFinding | undefined {
    let known = this.known.get(expression);
    if (known === undefined) {
      this.known.set(expression, null);
      known = this.byType(expression) ?? this.byConstruction(expression) ?? null;
      this.known.set(expression, known);
    }
    return known ?? undefined;
  }

  private byType(expression: TSESTree.Expression): CarrierFinding | undefined {
    const { types } = this.resolver;
    if (!types) return undefined;
    const node = unwrap(expression);
    const inner = this.typedShape(node);
    // A cast that picks one type of a union says what a test before it has shown.
    if (
      (inner?.isDeclared && !inner.isPartly) ||
      node === expression ||
      expression.type === AST_NODE_TYPES.ChainExpression
    )
      return inner;
    const outer = this.typedShape(expression);
    return outer?.shape === 'plain' || !this.resolver.isTypeKnown(node) ? outer : inner;
  }

  private typedShape(node: TSESTree.Expression): ReturnType<typeof shapeOfType> {
    const { types } = this.resolver;
    const type = types?.typeAt(node);
    return types && type && shapeOfType(types, type);
  }

  /** The shape that all values have which an expression may be. */
  private byConstruction(expression: TSESTree.Expression): CarrierFinding | undefined {
    const { flows, others, unknown } = this.flow.backward(expression, {
      label: ({ node, path }) => path.reduce(partOf, this.at(node)),
      kinds: SAME_VALUE,
    });
    const isKnown = flows.length > 0 && others.length === 0 && unknown.length === 0;
    return isKnown
      ? flows.map(({ label }) => label).reduce<CarrierFinding | undefined>(same, flows[0]?.label)
      : undefined;
  }

  /** What a place says by itself. */
  private at(place: TSESTree.Node): CarrierFinding | undefined {
    const owner = parameterOwner(place);
    if (owner) return this.ofParameter(owner, place as TSESTree.Parameter);
    if (place.type === AST_NODE_TYPES.ClassBody || place.parent?.type === AST_NODE_TYPES.ImportDeclaration)
      return undefined;
    const node = place as TSESTree.Expression;
    const typed = this.byType(node);
    if (typed) return typed;
    const message = this.resolver.isTypeKnown(node) ? undefined : this.ofMessage(node);
    if (message) return ofMessage(message);
    switch (node.type) {
      case AST_NODE_TYPES.ObjectExpression:
        return this.ofLiteral(node);
      case AST_NODE_TYPES.ArrayExpression:
        return of('list');
      case AST_NODE_TYPES.TemplateLiteral:
      case AST_NODE_TYPES.BinaryExpression:
      case AST_NODE_TYPES.Literal:
        return isText(node) ? of('text') : undefined;
      case AST_NODE_TYPES.NewExpression:
        return this.ofOrigin(node, 'new');
      case AST_NODE_TYPES.CallExpression:
        return this.ofOrigin(node, 'call') ?? this.ofBuiltin(node);
      case AST_NODE_TYPES.Identifier:
      case AST_NODE_TYPES.MemberExpression:
        return this.annotated(node);
      default:
        return undefined;
    }
  }

  private annotated(node: TSESTree.Expression): CarrierFinding | undefined {
    const annotation = this.resolver.isTypeKnown(node) ? undefined : annotationOf(this.resolver.sourceCode, node);
    return annotation && shapeOfAnnotation(this.resolver, annotation.typeAnnotation);
  }

  private ofParameter(fn: FunctionNode, parameter: TSESTree.Parameter): CarrierFinding | undefined {
    if (this.resolver.isTypeKnown(parameter)) return undefined;
    if (isFetchEvent(fn, parameter))
      return { ...of('envelope'), inner: { ...REQUEST_HEADERS, path: ['request', 'headers'] } };
    return isFetchRequest(this.flow, fn, fn.params.indexOf(parameter)) ? request : undefined;
  }

  /** `{ method: 'GET', headers }` is the options of a request, unless it holds a header itself. */
  private ofLiteral(node: TSESTree.ObjectExpression): CarrierFinding {
    const headers = propertyValue(node, 'headers');
    const isCarrier = node.properties.some(
      (property) =>
        property.type !== AST_NODE_TYPES.Property ||
        PROPAGATION_HEADERS.includes(keyName(property)?.toLowerCase() ?? ''),
    );
    if (!headers || isCarrier) return plain;
    return {
      ...of('envelope'),
      inner: {
        path: ['headers'],
        shape: this.find(headers)?.shape ?? 'plain',
        isOptional: false,
        isGlobal: false,
      },
    };
  }

  private ofOrigin(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
    by: 'call' | 'new',
  ): CarrierFinding | undefined {
    const row = this.originOf(node, by);
    if (!row) return undefined;
    const isGlobal = namedExport(this.resolver, node.callee)?.package === undefined;
    if (!row.property) return { ...of(row.shape), isGlobal };
    return {
      ...of('envelope'),
      isGlobal,
      inner: { path: [row.property], shape: row.shape, isOptional: false, isGlobal },
    };
  }

  private originOf(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
    by: 'call' | 'new',
  ): (typeof CARRIER_ORIGINS)[number] | undefined {
    const named = namedExport(this.resolver, node.callee);
    return (
      named &&
      CARRIER_ORIGINS.find((row) => row.by === by && row.name === named.name && row.packages.includes(named.package))
    );
  }

  private ofBuiltin(node: TSESTree.CallExpression): CarrierFinding | undefined {
    switch (builtinName(this.resolver.sourceCode, node.callee)) {
      case 'JSON.stringify':
        return of('text');
      case 'Object.entries':
      case 'Array.from':
        return of('list');
      case 'Object.fromEntries':
        return plain;
      default:
        return undefined;
    }
  }
}

/** Whether a sum has a text in it: then it is one. */
function isText(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.BinaryExpression)
    return node.operator === '+' && (isText(node.left) || isText(node.right));
  return node.type === AST_NODE_TYPES.TemplateLiteral || literalString(node) !== undefined;
}

const of = (shape: CarrierShape): CarrierFinding => ({ shape, isPartly: false, isDeclared: true, isGlobal: false });
const plain = of('plain');
const REQUEST_HEADERS: Omit<InnerCarrier, 'path'> = { shape: 'headers', isOptional: false, isGlobal: true };
const request: CarrierFinding = {
  ...of('envelope'),
  isGlobal: true,
  inner: { ...REQUEST_HEADERS, path: ['headers'] },
};

/** A message may be missing: RabbitMQ hands over null when a consumer is cancelled. */
function ofMessage({ shape, inner }: MessageShape): CarrierFinding {
  return { ...of(shape), ...(inner && { inner: { ...inner, isOptional: true, isGlobal: false } }) };
}

function same(a: CarrierFinding | undefined, b: CarrierFinding | undefined): CarrierFinding | undefined {
  return a && b && a.shape === b.shape ? a : undefined;
}

/** The headers of an envelope, by the property that holds them. */
function partOf(whole: CarrierFinding | undefined, name: string): CarrierFinding | undefined {
  const inner = whole?.inner;
  if (!whole || !inner || inner.path[0] !== name) return undefined;
  const path = inner.path.slice(1);
  return path.length === 0 ? { ...of(inner.shape), isGlobal: inner.isGlobal } : { ...whole, inner: { ...inner, path } };
}
