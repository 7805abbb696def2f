import { type TSESTree } from '@typescript-eslint/utils';
import { endFaults, type EndFault, foreignSpan, isOwnSpan, type StartedSpan } from '../analysis/spans';
import { calleeName } from '../ast';
import type { Edit } from '../fixes';
import { awaitReturned, removeEnd } from '../repairs/span-end';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type ReportId = 'again' | 'early' | 'foreign' | 'late' | 'lateInCallback';
type MessageId = ReportId | 'awaitReturned' | 'removeEnd' | 'removeFirst';

export const noForeignSpanEnd = createRule<[], MessageId>({
  name: 'no-foreign-span-end',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow ending a span that other code has started, twice, or before its work is done',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      foreign:
        "The span of '{{ read }}()' was started elsewhere and is ended there: ended here it is cut short, and what is written to it later is lost. Remove this end.",
      again:
        "'{{ span }}' was ended on line {{ line }}: only the first end counts, so it is cut short there, and this one logs an error. End it once.",
      late: "'{{ span }}' was ended on line {{ line }}, so what '{{ method }}()' writes is never exported. Write it before the end.",
      lateInCallback:
        "'{{ span }}' is ended on line {{ line }}, before this callback runs, so what '{{ method }}()' writes is never exported. Wait for the promise.",
      early:
        "'{{ span }}' is ended before the promise settles that is returned on line {{ line }}: it is cut short, and what is written to it later is lost. Await it.",
      removeEnd: 'Leave the end to who started the span.',
      removeFirst: 'Remove the first end.',
      awaitReturned: 'Await the promise that is returned.',
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver } = file;
    const lineOf = (node: TSESTree.Node): string => String(node.loc.start.line);
    const offer = (messageId: MessageId, fix: Edit | undefined) => (fix ? [{ messageId, fix }] : []);

    function report({ variables }: StartedSpan, fault: EndFault): void {
      const span = variables[0]?.name ?? 'span';
      if (fault.kind === 'again') {
        const suggest = fault.isSure ? offer('removeFirst', removeEnd(file, fault.end)) : [];
        context.report({ node: fault.at, messageId: 'again', data: { span, line: lineOf(fault.end) }, suggest });
      } else if (fault.kind === 'late') {
        const { node } = fault.at;
        const data = { span, line: lineOf(fault.end), method: calleeName(node) ?? 'it' };
        context.report({ node, messageId: fault.isInCallback ? 'lateInCallback' : 'late', data });
      } else {
        const suggest = offer('awaitReturned', awaitReturned(fault.at));
        context.report({ node: fault.end, messageId: 'early', data: { span, line: lineOf(fault.at) }, suggest });
      }
    }

    return file.onProgram(() => {
      const active = file.operations('span.startActive').map((call) => file.startedSpan(call));
      const started = file.operations('span.start').map((call) => file.startedSpan(call));
      const seen = new Set<TSESTree.Node>();
      for (const span of [...active, ...started]) {
        for (const fault of span ? endFaults(resolver, span) : []) {
          const at = fault.kind === 'late' ? fault.at.node : fault.at;
          if (span && !seen.has(at) && !isOwnSpan(resolver, span.start)) report(span, fault);
          seen.add(at);
        }
      }
      for (const end of file.operations('span.end')) {
        const read = foreignSpan(resolver, end, file.operations('trace.setSpan'), active);
        if (!read) continue;
        context.report({
          node: end.node,
          messageId: 'foreign',
          data: { read: calleeName(read.node) ?? 'getActiveSpan' },
          suggest: offer('removeEnd', removeEnd(file, end.node)),
        });
      }
    });
  },
});
