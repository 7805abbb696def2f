import { suspensionOf } from '../analysis/token';
import { headLoc } from '../ast/report-text';
import { activateInstead } from '../repairs/attach';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'acrossSuspension' | 'useContextWith';

export const noAttachAcrossAwait = createRule<[], MessageId>({
  name: 'no-attach-across-await',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow a suspension between attaching a context and disposing it',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      acrossSuspension:
        "The context attached here is still active at the '{{ suspension }}' on line {{ line }}, so the caller goes on in it, even after {{ token }} is disposed. Run the work in 'context.with()' instead.",
      useContextWith: "Run the work in '{{ call }}' instead, which holds across '{{ suspension }}'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    return file.onOperation('context.attach', (call) => {
      const token = file.attachedToken(call);
      const suspension = suspensionOf(token);
      if (!suspension) return;
      const data = {
        suspension: suspension.kind === 'for-await' ? 'for await' : suspension.kind.replace('-', ' '),
        line: String(suspension.at.loc.start.line),
        token: token.variables[0] ? `'${token.variables[0].name}'` : 'it',
      };
      const edit = activateInstead(file, token);
      context.report({
        loc: headLoc(context.sourceCode, call.node),
        messageId: 'acrossSuspension',
        data,
        suggest: edit
          ? [{ messageId: 'useContextWith', data: { suspension: data.suspension, call: edit.callee }, fix: edit.fix }]
          : [],
      });
    });
  },
});
