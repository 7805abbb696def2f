/**
 * Which context has the span whose ids a header was built from, so that the propagator can write the same span: the
 * active one, a context at hand, or the active one with a span or SpanContext at hand.
 *
 * *Known limitations*: ids of no span are nobody's; an optional chain on a span of its own, and a span that is found
 * inside a helper function, are unknown, since the code around the header has no name for them.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode, unwrap } from '../../ast';
import { activationAround, activationOf } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { resolveFunction, returnedExpressions, soleDefinition, variableOf } from '../bindings';
import type { Frame, Hole } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** `node` is an expression that means the same in front of the header's statement. */
export type HeaderContext =
  | { readonly kind: 'active' }
  | { readonly kind: 'context' | 'span' | 'span-context'; readonly node: TSESTree.Expression };

/** What a name stands for, and in whose light it has to be read. */
interface Bound {
  readonly node: TSESTree.Expression;
  readonly frame: Frame | undefined;
  readonly isArgument: boolean;
}

const ACTIVE: HeaderContext = { kind: 'active' };
const MAX_DEPTH = 8;

/**
 * The context for the holes of a header at a place: that of the one span they all come from, the active one where the
 * ids were made up on the spot or there are none. Undefined where they come from anything else.
 */
export function contextOfHoles(
  resolver: ApiResolver,
  holes: readonly Hole[],
  at: TSESTree.Node,
): HeaderContext | undefined {
  const ids = holes.filter((hole) => hole.of !== undefined);
  if (ids.length === 0)
    return holes.every(({ origin, length }) => origin === 'random' && length !== undefined) ? ACTIVE : undefined;
  // A flag that is looked up in another place does not matter, an id does.
  if (holes.some((hole) => hole.of === undefined && hole.role !== 'flags' && hole.origin !== 'random'))
    return undefined;
  const found = ids.map(({ of }) => of && new ContextFinder(resolver, at).ofSpanContext(of.node, of.frame, 0));
  const [first] = found;
  // `spanContext?.traceId`: where there may be none, there is none to be set.
  if (first?.kind === 'span-context' && ids.some(({ node }) => node.type === Kind.MemberExpression && node.optional))
    return undefined;
  return first && found.every((other) => other !== undefined && isSame(resolver, first, other)) ? first : undefined;
}

function isSame(resolver: ApiResolver, a: HeaderContext, b: HeaderContext): boolean {
  if (a.kind === 'active' || b.kind === 'active') return a.kind === b.kind;
  return a.kind === b.kind && resolver.sourceCode.getText(a.node) === resolver.sourceCode.getText(b.node);
}

/** The values that an expression may have, but for `undefined` and `null`. */
function alternatives(expression: TSESTree.Expression): readonly TSESTree.Expression[] {
  const node = unwrap(expression);
  if (node.type === Kind.ConditionalExpression)
    return [...alternatives(node.consequent), ...alternatives(node.alternate)];
  if (node.type === Kind.LogicalExpression)
    return node.operator === '&&'
      ? alternatives(node.right)
      : [...alternatives(node.left), ...alternatives(node.right)];
  const isNothing =
    (node.type === Kind.Identifier && node.name === 'undefined') || (node.type === Kind.Literal && node.value === null);
  return isNothing ? [] : [node];
}

class ContextFinder {
  constructor(
    private readonly resolver: ApiResolver,
    private readonly at: TSESTree.Node,
  ) {}

