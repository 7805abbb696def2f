/**
 * The words in which messaging libraries are described: which call sends, where the messages stand in it, where a
 * carrier rides on a message, which call hands messages over, and what an instrumentation does of all that. Data only.
 */
import type { CarrierShape } from '../carriers';
import type { TypeRef } from '../types';

/**
 * Steps to a part of a value, separated by dots: property names, and `*` for every element of a list.
 * `messages.*` is each element of the property `messages`; the empty text is the value itself.
 */
export type MessagePath = string;

/** Where the carrier of a message is written when it is sent. */
export type SentCarrier =
  /** A property of the message: `{ value, headers }`. */
  | { readonly in: 'message'; readonly property: string; readonly shape: CarrierShape }
  /** An argument beside the message, or a property of it: `publish(exchange, key, content, { headers })`. */
  | {
      readonly in: 'argument';
      readonly argument: number;
      readonly property?: string;
      readonly shape: CarrierShape;
      /** By method: what options must hold beside, with the value that the library takes where there are none. */
      readonly required?: Readonly<Record<string, string>>;
    }
  /** An argument known by its type, at any position: the `Metadata` of a gRPC call. */
  | { readonly in: 'typed-argument'; readonly type: TypeRef; readonly shape: CarrierShape }
  /**
   * The message has no place for headers: a property of what is sent that bears a carrier's name. Of the shape `list`,
   * the message is every argument from its position on.
   */
  | { readonly in: 'payload'; readonly shape: CarrierShape }
  /**
   * What is sent may be made by a builder that takes the headers of the transport: `new RmqRecordBuilder(data)`. Without
   * one, only what bears a carrier's name is a carrier, and there is no place for another.
   */
  | { readonly in: 'record'; readonly builders: readonly RecordBuilder[]; readonly shape: CarrierShape };

/** A builder of messages: `new RmqRecordBuilder(data).setOptions({ headers }).build()`. */
export interface RecordBuilder {
  readonly type: TypeRef;
  /** The method that takes the headers, or an object with them. */
  readonly method: string;
  /** The property of its argument that holds the headers; undefined where the argument is the headers. */
  readonly property?: string;
  readonly shape: CarrierShape;
}

/** A call that sends. */
export interface SendModel {
  /** The declared types of the receiver. Where `commands` tells, a receiver whose type is unknown will do. */
  readonly on: readonly TypeRef[];
  /** The methods; `'*'` for every method that is not of {@link NO_REMOTE_CALLS}. */
  readonly methods: readonly string[] | '*';
  /** The class whose instance the first argument is; its own first argument then holds the messages. */
  readonly commands?: readonly TypeRef[];
  /** Where the messages are: the position of the argument, and the steps into it. */
  readonly messages: { readonly argument: number; readonly path: MessagePath };
  readonly carrier: SentCarrier;
  /** Whether a message that holds literals only (`'ping'`) is work, as a job is; else nobody can tell. */
  readonly literalsAreWork?: boolean;
  /** Whether a class of the project that extends one of `on` may inject by itself, so that only the library's count. */
  readonly isExact?: boolean;
  /** Why the instrumentation of the library leaves this call out; undefined where it does not. */
  readonly gap?: string;
}

/** How a piece of code comes by messages. */
export type Handover =
  /** A function that is an argument of a method, or stands below one: `consumer.run({ eachMessage })`. */
  | {
      readonly by: 'handler';
      readonly on: readonly TypeRef[];
      readonly methods: readonly string[];
      /** The position of the argument, and the steps from it to the function; `*` for every property. */
      readonly handler: { readonly argument: number; readonly path: MessagePath };
      /** The text that the first argument must be: the name of an event. */
      readonly event?: string;
      /** The position of the parameter that holds the message. */
      readonly parameter: number;
    }
  /** A function that is given to a constructor: `new Worker(name, processor)`. */
  | {
      readonly by: 'constructor';
      readonly type: TypeRef;
      readonly handler: { readonly argument: number; readonly path: MessagePath };
      readonly parameter: number;
    }
  /** A function whose parameter, or which itself, is annotated with a type: `const handler: SQSHandler`. */
  | {
      readonly by: 'annotation';
      readonly functions: readonly TypeRef[];
      readonly parameters: readonly TypeRef[];
      readonly parameter: number;
    }
  /** The result of a call, awaited where it is a promise: `client.send(new ReceiveMessageCommand(…))`. */
  | {
      readonly by: 'result';
      readonly on: readonly TypeRef[];
      readonly methods: readonly string[];
      readonly commands?: readonly TypeRef[];
    }
  /** `for await (const message of subscription)`: the declared types of what is iterated. */
  | { readonly by: 'iteration'; readonly on: readonly TypeRef[] }
  /** A method that a decorator makes a handler: `@EventPattern('created') onCreated(order)`. */
  | {
      readonly by: 'decorator';
      readonly decorators: readonly TypeRef[];
      readonly parameter: number;
      /** Parameters by whose declared type the carrier of the transport is reached. */
      readonly contexts?: readonly HandlerContext[];
    }
  /** A method that a class has by what it extends: `process(job)` of a `WorkerHost`. */
  | {
      readonly by: 'method';
      readonly classes: readonly TypeRef[];
      readonly methods: readonly string[];
      readonly parameter: number;
    };

/** A parameter of a decorated handler that gives the carrier: `context.getMessage().properties.headers`. */
export interface HandlerContext {
  readonly type: TypeRef;
  /** What is written behind the parameter's name. */
  readonly access: string;
  readonly shape: CarrierShape;
}

/** A call or declaration that hands messages over. */
export interface ConsumeModel {
  readonly handover: Handover;
  /** From the parameter, result or element to each message: `message`, `batch.messages.*`. */
  readonly messages: MessagePath;
  /** Whether null is handed over where there is no message: the consumption was cancelled, the queue is empty. */
  readonly mayBeNull?: boolean;
  /** Whether several messages are handed over at once. */
  readonly isBatch: boolean;
  /** From a message to its carrier. `isPayload`: the carrier is some property of what stands there. */
  readonly carrier: { readonly path: MessagePath; readonly shape: CarrierShape; readonly isPayload?: boolean };
  /** For messages: `eachMessage`, `consume()`. Of a method, its own name is told. */
  readonly label: string;
  /** Why the instrumentation of the library leaves this out; undefined where it does not. */
  readonly gap?: string;
}

/** An option of a library's own constructor that makes it propagate by itself. */
export interface TelemetryOption {
  /** The constructors of the objects that send or consume, or of what they are made from. */
  readonly constructors: readonly TypeRef[];
  /** The property of an options object among the constructor's arguments. */
  readonly option: string;
  /** Packages that provide what the option is set to: where a project has none of them, no other file sets it. */
  readonly providers?: readonly string[];
}

/** A library that sends and receives messages. */
export interface MessagingClient {
  readonly id: string;
  /** Its name in messages: `Kafka`. */
  readonly label: string;
  /** The library in `settings.otel.instrumented` whose instrumentation covers it; undefined where there is none. */
  readonly library?: string;
  /** The libraries that may carry its messages: where any of them is instrumented, nobody can tell what travels. */
  readonly transports?: readonly string[];
  readonly telemetry?: TelemetryOption;
  /** What the text of every file with this library matches: files without it are not looked at. */
  readonly hint: RegExp;
  readonly sends: readonly SendModel[];
  readonly consumes: readonly ConsumeModel[];
}

/** References to several types of several packages. */
export function refs(packages: readonly string[], ...names: readonly string[]): readonly TypeRef[] {
  return packages.flatMap((owner) => names.map((name) => ({ package: owner, name })));
}
