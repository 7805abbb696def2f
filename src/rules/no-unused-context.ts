import type { ResolvedCall } from '../analysis/api-resolution';
import { functionName, isReassigned } from '../analysis/bindings';
import { useOf } from '../analysis/data-flow';
import { unusedContext } from '../analysis/data-flow/unused-context';
import { enclosingFunction, isFunction } from '../ast';
import { endOfText, headLoc } from '../ast/report-text';
import { DERIVING_OPERATIONS } from '../model';
import { DROP_CONSEQUENCES } from '../model/dropped-results';
import { activateResult } from '../repairs/ignored-return';
import { offered, type Suggestion } from '../repairs/offered';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'dropped' | 'ignored' | 'logged' | 'overwritten' | 'tested' | 'wrapInContextWith';

export const noUnusedContext = createRule<[], MessageId>({
  name: 'no-unused-context',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow deriving a context that is read and then neither activated nor passed on',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      tested:
        "The context of '{{ call }}()' is only tested, on line {{ line }}, and never activated or passed on: {{ consequence }}. Activate it.",
      logged:
        "The context of '{{ call }}()' is only logged, on line {{ line }}, and never activated or passed on: {{ consequence }}. Activate it.",
      dropped:
        "The context of '{{ call }}()' is dropped on line {{ line }}, and never activated or passed on: {{ consequence }}. Activate it.",
      ignored:
        "The context of '{{ call }}()' goes only to '{{ fn }}()' on line {{ line }}, which does not read it: {{ consequence }}. Activate it.",
      overwritten:
        "The context of '{{ call }}()' is assigned over on line {{ line }} before any code reads it: {{ consequence }}. Derive the next one from it.",
      wrapInContextWith: "Run the statements that follow in '{{ name }}', with 'context.with'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver, sourceCode } = file;

    function activation(call: ResolvedCall): readonly Suggestion<'wrapInContextWith'>[] {
      const use = useOf(sourceCode, call.node);
      if (use.kind !== 'variable' || isReassigned(use.variable)) return [];
      const { name } = use.variable;
      return offered('wrapInContextWith', activateResult(resolver, call, { ...use, kind: 'unread' }), { name });
    }

    return file.onOperation(DERIVING_OPERATIONS, (call) => {
      const fn = enclosingFunction(call.node);
      // A propagator answers with what it was given.
      if (fn && functionName(fn) === 'extract') return;
      const unused = unusedContext(resolver, call);
      if (!unused) return;
      const { kind, at } = unused;
      context.report({
        loc: headLoc(sourceCode, call.node),
        messageId: kind,
        data: {
          call: endOfText(sourceCode, call.node.callee),
          line: String(at.loc.start.line),
          fn: isFunction(at) ? (functionName(at) ?? 'the function') : '',
          consequence: DROP_CONSEQUENCES[call.operation] ?? '',
        },
        suggest: kind === 'overwritten' ? [] : activation(call),
      });
    });
  },
});
