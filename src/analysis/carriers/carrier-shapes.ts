/**
 * The shape of a carrier: by its type where the checker knows it, else by how the expression was made.
 *
 * A cast to a plain type is believed, unless the value under it is of a class that the model knows: what is a `Headers`
 * stays one, whatever it is called.
 *
 * Known limitations: without types, parameters are unknown but for those of Fetch handlers and of known message
 * handlers; what a function returns or another file exports is unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  type FunctionNode,
  keyName,
  literalString,
  memberName,
  propertyValue,
  unwrap,
  wrapped,
} from '../../ast';
import { CARRIER_ORIGINS, type CarrierShape, FETCH_HANDLERS, PROPAGATION_HEADERS } from '../../model/carriers';
import type { ApiResolver } from '../api-resolution';
import { definitionsOf, thisHolder, variableOf } from '../bindings';
import { builtinName } from '../data-flow';
import { fieldWrites, namedExport } from '../library-objects';
import type { MessageShape } from '../messaging';
import { shapeOfAnnotation } from './annotated-shape';
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

const MAX_DEPTH = 8;

export class CarrierShapes {
  private readonly known = new WeakMap<TSESTree.Node, CarrierFinding | null>();

  constructor(
    private readonly resolver: ApiResolver,
    private readonly ofMessage: ShapeOfMessage = () => undefined,
  ) {}

  /** The shape of a carrier for a purpose; undefined where nothing tells. */
  of(expression: TSESTree.Expression, purpose: CarrierPurpose): CarrierFinding | undefined {
    const found = this.find(expression, 0);
    // A Kafka producer takes texts: only what was received holds Buffers.
    if (purpose === 'inject' && found?.shape === 'buffers') return plain;
    return found;
  }

  private find(expression: TSESTree.Expression, depth: number): CarrierFinding | undefined {
    let known = this.known.get(expression);
    if (known === undefined) {
      this.known.set(expression, null);
      known = this.byType(expression) ?? this.byConstruction(expression, depth) ?? null;
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

  private byConstruction(expression: TSESTree.Expression, depth: number): CarrierFinding | undefined {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return undefined;
    const message = this.resolver.isTypeKnown(node) ? undefined : this.ofMessage(node);
    if (message) return ofMessage(message);
    switch (node.type) {
      case AST_NODE_TYPES.ObjectExpression:
        return this.ofLiteral(node, depth);
      case AST_NODE_TYPES.ArrayExpression:
        return of('list');
      case AST_NODE_TYPES.TemplateLiteral:
        return of('text');
      case AST_NODE_TYPES.BinaryExpression:
        return isText(node) ? of('text') : undefined;
      case AST_NODE_TYPES.Literal:
        return typeof node.value === 'string' ? of('text') : undefined;
      case AST_NODE_TYPES.NewExpression:
        return this.ofOrigin(node, 'new');
      case AST_NODE_TYPES.CallExpression:
        return this.ofOrigin(node, 'call') ?? this.ofBuiltin(node);
      case AST_NODE_TYPES.AwaitExpression:
        return this.byConstruction(node.argument, depth + 1);
      case AST_NODE_TYPES.Identifier:
        return this.ofVariable(node, depth);
      case AST_NODE_TYPES.MemberExpression:
        return this.ofMember(node, depth);
      case AST_NODE_TYPES.LogicalExpression:
        return same(this.find(node.left, depth + 1), this.find(node.right, depth + 1));
      case AST_NODE_TYPES.ConditionalExpression:
        return same(this.find(node.consequent, depth + 1), this.find(node.alternate, depth + 1));
      default:
        return undefined;
    }
  }

  /** `{ method: 'GET', headers }` is the options of a request, unless it holds a header itself. */
  private ofLiteral(node: TSESTree.ObjectExpression, depth: number): CarrierFinding {
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
        shape: this.find(headers, depth + 1)?.shape ?? 'plain',
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

  private ofVariable(node: TSESTree.Identifier, depth: number): CarrierFinding | undefined {
    const variable = variableOf(this.resolver.sourceCode, node);
    const annotation = this.resolver.isTypeKnown(node) ? undefined : variable?.identifiers[0]?.typeAnnotation;
    const annotated = annotation && shapeOfAnnotation(this.resolver, annotation.typeAnnotation);
    if (annotated) return annotated;
    const findings = (variable ? definitionsOf(variable) : []).map((definition) => {
      if (definition.kind === 'parameter') {
        const isRequest =
          definition.path.length === 0 &&
          !this.resolver.isTypeKnown(node) &&
          isFetchRequest(this.resolver.sourceCode, definition.fn, definition.index);
        return isRequest ? request : undefined;
      }
      if (definition.kind !== 'value') return undefined;
      if (definition.path.length === 0) return this.find(definition.value, depth + 1);
      const whole = this.find(definition.value, depth + 1);
      return definition.path.length === 1 ? partOf(whole, definition.path[0] ?? '') : undefined;
    });
    return findings.length === 0 ? undefined : findings.reduce(same);
  }

  private ofMember(node: TSESTree.MemberExpression, depth: number): CarrierFinding | undefined {
    const name = node.property.type === AST_NODE_TYPES.PrivateIdentifier ? node.property.name : memberName(node);
    if (name === undefined) return undefined;
    const object = unwrap(node.object);
    if (object.type === AST_NODE_TYPES.ThisExpression) return this.ofField(object, name, depth);
    if (
      name === 'request' &&
      !this.resolver.isTypeKnown(node) &&
      object.type === AST_NODE_TYPES.Identifier &&
      this.isFetchEvent(object)
    )
      return request;
    return partOf(this.find(object, depth + 1), name);
  }

  /** A field of the class around `this`: by its annotation, else by all that is ever written to it. */
  private ofField(node: TSESTree.ThisExpression, name: string, depth: number): CarrierFinding | undefined {
    const holder = thisHolder(node);
    if (!holder || holder.type === AST_NODE_TYPES.ObjectExpression || this.resolver.isTypeKnown(node)) return undefined;
    for (const member of holder.body.body) {
      const annotation =
        member.type === AST_NODE_TYPES.PropertyDefinition && keyName(member) === name
          ? member.typeAnnotation
          : undefined;
      if (annotation) return shapeOfAnnotation(this.resolver, annotation.typeAnnotation);
    }
    const findings = fieldWrites(this.resolver, holder, name).map((value) => this.find(value, depth + 1));
    return findings.length === 0 ? undefined : findings.reduce(same);
  }

  /** `addEventListener('fetch', (event) => event.request)`. */
  private isFetchEvent(node: TSESTree.Identifier): boolean {
    const variable = variableOf(this.resolver.sourceCode, node);
    return (variable ? definitionsOf(variable) : []).some((definition) => {
      if (definition.kind !== 'parameter' || definition.index !== 0) return false;
      const { parent } = definition.fn;
      if (parent.type !== AST_NODE_TYPES.CallExpression || parent.arguments[1] !== definition.fn) return false;
      const callee = unwrap(parent.callee);
      const name =
        callee.type === AST_NODE_TYPES.Identifier
          ? callee.name
          : callee.type === AST_NODE_TYPES.MemberExpression
            ? memberName(callee)
            : undefined;
      return name === 'addEventListener' && literalString(parent.arguments[0]) === 'fetch';
    });
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
const request: CarrierFinding = {
  ...of('envelope'),
  isGlobal: true,
  inner: { path: ['headers'], shape: 'headers', isOptional: false, isGlobal: true },
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

/** Whether a parameter is the `Request` of a Fetch handler. */
function isFetchRequest(sourceCode: TSESLint.SourceCode, fn: FunctionNode, index: number): boolean {
  const parameter = fn.params[index];
  if (index !== 0 || parameter?.type !== AST_NODE_TYPES.Identifier || !FETCH_HANDLERS.parameters.has(parameter.name))
    return false;
  const [, second] = fn.params;
  const beside = second?.type === AST_NODE_TYPES.Identifier ? second.name.replace(/^_/, '') : '';
  if (FETCH_HANDLERS.responses.has(beside)) return false;
  const { parent } = fn;
  if (parent.type === AST_NODE_TYPES.Property) {
    return (
      FETCH_HANDLERS.properties.has(keyName(parent) ?? '') &&
      (FETCH_HANDLERS.environments.has(beside) || isServer(sourceCode, parent.parent))
    );
  }
  const name = fn.type === AST_NODE_TYPES.FunctionDeclaration ? fn.id?.name : undefined;
  if (name !== undefined)
    return parent.type === AST_NODE_TYPES.ExportNamedDeclaration && FETCH_HANDLERS.exports.has(name);
  if (parent.type !== AST_NODE_TYPES.VariableDeclarator || parent.id.type !== AST_NODE_TYPES.Identifier) return false;
  return (
    parent.parent.parent.type === AST_NODE_TYPES.ExportNamedDeclaration && FETCH_HANDLERS.exports.has(parent.id.name)
  );
}

/** Whether an object with a `fetch` handler is served: exported as a whole, or given to `serve`. */
function isServer(sourceCode: TSESLint.SourceCode, object: TSESTree.Node): boolean {
  if (object.type !== AST_NODE_TYPES.ObjectExpression) return false;
  const isKnown = (name: string | undefined): boolean =>
    name !== undefined && (FETCH_HANDLERS.properties.has(name) || FETCH_HANDLERS.siblings.has(name));
  if (!object.properties.every((property) => property.type === AST_NODE_TYPES.Property && isKnown(keyName(property))))
    return false;
  const value = wrapped(object);
  const { parent } = value;
  if (parent?.type === AST_NODE_TYPES.VariableDeclarator && parent.id.type === AST_NODE_TYPES.Identifier) {
    return variableOf(sourceCode, parent.id)?.references.some(({ identifier }) => isServed(identifier)) ?? false;
  }
  return isServed(value);
}

function isServed(value: TSESTree.Node): boolean {
  const { parent } = value;
  switch (parent?.type) {
    case AST_NODE_TYPES.ExportDefaultDeclaration:
      return true;
    case AST_NODE_TYPES.AssignmentExpression: {
      const name =
        parent.right === value && parent.left.type === AST_NODE_TYPES.MemberExpression
          ? memberName(parent.left)
          : undefined;
      return name === 'exports' || name === 'default';
    }
    case AST_NODE_TYPES.CallExpression:
      // `serve({ fetch })`, and what wraps a handler before it is exported.
      return /^(?:serve|instrument\w*|wrap\w*)$/.test(calleeName(parent) ?? '');
    default:
      return false;
  }
}
