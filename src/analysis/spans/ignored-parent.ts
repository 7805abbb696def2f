/**
 * A parent that a span is started with and that nobody reads: in its options, or in their place. `startSpan` and
 * `startActiveSpan` read a context, as third argument.
 *
 * Known limitations: options that come from another file are not looked into. A parent that is active anyway is looked
 * for in the activation right around the call.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, isNothing, keyName, literalString, unwrap } from '../../ast';
import { FORMER_PARENT_OPTION, SPAN_OPTIONS } from '../../model/ignored-options';
import { activationAround } from '../ambient-context';
import { type ApiResolver, declaredContainers, type ResolvedCall } from '../api-resolution';
import { variableOf } from '../bindings';
import { type ObjectProperty, objectShape } from '../data-flow';
import { declaredParameter, takesOption } from '../data-flow/declared-options';
import { isMadeFor } from '../data-flow/sole-use';
import { soleValueOf, valueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;
const OPTIONS = 1;

type ParentType = 'Context' | 'Span' | 'SpanContext';
const PARENT_TYPES: readonly ParentType[] = ['Context', 'Span', 'SpanContext'];

export interface IgnoredParent {
  readonly value: TSESTree.Expression;
  /** What it is; undefined where nobody can tell. */
  readonly type: ParentType | undefined;
  /** The option that holds it; undefined where it stands in the place of the options. */
  readonly option: (ObjectProperty & { readonly name: string }) | undefined;
}

/** The parent that a call of `startSpan` or `startActiveSpan` does not read. */
export function ignoredParent(resolver: ApiResolver, call: ResolvedCall): IgnoredParent | undefined {
  const options = call.argument('options');
  const context = call.argument('context');
  if (!options || call.isWrapper || call.hasSpread || (context && !isNothing(context))) return undefined;
  const type = parentType(resolver, options);
  const found = type ? { value: unwrap(options), type, option: undefined } : parentOption(resolver, call, options);
  return found && isIgnored(resolver, call, found) && !isActive(resolver, call, found.value) ? found : undefined;
}

function parentOption(
  resolver: ApiResolver,
  call: ResolvedCall,
  options: TSESTree.Expression,
): IgnoredParent | undefined {
  const shape = objectShape(resolver.sourceCode, options);
  if (!shape || shape.properties.some(({ name }) => name === 'root')) return undefined;
  for (const property of shape.properties) {
    const { name, value } = property;
    if (name === undefined || SPAN_OPTIONS.has(name) || !isOnlyAnOption(resolver, call, property, name)) continue;
    const type = parentType(resolver, value);
    const isMeant = name === FORMER_PARENT_OPTION && !isNothing(value) && !isLiteral(value);
    if (type || isMeant) return { value, type, option: { ...property, name } };
  }
  return undefined;
}

const isLiteral = (value: TSESTree.Node): boolean => value.type === Kind.Literal || literalString(value) !== undefined;

/**
 * Whether an object holds something for the call alone. What is put together elsewhere may be read elsewhere: by the
 * name of the part, or as a whole.
 */
function isOnlyAnOption(
  { sourceCode }: ApiResolver,
  call: ResolvedCall,
  { site }: ObjectProperty,
  name: string,
): boolean {
  if (contains(call.node, site)) return true;
  if (name === FORMER_PARENT_OPTION) return !isReadByName(sourceCode, name);
  const object = site.type === Kind.Property ? site.parent : undefined;
  return object?.type === Kind.ObjectExpression && isMadeFor(sourceCode, object, call.node);
}

/** Whether the file reads a part of that name off any object. */
function isReadByName(sourceCode: TSESLint.SourceCode, name: string): boolean {
  if (new RegExp(`\\.\\s*${name}\\b(?!\\s*=[^=])`, 'u').test(sourceCode.text)) return true;
  const scopes = sourceCode.scopeManager?.scopes ?? [];
  return scopes.some(({ variables }) =>
    variables.some(({ defs }) =>
      defs.some(({ name: { parent } }) => {
        const property = parent.type === Kind.AssignmentPattern ? parent.parent : parent;
        return property.type === Kind.Property && keyName(property) === name;
      }),
    ),
  );
}

