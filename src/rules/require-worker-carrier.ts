import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../analysis/ambient-context';
import { type Crossover, type UnboundWorker, WorkerChannels } from '../analysis/boundaries';
import { Payloads, type StrandedValue } from '../analysis/data-flow';
import { unwrap } from '../ast';
import { endOfText, headLoc } from '../ast/report-text';
import { extractCarrier, extractWorkerData, injectCarrier, sendCarrierInstead } from '../repairs/worker-carrier';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId =
  | 'arrivesEmpty'
  | 'extractCarrier'
  | 'extractData'
  | 'ignoresWorkerData'
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
        "'{{ call }}' sends work to the {{ target }} without the context of line {{ scopeLine }}: the spans there start another trace. Put what 'propagation.inject()' writes into the payload.",
      startsWithoutCarrier:
        "'{{ call }}' starts a {{ target }} without the context of line {{ scopeLine }}: the spans there start another trace. Pass what 'propagation.inject()' writes in {{ place }}.",
      notCloneable:
        "'{{ value }}' is a {{ type }} and cannot be cloned: '{{ call }}' throws a DataCloneError when it runs. Send what 'propagation.inject()' writes instead.",
      arrivesEmpty:
        "'{{ value }}' is a {{ type }}, and '{{ call }}' sends it as JSON: nothing of use arrives. Send what 'propagation.inject()' writes instead.",
      losesMethods:
        "'{{ value }}' is a Baggage, and its clone arrives without methods: nothing can read it there. Send what 'propagation.inject()' writes instead.",
      neverExtracts:
        "This message handler uses the active context ({{ use }}, line {{ line }}), but a message brings none: its spans start other traces. Extract it with 'propagation.extract()'.",
      ignoresWorkerData:
        "'{{ use }}' uses the active context, but a worker starts without one: its spans start another trace. Run it in the context that 'propagation.extract()' reads from '{{ data }}'.",
      injectCarrier: "Inject the context into a 'carrier' and send it along.",
      sendCarrier: "Send a 'carrier' in the place of '{{ value }}'.",
      extractCarrier: "Extract the context from the message's 'carrier', and run the handler in it.",
      extractData: "Extract the context from the 'carrier' of '{{ data }}', and run what follows in it.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;

    function nameOf({ call }: Crossover): string {
      const isNew = call.type === AST_NODE_TYPES.NewExpression;
      return `${isNew ? 'new ' : ''}${endOfText(sourceCode, unwrap(call.callee))}()`;
    }

    function reportStranded(crossover: Crossover, stranded: StrandedValue): void {
      const value = endOfText(sourceCode, stranded.node);
      const edit = sendCarrierInstead(file, crossover, stranded);
      const forClone = stranded.type === 'Baggage' ? 'losesMethods' : 'notCloneable';
      context.report({
        node: stranded.node,
        loc: headLoc(sourceCode, stranded.node),
        messageId: crossover.crossing === 'json' ? 'arrivesEmpty' : forClone,
        data: { value, type: stranded.type, call: nameOf(crossover) },
        suggest: edit ? [{ messageId: 'sendCarrier', data: { value }, fix: edit }] : [],
      });
    }

    function reportWorker(worker: UnboundWorker): void {
      const edit = extractWorkerData(file, worker);
      const data = endOfText(sourceCode, worker.data);
      context.report({
        node: worker.use.node,
        loc: headLoc(sourceCode, worker.use.node),
        messageId: 'ignoresWorkerData',
        data: { use: `${endOfText(sourceCode, unwrap(worker.use.node.callee))}()`, data },
        suggest: edit ? [{ messageId: 'extractData', data: { data }, fix: edit }] : [],
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
          loc: headLoc(sourceCode, crossover.call),
          messageId: crossover.starts ? 'startsWithoutCarrier' : 'sendsNoCarrier',
          data: {
            call: nameOf(crossover),
            target: crossover.target,
            scopeLine: missing.scope.evidence.loc.start.line,
            place: crossover.starter?.payload === undefined ? 'a message' : `'${crossover.starter.payload}'`,
          },
          suggest: edit ? [{ messageId: 'injectCarrier', fix: edit }] : [],
        });
      }
      if (file.project.contextManager === 'none') return;
      for (const handler of channels.unboundHandlers) {
        const edit = extractCarrier(file, handler);
        context.report({
          node: handler.callback,
          loc: headLoc(sourceCode, handler.callback),
          messageId: 'neverExtracts',
          data: { use: describeAmbientUse(sourceCode, handler.use), line: handler.use.node.loc.start.line },
          suggest: edit ? [{ messageId: 'extractCarrier', fix: edit }] : [],
        });
      }
      if (channels.unboundWorker) reportWorker(channels.unboundWorker);
    });
  },
});
