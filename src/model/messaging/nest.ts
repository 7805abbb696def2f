/**
 * Nest: its own clients and handlers over a transport, and the processors of its older queue.
 *
 * Source: the documentation of Nest (microservices, queues) and the code of @nestjs/microservices 12.1: a `ClientProxy`
 * writes nothing of its own into a message; a handler runs in the context in which the library of its
 * transport calls back. Headers ride where a record builder or the transport's own context has them: RabbitMQ, NATS,
 * MQTT, Kafka. Redis, TCP and in-memory transports have none.
 */
import { type HandlerContext, type MessagingClient, type RecordBuilder, refs } from './types';

export const NEST_MICROSERVICES = '@nestjs/microservices';

/** The clients. That of gRPC is left out: it has services and methods of its own. */
export const NEST_CLIENTS: readonly string[] = [
  ...['ClientProxy', 'ClientKafka', 'ClientKafkaProxy', 'ClientRMQ', 'ClientNats', 'ClientRedis', 'ClientMqtt'],
  'ClientTCP',
];

const builder = (name: string, method: string, property: string | undefined, shape: RecordBuilder['shape']) => ({
  type: { package: NEST_MICROSERVICES, name },
  method,
  ...(property === undefined ? {} : { property }),
  shape,
});

const context = (name: string, access: string, shape: HandlerContext['shape']): HandlerContext => ({
  type: { package: NEST_MICROSERVICES, name },
  access,
  shape,
});

export const NEST: MessagingClient = {
  id: 'nest',
  label: 'Nest',
  transports: ['kafkajs', 'amqplib', 'ioredis', 'redis', 'grpc', 'nats', 'mqtt'],
  hint: /nestjs\/microservices/,
  sends: [
    {
      on: refs([NEST_MICROSERVICES], ...NEST_CLIENTS),
      methods: ['send', 'emit'],
      messages: { argument: 1, path: '' },
      carrier: {
        in: 'record',
        builders: [
          builder('RmqRecordBuilder', 'setOptions', 'headers', 'plain'),
          builder('NatsRecordBuilder', 'setHeaders', undefined, 'nats-headers'),
          builder('MqttRecordBuilder', 'setProperties', 'userProperties', 'plain'),
        ],
        shape: 'plain',
      },
      literalsAreWork: true,
      isExact: true,
    },
  ],
  consumes: [
    {
      handover: {
        by: 'decorator',
        decorators: refs([NEST_MICROSERVICES], 'MessagePattern', 'EventPattern'),
        parameter: 0,
        contexts: [
          context('RmqContext', 'getMessage().properties.headers', 'plain'),
          context('KafkaContext', 'getMessage().headers', 'buffers'),
          context('NatsContext', 'getHeaders()', 'nats-headers'),
        ],
      },
      messages: '',
      isBatch: false,
      carrier: { path: '', shape: 'plain', isPayload: true },
      label: '@MessagePattern, @EventPattern',
    },
  ],
};

export const NEST_BULL: MessagingClient = {
  id: 'bull',
  label: 'Bull',
  transports: ['bull', 'bullmq'],
  hint: /nestjs\/bull/,
  sends: [],
  consumes: [
    {
      handover: { by: 'decorator', decorators: refs(['@nestjs/bull'], 'Process'), parameter: 0 },
      messages: '',
      isBatch: false,
      carrier: { path: 'data', shape: 'plain', isPayload: true },
      label: '@Process',
    },
  ],
};
