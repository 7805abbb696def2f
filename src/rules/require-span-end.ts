import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import { isOwnSpan, type SpanFault, spanFault, type StartedSpan } from '../analysis/spans';
import { describeExit, type Leak, type ThrowStrictness } from '../analysis/typestate';
import { endOfText, headLoc } from '../ast/report-text';
import { endInChain, endInFinally } from '../repairs/span-end';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { oneWordOf, optionsObject } from '../rule-kit/option-schemas';

type Exceptions = 'await' | 'calls' | 'none';

const STRICTNESS: Readonly<Record<Exceptions, ThrowStrictness>> = {
  await: 'explicit-and-await',
  calls: 'calls',
  none: 'none',
};

type Options = [{ exceptions?: Exceptions }];
type ReportId = 'dropped' | 'leaks' | 'never' | 'rejects' | 'throws';
type MessageId = ReportId | 'endInChain' | 'endInFinally';

export const requireSpanEnd = createRule<Options, MessageId>({
  name: 'require-span-end',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require every span that is started to be ended on every path',
      presets: ['recommended'],
      presetOptions: { strict: [{ exceptions: 'calls' }] },
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      dropped:
        "The span of '{{ start }}()' is dropped, so nobody can end it and it is never exported. Keep it, and call 'end()' in a 'finally'.",
      never:
        "{{ span }} is never ended, so it is never exported, and its children have a parent that nobody finds. Call 'end()' in a 'finally'.",
      leaks:
        "{{ span }} is not ended if the function {{ exit }} on line {{ line }}: the span of line {{ startLine }} is then never exported. End it in a 'finally'.",
      throws:
        "{{ span }} is not ended if {{ thrower }} on line {{ line }} {{ fails }}: the span of line {{ startLine }} is then never exported. End it in a 'finally'.",
      rejects:
        "{{ span }} is ended in a '.then()' on line {{ line }}, which a rejection skips: the span of line {{ startLine }} is then never exported. End it in a '.finally()'.",
      endInFinally: "End '{{ name }}' in a 'finally' block.",
      endInChain: "End '{{ name }}' in a '.finally()' of the promise.",
    },
    schema: optionsObject({
      exceptions: oneWordOf(
        Object.keys(STRICTNESS),
        "Which exceptions count as a way out of the function: 'throw' and what is awaited ('await', the default), any call besides ('calls'), or none ('none').",
      ),
    }),
    defaultOptions: [{ exceptions: 'await' }],
  },
  create(context, [{ exceptions = 'await' }]) {
    const { sourceCode } = context;
    const file = analyzeFile(context);

    function report(messageId: ReportId, span: StartedSpan, fault: SpanFault, data: Record<string, string> = {}): void {
      const { node } = span.start;
      const name = span.variables[0]?.name;
      const shared = {
        start: endOfText(sourceCode, node.callee).replaceAll('?.', '.'),
        startLine: String(node.loc.start.line),
        name: name ?? 'span',
        span: name === undefined ? 'This span' : `'${name}'`,
        ...data,
      };
      const edits = {
        endInChain: fault.kind === 'rejection' ? endInChain(file, span, fault) : undefined,
        endInFinally: fault.kind === 'rejection' ? undefined : endInFinally(file, span),
      };
      const suggest = (['endInChain', 'endInFinally'] as const).flatMap((id) => {
        const fix = edits[id];
        return fix ? [{ messageId: id, data: shared, fix }] : [];
      });
      context.report({ loc: headLoc(sourceCode, node), messageId, data: shared, suggest });
    }

    function reportLeak(span: StartedSpan, fault: SpanFault & { readonly leak: Leak }): void {
      const { leak } = fault;
      const at = leak.exit === 'throw' ? leak.thrownAt : undefined;
      if (!at || at.type === AST_NODE_TYPES.ThrowStatement) {
        report('leaks', span, fault, { exit: describeExit(leak), line: String(leak.line) });
        return;
      }
      const isAwait = at.type === AST_NODE_TYPES.AwaitExpression;
      const thrown = isAwait ? at.argument : at;
      const thrower =
        'callee' in thrown ? `'${endOfText(sourceCode, thrown.callee).replaceAll('?.', '.')}()'` : 'the code';
      report('throws', span, fault, {
        thrower,
        fails: isAwait ? 'rejects' : 'throws',
        line: String(at.loc.start.line),
      });
    }

    function check(call: ResolvedCall): void {
      const started = file.startedSpan(call);
      const found =
        started && spanFault(file.resolver, started, STRICTNESS[exceptions], () => file.endsSpanFromContext);
      if (!found || isOwnSpan(file.resolver, call)) return;
      const { fault, span } = found;
      if (fault.kind === 'leak') reportLeak(span, fault);
      else if (fault.kind === 'rejection') report('rejects', span, fault, { line: String(fault.then.loc.start.line) });
      else report(fault.kind, span, fault);
    }

    return file.onOperation(['span.start', 'span.startActive'], check);
  },
});
