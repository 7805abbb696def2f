/**
 * Other ways in which a context may travel, or need not, that the place of the headers does not show: a carrier in the
 * body of a message, a client that a tracing function wrapped, an answer to somebody who waits in a context of his own,
 * work that comes again and again.
 *
 * *Known limitations*: names tell; a body that another file serializes is not looked into.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
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
import { definitionsOf, resolveFunction, soleDefinition, thisHolder, variableOf, walkAll } from '../bindings';
import { isUnfilledCarrier } from '../data-flow';
import { fieldWrites } from '../library-objects';
import type { MessageConsumer, MessageSend, Messaging } from '../messaging';

const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 2;
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

function isReply(resolver: ApiResolver, address: TSESTree.Node, depth = 0): boolean {
  const node = unwrap(address);
  if (node.type === Kind.LogicalExpression) return isReply(resolver, node.left, depth);
  const name =
    node.type === Kind.Identifier ? node.name : node.type === Kind.MemberExpression ? memberName(node) : undefined;
  if (name !== undefined && REPLY_ADDRESS.test(name)) return true;
  const variable = node.type === Kind.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  const definition = variable && soleDefinition(variable);
  if (definition?.kind !== 'value') return false;
  const last = definition.path.at(-1);
  return last === undefined
    ? depth < MAX_DEPTH && isReply(resolver, definition.value, depth + 1)
    : REPLY_ADDRESS.test(last);
}

/** Whether the file puts a method of its own in the place of one of that name: `channel.publish = (…) => …`. */
function isPatched({ sourceCode }: ApiResolver, method: string): boolean {
  return /^\w+$/.test(method) && new RegExp(`\\.${method}\\s*=(?![=>])`).test(sourceCode.text);
}

/** Whether a client is what a function with a telling name gave back. */
function isWrapped(resolver: ApiResolver, object: TSESTree.Expression): boolean {
  return valuesOf(resolver, unwrap(object)).some((value) => {
    const node = unwrap(value);
    const call = node.type === Kind.AwaitExpression ? unwrap(node.argument) : node;
    return (
      (call.type === Kind.CallExpression || call.type === Kind.NewExpression) &&
      WRAPS_CLIENT.test(calleeName(call) ?? '')
    );
  });
}

function valuesOf(resolver: ApiResolver, node: TSESTree.Expression): readonly TSESTree.Expression[] {
  if (node.type === Kind.Identifier) {
    const variable = variableOf(resolver.sourceCode, node);
    return (variable ? definitionsOf(variable) : []).flatMap((definition) =>
      definition.kind === 'value' ? [definition.value] : [],
    );
  }
  if (node.type !== Kind.MemberExpression || unwrap(node.object).type !== Kind.ThisExpression) return [];
  const holder = thisHolder(unwrap(node.object));
  const name = node.property.type === Kind.PrivateIdentifier ? node.property.name : memberName(node);
  return holder && holder.type !== Kind.ObjectExpression && name !== undefined
    ? fieldWrites(resolver, holder, name)
    : [];
}

/** Whether anything in an expression, or in the constants it names, holds a carrier, or is named so. */
function mentionsCarrier(
  resolver: ApiResolver,
  messaging: Pick<Messaging, 'carrierState'>,
  root: TSESTree.Node,
  depth = 0,
): boolean {
  const { sourceCode } = resolver;
  let found = false;
  const valueOf = (node: TSESTree.Node): readonly TSESTree.Expression[] =>
    node.type === Kind.Identifier ? valuesOf(resolver, node) : [];
  walkAll(sourceCode, root, (node) => {
    if (found) return;
    switch (node.type) {
      case Kind.Property: {
        const name = keyName(node) ?? '';
        found =
          TRAVELS_OTHERWISE.has(name) ||
          (CARRIER_NAME.test(name) && !HEADERS.test(name) && !isUnfilledCarrier(sourceCode, node.value));
        break;
      }
      case Kind.Identifier:
      case Kind.CallExpression:
      case Kind.MemberExpression:
        found =
          isValue(node) &&
          !isApi(resolver, node) &&
          (messaging.carrierState(node) === 'carried' ||
            (depth < MAX_DEPTH &&
              valueOf(node).some((value) => mentionsCarrier(resolver, messaging, value, depth + 1))));
        break;
      default:
        break;
    }
  });
  return found;
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