  ofSpanContext(expression: TSESTree.Expression, frame: Frame | undefined, depth: number): HeaderContext | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const node = unwrap(expression);
    if (node.type === Kind.CallExpression) {
      const call = this.resolver.resolve(node);
      if (call?.operation === 'trace.getSpanContext') return this.ofContext(call.argument('context'), frame);
      const fn = call ? undefined : resolveFunction(this.resolver.sourceCode, unwrap(node.callee));
      if (fn) return this.ofResult(fn, node, frame, depth);
      if (node.callee.type !== Kind.MemberExpression || (call && call.operation !== 'span.spanContext'))
        return undefined;
      return this.ofSpan(node.callee.object, frame, depth + 1, node.callee.optional);
    }
    const bound = this.through(node, frame);
    if (bound)
      return (
        this.seenFrom(bound, this.ofSpanContext(bound.node, bound.frame, depth + 1)) ??
        this.named('span-context', node, frame)
      );
    return this.resolver.typeOf(node) === 'SpanContext' ? this.named('span-context', node, frame) : undefined;
  }

  /** `ids()` of a function of the file: what it may return is of one context, or nothing. */
  private ofResult(
    fn: FunctionNode,
    call: TSESTree.CallExpression,
    outer: Frame | undefined,
    depth: number,
  ): HeaderContext | undefined {
    const values = returnedExpressions(this.resolver.sourceCode, fn).flatMap(alternatives);
    const found = values.map((value) => this.ofSpanContext(value, { fn, call, outer }, depth + 1));
    const [first] = found;
    return first?.kind === 'active' && found.every((other) => other?.kind === 'active') ? first : undefined;
  }

  private ofSpan(
    expression: TSESTree.Expression,
    frame: Frame | undefined,
    depth: number,
    isOptional: boolean,
  ): HeaderContext | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const node = unwrap(expression);
    if (node.type === Kind.CallExpression) {
      const call = this.resolver.resolve(node);
      if (call?.operation === 'trace.getActiveSpan')
        return frame && enclosingFunction(node) !== frame.fn ? undefined : ACTIVE;
      return call?.operation === 'trace.getSpan' ? this.ofContext(call.argument('context'), frame) : undefined;
    }
    const bound = this.through(node, frame);
    if (bound) {
      const inner = this.seenFrom(bound, this.ofSpan(bound.node, bound.frame, depth + 1, isOptional));
      if (inner || bound.isArgument) return inner;
    }
    if (!frame && this.isActiveSpanParameter(node)) return ACTIVE;
    return isOptional ? undefined : this.named('span', expression, frame);
  }

  /** What is active where a variable was filled need not be what is active here, if a function lies between. */
  private seenFrom(bound: Bound, found: HeaderContext | undefined): HeaderContext | undefined {
    const isHere =
      bound.isArgument || bound.frame !== undefined || enclosingFunction(bound.node) === enclosingFunction(this.at);
    return found?.kind === 'active' && !isHere ? undefined : found;
  }

  private ofContext(argument: TSESTree.Expression | undefined, frame: Frame | undefined): HeaderContext | undefined {
    if (!argument) return undefined;
    if (this.resolver.resolveExpression(argument)?.operation === 'context.active') return ACTIVE;
    return this.named('context', argument, frame);
  }

  /** What a name stands for: the value of a constant, or the argument of the call in whose light it is read. */
  private through(node: TSESTree.Expression, frame: Frame | undefined): Bound | undefined {
    if (node.type !== Kind.Identifier) return undefined;
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    if (definition?.kind === 'value' && definition.path.length === 0)
      return { node: definition.value, frame, isArgument: false };
    if (definition?.kind !== 'parameter' || definition.path.length > 0 || frame?.fn !== definition.fn) return undefined;
    const argument = frame.call.arguments[definition.index];
    return argument && argument.type !== Kind.SpreadElement
      ? { node: argument, frame: frame.outer, isArgument: true }
      : undefined;
  }

  /** A name or a field that the code around the header can use as it stands. */
  private named(
    kind: 'context' | 'span' | 'span-context',
    expression: TSESTree.Expression,
    frame: Frame | undefined,
  ): HeaderContext | undefined {
    const node = unwrap(expression);
    if (frame) return undefined;
    if (node.type === Kind.Identifier) {
      const variable = variableOf(this.resolver.sourceCode, node);
      const isVisible = variable?.defs.every(({ name }) => name.range[0] < this.at.range[0]) ?? false;
      return isVisible ? { kind, node: expression } : undefined;
    }
    const isField =
      node.type === Kind.MemberExpression &&
      !node.computed &&
      !node.optional &&
      node.object.type === Kind.ThisExpression;
    return isField ? { kind, node: expression } : undefined;
  }

  /** The span of the `startActiveSpan` that is the innermost activation around the header. */
  private isActiveSpanParameter(node: TSESTree.Expression): boolean {
    if (node.type !== Kind.Identifier) return false;
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    if (definition?.kind !== 'parameter' || definition.index !== 0) return false;
    const activation = activationAround(this.resolver, this.at);
    return (
      activation !== undefined &&
      activation.callback === definition.fn &&
      activationOf(this.resolver, definition.fn)?.call.operation === 'span.startActive'
    );
  }
}
