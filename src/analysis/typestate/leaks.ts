/** Is a resource released on every path? */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { contains, isLoop, unwrap } from '../../ast';
import {
  completionOf,
  pathTo,
  type ControlFlowGraph,
  type FlowNode,
  type FlowPath,
  type PathStep,
  type ThrowCause,
} from '../control-flow';
import { happening } from './exploration';
import { holdersOf, isResultOf } from './facts';
import { heldPaths, type HeldPaths, isExit, type ResourceQuery } from './resource';
import { subjectOf } from './values';

/**
 * How a path loses a resource. `end`: the body ends. `break`: a jump leaves the loop that acquired it. `loop`: the
 * same code acquires again. `early-return`: the consumer of a generator stops it. `overwritten`: the only variable
 * that holds it gets another value.
 */
export type LeakExit = 'break' | 'early-return' | 'end' | 'loop' | 'overwritten' | 'return' | 'throw';

/** One way to lose a resource. */
export interface Leak {
  readonly exit: LeakExit;
  /**
   * The exit that misses the release: the return, the call that throws, the `continue`, the loop, the body that ends.
   */
  readonly at: TSESTree.Node;
  /** The line to name: that of `at`, or of the closing brace where the body ends. */
  readonly line: number;
  /** The last exception on the path: that of a `throw` exit, or one that a handler swallowed before. */
  readonly thrownAt: TSESTree.Node | undefined;
  /** A shortest witness, from the acquisition on. */
  readonly path: FlowPath;
}

/** From the plainest witness to the one that needs most imagination. */
const CAUSES_BY_RANK: readonly ReadonlySet<ThrowCause | undefined>[] = [
  new Set(),
  new Set<ThrowCause>(['throw']),
  new Set<ThrowCause>(['throw', 'await', 'yield']),
];

/**
 * The leak to report, or undefined. Paths without an exception come first, then those with a `throw`, with an `await`
 * or `yield` that throws, and with a call that throws; of each the shortest.
 *
 * Guards count: a path on which the variable that holds the resource is tested and found empty is not taken, nor one
 * that contradicts a condition taken before (`if (traced) token = …; … if (traced) token.dispose();`).
 *
 * *Known limitations*: undefined also when the question is too large (some thousands of paths, finalizers nested four
 * deep): silence rather than a false alarm. A release in a nested function does not count; say with `transfers` that
 * handing the function over is enough.
 */
export function findLeak(query: ResourceQuery): Leak | undefined {
  const paths = heldPaths(query);
  const [any] = collectLeaks(query, paths, 'first');
  if (!any) return undefined;
  for (const causes of CAUSES_BY_RANK) {
    const [plainer] = collectLeaks(query, paths, 'first', causes);
    if (plainer) return plainer;
  }
  return any;
}

/** All leaks with an exit of their own, the one to report first. */
export function findLeaks(query: ResourceQuery): Leak[] {
  const paths = heldPaths(query);
  const found = new Map<TSESTree.Node, Leak>();
  for (const causes of [...CAUSES_BY_RANK, undefined]) {
    for (const leak of collectLeaks(query, paths, 'all', causes)) if (!found.has(leak.at)) found.set(leak.at, leak);
  }
  return [...found.values()];
}

/** The leaks on paths with these exceptions only (undefined: all that the query reckons with). */
function collectLeaks(
  query: ResourceQuery,
  paths: HeldPaths,
  which: 'all' | 'first',
  causes?: ReadonlySet<ThrowCause | undefined>,
): Leak[] {
  const found: Leak[] = [];
  const overwrites = overwriteTest(query);
  const complete = paths.walk(
    (step, meets) => {
      const exit = meets === 'acquire' ? 'loop' : overwrites(step.node) ? 'overwritten' : undefined;
      if (exit === undefined && !isExit(step.node)) return 'continue';
      if (query.throws === 'none' && step.node.kind === 'throw-exit') return 'stop';
      const leak = describeLeak(query, step, exit);
      if (leak) found.push(leak);
      return leak && which === 'first' ? 'finish' : 'stop';
    },
    (edge) => edge.kind !== 'exception' || causes === undefined || causes.has(edge.cause),
  );
  return complete ? found : [];
}

/** Whether some path leads from the acquisition to a release. */
export function reachesRelease(query: ResourceQuery): boolean {
  const isRelease = happening(query.releases);
  return query.graph.findPath(query.graph.nodesOf(query.acquire), { to: isRelease }) !== undefined;
}

/** Words for a message: "… if the function {{ exit }} on line {{ line }}". */
export function describeExit(leak: Pick<Leak, 'exit'>): string {
  switch (leak.exit) {
    case 'break':
      return 'leaves the loop';
    case 'early-return':
      return 'is stopped by its consumer at the yield';
    case 'end':
      return 'ends';
    case 'loop':
      return 'goes on with the next turn of the loop';
    case 'overwritten':
      return 'overwrites it';
    case 'return':
      return 'returns';
    case 'throw':
      return 'throws';
  }
}

