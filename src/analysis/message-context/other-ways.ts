/**
 * Other ways in which a context may travel, or need not, that the place of the headers does not show: a carrier in the
 * body of a message, a client that a tracing function wrapped, an answer to somebody who waits in a context of his own,
 * work that comes again and again.
 *
 * *Known limitations*: names tell; a body that another file serializes is not looked into.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, isFunction, keyName, memberName, unwrap } from '../../ast';
import { CARRIER_NAME } from '../../model/worker-channels';
import type { AmbientUse } from '../ambient-context';
import {
  AWS_MIDDLEWARE,
  NEST_SERIALIZER,
  REPLY_ADDRESS,
  TRAVELS_OTHERWISE,
  WRAPS_CLIENT,
} from '../../model/messaging/other-ways';
import type { ApiResolver } from '../api-resolution';
import { resolveFunction, walkAll } from '../bindings';
import { isUnfilledCarrier } from '../data-flow';
import type { MessageConsumer, MessageSend, Messaging } from '../messaging';
import { SAME_VALUE, type StepKind, valueFlow, type ValueNode } from '../value-flow';

const Kind = AST_NODE_TYPES;
/** Names of names whose values are looked into. */
const NAMES = 2;
const MAY_CARRY: ReadonlySet<TSESTree.Node['type']> = new Set([
  Kind.CallExpression,
  Kind.Identifier,
  Kind.MemberExpression,
]);
const SAME_NAME: ReadonlySet<StepKind> = new Set<StepKind>(['capture', 'choice', 'copy', 'load']);
const HEADERS = /^headers?$/i;

/** Whether a call that sends most likely needs no carrier where the library keeps headers. */
export function travelsOtherwise(
  resolver: ApiResolver,
  messaging: Pick<Messaging, 'carrierState'>,
  { call, messages, row }: MessageSend,
): boolean {
  // The address stands before the message: a queue, or an exchange and a key.
  if (call.arguments.slice(0, row.messages.argument).some((address) => isReply(resolver, address))) return true;
  const { text } = resolver.sourceCode;
  if (row.carrier.shape === 'message-attributes' && AWS_MIDDLEWARE.test(text)) return true;
  if (row.carrier.in === 'record' && NEST_SERIALIZER.test(text)) return true;
  const callee = unwrap(call.callee);
  if (
    callee.type === Kind.MemberExpression &&
    (isWrapped(resolver, callee.object) || isPatched(resolver, memberName(callee) ?? ''))
  )
    return true;
  const nodes = [...call.arguments, ...messages.flatMap(({ node, literal }) => [node ?? [], literal ?? []].flat())];
  return nodes.some((node) => mentionsCarrier(resolver, messaging, node));
}

/** Whether an address, under any name that it goes by, is one to answer to. */
function isReply({ sourceCode }: ApiResolver, address: TSESTree.Node): boolean {
  const isReplyAt = ({ node, path }: ValueNode): boolean => {
    const own =
      node.type === Kind.Identifier ? node.name : node.type === Kind.MemberExpression ? memberName(node) : undefined;
    return REPLY_ADDRESS.test(path.at(-1) ?? own ?? '');
  };
  return mayBe(sourceCode, address, isReplyAt);
}

/** Whether an expression may be made from something, behind names, fields and functions of the file. */
function mayBe(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
  isMeant: (place: ValueNode) => boolean,
): boolean {
  const label = (place: ValueNode): true | undefined => (isMeant(place) ? true : undefined);
  return valueFlow(sourceCode).backward(expression, { label, kinds: SAME_VALUE }).flows.length > 0;
}

/** Whether the file puts a method of its own in the place of one of that name: `channel.publish = (…) => …`. */
function isPatched({ sourceCode }: ApiResolver, method: string): boolean {
  return /^\w+$/.test(method) && new RegExp(`\\.${method}\\s*=(?![=>])`).test(sourceCode.text);
}

/** Whether a client is what a function with a telling name gave back. */
function isWrapped({ sourceCode }: ApiResolver, object: TSESTree.Expression): boolean {
  return mayBe(
    sourceCode,
    object,
    ({ node }) =>
      (node.type === Kind.CallExpression || node.type === Kind.NewExpression) &&
      WRAPS_CLIENT.test(calleeName(node) ?? ''),
  );
}

/** Whether anything in an expression, or in the constants it names, holds a carrier, or is named so. */
function mentionsCarrier(
  resolver: ApiResolver,
  messaging: Pick<Messaging, 'carrierState'>,
  root: TSESTree.Node,
): boolean {
  const { sourceCode } = resolver;
  let found = false as boolean;
  let roots = [root];
  for (let round = 0; round <= NAMES && !found; round++) {
    const named: TSESTree.Node[] = [];
    const visit = (node: TSESTree.Node): void => {
      if (found) return;
      if (node.type === Kind.Property) {
        const name = keyName(node) ?? '';
        const isCarrier = CARRIER_NAME.test(name) && !HEADERS.test(name) && !isUnfilledCarrier(sourceCode, node.value);
        found = TRAVELS_OTHERWISE.has(name) || isCarrier;
      } else if (MAY_CARRY.has(node.type) && isValue(node) && !isApi(resolver, node)) {
        found = messaging.carrierState(node) === 'carried';
        if (node.type === Kind.Identifier) named.push(...definingValues(sourceCode, node));
      }
    };
    for (const each of roots) walkAll(sourceCode, each, visit);
    roots = named;
  }
  return found;
}

/** What the definitions of a name bind it, or a part of it, to. */
function definingValues(sourceCode: TSESLint.SourceCode, name: TSESTree.Identifier): readonly TSESTree.Node[] {
  const { steps } = valueFlow(sourceCode).stepsOf('backward', name);
  return steps.flatMap(({ kind, to }) => (SAME_NAME.has(kind) && !isFunction(to.parent) ? [to] : []));
}

/** Whether an expression is `trace` and the like, which carry nothing in spite of their names. */
function isApi(resolver: ApiResolver, node: TSESTree.Node): boolean {
  return (
    resolver.exportOf(node)?.package.startsWith('@opentelemetry/') === true || resolver.resolve(node) !== undefined
  );
}

/** Whether a node is an expression, and no name of a property, callee or parameter. */
function isValue(node: TSESTree.Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case Kind.Property:
      return parent.value === node;
    case Kind.MemberExpression:
      return parent.object === node;
    case Kind.CallExpression:
    case Kind.NewExpression:
      return parent.callee !== node;
    default:
      return !isFunction(parent);
  }
}

/**
 * Whether a read of the active context stands in a callback of a foreign function that is handed the message too: it
 * may well run the callback in the message's context.
 */
export function mayRunInContext(
  resolver: ApiResolver,
  messaging: Pick<Messaging, 'originOf'>,
  consumer: MessageConsumer,
  use: AmbientUse,
): boolean {
  for (
    let node: TSESTree.Node = use.node, { parent } = use.node as { parent: TSESTree.Node | undefined };
    parent && contains(consumer.body, parent);
    node = parent, { parent } = node
  ) {
    if (!isFunction(node) || parent.type !== Kind.CallExpression || parent.callee === node) continue;
    if (resolver.resolve(parent) || resolveFunction(resolver.sourceCode, parent.callee)) continue;
    const isHanded = parent.arguments.some(
      (argument) => argument.type !== Kind.SpreadElement && messaging.originOf(argument)?.consumer === consumer,
    );
    if (isHanded) return true;
  }
  return false;
}