/** Which of the types that name a parent an expression has; undefined also where it may have another one. */
function parentType(resolver: ApiResolver, expression: TSESTree.Expression): ParentType | undefined {
  const { types } = resolver;
  const node = unwrap(expression);
  const found = PARENT_TYPES.find((type) => type === resolver.typeOf(expression));
  const type = found && types?.typeAt(node);
  if (!found || !types || !type?.isUnion()) return found && !isEither(resolver, node) ? found : undefined;
  const nothing = types.ts.TypeFlags.Undefined | types.ts.TypeFlags.Null;
  const parts = type.types.filter(({ flags }) => (flags & nothing) === 0);
  return parts.every((part) => declaredContainers(types, part).includes(found)) ? found : undefined;
}

/** Whether a name is declared with one type or another: `given: SpanOptions | Context`. */
function isEither({ sourceCode }: ApiResolver, node: TSESTree.Expression): boolean {
  const variable = node.type === Kind.Identifier ? variableOf(sourceCode, node) : undefined;
  const type = variable?.identifiers[0]?.typeAnnotation?.typeAnnotation;
  if (type?.type !== Kind.TSUnionType) return false;
  const nothing: readonly string[] = [Kind.TSNullKeyword, Kind.TSUndefinedKeyword];
  return type.types.filter((part) => !nothing.includes(part.type)).length > 1;
}

/** Whether what is called declares no such argument or option: a tracer of the project may. */
function isIgnored(resolver: ApiResolver, call: ResolvedCall, { option, type }: IgnoredParent): boolean {
  if (option) return takesOption(resolver, call, OPTIONS, option.name) !== true;
  const declared = declaredParameter(resolver, call, OPTIONS);
  const containers: readonly string[] = declared && resolver.types ? declaredContainers(resolver.types, declared) : [];
  return type === undefined || !containers.includes(type);
}

/** Whether the span gets that parent all the same: what is active is the parent of a span that is given none. */
function isActive(resolver: ApiResolver, call: ResolvedCall, parent: TSESTree.Expression): boolean {
  const fn = enclosingFunction(call.node);
  const value = soleValueOf(valueFlow(resolver.sourceCode), parent) ?? parent;
  if (readsActive(resolver, value)) return enclosingFunction(value) === fn;
  const activation = activationAround(resolver, call.node);
  if (!activation || activation.call.operation === 'context.bind') return false;
  const { callback, context } = activation;
  if (activation.call.operation === 'span.startActive')
    return callback.params[0] === value || isSame(callback.params[0], parent);
  const derived = context && resolver.resolveExpression(context);
  return (
    isSame(context, parent) || (derived?.operation === 'trace.setSpan' && isSame(derived.argument('span'), parent))
  );
}

/** `context.active()`, `trace.getActiveSpan()`, `trace.getSpan(context.active())`. */
function readsActive(resolver: ApiResolver, value: TSESTree.Node): boolean {
  const call = resolver.resolveExpression(value);
  if (call?.operation === 'context.active' || call?.operation === 'trace.getActiveSpan') return true;
  const from =
    call?.operation === 'trace.getSpan' || call?.operation === 'trace.getSpanContext'
      ? call.argument('context')
      : undefined;
  return from !== undefined && readsActive(resolver, soleValueOf(valueFlow(resolver.sourceCode), from) ?? from);
}

function isSame(one: TSESTree.Node | undefined, other: TSESTree.Node): boolean {
  const [a, b] = [one && unwrap(one), unwrap(other)] as (TSESTree.Node | undefined)[];
  return a?.type === Kind.Identifier && b?.type === Kind.Identifier && a.name === b.name;
}
