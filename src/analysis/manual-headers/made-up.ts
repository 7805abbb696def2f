/**
 * Whether a header is made-up data: its ids are random, and it goes into what a helper returns, where no span is at
 * hand whose trace could break. Test data under whatever name; a request that is sent with such ids is none.
 *
 * *Known limitations*: what a function of another file does with the result of the helper is unknown: nothing, then.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode, parameterOwner } from '../../ast';
import { MADE_UP_WORDS } from '../../model/traceparent';
import type { ApiResolver } from '../api-resolution';
import { functionName, walkAll } from '../bindings';
import { splitWords } from '../sensitive-data';
import { valueFlow } from '../value-flow';
import type { HeaderSite } from './header-sites';
import type { Hole } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** Whether the ids of a header are random, and nothing around it has a live context. */
export function isMadeUp(resolver: ApiResolver, site: HeaderSite, holes: readonly Hole[]): boolean {
  const ids = holes.filter(({ role, origin }) => role !== 'flags' || origin === 'random');
  if (ids.length === 0 || !ids.every(({ origin }) => origin === 'random')) return false;
  const around = functionsAround(site.node);
  if (around.some((fn) => splitWords(functionName(fn) ?? '').some((word) => MADE_UP_WORDS.has(word)))) return true;
  const outermost = around.at(-1);
  if (!outermost || usesOpenTelemetry(resolver, outermost)) return false;
  return !isHandedOver(resolver, site.kind === 'pair' ? site.list : site.object);
}

function functionsAround(node: TSESTree.Node): readonly FunctionNode[] {
  const found: FunctionNode[] = [];
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) found.push(fn);
  return found;
}

function usesOpenTelemetry(resolver: ApiResolver, fn: FunctionNode): boolean {
  let found = false;
  walkAll(resolver.sourceCode, fn, (node) => {
    found ||= (node.type === Kind.CallExpression || node.type === Kind.NewExpression) && !!resolver.resolve(node);
  });
  return found;
}

/** Whether a call is given an object, or it is not of this file, as far as this file shows it. */
function isHandedOver({ sourceCode }: ApiResolver, object: TSESTree.Node): boolean {
  const flow = valueFlow(sourceCode);
  const { steps, open } = flow.objects.sitesOf(object);
  // A parameter belongs to the caller.
  if (open !== undefined || steps.some(({ put = [], to }) => put.length > 0 || parameterOwner(to) !== undefined))
    return true;
  const { flows, unknown } = flow.forward(
    steps.map(({ to }) => ({ node: to, path: [] })),
    { label: ({ node }) => (isArgument(node) ? true : undefined) },
  );
  return flows.length > 0 || unknown.some(({ cause }) => cause === 'bound');
}

function isArgument(node: TSESTree.Node): boolean {
  const { parent } = node.parent?.type === Kind.SpreadElement ? node.parent : node;
  return (parent?.type === Kind.CallExpression || parent?.type === Kind.NewExpression) && parent.callee !== node;
}
