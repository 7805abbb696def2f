/**
 * Spans that should be active where a context is injected, and are not: started before and never activated, or started
 * only after the carrier was filled.
 *
 * Measured on SDK 2.x and 3.x: `inject(context.active(), …)` beside a CLIENT span that is not active writes the span
 * around it, so that the receiver skips the client span, or nothing; so does an inject before the span starts.
 *
 * *Known limitations*: spans of the same body, and of bodies around it that surely run what is nested (array callbacks,
 * promise executors, functions called on the spot), are looked at; an activation in between ends the search, whatever
 * it activates. That a carrier is sent is known where it stands in the arguments of a call, itself or in an object
 * literal or variable.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type BodyOwner, calleeName, contains, enclosingBody, type FunctionNode, isFunction, unwrap } from '../../ast';
import type { OperationId } from '../../model';
import { OUTBOUND_KINDS, type SpanKindName } from '../../model/span-kinds';
import { RESPONSE_CLASSES, RESPONSE_NAMES } from '../../model/traceparent';
import { activationAround, activationOf } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { isReassigned, variableOf } from '../bindings';
import { type ControlFlowGraph, type FlowNode, reachableFrom } from '../control-flow';
import { heldSpan } from './held-span';
import { callAround, type SpanBinding, spanBinding } from './span-binding';
import { spanKindsOf } from './span-kind';

const Kind = AST_NODE_TYPES;

/** A span that is started, but not active where it should be. */
export interface InactiveSpan {
  readonly start: ResolvedCall;
  readonly kind: SpanKindName;
  readonly variable: TSESLint.Scope.Variable;
}

/** A span that starts after the carrier of its request was filled. */
export interface LateSpan {
  readonly start: ResolvedCall;
  readonly kind: SpanKindName;
  /** The name of the carrier. */
  readonly carrier: string;
  /** The call that sends it. */
  readonly send: TSESTree.Node;
  /** Its variable; undefined for `startActiveSpan`. */
  readonly variable: TSESLint.Scope.Variable | undefined;
  /**
   * Whether nothing reads the carrier between inject and start, so that the inject may as well stand behind the start.
   */
  readonly isMovable: boolean;
}

interface Source {
  readonly resolver: ApiResolver;
  graphOf(body: BodyOwner): ControlFlowGraph;
  operations(id: OperationId): readonly ResolvedCall[];
}

/** Methods that run their callback before they return. */
const RUNS_CALLBACK = new Set(['every', 'filter', 'flatMap', 'forEach', 'map', 'reduce', 'some']);
const LOGS = /^(?:debug|error|info|log|trace|warn|stringify)$/;

/** A span that an inject writes. */
interface InjectedSpan {
  readonly inject: ResolvedCall;
  readonly span: TSESTree.Expression;
}

export class UnactivatedSpans {
  private readonly bindings = new Map<ResolvedCall, SpanBinding | undefined>();
  private readonly reached = new Map<ResolvedCall, ReadonlySet<FlowNode>>();
  private readonly kinds = new Map<ResolvedCall, SpanKindName | undefined>();
  private injectedSpans: readonly InjectedSpan[] | undefined;

  constructor(private readonly source: Source) {}

  /**
   * The last span started before an inject that is not active there, though the inject sends the active context.
   * @param accepts Whether spans of a kind are looked at.
   */
  inactiveAt(inject: ResolvedCall, accepts: (kind: SpanKindName) => boolean): InactiveSpan | undefined {
    const context = inject.argument('context');
    const held = context && heldSpan(this.source.resolver, context);
    if (held?.kind !== 'active' && held?.kind !== 'root') return undefined;
    for (const start of this.source.operations('span.start').toReversed()) {
      if (start.node.range[1] > inject.node.range[0]) continue;
      const kind = this.kindOf(start);
      const binding = kind && accepts(kind) ? this.bindingOf(start) : undefined;
      if (!kind || !binding || !contains(binding.variable.scope.block, inject.node)) continue;
      const places = held.kind === 'active' ? [inject.node, held.read] : [inject.node];
      if (
        places.every((place) => this.isWithout(start, binding, place, inject)) &&
        !this.isInjectedElsewhere(binding, inject)
      ) {
        return { start, kind, variable: binding.variable };
      }
    }
    return undefined;
  }

