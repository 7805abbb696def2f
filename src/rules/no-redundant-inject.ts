import {
  asksForInstrumentation,
  carrierDestinations,
  carrierFault,
  Suppression,
  writtenTraceContext,
} from '../analysis/carriers';
import { heldSpan } from '../analysis/spans';
import { unwrap } from '../ast';
import { HTTP_CLIENTS } from '../model/http-clients';
import { removeInject, sendInContext } from '../repairs/redundant-inject';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

/** The libraries whose instrumentation adds headers to what is there. */
const LIBRARIES = [...new Set(HTTP_CLIENTS.map(({ library }) => library))];

type MessageId = 'removeInject' | 'sendInContext' | 'twice';

export const noRedundantInject = createRule<[], MessageId>({
  name: 'no-redundant-inject',
  meta: {
    type: 'problem',
    docs: {
      description: "Disallow 'propagation.inject' into headers of requests to which an instrumentation adds its own",
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      twice:
        "'{{ inject }}()' fills the headers of '{{ request }}()' on line {{ line }}, and the instrumentation of '{{ library }}' adds its own to them: two 'traceparent' headers leave, the receiver can read neither, and the trace breaks there.",
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

    return file.onOperation('propagation.inject', (inject) => {
      if (!LIBRARIES.some((library) => file.project.isInstrumented(library))) return;
      const argument = inject.argument('context');
      const written = argument && writtenTraceContext(resolver, inject);
      if (
        !argument ||
        !written ||
        carrierFault(resolver, file.carriers, inject) ||
        asksForInstrumentation(resolver, inject.node)
      )
        return;
      const graphOf: Parameters<typeof carrierDestinations>[1] = (body) => file.graphOf(body);
      const destinations = carrierDestinations(resolver, graphOf, { ...written, filledBy: inject.node });
      const requests = destinations.requests.filter(
        ({ call, client }) => file.project.isInstrumented(client.library) && !suppression.around(call),
      );
      const [first] = requests;
      if (!first || suppression.around(inject.node) || suppression.isSuppressed(argument)) return;
      // A context without a span writes no trace context.
      const held = heldSpan(resolver, graphOf, argument)?.kind;
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
        node: inject.node,
        messageId: 'twice',
        data,
        suggest: [
          ...(removal ? [{ messageId: 'removeInject' as const, data, fix: removal }] : []),
          ...(move ? [{ messageId: 'sendInContext' as const, data, fix: move }] : []),
        ],
      });
    });
  },
});
