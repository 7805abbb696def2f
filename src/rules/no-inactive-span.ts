import type { TSESTree } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../analysis/ambient-context';
import { type InactiveWork, inactiveWork, type SpanWithoutWork } from '../analysis/spans';
import { unwrap } from '../ast';
import { endOfText, headLoc } from '../ast/report-text';
import { activateForWork } from '../repairs/inactive-work';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { flag, optionsObject } from '../rule-kit/option-schemas';

type Options = [{ checkUnknownCalls?: boolean }];
type MessageId = 'activate' | 'callback' | 'siblings' | 'unknown';

const MESSAGES = { spans: 'siblings', callback: 'callback', unknown: 'unknown' } as const satisfies Record<
  InactiveWork['kind'],
  MessageId
>;

export const noInactiveSpan = createRule<Options, MessageId>({
  name: 'no-inactive-span',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require a span to be active for the work that starts spans of its own',
      presets: ['recommended'],
      severity: 'warn',
      presetOptions: { strict: [{ checkUnknownCalls: true }] },
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      siblings:
        "'{{ span }}' is started and never active, so the spans of {{ work }} on line {{ line }} are not its children. Run that in 'context.with()', or use 'startActiveSpan()'.",
      callback:
        "'{{ span }}' is started and never active, so the spans of what {{ work }} runs on line {{ line }} are not its children. Run that in 'context.with()', or use 'startActiveSpan()'.",
      unknown:
        "'{{ span }}' is started and never active: if {{ work }} on line {{ line }} starts spans, they are not its children. Run that in 'context.with()', or use 'startActiveSpan()'.",
      activate: "Make '{{ span }}' active for that work.",
    },
    schema: optionsObject({
      checkUnknownCalls: flag('Also report awaited calls of functions that are not known to start spans.'),
    }),
    defaultOptions: [{ checkUnknownCalls: false }],
  },
  create(context, [{ checkUnknownCalls = false }]) {
    const { sourceCode } = context;
    const file = analyzeFile(context);

    function report(found: SpanWithoutWork, { call, kind, use }: InactiveWork): void {
      const { start } = found;
      const span = found.variable.name;
      const own = `'${endOfText(sourceCode, unwrap(call.callee))}()'`;
      const edit = activateForWork(file, found);
      context.report({
        node: start.node,
        loc: headLoc(sourceCode, start.node),
        messageId: MESSAGES[kind],
        data: { span, work: use ? describeAmbientUse(sourceCode, use) : own, line: String(call.loc.start.line) },
        suggest: edit ? [{ messageId: 'activate', data: { span }, fix: edit }] : [],
      });
    }

    return file.onProgram(() => {
      const spans = file
        .operations('span.start')
        .flatMap((start) => inactiveWork(file, start, checkUnknownCalls) ?? []);
      // The span that was started last is the one that was meant for the work.
      const claimed = new Set<TSESTree.Node>();
      for (const found of spans.reverse()) {
        const [first] = found.work;
        if (first && !found.work.every(({ call }) => claimed.has(call))) report(found, first);
        for (const { call } of found.work) claimed.add(call);
      }
    });
  },
});
