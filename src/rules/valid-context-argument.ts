import { isExpectedToThrow, wrongOrder } from '../analysis/carriers';
import {
  calleeIn,
  NOT_A_CONTEXT,
  placeOf,
  type WrongContextOutcome,
  wrongContexts,
} from '../analysis/context-callback';
import { CONTEXT_OPERATIONS } from '../model';
import { type ContextRepairId, contextRepairs, readDirectly } from '../repairs/context-argument';
import { offered } from '../repairs/offered';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

/** The first argument of `context.with` is the matter of `valid-context-with`. */
const OPERATIONS = CONTEXT_OPERATIONS.filter((id) => id !== 'context.with');

export const validContextArgument = createRule<[], ContextRepairId | WrongContextOutcome | 'readDirectly'>({
  name: 'valid-context-argument',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require a Context wherever an operation of OpenTelemetry takes one',
      presets: ['recommended'],
      inTests: true,
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      throws: "'{{ call }}()' gets {{ what }} where a Context is due, and throws when it reads it.",
      injectsNothing:
        "'{{ call }}()' gets {{ what }} where a Context is due: no header is written, and the receiver starts a trace of its own.",
      extractsNothing:
        "'{{ call }}()' gets {{ what }} where a Context is due: nothing is extracted, and what it returns is no Context either.",
      failsInBound:
        "'{{ call }}()' gets {{ what }} where a Context is due: the first read of the active context in what it binds throws.",
      failsBehind:
        "'{{ call }}()' gets {{ what }} where a Context is due: the first read of the active context behind it throws.",
      isRoot:
        "'{{ call }}()' gets {{ what }} where a Context is due: the root context becomes active, without trace and baggage.",
      awaitContext: 'Await the context.',
      readDirectly: "Use '{{ given }}', which is at hand.",
      swapArguments: 'Swap the arguments.',
      useActiveContext: 'Use the active context.',
      useBaggageContext: 'Use the active context with the baggage.',
      useSourceContext: "Use '{{ source }}', the context that it is read from.",
      useSpanContext: 'Use the active context with the span.',
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver, sourceCode } = file;

    return file.onOperation(OPERATIONS, (call) => {
      const wrong = wrongContexts(resolver, call);
      if (wrong.length === 0 || isExpectedToThrow(call)) return;
      // Arguments of `inject` and `extract` in another order are the matter of `valid-carrier`.
      if (call.argument('carrier') && wrongOrder(resolver, file.carriers, call)) return;
      for (const { at, is, outcome } of wrong) {
        const repairs = [...readDirectly(resolver, call, at, is), ...contextRepairs(resolver, call, at, is)].slice(
          0,
          1,
        );
        context.report({
          loc: placeOf(sourceCode, at),
          messageId: outcome,
          data: { call: calleeIn(sourceCode, call.node), what: NOT_A_CONTEXT[is] },
          suggest: repairs.flatMap(({ messageId, edit, data }) => offered(messageId, edit, data)),
        });
      }
    });
  },
});
