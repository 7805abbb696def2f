/** The handlers of messages of a file, on the side of the worker or of the process that was forked. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type CallNode, type FunctionNode, literalString, memberName, unwrap } from '../../ast';
import { callbackFunction } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { namedExport } from '../library-objects';

/** A function that is given the messages for this thread or process. */
export interface MessageHandler {
  readonly callback: TSESTree.Node;
  readonly fn: FunctionNode;
  /** The message is the parameter itself, or its `data`. */
  readonly message: 'event' | 'value';
}

const LISTENING: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'addEventListener']);

/** The handlers that the calls and assignments of a file register. */
export function messageHandlers({
  resolver,
  calls,
  assignments,
}: {
  readonly resolver: ApiResolver;
  readonly calls: readonly CallNode[];
  readonly assignments: readonly TSESTree.AssignmentExpression[];
}): readonly MessageHandler[] {
  const found: MessageHandler[] = [];
  for (const call of calls) {
    const handler = registeredHandler(resolver, call);
    if (handler) found.push(handler);
  }
  for (const assignment of assignments) {
    const handler = assignedHandler(resolver, assignment);
    if (handler) found.push(handler);
  }
  return found;
}

function registeredHandler(resolver: ApiResolver, call: CallNode): MessageHandler | undefined {
  const callee = unwrap(call.callee);
  const name = calleeName(call);
  const callback = call.arguments[1];
  if (callee.type !== AST_NODE_TYPES.MemberExpression || name === undefined || !LISTENING.has(name) || !callback)
    return undefined;
  if (literalString(call.arguments[0]) !== 'message') return undefined;
  const isTarget = name === 'addEventListener';
  const named = namedExport(resolver, callee.object);
  const isOwn = named?.name === 'parentPort' || (isTarget ? isWorkerScope(named) : isProcess(named));
  const fn = isOwn ? callbackFunction(resolver, callback) : undefined;
  return fn && { callback, fn, message: isTarget ? 'event' : 'value' };
}

function assignedHandler(
  resolver: ApiResolver,
  { left, right }: TSESTree.AssignmentExpression,
): MessageHandler | undefined {
  const isBare =
    left.type === AST_NODE_TYPES.Identifier && left.name === 'onmessage' && !variableOf(resolver.sourceCode, left);
  const isMember =
    left.type === AST_NODE_TYPES.MemberExpression &&
    memberName(left) === 'onmessage' &&
    isWorkerSide(resolver, left.object);
  const fn = isBare || isMember ? callbackFunction(resolver, right) : undefined;
  return fn && { callback: right, fn, message: 'event' };
}

function isWorkerSide(resolver: ApiResolver, expression: TSESTree.Expression): boolean {
  const named = namedExport(resolver, expression);
  return named?.name === 'parentPort' || isWorkerScope(named);
}

/** Whether a handler only compares its message with literals: `if (message === 'shutdown')`. */
export function takesCommands(sourceCode: ApiResolver['sourceCode'], fn: FunctionNode): boolean {
  const [parameter] = fn.params;
  const variable = parameter?.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, parameter) : undefined;
  const reads = variable?.references.filter((reference) => reference.isRead()) ?? [];
  return (
    reads.length > 0 &&
    reads.every(({ identifier: { parent } }) => parent.type === AST_NODE_TYPES.BinaryExpression && hasLiteral(parent))
  );
}

const hasLiteral = ({ left, right }: TSESTree.BinaryExpression): boolean =>
  left.type === AST_NODE_TYPES.Literal || right.type === AST_NODE_TYPES.Literal;

type Named = ReturnType<typeof namedExport>;

function isProcess(named: Named): boolean {
  return named !== undefined && (named.package === undefined ? named.name === 'process' : named.package === 'process');
}

/** `self` and `globalThis` of a worker; `window` has no thread behind it. */
function isWorkerScope(named: Named): boolean {
  return named?.package === undefined && (named?.name === 'self' || named?.name === 'globalThis');
}