  /** The outgoing span that starts after an inject and before its carrier is sent. */
  lateAfter(inject: ResolvedCall): LateSpan | undefined {
    const carrier = inject.argument('carrier');
    const name = carrier && unwrap(carrier);
    const variable = name?.type === Kind.Identifier ? variableOf(this.source.resolver.sourceCode, name) : undefined;
    const context = inject.argument('context');
    const held = context && heldSpan(this.source.resolver, context);
    if (!variable || isReassigned(variable) || held?.kind !== 'active' || this.isUnderOutbound(inject))
      return undefined;
    if (variable.defs.some((def) => (def.type as string) === 'Parameter')) return undefined;
    const isFilledAgain = this.source
      .operations('propagation.inject')
      .some((other) => other !== inject && this.mentions(other.node, variable));
    if (
      isFilledAgain ||
      this.source.operations('propagation.extract').some((other) => this.mentions(other.node, variable))
    )
      return undefined;
    const holders = [variable, ...this.holdersOf(variable)];
    const sends = holders
      .flatMap((holder) => this.sendsOf(holder))
      .filter((send) => this.source.resolver.resolve(send) === undefined);
    const starts = [...this.source.operations('span.start'), ...this.source.operations('span.startActive')].sort(
      (a, b) => a.node.range[0] - b.node.range[0],
    );
    for (const start of starts) {
      const late = start.node.range[0] > inject.node.range[1] ? this.lateStart(inject, start, sends) : undefined;
      if (!late) continue;
      const between = (node: TSESTree.Node): boolean =>
        node.range[0] > inject.node.range[1] && node.range[1] < start.node.range[0];
      if (sends.some(between) || this.mentions(start.node.arguments[1] ?? start.node.callee, variable))
        return undefined;
      const isMovable = !variable.references.some(({ identifier }) => between(identifier));
      return { ...late, carrier: variable.name, isMovable: isMovable && late.variable !== undefined };
    }
    return undefined;
  }

  private lateStart(
    inject: ResolvedCall,
    start: ResolvedCall,
    sends: readonly TSESTree.Node[],
  ): Omit<LateSpan, 'carrier' | 'isMovable'> | undefined {
    const body = enclosingBody(inject.node);
    const kind = this.kindOf(start);
    if (!kind || !OUTBOUND_KINDS.has(kind) || enclosingBody(start.node) !== body) return undefined;
    const graph = this.source.graphOf(body);
    const started = graph.nodesOf(start.node);
    if (!graph.findPath(graph.nodesOf(inject.node), { to: started })) return undefined;
    if (start.operation === 'span.startActive') {
      const callback = start.argument('callback');
      const send = sends.find((node) => callback !== undefined && contains(callback, node));
      return send && { start, kind, send, variable: undefined };
    }
    const binding = this.bindingOf(start);
    const ends = new Set(binding?.ends);
    const send = sends.find((node) => {
      const place =
        node.range[0] > start.node.range[1]
          ? this.placeIn(
              body,
              node,
              (fn) => activationOf(this.source.resolver, fn) !== undefined || this.runsInPlace(fn),
            )
          : undefined;
      return (
        place &&
        graph.findPath(started, { to: graph.nodesAround(place), avoid: (at) => ends.has(at.ast) }) !== undefined
      );
    });
    return binding && send && { start, kind, send, variable: binding.variable };
  }

  private bindingOf(start: ResolvedCall): SpanBinding | undefined {
    if (!this.bindings.has(start)) this.bindings.set(start, spanBinding(this.source.resolver, start));
    return this.bindings.get(start);
  }

  /** The kind of a span; the first one that is outgoing where it may have several, undefined where nobody can tell. */
  private kindOf(start: ResolvedCall): SpanKindName | undefined {
    if (!this.kinds.has(start)) {
      const kinds = spanKindsOf(this.source.resolver, start);
      const isOne = kinds?.length === 1 || kinds?.every((kind) => OUTBOUND_KINDS.has(kind));
      this.kinds.set(start, isOne ? kinds?.[0] : undefined);
    }
    return this.kinds.get(start);
  }

  /** Whether some way leads from the start of a span to a place without an end, an activation or a hand-over. */
  private isWithout(start: ResolvedCall, binding: SpanBinding, place: TSESTree.Node, inject: ResolvedCall): boolean {
    const body = enclosingBody(start.node);
    const outer = this.placeIn(
      body,
      place,
      (fn) => activationOf(this.source.resolver, fn) === undefined && this.runsInPlace(fn),
    );
    // The active context may be read before the span starts: it does not hold the span then.
    if (!outer) return false;
    const isBefore = place !== inject.node && place.range[1] < start.node.range[0];
    if (isBefore) return true;
    if (
      binding.ends.some((end) => enclosingBody(end) !== body && end.range[0] < inject.node.range[0] && !isInCatch(end))
    )
      return false;
    const reached = this.reachedInactive(start, binding);
    return this.source
      .graphOf(body)
      .nodesAround(outer)
      .some((node) => reached.has(node));
  }

