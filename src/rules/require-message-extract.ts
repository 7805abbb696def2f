import { activationOf, describeAmbientUse } from '../analysis/ambient-context';
import { isEntry, mayRunInContext, messageWork, unrequestedAttributes } from '../analysis/message-context';
import type { MessageConsumer } from '../analysis/messaging';
import { extractFromMessages, requestAttributes, workParts } from '../repairs/message-extract';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'batchNeverExtracts' | 'extractCarrier' | 'neverExtracts' | 'neverRequested' | 'requestAttributes';

export const requireMessageExtract = createRule<[], MessageId>({
  name: 'require-message-extract',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require consumers of messages to take up the context that a message carries',
      presets: ['recommended'],
      severity: 'warn',
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      neverExtracts:
        "This {{ library }} consumer, {{ consumer }}, reads the active context: {{ use }} on line {{ line }}. It never extracts the context of its message, so its spans are not in the sender's trace, and the sender's baggage is gone{{ gap }}.",
      batchNeverExtracts:
        "This {{ library }} consumer, {{ consumer }}, reads the active context: {{ use }} on line {{ line }}. It never extracts the contexts of its messages, so its spans are in no sender's trace, and the baggage is gone. Extract per message, or link to the messages{{ gap }}.",
      neverRequested:
        "'{{ consumer }}' asks for no message attributes, so SQS hands none over: 'propagation.extract()' on line {{ line }} finds no carrier, whatever the sender injected.",
      extractCarrier: 'Extract the context from the message, and handle it in that context.',
      requestAttributes: 'Ask for the attributes of the messages.',
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;

    function checkWork(consumer: MessageConsumer): void {
      // Who sends a text frame, and in which protocol, nobody can tell.
      if (consumer.instrumentation.covered !== false || consumer.row.carrier.shape === 'text') return;
      if (consumer.handler && activationOf(file.resolver, consumer.handler)) return; // bound to a context that somebody chose
      const use = messageWork(workParts(file), consumer);
      if (
        !use ||
        consumer.extracts !== false ||
        !isEntry(consumer) ||
        mayRunInContext(file.resolver, file.messaging, consumer, use)
      )
        return;
      const { by } = consumer.row.handover;
      const edit = extractFromMessages(file, consumer);
      context.report({
        node: by === 'result' || by === 'iteration' ? consumer.site : (consumer.handler ?? consumer.site),
        messageId: consumer.isBatch ? 'batchNeverExtracts' : 'neverExtracts',
        data: {
          library: consumer.client.label,
          consumer: quoted(consumer.description),
          use: describeAmbientUse(sourceCode, use),
          line: use.node.loc.start.line,
          gap: clause(consumer.instrumentation.reason),
        },
        suggest: edit ? [{ messageId: 'extractCarrier', fix: edit }] : [],
      });
    }

    /** Contexts that are extracted from attributes that nobody asked for. */
    function checkRequests(): void {
      const reported = new Set<MessageConsumer>();
      for (const extract of file.operations('propagation.extract')) {
        const carrier = extract.argument('carrier');
        const origin = carrier && file.messaging.originOf(carrier);
        if (origin?.what !== 'carrier' || reported.has(origin.consumer)) continue;
        const unrequested = unrequestedAttributes(file.resolver, origin.consumer);
        const edit = unrequested && requestAttributes(file, unrequested);
        if (!edit) continue;
        reported.add(origin.consumer);
        context.report({
          node: unrequested.input,
          messageId: 'neverRequested',
          data: { consumer: origin.consumer.description, line: extract.node.loc.start.line },
          suggest: [{ messageId: 'requestAttributes', fix: edit }],
        });
      }
    }

    return file.onProgram(() => {
      if (file.project.contextManager !== 'none') for (const consumer of file.messaging.consumers) checkWork(consumer);
      checkRequests();
    });
  },
});

/** A label in quotes, unless it has some itself: `on('message')`. */
function quoted(label: string): string {
  return label.includes("'") ? label : `'${label}'`;
}

/** Why the instrumentation of the library does not do it, as one more clause of a message. */
function clause(gap: string | undefined): string {
  return gap === undefined ? '' : `; ${gap}`;
}
