import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  buildControlFlowGraph,
  type ControlFlowGraph,
  type FlowEdge,
  type FlowNode,
} from '../../../src/analysis/control-flow';
import { isFunction, type BodyOwner } from '../../../src/ast';
import { findNode, findNodes, nodeWithText, parseSource } from '../../support/source';

/** A graph with shorthands: events are named by the function that is called, exits 'return' and 'throw'. */
export class Traced {
  readonly graph: ControlFlowGraph;

  constructor(
    readonly owner: BodyOwner,
    private readonly source: ReturnType<typeof parseSource>,
  ) {
    this.graph = buildControlFlowGraph(owner, source.visitorKeys);
  }

  /** The syntax with this text, or the only call of a function with this name. */
  ast(name: string): TSESTree.Node {
    if (!/^[A-Za-z]+$/u.test(name)) return nodeWithText(this.source, name);
    return findNode(this.source, (node) => callName(node) === name);
  }

  nodes(name: string): readonly FlowNode[] {
    if (name === 'entry') return [this.graph.entry];
    if (name === 'return') return [this.graph.returnExit];
    if (name === 'throw') return [this.graph.throwExit];
    return this.graph.nodesOf(this.ast(name));
  }

  /**
   * Whether some path goes through these events in this order, and from each to the next without another call between.
   */
  steps(...names: string[]): boolean {
    return this.walk(names, (node) => callName(node.ast) !== undefined && node.kind === 'evaluate');
  }

  /** Whether some path goes through these events in this order, whatever is between. */
  path(...names: string[]): boolean {
    return this.walk(names, () => false);
  }

  /** Whether a path leads from one event to another without passing a third. */
  avoids(from: string, to: string, without: string): boolean {
    const avoided = new Set(this.nodes(without));
    return (
      this.graph.findPath(this.nodes(from), { to: this.nodes(to), avoid: (node) => avoided.has(node) }) !== undefined
    );
  }

  exceptionCauses(name: string): (string | undefined)[] {
    return this.nodes(name).flatMap((node) => node.successors.filter(isException).map((edge) => edge.cause));
  }

  private walk(names: readonly string[], blocks: (node: FlowNode) => boolean): boolean {
    const [first, ...rest] = names;
    let at = this.nodes(first!);
    for (const name of rest) {
      const goals = new Set(this.nodes(name));
      at = reach(at, goals, blocks);
    }
    return at.length > 0;
  }
}

/** All goals that can be reached from `starts` without entering a blocked node that is no goal. */
export function reach(
  starts: Iterable<FlowNode>,
  goals: ReadonlySet<FlowNode>,
  blocks: (node: FlowNode) => boolean,
): FlowNode[] {
  const seen = new Set<FlowNode>();
  const stack = [...starts];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const { to } of node.successors) {
      if (seen.has(to)) continue;
      seen.add(to);
      if (!blocks(to)) stack.push(to);
    }
  }
  return [...goals].filter((goal) => seen.has(goal));
}

function isException(edge: FlowEdge): boolean {
  return edge.kind === 'exception';
}

function callName(node: TSESTree.Node): string | undefined {
  if (node.type !== AST_NODE_TYPES.CallExpression) return undefined;
  return node.callee.type === AST_NODE_TYPES.Identifier ? node.callee.name : undefined;
}

/** The graph of a function with this body. */
export function trace(body: string, kind: '' | 'async ' | 'async*' | '*' = ''): Traced {
  const [keyword, star] = [kind.startsWith('async') ? 'async ' : '', kind.endsWith('*') ? '*' : ''];
  const source = parseSource(`${keyword}function${star} body(p, q, xs, o) {\n${body}\n}`);
  return new Traced(findNode(source, isFunction), source);
}

/** The graph of the whole program. */
export function traceProgram(text: string): Traced {
  const source = parseSource(text);
  return new Traced(source.ast, source);
}

/** The graph of the first function in the text. */
export function traceFunction(text: string): Traced {
  const source = parseSource(text);
  return new Traced(findNode(source, isFunction), source);
}

/** The graph of the first static block in the text. */
export function traceStaticBlock(text: string): Traced {
  const source = parseSource(text);
  const block = findNodes(source, (node) => node.type === AST_NODE_TYPES.StaticBlock)[0];
  return new Traced(block as TSESTree.StaticBlock, source);
}
