/**
 * Whether the code of a handler takes a context from what it is handed: itself, through functions of the file, or by a
 * function of another file that is named so.
 *
 * *Known limitations*: what a function of another file does with a carrier is told by its name.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type CallNode, contains } from '../../ast';
import type { OperationId } from '../../model';
import type { ResolvedCall } from '../api-resolution';
import { resolveFunction } from '../bindings';
import { partsOf, valueFlow } from '../value-flow';
import type { Origins } from './origin';
import type { MessagingParts } from './types';

const Kind = AST_NODE_TYPES;
/** Names of functions that most likely run their callback under the context of what they are given. */
const SETS_CONTEXT = /context|extract|carrier|propagat|baggage/i;
/** Names of functions that may start a span from what they are given. */
const MAY_TRACE = /span|trac(?:e[A-Z_]|ed|ing)|otel|telemetry|instrument/i;
/** Operations that make a parent, or a link, of a span context that came by other means than a propagator. */
const OTHER_MEANS: ReadonlySet<OperationId> = new Set<OperationId>(['trace.setSpanContext', 'trace.wrapSpanContext']);

/** Whether code takes a context from a carrier; undefined where a function of another file may. */
export function extractsIn(
  { ambient, calls, resolver }: MessagingParts,
  origins: Origins,
  body: TSESTree.Node,
  wrapper: TSESTree.CallExpression | undefined,
): boolean | undefined {
  const { sourceCode } = resolver;
  if (ambient.extractsInCode(body)) return true;
  let isUnknown = false;
  if (wrapper && resolver.resolve(wrapper)?.operation !== 'context.bind') {
    const fn = resolveFunction(sourceCode, wrapper.callee);
    if (fn ? ambient.extractsInCode(fn.body) : SETS_CONTEXT.test(calleeName(wrapper) ?? '')) return true;
    isUnknown = !fn;
  }
  for (const call of calls) {
    if (!contains(body, call)) continue;
    const operation = resolver.resolve(call);
    isUnknown ||= operation !== undefined && (OTHER_MEANS.has(operation.operation) || hasLinks(sourceCode, operation));
    if (operation || resolveFunction(sourceCode, call.callee)) continue;
    const handed = call.arguments.flatMap((argument) =>
      argument.type === Kind.SpreadElement ? [] : (origins.of(argument) ?? []),
    );
    if (handed.length === 0) continue;
    const name = calleeName(call) ?? '';
    if (SETS_CONTEXT.test(name)) return true;
    isUnknown ||= MAY_TRACE.test(name) || (handed.some(({ what }) => what === 'carrier') && !isHarmless(call));
  }
  return isUnknown ? undefined : false;
}

/** Whether a span is started with links: most likely to the sender. */
function hasLinks(sourceCode: TSESLint.SourceCode, call: ResolvedCall): boolean {
  const options =
    call.operation === 'span.start' || call.operation === 'span.startActive' ? call.argument('options') : undefined;
  return options !== undefined && partsOf(valueFlow(sourceCode), options).parts.some(({ name }) => name === 'links');
}

/** Looking at headers, or logging them, takes no context. */
function isHarmless(call: CallNode): boolean {
  return /^(?:log|debug|info|warn|error|stringify|keys|values|entries|String|Number|from)$/.test(
    calleeName(call) ?? '',
  );
}
