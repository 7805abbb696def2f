/**
 * The places of a walk over the value flow, and the answer that they give when the walk is over.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { AccessPath, Crossing, FlowStep, OpenCause, ValueNode } from './value-node';

/** A place on the way of a walk. */
export interface Place extends ValueNode {
  /** Forward, on a part of an object: the write that put the value there. */
  readonly write?: Write | undefined;
  /** Whether the value is surely here, and not one of several. */
  readonly isCertain: boolean;
  /** The calls that the way has entered and not left. */
  readonly frame: Frame | undefined;
}

/** A place where a way ends without an answer. */
export interface End extends ValueNode {
  readonly steps: readonly FlowStep[];
  /** The last place of the way that stands for the value itself, and not for an object that holds it. */
  readonly whole: TSESTree.Node;
  /** The calls that the way has entered and not left: a question of the same node starts in them. */
  readonly frame: Frame | undefined;
}

/** An answer at a place, and the way to it from the start. */
export interface Flow<L> extends End {
  readonly label: L;
}

/** A place behind which nobody sees, and why. */
export interface OpenEnd extends End {
  readonly cause: OpenCause;
}

/**
 * The answer to a query. *May*: `flows` is not empty. *Must*: besides, `others` is empty and the answer is complete.
 * *Surely not*: `flows` is empty and the answer is complete. Everything else is unknown.
 */
export interface Answer<L> {
  readonly flows: readonly Flow<L>[];
  /** Places where the value is known and says nothing: a literal, a call whose result is dropped. */
  readonly others: readonly End[];
  /** Places behind a barrier. */
  readonly barred: readonly End[];
  /** Places behind which nobody sees. */
  readonly unknown: readonly OpenEnd[];
  /** Whether every way was accounted for. */
  readonly complete: boolean;
}

/** A write to a part of the object that `object` makes. */
export interface Write {
  readonly site: TSESTree.Node;
  readonly object: TSESTree.Node;
}

/** A call that a walk stands in, and those around it. */
export interface Frame extends Crossing {
  readonly outer: Frame | undefined;
  readonly depth: number;
  /** Whether the call was entered again inside of itself: to leave it may be to come back to it. */
  isRecursive: boolean;
}

/** A place of a walk, and what was found there. All fields are there from the start: the walk makes very many of them. */
export class State<L> implements Place {
  /** The places behind this one. */
  readonly next: State<L>[] = [];
  label: L | undefined = undefined;
  isBarred = false;
  isEnd = false;
  cause: OpenCause | undefined = undefined;

  constructor(
    readonly node: TSESTree.Node,
    readonly path: AccessPath,
    readonly frame: Frame | undefined,
    readonly from: State<L> | undefined,
    readonly step: FlowStep | undefined,
    /** Backward: the last read of the object on whose part the walk is. */
    readonly read: TSESTree.Node | undefined,
    /** Forward: the write that put the value there. */
    readonly write: Write | undefined,
    readonly isCertain: boolean,
  ) {}
}

/** The answer that places of a walk give, in their order. */
export function answerOf<L>(states: readonly State<L>[]): Answer<L> {
  const flows: Flow<L>[] = [];
  const [others, barred]: [End[], End[]] = [[], []];
  const unknown: OpenEnd[] = [];
  for (const state of states) {
    const { cause, label } = state;
    if (label !== undefined) flows.push(new Arrival(state, label, cause) as Flow<L>);
    else if (state.isBarred) barred.push(new Arrival(state, label, cause));
    else {
      if (cause !== undefined) unknown.push(new Arrival(state, label, cause) as OpenEnd);
      if (state.isEnd) others.push(new Arrival(state, label, cause));
    }
  }
  return { flows, others, barred, unknown, complete: unknown.length === 0 };
}

/** The end of a way. How it came there is found when it is asked for: most ends are never looked at. */
export class Arrival<L> implements End {
  readonly node: TSESTree.Node;
  readonly path: AccessPath;
  readonly frame: Frame | undefined;

  constructor(
    private readonly state: State<unknown>,
    readonly label: L | undefined,
    readonly cause: OpenCause | undefined,
  ) {
    this.node = state.node;
    this.path = state.path;
    this.frame = state.frame;
  }

  get steps(): readonly FlowStep[] {
    const steps: FlowStep[] = [];
    for (let at: State<unknown> | undefined = this.state; at?.step; at = at.from) steps.push(at.step);
    return steps.reverse();
  }

  get whole(): TSESTree.Node {
    let at = this.state;
    while (at.from && at.path.length > 0) at = at.from;
    return at.node;
  }
}
