/**
 * SQS hands over the attributes of a message only where the receiver asks for them by name. Code that extracts a
 * context from attributes that it never asked for finds none, every time.
 *
 * Source: the reference of `ReceiveMessage`: without `MessageAttributeNames`, no attribute is returned.
 *
 * *Known limitations*: only commands whose input is an object literal, itself or through a constant, without spread and
 * computed keys; that the names asked for include the headers of the propagator is not checked.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { keyName, unwrap } from '../../ast';
import type { ApiResolver } from '../api-resolution';
import { soleDefinition, variableOf } from '../bindings';
import type { MessageConsumer } from '../messaging';

const Kind = AST_NODE_TYPES;
/** A receive that asks for no attributes. */
export interface UnrequestedAttributes {
  /** The input of the command, or the options of the consumer. */
  readonly input: TSESTree.ObjectExpression;
  /** What names the attributes to hand over there: `MessageAttributeNames`; `messageAttributeNames` in sqs-consumer. */
  readonly property: string;
}

/** The input of a receive that asks for no attributes, where that is evident; undefined for everything else. */
export function unrequestedAttributes(
  resolver: ApiResolver,
  consumer: MessageConsumer,
): UnrequestedAttributes | undefined {
  const { row, site, instrumentation } = consumer;
  // The instrumentation asks for the attributes of its propagator itself.
  if (row.carrier.shape !== 'message-attributes' || instrumentation.isInstrumented) return undefined;
  if (site.type !== Kind.CallExpression) return undefined;
  const property = row.handover.by === 'result' ? 'MessageAttributeNames' : 'messageAttributeNames';
  const argument = constantValue(resolver, site.arguments[0]);
  const input = argument?.type === Kind.NewExpression ? constantValue(resolver, argument.arguments[0]) : argument;
  if (input?.type !== Kind.ObjectExpression) return undefined;
  const names = input.properties.map((property) => (property.type === Kind.Property ? keyName(property) : undefined));
  return names.includes(undefined) || names.includes(property) ? undefined : { input, property };
}

function constantValue(
  { sourceCode }: ApiResolver,
  argument: TSESTree.CallExpressionArgument | undefined,
): TSESTree.Expression | undefined {
  if (!argument || argument.type === Kind.SpreadElement) return undefined;
  const node = unwrap(argument);
  const variable = node.type === Kind.Identifier ? variableOf(sourceCode, node) : undefined;
  if (!variable) return node;
  const definition = soleDefinition(variable);
  const isOnlyRead = variable.references.every((reference) => reference.init === true || reference.identifier === node);
  return definition?.kind === 'value' && definition.path.length === 0 && isOnlyRead
    ? unwrap(definition.value)
    : undefined;
}
