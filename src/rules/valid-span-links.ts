import { type LinkFault, linkFaults } from '../analysis/spans';
import { unwrap } from '../ast';
import { repairLink } from '../repairs/span-links';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId =
  'guardLink' | 'linkSpan' | 'linkSpanContext' | 'missingContext' | 'missingLink' | 'notALink' | 'notASpanContext';

export const validSpanLinks = createRule<[], MessageId>({
  name: 'valid-span-links',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require every span link to hold a SpanContext',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      missingContext:
        "'{{ origin }}' on line {{ line }} is undefined where there is no span, as for a message without 'traceparent'. An OTLP exporter throws on this link, and every span of the batch is lost.",
      missingLink: "This link may be undefined: '{{ call }}()' then throws, and takes the work with it.",
      notALink:
        "'{{ value }}' is a {{ type }}, no link: it has no 'context'. An OTLP exporter throws on it, and every span of the batch is lost.",
      notASpanContext:
        "'{{ value }}' is a {{ type }}, where a link needs a SpanContext. An OTLP exporter throws on it, and every span of the batch is lost, or it sends a link to nothing.",
      guardLink: 'Link only where there is a span context.',
      linkSpan: "Link the span context of '{{ value }}'.",
      linkSpanContext: "Make '{{ value }}' the context of a link.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const reported = new Set<LinkFault['node']>();

    function textOf(node: LinkFault['node']): string {
      const text = context.sourceCode.getText(unwrap(node)).replace(/\s+/g, ' ');
      return text.length > 60 ? `${text.slice(0, 58)}…` : text;
    }

    return file.onOperation(['span.start', 'span.startActive', 'span.addLink', 'span.addLinks'], (call) => {
      for (const fault of linkFaults(file.resolver, (body) => file.graphOf(body), call)) {
        // A helper may make the links of several spans.
        if (reported.has(fault.node)) continue;
        reported.add(fault.node);
        const data = {
          value: textOf(fault.node),
          call: textOf(call.node.callee),
          ...('type' in fault ? { type: fault.type } : {}),
          ...('origin' in fault ? { origin: textOf(fault.origin), line: fault.origin.loc.start.line } : {}),
        };
        const repair = repairLink(file, fault);
        context.report({
          node: fault.node,
          messageId: fault.kind,
          data,
          suggest: repair ? [{ messageId: repair.messageId, data, fix: repair.edit }] : [],
        });
      }
    });
  },
});
