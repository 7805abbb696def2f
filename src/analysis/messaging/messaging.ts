/**
 * What a file sends through brokers, queues and sockets, with or without a carrier; and which of its code handles what
 * arrives. Every part is found when first asked for. The text of the file tells which libraries it can hold; of its
 * calls only those by the name of a known method are looked at.
 *
 * Known limitations: those of the parts; a client that another file builds is known by its type only.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import type { CarrierShape } from '../../model/carriers';
import { MESSAGING_CLIENTS, type MessagingClient } from '../../model/messaging-clients';
import { ObjectTypes } from '../library-objects';
import { Consumers } from './consumers';
import { stepsOf } from './expand';
import { Sends } from './sends';
import type { CarrierState, MessageConsumer, MessageOrigin, MessageSend, MessagingParts } from './types';

/** The shape of what an expression of a handler is, and of an envelope the way to its carrier. */
export interface MessageShape {
  readonly shape: CarrierShape;
  readonly inner?: { readonly path: readonly string[]; readonly shape: CarrierShape; readonly isOptional: boolean };
}

/** Every word that tells of one of the known libraries: one scan of a text finds those of all. */
const HINTS = new RegExp(MESSAGING_CLIENTS.map(({ hint }) => hint.source).join('|'), 'gi');

export class Messaging {
  private readonly types: ObjectTypes;
  private active: readonly MessagingClient[] | undefined;
  private sending: Sends | undefined;
  private consuming: Consumers | undefined;
  private sent: readonly MessageSend[] | undefined;

  /** `clients` is the table of libraries: a test may add rows. */
  constructor(
    private readonly parts: MessagingParts,
    private readonly clients: readonly MessagingClient[] = MESSAGING_CLIENTS,
  ) {
    this.types = new ObjectTypes(parts.resolver);
  }

  /** Every call that sends messages, in source order. */
  get sends(): readonly MessageSend[] {
    if (!this.sent) {
      const possible = this.possibleClients;
      const calls = possible.length > 0 ? this.parts.calls : [];
      this.sent = calls.flatMap((call) =>
        call.type === AST_NODE_TYPES.CallExpression ? (this.senders.of(call) ?? []) : [],
      );
    }
    return this.sent;
  }

  /** Every piece of code that handles messages, in source order. */
  get consumers(): readonly MessageConsumer[] {
    return this.possibleClients.length > 0 ? this.receivers.all : [];
  }

  /** What an expression is of a message that a consumer of this file was handed; undefined for everything else. */
  originOf(expression: TSESTree.Node): MessageOrigin | undefined {
    return this.consumers.length > 0 ? this.receivers.origins.of(expression) : undefined;
  }

  /** The shape of a carrier, or of a message as an envelope, by its place in a known consumer. */
  shapeOf(expression: TSESTree.Node): MessageShape | undefined {
    const origin = this.originOf(expression);
    if (!origin) return undefined;
    if (origin.what === 'carrier') return origin.shape && { shape: origin.shape };
    const { carrier } = origin.consumer.row;
    if (origin.what !== 'message' || carrier.isPayload) return undefined;
    return { shape: 'envelope', inner: { path: stepsOf(carrier.path), shape: carrier.shape, isOptional: false } };
  }

  /** Whether a value that stands, or may stand, as headers holds a carrier. */
  carrierState(expression: TSESTree.Node): CarrierState {
    return this.senders.values.stateOf(expression);
  }

  private get senders(): Sends {
    return (this.sending ??= new Sends(this.parts, this.types, this.possibleClients));
  }

  private get receivers(): Consumers {
    return (this.consuming ??= new Consumers(this.parts, this.types, this.possibleClients));
  }

  /** The libraries that the text of the file may hold. */
  private get possibleClients(): readonly MessagingClient[] {
    return (this.active ??= this.findPossibleClients());
  }

  private findPossibleClients(): readonly MessagingClient[] {
    const { text } = this.parts.resolver.sourceCode;
    if (this.clients !== MESSAGING_CLIENTS) return this.clients.filter(({ hint }) => hint.test(text));
    const words = text.match(HINTS);
    if (!words) return [];
    const said = [...new Set(words)].join('\n');
    return this.clients.filter(({ hint }) => hint.test(said));
  }
}
