/**
 * The kind a span is started with: `SpanKind.CLIENT`, `2`, through constants and options objects.
 *
 * *Known limitations*: options that come from elsewhere give no kind.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { SPAN_KINDS, type SpanKindName } from '../../model/span-kinds';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { objectShape } from '../data-flow';
import { SAME_VALUE, valueFlow } from '../value-flow';

/** The kinds a started span may have, or undefined when nobody can tell. A span without a kind is INTERNAL. */
export function spanKindsOf(resolver: ApiResolver, call: ResolvedCall): readonly SpanKindName[] | undefined {
  const options = call.argument('options');
  if (!options) return call.hasSpread ? undefined : ['INTERNAL'];
  const shape = objectShape(resolver.sourceCode, options);
  if (!shape) return undefined;
  const values = shape.properties.filter(({ name }) => name === 'kind').map(({ value }) => value);
  if (values.length === 0) return shape.complete ? ['INTERNAL'] : undefined;
  const kinds = values.map((value) => kindsOf(resolver, value)).filter((found) => found !== undefined);
  return kinds.length === values.length ? [...new Set(kinds.flat())] : undefined;
}

function kindsOf(resolver: ApiResolver, expression: TSESTree.Node): readonly SpanKindName[] | undefined {
  const { flows, others, unknown } = valueFlow(resolver.sourceCode).backward(expression, {
    label: ({ node, path }) => (path.length === 0 ? kindAt(resolver, node) : undefined),
    kinds: SAME_VALUE,
  });
  if (others.length === 0 && unknown.every(({ cause }) => cause === 'escape'))
    return flows.flatMap(({ label }) => label);
  const type = resolver.types?.typeAt(unwrap(expression));
  return type?.isNumberLiteral() ? byNumber(type.value) : undefined;
}

/** The kind that a node names: `2`, `SpanKind.CLIENT`. */
function kindAt(resolver: ApiResolver, node: TSESTree.Node): readonly SpanKindName[] | undefined {
  if (node.type === AST_NODE_TYPES.Literal) return byNumber(node.value);
  const ref = resolver.exportOf(node);
  const [container, name] = ref?.path.slice(-2) ?? [];
  if (container !== 'SpanKind' || !ref?.package.startsWith('@opentelemetry/')) return undefined;
  return SPAN_KINDS.filter((kind) => kind === name);
}

function byNumber(value: unknown): readonly SpanKindName[] | undefined {
  const kind = typeof value === 'number' ? SPAN_KINDS[value] : undefined;
  return kind && [kind];
}
