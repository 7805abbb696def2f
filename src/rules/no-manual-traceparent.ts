import {
  doubledHeaders,
  type ManualHeader,
  ManualHeaders,
  nameOfSite,
  parsedParents,
} from '../analysis/manual-headers';
import { TRACEPARENT_PROBLEMS } from '../model/traceparent';
import type { Edit } from '../fixes';
import { injectInstead, passOnTraceparent } from '../repairs/manual-traceparent';
import { extractInstead } from '../repairs/parsed-parent';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type SuggestionId = 'extractInstead' | 'injectInstead' | 'passOn';
type MessageId = SuggestionId | 'baggage' | 'byHand' | 'overwrites' | 'parsed' | 'rejected' | 'tracestate';

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
        "Receivers ignore this '{{ header }}' and start a new trace: {{ problem }}. Let 'propagation.inject()' write it.",
      byHand:
        "'{{ header }}' is built by hand: {{ left }}the configured propagator is not asked. Use 'propagation.inject()'.",
      tracestate:
        "'{{ header }}' is built by hand: what other systems wrote into the trace state is lost. Use 'propagation.inject()'.",
      baggage:
        "'{{ header }}' is built by hand: it collides with the baggage of the context, and values arrive cut at ',' and ';'. Use 'propagation.setBaggage()'.",
      overwrites:
        "'{{ header }}' replaces the baggage that '{{ inject }}()' wrote on line {{ line }}: it never leaves. Add the entry with 'propagation.setBaggage()' before.",
      parsed:
        "The parent is taken out of 'traceparent' by hand: the {{ lost }} of the request {{ verb }} lost. Use 'propagation.extract()' on its headers.",
      injectInstead: "Let the propagator write it with 'propagation.inject()'.",
      passOn: "Pass on the received 'traceparent' alone.",
      extractInstead: "Let the propagator read the headers with 'propagation.extract()'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const textOf = (node: Parameters<typeof context.sourceCode.getText>[0]): string =>
      context.sourceCode.getText(node).replace(/\s+/g, '');

    function reportHeader(header: ManualHeader): void {
      const { site, problem, foreign, leftBehind, overwrites } = header;
      const name = site.written || site.header;
      const byHand = site.format === 'baggage' || site.format === 'tracestate' ? site.format : 'byHand';
      const edits: readonly (readonly [SuggestionId, Edit | undefined])[] = [
        ['passOn', passOnTraceparent(file, header)],
        ['injectInstead', injectInstead(file, header)],
      ];
      const found = problem && TRACEPARENT_PROBLEMS[problem];
      context.report({
        node: nameOfSite(site),
        messageId: overwrites ? 'overwrites' : problem ? 'rejected' : byHand,
        data: {
          header: name,
          problem: foreign?.foreign === undefined ? (found ?? '') : `'${foreign.foreign}' has another format`,
          left: LEFT_BEHIND[leftBehind.join()] ?? '',
          inject: overwrites ? textOf(overwrites.node.callee) : '',
          line: overwrites?.node.loc.start.line ?? 0,
        },
        suggest: edits.flatMap(([messageId, fix]) => (fix ? [{ messageId, fix }] : [])),
      });
    }

    return file.onProgram(() => {
      const headers = new ManualHeaders({
        resolver: file.resolver,
        injections: () => file.operations('propagation.inject'),
        // There, two headers leave, and no-redundant-inject says so.
        isDoubled: ({ node }) => doubledHeaders(file).some((one) => one.kind === 'written' && one.site.node === node),
      });
      headers.find().forEach(reportHeader);
      for (const parent of parsedParents(file.resolver, (id) => file.operations(id))) {
        const fix = extractInstead(file, parent);
        context.report({
          node: parent.call.node.callee,
          messageId: 'parsed',
          data: { lost: parent.lost.join(' and '), verb: parent.lost.length > 1 ? 'are' : 'is' },
          suggest: fix ? [{ messageId: 'extractInstead', fix }] : [],
        });
      }
    });
  },
});
