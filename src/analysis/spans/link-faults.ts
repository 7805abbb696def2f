/**
 * Links that no exporter can send. Each link of a span must be an object whose `context` is a SpanContext.
 *
 * Measured on SDK 2.x and 3.x: a link whose `context` is undefined passes `startSpan` and `addLink`, and makes the OTLP
 * serializers throw for every span of the batch (`toOtlpLink` of `@opentelemetry/otlp-transformer` reads
 * `link.context.traceId`), also where the link is a Context, a Span or a bare SpanContext, which have no `context`. A
 * Context or Span as `context` makes the protobuf serializer throw, and the JSON serializer sends a link without
 * identifiers (2.x). An undefined link throws in `startSpan` (both), `addLink` and `addLinks` (2.x).
 *
 * *Known limitations*: those of `missingSpan` and `listItems`; what a spread of an unknown object adds is not known.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isNothing, keyName, parameterOwner, unwrap } from '../../ast';
import type { ContainerId } from '../../model';
import { type ApiResolver, declaredContainers, type ResolvedCall } from '../api-resolution';
import { variableOf } from '../bindings';
import { objectShape } from '../data-flow';
import { type Flow, SAME_VALUE, type ValueFlow, valueFlow } from '../value-flow';
import { isGuarded } from './guards';
import { isSettled, isUnknownFilter, type ListItem, listItems } from './list-items';
import { missingSpan } from './missing-span';

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

/** Expressions that are asked for what they are; all others are looked behind. */
const ASKED: ReadonlySet<TSESTree.Node['type']> = new Set([
  Kind.AwaitExpression,
  Kind.CallExpression,
  Kind.Identifier,
  Kind.MemberExpression,
  Kind.NewExpression,
]);

/** What stands in the place of a link. */
type Standing = Mistaken | 'literal' | 'nothing';

/** The faults of the links that a call gives to a span: `startSpan`, `startActiveSpan`, `addLink`, `addLinks`. */
export function linkFaults(resolver: ApiResolver, call: ResolvedCall): readonly LinkFault[] {
  const { sourceCode } = resolver;
  const links = new LinkReader(resolver);
  const value = call.argument('value');
  if (call.operation === 'span.addLink')
    return value ? links.ofLink({ node: value, dropsNothing: false, isShared: false }) : [];
  const options = call.argument('options');
  const items =
    call.operation === 'span.addLinks'
      ? value && listItems(sourceCode, value)
      : options && listItems(sourceCode, options, ['links']);
  return (items ?? []).flatMap((item) => links.ofLink(item));
}

class LinkReader {
  private readonly flow: ValueFlow;

  constructor(private readonly resolver: ApiResolver) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  ofLink(item: ListItem): readonly LinkFault[] {
    const { flows } = this.flow.backward(item.node, {
      label: ({ node, path }) => (path.length === 0 ? this.standingAt(node, item) : undefined),
      barrier: (place) => isUnknownFilter(this.resolver.sourceCode, place),
      kinds: SAME_VALUE,
    });
    return flows.filter(({ steps }) => isSettled(steps)).flatMap((flow) => this.faultsOf(flow, item));
  }

  private standingAt(node: TSESTree.Node, { dropsNothing }: ListItem): Standing | undefined {
    if (isNothing(node)) return 'nothing';
    if (node.type === Kind.ObjectExpression) return 'literal';
    if (node.type === Kind.LogicalExpression && node.operator === '&&' && !dropsNothing)
      return missingSpan(this.resolver, node.left) && 'nothing';
    if (!ASKED.has(node.type) || parameterOwner(node)) return undefined;
    const isOwn =
      node.type === Kind.CallExpression &&
      !this.resolver.resolve(node) &&
      this.flow.calls.calleesOf(node).callees.length > 0;
    return isOwn ? undefined : this.mistakenFor(node as TSESTree.Expression);
  }

  private faultsOf({ label, node: place, steps }: Flow<Standing>, item: ListItem): readonly LinkFault[] {
    const node = place as TSESTree.Expression;
    const isHere = unwrap(item.node) === node;
    const link = item.node;
    if (label === 'nothing') {
      // What a name holds may have been looked at; a default takes the place of what is missing.
      const isNamed = [link, ...steps.slice(0, -1).map(({ to }) => to)].some(({ type }) => type === Kind.Identifier);
      const isReplaced = steps.some(({ site, to }) => site.type === Kind.LogicalExpression && site.left === to);
      const isThere = item.dropsNothing || isReplaced || (isNamed && !isHere);
      return isThere ? [] : [{ kind: 'missingLink', node, link }];
    }
    if (label === 'literal') {
      // `if (link.context) span.addLink(link)`
      if (!isHere && this.isLookedAt(unwrap(link))) return [];
      // What a caller made is no link yet.
      const isGiven = isHere || steps.some(({ kind }) => kind === 'argument');
      return this.ofLiteral(node as TSESTree.ObjectExpression, isGiven ? link : node);
    }
    const mayBeMissing = missingSpan(this.resolver, node) !== undefined;
    return [{ kind: 'notALink', node, link, type: label, mayBeMissing, isShared: item.isShared || !isHere }];
  }

  /** Whether the name under which a link is used is surely looked at before. */
  private isLookedAt(use: TSESTree.Expression): boolean {
    const variable = use.type === Kind.Identifier ? variableOf(this.resolver.sourceCode, use) : undefined;
    if (!variable) return false;
    return isGuarded(this.resolver, this.flow.graphOf, {
      use,
      variables: new Set([variable]),
      contextText: undefined,
    });
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
    const origin = missingSpan(this.resolver, value);
    return origin ? [{ kind: 'missingContext', node: value, link, origin }] : [];
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
    return this.isOneThing(node) ? mistaken(this.resolver.inferredTypeOf(node)) : undefined;
  }

  /** Whether an expression has one kind of value, as far as can be seen without types. */
  private isOneThing(node: TSESTree.Expression): boolean {
    if (node.type === Kind.CallExpression) return this.resolver.resolve(node) !== undefined;
    if (node.type === Kind.MemberExpression) return true;
    const variable = node.type === Kind.Identifier ? variableOf(this.resolver.sourceCode, node) : undefined;
    const annotation = variable?.identifiers[0]?.typeAnnotation?.typeAnnotation;
    if (annotation) return !isChoice(annotation);
    const { others, unknown } = this.flow.backward(node, { label: () => undefined, kinds: SAME_VALUE });
    const [end, ...more] = [...others, ...unknown];
    return more.length === 0 && end?.steps.every(({ kind }) => kind !== 'choice') === true;
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
