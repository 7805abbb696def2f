/** Repairs of what stands where a Context is due: the Context that was meant in its place. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type ApiResolver, declaredContainers, type ResolvedCall } from '../analysis/api-resolution';
import { variableOf } from '../analysis/bindings';
import { mayBeNothing, type NotAContext } from '../analysis/context-callback';
import { enclosingFunction, memberName, unwrap } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  hasCommentsInside,
  needsParens,
  replace,
  replaceArgument,
  wrapExpression,
} from '../fixes';
import { operationModel } from '../model';
import { contextApi } from './context-api';

/** A suggestion: its message, what its message names, and its edit. */
export interface Repair<Id extends string> {
  readonly messageId: Id;
  readonly edit: Edit;
  readonly data?: Readonly<Record<string, string>>;
}

export type ContextRepairId =
  'awaitContext' | 'swapArguments' | 'useActiveContext' | 'useBaggageContext' | 'useSourceContext' | 'useSpanContext';

/** What holds a thing, and how it is put into a context. */
const DERIVATIONS = {
  span: { messageId: 'useSpanContext', owner: 'trace', method: 'setSpan' },
  spanContext: { messageId: 'useSpanContext', owner: 'trace', method: 'setSpanContext' },
  baggage: { messageId: 'useBaggageContext', owner: 'propagation', method: 'setBaggage' },
} as const;

/** What a call says of a context that already holds the thing, or is about to get another one. */
const OVERWRITES = {
  span: /^trace\.(?:set|delete)Span/,
  spanContext: /^trace\.(?:set|delete)Span/,
  baggage: /^propagation\.(?:set|delete)Baggage$/,
} as const;

