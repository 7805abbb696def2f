import { type ErrorPath, isOwnSpan, type StartedSpan, unrecordedErrors } from '../analysis/spans';
import { recordError } from '../repairs/span-error';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = ErrorPath['kind'] | 'recordError';

export const requireSpanError = createRule<[], MessageId>({
  name: 'require-span-error',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'Require errors that leave a span to be recorded in it',
      presets: ['strict'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      caught:
        "This 'catch' lets the error out, but '{{ span }}' is exported as if all went well, so a search for failed spans misses it. Call 'recordException()' and 'setStatus()'.",
      rejected:
        "This handler ends '{{ span }}' as if all went well, so a search for failed spans misses it. Call 'recordException()' and 'setStatus()' first.",
      thrown:
        "What is thrown here passes a 'finally' that ends '{{ span }}' as if all went well, so a search for failed spans misses it. Record it in a 'catch'.",
      recordError: "Record the error in '{{ span }}', and set its status.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);

    function report(started: StartedSpan, path: ErrorPath): void {
      const data = { span: started.variables[0]?.name ?? 'span' };
      const fix = recordError(file, started, path);
      const loc = { start: path.at.loc.start, end: path.kind === 'thrown' ? path.at.loc.end : path.at.body.loc.start };
      context.report({
        loc,
        messageId: path.kind,
        data,
        suggest: fix ? [{ messageId: 'recordError', data, fix }] : [],
      });
    }

    return file.onProgram(() => {
      const seen = new Set<ErrorPath['at']>();
      for (const call of [...file.operations('span.startActive'), ...file.operations('span.start')]) {
        const span = file.startedSpan(call);
        for (const path of span ? unrecordedErrors(file.resolver, span) : []) {
          if (span && !seen.has(path.at) && !isOwnSpan(file.resolver, call)) report(span, path);
          seen.add(path.at);
        }
      }
    });
  },
});
