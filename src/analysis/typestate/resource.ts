/** The one resource that a question is about, and the walk that every question makes. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import type { ControlFlowGraph, FlowEdge, FlowNode, PathStep } from '../control-flow';
import { explore, happening, nodesWhere, startsOf, type NodeTest, type Start } from './exploration';
import { FactTable, optionalObjects } from './facts';

/**
 * Which exceptions are reckoned with. `none`: only a `throw` that this body catches itself. `explicit-and-await`:
 * `throw`, and rejections and throws that come in at `await`, `for await` and `yield`. `calls`: any call besides.
 */
export type ThrowStrictness = 'calls' | 'explicit-and-await' | 'none';

/** A resource: where it is acquired, and what ends this body's duty to release it. */
export interface Resource {
  /** The call that acquires. If it throws, nothing was acquired. The body itself, where it is held from the start. */
  readonly acquire: TSESTree.Node;
  /** The name of what is held from the start. */
  readonly heldAs?: string | undefined;
  /** The nodes that release (a call, or a `using` declaration). Those in nested functions are not releases here. */
  readonly releases: NodeTest;
  /** The nodes that hand the resource over: a return statement, a call that takes it, an assignment to a field. */
  readonly transfers?: NodeTest;
}

export interface ResourceQuery extends Resource {
  readonly graph: ControlFlowGraph;
  /** Default: `calls`. */
  readonly throws?: ThrowStrictness;
  /** Says which calls, awaits… are known not to throw. */
  readonly ignoreThrow?: (node: TSESTree.Node) => boolean;
}

/** Called for each node that is reached while the resource is held. `stop` ends this path, `finish` the whole walk. */
export type WhileHeld = (step: PathStep, meets: 'acquire' | 'other') => 'continue' | 'finish' | 'stop';

const pathsByQuery = new WeakMap<ResourceQuery, HeldPaths>();

/** All paths on which a resource is held; the same for each question about the query. */
export function heldPaths(query: ResourceQuery): HeldPaths {
  let paths = pathsByQuery.get(query);
  if (!paths) pathsByQuery.set(query, (paths = new HeldPaths(query)));
  return paths;
}

/** All paths on which a resource is held, from its acquisition until it is released or handed over. */
export class HeldPaths {
  private readonly isRelease: (node: FlowNode) => boolean;
  private readonly isTransfer: (node: FlowNode) => boolean;
  private readonly acquisitions: ReadonlySet<FlowNode>;
  /** While the resource is held, the `?.` of its own release finds it. */
  private readonly optional: ReadonlySet<TSESTree.Node>;
  private readonly facts: FactTable;
  private readonly starts: readonly Start[] | undefined;

  constructor(private readonly query: ResourceQuery) {
    const { acquire, graph } = query;
    this.isRelease = happening(query.releases);
    this.isTransfer = happening(query.transfers);
    this.acquisitions = new Set(acquire === graph.owner ? [graph.entry] : graph.nodesOf(acquire));
    this.optional = new Set(nodesWhere(graph, query.releases).flatMap(({ ast }) => optionalObjects(ast)));
    this.facts = factsFor(graph, [query]);
    this.starts = graph.isApproximate ? undefined : startsOf(graph, acquire, this.facts);
  }

  /**
   * Walks the paths breadth first; `follow` narrows them. False when the graph is not exact or there are too many
   * paths: then nothing that was met may be reported.
   */
  walk(visit: WhileHeld, follow: (edge: FlowEdge) => boolean = () => true): boolean {
    if (!this.starts) return false;
    return explore(this.starts, {
      facts: this.facts,
      phase: 0,
      isHeld: () => true,
      follow: (edge) => this.follows(edge) && follow(edge),
      enter: (step, phase) => {
        if (this.isRelease(step.node) || this.isTransfer(step.node)) return undefined;
        const meets = this.acquisitions.has(step.node) ? 'acquire' : 'other';
        const next = visit(step, meets);
        if (next === 'finish') return 'finish';
        return next === 'stop' || meets === 'acquire' ? undefined : phase;
      },
    });
  }

  private follows(edge: FlowEdge): boolean {
    if (edge.kind === 'exception') return !this.acquisitions.has(edge.from) && followsThrow(edge, this.query);
    if (edge.kind === 'nullish' && this.optional.has(edge.from.ast)) return false;
    return (edge.kind !== 'false' && edge.kind !== 'nullish') || !this.isHeldName(edge.from.ast);
  }

  private isHeldName(tested: TSESTree.Node): boolean {
    const node: TSESTree.Node = unwrap(tested);
    return node.type === AST_NODE_TYPES.Identifier && node.name === this.query.heldAs;
  }
}

/** The facts to remember for questions about these resources. */
export function factsFor(graph: ControlFlowGraph, resources: readonly Resource[]): FactTable {
  const roles = new Set<TSESTree.Node>();
  for (const { releases, transfers } of resources) {
    for (const node of [...nodesWhere(graph, releases), ...nodesWhere(graph, transfers)]) roles.add(node.ast);
  }
  const acquires = new Set(resources.map(({ acquire }) => acquire).filter((acquire) => acquire !== graph.owner));
  return new FactTable(graph, acquires, [...acquires, ...roles]);
}

/** Whether a walk of this strictness goes along `edge`. */
export function followsThrow(edge: FlowEdge, query: Pick<ResourceQuery, 'ignoreThrow' | 'throws'>): boolean {
  if (edge.kind !== 'exception') return true;
  if (query.ignoreThrow?.(edge.from.ast)) return false;
  switch (edge.cause) {
    case 'await':
    case 'yield':
      return query.throws !== 'none';
    case 'call':
    case 'iteration':
      return query.throws === undefined || query.throws === 'calls';
    default:
      return true;
  }
}

/** Whether the body is left at this node. */
export function isExit(node: FlowNode): boolean {
  return node.kind === 'return-exit' || node.kind === 'throw-exit';
}
