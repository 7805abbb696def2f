/**
 * What of a dropped result is sent once somebody keeps it: sensitive entries, texts that stand in the code, or anything.
 *
 * *Known limitations*: those of the trace of dropped values and of the sensitive entries.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { SENT_WHEN_KEPT } from '../../model/dropped-results';
import type { ResolvedCall } from '../api-resolution';
import { objectShape } from '../data-flow';
import { derivationsOf } from '../data-flow/dropped-result';
import { droppedAt } from '../data-flow/dropped-value';
import { classifyKey, classifyLiteral } from '../sensitive-data';
import { constantText } from './entries';
import type { BaggageFacts } from './facts';
import { type SensitiveEntry, sensitiveEntries } from './sensitive-entries';
import { SensitiveSources, vocabularyOf } from './sensitive-sources';

/** Whether nobody ever uses the baggage that an entry was made for, so that the entry is not sent. */
export function isNeverSent(facts: BaggageFacts, { entry }: SensitiveEntry): boolean {
  return droppedAt(facts.resolver, entry.madeBy, entry.through) !== undefined;
}

/** The sensitive entries that are sent once the dropped result of a call is kept, one for each place. */
export function entriesSentBy(facts: BaggageFacts, call: ResolvedCall): readonly SensitiveEntry[] {
  return sensitiveEntries(facts).filter(({ entry }) =>
    droppedAt(facts.resolver, entry.madeBy, entry.through)?.includes(call.node),
  );
}

/**
 * Whether keeping the dropped result of a call begins to send nothing but constants of the code, neither of which is
 * sensitive by its text, its key or its name.
 */
export function sendsConstantsOnly(facts: BaggageFacts, call: ResolvedCall): boolean {
  return derivationsOf(facts.resolver, call).every((link) => {
    const sent = SENT_WHEN_KEPT[link.operation];
    return sent === 'nothing' || (sent === 'arguments' && hasConstantArguments(facts, link));
  });
}

function hasConstantArguments(facts: BaggageFacts, call: ResolvedCall): boolean {
  if (call.isWrapper) return false;
  const value = call.argument('value');
  if (call.operation === 'context.setValue') return value !== undefined && isHarmlessConstant(facts, value);
  const key = call.argument('key');
  if (!key || !isHarmlessConstant(facts, key)) return false;
  if (classifyKey(constantText(facts.resolver, key) ?? '', vocabularyOf(facts.settings))) return false;
  const entry = call.argument('entry');
  const texts = entry ? textsOf(facts, entry) : value && [value];
  return texts?.every((text) => isHarmlessConstant(facts, text)) ?? false;
}

/** All that an entry object holds; undefined where not all of it is known. */
function textsOf(facts: BaggageFacts, entry: TSESTree.Expression): readonly TSESTree.Expression[] | undefined {
  const shape = objectShape(facts.resolver.sourceCode, entry, { followCalls: false });
  return shape?.complete && shape.properties.length > 0 ? shape.properties.map(({ value }) => value) : undefined;
}

function isHarmlessConstant(facts: BaggageFacts, expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  const text = constantText(facts.resolver, node);
  if (text === undefined) return node.type === AST_NODE_TYPES.Literal && typeof node.value !== 'string';
  return !classifyLiteral(text) && !new SensitiveSources(facts, false).source(node);
}
