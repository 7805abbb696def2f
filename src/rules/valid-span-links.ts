import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isOwnSpan, type LinkFault, linkFaults, registersOwnProvider } from '../analysis/spans';
import { isNothing, unwrap } from '../ast';
import { endOfText, headLoc, startOfText } from '../ast/report-text';
import { repairLink } from '../repairs/span-links';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId =
  | 'emptyContext'
  | 'guardLink'
  | 'linkSpan'
  | 'linkSpanContext'
  | 'missingContext'
  | 'missingLink'
  | 'notALink'
  | 'notASpanContext';

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
        "'{{ origin }}' on line {{ line }} may be undefined: an OTLP exporter then throws on this link and drops every span of the batch. Link only where it is there.",
      emptyContext:
        "'{{ origin }}' of line {{ line }} gets into the 'context' of this link: an OTLP exporter throws on it and drops every span of the batch. Link only to a span.",
      missingLink:
        "This link may be undefined: '{{ call }}()' then throws, and the work that it was called for stops. Leave the link out.",
      notALink:
        "'{{ value }}' is a {{ type }} and no link, which has a 'context': an OTLP exporter throws on it and drops every span of the batch.",
      notASpanContext:
        "'{{ value }}' is a {{ type }}, where a link needs a SpanContext: an OTLP exporter throws and drops every span of the batch, or sends an empty link.",
      guardLink: 'Link only where there is a span context.',
      linkSpan: "Link the span context of '{{ value }}'.",
      linkSpanContext: "Make '{{ value }}' the context of a link.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;
    const reported = new Set<LinkFault['node']>();
    let hasOwnProvider: boolean | undefined;

    /** A call, or its name alone where it is long. */
    function originText(origin: TSESTree.Expression): string {
      const text = startOfText(sourceCode, origin);
      const call = unwrap(origin);
      return text.endsWith('…') && call.type === AST_NODE_TYPES.CallExpression
        ? `${endOfText(sourceCode, call.callee)}()`
        : text;
    }

    return file.onOperation(['span.start', 'span.startActive', 'span.addLink', 'span.addLinks'], (call) => {
      for (const fault of linkFaults(file.resolver, call)) {
        // A helper may make the links of several spans.
        if (reported.has(fault.node)) continue;
        reported.add(fault.node);
        // The spans of another provider than the SDK's take what they take.
        hasOwnProvider ??= file
          .operations('trace.setGlobalTracerProvider')
          .some((registration) => registersOwnProvider(file.resolver, registration));
        if (hasOwnProvider || isOwnSpan(file.resolver, call)) return;
        const data = {
          value: startOfText(sourceCode, unwrap(fault.node)),
          call: endOfText(sourceCode, call.node.callee),
          ...('type' in fault ? { type: fault.type } : {}),
          ...('origin' in fault ? { origin: originText(fault.origin), line: fault.origin.loc.start.line } : {}),
        };
        const messageId = 'origin' in fault && isNothing(fault.origin) ? 'emptyContext' : fault.kind;
        const repair = repairLink(file, fault);
        context.report({
          node: fault.node,
          loc: headLoc(sourceCode, fault.node),
          messageId,
          data,
          suggest: repair ? [{ messageId: repair.messageId, data, fix: repair.edit }] : [],
        });
      }
    });
  },
});
