/**
 * SQS hands over the attributes of a message only where the receiver asks for them by name. Code that extracts a
 * context from attributes that it never asked for finds none, every time.
 *
 * Source: the reference of `ReceiveMessage`: without `MessageAttributeNames`, no attribute is returned.
 *
 * *Known limitations*: only commands whose input is one object literal without computed keys, given to nobody else; that
 * the names asked for include the headers of the propagator is not checked.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { ApiResolver } from '../api-resolution';
import type { MessageConsumer } from '../messaging';
import { partsOf, soleValueOf, valueFlow } from '../value-flow';

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
  const flow = valueFlow(resolver.sourceCode);
  const [argument] = site.arguments;
  const command = argument && soleValueOf(flow, argument);
  const given = command?.type === Kind.NewExpression ? command.arguments[0] : argument;
  const input = given && soleValueOf(flow, given);
  if (!given || input?.type !== Kind.ObjectExpression) return undefined;
  const { parts, isComplete } = partsOf(flow, given);
  const isKept = flow.objects.storesInto(input).escapes.every((escape) => escape === given);
  return isComplete && isKept && parts.every(({ name }) => name !== property) ? { input, property } : undefined;
}
