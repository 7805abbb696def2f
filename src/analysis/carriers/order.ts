/**
 * Whether a read of a variable may run after something was done to what the variable holds, with no other value
 * assigned between.
 *
 * *Known limitations*: a named function runs where it is called in this file; one that is passed on counts as called
 * where it stands. What happens in a named function, seen from outside of it, is unknown: then the answer is no.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingBody, isFunction, unwrap } from '../../ast';
import { isArgument } from '../ambient-context';
import { callSitesOf, definitionsOf } from '../bindings';
import type { GraphProvider } from '../data-flow';

const MAX_DEPTH = 4;

/** Whether `read`, a reference of `variable`, may run after `since`; every read does where `since` is undefined. */
export function mayRunAfter(
  sourceCode: TSESLint.SourceCode,
  graphOf: GraphProvider,
  since: TSESTree.Node | undefined,
  read: TSESTree.Node,
  variable: TSESLint.Scope.Variable,
  depth = 0,
): boolean {
  if (!since) return true;
  if (depth > MAX_DEPTH || contains(since, read)) return false;
  // Out of the callbacks that the read does not stand in.
  let from = since;
  for (let body = enclosingBody(from); !contains(body, read); body = enclosingBody(from)) {
    const isRunHere =
      isFunction(body) &&
      (isArgument(body) || (body.parent.type === AST_NODE_TYPES.CallExpression && unwrap(body.parent.callee) === body));
    if (!isRunHere || !body.parent) return false;
    from = body.parent;
  }
  const body = enclosingBody(from);
  // Out of the functions around the read that what was done does not stand in.
  let to = read;
  for (let inner = enclosingBody(to); inner !== body; inner = enclosingBody(to)) {
    if (isFunction(inner) && !isArgument(inner)) {
      const { calls } = callSitesOf(sourceCode, inner);
      if (calls.length > 0)
        return calls.some((call) => mayRunAfter(sourceCode, graphOf, from, call, variable, depth + 1));
    }
    to = inner;
  }
  if (contains(from, to)) return false;
  const graph = graphOf(body);
  const [starts, ends] = [graph.nodesAround(from), graph.nodesAround(to)];
  if (starts.length === 0 || ends.length === 0 || starts.some((node) => ends.includes(node)))
    return from.range[1] <= to.range[0];
  const kills = new Set(
    definitionsOf(variable).flatMap(({ kind, site }) => (kind === 'parameter' ? [] : graph.nodesOf(site))),
  );
  return graph.findPath(starts, { to: ends, avoid: (node) => kills.has(node) && !ends.includes(node) }) !== undefined;
}
