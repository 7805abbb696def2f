/**
 * Libraries that send and receive messages, and where a carrier rides on each. Data only. To add a library, add a row
 * to the table: look-ups take the table, and nothing else names a library.
 */
import { LAMBDA, SNS, SQS } from './messaging/aws';
import { AMQPLIB, GOOGLE_PUBSUB, KAFKAJS, NATS } from './messaging/brokers';
import { NEST, NEST_BULL } from './messaging/nest';
import { BULLMQ, GRPC, IOREDIS, NODE_REDIS_STREAMS, WS } from './messaging/streams';
import type { MessagingClient } from './messaging/types';

export { NO_REMOTE_CALLS } from './messaging/streams';
export type * from './messaging/types';

export const MESSAGING_CLIENTS: readonly MessagingClient[] = [
  KAFKAJS,
  AMQPLIB,
  SQS,
  SNS,
  LAMBDA,
  BULLMQ,
  NEST,
  NEST_BULL,
  NATS,
  GOOGLE_PUBSUB,
  IOREDIS,
  NODE_REDIS_STREAMS,
  GRPC,
  WS,
];
