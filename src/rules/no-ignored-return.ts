import type { TSESLint } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import { type Drop, dropOf } from '../analysis/data-flow/dropped-result';
import { resultTargetOf } from '../analysis/data-flow/result-target';
import { calleeName } from '../ast';
import { operationModel, PURE_OPERATIONS } from '../model';
import { DROP_CONSEQUENCES } from '../model/dropped-results';
import { activateResult, keepResult } from '../repairs/ignored-return';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'discarded' | 'thrownAway' | 'unread' | 'useResult' | 'wrapInContextWith';

const OPERATIONS = PURE_OPERATIONS.filter((id) => id in DROP_CONSEQUENCES);

export const noIgnoredReturn = createRule<[], MessageId>({
  name: 'no-ignored-return',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow dropping the new Context, Baggage or TraceState that a call returns',
      presets: ['recommended'],
      inTests: true,
      gainsFromTypes: true,
    },
    fixable: 'code',
    hasSuggestions: true,
    messages: {
      discarded:
        "'{{ call }}()' changes nothing: it returns a new {{ type }}, which is dropped here, so {{ consequence }}.",
      unread: "'{{ name }}' gets the new {{ type }} of '{{ call }}()' and is never read, so {{ consequence }}.",
      thrownAway:
        "'{{ caller }}()' on line {{ line }} throws away what its callback returns, the new {{ type }} of '{{ call }}()', so {{ consequence }}.",
      useResult: "Keep the result as '{{ target }}'.",
      wrapInContextWith: "Run the statements that follow with the result, in 'context.with'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver, sourceCode } = file;
    return file.onOperation(OPERATIONS, (call) => {
      const drop = dropOf(resolver, call);
      if (!drop) return;
      const target = drop.kind === 'unread' ? undefined : resultTargetOf(resolver, call);
      const kept = target && keepResult(sourceCode, call, drop, target);
      const isFix = target?.kind === 'assign' && target.isPlain;
      const activated = drop.kind === 'thrownAway' || kept ? undefined : activateResult(resolver, call, drop);
      const suggestions: TSESLint.ReportSuggestionArray<MessageId> = [
        ...(kept && !isFix ? [{ messageId: 'useResult' as const, data: { target: kept.name }, fix: kept.edit }] : []),
        ...(activated ? [{ messageId: 'wrapInContextWith' as const, fix: activated }] : []),
      ];
      context.report({
        node: call.node,
        messageId: drop.kind,
        data: { ...subject(sourceCode, call), ...place(drop) },
        fix: kept && isFix ? kept.edit : null,
        suggest: suggestions,
      });
    });
  },
});

function subject(sourceCode: TSESLint.SourceCode, call: ResolvedCall): Record<string, string> {
  const callee = sourceCode.getText(call.node.callee);
  return {
    call: /^[\w$.?!#]{1,40}$/.test(callee) ? callee : (call.exportName ?? calleeName(call.node) ?? ''),
    type: TYPE_WORDS[operationModel(call.operation).returns ?? ''] ?? 'value',
    consequence: DROP_CONSEQUENCES[call.operation] ?? '',
  };
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  Baggage: 'baggage',
  Context: 'context',
  Span: 'span',
  TraceState: 'trace state',
};

function place(drop: Drop): Record<string, string> {
  if (drop.kind === 'unread') return { name: drop.variable.name };
  if (drop.kind === 'thrownAway')
    return { caller: calleeName(drop.caller) ?? 'the call', line: String(drop.caller.loc.start.line) };
  return {};
}
