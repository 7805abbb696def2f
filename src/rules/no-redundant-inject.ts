import type { ResolvedCall } from '../analysis/api-resolution';
import {
  asksForInstrumentation,
  carrierDestinations,
  carrierFault,
  Suppression,
  writtenTraceContext,
} from '../analysis/carriers';
import { ADDING_LIBRARIES, type DoubledHeader, doubledHeaders, nameOfSite } from '../analysis/manual-headers';
import { heldSpan } from '../analysis/spans';
import { unwrap } from '../ast';
import { dropHeader, withoutTraceHeaders } from '../repairs/doubled-headers';
import { removeInject, sendInContext } from '../repairs/redundant-inject';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'dropHeader' | 'forwarded' | 'removeInject' | 'sendInContext' | 'twice' | 'withoutTrace' | 'written';

export const noRedundantInject = createRule<[], MessageId>({
  name: 'no-redundant-inject',
  meta: {
    type: 'problem',
    docs: {
      description:
        'Disallow trace headers in requests to which an instrumentation adds its own, injected or written by hand',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      twice:
        "'{{ inject }}()' fills the headers of '{{ request }}()' on line {{ line }}, and the '{{ library }}' instrumentation adds its own: two 'traceparent' leave, and the trace breaks.",
      written:
        "'{{ header }}' goes into '{{ request }}()' on line {{ line }}, and the '{{ library }}' instrumentation adds its own: two leave, and the trace breaks. Drop it.",
      forwarded:
        "'{{ headers }}' hands a 'traceparent' on to '{{ request }}()' on line {{ line }}, and the '{{ library }}' instrumentation adds its own: the trace breaks. Take it out.",
      dropHeader: "Drop the '{{ header }}': the instrumentation writes it.",
      withoutTrace: "Take 'traceparent' and 'tracestate' out of a copy of the headers.",
      removeInject: "Remove the 'inject()': the instrumentation writes the headers.",
      sendInContext: "Remove the 'inject()', and send the request in '{{ context }}'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver } = file;
    const { sourceCode } = context;
    const textOf = (node: Parameters<typeof unwrap>[0]): string => sourceCode.getText(node).replace(/\s+/g, ' ');
    const suppression = new Suppression(
      resolver,
      () => file.operations('core.suppressTracing'),
      () => [...file.operations('context.with'), ...file.operations('context.bind')],
    );

    function reportDoubled(found: DoubledHeader): void {
      const { call, client } = found.request;
      const [request, line, { library }] = [textOf(unwrap(call.callee)), call.loc.start.line, client];
      if (found.kind === 'received') {
        const fix = withoutTraceHeaders(file, found.headers);
        context.report({
          node: found.headers,
          messageId: 'forwarded',
          data: { request, line, library, headers: textOf(found.headers) },
          suggest: fix ? [{ messageId: 'withoutTrace', fix }] : [],
        });
        return;
      }
      const header = found.site.written || found.site.header;
      const fix = dropHeader(file, found.site);
      context.report({
        node: nameOfSite(found.site),
        messageId: 'written',
        data: { request, line, library, header },
        suggest: fix ? [{ messageId: 'dropHeader', data: { header }, fix }] : [],
      });
    }

    function checkInject(inject: ResolvedCall): void {
      const argument = inject.argument('context');
      const written = argument && writtenTraceContext(resolver, inject);
      if (
        !argument ||
        !written ||
        carrierFault(resolver, file.carriers, inject) ||
        asksForInstrumentation(resolver, inject.node)
      )
        return;
      const destinations = carrierDestinations(resolver, { ...written, filledBy: inject.node });
      const requests = destinations.requests.filter(
        ({ call, client }) => file.project.isInstrumented(client.library) && !suppression.around(call),
      );
      const [first] = requests;
      if (!first || suppression.around(inject.node) || suppression.isSuppressed(argument)) return;
      // A context without a span writes no trace context.
      const held = heldSpan(resolver, argument)?.kind;
      if (held === 'none' || held === 'root') return;

      const hasOthers = destinations.hasOthers || requests.length < destinations.requests.length;
      const removal = removeInject(file, inject, { requests, hasOthers });
      const move = removal ? undefined : sendInContext(file, inject, { requests, hasOthers });
      const data = {
        inject: textOf(unwrap(inject.node.callee)),
        request: textOf(unwrap(first.call.callee)),
        line: String(first.call.loc.start.line),
        library: first.client.library,
        context: textOf(argument),
      };
      context.report({
        node: inject.node.callee,
        messageId: 'twice',
        data,
        suggest: [
          ...(removal ? [{ messageId: 'removeInject' as const, data, fix: removal }] : []),
          ...(move ? [{ messageId: 'sendInContext' as const, data, fix: move }] : []),
        ],
      });
    }

    return file.onProgram(() => {
      if (!ADDING_LIBRARIES.some((library) => file.project.isInstrumented(library))) return;
      file.operations('propagation.inject').forEach(checkInject);
      doubledHeaders(file).forEach(reportDoubled);
    });
  },
});
