/**
 * Where a new Baggage or Context ends when nobody ever uses it: through further derivations, variables and functions of
 * the same file, down to the calls whose results are dropped.
 *
 * *Known limitations*: what is kept in an object, an array or a field counts as used.
 */
import { type CallNode, isFunction } from '../../ast';
import { operationModel } from '../../model';
import type { ApiResolver } from '../api-resolution';
import { type Frame, valueFlow, type ValueNode } from '../value-flow';
import { discardingCaller, isImmutableHere } from './dropped-result';
import { useOf } from './value-use';

/**
 * The calls at which the result of a pure operation is dropped; undefined where it is used, or may be.
 *
 * @param callers The calls of local functions that hand the result on, innermost first.
 */
export function droppedAt(
  resolver: ApiResolver,
  call: CallNode,
  callers: readonly CallNode[] = [],
): readonly CallNode[] | undefined {
  if (!isPureHere(resolver, call)) return undefined;
  const frames = framesOf(resolver, callers);
  const calls = new Set<CallNode>();
  const seen = new Map<Frame | undefined, Set<CallNode>>();
  const todo: Derived[] = [{ call, frame: frames.at(-1) }];
  for (let at = todo.pop(); at; at = todo.pop()) {
    const known = seen.get(at.frame) ?? new Set();
    seen.set(at.frame, known);
    if (known.has(at.call)) continue;
    known.add(at.call);
    const derived = derivedFrom(resolver, at);
    if (!derived) return undefined;
    if (!derivedBy(resolver, at.call)) calls.add(at.call);
    // Of calls that the walk itself entered, any may be left.
    for (const { call: next, frame } of derived)
      todo.push({ call: next, frame: frame && frames.includes(frame) ? frame : undefined });
  }
  return [...calls];
}

/** A derivation, in the calls that it stands in. */
interface Derived {
  readonly call: CallNode;
  readonly frame: Frame | undefined;
}

/** The calls that a value stands in, the outermost first. */
function framesOf({ sourceCode }: ApiResolver, callers: readonly CallNode[]): readonly Frame[] {
  const frames: Frame[] = [];
  for (const call of callers.toReversed()) {
    const [callee] = valueFlow(sourceCode).calls.calleesOf(call).callees;
    if (callee)
      frames.push({ fn: callee.fn, call, outer: frames.at(-1), depth: frames.length + 1, isRecursive: false });
  }
  return frames;
}

const answers = new WeakMap<ApiResolver, WeakMap<CallNode, readonly Derived[] | null>>();

/** What is derived from the result of a call, where nothing else is done with it; remembered, where no call bears on it. */
function derivedFrom(resolver: ApiResolver, at: Derived): readonly Derived[] | undefined {
  if (at.frame) return findDerived(resolver, at);
  let known = answers.get(resolver);
  if (!known) answers.set(resolver, (known = new WeakMap()));
  let derived = known.get(at.call);
  if (derived === undefined) known.set(at.call, (derived = findDerived(resolver, at) ?? null));
  return derived ?? undefined;
}

function findDerived(resolver: ApiResolver, { call, frame }: Derived): readonly Derived[] | undefined {
  const { complete, flows } = valueFlow(resolver.sourceCode).forward([{ node: call, path: [], frame }], {
    label: (place) => fateAt(resolver, place),
  });
  if (!complete || flows.some(({ label }) => label === 'used')) return undefined;
  return flows.flatMap(({ label, frame: around }) => (typeof label === 'string' ? [] : { call: label, frame: around }));
}

/** What becomes of a value at a place: used, dropped, made into another; undefined where it is only handed on. */
function fateAt(resolver: ApiResolver, { node, path }: ValueNode): CallNode | 'dropped' | 'used' | undefined {
  if (path.length > 0) return 'used';
  if (isFunction(node.parent) && node.parent.body !== node) return undefined; // a parameter
  const use = useOf(resolver.sourceCode, node);
  switch (use.kind) {
    case 'discarded':
    case 'variable':
      return undefined;
    case 'returned':
      if (discardingCaller(resolver, use.fn)) return 'dropped';
      // Nobody knows for whom a function is that is not called here.
      return valueFlow(resolver.sourceCode).calls.callersOf(use.fn).calls.length > 0 ? undefined : 'used';
    case 'argument': {
      const isEntered =
        !resolver.resolve(use.call) && valueFlow(resolver.sourceCode).calls.calleesOf(use.call).isComplete;
      return derivedBy(resolver, node) ?? (isEntered ? undefined : 'used');
    }
    default:
      return derivedBy(resolver, node) ?? 'used';
  }
}

/** The pure operation that makes another value of a value: `bag.setEntry()`, `propagation.setBaggage(ctx, bag)`. */
function derivedBy(resolver: ApiResolver, node: CallNode | ValueNode['node']): CallNode | undefined {
  const use = useOf(resolver.sourceCode, node);
  const call = use.kind === 'member' || use.kind === 'argument' ? use.call : undefined;
  return call && isPureHere(resolver, call) ? call : undefined;
}

function isPureHere(resolver: ApiResolver, node: CallNode): boolean {
  const call = resolver.resolve(node);
  return call !== undefined && operationModel(call.operation).pure === true && isImmutableHere(resolver, call);
}
