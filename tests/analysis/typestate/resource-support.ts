import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { buildControlFlowGraph } from '../../../src/analysis/control-flow';
import type { ResourceQuery, ThrowStrictness } from '../../../src/analysis/typestate';
import { enclosingBody } from '../../../src/ast';
import { findNode, findNodes, parseSource } from '../../support/source';

export interface Options {
  readonly kind?: 'async' | 'async-generator' | 'function' | 'generator';
  readonly throws?: ThrowStrictness;
  /** Texts of the nodes that hand over. */
  readonly transfers?: readonly string[];
  /** Text of a node that does not throw. */
  readonly safe?: string;
  /** Text of the releases, where they are no `….dispose()`. */
  readonly release?: string;
  /** The name of the function that acquires. Default: attach. */
  readonly acquire?: string;
}

const headers = {
  function: 'function',
  async: 'async function',
  generator: 'function*',
  'async-generator': 'async function*',
};

/** The query for the `attach()` of a function with this body; the body's first line is line 2. */
export function resource(body: string, options: Options = {}): ResourceQuery {
  return held(`${headers[options.kind ?? 'function']} f(p, q, xs, o, x) {\n${body}\n}`, options);
}

/** The query for the `attach()` of a text. Releases are the calls of `dispose` on anything. */
export function held(text: string, options: Options = {}): ResourceQuery {
  const source = parseSource(text);
  const textOf = (node: TSESTree.Node): string => source.getText(node);
  const acquire = findNode(source, (node) => isCallOf(node, options.acquire ?? 'attach'));
  const { release, safe, transfers } = options;
  return {
    graph: buildControlFlowGraph(enclosingBody(acquire), source.visitorKeys),
    acquire,
    releases: new Set(
      findNodes(source, (node) => (release === undefined ? isDispose(node) : textOf(node) === release)),
    ),
    transfers: transfers && ((node) => transfers.includes(textOf(node))),
    throws: options.throws,
    ignoreThrow: safe === undefined ? undefined : (node) => textOf(node) === safe,
  };
}

export function isCallOf(node: TSESTree.Node, name: string): boolean {
  return (
    node.type === AST_NODE_TYPES.CallExpression &&
    node.callee.type === AST_NODE_TYPES.Identifier &&
    node.callee.name === name
  );
}

function isDispose(node: TSESTree.Node): boolean {
  return (
    node.type === AST_NODE_TYPES.CallExpression &&
    node.callee.type === AST_NODE_TYPES.MemberExpression &&
    node.callee.property.type === AST_NODE_TYPES.Identifier &&
    node.callee.property.name === 'dispose'
  );
}
