/**
 * How many messages a receiver hands over at once, and the names that tell lists of messages from other lists. Data
 * only.
 */

/** An option that limits a batch. Where it is not set, one message is handed over. */
export interface BatchLimit {
  /** The id of the client in the table of messaging clients. */
  readonly client: string;
  /** The label of the consumer there. */
  readonly label: RegExp;
  readonly property: string;
}

/** Source: the reference of `ReceiveMessage` (default 1, at most 10); sqs-consumer 14 (`batchSize`, default 1). */
export const BATCH_LIMITS: readonly BatchLimit[] = [
  { client: 'sqs', label: /ReceiveMessage/i, property: 'MaxNumberOfMessages' },
  { client: 'sqs', label: /handleMessageBatch/, property: 'batchSize' },
];

/** Names of lists whose elements are parts of one message, or ways to read it. */
export const NOT_MESSAGES = /carrier|header|propagat|format|source|candidate|fallback|attribut|metadata|parent|span/i;

/** A condition that admits lists of one element. */
export const SINGLE_MESSAGE = /\b(?:length|size)\s*(?:={2,3}\s*1\b|<\s*2\b|<=\s*1\b)/;