  /** The nodes that a span is started before, and neither ended nor perhaps made active on every way to them. */
  private reachedInactive(start: ResolvedCall, binding: SpanBinding): ReadonlySet<FlowNode> {
    let reached = this.reached.get(start);
    if (!reached) {
      const body = enclosingBody(start.node);
      const graph = this.source.graphOf(body);
      const starts = graph.nodesOf(start.node);
      const attached = this.source.operations('context.attach').map(({ node }) => node);
      const stops = new Set(
        [...binding.ends, ...binding.handOvers, ...attached].flatMap((stop) =>
          enclosingBody(stop) === body ? graph.nodesAround(stop) : [],
        ),
      );
      reached = reachableFrom(
        starts,
        (node) => stops.has(node),
        (edge) => edge.kind !== 'exception' || !starts.includes(edge.from),
      );
      this.reached.set(start, reached);
    }
    return reached;
  }

  /**
   * The node of `body` in which a node stands: itself, or the outermost function around it, if all functions between
   * fit.
   */
  private placeIn(
    body: BodyOwner,
    node: TSESTree.Node,
    fits: (fn: FunctionNode) => boolean,
  ): TSESTree.Node | undefined {
    let place = node;
    for (let current = enclosingBody(place); current !== body; current = enclosingBody(place)) {
      if (!isFunction(current) || !fits(current)) return undefined;
      place = current;
    }
    return place;
  }

  private runsInPlace(fn: FunctionNode): boolean {
    const { parent } = fn;
    if (parent.type === Kind.NewExpression) return parent.arguments[0] === fn && calleeName(parent) === 'Promise';
    if (parent.type !== Kind.CallExpression) return false;
    const callee = unwrap(parent.callee);
    if (callee === fn) return true;
    return (
      parent.arguments[0] === fn && callee.type === Kind.MemberExpression && RUNS_CALLBACK.has(calleeName(parent) ?? '')
    );
  }

  /** Whether the span is injected in another place: then this inject may well be meant for another receiver. */
  private isInjectedElsewhere({ variable }: SpanBinding, inject: ResolvedCall): boolean {
    this.injectedSpans ??= this.source.operations('propagation.inject').flatMap((other) => this.spansOf(other));
    return this.injectedSpans.some((other) => other.inject !== inject && this.mentions(other.span, variable));
  }

  /** The spans that an inject surely writes: that of its context, that of the activation around it. */
  private spansOf(inject: ResolvedCall): readonly InjectedSpan[] {
    const contexts = [inject.argument('context'), activationAround(this.source.resolver, inject.node)?.context];
    return contexts.flatMap((context) => {
      const held = context && heldSpan(this.source.resolver, context);
      return held?.kind === 'span' && held.span ? [{ inject, span: held.span }] : [];
    });
  }

  private isUnderOutbound(inject: ResolvedCall): boolean {
    const activation = activationAround(this.source.resolver, inject.node);
    const kinds = activation && spanKindsOf(this.source.resolver, activation.call);
    return (
      activation?.call.operation === 'span.startActive' && (kinds?.some((kind) => OUTBOUND_KINDS.has(kind)) ?? true)
    );
  }

  private mentions(node: TSESTree.Node, variable: TSESLint.Scope.Variable): boolean {
    return variable.references.some(({ identifier }) => contains(node, identifier));
  }

  /** Variables with an object literal that holds the variable. */
  private holdersOf(variable: TSESLint.Scope.Variable): readonly TSESLint.Scope.Variable[] {
    return variable.references.flatMap(({ identifier }) => {
      let node: TSESTree.Node = identifier.parent;
      while (node.type === Kind.Property || node.type === Kind.ObjectExpression || node.type === Kind.ArrayExpression)
        node = node.parent;
      if (
        node.type !== Kind.VariableDeclarator ||
        node.id.type !== Kind.Identifier ||
        node.init?.type !== Kind.ObjectExpression
      )
        return [];
      return variableOf(this.source.resolver.sourceCode, node.id) ?? [];
    });
  }

  private sendsOf(variable: TSESLint.Scope.Variable): readonly TSESTree.Node[] {
    return variable.references.flatMap(({ identifier }) => {
      const call = callAround(identifier);
      return call && !LOGS.test(calleeName(call) ?? '') && !isAnswer(call) && !contains(call.callee, identifier)
        ? [call]
        : [];
    });
  }
}

/** Whether a call answers a request: `reply.headers(carrier)`, `new Response(body, { headers: carrier })`. */
function isAnswer(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const callee = unwrap(call.callee);
  const receiver = callee.type === Kind.MemberExpression ? unwrap(callee.object) : undefined;
  return (
    RESPONSE_CLASSES.has(calleeName(call) ?? '') ||
    (receiver?.type === Kind.Identifier && (RESPONSE_NAMES.test(receiver.name) || RESPONSE_CLASSES.has(receiver.name)))
  );
}

function isInCatch(node: TSESTree.Node): boolean {
  for (let current = node.parent; current; current = current.parent) {
    if (current.type === Kind.CatchClause) return true;
    if (isFunction(current))
      return current.parent.type === Kind.CallExpression && calleeName(current.parent) === 'catch';
  }
  return false;
}
