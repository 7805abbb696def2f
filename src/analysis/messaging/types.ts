/**
 * What the room answers: messages that are sent, code that handles what arrives, and how an expression relates to it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { CallNode, FunctionNode } from '../../ast';
import type { CarrierShape } from '../../model/carriers';
import type { ConsumeModel, MessagingClient, SendModel } from '../../model/messaging-clients';
import type { AmbientUseFinder } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import type { ProjectFacts } from '../project';
import type { BuiltRecord } from './records';

/** What the room needs to know of the project. Without `dependencyRange`, a package may be there. */
export type MessagingProject = Pick<ProjectFacts, 'isInstrumented' | 'mayBeInstrumented'> &
  Partial<Pick<ProjectFacts, 'dependencyRange'>>;

/** What the room needs to know of a file. `FileAnalysis` has all of it. */
export interface MessagingParts {
  readonly resolver: ApiResolver;
  readonly ambient: AmbientUseFinder;
  /** Every call and construction of the file, in source order. */
  readonly calls: readonly CallNode[];
  readonly project: MessagingProject;
  /** The calls of `propagation.inject` of the file. */
  readonly injections: () => readonly ResolvedCall[];
}

/**
 * Whether a message has a carrier: `carried` when something was injected into it, or bears a carrier's name; `missing`
 * when it surely has none; `unknown` when nobody can tell.
 */
export type CarrierState = 'carried' | 'missing' | 'unknown';

/** What the instrumentation of a library does for one call. */
export interface Coverage {
  /** Whether the context travels by itself here; undefined where nobody can tell (an option set in another file). */
  readonly covered: boolean | undefined;
  /** Whether the library is instrumented at all, or propagates by itself. */
  readonly isInstrumented: boolean;
  /** Why an instrumented library does not cover this call: half a sentence, without full stop. */
  readonly reason: string | undefined;
}

/** One message, or the messages one expression stands for, in a call that sends. */
export interface SentMessage {
  /** The expression: an object literal, the body of a `.map()`, a variable; undefined when it is not found. */
  readonly node: TSESTree.Expression | undefined;
  /** The same as an object literal, where it is one. */
  readonly literal: TSESTree.ObjectExpression | undefined;
  readonly carrier: CarrierState;
  /**
   * The object literal in which the carrier stands or would stand: the message, or the options beside it. Undefined
   * when it is not found or not there.
   */
  readonly holder: TSESTree.ObjectExpression | undefined;
  /** What stands in the place of the carrier: the value of `headers`; undefined where there is nothing. */
  readonly value: TSESTree.Expression | undefined;
  /** The builder that makes the message, where the library has one. */
  readonly record?: BuiltRecord;
}

/** A call that sends messages. */
export interface MessageSend {
  readonly call: TSESTree.CallExpression;
  readonly client: MessagingClient;
  readonly row: SendModel;
  /** For messages, without quotes: `producer.send()`, `SendMessageCommand`. */
  readonly description: string;
  readonly messages: readonly SentMessage[];
  /** `missing` when any message surely has no carrier; `carried` when all have one. */
  readonly carrier: CarrierState;
  readonly instrumentation: Coverage;
}

/** Code that handles messages. */
export interface MessageConsumer {
  readonly client: MessagingClient;
  readonly row: ConsumeModel;
  /** The call, loop or function that makes it a consumer. */
  readonly site: TSESTree.Node;
  /** The function that handles messages, or the function around a poll or loop; undefined at the top of a module. */
  readonly handler: FunctionNode | undefined;
  /**
   * The code that runs for the messages: the body of the handler, of the `for await`, or of the function around a poll.
   */
  readonly body: TSESTree.Node;
  readonly isBatch: boolean;
  /** The pattern or identifier that binds what is handed over; undefined when it is bound to nothing. */
  readonly parameter: TSESTree.Node | undefined;
  /** The function that the handler is passed through: `withTracing` of `eachMessage: withTracing(handle)`. */
  readonly wrapper: string | undefined;
  /** For messages, without quotes: `eachMessage`, `consume()`. */
  readonly description: string;
  readonly instrumentation: Coverage;
  /**
   * Whether the code takes a context from a carrier, itself or through functions of the file; undefined when unknown.
   */
  readonly extracts: boolean | undefined;
  /** The carrier of a message that is written `message`, as text, and its shape. */
  carrierOf(message: string): MessageCarrier;
}

/** Where a carrier is on a message. */
export interface MessageCarrier {
  /** `message.headers`. */
  readonly text: string;
  readonly shape: CarrierShape;
  /** Whether the carrier is some property of `text`, by the project's own convention, and not `text` itself. */
  readonly isPayload: boolean;
}

/**
 * What an expression is of a consumption. `payload` is what the handler is given, where that is not a message itself;
 * `batch` the same where it holds many; `messages` the list; `carrier` the headers of one message.
 */
export interface MessageOrigin {
  readonly consumer: MessageConsumer;
  readonly what: 'batch' | 'carrier' | 'message' | 'messages' | 'payload';
  /** The shape of the carrier; undefined for what is not one. */
  readonly shape: CarrierShape | undefined;
  /**
   * Which message of a list it is, or is of: `[0]` and `.at(0)` are `first`, an element of a loop is `each`; else
   * `only`.
   */
  readonly element: 'each' | 'first' | 'only';
}
