import type { TSESTree } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../analysis/ambient-context';
import { type ContextLoss, ContextLossFinder } from '../analysis/boundaries';
import { bindToActive, bindToDerived } from '../repairs/context-binding';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId =
  | 'bindActive'
  | 'bindDerived'
  | 'contextLeftBehind'
  | 'drainsCalls'
  | 'drainsData'
  | 'lost'
  | 'lostSomewhere'
  | 'listener'
  | 'shared'
  | 'stored'
  | 'task';

const READS = 'reads the active context: {{ use }} on line {{ line }}';

export const requireContextBinding = createRule<[], MessageId>({
  name: 'require-context-binding',
  meta: {
    type: 'problem',
    docs: {
      description:
        'Require callbacks that read the active context to be bound where they cross a boundary that does not carry it',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      listener: `The listener of {{ event }}'{{ emitter }}' ${READS}. It runs in {{ runsIn }}, not in that of line {{ scopeLine }}, so its spans and baggage belong to another trace.`,
      lost: `The callback of '{{ scheduler }}' ${READS}. This context manager does not carry the context into '{{ scheduler }}', so it finds no span and no baggage there.`,
      lostSomewhere: `The callback of '{{ scheduler }}' ${READS}. Not every context manager carries the context into '{{ scheduler }}', and this project does not tell which one it runs on: the trace may end here.`,
      contextLeftBehind: `The callback of '{{ scheduler }}' ${READS}. '{{ context }}' of line {{ contextLine }} is not active there, so its span and baggage are missing.`,
      drainsCalls:
        "The callback of '{{ scheduler }}' works off '{{ collection }}', which outlives this call. The functions in it run on line {{ line }} in the context of whoever set it off, so the traces of all others end here.",
      drainsData:
        "The callback of '{{ scheduler }}' works off '{{ collection }}', which outlives this call. {{ use }} on line {{ line }} runs for every element in the context of whoever set it off, so the traces of all others end here.",
      stored: `This function waits in '{{ collection }}' and ${READS}. Line {{ callLine }} calls it in the context of whoever works off '{{ collection }}', so its spans and baggage belong to another trace.`,
      task: `This task of '{{ library }}' ${READS}. It runs in {{ runsIn }}, so its spans and baggage belong to another trace.`,
      shared: `'{{ library }}' runs this function for the calls of many. It ${READS}, and that is {{ runsIn }}, so the traces of all others end here. Keep the context with each item, and run 'context.with' for it.`,
      bindActive: 'Bind the function to the context that is active here.',
      bindDerived: "Bind the function to '{{ context }}'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;

    function report(loss: ContextLoss): void {
      const derived = 'derived' in loss ? loss.derived : undefined;
      const infers =
        loss.kind === 'scheduler' || loss.kind === 'derived' || loss.kind === 'task' ? 'inferred' : 'declared';
      const toDerived =
        derived && bindToDerived(file, loss.bindable ?? (loss.node as TSESTree.Expression), derived, infers);
      const toActive = loss.bindable && bindToActive(file, loss.bindable, infers);
      context.report({
        node: loss.node,
        messageId: messageOf(loss, file.project.contextManager === 'unknown'),
        data: dataOf(loss),
        suggest: [
          ...(toDerived
            ? [{ messageId: 'bindDerived' as const, data: { context: derived.name }, fix: toDerived }]
            : []),
          ...(toActive ? [{ messageId: 'bindActive' as const, fix: toActive }] : []),
        ],
      });
    }

    function dataOf(loss: ContextLoss): Record<string, number | string> {
      const use = loss.use && { use: describeAmbientUse(sourceCode, loss.use), line: loss.use.node.loc.start.line };
      switch (loss.kind) {
        case 'listener': {
          const event = loss.event === undefined ? '' : `'${loss.event}' on `;
          return {
            ...use,
            event,
            emitter: loss.emitter,
            runsIn: loss.runsIn,
            scopeLine: loss.scope.evidence.loc.start.line,
          };
        }
        case 'derived':
          return {
            ...use,
            scheduler: loss.scheduler,
            context: loss.derived.name,
            contextLine: loss.derived.derivation.loc.start.line,
          };
        case 'drain':
          return { ...use, scheduler: loss.scheduler, collection: loss.collection.name, line: loss.at.loc.start.line };
        case 'scheduler':
          return { ...use, scheduler: loss.scheduler };
        case 'stored':
          return { ...use, collection: loss.collection.name, callLine: loss.at.loc.start.line };
        case 'task':
        case 'shared':
          return { ...use, library: loss.library, runsIn: loss.runsIn };
      }
    }

    return file.onProgram(() => {
      const finder = new ContextLossFinder(file.resolver, file.ambient, file.project);
      for (const call of file.calls) finder.ofCall(call).forEach(report);
      for (const assignment of file.assignments) {
        const loss = finder.ofAssignment(assignment);
        if (loss) report(loss);
      }
    });
  },
});

function messageOf(loss: ContextLoss, isUnknown: boolean): MessageId {
  switch (loss.kind) {
    case 'derived':
      return 'contextLeftBehind';
    case 'drain':
      return loss.use ? 'drainsData' : 'drainsCalls';
    case 'scheduler':
      return isUnknown ? 'lostSomewhere' : 'lost';
    case 'listener':
    case 'shared':
    case 'stored':
    case 'task':
      return loss.kind;
  }
}
