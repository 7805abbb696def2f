/**
 * Spans that are put into another context than they were started in: `setSpan(context.active(), span)` where the parent
 * of the span is an extracted context, `setSpan(ROOT_CONTEXT, span)` where it is that or the active one. The trace looks
 * right, since the span has its parent, and the baggage of that context is gone.
 *
 * Measured on SDK 2.x and 3.x: under `with(setSpan(context.active(), span))` after `extract()`, no baggage is there.
 *
 * *Known limitations*: a span that comes through a parameter of a function of another file, or out of an object, is
 * unknown; so is whether the context was attached, wherever the function attaches one.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, propertyValue, unwrap } from '../../ast';
import { operationModel } from '../../model';
import { activationAround } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { variableOf } from '../bindings';
import { outermostFunction } from '../ingress/enclosing';
import { heldSpan, isRootContext } from '../spans';
import { type End, type FlowStep, type Frame, SAME_VALUE, soleValueOf, valueFlow } from '../value-flow';
import { contextOrigin, isCarried, type OverwriteParts } from './context-origin';

export interface LostBase {
  /** The base that was written. */
  readonly base: TSESTree.Expression;
  readonly kind: 'active' | 'root';
  /** The call that started the span, or read it. */
  readonly start: ResolvedCall;
  /** The context that the span was started in; undefined for the active one, where nobody named it. */
  readonly home: TSESTree.Expression | undefined;
  /** The expressions that are this context, in this function or in one that starts the span. */
  readonly names: readonly TSESTree.Node[];
  /** The call of `extract` that its baggage comes from; undefined for the active context. */
  readonly extract: ResolvedCall | undefined;
}

/** The context that a `setSpan` should have been made from; undefined where it is the right one, or nobody can tell. */
export function lostBase(parts: OverwriteParts, setSpan: ResolvedCall): LostBase | undefined {
  const { resolver } = parts;
  // Over the active context only the baggage of an extracted one is lost.
  const isPossible =
    parts.operations('propagation.extract').length > 0 || resolver.sourceCode.text.includes('ROOT_CONTEXT');
  if (!isPossible) return undefined;
  const base = setSpan.argument('context');
  const span = setSpan.argument('span');
  const held = base && !setSpan.isWrapper ? heldSpan(resolver, base) : undefined;
  if (!base || !span || (held?.kind !== 'active' && held?.kind !== 'root')) return undefined;
  const starts = startsOf(resolver, span);
  const [first, ...others] = starts.map((start) => homeOf(parts, start, setSpan));
  if (!first || others.some((home) => home?.extract !== first.extract || home?.home !== first.home)) return undefined;
  if (held.kind === 'active') {
    const read = held.read;
    const isPlain = soleValueOf(valueFlow(resolver.sourceCode), base) === read;
    if (!isPlain || !first.extract || !first.home || isActiveThere(parts, first, read)) return undefined;
  }
  return isCarried(resolver, setSpan.node) ? { base, kind: held.kind, ...first } : undefined;
}

/** A call that starts a span, or reads the active one, in the calls that the walk to it has entered. */
interface Start {
  readonly start: ResolvedCall;
  readonly frame: Frame | undefined;
}

/** Where a span is started, or read; none where it may be another span. */
function startsOf(resolver: ApiResolver, span: TSESTree.Expression): readonly Start[] {
  const { flows, others, unknown } = valueFlow(resolver.sourceCode).backward(span, {
    label: ({ node, path }) => {
      const call = path.length === 0 ? resolver.resolve(node) : undefined;
      return call && (call.operation === 'span.start' || call.operation === 'trace.getActiveSpan') ? call : undefined;
    },
    also: ({ node, path }) => (path.length === 0 ? fluentStep(resolver, node) : []),
    kinds: SAME_VALUE,
  });
  const isKnown = ({ node }: End): boolean => fluentStep(resolver, node).length > 0;
  const isOpen = unknown.some((end) => end.cause !== 'escape' && !isKnown(end));
  return others.length === 0 && !isOpen ? flows.map(({ label, frame }) => ({ start: label, frame })) : [];
}

/** From a method of a span that returns the span to the span: `span.setAttribute()`. */
function fluentStep(resolver: ApiResolver, node: TSESTree.Node): readonly FlowStep[] {
  const call = resolver.resolve(node);
  const isFluent = call?.operation.startsWith('span.') === true && operationModel(call.operation).returns === 'Span';
  return isFluent && call.receiver && call.operation !== 'span.start'
    ? [{ kind: 'copy', to: call.receiver, site: node }]
    : [];
}

type Home = Pick<LostBase, 'extract' | 'home' | 'names' | 'start'>;

/** The context that a span was started in, where that holds something that the root context does not. */
function homeOf(parts: OverwriteParts, { frame, start }: Start, setSpan: ResolvedCall): Home | undefined {
  const { resolver } = parts;
  const home = start.argument('context');
  if (isRootSpan(start, home !== undefined)) return undefined;
  if (!home) return isActiveAtHand(parts, start, setSpan) ? { start, home, names: [], extract: undefined } : undefined;
  if (isRootContext(resolver, home)) return undefined;
  const { active, inbound, isComplete, way } = contextOrigin(resolver, home, frame);
  const [extract] = inbound;
  return extract || (active.length > 0 && isComplete) ? { start, home, names: way, extract } : undefined;
}

/** Whether a span is started as a root; what another place writes into the options is taken for the other. */
function isRootSpan(start: ResolvedCall, hasContext: boolean): boolean {
  const options = start.argument('options');
  const written = options && unwrap(options);
  if (written?.type !== AST_NODE_TYPES.ObjectExpression) return written !== undefined && !hasContext;
  const root = propertyValue(written, 'root');
  return root !== undefined && !(root.type === AST_NODE_TYPES.Literal && root.value === false);
}

/** Whether the function of a derivation reads the active context by name, so that something may be active there. */
function isActiveAtHand(parts: OverwriteParts, start: ResolvedCall, { node }: ResolvedCall): boolean {
  if (start.operation === 'trace.getActiveSpan') return true;
  const fn = enclosingFunction(node);
  return (
    fn !== undefined &&
    contains(fn, start.node) &&
    (['context.active', 'propagation.getActiveBaggage', 'trace.getActiveSpan'] as const).some((id) =>
      parts.operations(id).some((read) => enclosingFunction(read.node) === fn && read.node.range[1] < node.range[0]),
    )
  );
}

/**
 * Whether the context of a span may be the active one at a read: an activation there has its baggage, or stands inside
 * of where the context is known.
 */
function isActiveThere(parts: OverwriteParts, { extract, home }: Home, read: TSESTree.Node): boolean {
  const { resolver } = parts;
  const known = home && (declarationOf(resolver.sourceCode, home) ?? home);
  for (let at = activationAround(resolver, read); at; at = activationAround(resolver, at.call.node)) {
    const origin = at.context && contextOrigin(resolver, at.context);
    if (!known || !contains(at.callback, known) || origin?.inbound.some((call) => call === extract)) return true;
  }
  const outermost = outermostFunction(read);
  return parts.operations('context.attach').some(({ node }) => outermost === outermostFunction(node));
}

function declarationOf(sourceCode: TSESLint.SourceCode, expression: TSESTree.Expression): TSESTree.Node | undefined {
  const node = unwrap(expression);
  return node.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, node)?.defs[0]?.name : undefined;
}