/** A name, or a member of one: what may be written twice. */
const REFERENCE = /^[\w$]+(?:\.[\w$#]+)*$/;

/**
 * The repair of a value that stands in place of the context of a call: of its argument, or of one arm of it. None where
 * a comment or a type would be lost, or where nothing tells what was meant.
 */
export function contextRepairs(
  resolver: ApiResolver,
  call: ResolvedCall,
  at: TSESTree.Expression,
  is: NotAContext,
): readonly Repair<ContextRepairId>[] {
  const repaired = repairOf(resolver, call, at, is);
  return repaired ? [repaired] : [];
}

function repairOf(
  resolver: ApiResolver,
  call: ResolvedCall,
  at: TSESTree.Expression,
  is: NotAContext,
): Repair<ContextRepairId> | undefined {
  const text = resolver.sourceCode.getText(unwrap(at));
  switch (is) {
    case 'span':
    case 'spanContext':
    case 'baggage':
      return (
        fromSource(resolver, call, at) ??
        (isCast(resolver, at) ? undefined : (swapped(resolver, call, at) ?? derived(resolver, call, at, is)))
      );
    case 'promise':
      return offer('awaitContext', awaited(resolver, call, at));
    case 'function':
      if (isUncalledActive(resolver, at)) return offer('useActiveContext', put(resolver, at, `${text}()`));
      return call.operation === 'context.with' ? offer('swapArguments', swap(resolver, call)) : undefined;
    case 'api':
      return REFERENCE.test(text)
        ? offer('useActiveContext', put(resolver, at, `${text}.active()`))
        : active(resolver, call, at);
    case 'nothing':
      return active(resolver, call, at);
    default:
      return undefined;
  }
}

function offer(
  messageId: ContextRepairId,
  edit: Edit | undefined,
  data: Readonly<Record<string, string>> = {},
): Repair<ContextRepairId> | undefined {
  return edit && { messageId, edit, data };
}

function active(
  resolver: ApiResolver,
  call: ResolvedCall,
  at: TSESTree.Expression,
): Repair<ContextRepairId> | undefined {
  const context = contextApi(resolver, call);
  const edit = context && put(resolver, at, `${context.localName}.active()`);
  return offer('useActiveContext', combineEdits(context?.fix, edit));
}

/** `setSpan(span, ctx)`: the arguments are in the wrong order. */
function swapped(
  resolver: ApiResolver,
  call: ResolvedCall,
  at: TSESTree.Expression,
): Repair<ContextRepairId> | undefined {
  const [first, second] = call.node.arguments;
  const isSwapped = first === at && second !== undefined && resolver.typeOf(second) === 'Context';
  const isPair = call.operation === 'context.with' || operationModel(call.operation).roles.context === 0;
  return isSwapped && isPair ? offer('swapArguments', swap(resolver, call)) : undefined;
}

/** Swaps the arguments of a call that has two. */
export function swap({ sourceCode }: ApiResolver, { node }: ResolvedCall): Edit | undefined {
  const [first, second] = node.arguments;
  if (!first || !second || node.arguments.length !== 2) return undefined;
  return combineEdits(
    replaceArgument({ sourceCode, call: node, index: 0, text: sourceCode.getText(second) }),
    replaceArgument({ sourceCode, call: node, index: 1, text: sourceCode.getText(first) }),
  );
}

/** `startSpan(name, {}, trace.getSpan(ctx))`: the context that the thing is read from is there. */
function fromSource(
  resolver: ApiResolver,
  call: ResolvedCall,
  at: TSESTree.Expression,
): Repair<ContextRepairId> | undefined {
  const read = readOf(resolver, at);
  if (!read) return undefined;
  const source = read.argument('context');
  if (!source) return active(resolver, call, at);
  const text = resolver.sourceCode.getText(source);
  return REFERENCE.test(text) ? offer('useSourceContext', put(resolver, at, text), { source: text }) : undefined;
}

/** The read of a context that gives a span, its span context, or a baggage on the spot. */
function readOf(resolver: ApiResolver, expression: TSESTree.Expression): ResolvedCall | undefined {
  const call = resolver.resolve(unwrap(expression));
  if (call?.operation === 'span.spanContext') return call.receiver && readOf(resolver, call.receiver);
  return call && /^(?:trace|propagation)\.get(?:Active)?(?:Span|SpanContext|Baggage)$/.test(call.operation)
    ? call
    : undefined;
}

/** `trace.getSpanContext(span)`: what is asked for is at hand. */
export function readDirectly(
  { sourceCode }: ApiResolver,
  { node, operation }: ResolvedCall,
  at: TSESTree.Expression,
  is: NotAContext,
): readonly Repair<'readDirectly'>[] {
  const text = sourceCode.getText(unwrap(at));
  const isAtHand =
    (operation === 'trace.getSpan' && is === 'span') ||
    (operation === 'trace.getSpanContext' && (is === 'span' || is === 'spanContext')) ||
    (operation === 'propagation.getBaggage' && is === 'baggage');
  const isWhole = node.arguments.includes(at);
  if (!isAtHand || !isWhole || !REFERENCE.test(text) || hasCommentsInside(sourceCode, node.range)) return [];
  const given = operation === 'trace.getSpanContext' && is === 'span' ? `${text}.spanContext()` : text;
  return [{ messageId: 'readDirectly', edit: replace(node.range, given), data: { given } }];
}

/** Whether a variable is called a Context by a cast, so that it cannot stand where a span is due. */
function isCast(resolver: ApiResolver, at: TSESTree.Expression): boolean {
  const { sourceCode, types } = resolver;
  const value = unwrap(at);
  const type = types?.typeAt(value);
  if (types && type) return declaredContainers(types, type).includes('Context');
  const variable = value.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, value) : undefined;
  const declaration: TSESTree.Node | undefined = variable?.defs[0]?.node;
  const init = declaration?.type === AST_NODE_TYPES.VariableDeclarator ? declaration.init : undefined;
  return resolver.inferredTypeOf(value) === 'Context' || (!!init && unwrap(init) !== init);
}

/** `trace.setSpan(context.active(), span)`; the active context alone, where that is not what is asked for. */
function derived(
  resolver: ApiResolver,
  call: ResolvedCall,
  at: TSESTree.Expression,
  is: keyof typeof DERIVATIONS,
): Repair<ContextRepairId> | undefined {
  const { sourceCode } = resolver;
  const isRead = /\.(?:get|is)[A-Z]/.test(call.operation);
  if (isRead || OVERWRITES[is].test(call.operation)) return active(resolver, call, at);
  const { messageId, method, owner } = DERIVATIONS[is];
  const context = contextApi(resolver, call);
  const api = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: owner, at: call.node });
  if (!context || !api) return undefined;
  const before = (name: string): string => `${api.localName}.${name}(${context.localName}.active(), `;
  const value = unwrap(at);
  const text = sourceCode.getText(value);
  if (!mayBeNothing(resolver, at)) {
    const edit =
      value === at
        ? wrapExpression({ sourceCode, node: at, before: before(method), after: ')' })
        : put(resolver, at, `${before(method)}${text})`);
    return offer(messageId, combineEdits(context.fix, api.fix, edit));
  }
  const span = resolver.resolve(value);
  const holder = span?.operation === 'span.spanContext' ? span.receiver : undefined;
  const held = holder ? sourceCode.getText(unwrap(holder)) : text;
  if (!REFERENCE.test(held)) return undefined;
  const given = `${before(holder ? 'setSpan' : method)}${held})`;
  const choice = `${held} ? ${given} : ${context.localName}.active()`;
  const isWhole = call.node.arguments.includes(at);
  return offer(messageId, combineEdits(context.fix, api.fix, put(resolver, at, isWhole ? choice : `(${choice})`)));
}

/** `context.active`, which is passed and not called. */
function isUncalledActive(resolver: ApiResolver, at: TSESTree.Expression): boolean {
  const value = unwrap(at);
  if (value.type !== AST_NODE_TYPES.MemberExpression || memberName(value) !== 'active') return false;
  const holder = resolver.typeOf(value.object);
  return holder === 'ContextAPI' || holder === 'ContextManager';
}

function awaited({ sourceCode }: ApiResolver, call: ResolvedCall, at: TSESTree.Expression): Edit | undefined {
  if (enclosingFunction(call.node)?.async !== true || unwrap(at) !== at || needsParens(at, 'object')) return undefined;
  return wrapExpression({ sourceCode, node: at, before: 'await ', after: '' });
}

/** Puts a call or a name in place of an expression. */
function put({ sourceCode }: ApiResolver, at: TSESTree.Expression, text: string): Edit | undefined {
  return hasCommentsInside(sourceCode, at.range) ? undefined : replace(at.range, text);
}
