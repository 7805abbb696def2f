/**
 * AWS: SQS and SNS through SDK v3, and the records that they hand to a Lambda function.
 *
 * Source: the declarations of @aws-sdk/client-sqs and client-sns 3.1169, sqs-consumer 14.2 and @types/aws-lambda 8.10;
 * the source of
 * @opentelemetry/instrumentation-aws-sdk 0.78.0 and instrumentation-aws-lambda 0.75.0.
 */
import { type ConsumeModel, type MessagingClient, refs } from './types';

const SQS_PACKAGE = ['@aws-sdk/client-sqs'];
const SNS_PACKAGE = ['@aws-sdk/client-sns'];

const received: Pick<ConsumeModel, 'carrier' | 'gap' | 'isBatch' | 'messages'> = {
  messages: 'Messages.*',
  isBatch: true,
  carrier: { path: 'MessageAttributes', shape: 'message-attributes' },
  gap: "the instrumentation only links the received messages from the span of 'ReceiveMessage': their context is not active",
};

/**
 * The instrumentation injects into the attributes of `SendMessage` and of each entry of `SendMessageBatch`, unless they
 * would be more than ten. Of `ReceiveMessage` it asks for the attributes and adds links: no context becomes active.
 */
export const SQS: MessagingClient = {
  id: 'sqs',
  label: 'SQS',
  library: 'aws-sdk',
  hint: /sqs|SendMessage|ReceiveMessage/i,
  sends: [
    {
      on: refs(SQS_PACKAGE, 'SQSClient'),
      methods: ['send'],
      commands: refs(SQS_PACKAGE, 'SendMessageCommand'),
      messages: { argument: 0, path: '' },
      carrier: { in: 'message', property: 'MessageAttributes', shape: 'message-attributes' },
    },
    {
      on: refs(SQS_PACKAGE, 'SQSClient'),
      methods: ['send'],
      commands: refs(SQS_PACKAGE, 'SendMessageBatchCommand'),
      messages: { argument: 0, path: 'Entries.*' },
      carrier: { in: 'message', property: 'MessageAttributes', shape: 'message-attributes' },
    },
    {
      on: refs(SQS_PACKAGE, 'SQS'),
      methods: ['sendMessage'],
      messages: { argument: 0, path: '' },
      carrier: { in: 'message', property: 'MessageAttributes', shape: 'message-attributes' },
    },
    {
      on: refs(SQS_PACKAGE, 'SQS'),
      methods: ['sendMessageBatch'],
      messages: { argument: 0, path: 'Entries.*' },
      carrier: { in: 'message', property: 'MessageAttributes', shape: 'message-attributes' },
    },
  ],
  consumes: [
    {
      handover: { by: 'result', on: [], methods: ['send'], commands: refs(SQS_PACKAGE, 'ReceiveMessageCommand') },
      ...received,
      label: 'ReceiveMessage',
    },
    {
      handover: { by: 'result', on: refs(SQS_PACKAGE, 'SQS'), methods: ['receiveMessage'] },
      ...received,
      label: 'receiveMessage()',
    },
    {
      handover: {
        by: 'handler',
        on: refs(['sqs-consumer'], 'Consumer'),
        methods: ['create'],
        handler: { argument: 0, path: 'handleMessage' },
        parameter: 0,
      },
      ...received,
      messages: '',
      isBatch: false,
      label: 'handleMessage',
    },
    {
      handover: {
        by: 'handler',
        on: refs(['sqs-consumer'], 'Consumer'),
        methods: ['create'],
        handler: { argument: 0, path: 'handleMessageBatch' },
        parameter: 0,
      },
      ...received,
      messages: '*',
      label: 'handleMessageBatch',
    },
  ],
};

/** The instrumentation injects into the attributes of `Publish`; it does not know `PublishBatch`. */
export const SNS: MessagingClient = {
  id: 'sns',
  label: 'SNS',
  library: 'aws-sdk',
  hint: /sns|PublishCommand/i,
  sends: [
    {
      on: refs(SNS_PACKAGE, 'SNSClient'),
      methods: ['send'],
      commands: refs(SNS_PACKAGE, 'PublishCommand'),
      messages: { argument: 0, path: '' },
      carrier: { in: 'message', property: 'MessageAttributes', shape: 'message-attributes' },
    },
    {
      on: refs(SNS_PACKAGE, 'SNSClient'),
      methods: ['send'],
      commands: refs(SNS_PACKAGE, 'PublishBatchCommand'),
      messages: { argument: 0, path: 'PublishBatchRequestEntries.*' },
      carrier: { in: 'message', property: 'MessageAttributes', shape: 'message-attributes' },
      gap: "the instrumentation injects into 'Publish' and not into 'PublishBatch'",
    },
    {
      on: refs(SNS_PACKAGE, 'SNS'),
      methods: ['publish'],
      messages: { argument: 0, path: '' },
      carrier: { in: 'message', property: 'MessageAttributes', shape: 'message-attributes' },
    },
    {
      on: refs(SNS_PACKAGE, 'SNS'),
      methods: ['publishBatch'],
      messages: { argument: 0, path: 'PublishBatchRequestEntries.*' },
      carrier: { in: 'message', property: 'MessageAttributes', shape: 'message-attributes' },
      gap: "the instrumentation injects into 'Publish' and not into 'PublishBatch'",
    },
  ],
  consumes: [],
};

/**
 * The instrumentation of Lambda runs the handler under a span of the invocation. For SQS it adds links, from the X-Ray
 * header unless it is told to use the global propagator; for SNS nothing.
 */
export const LAMBDA: MessagingClient = {
  id: 'aws-lambda',
  label: 'Lambda',
  library: 'aws-lambda',
  hint: /SQS|SNS/,
  sends: [],
  consumes: [
    {
      handover: {
        by: 'annotation',
        functions: refs(['aws-lambda'], 'SQSHandler'),
        parameters: refs(['aws-lambda'], 'SQSEvent'),
        parameter: 0,
      },
      messages: 'Records.*',
      isBatch: true,
      carrier: { path: 'messageAttributes', shape: 'lambda-sqs-attributes' },
      label: 'SQS handler',
      gap: 'the instrumentation only links the records from the span of the invocation: their context is not active',
    },
    {
      handover: {
        by: 'annotation',
        functions: refs(['aws-lambda'], 'SNSHandler'),
        parameters: refs(['aws-lambda'], 'SNSEvent'),
        parameter: 0,
      },
      messages: 'Records.*',
      isBatch: true,
      carrier: { path: 'Sns.MessageAttributes', shape: 'lambda-sns-attributes' },
      label: 'SNS handler',
      gap: 'the instrumentation does not read the attributes of SNS records',
    },
  ],
};
