/** Spans that are not meant to continue the active trace. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, memberName, unwrap, wrapped } from '../../ast';
import type { AmbientUse } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { propertyValues } from '../data-flow';

/**
 * Whether a span is started beside the trace it belongs to on purpose: with links to it, or with
 * links that it is given where it starts: `span.addLink(link)`. One with `root: true` or a
 * context of its own does not read the active context at all.
 *
 * Known limitations: what the links point to is not asked.
 */
export function standsAlone(resolver: ApiResolver, { node }: AmbientUse): boolean {
  const call = resolver.resolve(node);
  if (call?.operation !== 'span.start' && call?.operation !== 'span.startActive') return false;
  if (isLinkedLater(resolver, node)) return true;
  const options = call.argument('options');
  if (!options) return false;
  return propertyValues(resolver.sourceCode, options, 'links').some((links) => {
    const value = unwrap(links);
    return value.type !== AST_NODE_TYPES.ArrayExpression || value.elements.length > 0;
  });
}

const LINKING: ReadonlySet<string | undefined> = new Set(['addLink', 'addLinks']);

/** Whether the span of a start gets a link: `startSpan(name).addLink(link)`, or through the name that it is given. */
function isLinkedLater(resolver: ApiResolver, start: TSESTree.CallExpression): boolean {
  const isLinking = (span: TSESTree.Node): boolean => {
    const { parent } = wrapped(span);
    return parent?.type === AST_NODE_TYPES.MemberExpression && LINKING.has(memberName(parent));
  };
  if (isLinking(start)) return true;
  const name = spanName(start);
  const variable = name && variableOf(resolver.sourceCode, name);
  return variable?.references.some(({ identifier }) => isLinking(identifier)) ?? false;
}

/** What a start names its span: a variable, or the parameter of the callback that runs in it. */
function spanName(start: TSESTree.CallExpression): TSESTree.Identifier | undefined {
  const { parent } = wrapped(start);
  const callback = start.arguments.map((argument) => unwrap(argument)).find((argument) => isFunction(argument));
  const name = callback && isFunction(callback) ? callback.params[0] : undefined;
  const target = name ?? (parent?.type === AST_NODE_TYPES.VariableDeclarator ? parent.id : undefined);
  return target?.type === AST_NODE_TYPES.Identifier ? target : undefined;
}
