/**
 * Links that no exporter can send. Each link of a span must be an object whose `context` is a SpanContext.
 *
 * Measured on SDK 2.x and 3.x: a link whose `context` is undefined passes `startSpan` and `addLink`, and makes the OTLP
 * serializers throw for every span of the batch (`toOtlpLink` of `@opentelemetry/otlp-transformer` reads
 * `link.context.traceId`), also where the link is a Context, a Span or a bare SpanContext, which have no `context`. A
 * Context or Span as `context` makes the protobuf serializer throw, and the JSON serializer sends a link without
 * identifiers (2.x). An undefined link throws in `startSpan` (both), `addLink` and `addLinks` (2.x).
 *
 * *Known limitations*: those of `MissingSpans` and `ListItems`; what a spread of an unknown object adds is not known.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isNothing, keyName, unwrap } from '../../ast';
import type { ContainerId } from '../../model';
import { type ApiResolver, declaredContainers, type ResolvedCall } from '../api-resolution';
import { resolveFunction, returnedExpressions, soleDefinition, variableOf } from '../bindings';
import { type GraphProvider, objectShape, propertyValues } from '../data-flow';
import { type ListItem, ListItems } from './list-items';
import { MissingSpans } from './missing-span';

const Kind = AST_NODE_TYPES;

/** What may be taken for a link, or for its context. */
export type Mistaken = 'Context' | 'Span' | 'SpanContext';

interface Fault {
  /** Where to report. */
  readonly node: TSESTree.Expression;
  /** The link as it stands in its list or call. */
  readonly link: TSESTree.Expression;
}

export type LinkFault =
  /** The `context` of the link may be undefined, since `origin` may. */
  | (Fault & { readonly kind: 'missingContext'; readonly origin: TSESTree.Expression })
  /** The link itself may be undefined. */
  | (Fault & { readonly kind: 'missingLink' })
  /** Another thing stands in the place of the link; `mayBeMissing` when it may be undefined besides. */
  | (Fault & {
      readonly kind: 'notALink';
      readonly type: Mistaken;
      readonly mayBeMissing: boolean;
      readonly isShared: boolean;
    })
  /** Another thing stands in the place of its SpanContext. */
  | (Fault & { readonly kind: 'notASpanContext'; readonly type: 'Context' | 'Span' });

const MAX_DEPTH = 8;

/** The faults of the links that a call gives to a span: `startSpan`, `startActiveSpan`, `addLink`, `addLinks`. */
export function linkFaults(resolver: ApiResolver, graphOf: GraphProvider, call: ResolvedCall): readonly LinkFault[] {
  return new LinkReader(resolver, graphOf).ofCall(call);
}

class LinkReader {
  private readonly lists: ListItems;
  private readonly missing: MissingSpans;

  constructor(
    private readonly resolver: ApiResolver,
    graphOf: GraphProvider,
  ) {
    this.lists = new ListItems(resolver, graphOf);
    this.missing = new MissingSpans(resolver, graphOf);
  }

  ofCall(call: ResolvedCall): readonly LinkFault[] {
    if (call.operation === 'span.addLink' || call.operation === 'span.addLinks') {
      const value = call.argument('value');
      if (!value) return [];
      return call.operation === 'span.addLinks'
        ? this.ofList(value)
        : this.ofLink(value, { node: value, dropsNothing: false, isShared: false }, 0);
    }
    const options = call.argument('options');
    return options
      ? propertyValues(this.resolver.sourceCode, options, 'links').flatMap((links) => this.ofList(links))
      : [];
  }

  private ofList(list: TSESTree.Node): readonly LinkFault[] {
    return this.lists.of(list).flatMap((item) => this.ofLink(item.node, item, 0));
  }

  private ofLink(expression: TSESTree.Expression, item: ListItem, depth: number): readonly LinkFault[] {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return [];
    if (isNothing(node)) return item.dropsNothing ? [] : [{ kind: 'missingLink', node, link: item.node }];
    switch (node.type) {
      case Kind.ObjectExpression:
        return this.ofLiteral(node, depth === 0 ? item.node : node);
      case Kind.ConditionalExpression:
        return [...this.ofLink(node.consequent, item, depth + 1), ...this.ofLink(node.alternate, item, depth + 1)];
      case Kind.LogicalExpression: {
        const right = this.ofLink(node.right, item, depth + 1);
        if (node.operator !== '&&')
          return [...this.ofLink(node.left, { ...item, dropsNothing: true }, depth + 1), ...right];
        const isMissing = !item.dropsNothing && this.missing.originOf(node.left) !== undefined;
        return isMissing ? [{ kind: 'missingLink', node, link: item.node }] : right;
      }
      case Kind.Identifier:
        return this.ofVariable(node, item, depth);
      case Kind.CallExpression:
        return this.ofFunction(node, item, depth) ?? this.ofOther(node, item, depth);
      default:
        return this.ofOther(node, item, depth);
    }
  }

