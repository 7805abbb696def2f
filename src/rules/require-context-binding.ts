import type { TSESTree } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../analysis/ambient-context';
import { type ContextLoss, ContextLossFinder } from '../analysis/boundaries';
import { callsAtBoundaries, isHandlerAssignment } from '../analysis/boundaries/boundary-names';
import { TestCode } from '../analysis/test-code';
import { endOfText, headLoc } from '../ast/report-text';
import { bindToActive, bindToDerived } from '../repairs/context-binding';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId =
  | 'bindActive'
  | 'bindDerived'
  | 'contextLeftBehind'
  | 'drainsBatch'
  | 'drainsCalls'
  | 'drainsData'
  | 'lost'
  | 'lostSomewhere'
  | 'listener'
  | 'shared'
  | 'stored'
  | 'task';

const READS = 'reads the active context ({{ use }}, line {{ line }})';

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
      listener: `The listener of {{ event }}'{{ emitter }}' ${READS}. It runs in {{ runsIn }}, not in that of line {{ scopeLine }}: bind it, or its spans join another trace.`,
      lost: `The callback of '{{ scheduler }}' ${READS}, which this context manager does not carry there: no span, no baggage. Bind it with '{{ api }}.bind()'.`,
      lostSomewhere: `The callback of '{{ scheduler }}' ${READS}. Not every context manager carries it there, and the trace may end: bind the callback with 'context.bind()', or name your manager in 'settings.otel.contextManager'.`,
      contextLeftBehind: `The callback of '{{ scheduler }}' ${READS}, but '{{ context }}' of line {{ contextLine }} is not active there: its trace is lost. Bind the callback to it.`,
      drainsBatch:
        "The callback of '{{ scheduler }}' drains '{{ collection }}' for many callers, but {{ use }} on line {{ line }} runs in the context of one: the other traces end. Use 'root: true' and links.",
      drainsCalls:
        "The callback of '{{ scheduler }}' drains '{{ collection }}' for many callers, and line {{ line }} runs their functions in the context of one: the other traces end. Bind each function.",
      drainsData:
        "The callback of '{{ scheduler }}' drains '{{ collection }}' for many callers, but {{ use }} on line {{ line }} runs in the context of one: the other traces end. Store a context with each item.",
      stored: `This function waits in '{{ collection }}' and ${READS}. Line {{ callLine }} calls it in another context: bind it, or its spans join another trace.`,
      task: `This task of '{{ library }}' ${READS}, but runs in {{ runsIn }}: bind it with 'context.bind()', or its spans join another trace.`,
      shared: `'{{ library }}' runs this function for many callers, and it ${READS}: that is {{ runsIn }}. Store a context with each item and run 'context.with()'.`,
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
        derived &&
        bindToDerived(file, loss.bindable ?? (loss.node as TSESTree.Expression), derived, infers, loss.manager);
      const toActive = loss.bindable && bindToActive(file, loss.bindable, infers, loss.manager);
      context.report({
        node: loss.node,
        loc: headLoc(sourceCode, loss.node),
        messageId: messageOf(loss),
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
          return {
            ...use,
            scheduler: loss.scheduler,
            api: loss.manager ? endOfText(sourceCode, loss.manager) : 'context',
          };
        case 'stored':
          return { ...use, collection: loss.collection.name, callLine: loss.at.loc.start.line };
        case 'task':
        case 'shared':
          return { ...use, library: loss.library, runsIn: loss.runsIn };
      }
    }

    return file.onProgram(() => {
      const tests = new TestCode(sourceCode, () => file.calls);
      const finder = new ContextLossFinder(file.resolver, file.ambient, file.project, tests);
      for (const call of callsAtBoundaries(sourceCode, file.calls)) finder.ofCall(call).forEach(report);
      for (const assignment of file.assignments) {
        const loss = isHandlerAssignment(assignment) ? finder.ofAssignment(assignment) : undefined;
        if (loss) report(loss);
      }
    });
  },
});

const DRAINS = { batch: 'drainsBatch', calls: 'drainsCalls', elements: 'drainsData' } as const;

function messageOf(loss: ContextLoss): MessageId {
  switch (loss.kind) {
    case 'derived':
      return 'contextLeftBehind';
    case 'drain':
      return DRAINS[loss.of];
    case 'scheduler':
      return loss.by === 'unknown' ? 'lostSomewhere' : 'lost';
    case 'listener':
    case 'shared':
    case 'stored':
    case 'task':
      return loss.kind;
  }
}
