import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../analysis/ambient-context';
import { type Crossover, WorkerChannels } from '../analysis/boundaries';
import { Payloads, type StrandedValue } from '../analysis/data-flow';
import { unwrap } from '../ast';
import { extractCarrier, injectCarrier, sendCarrierInstead } from '../repairs/worker-carrier';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId =
  | 'arrivesEmpty'
  | 'extractCarrier'
  | 'injectCarrier'
  | 'losesMethods'
  | 'neverExtracts'
  | 'notCloneable'
  | 'sendCarrier'
  | 'sendsNoCarrier'
  | 'startsWithoutCarrier';

export const requireWorkerCarrier = createRule<[], MessageId>({
  name: 'require-worker-carrier',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require work for another thread or process to carry the context, and its handler to take it up',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      sendsNoCarrier:
        "'{{ call }}' sends work to the {{ target }} without a carrier. No context crosses by itself, so the spans over there are not in the trace of line {{ scopeLine }}, and its baggage is missing.",
      startsWithoutCarrier:
        "'{{ call }}' starts a {{ target }} without a carrier. It begins in the root context, so the spans over there are not in the trace of line {{ scopeLine }}, and its baggage is missing.",
      notCloneable:
        "'{{ value }}' is a {{ type }} and cannot be cloned: '{{ call }}' throws a DataCloneError when it runs. Inject the context into a carrier and send that.",
      arrivesEmpty:
        "'{{ value }}' is a {{ type }}, and '{{ call }}' sends it as JSON: nothing that is of use arrives. Inject the context into a carrier and send that.",
      losesMethods:
        "'{{ value }}' is a Baggage, and its clone arrives without methods: nobody over there can read it. Inject the context into a carrier and send that.",
      neverExtracts:
        'This message handler reads the active context: {{ use }} on line {{ line }}. A message brings no context along and the handler never extracts one, so its spans start traces of their own.',
      injectCarrier: "Inject the context into a 'carrier' and send it along.",
      sendCarrier: "Send a 'carrier' in the place of '{{ value }}'.",
      extractCarrier: "Extract the context from the message's 'carrier', and run the handler in it.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;

    function textOf(node: Parameters<typeof sourceCode.getText>[0] & object): string {
      const text = sourceCode.getText(node).replace(/\s+/g, ' ');
      return text.length > 40 ? `${text.slice(0, 38)}…` : text;
    }

    function nameOf({ call }: Crossover): string {
      return `${call.type === AST_NODE_TYPES.NewExpression ? 'new ' : ''}${textOf(unwrap(call.callee))}()`;
    }

    function reportStranded(crossover: Crossover, stranded: StrandedValue): void {
      const value = textOf(stranded.node);
      const edit = sendCarrierInstead(file, crossover, stranded);
      const forClone = stranded.type === 'Baggage' ? 'losesMethods' : 'notCloneable';
      context.report({
        node: stranded.node,
        messageId: crossover.crossing === 'json' ? 'arrivesEmpty' : forClone,
        data: { value, type: stranded.type, call: nameOf(crossover) },
        suggest: edit ? [{ messageId: 'sendCarrier', data: { value }, fix: edit }] : [],
      });
    }

    return file.onProgram(() => {
      const { resolver, ambient, calls, assignments } = file;
      const payloads = new Payloads(resolver, () => file.operations('propagation.inject'));
      const channels = new WorkerChannels({ resolver, ambient, calls, assignments, payloads });
      for (const crossover of channels.crossovers) {
        const stranded = channels.stranded(crossover);
        for (const value of stranded) reportStranded(crossover, value);
        const missing =
          stranded.length > 0 ? undefined : channels.missingCarrier(crossover, file.project.contextManager === 'none');
        if (!missing) continue;
        const edit = injectCarrier(file, missing);
        context.report({
          node: crossover.call,
          messageId: crossover.starts ? 'startsWithoutCarrier' : 'sendsNoCarrier',
          data: { call: nameOf(crossover), target: crossover.target, scopeLine: missing.scope.evidence.loc.start.line },
          suggest: edit ? [{ messageId: 'injectCarrier', fix: edit }] : [],
        });
      }
      if (file.project.contextManager === 'none') return;
      for (const handler of channels.unboundHandlers) {
        const edit = extractCarrier(file, handler);
        context.report({
          node: handler.callback,
          messageId: 'neverExtracts',
          data: { use: describeAmbientUse(sourceCode, handler.use), line: handler.use.node.loc.start.line },
          suggest: edit ? [{ messageId: 'extractCarrier', fix: edit }] : [],
        });
      }
    });
  },
});
