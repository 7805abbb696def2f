/** Spans that are not meant to continue the active trace. */
import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import type { AmbientUse } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { propertyValues } from '../data-flow';

/**
 * Whether a span is started beside the trace it belongs to on purpose: with links to it. One with `root: true` or a
 * context of its own does not read the active context at all.
 *
 * Known limitations: what the links point to is not asked.
 */
export function standsAlone(resolver: ApiResolver, { node }: AmbientUse): boolean {
  const options = resolver.resolve(node)?.argument('options');
  if (!options) return false;
  return propertyValues(resolver.sourceCode, options, 'links').some((links) => {
    const value = unwrap(links);
    return value.type !== AST_NODE_TYPES.ArrayExpression || value.elements.length > 0;
  });
}
