import { type Capture, Captures } from '../analysis/boundaries';
import { unwrap } from '../ast';
import { endOfText, headLoc } from '../ast/report-text';
import { readInEach } from '../repairs/read-in-each';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = Capture['kind'] | 'readInEach';

/** Carriers are injected, so that the rule looks at `inject` through the context that it is given. */
const READS = ['context.active', 'trace.getActiveSpan', 'propagation.getActiveBaggage'] as const;

const WHEN = {
  class: 'when the class is defined',
  instance: 'when its one instance is made',
  module: 'when the module is loaded',
} as const;

export const noModuleScopeContext = createRule<[], MessageId>({
  name: 'no-module-scope-context',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow keeping an active context, span, baggage or injected carrier for many requests',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      once: "'{{ read }}()' runs once, {{ when }}, where no request is active, and line {{ line }} uses the result in every request: no parent, no baggage. Read it there.",
      exported:
        "'{{ read }}()' runs once, when the module is loaded, where no request is active: '{{ name }}' gives no parent and no baggage to the code that imports it. Read it in each request.",
      memo: "'{{ read }}()' runs in the first request only, since '{{ holder }}' keeps the result: the spans and headers of all later requests join that trace. Read it in each request.",
      pool: "'{{ read }}()' runs when '{{ pool }}' makes an object, in the request that is first: what uses the object later joins that trace. Read it where the object is used.",
      readInEach: "Call '{{ read }}()' where the result is used.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = file;
    const captures = new Captures(file.resolver, () => file.assignments);

    return file.onOperation(READS, (call) => {
      const capture = captures.of(call);
      if (!capture) return;
      const { node } = capture.read;
      const data = {
        read: endOfText(sourceCode, unwrap(node.callee)),
        ...(capture.kind === 'once' && { when: WHEN[capture.when], line: capture.use.loc.start.line }),
        ...(capture.kind === 'exported' && { name: capture.name }),
        ...(capture.kind === 'memo' && { holder: capture.holder }),
        ...(capture.kind === 'pool' && { pool: capture.pool }),
      };
      const edit = readInEach(file, capture);
      context.report({
        loc: headLoc(sourceCode, node),
        messageId: capture.kind,
        data,
        suggest: edit ? [{ messageId: 'readInEach', data: { read: data.read }, fix: edit }] : [],
      });
    });
  },
});
