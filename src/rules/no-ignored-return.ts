import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import { describeEntry, entriesSentBy, sendsConstantsOnly } from '../analysis/baggage';
import { type Drop, dropOf } from '../analysis/data-flow/dropped-result';
import { resultTargetOf } from '../analysis/data-flow/result-target';
import { calleeName, unwrap } from '../ast';
import { combineEdits, type Edit } from '../fixes';
import { operationModel, PURE_OPERATIONS } from '../model';
import { DROP_CONSEQUENCES } from '../model/dropped-results';
import { activateResult, keepResult, removeDropped } from '../repairs/ignored-return';
import { offered, type Suggestion } from '../repairs/offered';
import { hashEntry } from '../repairs/sensitive-entry';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type SuggestionId =
  'removeSensitive' | 'sendInContextWith' | 'sendResult' | 'useHashed' | 'useResult' | 'wrapInContextWith';
type MessageId = SuggestionId | 'discarded' | 'thrownAway' | 'unread';

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
        "'{{ call }}()' changes nothing: it returns a new {{ type }}, which is dropped here, so {{ consequence }}. Use what it returns.",
      unread: "'{{ name }}' gets the new {{ type }} of '{{ call }}()' and is never read, so {{ consequence }}. Use it.",
      thrownAway:
        "'{{ caller }}()' on line {{ line }} throws away what its callback returns, the new {{ type }} of '{{ call }}()', so {{ consequence }}.",
      removeSensitive: 'Remove it, since {{ subject }} holds {{ class }}.',
      useHashed: "Keep the result as '{{ target }}', with a keyed hash in place of {{ subject }}.",
      useResult: "Keep the result as '{{ target }}'.",
      wrapInContextWith: "Run the statements that follow with the result, in 'context.with'.",
      sendResult: "Keep the result as '{{ target }}', which starts to send {{ class }}.",
      sendInContextWith: "Run the statements that follow in 'context.with', which starts to send {{ class }}.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver, sourceCode } = file;

    /** The edits, the one to be offered first in front; what starts to send sensitive data is never that one. */
    function edits(
      call: ResolvedCall,
      drop: Drop,
    ): { readonly fix: Edit | null; readonly suggest: readonly Suggestion<SuggestionId>[] } {
      const target = drop.kind === 'unread' ? undefined : resultTargetOf(resolver, call);
      const kept = target && keepResult(sourceCode, call, drop, target);
      const activated = drop.kind === 'thrownAway' || kept ? undefined : activateResult(resolver, call, drop);
      const sensitive = entriesSentBy(file, call);
      const [first] = sensitive;
      if (!first) {
        const fix = (kept?.fix && sendsConstantsOnly(file, call) ? kept.fix : undefined) ?? null;
        const data = { target: kept?.name ?? '' };
        return {
          fix,
          suggest: [
            ...offered('useResult', fix ? undefined : kept?.edit, data),
            ...offered('wrapInContextWith', activated, data),
          ],
        };
      }
      const { subject, class: kind } = describeEntry(sourceCode, first);
      const data = { subject: subject.replace(/^T(?=his text)/, 't'), class: kind, target: kept?.name ?? '' };
      const hash = first.kind === 'pii' && sensitive.length === 1 ? hashEntry(file, first) : undefined;
      const safe = [
        ...offered('removeSensitive', removeDropped(file, call, drop, sensitive), data),
        ...offered('useHashed', hash && combineEdits(kept?.edit, hash), data),
      ];
      const unsafe = [...offered('sendResult', kept?.edit, data), ...offered('sendInContextWith', activated, data)];
      return { fix: null, suggest: safe.length > 0 ? [...safe, ...unsafe] : [] };
    }

    return file.onOperation(OPERATIONS, (call) => {
      const drop = dropOf(resolver, call);
      if (!drop) return;
      context.report({
        loc: locationOf(sourceCode, call.node),
        messageId: drop.kind,
        data: { ...subjectOf(sourceCode, call), ...placeOf(drop) },
        ...edits(call, drop),
      });
    });
  },
});

/** The callee where it is a short path of names, else its last name. */
function locationOf(sourceCode: TSESLint.SourceCode, { callee, loc, type }: ResolvedCall['node']): Location {
  const name = unwrap(callee);
  const isPath = name.type !== AST_NODE_TYPES.MemberExpression || SHORT_PATH.test(sourceCode.getText(callee));
  if (!isPath) return name.property.loc;
  return type === AST_NODE_TYPES.NewExpression ? { start: loc.start, end: callee.loc.end } : callee.loc;
}

type Location = TSESTree.SourceLocation;
const SHORT_PATH = /^[\w$.?!#]{1,40}$/;

function subjectOf(sourceCode: TSESLint.SourceCode, call: ResolvedCall): Record<string, string> {
  const callee = sourceCode.getText(call.node.callee);
  return {
    call: SHORT_PATH.test(callee) ? callee : (call.exportName ?? calleeName(call.node) ?? ''),
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

function placeOf(drop: Drop): Record<string, string> {
  if (drop.kind === 'unread') return { name: drop.variable.name };
  if (drop.kind === 'thrownAway')
    return { caller: calleeName(drop.caller) ?? 'the call', line: String(drop.caller.loc.start.line) };
  return {};
}
