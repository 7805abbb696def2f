/** Putting a flow graph together: loose ends that wait for the next node, and where abrupt completions lead. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { BodyOwner } from '../../ast';
import { ControlFlowGraph } from './flow-graph';
import type { FlowEdge, FlowEdgeKind, FlowNode, FlowNodeKind, SuspensionKind, ThrowCause } from './flow-types';

/** An edge that knows where it starts, and waits for the next node to end at. */
export interface LooseEnd {
  readonly from: FlowNode;
  readonly kind: FlowEdgeKind;
}

/** How a statement can end other than normally. */
export type Completion =
  { readonly kind: 'jump'; readonly target: JumpFrame } | { readonly kind: 'return' } | { readonly kind: 'throw' };

/** What surrounds the statement being built, from the inside out. */
export type Frame = CatchFrame | CleanupFrame | JumpFrame;

/** A place that `break` or `continue` leads to. */
export interface JumpFrame {
  readonly kind: 'jump';
  readonly statement: 'break' | 'continue';
  readonly labels: readonly string[];
  /** Whether the statement without a label leads here (it does not for a labelled block). */
  readonly plain: boolean;
  readonly to: FlowNode;
  readonly outer: Frame | undefined;
}

/** A try block with a handler. */
export interface CatchFrame {
  readonly kind: 'catch';
  readonly handler: FlowNode;
  readonly outer: Frame | undefined;
}

/** Code that runs before any completion leaves: a finalizer, a `using` variable, the iterator of a for-await loop. */
export interface CleanupFrame {
  readonly kind: 'cleanup';
  /** The node each copy begins with. */
  readonly entry: NodeShape;
  /** Builds what follows the entry, in the frames around the cleanup. */
  readonly body: () => void;
  /** One copy per completion. */
  readonly copies: Map<string, CleanupCopy>;
  /** Whether one copy serves all completions: the cap on copies within copies has been reached. */
  readonly shared: boolean;
  readonly outer: Frame | undefined;
}

interface CleanupCopy {
  readonly entry: FlowNode;
  readonly resume: FlowNode;
  /** The completions that go on from `resume`. */
  readonly completions: Set<string>;
}

interface NodeShape {
  readonly kind: FlowNodeKind;
  readonly ast: TSESTree.Node;
  readonly suspension?: SuspensionKind | undefined;
  readonly resumes?: FlowNode;
}

interface MutableFlowNode extends FlowNode {
  readonly successors: FlowEdge[];
  readonly predecessors: FlowEdge[];
}

/** A finalizer inside this many copied finalizers is not copied again, so that nesting cannot explode. */
const MAX_COPY_DEPTH = 3;

export class Assembly {
  /** The loose ends that the next node closes; empty where code cannot be reached. */
  pending: LooseEnd[] = [];
  frames: Frame | undefined;

  private readonly nodes: MutableFlowNode[] = [];
  private readonly nodesByAst = new Map<TSESTree.Node, FlowNode[]>();
  private readonly entry: FlowNode;
  private readonly returnExit: FlowNode;
  private readonly throwExit: FlowNode;
  private readonly jumpKeys = new Map<JumpFrame, string>();
  private copyDepth = 0;
  private isApproximate = false;

  constructor(private readonly owner: BodyOwner) {
    this.entry = this.detached({ kind: 'entry', ast: owner });
    this.returnExit = this.detached({ kind: 'return-exit', ast: owner });
    this.throwExit = this.detached({ kind: 'throw-exit', ast: owner });
    this.continueFrom(this.entry);
  }

  /** Adds a node after all loose ends; it becomes the only loose end. */
  add(kind: FlowNodeKind, ast: TSESTree.Node, suspension?: SuspensionKind): FlowNode {
    const node = this.detached({ kind, ast, suspension });
    this.join(node);
    this.continueFrom(node);
    return node;
  }

  /** Adds a node that nothing leads to yet. */
  detached(shape: NodeShape): FlowNode {
    const node: MutableFlowNode = {
      id: this.nodes.length,
      kind: shape.kind,
      ast: shape.ast,
      suspension: shape.suspension,
      resumes: shape.resumes,
      successors: [],
      predecessors: [],
    };
    this.nodes.push(node);
    if (isIndexed(node)) {
      const known = this.nodesByAst.get(node.ast);
      if (known) known.push(node);
      else this.nodesByAst.set(node.ast, [node]);
    }
    return node;
  }

  /** Leads all loose ends to `node` and leaves none. */
  join(node: FlowNode): void {
    for (const end of this.pending) this.connect(end.from, node, end.kind);
    this.pending = [];
  }

  /** Makes `node` the only loose end. */
  continueFrom(node: FlowNode, kind: FlowEdgeKind = 'normal'): void {
    this.pending = [{ from: node, kind }];
  }

  /** Hands over the loose ends and keeps none. */
  takePending(): LooseEnd[] {
    const taken = this.pending;
    this.pending = [];
    return taken;
  }

