/**
 * The kind a span is started with: `SpanKind.CLIENT`, `2`, through constants and options objects.
 *
 * *Known limitations*: options that come from elsewhere give no kind.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { SPAN_KINDS, type SpanKindName } from '../../model/span-kinds';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { definitionsOf, variableOf } from '../bindings';
import { objectShape } from '../data-flow';

/** The kinds a started span may have, or undefined when nobody can tell. A span without a kind is INTERNAL. */
export function spanKindsOf(resolver: ApiResolver, call: ResolvedCall): readonly SpanKindName[] | undefined {
  const options = call.argument('options');
  if (!options) return call.hasSpread ? undefined : ['INTERNAL'];
  const shape = objectShape(resolver.sourceCode, options);
  if (!shape) return undefined;
  const values = shape.properties.filter(({ name }) => name === 'kind').map(({ value }) => value);
  if (values.length === 0) return shape.complete ? ['INTERNAL'] : undefined;
  const kinds = values.map((value) => kindsOf(resolver, value, 0)).filter((found) => found !== undefined);
  return kinds.length === values.length ? [...new Set(kinds.flat())] : undefined;
}

function kindsOf(resolver: ApiResolver, expression: TSESTree.Node, depth: number): readonly SpanKindName[] | undefined {
  const node = unwrap(expression);
  if (depth > 6) return undefined;
  if (node.type === AST_NODE_TYPES.Literal) return byNumber(node.value);
  if (node.type === AST_NODE_TYPES.ConditionalExpression) {
    const branches = [node.consequent, node.alternate].map((branch) => kindsOf(resolver, branch, depth + 1));
    return branches.every((branch) => branch !== undefined) ? branches.flat() : undefined;
  }
  const ref = resolver.exportOf(node);
  const [container, name] = ref?.path.slice(-2) ?? [];
  if (ref && container === 'SpanKind' && ref.package.startsWith('@opentelemetry/'))
    return SPAN_KINDS.filter((kind) => kind === name);
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  const definitions = variable ? definitionsOf(variable) : [];
  if (definitions.length > 0 && definitions.every((one) => one.kind === 'value' && one.path.length === 0)) {
    const kinds = definitions.map((one) =>
      one.kind === 'value' ? kindsOf(resolver, one.value, depth + 1) : undefined,
    );
    return kinds.every((kind) => kind !== undefined) ? kinds.flat() : undefined;
  }
  const type = resolver.types?.typeAt(node);
  return type?.isNumberLiteral() ? byNumber(type.value) : undefined;
}

function byNumber(value: unknown): readonly SpanKindName[] | undefined {
  const kind = typeof value === 'number' ? SPAN_KINDS[value] : undefined;
  return kind && [kind];
}
