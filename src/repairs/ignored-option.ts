/** Repairs of options that nobody reads: the right name, or the right place. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type ApiResolver, isNullable, type ResolvedCall } from '../analysis/api-resolution';
import { isReassigned, variableOf } from '../analysis/bindings';
import { isMadeFor } from '../analysis/data-flow/sole-use';
import type { IgnoredParent } from '../analysis/spans/ignored-parent';
import { soleValueOf, valueFlow } from '../analysis/value-flow';
import { contains } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  hasCommentsInside,
  insertArgument,
  insertAt,
  removeProperty,
  replace,
  replaceArgument,
} from '../fixes';
import { findVisible } from '../fixes/names';

const API = '@opentelemetry/api';
const OPTIONS = 1;
const CONTEXT = 2;

/** `propagator: x` becomes `textMapPropagator: x`. */
export function renameOption(property: TSESTree.Property, name: string): Edit {
  return property.shorthand ? insertAt(property.range[0], `${name}: `) : replace(property.key.range, name);
}

/**
 * Gives a parent as the context that a span is started in: `startSpan(name, { parent: span })` becomes `startSpan(name,
 * {}, trace.setSpan(context.active(), span))`. Undefined where its type is unknown, or it may be missing.
 */
export function moveParent(resolver: ApiResolver, call: ResolvedCall, parent: IgnoredParent): Edit | undefined {
  const { sourceCode } = resolver;
  const { option, value } = parent;
  const context = mayBeMissing(resolver, parent) ? undefined : contextOf(resolver, call, parent);
  if (!context || hasCommentsInside(sourceCode, value.range)) return undefined;
  if (!option) {
    const text = `{}, ${context.text}`;
    return combineEdits(context.fix, replaceArgument({ sourceCode, call: call.node, index: OPTIONS, text }));
  }
  const { site } = option;
  const added = insertArgument({ sourceCode, call: call.node, index: CONTEXT, text: context.text });
  const isThere = contains(call.node, site);
  if (!isThere && !meansTheSame(resolver, value, call.node)) return undefined;
  const removed =
    site.type === AST_NODE_TYPES.Property &&
    site.parent.type === AST_NODE_TYPES.ObjectExpression &&
    isMadeFor(sourceCode, site.parent, call.node)
      ? removeProperty({ sourceCode, property: site })
      : undefined;
  return combineEdits(context.fix, removed ?? (isThere ? undefined : () => []), added);
}

interface GivenContext {
  readonly text: string;
  readonly fix: Edit;
}

function contextOf(
  resolver: ApiResolver,
  call: ResolvedCall,
  { type, value }: IgnoredParent,
): GivenContext | undefined {
  const { sourceCode } = resolver;
  const text = sourceCode.getText(value);
  if (type === undefined) return undefined;
  if (type === 'Context') return { text, fix: () => [] };
  const at = call.node;
  const [trace, context] = ['trace', 'context'].map((imported) =>
    ensureImport({ sourceCode, module: API, imported, at }),
  );
  const fix = combineEdits(trace?.fix, context?.fix);
  if (!trace || !context || !fix) return undefined;
  const set = type === 'Span' ? 'setSpan' : 'setSpanContext';
  return { text: `${trace.localName}.${set}(${context.localName}.active(), ${text})`, fix };
}

/** Whether a parent may be undefined: of no context that can be made. */
function mayBeMissing(resolver: ApiResolver, { value }: IgnoredParent): boolean {
  const { sourceCode, types } = resolver;
  const type = types?.typeAt(value);
  if (types && type) return isNullable(types, type);
  const made = soleValueOf(valueFlow(sourceCode), value) ?? value;
  return /\?\.|\bget(?:Active)?Span(?:Context)?\(/u.test(sourceCode.getText(made));
}

/** Whether a value is a name that means the same where a call stands. */
function meansTheSame({ sourceCode }: ApiResolver, value: TSESTree.Expression, at: TSESTree.Node): boolean {
  const variable = value.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, value) : undefined;
  return variable !== undefined && !isReassigned(variable) && findVisible(sourceCode, at, variable.name) === variable;
}
