/**
 * The work that code does for the messages it was handed: whether it reads the active context, and the loops in which
 * each message has a turn of its own.
 *
 * Of a poll (`const batch = await client.receive()`), only the turns of its messages count, and functions of the file
 * that are handed messages: a span around the poll, or an attribute with their number, is no work for any of them. Of a
 * poll for one message, spans that are started behind it count too.
 *
 * *Known limitations*: those of `AmbientUseFinder` and of the origins of messages; a list of messages that is passed to
 * a function of another file is not followed.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, contains, type FunctionNode, isFunction, memberName, unwrap } from '../../ast';
import type { OperationId } from '../../model';
import { EACH } from '../../model/flow-summaries';
import type { AmbientUse, AmbientUseFinder } from '../ambient-context';
import type { MessageConsumer, MessageOrigin } from '../messaging';

const Kind = AST_NODE_TYPES;
const LAMBDA = 'aws-lambda';
/** Operations that only look at what is active. */
const LOOKS: ReadonlySet<OperationId | undefined> = new Set<OperationId | undefined>([
  'trace.getActiveSpan',
  'propagation.getActiveBaggage',
]);

/** What is needed to know of a file. `FileAnalysis` has all of it. */
export interface WorkParts {
  readonly ambient: Pick<AmbientUseFinder, 'inCode'>;
  /** Every call of the file, in source order. */
  readonly calls: readonly CallNode[];
  /** How an expression relates to a consumption. */
  readonly origin: (expression: TSESTree.Node) => MessageOrigin | undefined;
  /** The nodes of the file that have a scope, as loops with a variable do. */
  readonly blocks: readonly TSESTree.Node[];
}

/** Code that runs once for each message of a list. */
export interface MessageLoop {
  /** The loop, or the call that runs the callback. */
  readonly node: TSESTree.ForOfStatement | TSESTree.CallExpression;
  /** The variable, or the pattern, that binds the message. */
  readonly binding: TSESTree.Node;
  readonly body: TSESTree.Node;
  readonly callback: FunctionNode | undefined;
}

/**
 * Whether the code is where messages come in, and not a helper that is handed a whole payload: a function whose only
 * sign is the written type of a parameter counts as an entry of a Lambda function when it is exported, and as a gRPC
 * handler when it takes a callback too. Others may be wrapped, or called, in another file.
 */
export function isEntry({ client, row, parameter, handler }: MessageConsumer): boolean {
  const isByParameter =
    row.handover.by === 'annotation' &&
    parameter &&
    'typeAnnotation' in parameter &&
    parameter.typeAnnotation !== undefined;
  if (!isByParameter || !handler) return true;
  return handler.params.length >= 2 || (client.library === LAMBDA && isExported(handler));
}

function isExported(fn: FunctionNode): boolean {
  const declaration = fn.parent.type === Kind.VariableDeclarator ? fn.parent.parent : fn;
  const { parent } = declaration;
  return parent.type === Kind.ExportNamedDeclaration || parent.type === Kind.ExportDefaultDeclaration;
}

/** The first read of the active context in the work that a consumer does for its messages. */
export function messageWork(parts: WorkParts, consumer: MessageConsumer): AmbientUse | undefined {
  const { ambient, calls, origin } = parts;
  if (consumer.row.handover.by !== 'result') {
    const use = ambient.inCode(consumer.body);
    return use && consumer.isBatch && LOOKS.has(use.operation) ? behindLook(parts, consumer) : use;
  }
  const [loop] = messageLoops(parts, consumer);
  const own = loop && ambient.inCode(loop.body);
  if (own) return own;
  for (const call of calls) {
    if (
      call.type !== Kind.CallExpression ||
      !contains(consumer.body, call) ||
      unwrap(call.callee).type === Kind.FunctionExpression
    )
      continue;
    const isHanded = call.arguments.some(
      (argument) => argument.type !== Kind.SpreadElement && isPartOf(origin(argument), consumer),
    );
    const use = isHanded ? ambient.inCode(call) : undefined;
    if (use && use.via.length > 0) return use;
  }
  return consumer.isBatch ? undefined : startedBehind(ambient, consumer);
}

/**
 * What more is done in the code for a batch that looks at the span around it: `setAttribute('batch.size', …)` is no
 * work for any message.
 */
function behindLook(parts: WorkParts, consumer: MessageConsumer): AmbientUse | undefined {
  const { ambient, calls } = parts;
  const [loop] = messageLoops(parts, consumer);
  const own = loop && ambient.inCode(loop.body);
  if (own) return own;
  for (const call of calls) {
    const use = contains(consumer.body, call) ? ambient.inCode(call) : undefined;
    if (use && !LOOKS.has(use.operation)) return use;
  }
  return undefined;
}

/** A span that is started in the statements behind a poll for one message. */
function startedBehind(ambient: WorkParts['ambient'], { site, body }: MessageConsumer): AmbientUse | undefined {
  let statement = site;
  while (statement.parent && statement.parent !== body && statement.parent.type !== Kind.BlockStatement)
    statement = statement.parent;
  const { parent } = statement;
  const siblings = parent?.type === Kind.BlockStatement || parent?.type === Kind.Program ? parent.body : [];
  for (const sibling of siblings.slice(siblings.indexOf(statement as TSESTree.Statement) + 1)) {
    const use = ambient.inCode(sibling);
    if (use?.operation === 'span.start' || use?.operation === 'span.startActive') return use;
  }
  return undefined;
}

function isPartOf(found: MessageOrigin | undefined, consumer: MessageConsumer): boolean {
  return found !== undefined && found.consumer === consumer && found.what !== 'carrier';
}

/** The loops over the messages of a batch whose bodies read the active context. */
export function messageLoops(
  { ambient, calls, origin, blocks }: WorkParts,
  consumer: MessageConsumer,
): readonly MessageLoop[] {
  const isList = (expression: TSESTree.Node): boolean => {
    const found = origin(expression);
    return found?.consumer === consumer && found.what === 'messages';
  };
  const found = new Map<TSESTree.Node, MessageLoop>();
  for (const node of blocks) {
    if (node.type !== Kind.ForOfStatement || !contains(consumer.body, node) || !isList(node.right)) continue;
    const binding = node.left.type === Kind.VariableDeclaration ? node.left.declarations[0].id : undefined;
    if (binding) found.set(node, { node, binding, body: node.body, callback: undefined });
  }
  for (const call of calls) {
    if (call.type !== Kind.CallExpression || !contains(consumer.body, call)) continue;
    const callee = unwrap(call.callee);
    const [callback] = call.arguments;
    if (
      callee.type !== Kind.MemberExpression ||
      !EACH.has(memberName(callee) ?? '') ||
      !isFunction(callback) ||
      !isList(callee.object)
    )
      continue;
    const [binding] = callback.params;
    if (binding) found.set(call, { node: call, binding, body: callback.body, callback });
  }
  return [...found.values()].filter(({ body }) => ambient.inCode(body) !== undefined);
}
