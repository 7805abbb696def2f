import { batchParent } from '../analysis/batches';
import { unwrap } from '../ast';
import { headLoc, startOfText } from '../ast/report-text';
import type { Edit } from '../fixes';
import { extractAnew, linkMessages } from '../repairs/batch-links';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type Fault = 'first' | 'last' | 'previous';
type Repair = 'extractAnew' | 'linkMessages';

export const preferBatchLinks = createRule<[], Fault | Repair>({
  name: 'prefer-batch-links',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'Prefer links to every message of a batch over one of them as the parent of its span',
      presets: ['strict'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      first:
        "The work from line {{ line }} on for all of '{{ list }}' runs in the trace of the first message's sender; the other traces end here. Link the span to every message.",
      last: "'{{ context }}' takes the context of each message of '{{ list }}' in turn: the batch runs in the last sender's trace, the others end here. Link the span to every message.",
      previous:
        "'{{ context }}' keeps the context of the previous message: a message of '{{ list }}' without headers runs in another sender's trace. Extract from the same base each time.",
      linkMessages: 'Link the span to every message instead.',
      extractAnew: "Extract from '{{ base }}' for each message.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;
    const textOf = (node: Parameters<typeof unwrap>[0] | undefined): string =>
      node ? startOfText(sourceCode, unwrap(node)) : '';

    return file.onOperation('propagation.extract', (extract) => {
      const fault = batchParent(
        { resolver: file.resolver, originOf: (expression) => file.messaging.originOf(expression) },
        extract,
      );
      if (!fault) return;
      const { kind, parents, part, variable } = fault;
      const declaration = variable?.defs[0]?.node;
      const data = {
        list: textOf(part.list),
        line: String(parents[0]?.call.node.loc.start.line ?? extract.node.loc.start.line),
        context: textOf(extract.argument('context')),
        base: declaration && 'init' in declaration ? textOf(declaration.init ?? undefined) : '',
      };
      const edits: readonly (readonly [Repair, Edit | undefined])[] = [
        ['linkMessages', linkMessages(file, fault)],
        ['extractAnew', extractAnew(file, fault)],
      ];
      const suggest = edits.flatMap(([messageId, fix]) => (fix ? [{ messageId, data, fix }] : []));
      context.report({ loc: headLoc(sourceCode, extract.node), messageId: kind, data, suggest });
    });
  },
});