  /** Says that `node` may throw: control then goes to the innermost handler, finalizer, or out of the body. */
  mayThrow(node: FlowNode, cause: ThrowCause): void {
    this.connect(node, this.route({ kind: 'throw' }, this.frames), 'exception', cause);
  }

  /** Says that the consumer of a generator may stop it at `node`. */
  mayReturnEarly(node: FlowNode): void {
    this.connect(node, this.route({ kind: 'return' }, this.frames), 'early-return');
  }

  /** Ends the current path by `completion`. */
  leave(completion: Completion): void {
    if (this.pending.length === 0) return;
    this.join(this.route(completion, this.frames));
  }

  /** The frame that a `break` or `continue` statement leads to, or undefined when the code is not valid. */
  findJump(statement: 'break' | 'continue', label: string | undefined): JumpFrame | undefined {
    for (let frame = this.frames; frame; frame = frame.outer) {
      if (frame.kind !== 'jump' || frame.statement !== statement) continue;
      if (label === undefined ? frame.plain : frame.labels.includes(label)) return frame;
    }
    return undefined;
  }

  /** Runs `build` inside one more frame. */
  within(frame: Frame, build: () => void): void {
    const before = this.frames;
    this.frames = frame;
    build();
    this.frames = before;
  }

  cleanupFrame(entry: NodeShape, body: () => void): CleanupFrame {
    return {
      kind: 'cleanup',
      entry,
      body,
      copies: new Map(),
      shared: this.copyDepth >= MAX_COPY_DEPTH,
      outer: this.frames,
    };
  }

  /** Runs the cleanup after normal completion. Where nothing can come this way, no copy is made for it. */
  finishNormally(frame: CleanupFrame): void {
    if (this.pending.length === 0 && frame.copies.size > 0) return;
    const copy = this.copyFor(frame, 'normal');
    copy.completions.add('normal');
    this.join(copy.entry);
    if (copy.resume.predecessors.length > 0) this.continueFrom(copy.resume);
  }

  finish(): ControlFlowGraph {
    return new ControlFlowGraph({
      owner: this.owner,
      nodes: this.nodes,
      entry: this.entry,
      returnExit: this.returnExit,
      throwExit: this.throwExit,
      nodesByAst: this.nodesByAst,
      isApproximate: this.isApproximate,
    });
  }

  private connect(from: FlowNode, to: FlowNode, kind: FlowEdgeKind, cause?: ThrowCause): void {
    const edge: FlowEdge = { from, to, kind, cause };
    this.nodes[from.id]?.successors.push(edge);
    this.nodes[to.id]?.predecessors.push(edge);
  }

  /** The node a completion leads to from inside `frame`: through cleanups, to a handler, a jump target or an exit. */
  private route(completion: Completion, from: Frame | undefined): FlowNode {
    for (let frame = from; frame; frame = frame.outer) {
      if (frame.kind === 'catch' && completion.kind === 'throw') return frame.handler;
      if (frame.kind === 'jump' && completion.kind === 'jump' && completion.target === frame) return frame.to;
      if (frame.kind === 'cleanup') {
        const key = this.keyOf(completion);
        const copy = this.copyFor(frame, key);
        if (!copy.completions.has(key)) {
          copy.completions.add(key);
          this.connect(copy.resume, this.route(completion, frame.outer), 'normal');
        }
        return copy.entry;
      }
    }
    return completion.kind === 'throw' ? this.throwExit : this.returnExit;
  }

  private copyFor(frame: CleanupFrame, completion: string): CleanupCopy {
    const key = frame.shared ? 'shared' : completion;
    const known = frame.copies.get(key);
    if (known) {
      if (!known.completions.has(completion)) this.isApproximate = true;
      return known;
    }
    const { pending, frames } = this;
    this.frames = frame.outer;
    this.copyDepth += 1;
    const entry = this.detached(frame.entry);
    this.continueFrom(entry);
    frame.body();
    const resume = this.detached({ kind: 'resume', ast: frame.entry.ast, resumes: entry });
    this.join(resume);
    this.copyDepth -= 1;
    this.frames = frames;
    this.pending = pending;
    const copy: CleanupCopy = { entry, resume, completions: new Set() };
    frame.copies.set(key, copy);
    return copy;
  }

  private keyOf(completion: Completion): string {
    if (completion.kind !== 'jump') return completion.kind;
    const known = this.jumpKeys.get(completion.target);
    if (known) return known;
    const key = `jump ${this.jumpKeys.size}`;
    this.jumpKeys.set(completion.target, key);
    return key;
  }
}

/** Branches, copies' ends and the borders stand beside the node that evaluates the same syntax. */
function isIndexed(node: FlowNode): boolean {
  switch (node.kind) {
    case 'branch':
    case 'end':
    case 'entry':
    case 'join':
    case 'resume':
    case 'return-exit':
    case 'throw-exit':
      return false;
    case 'return':
      return node.ast.type === AST_NODE_TYPES.ReturnStatement;
    default:
      return true;
  }
}
