/**
 * The walk over the value flow: one loop for both directions. It keeps the calls that it stands in, the order of writes
 * and reads, and the way to each place; it stops at bounds, and then says that the answer is not complete.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { contains } from '../../ast';
import { type Answer, answerOf, Arrival, type End, type Frame, type Place, State, type Write } from './answer';
import { BOUNDS } from './bounds';
import { type Behind, settle } from './settle';
import {
  advance,
  type AccessPath,
  type Crossing,
  type FlowStep,
  keyOf,
  type StepKind,
  type Steps,
  type ValueNode,
} from './value-node';

/** What a question wants to know of the places on the way. */
export interface Query<L> {
  /** The answer at a place; the walk goes no further from there. Undefined for a place that says nothing. */
  readonly label: (place: Place) => L | undefined;
  /** Whether the way ends here, accounted for: a sanitiser, a type that cannot hold what is asked for. */
  readonly barrier?: (place: Place) => boolean;
  /** Steps of the question's own beside those of the language: "a context is made from this one". */
  readonly also?: (place: Place) => readonly FlowStep[];
  /** Steps of the question's own in the place of those of the language; undefined to leave these. */
  readonly instead?: (place: Place) => readonly FlowStep[] | undefined;
  /**
   * The answer at a place when all that lies behind it is known: it takes the place of the answers there. The last
   * places of a way are asked first.
   */
  readonly fallback?: (end: End, behind: Behind<L>) => L | undefined;
  /** The kinds of step to take; all where not given. */
  readonly kinds?: ReadonlySet<StepKind>;
}

/** Where a walk starts: at a value, in the calls that another walk has entered. */
export interface Origin extends ValueNode {
  readonly frame?: Frame | undefined;
}

/** What the walk asks of the graph. */
export interface StepSource {
  readonly direction: 'backward' | 'forward';
  steps(node: TSESTree.Node): Steps;
  /** What was written to the part of an object that is made at a place, as far as a read of it may see that. */
  stores(place: ValueNode & { readonly read: TSESTree.Node | undefined }, isOpen: boolean): Steps | undefined;
  /** Whether a read may see what was written to a part of an object at a site. */
  isSeen(write: Write, read: TSESTree.Node, path: AccessPath): boolean;
  /** Backward: whether what an object has at a part from the start is surely written over before a read. */
  isOverwritten(step: FlowStep, node: TSESTree.Node, read: TSESTree.Node): boolean;
  /** Counts what is spent. */
  count(places: number, steps: number): void;
}

/** Steps behind which a value is one of several. */
const UNCERTAIN: ReadonlySet<StepKind> = new Set<StepKind>(['callback', 'choice', 'element', 'text']);

/** Follows a query from places, in the direction that the source gives. */
export function track<L>(
  source: StepSource,
  starts: readonly Origin[],
  query: Query<L>,
  bound: number = BOUNDS.nodes,
): Answer<L> {
  return new Walk(source, query, bound).from(starts);
}

class Walk<L> {
  private readonly seen = new Map<TSESTree.Node, Map<string, State<L>>>();
  private readonly frames = new Map<object, Map<Frame | undefined, Frame>>();
  private readonly ids = new Map<unknown, number>();
  private queue: State<L>[] = [];

  constructor(
    private readonly source: StepSource,
    private readonly query: Query<L>,
    private readonly bound: number,
  ) {}

  from(starts: readonly Origin[]): Answer<L> {
    const isBackward = this.source.direction === 'backward';
    const first = starts.map(({ node, path, frame }) => {
      // Who asks for a part of an object reads it where the question is put.
      const read = isBackward && path.length > 0 ? node : undefined;
      return this.enter(new State<L>(node, path, frame, undefined, undefined, read, undefined, true));
    });
    let places = 0;
    let taken = 0;
    for (let at = 0; at < this.queue.length; at++) {
      const state = this.queue[at] as State<L>;
      if (++places > this.bound) {
        state.cause = 'bound';
        break;
      }
      taken += this.visit(state);
    }
    this.source.count(places, taken);
    const { fallback } = this.query;
    return answerOf(
      fallback
        ? settle<L, State<L>>(first, (state, behind) => fallback(new Arrival(state, undefined, undefined), behind))
        : this.queue,
    );
  }

  /** The state at a place: the one that was there before, where there was one. */
  private enter(state: State<L>): State<L> {
    const key = `${keyOf(state.path)}@${this.idOf(state.frame)}@${this.idOf(state.read)}@${this.idOf(state.write?.site)}`;
    let states = this.seen.get(state.node);
    if (!states) this.seen.set(state.node, (states = new Map<string, State<L>>()));
    const known = states.get(key);
    if (known) return known;
    states.set(key, state);
    this.queue.push(state);
    return state;
  }

  private idOf(value: unknown): number {
    if (value === undefined) return 0;
    let id = this.ids.get(value);
    if (id === undefined) this.ids.set(value, (id = this.ids.size + 1));
    return id;
  }

