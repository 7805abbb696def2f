/**
 * Brokers with headers: Kafka, RabbitMQ, NATS, Google Pub/Sub.
 *
 * Source: the declarations of kafkajs 2.2.4, @types/amqplib 0.10, nats 2.29, @nats-io/nats-core and @nats-io/jetstream
 * 3.4,
 * @google-cloud/pubsub 5.3; the source of @opentelemetry/instrumentation-kafkajs 0.32.0 and instrumentation-amqplib
 * 0.70.0.
 */
import { type MessagingClient, refs } from './types';

/**
 * The instrumentation wraps `send`, `sendBatch`, and both again on what `transaction()` resolves to: all inject. It
 * runs `eachMessage` under the extracted context and a process span. `eachBatch` runs under a receive span of its own,
 * started from the root: the messages are linked from process spans that are never active, and their baggage is
 * nowhere.
 */
export const KAFKAJS: MessagingClient = {
  id: 'kafkajs',
  label: 'Kafka',
  library: 'kafkajs',
  hint: /kafka|producer|consumer|eachMessage|eachBatch/i,
  sends: [
    {
      on: refs(['kafkajs'], 'Producer', 'Transaction', 'Sender'),
      methods: ['send'],
      messages: { argument: 0, path: 'messages.*' },
      carrier: { in: 'message', property: 'headers', shape: 'plain' },
    },
    {
      on: refs(['kafkajs'], 'Producer', 'Transaction', 'Sender'),
      methods: ['sendBatch'],
      messages: { argument: 0, path: 'topicMessages.*.messages.*' },
      carrier: { in: 'message', property: 'headers', shape: 'plain' },
    },
  ],
  consumes: [
    {
      handover: {
        by: 'handler',
        on: refs(['kafkajs'], 'Consumer'),
        methods: ['run'],
        handler: { argument: 0, path: 'eachMessage' },
        parameter: 0,
      },
      messages: 'message',
      isBatch: false,
      carrier: { path: 'headers', shape: 'buffers' },
      label: 'eachMessage',
    },
    {
      handover: {
        by: 'handler',
        on: refs(['kafkajs'], 'Consumer'),
        methods: ['run'],
        handler: { argument: 0, path: 'eachBatch' },
        parameter: 0,
      },
      messages: 'batch.messages.*',
      isBatch: true,
      carrier: { path: 'headers', shape: 'buffers' },
      label: 'eachBatch',
      gap: "the instrumentation runs 'eachBatch' in a span of its own and only links the messages: their context is not active",
    },
    // A handler that is declared apart from `run()`, by its type.
    {
      handover: {
        by: 'annotation',
        functions: refs(['kafkajs'], 'EachMessageHandler'),
        parameters: refs(['kafkajs'], 'EachMessagePayload'),
        parameter: 0,
      },
      messages: 'message',
      isBatch: false,
      carrier: { path: 'headers', shape: 'buffers' },
      label: 'eachMessage',
    },
    {
      handover: {
        by: 'annotation',
        functions: refs(['kafkajs'], 'EachBatchHandler'),
        parameters: refs(['kafkajs'], 'EachBatchPayload'),
        parameter: 0,
      },
      messages: 'batch.messages.*',
      isBatch: true,
      carrier: { path: 'headers', shape: 'buffers' },
      label: 'eachBatch',
      gap: "the instrumentation runs 'eachBatch' in a span of its own and only links the messages: their context is not active",
    },
  ],
};

const CHANNELS = refs(['amqplib', 'amqplib/callback_api'], 'Channel', 'ConfirmChannel');

/** The instrumentation wraps `publish` (through which `sendToQueue` goes) and `consume`; `get` is not wrapped. */
export const AMQPLIB: MessagingClient = {
  id: 'amqplib',
  label: 'RabbitMQ',
  library: 'amqplib',
  hint: /amqp|rabbit|channel/i,
  sends: [
    {
      on: CHANNELS,
      methods: ['publish'],
      messages: { argument: 2, path: '' },
      carrier: { in: 'argument', argument: 3, property: 'headers', shape: 'plain' },
    },
    {
      on: CHANNELS,
      methods: ['sendToQueue'],
      messages: { argument: 1, path: '' },
      carrier: { in: 'argument', argument: 2, property: 'headers', shape: 'plain' },
    },
  ],
  consumes: [
    {
      handover: { by: 'handler', on: CHANNELS, methods: ['consume'], handler: { argument: 1, path: '' }, parameter: 0 },
      messages: '',
      mayBeNull: true,
      isBatch: false,
      carrier: { path: 'properties.headers', shape: 'plain' },
      label: 'consume()',
    },
    {
      handover: { by: 'result', on: CHANNELS, methods: ['get'] },
      messages: '',
      mayBeNull: true,
      isBatch: false,
      carrier: { path: 'properties.headers', shape: 'plain' },
      label: 'get()',
      gap: "the instrumentation does not see 'channel.get()'",
    },
  ],
};