  private ofLiteral(literal: TSESTree.ObjectExpression, link: TSESTree.Expression): readonly LinkFault[] {
    const shape = objectShape(this.resolver.sourceCode, literal);
    const contexts = shape?.properties.filter(({ name }) => name === 'context') ?? [];
    const names = literal.properties.map((property) =>
      property.type === Kind.Property ? keyName(property) : undefined,
    );
    if (contexts.length === 0) {
      const isSpanContext = names.includes('traceId') && names.includes('spanId') && shape?.complete === true;
      return isSpanContext
        ? [{ kind: 'notALink', node: literal, link, type: 'SpanContext', mayBeMissing: false, isShared: false }]
        : [];
    }
    const own = names.lastIndexOf('context');
    const isOverwritten = names.some((name, index) => name === undefined && index > own) && shape?.complete === false;
    return isOverwritten ? [] : contexts.flatMap(({ value }) => this.ofContext(value, link));
  }

  private ofContext(value: TSESTree.Expression, link: TSESTree.Expression): readonly LinkFault[] {
    const type = this.mistakenFor(value);
    if (type === 'Context' || type === 'Span') return [{ kind: 'notASpanContext', node: value, link, type }];
    const origin = this.missing.originOf(value);
    return origin ? [{ kind: 'missingContext', node: value, link, origin }] : [];
  }

  private ofVariable(node: TSESTree.Identifier, item: ListItem, depth: number): readonly LinkFault[] {
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    if (definition?.kind === 'value' && definition.path.length === 0 && !this.mistakenFor(node)) {
      return this.ofLink(definition.value, item, depth + 1).filter(({ kind }) => kind !== 'missingLink');
    }
    const items = definition && definition.kind !== 'value' ? this.lists.ofElement(definition) : [];
    if (items.length > 0 && (definition as { readonly path?: readonly string[] }).path?.length === 0) {
      // A callback's parameter: what the list holds; undefined ones may have been looked at on the way.
      const faults = items.flatMap((one) =>
        this.ofLink(one.node, { ...one, dropsNothing: true, isShared: true }, depth + 1),
      );
      if (faults.length > 0 && !this.mistakenFor(node)) return faults;
    }
    return this.ofOther(node, item, depth);
  }

  private ofFunction(node: TSESTree.CallExpression, item: ListItem, depth: number): readonly LinkFault[] | undefined {
    const fn = this.resolver.resolve(node) ? undefined : resolveFunction(this.resolver.sourceCode, node.callee);
    if (!fn || fn.async || fn.generator) return undefined;
    return returnedExpressions(this.resolver.sourceCode, fn).flatMap((returned) =>
      this.ofLink(returned, { ...item, isShared: true }, depth + 1),
    );
  }

  private ofOther(node: TSESTree.Expression, item: ListItem, depth: number): readonly LinkFault[] {
    const type = this.mistakenFor(node);
    if (!type) return [];
    const mayBeMissing = this.missing.originOf(node) !== undefined;
    return [{ kind: 'notALink', node, link: item.node, type, mayBeMissing, isShared: item.isShared || depth > 0 }];
  }

  /** What a value surely is, where it is a Context, Span or SpanContext and nothing else but undefined. */
  private mistakenFor(expression: TSESTree.Expression): Mistaken | undefined {
    const node = unwrap(expression);
    const { types } = this.resolver;
    const type = types?.typeAt(node);
    if (types && type && this.resolver.isTypeKnown(node)) {
      const { Undefined, Null } = types.ts.TypeFlags;
      const parts = (type.isUnion() ? type.types : [type]).filter((part) => (part.flags & (Undefined | Null)) === 0);
      const containers = parts.map((part) =>
        part.getProperty('context') ? undefined : declaredContainers(types, part)[0],
      );
      return containers.every((container) => container === containers[0]) ? mistaken(containers[0]) : undefined;
    }
    return this.isOneThing(node, 0) ? mistaken(this.resolver.inferredTypeOf(node)) : undefined;
  }

  /**
   * Whether an expression has one kind of value, as far as can be seen without types: no branches, no function with
   * several returns.
   */
  private isOneThing(expression: TSESTree.Node, depth: number): boolean {
    const node = unwrap(expression);
    if (node.type === Kind.LogicalExpression || node.type === Kind.ConditionalExpression || depth > MAX_DEPTH)
      return false;
    if (node.type === Kind.CallExpression) return this.resolver.resolve(node) !== undefined;
    if (node.type !== Kind.Identifier) return true;
    const variable = variableOf(this.resolver.sourceCode, node);
    const annotation = variable?.identifiers[0]?.typeAnnotation?.typeAnnotation;
    if (annotation) return !isChoice(annotation);
    const definition = variable && soleDefinition(variable);
    return (
      !variable ||
      (definition !== undefined && (definition.kind !== 'value' || this.isOneThing(definition.value, depth + 1)))
    );
  }
}

/** Whether a type names several things, undefined and null aside. */
function isChoice(annotation: TSESTree.TypeNode): boolean {
  if (annotation.type !== Kind.TSUnionType) return false;
  return (
    annotation.types.filter(({ type }) => type !== Kind.TSUndefinedKeyword && type !== Kind.TSNullKeyword).length !== 1
  );
}

function mistaken(container: ContainerId | undefined): Mistaken | undefined {
  return container === 'Context' || container === 'Span' || container === 'SpanContext' ? container : undefined;
}