  /** Takes the steps from a place; gives their number. */
  private visit(state: State<L>): number {
    state.label = this.query.label(state);
    if (state.label !== undefined) return 0;
    state.isBarred = this.query.barrier?.(state) === true;
    if (state.isBarred) return 0;
    const instead = this.query.instead?.(state);
    const { steps, open, openElse } = instead ? { steps: instead } : this.source.steps(state.node);
    const stores = state.path.length > 0 && !instead ? this.source.stores(state, open !== undefined) : undefined;
    let taken = 0;
    const own = stores ? steps.filter((step) => !this.isOverwritten(state, step)) : steps;
    for (const list of [own, stores?.steps ?? [], this.query.also?.(state) ?? []]) {
      for (const step of list) if (this.take(state, step)) taken++;
    }
    const isDead = taken === 0 && open === undefined;
    state.isEnd = isDead && openElse === undefined;
    if (state.path.length > BOUNDS.path) state.cause = 'bound';
    else state.cause ??= open ?? (isDead ? openElse : undefined) ?? stores?.open;
    return taken;
  }

  private isOverwritten({ node, read }: State<L>, step: FlowStep): boolean {
    return read !== undefined && this.source.isOverwritten(step, node, read);
  }

  private take(state: State<L>, step: FlowStep): boolean {
    if (this.query.kinds && !this.query.kinds.has(step.kind)) return false;
    const path = state.path.length > BOUNDS.path ? undefined : advance(state.path, step);
    if (path === undefined) return false;
    if (this.source.direction === 'forward' && this.isLost(state, step)) return false;
    const frames = this.crossed(state, step);
    for (const frame of frames) this.reach(state, step, path, frame);
    return frames.length > 0;
  }

  private reach(state: State<L>, step: FlowStep, path: AccessPath, frame: Frame | undefined): void {
    const isCertain = state.isCertain && !UNCERTAIN.has(step.kind);
    // On a part of an object: when it is read, or where it was written.
    const isPart = path.length > 0;
    const isBackward = this.source.direction === 'backward';
    const read = isPart && isBackward ? readBehind(state, step) : undefined;
    const write = isPart && !isBackward ? writeBehind(state, step) : undefined;
    state.next.push(this.enter(new State(step.to, path, frame, state, step, read, write, isCertain)));
  }

  /** Whether a step reads a part of an object before the value is written there, or after it is overwritten. */
  private isLost({ node, path, write }: State<L>, step: FlowStep): boolean {
    if (step.kind === 'callback') return false;
    const reads = (step.take?.length ?? 0) > 0 || step.kind === 'entries' || step.kind === 'text';
    return reads && write !== undefined && !this.source.isSeen(write, node, path);
  }

  /** The calls that the place behind a step may stand in; none where it leaves another call than was entered. */
  private crossed(state: State<L>, { enters, leaves }: FlowStep): readonly (Frame | undefined)[] {
    let frames: readonly (Frame | undefined)[] = [state.frame];
    if (leaves) {
      let at = state.frame;
      while (at && at.fn !== leaves.fn) at = at.outer;
      if (at && at.call !== leaves.call) return [];
      if (at) frames = at.isRecursive ? [at, at.outer] : [at.outer];
    }
    return enters ? frames.flatMap((frame) => this.entered(state, frame, enters)) : frames;
  }

  private entered(state: State<L>, frame: Frame | undefined, { call, fn }: Crossing): readonly Frame[] {
    let again = 0;
    for (let at = frame; at; at = at.outer) {
      if (at.fn !== fn) continue;
      again++;
      if (at.call !== call) continue;
      at.isRecursive = true;
      return [at];
    }
    const depth = (frame?.depth ?? 0) + 1;
    if (depth > BOUNDS.calls || again >= BOUNDS.recursion) {
      state.cause = 'bound';
      return [];
    }
    const known = this.frames.get(call) ?? new Map<Frame | undefined, Frame>();
    this.frames.set(call, known);
    let entered = known.get(frame);
    if (entered?.fn !== fn) known.set(frame, (entered = { call, fn, outer: frame, depth, isRecursive: false }));
    return [entered];
  }
}

/**
 * When the part of an object is read that the walk looks for, backward: at the read that asked for it, at the copy of
 * the object, at the call that entered the function of the read.
 */
function readBehind(state: State<unknown>, step: FlowStep): TSESTree.Node {
  if (step.kind === 'entries') return step.to;
  // What a library keeps for a callback is read when the callback runs.
  if (state.read === undefined) return step.kind === 'callback' ? state.node : step.to;
  return step.leaves && contains(step.leaves.fn, state.read) ? step.leaves.call : state.read;
}

/** Which write put the value where it is, forward: from there on, that object may be written over. */
function writeBehind({ write }: State<unknown>, { kind, site, to }: FlowStep): Write | undefined {
  return kind === 'store' || kind === 'entries' ? { site, object: to } : write;
}
