import { ManualHeaders } from '../analysis/manual-headers';
import { TRACEPARENT_PROBLEMS } from '../model/traceparent';
import { injectInstead } from '../repairs/manual-traceparent';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'baggage' | 'byHand' | 'injectInstead' | 'rejected' | 'tracestate';

/** The headers that nothing writes beside one, as the beginning of a clause. */
const LEFT_BEHIND: Readonly<Record<string, string>> = {
  'baggage,tracestate': 'baggage and tracestate stay behind, and ',
  baggage: 'baggage stays behind, and ',
  tracestate: 'tracestate stays behind, and ',
};

export const noManualTraceparent = createRule<[], MessageId>({
  name: 'no-manual-traceparent',
  meta: {
    type: 'problem',
    docs: {
      description: "Disallow headers of propagation that are built by hand in place of 'propagation.inject()'",
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      rejected:
        "This '{{ header }}' starts a new trace wherever it arrives, since receivers ignore it: {{ problem }}. Let the propagator write it.",
      byHand: "'{{ header }}' is built by hand: {{ left }}the propagator that the project configures is not asked.",
      tracestate:
        "'{{ header }}' is built by hand: what other systems wrote into the trace state of this request stays behind.",
      baggage:
        "'{{ header }}' is built by hand, beside the baggage of the context: of the two, one header replaces the other, and text that is not percent-encoded arrives cut at ',' and ';'.",
      injectInstead: "Let the propagator write it with 'propagation.inject()'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    return file.onProgram(() => {
      const headers = new ManualHeaders({
        resolver: file.resolver,
        injections: () => file.operations('propagation.inject'),
      });
      for (const header of headers.find()) {
        const { site, problem, leftBehind } = header;
        const edit = injectInstead(file, header);
        const byHand = site.format === 'baggage' || site.format === 'tracestate' ? site.format : 'byHand';
        const name = site.written || site.header;
        context.report({
          node: site.node,
          messageId: problem ? 'rejected' : byHand,
          data: problem
            ? { header: name, problem: TRACEPARENT_PROBLEMS[problem] }
            : { header: name, ...(byHand === 'byHand' ? { left: LEFT_BEHIND[leftBehind.join()] ?? '' } : {}) },
          suggest: edit ? [{ messageId: 'injectInstead', fix: edit }] : [],
        });
      }
    });
  },
});
