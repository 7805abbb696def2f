import { batchParent } from '../analysis/batches';
import { unwrap } from '../ast';
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
        "What runs from line {{ line }} on handles all of '{{ list }}' in the context of the first message: the whole batch goes into the trace of one sender, and the traces of the others end here.",
      last: "'{{ context }}' takes the context of one message of '{{ list }}' after the other, and the last one wins: the whole batch goes into the trace of one sender, and the traces of the others end here.",
      previous:
        "'{{ context }}' still holds what the message before left in it: a message of '{{ list }}' without a trace or baggage of its own runs in those of another sender.",
      linkMessages: 'Link the span to every message instead.',
      extractAnew: "Extract from '{{ base }}' for each message.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;
    const textOf = (node: Parameters<typeof unwrap>[0] | undefined): string =>
      node ? sourceCode.getText(unwrap(node)).replace(/\s+/g, ' ') : '';

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
      context.report({ node: extract.node, messageId: kind, data, suggest });
    });
  },
});