/** The packages that export `headers()`. */
export const NATS_PACKAGES: readonly string[] = ['nats', 'nats.ws', '@nats-io/nats-core', '@nats-io/transport-node'];
const JETSTREAM_PACKAGES = ['nats', 'nats.ws', '@nats-io/jetstream'];

/** No instrumentation of NATS is in the collection of OpenTelemetry. */
export const NATS: MessagingClient = {
  id: 'nats',
  label: 'NATS',
  library: 'nats',
  hint: /nats|jetstream/i,
  sends: [
    {
      on: [
        ...refs(NATS_PACKAGES, 'NatsConnection', 'NatsConnectionImpl'),
        ...refs(JETSTREAM_PACKAGES, 'JetStreamClient', 'JetStreamClientImpl'),
      ],
      methods: ['publish', 'request', 'requestMany'],
      messages: { argument: 1, path: '' },
      carrier: {
        in: 'argument',
        argument: 2,
        property: 'headers',
        shape: 'nats-headers',
        required: { request: 'timeout: 1000' },
      },
    },
  ],
  consumes: [
    {
      handover: {
        by: 'iteration',
        on: [
          ...refs(NATS_PACKAGES, 'Subscription'),
          ...refs(JETSTREAM_PACKAGES, 'JetStreamSubscription', 'ConsumerMessages'),
        ],
      },
      messages: '',
      isBatch: false,
      carrier: { path: 'headers', shape: 'nats-headers' },
      label: 'subscribe()',
    },
    {
      handover: {
        by: 'handler',
        on: refs(NATS_PACKAGES, 'NatsConnection', 'NatsConnectionImpl'),
        methods: ['subscribe'],
        handler: { argument: 1, path: 'callback' },
        parameter: 1,
      },
      messages: '',
      isBatch: false,
      carrier: { path: 'headers', shape: 'nats-headers' },
      label: 'subscribe()',
    },
    {
      handover: {
        by: 'handler',
        on: refs(JETSTREAM_PACKAGES, 'Consumer', 'ExportedConsumer', 'PullConsumerImpl'),
        methods: ['consume'],
        handler: { argument: 0, path: 'callback' },
        parameter: 0,
      },
      messages: '',
      isBatch: false,
      carrier: { path: 'headers', shape: 'nats-headers' },
      label: 'consume()',
    },
  ],
};

const PUBSUB = ['@google-cloud/pubsub'];

/**
 * The library propagates by itself once `new PubSub({ enableOpenTelemetryTracing: true })` says so: its publisher
 * injects into the attributes, its subscriber starts a process span, but runs no listener under it (read in 5.3.1).
 */
export const GOOGLE_PUBSUB: MessagingClient = {
  id: 'google-pubsub',
  label: 'Pub/Sub',
  telemetry: { constructors: refs(PUBSUB, 'PubSub'), option: 'enableOpenTelemetryTracing' },
  hint: /pubsub|pub_sub|topic|subscription/i,
  sends: [
    {
      on: refs(PUBSUB, 'Topic', 'Publisher', 'FlowControlledPublisher'),
      methods: ['publishMessage'],
      messages: { argument: 0, path: '' },
      carrier: { in: 'message', property: 'attributes', shape: 'plain' },
    },
    {
      on: refs(PUBSUB, 'Topic', 'Publisher', 'FlowControlledPublisher'),
      methods: ['publish', 'publishJSON'],
      messages: { argument: 0, path: '' },
      carrier: { in: 'argument', argument: 1, shape: 'plain' },
    },
  ],
  consumes: [
    {
      handover: {
        by: 'handler',
        on: refs(PUBSUB, 'Subscription'),
        methods: ['on', 'addListener', 'once'],
        handler: { argument: 1, path: '' },
        event: 'message',
        parameter: 0,
      },
      messages: '',
      isBatch: false,
      carrier: { path: 'attributes', shape: 'plain' },
      label: "on('message')",
      gap: "the library's own tracing starts a span for the message and does not run the listener in it",
    },
  ],
};
