import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { activationOf, describeAmbientUse } from '../analysis/ambient-context';
import { isEntry, mayRunInContext, messageWork, unrequestedAttributes } from '../analysis/message-context';
import type { MessageConsumer } from '../analysis/messaging';
import { headLoc } from '../ast/report-text';
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
        "{{ consumer }} handles {{ library }} messages without 'propagation.extract()': {{ use }} on line {{ line }} gets neither the trace nor the baggage of the sender{{ gap }}.",
      batchNeverExtracts:
        "{{ consumer }} handles {{ library }} messages without 'propagation.extract()': {{ use }} on line {{ line }} is in no sender's trace. Extract for each message, or link to them{{ gap }}.",
      neverRequested:
        "'{{ consumer }}' asks for no attributes, so 'propagation.extract()' on line {{ line }} never finds a carrier in its messages. Set '{{ property }}'.",
      extractCarrier: 'Extract the context from the message, and handle it in that context.',
      requestAttributes: 'Ask for the attributes of the messages.',
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;

    /** The name of a method, the head of a handler or loop, the name of a call that polls. */
    function locOf({ site, handler, row }: MessageConsumer): TSESTree.SourceLocation {
      if (site.type === AST_NODE_TYPES.ForOfStatement) return { start: site.loc.start, end: site.right.loc.end };
      const { by } = row.handover;
      return headLoc(sourceCode, by === 'result' || by === 'method' || by === 'decorator' ? site : (handler ?? site));
    }

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
      const edit = extractFromMessages(file, consumer);
      context.report({
        loc: locOf(consumer),
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
          loc: headLoc(sourceCode, origin.consumer.site),
          messageId: 'neverRequested',
          data: {
            consumer: origin.consumer.description,
            line: extract.node.loc.start.line,
            property: unrequested.property,
          },
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