function describeLeak(
  query: ResourceQuery,
  step: PathStep,
  exit: 'loop' | 'overwritten' | undefined,
): Leak | undefined {
  const path = pathTo(step);
  if (exit === 'overwritten') return leakAt(exit, step.node.ast, path);
  const isFromStart = query.acquire === query.graph.owner;
  const loop = isFromStart ? undefined : loopAround(query.acquire, query.graph);
  if (exit === 'loop') {
    const jump = path.nodes.findLast(({ ast, kind }) => kind === 'jump' && loop !== undefined && contains(loop, ast));
    return leakAt(exit, jump?.ast ?? loop ?? query.acquire, path);
  }
  const completion = completionOf(path);
  if (!completion) return undefined;
  if (completion.kind === 'end' && loop) {
    const jump = path.nodes.find((node) => leavesLoop(node, loop));
    if (jump) return leakAt('break', jump.ast, path);
  }
  return leakAt(completion.kind, completion.at, path);
}

function leakAt(exit: LeakExit, at: TSESTree.Node, path: FlowPath): Leak {
  const thrownAt = path.edges.findLast((edge) => edge.kind === 'exception')?.from.ast;
  return { exit, at, line: exit === 'end' ? at.loc.end.line : at.loc.start.line, thrownAt, path };
}

/** The innermost loop of this body around `node`. */
function loopAround(node: TSESTree.Node, graph: ControlFlowGraph): TSESTree.Node | undefined {
  for (let current = node.parent; current && current !== graph.owner; current = current.parent) {
    if (isLoop(current)) return current;
  }
  return undefined;
}

/** Whether a jump inside `loop` leads out of it. */
function leavesLoop({ ast, kind }: FlowNode, loop: TSESTree.Node): boolean {
  if (kind !== 'jump' || ast === loop || !contains(loop, ast)) return false;
  if (ast.type !== AST_NODE_TYPES.BreakStatement && ast.type !== AST_NODE_TYPES.ContinueStatement) return false;
  for (let node = ast.parent as TSESTree.Node | undefined; node && node !== loop; node = node.parent) {
    if (ast.label) {
      if (node.type === AST_NODE_TYPES.LabeledStatement && node.label.name === ast.label.name) return false;
    } else if (
      isLoop(node) ||
      (node.type === AST_NODE_TYPES.SwitchStatement && ast.type === AST_NODE_TYPES.BreakStatement)
    ) {
      return false;
    }
  }
  const isLabelOfLoop =
    loop.parent?.type === AST_NODE_TYPES.LabeledStatement && loop.parent.label.name === ast.label?.name;
  return ast.type === AST_NODE_TYPES.BreakStatement || (ast.label !== null && !isLabelOfLoop);
}

/** Recognizes assignments that drop the resource: to its only holder, which nothing has copied. */
function overwriteTest({ acquire, graph }: ResourceQuery): (node: FlowNode) => boolean {
  const holders = acquire === graph.owner ? [] : holdersOf(acquire);
  const [holder] = holders;
  const key = holders.length === 1 && holder?.type === AST_NODE_TYPES.Identifier ? holder.name : undefined;
  if (key === undefined) return () => false;
  const names = (node: TSESTree.Node): boolean => subjectOf(node)?.key === key;
  if (copiedIn(graph).has(key)) return () => false;
  return ({ ast, kind }) =>
    kind === 'evaluate' &&
    ast.type === AST_NODE_TYPES.AssignmentExpression &&
    ast.operator === '=' &&
    names(ast.left) &&
    !isResultOf(acquire, ast.right) &&
    !mentions(ast.right, key);
}

const copiedByGraph = new WeakMap<ControlFlowGraph, ReadonlySet<string>>();

/** The variables and fields, by key, whose values a body copies to others. */
function copiedIn(graph: ControlFlowGraph): ReadonlySet<string> {
  let copied = copiedByGraph.get(graph);
  if (!copied) {
    copied = new Set(
      graph.nodes.flatMap(({ ast }) => {
        const value =
          ast.type === AST_NODE_TYPES.VariableDeclarator
            ? ast.init
            : ast.type === AST_NODE_TYPES.AssignmentExpression
              ? ast.right
              : null;
        return (value && subjectOf(value)?.key) ?? [];
      }),
    );
    copiedByGraph.set(graph, copied);
  }
  return copied;
}

/** Whether an expression can pass the holder's value on (`token ?? other`). */
function mentions(expression: TSESTree.Node, key: string): boolean {
  const node: TSESTree.Node = unwrap(expression);
  switch (node.type) {
    case AST_NODE_TYPES.ConditionalExpression:
      return mentions(node.consequent, key) || mentions(node.alternate, key);
    case AST_NODE_TYPES.LogicalExpression:
      return mentions(node.left, key) || mentions(node.right, key);
    case AST_NODE_TYPES.CallExpression:
      return node.arguments.some((argument) => mentions(argument, key));
    default:
      return subjectOf(node)?.key === key;
  }
}
