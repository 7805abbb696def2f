import { describeAmbientUse } from '../analysis/ambient-context';
import { functionName } from '../analysis/bindings';
import { isDetached, isTimed, traceEvidence, travelsOtherwise } from '../analysis/message-context';
import type { MessageSend } from '../analysis/messaging';
import { enclosingFunction } from '../ast';
import { headLoc } from '../ast/report-text';
import { injectIntoMessages } from '../repairs/message-inject';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { oneWordOf, optionsObject } from '../rule-kit/option-schemas';

type Scope = 'any' | 'traced';
type Options = [{ scope?: Scope }];
type MessageId = 'injectCarrier' | 'noCarrier' | 'noCarrierInTrace';

export const requireMessageInject = createRule<Options, MessageId>({
  name: 'require-message-inject',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require messages that are sent from traced code to carry the context',
      presets: ['recommended'],
      severity: 'warn',
      presetOptions: { strict: [{ scope: 'any' }] },
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      noCarrierInTrace:
        "'{{ call }}' sends {{ library }} messages without a carrier: the trace of {{ evidence }} on line {{ line }} and its baggage end here{{ gap }}. Add one with 'propagation.inject()'.",
      noCarrier:
        "'{{ call }}' sends {{ library }} messages without a carrier: the trace and baggage of the callers of {{ function }} end here{{ gap }}. Add one with 'propagation.inject()'.",
      injectCarrier: 'Inject the context into a carrier and send it along.',
    },
    schema: optionsObject({
      scope: oneWordOf(
        ['traced', 'any'],
        'Which code must send a carrier: functions that use OpenTelemetry themselves, or every function of a file that does.',
      ),
    }),
    defaultOptions: [{ scope: 'traced' }],
  },
  create(context, [{ scope = 'traced' }]) {
    const file = analyzeFile(context);

    function check(send: MessageSend): void {
      const { call, client, description, instrumentation } = send;
      if (send.carrier !== 'missing' || instrumentation.covered !== false || isDetached(file.resolver, call)) return;
      // A frame may go to a browser, which wants no trace and must not see the baggage.
      if (scope === 'traced' && send.row.carrier.shape === 'text') return;
      const needsDerived = file.project.contextManager === 'none';
      const evidence = traceEvidence(file.resolver, call, { needsDerived });
      const fn = enclosingFunction(call);
      if (!evidence && (scope === 'traced' || needsDerived || !fn || isTimed(fn))) return;
      if (travelsOtherwise(file.resolver, file.messaging, send)) return;
      const name = fn && functionName(fn);
      const edit = injectIntoMessages(file, send);
      context.report({
        loc: headLoc(context.sourceCode, call),
        messageId: evidence ? 'noCarrierInTrace' : 'noCarrier',
        data: {
          call: description,
          library: client.label,
          function: name === undefined ? 'this function' : `'${name}()'`,
          evidence: evidence && describeAmbientUse(context.sourceCode, { ...evidence, operation: undefined, via: [] }),
          line: evidence?.node.loc.start.line,
          gap: clause(instrumentation.reason),
        },
        suggest: edit ? [{ messageId: 'injectCarrier', fix: edit }] : [],
      });
    }

    return file.onProgram(() => {
      for (const send of file.messaging.sends) check(send);
    });
  },
});

/** Why the instrumentation of the library does not do it, as one more clause of a message. */
function clause(gap: string | undefined): string {
  return gap === undefined ? '' : `; ${gap}`;
}
