import { type Message, type ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';

/**
 * One queue in this process that takes the commands of the client. It hands over the attributes that were asked for.
 */
export class Queue {
  private readonly messages: Message[] = [];

  send(command: SendMessageCommand): Promise<void>;
  send(command: ReceiveMessageCommand): Promise<{ Messages: Message[] }>;
  send(command: ReceiveMessageCommand | SendMessageCommand): Promise<unknown> {
    if (command instanceof SendMessageCommand) {
      const { MessageBody, MessageAttributes } = command.input;
      const isValid = Object.values(MessageAttributes ?? {}).every(
        ({ DataType, StringValue }) => DataType === 'String' && StringValue !== undefined,
      );
      if (!isValid) throw new Error('InvalidParameterValue: an attribute has a type and a value.');
      this.messages.push({ Body: MessageBody, MessageAttributes });
      return Promise.resolve();
    }
    const { MessageAttributeNames = [] } = command.input;
    const Messages = this.messages
      .splice(0)
      .map(({ Body, MessageAttributes }) =>
        MessageAttributeNames.includes('All') ? { Body, MessageAttributes } : { Body },
      );
    return Promise.resolve({ Messages });
  }
}
