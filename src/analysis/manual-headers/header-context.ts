/**
 * Which context has the span whose ids a header was built from, so that the propagator can write the same span: the
 * active one, a context at hand, or the active one with a span or SpanContext at hand.
 *
 * *Known limitations*: ids of no span are nobody's; an optional chain on a span of its own, and a span that is found
 * inside a helper function, are unknown, since the code around the header has no name for them.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, enclosingFunction, isNothing, parameterOwner } from '../../ast';
import { activationAround, activationOf } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { type End, type Frame, SAME_VALUE, type ValueFlow, valueFlow } from '../value-flow';
import { isManyCalled } from './places';
import type { Hole } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** `node` is an expression that means the same in front of the header's statement. */
export type HeaderContext =
  | { readonly kind: 'active' }
  | { readonly kind: 'context' | 'span' | 'span-context'; readonly node: TSESTree.Expression };

/** An expression, and the calls that it stands in. */
interface Place {
  readonly node: TSESTree.Node;
  readonly frame: Frame | undefined;
}

/** What a place on the way says: the context, a value to ask on, or that nobody can tell. */
type Found = HeaderContext | 'unknown' | (() => HeaderContext | undefined);

const ACTIVE: HeaderContext = { kind: 'active' };

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
  const finder = new ContextFinder(resolver, at);
  const found = ids.map(({ of }) => of && finder.ofSpanContext(of));
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

class ContextFinder {
  private readonly flow: ValueFlow;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly at: TSESTree.Node,
  ) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  ofSpanContext(place: Place): HeaderContext | undefined {
    return this.find(place, 'span-context', ({ node, frame }) => {
      if (node.type !== Kind.CallExpression) return undefined;
      const call = this.resolver.resolve(node);
      if (call?.operation === 'trace.getSpanContext') return () => this.ofContext(call.argument('context'), frame);
      const { callee } = node;
      const isTaken = call ? call.operation === 'span.spanContext' : calleeName(node) === 'spanContext';
      return isTaken && callee.type === Kind.MemberExpression
        ? () => this.ofSpan({ node: callee.object, frame }, callee.optional)
        : undefined;
    });
  }

  private ofSpan(place: Place, isOptional: boolean): HeaderContext | undefined {
    return this.find(place, isOptional ? undefined : 'span', ({ node, frame }) => {
      if (!frame && this.isActiveSpanParameter(node)) return ACTIVE;
      const call = this.resolver.resolve(node);
      if (call?.operation === 'trace.getActiveSpan') return this.isHere(node, frame) ? ACTIVE : 'unknown';
      return call?.operation === 'trace.getSpan' ? () => this.ofContext(call.argument('context'), frame) : undefined;
    });
  }

  private ofContext(node: TSESTree.Node | undefined, frame: Frame | undefined): HeaderContext | undefined {
    if (!node) return undefined;
    return this.find({ node, frame }, 'context', (place) => {
      if (this.resolver.resolve(place.node)?.operation !== 'context.active') return undefined;
      return this.isHere(place.node, place.frame) ? ACTIVE : 'unknown';
    });
  }

  /** The context that all values say that an expression may have, or else the name that it has in front of the header. */
  private find(
    { node, frame }: Place,
    kind: 'context' | 'span' | 'span-context' | undefined,
    at: (place: Place) => Found | undefined,
  ): HeaderContext | undefined {
    const plain = new Set<TSESTree.Node>();
    const { barred, flows, others, unknown } = this.flow.backward(
      { node, path: [], frame },
      {
        label: (place) => {
          if (place.path.length > 0) return undefined;
          if (!place.frame) plain.add(place.node);
          return at(place);
        },
        barrier: (place) => place.frame === undefined && isManyCalled(this.flow, place.node),
        kinds: SAME_VALUE,
      },
    );
    const open = [...others, ...barred, ...unknown].filter((end) => !isNothing(end.node));
    const found = flows.map(({ label }) => (typeof label === 'function' ? label() : label));
    const [first] = open.length > 0 ? [] : found;
    if (first && first !== 'unknown' && (found.length === 1 || found.every((one) => one === ACTIVE))) return first;
    if (kind === undefined) return undefined;
    const way = [node, ...commonWay([...flows, ...open])].filter((place) => plain.has(place));
    const named = way.findLast((place): place is TSESTree.Expression => this.isNamed(place, place === node));
    return named && { kind, node: named };
  }

  /** What is active in a function is active at the header where that stands in it, or enters it by a call. */
  private isHere(node: TSESTree.Node, frame: Frame | undefined): boolean {
    return enclosingFunction(node) === (frame ? frame.fn : enclosingFunction(this.at));
  }

  /** Whether an expression is a name or a field that the code around the header can use as it stands. */
  private isNamed(node: TSESTree.Node, isAsked: boolean): boolean {
    if (parameterOwner(node)) return false;
    if (node.type === Kind.Identifier) {
      const variable = variableOf(this.resolver.sourceCode, node);
      if (!variable || !contains(variable.scope.block, this.at)) return false;
      const isKept = isAsked || variable.references.filter((reference) => reference.isWrite()).length < 2;
      return isKept && variable.defs.every(({ name }) => name.range[0] < this.at.range[0]);
    }
    return (
      node.type === Kind.MemberExpression &&
      !node.computed &&
      !node.optional &&
      node.object.type === Kind.ThisExpression &&
      classAround(node) === classAround(this.at)
    );
  }

  /** The span of the `startActiveSpan` that is the innermost activation around the header. */
  private isActiveSpanParameter(node: TSESTree.Node): boolean {
    const fn = parameterOwner(node);
    return (
      fn?.params[0] === node &&
      activationAround(this.resolver, this.at)?.callback === fn &&
      activationOf(this.resolver, fn)?.call.operation === 'span.startActive'
    );
  }
}

/** The places that all ways go through, from their start. */
function commonWay(ends: readonly End[]): readonly TSESTree.Node[] {
  const [first, ...others] = ends.map(({ steps }) => steps);
  const fork = first?.findIndex((step, index) => others.some((way) => way[index] !== step)) ?? 0;
  return (first ?? []).slice(0, fork < 0 ? undefined : fork).map(({ to }) => to);
}

function classAround(node: TSESTree.Node): TSESTree.Node | undefined {
  let at: TSESTree.Node | undefined = node;
  while (at && at.type !== Kind.ClassBody) at = at.parent;
  return at;
}
